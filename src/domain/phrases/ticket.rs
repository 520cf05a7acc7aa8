//! What is said about tickets, to the enterprise and to staff.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Template;

/// About one's own tickets.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketPhrases {
    /// A ticket is on disk: `number`, `code`.
    pub registered: Template,
    /// There is none.
    pub none: Template,
    /// Opens the list: `count`.
    pub list: Template,
    /// A ticket that is not this enterprise's.
    pub not_yours: Template,
    /// Under a ticket that was registered in another conversation.
    pub elsewhere: Template,
    /// One ticket of the list: `number`, `status`, `category`, `at`, `description`.
    pub line: Template,
    /// Under it, while staff work on it: `due`.
    pub line_due: Template,
    /// Under it, once it is answered: `words`.
    pub line_answer: Template,
    /// Follows `registered` where files can be sent.
    pub registered_files: Template,
    /// A ticket by itself: `number`, `status`, `category`, `region`, `desk`, `description`.
    pub view: Template,
    /// One line of its history: `at`, `event`.
    pub view_event: Template,
    /// Stands for the older lines that do not fit.
    pub view_earlier: String,
    /// It has gone on since: `number`, `status`.
    pub past: Template,
    /// Opens what has happened since the last message.
    pub news: Template,
    /// What happened, by the change's code: `desk`, `words`; a change without a line is called by its verb.
    pub events: BTreeMap<String, Template>,
}

/// What an enterprise is asked about its ticket: `number`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketAsked {
    /// Why it is not solved.
    pub reason: Template,
    /// Reasons to choose from.
    pub reasons: Vec<String>,
    /// Why it is to be worked on again after it was taken back.
    pub reopen: Template,
    /// What is to be added.
    pub material: Template,
    /// What is to be added where only words can be sent.
    pub material_words: Template,
    /// Whether it means to take it back.
    pub withdraw: Template,
    /// Which field is to be put right.
    pub which_field: Template,
    /// What is right in a field: `field`.
    pub correction: Template,
    /// What was said does for no such field: `field`.
    pub correction_again: Template,
    /// Whether a trouble is that of this ticket: `category`, `description`.
    pub same: Template,
    /// It cannot tell yet whether it is solved.
    pub no_hurry: Template,
    /// It does not want to say it.
    pub dropped: Template,
    /// It said nothing more to its rating.
    pub no_comment: Template,
    /// Stands for the words where a photo or a file alone was sent.
    pub file_only: String,
    /// After a question of policy in between.
    pub resume: Template,
    /// Words that begin a question of policy, whatever is being asked.
    pub question_marks: Vec<String>,
}

/// What the enterprise is told of its ticket: `number`, `desk`, `due` (of the answer), `words`, `other`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// It was taken.
    pub accepted: Template,
    /// It was given to a desk.
    pub assigned: Template,
    /// Work on it has begun.
    pub started: Template,
    /// Something is missing: `words`.
    pub asked: Template,
    /// Something else has to happen first: `words`.
    pub held: Template,
    /// Work on it goes on.
    pub resumed: Template,
    /// A word that is no answer yet: `words`.
    pub replied: Template,
    /// The answer: `words`.
    pub answered: Template,
    /// Nothing was heard after the answer.
    pub reminded: Template,
    /// Nothing was heard after it was asked for something: `words`.
    pub prompted: Template,
    /// It was closed as nothing was heard.
    pub lapsed: Template,
    /// It takes more time: `words`.
    pub extended: Template,
    /// Staff have put right what it told: `fields`.
    pub corrected: Template,
    /// It goes on as another one: `other`.
    pub merged: Template,
}

/// What the enterprise is told of what it did with its ticket: `number`, `desk`, `due`, `words`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketDone {
    /// It is solved.
    pub confirmed: Template,
    /// How content it is.
    pub rated: Template,
    /// What it says to its rating.
    pub commented: Template,
    /// It is not solved.
    pub reopened: Template,
    /// It took it back.
    pub withdrawn: Template,
    /// It added something.
    pub supplied: Template,
    /// It put right what it had told: `fields`.
    pub corrected: Template,
    /// It asks how far it is: `status`.
    pub chased: Template,
    /// It attached a file: `words` is its name.
    pub attached: Template,
    /// It attached several files: `count`.
    pub attached_many: Template,
}

/// What the staff group is told of a ticket: `number`, `category`, `region`, `enterprise`, `description`, `next` (the
/// deadline that ends first), `due` (of the answer), `timer`, `words`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldStaff {
    /// It is new.
    pub submitted: Template,
    /// The enterprise is not content: `words`.
    pub reopened: Template,
    /// What it waited for has come, or has not come for too long.
    pub resumed: Template,
    /// The enterprise has added something: `words`.
    pub supplied: Template,
    /// The enterprise asks how far it is: `words`.
    pub chased: Template,
    /// The enterprise has put right what it had told: `fields`.
    pub corrected: Template,
    /// The enterprise has attached a file: `words` is its name.
    pub attached: Template,
    /// It attached several files: `count`.
    pub attached_many: Template,
    /// The enterprise took it back.
    pub withdrawn: Template,
    /// A deadline is near: `timer`.
    pub due_soon: Template,
    /// A deadline is over: `timer`.
    pub overdue: Template,
}

/// What is said in the staff group: `number`, `status`, `category`, `region`, `enterprise`, `description`, `desk`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffRoom {
    /// A ticket as it stands.
    pub card: Template,
    /// The deadline that ends next: `timer`, `due`.
    pub card_due: Template,
    /// What happened last: `event`.
    pub card_last: Template,
    /// A card after which a newer one follows.
    pub retired: Template,
    /// A button of such a card was pressed.
    pub superseded: Template,
    /// Whom to speak to: `contact`.
    pub details: Template,
    /// What is attached: `count`.
    pub files: Template,
    /// One line of the history: `at`, `who`, `what`, `words` (as [`event_words`](Self::event_words) has them, or nothing).
    pub event: Template,
    /// What was said with it: `words`.
    pub event_words: Template,
    /// Where everything is to be seen: `url`.
    pub page: Template,
    /// Whoever pressed or wrote is not known as staff.
    pub unlinked: Template,
    /// Whoever wrote hides behind the group.
    pub anonymous: Template,
    /// A message that tells of no ticket, or a ticket that is none.
    pub no_ticket: Template,
    /// It was not done: `reason`.
    pub refused: Template,
    /// It was done.
    pub done: Template,
    /// A desk is to be chosen.
    pub choose: Template,
    /// The desks stand there to be chosen from anew.
    pub choose_anew: Template,
    /// Words went to the enterprise.
    pub passed_on: Template,
    /// Only words can be passed on.
    pub words_only: Template,
    /// Somebody is known as staff from now on: `name`.
    pub linked: Template,
    /// A code that is wrong, used or too old.
    pub wrong_code: Template,
    /// A code was sent where everybody reads along.
    pub link_in_private: Template,
    /// How the group works.
    pub help: Template,
    /// What a group is told that is not the staff group: `number`.
    pub group: Template,
    /// The morning's figures: `new`, `open`, `overdue`, `due_today`, `closed`.
    pub digest: Template,
    /// Words that begin an answer, in place of a word that is none yet.
    pub answer_marks: Vec<String>,
    /// Why a ticket goes from desk to desk at the press of a button.
    pub passed_by_button: String,
}

/// Labels of buttons about a ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketButtons {
    /// The enterprise: it is solved.
    pub solved: String,
    /// The enterprise: it is not.
    pub unsolved: String,
    /// The enterprise: add something.
    pub supply: String,
    /// The enterprise: take it back.
    pub withdraw: String,
    /// The enterprise: it means to take it back.
    pub withdraw_surely: String,
    /// The enterprise: it does not.
    pub keep: String,
    /// The enterprise: work on it again after it was taken back.
    pub reopen: String,
    /// The enterprise: nothing to say to a rating.
    pub no_comment: String,
    /// The enterprise: show one ticket of a list: `number`.
    pub show_one: Template,
    /// The enterprise: what was said belongs to this ticket: `number`.
    pub supply_to: Template,
    /// The enterprise: it is another trouble.
    pub another: String,
    /// Staff: take it.
    pub accept: String,
    /// Staff: give it to a desk.
    pub assign: String,
    /// Show it.
    pub show: String,
}
