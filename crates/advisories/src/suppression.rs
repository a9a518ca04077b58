//! Small cells: a count that could point at a family is not printed, and cannot be worked out from the total.

/// What is printed for one count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// The count itself.
    Shown(u32),
    /// Fewer than the threshold, zero included.
    Small,
    /// At least the threshold, but printing it would give a small one away.
    Hidden,
}

/// Suppresses one column of a table with its total. The total is true; it is hidden only where it would say a small
/// cell by itself and no other cell is left to hide.
pub(crate) fn suppress(counts: &[u32], below: u32) -> (Vec<Cell>, Cell) {
    let mut cells: Vec<Cell> =
        counts.iter().map(|&n| if n < below { Cell::Small } else { Cell::Shown(n) }).collect();
    let total: u32 = counts.iter().sum();
    if total < below {
        return (cells, Cell::Small);
    }
    let small: Vec<u32> = counts.iter().copied().filter(|&n| n < below).collect();
    let hidden: u32 = small.iter().sum();
    // One small cell is total minus the rest; small cells that are all at their most have only one solution.
    let most = u32::try_from(small.len()).unwrap_or(u32::MAX).saturating_mul(below.saturating_sub(1));
    let given_away = hidden > 0 && (small.len() == 1 || hidden == most);
    if !given_away {
        return (cells, Cell::Shown(total));
    }
    let smallest_shown = (0..counts.len()).filter(|&row| counts[row] >= below).min_by_key(|&row| counts[row]);
    match smallest_shown {
        Some(row) => {
            cells[row] = Cell::Hidden;
            (cells, Cell::Shown(total))
        }
        None => (cells, Cell::Hidden),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_under_three_are_not_printed_and_the_total_is_true() {
        let (cells, total) = suppress(&[9, 2, 1, 0], 3);
        assert_eq!(cells, [Cell::Shown(9), Cell::Small, Cell::Small, Cell::Small]);
        assert_eq!(total, Cell::Shown(12));
    }

    #[test]
    fn a_single_small_cell_takes_the_smallest_shown_one_with_it() {
        let (cells, total) = suppress(&[9, 2, 4], 3);
        assert_eq!(cells, [Cell::Shown(9), Cell::Small, Cell::Hidden]);
        assert_eq!(total, Cell::Shown(15));
    }

    #[test]
    fn a_total_that_would_say_it_is_not_printed_either() {
        assert_eq!(suppress(&[2], 3), (vec![Cell::Small], Cell::Small));
        assert_eq!(suppress(&[2, 2], 3), (vec![Cell::Small, Cell::Small], Cell::Hidden));
    }

    proptest! {
        /// Every small cell with something in it has another value that fits all that is printed.
        #[test]
        fn no_small_cell_can_be_worked_out(counts in prop::collection::vec(0u32..9, 1..7)) {
            let below = 3;
            let (cells, total) = suppress(&counts, below);
            let fits = |tried: &[u32]| {
                let sum: u32 = tried.iter().sum();
                let total_fits = match total {
                    Cell::Shown(n) => sum == n,
                    Cell::Small => sum < below,
                    Cell::Hidden => true,
                };
                total_fits && cells.iter().zip(tried).all(|(cell, &n)| match cell {
                    Cell::Shown(shown) => n == *shown,
                    Cell::Small => n < below,
                    Cell::Hidden => n >= below,
                })
            };
            prop_assert!(fits(&counts));
            for row in (0..counts.len()).filter(|&row| cells[row] == Cell::Small && counts[row] > 0) {
                // Another value for the cell, alone or made up for in one other cell.
                let changed = |value: u32, swap: usize| {
                    let mut tried = counts.clone();
                    tried[row] = value;
                    if swap != row {
                        tried[swap] = (counts[swap] + counts[row]).checked_sub(value)?;
                    }
                    Some(tried)
                };
                let values = (0..below).filter(|value| *value != counts[row]);
                let other = values.into_iter().any(|value| {
                    (0..counts.len()).any(|swap| changed(value, swap).is_some_and(|tried| fits(&tried)))
                });
                prop_assert!(other, "{counts:?} gives away row {row}: {cells:?}, {total:?}");
            }
        }
    }
}
