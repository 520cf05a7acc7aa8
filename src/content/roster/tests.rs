//! Rosters as they come from a department, with what is wrong in them.

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::domain::region::{Level, Region};
use crate::domain::roster::RosterRole;

const HEADING: &str = "企业名称,统一社会信用代码,地区,包保干部/项目服务秘书,姓名,电话,账号";

fn regions() -> Regions {
    let region = |name: &str, aliases: &[&str]| Region {
        name: name.to_owned(),
        level: Level::City,
        area_code: None,
        parent: None,
        aliases: aliases.iter().map(ToString::to_string).collect(),
    };
    let province = Region { level: Level::Province, ..region("吉林省", &["吉林"]) };
    let within = |region: Region| Region { parent: Some("吉林省".to_owned()), ..region };
    Regions::new(vec![province, within(region("四平市铁西区", &["四平铁西"])), within(region("农安县", &[]))])
}

fn of(rows: &str) -> Imported {
    read(format!("{HEADING}\n{rows}").as_bytes(), &regions())
}

/// Each fault as row, column and reason.
fn faults(imported: &Imported) -> Vec<(usize, &str, &str)> {
    let of = |fault: &'_ RosterFault| (fault.row.unwrap_or(0), fault.column.unwrap_or(""));
    imported.faults.iter().map(|fault| (of(fault).0, of(fault).1, fault.reason.as_str())).collect()
}

#[test]
fn a_sheet_and_a_text_give_the_same_entries() {
    let rows = [
        ["万人助万企包保名单", "", "", "", "", "", ""],
        ["企业名称", "统一社会信用代码（选填）", "所在地区", "角色", "姓名", "联系电话", "账号"],
        ["某某机械有限公司", "91220000ma12345674", "四平铁西", "包保干部", "某某", "139 0000 0000", "moumou"],
        ["某某食品有限公司", "", "农安县", "项目服务秘书", "某某某", "0431-88880000", ""],
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let text = rows.map(|cells| cells.join(",")).join("\r\n");
    let sheet = read(&book.save_to_buffer().unwrap(), &regions());
    assert_eq!(sheet.faults, []);
    assert_eq!(read(text.as_bytes(), &regions()), sheet);
    assert_eq!(read(&GB18030.encode(&text).0, &regions()), sheet);

    let [first, second] = sheet.entries.as_slice() else { panic!("{sheet:?}") };
    assert_eq!((first.enterprise.as_str(), first.region.as_str()), ("某某机械有限公司", "四平市铁西区"));
    assert_eq!(first.credit_code.as_ref().unwrap().as_str(), "91220000MA12345674");
    assert_eq!((first.role, first.name.as_str(), first.phone.as_str()), (RosterRole::Officer, "某某", "13900000000"));
    assert_eq!(first.login.as_deref(), Some("moumou"));
    assert_eq!((second.role, &second.credit_code, &second.login), (RosterRole::Secretary, &None, &None));
}

#[test]
fn every_fault_is_named_by_row_and_column() {
    let imported = of("某某机械有限公司,91220000MA12345675,某市,包保,,123,\n\
        ,,农安县,包保干部,某某,13900000000,\n\
        某某食品有限公司,,农安县,包保干部,某某,13900000000,\n");
    let expected = [
        (2, "地区", "没有找到“某市”这个地区，请写到市、县或区，例如“四平市铁西区”“公主岭市”"),
        (
            2,
            "统一社会信用代码",
            "统一社会信用代码有一位不对（校验不符：照前17位算，最后一位应是“4”），请对照营业执照再核对一遍",
        ),
        (2, "包保干部/项目服务秘书", "没有“包保”这个角色；写“包保干部”或“项目服务秘书”"),
        (2, "姓名", "这一格是空的"),
        (2, "电话", "电话要写成11位手机号，或带区号的座机号（例如 0431-88901234）"),
        (3, "企业名称", "这一格是空的"),
    ];
    assert_eq!(faults(&imported), expected);
    assert_eq!(imported.entries.len(), 1, "a sound row is read although others are not");
    let said = imported.faults[3].to_string();
    assert_eq!(said, "第2行“姓名”：这一格是空的。写这位同志的姓名");
}

#[test]
fn rows_that_repeat_or_contradict_others_are_refused() {
    let imported = of("某某机械有限公司,91220000MA12345674,农安县,包保干部,某某,13900000000,a\n\
        某某机械有限公司,,农安县,包保干部,某某,139-0000-0000,a\n\
        某某机械有限公司,,农安县,项目服务秘书,某某,13900000000,a\n\
        某某食品有限公司,91220000MA12345674,农安县,包保干部,某某,13900000000,a\n\
        某某机械有限公司,91220101MA00000000,农安县,包保干部,某某,13900000001,a\n\
        某某食品有限公司,,农安县,包保干部,某某某,13900000002,a\n");
    let expected = [
        (3, "企业名称", "和第2行重复"),
        (5, "统一社会信用代码", "第2行的“某某机械有限公司”也是这个代码"),
        (6, "统一社会信用代码", "和第2行同一家企业的代码不一样"),
        (7, "账号", "第2行的某某也用这个账号"),
    ];
    assert_eq!(faults(&imported), expected);
    assert_eq!(imported.entries.len(), 2);
}

#[test]
fn a_file_without_heading_or_column_is_refused_as_a_whole() {
    let said = |bytes: &[u8]| {
        let imported = read(bytes, &regions());
        assert!(imported.entries.is_empty());
        imported.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert!(said(b"").starts_with("没有找到表头"));
    assert!(said("甲,乙\n丙,丁\n".as_bytes()).starts_with("没有找到表头"));
    assert_eq!(
        said("企业名称,地区,姓名,角色\n某某机械有限公司,农安县,某某,包保干部\n".as_bytes()),
        "第1行“电话”：表头里没有这一列。在表头补上这一列"
    );
    assert!(said(b"\xd0\xcf\x11\xe0").contains("另存为 .xlsx"));
}

/// A book of these sheets, each with its rows.
fn book(sheets: &[(&str, &[&[&str]])]) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    book
}

#[test]
fn a_firm_merged_over_two_rows_has_both() {
    let mut book = book(&[(
        "Sheet1",
        &[
            &["企业名称", "地区", "身份", "姓名", "电话"],
            &["", "", "包保干部", "某某", "13900000001"],
            &["", "", "项目服务秘书", "某某某", "13900000002"],
        ],
    )]);
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.merge_range(1, 0, 2, 0, "延边某某参业有限公司", &Format::new()).unwrap();
    sheet.merge_range(1, 1, 2, 1, "吉林省农安县", &Format::new()).unwrap();
    let imported = read(&book.save_to_buffer().unwrap(), &regions());
    assert_eq!((imported.faults.as_slice(), imported.sheets.as_slice()), (&[][..], &[][..]));
    let told: Vec<_> =
        imported.entries.iter().map(|one| (one.enterprise.as_str(), one.role, one.name.as_str())).collect();
    let firm = "延边某某参业有限公司";
    assert_eq!(told, [(firm, RosterRole::Officer, "某某"), (firm, RosterRole::Secretary, "某某某")]);
    assert!(imported.entries.iter().all(|entry| entry.region == "农安县"));
}

#[test]
fn each_role_may_have_columns_of_its_own_under_a_heading_of_two_rows() {
    let mut book = book(&[(
        "名单",
        &[
            &["", "", "", "", "", ""],
            &["", "", "姓名", "电话", "姓名", "电话"],
            &["某某木业有限公司", "农安县", "某某", "13900000001", "某某某", "13900000002"],
            &["某某米业有限公司", "四平铁西", "", "", "某某某", "13900000002"],
            &["某某酒业有限公司", "农安县", "某某", "", "", ""],
            &["某某油脂有限公司", "农安县", "", "", "", ""],
        ],
    )]);
    let sheet = book.worksheet_from_index(0).unwrap();
    for (columns, text) in [((0, 0), "企业名称"), ((1, 1), "所在地区")] {
        sheet.merge_range(0, columns.0, 1, columns.1, text, &Format::new()).unwrap();
    }
    for (columns, text) in [((2, 3), "包保干部"), ((4, 5), "项目服务秘书")] {
        sheet.merge_range(0, columns.0, 0, columns.1, text, &Format::new()).unwrap();
    }
    let imported = read(&book.save_to_buffer().unwrap(), &regions());
    let told: Vec<_> = imported.entries.iter().map(|one| (one.enterprise.as_str(), one.role)).collect();
    let (officer, secretary) = (RosterRole::Officer, RosterRole::Secretary);
    let wood = "某某木业有限公司";
    assert_eq!(told, [(wood, officer), (wood, secretary), ("某某米业有限公司", secretary)]);
    let empty = "这一格是空的";
    assert_eq!(faults(&imported), [(5, "电话", empty), (6, "姓名", empty), (6, "电话", empty)]);
}

#[test]
fn the_sheet_with_the_heading_is_found_and_named() {
    let roster: &[&[&str]] = &[
        &["企业名称", "地区", "身份", "姓名", "电话"],
        &["某某木业有限公司", "某地", "包保干部", "某某", "13900000001"],
        &["某某米业有限公司", "农安县", "包保干部", "某某", "13900000001"],
    ];
    let how: &[&[&str]] = &[&["填表说明"], &["企业名称", "照营业执照写"], &["地区", "写到县区"]];
    let sample: &[&[&str]] = &[roster[0], &["样例公司", "农安县", "包保干部", "张三", "13900000000"]];
    let mut several =
        book(&[("填表说明", how), ("填写样例", sample), ("铁西区", roster), ("备选项", &[&["包保干部"]])]);
    several.worksheet_from_index(3).unwrap().set_hidden(true);
    let imported = read(&several.save_to_buffer().unwrap(), &regions());
    assert_eq!(imported.sheets, ["铁西区"]);
    assert_eq!(imported.entries.len(), 1, "nobody is taken from a sample: {imported:?}");
    assert!(imported.faults[0].to_string().starts_with("工作表“铁西区”第2行“地区”：没有找到"), "{imported:?}");

    let two = read(&book(&[("农安", roster), ("铁西", roster)]).save_to_buffer().unwrap(), &regions());
    assert_eq!(two.sheets, ["农安", "铁西"]);
    assert!(
        two.faults
            .iter()
            .any(|fault| fault.to_string() == "工作表“铁西”第3行“企业名称”：和工作表“农安”第3行重复。只留一行")
    );

    let said = |mut book: Workbook| read(&book.save_to_buffer().unwrap(), &regions()).faults[0].to_string();
    let none = said(book(&[("甲", &[&["一"]]), ("乙", &[&["二"]])]));
    assert!(none.contains("看过的工作表：甲、乙"), "{none}");
    let incomplete = said(book(&[("甲", &[&["一"]]), ("乙", &[&["企业名称", "地区"]])]));
    assert!(incomplete.starts_with("工作表“乙”第1行“包保干部/项目服务秘书”：表头里没有这一列"), "{incomplete}");
    let mut hidden = book(&[("说明", &[&["一"]]), ("名单", roster)]);
    hidden.worksheet_from_index(1).unwrap().set_hidden(true);
    assert!(said(hidden).contains("隐藏的工作表“名单”"));
}

#[test]
fn what_a_spreadsheet_has_spoilt_is_called_so() {
    let mut book = book(&[("Sheet1", &[&["企业名称", "统一社会信用代码", "地区", "身份", "姓名", "电话"]])]);
    let sheet = book.worksheet_from_index(0).unwrap();
    for row in 1..6 {
        for (column, text) in
            [(0, format!("某某{row}厂")), (2, "农安县".into()), (3, "包保干部".into()), (4, "某某".into())]
        {
            sheet.write(row, column, text).unwrap();
        }
    }
    sheet.write(1, 5, 1.39e10).unwrap();
    sheet.write(2, 5, 43_385_400_012_f64).unwrap();
    sheet.write(3, 5, "1.33E+10").unwrap();
    sheet.write(4, 5, "'13900000004").unwrap();
    sheet.write(4, 1, 9.122_240_112_345_67e17).unwrap();
    sheet.write(5, 5, "#N/A").unwrap();
    let imported = read(&book.save_to_buffer().unwrap(), &regions());
    let phones: Vec<_> = imported.entries.iter().map(|entry| entry.phone.as_str()).collect();
    assert_eq!(phones, ["13900000000"]);
    let said: Vec<String> = imported.faults.iter().map(ToString::to_string).collect();
    for (fault, [row, what]) in said.iter().zip([
        ["第3行“电话”", "丢了开头的 0，原来大概是 043385400012"],
        ["第4行“电话”", "科学计数法“1.33E+10”"],
        ["第5行“统一社会信用代码”", "变成了 0"],
        ["第6行“电话”", "公式出错了（#N/A）"],
    ]) {
        assert!(fault.starts_with(row) && fault.contains(what), "{fault}");
        assert!(!fault.contains("最后一位应是"), "{fault}");
    }
    assert!(said[..3].iter().all(|fault| fault.contains("文本格式")) && said.len() == 4, "{said:?}");
    let text = read(format!("{HEADING}\n某某厂,9.122E+17,农安县,包保干部,某某,4338540012,\n").as_bytes(), &regions());
    assert_eq!(text.faults.iter().map(|fault| fault.column.unwrap()).collect::<Vec<_>>(), ["统一社会信用代码", "电话"]);
}

#[test]
fn two_spellings_of_a_firm_are_one() {
    let imported = of("某某（集团）有限公司,91220000MA12345674,农安县,包保干部,某某,13900000000,\n\
        吉林省某某(集团) 有限公司,91220000MA12345674,农安县,项目服务秘书,某某,13900000000,\n\
        某某集团有限责任公司,,农安县,包保干部,某某,13900000000,\n");
    assert_eq!(faults(&imported), [(4, "企业名称", "和第2行重复")]);
    assert_eq!(imported.entries.len(), 2);
}
