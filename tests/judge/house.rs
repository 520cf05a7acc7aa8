//! The shipped assistant behind a relay over a store in memory, asking a model.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use zhuqi::app;
use zhuqi::assistant::{Assistant, Consults};
use zhuqi::config::{Judge, Settings};
use zhuqi::desk::submit::submit;
use zhuqi::desk::who::Who;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::Reply;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Category, Command, Draft, Ticket, TicketNumber};
use zhuqi::judge::model::Model;
use zhuqi::relay::Relay;
use zhuqi::store::memory::MemoryStore;
use zhuqi::store::{Store, Turn};

/// How the service is called in tests.
pub(crate) const SERVICE: &str = "某某判读服务";

pub(crate) fn settings() -> Settings {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut settings = Settings::default();
    settings.knowledge.dir = package.join("knowledge");
    settings.dialogs.dir = package.join("dialogs");
    settings
}

/// The shipped assistant, which asks about every message.
pub(crate) fn assistant() -> Arc<Assistant> {
    static READ: OnceLock<Arc<Assistant>> = OnceLock::new();
    let read = || {
        let mut settings = settings();
        settings.judge.base_url = Some("http://127.0.0.1:9/v1".parse().unwrap());
        settings.judge.model = Some("fake".to_owned());
        settings.judge.name = Some(SERVICE.to_owned());
        app::assistant_consulting(&settings, Consults::Always).unwrap()
    };
    READ.get_or_init(read).clone()
}

pub(crate) struct House {
    pub(crate) relay: Arc<Relay>,
    pub(crate) store: Arc<MemoryStore>,
}

pub(crate) fn chat(key: impl ToString) -> ConversationId {
    ConversationId::new(Channel::Web, key.to_string()).unwrap()
}

impl House {
    /// A house whose assistant asks the model of these settings.
    pub(crate) fn asking(judge: &Judge) -> Self {
        let (store, assistant) = (Arc::new(MemoryStore::new()), assistant());
        let office = app::office(&settings(), &assistant).unwrap();
        let relay = Relay::new(store.clone(), assistant, office, app::clock());
        let model = Model::new(judge).unwrap().map(Arc::new);
        Self { relay: Arc::new(relay.with_judge(model)), store }
    }

    /// What is replied to a message.
    pub(crate) async fn say(&self, chat: &ConversationId, text: &str) -> Vec<Reply> {
        self.relay.converse(self.message(chat, text)).await.unwrap()
    }

    pub(crate) fn message(&self, chat: &ConversationId, text: &str) -> Message {
        let id = MessageId(uuid::Uuid::new_v4().to_string());
        Message::new(id, chat.clone(), Content::Text(text.to_owned()), self.relay.now())
    }

    /// A ticket of a conversation that staff have answered.
    pub(crate) async fn answered(&self, chat: &ConversationId, count: u32) -> Ticket {
        let draft = Draft {
            enterprise: "某某机械有限公司".to_owned(),
            credit_code: None,
            contact: "某某".to_owned(),
            phone: None,
            region: Some("四平市铁西区".to_owned()),
            category: Some(Category::Power),
            description: "车间这两天老停电".to_owned(),
        };
        let at = self.relay.now();
        let number = TicketNumber::new(zhuqi::domain::calendar::day(at), count);
        let (ticket, _) = submit(draft, Some(chat.clone()), number.clone(), &self.relay.office(), at);
        self.store.commit(Turn { new_tickets: vec![ticket], at, ..Turn::default() }).await.unwrap();
        let staff = Staff {
            id: StaffId::new("jingban").unwrap(),
            name: "某经办".to_owned(),
            role: Role::Admin,
            region: None,
            desk: None,
            telegram: None,
            disabled: false,
        };
        for command in [Command::Accept, Command::Start, Command::Answer { text: "线路已经检修".to_owned() }] {
            self.relay.act(&number, None, &Who::Staff(staff.clone()), &command).await.unwrap();
        }
        self.ticket(&number).await
    }

    pub(crate) async fn ticket(&self, number: &TicketNumber) -> Ticket {
        self.store.ticket(number).await.unwrap().unwrap()
    }
}
