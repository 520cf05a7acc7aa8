//! Something in one's own ticket is put right: at once where the words give the new value, else it is asked for.

use super::super::Assistant;
use super::super::form::{as_answer, hear};
use super::super::phrases::fill;
use super::super::turn::Turn;
use super::press;
use crate::domain::conversation::{Action, Wanted};
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::words::Description;
use crate::domain::ticket::{Command, Correction, Field, Phone, Ticket};

/// Fields of a registration by the slots of the dialog.
const SLOTS: [(&str, Field); 5] = [
    ("enterprise", Field::Enterprise),
    ("contact", Field::Contact),
    ("phone", Field::Phone),
    ("region", Field::Region),
    ("description", Field::Description),
];

/// Puts right what the words say is wrong.
pub(super) fn said(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket) -> Vec<Reply> {
    let to = told(assistant, turn, ticket);
    if to != Correction::default() {
        turn.act(&ticket.number, Command::Correct { to });
        return Vec::new();
    }
    let named = assistant.field_named(turn.words());
    let field = named.and_then(|slot| SLOTS.iter().find(|(known, _)| *known == slot)).map(|(_, field)| *field);
    match field {
        // What the trouble is like is told anew beside what was told before.
        Some(Field::Description) => supply(turn, ticket),
        Some(field) => {
            turn.wait_for(&ticket.number, Wanted::Correction(field));
            vec![press::ask(assistant, turn, ticket, &Wanted::Correction(field))]
        }
        None if is_long(turn) => supply(turn, ticket),
        None => vec![which(assistant, turn, ticket)],
    }
}

/// Takes the words for the field that was asked for.
pub(super) fn take(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, field: Field) -> Vec<Reply> {
    let words = turn.words().to_owned();
    let heard = told(assistant, turn, ticket);
    let mut to = Correction::default();
    match field {
        Field::Enterprise => to.enterprise = heard.enterprise.or_else(|| as_answer("enterprise", &words)),
        Field::Contact => {
            to.contact = heard.contact.or_else(|| as_answer("contact", &words));
            to.phone = heard.phone;
        }
        Field::Phone => to.phone = heard.phone,
        Field::Region => to.region = heard.region,
        Field::Description => to.description = Description::new(&words).ok().map(Into::into),
    }
    if to == Correction::default() {
        let mut again = press::ask(assistant, turn, ticket, &Wanted::Correction(field));
        again.text = fill(&assistant.phrases().ticket_asked.correction_again, &[("field", field.as_str())]);
        return vec![again];
    }
    turn.conversation.awaited = None;
    turn.act(&ticket.number, Command::Correct { to });
    Vec::new()
}

/// What the words give anew and differs from what the ticket says.
fn told(assistant: &Assistant, turn: &Turn<'_>, ticket: &Ticket) -> Correction {
    let mut heard = hear(assistant, turn.words(), &turn.reading, ticket.draft.region.as_deref()).values;
    let phone = heard.remove("phone").and_then(|phone| Phone::new(&phone).ok());
    let mut take = |slot| heard.remove(slot);
    let (enterprise, contact, region) = (take("enterprise"), take("contact"), take("region"));
    Correction { enterprise, contact, phone, region, description: None }.differing(&ticket.draft)
}

fn supply(turn: &mut Turn<'_>, ticket: &Ticket) -> Vec<Reply> {
    let text = turn.words().to_owned();
    turn.act(&ticket.number, Command::Supply { text });
    Vec::new()
}

/// Whether the words are more than the wish to put something right.
fn is_long(turn: &Turn<'_>) -> bool {
    turn.words().chars().count() > 10
}

fn which(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket) -> Reply {
    let phrases = assistant.phrases();
    let text = fill(&phrases.ticket_asked.which_field, &[("number", &ticket.number.to_string())]);
    let offers = &mut turn.conversation.offers;
    let correct = &phrases.buttons.correct;
    let fields = Field::ALL.into_iter().filter(|(field, _)| *field != Field::Description);
    let labels = fields.map(|(_, name)| format!("{correct}{name}")).chain([phrases.buttons.cancel.clone()]);
    let buttons = labels.map(|label| offers.button(label.clone(), Action::Say(label))).collect();
    Reply::plain(Kind::Ticket, text).with_buttons(buttons)
}
