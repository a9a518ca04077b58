//! Hypotheses on a tree: first the district, and its streets only if the district is alarming.
//!
//! **Question.** Tests are nested (county → street × category → grid). Testing all grids at once pays for
//! 16,400 tests; going down from what is alarming above pays only for the families one looks into.
//!
//! **Method.** The children of one node are a family; the roots are one, too. A family is tested by
//! Benjamini–Hochberg if its parent is rejected, and only then. At which level is the [`Rule`]:
//!
//! * [`Rule::Equal`] tests every family at `level` (Yekutieli 2008, *JASA* 103:309). The FDR over the whole
//!   tree is about `level × (discoveries + families tested) / (discoveries + 1)`, at most
//!   `2 × 1.44 × level` for independent tests.
//! * [`Rule::Selective`] multiplies the level by the share rejected in each family above, as one looked into a
//!   family because it was selected (Bogomolov, Peterson, Benjamini & Sabatti 2021, *Biometrika* 108:575,
//!   TreeBH; two levels: Benjamini & Bogomolov 2014, *JRSS B* 76:297). Level by level, the average FDP over
//!   the families that were selected is at most `level`.
//!
//! **Assumptions.** A node's null is that nothing is going on anywhere below it, and its p-value is valid for
//! that: a test of the summed counts, or [`simes`] of the children. Both guarantees are for independence
//! between families (and positive dependence inside).
//!
//! **Not for** a rise in one grid out of a hundred that the sum above cannot show: it is never looked for.
//! Use [`simes`] there, or [`super::discrete`] on all grids.
//!
//! **Cost.** O(n log n) for n nodes.

use super::benjamini_hochberg;
use crate::error::TreeError;

/// At which level a family is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every family at the same level (Yekutieli 2008).
    Equal,
    /// The level shrinks with the selection made above (TreeBH, Bogomolov et al. 2021).
    Selective,
}

/// What became of one node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The level its family was tested at; none when its parent was not rejected.
    pub level: Option<f64>,
    /// Benjamini–Hochberg adjusted p-value within its family; none when the family was not tested.
    pub q: Option<f64>,
    /// Whether the node is rejected: its family was tested and `q` is at most `level`.
    pub rejected: bool,
}

/// Tests a tree from its roots down. `parents[i]` is the parent of node `i`, none for a root, in any order.
///
/// ```
/// use statistics::multiplicity::tree::{Rule, test};
/// // Two streets (0 and 1), three grids in each.
/// let parents = [None, None, Some(0), Some(0), Some(0), Some(1), Some(1), Some(1)];
/// let p = [0.001, 0.6, 0.004, 0.3, 0.9, 0.004, 0.5, 0.7];
/// let verdicts = test(&parents, &p, 0.05, Rule::Selective)?;
/// assert!(verdicts[2].rejected && verdicts[2].level == Some(0.025));
/// assert!(!verdicts[5].rejected && verdicts[5].q.is_none());
/// # Ok::<(), statistics::error::TreeError>(())
/// ```
///
/// # Errors
/// [`TreeError`]: lengths that differ, a parent that is not there, a cycle, a level outside 0 to 1.
pub fn test(parents: &[Option<usize>], p: &[f64], level: f64, rule: Rule) -> Result<Vec<Verdict>, TreeError> {
    if !(0.0..=1.0).contains(&level) {
        return Err(TreeError::Level(level));
    }
    let tree = Tree::new(parents, p)?;
    let mut verdicts = vec![Verdict { level: None, q: None, rejected: false }; p.len()];
    let mut families = vec![(tree.roots(), level)];
    while let Some((family, level)) = families.pop() {
        let q = benjamini_hochberg(&family.iter().map(|&node| p[node]).collect::<Vec<_>>());
        let selected = q.iter().filter(|&&q| q <= level).count();
        let below = match rule {
            Rule::Equal => level,
            Rule::Selective => level * selected as f64 / family.len() as f64,
        };
        for (&node, q) in family.iter().zip(q) {
            let rejected = q <= level;
            verdicts[node] = Verdict { level: Some(level), q: Some(q), rejected };
            if rejected && !tree.children(node).is_empty() {
                families.push((tree.children(node), below));
            }
        }
    }
    Ok(verdicts)
}

/// Gives each node that has children Simes' p-value of them, `min over j of n · p(j) / j`, from the leaves
/// up (Simes 1986, *Biometrika* 73:751); the leaves keep theirs, what was given for other nodes is ignored.
///
/// Valid for independent and positively dependent children. Unlike a test of the sum it sees one grid that
/// burns among a hundred.
///
/// ```
/// use statistics::multiplicity::tree::simes;
/// let p = simes(&[None, Some(0), Some(0)], &[f64::NAN, 0.02, 0.3])?;
/// assert_eq!(p[0], 0.04);
/// # Ok::<(), statistics::error::TreeError>(())
/// ```
///
/// # Errors
/// [`TreeError`]: lengths that differ, a parent that is not there, a cycle.
pub fn simes(parents: &[Option<usize>], p: &[f64]) -> Result<Vec<f64>, TreeError> {
    let tree = Tree::new(parents, p)?;
    let mut combined = p.to_vec();
    for &node in tree.downward.iter().rev() {
        let children: Vec<f64> = tree.children(node).iter().map(|&child| combined[child]).collect();
        if !children.is_empty() {
            combined[node] = benjamini_hochberg(&children).into_iter().fold(1.0, f64::min);
        }
    }
    Ok(combined)
}

/// The children of every node, in one allocation.
struct Tree {
    /// Roots, then the children of node 0, of node 1, …
    nodes: Vec<usize>,
    /// Where each of these lists begins; one more at the end.
    starts: Vec<usize>,
    /// All nodes, each after its parent.
    downward: Vec<usize>,
}

impl Tree {
    fn new(parents: &[Option<usize>], p: &[f64]) -> Result<Self, TreeError> {
        let nodes = parents.len();
        if p.len() != nodes {
            return Err(TreeError::Length { nodes, values: p.len() });
        }
        let list = |parent: &Option<usize>| parent.map_or(0, |parent| parent + 1);
        let mut starts = vec![0; nodes + 2];
        for (node, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent.filter(|&parent| parent >= nodes) {
                return Err(TreeError::UnknownParent { node, parent });
            }
            starts[list(parent) + 1] += 1;
        }
        (1..starts.len()).for_each(|index| starts[index] += starts[index - 1]);
        let (mut free, mut sorted) = (starts.clone(), vec![0; nodes]);
        for (node, parent) in parents.iter().enumerate() {
            let place = &mut free[list(parent)];
            sorted[*place] = node;
            *place += 1;
        }
        let mut tree = Self { nodes: sorted, starts, downward: Vec::new() };
        let mut downward = tree.roots().to_vec();
        let mut next = 0;
        while next < downward.len() {
            downward.extend_from_slice(tree.children(downward[next]));
            next += 1;
        }
        // What hangs on a cycle is never reached from a root.
        if downward.len() < nodes {
            let mut reached = vec![false; nodes];
            downward.iter().for_each(|&node| reached[node] = true);
            let node = reached.iter().position(|reached| !reached).unwrap_or_default();
            return Err(TreeError::Cycle { node });
        }
        tree.downward = downward;
        Ok(tree)
    }

    fn roots(&self) -> &[usize] {
        &self.nodes[self.starts[0]..self.starts[1]]
    }

    fn children(&self, node: usize) -> &[usize] {
        &self.nodes[self.starts[node + 1]..self.starts[node + 2]]
    }
}

#[cfg(test)]
mod tests;
