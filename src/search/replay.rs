//! A search whose weights can be changed: what is measured of the candidates is kept, only their order is made anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::engine::Engine;
use super::{Features, Hit, Query, Search, Weights};
use crate::domain::card::PointRef;

/// So many candidates of a question are kept, the best with the weights in use; no sensible weights bring up others.
const KEPT: usize = 200;

/// What is measured of the candidates of a question.
type Measured = Arc<[(PointRef, Features)]>;

/// A search for trying weights.
pub struct Replay {
    engine: Engine,
    weights: RwLock<Weights>,
    seen: RwLock<HashMap<Query, Measured>>,
    searches: AtomicUsize,
}

impl Replay {
    /// Searches with an engine's measurements.
    pub fn new(engine: Engine) -> Self {
        Self { engine, weights: RwLock::default(), seen: RwLock::default(), searches: AtomicUsize::new(0) }
    }

    /// Ranks with these weights from now on.
    pub fn weigh(&self, weights: Weights) {
        *self.weights.write().unwrap_or_else(PoisonError::into_inner) = weights;
    }

    /// How many searches there were so far.
    pub fn searches(&self) -> usize {
        self.searches.load(Ordering::Relaxed)
    }

    fn measured(&self, query: &Query) -> Measured {
        let known = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        known.unwrap_or_else(|| {
            let best = Weights::default().rank(self.engine.candidates(query), KEPT);
            let measured: Measured = best.into_iter().map(|hit| (hit.at, hit.features)).collect();
            let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
            seen.insert(query.clone(), measured.clone());
            measured
        })
    }
}

impl Search for Replay {
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
        self.searches.fetch_add(1, Ordering::Relaxed);
        let weights = *self.weights.read().unwrap_or_else(PoisonError::into_inner);
        weights.rank(self.measured(query).iter().copied(), limit)
    }
}
