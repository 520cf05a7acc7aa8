//! `GET /api/v1/documents…`: the documents, one of them, and what we hold from one place of it.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use crate::domain::calendar;
use crate::domain::card::{Card, Point};
use crate::domain::document::Document;
use crate::domain::knowledge::Knowledge;
use crate::domain::validity::Standing;
use crate::http::document_address;
use crate::http::problem::Problem;

/// 全部文件
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentsBody {
    documents: Vec<DocumentBody>,
}

/// 一份官方文件
#[derive(Debug, Serialize, ToSchema)]
struct DocumentBody {
    /// 编号，出处里的 document
    id: String,
    /// 题名
    title: String,
    /// 回答里怎样称呼它
    short: String,
    /// 发文机关
    issuer: String,
    /// 文号，原文没有写就是 null
    number: Option<String>,
    /// 日期，原文没有写就是 null
    date: Option<String>,
    /// 适用的地区
    region: String,
    /// 期限：年份，或者起止年份
    period: String,
    /// 现在的状态：not_yet 未开始，in_force 有效，ended 已到期，superseded 已被替代，withdrawn 已废止
    #[schema(pattern = "^(not_yet|in_force|ended|superseded|withdrawn)$")]
    status: &'static str,
    /// 现在有效
    in_force: bool,
    /// 发文机关公布原文的网址，不知道就是 null
    address: Option<String>,
    /// 网页的路径
    url: String,
}

/// 一份文件和它的各处
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeBody {
    document: DocumentBody,
    /// 可以引用的每一处，按文件的顺序
    places: Vec<PlaceBody>,
}

/// 文件里的一处
#[derive(Debug, Serialize, ToSchema)]
struct PlaceBody {
    /// 位置，出处里的 locator
    locator: String,
    /// 从这一处写了几条要点
    points: usize,
    /// 网页的路径
    url: String,
}

/// 文件里的一处和从那里写的要点
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OpenedBody {
    document: DocumentBody,
    /// 位置
    locator: String,
    /// 网页的路径
    url: String,
    /// 从这一处写的全部要点，用的是我们自己的话，不是原文
    points: Vec<PointBody>,
    /// 这一处下面更细的各处
    places: Vec<PlaceBody>,
}

/// 一条要点
#[derive(Debug, Serialize, ToSchema)]
struct PointBody {
    /// 要点在卡片里的编号
    id: String,
    /// 要点
    text: String,
    /// 政策卡片的编号
    card: String,
    /// 政策卡片的题目
    title: String,
}

/// 依据的全部文件
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents",
    responses((status = 200, description = "全部文件", body = DocumentsBody)), security(()))]
pub(super) async fn list(State(service): State<Service>) -> Json<DocumentsBody> {
    let assistant = service.relay.assistant();
    let documents = assistant.knowledge().documents.iter().map(|document| DocumentBody::of(document, &service));
    Json(DocumentsBody { documents: documents.collect() })
}

/// 一份文件，和可以引用的每一处
#[utoipa::path(get, path = "/api/v1/documents/{document}", tag = "documents",
    params(("document" = String, Path, description = "文件编号")),
    responses((status = 200, description = "文件", body = WholeBody)), security(()))]
pub(super) async fn one(
    State(service): State<Service>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<WholeBody>, Problem> {
    let assistant = service.relay.assistant();
    let knowledge = assistant.knowledge();
    let Path(id) = path.map_err(|_| no_document())?;
    let document = knowledge.document_named(&id).ok_or_else(no_document)?;
    let places = PlaceBody::of(knowledge, document, document.locators.iter().map(String::as_str));
    Ok(Json(WholeBody { document: DocumentBody::of(document, &service), places }))
}

/// 文件里的一处，和从那里写的全部要点
#[utoipa::path(get, path = "/api/v1/documents/{document}/{locator}", tag = "documents",
    params(
        ("document" = String, Path, description = "文件编号"),
        ("locator" = String, Path, description = "位置，例如 (二)14"),
    ),
    responses((status = 200, description = "这一处", body = OpenedBody)), security(()))]
pub(super) async fn place(
    State(service): State<Service>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<OpenedBody>, Problem> {
    let assistant = service.relay.assistant();
    let knowledge = assistant.knowledge();
    let Path((id, locator)) = path.map_err(|_| no_document())?;
    let document = knowledge.document_named(&id).ok_or_else(no_document)?;
    if !document.locators.contains(&locator) {
        let url = document_address::of(&document.id);
        return Err(Problem::not_found(format!("这份文件里没有这一处。有哪些地方，见 /api/v1{url}。")));
    }
    let points = knowledge.points_at(&document.id, &locator).map(|(card, point)| PointBody::of(card, point)).collect();
    let places = PlaceBody::of(knowledge, document, document.places_within(&locator));
    let url = document_address::of_place(&document.id, &locator);
    Ok(Json(OpenedBody { document: DocumentBody::of(document, &service), url, points, places, locator }))
}

fn status(standing: &Standing) -> &'static str {
    match standing {
        Standing::NotYet { .. } => "not_yet",
        Standing::InForce => "in_force",
        Standing::Ended { .. } => "ended",
        Standing::Superseded { .. } => "superseded",
        Standing::Withdrawn { .. } => "withdrawn",
    }
}

fn no_document() -> Problem {
    Problem::not_found("没有这份文件。有哪些文件，见 /api/v1/documents。")
}

impl DocumentBody {
    fn of(document: &Document, service: &Service) -> Self {
        let standing = document.standing(calendar::day((service.clock)()));
        Self {
            id: document.id.to_string(),
            title: document.title.clone(),
            short: document.short.clone(),
            issuer: document.issuer.clone(),
            number: document.number.clone(),
            date: document.date.map(|date| date.to_string()),
            region: document.region.clone(),
            period: document.period.to_string(),
            status: status(&standing),
            in_force: standing.is_in_force(),
            address: document.address.clone(),
            url: document_address::of(&document.id),
        }
    }
}

impl PlaceBody {
    fn of<'a>(knowledge: &Knowledge, document: &Document, locators: impl Iterator<Item = &'a str>) -> Vec<Self> {
        let held = knowledge.points_by_place(&document.id);
        let place = |locator: &str| Self {
            locator: locator.to_owned(),
            points: held.get(locator).copied().unwrap_or_default(),
            url: document_address::of_place(&document.id, locator),
        };
        locators.map(place).collect()
    }
}

impl PointBody {
    fn of(card: &Card, point: &Point) -> Self {
        Self {
            id: point.id.to_string(),
            text: point.text.clone(),
            card: card.id.to_string(),
            title: card.title.clone(),
        }
    }
}
