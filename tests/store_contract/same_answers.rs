//! Two stores that are told the same answer the same, whatever they are told.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use zhuqi::domain::conversation::Conversation;
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Delivery, Notice, REMEMBERED, Store, TicketQuery, Turn};

use crate::sample::{
    DAY, arrived, at, audit, conversation, id, keyed, letter, message, number, receipt, reply, ticket,
};

/// Conversations, messages, tickets and keys are few, so that steps meet each other.
const KEYS: [&str; 3] = ["1", "12", "2"];

/// Something a store is told; small numbers choose among the few.
#[derive(Debug, Clone)]
enum Step {
    Accept(Vec<(usize, u8)>),
    Handle { key: usize, ticket: Option<u32>, receipt: bool, keyed: Option<(u8, bool)>, replies: usize, dead: bool },
    Move(usize, usize),
    Remember(usize),
    Settle { nth: usize, outcome: u8 },
    Wait(i64),
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..KEYS.len();
    let turn = (key.clone(), any::<Option<bool>>(), 1u32..9, any::<[bool; 3]>(), 0u8..2, 0..3usize);
    prop_oneof![
        4 => vec((key.clone(), 0u8..6), 0..4).prop_map(Step::Accept),
        6 => turn.prop_map(|(key, ticket, count, [receipt, dead, digest], of, replies)| Step::Handle {
            key,
            ticket: ticket.map(|_| count),
            receipt,
            keyed: ticket.filter(|chosen| *chosen).map(|_| (of, digest)),
            replies,
            dead: dead && digest,
        }),
        1 => key.clone().prop_map(Step::Remember),
        1 => (key.clone(), key).prop_map(|(from, to)| Step::Move(from, to)),
        4 => (0..3usize, 0u8..4).prop_map(|(nth, outcome)| Step::Settle { nth, outcome }),
        1 => (1i64..30).prop_map(|hours| Step::Wait(hours * 3600 + 1)),
        1 => proptest::prelude::Just(Step::Sweep),
    ]
}

/// Tells a store one step and returns all it answers, then and on being looked at.
async fn tell(store: &dyn Store, step: &Step, now: i64) -> Vec<String> {
    let said = match step {
        Step::Accept(messages) => {
            let messages: Vec<_> = messages.iter().map(|(key, n)| message(KEYS[*key], &n.to_string(), now)).collect();
            format!("{:?}", store.accept(&messages).await)
        }
        Step::Handle { .. } => format!("{:?}", store.commit(turn(store, step, now).await).await),
        Step::Move(from, to) => {
            let moved = Some((conversation(KEYS[*from]), conversation(KEYS[*to])));
            format!("{:?}", store.commit(Turn { moved, at: at(now), ..Turn::default() }).await)
        }
        Step::Remember(key) => format!("{:?}", store.remember(&Conversation::new(conversation(KEYS[*key]))).await),
        Step::Settle { nth, outcome } => {
            let due = store.due(at(now), &[], 9).await.unwrap();
            let delivery = match outcome {
                0 => Delivery::Later(at(now + 60)),
                1 => Delivery::Failed { reason: "某种原因".to_owned(), at: at(now) },
                _ => arrived(),
            };
            // Replies due at the same moment may come in any order, so one of a named conversation is taken.
            let chosen = due.iter().find(|outgoing| outgoing.conversation == conversation(KEYS[*nth]));
            format!("{:?}", store.settle(chosen.map_or(9999, |outgoing| outgoing.id), delivery).await)
        }
        Step::Wait(_) => String::new(),
        Step::Sweep => format!("{:?}", store.sweep(at(now)).await),
    };
    let mut answers = look(store, now).await;
    answers.push(said);
    answers
}

async fn turn(store: &dyn Store, step: &Step, now: i64) -> Turn {
    let Step::Handle { key, ticket: count, receipt: with_receipt, keyed: with_key, replies, dead } = step else {
        unreachable!("only handling makes a turn")
    };
    let key = KEYS[*key];
    let next = store.next(&conversation(key)).await.unwrap();
    let of = next.as_ref().map_or("none", |message| message.id.0.as_str());
    Turn {
        done: next.iter().map(|message| (message.conversation.clone(), message.id.clone())).collect(),
        conversation: Some(Conversation::new(conversation(key))),
        new_tickets: count.map(|count| ticket(count, Some(key))).into_iter().collect(),
        audit: vec![audit(key)],
        outbox: (0..*replies).map(|n| Notice::plain(conversation(key), reply(&format!("{of}-{n}")))).collect(),
        receipt: with_receipt.then(|| receipt(key, of, now)),
        keyed: with_key.map(|(of, digest)| keyed(&of.to_string(), &digest.to_string(), count.unwrap_or(1), now)),
        dead_letter: dead.then(|| letter(key, of, now)),
        at: at(now),
        ..Turn::default()
    }
}

async fn look(store: &dyn Store, now: i64) -> Vec<String> {
    let mut answers = Vec::new();
    let mut waiting = store.waiting().await.unwrap();
    waiting.sort();
    answers.push(format!("{waiting:?}"));
    for key in KEYS {
        let of = Some(conversation(key));
        answers.push(format!("{:?}", store.next(&conversation(key)).await));
        answers.push(format!("{:?}", store.conversation(&conversation(key)).await));
        answers.push(format!("{:?}", store.receipt(&conversation(key), &id("3")).await));
        let query = TicketQuery { conversation: of, before: Some(number(6)), limit: 3 };
        answers.push(format!("{:?}", store.tickets(&query).await));
    }
    let mut due = store.due(at(now), &[conversation("12")], 9).await.unwrap();
    due.sort_by_key(|outgoing| outgoing.id);
    answers.push(format!("{due:?} {:?}", store.next_due().await));
    answers.push(format!("{:?} {:?}", store.keyed("0").await, store.last_count(DAY).await));
    answers.push(format!("{:?}", store.tickets(&TicketQuery { limit: 5, ..TicketQuery::default() }).await));
    answers.push(format!("{:?}", store.dead_letters(5).await));
    answers
}

/// Tells both stores all steps; `between` is called on the second one before each step.
async fn compare<A: Store, B: Store>(one: A, mut other: B, steps: &[Step], between: impl Fn(B) -> B) {
    let mut now = 0;
    for step in steps {
        if let Step::Wait(seconds) = step {
            now += seconds;
        }
        other = between(other);
        assert_eq!(tell(&one, step, now).await, tell(&other, step, now).await, "after {step:?} at {now}");
    }
}

fn for_many_histories(cases: u32, check: impl Fn(Vec<Step>)) {
    assert!(REMEMBERED.as_hours() == 48, "waiting up to 29 hours at a time passes it sometimes");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&vec(step(), 1..40), |steps| {
            check(steps);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_store_that_is_reopened_all_the_time_answers_like_one_that_stays_open() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for_many_histories(6, |steps| {
        let [stays, reopened] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let open = || SledStore::open(reopened.path()).unwrap();
        let stays = SledStore::open(stays.path()).unwrap();
        runtime.block_on(compare(stays, open(), &steps, |store| {
            drop(store);
            open()
        }));
    });
}

#[test]
fn sled_answers_like_memory() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for_many_histories(64, |steps| {
        let dir = tempfile::tempdir().unwrap();
        let sled = SledStore::open(dir.path()).unwrap();
        runtime.block_on(compare(sled, zhuqi::store::memory::MemoryStore::new(), &steps, |store| store));
    });
}
