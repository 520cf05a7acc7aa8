//! The eleven categories of reported problems.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_its_own_name() {
        for (category, name) in Category::ALL {
            assert_eq!((category.as_str(), name.parse()), (name, Ok(category)));
        }
    }
}
