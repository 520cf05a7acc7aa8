//! The masker on thousands of generated messages, and on everything the knowledge says.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use zhuqi::domain::masker::mask;

use super::house::assistant;

const MESSAGES: usize = 10_000;

/// Sentences with a place for what is private.
const SENTENCES: [&str; 12] = [
    "{}",
    "我是做农机配件的，{}，厂里停电两天了",
    "联系{}，2021年12月3日签的合同，欠了120万元",
    "{}打不通，找老王",
    "请问专精特新怎么报？{}",
    "（{}）",
    "号码：{}。谢谢",
    "我们四平铁西{}厂房1000平",
    "加我{}或者来厂里，17000亿元那个目标是啥",
    "“{}”这个对不对",
    "一二三楼都停了 {} 急",
    "把{}改成别的",
];

fn digits(random: &mut StdRng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + random.random_range(0..10))).collect()
}

fn mobile(random: &mut StdRng) -> String {
    format!("1{}{}", random.random_range(3..10), digits(random, 9))
}

fn landline(random: &mut StdRng) -> String {
    let area = ["0431", "0432", "0434", "0435", "0436", "0437", "0438", "0439", "0433", "010", "028", "024"];
    let area = area.choose(random).unwrap();
    let first = random.random_range(2..9);
    let rest = if area.len() == 3 || random.random_bool(0.7) { 7 } else { 6 };
    let between = ["-", "", "－", " ", "—"].choose(random).unwrap();
    format!("{area}{between}{first}{}", digits(random, rest))
}

fn identity(random: &mut StdRng) -> String {
    let division = ["220102", "220302", "222401", "510104", "110101", "130102"].choose(random).unwrap();
    let day = format!(
        "{}{:02}{:02}",
        random.random_range(1950..2006),
        random.random_range(1..13),
        random.random_range(1..29)
    );
    let last = ["X", "x", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"].choose(random).unwrap();
    format!("{division}{day}{}{last}", digits(random, 3))
}

fn card(random: &mut StdRng) -> String {
    let length = *[16, 19].choose(random).unwrap();
    let head = ["622202", "621700", "622848", "620522"].choose(random).unwrap();
    format!("{head}{}", digits(random, length - 6))
}

/// A credit code with its right last character.
fn credit_code(random: &mut StdRng) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let kind = ["91", "92", "93", "12"].choose(random).unwrap();
    let mut code = format!("{kind}2203{}", digits(random, 2));
    code += ["MA", "", ""].choose(random).unwrap();
    while code.len() < 17 {
        let sign = if random.random_bool(0.8) { random.random_range(0..10) } else { random.random_range(0..31) };
        code.push(char::from(ALPHABET[sign]));
    }
    (0..31)
        .map(|sign| format!("{code}{}", char::from(ALPHABET[sign])))
        .find(|code| zhuqi::domain::credit_code::CreditCode::new(code).is_ok())
        .unwrap()
}

fn mail(random: &mut StdRng) -> String {
    let name: String = (0..random.random_range(2..12)).map(|_| char::from(b'a' + random.random_range(0..26))).collect();
    format!("{name}{}@{}", random.random_range(0..9999), ["qq.com", "163.com", "jlgx.gov.cn"].choose(random).unwrap())
}

fn lookup_code(random: &mut StdRng) -> String {
    const ALPHABET: &[u8; 25] = b"34679ACDEFGHJKMNPQRTUVWXY";
    (0..12).map(|_| char::from(ALPHABET[random.random_range(0..25)])).collect()
}

fn ticket_number(random: &mut StdRng) -> String {
    let day = format!("2026{:02}{:02}", random.random_range(1..13), random.random_range(1..29));
    format!("{}-{day}-{:04}", ["WZ", "wz"].choose(random).unwrap(), random.random_range(1..9999))
}

/// Full-width where it is ASCII.
fn wide(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 - 0x21 + 0xff01).unwrap() } else { c };
    text.chars().map(wide).collect()
}

/// In numerals, as it is said.
fn spoken(text: &str, random: &mut StdRng) -> String {
    let one = if random.random_bool(0.5) { '幺' } else { '一' };
    let said = ['零', one, '二', '三', '四', '五', '六', '七', '八', '九'];
    text.chars().map(|c| c.to_digit(10).map_or(c, |digit| said[digit as usize])).collect()
}

/// In parts of so many characters, with something between.
fn parted(text: &str, sizes: &[usize], between: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    for size in sizes.iter().chain(std::iter::repeat(sizes.last().unwrap())) {
        if at >= characters.len() {
            break;
        }
        let end = (at + size).min(characters.len());
        parts.push(characters[at..end].iter().collect::<String>());
        at = end;
    }
    parts.join(between)
}

/// Something private and how it is written.
fn private(random: &mut StdRng) -> (String, String) {
    let kind = random.random_range(0..8);
    let plain = match kind {
        0 => mobile(random),
        1 => landline(random),
        2 => identity(random),
        3 => card(random),
        4 => credit_code(random),
        5 => mail(random),
        6 => lookup_code(random),
        _ => ticket_number(random),
    };
    let between = *[" ", "-", "－", "  "].choose(random).unwrap();
    let written = match (kind, random.random_range(0..6)) {
        (_, 0) => wide(&plain),
        (0, 1) => spoken(&plain, random),
        (0, 2) => parted(&plain, [&[3, 4][..], &[3, 3, 5], &[1], &[4, 3, 4]].choose(random).unwrap(), between),
        (0, 3) => format!("{}{plain}", ["+86", "+86 ", "86-", "0086"].choose(random).unwrap()),
        (1, 1) => spoken(&plain, random),
        (2, 1) => parted(&plain, &[6, 8, 4], between),
        (3, 1) => parted(&plain, &[4], between),
        (4, 1) => plain.to_lowercase(),
        (4, 2) => parted(&plain, &[8, 10], between),
        (5, 1) => plain.replace('@', " @ "),
        (6, 1) => return (plain.clone(), format!("查询码：{}", plain.to_lowercase())),
        (7, 1) => plain.replace('-', " "),
        _ => plain.clone(),
    };
    (plain, written)
}

/// A text in one spelling: half-width, numerals as digits, without what stands between.
fn spelled(text: &str) -> String {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|said| said == c || (said == '一' && c == '幺'));
    let text: String = text.nfkc().collect::<String>().to_uppercase();
    let text = text.chars().filter(|c| c.is_alphanumeric() || *c == '@');
    text.map(|c| digit(c).and_then(|digit| char::from_digit(u32::try_from(digit).unwrap(), 10)).unwrap_or(c)).collect()
}

/// What a reader with patterns still finds in a masked text.
fn oracle() -> Vec<Regex> {
    [
        r"(?:^|[^0-9])1[3-9][0-9]{9}(?:$|[^0-9])",
        r"(?:^|[^0-9])0[1-9][0-9]{8,10}(?:$|[^0-9])",
        r"[1-8][0-9]{5}(?:19|20)[0-9]{9}[0-9X]",
        r"(?:^|[^0-9])62[0-9]{14,17}(?:$|[^0-9])",
        r"[A-Z0-9]+@[A-Z0-9]+",
        r"WZ2026[0-9]{8}",
    ]
    .map(|pattern| Regex::new(pattern).unwrap())
    .to_vec()
}

#[test]
fn what_is_private_is_hidden_however_it_is_written() {
    let mut random = StdRng::seed_from_u64(20260105);
    let oracle = oracle();
    let mut missed = Vec::new();
    for _ in 0..MESSAGES {
        let (plain, written) = private(&mut random);
        let text = SENTENCES.choose(&mut random).unwrap().replace("{}", &written);
        let masked = mask(&text);
        let left = spelled(masked.text());
        if left.contains(&spelled(&plain)) || oracle.iter().any(|pattern| pattern.is_match(&left)) {
            missed.push(format!("{text}  →  {}", masked.text()));
        }
    }
    let shown: Vec<_> = missed.iter().take(20).collect();
    assert!(missed.len() * 200 <= MESSAGES, "{} of {MESSAGES}: {shown:#?}", missed.len());
}

#[test]
fn nothing_that_the_knowledge_says_or_is_asked_is_hidden() {
    let assistant = assistant();
    let knowledge = assistant.knowledge();
    let points =
        knowledge.points().flat_map(|(_, point)| [vec![knowledge.alone(point)], point.questions.clone()].concat());
    let cards = knowledge.cards.iter().flat_map(|card| [card.questions.clone(), card.aliases.clone()].concat());
    let titles = knowledge.documents.iter().map(|document| document.title.clone());
    let hidden: Vec<String> = points.chain(cards).chain(titles).filter(|text| mask(text).hides()).collect();
    assert_eq!(hidden, Vec::<String>::new());
}
