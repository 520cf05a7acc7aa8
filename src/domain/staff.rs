//! Staff: who works on tickets, in which role and for which region.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A login: 2 to 32 lower-case letters, digits, `.`, `-` or `_`, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffId(String);

/// Says that a text is no login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("账号要以小写字母开头，由 2 到 32 个小写字母、数字、点、横线或下划线组成，例如 wang.li")]
pub struct InvalidStaffId;

impl StaffId {
    /// Checks a login; capitals and blanks around it are tidied.
    pub fn new(text: &str) -> Result<Self, InvalidStaffId> {
        let text = text.trim().to_ascii_lowercase();
        let well_formed = (2..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
        if well_formed { Ok(Self(text)) } else { Err(InvalidStaffId) }
    }

    /// The login by which the history names whoever works at the machine itself.
    pub fn at_the_machine() -> Self {
        Self("local-admin".to_owned())
    }

    /// The login as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for StaffId {
    type Err = InvalidStaffId;
    fn from_str(text: &str) -> Result<Self, InvalidStaffId> {
        Self::new(text)
    }
}

impl TryFrom<String> for StaffId {
    type Error = InvalidStaffId;
    fn try_from(text: String) -> Result<Self, InvalidStaffId> {
        Self::new(&text)
    }
}

impl From<StaffId> for String {
    fn from(id: StaffId) -> Self {
        id.0
    }
}

/// What somebody may do; each may also do what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 经办: works on tickets.
    Agent,
    /// 督办: gives more time, merges, sees to it that deadlines hold.
    Supervisor,
    /// 管理员: manages staff and sees the audit log.
    Admin,
}

impl Role {
    /// All of them, with the names staff read.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Agent, "经办"), (Self::Supervisor, "督办"), (Self::Admin, "管理员")];

    /// The name staff read.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The login.
    pub id: StaffId,
    /// The name as others read it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The official name of their region: they see its tickets and those of the regions in it; none sees all.
    pub region: Option<String>,
    /// The desk they work at, if it is one alone.
    pub desk: Option<super::ids::DeskId>,
    /// The user of the staff group they are.
    pub telegram: Option<u64>,
    /// Whether they may come in no more.
    pub disabled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_tidied_and_checked() {
        assert_eq!(StaffId::new(" Wang.Li ").unwrap().as_str(), "wang.li");
        for bad in ["", "a", "1a", "王", "a b", &"x".repeat(33)] {
            assert!(StaffId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn each_role_may_do_what_those_before_may() {
        assert!(Role::Agent < Role::Supervisor && Role::Supervisor < Role::Admin);
        for (role, name) in Role::ALL {
            assert_eq!(role.as_str(), name);
        }
    }
}
