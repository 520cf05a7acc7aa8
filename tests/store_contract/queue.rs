//! Pages, counts and surveys give what going through all tickets one by one would give.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use zhuqi::domain::calendar;
use zhuqi::domain::credit_code::CreditCode;
use zhuqi::domain::firm::Firm;
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::staff::StaffId;
use zhuqi::domain::ticket::{
    Actor, Category, Change, Common, Counted, Due, Duty, Ending, Filter, Measure, Order, Place, Rating, Scope, Status,
    Summary, Ticket, TicketNumber, Timer,
};
use zhuqi::store::memory::MemoryStore;
use zhuqi::store::sled::SledStore;
use zhuqi::store::{ChangedTicket, Store, Turn};

use crate::sample::{at, number, registers, ticket};

const REGIONS: [&str; 3] = ["四平市", "四平市铁西区", "长春市"];
const DESKS: [&str; 3] = ["jilin", "siping", "changchun"];
const PEOPLE: [&str; 2] = ["wang.li", "zhao.min"];
const FIRMS: [&str; 3] = ["某某机械厂", "某某食品公司", "某某机械配件厂"];
/// Ways to write the names of firms; the last is nobody's.
const SPELLINGS: [&str; 4] = ["吉林省某某机械厂", "某某 食品公司", "某某机械配件厂", "某某纺织厂"];
const CODES: [&str; 2] = ["91220000MA12345674", "91220101MA00000000"];
const TROUBLES: [&str; 3] = ["这两天老停电", "货款拖欠半年", "停工三天，电费照收"];
const WORDS: [&str; 7] = ["停电", "厂", "机械", "停工 电费", "WZ-20260105-0003", "0003", "没有这种话"];

/// So many seconds are told apart.
const SECONDS: i64 = 40;

fn desk(id: &str) -> DeskId {
    DeskId::new(id).unwrap()
}

fn person(login: &str) -> StaffId {
    StaffId::new(login).unwrap()
}

fn duty() -> impl Strategy<Value = Duty> {
    let agent = option::of(select(&PEOPLE[..]));
    (select(&DESKS[..]), vec(select(&DESKS[..]), 0..2), agent).prop_map(|(lead, helpers, agent)| Duty {
        lead: desk(lead),
        helpers: helpers.into_iter().filter(|helper| *helper != lead).map(desk).collect(),
        agent: agent.map(person),
    })
}

fn due() -> impl Strategy<Value = Due> {
    (0..SECONDS, 0..SECONDS, 0..SECONDS).prop_map(|(accept, reply, answer)| Due {
        accept: at(accept),
        reply: at(reply),
        answer: at(answer),
    })
}

fn change() -> impl Strategy<Value = Change> {
    let words = || "某种原因".to_owned();
    prop_oneof![
        4 => Just(Change::Accepted),
        3 => duty().prop_map(|duty| Change::Assigned { duty, reason: None }),
        2 => Just(Change::Answered { text: words() }),
        1 => Just(Change::Held { reason: words(), until: None }),
        1 => due().prop_map(|due| Change::Resumed { due }),
        2 => Just(Change::Confirmed),
        1 => (1u8..=5).prop_map(|points| Change::Rated { rating: Rating::new(points).unwrap(), words: None }),
        1 => due().prop_map(move |due| Change::Reopened { reason: words(), due }),
        1 => Just(Change::Withdrawn { reason: None }),
        1 => option::of(select(&["线路老化", "审批慢"][..])).prop_map(|cause| Change::Grouped { cause: cause.map(str::to_owned) }),
        1 => (option::of(select(&REGIONS[..])), any::<bool>()).prop_map(|(region, is_power)| Change::Sorted {
            category: is_power.then_some(Category::Power),
            region: region.map(str::to_owned),
        }),
    ]
}

/// A ticket and what happens to it, as far as that is possible.
fn history() -> impl Strategy<Value = (Ticket, Vec<Change>)> {
    let named = (select(&FIRMS[..]), option::of(select(&CODES[..])));
    let told = (named, select(&TROUBLES[..]), option::of(select(&REGIONS[..])));
    let from = (due(), duty(), 0..SECONDS, any::<bool>());
    (told, from, vec(change(), 0..6)).prop_map(
        |(((firm, code), trouble, region), (due, duty, second, is_power), changes)| {
            let mut draft = ticket(1, None).draft;
            (draft.enterprise, draft.description) = (firm.to_owned(), trouble.to_owned());
            draft.credit_code = code.map(|code| CreditCode::new(code).unwrap());
            draft.region = region.map(str::to_owned);
            draft.category = is_power.then_some(Category::Power);
            let (number, code, at) = (number(1), "code".to_owned(), at(second));
            let registration =
                zhuqi::domain::ticket::Registration { number, code, conversation: None, desk: duty.lead, due, at };
            (Ticket::register(draft, registration), changes)
        },
    )
}

fn firm((name, code): (&str, Option<&str>)) -> Firm {
    Firm::new(name, code.map(|code| CreditCode::new(code).unwrap()).as_ref())
}

fn filter() -> impl Strategy<Value = Filter> {
    let regions = || vec(select(&REGIONS[..]), 1..3).prop_map(|names| names.into_iter().map(str::to_owned).collect());
    let scope = prop_oneof![
        2 => Just(Scope::Everything),
        1 => (regions(), select(&PEOPLE[..]), option::of(select(&DESKS[..]))).prop_map(|(regions, agent, at)| Scope::Part {
            regions,
            agent: person(agent),
            desk: at.map(desk),
        }),
    ];
    let statuses =
        prop_oneof![2 => Just(vec![]), 1 => vec(select(Status::ALL.map(|(status, _)| status).to_vec()), 1..4)];
    let categories = prop_oneof![3 => Just(vec![]), 1 => Just(vec![None]), 1 => Just(vec![Some(Category::Power)])];
    let place = option::weighted(0.3, prop_oneof![regions().prop_map(Place::Within), Just(Place::Unknown)]);
    let cause = prop_oneof![Just(Common::Any), Just(Common::Cause("线路老化".to_owned()))];
    let people = (
        option::weighted(0.2, select(&DESKS[..]).prop_map(desk)),
        option::weighted(0.2, option::of(select(&PEOPLE[..]).prop_map(person))),
        option::weighted(0.2, cause),
        option::weighted(0.2, (select(&SPELLINGS[..]), option::of(select(&CODES[..]))).prop_map(firm)),
    );
    let ending = (0..SECONDS, 0..SECONDS, 0..SECONDS).prop_map(|(from, accept, answer)| Ending {
        from: at(from),
        until: [(Timer::Accept, at(accept)), (Timer::Reply, at(answer)), (Timer::Answer, at(answer))],
    });
    let measure = select(Measure::ALL.map(|(measure, ..)| measure).to_vec());
    let counted = (measure, any::<Option<bool>>(), 0..SECONDS).prop_map(|(measure, in_part, second)| Counted {
        measure,
        in_part,
        at: at(second),
    });
    let rest = (
        option::weighted(0.2, select(&WORDS[..]).prop_map(str::to_owned)),
        option::weighted(0.2, ending),
        option::weighted(0.2, counted),
        option::weighted(0.2, (0..SECONDS).prop_map(at)),
        option::weighted(0.2, (0..SECONDS).prop_map(at)),
        option::weighted(0.2, (0..SECONDS).prop_map(at)),
        option::weighted(0.2, (0..SECONDS).prop_map(at)),
        prop_oneof![4 => Just(vec![]), 1 => vec((1u32..9).prop_map(number), 1..3)],
    );
    (scope, statuses, categories, place, people, rest).prop_map(
        |(scope, statuses, categories, place, (desk, agent, common, firm), rest)| {
            let (words, ending, counted, from, until, changed_from, changed_until, numbers) = rest;
            let changed = Filter { changed_from, changed_until, ..Filter::default() };
            let people = Filter { desk, agent, common, firm, ..changed };
            Filter { scope, statuses, categories, place, words, ending, counted, from, until, numbers, ..people }
        },
    )
}

/// Whether a ticket is wanted, said as plainly as can be.
fn wants(filter: &Filter, ticket: &Ticket) -> bool {
    let summary = Summary::of(ticket);
    let (draft, duty, region) = (&ticket.draft, &ticket.duty, ticket.draft.region.as_deref());
    let text = [ticket.number.to_string(), draft.enterprise.clone(), draft.description.clone()].join("\n");
    filter.scope.covers(region, duty)
        && (filter.numbers.is_empty() || filter.numbers.contains(&ticket.number))
        && (filter.statuses.is_empty() || filter.statuses.contains(&ticket.status()))
        && (filter.categories.is_empty() || filter.categories.contains(&draft.category))
        && filter.place.as_ref().is_none_or(|place| match place {
            Place::Within(regions) => region.is_some_and(|region| regions.iter().any(|known| known == region)),
            Place::Unknown => region.is_none(),
        })
        && filter.desk.as_ref().is_none_or(|desk| duty.lies_with(desk))
        && filter.agent.as_ref().is_none_or(|agent| duty.agent == *agent)
        && filter.common.as_ref().is_none_or(|common| match common {
            Common::Any => ticket.cause.is_some(),
            Common::Cause(cause) => ticket.cause.as_ref() == Some(cause),
        })
        && filter.firm.as_ref().is_none_or(|firm| firm.is_same(&draft.firm()))
        && filter.words.as_ref().is_none_or(|words| words.split(' ').all(|word| text.contains(word)))
        && filter.ending.is_none_or(|ending| summary.next_due().is_some_and(|(timer, due)| ending.holds(timer, due)))
        && filter.counted.is_none_or(|counted| {
            let judged = counted.measure.judge(&summary, counted.at);
            judged.is_some_and(|part| counted.in_part.is_none_or(|wanted| part == wanted))
        })
        && filter.from.is_none_or(|from| ticket.submitted_at >= from)
        && filter.until.is_none_or(|until| ticket.submitted_at < until)
        && filter.changed_from.is_none_or(|from| summary.changed_at() >= from)
        && filter.changed_until.is_none_or(|until| summary.changed_at() < until)
}

/// The wanted tickets in an order, said as plainly as can be.
fn plainly(tickets: &[Ticket], filter: &Filter, order: Order) -> Vec<TicketNumber> {
    let mut wanted: Vec<&Ticket> = tickets.iter().filter(|ticket| wants(filter, ticket)).collect();
    let due = |ticket: &Ticket| Summary::of(ticket).next_due().map_or(Timestamp::MAX, |(_, due)| due);
    wanted.sort_by_key(|ticket| ticket.number.clone());
    match order {
        Order::Due => wanted.sort_by_key(|ticket| due(ticket)),
        Order::Newest => wanted.reverse(),
        Order::Oldest => {}
        Order::Updated => {
            wanted.sort_by_key(|ticket| ticket.updated_at);
            wanted.reverse();
        }
    }
    wanted.into_iter().map(|ticket| ticket.number.clone()).collect()
}

/// Tells a store of the tickets and of what happens to them; gives them as they stand then.
async fn tell(store: &dyn Store, histories: Vec<(Ticket, Vec<Change>)>) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for (count, (mut ticket, changes)) in (1..).zip(histories) {
        ticket.number = TicketNumber::new(calendar::day(ticket.submitted_at), count);
        store.commit(registers(vec![ticket.clone()])).await.unwrap();
        for (second, change) in (1..).zip(changes) {
            let read_version = ticket.version();
            if ticket.apply(at(second), Actor::System, change).is_ok() {
                let changed_tickets = vec![ChangedTicket { ticket: ticket.clone(), read_version }];
                store.commit(Turn { changed_tickets, at: at(second), ..Turn::default() }).await.unwrap();
            }
        }
        tickets.push(ticket);
    }
    tickets
}

/// Goes through all pages and compares them with the plain way, as well as the count and the survey.
async fn compare(store: &dyn Store, tickets: &[Ticket], filter: &Filter, limit: usize) {
    for order in [Order::Due, Order::Newest, Order::Oldest, Order::Updated] {
        let wanted = plainly(tickets, filter, order);
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store.page(filter, order, after.as_ref(), limit).await.unwrap();
            assert_eq!(page.total, wanted.len(), "{filter:?}");
            assert!(page.tickets.len() <= limit);
            for listed in &page.tickets {
                let ticket = tickets.iter().find(|ticket| ticket.number == listed.summary.number).unwrap();
                assert_eq!(listed.summary, Summary::of(ticket));
                assert!(ticket.draft.description.starts_with(&listed.excerpt) && !listed.excerpt.is_empty());
            }
            found.extend(page.tickets.into_iter().map(|listed| listed.summary.number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, wanted, "{order:?} {filter:?}");
    }
    let mut seen = BTreeSet::new();
    store.survey(filter, &mut |ticket| assert!(seen.insert(ticket.number.clone()))).await.unwrap();
    assert_eq!(seen, plainly(tickets, filter, Order::Oldest).into_iter().collect());
    assert_eq!(store.count(filter).await.unwrap(), seen.len());
}

fn for_many(cases: u32, check: impl Fn(Vec<(Ticket, Vec<Change>)>, Vec<Filter>, usize)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let told = (vec(history(), 0..12), vec(filter(), 1..12), 1usize..5);
    TestRunner::new(config)
        .run(&told, |(histories, filters, limit)| {
            check(histories, filters, limit);
            Ok(())
        })
        .unwrap();
}

#[test]
fn whatever_is_asked_for_is_what_going_through_all_tickets_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for_many(192, |histories, filters, limit| {
        let store = MemoryStore::new();
        runtime.block_on(async {
            let tickets = tell(&store, histories).await;
            for filter in &filters {
                compare(&store, &tickets, filter, limit).await;
            }
        });
    });
}

#[test]
fn the_same_is_found_after_the_store_was_opened_anew() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for_many(6, |histories, filters, limit| {
        let dir = tempfile::tempdir().unwrap();
        let tickets = runtime.block_on(tell(&SledStore::open(dir.path()).unwrap(), histories));
        let store = SledStore::open(dir.path()).unwrap();
        for filter in &filters {
            runtime.block_on(compare(&store, &tickets, filter, limit));
        }
    });
}
