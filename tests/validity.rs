//! What holds answers before what has ended, and what was withdrawn or superseded never answers.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, date};
use zhuqi::assistant::Assistant;
use zhuqi::assistant::outcome::Known;
use zhuqi::content;
use zhuqi::domain::conversation::Conversation;
use zhuqi::domain::document::{Document, Period};
use zhuqi::domain::ids::DocumentId;
use zhuqi::domain::knowledge::Knowledge;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::validity::{End, Successor, Validity};
use zhuqi::judge::learned::Learned;
use zhuqi::search::engine::{Engine, Terms};

const QUESTION: &str = "研发费用加计扣除有什么政策";
const POINTS: &str = "jilin-2021-work-points";
const PLAN: &str = "jilin-2017-transformation-plan";

/// The answer to a question by the shipped knowledge with a change to it, on 2026-01-05.
fn answer(question: &str, change: impl FnOnce(&mut Knowledge)) -> Reply {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = content::load(&root.join("knowledge"), &root.join("dialogs")).edition;
    let mut content = loaded.expect("the shipped knowledge has no errors");
    let mut knowledge = Arc::into_inner(content.knowledge).expect("nobody else has it yet");
    change(&mut knowledge);
    content.knowledge = Arc::new(knowledge);
    let terms = Arc::new(Terms::new(&content.knowledge));
    let engine = Engine::build(content.knowledge.clone(), terms.clone());
    let learned = Learned::read(&root.join("knowledge")).expect("the shipped weights");
    let assistant = Assistant::new(content, terms, Arc::new(engine), Arc::new(learned));
    let id = ConversationId::new(Channel::Web, "talk").expect("a well-formed id");
    let now = "2026-01-05T02:00:00Z".parse().expect("a well-formed time");
    let message = Message::new(MessageId("1".to_owned()), id.clone(), Content::Text(question.to_owned()), now);
    assistant.reply(Conversation::new(id), &message, &Known::default(), now).expect("nobody is asked").replies.remove(0)
}

fn document<'a>(knowledge: &'a mut Knowledge, id: &str) -> &'a mut Document {
    let id = DocumentId::new(id).expect("a well-formed id");
    knowledge.documents.iter_mut().find(|document| document.id == id).expect("a document of ours")
}

fn days(from: Date, to: Date) -> Validity {
    Validity { from: Some(from), to: Some(to), end: None }
}

fn cites(reply: &Reply, document: &str) -> bool {
    reply.citations.iter().any(|source| source.document.as_str() == document)
}

#[test]
fn a_withdrawn_document_never_answers_and_has_not_expired() {
    let withdraw = |knowledge: &mut Knowledge| {
        let points = document(knowledge, POINTS);
        points.period = Period::between(2021, 2030).expect("a period");
        points.validity = days(date(2021, 1, 1), date(2030, 12, 31));
        points.validity.end = Some(End::Withdrawn(Some(date(2025, 7, 1))));
    };
    let reply = answer(QUESTION, withdraw);
    assert!(!cites(&reply, POINTS) || reply.kind == Kind::NoBasis, "{}", reply.text);
    assert!(reply.text.contains("2021年工作要点已于2025-07-01废止"), "{}", reply.text);
    assert!(!reply.text.contains("2030年到期"), "{}", reply.text);
}

#[test]
fn a_superseded_document_says_by_what() {
    let reply = answer(QUESTION, |knowledge| {
        let by = Successor::Document(DocumentId::new("jilin-145-plan-interpretation").expect("a well-formed id"));
        document(knowledge, POINTS).validity.end = Some(End::Superseded(by));
    });
    assert!(!reply.text.starts_with("2021年省工信工作要点"), "{}", reply.text);
    assert!(reply.text.contains("2021年工作要点已被“十四五”规划解读取代"), "{}", reply.text);
}

#[test]
fn in_the_place_of_a_superseded_point_its_successor_answers() {
    // Without the marks of its sources.
    let first = |reply: &Reply| reply.text.split(['[', '\n']).next().unwrap_or_default().to_owned();
    let before = first(&answer(QUESTION, |_| {}));
    let mut successor = String::new();
    let reply = answer(QUESTION, |knowledge| {
        let asked = knowledge.points().find(|(_, point)| knowledge.alone(point) == before).expect("it was said").0;
        let by = knowledge.points().find(|(at, _)| at.card != asked.card).expect("another card").0;
        successor = knowledge.alone(knowledge.point(by));
        let end = Some(End::Superseded(Successor::Point(knowledge.reference(by))));
        knowledge.cards[asked.card].points[asked.point].validity = Some(Validity { end, ..Validity::default() });
    });
    assert!(!reply.text.contains(&before), "{}", reply.text);
    assert_eq!(first(&reply), successor);
}

#[test]
fn what_is_in_force_goes_before_what_has_ended() {
    // The same words in two documents are worth the same.
    let twin = |knowledge: &mut Knowledge| {
        let (at, point) =
            knowledge.points().find(|(_, point)| point.text.contains("加计扣除等财税")).expect("the point");
        let mut copy = point.clone();
        copy.id = "zz9z".to_owned().try_into().expect("a well-formed id");
        copy.citations[0].document = DocumentId::new(PLAN).expect("a well-formed id");
        copy.citations[0].locator = "三(九)".to_owned();
        knowledge.cards[at.card].points.push(copy);
    };
    let in_force = |id: &'static str| {
        move |knowledge: &mut Knowledge| {
            twin(knowledge);
            document(knowledge, id).validity = days(date(2025, 1, 1), date(2027, 12, 31));
        }
    };
    for (id, label) in [(POINTS, "2021年省工信工作要点："), (PLAN, "2017—2020年省行动计划：")] {
        let reply = answer("研发费用加计扣除等财税优惠政策", in_force(id));
        assert!(reply.text.starts_with(label), "{id} is in force: {}", reply.text);
    }
}

#[test]
fn a_document_in_force_is_asked_about_the_present_year() {
    let reply = answer("2026年研发费用加计扣除有什么政策", |knowledge| {
        let points = document(knowledge, POINTS);
        points.period = Period::between(2026, 2029).expect("a period");
        points.validity = days(date(2026, 1, 1), date(2029, 12, 31));
    });
    assert_eq!(reply.kind, Kind::Answer, "{}", reply.text);
    assert!(cites(&reply, POINTS) && reply.citations[0].in_force, "{:?}", reply.citations);
}
