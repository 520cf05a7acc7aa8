//! What the dashboard shows of a set of tickets: the rates, what is open and for how long, and where it comes from.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::figures::Rates;
use super::office::Office;
use crate::domain::calendar;
use crate::domain::region::Level;
use crate::domain::ticket::{Category, Filter, Status, Summary};
use crate::store::{Store, StoreError};

/// The ages of open tickets in days, from and to, both included.
const AGES: [(i32, Option<i32>, &str); 6] = [
    (0, Some(0), "今天登记"),
    (1, Some(3), "1–3 天"),
    (4, Some(7), "4–7 天"),
    (8, Some(15), "8–15 天"),
    (16, Some(30), "16–30 天"),
    (31, None, "超过 30 天"),
];
/// So many months or weeks are shown.
const SPANS: i32 = 12;

/// How time is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// By month.
    Month,
    /// By week, from Monday on.
    Week,
}

/// What of a set of tickets is counted where it is grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub total: usize,
    /// Those staff have to do something about.
    pub open: usize,
    /// Those of them that are late.
    pub overdue: usize,
    /// Those that are closed.
    pub closed: usize,
}

impl Tally {
    fn count(&mut self, ticket: &Summary, now: Timestamp) {
        self.total += 1;
        self.open += usize::from(ticket.is_open());
        self.overdue += usize::from(ticket.is_overdue(now));
        self.closed += usize::from(ticket.status == Status::Closed);
    }
}

/// The open tickets of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// What it is called.
    pub name: &'static str,
    /// The first day of registration; none for all before `until`.
    pub from: Option<Date>,
    /// The last day of registration.
    pub until: Date,
    /// How many there are.
    pub count: usize,
}

/// The tickets that were registered in a month or week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// Its tickets.
    pub tally: Tally,
    /// The rates of its tickets.
    pub rates: Rates,
}

/// What the dashboard shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The tickets registered in the time looked at.
    pub tally: Tally,
    /// Their rates.
    pub rates: Rates,
    /// Them by category, the most frequent first.
    pub categories: Vec<(Option<Category>, Tally)>,
    /// Them by region: cities and what lies in them together, the most frequent first.
    pub regions: Vec<(Option<String>, Tally)>,
    /// What is open now, whenever it was registered.
    pub open: usize,
    /// What of that is late.
    pub overdue: usize,
    /// What nobody has taken yet.
    pub untaken: usize,
    /// What waits for the enterprise's verdict.
    pub answered: usize,
    /// What is open now, by age.
    pub ages: Vec<Age>,
    /// The last twelve months or weeks.
    pub periods: Vec<Period>,
}

/// The time looked at: first and last day of registration, where they are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Window {
    fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.until.is_none_or(|until| day <= until)
    }
}

/// Looks over the tickets that are wanted, at `now`.
pub async fn overview(
    store: &dyn Store,
    filter: &Filter,
    window: Window,
    span: Span,
    office: &Office,
    now: Timestamp,
) -> Result<Overview, StoreError> {
    let mut counting = Counting::new(window, span, office, now);
    store.survey(filter, &mut |ticket| counting.look(ticket)).await?;
    Ok(counting.overview())
}

/// Looks over tickets one after the other.
struct Counting<'a> {
    seen: Overview,
    window: Window,
    now: Timestamp,
    outer: HashMap<&'a str, &'a str>,
    categories: BTreeMap<Option<Category>, Tally>,
    regions: HashMap<Option<Cow<'a, str>>, Tally>,
}

impl<'a> Counting<'a> {
    /// Nothing was looked at yet.
    fn new(window: Window, span: Span, office: &'a Office, now: Timestamp) -> Self {
        let today = calendar::day(now);
        let seen = Overview {
            tally: Tally::default(),
            rates: Rates::default(),
            categories: Vec::new(),
            regions: Vec::new(),
            open: 0,
            overdue: 0,
            untaken: 0,
            answered: 0,
            ages: ages(today),
            periods: periods(today, span),
        };
        let outer = outer_regions(office);
        Self { seen, window, now, outer, categories: BTreeMap::new(), regions: HashMap::new() }
    }

    /// Counts a ticket.
    fn look(&mut self, ticket: &Summary) {
        let (seen, now) = (&mut self.seen, self.now);
        let day = calendar::day(ticket.submitted_at);
        seen.count_now(ticket, day, now);
        // The periods ascend, so the last one that has begun is the one.
        let period = seen.periods.partition_point(|period| period.from <= day).checked_sub(1);
        if let Some(period) = period.map(|at| &mut seen.periods[at]).filter(|period| day <= period.until) {
            period.tally.count(ticket, now);
            period.rates.count(ticket, now);
        }
        if self.window.holds(day) {
            seen.tally.count(ticket, now);
            seen.rates.count(ticket, now);
            self.categories.entry(ticket.category).or_default().count(ticket, now);
            let outer = |region: &String| match self.outer.get(region.as_str()) {
                Some(outer) => Cow::Borrowed(*outer),
                None => Cow::Owned(region.clone()),
            };
            self.regions.entry(ticket.region.as_ref().map(outer)).or_default().count(ticket, now);
        }
    }

    /// What was seen.
    fn overview(self) -> Overview {
        let Self { mut seen, categories, regions, .. } = self;
        seen.categories = categories.into_iter().collect();
        seen.regions = regions.into_iter().map(|(region, tally)| (region.map(Cow::into_owned), tally)).collect();
        seen.categories.sort_by_key(|(category, tally)| (std::cmp::Reverse(tally.total), *category));
        seen.regions.sort_by(|(a, one), (b, other)| other.total.cmp(&one.total).then_with(|| a.cmp(b)));
        seen
    }
}

impl Overview {
    /// Counts what stands open now.
    fn count_now(&mut self, ticket: &Summary, day: Date, now: Timestamp) {
        self.answered += usize::from(ticket.status == Status::Answered);
        if !ticket.is_open() {
            return;
        }
        self.open += 1;
        self.overdue += usize::from(ticket.is_overdue(now));
        self.untaken += usize::from(ticket.status == Status::Submitted);
        let aged = |age: &&mut Age| age.from.is_none_or(|from| day >= from) && day <= age.until;
        if let Some(age) = self.ages.iter_mut().find(aged) {
            age.count += 1;
        }
    }
}

/// The city of each district and county; provinces and cities are their own.
fn outer_regions(office: &Office) -> HashMap<&str, &str> {
    let all = || office.regions().iter();
    let cities = all().filter(|region| region.parent.is_none() || region.level == Level::City);
    let mut outer: HashMap<&str, &str> = all().map(|region| (region.name.as_str(), region.name.as_str())).collect();
    for city in cities.filter(|region| region.parent.is_some()) {
        for inner in all().filter(|region| office.regions().lies_in(&region.name, &city.name)) {
            outer.insert(&inner.name, &city.name);
        }
    }
    outer
}

fn ages(today: Date) -> Vec<Age> {
    let before = |days: i32| today.saturating_sub(days.days());
    let age = |(from, to, name): (i32, Option<i32>, &'static str)| Age {
        name,
        from: to.map(before),
        // A clock that runs ahead must not hide a ticket.
        until: if from == 0 { Date::MAX } else { before(from) },
        count: 0,
    };
    AGES.into_iter().map(age).collect()
}

fn periods(today: Date, span: Span) -> Vec<Period> {
    let this = match span {
        Span::Month => today.first_of_month(),
        Span::Week => today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days()),
    };
    let before = |count: i32| match span {
        Span::Month => this.saturating_sub(count.months()),
        Span::Week => this.saturating_sub(count.weeks()),
    };
    let period = |count: i32| Period {
        from: before(count),
        until: before(count - 1).saturating_sub(1.day()),
        tally: Tally::default(),
        rates: Rates::default(),
    };
    (0..SPANS).rev().map(period).collect()
}
