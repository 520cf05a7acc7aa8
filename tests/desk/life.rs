//! The way of a ticket from its registration to its end, and back.

use zhuqi::desk::merge::merge;
use zhuqi::desk::refusal::Refusal;
use zhuqi::desk::who::Who;
use zhuqi::domain::calendar::readable;
use zhuqi::domain::ticket::{
    Category, Change, Command, Correction, Phone, Rating, State, Status, Ticket, Timer, Verdict,
};

use crate::sample::{act, agent, answer, assign, at, office, supervisor, ticket, ticket_in};

fn statuses(ticket: &Ticket) -> Vec<&str> {
    ticket.events.iter().map(|event| event.status.as_str()).collect()
}

#[test]
fn a_ticket_is_worked_off_until_the_enterprise_is_content() {
    let mut ticket = ticket();
    assert_eq!(readable(ticket.clocks.accept.due), "2026-03-03 10:00");
    assert_eq!(readable(ticket.clocks.answer.due), "2026-03-23 10:00");
    let staff = agent();
    act(&mut ticket, &staff, "2026-03-02T11:00", Command::Accept).unwrap();
    act(&mut ticket, &staff, "2026-03-02T11:05", assign("siping", None)).unwrap();
    act(&mut ticket, &staff, "2026-03-03T09:00", Command::Start).unwrap();
    act(&mut ticket, &staff, "2026-03-04T09:00", answer()).unwrap();
    act(&mut ticket, &Who::Enterprise, "2026-03-04T20:00", Command::Confirm).unwrap();
    let rate = Command::Rate { rating: Rating::new(5).unwrap(), words: None };
    act(&mut ticket, &Who::Enterprise, "2026-03-04T20:01", rate.clone()).unwrap();
    assert_eq!(statuses(&ticket), ["待受理", "已受理", "已派单", "办理中", "已答复", "已办结", "已办结"]);
    let rating = Rating::new(5).ok();
    assert_eq!(ticket.state, State::Closed { verdict: Verdict::Solved { rating } });
    assert!(act(&mut ticket, &Who::Enterprise, "2026-03-05T09:00", rate).is_err(), "a rating is given once");
}

#[test]
fn an_answer_at_once_takes_the_ticket_on_the_way() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", answer()).unwrap();
    assert_eq!(statuses(&ticket), ["待受理", "已受理", "已答复"]);
    assert_eq!(ticket.clocks.accept.met, Some(at("2026-03-02T11:00")));
}

#[test]
fn not_solved_begins_again_with_new_deadlines_and_a_late_round_stays_late() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-25T10:00", answer()).unwrap();
    let reopen = || Command::Reopen { reason: "还在停电".to_owned() };
    act(&mut ticket, &Who::Enterprise, "2026-03-25T11:00", reopen()).unwrap();
    assert_eq!(ticket.status(), Status::Reopened);
    assert_eq!(readable(ticket.clocks.answer.due), "2026-04-16 11:00", "清明 is no working day");
    act(&mut ticket, &agent(), "2026-03-26T10:00", answer()).unwrap();
    assert!(ticket.clocks.answer.is_late(at("2026-03-26T11:00")));
    act(&mut ticket, &Who::Enterprise, "2026-03-26T12:00", Command::Confirm).unwrap();
    act(&mut ticket, &Who::Enterprise, "2026-04-26T12:00", reopen()).unwrap();
    assert_eq!((ticket.status(), ticket.counts.reopened), (Status::Reopened, 2));
}

#[test]
fn the_clocks_stand_still_while_the_enterprise_is_asked() {
    let mut ticket = ticket();
    let ask = Command::Ask { question: "请补充户号".to_owned() };
    act(&mut ticket, &agent(), "2026-03-02T12:00", ask).unwrap();
    assert_eq!(ticket.status(), Status::Returned);
    let supply = || Command::Supply { text: "户号在附件里".to_owned() };
    act(&mut ticket, &Who::Enterprise, "2026-03-04T12:00", supply()).unwrap();
    assert_eq!(readable(ticket.clocks.answer.due), "2026-03-25 10:00", "two working days later than before");
    act(&mut ticket, &Who::Enterprise, "2026-03-04T13:00", supply()).unwrap();
    assert_eq!(ticket.status(), Status::Accepted, "more material moves nothing");
}

#[test]
fn a_pause_cannot_be_ended_by_the_enterprise_but_by_staff() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Accept).unwrap();
    let hold = Command::Hold { reason: "等电网计划检修".to_owned(), until: None };
    act(&mut ticket, &agent(), "2026-03-02T12:00", hold).unwrap();
    act(&mut ticket, &Who::Enterprise, "2026-03-03T12:00", Command::Supply { text: "补充".to_owned() }).unwrap();
    assert_eq!(ticket.status(), Status::OnHold);
    assert!(act(&mut ticket, &agent(), "2026-03-03T12:00", answer()).is_err());
    act(&mut ticket, &agent(), "2026-03-09T12:00", Command::Resume).unwrap();
    assert_eq!(ticket.status(), Status::Accepted);
    assert_eq!(readable(ticket.clocks.get(Timer::Answer).due), "2026-03-30 10:00");
}

#[test]
fn passing_on_takes_a_reason_and_is_counted() {
    let mut ticket = ticket();
    act(&mut ticket, &agent(), "2026-03-02T11:00", assign("siping", None)).unwrap();
    let refused = act(&mut ticket, &agent(), "2026-03-02T12:00", assign("jilin-province", None));
    assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
    act(&mut ticket, &agent(), "2026-03-02T12:00", assign("jilin-province", Some("省里统一检修"))).unwrap();
    act(&mut ticket, &agent(), "2026-03-02T13:00", Command::SendBack { reason: "不归我们管".to_owned() }).unwrap();
    assert_eq!((ticket.counts.transfers, ticket.counts.sent_back), (1, 1));
    assert_eq!(ticket.duty.lead, office().desks().sorting().id);
    let unknown = act(&mut ticket, &agent(), "2026-03-02T14:00", assign("nowhere", None));
    assert!(unknown.unwrap_err().to_string().contains("nowhere"));
}

#[test]
fn more_time_is_given_by_a_supervisor_within_limits() {
    let mut ticket = ticket();
    let extend = |days| Command::Extend { days, reason: "要等设备".to_owned() };
    assert!(matches!(act(&mut ticket, &agent(), "2026-03-02T11:00", extend(3)), Err(Refusal::Role { .. })));
    act(&mut ticket, &supervisor(), "2026-03-02T11:00", extend(3)).unwrap();
    assert_eq!(readable(ticket.clocks.answer.due), "2026-03-26 10:00");
    for days in [0, 16] {
        assert!(act(&mut ticket, &supervisor(), "2026-03-02T11:00", extend(days)).is_err(), "{days}");
    }
}

#[test]
fn duplicates_of_one_enterprise_are_merged_and_others_are_not() {
    let (office, now) = (office(), at("2026-03-02T12:00"));
    let (mut one, mut two) = (ticket(), ticket_in(Some("四平市铁西区"), Some(Category::Power), 2));
    assert!(merge(&mut one, &mut two, &agent(), &office, now).is_err(), "only supervisors merge");
    merge(&mut one, &mut two, &supervisor(), &office, now).unwrap();
    assert_eq!((one.status(), two.events.len()), (Status::Merged, 2));
    let mut stranger = ticket_in(None, None, 3);
    stranger.draft.enterprise = "别的某某公司".to_owned();
    stranger.conversation = None;
    let refused = merge(&mut stranger, &mut two, &supervisor(), &office, now);
    assert!(matches!(refused, Err(Refusal::NotSame(_))), "{refused:?}");
    let mut itself = two.clone();
    assert!(merge(&mut itself, &mut two, &supervisor(), &office, now).is_err());
}

#[test]
fn words_must_be_there_and_must_not_be_endless() {
    let mut ticket = ticket();
    for text in [String::new(), "  ".to_owned(), "长".repeat(1001)] {
        let refused = act(&mut ticket, &agent(), "2026-03-02T11:00", Command::Answer { text });
        assert!(matches!(refused, Err(Refusal::Invalid(_))), "{refused:?}");
    }
    assert_eq!(ticket.version(), 1);
}

#[test]
fn what_was_told_is_put_right_and_what_stood_there_is_kept() {
    let mut ticket = ticket();
    let before = ticket.draft.clone();
    let phone = Phone::new("13900000009").ok();
    let to = Correction { phone: phone.clone(), contact: Some(before.contact.clone()), ..Correction::default() };
    act(&mut ticket, &Who::Enterprise, "2026-03-02T11:00", Command::Correct { to: to.clone() }).unwrap();
    assert_eq!((&ticket.draft.phone, &ticket.draft.contact), (&phone, &before.contact));
    let Some(Change::Corrected { to: kept, was }) = ticket.events.last().map(|event| event.change.clone()) else {
        panic!("{:?}", ticket.events)
    };
    assert_eq!((kept.phone, kept.contact, was.phone), (phone, None, before.phone), "only what differs is an event");
    assert_eq!(ticket.replay().unwrap(), ticket);
    let again = act(&mut ticket, &agent(), "2026-03-02T12:00", Command::Correct { to });
    assert!(matches!(again, Err(Refusal::Invalid(_))), "nothing is left to put right");
    let elsewhere = Correction { region: Some("吉林省农安县".to_owned()), ..Correction::default() };
    let mut moved = ticket.clone();
    act(&mut moved, &Who::Enterprise, "2026-03-02T12:00", Command::Correct { to: elsewhere }).unwrap();
    assert_eq!(moved.draft.region.as_deref(), Some("农安县"), "by its official name");
    let nowhere = Correction { region: Some("某地".to_owned()), ..Correction::default() };
    assert!(act(&mut ticket, &agent(), "2026-03-02T12:00", Command::Correct { to: nowhere }).is_err());
}

#[test]
fn a_desk_is_urged_only_while_it_works_on_it() {
    let mut ticket = ticket();
    let chase = || Command::Chase { text: "几天了还没人来".to_owned() };
    act(&mut ticket, &Who::Enterprise, "2026-03-02T11:00", chase()).unwrap();
    assert_eq!(ticket.status(), Status::Submitted, "urging takes nothing");
    assert!(act(&mut ticket, &agent(), "2026-03-02T11:30", chase()).is_err(), "staff do not urge themselves");
    act(&mut ticket, &agent(), "2026-03-02T12:00", answer()).unwrap();
    assert!(act(&mut ticket, &Who::Enterprise, "2026-03-02T13:00", chase()).is_err());
}
