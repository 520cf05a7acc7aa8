//! Why something is not done with a ticket, in words for whoever wanted it.

use crate::domain::staff::Role;
use crate::domain::ticket::{Illegal, TicketNumber};

/// Why something is not done with a ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It stands where that is impossible.
    #[error("{0}")]
    Illegal(#[from] Illegal),
    /// It takes another role.
    #[error("这一步要由{}来做", least.as_str())]
    Role {
        /// The least role.
        least: Role,
    },
    /// Staff cannot do it in place of the enterprise, or the other way round.
    #[error("这一步只能由企业自己来做")]
    EnterpriseOnly,
    /// Only staff do it.
    #[error("这一步由工作人员来做")]
    StaffOnly,
    /// It is a ticket of another region.
    #[error("这张诉求单不在您负责的地区")]
    OtherRegion,
    /// Something is missing or wrong.
    #[error("{0}")]
    Invalid(String),
    /// Two tickets are not of the same enterprise.
    #[error("{0} 不是同一家企业的诉求，不能并单；同样的问题可以归为共性问题")]
    NotSame(TicketNumber),
}
