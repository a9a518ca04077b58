//! Voronoi cells: the land that is nearer to one site than to any other.

use delaunator::{EMPTY, Point, next_halfedge, triangulate};

/// The cells around a set of sites, with corners shared between neighbours.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Every corner once, in the sites' coordinates.
    pub(super) corners: Vec<[f64; 2]>,
    rings: Vec<Vec<usize>>,
}

impl Cells {
    /// The cells of the sites. A corner is the centre of the circle through a Delaunay triangle, so neighbours
    /// share it by its number and no rounding can open a gap. Sites at the rim of the set, whose cells have no
    /// end, get an empty ring: the caller surrounds the land with sites that nobody needs.
    pub(super) fn around(sites: &[[f64; 2]]) -> Self {
        let points: Vec<Point> = sites.iter().map(|site| Point { x: site[0], y: site[1] }).collect();
        let triangulation = triangulate(&points);
        let corners: Vec<[f64; 2]> = triangulation
            .triangles
            .chunks_exact(3)
            .map(|triangle| circumcentre(sites[triangle[0]], sites[triangle[1]], sites[triangle[2]]))
            .collect();
        let mut rings = vec![Vec::new(); sites.len()];
        for edge in 0..triangulation.triangles.len() {
            let site = triangulation.triangles[next_halfedge(edge)];
            if rings[site].is_empty() {
                rings[site] = walk(edge, &triangulation.halfedges, sites[site], &corners).unwrap_or_default();
            }
        }
        Self { corners, rings }
    }

    /// The corners around a site, counter-clockwise; empty at the rim.
    pub(super) fn ring(&self, site: usize) -> &[usize] {
        &self.rings[site]
    }
}

/// The triangles around the site that a half-edge leads to; `None` when the round runs out of the set.
fn walk(start: usize, halfedges: &[usize], site: [f64; 2], corners: &[[f64; 2]]) -> Option<Vec<usize>> {
    let mut ring = Vec::new();
    let mut edge = start;
    loop {
        ring.push(edge / 3);
        edge = halfedges[next_halfedge(edge)];
        if edge == EMPTY {
            return None;
        }
        if edge == start {
            break;
        }
    }
    let turn: f64 = ring
        .iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| cross(corners[*a], corners[*b], site))
        .sum();
    if turn < 0.0 {
        ring.reverse();
    }
    Some(ring)
}

/// Twice the signed area of the triangle `a`, `b`, `origin`.
fn cross(a: [f64; 2], b: [f64; 2], origin: [f64; 2]) -> f64 {
    (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1])
}

fn circumcentre(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> [f64; 2] {
    let (bx, by, cx, cy) = (b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]);
    let twice = 2.0 * (bx * cy - by * cx);
    let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
    [a[0] + (cy * b2 - by * c2) / twice, a[1] + (bx * c2 - cx * b2) / twice]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_inside_has_a_closed_cell_and_a_site_at_the_rim_has_none() {
        let cells = Cells::around(&[[0.0, 0.0], [2.0, 0.1], [0.1, 2.0], [-2.0, 0.0], [0.0, -2.1]]);
        assert_eq!(cells.ring(0).len(), 4);
        assert!(cells.ring(1).is_empty());
        for corner in cells.ring(0) {
            let [x, y] = cells.corners[*corner];
            assert!((0.9..1.2).contains(&x.abs()) && (0.9..1.2).contains(&y.abs()), "{x} {y}");
        }
    }
}
