//! The queue and the dashboard over a hundred thousand tickets in the embedded store, and the memory that takes.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group};
use jiff::{SignedDuration, Timestamp, ToSpan};
use tokio::runtime::Runtime;
use zhuqi::app;
use zhuqi::config::Settings;
use zhuqi::desk::office::Office;
use zhuqi::desk::overview::{Span, Window, overview};
use zhuqi::desk::perform::perform;
use zhuqi::desk::submit::submit;
use zhuqi::desk::who::Who;
use zhuqi::domain::calendar;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{
    Category, Command, Counted, Draft, Ending, Filter, Measure, Order, Phone, Rating, Status, Ticket, TicketNumber,
};
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Store, Turn};

const TICKETS: u32 = 100_000;
const PAGE: usize = 30;
const REGIONS: [&str; 8] = ["四平市铁西区", "长春市", "吉林市", "公主岭市", "白城市", "农安县", "延吉市", "梅河口市"];

/// What descriptions are made of, so that they differ as those of different people do.
const WHERE: [&str; 8] = ["我们车间", "厂区北门", "开发区这边", "新厂房", "冷库", "包装线", "锅炉房", "二期工地"];
const WHAT: [&str; 10] = [
    "这两天老停电，一上午跳闸三次",
    "货款被拖欠半年多，对方一直说在走流程",
    "招不到熟练焊工，旺季订单做不完",
    "环评批复卡了两个月，不知道差什么材料",
    "天然气压力上不来，窑温不够",
    "贷款下个月到期，银行说要抽贷",
    "用地指标批不下来，设备已经订了",
    "冬天供热温度不到十度，工人手都冻僵了",
    "大货车进不来，限行证办了三回没办成",
    "规划许可证上的面积和实测对不上",
];
const SO: [&str; 8] = [
    "机器里的料全凝住了",
    "工资都快发不出来",
    "客户催得很急，再拖要赔违约金",
    "想请有关部门来现场看看",
    "打过几次电话都说再等等",
    "希望尽快给个准信",
    "损失有十几万元",
    "这个月已经停产四天",
];

/// The argument by which this program fills the store in the folder that follows.
const FILL: &str = "--fill";

/// When the first ticket was registered.
fn begin() -> Timestamp {
    "2024-01-02T01:00:00Z".parse().expect("a moment")
}

/// The shipped desks and calendar.
fn office() -> Arc<Office> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    let settings = Settings::load(None, variables).expect("the settings are sound");
    let edition = app::edition(&settings).expect("the knowledge is sound");
    let profile = edition.desks.profile(&settings.desk.profile).expect("the profile is there").clone();
    Arc::new(Office::new(edition.knowledge, edition.calendar, edition.desks, profile))
}

fn staff(region: Option<&str>) -> Staff {
    Staff {
        id: StaffId::new("bench").expect("a login"),
        name: "某某".to_owned(),
        role: Role::Supervisor,
        region: region.map(str::to_owned),
        desk: None,
        telegram: None,
        disabled: false,
    }
}

fn draft(at: u32) -> Draft {
    let at = usize::try_from(at).expect("a small number");
    let firm = at * 7919 % 20_000;
    let part = |of: &[&str], step: usize| of[at / step % of.len()].to_owned();
    let description = format!("{}{}，{}。", part(&WHERE, 1), part(&WHAT, 3), part(&SO, 7));
    Draft {
        enterprise: format!("某某{firm}号机械有限公司"),
        credit_code: None,
        contact: "某某".to_owned(),
        phone: Some(Phone::new(&format!("139{:08}", at * 6151 % 100_000_000)).expect("a number")),
        region: Some(REGIONS[at % REGIONS.len()].to_owned()),
        category: Some(Category::ALL[at % Category::ALL.len()].0),
        description,
    }
}

/// A ticket of the last two years: most are closed, of every twenty one is answered and two are open.
fn ticket(at: u32, office: &Office, begin: Timestamp) -> Ticket {
    let when = begin + SignedDuration::from_mins(i64::from(at) * 10);
    let mut ticket = submit(draft(at), None, TicketNumber::new(calendar::day(when), at + 1), office, when).0;
    let agent = Who::Staff(staff(None));
    let answer = Command::Answer { text: "线路已经修好，请您看看。".to_owned() };
    let rating = Rating::new(u8::try_from(at % 5 + 1).expect("small")).expect("one to five");
    let course = [
        (&agent, Command::Accept, 2),
        (&agent, Command::Start, 20),
        (&agent, answer, 30 + i64::from(at % 300)),
        (&Who::Enterprise, Command::Confirm, 400),
        (&Who::Enterprise, Command::Rate { rating, words: None }, 401),
    ];
    let steps = match at % 20 {
        0 => 0,
        1 => 2,
        2 => 3,
        _ => 5,
    };
    for (who, command, hours) in course.into_iter().take(steps) {
        perform(&mut ticket, who, command, office, when + SignedDuration::from_hours(hours)).expect("it is possible");
    }
    ticket
}

/// Fills a store in a process of its own: what that takes in memory is not what the desk takes.
fn fill_elsewhere(dir: &Path) {
    let program = std::env::current_exe().expect("this program");
    let filled = std::process::Command::new(program).arg(FILL).arg(dir).status().expect("it starts");
    assert!(filled.success(), "the store was not filled");
}

fn fill(dir: &Path) {
    let runtime = Runtime::new().expect("a runtime starts");
    let (store, office, begin) = (SledStore::open(dir).expect("the store opens"), office(), begin());
    for from in (0..TICKETS).step_by(1000) {
        let new_tickets = (from..from + 1000).map(|at| ticket(at, &office, begin)).collect();
        runtime.block_on(store.commit(Turn { new_tickets, at: begin, ..Turn::default() })).expect("it is kept");
    }
}

fn desk(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime starts");
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on a real disk");
    let office = office();
    report("before any ticket");
    let begin = begin();
    fill_elsewhere(dir.path());
    let opening = std::time::Instant::now();
    let store = SledStore::open(dir.path()).expect("the store opens");
    report(&format!("opened in {:.2} s with {TICKETS} tickets", opening.elapsed().as_secs_f32()));
    let now = begin + 17_000.hours();
    let todo = vec![Status::Submitted, Status::Accepted, Status::Assigned, Status::InProgress, Status::Reopened];
    let words = |words: &str| Filter { words: Some(words.to_owned()), ..Filter::default() };
    let counted = Counted { measure: Measure::OnTime, in_part: Some(false), at: now };
    for (name, region, order, filter) in [
        ("to do, by deadline", None, Order::Due, Filter { statuses: todo, ..Filter::default() }),
        ("everything, by deadline", None, Order::Due, Filter::default()),
        ("everything, changed last", None, Order::Updated, Filter::default()),
        ("one city", Some("四平市"), Order::Due, Filter::default()),
        ("overdue", None, Order::Due, Filter { ending: Some(Ending::before(now)), ..Filter::default() }),
        ("a word of many", None, Order::Newest, words("停电")),
        ("words of few", None, Order::Newest, words("2999号 跳闸")),
        ("counted as late", None, Order::Newest, Filter { counted: Some(counted), ..Filter::default() }),
    ] {
        let filter = Filter { scope: office.scope(&staff(region)), ..filter };
        criterion.bench_function(&format!("queue page: {name}"), |bencher| {
            bencher.iter(|| runtime.block_on(store.page(&filter, order, None, PAGE)).expect("it is read"));
        });
    }
    criterion.bench_function("dashboard", |bencher| {
        let (all, window) = (Filter::default(), Window::default());
        bencher
            .iter(|| runtime.block_on(overview(&store, &all, window, Span::Month, &office, now)).expect("it is read"));
    });
    report("at the end");
}

/// Tells the memory in use, with everything still loaded.
#[expect(clippy::print_stderr, reason = "a bench reports to whoever runs it")]
fn report(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS: unknown");
    eprintln!("{memory} ({when})");
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = desk
}

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(task), Some(dir)) if task == FILL => fill(Path::new(&dir)),
        _ => {
            benches();
            Criterion::default().configure_from_args().final_summary();
        }
    }
}
