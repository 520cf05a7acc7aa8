//! Finds what may answer a question: on its own, or leaning on what was asked before, or with what was told around it.

use super::super::Assistant;
use super::super::reading::Reading;
use super::basis::{measure, says_nothing};
use crate::domain::conversation::Topic;
use crate::judge::learned::CardOdds;
use crate::search::{Hit, Query};

/// So many points are considered for one answer.
const CONSIDERED: usize = 20;
/// Beside them so many that say what the documents do not say.
pub(super) const SILENT: usize = 4;
/// So many are looked at.
const LOOKED_AT: usize = 40;
/// The points of so many cards are considered that the question's words make likeliest.
const LIKELIEST: usize = 3;
/// The points of so many cards are considered that the most alike of the remembered questions were about.
const MOST_VOTED: usize = 2;
/// A question of which so much is known needs no earlier one.
const CLEAR_ALONE: f32 = 0.8;

/// Finds the points for a question; where it is learned from, `unseen` tells the cards without having seen it.
pub(in super::super) fn retrieve(
    assistant: &Assistant,
    topic: Option<&Topic>,
    reading: &Reading,
    story: Option<&Reading>,
    unseen: Option<&CardOdds>,
) -> Vec<Hit> {
    let finder = Finder { assistant, reading, unseen };
    if let Some(story) = story {
        return finder.with_story(story);
    }
    match topic {
        Some(topic) if leans_on_context(reading) => finder.leaning(topic),
        Some(topic) => {
            let alone = finder.alone();
            let clear = alone.first().is_some_and(|hit| hit.features.coverage >= CLEAR_ALONE);
            if clear || !may_lean(reading) { alone } else { finder.leaning(topic) }
        }
        None => finder.alone(),
    }
}

struct Finder<'a> {
    assistant: &'a Assistant,
    reading: &'a Reading,
    unseen: Option<&'a CardOdds>,
}

impl Finder<'_> {
    fn alone(&self) -> Vec<Hit> {
        self.found(self.assistant.reader.query(self.reading, None), None, None)
    }

    fn leaning(&self, topic: &Topic) -> Vec<Hit> {
        let reader = &self.assistant.reader;
        let whole = format!("{} {}", reader.normal(&topic.question), self.reading.text);
        self.found(reader.query(self.reading, Some(topic)), Some(whole), Some(topic))
    }

    fn with_story(&self, story: &Reading) -> Vec<Hit> {
        let mut query = self.assistant.reader.query(self.reading, None);
        query.industries.extend_from_slice(&story.industries);
        query.story = Some(story.text.clone());
        self.found(query, Some(story.text.clone()), None)
    }

    /// Everything that is known of the best points, and of all points of the cards that the words make likely.
    fn found(&self, mut query: Query, whole: Option<String>, topic: Option<&Topic>) -> Vec<Hit> {
        let Self { assistant, reading, unseen } = self;
        let odds = unseen.unwrap_or(&assistant.card_odds);
        let subject = odds.of(&reading.text);
        let whole_subject = whole.as_deref().map_or_else(|| subject.clone(), |whole| odds.of(whole));
        // What the question before recalls was told in its answer.
        let recalling = whole.as_deref().filter(|_| topic.is_none()).unwrap_or(&reading.text);
        let recalled = assistant.memory.recall(recalling, unseen.is_some());
        query.likely = odds.likeliest(&whole_subject, LIKELIEST);
        query.likely.extend(recalled.most_voted(MOST_VOTED));
        let found = assistant.search.search(&query, LOOKED_AT);
        let (silent, others): (Vec<Hit>, Vec<Hit>) = found.into_iter().partition(|hit| says_nothing(assistant, hit.at));
        let considered = |(rank, hit): &(usize, Hit)| *rank < CONSIDERED || query.likely.contains(&hit.at.card);
        let others = others.into_iter().enumerate().filter(considered).map(|(_, hit)| hit);
        let mut hits: Vec<Hit> = others.chain(silent.into_iter().take(SILENT)).collect();
        let told: Vec<_> =
            topic.iter().flat_map(|topic| &topic.told).filter_map(|told| assistant.knowledge().find(told)).collect();
        for hit in &mut hits {
            hit.features.told = if told.contains(&hit.at) { 1.0 } else { 0.0 };
            hit.features.subject = subject[hit.at.card];
            hit.features.whole_subject = whole_subject[hit.at.card];
        }
        measure(assistant, reading, &recalled, &mut hits);
        hits
    }
}

/// Whether a question cannot be understood alone.
pub(super) fn leans_on_context(reading: &Reading) -> bool {
    let text = reading.text.trim();
    let length = text.chars().count();
    let opens = ["那", "还有", "再", "第", "这", "它", "其", "另外", "上面", "刚才", "前面"]
        .iter()
        .any(|word| text.starts_with(word));
    let closes = text.trim_end_matches(['?', '。', '!']).ends_with('呢');
    opens || (closes && length <= 20) || length <= 7
}

/// Whether a short question that names nothing of its own may go on with what was asked before.
fn may_lean(reading: &Reading) -> bool {
    reading.text.chars().count() <= 20 && !reading.dated && reading.regions.is_empty()
}
