//! A ticket's line in as few bytes as it takes: what many tickets share is kept once, a moment takes eight bytes.

use jiff::Timestamp;

use super::pool::{Handle, Pool};
use crate::domain::credit_code::CreditCode;
use crate::domain::firm::Firm;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{
    Alarm, Category, Clock, Clocks, Counts, Duty, Status, Summary, TicketNumber, Timer, Verdict, Waiting,
};

/// What many lines share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Official names of regions.
    pub(super) regions: Pool<String>,
    /// Desks.
    pub(super) desks: Pool<DeskId>,
    /// Who works on tickets.
    pub(super) agents: Pool<StaffId>,
    /// Names of firms.
    pub(super) enterprises: Pool<String>,
    /// The same in the one spelling in which they are compared.
    pub(super) firms: Pool<String>,
    /// Codes of firms.
    pub(super) codes: Pool<CreditCode>,
    /// Common causes.
    pub(super) causes: Pool<String>,
}

/// A moment in nanoseconds, good for the years 1678 to 2261; deadlines are dates of working life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i64);

impl Moment {
    /// Before every moment; stands for none.
    pub(super) const NONE: Self = Self(i64::MIN);

    /// The nearest of what it can hold.
    pub(super) fn of(at: Timestamp) -> Self {
        let earliest = i128::from(i64::MIN) + 1;
        let nanosecond = at.as_nanosecond().clamp(earliest, i64::MAX.into());
        Self(i64::try_from(nanosecond).unwrap_or(i64::MAX))
    }

    fn maybe(at: Option<Timestamp>) -> Self {
        at.map_or(Self::NONE, Self::of)
    }

    fn get(self) -> Option<Timestamp> {
        (self != Self::NONE).then(|| Timestamp::from_nanosecond(self.0.into()).unwrap_or(Timestamp::MAX))
    }

    fn timestamp(self) -> Timestamp {
        self.get().unwrap_or(Timestamp::MIN)
    }
}

/// A deadline and what came of it.
#[derive(Debug, Clone, Copy)]
struct Packed {
    due: Moment,
    met: Moment,
}

/// A ticket's line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: TicketNumber,
    pub(super) status: Status,
    pub(super) category: Option<Category>,
    pub(super) region: Option<Handle>,
    pub(super) lead: Handle,
    pub(super) helpers: Box<[Handle]>,
    pub(super) agent: Option<Handle>,
    pub(super) enterprise: Handle,
    pub(super) firm: Handle,
    pub(super) code: Option<Handle>,
    pub(super) cause: Option<Handle>,
    pub(super) submitted: Moment,
    pub(super) updated: Moment,
    /// The deadline that runs, if one does.
    pub(super) running: Option<(Timer, Moment)>,
    clocks: [Packed; 3],
    was_late: [bool; 3],
    waiting: Option<Waiting>,
    verdict: Option<Verdict>,
    closed: Moment,
    alarms: u8,
    counts: Counts,
}

/// Every alarm there can be, in their order, each with its bit.
fn alarms() -> impl Iterator<Item = (u8, (Timer, Alarm))> {
    let all = Timer::ALL.into_iter().flat_map(|(timer, _)| [(timer, Alarm::DueSoon), (timer, Alarm::Overdue)]);
    (0..).map(|place: u8| 1 << place).zip(all)
}

impl Line {
    /// The line of a summary.
    pub(super) fn pack(summary: &Summary, shared: &mut Shared) -> Self {
        let duty = &summary.duty;
        let clocks = Timer::ALL.map(|(timer, _)| *summary.clocks.get(timer));
        let raised = alarms().filter(|(_, alarm)| summary.alarms.contains(alarm));
        Self {
            number: summary.number.clone(),
            status: summary.status,
            category: summary.category,
            region: summary.region.as_ref().map(|region| shared.regions.take(region)),
            lead: shared.desks.take(&duty.lead),
            helpers: duty.helpers.iter().map(|desk| shared.desks.take(desk)).collect(),
            agent: duty.agent.as_ref().map(|agent| shared.agents.take(agent)),
            enterprise: shared.enterprises.take(&summary.enterprise),
            firm: shared.firms.take(&Firm::new(&summary.enterprise, None).name().to_owned()),
            code: summary.credit_code.as_ref().map(|code| shared.codes.take(code)),
            cause: summary.cause.as_ref().map(|cause| shared.causes.take(cause)),
            submitted: Moment::of(summary.submitted_at),
            updated: Moment::of(summary.updated_at),
            running: summary.next_due().map(|(timer, due)| (timer, Moment::of(due))),
            clocks: clocks.map(|clock| Packed { due: Moment::of(clock.due), met: Moment::maybe(clock.met) }),
            was_late: clocks.map(|clock| clock.was_late),
            waiting: summary.waiting,
            verdict: summary.verdict,
            closed: Moment::maybe(summary.closed_at),
            alarms: raised.fold(0, |bits, (bit, _)| bits | bit),
            counts: summary.counts,
        }
    }

    /// When the ticket changed last, see [`Summary::changed_at`].
    pub(super) fn changed(&self) -> Moment {
        if self.closed == Moment::NONE { self.updated } else { self.closed }
    }

    /// The summary it was packed from.
    pub(super) fn unpack(&self, shared: &Shared) -> Summary {
        let clock = |at: usize| {
            let Packed { due, met } = self.clocks[at];
            Clock { due: due.timestamp(), met: met.get(), was_late: self.was_late[at] }
        };
        Summary {
            number: self.number.clone(),
            status: self.status,
            category: self.category,
            region: self.region.map(|region| shared.regions.get(region).clone()),
            duty: Duty {
                lead: shared.desks.get(self.lead).clone(),
                helpers: self.helpers.iter().map(|desk| shared.desks.get(*desk).clone()).collect(),
                agent: self.agent.map(|agent| shared.agents.get(agent).clone()),
            },
            enterprise: shared.enterprises.get(self.enterprise).clone(),
            credit_code: self.code.map(|code| shared.codes.get(code).clone()),
            cause: self.cause.map(|cause| shared.causes.get(cause).clone()),
            submitted_at: self.submitted.timestamp(),
            updated_at: self.updated.timestamp(),
            clocks: Clocks { accept: clock(0), reply: clock(1), answer: clock(2) },
            waiting: self.waiting,
            verdict: self.verdict,
            closed_at: self.closed.get(),
            alarms: alarms().filter(|(bit, _)| self.alarms & bit != 0).map(|(_, alarm)| alarm).collect(),
            counts: self.counts,
        }
    }
}
