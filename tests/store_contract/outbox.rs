//! What the contract says of the outbox.

use zhuqi::domain::message::ConversationId;
use zhuqi::store::{DeadLetter, Delivery, Form, Letter, Notice, Notified, Outgoing, Progress, Store, Turn};

use crate::sample::{arrived, at, conversation, id, letter, number, registers, reply, sends, ticket};

async fn due(store: &dyn Store, second: i64) -> Vec<Outgoing> {
    store.due(at(second), &[], 99).await.unwrap()
}

fn texts(due: &[Outgoing]) -> Vec<&str> {
    due.iter().map(|outgoing| outgoing.reply.text.as_str()).collect()
}

fn failed(second: i64) -> Delivery {
    Delivery::Failed { reason: "对方已停用".to_owned(), at: at(second) }
}

pub(crate) async fn only_the_first_reply_of_a_conversation_is_due(store: &dyn Store) {
    store.commit(sends(&[("a", "a1"), ("a", "a2"), ("b", "b1")], 0)).await.unwrap();
    store.commit(sends(&[("a", "a3")], 0)).await.unwrap();
    let mut sent = Vec::new();
    while let Some(first) = due(store, 0).await.first() {
        assert_eq!((first.attempts, first.due), (0, at(0)));
        sent.push((first.reply.text.clone(), first.id));
        store.settle(first.id, arrived()).await.unwrap();
    }
    let order: Vec<&str> = sent.iter().map(|(text, _)| text.as_str()).filter(|text| text.starts_with('a')).collect();
    assert_eq!(order, ["a1", "a2", "a3"]);
    assert_eq!(sent.len(), 4);
    store.commit(sends(&[("a", "a4")], 0)).await.unwrap();
    assert!(due(store, 0).await[0].id > sent.iter().map(|(_, id)| *id).max().unwrap(), "numbers are not used again");
}

pub(crate) async fn replies_are_due_oldest_first(store: &dyn Store) {
    assert_eq!(store.next_due().await.unwrap(), None);
    for (key, second) in [("c", 1), ("a", 2), ("b", 3)] {
        store.commit(sends(&[(key, key)], second)).await.unwrap();
    }
    assert_eq!(store.next_due().await.unwrap(), Some(at(1)));
    assert_eq!(due(store, 0).await, []);
    assert_eq!(texts(&due(store, 2).await), ["c", "a"]);
    assert_eq!(texts(&due(store, 99).await), ["c", "a", "b"]);
    assert_eq!(texts(&store.due(at(99), &[], 2).await.unwrap()), ["c", "a"]);
    assert_eq!(store.due(at(99), &[], 0).await.unwrap(), []);
}

pub(crate) async fn busy_conversations_are_left_out(store: &dyn Store) {
    store.commit(sends(&[("a", "a1"), ("b", "b1"), ("c", "c1"), ("b", "b2")], 0)).await.unwrap();
    let busy: Vec<ConversationId> = ["a", "c", "x"].map(conversation).into();
    assert_eq!(texts(&store.due(at(0), &busy, 1).await.unwrap()), ["b1"], "busy ones do not use up the limit");
}

pub(crate) async fn a_reply_put_off_holds_its_conversation_back(store: &dyn Store) {
    store.commit(sends(&[("a", "a1"), ("a", "a2"), ("b", "b1")], 0)).await.unwrap();
    let first = due(store, 0).await.into_iter().find(|outgoing| outgoing.reply == reply("a1")).unwrap();
    store.settle(first.id, Delivery::Later(at(30))).await.unwrap();
    store.commit(sends(&[("a", "a3")], 1)).await.unwrap();
    assert_eq!(texts(&due(store, 29).await), ["b1"]);
    let again = due(store, 30).await.into_iter().find(|outgoing| outgoing.id == first.id).unwrap();
    assert_eq!(again, Outgoing { attempts: 1, due: at(30), ..first.clone() });
    store.settle(first.id, Delivery::Later(at(60))).await.unwrap();
    let other = due(store, 30).await.remove(0);
    store.settle(other.id, arrived()).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(at(60)));
    assert_eq!(due(store, 60).await[0].attempts, 2);
    store.settle(first.id, arrived()).await.unwrap();
    assert_eq!(texts(&due(store, 60).await), ["a2"]);
}

pub(crate) async fn a_failed_reply_becomes_a_dead_letter(store: &dyn Store) {
    store.commit(sends(&[("a", "a1"), ("a", "a2")], 0)).await.unwrap();
    store.settle(due(store, 0).await[0].id, failed(7)).await.unwrap();
    let expected = DeadLetter {
        at: at(7),
        conversation: conversation("a"),
        reason: "对方已停用".to_owned(),
        letter: Letter::Reply(reply("a1")),
    };
    assert_eq!(store.dead_letters(9).await.unwrap(), [expected]);
    assert_eq!(texts(&due(store, 0).await), ["a2"]);
}

pub(crate) async fn settling_twice_changes_nothing(store: &dyn Store) {
    store.commit(sends(&[("a", "a1"), ("a", "a2")], 0)).await.unwrap();
    let first = due(store, 0).await.remove(0);
    store.settle(first.id, arrived()).await.unwrap();
    for delivery in [arrived(), Delivery::Later(at(9)), failed(9)] {
        store.settle(first.id, delivery.clone()).await.unwrap();
        store.settle(999, delivery).await.unwrap();
    }
    assert_eq!(texts(&due(store, 0).await), ["a2"]);
    assert_eq!(store.dead_letters(9).await.unwrap(), []);
}

pub(crate) async fn dead_letters_are_listed_newest_first(store: &dyn Store) {
    let buries = |message: &str| Turn { dead_letter: Some(letter("a", message, 0)), ..Turn::default() };
    for message in ["1", "2", "3"] {
        store.commit(buries(message)).await.unwrap();
    }
    assert_eq!(store.dead_letters(2).await.unwrap(), [letter("a", "3", 0), letter("a", "2", 0)]);
    assert_eq!(store.dead_letters(9).await.unwrap().len(), 3);
}

/// A turn that tells of ticket 1, in these forms.
fn tells(key: &str, forms: &[Form]) -> Turn {
    let notice = |form: &Form| Notice::about(&number(1), conversation(key), reply(&format!("{form:?}")), *form);
    Turn { outbox: forms.iter().map(notice).collect(), at: at(0), ..Turn::default() }
}

async fn notified(store: &dyn Store) -> Vec<(String, Form, Progress)> {
    let notified = store.notified(&number(1)).await.unwrap();
    notified.into_iter().map(|Notified { to, form, progress, .. }| (to.to_string(), form, progress)).collect()
}

pub(crate) async fn a_card_is_known_by_its_name_and_what_redraws_it_is_no_news(store: &dyn Store) {
    store.commit(registers(vec![ticket(1, None)])).await.unwrap();
    let forms = [Form::Card, Form::Redraw { version: 2 }, Form::Retire, Form::Message];
    store.commit(tells("a", &forms)).await.unwrap();
    let waiting = Progress::Waiting { attempts: 0, due: at(0) };
    let expected = |form| ("telegram:a".to_owned(), form, waiting.clone());
    assert_eq!(notified(store).await, [expected(Form::Card), expected(Form::Message)]);
    for (form, name) in forms.into_iter().zip(["7", "7", "7", "8"]) {
        let next = due(store, 0).await.remove(0);
        assert_eq!((next.form, &next.ticket), (form, &Some(number(1))));
        store.settle(next.id, Delivery::Later(at(0))).await.unwrap();
        store.settle(next.id, Delivery::Sent { at: at(5), message: Some(id(name)) }).await.unwrap();
    }
    let sent = |form, name| ("telegram:a".to_owned(), form, Progress::Sent { at: at(5), message: Some(id(name)) });
    assert_eq!(notified(store).await, [sent(Form::Card, "7"), sent(Form::Message, "8")]);
    assert_eq!(store.told_by(&conversation("a"), &id("8")).await.unwrap(), Some(number(1)));
}

pub(crate) async fn replies_go_along_with_a_conversation_that_moves(store: &dyn Store) {
    store.commit(registers(vec![ticket(1, None)])).await.unwrap();
    store.commit(tells("a", &[Form::Card, Form::Redraw { version: 2 }])).await.unwrap();
    store.commit(sends(&[("a", "a3"), ("b", "b1")], 0)).await.unwrap();
    let first = due(store, 0).await.into_iter().find(|next| next.conversation == conversation("a")).unwrap();
    store.settle(first.id, Delivery::Later(at(60))).await.unwrap();
    let moves = Turn { moved: Some((conversation("a"), conversation("b"))), ..sends(&[("b", "b5"), ("a", "a4")], 1) };
    store.commit(moves).await.unwrap();
    // Whoever was sending meanwhile is too late to settle what has gone along.
    store.settle(first.id, arrived()).await.unwrap();
    let waiting = Progress::Waiting { attempts: 0, due: at(1) };
    assert_eq!(notified(store).await, [("telegram:b".to_owned(), Form::Card, waiting)]);
    let mut sent = Vec::new();
    while let Some(next) = due(store, 1).await.first() {
        sent.push(format!("{} {}", next.conversation, next.reply.text));
        store.settle(next.id, arrived()).await.unwrap();
    }
    let (here, there): (Vec<_>, Vec<_>) = sent.into_iter().partition(|line| line.starts_with("telegram:a"));
    assert_eq!(here, ["telegram:a a4"]);
    assert_eq!(there, ["b1", "Card", "Redraw { version: 2 }", "a3", "b5"].map(|text| format!("telegram:b {text}")));
    assert_eq!(store.next_due().await.unwrap(), None);
    let nothing = Turn { moved: Some((conversation("x"), conversation("x"))), at: at(2), ..Turn::default() };
    store.commit(nothing).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), None);
}
