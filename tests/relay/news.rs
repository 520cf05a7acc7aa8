//! News of tickets on a channel over which nothing can be sent: told when asked for, until somebody says to have read them.

use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::ticket::Command;
use zhuqi::relay::News;
use zhuqi::store::StoreError;

use super::house::House;
use super::tickets::agent;

fn web(key: &str) -> ConversationId {
    ConversationId::new(Channel::Web, key).unwrap()
}

fn texts(news: &[News]) -> Vec<&str> {
    news.iter().map(|news| news.reply.text.as_str()).collect()
}

#[tokio::test]
async fn news_are_told_until_they_have_been_read() {
    let house = House::new();
    let (own, other) = (web("1"), web("2"));
    house.relay.converse(house.message(&own, 1, "register")).await.unwrap();
    let number = house.tickets().await.remove(0).number;
    assert_eq!(house.relay.news(&own, &[]).await.unwrap(), []);

    house.relay.act(&number, None, &agent(), &Command::Accept).await.unwrap();
    for _ in 0..2 {
        let news = house.relay.news(&own, &[]).await.unwrap();
        assert_eq!(texts(&news), [format!("{number} accepted")], "nobody has said to have read it");
        assert_eq!((&news[0].ticket, news[0].version), (&number, 2));
    }
    assert_eq!(house.relay.news(&other, &[(number.clone(), 2)]).await.unwrap(), [], "it is another's ticket");

    // What comes after what was read is told; a version that there is not yet has not been read.
    house.relay.act(&number, None, &agent(), &Command::Start).await.unwrap();
    let news = house.relay.news(&own, &[(number.clone(), 2)]).await.unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!(house.relay.news(&own, &[(number.clone(), 99)]).await.unwrap(), []);
    assert_eq!(house.relay.news(&own, &[]).await.unwrap(), [], "what was read stays read");
    house.relay.act(&number, None, &agent(), &Command::Answer { text: "线路已经修好".to_owned() }).await.unwrap();
    assert_eq!(texts(&house.relay.news(&own, &[(number.clone(), 2)]).await.unwrap()), [format!("{number} answered")]);
}

#[tokio::test]
async fn what_cannot_be_noted_is_told_again() {
    let house = House::new();
    let own = web("1");
    house.relay.converse(house.message(&own, 1, "register")).await.unwrap();
    let number = house.tickets().await.remove(0).number;
    house.relay.act(&number, None, &agent(), &Command::Accept).await.unwrap();
    house.store.fail_next(1, StoreError::Unwritable("full".into()));
    house.relay.news(&own, &[(number.clone(), 2)]).await.unwrap_err();
    assert_eq!(house.relay.news(&own, &[]).await.unwrap().len(), 1);
}
