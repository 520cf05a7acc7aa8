//! Exactly what a judge outside is told about its task.

use serde::Serialize;

use crate::domain::act::ActKind;
use crate::domain::ticket::Category;

/// The task: the same for every request.
#[derive(Debug, Clone, Serialize)]
pub struct Brief {
    /// What to do and how to answer.
    pub instructions: &'static str,
    /// Everything a message can do.
    pub acts: [ActKind; ActKind::ALL.len()],
    /// The categories of troubles.
    pub categories: [Category; Category::ALL.len()],
}

impl Brief {
    /// The task.
    pub fn new() -> Self {
        let instructions = include_str!("instructions.md");
        Self { instructions, acts: ActKind::ALL, categories: Category::ALL.map(|(category, _)| category) }
    }

    /// The task as one text.
    pub fn text(&self) -> String {
        let list = |value: serde_json::Result<String>| value.unwrap_or_default();
        let (acts, categories) = (serde_json::to_string(&self.acts), serde_json::to_string(&self.categories));
        format!("{}\nact 只能是：{}\ncategory 只能是：{}\n", self.instructions, list(acts), list(categories))
    }
}

impl Default for Brief {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_explained() {
        let brief = Brief::new();
        for act in brief.acts {
            let name = serde_json::to_string(&act).unwrap();
            let name = format!("`{}`", name.trim_matches('"'));
            assert!(brief.instructions.contains(&name), "{name}");
        }
        assert!(brief.text().contains("giveup") && brief.text().contains("供电"));
    }
}
