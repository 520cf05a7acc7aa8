//! Which tickets a queue shows: read from its address, written back into links.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use url::form_urlencoded::Serializer;

use super::fields::Fields;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::ids::DeskId;
use crate::domain::staff::{Staff, StaffId};
use crate::domain::ticket::{
    Category, Common, Counted, Ending, Filter, Measure, Order, Place, Status, TicketNumber, statuses_that,
};

/// What nobody has filled in, as it stands in an address.
pub(super) const NONE: &str = "none";
/// One's own, as it stands in an address.
const ME: &str = "me";

/// Whether a state belongs to a group.
type Belongs = fn(Status) -> bool;

/// Several states under one name: its code, its name, which they are; none narrows nothing.
pub(super) const GROUPS: [(&str, &str, Option<Belongs>); 3] = [
    ("todo", "待办", Some(|status| status.is_open() && !matches!(status, Status::Returned | Status::OnHold))),
    ("open", "未办结", Some(Status::is_open)),
    ("all", "全部", None),
];

/// The orders with their codes and names.
pub(super) const ORDERS: [(Order, &str, &str); 4] = [
    (Order::Due, "due", "先到期的在前"),
    (Order::Newest, "newest", "新登记的在前"),
    (Order::Oldest, "oldest", "早登记的在前"),
    (Order::Updated, "updated", "最近有变化的在前"),
];

/// What belongs into the address of a queue, in its order.
const NAMES: [&str; 13] =
    ["status", "category", "region", "desk", "agent", "due", "from", "until", "q", "cause", "rate", "side", "order"];

/// Which tickets a queue shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Criteria {
    fields: Vec<(String, String)>,
}

impl Criteria {
    /// Reads them from an address; what makes no sense there is left out.
    pub(super) fn read(fields: &Fields) -> Self {
        let known = |name: &&&str| fields.get(name).is_some();
        let kept = NAMES.iter().filter(known);
        Self {
            fields: kept.map(|name| ((*name).to_owned(), fields.get(name).unwrap_or_default().to_owned())).collect(),
        }
    }

    /// A queue that asks for these alone.
    pub(super) fn of(pairs: &[(&str, &str)]) -> Self {
        Self { fields: pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect() }
    }

    /// Whether both ask for the same tickets, in whatever order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let mut narrowing = NAMES.iter().filter(|name| !matches!(**name, "status" | "order"));
        self.status() == other.status() && narrowing.all(|name| self.get(name) == other.get(name))
    }

    /// The value of one of them; empty if it is not asked for.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The address of the same queue with others of these in it.
    pub(super) fn query(&self) -> String {
        let mut out = Serializer::new(String::new());
        out.extend_pairs(&self.fields);
        out.finish()
    }

    /// The address of a queue with only these.
    pub(super) fn link(pairs: &[(&str, &str)]) -> String {
        let mut out = Serializer::new(String::new());
        out.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        format!("/console/tickets?{}", out.finish())
    }

    /// Whether anything but state and order is asked for.
    pub(super) fn is_narrow(&self) -> bool {
        self.fields.iter().any(|(name, _)| !matches!(name.as_str(), "status" | "order"))
    }

    /// The state, or group of states; what is to be done if nothing is said.
    pub(super) fn status(&self) -> &str {
        match self.get("status") {
            "" => "todo",
            status => status,
        }
    }

    /// The order.
    pub(super) fn order(&self) -> Order {
        let wanted = self.get("order");
        ORDERS.into_iter().find(|(_, code, _)| *code == wanted).map(|(order, ..)| order).unwrap_or_default()
    }

    /// What the store looks for.
    pub(super) fn filter(&self, staff: &Staff, office: &Office, now: Timestamp) -> Filter {
        let some = |name: &str| Some(self.get(name)).filter(|value| !value.is_empty());
        let day = |name: &str| some(name).and_then(|text| text.parse::<Date>().ok());
        let midnight = |day: Date| calendar::moment(day.to_datetime(Time::midnight()));
        Filter {
            scope: office.scope(staff),
            statuses: statuses(self.status()),
            categories: some("category").map(|name| name.parse::<Category>().ok()).into_iter().collect(),
            place: some("region").map(|region| match region {
                NONE => Place::Unknown,
                name => Place::Within(within(office, name)),
            }),
            desk: some("desk").and_then(|desk| DeskId::new(desk).ok()),
            agent: some("agent").and_then(|agent| match agent {
                NONE => Some(None),
                ME => Some(Some(staff.id.clone())),
                other => StaffId::new(other).ok().map(Some),
            }),
            common: some("cause").map(|cause| Common::Cause(cause.to_owned())),
            words: some("q").map(str::to_owned),
            ending: self.ending(office, now),
            counted: self.counted(now),
            from: day("from").map(midnight),
            until: day("until").map(|day| midnight(day.saturating_add(1.day()))),
            ..Filter::default()
        }
    }

    fn ending(&self, office: &Office, now: Timestamp) -> Option<Ending> {
        match self.get("due") {
            "overdue" => Some(Ending::before(now)),
            "soon" => Some(Ending { from: now, until: office.soon_until(now) }),
            _ => None,
        }
    }

    fn counted(&self, now: Timestamp) -> Option<Counted> {
        let rate = self.get("rate");
        let (measure, ..) = Measure::ALL.into_iter().find(|(_, code, ..)| *code == rate)?;
        let in_part = match self.get("side") {
            "part" => Some(true),
            "rest" => Some(false),
            _ => None,
        };
        Some(Counted { measure, in_part, at: now })
    }

    /// After which ticket the page begins.
    pub(super) fn after(fields: &Fields) -> Option<TicketNumber> {
        fields.get("after").and_then(super::number)
    }
}

/// The names of a region and of all in it; a name that nobody knows finds nothing.
fn within(office: &Office, region: &str) -> Vec<String> {
    let found = office.regions().within(region);
    if found.is_empty() { vec![region.to_owned()] } else { found }
}

/// The code of a state in an address.
pub(super) fn code(status: Status) -> String {
    serde_json::to_value(status).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn statuses(code_or_group: &str) -> Vec<Status> {
    match GROUPS.into_iter().find(|(known, ..)| *known == code_or_group) {
        Some((.., belongs)) => belongs.map(statuses_that).unwrap_or_default(),
        None => statuses_that(|status| code(status) == code_or_group),
    }
}
