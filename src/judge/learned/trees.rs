//! Boosted decision trees for a yes or no: each tree mends what those before it have left wrong, their sums become
//! probabilities. After Friedman, Greedy Function Approximation (2001), with histograms as in LightGBM (Ke et al., 2017).

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// So many trees are grown.
const TREES: usize = 260;
/// How much of what a tree has found is believed.
const RATE: f64 = 0.07;
/// A tree has at most so many leaves.
const LEAVES: usize = 31;
/// A leaf has at least so many rows.
const FEWEST: usize = 50;
/// How strongly leaves are drawn to nothing.
const DRAWN: f64 = 1.0;
/// A tree sees this share of the rows.
const ROWS: f64 = 0.8;
/// A tree sees this share of the inputs.
const INPUTS: f64 = 0.5;
/// The values of an input fall into at most so many bins.
const BINS: usize = 48;

/// Trees over rows of numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trees {
    /// What every sum begins with.
    base: f32,
    trees: Vec<Tree>,
}

/// A tree as lists: node `n` asks whether input `inputs[n]` is at most `cuts[n]`, and goes on at `yes[n]`, else behind it;
/// a leaf has no input and gives its cut.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Tree {
    inputs: Vec<Option<u8>>,
    cuts: Vec<f32>,
    yes: Vec<u8>,
    no: Vec<u8>,
}

impl Tree {
    fn of(&self, row: &[f32]) -> f32 {
        let mut node = 0;
        while let Some(input) = self.inputs[node] {
            let below = row[usize::from(input)] <= self.cuts[node];
            node = usize::from(if below { self.yes[node] } else { self.no[node] });
        }
        self.cuts[node]
    }
}

impl Trees {
    /// The probability of a yes.
    pub(super) fn of(&self, row: &[f32]) -> f32 {
        let sum: f32 = self.trees.iter().map(|tree| tree.of(row)).sum();
        1.0 / (1.0 + (-(self.base + sum)).exp())
    }

    /// Grows trees that tell the rows with a yes from the others.
    pub(super) fn grow(rows: &[&[f32]], yes: &[bool], seed: u64) -> Self {
        if rows.is_empty() {
            return Self::default();
        }
        let binned = Binned::new(rows);
        let share = count(yes.iter().filter(|yes| **yes).count()).max(1.0) / count(yes.len());
        let base = (share / (1.0 - share).max(1e-6)).ln();
        let mut sums = vec![base; rows.len()];
        let mut chance = StdRng::seed_from_u64(seed);
        let mut trees = Vec::with_capacity(TREES);
        for _ in 0..TREES {
            let slopes: Vec<Slope> = sums.iter().zip(yes).map(|(sum, yes)| Slope::of(*sum, *yes)).collect();
            let tree = Grower { binned: &binned, slopes: &slopes }.grow(&mut chance);
            rows.iter().zip(&mut sums).for_each(|(row, sum)| *sum += f64::from(tree.of(row)));
            trees.push(tree);
        }
        Self { base: short(base), trees }
    }
}

/// How a row pulls: towards its answer, and how firmly.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    pull: f64,
    firm: f64,
    rows: usize,
}

impl Slope {
    fn of(sum: f64, yes: bool) -> Self {
        let probability = 1.0 / (1.0 + (-sum).exp());
        let answer = if yes { 1.0 } else { 0.0 };
        Self { pull: answer - probability, firm: probability * (1.0 - probability), rows: 1 }
    }

    fn add(&mut self, other: Self) {
        self.pull += other.pull;
        self.firm += other.firm;
        self.rows += other.rows;
    }

    fn without(self, other: Self) -> Self {
        Self { pull: self.pull - other.pull, firm: self.firm - other.firm, rows: self.rows - other.rows }
    }

    /// How much is gained by answering as it pulls.
    fn gain(self) -> f64 {
        self.pull * self.pull / (self.firm + DRAWN)
    }

    fn answer(self) -> f64 {
        RATE * self.pull / (self.firm + DRAWN)
    }
}

/// Rows with each value as the number of its bin.
struct Binned {
    /// By input: the bin of every row.
    columns: Vec<Vec<u8>>,
    /// By input: the upper ends of its bins but the last.
    ends: Vec<Vec<f32>>,
}

impl Binned {
    fn new(rows: &[&[f32]]) -> Self {
        let inputs = rows[0].len();
        let ends: Vec<Vec<f32>> = (0..inputs).map(|input| ends(rows, input)).collect();
        let bin = |input: usize, row: &&[f32]| {
            u8::try_from(ends[input].partition_point(|end| *end < row[input])).unwrap_or(u8::MAX)
        };
        let columns = (0..inputs).map(|input| rows.iter().map(|row| bin(input, row)).collect()).collect();
        Self { columns, ends }
    }
}

/// The upper ends of the bins of an input: each bin has about as many rows as the others.
fn ends(rows: &[&[f32]], input: usize) -> Vec<f32> {
    let mut values: Vec<f32> = rows.iter().map(|row| row[input]).collect();
    values.sort_unstable_by(f32::total_cmp);
    let mut ends: Vec<f32> = (1..BINS).map(|bin| values[bin * values.len() / BINS]).collect();
    ends.dedup();
    // Nothing lies above the greatest value.
    ends.retain(|end| *end < values[values.len() - 1]);
    ends
}

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    whole: Slope,
    bins: Vec<[Slope; BINS]>,
    best: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    /// Which of the inputs that the tree sees.
    place: usize,
    bin: usize,
}

struct Grower<'a> {
    binned: &'a Binned,
    slopes: &'a [Slope],
}

impl Grower<'_> {
    fn grow(&self, chance: &mut StdRng) -> Tree {
        let all = u32::try_from(self.slopes.len()).unwrap_or(u32::MAX);
        let rows: Vec<u32> = (0..all).filter(|_| chance.random_bool(ROWS)).collect();
        let mut seen: Vec<usize> = (0..self.binned.columns.len()).collect();
        seen.shuffle(chance);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of some dozen inputs")]
        seen.truncate((count(seen.len()) * INPUTS).ceil() as usize);
        seen.sort_unstable();
        let mut tree = Tree::default();
        let mut leaves = vec![self.leaf(push(&mut tree), rows, None, &seen)];
        while tree.inputs.iter().filter(|input| input.is_none()).count() < LEAVES {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |best| best.gain);
            let Some(widest) = (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b]))) else {
                break;
            };
            let Some(Split { place, bin, .. }) = leaves[widest].best else { break };
            let leaf = leaves.swap_remove(widest);
            let (column, ends) = (&self.binned.columns[seen[place]], &self.binned.ends[seen[place]]);
            let (below, above): (Vec<u32>, Vec<u32>) =
                leaf.rows.iter().partition(|row| usize::from(column[**row as usize]) <= bin);
            let (yes, no) = (push(&mut tree), push(&mut tree));
            tree.inputs[leaf.node] = u8::try_from(seen[place]).ok();
            tree.cuts[leaf.node] = ends[bin];
            tree.yes[leaf.node] = u8::try_from(yes).unwrap_or(u8::MAX);
            tree.no[leaf.node] = u8::try_from(no).unwrap_or(u8::MAX);
            // The bins of the larger part are those of the whole without the smaller one's.
            let small_is_below = below.len() <= above.len();
            let (small, large) = if small_is_below { (below, above) } else { (above, below) };
            let (small_node, large_node) = if small_is_below { (yes, no) } else { (no, yes) };
            let small = self.leaf(small_node, small, None, &seen);
            let large = self.leaf(large_node, large, Some((&leaf, &small)), &seen);
            leaves.extend([small, large]);
        }
        for leaf in leaves {
            tree.cuts[leaf.node] = short(leaf.whole.answer());
        }
        tree
    }

    /// A leaf with its best split; `without` gives what it is a part of, and the other part.
    fn leaf(&self, node: usize, rows: Vec<u32>, without: Option<(&Leaf, &Leaf)>, seen: &[usize]) -> Leaf {
        let bins: Vec<[Slope; BINS]> = match without {
            Some((whole, other)) => {
                let less = |(whole, other): (&[Slope; BINS], &[Slope; BINS])| {
                    std::array::from_fn(|bin| whole[bin].without(other[bin]))
                };
                whole.bins.iter().zip(&other.bins).map(less).collect()
            }
            None => seen.iter().map(|input| self.bins(&self.binned.columns[*input], &rows)).collect(),
        };
        let mut whole = Slope::default();
        bins[0].iter().for_each(|slope| whole.add(*slope));
        let best = best_split(whole, &bins);
        Leaf { node, rows, whole, bins, best }
    }

    fn bins(&self, column: &[u8], rows: &[u32]) -> [Slope; BINS] {
        let mut bins = [Slope::default(); BINS];
        for row in rows {
            bins[usize::from(column[*row as usize])].add(self.slopes[*row as usize]);
        }
        bins
    }
}

fn best_split(whole: Slope, bins: &[[Slope; BINS]]) -> Option<Split> {
    let mut best: Option<Split> = None;
    for (place, bins) in bins.iter().enumerate() {
        let mut below = Slope::default();
        for (bin, slope) in bins.iter().enumerate().take(BINS - 1) {
            below.add(*slope);
            let above = whole.without(below);
            if slope.rows == 0 || below.rows < FEWEST || above.rows < FEWEST {
                continue;
            }
            let gain = below.gain() + above.gain() - whole.gain();
            if gain > best.map_or(1e-6, |best| best.gain) {
                best = Some(Split { gain, place, bin });
            }
        }
    }
    best
}

/// A new node; its number.
fn push(tree: &mut Tree) -> usize {
    tree.inputs.push(None);
    tree.cuts.push(0.0);
    tree.yes.push(0);
    tree.no.push(0);
    tree.inputs.len() - 1
}

#[expect(clippy::cast_precision_loss, reason = "some hundred thousand rows")]
fn count(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, reason = "weights are kept with less than all digits")]
fn short(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_line_can_tell_apart_trees_can() {
        // A yes between two bounds of the first number, whatever the second is.
        let mut chance = StdRng::seed_from_u64(7);
        let rows: Vec<[f32; 2]> = (0..2000).map(|_| [chance.random(), chance.random()]).collect();
        let yes: Vec<bool> = rows.iter().map(|row| (0.3..0.7).contains(&row[0])).collect();
        let rows: Vec<&[f32]> = rows.iter().map(|row| row.as_slice()).collect();
        let trees = Trees::grow(&rows, &yes, 1);
        assert!(trees.of(&[0.5, 0.1]) > 0.8 && trees.of(&[0.5, 0.9]) > 0.8);
        assert!(trees.of(&[0.1, 0.5]) < 0.2 && trees.of(&[0.9, 0.5]) < 0.2);
        assert_eq!(trees, Trees::grow(&rows, &yes, 1), "chance is seeded");
    }

    #[test]
    fn without_rows_there_are_no_trees() {
        assert!((Trees::grow(&[], &[], 1).of(&[1.0]) - 0.5).abs() < 1e-6);
    }
}
