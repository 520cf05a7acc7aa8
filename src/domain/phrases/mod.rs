//! All words the bot says, by the occasion; the words themselves are in `dialogs/phrases.toml`.

mod ticket;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::ticket::{StaffRoom, TicketAsked, TicketButtons, TicketDone, TicketPhrases, Told, ToldStaff};

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
    /// About photos and files.
    pub files: FilePhrases,
    /// About contact cards and places.
    pub shared: SharedPhrases,
    /// About words that were changed after they were sent.
    pub revised: RevisedPhrases,
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
    /// Register a trouble that was told beside a question: `trouble`.
    pub register_trouble: Template,
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
    /// Give up a registration.
    pub leave: String,
    /// Go on with it.
    pub stay: String,
    /// Opens the page of the only source.
    pub source: String,
    /// Opens the page of one of several sources: `mark`.
    pub source_marked: Template,
}

/// Around answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Something does not simply hold: `documents`, each with how it stands.
    pub over: Template,
    /// What does not simply hold, each as a part of `over`.
    pub standing: StandingPhrases,
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
    /// What was found does not hold any more: `told`.
    pub no_basis_gone: Template,
    /// The nearest topics: `topics`.
    pub nearest: Template,
    /// The offer to register the question.
    pub offer: Template,
    /// One line of the sources: `title`, `locator`, `region`, `period`, `over`.
    pub source: Template,
    /// Stands in a source's line when its period is over.
    pub source_over: String,
    /// There is nothing further on what was asked.
    pub no_more: Template,
    /// Where the last answer stands, above the list of its sources: `documents`.
    pub rests_on: Template,
    /// What all answers rest on: `documents`.
    pub documents: Template,
    /// A document whose period has ended: `document`, `year`.
    pub ended: Template,
    /// A document whose period goes on: `document`, `year`.
    pub holds: Template,
    /// A trouble that was told beside a question: `trouble`.
    pub also_trouble: Template,
    /// A trouble whose category is not clear.
    pub some_trouble: String,
    /// Troubles that are told beside the one that is registered now: `troubles`.
    pub troubles_left: Template,
    /// What is kept about the sender, and how to have it changed.
    pub data: Template,
    /// Opens a list of what fits one's situation.
    pub roundup: Template,
    /// One line of that list: `term`, `point`.
    pub roundup_line: Template,
    /// After a button of judgement, when it was of use.
    pub judged_helpful: Template,
    /// After a button of judgement, when it was of no use.
    pub judged_unhelpful: Template,
}

/// How a document or a point stands that does not simply hold; each has its `name`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingPhrases {
    /// Its first day is still to come: `day`.
    pub not_yet: Template,
    /// Its last day is over: `year`.
    pub ended: Template,
    /// Of everything cited the last day is over.
    pub all_ended: String,
    /// It was withdrawn.
    pub withdrawn: Template,
    /// It was withdrawn: `day`.
    pub withdrawn_on: Template,
    /// Something else holds in its place: `by`.
    pub superseded: Template,
}

/// While a dialog runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DialogPhrases {
    /// Where a whole group would read along.
    pub in_group: String,
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
    /// It is asked whether to give up.
    pub leaving: Template,
    /// What was told beside the question is kept.
    pub kept: String,
    /// Why these things are asked and who reads them.
    pub why: Template,
    /// What happens once a problem is registered: for questions about the registering itself.
    pub service: Template,
    /// After several answers that do not do.
    pub stuck: Template,
    /// Hints under a prompt.
    pub hint: Template,
}

/// About photos and files; what came before there is a ticket is held until there is one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePhrases {
    /// They came alone and are held: `count`.
    pub kept: Template,
    /// They came with words that were answered, and are held: `count`.
    pub held: Template,
    /// They will be attached to what is being registered: `count`.
    pub draft: Template,
    /// In the summary: `count`.
    pub line: Template,
    /// They were attached to what was registered: `count`.
    pub attached: Template,
    /// They were attached along with words: `count`.
    pub also: Template,
    /// One did not arrive.
    pub not_fetched: Template,
    /// One is larger than a ticket takes.
    pub too_large: Template,
    /// One is none that is taken: `reason`.
    pub unfit: Template,
    /// No more are held: `most`, `megabytes`.
    pub no_room: Template,
    /// No more are held for anybody just now.
    pub busy: Template,
    /// They were held too long, and were to be attached: `count`.
    pub missing: Template,
    /// They were held too long: `count`.
    pub expired: Template,
    /// They were let go of.
    pub dropped: Template,
    /// There are none any more.
    pub gone: Template,
}

/// About contact cards and places.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedPhrases {
    /// Whom to speak to was kept: `name`, `phone`.
    pub contact: Template,
    /// The name was kept, the number is none: `name`.
    pub contact_name: Template,
    /// The number was kept, the name is none: `phone`.
    pub contact_phone: Template,
    /// Neither could be read.
    pub contact_unclear: Template,
    /// The line about a place in what is registered: `words`, `north`, `east`.
    pub place: Template,
    /// The same for a mere point: `north`, `east`.
    pub point: Template,
    /// A place was kept: `region`.
    pub place_in: Template,
    /// A place was kept whose region is not clear.
    pub place_unclear: Template,
    /// Follows where nothing is being registered.
    pub later: Template,
}

/// About words that were changed after they were sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevisedPhrases {
    /// They stand in what is being registered.
    pub draft: Template,
    /// What the ticket gets in whose words they stand: `words`.
    pub supplied: Template,
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
    /// Words of somebody else that were passed on.
    pub forwarded: Template,
}

/// Help and first contact.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// First contact.
    pub start: Template,
    /// Follows `start` for those who come from a place: `region`.
    pub start_region: Template,
    /// How it works.
    pub help: Template,
    /// Questions to try, as buttons.
    pub examples: Vec<String>,
    /// Which service outside reads along, where one does: `service`.
    pub outside: Template,
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
    /// Where the last answer stands.
    pub source: Vec<String>,
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
    /// The fields of a registration by what people call them, by slot.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Words that say what a photo or a file shows.
    pub captions: Vec<String>,
    /// Words by which somebody registers for another firm than before.
    pub another_firm: Vec<String>,
    /// Words that urge.
    pub urge: Vec<String>,
    /// Of one's own ticket: it is solved.
    pub solved: Vec<String>,
    /// Of one's own ticket: it is not.
    pub unsolved: Vec<String>,
    /// Take one's own ticket back.
    pub withdraw: Vec<String>,
    /// Add something to one's own ticket.
    pub supply: Vec<String>,
    /// Thanks, that may follow any of these.
    pub thanks: Vec<String>,
    /// Marks from 1 to 5, each in the ways in which people write it.
    pub marks: [Vec<String>; 5],
}
