//! Lays out buttons under a reply, and binds them to the person they are shown to.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};
use tracing::error;

use super::PageLink;
use super::address::Address;
use crate::domain::reply::Button;

/// Telegram shows no more buttons under one message.
const MOST_BUTTONS: usize = 100;

/// Three labels of this width fit side by side on a phone; a Chinese character counts two.
const THIRD_OF_A_ROW: usize = 8;
const HALF_OF_A_ROW: usize = 14;

/// The buttons of a reply to `address`, and below them what opens pages; none where there is neither.
pub(super) fn keyboard(buttons: &[Button], links: &[PageLink], address: Address) -> Option<InlineKeyboardMarkup> {
    let mut keys = Vec::new();
    for button in buttons {
        let data = data(&button.payload, address);
        if button.label.trim().is_empty() || !(1..=Button::MAX_PAYLOAD).contains(&data.len()) {
            // One button less is better than no reply.
            error!(payload_bytes = data.len(), "left out a button that Telegram would refuse");
            continue;
        }
        keys.push(InlineKeyboardButton::callback(button.label.as_str(), data));
    }
    let links = links.iter().map(|link| InlineKeyboardButton::url(link.label.as_str(), link.url.clone()));
    let mut rows = rows(keys.into_iter().take(MOST_BUTTONS));
    rows.extend(self::rows(links));
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// Buttons side by side as far as their labels leave room.
fn rows(keys: impl Iterator<Item = InlineKeyboardButton>) -> Vec<Vec<InlineKeyboardButton>> {
    let mut rows: Vec<Vec<InlineKeyboardButton>> = Vec::new();
    let mut places = 0;
    for key in keys {
        let wanted = places_in_row(&key.text);
        match rows.last_mut() {
            Some(row) if row.len() < places.min(wanted) => row.push(key),
            _ => {
                rows.push(vec![key]);
                places = wanted;
            }
        }
        places = places.min(wanted);
    }
    rows
}

/// Whether a button was shown to this person.
pub(super) fn is_of(data: &str, user: u64) -> bool {
    data.starts_with(&owner(user))
}

/// What a press sent, if the button was shown to the person at `address`.
pub(super) fn payload(data: &str, address: Address) -> Option<&str> {
    match address.user {
        None => Some(data),
        Some(user) => data.strip_prefix(&owner(user)),
    }
}

/// In a group everybody can press every button, so its data begins with whom it was shown to.
fn data(payload: &str, address: Address) -> String {
    address.user.map(owner).unwrap_or_default() + payload
}

fn owner(user: u64) -> String {
    format!("{user}|")
}

fn places_in_row(label: &str) -> usize {
    match label.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum() {
        0..=THIRD_OF_A_ROW => 3,
        width if width <= HALF_OF_A_ROW => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE: Address = Address { chat: 7, topic: None, user: None };

    fn rows(labels: &[&str]) -> Vec<usize> {
        let buttons: Vec<_> =
            labels.iter().map(|label| Button { label: (*label).to_owned(), payload: "b1.0".to_owned() }).collect();
        keyboard(&buttons, &[], PRIVATE)
            .map_or_else(Vec::new, |keys| keys.inline_keyboard.iter().map(Vec::len).collect())
    }

    #[test]
    fn short_labels_stand_side_by_side_and_long_ones_alone() {
        assert_eq!(rows(&["有帮助", "没帮助", "登记诉求"]), [3]);
        assert_eq!(rows(&["有帮助", "没帮助", "登记诉求", "我的诉求"]), [3, 1]);
        assert_eq!(rows(&["研发费用加计", "首台套保险", "有帮助"]), [2, 1]);
        assert_eq!(rows(&["有帮助", "专精特新企业认定有什么条件", "没帮助"]), [1, 1, 1]);
        assert_eq!(rows(&[]), [0; 0]);
    }

    #[test]
    fn a_button_that_telegram_would_refuse_is_left_out() {
        let long = Button { label: "好".to_owned(), payload: "x".repeat(65) };
        let fits = Button { label: "好".to_owned(), payload: "x".repeat(64) };
        let keys = keyboard(&[long, fits], &[], PRIVATE).unwrap();
        assert_eq!(keys.inline_keyboard.iter().flatten().count(), 1);
        let empty = Button { label: " ".to_owned(), payload: "x".to_owned() };
        assert_eq!(keyboard(&[empty], &[], PRIVATE), None);
    }

    #[test]
    fn what_opens_a_page_stands_below_what_is_pressed() {
        let link = |label: &str| PageLink { label: label.to_owned(), url: "https://zq.example.com/x".parse().unwrap() };
        let button = Button { label: "有帮助".to_owned(), payload: "b1.0".to_owned() };
        let keys = keyboard(&[button], &[link("出处[1]"), link("出处[2]")], PRIVATE).unwrap();
        let labels: Vec<Vec<&str>> =
            keys.inline_keyboard.iter().map(|row| row.iter().map(|key| key.text.as_str()).collect()).collect();
        assert_eq!(labels, [vec!["有帮助"], vec!["出处[1]", "出处[2]"]]);
    }

    #[test]
    fn a_button_in_a_group_belongs_to_one_person() {
        let [ann, bob] = [7, 77].map(|user| Address { chat: -1, topic: None, user: Some(user) });
        let data = data("b1.0", ann);
        assert_eq!(payload(&data, ann), Some("b1.0"));
        assert_eq!(payload(&data, bob), None);
        assert_eq!(payload("b1.0", ann), None);
        assert_eq!(payload("b1.0", PRIVATE), Some("b1.0"));
    }
}
