//! Trees that are none, and what no rule may do.

use super::*;
use crate::simulation::world;
use proptest::prelude::*;
use rand::Rng;

/// A forest in which a node's parent has a smaller index, with p-values that reject now and then.
fn forest() -> impl Strategy<Value = (Vec<Option<usize>>, Vec<f64>)> {
    prop::collection::vec((prop::option::weighted(0.8, any::<prop::sample::Index>()), 0.0..1.0_f64), 1..40)
        .prop_map(|nodes| {
            let parent = |(node, (parent, _)): (usize, &(Option<prop::sample::Index>, f64))| {
                parent.filter(|_| node > 0).map(|parent| parent.index(node))
            };
            let parents = nodes.iter().enumerate().map(parent).collect();
            (parents, nodes.iter().map(|node| node.1.powi(3)).collect())
        })
}

proptest! {
    #[test]
    fn a_child_is_never_rejected_without_its_parents((parents, p) in forest(), level in 0.01..0.9_f64) {
        for rule in [Rule::Equal, Rule::Selective] {
            let verdicts = test(&parents, &p, level, rule).unwrap();
            for (node, verdict) in verdicts.iter().enumerate() {
                let looked_into = parents[node].is_none_or(|parent| verdicts[parent].rejected);
                prop_assert_eq!(verdict.level.is_some(), looked_into);
                prop_assert!(looked_into || !verdict.rejected);
            }
        }
    }

    #[test]
    fn the_selective_rule_rejects_no_more_than_the_equal_one((parents, p) in forest(), level in 0.01..0.9_f64) {
        let equal = test(&parents, &p, level, Rule::Equal).unwrap();
        let selective = test(&parents, &p, level, Rule::Selective).unwrap();
        prop_assert!(equal.iter().zip(&selective).all(|(equal, selective)| equal.rejected || !selective.rejected));
    }

    #[test]
    fn the_numbering_of_the_nodes_is_irrelevant((parents, p) in forest(), level in 0.01..0.9_f64) {
        let last = p.len() - 1;
        let turned: Vec<Option<usize>> = parents.iter().rev().map(|parent| parent.map(|node| last - node)).collect();
        let turned_p: Vec<f64> = p.iter().rev().copied().collect();
        for rule in [Rule::Equal, Rule::Selective] {
            let mut verdicts = test(&turned, &turned_p, level, rule).unwrap();
            verdicts.reverse();
            prop_assert_eq!(verdicts, test(&parents, &p, level, rule).unwrap());
        }
    }

    #[test]
    fn a_flat_tree_is_benjamini_hochberg(p in prop::collection::vec(0.0..1.0_f64, 1..30), level in 0.01..0.9_f64) {
        let verdicts = test(&vec![None; p.len()], &p, level, Rule::Selective).unwrap();
        for (verdict, q) in verdicts.iter().zip(benjamini_hochberg(&p)) {
            prop_assert_eq!((verdict.q, verdict.rejected), (Some(q), q <= level));
        }
    }
}

#[test]
fn what_is_no_tree_is_refused() {
    let refused = |parents: &[Option<usize>], p: &[f64]| test(parents, p, 0.1, Rule::Equal).unwrap_err();
    assert_eq!(refused(&[None, Some(2)], &[0.1; 2]), TreeError::UnknownParent { node: 1, parent: 2 });
    assert_eq!(refused(&[None, Some(2), Some(1)], &[0.1; 3]), TreeError::Cycle { node: 1 });
    assert_eq!(refused(&[Some(0)], &[0.1]), TreeError::Cycle { node: 0 });
    assert_eq!(refused(&[None], &[]), TreeError::Length { nodes: 1, values: 0 });
    assert_eq!(test(&[], &[], 1.5, Rule::Equal), Err(TreeError::Level(1.5)));
    assert!(test(&[], &[], 0.1, Rule::Equal).unwrap().is_empty());
}

#[test]
fn a_node_without_a_p_value_hides_what_is_below_it() {
    let verdicts = test(&[None, Some(0)], &[f64::NAN, 1e-9], 0.1, Rule::Equal).unwrap();
    assert!(!verdicts[1].rejected && verdicts[0].q == Some(1.0));
}

#[test]
fn simes_climbs_from_the_leaves() {
    let p = simes(&[None, Some(0), Some(0), Some(2), Some(2)], &[1.0, 0.5, 1.0, 0.01, 0.9]).unwrap();
    assert_eq!(p, [0.04, 0.5, 0.02, 0.01, 0.9]);
}

/// A thousand worlds of 40 streets with 10 grids; in 8 streets 3 grids burn. TreeBH's promise: the average
/// share of false grids over the streets looked into.
#[test]
fn the_selective_rule_keeps_the_average_share_in_the_streets_it_looks_into() {
    let mut rng = world(2021);
    let parents: Vec<Option<usize>> = (0..440).map(|node| (node >= 40).then(|| (node - 40) / 10)).collect();
    let burns = |node: usize| (node - 40) / 10 < 8 && (node - 40) % 10 < 3;
    let (mut streets_wrong, mut grids_wrong) = (0.0, 0.0);
    for _ in 0..1000 {
        let p: Vec<f64> = (0..440)
            .map(|node| if node >= 40 && burns(node) { rng.random::<f64>().powi(6) } else { rng.random() })
            .collect();
        let verdicts = test(&parents, &simes(&parents, &p).unwrap(), 0.2, Rule::Selective).unwrap();
        let selected: Vec<usize> = (0..40).filter(|&street| verdicts[street].rejected).collect();
        let share = |wrong: usize, all: usize| wrong as f64 / all.max(1) as f64 / 1000.0;
        streets_wrong += share(selected.iter().filter(|&&street| street >= 8).count(), selected.len());
        for street in &selected {
            let grids = (40 + street * 10..50 + street * 10).filter(|&grid| verdicts[grid].rejected);
            let (wrong, all) =
                grids.fold((0, 0), |(wrong, all), grid| (wrong + usize::from(!burns(grid)), all + 1));
            grids_wrong += share(wrong, all) / selected.len() as f64;
        }
    }
    assert!((0.10..=0.2).contains(&streets_wrong), "{streets_wrong}");
    assert!(grids_wrong <= 0.2 && grids_wrong > 0.02, "{grids_wrong}");
}
