//! Tells the staff group once on each working day what is before it.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::Relay;
use super::decide::Decide;
use super::serving::Serving;
use crate::assistant::briefing::{Briefing, Digest};
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Filter, Summary, TicketNumber};
use crate::store::record::{self, Record};
use crate::store::{Notice, StoreError, Turn};

/// So many urgent tickets are named.
const URGENT: usize = 5;

/// So many days back a working day is looked for.
const LOOK_BACK: i32 = 30;

/// The day on which the group was told last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    day: Date,
}

impl Told {
    const KEY: &'static str = "staff_room";
}

impl Record for Told {
    const KIND: &'static str = "digest";

    fn key(&self) -> String {
        Self::KEY.to_owned()
    }
}

impl<D: Decide> Relay<D> {
    /// Tells the figures of the day, if it is time and they were not told yet; says whether it did.
    pub(super) async fn tell_digest(&self) -> Result<bool, StoreError> {
        let Some(room) = self.staff_room() else { return Ok(false) };
        let (now, serving) = (self.now(), self.serving());
        let day = calendar::day(now);
        if !serving.office.calendar().is_working_time(now) {
            return Ok(false);
        }
        if record::find::<Told>(&*self.store, Told::KEY).await?.is_some_and(|told| told.day == day) {
            return Ok(false);
        }
        let mut turn =
            Turn { outbox: vec![Notice::plain(room, self.digest(&serving).await?)], at: now, ..Turn::default() };
        turn.keep(&Told { day })?;
        self.commit(turn).await?;
        Ok(true)
    }

    /// The figures of the day as they are now.
    pub(super) async fn digest(&self, serving: &Serving<D>) -> Result<Reply, StoreError> {
        let mut counting = Counting::new(&serving.office, self.now());
        self.store.survey(&Filter::default(), &mut |ticket| counting.look(ticket)).await?;
        Ok(serving.assistant.brief(&Briefing::Digest(counting.digest())))
    }
}

/// Counts tickets one after the other.
struct Counting {
    now: Timestamp,
    /// The beginning of the last working day before today.
    since: Timestamp,
    digest: Digest,
    urgent: Vec<(Timestamp, TicketNumber)>,
}

impl Counting {
    fn new(office: &Office, now: Timestamp) -> Self {
        let today = calendar::day(now);
        let earlier = (1..=LOOK_BACK).filter_map(|days| today.checked_sub(days.days()).ok());
        let last = earlier.into_iter().find(|day| office.calendar().is_working_day(*day)).unwrap_or(today);
        let since = calendar::moment(last.to_datetime(Time::midnight()));
        Self { now, since, digest: Digest::default(), urgent: Vec::new() }
    }

    fn look(&mut self, ticket: &Summary) {
        let digest = &mut self.digest;
        digest.new += usize::from(ticket.submitted_at >= self.since);
        digest.open += usize::from(ticket.is_open());
        digest.closed += usize::from(ticket.closed_at.is_some_and(|at| at >= self.since));
        let Some((_, due)) = ticket.next_due() else { return };
        let overdue = due < self.now;
        let due_today = !overdue && calendar::day(due) == calendar::day(self.now);
        digest.overdue += usize::from(overdue);
        digest.due_today += usize::from(due_today);
        if overdue || due_today {
            self.urgent.push((due, ticket.number.clone()));
        }
    }

    fn digest(mut self) -> Digest {
        self.urgent.sort();
        self.digest.urgent = self.urgent.into_iter().take(URGENT).map(|(_, number)| number).collect();
        self.digest
    }
}
