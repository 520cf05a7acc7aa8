//! What staff do in their group: presses of the buttons on cards, replies to cards, making themselves known.

use super::Relay;
use super::act::ActError;
use super::decide::Decide;
use crate::assistant::briefing::Briefing;
use crate::desk::link;
use crate::desk::perform::{perform, sees};
use crate::desk::refusal::Refusal;
use crate::desk::who::Who;
use crate::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Press, PressAct, Ticket, TicketNumber};
use crate::store::{Notice, StoreError, Turn};

/// The command by which staff make themselves known in private.
const LINK: &str = "/link";

/// A ticket that others keep changing first is tried for so often before the store counts as failing.
const TRIES: u32 = 20;

/// What a message does that is for the desk and not for the assistant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A button on a card was pressed.
    Press {
        /// The button.
        press: Press,
        /// The card.
        card: Option<MessageId>,
        /// The user of Telegram who pressed it.
        user: u64,
    },
    /// A card was replied to.
    Reply {
        /// The card.
        card: MessageId,
        /// What was written; none for a photo and the like.
        words: Option<String>,
        /// The user of Telegram who wrote it.
        user: u64,
    },
    /// Somebody makes themselves known.
    Link {
        /// The code they sent.
        code: String,
        /// The user of Telegram they are.
        user: u64,
    },
}

/// What comes of a deed, apart from what is written.
struct Told {
    /// What is shown to whoever pressed a button.
    alert: String,
    /// The card anew.
    card: Option<Reply>,
}

impl<D: Decide> Relay<D> {
    /// What a message does, if it is for the desk.
    pub(super) fn deed(&self, message: &Message) -> Option<Deed> {
        let conversation = &message.conversation;
        if conversation.channel() != Channel::Telegram {
            return None;
        }
        let Some((group, person)) = conversation.in_group() else {
            let Content::Text(text) = &message.content else { return None };
            let code = text.trim().strip_prefix(LINK)?;
            let begins = code.is_empty() || code.starts_with(char::is_whitespace);
            let user = conversation.key().parse().ok()?;
            return begins.then(|| Deed::Link { code: code.trim().to_owned(), user });
        };
        let user = person.parse().ok()?;
        if self.staff_room.as_ref() != Some(&group) {
            return None;
        }
        let card = message.refers_to.clone();
        match &message.content {
            Content::Press(payload) => Some(Deed::Press { press: payload.parse().ok()?, card, user }),
            Content::Text(text) => Some(Deed::Reply { card: card?, words: Some(text.trim().to_owned()), user }),
            Content::Unreadable(_) => Some(Deed::Reply { card: card?, words: None, user }),
        }
    }

    /// Does what a message of staff wants and takes it out of the inbox.
    pub(super) async fn do_deed(&self, message: &Message, deed: Deed) -> Result<(), StoreError> {
        match deed {
            Deed::Link { code, user } => self.link(message, &code, user).await,
            Deed::Reply { card, words, user } => self.pass_on(message, &card, words, user).await,
            Deed::Press { press, card, user } => {
                let told = self.press(message, &press, user).await?;
                self.show(message, card, told).await;
                Ok(())
            }
        }
    }

    async fn link(&self, message: &Message, code: &str, user: u64) -> Result<(), StoreError> {
        let mut turn = self.turn_without(message);
        let now = turn.at;
        let owner = link::redeem(&*self.store, code, user, &mut turn, now).await?;
        let said = owner.map_or(Briefing::WrongCode, |staff| Briefing::Linked(staff.name));
        turn.outbox.push(Notice::plain(message.conversation.clone(), self.assistant().brief(&said)));
        self.commit(turn).await
    }

    /// Sends the words of a reply to the enterprise.
    async fn pass_on(
        &self,
        message: &Message,
        card: &MessageId,
        words: Option<String>,
        user: u64,
    ) -> Result<(), StoreError> {
        let assistant = self.assistant();
        let room = self.room_of(message);
        let said = |briefing: &Briefing<'_>| Notice::plain(room.clone(), assistant.brief(briefing));
        let Some(staff) = link::of_telegram(&*self.store, user).await? else {
            return self.end(message, vec![said(&Briefing::Unlinked)]).await;
        };
        let (Some(number), Some(words)) = (self.store.told_by(&room, card).await?, &words) else {
            let briefing = if words.is_some() { Briefing::NoTicket } else { Briefing::WordsOnly };
            return self.end(message, vec![said(&briefing)]).await;
        };
        let command = match assistant.as_answer(words) {
            Some(answer) => Command::Answer { text: answer.to_owned() },
            None => Command::Reply { text: words.clone() },
        };
        let confirm = |ticket: &Ticket| {
            let reply = assistant.brief(&Briefing::PassedOn(ticket));
            vec![Notice { to: room.clone(), reply, ticket: Some(ticket.number.clone()) }]
        };
        match self.act_in_room(message, &number, &Who::Staff(staff), &command, confirm).await? {
            Ok(_) => Ok(()),
            Err(refused) => self.end(message, vec![said(&briefing_of(&refused))]).await,
        }
    }

    /// Does what a button on a card stands for.
    async fn press(&self, message: &Message, press: &Press, user: u64) -> Result<Told, StoreError> {
        let assistant = self.assistant();
        let alert = |briefing: &Briefing<'_>| assistant.brief(briefing).text;
        let ticket = self.store.ticket(&press.number).await?;
        let staff = link::of_telegram(&*self.store, user).await?;
        let (Some(ticket), Some(staff)) = (ticket, staff.clone()) else {
            self.end(message, vec![]).await?;
            let why = if staff.is_none() { Briefing::Unlinked } else { Briefing::NoTicket };
            return Ok(Told { alert: alert(&why), card: None });
        };
        let who = Who::Staff(staff);
        if let Err(refusal) = sees(&who, &ticket, &self.office()) {
            self.end(message, vec![]).await?;
            return Ok(Told { alert: alert(&Briefing::Refused(refusal.to_string())), card: None });
        }
        let Some(command) = self.command_of(press) else {
            return self.look(message, &ticket, press.act).await;
        };
        match self.act_in_room(message, &press.number, &who, &command, |_| vec![]).await? {
            Ok(ticket) => {
                let card = Some(assistant.brief(&Briefing::Card(&ticket)));
                Ok(Told { alert: alert(&Briefing::Done(&ticket)), card })
            }
            Err(refused) => {
                self.end(message, vec![]).await?;
                // A card that shows buttons of the past is put right.
                let card = Some(assistant.brief(&Briefing::Card(&ticket)));
                Ok(Told { alert: alert(&briefing_of(&refused)), card })
            }
        }
    }

    /// The buttons that change nothing.
    async fn look(&self, message: &Message, ticket: &Ticket, act: PressAct) -> Result<Told, StoreError> {
        let assistant = self.assistant();
        let alert = |briefing: &Briefing<'_>| assistant.brief(briefing).text;
        let card = |briefing: &Briefing<'_>| Some(assistant.brief(briefing));
        let (told, notices) = match act {
            PressAct::Show => {
                let reply = assistant.brief(&Briefing::Details(ticket, self.page_of(&ticket.number)));
                let number = Some(ticket.number.clone());
                let details = Notice { to: self.room_of(message), reply, ticket: number };
                (Told { alert: String::new(), card: None }, vec![details])
            }
            PressAct::Assign => {
                (Told { alert: alert(&Briefing::Choose), card: card(&Briefing::Desks(ticket)) }, vec![])
            }
            PressAct::Back => (Told { alert: String::new(), card: card(&Briefing::Card(ticket)) }, vec![]),
            _ => {
                let refused = Briefing::Refused(Refusal::EnterpriseOnly.to_string());
                (Told { alert: alert(&refused), card: None }, vec![])
            }
        };
        self.end(message, notices).await?;
        Ok(told)
    }

    /// What a button has done with a ticket; none for those that change nothing or are not for staff.
    fn command_of(&self, press: &Press) -> Option<Command> {
        match press.act {
            PressAct::Accept => Some(Command::Accept),
            PressAct::AssignTo(place) => {
                let lead = self.office().desks().iter().nth(usize::from(place))?.id.clone();
                let reason = Some(self.assistant().passed_by_button());
                Some(Command::Assign { lead, helpers: Vec::new(), agent: None, reason })
            }
            _ => None,
        }
    }

    /// Does something with a ticket in the same transaction in which the message leaves the inbox.
    async fn act_in_room(
        &self,
        message: &Message,
        number: &TicketNumber,
        who: &Who,
        command: &Command,
        besides: impl Fn(&Ticket) -> Vec<Notice>,
    ) -> Result<Result<Ticket, ActError>, StoreError> {
        let office = self.office();
        for _ in 0..TRIES {
            let Some(mut ticket) = self.store.ticket(number).await? else { return Ok(Err(ActError::NotFound)) };
            let read_version = ticket.version();
            let mut turn = self.turn_without(message);
            if let Err(refusal) = perform(&mut ticket, who, command.clone(), &office, turn.at) {
                return Ok(Err(refusal.into()));
            }
            self.change(&mut turn, ticket.clone(), read_version, who);
            turn.outbox.extend(besides(&ticket));
            match self.commit(turn).await {
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(Ok(ticket)),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Shows what came of a press; the change is on disk, so that a failure here is only noted.
    async fn show(&self, message: &Message, card: Option<MessageId>, told: Told) {
        let (post, room) = (self.post(), self.room_of(message));
        if let Err(error) = post.acknowledge(&room, &message.id, &told.alert).await {
            tracing::debug!(?error, "a press in the staff group could not be answered");
        }
        if let (Some(card), Some(reply)) = (card, told.card)
            && let Err(error) = post.replace(&room, &card, &reply).await
        {
            tracing::debug!(?error, "a card in the staff group could not be changed");
        }
    }

    /// A turn that takes a message out of the inbox.
    fn turn_without(&self, message: &Message) -> Turn {
        let done = Some((message.conversation.clone(), message.id.clone()));
        Turn { done, at: self.now(), ..Turn::default() }
    }

    async fn end(&self, message: &Message, outbox: Vec<Notice>) -> Result<(), StoreError> {
        self.commit(Turn { outbox, ..self.turn_without(message) }).await
    }

    fn room_of(&self, message: &Message) -> ConversationId {
        message.conversation.in_group().map_or_else(|| message.conversation.clone(), |(room, _)| room)
    }

    /// Where a ticket is to be seen in a browser, if that is known.
    fn page_of(&self, number: &TicketNumber) -> Option<String> {
        self.console.as_ref().map(|console| format!("{console}/tickets/{number}"))
    }
}

fn briefing_of(refused: &ActError) -> Briefing<'static> {
    match refused {
        ActError::NotFound => Briefing::NoTicket,
        other => Briefing::Refused(other.to_string()),
    }
}
