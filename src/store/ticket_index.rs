//! All tickets in a line each, kept in memory: queues, searches and figures never touch the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Turn;
use crate::domain::ticket::{Filter, Summary, Ticket, TicketNumber};

/// The tickets in a line each, by number. A hundred thousand of them need about 50 MB.
#[derive(Debug, Default)]
pub(super) struct TicketIndex(BTreeMap<TicketNumber, Arc<Summary>>);

impl TicketIndex {
    /// Takes in a line that was read from the disk.
    pub(super) fn insert(&mut self, summary: Summary) {
        self.0.insert(summary.number.clone(), Arc::new(summary));
    }

    /// Takes in what a turn has changed.
    pub(super) fn follow(&mut self, turn: &Turn) {
        let changed = turn.changed_tickets.iter().map(|change| &change.ticket);
        turn.new_tickets.iter().chain(changed).map(Summary::of).for_each(|summary| self.insert(summary));
    }

    /// The tickets that are wanted, newest first.
    pub(super) fn select(&self, filter: &Filter) -> Vec<Arc<Summary>> {
        self.0.values().rev().filter(|summary| filter.matches(summary)).cloned().collect()
    }
}

/// Reads the lines of tickets anew, as after a crash.
impl<'a> FromIterator<&'a Ticket> for TicketIndex {
    fn from_iter<T: IntoIterator<Item = &'a Ticket>>(tickets: T) -> Self {
        let mut index = Self::default();
        tickets.into_iter().map(Summary::of).for_each(|summary| index.insert(summary));
        index
    }
}
