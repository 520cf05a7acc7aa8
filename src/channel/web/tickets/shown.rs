//! A ticket in the words of the page.

use serde::Serialize;

use crate::desk::own::{OwnAct, OwnTicket};
use crate::domain::calendar::readable;
use crate::domain::ticket::Rating;

/// A ticket in the words of the page.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    number: String,
    version: usize,
    status: &'static str,
    category: &'static str,
    region: String,
    description: String,
    desk: Option<String>,
    due: Option<String>,
    answer: Option<String>,
    submitted: String,
    files: Vec<File>,
    events: Vec<Event>,
    can: Vec<OwnAct>,
    ratings: Vec<(u8, &'static str)>,
}

#[derive(Debug, Serialize)]
struct File {
    digest: String,
    name: String,
    size: String,
}

#[derive(Debug, Serialize)]
struct Event {
    at: String,
    actor: &'static str,
    name: &'static str,
    words: Option<String>,
    rating: Option<&'static str>,
}

impl From<OwnTicket> for Shown {
    fn from(own: OwnTicket) -> Self {
        let file = |file: crate::domain::attachment::Attached| File {
            size: format!("{} kB", file.bytes.div_ceil(1024)),
            digest: file.digest,
            name: file.name,
        };
        let event = |event: crate::desk::own::OwnEvent| Event {
            at: readable(event.at),
            actor: event.actor,
            name: event.name,
            words: event.words,
            rating: event.rating.map(Rating::as_str),
        };
        let ratings = (1..=5).rev().filter_map(|points| Rating::new(points).ok());
        Self {
            number: own.number.to_string(),
            version: own.version,
            status: own.status.as_str(),
            category: own.category.map_or("待分类", |category| category.as_str()),
            region: own.region.unwrap_or_else(|| "未填".to_owned()),
            description: own.description,
            desk: own.desk,
            due: own.due.map(readable),
            answer: own.answer,
            submitted: readable(own.submitted_at),
            files: own.files.into_iter().map(file).collect(),
            events: own.events.into_iter().map(event).collect(),
            can: own.can,
            ratings: ratings.map(|rating| (rating.points(), rating.as_str())).collect(),
        }
    }
}
