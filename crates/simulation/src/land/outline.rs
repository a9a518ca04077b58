//! Outlines of what lies together: the edges that occur once.

use std::collections::BTreeMap;

/// Joins cells that tile a piece of land and gives its border, one ring of corners for each separate piece.
///
/// Cells are rings of corner numbers, all in the same sense; neighbours name a shared corner by the same number. An edge
/// inside the land is walked once in each direction and cancels out; what is left is the border. In a Voronoi
/// diagram three cells meet in a corner, so a border passes each corner once and the rings close.
pub(super) fn dissolve<'a>(cells: impl Iterator<Item = &'a [usize]>) -> Vec<Vec<usize>> {
    let mut edges: BTreeMap<(usize, usize), ()> = BTreeMap::new();
    for cell in cells {
        for (from, to) in cell.iter().zip(cell.iter().cycle().skip(1)) {
            if edges.remove(&(*to, *from)).is_none() {
                edges.insert((*from, *to), ());
            }
        }
    }
    let mut next: BTreeMap<usize, usize> = edges.into_keys().collect();
    let mut rings = Vec::new();
    while let Some((start, mut corner)) = next.pop_first() {
        let mut ring = vec![start];
        while corner != start {
            ring.push(corner);
            let Some(following) = next.remove(&corner) else { break };
            corner = following;
        }
        rings.push(ring);
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_neighbours_lose_the_edge_between_them() {
        // 0-1-2
        // |a|b|
        // 3-4-5
        let (a, b): (&[usize], &[usize]) = (&[0, 3, 4, 1], &[1, 4, 5, 2]);
        assert_eq!(dissolve([a, b].into_iter()), [vec![0, 3, 4, 5, 2, 1]]);
    }

    #[test]
    fn two_strangers_keep_a_ring_each() {
        let (a, b): (&[usize], &[usize]) = (&[0, 1, 2], &[3, 4, 5]);
        assert_eq!(dissolve([a, b].into_iter()), [vec![0, 1, 2], vec![3, 4, 5]]);
    }
}
