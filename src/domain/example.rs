//! Example sentences by which troubles are told from questions and from each other.

use serde::{Deserialize, Serialize};

use super::ticket::Category;

/// How troubles of one category are told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// The category of the ticket.
    pub category: Category,
    /// Things, people and symptoms that troubles of this category are about; a word may stand in several categories.
    pub words: Vec<String>,
    /// What enterprises say, directly or by a symptom.
    pub say: Vec<String>,
}

/// What is a trouble and what is not.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Messages that tell of no trouble, although they speak of the same things.
    pub questions: Vec<String>,
    /// Troubles by their category, each category once.
    #[serde(rename = "complaint")]
    pub complaints: Vec<Complaint>,
}
