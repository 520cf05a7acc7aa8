//! What the product does by itself as time goes by.

use zhuqi::desk::patrol::due_now;
use zhuqi::desk::perform::perform;
use zhuqi::desk::who::Who;
use zhuqi::domain::ticket::{Alarm, Command, Status, Summary, Ticket, Timer};

use crate::sample::{act, agent, answer, at, office, ticket};

fn due(ticket: &Ticket, wall: &str) -> Option<Command> {
    due_now(&Summary::of(ticket), &office(), at(wall))
}

fn carry_out(ticket: &mut Ticket, wall: &str) {
    let command = due(ticket, wall).unwrap();
    perform(ticket, &Who::System, command, &office(), at(wall)).unwrap();
}

fn alarm(timer: Timer, alarm: Alarm) -> Option<Command> {
    Some(Command::Alarm { timer, alarm })
}

#[test]
fn a_deadline_alarms_once_when_near_and_once_when_over_in_working_hours_only() {
    // To be taken until Tuesday 10:00.
    let mut ticket = ticket();
    assert_eq!(due(&ticket, "2026-03-02T16:00"), None);
    assert_eq!(due(&ticket, "2026-03-02T17:20"), alarm(Timer::Accept, Alarm::DueSoon));
    assert_eq!(due(&ticket, "2026-03-02T22:00"), None, "nobody is called at night");
    carry_out(&mut ticket, "2026-03-03T08:30");
    assert_eq!(due(&ticket, "2026-03-03T09:00"), None, "once is enough");
    assert_eq!(due(&ticket, "2026-03-03T10:01"), alarm(Timer::Accept, Alarm::Overdue));
    carry_out(&mut ticket, "2026-03-03T10:01");
    assert_eq!(due(&ticket, "2026-03-03T16:00"), None);
}

#[test]
fn a_silent_enterprise_is_reminded_once_and_then_the_ticket_is_closed_but_can_be_reopened() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", answer()).unwrap();
    assert_eq!(due(&ticket, "2026-03-05T10:59"), None);
    assert_eq!(due(&ticket, "2026-03-05T11:00"), Some(Command::Remind));
    carry_out(&mut ticket, "2026-03-05T11:00");
    assert_eq!(due(&ticket, "2026-03-12T10:59"), None);
    carry_out(&mut ticket, "2026-03-12T11:00");
    assert_eq!(ticket.status(), Status::Closed);
    assert_eq!(due(&ticket, "2027-03-12T11:00"), None);
    act(&mut ticket, &Who::Enterprise, "2027-03-12T11:00", Command::Reopen { reason: "又停电了".into() }).unwrap();
    assert_eq!(ticket.status(), Status::Reopened);
}

#[test]
fn nothing_is_due_while_the_clocks_stand_still() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Ask { question: "户号？".into() }).unwrap();
    assert_eq!(due(&ticket, "2026-06-02T11:00"), None);
}
