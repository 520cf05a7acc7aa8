//! What the contract says of turns, tickets, conversations and repeated requests.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::civil::date;
use zhuqi::domain::conversation::{Conversation, Topic};
use zhuqi::domain::ticket::{Ticket, TicketNumber};
use zhuqi::store::{Notice, Store, StoreError, TicketQuery, Turn};

use crate::sample::{
    DAY, at, audit, conversation, done, id, keyed, letter, message, number, receipt, registers, reply, ticket,
};

pub(crate) async fn a_message_is_done_once(store: &dyn Store) {
    store.accept(&[message("a", "1", 0)]).await.unwrap();
    store.commit(done("a", "1")).await.unwrap();
    let repeated = Turn { new_tickets: vec![ticket(1, None)], ..done("a", "1") };
    assert!(matches!(store.commit(repeated).await, Err(StoreError::Conflict)));
    assert_eq!(store.ticket(&number(1)).await.unwrap(), None);
}

pub(crate) async fn a_conversation_is_kept_as_it_was_last(store: &dyn Store) {
    let talked = |question: &str| Conversation {
        topic: Some(Topic { question: question.to_owned(), cards: Vec::new(), told: Vec::new() }),
        ..Conversation::new(conversation("a"))
    };
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), None);
    store.commit(Turn { conversation: Some(talked("补贴")), ..Turn::default() }).await.unwrap();
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), Some(talked("补贴")));
    store.remember(&talked("融资")).await.unwrap();
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), Some(talked("融资")));
    store.commit(Turn { conversation: Some(talked("用工")), ..Turn::default() }).await.unwrap();
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), Some(talked("用工")));
    assert_eq!(store.conversation(&conversation("b")).await.unwrap(), None);
}

/// A turn that does everything, on the message `m` of conversation `a`.
fn everything(tickets: Vec<Ticket>) -> Turn {
    Turn {
        done: vec![(conversation("a"), id("m"))],
        conversation: Some(Conversation::new(conversation("a"))),
        new_tickets: tickets,
        audit: vec![audit("WZ")],
        outbox: vec![Notice::plain(conversation("a"), reply("已登记"))],
        receipt: Some(receipt("a", "m", 0)),
        keyed: Some(keyed("key", "digest", 1, 0)),
        dead_letter: Some(letter("a", "m", 0)),
        at: at(0),
        ..Turn::default()
    }
}

async fn assert_untouched(store: &dyn Store) {
    assert_eq!(store.next(&conversation("a")).await.unwrap(), Some(message("a", "m", 0)));
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), None);
    assert_eq!(store.due(at(99), &[], 9).await.unwrap(), []);
    assert_eq!(store.next_due().await.unwrap(), None);
    assert_eq!(store.dead_letters(9).await.unwrap(), []);
}

pub(crate) async fn a_taken_number_is_a_conflict_and_nothing_is_written(store: &dyn Store) {
    store.accept(&[message("a", "m", 0)]).await.unwrap();
    store.commit(registers(vec![ticket(7, None)])).await.unwrap();
    for tickets in [vec![ticket(8, Some("a")), ticket(7, Some("a"))], vec![ticket(9, None), ticket(9, None)]] {
        assert!(matches!(store.commit(everything(tickets)).await, Err(StoreError::Conflict)));
        assert_untouched(store).await;
        assert_eq!(store.receipt(&conversation("a"), &id("m")).await.unwrap(), None);
        assert_eq!(store.keyed("key").await.unwrap(), None);
        assert_eq!(store.ticket(&number(7)).await.unwrap(), Some(ticket(7, None)), "the first one stays");
        assert_eq!(store.ticket(&number(8)).await.unwrap(), None);
        assert_eq!(store.last_count(DAY).await.unwrap(), 7);
    }
    store.commit(everything(vec![ticket(8, Some("a"))])).await.unwrap();
    assert_eq!(store.next(&conversation("a")).await.unwrap(), None);
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), Some(Conversation::new(conversation("a"))));
    assert_eq!(store.receipt(&conversation("a"), &id("m")).await.unwrap(), Some(receipt("a", "m", 0)));
    assert_eq!(store.keyed("key").await.unwrap(), Some(keyed("key", "digest", 1, 0)));
    assert_eq!(store.due(at(0), &[], 9).await.unwrap()[0].reply, reply("已登记"));
    assert_eq!(store.dead_letters(9).await.unwrap(), [letter("a", "m", 0)]);
    assert_eq!(store.last_count(DAY).await.unwrap(), 8);
}

pub(crate) async fn a_known_key_is_refused_and_nothing_is_written(store: &dyn Store) {
    store.accept(&[message("a", "m", 0)]).await.unwrap();
    let keyed_alone = |digest| Turn { keyed: Some(keyed("key", digest, 1, 0)), ..Turn::default() };
    store.commit(keyed_alone("digest")).await.unwrap();
    assert!(matches!(store.commit(keyed_alone("digest")).await, Err(StoreError::Conflict)));
    assert!(matches!(store.commit(keyed_alone("other")).await, Err(StoreError::KeyReused)));
    assert!(matches!(store.commit(everything(vec![ticket(1, None)])).await, Err(StoreError::Conflict)));
    assert_untouched(store).await;
    assert_eq!(store.ticket(&number(1)).await.unwrap(), None);
    assert_eq!(store.keyed("key").await.unwrap(), Some(keyed("key", "digest", 1, 0)));
    assert_eq!(store.keyed("ke").await.unwrap(), None);
}

pub(crate) async fn a_known_receipt_is_refused_and_nothing_is_written(store: &dyn Store) {
    store.accept(&[message("a", "m", 0)]).await.unwrap();
    let known = receipt("a", "m", 5);
    store.commit(Turn { receipt: Some(known.clone()), ..Turn::default() }).await.unwrap();
    assert!(matches!(store.commit(everything(vec![ticket(1, None)])).await, Err(StoreError::Conflict)));
    assert_untouched(store).await;
    assert_eq!(store.receipt(&conversation("a"), &id("m")).await.unwrap(), Some(known));
    assert_eq!(store.receipt(&conversation("b"), &id("m")).await.unwrap(), None);
}

pub(crate) async fn counts_are_kept_by_day(store: &dyn Store) {
    assert_eq!(store.last_count(DAY).await.unwrap(), 0);
    let on = |day, count| Ticket { number: TicketNumber::new(day, count), ..ticket(1, None) };
    store.commit(registers(vec![on(DAY, 1), on(DAY, 10_000), on(DAY, 9_999)])).await.unwrap();
    store.commit(registers(vec![on(date(2026, 1, 6), 1)])).await.unwrap();
    assert_eq!(store.last_count(DAY).await.unwrap(), 10_000);
    assert_eq!(store.last_count(date(2026, 1, 6)).await.unwrap(), 1);
    assert_eq!(store.last_count(date(2026, 1, 4)).await.unwrap(), 0);
}

pub(crate) async fn tickets_are_listed_newest_first(store: &dyn Store) {
    let mut yesterday = ticket(99_999, Some("4"));
    yesterday.number = TicketNumber::new(date(2025, 12, 31), 99_999);
    store.commit(registers(vec![ticket(2, Some("4")), ticket(1, None), yesterday.clone()])).await.unwrap();
    store.commit(registers(vec![ticket(10_000, Some("42")), ticket(9_999, Some("4"))])).await.unwrap();
    let all = store.tickets(&TicketQuery { limit: 9, ..TicketQuery::default() }).await.unwrap();
    let expected = [ticket(10_000, Some("42")), ticket(9_999, Some("4")), ticket(2, Some("4")), ticket(1, None)];
    assert_eq!(all, [&expected[..], &[yesterday.clone()]].concat());
    let of = TicketQuery { conversation: Some(conversation("4")), limit: 9, ..TicketQuery::default() };
    assert_eq!(store.tickets(&of).await.unwrap(), [ticket(9_999, Some("4")), ticket(2, Some("4")), yesterday]);
    let nobody = TicketQuery { conversation: Some(conversation("5")), limit: 9, ..TicketQuery::default() };
    assert_eq!(store.tickets(&nobody).await.unwrap(), []);
}

pub(crate) async fn tickets_are_listed_in_pages(store: &dyn Store) {
    let owner = |count: u32| if count.is_multiple_of(2) { "even" } else { "odd" };
    store.commit(registers((1..=25).map(|count| ticket(count, Some(owner(count)))).collect())).await.unwrap();
    for (of, expected) in [(None, (1..=25).rev().collect()), (Some("even"), (1..=12).rev().map(|n| n * 2).collect())] {
        let expected: Vec<u32> = expected;
        let (mut before, mut counts) = (None, Vec::new());
        loop {
            let query = TicketQuery { conversation: of.map(conversation), before, limit: 4 };
            let page = store.tickets(&query).await.unwrap();
            assert!(page.len() <= 4);
            let Some(last) = page.last() else { break };
            before = Some(last.number.clone());
            counts.extend(page.iter().map(|ticket| ticket.number.count()));
        }
        assert_eq!(counts, expected);
    }
    assert_eq!(store.tickets(&TicketQuery::default()).await.unwrap(), [], "a limit of zero is a limit");
}

pub(crate) async fn parallel_commits_get_distinct_numbers(store: &dyn Store) {
    let registered = join_all((0..50).map(|writer| async move {
        loop {
            let count = store.last_count(DAY).await.unwrap() + 1;
            let turn = Turn {
                new_tickets: vec![Ticket { code: format!("writer-{writer}"), ..ticket(count, None) }],
                ..sends_to(writer)
            };
            match store.commit(turn).await {
                Ok(()) => return count,
                Err(StoreError::Conflict) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }));
    let counts: BTreeSet<u32> = registered.await.into_iter().collect();
    assert_eq!(counts, (1..=50).collect());
    let kept = store.tickets(&TicketQuery { limit: 99, ..TicketQuery::default() }).await.unwrap();
    assert_eq!(kept.iter().map(|ticket| &ticket.code).collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(store.due(at(0), &[], 99).await.unwrap().len(), 50, "a refused commit sends nothing");
}

fn sends_to(writer: u32) -> Turn {
    let outbox = vec![Notice::plain(conversation(&writer.to_string()), reply("已登记"))];
    Turn { outbox, at: at(0), ..Turn::default() }
}
