//! Who may do what, and with whose tickets.

use zhuqi::desk::perform::sees;
use zhuqi::desk::refusal::Refusal;
use zhuqi::desk::who::Who;
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::staff::Role;
use zhuqi::domain::ticket::{Command, Rating};

use crate::sample::{act, agent, answer, office, staff, ticket, ticket_in};

const NOW: &str = "2026-03-02T11:00";

#[test]
fn staff_cannot_say_in_place_of_the_enterprise_that_it_is_solved() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), NOW, answer()).unwrap();
    let rate = Command::Rate { rating: Rating::new(5).unwrap(), words: None };
    for command in [Command::Confirm, rate, Command::Withdraw { reason: None }] {
        let refused = act(&mut ticket, &staff(Role::Admin, None), NOW, command);
        assert_eq!(refused, Err(Refusal::EnterpriseOnly));
    }
}

#[test]
fn the_enterprise_and_the_product_cannot_do_the_work_of_staff() {
    let mut ticket = ticket();
    for who in [Who::Enterprise, Who::System] {
        assert_eq!(act(&mut ticket, &who, NOW, answer()), Err(Refusal::StaffOnly));
    }
    let lapse = act(&mut ticket, &agent(), NOW, Command::Lapse);
    assert!(lapse.is_err());
}

#[test]
fn staff_work_in_their_region_and_on_what_was_given_to_them() {
    let office = office();
    let siping = ticket();
    let nowhere = ticket_in(None, None, 2);
    for (region, sees_siping, sees_nowhere) in [
        (None, true, true),
        (Some("吉林省"), true, true),
        (Some("四平市"), true, false),
        (Some("四平市铁西区"), true, false),
        (Some("长春市"), false, false),
    ] {
        let who = staff(Role::Supervisor, region);
        assert_eq!(sees(&who, &siping, &office).is_ok(), sees_siping, "{region:?}");
        assert_eq!(sees(&who, &nowhere, &office).is_ok(), sees_nowhere, "{region:?}");
    }
    let Who::Staff(mut elsewhere) = staff(Role::Agent, Some("长春市")) else { unreachable!("staff are staff") };
    let mut given = siping.clone();
    given.duty.lead = DeskId::new("changchun").unwrap();
    elsewhere.desk = Some(given.duty.lead.clone());
    assert!(sees(&Who::Staff(elsewhere), &given, &office).is_ok());
}

#[test]
fn who_was_disabled_does_nothing_more() {
    let Who::Staff(mut gone) = agent() else { unreachable!("staff are staff") };
    gone.disabled = true;
    assert!(act(&mut ticket(), &Who::Staff(gone), NOW, Command::Accept).is_err());
}
