//! The search for the best segmentation: dynamic programming that forgets starts which cannot win any more.

/// The cheapest segmentation of `0..length`: the ends of its segments, the last of which is `length`, and its
/// cost with one `penalty` for each end but the last.
///
/// `cost(start, end)` is the cost of one segment, `end` excluded. It must not rise when a segment is split;
/// each of `least` ≤ `length` values or more, a segment.
pub(super) fn cheapest(
    length: usize,
    least: usize,
    penalty: f64,
    cost: impl Fn(usize, usize) -> f64,
) -> (Vec<usize>, f64) {
    let mut best = vec![f64::INFINITY; length + 1];
    let mut previous = vec![0; length + 1];
    best[0] = -penalty;
    let mut starts: Vec<Start> = Vec::new();
    for end in least..=length {
        let opened = end - least;
        if opened == 0 || opened >= least {
            starts.push(Start { at: opened, until: usize::MAX, before: best[opened], value: 0.0 });
        }
        let mut cheapest = f64::INFINITY;
        for start in &mut starts {
            start.value = start.before + cost(start.at, end);
            if start.value < cheapest {
                (cheapest, previous[end]) = (start.value, start.at);
            }
        }
        best[end] = cheapest + penalty;
        for start in &mut starts {
            if start.value >= best[end] {
                start.until = start.until.min(end + least);
            }
        }
        starts.retain(|start| start.until > end + 1);
    }
    let mut ends = Vec::new();
    let mut end = length;
    while end > 0 {
        ends.push(end);
        end = previous[end];
    }
    ends.reverse();
    (ends, best[length])
}

/// Where the segment that is being grown may start.
struct Start {
    at: usize,
    /// The first end that it cannot win. When a cut at `s` is at least as good, it stays as good for every
    /// later end, but the piece behind the cut must reach the least size first; pruning at once, as the plain
    /// algorithm does, would lose the optimum.
    until: usize,
    /// Cost of all before it.
    before: f64,
    /// Cost up to the current end.
    value: f64,
}
