//! Durable commits a second, with one writer and with many at once.

use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures::future::join_all;
use jiff::Timestamp;
use zhuqi::domain::conversation::Conversation;
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Audit, Notice, Store, Turn};

fn durable_commits(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime starts");
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on a real disk");
    let store = SledStore::open(dir.path()).expect("the store opens");
    let mut group = criterion.benchmark_group("durable commits");
    group.sample_size(10);
    for writers in [1_u32, 64] {
        group.throughput(Throughput::Elements(writers.into()));
        group.bench_function(format!("{writers} at once"), |bencher| {
            bencher.iter_custom(|rounds| {
                let started = Instant::now();
                for _ in 0..rounds {
                    runtime.block_on(join_all((0..writers).map(|writer| store.commit(turn(writer)))));
                }
                started.elapsed()
            });
        });
    }
    group.finish();
}

fn turn(writer: u32) -> Turn {
    let id = ConversationId::new(Channel::Web, writer.to_string()).expect("a number is a key");
    let (at, actor) = (Timestamp::UNIX_EPOCH, id.to_string());
    let audit = Audit { at, actor, action: "ticket.submitted".to_owned(), subject: "WZ".to_owned() };
    Turn {
        conversation: Some(Conversation::new(id.clone())),
        audit: vec![audit],
        outbox: vec![Notice::plain(id, Reply::plain(Kind::Report, "已登记，我们会尽快联系您。"))],
        ..Turn::default()
    }
}

criterion_group!(benches, durable_commits);
criterion_main!(benches);
