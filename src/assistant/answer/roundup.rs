//! Answers an open question about one's own situation: what fits the firm, one line each.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::super::Assistant;
use super::super::phrases::fill;
use super::super::reading::HOME;
use super::basis::says_nothing;
use super::compose::{self, DOCUMENTS};
use super::lines::marks;
use super::standing::sift;
use crate::domain::card::{Card, Point, PointRef};
use crate::domain::ids::DocumentId;
use crate::domain::reply::{Kind, Reply};
use crate::search::{Hit, Query};

/// So many instruments are named.
const LINES: usize = 5;
/// So many of them are for the firm's own industry; the others are for every firm.
const OF_INDUSTRY: usize = 3;
/// So much is said in the lines with their labels, in characters.
const CHARS: usize = 215;
/// So many points are looked at for each.
const CONSIDERED: usize = 60;
/// Another point of an instrument is said instead of its best one if it is shorter and scores so much of it.
const AS_GOOD: f32 = 0.85;
/// What is for every firm must score so much of the best of its kind.
const NEARLY: f32 = 0.7;
/// A point of the industry must have so much of what the best one has of the question: its product, not just its trade.
const ABOUT: f32 = 0.5;

/// The points of the most fitting instruments, each of a card of its own: first those that know the words for the
/// firm's trade and are for its industries. None if there are not even two.
pub(super) fn choose(assistant: &Assistant, trade: &str, industries: &[String], today: Date) -> Option<Vec<PointRef>> {
    let mut lines = Lines::default();
    if !industries.is_empty() {
        let hits = look_up(assistant, trade, industries, today);
        let about = hits.first().map_or(0.0, |best| best.features.own_coverage) * ABOUT;
        let own = |hit: &Hit| hit.features.industry > 0.0 && hit.features.own_coverage >= about;
        let own: Vec<Hit> = hits.into_iter().filter(own).collect();
        lines.add(assistant, &own, OF_INDUSTRY);
    }
    for wanted in &assistant.knowledge().lexicon.open.general {
        let hits = look_up(assistant, &assistant.reader.normal(wanted), &[], today);
        let enough = hits.first().map_or(0.0, |best| best.score) * NEARLY;
        let general = |hit: &Hit| card(assistant, hit).industries.is_empty() && hit.score >= enough;
        let general: Vec<Hit> = hits.into_iter().filter(general).collect();
        lines.add(assistant, &general, lines.points.len() + 1);
    }
    (lines.points.len() > 1).then_some(lines.points)
}

/// The answer that names them.
pub(super) fn answer(assistant: &Assistant, points: &[PointRef], today: Date) -> Reply {
    let knowledge = assistant.knowledge();
    let phrases = &assistant.phrases().answer;
    let citations = compose::sources(assistant, points, today);
    let line = |at: &PointRef| {
        let point = knowledge.point(*at);
        let said = format!("{}{}", knowledge.alone(point), marks(point, &citations));
        fill(&phrases.roundup_line, &[("term", term(&knowledge.cards[at.card], point)), ("point", &said)])
    };
    let mut lines = vec![phrases.roundup.clone()];
    lines.extend(points.iter().map(line));
    lines.extend(compose::notices(assistant, points, Some(HOME), today));
    Reply {
        citations,
        card: points.first().map(|at| knowledge.cards[at.card].id.clone()),
        confidence: 1.0,
        ..Reply::plain(Kind::Answer, lines.join("\n"))
    }
}

fn look_up(assistant: &Assistant, text: &str, industries: &[String], today: Date) -> Vec<Hit> {
    let query = Query {
        text: text.to_owned(),
        province: Some(HOME.to_owned()),
        industries: industries.to_vec(),
        ..Query::default()
    };
    let mut found = assistant.search().search(&query, CONSIDERED);
    found.retain(|hit| !says_nothing(assistant, hit.at));
    sift(assistant.knowledge(), found, today).hits
}

fn card<'a>(assistant: &'a Assistant, hit: &Hit) -> &'a Card {
    &assistant.knowledge().cards[hit.at.card]
}

/// What a point is about: the name of its card that has most in common with it, the shortest of equals.
fn term<'a>(card: &'a Card, point: &Point) -> &'a str {
    let fits = |name: &&String| {
        let characters: Vec<char> = name.chars().collect();
        let shared = characters.windows(2).filter(|pair| point.text.contains(&pair.iter().collect::<String>())).count();
        (shared * 100 / characters.len().max(1), Reverse(characters.len()))
    };
    card.aliases.iter().max_by_key(fits).unwrap_or(&card.title)
}

/// Lines that fit into one answer.
#[derive(Default)]
struct Lines {
    points: Vec<PointRef>,
    chars: usize,
    documents: Vec<DocumentId>,
}

impl Lines {
    /// Adds instruments of these hits that help a firm of ours, until there are so many.
    fn add(&mut self, assistant: &Assistant, hits: &[Hit], enough: usize) {
        for hit in hits {
            if self.points.len() >= enough.min(LINES) {
                return;
            }
            let known = self.points.iter().any(|at| at.card == hit.at.card);
            if !known && card(assistant, hit).nature.helps() && at_home(assistant, hit.at) {
                self.say(assistant, best_point(assistant, hit, hits));
            }
        }
    }

    fn say(&mut self, assistant: &Assistant, at: PointRef) {
        let knowledge = assistant.knowledge();
        let point = knowledge.point(at);
        let chars = knowledge.alone(point).chars().count() + term(&knowledge.cards[at.card], point).chars().count();
        let mut documents = self.documents.clone();
        documents.extend(point.citations.iter().map(|citation| citation.document.clone()));
        documents.sort();
        documents.dedup();
        if self.chars + chars <= CHARS && documents.len() <= DOCUMENTS {
            self.chars += chars;
            self.documents = documents;
            self.points.push(at);
        }
    }
}

/// The shortest of the points of a hit's card that fit about as well.
fn best_point(assistant: &Assistant, best: &Hit, hits: &[Hit]) -> PointRef {
    let alike = hits.iter().filter(|hit| hit.at.card == best.at.card && hit.score >= best.score * AS_GOOD);
    let alike = alike.map(|hit| hit.at).filter(|at| at_home(assistant, *at));
    alike.min_by_key(|at| assistant.knowledge().point(*at).text.chars().count()).unwrap_or(best.at)
}

/// Whether a point rests on documents of our province only.
fn at_home(assistant: &Assistant, at: PointRef) -> bool {
    let knowledge = assistant.knowledge();
    let mut documents = knowledge.point(at).citations.iter().map(|citation| knowledge.document(&citation.document));
    documents.all(|document| document.is_some_and(|document| document.region == HOME))
}
