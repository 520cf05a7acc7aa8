//! What the assistant decides about one message: replies to give and effects for others to carry out.

use jiff::Timestamp;

use crate::domain::attachment::Attached;
use crate::domain::conversation::Conversation;
use crate::domain::point::Reference;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Draft, Ticket, TicketNumber};
use crate::judge::{Judged, Request};

/// What the relay has fetched for the assistant.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The enterprise's own tickets, newest first; an older one that the message is about comes last.
    pub tickets: Vec<Ticket>,
    /// The ticket told of by the message to which this one is the answer.
    pub refers_to: Option<TicketNumber>,
    /// A ticket of another conversation, whose number and secret code the message gives.
    pub looked_up: Option<Ticket>,
    /// The files that came with the message, each held for its conversation.
    pub files: Vec<Brought>,
    /// What judges outside have said to the message, in the order in which they were asked.
    pub judged: Vec<Judged>,
}

/// A file that came with a message, or why it is not taken.
pub type Brought = Result<Attached, Unfit>;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It did not arrive.
    NotFetched,
    /// It is larger than a ticket takes.
    TooLarge,
    /// No more can be held just now, for whomever.
    NoRoom,
    /// It is none that is taken, as these words say.
    Refused(String),
}

/// The ticket that files are attached to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The one that the effect before registers.
    New,
    /// One of the enterprise's own.
    Own(TicketNumber),
}

/// What the assistant has to know before it can decide; asked again with the answer in [`Known`], it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// How somebody outside judges the message; that none of them says anything is an answer, too.
    Judgement(Box<Request>),
}

/// Something to be carried out by the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Register a problem.
    Register(Draft),
    /// Do something with one of the enterprise's own tickets.
    Act {
        /// Which.
        number: TicketNumber,
        /// What.
        command: Command,
    },
    /// Attach files that are held for the conversation.
    Attach {
        /// To which ticket.
        to: To,
        /// The files.
        files: Vec<Attached>,
    },
    /// Note that an answer was of use, or was not.
    Judged {
        /// The card that answered.
        card: Option<String>,
        /// The points that were shown, best first.
        points: Vec<Reference>,
        /// Whether it was of use.
        helpful: bool,
    },
}

/// The decision about one message; a value, so that it is tested without a store, a clock or a network.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What to say.
    pub replies: Vec<Reply>,
    /// The conversation as it stands afterwards.
    pub conversation: Conversation,
    /// What to do.
    pub effects: Vec<Effect>,
    /// Whether it moved a running dialog or anything else that a power failure must not take.
    pub durable: bool,
}

/// What the desk has done.
#[derive(Debug, Clone)]
pub enum Done {
    /// A ticket was registered (and is on disk before the reply is sent).
    Registered(Box<Ticket>),
    /// Something was done with one of its tickets.
    Acted {
        /// The ticket as it is now.
        ticket: Box<Ticket>,
        /// The version it had before.
        since: usize,
    },
    /// Nothing was done with one of its tickets, as it has gone on since.
    Past(Box<Ticket>),
    /// Something was not done with one of its tickets.
    Refused {
        /// Why, in words for the enterprise.
        reason: String,
    },
    /// So many files were not attached, because they are not there any more.
    Missing(usize),
    /// The enterprise has no such ticket.
    NoSuchTicket,
    /// A judgement was noted.
    Judged {
        /// When.
        at: Timestamp,
    },
}
