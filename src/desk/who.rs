//! Who wants something done with a ticket, and what they may do.

use crate::domain::staff::{Role, Staff};
use crate::domain::ticket::{Actor, Command};

/// Who wants something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The enterprise that reported the problem; whoever says so has checked that it is.
    Enterprise,
    /// A member of staff.
    Staff(Staff),
    /// The product itself.
    System,
}

/// Who may do something at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The enterprise alone: staff cannot say in its place that a problem is solved.
    Enterprise,
    /// Staff with at least this role.
    Staff(Role),
    /// Staff and the enterprise.
    Anybody,
    /// The product itself.
    System,
}

impl Party {
    /// Who may want that of a ticket.
    pub fn of(command: &Command) -> Self {
        match command {
            Command::Accept
            | Command::Assign { .. }
            | Command::SendBack { .. }
            | Command::Start
            | Command::Ask { .. }
            | Command::Hold { .. }
            | Command::Resume
            | Command::Reply { .. }
            | Command::Answer { .. }
            | Command::Sort { .. }
            | Command::Note { .. } => Self::Staff(Role::Agent),
            Command::Extend { .. } | Command::Group { .. } => Self::Staff(Role::Supervisor),
            Command::Supply { .. }
            | Command::Chase { .. }
            | Command::Confirm
            | Command::Rate { .. }
            | Command::Reopen { .. }
            | Command::Withdraw { .. } => Self::Enterprise,
            Command::Attach { .. } | Command::Correct { .. } => Self::Anybody,
            Command::Remind | Command::Lapse | Command::Prompt | Command::Wake | Command::Alarm { .. } => Self::System,
        }
    }
}

impl Who {
    /// Whether they belong to a party.
    pub fn belongs_to(&self, party: Party) -> bool {
        match (party, self) {
            (Party::Enterprise, Self::Enterprise) | (Party::System, Self::System) => true,
            (Party::Anybody, Self::Enterprise | Self::Staff(_)) => true,
            (Party::Staff(least), Self::Staff(staff)) => staff.role >= least && !staff.disabled,
            _ => false,
        }
    }

    /// How a ticket's history names them.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Enterprise => Actor::Enterprise,
            Self::Staff(staff) => Actor::Staff { id: staff.id.clone(), name: staff.name.clone() },
            Self::System => Actor::System,
        }
    }

    /// How the audit log names them.
    pub fn audit_name(&self) -> String {
        match self {
            Self::Enterprise => "enterprise".to_owned(),
            Self::Staff(staff) => format!("staff:{}", staff.id),
            Self::System => "system".to_owned(),
        }
    }
}
