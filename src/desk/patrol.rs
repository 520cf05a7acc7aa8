//! What the product itself has to do with a ticket as time goes by: alarms, reminders, closing what nobody rates.

use jiff::Timestamp;

use super::office::Office;
use crate::domain::calendar;
use crate::domain::ticket::{Alarm, Command, Ending, Filter, Status, Summary, Timer, Waiting};

/// The tickets with which something may be to do at `now`: those with a deadline that is near or over, and those that
/// wait for their enterprise.
pub fn watched(office: &Office, now: Timestamp) -> [Filter; 2] {
    let near = Ending { from: Timestamp::MIN, until: office.soon_until(now) };
    let waiting = vec![Status::Answered, Status::Returned, Status::OnHold];
    [Filter { ending: Some(near), ..Filter::default() }, Filter { statuses: waiting, ..Filter::default() }]
}

/// What is to be done with a ticket now. Alarms come in working hours only, each once in a round of the clocks.
pub fn due_now(ticket: &Summary, office: &Office, now: Timestamp) -> Option<Command> {
    match ticket.waiting {
        Some(Waiting::Verdict { since, reminded }) => {
            let command = if reminded { Command::Lapse } else { Command::Remind };
            return silence_is_over(office, since, reminded, now).then_some(command);
        }
        // Staff decide what to do with what they have; a ticket that waits for ever would be forgotten.
        Some(Waiting::Material { since, reminded }) => {
            let command = if reminded { Command::Wake } else { Command::Prompt };
            return silence_is_over(office, since, reminded, now).then_some(command);
        }
        Some(Waiting::Day(day)) => {
            let has_come = calendar::day(now) >= day && office.calendar().is_working_time(now);
            return has_come.then_some(Command::Wake);
        }
        None => {}
    }
    let (timer, due) = ticket.next_due()?;
    let alarm = alarm(office, timer, due, now)?;
    let is_new = !ticket.alarms.contains(&(timer, alarm)) && office.calendar().is_working_time(now);
    is_new.then_some(Command::Alarm { timer, alarm })
}

/// Whether an enterprise has said nothing for so long that it is asked again, or not waited for any more.
fn silence_is_over(office: &Office, since: Timestamp, reminded: bool, now: Timestamp) -> bool {
    let (calendar, profile) = (office.calendar(), office.profile());
    let remind = calendar.add(since, profile.remind);
    now >= if reminded { calendar.add(remind, profile.lapse) } else { remind }
}

/// How near a deadline is; none while there is time enough.
pub fn alarm(office: &Office, timer: Timer, due: Timestamp, now: Timestamp) -> Option<Alarm> {
    match () {
        () if now > due => Some(Alarm::Overdue),
        () if now >= office.profile().soon_at(due, office.profile().allows(timer), office.calendar()) => {
            Some(Alarm::DueSoon)
        }
        () => None,
    }
}
