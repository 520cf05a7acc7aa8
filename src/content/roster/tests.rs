//! Rosters as they come from a department, with what is wrong in them.

use encoding_rs::GB18030;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::domain::region::{Level, Region};

const HEADING: &str = "企业名称,统一社会信用代码,地区,包保干部/项目服务秘书,姓名,电话,账号";

fn regions() -> Regions {
    let region = |name: &str, aliases: &[&str]| Region {
        name: name.to_owned(),
        level: Level::City,
        area_code: None,
        parent: None,
        aliases: aliases.iter().map(ToString::to_string).collect(),
    };
    Regions::new(vec![region("四平市铁西区", &["四平铁西"]), region("农安县", &[])])
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
        (2, "地区", "没有“某市”这个地区"),
        (2, "包保干部/项目服务秘书", "没有“包保”这个角色；写“包保干部”或“项目服务秘书”"),
        (2, "姓名", "这一格是空的"),
        (2, "电话", "电话要写成11位手机号，或带区号的座机号（例如 0431-88901234）"),
        (
            2,
            "统一社会信用代码",
            "统一社会信用代码有一位不对（校验不符：照前17位算，最后一位应是“4”），请对照营业执照再核对一遍",
        ),
        (3, "企业名称", "这一格是空的"),
    ];
    assert_eq!(faults(&imported), expected);
    assert_eq!(imported.entries.len(), 1, "a sound row is read although others are not");
    let said = imported.faults[2].to_string();
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
