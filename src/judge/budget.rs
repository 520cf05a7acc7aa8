//! What a judge outside may cost on one day.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;

use crate::config::Budget;

/// A budget with what was spent of it; a start begins anew.
#[derive(Debug)]
pub(super) struct Purse {
    budget: Budget,
    spent: Mutex<(Date, u64)>,
}

impl Purse {
    pub(super) fn new(budget: Budget) -> Self {
        Self { budget, spent: Mutex::new((Date::MIN, 0)) }
    }

    /// Takes out one call; whether there was anything left for it.
    pub(super) fn pays_call(&self, day: Date) -> bool {
        match self.budget {
            Budget::Calls(most) => self.spend(day, 1) <= most,
            Budget::Tokens(most) => self.spend(day, 0) < most,
        }
    }

    /// Takes out what a call has used.
    pub(super) fn pay_tokens(&self, day: Date, tokens: u64) {
        if let Budget::Tokens(_) = self.budget {
            self.spend(day, tokens);
        }
    }

    /// Adds to what was spent on a day; gives all of it.
    fn spend(&self, day: Date, more: u64) -> u64 {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.0 != day {
            *spent = (day, 0);
        }
        spent.1 = spent.1.saturating_add(more);
        spent.1
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_pays_for_so_much_and_the_next_one_anew() {
        let (today, tomorrow) = (date(2026, 1, 5), date(2026, 1, 6));
        let calls = Purse::new(Budget::Calls(2));
        assert_eq!([(); 3].map(|()| calls.pays_call(today)), [true, true, false]);
        assert!(calls.pays_call(tomorrow));
        let tokens = Purse::new(Budget::Tokens(100));
        assert!(tokens.pays_call(today));
        tokens.pay_tokens(today, 100);
        assert!(!tokens.pays_call(today) && tokens.pays_call(tomorrow));
    }
}
