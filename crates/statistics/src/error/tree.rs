//! What can be wrong with a tree of hypotheses.

use thiserror::Error;

/// Why a tree of hypotheses cannot be tested.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum TreeError {
    /// As many p-values as nodes are needed.
    #[error("the tree has {nodes} nodes, but {values} p-values were given")]
    Length {
        /// Nodes of the tree.
        nodes: usize,
        /// P-values given.
        values: usize,
    },
    /// A node names a parent that is not in the tree.
    #[error("node {node} names the parent {parent}, the tree ends before it")]
    UnknownParent {
        /// Which node.
        node: usize,
        /// The parent it names.
        parent: usize,
    },
    /// Going from parent to parent from this node never reaches a root.
    #[error("node {node} lies on or below a cycle: its parents never end in a root")]
    Cycle {
        /// The first such node.
        node: usize,
    },
    /// The level is outside 0 to 1.
    #[error("the level must lie between 0 and 1, got {0}")]
    Level(f64),
}
