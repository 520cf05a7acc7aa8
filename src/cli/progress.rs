//! A progress bar on stderr; none where stderr is no terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `length` steps that says what is being done.
pub(super) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX)).with_message(what);
    // The template is a constant; without it the bar still counts.
    match ProgressStyle::with_template("{msg}  {bar:30}  {pos}/{len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
