//! What an enterprise tells when it registers a problem.

use serde::{Deserialize, Serialize};

use super::category::Category;
use super::phone::Phone;
use crate::domain::credit_code::CreditCode;
use crate::domain::firm::Firm;

/// What an enterprise tells when it registers a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The enterprise's name.
    pub enterprise: String,
    /// Its 统一社会信用代码, if it gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<CreditCode>,
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

impl Draft {
    /// The enterprise, to be compared with others.
    pub fn firm(&self) -> Firm {
        Firm::new(&self.enterprise, self.credit_code.as_ref())
    }
}
