//! All tickets in a line each, kept in memory under what they are looked for by: queues, searches and figures read the
//! disk for nothing but the descriptions on one page. A hundred thousand tickets take some 50 MB.

mod grams;
mod line;
mod pool;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Excluded, Unbounded};

use jiff::Timestamp;
use roaring::RoaringBitmap;

use self::grams::Grams;
use self::line::{Line, Moment, Shared};
use self::pool::Handle;
use super::Turn;
use crate::domain::calendar;
use crate::domain::firm::Firm;
use crate::domain::ticket::{
    Category, Common, Counted, Ending, Filter, Order, Page, Place, Scope, Status, Summary, Ticket, TicketNumber, Timer,
};

/// The place of a ticket among the lines; it never changes.
type Row = u32;

/// What tickets are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Facet {
    Status(Status),
    Category(Option<Category>),
    Region(Option<Handle>),
    Desk(Handle),
    Agent(Option<Handle>),
    Firm(Handle),
    Code(Handle),
    Cause(Handle),
    /// Any cause.
    Common,
}

/// The tickets in a line each, with an index for each way in which they are looked for.
#[derive(Debug, Default)]
pub(super) struct TicketIndex {
    lines: Vec<Line>,
    shared: Shared,
    facets: HashMap<Facet, RoaringBitmap>,
    grams: Grams,
    numbers: BTreeMap<TicketNumber, Row>,
    /// By the deadline that runs.
    running: BTreeMap<(Moment, Row), Timer>,
    /// By the last change.
    updated: BTreeSet<(Moment, Row)>,
}

impl TicketIndex {
    /// Takes in a ticket that is new here.
    pub(super) fn add(&mut self, ticket: &Ticket) {
        let row = Row::try_from(self.lines.len()).expect("a store holds fewer than four thousand million tickets");
        let line = Line::pack(&Summary::of(ticket), &mut self.shared);
        self.enter(row, &line);
        self.numbers.insert(line.number.clone(), row);
        self.grams.insert(row, &line.number, &ticket.draft);
        self.lines.push(line);
    }

    /// Takes in what a turn has changed; what an enterprise told in the beginning never changes.
    pub(super) fn follow(&mut self, turn: &Turn) {
        turn.new_tickets.iter().for_each(|ticket| self.add(ticket));
        turn.changed_tickets.iter().for_each(|change| self.change(&Summary::of(&change.ticket)));
    }

    fn change(&mut self, summary: &Summary) {
        let Some(&row) = self.numbers.get(&summary.number) else { return };
        let line = Line::pack(summary, &mut self.shared);
        let before = std::mem::replace(&mut self.lines[row as usize], line.clone());
        self.leave(row, &before);
        self.enter(row, &line);
    }

    fn enter(&mut self, row: Row, line: &Line) {
        for facet in facets(line) {
            self.facets.entry(facet).or_default().insert(row);
        }
        if let Some((timer, due)) = line.running {
            self.running.insert((due, row), timer);
        }
        self.updated.insert((line.updated, row));
    }

    fn leave(&mut self, row: Row, line: &Line) {
        for facet in facets(line) {
            self.facets.entry(facet).or_default().remove(row);
        }
        if let Some((_, due)) = line.running {
            self.running.remove(&(due, row));
        }
        self.updated.remove(&(line.updated, row));
    }

    /// The line of a ticket.
    pub(super) fn get(&self, number: &TicketNumber) -> Option<Summary> {
        self.numbers.get(number).map(|row| self.summary(*row))
    }

    /// How many tickets are wanted.
    pub(super) fn count(&self, filter: &Filter) -> usize {
        size(&self.wanted(filter))
    }

    /// The numbers of the tickets that are wanted, the newest first.
    pub(super) fn numbers(&self, filter: &Filter) -> Vec<TicketNumber> {
        let wanted = self.wanted(filter);
        self.numbers.iter().rev().filter(|(_, row)| wanted.contains(**row)).map(|(number, _)| number.clone()).collect()
    }

    /// The page of wanted tickets that follows the ticket `after`.
    pub(super) fn page(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&TicketNumber>,
        limit: usize,
    ) -> Page<Summary> {
        let wanted = self.wanted(filter);
        let mut rows = self.walk(order, after).filter(|row| wanted.contains(*row));
        let tickets: Vec<Summary> = rows.by_ref().take(limit).map(|row| self.summary(row)).collect();
        let next = tickets.last().map(|ticket| ticket.number.clone()).filter(|_| rows.next().is_some());
        Page { total: size(&wanted), tickets, next }
    }

    /// All tickets in an order, from behind the ticket `after` on.
    fn walk<'a>(&'a self, order: Order, after: Option<&'a TicketNumber>) -> Box<dyn Iterator<Item = Row> + 'a> {
        let last = after.and_then(|number| self.numbers.get(number)).map(|row| (*row, &self.lines[*row as usize]));
        let from_number = after.map_or(Unbounded, Excluded);
        let by_number = move || self.numbers.range((from_number, Unbounded)).map(|(_, row)| *row);
        match order {
            Order::Oldest => Box::new(by_number()),
            Order::Newest => Box::new(self.numbers.range((Unbounded, from_number)).rev().map(|(_, row)| *row)),
            Order::Updated => {
                let until = last.map_or(Unbounded, |(row, line)| Excluded((line.updated, row)));
                Box::new(self.updated.range((Unbounded, until)).rev().map(|(_, row)| *row))
            }
            Order::Due => {
                let rests = |row: &Row| self.lines[*row as usize].running.is_none();
                let begin = match last {
                    // Behind everything that has a running deadline.
                    Some((_, Line { running: None, .. })) => return Box::new(by_number().filter(rests)),
                    Some((row, Line { running: Some((_, due)), .. })) => Excluded((*due, row)),
                    None => Unbounded,
                };
                let running = self.running.range((begin, Unbounded)).map(|((_, row), _)| *row);
                Box::new(running.chain(self.numbers.values().copied().filter(rests)))
            }
        }
    }

    fn summary(&self, row: Row) -> Summary {
        self.lines[row as usize].unpack(&self.shared)
    }

    /// The tickets that are wanted.
    fn wanted(&self, filter: &Filter) -> RoaringBitmap {
        let mut found = self.scope(&filter.scope);
        for any_of in self.facets_of(filter) {
            found &= self.union(any_of);
        }
        if !filter.numbers.is_empty() {
            found &= filter.numbers.iter().filter_map(|number| self.numbers.get(number)).collect::<RoaringBitmap>();
        }
        if let Some(firm) = &filter.firm {
            found &= self.of_firm(firm);
        }
        if let Some(ending) = filter.ending {
            found &= self.ending(ending);
        }
        if filter.from.is_some() || filter.until.is_some() {
            found &= self.registered(filter.from.unwrap_or(Timestamp::MIN), filter.until.unwrap_or(Timestamp::MAX));
        }
        if filter.changed_from.is_some() || filter.changed_until.is_some() {
            found &= self.changed(filter.changed_from, filter.changed_until);
        }
        if let Some(words) = filter.words.as_deref().filter(|words| !words.trim().is_empty()) {
            found &= self.saying(words);
        }
        if let Some(counted) = filter.counted {
            found = found.into_iter().filter(|row| self.counts(*row, counted)).collect();
        }
        found
    }

    fn scope(&self, scope: &Scope) -> RoaringBitmap {
        let all = Row::try_from(self.lines.len()).unwrap_or(Row::MAX);
        match scope {
            Scope::Everything => RoaringBitmap::from_sorted_iter(0..all).unwrap_or_default(),
            Scope::Part { regions, agent, desk } => {
                let agent = self.shared.agents.find(agent).map(|agent| Facet::Agent(Some(agent)));
                let desk = desk.as_ref().and_then(|desk| self.shared.desks.find(desk)).map(Facet::Desk);
                self.union(self.regions(regions).into_iter().chain(agent).chain(desk).collect())
            }
        }
    }

    /// What is asked for of each kind: one of the facets in each list.
    fn facets_of(&self, filter: &Filter) -> Vec<Vec<Facet>> {
        let mut all = Vec::new();
        if !filter.statuses.is_empty() {
            all.push(filter.statuses.iter().copied().map(Facet::Status).collect());
        }
        if !filter.categories.is_empty() {
            all.push(filter.categories.iter().copied().map(Facet::Category).collect());
        }
        all.extend(filter.place.as_ref().map(|place| match place {
            Place::Within(regions) => self.regions(regions),
            Place::Unknown => vec![Facet::Region(None)],
        }));
        // What no ticket has cannot be found: the list stays empty.
        let known = |facet: Option<Facet>| facet.into_iter().collect::<Vec<_>>();
        all.extend(filter.desk.as_ref().map(|desk| known(self.shared.desks.find(desk).map(Facet::Desk))));
        all.extend(filter.agent.as_ref().map(|agent| match agent {
            None => vec![Facet::Agent(None)],
            Some(agent) => known(self.shared.agents.find(agent).map(|agent| Facet::Agent(Some(agent)))),
        }));
        all.extend(filter.common.as_ref().map(|common| match common {
            Common::Any => vec![Facet::Common],
            Common::Cause(cause) => known(self.shared.causes.find(cause).map(Facet::Cause)),
        }));
        all
    }

    /// The tickets of a firm: by its code, and by its name where no other code speaks against it.
    fn of_firm(&self, firm: &Firm) -> RoaringBitmap {
        let known = |facet: Option<Facet>| facet.and_then(|facet| self.facets.get(&facet)).cloned().unwrap_or_default();
        let named = known(self.shared.firms.find(&firm.name().to_owned()).map(Facet::Firm));
        let Some(code) = firm.code() else { return named };
        let coded = known(self.shared.codes.find(code).map(Facet::Code));
        let uncoded = |row: &Row| self.lines[*row as usize].code.is_none();
        coded | named.into_iter().filter(uncoded).collect::<RoaringBitmap>()
    }

    fn regions(&self, names: &[String]) -> Vec<Facet> {
        names
            .iter()
            .filter_map(|name| self.shared.regions.find(name))
            .map(|region| Facet::Region(Some(region)))
            .collect()
    }

    fn union(&self, facets: Vec<Facet>) -> RoaringBitmap {
        facets.iter().filter_map(|facet| self.facets.get(facet)).fold(RoaringBitmap::new(), |all, rows| all | rows)
    }

    fn ending(&self, ending: Ending) -> RoaringBitmap {
        let latest = ending.until.iter().map(|(_, moment)| Moment::of(*moment)).max().unwrap_or(Moment::NONE);
        let from = Moment::of(ending.from);
        let limits = ending.until.map(|(timer, moment)| (timer, Moment::of(moment)));
        let in_time = |timer: Timer, due: Moment| limits.iter().any(|(known, limit)| *known == timer && due < *limit);
        let running = self.running.range((from, 0)..(latest.max(from), 0));
        running.filter(|((due, _), timer)| in_time(**timer, *due)).map(|((_, row), _)| *row).collect()
    }

    /// The tickets registered from a moment on and before another one; their numbers begin with the day.
    fn registered(&self, from: Timestamp, until: Timestamp) -> RoaringBitmap {
        if until < from {
            return RoaringBitmap::new();
        }
        let days = TicketNumber::new(calendar::day(from), 0)..=TicketNumber::new(calendar::day(until), u32::MAX);
        let (from, until) = (Moment::of(from), Moment::of(until));
        let in_time = |row: &Row| (from..until).contains(&self.lines[*row as usize].submitted);
        self.numbers.range(days).map(|(_, row)| *row).filter(in_time).collect()
    }

    /// The tickets that changed last from a moment on and before another one.
    fn changed(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> RoaringBitmap {
        let from = from.map_or(Moment::NONE, Moment::of);
        let until = until.map(Moment::of);
        let in_time = |row: &Row| {
            let changed = self.lines[*row as usize].changed();
            changed >= from && until.is_none_or(|until| changed < until)
        };
        // Something may have happened to a closed ticket since, never before.
        self.updated.range((from, 0)..).map(|(_, row)| *row).filter(in_time).collect()
    }

    /// The tickets in which each of these words is found, or the one of that number.
    fn saying(&self, words: &str) -> RoaringBitmap {
        match words.trim().to_uppercase().parse::<TicketNumber>() {
            Ok(number) => self.numbers.get(&number).copied().into_iter().collect(),
            Err(_) => self.grams.having(words).unwrap_or_default(),
        }
    }

    fn counts(&self, row: Row, counted: Counted) -> bool {
        let judged = counted.measure.judge(&self.summary(row), counted.at);
        judged.is_some_and(|part| counted.in_part.is_none_or(|wanted| part == wanted))
    }
}

/// Reads the lines of tickets anew, as after a crash.
impl<'a> FromIterator<&'a Ticket> for TicketIndex {
    fn from_iter<T: IntoIterator<Item = &'a Ticket>>(tickets: T) -> Self {
        let mut index = Self::default();
        tickets.into_iter().for_each(|ticket| index.add(ticket));
        index
    }
}

/// What a ticket is grouped by.
fn facets(line: &Line) -> impl Iterator<Item = Facet> {
    let one = [
        Facet::Status(line.status),
        Facet::Category(line.category),
        Facet::Region(line.region),
        Facet::Desk(line.lead),
        Facet::Agent(line.agent),
        Facet::Firm(line.firm),
    ];
    let code = line.code.map(Facet::Code);
    let cause = line.cause.into_iter().flat_map(|cause| [Facet::Cause(cause), Facet::Common]);
    one.into_iter().chain(line.helpers.iter().copied().map(Facet::Desk)).chain(cause).chain(code)
}

fn size(rows: &RoaringBitmap) -> usize {
    usize::try_from(rows.len()).unwrap_or(usize::MAX)
}
