//! A ticket, an office with the shipped desks and calendar, and people.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::date;
use zhuqi::content;
use zhuqi::desk::office::Office;
use zhuqi::desk::perform::perform;
use zhuqi::desk::refusal::Refusal;
use zhuqi::desk::submit::submit;
use zhuqi::desk::who::Who;
use zhuqi::domain::ids::{DeskId, ProfileId};
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Category, Command, Draft, Ticket, TicketNumber};

/// An office with the shipped desks and calendar and 1, 3 and 15 working days.
pub(crate) fn office() -> Arc<Office> {
    static OFFICE: OnceLock<Arc<Office>> = OnceLock::new();
    let load = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let content = content::load(&root.join("knowledge"), &root.join("dialogs")).edition.unwrap();
        let profile = content.desks.profile(&ProfileId::new("working-days").unwrap()).unwrap().clone();
        Arc::new(Office::new(content.knowledge, content.calendar, content.desks, profile))
    };
    OFFICE.get_or_init(load).clone()
}

/// A moment in 北京时间.
pub(crate) fn at(wall: &str) -> Timestamp {
    format!("{wall}:00+08:00").parse().unwrap()
}

/// A ticket about power in 四平市铁西区, registered on a Monday morning.
pub(crate) fn ticket() -> Ticket {
    ticket_in(Some("四平市铁西区"), Some(Category::Power), 1)
}

pub(crate) fn ticket_in(region: Option<&str>, category: Option<Category>, count: u32) -> Ticket {
    let draft = Draft {
        enterprise: "某某机械有限公司".to_owned(),
        credit_code: None,
        contact: "某某".to_owned(),
        phone: None,
        region: region.map(str::to_owned),
        category,
        description: "车间这两天老停电".to_owned(),
    };
    let conversation = ConversationId::new(Channel::Telegram, "1").unwrap();
    let number = TicketNumber::new(date(2026, 3, 2), count);
    submit(draft, Some(conversation), number, &office(), at("2026-03-02T10:00")).0
}

pub(crate) fn staff(role: Role, region: Option<&str>) -> Who {
    Who::Staff(Staff {
        id: StaffId::new("sample").unwrap(),
        name: "某工作人员".to_owned(),
        role,
        region: region.map(str::to_owned),
        desk: None,
        telegram: None,
        disabled: false,
    })
}

pub(crate) fn agent() -> Who {
    staff(Role::Agent, None)
}

pub(crate) fn supervisor() -> Who {
    staff(Role::Supervisor, None)
}

/// Does something with a ticket at a wall-clock time.
pub(crate) fn act(ticket: &mut Ticket, who: &Who, wall: &str, command: Command) -> Result<(), Refusal> {
    perform(ticket, who, command, &office(), at(wall))
}

pub(crate) fn answer() -> Command {
    Command::Answer { text: "线路已经检修".to_owned() }
}

pub(crate) fn assign(desk: &str, reason: Option<&str>) -> Command {
    let lead = DeskId::new(desk).unwrap();
    Command::Assign { lead, helpers: vec![], agent: None, reason: reason.map(str::to_owned) }
}
