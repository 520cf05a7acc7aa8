//! Work that is done side by side.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

/// Does some things side by side, as many at a time as there are processors; what they give, in their order.
pub fn in_parallel<T: Send>(jobs: Vec<impl FnOnce() -> T + Send>) -> Vec<T> {
    let mut done: Vec<Option<T>> = jobs.iter().map(|_| None).collect();
    let waiting = Mutex::new(jobs.into_iter().zip(&mut done));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((job, place)) = next() {
                    *place = Some(job());
                }
            });
        }
    });
    done.into_iter().flatten().collect()
}
