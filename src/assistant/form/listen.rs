//! A message while a registration runs: it steers, answers, tells more, puts something right, gives up, or asks something in
//! between.

use super::heard::{Heard, as_answer, hear, listed};
use super::several::left;
use super::steer::{leave, steered, steering_words};
use super::{LIKELY, NOTICE, applicable, drop_draft, go_on, likely, present, set_stage, show};
use crate::assistant::Assistant;
use crate::assistant::turn::Turn;
use crate::domain::act::{Act, ActKind};
use crate::domain::conversation::Consent;
use crate::domain::dialog::{Dialog, Slot, Stage, Validator};
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::Category;
use crate::domain::ticket::words::{self, Description};

/// A longer answer that asks something without a word of asking is no name.
const LONG_NAME: usize = 12;
/// So many characters more than what was heard in them tell something besides.
const BESIDES: usize = 6;

/// Whether an answer does for a slot.
enum Verdict {
    /// It does, and this is what is kept.
    Fits(String),
    /// It does not.
    Misses,
    /// It is no answer but a question in between.
    Question,
    /// Consent was refused.
    Refused,
}

/// Takes the message for the running dialog; none if it is a question in between.
pub(in super::super) fn advance(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let running = turn.conversation.running.clone()?;
    let Some(dialog) = assistant.edition.dialogs.iter().find(|dialog| dialog.id == running.dialog) else {
        // The dialog's file is gone since: what was filled cannot go on.
        drop_draft(turn);
        return Some(vec![Reply::plain(Kind::Dialog, &assistant.phrases().dialog.cancelled)]);
    };
    if let Stage::Leaving(before) = running.stage {
        set_stage(turn, *before);
        let said = steering_words(turn);
        let commands = &assistant.phrases().commands;
        if said == assistant.phrases().buttons.leave || commands.yes.contains(&said) || gives_up(turn) {
            return Some(leave(assistant, turn));
        }
        if said == assistant.phrases().buttons.stay || commands.no.contains(&said) {
            return present(assistant, turn).map(|reply| vec![reply]);
        }
        return advance(assistant, turn);
    }
    steered(assistant, turn, dialog, &running.stage).or_else(|| listen(assistant, turn, dialog, &running.stage))
}

/// Takes everything that was told; what was asked comes first.
fn listen(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, stage: &Stage) -> Option<Vec<Reply>> {
    let asked = stage.slot().and_then(|id| dialog.slot(id));
    let mut heard = hear(assistant, turn.words(), &turn.reading, filled(turn, "region"));
    for (slot, value) in listed(turn.words()) {
        heard.values.entry(slot).or_insert(value);
    }
    if let Some(replies) = aside(assistant, turn, dialog, stage, &heard) {
        return Some(replies);
    }
    let names = |slot: &Slot| heard.values.contains_key(slot.id.as_str());
    let puts_right = asked.is_none() || likely(turn, ActKind::Correct);
    let named = asked.filter(|slot| names(slot)).is_some();
    let told = keep(turn, dialog, &heard, asked, puts_right);
    let verdict = match asked {
        Some(slot) if named && slot.validator != Validator::Text => None,
        Some(slot) => Some((slot, judge(assistant, turn, slot, &heard))),
        None if told => None,
        None if turn.reading.question || likely(turn, ActKind::Ask) => return None,
        None => Some((dialog.slots.first()?, Verdict::Misses)),
    };
    match verdict {
        None => {
            add_to_description(assistant, turn, &heard);
            Some(vec![go_on(assistant, turn, dialog, None)])
        }
        Some((slot, Verdict::Fits(value))) => {
            if slot.validator != Validator::Text {
                add_to_description(assistant, turn, &heard);
            }
            if slot.validator == Validator::Consent {
                turn.conversation.consent = Some(Consent { version: NOTICE.to_owned(), at: turn.now });
            }
            take(turn, &slot.id, value);
            Some(vec![go_on(assistant, turn, dialog, None)])
        }
        Some((_, Verdict::Question)) => None,
        Some((_, Verdict::Refused)) => {
            drop_draft(turn);
            Some(vec![Reply::plain(Kind::Report, &assistant.phrases().dialog.refused)])
        }
        Some((slot, Verdict::Misses)) => {
            let told = add_to_description(assistant, turn, &heard) || told;
            let ahead = another_trouble(assistant, turn);
            Some(vec![match ahead.or_else(|| told.then(|| assistant.phrases().dialog.kept.clone())) {
                Some(ahead) => go_on(assistant, turn, dialog, Some(ahead)),
                None if asked.is_none() => go_on(assistant, turn, dialog, None),
                None => show::ask_again(assistant, turn, slot),
            }])
        }
    }
}

/// What is no answer, whatever is asked: the label of a file, the wish to give up, the question what it is all for.
fn aside(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    dialog: &Dialog,
    stage: &Stage,
    heard: &Heard,
) -> Option<Vec<Reply>> {
    if heard.values.is_empty() && labels_a_file(assistant, turn) {
        let words = turn.words().to_owned();
        append(turn, &words);
        return Some(vec![go_on(assistant, turn, dialog, None)]);
    }
    let asked = stage.slot().and_then(|id| dialog.slot(id));
    if asked.is_some_and(|slot| heard.values.contains_key(slot.id.as_str())) {
        return None;
    }
    if gives_up(turn) {
        return Some(vec![ask_whether_to_leave(assistant, turn, stage)]);
    }
    let agreed = asked.is_some_and(|slot| slot.validator == Validator::Consent) && agrees(assistant, turn);
    (likely(turn, ActKind::Data) && !agreed).then(|| explained(assistant, turn))
}

/// Keeps what was heard where nothing stands yet, what was asked for and what is put right also where something does;
/// whether anything was kept.
fn keep(turn: &mut Turn<'_>, dialog: &Dialog, heard: &Heard, asked: Option<&Slot>, puts_right: bool) -> bool {
    let mut kept = false;
    for (id, value) in &heard.values {
        let is_asked = asked.is_some_and(|slot| slot.id == *id);
        let wanted = applicable(turn, dialog).any(|slot| slot.id == *id) || *id == "phone";
        let open = filled(turn, id).is_none();
        if wanted && (open || is_asked || puts_right) && filled(turn, id) != Some(value.as_str()) {
            take(turn, id, value.clone());
            kept = true;
        }
    }
    if let Some(beside) = heard.beside_phone.as_ref().filter(|_| kept) {
        let contact = filled(turn, "contact").unwrap_or_default();
        if !contact.is_empty() && !contact.contains(beside.as_str()) {
            let contact = format!("{contact}（{beside}）");
            take(turn, "contact", contact);
        } else if contact.is_empty() {
            append(turn, &format!("另一个联系电话：{beside}"));
        }
    }
    kept
}

/// Adds what tells more of the trouble to its description; whether it did.
fn add_to_description(assistant: &Assistant, turn: &mut Turn<'_>, heard: &Heard) -> bool {
    let known: usize = heard.values.values().map(|value| value.chars().count()).sum();
    let tells = |act: &&Act| {
        matches!(act.kind, ActKind::Supplement | ActKind::Fact | ActKind::Trouble) && act.probability >= LIKELY
    };
    let telling: Vec<&str> = turn.reading.acts.iter().filter(tells).map(|act| act.words.as_str()).collect();
    let words = if telling.len() == turn.reading.acts.len() { turn.words().to_owned() } else { telling.join("，") };
    let besides = known == 0 || words.chars().count() > known + BESIDES;
    if telling.is_empty() || !besides || another(assistant, turn).is_some() {
        return false;
    }
    append(turn, &words)
}

/// Adds a line to the description, if there is room; whether there was.
fn append(turn: &mut Turn<'_>, more: &str) -> bool {
    let before = filled(turn, "description").unwrap_or_default();
    let together = if before.is_empty() { more.to_owned() } else { format!("{before}\n{more}") };
    // The beginning of a description may be too short to be one; with the rest it is.
    let fits = together.chars().count() <= *words::DESCRIPTION.end();
    if fits && !before.contains(more) {
        take(turn, "description", words::tidied(&together));
    }
    fits
}

/// A trouble of another category than the one that is being registered.
fn another<'t>(assistant: &Assistant, turn: &'t Turn<'_>) -> Option<&'t Act> {
    let own: Option<Category> = filled(turn, "category").and_then(|name| name.parse().ok());
    let of = |act: &Act| act.category.or_else(|| assistant.reader.category(&act.words));
    turn.reading
        .acts_of(ActKind::Trouble)
        .find(|act| act.probability >= LIKELY && own.is_some() && of(act).is_some_and(|of| Some(of) != own))
}

/// Keeps another trouble for later, and says so.
fn another_trouble(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<String> {
    let words = another(assistant, turn)?.words.clone();
    turn.conversation.waiting.push(words.clone());
    Some(left(assistant, &[words]))
}

/// Whether the words do for the slot.
fn judge(assistant: &Assistant, turn: &Turn<'_>, slot: &Slot, heard: &Heard) -> Verdict {
    let words = turn.words();
    let reading = &turn.reading;
    let commands = &assistant.phrases().commands;
    let said = steering_words(turn);
    let says = |list: &[String]| list.contains(&said);
    let asks = likely(turn, ActKind::Ask) || reading.question && !likely(turn, ActKind::Answer);
    let otherwise = if asks { Verdict::Question } else { Verdict::Misses };
    let fits = |value: Option<String>| value.map(Verdict::Fits);
    match slot.validator {
        Validator::Consent if says(&commands.no) || refuses(assistant, turn) => Verdict::Refused,
        Validator::Consent if agrees(assistant, turn) => Verdict::Fits("已同意".to_owned()),
        Validator::Consent => otherwise,
        Validator::Name if is_ours(assistant, &said) || reading.only_talks() => Verdict::Misses,
        Validator::Name if asks && (reading.question || words.chars().count() > LONG_NAME) => Verdict::Question,
        Validator::Name if heard.values.is_empty() && tells_only(turn) => Verdict::Misses,
        Validator::Name => fits(as_answer(&slot.id, words)).unwrap_or(Verdict::Misses),
        // A number or a place in the message was heard before.
        Validator::Phone | Validator::Region => otherwise,
        Validator::Category => {
            let named = words.parse::<Category>().ok();
            let named = named.or_else(|| assistant.reader.category(words).filter(|_| !asks));
            fits(named.map(|category| category.as_str().to_owned())).unwrap_or(otherwise)
        }
        Validator::Text if asks && !likely(turn, ActKind::Trouble) => Verdict::Question,
        Validator::Text => {
            let before = filled(turn, &slot.id).map(|before| format!("{before}\n")).unwrap_or_default();
            fits(Description::new(&format!("{before}{words}")).ok().map(Into::into)).unwrap_or(Verdict::Misses)
        }
    }
}

/// Whether a message tells something and answers nothing.
fn tells_only(turn: &Turn<'_>) -> bool {
    let tells = [ActKind::Supplement, ActKind::Trouble, ActKind::Correct, ActKind::Chase, ActKind::Register];
    !likely(turn, ActKind::Answer) && tells.into_iter().any(|kind| likely(turn, kind))
}

/// Whether the words only say what a file shows that came with them: they are no answer.
fn labels_a_file(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let labels = &assistant.phrases().commands.captions;
    let brought = turn.files.held > 0 || !turn.files.faults.is_empty();
    let asks = turn.reading.question || likely(turn, ActKind::Ask) || gives_up(turn);
    brought && !asks && labels.iter().any(|label| turn.words().contains(label.as_str()))
}

/// Whether words are those of a button or a command: nobody is called so.
fn is_ours(assistant: &Assistant, said: &str) -> bool {
    let phrases = assistant.phrases();
    let labels = &phrases.buttons;
    let commands = &phrases.commands;
    let buttons = [
        &labels.confirm,
        &labels.correct,
        &labels.agree,
        &labels.refuse,
        &labels.my_tickets,
        &labels.stay,
        &labels.leave,
    ];
    let lists = [&commands.yes, &commands.no, &commands.correct, &commands.my, &commands.help, &commands.start];
    buttons.into_iter().any(|label| label == said)
        || lists.into_iter().any(|list| list.iter().any(|known| known == said))
}

/// Whether the message begins by agreeing.
fn agrees(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    begins_with(turn, &assistant.phrases().commands.yes) && !turn.reading.text.contains("不同意")
}

/// Whether the message begins by refusing.
fn refuses(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    begins_with(turn, &assistant.phrases().commands.no)
}

/// Whether the first words, up to a stop, are one of a list.
fn begins_with(turn: &Turn<'_>, list: &[String]) -> bool {
    let text = turn.reading.text.trim();
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|part| !part.is_empty()).unwrap_or_default();
    let bare = first.trim_end_matches(['的', '了', '吧', '啊', '呀', '哈', '呢']);
    [first, bare].into_iter().any(|first| list.iter().any(|known| known == first))
}

fn gives_up(turn: &Turn<'_>) -> bool {
    likely(turn, ActKind::GiveUp) && !likely(turn, ActKind::Answer)
}

/// Who gives up in words of their own is asked once.
fn ask_whether_to_leave(assistant: &Assistant, turn: &mut Turn<'_>, stage: &Stage) -> Reply {
    set_stage(turn, Stage::Leaving(Box::new(stage.clone())));
    let phrases = assistant.phrases();
    let labels = [&phrases.buttons.leave, &phrases.buttons.stay].map(Clone::clone);
    show::reply(turn, phrases.dialog.leaving.clone(), &labels)
}

/// Says what is kept and why, and asks again.
fn explained(assistant: &Assistant, turn: &mut Turn<'_>) -> Vec<Reply> {
    let ahead = assistant.phrases().dialog.why.clone();
    let Some(mut reply) = present(assistant, turn) else { return Vec::new() };
    reply.text = format!("{ahead}\n{}", reply.text);
    vec![reply]
}

/// What is filled in a slot.
pub(super) fn filled<'t>(turn: &'t Turn<'_>, slot: &str) -> Option<&'t str> {
    turn.conversation.running.as_ref()?.filled.get(slot).map(String::as_str)
}

/// Fills a slot.
pub(super) fn take(turn: &mut Turn<'_>, slot: &str, value: String) {
    if let Some(running) = &mut turn.conversation.running {
        running.filled.insert(slot.to_owned(), value);
        running.skipped.retain(|skipped| skipped != slot);
        running.misses = 0;
    }
}

impl Assistant {
    /// The field of a registration that words name, by its slot; of 联系人电话 it is the last one.
    pub(in super::super) fn field_named(&self, words: &str) -> Option<&str> {
        let fields = &self.phrases().commands.fields;
        let last =
            |names: &Vec<String>| names.iter().filter_map(|name| Some(words.rfind(name.as_str())? + name.len())).max();
        let named = fields.iter().filter_map(|(slot, names)| Some((last(names)?, slot)));
        named.max_by_key(|(end, _)| *end).map(|(_, slot)| slot.as_str())
    }
}
