//! Starts the program and kills it again, at moments that nobody can foresee.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::harness::home::Home;
use crate::harness::program::Program;
use crate::harness::web::Base;

/// So often it is killed.
const KILLS: usize = 14;

/// Every so many times it is killed at any moment after its start, otherwise after it listens.
const EARLY: usize = 5;

/// It works no longer than this before it is killed, in milliseconds: several messages' time.
const LIFETIME: std::ops::Range<u64> = 20..1200;

/// The time in which a reply may have been sent twice: from the kill until the program is there again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kill {
    pub(crate) at: Instant,
    pub(crate) back: Instant,
}

/// Whoever kills.
pub(crate) struct Killer {
    moments: StdRng,
    base: watch::Sender<String>,
    stopped: CancellationToken,
}

impl Killer {
    /// A killer, and where the server is.
    pub(crate) fn new(seed: u64) -> (Self, Base) {
        let (base, listener) = watch::channel("http://127.0.0.1:1".to_owned());
        (Self { moments: StdRng::seed_from_u64(seed), base, stopped: CancellationToken::new() }, listener)
    }

    /// Cancelled once it kills no more.
    pub(crate) fn stopped(&self) -> CancellationToken {
        self.stopped.clone()
    }

    /// Kills and restarts; gives the program that lives on, and every kill.
    pub(crate) async fn run(mut self, home: &Home) -> (Program, Vec<Kill>) {
        let mut moments = Vec::new();
        let mut starts = Vec::new();
        for n in 0..KILLS {
            let mut program = home.spawn();
            if n % EARLY != EARLY - 1 {
                self.base.send_replace(program.listening().await);
                starts.push(Instant::now());
            }
            // No condition to wait for: the moment is what is tried.
            tokio::time::sleep(Duration::from_millis(self.moments.random_range(LIFETIME))).await;
            moments.push(Instant::now());
            program.kill();
        }
        let program = home.serve().await;
        starts.push(Instant::now());
        self.base.send_replace(program.base());
        self.stopped.cancel();
        let back = |at: Instant| starts.iter().find(|start| **start > at).copied().unwrap();
        (program, moments.into_iter().map(|at| Kill { at, back: back(at) }).collect())
    }
}
