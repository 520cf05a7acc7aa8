//! Limits how many answers that go on for long callers may hold open at once.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::request::Parts;

use super::client_address;
use super::problem::Problem;

/// When whoever found no seat may ask again.
const COME_BACK: Duration = Duration::from_secs(60);

/// The seats; callers on this machine count as one caller.
#[derive(Debug, Clone)]
pub struct Seats {
    taken: Arc<Mutex<HashMap<Option<IpAddr>, usize>>>,
    for_one: usize,
    for_all: usize,
}

/// A seat that is taken; it is free again when this is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Seats,
    caller: Option<IpAddr>,
}

impl Seats {
    /// So many seats for one caller and so many for all of them together.
    pub fn new(for_one: usize, for_all: usize) -> Self {
        Self { taken: Arc::default(), for_one, for_all }
    }

    /// A seat for whoever makes a request, if one is left for them.
    pub fn take(&self, request: &Parts) -> Result<Seat, Problem> {
        let caller = client_address::counted(&request.headers, &request.extensions);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&caller).copied().unwrap_or_default();
        if own >= self.for_one || all >= self.for_all {
            return Err(Problem::too_many(COME_BACK));
        }
        taken.insert(caller, own + 1);
        Ok(Seat { seats: self.clone(), caller })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.caller) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::Request;

    use super::*;

    fn from(peer: [u8; 4]) -> Parts {
        let mut request = Request::new(()).into_parts().0;
        request.extensions.insert(ConnectInfo(SocketAddr::from((peer, 4711))));
        request
    }

    #[test]
    fn a_caller_takes_no_more_than_their_own_and_gives_them_back() {
        let seats = Seats::new(2, 3);
        let (one, other) = (from([203, 0, 113, 9]), from([203, 0, 113, 10]));
        let held = [seats.take(&one).unwrap(), seats.take(&one).unwrap()];
        assert!(seats.take(&one).is_err());
        let _last = seats.take(&other).unwrap();
        assert!(seats.take(&other).is_err(), "all seats are taken");
        drop(held);
        assert!(seats.take(&one).is_ok());
        assert_eq!(seats.taken.lock().unwrap().len(), 1, "who has left is forgotten");
    }
}
