//! Compares what was acknowledged with what is there.

use std::collections::{BTreeMap, BTreeSet};

use zhuqi::store::Store;
use zhuqi::store::sled::SledStore;

use crate::crowd::Done;
use crate::fake_bot_api::{FakeBotApi, Sent};
use crate::harness::home::Home;
use crate::harness::web::Web;
use crate::killer::Kill;
use crate::telegram::{is_repeat, without_repeats};

/// In every chat the replies stand in their order, and each repeat has a kill that explains it; gives how many repeats
/// there are.
pub(crate) fn check_chats(fake: &FakeBotApi, done: &Done, kills: &[Kill]) -> usize {
    let mut repeats = 0;
    for (chat, read) in &done.chats {
        let sent = fake.sent(*chat);
        let distinct = without_repeats(&sent);
        assert_eq!(distinct.len(), *read, "replies that belong to nothing, or out of order, in chat {chat}");
        let keyboards: BTreeSet<_> = distinct.iter().map(|sent| (&sent.text, &sent.keyboard)).collect();
        assert_eq!(keyboards.len(), distinct.len(), "a reply came again later in chat {chat}");
        repeats += sent.len() - distinct.len();
        check_repeats(&sent, kills);
    }
    repeats
}

/// Every kill excuses one repeat in a chat.
fn check_repeats(sent: &[Sent], kills: &[Kill]) {
    let mut excuses = kills.to_vec();
    for pair in sent.windows(2).filter(|pair| is_repeat(&pair[0], &pair[1])) {
        let excuse = excuses.iter().position(|kill| pair[0].at <= kill.back && kill.at <= pair[1].at);
        assert!(excuse.is_some(), "sent twice without a kill: {:?} and {:?}", pair[0], pair[1]);
        excuses.remove(excuse.unwrap());
    }
}

/// Every acknowledged ticket exists once, and no other.
pub(crate) async fn check_books(home: &Home, web: &Web, done: &Done) {
    let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for ticket in home.tickets().await {
        let text = |field: &str| ticket[field].as_str().unwrap().to_owned();
        assert!(numbers.insert(text("number")), "the number of {ticket} was given twice");
        kept.entry(text("enterprise")).or_default().push(text("number"));
    }
    let acknowledged: BTreeMap<_, _> =
        done.tickets.iter().map(|(enterprise, number)| (enterprise.clone(), vec![number.to_string()])).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|(enterprise, _)| !kept.contains_key(*enterprise)).collect();
    let wrong: Vec<_> =
        kept.iter().filter(|(enterprise, numbers)| acknowledged.get(*enterprise) != Some(numbers)).collect();
    assert!(
        lost.is_empty() && wrong.is_empty(),
        "lost: {lost:?}; doubled, never acknowledged or renumbered: {wrong:?}"
    );
    for (number, code) in &done.codes {
        let found = web.get(&format!("/api/v1/tickets/{number}?code={code}")).await;
        assert_eq!(found["number"], number.to_string());
    }
}

/// The store that is left is sound, nothing waits in it, and every photo is with its ticket.
pub(crate) async fn check_store(home: &Home, done: &Done) {
    let store = SledStore::open(&home.data()).unwrap();
    assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
    assert_eq!(store.waiting().await.unwrap(), Vec::new());
    assert_eq!(store.next_due().await.unwrap(), None);
    for number in &done.with_photo {
        let ticket = store.ticket(number).await.unwrap().unwrap();
        let [photo] = &ticket.files[..] else { panic!("{number} has {} photos", ticket.files.len()) };
        assert!(store.file(&photo.digest).await.unwrap().is_some(), "the photo of {number} is lost");
    }
}
