//! The page of a file in the units of the format: twentieths of a point, half points, eighths of a point.

use docx_rs::{DocGrid, DocGridType, Docx, LineSpacing, LineSpacingType, PageMargin, SectionProperty};

use crate::document::Layout;

/// English Metric Units to the point.
pub(super) const EMU_PER_POINT: f64 = 12_700.0;

/// Twentieths of a point to the millimetre.
const TWIPS_PER_MM: f64 = 72.0 / 25.4 * 20.0;

/// A page and its type area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) layout: Layout,
    /// Margins in millimetres: top, right, bottom, left.
    margins: [f64; 4],
    /// Size of the body in points.
    pub(super) size: f64,
    /// From line to line, in points.
    pub(super) pitch: f64,
    /// From character to character, in points.
    pub(super) cell: f64,
}

impl Page {
    /// The page of a layout.
    pub(super) fn of(layout: Layout) -> Self {
        match layout {
            // GB/T 9704-2012: 22 lines of 28 characters on 156 × 225 mm.
            Layout::Letter | Layout::Report => {
                let points = |mm: f64| mm * TWIPS_PER_MM / 20.0;
                let (pitch, cell) = (points(225.0) / 22.0, points(156.0) / 28.0);
                Self { layout, margins: [37.0, 26.0, 35.0, 28.0], size: 16.0, pitch, cell }
            }
            Layout::Bulletin => {
                Self { layout, margins: [14.0, 20.0, 11.0, 22.0], size: 11.0, pitch: 15.8, cell: 11.0 }
            }
        }
    }

    /// Width of the type area in twips.
    pub(super) fn width(&self) -> usize {
        twips(210.0 - self.margins[1] - self.margins[3]) as usize
    }

    /// Indents in twips, left and right, between which `characters` stand so that `free` are left at the right edge.
    pub(super) fn at_right(&self, characters: f64, free: f64) -> (i32, i32) {
        let right = free * self.cell * 20.0;
        let left = self.width() as f64 - right - (characters + 0.5) * self.cell * 20.0;
        (left.max(0.0) as i32, right as i32)
    }

    /// How much closer than they are wide the characters of the body stand, in twips, rounded so that a line has room for
    /// all of them.
    pub(super) fn closer(&self) -> i32 {
        ((self.cell - self.size) * 20.0).floor() as i32
    }

    /// Exact line spacing in points, with room before and after.
    pub(super) fn spacing(line: f64, before: f64, after: f64) -> LineSpacing {
        let twentieths = |points: f64| (points * 20.0).round();
        LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            // Rounded down: one twentieth too many in each of 22 lines, and the page has room for 21.
            .line((line * 20.0) as i32)
            .before(twentieths(before) as u32)
            .after(twentieths(after) as u32)
    }

    /// Sets size, margins and grid.
    pub(super) fn frame(&self, mut docx: Docx) -> Docx {
        let [top, right, bottom, left] = self.margins.map(twips);
        // The dash of the page number is 7 mm under the type area, in the middle of a line of 20 pt.
        let footer = twips(self.margins[2] - 7.0) - 200;
        let margin =
            PageMargin::new().top(top).right(right).bottom(bottom).left(left).header(0).footer(footer.max(0));
        docx = docx.page_size(twips(210.0) as u32, twips(297.0) as u32).page_margin(margin);
        if self.layout != Layout::Bulletin {
            // A grid of lines only: programs disagree about grids of characters, and all know spacing.
            let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch((self.pitch * 20.0) as usize);
            let section = std::mem::replace(&mut docx.document.section_property, SectionProperty::new());
            docx.document.section_property = section.doc_grid(grid);
        }
        docx
    }
}

/// Twentieths of a point.
pub(super) fn twips(mm: f64) -> i32 {
    (mm * TWIPS_PER_MM).round() as i32
}

/// Eighths of a point, the unit of a line's thickness.
pub(super) fn eighths(mm: f64) -> usize {
    (mm * 72.0 / 25.4 * 8.0).round() as usize
}

/// Width of a text in characters: digits and Latin letters take half of one.
pub(super) fn characters(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_ascii() { 0.5 } else { 1.0 }).sum()
}
