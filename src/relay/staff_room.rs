//! What staff do in their group: presses of the buttons on cards, replies to cards, making themselves known.

use std::time::Duration;

use super::act::{ActError, TRIES};
use super::decide::Decide;
use super::deed::Deed;
use super::serving::Serving;
use super::{Relay, SendError};
use crate::assistant::briefing::Briefing;
use crate::desk::link;
use crate::desk::perform::{perform, sees};
use crate::desk::refusal::Refusal;
use crate::desk::who::Who;
use crate::domain::message::{Message, MessageId};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Illegal, Press, PressAct, Ticket, TicketNumber};
use crate::store::{Form, Notice, StoreError, Turn};

/// Whoever has pressed a button waits for others no longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What comes of a press, apart from what is written.
struct Told {
    /// What is shown to whoever pressed the button.
    alert: String,
    /// The message with the button anew, where only its buttons change.
    view: Option<Reply>,
}

/// What is to be done with a ticket.
struct Wish {
    command: Command,
    /// The version of the ticket for which it was wished, if that matters.
    seen: Option<usize>,
}

impl From<Command> for Wish {
    fn from(command: Command) -> Self {
        Self { command, seen: None }
    }
}

impl<D: Decide> Relay<D> {
    /// Does what a message of staff wants and takes it out of the inbox.
    pub(super) async fn do_deed(&self, serving: &Serving<D>, message: &Message, deed: Deed) -> Result<(), StoreError> {
        match deed {
            Deed::Link { code, user } => self.link(serving, message, &code, user).await,
            Deed::LinkInGroup => self.say(serving, message, &Briefing::LinkInPrivate).await,
            Deed::Help => self.say(serving, message, &Briefing::Help).await,
            Deed::Group => {
                let number = message.conversation.group_key().to_owned();
                self.say(serving, message, &Briefing::Group(number)).await
            }
            Deed::Today => {
                let digest = self.digest(serving).await?;
                self.end(message, vec![Notice::plain(self.room_of(message), digest)]).await
            }
            Deed::Reply { card, words, user } => self.pass_on(serving, message, &card, words, user).await,
            Deed::Press { press, card, user } => {
                let told = self.press(serving, message, &press, card.as_ref(), user).await?;
                self.show(message, card, told).await;
                Ok(())
            }
        }
    }

    async fn link(&self, serving: &Serving<D>, message: &Message, code: &str, user: u64) -> Result<(), StoreError> {
        let mut turn = self.turn_without(message);
        let now = turn.at;
        let owner = link::redeem(&*self.store, code, user, &mut turn, now).await?;
        let said = owner.map_or(Briefing::WrongCode, |staff| Briefing::Linked(staff.name));
        turn.outbox.push(Notice::plain(message.conversation.clone(), serving.assistant.brief(&said)));
        self.commit(turn).await
    }

    /// Sends the words of a reply to the enterprise.
    async fn pass_on(
        &self,
        serving: &Serving<D>,
        message: &Message,
        card: &MessageId,
        words: Option<String>,
        user: Option<u64>,
    ) -> Result<(), StoreError> {
        let assistant = &serving.assistant;
        let room = self.room_of(message);
        let Some(user) = user else { return self.say(serving, message, &Briefing::Anonymous).await };
        let Some(staff) = link::of_telegram(&*self.store, user).await? else {
            return self.say(serving, message, &Briefing::Unlinked).await;
        };
        let (Some(number), Some(words)) = (self.store.told_by(&room, card).await?, &words) else {
            return self
                .say(serving, message, if words.is_some() { &Briefing::NoTicket } else { &Briefing::WordsOnly })
                .await;
        };
        let command = match assistant.as_answer(words) {
            Some(answer) => Command::Answer { text: answer.to_owned() },
            None => Command::Reply { text: words.clone() },
        };
        let confirm = |ticket: &Ticket| {
            let reply = assistant.brief(&Briefing::PassedOn(ticket));
            vec![Notice::about(&ticket.number, room.clone(), reply, Form::Message)]
        };
        match self.act_in_room(serving, message, &number, &Who::Staff(staff), command.into(), confirm).await? {
            Ok(_) => Ok(()),
            Err(refused) => self.say(serving, message, &briefing_of(&refused)).await,
        }
    }

    /// Does what a button on a card stands for.
    async fn press(
        &self,
        serving: &Serving<D>,
        message: &Message,
        press: &Press,
        card: Option<&MessageId>,
        user: u64,
    ) -> Result<Told, StoreError> {
        let ticket = self.store.ticket(&press.number).await?;
        let staff = link::of_telegram(&*self.store, user).await?;
        let Some(staff) = staff else { return self.only_tell(serving, message, &Briefing::Unlinked).await };
        let Some(ticket) = ticket else { return self.only_tell(serving, message, &Briefing::NoTicket).await };
        let who = Who::Staff(staff);
        if let Err(refusal) = sees(&who, &ticket, &serving.office) {
            return self.only_tell(serving, message, &Briefing::Refused(refusal.to_string())).await;
        }
        if press.act != PressAct::Show && self.is_superseded(message, &press.number, card).await? {
            return self.only_tell(serving, message, &Briefing::Superseded).await;
        }
        let Some(wish) = self.wish_of(serving, press) else {
            return self.look(serving, message, &ticket, &press.act).await;
        };
        match self.act_in_room(serving, message, &press.number, &who, wish, |_| vec![]).await? {
            Ok(ticket) => Ok(Told { alert: serving.assistant.brief(&Briefing::Done(&ticket)).text, view: None }),
            Err(refused) => {
                // A card that shows buttons of the past is put right.
                self.end(message, vec![self.redrawn(serving, &self.room_of(message), &ticket)]).await?;
                Ok(Told { alert: serving.assistant.brief(&briefing_of(&refused)).text, view: None })
            }
        }
    }

    /// Whether a newer card has taken the place of the one that a button stands under.
    async fn is_superseded(
        &self,
        message: &Message,
        ticket: &TicketNumber,
        card: Option<&MessageId>,
    ) -> Result<bool, StoreError> {
        let cards = self.cards(&self.room_of(message), ticket).await?;
        let earlier = cards.split_last().map_or(&[][..], |(_, earlier)| earlier);
        Ok(card.is_some_and(|card| earlier.contains(card)))
    }

    /// The buttons that change nothing.
    async fn look(
        &self,
        serving: &Serving<D>,
        message: &Message,
        ticket: &Ticket,
        act: &PressAct,
    ) -> Result<Told, StoreError> {
        let assistant = &serving.assistant;
        let shown = |briefing: &Briefing<'_>| Some(assistant.brief(briefing));
        let refused = |refusal: Refusal| Briefing::Refused(refusal.to_string());
        let told = match act {
            PressAct::Show => {
                let reply = assistant.brief(&Briefing::Details(ticket, self.page_of(&ticket.number)));
                let details = Notice::about(&ticket.number, self.room_of(message), reply, Form::Message);
                self.end(message, vec![details]).await?;
                return Ok(Told { alert: String::new(), view: None });
            }
            PressAct::Assign if ticket.can_be_assigned() => {
                Told { alert: assistant.brief(&Briefing::Choose).text, view: shown(&Briefing::Desks(ticket)) }
            }
            PressAct::AssignByPlace if ticket.can_be_assigned() => {
                Told { alert: assistant.brief(&Briefing::ChooseAnew).text, view: shown(&Briefing::Desks(ticket)) }
            }
            PressAct::Assign | PressAct::AssignByPlace => {
                let illegal = Illegal { status: ticket.status(), change: "派单" };
                return self.only_tell(serving, message, &refused(illegal.into())).await;
            }
            PressAct::Back => Told { alert: String::new(), view: shown(&Briefing::Card(ticket)) },
            _ => return self.only_tell(serving, message, &refused(Refusal::EnterpriseOnly)).await,
        };
        self.end(message, vec![]).await?;
        Ok(told)
    }

    /// What a button has done with a ticket; none for those that change nothing or are not for staff.
    fn wish_of(&self, serving: &Serving<D>, press: &Press) -> Option<Wish> {
        match &press.act {
            PressAct::Accept => Some(Command::Accept.into()),
            PressAct::AssignTo { desk, version } => {
                let lead = desk.clone();
                let reason = Some(serving.assistant.passed_by_button());
                let command = Command::Assign { lead, helpers: Vec::new(), agent: None, reason };
                // Of two who choose a desk at once the second has not seen what the first has done.
                Some(Wish { command, seen: usize::try_from(*version).ok() })
            }
            _ => None,
        }
    }

    /// Does something with a ticket in the same transaction in which the message leaves the inbox.
    async fn act_in_room(
        &self,
        serving: &Serving<D>,
        message: &Message,
        number: &TicketNumber,
        who: &Who,
        wish: Wish,
        besides: impl Fn(&Ticket) -> Vec<Notice>,
    ) -> Result<Result<Ticket, ActError>, StoreError> {
        let office = &serving.office;
        for _ in 0..TRIES {
            let Some(mut ticket) = self.store.ticket(number).await? else { return Ok(Err(ActError::NotFound)) };
            let read_version = ticket.version();
            if wish.seen.is_some_and(|seen| seen != read_version) {
                return Ok(Err(ActError::Stale));
            }
            let mut turn = self.turn_without(message);
            if let Err(refusal) = perform(&mut ticket, who, wish.command.clone(), office, turn.at) {
                return Ok(Err(refusal.into()));
            }
            self.change(serving, &mut turn, ticket.clone(), read_version, who);
            turn.outbox.extend(besides(&ticket));
            match self.commit(turn).await {
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(Ok(ticket)),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Shows what came of a press; what it has changed is on disk, so that a failure here is only noted.
    async fn show(&self, message: &Message, card: Option<MessageId>, told: Told) {
        let (post, room) = (self.post(), self.room_of(message));
        if let Err(error) = post.acknowledge(&room, &message.id, &told.alert).await {
            tracing::debug!(?error, "a press in the staff group could not be answered");
        }
        let (Some(card), Some(view)) = (card, told.view) else { return };
        let mut shown = post.replace(&room, &card, &view).await;
        if let Err(SendError::Wait(time)) = shown
            && time <= LONGEST_WAIT
        {
            tokio::time::sleep(time).await;
            shown = post.replace(&room, &card, &view).await;
        }
        if let Err(error) = shown {
            tracing::debug!(?error, "the buttons of a card in the staff group could not be changed");
        }
    }

    /// Takes a press out of the inbox of which nothing comes but words.
    async fn only_tell(
        &self,
        serving: &Serving<D>,
        message: &Message,
        briefing: &Briefing<'_>,
    ) -> Result<Told, StoreError> {
        self.end(message, vec![]).await?;
        Ok(Told { alert: serving.assistant.brief(briefing).text, view: None })
    }

    /// Takes a message out of the inbox and answers it where it was said.
    async fn say(&self, serving: &Serving<D>, message: &Message, briefing: &Briefing<'_>) -> Result<(), StoreError> {
        self.end(message, vec![Notice::plain(self.room_of(message), serving.assistant.brief(briefing))]).await
    }

    /// A turn that takes a message out of the inbox.
    fn turn_without(&self, message: &Message) -> Turn {
        let done = vec![(message.conversation.clone(), message.id.clone())];
        Turn { done, at: self.now(), ..Turn::default() }
    }

    async fn end(&self, message: &Message, outbox: Vec<Notice>) -> Result<(), StoreError> {
        self.commit(Turn { outbox, ..self.turn_without(message) }).await
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
