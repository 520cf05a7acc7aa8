//! Reads the fields of a request and collects every fault, not just the first.

use serde_json::{Map, Value};

use crate::http::problem::{FieldFault, Problem};

/// The fields of a request that are still to be read, and what was wrong with those read so far.
pub(super) struct Fields {
    left: Map<String, Value>,
    /// Fields that were sent under other names than ours, with those names.
    sent_as: &'static [(&'static str, &'static str)],
    faults: Vec<FieldFault>,
}

impl Fields {
    /// Nothing read yet.
    pub(super) fn new(left: Map<String, Value>) -> Self {
        Self { left, sent_as: &[], faults: Vec::new() }
    }

    /// The same for a sender who has other names for the fields: those are the names that faults tell.
    pub(super) fn sent_as(self, names: &'static [(&'static str, &'static str)]) -> Self {
        Self { sent_as: names, ..self }
    }

    /// Notes that a field is wrong; only its first fault counts.
    pub(super) fn fault(&mut self, field: &str, reason: impl Into<String>) {
        let field = self.sent_as.iter().find(|(ours, _)| *ours == field).map_or(field, |(_, theirs)| *theirs);
        if self.faults.iter().all(|fault| fault.field != field) {
            self.faults.push(FieldFault { field: field.to_owned(), reason: reason.into() });
        }
    }

    /// A field's text as it came, if it is there.
    pub(super) fn optional_text(&mut self, field: &str) -> Option<String> {
        match self.left.remove(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                self.fault(field, format!("{field} 要写成文字（加双引号）"));
                None
            }
        }
    }

    /// A field's numbers by their names; none if it is not there.
    pub(super) fn counts(&mut self, field: &str) -> Vec<(String, usize)> {
        let written = match self.left.remove(field) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Object(written)) => written,
            Some(_) => Map::from_iter([(String::new(), Value::Null)]),
        };
        let count = |(name, value): (String, Value)| Some((name, usize::try_from(value.as_u64()?).ok()?));
        let counts: Option<Vec<_>> = written.into_iter().map(count).collect();
        counts.unwrap_or_else(|| {
            self.fault(field, format!("{field} 要写成单号和版本，例如 {{\"WZ-20260105-0001\": 3}}"));
            Vec::new()
        })
    }

    /// A field's trimmed text as `check` makes of it; an empty text and a missing field are faults.
    pub(super) fn required<T>(
        &mut self,
        field: &str,
        missing: &str,
        check: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.optional_text(field).unwrap_or_default();
        if text.trim().is_empty() {
            self.fault(field, missing);
            return None;
        }
        check(text.trim()).map_err(|reason| self.fault(field, reason)).ok()
    }

    /// A field's trimmed text as `check` makes of it, if it is there and not empty.
    pub(super) fn optional<T>(&mut self, field: &str, check: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.optional_text(field).filter(|text| !text.trim().is_empty())?;
        check(text.trim()).map_err(|reason| self.fault(field, reason)).ok()
    }

    /// Ends reading: fields that nobody read are faults too.
    pub(super) fn end(mut self) -> Result<(), Problem> {
        let unknown: Vec<_> = self.left.keys().cloned().collect();
        for field in unknown {
            self.fault(&field, format!("没有“{field}”这一项"));
        }
        self.end_of_known()
    }

    /// Ends reading where callers may send more than we know.
    pub(super) fn end_of_known(self) -> Result<(), Problem> {
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid(self.faults)) }
    }
}
