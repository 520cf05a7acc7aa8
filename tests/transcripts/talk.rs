//! A conversation with the assistant at a fixed time, the desk played by the test.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::assistant::outcome::{Done, Effect, Known, To};
use zhuqi::config::Settings;
use zhuqi::desk::office::Office;
use zhuqi::desk::perform::perform;
use zhuqi::desk::refusal::Refusal;
use zhuqi::desk::submit::submit;
use zhuqi::desk::who::Who;
use zhuqi::domain::attachment::{Attached, MediaType};
use zhuqi::domain::conversation::Conversation;
use zhuqi::domain::message::{Attachment, Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::{Button, Reply};
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Command, Draft, Ticket, TicketNumber};

use crate::script::Line;
use crate::shown;

/// Stands for the secret of a ticket, which is another one each time.
const CODE: &str = "A7C9-EXAMPLE";

/// The assistant with the knowledge and the dialogs that are shipped.
pub(crate) fn assistant() -> Arc<Assistant> {
    app::assistant(&settings()).unwrap()
}

fn settings() -> Settings {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut settings = Settings::default();
    settings.knowledge.dir = package.join("knowledge");
    settings.dialogs.dir = package.join("dialogs");
    settings
}

/// A Monday morning in 北京时间.
const START: &str = "2026-01-05T02:00:00Z";

/// A conversation and what was said in it so far.
pub(crate) struct Talk {
    assistant: Arc<Assistant>,
    office: Arc<Office>,
    conversation: Conversation,
    known: Known,
    /// Every button shown, newest last.
    buttons: Vec<Button>,
    messages: usize,
    now: Timestamp,
    /// The conversation as the snapshot shows it.
    pub(crate) protocol: String,
}

impl Talk {
    pub(crate) fn new(assistant: Arc<Assistant>, channel: Channel) -> Self {
        let conversation = Conversation::new(ConversationId::new(channel, "1").unwrap());
        let (known, buttons) = (Known::default(), Vec::new());
        let office = app::office(&settings(), &assistant).unwrap();
        Self {
            assistant,
            office,
            conversation,
            known,
            buttons,
            messages: 0,
            now: START.parse().unwrap(),
            protocol: String::new(),
        }
    }

    /// Sends one line and notes what comes back.
    pub(crate) fn say(&mut self, line: &Line) {
        match line {
            Line::Later(minutes) => {
                writeln!(self.protocol, "({minutes} minutes later)\n").unwrap();
                self.now += SignedDuration::from_mins(*minutes);
                return;
            }
            Line::Staff(act, words) => return self.staff(act, words),
            _ => {}
        }
        let (shown, content) = self.content(line);
        writeln!(self.protocol, "{shown}").unwrap();
        self.messages += 1;
        let id = MessageId(self.messages.to_string());
        let message = Message::new(id, self.conversation.id.clone(), content, self.now);
        self.known.refers_to = None;
        self.known.files.clear();
        match line {
            Line::Answered(_) => self.known.refers_to = self.known.tickets.first().map(|ticket| ticket.number.clone()),
            Line::Photo(_) => self.known.files.push(Ok(photo(self.messages))),
            _ => {}
        }
        let outcome = self.assistant.reply(self.conversation.clone(), &message, &self.known, self.now).unwrap();
        self.conversation = outcome.conversation;
        self.note(outcome.replies);
        let mut done = Vec::new();
        for effect in outcome.effects {
            self.protocol += &shown::effect(&effect);
            self.carry_out(effect, &mut done);
        }
        for done in done {
            let replies = self.assistant.report(&mut self.conversation, &done);
            self.note(replies);
        }
        self.protocol.push('\n');
    }

    /// Staff do something with the newest ticket; the enterprise is told where it can be.
    fn staff(&mut self, act: &str, words: &str) {
        writeln!(self.protocol, "staff: {act} {words}").unwrap();
        let text = words.to_owned();
        let (who, command) = match act {
            "受理" => (agent(), Command::Accept),
            "追问" => (agent(), Command::Ask { question: text }),
            "回复" => (agent(), Command::Reply { text }),
            "答复" => (agent(), Command::Answer { text }),
            "催补" => (Who::System, Command::Prompt),
            "提醒" => (Who::System, Command::Remind),
            "办结" => (Who::System, Command::Lapse),
            _ => panic!("staff do not know how to “{act}”"),
        };
        let (office, now) = (self.office.clone(), self.now);
        let ticket = self.known.tickets.first_mut().expect("a ticket");
        let before = ticket.version();
        perform(ticket, &who, command, &office, now).unwrap();
        let ticket = ticket.clone();
        if self.conversation.id.channel().can_push() {
            let told =
                ticket.events[before..].iter().filter_map(|event| self.assistant.tell_enterprise(&ticket, event));
            let told = told.collect();
            self.note(told);
        }
        self.protocol.push('\n');
    }

    fn content(&self, line: &Line) -> (String, Content) {
        match line {
            Line::Words(words) => (format!("> {words}"), Content::Text(words.clone())),
            Line::Repeated(words, count) => (format!("({words} × {count})"), Content::Text(words.repeat(*count))),
            Line::Press(label) => {
                let button = self.buttons.iter().rev().find(|button| button.label == *label);
                let button = button.unwrap_or_else(|| panic!("no button “{label}” was shown:\n{}", self.protocol));
                (format!("[{label}]"), Content::Press(button.payload.clone()))
            }
            Line::Forged(payload) => (format!("[!{payload}]"), Content::Press(payload.clone())),
            Line::Answered(words) => (format!(">> {words}"), Content::Text(words.clone())),
            Line::Photo(words) if words.is_empty() => ("(photo)".to_owned(), Content::Unreadable(Attachment::Picture)),
            Line::Photo(words) => (format!("(photo {words})"), Content::Text(words.clone())),
            Line::Staff(..) | Line::Later(_) => unreachable!("nothing is sent"),
            Line::Sent(attachment) => (format!("({attachment:?})"), Content::Unreadable(*attachment)),
        }
    }

    fn note(&mut self, replies: Vec<Reply>) {
        for reply in replies {
            let length = reply.text.chars().count();
            assert!(length <= Reply::MAX_CHARS, "{length} characters are too many for a phone:\n{}", reply.text);
            self.protocol += &shown::reply(&reply);
            self.buttons.extend(reply.buttons);
        }
    }

    /// What the desk does, with a number and a secret that are always the same; what is done with one ticket is told once.
    fn carry_out(&mut self, effect: Effect, done: &mut Vec<Done>) {
        match effect {
            Effect::Register(draft) => done.push(Done::Registered(Box::new(self.register(draft)))),
            Effect::Act { number, command } => self.act(&number, command, done),
            Effect::Attach { to: To::Own(number), files } => {
                files.into_iter().for_each(|file| self.act(&number, Command::Attach { file }, done));
            }
            Effect::Attach { to: To::New, files } => {
                let ticket = self.known.tickets.first_mut().expect("the new ticket");
                for file in files {
                    perform(ticket, &Who::Enterprise, Command::Attach { file }, &self.office, self.now).unwrap();
                }
                done.pop();
                done.push(Done::Registered(Box::new(ticket.clone())));
            }
            Effect::Judged { .. } => done.push(Done::Judged { at: self.now }),
        }
    }

    fn register(&mut self, draft: Draft) -> Ticket {
        let count = u32::try_from(self.known.tickets.len()).unwrap() + 1;
        let number = TicketNumber::new(date(2026, 1, 5), count);
        let (ticket, _) = submit(draft, Some(self.conversation.id.clone()), number, &self.office, self.now);
        let ticket = Ticket { code: CODE.to_owned(), ..ticket };
        self.known.tickets.insert(0, ticket.clone());
        ticket
    }

    fn act(&mut self, number: &TicketNumber, command: Command, done: &mut Vec<Done>) {
        let Some(ticket) = self.known.tickets.iter_mut().find(|ticket| ticket.number == *number) else {
            return done.push(Done::NoSuchTicket);
        };
        let version = ticket.version();
        let next = match perform(ticket, &Who::Enterprise, command, &self.office, self.now) {
            Ok(()) => Done::Acted { ticket: Box::new(ticket.clone()), since: version },
            Err(Refusal::Illegal(_)) => Done::Past(Box::new(ticket.clone())),
            Err(refusal) => Done::Refused { reason: refusal.to_string() },
        };
        match (done.last_mut(), next) {
            (Some(Done::Acted { ticket: known, .. }), Done::Acted { ticket, .. }) => *known = ticket,
            (_, next) => done.push(next),
        }
    }
}

fn agent() -> Who {
    Who::Staff(Staff {
        id: StaffId::new("jingban").unwrap(),
        name: "某经办".to_owned(),
        role: Role::Agent,
        region: None,
        desk: None,
        telegram: None,
        disabled: false,
    })
}

fn photo(number: usize) -> Attached {
    Attached { digest: format!("{number:064}"), name: "照片.jpg".to_owned(), media: MediaType::Jpeg, bytes: 1000 }
}
