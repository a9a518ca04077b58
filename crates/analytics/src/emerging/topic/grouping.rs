//! Rising words that stand in the same matters are one topic, told by its most typical matters.

use linfa::traits::Transformer;
use linfa_clustering::Dbscan;
use ndarray::Array2;

/// Words whose matters have a cosine above one half belong together: on unit vectors the distance is then below 1.
const TOGETHER: f64 = 1.0;

/// Two words that stand together make a topic; a word without company is one by itself.
const LEAST_WORDS: usize = 2;

/// Groups words by the matters they stand in (DBSCAN, Ester et al. 1996, on unit vectors of matters). Each group lists
/// positions in `words`, ascending; the groups come in the order of their first word.
pub(super) fn grouped(words: &[u32], matters: &[&[u32]]) -> Vec<Vec<usize>> {
    let mut places = Array2::<f64>::zeros((words.len(), matters.len()));
    for (row, word) in words.iter().enumerate() {
        let holds = |matter: &&[u32]| matter.binary_search(word).is_ok();
        let length = (matters.iter().filter(|matter| holds(matter)).count() as f64).sqrt();
        for (column, matter) in matters.iter().enumerate() {
            if holds(matter) {
                places[[row, column]] = 1.0 / length;
            }
        }
    }
    let Ok(labels) = Dbscan::params(LEAST_WORDS).tolerance(TOGETHER).transform(&places) else {
        return Vec::new();
    };
    let mut groups: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
    for (position, label) in labels.iter().enumerate() {
        match groups.iter_mut().find(|(known, _)| label.is_some() && known == label) {
            Some((_, group)) => group.push(position),
            None => groups.push((*label, vec![position])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// At most `count` matters from which the others are least far, the most typical first: the BUILD step of the
/// k-medoids of Kaufman & Rousseeuw (1990), with the Jaccard distance of their words.
pub(super) fn typical(matters: &[&[u32]], count: usize) -> Vec<usize> {
    let mut nearest = vec![1.0_f64; matters.len()];
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count.min(matters.len()) {
        let left = |one: &usize| {
            let distances = matters.iter().zip(&nearest);
            distances.map(|(other, near)| near.min(distance(matters[*one], other))).sum::<f64>()
        };
        let best = (0..matters.len())
            .filter(|one| !chosen.contains(one))
            .map(|one| (one, left(&one)))
            .min_by(|one, other| one.1.total_cmp(&other.1));
        let Some((best, _)) = best else { break };
        for (near, other) in nearest.iter_mut().zip(matters) {
            *near = near.min(distance(matters[best], other));
        }
        chosen.push(best);
    }
    chosen
}

/// One less the share of common words among all words of two matters.
fn distance(one: &[u32], other: &[u32]) -> f64 {
    let common = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
    1.0 - common as f64 / (one.len() + other.len() - common).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATTERS: [&[u32]; 6] = [&[1, 2, 3], &[1, 2], &[1, 2, 4], &[7, 8], &[7, 8, 9], &[5]];

    #[test]
    fn words_of_the_same_matters_are_one_topic() {
        assert_eq!(grouped(&[1, 7, 2, 8, 5], &MATTERS), [vec![0, 2], vec![1, 3], vec![4]]);
        assert!(grouped(&[], &MATTERS).is_empty());
    }

    #[test]
    fn the_most_typical_matter_shares_most_with_the_others_and_the_next_tells_the_rest() {
        assert_eq!(typical(&MATTERS[..3], 1), [1]);
        let chosen = typical(&MATTERS, 2);
        assert!(chosen[0] < 3 && (3..5).contains(&chosen[1]), "{chosen:?}");
        assert_eq!(typical(&MATTERS, 9).len(), 6);
        assert!(typical(&[], 3).is_empty());
    }
}
