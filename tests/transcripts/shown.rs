//! Replies and effects as a snapshot shows them: all that the enterprise notices, nothing that is drawn by lot.

use zhuqi::assistant::outcome::Effect;
use zhuqi::domain::reply::Reply;

/// A reply: its kind, its words, its sources, its buttons, and how far a report has come.
pub(crate) fn reply(reply: &Reply) -> String {
    let kind = serde_json::to_value(reply.kind).unwrap();
    let mut lines = vec![format!("< {}", kind.as_str().unwrap())];
    lines.extend(reply.text.lines().map(str::to_owned));
    for source in &reply.citations {
        let over = if source.in_force { "" } else { " over" };
        lines.push(format!("source: {} {}{over}", source.document, source.locator));
    }
    if let Some(report) = &reply.report {
        let category = report.category.map_or("-", |category| category.as_str());
        let number = report.number.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        lines.push(format!("report: {category} {} {number}", report.region.as_deref().unwrap_or("-")));
    }
    if !reply.buttons.is_empty() {
        let labels: Vec<String> = reply.buttons.iter().map(|button| format!("[{}]", button.label)).collect();
        lines.push(labels.join(" "));
    }
    lines.join("\n  ") + "\n"
}

/// What the desk is asked to do.
pub(crate) fn effect(effect: &Effect) -> String {
    format!("! {effect:?}\n")
}
