//! Tickets: reported problems, their numbers, states and history.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::message::ConversationId;

/// The category of a reported problem (“万人助万企”).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// 供电
    #[serde(rename = "供电")]
    Power,
    /// 供气
    #[serde(rename = "供气")]
    Gas,
    /// 供热
    #[serde(rename = "供热")]
    Heat,
    /// 征地
    #[serde(rename = "征地")]
    Land,
    /// 物流
    #[serde(rename = "物流")]
    Logistics,
    /// 融资
    #[serde(rename = "融资")]
    Finance,
    /// 清欠
    #[serde(rename = "清欠")]
    Arrears,
    /// 用工
    #[serde(rename = "用工")]
    Labour,
    /// 审批
    #[serde(rename = "审批")]
    Permits,
    /// 环保
    #[serde(rename = "环保")]
    Environment,
    /// 其他
    #[serde(rename = "其他")]
    Other,
}

impl Category {
    /// All categories in the order they are offered, with their names.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Power, "供电"),
        (Self::Gas, "供气"),
        (Self::Heat, "供热"),
        (Self::Land, "征地"),
        (Self::Logistics, "物流"),
        (Self::Finance, "融资"),
        (Self::Arrears, "清欠"),
        (Self::Labour, "用工"),
        (Self::Permits, "审批"),
        (Self::Environment, "环保"),
        (Self::Other, "其他"),
    ];

    /// The name, as staff and enterprises read it.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Says that a text names no category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有“{0}”这个类别；可选：供电、供气、供热、征地、物流、融资、清欠、用工、审批、环保、其他")]
pub struct UnknownCategory(String);

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(text: &str) -> Result<Self, UnknownCategory> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text.trim());
        found.map(|(category, _)| *category).ok_or_else(|| UnknownCategory(text.to_owned()))
    }
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 待受理
    Submitted,
    /// 已受理
    Accepted,
    /// 已派单
    Assigned,
    /// 办理中
    InProgress,
    /// 已答复
    Answered,
    /// 已办结
    Closed,
    /// 退回补充
    Returned,
    /// 挂起
    OnHold,
    /// 重办
    Reopened,
    /// 撤回
    Withdrawn,
    /// 并单
    Merged,
}

impl Status {
    /// The name, as staff and enterprises read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "待受理",
            Self::Accepted => "已受理",
            Self::Assigned => "已派单",
            Self::InProgress => "办理中",
            Self::Answered => "已答复",
            Self::Closed => "已办结",
            Self::Returned => "退回补充",
            Self::OnHold => "挂起",
            Self::Reopened => "重办",
            Self::Withdrawn => "撤回",
            Self::Merged => "并单",
        }
    }
}

/// A ticket's number, `WZ-YYYYMMDD-NNNN`: the day in 北京时间 and that day's counter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketNumber {
    day: Date,
    count: u32,
}

/// Says that a text is no ticket number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("单号的格式是 WZ-年月日-四位序号，例如 WZ-20260105-0001")]
pub struct InvalidNumber;

impl TicketNumber {
    /// The `count`-th ticket of `day`, counted from one.
    pub fn new(day: Date, count: u32) -> Self {
        Self { day, count }
    }

    /// The day of its registration, in 北京时间.
    pub fn day(&self) -> Date {
        self.day
    }

    /// Its place among the day's tickets, from one.
    pub fn count(&self) -> u32 {
        self.count
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WZ-{}-{:04}", self.day.strftime("%Y%m%d"), self.count)
    }
}

impl FromStr for TicketNumber {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let upper = text.trim().to_ascii_uppercase();
        let (day, count) = upper.strip_prefix("WZ-").and_then(|rest| rest.split_once('-')).ok_or(InvalidNumber)?;
        if day.len() != 8 || count.len() < 4 || !count.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidNumber);
        }
        let day = Date::strptime("%Y%m%d", day).map_err(|_| InvalidNumber)?;
        let count = count.parse().ok().filter(|count| *count > 0).ok_or(InvalidNumber)?;
        Ok(Self { day, count })
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = InvalidNumber;
    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        text.parse()
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> Self {
        number.to_string()
    }
}

/// A Chinese telephone number: a mobile number, or a landline with its area code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Says that a text is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("电话要写成11位手机号，或带区号的座机号（例如 0431-88901234）")]
pub struct InvalidPhone;

impl Phone {
    /// Checks and tidies a number; spaces, hyphens, brackets and full-width digits are fine.
    pub fn new(text: &str) -> Result<Self, InvalidPhone> {
        let mut digits = String::new();
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(b'0' + u8::try_from(c as u32 - '０' as u32).unwrap_or(0))),
                ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）' | '+' => {}
                _ => return Err(InvalidPhone),
            }
        }
        let national = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(&digits);
        let bytes = national.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        let landline = (10..=12).contains(&bytes.len()) && bytes[0] == b'0' && bytes[1] != b'0';
        if mobile || landline { Ok(Self(national.to_owned())) } else { Err(InvalidPhone) }
    }

    /// The number, digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden, for lists and logs of staff.
    pub fn masked(&self) -> String {
        let (head, tail) = (&self.0[..3], &self.0[self.0.len() - 4..]);
        format!("{head}****{tail}")
    }
}

impl TryFrom<String> for Phone {
    type Error = InvalidPhone;
    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        Self::new(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// What an enterprise tells when it registers a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The enterprise's name.
    pub enterprise: String,
    /// Whom to speak to.
    pub contact: String,
    /// How to reach them; none where the channel itself can reply.
    pub phone: Option<Phone>,
    /// The region's official name, if it was told.
    pub region: Option<String>,
    /// The category, if it is clear.
    pub category: Option<Category>,
    /// What happened, in the enterprise's words.
    pub description: String,
}

/// Who did something to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The enterprise that reported the problem.
    Enterprise,
    /// A member of staff, by name.
    Staff(String),
    /// The product itself.
    System,
}

/// One change of a ticket; never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Where the ticket stood afterwards.
    pub status: Status,
    /// Why, or what was said.
    pub reason: String,
}

/// One reported problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub number: TicketNumber,
    /// The secret by which the enterprise looks it up on the web.
    pub code: String,
    /// The conversation it came from, if it came from one.
    pub conversation: Option<ConversationId>,
    /// What the enterprise told.
    pub draft: Draft,
    /// Where it stands.
    pub status: Status,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// Everything that happened to it, oldest first.
    pub events: Vec<Event>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_number_reads_back_and_grows_past_four_digits() {
        for count in [1, 9999, 10000] {
            let number = TicketNumber::new(date(2026, 1, 5), count);
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        assert_eq!(TicketNumber::new(date(2026, 1, 5), 7).to_string(), "WZ-20260105-0007");
        for bad in ["", "WZ-20260105-1", "WZ-20261301-0001", "WZ-20260105-0000", "20260105-0001", "WZ-20260105-00x1"] {
            assert!(bad.parse::<TicketNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_category_has_its_own_name() {
        for (category, name) in Category::ALL {
            assert_eq!((category.as_str(), name.parse()), (name, Ok(category)));
        }
    }

    #[test]
    fn a_phone_is_a_mobile_or_a_landline() {
        assert_eq!(Phone::new("１３９ 4312-0001").unwrap().as_str(), "13943120001");
        assert_eq!(Phone::new("+86 13943120001").unwrap().masked(), "139****0001");
        assert!(Phone::new("0431-88901234").is_ok());
        for bad in ["", "12345", "12345678901", "abc", "0043188901234", "139431200011"] {
            assert!(Phone::new(bad).is_err(), "{bad}");
        }
    }
}
