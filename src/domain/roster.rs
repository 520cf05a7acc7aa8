//! The roster: which officer or secretary looks after which enterprise.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::credit_code::CreditCode;
use super::firm::Firm;
use super::ticket::Phone;

/// As what somebody looks after an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterRole {
    /// 包保干部
    Officer,
    /// 项目服务秘书
    Secretary,
}

impl RosterRole {
    /// All roles, with their names.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Officer, "包保干部"), (Self::Secretary, "项目服务秘书")];

    /// The name, as staff and enterprises read it.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

impl fmt::Display for RosterRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Says that a text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有“{0}”这个角色；写“包保干部”或“项目服务秘书”")]
pub struct UnknownRole(String);

impl FromStr for RosterRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text.trim());
        found.map(|(role, _)| *role).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// Somebody who looks after an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEntry {
    /// The enterprise's name.
    pub enterprise: String,
    /// Its code, if the roster has it.
    pub credit_code: Option<CreditCode>,
    /// The official name of its region.
    pub region: String,
    /// As what.
    pub role: RosterRole,
    /// Who.
    pub name: String,
    /// How to reach them.
    pub phone: Phone,
    /// Their login at the console, if they have one; whether there is such a member of staff is not checked here.
    pub login: Option<String>,
}

impl RosterEntry {
    /// The enterprise, to be compared with others.
    pub fn firm(&self) -> Firm {
        Firm::new(&self.enterprise, self.credit_code.as_ref())
    }
}
