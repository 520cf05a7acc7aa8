//! Words that were asked for about a ticket, or that answer a message about one.

use super::super::Assistant;
use super::super::answer::{Question, answer, questions};
use super::super::phrases::fill;
use super::super::reading::ReadBy;
use super::super::turn::Turn;
use super::{correct, own, press};
use crate::domain::act::{Act, ActKind, Open};
use crate::domain::conversation::{Awaited, Wanted};
use crate::domain::message::Content;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::{Command, PressAct, State, Ticket, TicketNumber};

/// An act is meant if it is at least so likely.
const LIKELY: f32 = 0.5;
/// A question is one of policy, though words about a ticket are awaited, if its answer is so sure.
const SURE: f32 = 0.6;

/// Takes the words for the ticket they are meant for; commands and questions of policy are left to the next steps.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    if is_command(assistant, turn) {
        return None;
    }
    if let Some(number) = turn.known.refers_to.clone()
        && let Some(ticket) = turn.own(&number)
        && !declines_comment(assistant, turn)
    {
        return Some(take_answer(assistant, turn, ticket));
    }
    let awaited = turn.conversation.awaited.clone().filter(|awaited| awaited.is_current(turn.now))?;
    let ticket = turn.own(&awaited.number)?;
    if awaited.what == Wanted::Files {
        return None;
    }
    if says_no(assistant, turn, &awaited.what) {
        turn.conversation.awaited = None;
        turn.durable = true;
        return Some(vec![dropped(assistant, &awaited)]);
    }
    if let Some(question) = marked_question(assistant, turn.words()) {
        if turn.reading.by == ReadBy::BuiltIn {
            turn.reading = assistant.reader.read(&question, Open::default());
        }
        turn.content = Content::Text(question);
        return None;
    }
    if let Some(replies) = question_between(assistant, turn, ticket, &awaited.what) {
        return Some(replies);
    }
    let small = turn.reading.only_talks() && !matches!(awaited.what, Wanted::Comment(_));
    if small {
        return None;
    }
    if let Wanted::Correction(field) = awaited.what {
        return (!means_something_else(turn)).then(|| correct::take(assistant, turn, ticket, field));
    }
    take(turn, &awaited.number, &awaited.what);
    Some(Vec::new())
}

/// Whether words that were to put something right say something else of the ticket, or ask.
fn means_something_else(turn: &Turn<'_>) -> bool {
    let other = |act: &Act| act.kind.is_of_ticket() && act.kind != ActKind::Correct && act.probability >= LIKELY;
    turn.reading.question || turn.reading.acts.iter().any(other)
}

/// Words that answer a message about a ticket: what a button says is a press, everything else is added to it.
fn take_answer(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket) -> Vec<Reply> {
    let labels = &assistant.phrases().ticket_buttons;
    let buttons = [
        (&labels.solved, PressAct::Solved),
        (&labels.unsolved, PressAct::Unsolved),
        (&labels.withdraw, PressAct::Withdraw),
        (&labels.supply, PressAct::Supply),
        (&labels.show, PressAct::Show),
    ];
    let said = turn.words().trim_end_matches(['。', '！', '!', '.']);
    let button = buttons.iter().find(|(label, _)| *label == said).map(|(_, act)| act.clone());
    if let Some(act) = button.or_else(|| own::said(assistant, said).filter(|act| !matches!(act, PressAct::Rate(_)))) {
        return press::act(assistant, turn, ticket, act);
    }
    if matches!(ticket.state, State::Merged { .. }) {
        return vec![assistant.past(ticket)];
    }
    let awaited = turn.conversation.awaited.as_ref().filter(|awaited| awaited.number == ticket.number);
    let wanted = awaited.filter(|awaited| awaited.is_current(turn.now)).map(|awaited| awaited.what.clone());
    take(turn, &ticket.number, &wanted.unwrap_or(Wanted::Material));
    Vec::new()
}

fn take(turn: &mut Turn<'_>, number: &TicketNumber, wanted: &Wanted) {
    let words = turn.words().to_owned();
    let command = match wanted {
        Wanted::Reason => Command::Reopen { reason: words },
        Wanted::Comment(rating) => Command::Rate { rating: *rating, words: Some(words) },
        Wanted::Material | Wanted::Correction(_) | Wanted::Files => Command::Supply { text: words },
    };
    turn.act(number, command);
}

/// Whether the words are a command that leads elsewhere.
fn is_command(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let commands = &assistant.phrases().commands;
    let said = steering(turn);
    [&commands.start, &commands.help, &commands.my, &commands.report].into_iter().any(|list| list.contains(&said))
}

/// Whether the enterprise was asked for words to its rating and has none.
fn declines_comment(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let awaited = turn.conversation.awaited.as_ref().filter(|awaited| awaited.is_current(turn.now));
    let comment = awaited.filter(|awaited| matches!(awaited.what, Wanted::Comment(_)));
    comment.is_some_and(|awaited| says_no(assistant, turn, &awaited.what))
}

/// Whether the enterprise does not want to say what it was asked for.
fn says_no(assistant: &Assistant, turn: &Turn<'_>, wanted: &Wanted) -> bool {
    let commands = &assistant.phrases().commands;
    let said = steering(turn);
    let declines = matches!(wanted, Wanted::Comment(_))
        && (commands.skip.contains(&said)
            || commands.no.contains(&said)
            || said == assistant.phrases().ticket_buttons.no_comment);
    declines || commands.cancel.contains(&said)
}

fn steering(turn: &Turn<'_>) -> String {
    turn.reading.text.trim().trim_end_matches(['。', '!', '.', '~']).trim().to_owned()
}

fn dropped(assistant: &Assistant, awaited: &Awaited) -> Reply {
    let phrases = &assistant.phrases().ticket_asked;
    let template = if matches!(awaited.what, Wanted::Comment(_)) { &phrases.no_comment } else { &phrases.dropped };
    Reply::plain(Kind::Ticket, fill(template, &[("number", &awaited.number.to_string())]))
}

/// The question, if the words say that they are one of policy.
fn marked_question(assistant: &Assistant, words: &str) -> Option<String> {
    let marks = &assistant.phrases().ticket_asked.question_marks;
    let rest = marks.iter().find_map(|mark| words.strip_prefix(mark.as_str()))?.trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// The answer to a question of policy in between, and what is still awaited; none if the words are no such question.
fn question_between(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    ticket: &Ticket,
    wanted: &Wanted,
) -> Option<Vec<Reply>> {
    if !turn.reading.does(ActKind::Ask) {
        return None;
    }
    let before = turn.conversation.clone();
    // What was asked before says nothing of what is meant now.
    turn.conversation.topic = None;
    let asked = match turn.reading.by {
        ReadBy::BuiltIn => Question::whole(turn),
        ReadBy::Outside { .. } => questions(assistant, turn).into_iter().next()?,
    };
    let first = answer(assistant, turn, &asked);
    match Some(first).filter(|reply| reply.kind == Kind::Answer && reply.confidence >= SURE) {
        Some(answered) => Some(vec![answered, press::ask(assistant, turn, ticket, wanted)]),
        None => {
            turn.conversation = before;
            None
        }
    }
}
