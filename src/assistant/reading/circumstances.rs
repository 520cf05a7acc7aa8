//! The question that is looked up: its words with the province and the industries it is about.

use super::{HOME, Reader, Reading};
use crate::domain::conversation::Topic;
use crate::search::{Context, Query};

impl Reader {
    /// The query for a message; what it leaves unsaid is taken from the topic it leans on. Several provinces are compared,
    /// none means home.
    pub(in super::super) fn query(&self, reading: &Reading, topic: Option<&Topic>) -> Query {
        let earlier = topic.map(|topic| self.words(&topic.question));
        let own = self.provinces(reading);
        let provinces = if own.is_empty() {
            earlier.as_ref().map(|earlier| self.provinces(earlier)).unwrap_or_default()
        } else {
            own
        };
        let province = match provinces.as_slice() {
            [] => Some(HOME.to_owned()),
            [only] => Some(only.clone()),
            _ => None,
        };
        let industries = match (&reading.industries[..], &earlier) {
            ([], Some(earlier)) => earlier.industries.clone(),
            (own, _) => own.to_vec(),
        };
        Query {
            text: reading.text.clone(),
            context: topic
                .zip(earlier)
                .map(|(topic, earlier)| Context { question: earlier.text, cards: topic.cards.clone() }),
            province,
            industries,
            ..Query::default()
        }
    }
}
