//! What a message means: troubles are registered, questions answered, one after the other; talk is answered in kind.

use super::super::Assistant;
use super::super::answer::{Question, again, answer, offer_trouble, questions};
use super::super::form;
use super::super::reading::Reading;
use super::super::turn::Turn;
use crate::domain::act::{Act, ActKind};
use crate::domain::conversation::Action;
use crate::domain::reply::{Kind, Reply};

/// So many questions of one message are answered at once; buttons ask the others.
const ANSWERED: usize = 2;
/// So much of a question stands on its button, in characters.
const LABEL: usize = 18;
/// A question is surely one if that is at least so likely.
const SURELY_ASKED: f32 = 0.6;
/// What asks nothing is answered from the documents if the answer is so sure.
const SURE: f32 = 0.6;
/// A kind of talk without words of its own is answered by these phrases.
const TALK: [(ActKind, &str); 5] = [
    (ActKind::Greet, "greeting"),
    (ActKind::Thanks, "thanks"),
    (ActKind::Insult, "abuse"),
    (ActKind::Inject, "injection"),
    (ActKind::Chat, "boredom"),
];

/// Does what the message means; a message of which nothing was understood is looked up as a question.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    if let Some(reply) = once_more(assistant, turn) {
        return Some(vec![reply]);
    }
    form::note_facts(assistant, turn);
    let troubles: Vec<Act> = turn.reading.acts_of(ActKind::Trouble).cloned().collect();
    let asked = questions(assistant, turn);
    if asked.is_empty() && troubles.is_empty() || is_wordless(turn) {
        return other(assistant, turn).or_else(|| Some(vec![looked_up(assistant, turn)]));
    }
    if asked.is_empty() {
        return Some(form::start_with(assistant, turn, &troubles));
    }
    let (now, later) = asked.split_at(asked.len().min(ANSWERED));
    let before = turn.conversation.clone();
    let mut replies: Vec<Reply> = now.iter().map(|question| answer(assistant, turn, question)).collect();
    // Who asks what is to be done about a trouble wants it done.
    if surely_told(&turn.reading, &troubles) && replies.iter().all(|reply| reply.kind == Kind::NoBasis) {
        turn.conversation = before;
        let asked = turn.reading.acts_of(ActKind::Ask).any(|act| act.probability >= SURELY_ASKED);
        let unanswered = replies.drain(..).take(usize::from(asked)).map(|reply| reply.with_buttons(Vec::new()));
        return Some(unanswered.chain(form::start_with(assistant, turn, &troubles)).collect());
    }
    if let Some(last) = replies.last_mut() {
        let ask = |question: &Question| {
            let label: String = question.words.chars().take(LABEL).collect();
            turn.conversation.offers.button(label, Action::Ask(question.words.clone()))
        };
        last.buttons.extend(later.iter().map(ask).collect::<Vec<_>>());
    }
    if let Some(first) = replies.first_mut() {
        offer_trouble(assistant, turn, first, &troubles);
    }
    Some(replies)
}

/// What the documents have for words that ask nothing in so many words; nothing unsure, unless they ask after all.
fn looked_up(assistant: &Assistant, turn: &mut Turn<'_>) -> Reply {
    let before = turn.conversation.clone();
    let found = answer(assistant, turn, &Question::whole(turn));
    // Who thanks and chats around it asks for nothing that would have to be refused.
    let talk = turn.reading.acts.iter().find_map(|act| usual(act.kind));
    let talk = talk.filter(|_| found.kind == Kind::NoBasis && !turn.reading.question);
    let asks = turn.reading.question || turn.reading.does(ActKind::Fact) || found.confidence >= SURE;
    if asks && talk.is_none() {
        return found;
    }
    turn.conversation = before;
    let words = talk.or(usual(ActKind::Chat)).and_then(|name| assistant.phrases().smalltalk.get(name).cloned());
    Reply::plain(Kind::Smalltalk, words.unwrap_or_default())
}

/// The phrase that answers a kind of talk without words of its own.
fn usual(kind: ActKind) -> Option<&'static str> {
    TALK.iter().find(|(talk, _)| *talk == kind).map(|(_, name)| *name)
}

/// Whether there is no letter and no figure in a message.
fn is_wordless(turn: &Turn<'_>) -> bool {
    !turn.words().contains(char::is_alphanumeric)
}

/// Whether a message tells a trouble at least as surely as it asks.
fn surely_told(reading: &Reading, troubles: &[Act]) -> bool {
    let surest = |acts: &mut dyn Iterator<Item = &Act>| acts.map(|act| act.probability).fold(0.0, f32::max);
    !troubles.is_empty() && surest(&mut troubles.iter()) >= surest(&mut reading.acts_of(ActKind::Ask))
}

/// What goes on with the last answer and asks nothing new.
fn once_more(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Reply> {
    let reading = &turn.reading;
    let only = |kind| !reading.acts.is_empty() && reading.acts.iter().all(|act| act.kind == kind || act.kind.is_talk());
    if reading.does(ActKind::More) && only(ActKind::More) {
        return again::more(assistant, turn);
    }
    if reading.does(ActKind::Source) && only(ActKind::Source) {
        return again::source(assistant, turn);
    }
    if reading.does(ActKind::Ask) && only(ActKind::Ask) && assistant.reader.asks_validity(reading) {
        return again::validity(assistant, turn);
    }
    None
}

/// What is neither a question nor a trouble.
fn other(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let phrases = assistant.phrases();
    let reading = &turn.reading;
    let plain = |text: &String| Some(vec![Reply::plain(Kind::Smalltalk, text)]);
    // 在吗 and 有人吗 sound like a wish for a person; words that the lexicon knows as talk are talk.
    let wishes = reading.acts_of(ActKind::Register).any(|act| !assistant.reader.is_talk(&act.words));
    if wishes {
        return Some(form::start(assistant, turn, None));
    }
    if reading.does(ActKind::Forwarded) {
        return plain(&phrases.unreadable.forwarded);
    }
    if reading.does(ActKind::Foreign) {
        return plain(&phrases.unreadable.language);
    }
    if reading.does(ActKind::Data) {
        return plain(&assistant.telling_who_reads_along(&phrases.answer.data));
    }
    let wordless = is_wordless(turn);
    let known_talk = assistant.reader.is_talk(turn.words()) && reading.does(ActKind::Register);
    if !reading.only_talks() && !wordless && !known_talk {
        return None;
    }
    let kind = if wordless { Some(ActKind::Chat) } else { reading.acts.last().map(|act| act.kind) };
    let name = reading.chat.as_deref().or(kind.and_then(usual))?;
    let words = phrases.smalltalk.get(name).cloned()?;
    let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
    Some(vec![Reply::plain(Kind::Smalltalk, words).with_buttons(vec![register])])
}
