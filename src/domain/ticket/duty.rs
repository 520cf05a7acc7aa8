//! Whose duty a ticket is.

use serde::{Deserialize, Serialize};

use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;

/// Whose duty a ticket is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// 主办: the desk that answers.
    pub lead: DeskId,
    /// 协办: desks that help; never the lead itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<DeskId>,
    /// Who works on it, once that is settled.
    #[serde(default)]
    pub agent: Option<StaffId>,
}

impl Duty {
    /// The duty of a desk alone.
    pub fn of(lead: DeskId) -> Self {
        Self { lead, helpers: Vec::new(), agent: None }
    }

    /// Whether a desk has to do with it, as lead or helper.
    pub fn lies_with(&self, desk: &DeskId) -> bool {
        self.lead == *desk || self.helpers.contains(desk)
    }
}
