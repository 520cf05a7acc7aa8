//! Whoever comes is told which service reads along, and that it writes nothing.

use zhuqi::app;

use super::endpoint::{Does, Endpoint};
use super::house::{House, SERVICE, assistant, chat, settings};

#[tokio::test]
async fn the_service_is_named_at_first_contact_and_before_consent() {
    let endpoint = Endpoint::new(|_| Does::Fails(503)).await;
    let house = House::asking(&endpoint.settings());
    for text in ["/start", "我们厂在四平铁西，这两天老停电"] {
        let replies = house.say(&chat("notice"), text).await;
        assert!(replies[0].text.contains(SERVICE), "{replies:?}");
    }
    assert!(assistant().greeting().contains(SERVICE));
}

#[test]
fn a_service_without_a_name_is_called_by_its_host_and_none_is_not_spoken_of() {
    let mut settings = settings();
    assert_eq!(settings.judge.service(), None);
    settings.judge.base_url = Some("https://api.example.com/v1".parse().unwrap());
    assert_eq!(settings.judge.service(), None, "without a model it is off");
    settings.judge.model = Some("fake".to_owned());
    assert_eq!(settings.judge.service(), Some("api.example.com"));
    settings.judge = zhuqi::config::Judge::default();
    let assistant = app::assistant(&settings).unwrap();
    assert_eq!(assistant.greeting(), assistant.phrases().help.start);
}
