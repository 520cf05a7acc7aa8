//! All words the bot says, by the occasion; the words themselves are in `dialogs/phrases.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A sentence with places to fill, written `{{ name }}`.
pub type Template = String;

/// Everything the bot says outside of cards and dialogs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Labels of buttons.
    pub buttons: Buttons,
    /// Around answers.
    pub answer: Answer,
    /// While a dialog runs.
    pub dialog: DialogPhrases,
    /// About one's own tickets.
    pub ticket: TicketPhrases,
    /// What an enterprise is asked about its ticket.
    pub ticket_asked: TicketAsked,
    /// What the enterprise is told of its ticket.
    pub told: Told,
    /// What the enterprise is told of what it did with its ticket.
    pub ticket_done: TicketDone,
    /// What the staff group is told of tickets.
    pub told_staff: ToldStaff,
    /// What is said in the staff group.
    pub staff_room: StaffRoom,
    /// Labels of buttons about a ticket.
    pub ticket_buttons: TicketButtons,
    /// Messages that cannot be read.
    pub unreadable: Unreadable,
    /// Help and first contact.
    pub help: Help,
    /// When something of ours fails.
    pub failure: Failure,
    /// A reply for each kind of small talk of the lexicon.
    pub smalltalk: BTreeMap<String, Template>,
    /// Words that steer a dialog.
    pub commands: Commands,
}

/// Labels of buttons.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buttons {
    /// The answer was of use.
    pub helpful: String,
    /// The answer was of no use.
    pub unhelpful: String,
    /// Register a problem.
    pub register: String,
    /// Show one's own tickets.
    pub my_tickets: String,
    /// Send the summary.
    pub confirm: String,
    /// Correct something.
    pub correct: String,
    /// Leave the dialog.
    pub cancel: String,
    /// One step back.
    pub back: String,
    /// Skip the question.
    pub skip: String,
    /// Agree to the notice.
    pub agree: String,
    /// Do not agree to the notice.
    pub refuse: String,
}

/// Around answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The period is over: `documents`, each with its last year.
    pub over: Template,
    /// Every source belongs to another province: `region`.
    pub elsewhere: Template,
    /// Two or more readings.
    pub clarify: Template,
    /// No basis at all.
    pub no_basis: Template,
    /// The subject is covered, the asked thing is not: `asked`.
    pub no_basis_asked: Template,
    /// What is asked for where a figure is and none is given.
    pub figure: String,
    /// What the documents do say about the subject: `point`.
    pub related: Template,
    /// A region the documents are not for: `region`.
    pub no_basis_region: Template,
    /// A year the documents do not reach: `year`.
    pub no_basis_year: Template,
    /// The nearest topics: `topics`.
    pub nearest: Template,
    /// The offer to register the question.
    pub offer: Template,
    /// One line of the sources: `title`, `locator`, `region`, `period`, `over`.
    pub source: Template,
    /// Stands in a source's line when its period is over.
    pub source_over: String,
    /// Opens a list of what fits one's situation: `trade`.
    pub roundup: Template,
    /// After a button of judgement, when it was of use.
    pub judged_helpful: Template,
    /// After a button of judgement, when it was of no use.
    pub judged_unhelpful: Template,
}

/// While a dialog runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DialogPhrases {
    /// After an answer in the middle: `prompt`.
    pub resume: Template,
    /// It was cancelled.
    pub cancelled: Template,
    /// There is nothing to cancel.
    pub nothing_to_cancel: Template,
    /// This question cannot be skipped.
    pub cannot_skip: Template,
    /// There is no earlier question.
    pub no_way_back: Template,
    /// Which part is to be corrected.
    pub which: Template,
    /// One line of the summary: `label`, `value`.
    pub line: Template,
    /// Stands for what was skipped.
    pub skipped: String,
    /// Under the summary.
    pub confirm: Template,
    /// What is known already: `known`.
    pub known: Template,
    /// The enterprise did not agree to the notice.
    pub refused: Template,
    /// After several answers that do not do.
    pub stuck: Template,
    /// Hints under a prompt.
    pub hint: Template,
}

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
    /// It does not want to say it.
    pub dropped: Template,
    /// It said nothing more to its rating.
    pub no_comment: Template,
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
    /// It was closed as nothing was heard.
    pub lapsed: Template,
    /// It takes more time: `words`.
    pub extended: Template,
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
    /// It attached a file: `words` is its name.
    pub attached: Template,
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
    /// The enterprise has added something: `words`.
    pub supplied: Template,
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
    /// What happened last: `who`, `what`.
    pub card_last: Template,
    /// Whom to speak to: `contact`.
    pub details: Template,
    /// What is attached: `count`.
    pub files: Template,
    /// One line of the history: `at`, `who`, `what`, `words`.
    pub event: Template,
    /// Where everything is to be seen: `url`.
    pub page: Template,
    /// Whoever pressed or wrote is not known as staff.
    pub unlinked: Template,
    /// A message that tells of no ticket, or a ticket that is none.
    pub no_ticket: Template,
    /// It was not done: `reason`.
    pub refused: Template,
    /// It was done.
    pub done: Template,
    /// A desk is to be chosen.
    pub choose: Template,
    /// Words went to the enterprise.
    pub passed_on: Template,
    /// Only words can be passed on.
    pub words_only: Template,
    /// Somebody is known as staff from now on: `name`.
    pub linked: Template,
    /// A code that is wrong, used or too old.
    pub wrong_code: Template,
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
    /// Staff: take it.
    pub accept: String,
    /// Staff: give it to a desk.
    pub assign: String,
    /// Show it.
    pub show: String,
}

/// Messages that cannot be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unreadable {
    /// Nothing in it.
    pub empty: Template,
    /// Longer than we read: `limit`.
    pub too_long: Template,
    /// A picture.
    pub picture: Template,
    /// A voice message.
    pub voice: Template,
    /// A film.
    pub video: Template,
    /// A file.
    pub file: Template,
    /// Anything else.
    pub other: Template,
    /// A button that is too old or not ours.
    pub button: Template,
    /// Another language.
    pub language: Template,
}

/// Help and first contact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// First contact.
    pub start: Template,
    /// How it works.
    pub help: Template,
    /// Questions to try, as buttons.
    pub examples: Vec<String>,
}

/// When something of ours fails.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// A message could not be handled.
    pub apology: Template,
    /// The store cannot be written.
    pub store: Template,
    /// Too many messages.
    pub too_many: Template,
}

/// Words that steer, typed in place of a command or a button.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commands {
    /// First contact.
    pub start: Vec<String>,
    /// Help.
    pub help: Vec<String>,
    /// Register a problem.
    pub report: Vec<String>,
    /// One's own tickets.
    pub my: Vec<String>,
    /// Leave the dialog.
    pub cancel: Vec<String>,
    /// One step back.
    pub back: Vec<String>,
    /// Skip the question.
    pub skip: Vec<String>,
    /// Yes.
    pub yes: Vec<String>,
    /// No.
    pub no: Vec<String>,
    /// Correct something.
    pub correct: Vec<String>,
}
