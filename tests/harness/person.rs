//! A person of an enterprise: asks, registers a problem, and answers what is asked, in whatever order it is asked.

use std::fs;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use zhuqi::domain::dialog::{Dialog, Slot, Validator};
use zhuqi::domain::phrases::Phrases;
use zhuqi::domain::ticket::TicketNumber;

use super::home::shipped_dialogs;

/// A question that the knowledge of the tests answers.
pub(crate) const QUESTION: &str = "研发费用加计扣除有什么政策";

/// A problem, as an enterprise would tell it.
pub(crate) const TROUBLE: &str = "我们厂在四平铁西，这两天老停电";

/// More prompts than any registration needs.
const MOST_PROMPTS: usize = 20;

/// The shipped phrases and the shipped dialog of a registration, which tests go by, as their wording may change.
pub(crate) struct Words {
    pub(crate) phrases: Phrases,
    dialog: Dialog,
}

/// What a person does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Says this.
    Say(String),
    /// Presses the button with this label.
    Press(String),
}

/// A reply as the person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) labels: Vec<String>,
    /// Whether it names its sources.
    pub(crate) sourced: bool,
}

/// A conversation over some channel.
pub(crate) trait Line {
    /// Does this and waits for so many replies to it; nothing else may have come before them.
    async fn send(&mut self, act: &Act, replies: usize) -> Vec<Shown>;
}

/// A person on a line.
pub(crate) struct Person<L> {
    pub(crate) line: L,
    /// The enterprise they speak for.
    pub(crate) enterprise: String,
}

/// The shipped words, read once.
pub(crate) fn words() -> &'static Words {
    static READ: OnceLock<Words> = OnceLock::new();
    READ.get_or_init(|| Words { phrases: read("phrases.toml"), dialog: read("report.toml") })
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    toml::from_str(&fs::read_to_string(shipped_dialogs().join(file)).unwrap()).unwrap()
}

impl Shown {
    /// Whether it has a button with this label.
    pub(crate) fn offers(&self, label: &str) -> bool {
        self.labels.iter().any(|known| known == label)
    }

    /// The ticket number it names.
    pub(crate) fn number(&self) -> Option<TicketNumber> {
        let (_, rest) = self.text.split_once("WZ-")?;
        let rest: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
        format!("WZ-{rest}").parse().ok()
    }

    /// What it asks for, if it is a question of the registration.
    fn asks(&self) -> Option<&'static Slot> {
        words().dialog.slots.iter().find(|slot| self.text.contains(&slot.prompt))
    }
}

impl<L: Line> Person<L> {
    /// A person of this enterprise on a line.
    pub(crate) fn new(line: L, enterprise: impl Into<String>) -> Self {
        Self { line, enterprise: enterprise.into() }
    }

    /// Says something and gives the one reply.
    pub(crate) async fn say(&mut self, text: &str) -> Shown {
        let mut replies = self.line.send(&Act::Say(text.to_owned()), 1).await;
        replies.remove(0)
    }

    /// Presses a button and gives the one reply.
    pub(crate) async fn press(&mut self, label: &str) -> Shown {
        let mut replies = self.line.send(&Act::Press(label.to_owned()), 1).await;
        replies.remove(0)
    }

    /// Asks a question of policy and checks that it is answered.
    pub(crate) async fn ask(&mut self) -> Shown {
        let answer = self.say(QUESTION).await;
        check_answer(&answer);
        answer
    }

    /// Tells of the problem; gives the first question of the registration.
    pub(crate) async fn report(&mut self) -> Shown {
        let first = self.say(TROUBLE).await;
        assert!(first.asks().is_some(), "not the beginning of a registration: {first:?}");
        first
    }

    /// Asks a question of policy in the middle; gives the question of the registration that comes again.
    pub(crate) async fn ask_in_between(&mut self, asked: &Shown) -> Shown {
        let mut replies = self.line.send(&Act::Say(QUESTION.to_owned()), 2).await;
        check_answer(&replies[0]);
        let again = replies.remove(1);
        assert_eq!(again.asks().map(|slot| &slot.id), asked.asks().map(|slot| &slot.id), "{again:?} after {asked:?}");
        again
    }

    /// Answers one question of the registration; gives what comes next.
    pub(crate) async fn answer(&mut self, asked: &Shown) -> Shown {
        let next = match self.reaction(asked) {
            Act::Say(text) => self.say(&text).await,
            Act::Press(label) => self.press(&label).await,
        };
        let refused = asked.asks().is_some_and(|slot| next.text.contains(&slot.retry));
        assert!(!refused, "the answer to {asked:?} was not understood: {next:?}");
        next
    }

    /// Answers until the registration is done; gives the number.
    pub(crate) async fn finish(&mut self, first: Shown) -> TicketNumber {
        let mut shown = first;
        for _ in 0..MOST_PROMPTS {
            if let Some(number) = shown.number() {
                assert!(shown.offers(&words().phrases.buttons.my_tickets), "{shown:?}");
                return number;
            }
            shown = self.answer(&shown).await;
        }
        panic!("the registration has no end: {shown:?}");
    }

    /// Registers the problem from the first word to the number.
    pub(crate) async fn register(&mut self) -> TicketNumber {
        let first = self.report().await;
        self.finish(first).await
    }

    /// What a person does who is asked this.
    fn reaction(&self, asked: &Shown) -> Act {
        let buttons = &words().phrases.buttons;
        if asked.offers(&buttons.confirm) {
            return Act::Press(buttons.confirm.clone());
        }
        let slot = asked.asks().unwrap_or_else(|| panic!("no question of the registration: {asked:?}"));
        match slot.validator {
            Validator::Consent => Act::Press(buttons.agree.clone()),
            Validator::Name if slot.id == "enterprise" => Act::Say(self.enterprise.clone()),
            Validator::Name => Act::Say("某某".to_owned()),
            Validator::Phone => Act::Say("13900000000".to_owned()),
            Validator::Region => Act::Say("四平铁西".to_owned()),
            Validator::Category => Act::Say("供电".to_owned()),
            Validator::Text => Act::Say("车间这两天老停电，机床都停了。".to_owned()),
        }
    }
}

fn check_answer(answer: &Shown) {
    let buttons = &words().phrases.buttons;
    assert!(answer.sourced, "no source: {answer:?}");
    for label in [&buttons.helpful, &buttons.unhelpful, &buttons.register] {
        assert!(answer.offers(label), "no button {label}: {answer:?}");
    }
}
