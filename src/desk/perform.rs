//! Does with a ticket what is wanted, if whoever wants it may and the ticket stands where it is possible.

use jiff::Timestamp;
use jiff::civil::Date;

use super::office::Office;
use super::refusal::Refusal;
use super::who::{Party, Who};
use crate::domain::attachment::Attached;
use crate::domain::calendar::{self, Allowance};
use crate::domain::ticket::{Category, Change, Command, Correction, Due, Duty, Pause, Stage, State, Ticket};

/// What is written about a ticket has at most so many characters: one event fits into one message.
pub const MAX_WORDS: usize = 1000;

/// Does with a ticket what is wanted; it is unchanged where that is refused.
pub fn perform(
    ticket: &mut Ticket,
    who: &Who,
    command: Command,
    office: &Office,
    now: Timestamp,
) -> Result<(), Refusal> {
    permit(ticket, who, &command, office)?;
    let mut draft = ticket.clone();
    let change = change(&draft, command, office, now)?;
    // Whoever works on a ticket has taken it, whether they said so or not.
    if draft.state == State::FIRST && change.implies_acceptance() {
        draft.apply(now, who.actor(), Change::Accepted)?;
    }
    draft.apply(now, who.actor(), change)?;
    *ticket = draft;
    Ok(())
}

/// Whether somebody may want that of a ticket at all.
pub fn permit(ticket: &Ticket, who: &Who, command: &Command, office: &Office) -> Result<(), Refusal> {
    let party = Party::of(command);
    if !who.belongs_to(party) {
        return Err(match (party, who) {
            (Party::Staff(least), Who::Staff(_)) => Refusal::Role { least },
            (Party::Enterprise, Who::Staff(_)) => Refusal::EnterpriseOnly,
            _ => Refusal::StaffOnly,
        });
    }
    sees(who, ticket, office)
}

/// Whether somebody may see a ticket.
pub fn sees(who: &Who, ticket: &Ticket, office: &Office) -> Result<(), Refusal> {
    let Who::Staff(staff) = who else { return Ok(()) };
    let covered = office.scope(staff).covers(ticket.draft.region.as_deref(), &ticket.duty);
    if covered { Ok(()) } else { Err(Refusal::OtherRegion) }
}

fn change(ticket: &Ticket, command: Command, office: &Office, now: Timestamp) -> Result<Change, Refusal> {
    Ok(match command {
        Command::Accept => Change::Accepted,
        Command::Assign { lead, helpers, agent, reason } => {
            assign(ticket, office, Duty { lead, helpers, agent }, optional(reason)?)?
        }
        Command::SendBack { reason } => {
            Change::SentBack { desk: office.desk_for(None, None).id.clone(), reason: said(&reason)? }
        }
        Command::Start => Change::Started,
        Command::Ask { question } => Change::Asked { question: said(&question)? },
        Command::Supply { text } => Change::Supplied { text: said(&text)?, due: resumed(ticket, office, now, true) },
        Command::Hold { reason, until } => hold(said(&reason)?, until, now)?,
        Command::Resume | Command::Wake => {
            let running = || office.due(now);
            Change::Resumed { due: resumed(ticket, office, now, false).unwrap_or_else(running) }
        }
        Command::Reply { text } => Change::Replied { text: said(&text)? },
        Command::Answer { text } => Change::Answered { text: said(&text)? },
        Command::Extend { days, reason } => extend(ticket, office, days, said(&reason)?)?,
        Command::Sort { category, region } => sort(office, category, region)?,
        Command::Correct { to } => correct(ticket, office, to)?,
        Command::Chase { text } => Change::Chased { text: said(&text)? },
        Command::Note { text } => Change::Noted { text: said(&text)? },
        Command::Attach { file } => attach(ticket, file)?,
        Command::Group { cause } => Change::Grouped { cause: optional(cause)? },
        Command::Confirm => Change::Confirmed,
        Command::Rate { rating, words } => Change::Rated { rating, words: optional(words)? },
        Command::Reopen { reason } => Change::Reopened { reason: said(&reason)?, due: office.due(now) },
        Command::Withdraw { reason } => Change::Withdrawn { reason: optional(reason)? },
        Command::Remind => Change::Reminded,
        Command::Prompt => Change::Prompted,
        Command::Lapse => Change::Lapsed,
        Command::Alarm { timer, alarm } => Change::Alarmed { timer, alarm },
    })
}

/// Gives a ticket to a desk; whoever takes it from another desk says why.
fn assign(ticket: &Ticket, office: &Office, mut duty: Duty, reason: Option<String>) -> Result<Change, Refusal> {
    duty.helpers.retain(|helper| *helper != duty.lead);
    duty.helpers.sort();
    duty.helpers.dedup();
    for desk in std::iter::once(&duty.lead).chain(&duty.helpers) {
        if office.desks().get(desk).is_none() {
            return Err(Refusal::Invalid(format!("没有“{desk}”这个服务台")));
        }
    }
    let at_work = matches!(ticket.state, State::Open { stage: Stage::Assigned | Stage::InProgress | Stage::Reopened });
    let passes_on = at_work && duty.lead != ticket.duty.lead;
    if passes_on && reason.is_none() {
        return Err(Refusal::Invalid("转给别的服务台要写明原因".to_owned()));
    }
    Ok(Change::Assigned { duty, reason: reason.filter(|_| passes_on) })
}

/// Waits for something else, until a day that is to come if one is known.
fn hold(reason: String, until: Option<Date>, now: Timestamp) -> Result<Change, Refusal> {
    if until.is_some_and(|day| day <= calendar::day(now)) {
        return Err(Refusal::Invalid("再看的日期要在今天以后；不知道哪天就不填".to_owned()));
    }
    Ok(Change::Held { reason, until })
}

/// A supervisor gives more time, up to what the deadlines in force allow, however often.
fn extend(ticket: &Ticket, office: &Office, days: u8, reason: String) -> Result<Change, Refusal> {
    let day = office.calendar().working_day();
    let wanted = Allowance::WorkingTime(day * i32::from(days));
    let due = office.calendar().add(ticket.clocks.answer.due, wanted);
    let set = ticket.events.iter().rev().find_map(|event| event.change.due());
    let latest = set.map(|set| office.calendar().add(set.answer, office.profile().extended));
    if days == 0 || latest.is_some_and(|latest| due > latest) {
        return Err(Refusal::Invalid("延长的时间要至少 1 个工作日，并且不超过规定的上限".to_owned()));
    }
    Ok(Change::Extended { due, reason })
}

fn sort(office: &Office, category: Option<Category>, region: Option<String>) -> Result<Change, Refusal> {
    Ok(Change::Sorted { category, region: official(office, region)? })
}

/// The official name of a region, however it is called.
fn official(office: &Office, region: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(text) = region else { return Ok(None) };
    match office.regions().find(&text) {
        Ok(region) => Ok(Some(region.name.clone())),
        Err(unknown) => Err(Refusal::Invalid(unknown.to_string())),
    }
}

/// Puts right what differs; a region must be one that we know.
fn correct(ticket: &Ticket, office: &Office, to: Correction) -> Result<Change, Refusal> {
    let to = Correction { region: official(office, to.region)?, ..to };
    let to = to.differing(&ticket.draft);
    if to == Correction::default() {
        return Err(Refusal::Invalid("和登记的一样，没有要更正的".to_owned()));
    }
    let was = to.before(&ticket.draft);
    Ok(Change::Corrected { to, was })
}

fn attach(ticket: &Ticket, file: Attached) -> Result<Change, Refusal> {
    if ticket.files.len() >= Attached::MAX_FILES {
        return Err(Refusal::Invalid(format!("一张诉求单最多 {} 个附件", Attached::MAX_FILES)));
    }
    Ok(Change::Attached { file })
}

/// The deadlines with which a pause ends; none if there is none, or one that `by_enterprise` cannot end.
fn resumed(ticket: &Ticket, office: &Office, now: Timestamp, by_enterprise: bool) -> Option<Due> {
    match &ticket.state {
        State::Paused { since, pause, .. } if !by_enterprise || matches!(pause, Pause::Returned { .. }) => {
            Some(office.due_after_pause(&ticket.clocks, *since, now))
        }
        _ => None,
    }
}

/// Words that must be there.
fn said(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::Invalid("请写几个字说明".to_owned())),
        long if long > MAX_WORDS => Err(Refusal::Invalid(format!("最多写 {MAX_WORDS} 个字，现在有 {long} 个字"))),
        _ => Ok(text.to_owned()),
    }
}

/// Words that may be there.
fn optional(text: Option<String>) -> Result<Option<String>, Refusal> {
    text.filter(|text| !text.trim().is_empty()).map(|text| said(&text)).transpose()
}
