//! The pages on which a citation opens: the documents, one document, and what we hold from one place of it.

mod shown;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use minijinja::{Environment, context};

use self::shown::{OfCard, Shown, ShownPlace};
use super::pages::Pages;
use crate::domain::document::Document;
use crate::domain::knowledge::Knowledge;
use crate::http::problem::Problem;
use crate::relay::Relay;

const LIST: &str = "list.html";
const DOCUMENT: &str = "document.html";
const PLACE: &str = "place.html";

/// The pages and their style; fails only if a page itself is broken.
pub(super) fn routes(relay: Arc<Relay>, mut templates: Environment<'static>) -> Result<Router, minijinja::Error> {
    templates.add_template("facts.html", include_str!("facts.html"))?;
    templates.add_template(LIST, include_str!("list.html"))?;
    templates.add_template(DOCUMENT, include_str!("document.html"))?;
    templates.add_template(PLACE, include_str!("place.html"))?;
    let style = get(|| async { super::asset("text/css; charset=utf-8", include_str!("documents.css")) });
    Ok(Router::new()
        .route("/documents", get(list))
        .route("/documents/{document}", get(document))
        .route("/documents/{document}/{locator}", get(place))
        .route("/documents.css", style)
        .with_state(Pages::new(relay, templates)))
}

/// Every document as a page names it, and how many are no longer in force.
pub(super) fn every(knowledge: &Knowledge, today: Date) -> (Vec<Shown>, usize) {
    let documents: Vec<_> = knowledge.documents.iter().map(|document| Shown::of(document, today)).collect();
    let over = documents.iter().filter(|document| document.is_over()).count();
    (documents, over)
}

/// Every document.
async fn list(State(pages): State<Pages>) -> Result<Response, Problem> {
    all(&pages, StatusCode::OK, None)
}

/// One document with the places we hold points from.
async fn document(State(pages): State<Pages>, path: Result<Path<String>, PathRejection>) -> Result<Response, Problem> {
    let assistant = pages.relay.assistant();
    let knowledge = assistant.knowledge();
    match path.ok().and_then(|Path(id)| knowledge.document_named(&id)) {
        Some(document) => one(&pages, StatusCode::OK, knowledge, document, None),
        None => no_document(&pages),
    }
}

/// One place of a document with the points we hold from it.
async fn place(
    State(pages): State<Pages>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let assistant = pages.relay.assistant();
    let knowledge = assistant.knowledge();
    let Ok(Path((id, locator))) = path else { return no_document(&pages) };
    let Some(document) = knowledge.document_named(&id) else { return no_document(&pages) };
    if !document.locators.contains(&locator) {
        let missing = "这份文件里没有您要找的这一处。下面是能看的地方。";
        return one(&pages, StatusCode::NOT_FOUND, knowledge, document, Some(missing));
    }
    let cards = OfCard::all(knowledge, document, &locator);
    let places = ShownPlace::with_points(knowledge, document, document.places_within(&locator));
    let document = Shown::of(document, pages.today());
    pages.render(PLACE, StatusCode::OK, context! { document, locator, cards, places })
}

fn no_document(pages: &Pages) -> Result<Response, Problem> {
    all(pages, StatusCode::NOT_FOUND, Some("没有您要找的这份文件。助企依据的文件都在下面。"))
}

fn all(pages: &Pages, status: StatusCode, missing: Option<&str>) -> Result<Response, Problem> {
    let (documents, over) = every(pages.relay.assistant().knowledge(), pages.today());
    pages.render(LIST, status, context! { documents, over, missing })
}

fn one(
    pages: &Pages,
    status: StatusCode,
    knowledge: &Knowledge,
    document: &Document,
    missing: Option<&str>,
) -> Result<Response, Problem> {
    let places = ShownPlace::with_points(knowledge, document, document.locators.iter().map(String::as_str));
    let document = Shown::of(document, pages.today());
    pages.render(DOCUMENT, status, context! { document, places, missing })
}
