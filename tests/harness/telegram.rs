//! A private chat with the bot on the fake Telegram.

use std::sync::Arc;

use super::fake_bot_api::{FakeBotApi, Sent, TOKEN};
use super::harness::PATIENCE;
use super::harness::home::Home;
use super::harness::person::{Act, Line, Person, Shown};

/// One private chat.
pub(crate) struct TelegramChat {
    fake: Arc<FakeBotApi>,
    id: i64,
    /// So many replies have been read, repeats not counted.
    read: usize,
}

/// A place for a server whose bot talks to this Telegram.
pub(crate) fn home(fake: &FakeBotApi) -> Home {
    Home::new().with("ZHUQI_TELEGRAM__TOKEN", TOKEN).with("ZHUQI_TELEGRAM__API_URL", fake.url())
}

/// A person with a private chat of this id.
pub(crate) fn person(fake: &Arc<FakeBotApi>, id: i64) -> Person<TelegramChat> {
    Person::new(TelegramChat { fake: fake.clone(), id, read: 0 }, format!("示例机械厂{id}"))
}

/// The replies in the order in which they came, and how often one was repeated right away. Every reply with buttons
/// has payloads of its own, so two that are equal are one that was sent twice.
pub(crate) fn without_repeats(sent: &[Sent]) -> Vec<&Sent> {
    let mut distinct: Vec<&Sent> = Vec::new();
    for reply in sent {
        if distinct.last().is_none_or(|last| !is_repeat(last, reply)) {
            distinct.push(reply);
        }
    }
    distinct
}

/// Whether the second is the first, sent once more.
pub(crate) fn is_repeat(first: &Sent, second: &Sent) -> bool {
    (&first.text, &first.keyboard) == (&second.text, &second.keyboard)
}

/// A reply as the person sees it.
pub(crate) fn shown(sent: &Sent) -> Shown {
    let labels = sent.labels().into_iter().map(ToOwned::to_owned).collect();
    Shown { text: sent.text.clone(), labels, sourced: sent.text.contains('《') }
}

impl TelegramChat {
    /// So many replies have been read, repeats not counted.
    pub(crate) fn read(&self) -> usize {
        self.read
    }

    /// Everything that was read so far is everything there is.
    pub(crate) fn assert_nothing_else_came(&self) {
        assert_eq!(without_repeats(&self.fake.sent(self.id)).len(), self.read, "in chat {}", self.id);
    }

    /// Waits for so many more replies.
    pub(crate) async fn wait_for(&mut self, replies: usize) -> Vec<Shown> {
        let wanted = self.read + replies;
        loop {
            let sent = self.fake.sent(self.id);
            let distinct = without_repeats(&sent);
            if distinct.len() >= wanted {
                let new = distinct[self.read..wanted].iter().map(|sent| shown(sent)).collect();
                self.read = wanted;
                return new;
            }
            self.fake.wait_for_replies(self.id, sent.len() + 1, PATIENCE).await;
        }
    }
}

impl Line for TelegramChat {
    async fn send(&mut self, act: &Act, replies: usize) -> Vec<Shown> {
        self.assert_nothing_else_came();
        match act {
            Act::Say(text) => _ = self.fake.say(self.id, text),
            Act::Press(label) => _ = self.fake.press(self.id, label),
        }
        self.wait_for(replies).await
    }
}
