//! The page of one ticket: facts, history, deliveries, and what may be done now.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use minijinja::{Value, context};

use super::Console;
use super::command::{Offer, offers};
use super::criteria::Criteria;
use super::fields::{Asked, Fields};
use super::history::{Delivered, Told, newest_first};
use super::next::{carried, carrying, following};
use super::page::{no_ticket, with};
use super::row::{DueBadge, Met, tone};
use crate::desk::accounts;
use crate::desk::export::duty_in_words;
use crate::desk::notified;
use crate::desk::officers;
use crate::desk::perform::sees;
use crate::domain::calendar;
use crate::domain::roster::RosterEntry;
use crate::domain::staff::Role;
use crate::domain::ticket::{
    Category, Common, Filter, Listed, Order, Pause, Phone, State as Standing, Summary, Ticket, TicketNumber, Timer,
    Verdict,
};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::store::TicketQuery;

/// So many tickets of the same enterprise are named.
const SIBLINGS: usize = 8;
/// So many are looked at.
const RELATED: usize = 20;

/// What a page shows beside the ticket: what was typed into a form that was refused, and why.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Why it was refused.
    pub(super) fault: String,
    /// What was typed.
    pub(super) typed: Fields,
    /// The version its sender had seen, if the ticket has changed since.
    pub(super) seen: Option<usize>,
    /// Whether something was done just now, and which ticket of the queue is next then.
    pub(super) done: Option<Option<TicketNumber>>,
    /// The queue that is worked off.
    pub(super) queue: Criteria,
}

/// Shows a ticket.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Path(number): Path<String>,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let ticket = own(&console, &me, &number).await?;
    let next = fields.get("next").and_then(super::number);
    let aside = Aside { done: fields.get("done").map(|_| next), queue: carried(&fields), ..Aside::default() };
    page(&console, &me, &ticket, aside, StatusCode::OK).await
}

/// The ticket of a number, if somebody may see it.
pub(super) async fn own(console: &Console, me: &SignedIn, number: &str) -> Result<Ticket, Problem> {
    let number = super::number(number).ok_or_else(no_ticket)?;
    let ticket = console.store().ticket(&number).await?.ok_or_else(no_ticket)?;
    sees(&me.who(), &ticket, &console.relay.office()).map_err(|_| no_ticket())?;
    Ok(ticket)
}

/// The page of a ticket.
pub(super) async fn page(
    console: &Console,
    me: &SignedIn,
    ticket: &Ticket,
    aside: Aside,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let names = console.names().await?;
    let told: Vec<Told> = ticket.events.iter().map(|event| Told::of(event, &office, &names)).collect();
    let missed: Vec<String> =
        aside.seen.map(|seen| told[seen.min(told.len())..].iter().map(Told::brief).collect()).unwrap_or_default();
    let last = ticket.events.last().map(|event| event.change.verb()).filter(|_| aside.done.is_some());
    let offers = offers(ticket, &me.who(), &office, now);
    let next = match aside.done {
        Some(next) => next,
        None => following(console, me, &aside.queue, &ticket.number).await?,
    };
    let query = aside.queue.query();
    let notified = notified::of(&**console.store(), &ticket.number).await?;
    let delivered: Vec<_> = notified.iter().map(|told| Delivered::of(told, ticket)).collect();
    let content = context! {
        tab => "tickets",
        ticket => facts(ticket, now),
        duty => duty_in_words(&ticket.duty, &office, &names),
        due => Summary::of(ticket).next_due().map(|(timer, due)| DueBadge::of(timer, due, &office, now)),
        clocks => Timer::ALL.map(|(timer, _)| Met::of(timer, ticket.clocks.get(timer), now)),
        told => newest_first(told, &ticket.events),
        undelivered => delivered.iter().filter(|one| one.missed_the_enterprise()).count(),
        delivered,
        siblings => siblings(console, me, ticket, now).await?,
        officers => officers(console, ticket).await?,
        others => console.presence.note(&ticket.number, &me.staff, false, now),
        stranded => stranded(&aside.typed, &offers),
        offers,
        queue => context! {
            list => format!("/console/tickets?{query}"),
            next => next.map(|number| onward(&number, &aside.queue)),
            form => onward(&ticket.number, &aside.queue),
            files => carrying(&format!("{}/files", address(&ticket.number)), &aside.queue, &[]),
        },
        choices => choices(console, ticket).await?,
        typed => typed(&aside.typed, ticket),
        fault => aside.fault,
        missed,
        last,
    };
    Ok(with(status, console.page(me, "ticket.html", content)?))
}

/// What is known of a ticket.
fn facts(ticket: &Ticket, now: Timestamp) -> Value {
    let draft = &ticket.draft;
    let files: Vec<Value> = ticket.files.iter().map(|file| {
        let size = if file.bytes < 1024 * 1024 { format!("{} kB", file.bytes.div_ceil(1024)) } else { format!("{} MB", file.bytes.div_ceil(1024 * 1024)) };
        context! { digest => file.digest, name => file.name, size, picture => file.media.as_str().starts_with("image/") }
    }).collect();
    context! {
        number => ticket.number.to_string(),
        version => ticket.version(),
        status => ticket.status().as_str(),
        tone => tone(ticket.status()),
        enterprise => draft.enterprise,
        contact => draft.contact,
        phone => draft.phone.as_ref().map(|phone| phone.as_str()),
        region => draft.region.as_deref(),
        category => draft.category.map(|category| category.as_str()),
        description => draft.description,
        channel => ticket.conversation.as_ref().map_or("接口登记", |conversation| conversation.channel().name()),
        reachable => ticket.conversation.as_ref().is_some_and(|conversation| conversation.channel().can_push()),
        submitted => calendar::readable(ticket.submitted_at),
        updated => calendar::readable(ticket.updated_at),
        open_days => now.duration_since(ticket.submitted_at).as_hours() / 24,
        cause => ticket.cause,
        cause_link => ticket.cause.as_ref().map(|cause| Criteria::link(&[("status", "all"), ("cause", cause)])),
        counts => ticket.counts,
        standing => standing(&ticket.state),
        merged_into => match &ticket.state { Standing::Merged { into } => Some(into.to_string()), _ => None },
        files,
    }
}

/// What is to be known of where a ticket stands, beside its status.
fn standing(state: &Standing) -> Option<String> {
    Some(match state {
        Standing::Paused { since, pause: Pause::Returned { reminded }, .. } => {
            let reminded = if *reminded { "，已催过一次" } else { "" };
            format!("{} 起等企业补充{reminded}，期限停着；一直没有回音会自动恢复办理", calendar::readable(*since))
        }
        Standing::Paused { since, pause: Pause::OnHold { until }, .. } => {
            let until = until.map(|day| format!("，{day} 自动恢复办理")).unwrap_or_default();
            format!("{} 起挂起{until}，期限停着", calendar::readable(*since))
        }
        Standing::Answered { since, reminded } => {
            let reminded = if *reminded { "，已提醒过一次" } else { "" };
            format!("{} 答复，等企业评价{reminded}", calendar::readable(*since))
        }
        Standing::Closed { verdict: Verdict::Unrated } => "企业没有评价，按未评价办结".to_owned(),
        Standing::Closed { verdict: Verdict::Solved { rating: None } } => "企业确认已解决".to_owned(),
        Standing::Closed { verdict: Verdict::Solved { rating: Some(rating) } } => {
            format!("企业确认已解决，评分 {} 分（{}）", rating.points(), rating.as_str())
        }
        Standing::Open { .. } | Standing::Withdrawn | Standing::Merged { .. } => return None,
    })
}

/// Other tickets of the same enterprise, those that look like the same problem first.
async fn siblings(console: &Console, me: &SignedIn, ticket: &Ticket, now: Timestamp) -> Result<Vec<Value>, Problem> {
    let scope = console.relay.office().scope(&me.staff);
    let filter = Filter { scope, firm: Some(ticket.draft.firm()), ..Filter::default() };
    let mut found = console.store().page(&filter, Order::Newest, None, RELATED).await?.tickets;
    if let Some(conversation) = ticket.conversation.clone() {
        let query = TicketQuery { conversation: Some(conversation), before: None, limit: RELATED };
        let office = console.relay.office();
        for other in console.store().tickets(&query).await? {
            let known = found.iter().any(|known| known.summary.number == other.number);
            if !known && sees(&me.who(), &other, &office).is_ok() {
                found.push(Listed::new(Summary::of(&other), &other.draft.description));
            }
        }
    }
    found.retain(|other| other.summary.number != ticket.number);
    let merges = me.staff.role >= Role::Supervisor && !ticket.status().is_settled();
    let alike = |other: &Summary| other.category == ticket.draft.category && !other.status.is_settled();
    found.sort_by_key(|other| (!alike(&other.summary), Reverse(other.summary.submitted_at)));
    let line = |Listed { summary: other, excerpt }: &Listed| {
        context! {
            number => other.number.to_string(),
            status => other.status.as_str(),
            tone => tone(other.status),
            category => other.category.map_or("待定", |category| category.as_str()),
            excerpt,
            days => now.duration_since(other.submitted_at).as_hours() / 24,
            alike => alike(other) && !ticket.status().is_settled(),
            merges => merges && !other.status.is_settled(),
        }
    };
    Ok(found.iter().take(SIBLINGS).map(line).collect())
}

async fn officers(console: &Console, ticket: &Ticket) -> Result<Vec<Value>, Problem> {
    let line = |entry: RosterEntry| context! { role => entry.role.as_str(), name => entry.name, phone => entry.phone.as_str() };
    Ok(officers::of(&**console.store(), &ticket.draft.firm(), &ticket.draft.enterprise)
        .await?
        .into_iter()
        .map(line)
        .collect())
}

/// What the forms offer.
async fn choices(console: &Console, ticket: &Ticket) -> Result<Value, Problem> {
    let office = console.relay.office();
    let nearest = office.desk_for(ticket.draft.category, ticket.draft.region.as_deref()).id.clone();
    let desks: Vec<(&str, &str)> = office.desks().iter().map(|desk| (desk.id.as_str(), desk.name.as_str())).collect();
    let accounts = accounts::all(&**console.store()).await?;
    let people: Vec<(String, String)> = accounts
        .into_iter()
        .filter(|account| !account.staff.disabled)
        .map(|account| {
            let region = account.staff.region.as_deref().unwrap_or("全部地区");
            (
                account.staff.id.to_string(),
                format!("{}（{}，{region}）", account.staff.name, account.staff.role.as_str()),
            )
        })
        .collect();
    let regions: Vec<&str> = office.regions().iter().map(|region| region.name.as_str()).collect();
    let categories: Vec<&str> = Category::ALL.iter().map(|(_, name)| *name).collect();
    let causes = causes(console).await?;
    let limit = office.profile().extended.in_words(office.calendar().working_day());
    Ok(context! { desks, people, regions, categories, causes, nearest => nearest.as_str(), limit })
}

/// The common causes there are.
async fn causes(console: &Console) -> Result<Vec<String>, Problem> {
    let mut causes = BTreeSet::new();
    let filter = Filter { common: Some(Common::Any), ..Filter::default() };
    console.store().survey(&filter, &mut |ticket| causes.extend(ticket.cause.clone())).await?;
    Ok(causes.into_iter().collect())
}

/// What was typed into a form, or what its fields begin with.
fn typed(fields: &Fields, ticket: &Ticket) -> Value {
    let or = |name: &str, first: &str| fields.get(name).unwrap_or(first).to_owned();
    let draft = &ticket.draft;
    let helpers: Vec<String> = match fields.get("command") {
        Some("assign") => fields.all("helper").map(str::to_owned).collect(),
        _ => ticket.duty.helpers.iter().map(ToString::to_string).collect(),
    };
    context! {
        command => or("command", ""),
        words => fields.typed("words"),
        lead => or("lead", ticket.duty.lead.as_str()),
        helpers,
        agent => or("agent", ticket.duty.agent.as_ref().map_or("", |agent| agent.as_str())),
        until => or("until", ""),
        days => or("days", "3"),
        category => or("category", draft.category.map_or("", |category| category.as_str())),
        region => or("region", draft.region.as_deref().unwrap_or_default()),
        enterprise => or("enterprise", &draft.enterprise),
        contact => or("contact", &draft.contact),
        phone => or("phone", draft.phone.as_ref().map_or("", Phone::as_str)),
        cause => ticket.cause.clone().unwrap_or_default(),
    }
}

/// What was typed into a form that is no longer offered: it is shown for copying, not lost.
fn stranded(typed: &Fields, offers: &[Offer]) -> Option<String> {
    let command = typed.get("command")?;
    let words = typed.typed("words");
    (!words.trim().is_empty() && offers.iter().all(|offer| offer.code != command)).then_some(words)
}

/// The address of a ticket's page on which a queue is worked off.
fn onward(number: &TicketNumber, queue: &Criteria) -> String {
    carrying(&address(number), queue, &[])
}

/// The address of a ticket's page after something was done with it.
pub(super) fn done(number: &TicketNumber, queue: &Criteria, next: Option<&TicketNumber>) -> String {
    let next = next.map(ToString::to_string).unwrap_or_default();
    carrying(&address(number), queue, &[("done", "1"), ("next", &next)])
}

/// The address of a ticket's page.
pub(super) fn address(number: &TicketNumber) -> String {
    format!("/console/tickets/{number}")
}
