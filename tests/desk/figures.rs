//! The rates are counted as their formulas say.

use zhuqi::desk::figures::{Rates, Share};
use zhuqi::desk::who::Who;
use zhuqi::domain::ticket::{Command, Rating, Summary, Ticket};

use crate::sample::{act, agent, answer, at, ticket};

fn answered(wall: &str) -> Ticket {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Accept).unwrap();
    act(&mut ticket, &agent(), wall, answer()).unwrap();
    ticket
}

fn rated(wall: &str, points: u8) -> Ticket {
    let mut ticket = answered(wall);
    act(&mut ticket, &Who::Enterprise, wall, Command::Confirm).unwrap();
    let rate = Command::Rate { rating: Rating::new(points).unwrap(), words: None };
    act(&mut ticket, &Who::Enterprise, wall, rate).unwrap();
    ticket
}

#[test]
fn every_rate_counts_what_its_formula_says() {
    let (on_time, late) = ("2026-03-10T11:00", "2026-04-10T11:00");
    let mut withdrawn = ticket();
    act(&mut withdrawn, &Who::Enterprise, on_time, Command::Withdraw { reason: None }).unwrap();
    let tickets = [ticket(), answered(on_time), rated(on_time, 5), rated(late, 3), withdrawn];
    let mut rates = Rates::default();
    tickets.iter().for_each(|ticket| rates.count(&Summary::of(ticket), at("2026-05-06T10:00")));
    let share = |part, whole| Share { part, whole };
    assert_eq!(
        rates,
        // The first was never taken nor answered, and both deadlines are over.
        Rates { responded: share(3, 4), solved: share(2, 2), content: share(1, 2), on_time: share(2, 4) }
    );
    assert_eq!(share(0, 0).percent(), None);
    assert_eq!(share(1, 4).percent(), Some(25.0));
}
