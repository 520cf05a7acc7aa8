//! The search engine with an embedding service beside it: what is alike in meaning ranks higher.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::embeddings::{Embeddings, EmbeddingsError};
use super::engine::Engine;
use super::vectors::{Vectors, key};
use super::{Hit, Query, Search, Weights};
use crate::domain::knowledge::Knowledge;

/// A question waits no longer for its vector.
const PATIENCE: Duration = Duration::from_millis(300);
/// After a failure the service is left alone for so long, and answers are lexical.
const REST: Duration = Duration::from_secs(30);
/// So many points are sent to the service at once, and it may take so long.
const BATCH: usize = 64;
const BATCH_PATIENCE: Duration = Duration::from_secs(60);
/// How often a waiting caller looks whether the vectors are there.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The vectors of the points, by card and point.
type OfPoints = Vec<Vec<Vec<f32>>>;

/// A search that asks an embedding service for the vector of each question. Without its answer it is the engine alone.
pub struct Semantic {
    engine: Engine,
    embeddings: Embeddings,
    points: Arc<OnceLock<OfPoints>>,
    failed: Arc<AtomicBool>,
    unhurried: AtomicBool,
    resting_since: Mutex<Option<Instant>>,
}

impl Semantic {
    /// Puts a service beside an engine; the vectors of the points are kept in `cache`, and made if they are not there
    /// while the search already answers without them.
    pub fn new(engine: Engine, knowledge: Arc<Knowledge>, embeddings: Embeddings, model: &str, cache: &Path) -> Self {
        let points = Arc::new(OnceLock::new());
        let failed = Arc::new(AtomicBool::new(false));
        let mut maker =
            Maker { knowledge, embeddings: embeddings.clone(), model: model.to_owned(), vectors: Vectors::read(cache) };
        let (wanted, gave_up) = (Arc::downgrade(&points), failed.clone());
        thread::spawn(move || {
            while let Err(error) = maker.make(&wanted) {
                if !gave_up.swap(true, Ordering::Relaxed) {
                    tracing::warn!(%error, "answers are lexical until the embedding service gives vectors of the points");
                }
                thread::sleep(REST);
            }
        });
        Self { engine, embeddings, points, failed, unhurried: AtomicBool::new(false), resting_since: Mutex::new(None) }
    }

    /// The vector of a question, unless the service is down or slow; then it is left alone for a while.
    fn vector(&self, text: &str) -> Option<Vec<f32>> {
        let mut resting = self.resting_since.lock().unwrap_or_else(PoisonError::into_inner);
        if resting.is_some_and(|since| since.elapsed() < REST) {
            return None;
        }
        let failed_before = resting.is_some();
        // Nobody else is kept waiting by the lock for longer than by the service.
        let patience = if self.unhurried.load(Ordering::Relaxed) { BATCH_PATIENCE } else { PATIENCE };
        match self.embeddings.vectors(vec![text.to_owned()], patience) {
            Ok(mut vectors) => {
                *resting = None;
                vectors.pop()
            }
            Err(error) => {
                if !failed_before {
                    tracing::warn!(%error, "answers are lexical while the embedding service is down");
                }
                *resting = Some(Instant::now());
                None
            }
        }
    }
}

impl Search for Semantic {
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
        let Some((points, asked)) = self.points.get().and_then(|points| Some((points, self.vector(&query.text)?)))
        else {
            return self.engine.search(query, limit);
        };
        let like = |vector: &Vec<f32>| vector.iter().zip(&asked).map(|(a, b)| a * b).sum::<f32>();
        let mut candidates: Vec<_> = self.engine.candidates(query).collect();
        for (at, features) in &mut candidates {
            features.meaning = like(&points[at.card][at.point]);
        }
        let most = candidates.iter().map(|(_, features)| features.meaning).fold(f32::MIN, f32::max);
        candidates.iter_mut().for_each(|(_, features)| features.meaning -= most);
        Weights::default().rank(candidates, limit, &query.likely)
    }

    fn wait(&self) {
        self.unhurried.store(true, Ordering::Relaxed);
        while self.points.get().is_none() && !self.failed.load(Ordering::Relaxed) {
            thread::sleep(LOOK_EVERY);
        }
    }
}

/// Makes the vectors of all points.
struct Maker {
    knowledge: Arc<Knowledge>,
    embeddings: Embeddings,
    model: String,
    vectors: Vectors,
}

impl Maker {
    /// Makes what is missing and hands all of it over, unless nobody wants it any more.
    fn make(&mut self, wanted: &Weak<OnceLock<OfPoints>>) -> Result<(), EmbeddingsError> {
        let texts: Vec<(_, &str)> =
            self.knowledge.points().map(|(_, point)| (key(&self.model, &point.text), point.text.as_str())).collect();
        let keys: Vec<_> = texts.iter().map(|(key, _)| *key).collect();
        let Self { embeddings, vectors, .. } = self;
        let missing: Vec<_> = texts.into_iter().filter(|(key, _)| vectors.get(key).is_none()).collect();
        for batch in missing.chunks(BATCH) {
            if wanted.strong_count() == 0 {
                return Ok(());
            }
            let texts = batch.iter().map(|(_, text)| (*text).to_owned()).collect();
            let made = embeddings.vectors(texts, BATCH_PATIENCE)?;
            batch.iter().zip(made).for_each(|((key, _), vector)| vectors.insert(*key, vector));
        }
        if !missing.is_empty() {
            // Without the file they are made again at the next start, no more.
            let _ = vectors.write(&keys).inspect_err(|error| tracing::warn!(%error, "the vectors are not kept"));
        }
        let model = &self.model;
        let of = |text: &str| vectors.get(&key(model, text)).cloned().unwrap_or_default();
        let points = self.knowledge.cards.iter();
        let points = points.map(|card| card.points.iter().map(|point| of(&point.text)).collect()).collect();
        if let Some(place) = wanted.upgrade() {
            let _ = place.set(points);
        }
        Ok(())
    }
}
