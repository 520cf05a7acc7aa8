//! What a message tells of the things a registration wants to know, wherever in it they stand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::super::Assistant;
use super::super::reading::Reading;
use crate::domain::ticket::Phone;
use crate::domain::ticket::words::{FirmName, PersonName};

/// Where the line about a place waits for the end of the registration; no slot is called so.
pub(super) const PLACE: &str = "place";
/// What ends the name of a firm beyond doubt.
const FIRM: &str = "有限责任公司|股份有限公司|有限公司|集团公司|合作社联合社|合作社|事务所|经营部|商行|家庭农场";
/// What ends the name of a firm where a name is told.
const SMALL_FIRM: &str = "公司|集团|厂|店|馆|坊|铺|超市|农场|养殖场|工作室|中心|饭庄|酒楼|药业|食品|机械";
/// What people are called by their work or age.
const TITLE: &str = "董事长|总经理|副总经理|副总|经理|老板娘|老板|厂长|主任|会计|出纳|师傅|先生|女士|小姐|同志|工程师|部长|科长|书记|董事|主管|队长|站长|所长|店长|社长|理事长|负责人|老师|大姐|大哥|总|工|姐|哥";

/// The family names that nearly everybody has, as the ministry of public security counts them.
const FAMILY_NAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文佟谷关曲曾栾宫邢卞柴单岳齐梅庄辛管祝左涂柯毕裴霍翁申尚庞翟葛鲁韦严牛柳纪华温兰季安施倪伍车宁穆苗时詹路闫肖付代那朴全满英刁付迟鞠丛隋初战衣宿矫由门步苑盖逄";

static CUED_FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:公司|企业|单位|厂子?|店|合作社)(?:的?(?:名称|名字|全称|名)(?:是|叫|为|就叫)?|就?叫做?)\s*[:：]?\s*(?<name>[^\s,，。;；、:：!！?？]{2,40})",
    )
});
static MARKED_FIRM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s,，。;；、])(?:企业|公司|单位)\s*[:：]\s*(?<name>[^\s,，。;；、:：]{2,40})"));
static SURE_FIRM: LazyLock<Regex> =
    // Behind the name of who owes or builds stands what they do.
    LazyLock::new(|| {
        pattern(&format!(
            r"(?:^|[\s,，。;；、:：]|我是|我们是|这里是|这边是|我这是)(?<name>[\p{{Han}}A-Za-z0-9()（）·]{{2,36}}(?:{FIRM}))(?:$|[\s,，。;；、的])"
        ))
    });
/// Where somebody says of which firm they are.
static OWN_FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?:我是|我们是|俺是|这里是)(?<name>[\p{{Han}}A-Za-z0-9()（）·]{{2,20}}?(?:{SMALL_FIRM}))的"))
});
static SMALL: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^[\p{{Han}}A-Za-z0-9()（）·]{{2,20}}(?:{SMALL_FIRM})$")));
/// Words before a firm's name that are no part of it.
static BEFORE_FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:公司|企业|单位|厂子|店)(?:的?名称?|名字|全称)?(?:是|叫|为|：|:)|您好|你好|今有|兹有|现有|这里是|这边是|我这是|我是|我们是|俺们是|咱们是|是|我们|俺们|咱们|我|就叫|叫做|叫|的)+",
    )
});
static CUED_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:联系人|经办人|负责人|姓名|找|称呼|叫我|名叫|叫|我是|归|换成|改成|改为|写成|交给|由)(?:往后|以后|今后|现在|就|请|都)*(?:是|就是|换成|改成|改为|换|改|写成|写|记成|记|填|留|找|用|叫)?\s*[:：]?\s*(?<name>{})(?:$|[^\p{{Han}}]|管|就行|就好|就成|吧|即可|对接|负责|来办|经办|接手|接着|跟)",
        person_pattern()
    ))
});
static AT_A_FIRM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?:公司|厂|店|合作社|集团)的(?:{TITLE})?(?<name>{})(?:$|[^\p{{Han}}])", person_pattern()))
});
/// Whom it is changed to, behind what they are in the firm.
static CHANGED_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:换成|改成|改为|[,，]\s*是|应该是)[\p{{Han}}]{{0,8}}?(?<name>[老小][{FAMILY_NAMES}]|[{FAMILY_NAMES}](?:{TITLE}))(?:$|[^\p{{Han}}]|吧|就)"
    ))
});
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:^|[^\p{{Han}}])(?<name>[{FAMILY_NAMES}][\p{{Han}}]{{0,2}}(?:{TITLE})|[老小][{FAMILY_NAMES}])(?:$|[^\p{{Han}}])"
    ))
});
static FAMILY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:我|免贵|应该|是)姓(?<name>[{FAMILY_NAMES}])(?:$|[^\p{{Han}}])")));
/// What somebody is called: by a family name with a title or a given name, or as 老王 and 小王 are.
fn person_pattern() -> String {
    format!(r"[{FAMILY_NAMES}][\p{{Han}}]{{0,2}}(?:{TITLE})|[老小][{FAMILY_NAMES}]|[{FAMILY_NAMES}][\p{{Han}}]{{1,2}}")
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is part of the program")
}

/// What a message tells, by the names of the slots.
#[derive(Debug, Default, PartialEq)]
pub(in super::super) struct Heard {
    /// What was told.
    pub(in super::super) values: BTreeMap<&'static str, String>,
    /// What stands behind the number: a second one, an extension.
    pub(super) beside_phone: Option<String>,
}

/// What a message tells; `area_of` is the region whose area code a local number belongs to.
pub(in super::super) fn hear(assistant: &Assistant, message: &str, reading: &Reading, area_of: Option<&str>) -> Heard {
    let mut heard = Heard::default();
    let region = assistant.reader.place(reading).map(|region| region.name.clone());
    let regions = &assistant.knowledge().regions;
    let area_code = region.as_deref().or(area_of).and_then(|name| regions.area_code(name));
    let rest = phones(message, area_code, &mut heard);
    if let Some(name) = firm(&rest) {
        heard.values.insert("enterprise", name);
    }
    if let Some(name) = person(&rest, heard.values.get("enterprise").map_or("", String::as_str)) {
        heard.values.insert("contact", name);
    }
    if let Some(region) = region {
        heard.values.insert("region", region);
    }
    heard
}

/// Keeps the first number and what belongs to it; gives the message without any.
fn phones(message: &str, area_code: Option<&str>, heard: &mut Heard) -> String {
    let found = Phone::find(message, area_code);
    let Some(first) = found.first() else { return message.to_owned() };
    heard.values.insert("phone", first.phone.as_str().to_owned());
    let behind = &message[first.at.end..];
    let extension = EXTENSION.captures(behind).map(|found| format!("转{}", &found["number"]));
    let others = found[1..].iter().map(|other| other.phone.as_str().to_owned());
    let beside: Vec<String> = extension.into_iter().chain(others).collect();
    heard.beside_phone = Some(beside.join("、")).filter(|beside| !beside.is_empty());
    let mut rest = message.to_owned();
    for one in found.iter().rev() {
        rest.replace_range(one.at.clone(), "，");
    }
    rest
}

static EXTENSION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:转|分机|[-－—])\s*(?<number>[0-9]{1,6})(?:$|[^0-9])"));

/// The firm's name: told as such, or ending like one beyond doubt.
fn firm(text: &str) -> Option<String> {
    let cued = [&CUED_FIRM, &MARKED_FIRM].into_iter().find_map(|cue| named(cue, text));
    let name = cued.or_else(|| named(&SURE_FIRM, text)).or_else(|| named(&OWN_FIRM, text))?;
    checked("enterprise", &bare_firm(&name))
}

/// The name that a slot holds, as every other door checks it.
fn checked(slot: &str, name: &str) -> Option<String> {
    match slot {
        "enterprise" => FirmName::new(name).ok().map(Into::into),
        _ => PersonName::new(name).ok().map(Into::into),
    }
}

/// A firm's name without the words before it.
fn bare_firm(name: &str) -> String {
    BEFORE_FIRM.replace(name, "").into_owned()
}

/// Whom to speak to: told as such, or called by a title between stops.
fn person(text: &str, firm: &str) -> Option<String> {
    let text = if firm.is_empty() { text.to_owned() } else { text.replace(firm, "公司") };
    let name = [&CUED_PERSON, &CHANGED_PERSON, &AT_A_FIRM, &TITLED].into_iter().find_map(|cue| named(cue, &text));
    let name = name.or_else(|| named(&FAMILY, &text).map(|family| format!("{family}（先生/女士）")))?;
    checked("contact", &name)
}

fn named(cue: &Regex, text: &str) -> Option<String> {
    cue.captures(text).map(|found| found["name"].to_owned())
}

/// What was asked for by a name, as the whole of an answer gives it: without the words around it.
pub(in super::super) fn as_answer(slot: &str, message: &str) -> Option<String> {
    let bare = message.trim().trim_end_matches(['。', '.', '!', '！', '~', '～', '，', ',']).trim();
    let bare = match slot {
        "enterprise" => bare_firm(bare),
        _ => AROUND_PERSON.replace_all(bare, "").into_owned(),
    };
    checked(slot, &bare)
}

static AROUND_PERSON: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:联系人|就写|写|找|叫我|我叫|我是|叫|是|就是)+[:：]?|(?:就行了?|就好|吧|即可|就成)$"));

/// The parts of a line that give a field each, as 某某厂 王经理 铁西.
pub(super) fn listed(message: &str) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let parts = message.split(|c: char| c.is_whitespace() || "，,、；;/。".contains(c)).filter(|part| !part.is_empty());
    for part in parts {
        if SMALL.is_match(part) {
            found.entry("enterprise").or_insert_with(|| bare_firm(part));
        } else if let Some(name) = named(&TITLED, part).filter(|name| name == part) {
            found.entry("contact").or_insert(name);
        }
    }
    found.into_iter().filter_map(|(slot, value)| Some((slot, checked(slot, &value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_is_told_in_many_ways() {
        for (told, name) in [
            ("我们公司叫某某机械", "某某机械"),
            ("公司名称：某某食品（吉林）有限公司", "某某食品（吉林）有限公司"),
            ("我是四平某某铸造有限公司的，这两天老停电", "四平某某铸造有限公司"),
            ("单位：某某合作社，联系人：李会计", "某某合作社"),
            ("厂名字叫老八豆腐坊", "老八豆腐坊"),
            ("我是抚松县某某山珍加工厂的会计小曲，工人走了一半", "抚松县某某山珍加工厂"),
        ] {
            assert_eq!(firm(told).as_deref(), Some(name), "{told}");
        }
        for none in [
            "吉林某某建筑有限公司欠我们货款",
            "我们厂是做农机配件的",
            "一汽下面的配套厂欠的",
            "厂里老停电",
            "公司欠我们钱",
        ] {
            assert_eq!(firm(none), None, "{none}");
        }
    }

    #[test]
    fn a_person_is_told_in_many_ways() {
        for (told, name) in [
            ("联系人：李会计", "李会计"),
            ("我姓李，叫李建国，是厂长", "李建国"),
            ("找王经理就行", "王经理"),
            ("某某厂，赵厂长，", "赵厂长"),
            ("联系人换成李会计", "李会计"),
            ("我姓孙", "孙（先生/女士）"),
            ("联系人写错了，我姓汪，不姓王", "汪（先生/女士）"),
            ("联系人别写王经理了，现在归赵海波管，找他就行", "赵海波"),
            ("找佟会计 老王跑外地去了别找他", "佟会计"),
            ("集安某某参业有限公司的老孙，天然气断了", "老孙"),
            ("联系人老谷，手机，供热断了", "老谷"),
            ("联系人写错了，是赵会计", "赵会计"),
            ("王经理不在我们这儿干了，联系人往后写赵会计吧，打她电话", "赵会计"),
            ("以后都找老佟", "老佟"),
            ("这事交给小曲跟了", "小曲"),
            ("现在由郝主任负责", "郝主任"),
            ("联系人换成我们车间主任老郝吧，王经理出差了", "老郝"),
            ("我是某某山珍加工厂的会计小曲，手机", "小曲"),
        ] {
            assert_eq!(person(told, "").as_deref(), Some(name), "{told}");
        }
        for none in
            ["厂里老停电", "找不到工人", "我是做农机配件的", "没人给解决", "联系人写错了", "联系人不对劲", "找他就行"]
        {
            assert_eq!(person(none, ""), None, "{none}");
        }
    }

    #[test]
    fn what_belongs_to_a_number_is_kept_beside_it() {
        let beside = |text: &str| {
            let mut heard = Heard::default();
            phones(text, Some("0434"), &mut heard);
            (heard.values.get("phone").cloned().unwrap_or_default(), heard.beside_phone)
        };
        assert_eq!(beside("0431-88901234转8"), ("043188901234".into(), Some("转8".into())));
        assert_eq!(beside("13900000001，打不通打13900000002"), ("13900000001".into(), Some("13900000002".into())));
        assert_eq!(beside("13900000001（微信同号）"), ("13900000001".into(), None));
    }

    #[test]
    fn an_answer_is_taken_without_the_words_around_it() {
        assert_eq!(as_answer("contact", "我叫李建国就行").as_deref(), Some("李建国"));
        assert_eq!(as_answer("enterprise", "我们是老八豆腐坊。").as_deref(), Some("老八豆腐坊"));
        assert_eq!(as_answer("contact", "李").as_deref(), None);
        let line = listed("某某铸件厂 王经理");
        assert_eq!((line["enterprise"].as_str(), line["contact"].as_str()), ("某某铸件厂", "王经理"));
        assert_eq!(listed("同意，公司是某某农机厂")["enterprise"], "某某农机厂");
    }
}
