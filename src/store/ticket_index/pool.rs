//! Values that many tickets share, each kept once.

use std::hash::Hash;
use std::num::NonZeroU32;

use indexmap::IndexSet;

/// Stands for a value of a pool, in four bytes also where it may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Handle(NonZeroU32);

/// Values, each kept once; none is ever dropped, for regions, desks, people and firms are few.
#[derive(Debug)]
pub(super) struct Pool<T>(IndexSet<T>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(IndexSet::new())
    }
}

impl<T: Hash + Eq + Clone> Pool<T> {
    /// What stands for a value from now on.
    pub(super) fn take(&mut self, value: &T) -> Handle {
        let place = self.0.get_index_of(value).unwrap_or_else(|| self.0.insert_full(value.clone()).0);
        handle(place)
    }

    /// What stands for a value, if any ticket has it.
    pub(super) fn find(&self, value: &T) -> Option<Handle> {
        self.0.get_index_of(value).map(handle)
    }

    /// The value that a handle of this pool stands for.
    pub(super) fn get(&self, Handle(place): Handle) -> &T {
        &self.0[place.get() as usize - 1]
    }
}

fn handle(place: usize) -> Handle {
    let place = u32::try_from(place).ok().and_then(|place| NonZeroU32::MIN.checked_add(place));
    Handle(place.expect("a store holds fewer than four thousand million tickets"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_once() {
        let mut pool = Pool::default();
        let (one, other) = (pool.take(&"四平市"), pool.take(&"长春市"));
        assert_eq!((pool.take(&"四平市"), pool.find(&"长春市"), pool.find(&"吉林市")), (one, Some(other), None));
        assert_eq!((*pool.get(one), *pool.get(other)), ("四平市", "长春市"));
    }
}
