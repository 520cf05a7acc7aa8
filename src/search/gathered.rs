//! Things found by number, each once, in the order in which they were found.

/// A place that nothing was found for.
const NONE: u32 = u32::MAX;

/// Things found by number.
pub(super) struct Gathered<T> {
    places: Vec<u32>,
    /// Each number with what was found of it.
    pub(super) items: Vec<(usize, T)>,
}

impl<T: Default> Gathered<T> {
    /// Nothing yet, of so many numbers.
    pub(super) fn new(count: usize) -> Self {
        Self { places: vec![NONE; count], items: Vec::new() }
    }

    /// What was found of a number; the default at first.
    pub(super) fn at(&mut self, number: usize) -> &mut T {
        let place = &mut self.places[number];
        if *place == NONE {
            *place = u32::try_from(self.items.len()).unwrap_or(NONE);
            self.items.push((number, T::default()));
        }
        &mut self.items[*place as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_kept_once() {
        let mut found = Gathered::<u8>::new(9);
        *found.at(7) += 1;
        *found.at(2) += 1;
        *found.at(7) += 1;
        assert_eq!(found.items, [(7, 2), (2, 1)]);
    }
}
