//! The queue and the dashboard over a hundred thousand tickets in the embedded store, and the memory that takes.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp, ToSpan};
use zhuqi::app;
use zhuqi::config::Settings;
use zhuqi::desk::office::Office;
use zhuqi::desk::overview::{Span, Window, overview};
use zhuqi::desk::queue::{Order, page, visible};
use zhuqi::desk::submit::submit;
use zhuqi::domain::calendar;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Category, Draft, Filter, TicketNumber};
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Store, Turn};

const TICKETS: u32 = 100_000;
const PAGE: usize = 30;
const REGIONS: [&str; 5] = ["四平市铁西区", "长春市", "吉林市", "公主岭市", "白城市"];

/// The shipped desks and calendar.
fn office() -> Arc<Office> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    let settings = Settings::load(None, variables).expect("the settings are sound");
    let content = app::content(&settings).expect("the knowledge is sound");
    let profile = content.desks.profile(&settings.desk.profile).expect("the profile is there").clone();
    Arc::new(Office::new(content.knowledge, content.calendar, content.desks, profile))
}

/// Two years of tickets, some of them answered.
fn turn(from: u32, office: &Office, begin: Timestamp) -> Turn {
    let ticket = |at: u32| {
        let when = begin + SignedDuration::from_mins(i64::from(at) * 10);
        let place = usize::try_from(at).expect("a small number");
        let draft = Draft {
            enterprise: format!("某某{}号机械有限公司", at % 3000),
            credit_code: None,
            contact: "某某".to_owned(),
            phone: None,
            region: Some(REGIONS[place % REGIONS.len()].to_owned()),
            category: Some(Category::ALL[place % Category::ALL.len()].0),
            description: "车间这两天老停电，一上午跳闸三次，机器里的料全凝住了，想请供电部门来看看线路。".to_owned(),
        };
        submit(draft, None, TicketNumber::new(calendar::day(when), at + 1), office, when).0
    };
    Turn { new_tickets: (from..from + 1000).map(ticket).collect(), at: begin, ..Turn::default() }
}

fn desk(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime starts");
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on a real disk");
    let (store, office) = (SledStore::open(dir.path()).expect("the store opens"), office());
    let begin: Timestamp = "2024-01-02T01:00:00Z".parse().expect("a moment");
    for from in (0..TICKETS).step_by(1000) {
        runtime.block_on(store.commit(turn(from, &office, begin))).expect("it is kept");
    }
    let now = begin + 17_000.hours();
    let staff = |region: Option<&str>| Staff {
        id: StaffId::new("bench").expect("a login"),
        name: "某某".to_owned(),
        role: Role::Supervisor,
        region: region.map(str::to_owned),
        desk: None,
        telegram: None,
        disabled: false,
    };
    let words = Filter { words: Some("2999号".to_owned()), ..Filter::default() };
    for (name, region, filter) in [
        ("everything", None, Filter::default()),
        ("one city", Some("四平市"), Filter::default()),
        ("overdue", None, Filter { overdue_at: Some(now), ..Filter::default() }),
        ("words", None, words),
    ] {
        let staff = staff(region);
        criterion.bench_function(&format!("queue page: {name}"), |bencher| {
            bencher.iter(|| {
                let found = runtime.block_on(visible(&store, &office, &staff, filter.clone())).expect("it is read");
                page(found, Order::Due, None, PAGE)
            });
        });
    }
    let staff = staff(None);
    criterion.bench_function("dashboard", |bencher| {
        bencher.iter(|| {
            let found = runtime.block_on(visible(&store, &office, &staff, Filter::default())).expect("it is read");
            overview(&found, Window::default(), Span::Month, &office, now)
        });
    });
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS: unknown");
    report(memory);
}

/// Tells the memory in use, with everything still loaded.
#[expect(clippy::print_stderr, reason = "a bench reports to whoever runs it")]
fn report(memory: &str) {
    eprintln!("{memory} (with {TICKETS} tickets)");
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = desk
}
criterion_main!(benches);
