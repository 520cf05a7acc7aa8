//! Fills pages in: what every page shows, and problems as pages that a person can read.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, Value, context};

use super::Console;
use crate::desk::accounts::reach;
use crate::domain::staff::Role;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The templates by name; an ending of `.html` has what is filled in escaped.
const TEMPLATES: [(&str, &str); 19] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("fault.html", include_str!("templates/fault.html")),
    ("sign_in.html", include_str!("templates/sign_in.html")),
    ("password.html", include_str!("templates/password.html")),
    ("queue.html", include_str!("templates/queue.html")),
    ("ticket.html", include_str!("templates/ticket.html")),
    ("actions.html", include_str!("templates/actions.html")),
    ("dashboard.html", include_str!("templates/dashboard.html")),
    ("causes.html", include_str!("templates/causes.html")),
    ("letters.html", include_str!("templates/letters.html")),
    ("audit.html", include_str!("templates/audit.html")),
    ("staff.html", include_str!("templates/staff.html")),
    ("one_staff.html", include_str!("templates/one_staff.html")),
    ("once.html", include_str!("templates/once.html")),
    ("account.html", include_str!("templates/account.html")),
    ("access.html", include_str!("templates/access.html")),
    ("batch.html", include_str!("templates/batch.html")),
    ("roster.html", include_str!("templates/roster.html")),
];

/// All templates; fails only if one is broken.
pub(super) fn templates() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_trim_blocks(true);
    templates.set_lstrip_blocks(true);
    // A name that the code does not fill in is a slip, not an empty place.
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    for (name, text) in TEMPLATES {
        templates.add_template(name, text)?;
    }
    Ok(templates)
}

impl Console {
    /// A page of somebody who is signed in.
    pub(super) fn page(&self, me: &SignedIn, template: &str, content: Value) -> Result<Html<String>, Problem> {
        let (staff, office) = (&me.staff, self.relay.office());
        let shown = context! {
            id => staff.id.as_str(),
            name => staff.name,
            role => staff.role.as_str(),
            region => staff.region.as_deref().unwrap_or("全部地区"),
            supervisor => staff.role >= Role::Supervisor,
            admin => staff.role >= Role::Admin,
            everywhere => reach::is_everywhere(&office, staff),
            temporary => me.has_temporary_password,
        };
        let warning = office.unknown_year(self.relay.now());
        self.fill(template, context! { me => shown, form_key => me.form_key(), unknown_year => warning, ..content })
    }

    /// A page for whoever is not signed in.
    pub(super) fn open_page(&self, template: &str, content: Value) -> Result<Html<String>, Problem> {
        self.fill(
            template,
            context! { me => Value::from(()), form_key => "", unknown_year => Value::from(()), ..content },
        )
    }

    fn fill(&self, template: &str, content: Value) -> Result<Html<String>, Problem> {
        let filled = self.pages.get_template(template).and_then(|page| page.render(content));
        filled.map(Html).map_err(|error| {
            tracing::error!(error = format!("{error:#}"), template, "a page could not be filled in");
            Problem::internal()
        })
    }
}

/// Middleware: a problem becomes a page that says what happened and where to go on.
pub(super) async fn friendly(State(console): State<Console>, request: Request, next: Next) -> Response {
    let me = request.extensions().get::<SignedIn>().cloned();
    let back = way_back(request.uri().path());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let body = problem.body(None);
    let content = context! { title => body.title, detail => body.detail, back };
    let page = match &me {
        Some(me) => console.page(me, "fault.html", content),
        None => console.open_page("fault.html", content),
    };
    match page {
        Err(_) => problem.into_response(),
        Ok(page) => {
            let mut shown = (response.status(), page).into_response();
            if let Some(wait) = response.headers_mut().remove(axum::http::header::RETRY_AFTER) {
                shown.headers_mut().insert(axum::http::header::RETRY_AFTER, wait);
            }
            shown
        }
    }
}

/// Where it goes on from a page that failed: its address and its name.
fn way_back(path: &str) -> (&'static str, &'static str) {
    let leads = [("/console/account", "我的账号"), ("/console/staff", "人员"), ("/console/roster", "包保名册")];
    let fits = leads.into_iter().find(|(page, _)| path.starts_with(page));
    fits.unwrap_or(("/console/tickets", "诉求单"))
}

/// Any other address of the console.
pub(super) async fn unknown(_: SignedIn) -> Problem {
    Problem::not_found("没有这个页面。可以从上方的菜单回到总览或诉求单。")
}

/// There is no such ticket, or none that they may see: nobody learns which.
pub(super) fn no_ticket() -> Problem {
    Problem::not_found("没有找到这张诉求单。请核对单号；也可能它不在您负责的地区。")
}

/// A page with another status than 200.
pub(super) fn with(status: StatusCode, page: Html<String>) -> Response {
    (status, page).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_sound_and_asks_nobody_else() {
        templates().unwrap();
        for (name, text) in TEMPLATES {
            for forbidden in ["http://", "https://", "style=", "<script>", "onclick", "|safe"] {
                assert!(!text.contains(forbidden), "{name}: {forbidden}");
            }
            // A form that changes something proves where it comes from.
            let forms = text.matches("method=\"post\"").count();
            let keys = text.matches("p.key(").count();
            assert!(forms == keys || name == "sign_in.html", "{name}: {forms} forms, {keys} keys");
        }
    }
}
