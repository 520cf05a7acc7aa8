//! Fills the places in the phrases.

use minijinja::{Environment, Value};

/// Fills the `{{ places }}` of a phrase.
///
/// A phrase that cannot be filled is shown as it stands: its words still help, and the content check finds it.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let environment = Environment::new();
    let values: Value = values.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    environment.render_str(template, values).unwrap_or_else(|_| template.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("编号 {{ number }}。", &[("number", "WZ-20260105-0001")]), "编号 WZ-20260105-0001。");
        assert_eq!(fill("{{ broken", &[]), "{{ broken");
    }
}
