//! What stands beside something surer and only sounds like an act of its own.

use super::{Reader, is_question};
use crate::domain::act::{Act, ActKind};
use crate::domain::ticket::Category;

/// Beside a question a trouble must be at least so likely.
const SURELY_TROUBLE: f32 = 0.5;
/// Beside something so sure what asks nothing by its form must be at least so likely to be a question.
const SURE: f32 = 0.75;
const SURELY_ASKED: f32 = 0.6;
/// Words of which a plea leaves no more characters are nothing besides.
const PLEA_LEAVES: usize = 2;
/// So few characters with a plea in them are no trouble of their own beside one.
const SHORT: usize = 12;
/// Between the clauses of an act.
const STOPS: [char; 8] = ['，', ',', '。', '；', ';', '！', '!', ' '];

impl Reader {
    /// Takes back what is no act of its own beside the others in a message.
    pub(super) fn doubt(&self, message: &str, acts: &mut Vec<Act>) {
        let is_trouble = |act: &Act| act.kind == ActKind::Trouble;
        if acts.iter().any(is_trouble) {
            acts.retain(|act| act.kind != ActKind::Ask || !(self.pleads(&act.words) || self.is_reproach(&act.words)));
        }
        let is_clear = |act: &Act| act.category.is_some_and(|category| category != Category::Other);
        if acts.iter().any(|act| is_trouble(act) && is_clear(act)) {
            let pleads = |act: &Act| !is_clear(act) && self.holds_plea(&act.words);
            acts.retain(|act| !(is_trouble(act) && pleads(act)));
        }
        let sure = |act: &Act, kind| act.kind == kind && act.probability >= SURE;
        let for_source = acts.iter().any(|act| sure(act, ActKind::Source));
        if for_source || acts.iter().any(|act| sure(act, ActKind::Trouble)) {
            // Beside the wish for the source stands what it is for.
            let unsure = |act: &Act| for_source || act.probability < SURELY_ASKED;
            let doubtful =
                |act: &Act| act.kind == ActKind::Ask && unsure(act) && !is_question(&self.normal(&act.words));
            acts.retain(|act| !doubtful(act));
        }
        self.take_category_from_all(message, acts);
        if acts.iter().any(|act| act.kind == ActKind::Ask) {
            let doubtful = |act: &&mut Act| act.kind == ActKind::Trouble && act.probability < SURELY_TROUBLE;
            acts.iter_mut().filter(doubtful).for_each(|act| act.kind = ActKind::Fact);
        }
    }

    /// A trouble of which one is not sure has told itself elsewhere in the message, too.
    fn take_category_from_all(&self, message: &str, acts: &mut [Act]) {
        let mut troubles = acts.iter_mut().filter(|act| act.kind == ActKind::Trouble);
        if let (Some(only), None) = (troubles.next(), troubles.next())
            && only.probability < SURELY_ASKED
        {
            only.category = self.category(message);
        }
    }

    /// Whether words beside a trouble, as in 一年多了，咋办, want the trouble done with and ask for no policy.
    fn pleads(&self, words: &str) -> bool {
        let clauses = || words.split(STOPS).filter(|clause| !clause.is_empty());
        clauses().any(|clause| self.is_plea(clause))
            && clauses().all(|clause| self.is_plea(clause) || !is_question(&self.normal(clause)))
    }

    /// Whether a few words hold a plea, as in 这事儿得有人给说说.
    fn holds_plea(&self, words: &str) -> bool {
        words.chars().count() <= SHORT && self.pleas.spot(&self.normal(words)).next().is_some()
    }

    /// Whether words are a plea and nothing else.
    fn is_plea(&self, words: &str) -> bool {
        let rest = self.terms.without_fillers(&self.pleas.blank(&self.normal(words)));
        rest.chars().filter(|c| c.is_alphanumeric()).count() <= PLEA_LEAVES
    }

    /// Whether words beside a trouble, as in 不是说一网通办吗, hold up what was promised and ask nothing.
    fn is_reproach(&self, words: &str) -> bool {
        let normal = self.normal(words);
        self.knowledge.lexicon.complaint.reproaches.iter().any(|reproach| normal.starts_with(reproach.as_str()))
    }
}
