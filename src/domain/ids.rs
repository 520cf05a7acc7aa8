//! Checked identifiers: one newtype for each kind of id, so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Says why a text is no id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}只能由小写字母、数字和连字符组成，最长64个字符：“{text}”")]
pub struct InvalidId {
    /// What the id should have been, in the user's words.
    pub kind: &'static str,
    /// The text that was refused.
    pub text: String,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks that `text` is 1 to 64 lower-case ASCII letters, digits and hyphens.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                let well_formed = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if well_formed { Ok(Self(text)) } else { Err(InvalidId { kind: $kind, text }) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// An official document, such as `jilin-2021-work-points`.
    DocumentId,
    "文件编号"
);
id!(
    /// A knowledge card, such as `jl21-yinqi-duijie`.
    CardId,
    "卡片编号"
);
id!(
    /// A dialog, such as `report`.
    DialogId,
    "对话流程编号"
);
id!(
    /// A desk, such as `changchun`.
    DeskId,
    "服务台编号"
);
id!(
    /// A profile of deadlines, such as `working-days`.
    ProfileId,
    "时限方案编号"
);

/// A point within its card, such as `k7fm`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PointId(String);

/// Says that a text is no id of a point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("要点编号只能是2到8个小写字母和数字，不能是“{0}”")]
pub struct InvalidPointId(String);

impl PointId {
    /// Checks that `text` is 2 to 8 lower-case ASCII letters and digits.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPointId> {
        let text = text.into();
        let well_formed =
            (2..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if well_formed { Ok(Self(text)) } else { Err(InvalidPointId(text)) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PointId {
    type Error = InvalidPointId;
    fn try_from(text: String) -> Result<Self, InvalidPointId> {
        Self::new(text)
    }
}

impl From<PointId> for String {
    fn from(id: PointId) -> Self {
        id.0
    }
}

impl fmt::Display for PointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ProfileId {
    /// The profile that holds where no other is set.
    pub fn working_days() -> Self {
        Self("working-days".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_lower_case_ascii() {
        assert!(CardId::new("jl21-yinqi").is_ok());
        for bad in ["", "JL21", "卡片", "a b", &"x".repeat(65)] {
            assert!(CardId::new(bad).is_err(), "{bad}");
        }
        assert!(PointId::new("k7fm").is_ok());
        for bad in ["", "a", "k7-m", "K7FM", "k7fmk7fmk"] {
            assert!(PointId::new(bad).is_err(), "{bad}");
        }
    }
}
