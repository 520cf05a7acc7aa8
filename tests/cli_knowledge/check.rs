//! `zhuqi knowledge check` on sound and on broken files.

use serde_json::Value;

use crate::house::{House, SOURCE, card};

/// Each fault as file name, line and reason.
fn faults(report: &Value) -> Vec<(String, u64, String)> {
    let file = |fault: &Value| fault["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let of =
        |fault: &Value| (file(fault), fault["line"].as_u64().unwrap(), fault["reason"].as_str().unwrap().to_owned());
    report["faults"].as_array().unwrap().iter().map(of).collect()
}

/// Files with a fault each, and what is to be said of it: file, line, part of the reason.
fn broken() -> (House, [(&'static str, u64, &'static str); 6]) {
    let house = House::new();
    house.card("no-citation", card("no-citation", "甲会", "- 甲会办得好。"));
    house.card("bad-locator", card("bad-locator", "乙会", "- 乙会办得好。[mini-plan (九)9]"));
    let taken =
        card("taken", "丙会", "- 丙会办得好。[mini-plan (一)1]").replace("[\"丙会安排\"]", "[\"银企对接会安排\"]");
    house.card("taken", taken);
    house.card("not-utf8", b"+++\nid = \"not-utf8\"\ntitle = \"\xd6\xd0\"\n+++\n");
    house.card(
        "unknown-key",
        card("unknown-key", "丁会", "- 丁会。[mini-plan 导语]").replace("audience =", "audiense ="),
    );
    house.write(
        "knowledge/topics.toml",
        "[[topic]]\nname = \"融资对接\"\nabout = \"贷款\"\n\n[[topic]]\nname = \"空主题\"\nabout = \"空\"\n",
    );
    let wanted = [
        ("no-citation.md", 14, "没有出处"),
        ("bad-locator.md", 14, "“(九)9”"),
        ("taken.md", 5, "“银企对接会安排”已经用在卡片 duijie"),
        ("not-utf8.md", 3, "第3行起不是 UTF-8"),
        ("unknown-key.md", 10, "没有“audiense”这一项"),
        ("topics.toml", 1, "“空主题”还没有卡片"),
    ];
    (house, wanted)
}

#[test]
fn every_fault_is_named_with_file_and_line_at_once() {
    let (house, wanted) = broken();
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(1), "{}", run.err);
    let report = run.json();
    let faults = faults(&report);
    for (file, line, reason) in wanted {
        let found = faults.iter().any(|(f, l, r)| f == file && *l == line && r.contains(reason));
        assert!(found, "{file}:{line} {reason} is not in {faults:#?}");
    }
    assert_eq!((&report["errors"], &report["warnings"]), (&5.into(), &1.into()));

    let page = house.run(&["check"], "");
    assert_eq!(page.status, Some(1));
    for (file, line, reason) in wanted {
        assert!(page.out.contains(reason) && page.out.contains(file), "{reason} is not in {}", page.out);
        assert!(file == "topics.toml" || page.out.contains(&format!("{file}:{line}")), "{file}:{line} in {}", page.out);
    }
    assert!(
        page.out.contains("5 处错误，1 处提醒")
            && page.out.contains("改法：写第一张卡片")
            && !page.out.contains('\u{1b}')
    );
}

#[test]
fn figures_and_names_are_held_against_the_text() {
    let house = House::new();
    let sound = house.run(&["check", "--sources", "sources"], "");
    assert_eq!((sound.status, sound.err.as_str()), (Some(0), ""), "{}", sound.out);
    let digest = house.run(&["check", "--json"], "").json()["edition"].as_str().unwrap().to_owned();
    assert_eq!(
        sound.out,
        format!(
            "版本 {}，2 张卡片，2 条要点，0 处错误，0 处提醒。这些文件还没有训练过：改完请运行 zhuqi knowledge train\n",
            &digest[..8]
        )
    );
    let (elsewhere, renamed) = (House::new(), House::new());
    assert_eq!(elsewhere.run(&["check", "--json"], "").json()["edition"], digest, "wherever the folders lie");
    renamed.write("knowledge/topics.toml", "[[topic]]\nname = \"融资对接\"\nabout = \"借款\"\n");
    assert_ne!(renamed.run(&["check", "--json"], "").json()["edition"], digest);

    house.card(
        "liangzi",
        card(
            "liangzi",
            "量子孵化园",
            "- 量子孵化园3个。[mini-plan (一)2]\n- 建“春风贷”和《某办法》共50场。[mini-plan (一)2]",
        ),
    );
    let run = house.run(&["check", "--json", "--sources", "sources"], "");
    assert_eq!(run.status, Some(1));
    let faults = faults(&run.json());
    let [(file, line, reason)] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((file.as_str(), *line), ("liangzi.md", 15));
    assert!(reason.contains("“50”、“春风贷”、“某办法”"), "{reason}");

    house.write("sources/mini-plan.txt", SOURCE.replace("3个", "3个，“春风贷”50场，《某办法》"));
    assert_eq!(house.run(&["check", "--sources", "sources"], "").status, Some(0));
    std::fs::remove_file(house.path("sources/mini-plan.txt")).unwrap();
    let missing = house.run(&["check", "--sources", "sources"], "");
    assert!(missing.status == Some(1) && missing.out.contains("mini-plan.txt"), "{}", missing.out);
}

#[test]
fn a_question_that_finds_other_cards_is_a_warning() {
    let house = House::new();
    for (id, word) in [("a", "春耕贷款"), ("b", "秋收贷款"), ("c", "冬储贷款")] {
        house.card(id, card(id, word, &format!("- {word}找银行。[mini-plan (一)1]")));
    }
    let led_astray = card("liangzi", "量子孵化园", "- 量子孵化园3个。[mini-plan (一)2]")
        .replace("量子孵化园要什么", "贷款找银行怎么办");
    house.card("liangzi", led_astray);
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(0), "{}", run.out);
    let faults = faults(&run.json());
    let [(file, line, reason)] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((file.as_str(), *line), ("liangzi.md", 6));
    assert!(reason.contains("“贷款找银行怎么办”"), "{reason}");
}

#[test]
fn faults_of_calendar_and_desks_are_named_with_file_and_line() {
    let house = House::new();
    let shipped = |name| std::fs::read_to_string(house.path(name)).unwrap();
    let line = |text: &str, part: &str| text[..text.find(part).unwrap()].matches('\n').count() as u64 + 1;
    let calendar = shipped("knowledge/calendar.toml").replace("\"2026-02-14\"", "\"2026-02-16\"");
    let desks = shipped("knowledge/desks.toml")
        .replace("region = \"辽源市\"", "region = \"辽源\"")
        .replace("\"融资\"", "\"贷款\"")
        .replace("answer = \"7天\"", "answer = \"一周\"");
    house.write("knowledge/calendar.toml", &calendar);
    house.write("knowledge/desks.toml", &desks);
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(1), "{}", run.err);
    let report = run.json();
    let faults = faults(&report);
    for (file, line, reason) in [
        ("calendar.toml", line(&calendar, "\"2026-02-16\""), "2026-02-16 本来就是工作日"),
        ("desks.toml", line(&desks, "\"辽源\""), "没有“辽源”这个地区"),
        ("desks.toml", line(&desks, "\"贷款\""), "没有“贷款”这个类别"),
        ("desks.toml", line(&desks, "\"一周\""), "“一周”不是期限"),
    ] {
        let found = faults.iter().any(|(f, l, r)| f == file && *l == line && r.contains(reason));
        assert!(found, "{file}:{line} {reason} is not in {faults:#?}");
    }
    assert_eq!(faults.len(), 4, "{faults:#?}");

    let house = House::new();
    std::fs::remove_file(house.path("knowledge/calendar.toml")).unwrap();
    std::fs::remove_file(house.path("knowledge/desks.toml")).unwrap();
    let missing = house.run(&["check"], "");
    assert_eq!(missing.status, Some(1));
    assert!(missing.out.contains("calendar.toml") && missing.out.contains("desks.toml"), "{}", missing.out);
}

#[test]
fn siblings_exist_and_name_each_other() {
    let house = House::new();
    let with = |id: &str, word: &str, siblings: &str| {
        card(id, word, &format!("- {word}找银行。[mini-plan (一)1]"))
            .replace("covers =", &format!("siblings = [{siblings}]\ncovers ="))
    };
    house.card("a", with("a", "春耕贷款", "\"b\""));
    house.card("b", with("b", "秋收贷款", "\"a\""));
    assert_eq!(house.run(&["check"], "").status, Some(0));

    house.card("b", with("b", "秋收贷款", "\"b\", \"gone\""));
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(1));
    let faults = faults(&run.json());
    for (file, reason) in
        [("a.md", "卡片 b 的 siblings 里没有写“a”"), ("b.md", "写了自己"), ("b.md", "没有编号为“gone”的卡片")]
    {
        assert!(
            faults.iter().any(|(f, line, r)| f == file && *line == 11 && r.contains(reason)),
            "{reason}: {faults:#?}"
        );
    }
}

#[test]
fn points_without_an_id_or_a_nature_are_named_and_numbered() {
    let house = House::new();
    let text = card(
        "liangzi",
        "量子孵化园",
        "- {k7fm} 量子孵化园3个。[mini-plan (一)2]\n- {? 提法} 量子孵化园有3个。[mini-plan (一)2]",
    );
    let bare = format!("{text}- 量子孵化园一共3个。[mini-plan (一)2]\n  - 问：有几个\n");
    house.card("liangzi", &bare);
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(0), "{}", run.out);
    let found = faults(&run.json());
    let lines: Vec<_> = found.iter().map(|(file, line, reason)| (file.as_str(), *line, reason.as_str())).collect();
    for (line, part) in [(15, "编号还没有写"), (16, "编号还没有写"), (14, "2条要点没有写性质")] {
        assert!(lines.iter().any(|(file, l, r)| *file == "liangzi.md" && *l == line && r.contains(part)), "{lines:#?}");
    }

    let listed = house.run(&["ids"], "");
    assert_eq!((listed.status, listed.out.lines().count()), (Some(1), 2), "{}", listed.out);
    let written = house.run(&["ids", "--write"], "");
    assert_eq!((written.status, &written.out), (Some(0), &listed.out));
    let path = house.path("knowledge/cards/融资对接/liangzi.md");
    let now = std::fs::read_to_string(path).unwrap();
    let id = |line: &str| line.rsplit('#').next().unwrap().to_owned();
    let ids: Vec<_> = listed.out.lines().map(id).collect();
    let expected = bare
        .replace("{? 提法}", &format!("{{{} 提法}}", ids[0]))
        .replace("- 量子孵化园一共", &format!("- {{{}}} 量子孵化园一共", ids[1]));
    assert_eq!(now, expected, "nothing else has changed");
    assert_eq!(house.run(&["ids"], "").status, Some(0));
}

#[test]
fn a_point_is_superseded_by_a_point_that_exists() {
    let house = House::new();
    let bullet = |by: &str| {
        format!(
            "- {{k7fm 提法 由 {by} 取代}} 量子孵化园3个。[mini-plan (一)2]\n- {{ab2c 提法}} 量子孵化园有3个。[mini-plan (一)2]"
        )
    };
    house.card("liangzi", card("liangzi", "量子孵化园", &bullet("liangzi#ab2c")));
    assert_eq!(house.run(&["check"], "").status, Some(0));
    for by in ["liangzi#k7fm", "liangzi#zz9z", "gone#ab2c"] {
        house.card("liangzi", card("liangzi", "量子孵化园", &bullet(by)));
        let run = house.run(&["check", "--json"], "");
        assert_eq!(run.status, Some(1), "{by}");
        assert!(faults(&run.json()).iter().any(|(_, line, reason)| *line == 14 && reason.contains(by)));
    }
}

#[test]
fn a_figure_that_two_cards_give_differently_is_a_fault() {
    let house = House::new();
    house.card("a", card("a", "春风计划", "- 2021年银企对接会全年办好50场。[mini-plan (一)1]"));
    house.card("b", card("b", "秋风计划", "- 安排的银企对接会全年办好60场。[mini-plan (一)1]"));
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(1), "{}", run.out);
    let faults = faults(&run.json());
    let [(file, _, reason)] = faults.as_slice() else { panic!("{faults:?}") };
    assert!(file == "b.md" && reason.contains("60") && reason.contains("卡片 a 里是50"), "{reason}");
}

#[test]
fn files_that_are_not_read_are_named_with_their_cure() {
    let house = House::new();
    let text = card("jianxiu", "检修补贴", "- 检修补贴3个。[mini-plan (一)2]");
    house.write("knowledge/cards/融资对接/jianxiu.md.txt", &text);
    house.write("knowledge/cards/融资对接/旧稿/banfa.docx", "PK");
    house.write("knowledge/cards/readme", "说明");
    house.write("knowledge/cards/.cache", "隐藏的");
    let run = house.run(&["check", "--json"], "");
    assert_eq!(run.status, Some(0), "{}", run.out);
    let report = run.json();
    let named: Vec<_> = faults(&report).into_iter().map(|(file, _, reason)| (file, reason)).collect();
    for file in ["jianxiu.md.txt", "banfa.docx", "readme"] {
        assert!(named.iter().any(|(name, reason)| name == file && reason.contains("没有读")), "{file}: {named:#?}");
    }
    assert_eq!(report["warnings"], 3, "{named:#?}");
    let page = house.run(&["check"], "").out;
    assert!(page.contains("改名为“jianxiu.md”") && page.contains("3 处提醒"), "{page}");
    std::fs::rename(
        house.path("knowledge/cards/融资对接/jianxiu.md.txt"),
        house.path("knowledge/cards/融资对接/jianxiu.md"),
    )
    .unwrap();
    assert!(house.run(&["check"], "").out.contains("3 张卡片"), "the cure helps");
}

#[test]
fn a_card_of_word_or_notepad_is_read_as_it_was_meant() {
    let house = House::new();
    let plain = card("liangzi", "量子孵化园", "- {k7fm 提法} 量子孵化园要有3个。[mini-plan (一)2]\n  - 问：有几个");
    house.card("liangzi", &plain);
    let shown = || house.run(&["show", "liangzi"], "").out;
    let expected = shown();
    assert!(expected.contains("量子孵化园要有3个"), "{expected}");
    for written in [
        format!("\u{feff}{}", plain.replace('\n', "\r\n")),
        plain.replace("+++\n", "+++ \t\n"),
        plain.replace("title = \"量子孵化园\"", "title＝“量子孵化园”"),
        plain.replace("  - 问：", "\t- 问: "),
        plain.replace("  - 问：", "\u{3000}\u{3000}－\u{3000}问："),
        plain.replace("[mini-plan (一)2]", "［mini-plan (一)2］"),
    ] {
        house.card("liangzi", &written);
        let run = house.run(&["check"], "");
        assert_eq!(run.status, Some(0), "{written}\n{}", run.out);
        assert_eq!(shown(), expected, "{written}");
    }
    house.card("liangzi", plain.replacen("+++", "＋＋＋", 1));
    let refused = house.run(&["check"], "");
    assert!(refused.status == Some(1) && refused.out.contains("全角的“＋”"), "{}", refused.out);
}
