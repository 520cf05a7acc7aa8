//! No sequence of commands leaves an invariant broken, and a ticket always follows from its events.

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use zhuqi::desk::perform::perform;
use zhuqi::desk::who::Who;
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::staff::Role;
use zhuqi::domain::ticket::{Alarm, Category, Change, Command, Correction, Rating, State, Summary, Ticket, Timer};

use crate::sample::{at, office, staff, ticket};

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        Just(staff(Role::Agent, None)),
        Just(staff(Role::Admin, Some("四平市"))),
        Just(staff(Role::Supervisor, Some("长春市"))),
        Just(Who::Enterprise),
        Just(Who::System),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let words = || prop_oneof![Just(String::new()), Just("说明".to_owned()), Just("长".repeat(1001))];
    let maybe = || prop_oneof![Just(None), Just(Some("说明".to_owned()))];
    let desk =
        prop_oneof![Just("jilin-province"), Just("siping"), Just("nowhere")].prop_map(|id| DeskId::new(id).unwrap());
    prop_oneof![
        Just(Command::Accept),
        (desk.clone(), vec(desk, 0..3), maybe()).prop_map(|(lead, helpers, reason)| Command::Assign {
            lead,
            helpers,
            agent: None,
            reason
        }),
        words().prop_map(|reason| Command::SendBack { reason }),
        Just(Command::Start),
        words().prop_map(|question| Command::Ask { question }),
        words().prop_map(|text| Command::Supply { text }),
        words().prop_map(|reason| Command::Hold { reason, until: None }),
        words().prop_map(|reason| Command::Hold { reason, until: Some(date(2199, 1, 1)) }),
        Just(Command::Resume),
        words().prop_map(|text| Command::Reply { text }),
        words().prop_map(|text| Command::Answer { text }),
        (any::<u8>(), words()).prop_map(|(days, reason)| Command::Extend { days: days % 20, reason }),
        Just(Command::Sort { category: Some(Category::Gas), region: Some("四平市".to_owned()) }),
        words().prop_map(|text| Command::Note { text }),
        words().prop_map(|text| Command::Chase { text }),
        words().prop_map(|name| Command::Correct { to: Correction { contact: Some(name), ..Correction::default() } }),
        maybe().prop_map(|cause| Command::Group { cause }),
        Just(Command::Confirm),
        ((1u8..=5), maybe()).prop_map(|(points, words)| Command::Rate { rating: Rating::new(points).unwrap(), words }),
        words().prop_map(|reason| Command::Reopen { reason }),
        maybe().prop_map(|reason| Command::Withdraw { reason }),
        Just(Command::Remind),
        Just(Command::Lapse),
        Just(Command::Prompt),
        Just(Command::Wake),
        Just(Command::Alarm { timer: Timer::Answer, alarm: Alarm::Overdue }),
    ]
}

fn check(ticket: &Ticket) {
    assert_eq!(ticket.replay().as_ref(), Ok(ticket), "a ticket follows from its events");
    assert_eq!(ticket.events.last().map(|event| event.status), Some(ticket.status()));
    assert!(ticket.events.is_sorted_by_key(|event| event.at));
    assert!(!ticket.duty.helpers.contains(&ticket.duty.lead));
    let answered = matches!(ticket.state, State::Answered { .. } | State::Closed { .. });
    assert!(!answered || ticket.clocks.answer.met.is_some(), "nothing is closed that was not answered");
    assert_eq!(ticket.answer().is_some(), answered);
    let taken = ticket.events.iter().any(|event| event.change == Change::Accepted);
    assert!(ticket.clocks.accept.met.is_none() || taken || ticket.counts.reopened > 0);
    let line = Summary::of(ticket);
    assert!(line.next_due().is_none() || line.is_open(), "only open tickets have running deadlines");
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_an_invariant(steps in vec((who(), command(), 0i64..200_000), 0..60)) {
        let (office, mut ticket) = (office(), ticket());
        let mut now = at("2026-03-02T10:00");
        for (who, command, seconds) in steps {
            now += jiff::SignedDuration::from_secs(seconds);
            let before = ticket.clone();
            match perform(&mut ticket, &who, command, &office, now) {
                Ok(()) => assert_eq!(&ticket.events[..before.version()], &before.events[..], "events are never edited"),
                Err(_) => assert_eq!(ticket, before, "what is refused changes nothing"),
            }
            check(&ticket);
        }
    }
}
