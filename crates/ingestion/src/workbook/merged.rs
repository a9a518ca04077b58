//! Merged cells: what stands in the first row of a merged column holds for the rows below it.

use std::collections::VecDeque;

use calamine::Dimensions;

/// The columns of a sheet that are merged over several rows, met from top to bottom.
pub(super) struct Merged {
    /// First row, last row, column; by first row. Cells merged across columns only are not here.
    ahead: VecDeque<(u32, u32, u32)>,
    /// Last row, column, text.
    open: Vec<(u32, u32, String)>,
}

impl Merged {
    pub(super) fn new(areas: Vec<Dimensions>) -> Self {
        let tall = areas.into_iter().filter(|area| area.end.0 > area.start.0);
        let mut ahead: Vec<_> = tall.map(|area| (area.start.0, area.end.0, area.start.1)).collect();
        ahead.sort_unstable();
        Self { ahead: ahead.into(), open: Vec::new() }
    }

    /// Fills the cells of a row that a merged cell above covers, and remembers those that begin in it.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<(u32, String)>) {
        self.open.retain(|(last, ..)| *last >= row);
        for (_, column, text) in &self.open {
            match cells.iter_mut().find(|(known, _)| known == column) {
                Some((_, covered)) if covered.is_empty() => covered.clone_from(text),
                Some(_) => {}
                None => cells.push((*column, text.clone())),
            }
        }
        while let Some((first, last, column)) =
            self.ahead.front().copied().filter(|(first, ..)| *first <= row)
        {
            self.ahead.pop_front();
            if first == row
                && let Some((_, text)) = cells.iter().find(|(known, _)| *known == column)
            {
                self.open.push((last, column, text.clone()));
            }
        }
    }
}
