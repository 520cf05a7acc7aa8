//! What a point is by its nature, and how others refer to it for good.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ids::{CardId, PointId};

/// How binding a statement is, by the source's own verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Nature {
    /// A figure or a state to be reached.
    #[serde(rename = "目标")]
    Target,
    /// What the government plans, does or promotes.
    #[serde(rename = "安排")]
    Plan,
    /// What enterprises are encouraged, supported or guided to do.
    #[serde(rename = "鼓励")]
    Encouragement,
    /// What must be done.
    #[serde(rename = "要求")]
    Requirement,
    /// What is forbidden, stopped or cut back.
    #[serde(rename = "禁止")]
    Ban,
    /// What was done.
    #[serde(rename = "实绩")]
    Result,
    /// A description, a definition or a judgement.
    #[serde(rename = "提法")]
    Statement,
    /// What the document does not say.
    #[serde(rename = "没写")]
    Silence,
}

impl Nature {
    /// Every nature with its name in the files.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Target, "目标"),
        (Self::Plan, "安排"),
        (Self::Encouragement, "鼓励"),
        (Self::Requirement, "要求"),
        (Self::Ban, "禁止"),
        (Self::Result, "实绩"),
        (Self::Statement, "提法"),
        (Self::Silence, "没写"),
    ];

    /// The name as it stands in the files.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The nature of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(nature, _)| *nature)
    }
}

impl fmt::Display for Nature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A point as labels, buttons and records refer to it, written `jl21-zjtx#k7fm`; it outlives every reordering.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// The card.
    pub card: CardId,
    /// The point of the card.
    pub point: PointId,
}

/// Says that a text refers to no point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("要点要写成“卡片编号#要点编号”，例如 jl21-zjtx#k7fm，不能是“{0}”")]
pub struct InvalidReference(String);

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.card, self.point)
    }
}

impl FromStr for Reference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        let invalid = || InvalidReference(text.to_owned());
        let (card, point) = text.split_once('#').ok_or_else(invalid)?;
        let card = CardId::new(card).map_err(|_| invalid())?;
        let point = PointId::new(point).map_err(|_| invalid())?;
        Ok(Self { card, point })
    }
}

impl TryFrom<String> for Reference {
    type Error = InvalidReference;
    fn try_from(text: String) -> Result<Self, InvalidReference> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back() {
        let reference: Reference = "jl21-zjtx#k7fm".parse().unwrap();
        assert_eq!(reference.to_string().parse(), Ok(reference));
        for bad in ["", "jl21-zjtx", "#k7fm", "jl21-zjtx#", "jl21-zjtx#K7", "a#b#c", "a#k7fm "] {
            assert!(bad.parse::<Reference>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_nature_has_its_own_name() {
        for (nature, name) in Nature::ALL {
            assert_eq!((nature.as_str(), Nature::named(name)), (name, Some(nature)));
        }
        assert_eq!(Nature::named("建议"), None);
    }
}
