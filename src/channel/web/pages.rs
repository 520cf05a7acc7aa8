//! What fills in the pages that are read.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;
use minijinja::{Environment, Value};

use crate::domain::calendar;
use crate::http::problem::Problem;
use crate::relay::Relay;

/// The templates and what they speak of.
#[derive(Clone)]
pub(super) struct Pages {
    pub(super) relay: Arc<Relay>,
    templates: Arc<Environment<'static>>,
}

impl Pages {
    pub(super) fn new(relay: Arc<Relay>, templates: Environment<'static>) -> Self {
        Self { relay, templates: Arc::new(templates) }
    }

    /// The day it is.
    pub(super) fn today(&self) -> Date {
        calendar::day(self.relay.now())
    }

    /// A page with this filled in.
    pub(super) fn render(&self, name: &str, status: StatusCode, context: Value) -> Result<Response, Problem> {
        let filled = self.templates.get_template(name).and_then(|page| page.render(context));
        let html = filled.map_err(|error| {
            tracing::error!(page = name, error = format!("{error:#}"), "a page could not be filled in");
            Problem::internal()
        })?;
        Ok((status, Html(html)).into_response())
    }
}
