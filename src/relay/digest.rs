//! Tells the staff group once on each working day what is before it.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::Relay;
use super::decide::Decide;
use crate::assistant::briefing::{Briefing, Digest};
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Filter, Summary};
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
        let (now, office) = (self.now(), self.office());
        let day = calendar::day(now);
        if !office.calendar().is_working_time(now) {
            return Ok(false);
        }
        if record::find::<Told>(&*self.store, Told::KEY).await?.is_some_and(|told| told.day == day) {
            return Ok(false);
        }
        let mut turn = Turn { outbox: vec![Notice::plain(room, self.digest().await?)], at: now, ..Turn::default() };
        turn.keep(&Told { day })?;
        self.commit(turn).await?;
        Ok(true)
    }

    /// The figures of the day as they are now.
    pub(super) async fn digest(&self) -> Result<Reply, StoreError> {
        let tickets = self.store.select(&Filter::default()).await?;
        let digest = figures(tickets.iter().map(AsRef::as_ref), &self.office(), self.now());
        Ok(self.assistant().brief(&Briefing::Digest(digest)))
    }
}

fn figures<'a>(tickets: impl Iterator<Item = &'a Summary>, office: &Office, now: Timestamp) -> Digest {
    let today = calendar::day(now);
    let begin = |day: Date| calendar::moment(day.to_datetime(Time::midnight()));
    let earlier = (1..=LOOK_BACK).filter_map(|days| today.checked_sub(days.days()).ok());
    let since = begin(earlier.into_iter().find(|day| office.calendar().is_working_day(*day)).unwrap_or(today));
    let mut digest = Digest::default();
    let mut urgent = Vec::new();
    for ticket in tickets {
        digest.new += usize::from(ticket.submitted_at >= since);
        digest.open += usize::from(ticket.is_open());
        digest.closed += usize::from(ticket.closed_at.is_some_and(|at| at >= since));
        let Some((_, due)) = ticket.next_due() else { continue };
        let overdue = due < now;
        let due_today = !overdue && calendar::day(due) == today;
        digest.overdue += usize::from(overdue);
        digest.due_today += usize::from(due_today);
        if overdue || due_today {
            urgent.push((due, ticket.number.clone()));
        }
    }
    urgent.sort();
    digest.urgent = urgent.into_iter().take(URGENT).map(|(_, number)| number).collect();
    digest
}
