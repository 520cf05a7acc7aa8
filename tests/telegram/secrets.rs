//! The log of a run full of faults holds no token, no name and no word of a message.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::runtime::Builder;
use tracing_subscriber::fmt::MakeWriter;
use zhuqi::domain::reply::{Kind, Reply};

use crate::bench::{Bench, SOON};
use crate::fake_bot_api::{FakeBotApi, Fault, TOKEN};
use crate::sending::send;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics with it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn nothing_secret_is_logged() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).with_ansi(false);
    // The server runs elsewhere: what it logs is Telegram's business, not ours.
    let elsewhere = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let fake = elsewhere.block_on(FakeBotApi::start());
    let here = Builder::new_current_thread().enable_all().build().unwrap();
    let _logging = tracing::subscriber::set_default(subscriber.finish());
    let errors = here.block_on(run_with_faults(fake));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap() + &errors;
    let secret = TOKEN.split_once(':').unwrap().1;
    for hidden in [secret, "秘密的话", "秘密的回复", "某某"] {
        assert!(!log.contains(hidden), "the log holds {hidden}:\n{log}");
    }
    for told in ["skipped update", "steps down", "trying again", "cannot take messages"] {
        assert!(log.contains(told), "the log lacks “{told}”:\n{log}");
    }
}

/// Provokes every fault there is, and gives what errors and Debug forms say.
async fn run_with_faults(fake: FakeBotApi) -> String {
    for fault in faults() {
        fake.fail("getMe", None, 1, fault);
    }
    fake.fail("getUpdates", None, 1, Fault::conflict());
    for fault in faults() {
        fake.fail("getUpdates", None, 1, fault);
    }
    fake.add_person(7);
    fake.enqueue_raw("message", json!({"text": "秘密的话", "from": {"first_name": "某某"}}));
    fake.say(7, "秘密的话");
    let bench = Bench::start_with(fake);
    bench.inbox.fail(2);
    bench.inbox.wait_for(1).await;
    bench.fake.wait_until_all_confirmed(SOON).await;
    let mut told = format!("{:?}", bench.telegram);
    let mut all = faults();
    all.push(Fault::refuse(400, "Bad Request: can't parse entities: 秘密的回复"));
    all.push(Fault::refuse(400, "Bad Request: can't parse entities: 秘密的回复"));
    for fault in all {
        bench.fake.fail("sendMessage", None, 1, fault);
    }
    for _ in 0..8 {
        told += &format!("{:?}", send(&bench.telegram, "telegram:7", &Reply::plain(Kind::Answer, "秘密的回复")).await);
    }
    bench.stop().await;
    told
}

fn faults() -> Vec<Fault> {
    vec![
        Fault::refuse(500, "Internal Server Error"),
        Fault::Page(502),
        Fault::Page(200),
        Fault::Silence,
        Fault::SlowBody(Duration::from_secs(60)),
        Fault::Vanish,
    ]
}
