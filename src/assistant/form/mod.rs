//! Registers a problem by a dialog: what is known already, what is heard on the way, what to ask next, the end.

mod answered;
mod heard;
mod listen;
mod revise;
mod several;
mod shared;
mod show;
mod steer;

use std::collections::BTreeMap;

pub(super) use self::answered::is_answered;
pub(super) use self::heard::{as_answer, hear};
pub(super) use self::listen::advance;
pub(super) use self::revise::revise;
pub(super) use self::several::start_with;
use self::several::wait_or_resume;
pub(super) use self::shared::{take_contact, take_place};
use super::Assistant;
use super::outcome::{Effect, To};
use super::phrases::fill;
use super::reading::{ReadBy, Reading};
use super::turn::Turn;
use crate::domain::act::{ActKind, Open};
use crate::domain::conversation::{Action, Contact};
use crate::domain::dialog::{Dialog, Ending, Running, Slot, Stage, Validator};
use crate::domain::remark::Aim;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::words::Description;
use crate::domain::ticket::{Category, Draft, Phone, PressAct, State, Ticket};

/// The version of the privacy notice that a consent is for.
const NOTICE: &str = "1";
/// An act is taken for what the message does if it is at least so likely.
const LIKELY: f32 = 0.5;
/// After so many answers that do not do, the ways out are named.
const MISSES: u8 = 3;
/// So much of an earlier ticket's description is shown where it may be the same trouble, in characters.
const EXCERPT: usize = 40;

/// Begins to register a problem, with what was said about it.
pub(super) fn start(assistant: &Assistant, turn: &mut Turn<'_>, about: Option<&str>) -> Vec<Reply> {
    let Some(dialog) = assistant.edition.dialogs.iter().find(|dialog| dialog.ending == Ending::RegisterTicket) else {
        return vec![assistant.apology()];
    };
    if turn.conversation.running.is_some() {
        return wait_or_resume(assistant, turn, about);
    }
    // Who is called by name and phone is nothing for a whole group to read.
    if turn.conversation.id.in_group().is_some() {
        return vec![Reply::plain(Kind::Report, &assistant.phrases().dialog.in_group)];
    }
    // What is said from now on is meant for the registration.
    turn.conversation.awaited = None;
    let filled = known_already(assistant, turn, about);
    let known: Vec<String> = dialog
        .slots
        .iter()
        .filter(|slot| !matches!(slot.validator, Validator::Consent | Validator::Text))
        .filter_map(|slot| Some(format!("{}：{}", slot.label, filled.get(&slot.id)?)))
        .collect();
    let running =
        Running { dialog: dialog.id.clone(), filled, skipped: Vec::new(), stage: Stage::Confirming, misses: 0 };
    turn.conversation.running = Some(running);
    turn.durable = true;
    let mut opening = vec![dialog.opening.clone()];
    if !known.is_empty() {
        opening.push(fill(&assistant.phrases().dialog.known, &[("known", &known.join("，"))]));
    }
    vec![go_on(assistant, turn, dialog, Some(opening.join("")))]
}

/// Whether a trouble may be the one of a ticket that staff still work on.
fn is_same(ticket: &Ticket, category: Option<Category>) -> bool {
    let open = matches!(ticket.state, State::Open { .. } | State::Paused { .. });
    open && category.is_some() && ticket.draft.category == category
}

fn ask_whether_same(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, about: String) -> Reply {
    let phrases = assistant.phrases();
    let number = ticket.number.to_string();
    let told: String = ticket.draft.description.chars().take(EXCERPT).collect();
    let category = ticket.draft.category.map_or("", Category::as_str);
    let text = fill(
        &phrases.ticket_asked.same,
        &[("number", &number), ("category", category), ("description", &told.replace('\n', " "))],
    );
    let offers = &mut turn.conversation.offers;
    let supply = Action::Supply { number: ticket.number.clone(), text: about.clone() };
    let buttons = vec![
        offers.button(fill(&phrases.ticket_buttons.supply_to, &[("number", &number)]), supply),
        offers.button(&phrases.ticket_buttons.another, Action::Register(Some(about))),
        super::notices::button(ticket, &phrases.ticket_buttons.show, PressAct::Show),
    ];
    Reply::plain(Kind::Ticket, text).with_buttons(buttons)
}

/// What needs no question: from the words said, the consent given and an earlier registration.
fn known_already(assistant: &Assistant, turn: &Turn<'_>, about: Option<&str>) -> BTreeMap<String, String> {
    let conversation = &turn.conversation;
    let mut filled = BTreeMap::new();
    if conversation.consent.as_ref().is_some_and(|consent| consent.version == NOTICE) {
        filled.insert("consent".to_owned(), "已同意".to_owned());
    }
    let another = &assistant.phrases().commands.another_firm;
    let for_another = about.is_some_and(|about| another.iter().any(|cue| about.contains(cue.as_str())));
    if let Some(contact) = conversation.contact.as_ref().filter(|_| !for_another) {
        let Contact { enterprise, person, phone, region } = contact;
        let phone = phone.as_ref().map(|phone| phone.as_str().to_owned());
        let told = [
            ("enterprise", Some(enterprise)),
            ("contact", Some(person)),
            ("phone", phone.as_ref()),
            ("region", region.as_ref()),
        ];
        filled.extend(told.into_iter().filter_map(|(slot, value)| Some((slot.to_owned(), value?.clone()))));
    }
    filled.extend(conversation.heard.clone());
    if let Some(about) = about {
        let reading = assistant.reader.read(about, Open::default());
        if let Ok(description) = Description::new(about) {
            filled.insert("description".to_owned(), description.into());
        }
        let told = || category_told(assistant, about, &reading);
        let category = judged_category(turn, about)
            .map_or_else(told, |judged| judged.map(|category| category.as_str().to_owned()));
        filled.extend(category.map(|category| ("category".to_owned(), category)));
        let mut heard = hear(assistant, about, &reading, None);
        // Where a number or a person is told, the firm is told beside it.
        if heard.values.contains_key("phone") || heard.values.contains_key("contact") {
            for (slot, value) in heard::listed(about) {
                heard.values.entry(slot).or_insert(value);
            }
        }
        filled.extend(heard.values.into_iter().map(|(slot, value)| (slot.to_owned(), value)));
    }
    filled
}

/// The category of the trouble that words tell, if one is clear; a question has none.
fn category_told(assistant: &Assistant, words: &str, reading: &Reading) -> Option<String> {
    let trouble = reading.acts_of(ActKind::Trouble).find_map(|act| act.category);
    let asks = reading.does(ActKind::Ask) && !reading.does(ActKind::Trouble);
    let guessed = || assistant.reader.category(words).filter(|_| !asks);
    trouble.or_else(guessed).map(|category| category.as_str().to_owned())
}

/// Whether a registration asks for the firm, the person or the number.
pub(super) fn asks_who(turn: &Turn<'_>) -> bool {
    let asked = turn.conversation.running.as_ref().map(|running| &running.stage);
    matches!(asked, Some(Stage::Asking(slot)) if ["enterprise", "contact", "phone"].contains(&slot.as_str()))
}

/// The category of the trouble told in these words, where a judge outside has told them apart.
fn judged_category(turn: &Turn<'_>, about: &str) -> Option<Option<Category>> {
    let outside = turn.reading.by != ReadBy::BuiltIn;
    let mut troubles = turn.reading.acts_of(ActKind::Trouble).filter(|_| outside);
    troubles.find(|act| about.contains(&act.words)).map(|act| act.category)
}

/// Keeps what somebody tells of their firm before anything is registered, so that it need not be told again.
pub(super) fn note_facts(assistant: &Assistant, turn: &mut Turn<'_>) {
    if turn.reading.does(ActKind::Fact) && turn.conversation.id.in_group().is_none() {
        let heard = hear(assistant, turn.words(), &turn.reading, None);
        turn.conversation.heard.extend(heard.values.into_iter().map(|(slot, value)| (slot.to_owned(), value)));
    }
}

/// The dialog under way.
fn running_dialog<'a>(assistant: &'a Assistant, turn: &Turn<'_>) -> Option<&'a Dialog> {
    let running = turn.conversation.running.as_ref()?;
    assistant.edition.dialogs.iter().find(|dialog| dialog.id == running.dialog)
}

/// Gives up what was told for a registration and what is held for it.
pub(super) fn drop_draft(turn: &mut Turn<'_>) {
    let conversation = &mut turn.conversation;
    conversation.running = None;
    conversation.heard.clear();
    conversation.held.take();
    conversation.remarks.carry_over(&Aim::Answer);
    turn.durable = true;
}

/// Shows the present question again after something in between.
pub(super) fn resume(assistant: &Assistant, turn: &mut Turn<'_>) -> Vec<Reply> {
    let Some(mut reply) = present(assistant, turn) else { return Vec::new() };
    reply.text = fill(&assistant.phrases().dialog.resume, &[("prompt", &reply.text)]);
    vec![reply]
}

/// The present question once more.
fn present(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Reply> {
    let dialog = running_dialog(assistant, turn)?;
    let stage = turn.conversation.running.as_ref()?.stage.clone();
    Some(match stage {
        Stage::Asking(id) | Stage::Correcting(id) => match dialog.slot(&id) {
            Some(slot) => show::ask(assistant, turn, slot),
            None => go_on(assistant, turn, dialog, None),
        },
        Stage::Choosing => show::ask_which(assistant, turn, dialog),
        Stage::Confirming | Stage::Leaving(_) => go_on(assistant, turn, dialog, None),
    })
}

/// Asks for the next thing that is missing, or shows the summary.
fn go_on(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, opening: Option<String>) -> Reply {
    let missing = turn.conversation.running.as_ref().and_then(|running| {
        applicable(turn, dialog)
            .find(|slot| !running.filled.contains_key(&slot.id) && !running.skipped.contains(&slot.id))
    });
    let mut reply = match missing {
        Some(slot) => {
            set_stage(turn, Stage::Asking(slot.id.clone()));
            show::ask(assistant, turn, slot)
        }
        None => {
            set_stage(turn, Stage::Confirming);
            show::summary(assistant, turn, dialog)
        }
    };
    if let Some(opening) = opening {
        reply.text = format!("{opening}\n{}", reply.text);
    }
    reply
}

/// The slots that are asked on this channel.
fn applicable<'d>(turn: &Turn<'_>, dialog: &'d Dialog) -> impl Iterator<Item = &'d Slot> + use<'d> {
    let reachable = turn.conversation.id.channel().can_push();
    dialog.slots.iter().filter(move |slot| !(slot.unless_reachable && reachable))
}

/// Whether the message does such a thing.
fn likely(turn: &Turn<'_>, kind: ActKind) -> bool {
    turn.reading.acts_of(kind).any(|act| act.probability >= LIKELY)
}

fn set_stage(turn: &mut Turn<'_>, stage: Stage) {
    if let Some(running) = &mut turn.conversation.running {
        running.stage = stage;
    }
}

/// Ends the dialog: the draft goes to the desk; the reply follows once the ticket is on disk.
fn finish(turn: &mut Turn<'_>, dialog: &Dialog) -> Vec<Reply> {
    let Some(mut running) = turn.conversation.running.take() else { return Vec::new() };
    let mut take = |slot: &str| running.filled.remove(slot);
    match dialog.ending {
        Ending::RegisterTicket => {
            let draft = Draft {
                enterprise: take("enterprise").unwrap_or_default(),
                credit_code: None,
                contact: take("contact").unwrap_or_default(),
                phone: take("phone").and_then(|phone| Phone::new(&phone).ok()),
                region: take("region"),
                category: take("category").and_then(|category| category.parse().ok()),
                description: described(take("description").unwrap_or_default(), take(heard::PLACE)),
            };
            turn.conversation.contact = Some(Contact {
                enterprise: draft.enterprise.clone(),
                person: draft.contact.clone(),
                phone: draft.phone.clone(),
                region: draft.region.clone(),
            });
            turn.conversation.heard.clear();
            turn.effects.push(Effect::Register(draft));
            if !turn.conversation.held.is_empty() {
                let files = turn.conversation.held.take();
                turn.effects.push(Effect::Attach { to: To::New, files });
            }
        }
    }
    Vec::new()
}

/// What happened, and where it is on the map.
fn described(description: String, place: Option<String>) -> String {
    let Some(place) = place else { return description };
    let together = format!("{description}\n{place}");
    Description::new(&together).map_or(description, String::from)
}
