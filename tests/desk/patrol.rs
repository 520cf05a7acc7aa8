//! What the product does by itself as time goes by.

use zhuqi::desk::patrol::due_now;
use zhuqi::desk::perform::perform;
use zhuqi::desk::who::Who;
use zhuqi::domain::ticket::{Alarm, Command, Status, Summary, Ticket, Timer};

use crate::sample::{act, agent, answer, at, office, supervisor, ticket};

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
    let hold = Command::Hold { reason: "等电网计划检修".into(), until: None };
    act(&mut ticket, &agent(), "2026-03-02T11:00", hold).unwrap();
    assert_eq!(due(&ticket, "2026-06-02T11:00"), None);
}

#[test]
fn a_ticket_that_waits_for_a_day_goes_on_when_it_has_come() {
    let mut ticket = ticket();
    let hold = |day: &str| Command::Hold { reason: "等电网计划检修".into(), until: Some(day.parse().unwrap()) };
    for past in ["2026-03-02", "2026-02-27"] {
        let refused = act(&mut ticket, &agent(), "2026-03-02T11:00", hold(past)).unwrap_err();
        assert!(refused.to_string().contains("今天以后"), "{refused}");
    }
    act(&mut ticket, &agent(), "2026-03-02T11:00", hold("2026-03-06")).unwrap();
    assert_eq!(due(&ticket, "2026-03-05T17:00"), None);
    assert_eq!(due(&ticket, "2026-03-06T07:00"), None, "nobody is at work yet");
    carry_out(&mut ticket, "2026-03-06T08:30");
    assert_eq!((ticket.status(), ticket.events.last().unwrap().actor.name()), (Status::Accepted, "系统"));
    // Fifteen working days from Monday 10:00, less the hour before it waited, from Friday 8:30 on.
    assert_eq!(ticket.clocks.answer.due, at("2026-03-26T16:30"));
}

#[test]
fn an_enterprise_that_does_not_supply_what_is_missing_is_asked_once_more_and_then_not_waited_for() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Ask { question: "户号？".into() }).unwrap();
    assert_eq!(due(&ticket, "2026-03-05T10:59"), None);
    assert_eq!(due(&ticket, "2026-03-05T11:00"), Some(Command::Prompt));
    carry_out(&mut ticket, "2026-03-05T11:00");
    assert_eq!(ticket.status(), Status::Returned);
    assert_eq!(due(&ticket, "2026-03-12T10:59"), None);
    assert_eq!(due(&ticket, "2026-03-12T11:00"), Some(Command::Wake));
    carry_out(&mut ticket, "2026-03-12T11:00");
    assert_eq!(ticket.status(), Status::Accepted);
    act(&mut ticket, &Who::Enterprise, "2026-03-12T12:00", Command::Supply { text: "户号 1".into() }).unwrap();
    assert_eq!(ticket.status(), Status::Accepted, "what comes late is taken all the same");
}

#[test]
fn more_time_is_given_within_the_limit_however_often() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Accept).unwrap();
    let extend = |days| Command::Extend { days, reason: "等设备到货".into() };
    act(&mut ticket, &supervisor(), "2026-03-02T11:00", extend(10)).unwrap();
    act(&mut ticket, &supervisor(), "2026-03-02T11:00", extend(5)).unwrap();
    let refused = act(&mut ticket, &supervisor(), "2026-03-02T11:00", extend(1)).unwrap_err();
    assert!(refused.to_string().contains("上限"), "{refused}");
}
