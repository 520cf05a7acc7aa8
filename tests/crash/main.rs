//! `zhuqi serve` is killed at random moments while people use it, and nothing that was acknowledged is lost or doubled.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../fake_bot_api/mod.rs"]
mod fake_bot_api;
#[path = "../harness/mod.rs"]
mod harness;
#[path = "../harness/telegram.rs"]
mod telegram;

mod audit;
mod crowd;
mod killer;

use std::sync::Arc;

use rand::Rng;

use audit::{check_books, check_chats, check_store};
use crowd::{Crowd, Done};
use fake_bot_api::FakeBotApi;
use harness::web::Web;
use killer::Killer;

/// Sets the seed of the moments, to try the same ones again.
const SEED: &str = "CRASH_SEED";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_process_is_killed_at_random() {
    let seed =
        std::env::var_os(SEED).map_or_else(|| rand::rng().random(), |seed| seed.to_str().unwrap().parse().unwrap());
    println!("{SEED}={seed}");
    let fake = Arc::new(FakeBotApi::start().await);
    let home = telegram::home(&fake);
    let (killer, base) = Killer::new(seed);
    let web = Web::new(base);
    let crowd = Crowd::start(&fake, &web, killer.stopped());

    let (program, kills) = killer.run(&home).await;
    let done: Done = crowd.done().await;
    assert!(done.tickets.len() > kills.len(), "there was hardly anything to lose: {done}");
    fake.wait_until_all_confirmed(harness::PATIENCE).await;
    let repeats = check_chats(&fake, &done, &kills);
    println!("{} kills; {done}; {repeats} replies were sent twice", kills.len());
    check_books(&home, &web, &done).await;
    let ended = program.stop("TERM").await;
    assert_eq!(ended.code, Some(0));
    check_store(&home, &done).await;
}
