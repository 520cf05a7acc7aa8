//! The search with an embedding service that is a fake: what it says counts, and without it answers are lexical.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::{Value, json};
use zhuqi::content;
use zhuqi::domain::knowledge::Knowledge;
use zhuqi::search::embeddings::Embeddings;
use zhuqi::search::engine::{Engine, Terms};
use zhuqi::search::semantic::Semantic;
use zhuqi::search::{Hit, Query, Search};

static PARTS: LazyLock<(Arc<Knowledge>, Arc<Terms>)> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = content::load(&root.join("knowledge"), &root.join("dialogs")).edition;
    let knowledge = content.expect("the shipped knowledge has no errors").knowledge;
    let terms = Arc::new(Terms::new(&knowledge));
    (knowledge, terms)
});

fn engine() -> Engine {
    Engine::build(PARTS.0.clone(), PARTS.1.clone())
}

fn query() -> Query {
    Query {
        text: "研发费用加计扣除有什么政策".to_owned(), province: Some("吉林省".to_owned()), ..Query::default()
    }
}

/// A service for which the texts in `alike` are the same and all others are something else.
struct Fake {
    address: String,
    /// How many texts it was asked for.
    asked: Arc<AtomicUsize>,
}

impl Fake {
    fn new(alike: [String; 2], delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/v1", listener.local_addr().expect("it listens"));
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (alike, count) = (alike.clone(), count.clone());
                let Ok(stream) = stream else { return };
                std::thread::spawn(move || while answer(&stream, &alike, &count, delay).is_some() {});
            }
        });
        Self { address, asked }
    }

    fn beside(&self, cache: &Path) -> Semantic {
        let embeddings = Embeddings::new(&self.address.parse().expect("an address"), "model", Some("key".into()));
        let embeddings = embeddings.expect("the thread starts");
        Semantic::new(engine(), PARTS.0.clone(), embeddings, "model", cache)
    }
}

/// Answers one request of a connection; none once it is closed.
fn answer(mut stream: &TcpStream, alike: &[String; 2], count: &AtomicUsize, delay: Duration) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut allowed) = (0, false);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        allowed |= line == "authorization: bearer key";
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request: Value = serde_json::from_slice(&body).ok()?;
    let texts = request["input"].as_array()?;
    assert!(allowed && request["model"] == "model");
    count.fetch_add(texts.len(), Ordering::Relaxed);
    std::thread::sleep(delay);
    let vector = |text: &Value| if alike.iter().any(|known| text == known) { [2.0, 0.0] } else { [0.0, 2.0] };
    let row = |(index, text): (usize, &Value)| json!({ "index": index, "embedding": vector(text) });
    let rows: Vec<Value> = texts.iter().enumerate().map(row).rev().collect();
    let body = json!({ "data": rows }).to_string();
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .ok()
}

fn places(hits: &[Hit]) -> Vec<(usize, usize)> {
    hits.iter().map(|hit| (hit.at.card, hit.at.point)).collect()
}

#[test]
fn the_point_nearest_in_meaning_comes_first_and_points_are_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("embeddings.bin");
    let lexical = engine().search(&query(), 8);
    let other = lexical.last().unwrap().at;
    let text = PARTS.0.point(other).text.clone();
    let fake = Fake::new([query().text, text], Duration::ZERO);
    let first = fake.beside(&cache);
    first.wait();
    let all = PARTS.0.points().count();
    assert_eq!(fake.asked.swap(0, Ordering::Relaxed), all);
    assert_eq!(first.search(&query(), 8)[0].at, other);

    let second = fake.beside(&cache);
    second.wait();
    assert_eq!(second.search(&query(), 8)[0].at, other);
    assert_eq!(fake.asked.load(Ordering::Relaxed), 2, "each question once and no point again");
}

#[test]
fn a_service_that_is_down_or_slow_leaves_the_lexical_answer() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("embeddings.bin");
    let lexical = places(&engine().search(&query(), 8));
    let down = Fake { address: "http://127.0.0.1:9/v1".to_owned(), asked: Arc::default() }.beside(&cache);
    down.wait();
    assert_eq!(places(&down.search(&query(), 8)), lexical);

    let alike = || [query().text, String::new()];
    let quick = Fake::new(alike(), Duration::ZERO);
    quick.beside(&cache).wait();
    let slow = Fake::new(alike(), Duration::from_secs(5));
    let beside = slow.beside(&cache);
    while slow.asked.load(Ordering::Relaxed) == 0 {
        assert_eq!(places(&beside.search(&query(), 8)), lexical);
    }
    for _ in 0..3 {
        assert_eq!(places(&beside.search(&query(), 8)), lexical);
    }
    assert_eq!(
        slow.asked.load(Ordering::Relaxed),
        1,
        "the points are on disk, and a slow service is left alone for a while"
    );
}
