//! Pages as their reader measures them: where each word and each red rule stands, in millimetres.

use typst::{
    layout::{Abs, Frame, FrameItem, Point},
    visualize::{Color, Paint},
};
use typst_layout::PagedDocument;

/// One page.
#[derive(Debug, Default)]
pub(crate) struct Laid {
    /// Width and height of the sheet.
    pub(crate) sheet: (f64, f64),
    /// Its words in reading order, without the page number.
    pub(crate) words: Vec<Word>,
    /// The page number.
    pub(crate) number: Vec<Word>,
    /// Upper edge, left edge, width and height of what is filled with red.
    pub(crate) red: Vec<[f64; 4]>,
    /// How many pictures and drawings.
    pub(crate) drawings: usize,
}

/// Words of one face on one line.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// Left and right end.
    pub(crate) x: (f64, f64),
    /// The line they stand on.
    pub(crate) baseline: f64,
    /// The upper edge of their ink.
    pub(crate) top: f64,
    /// Size in points.
    pub(crate) size: f64,
    pub(crate) family: String,
}

/// Each page of these.
pub(crate) fn of(pages: &PagedDocument) -> Vec<Laid> {
    let laid = |frame: &Frame| {
        let mut page = Laid { sheet: (frame.size().x.to_mm(), frame.size().y.to_mm()), ..Laid::default() };
        read(frame, Point::zero(), &mut page);
        // The type area of a letter ends 35 mm over the lower edge of the sheet; only page numbers stand under it.
        let bottom = page.sheet.1 - 35.0;
        let numbered = page.words.iter().any(|word| word.text.starts_with('—'));
        let is_number = |word: &Word| numbered && word.baseline > bottom + 5.0;
        (page.number, page.words) = page.words.into_iter().partition(is_number);
        page
    };
    pages.pages().iter().map(|page| laid(&page.frame)).collect()
}

/// The words of a page line by line: words whose baselines are equal, to a tenth of a millimetre.
pub(crate) fn lines(page: &Laid) -> Vec<(f64, String)> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for word in &page.words {
        match lines.last_mut() {
            Some((baseline, text)) if (*baseline - word.baseline).abs() < 0.1 => text.push_str(&word.text),
            _ => lines.push((word.baseline, word.text.clone())),
        }
    }
    lines
}

fn read(frame: &Frame, origin: Point, page: &mut Laid) {
    for (position, item) in frame.items() {
        let at = origin + *position;
        match item {
            FrameItem::Group(group) => read(&group.frame, at, page),
            FrameItem::Text(text) => page.words.push(Word {
                text: text.text.to_string(),
                x: (at.x.to_mm(), (at.x + text.width()).to_mm()),
                baseline: at.y.to_mm(),
                top: (at.y + text.bbox().max.y).to_mm(),
                size: text.size.to_pt(),
                family: text.font.font().info().family.clone(),
            }),
            FrameItem::Shape(shape, _) => {
                if shape.fill == Some(Paint::Solid(Color::from_u8(0xc0, 0, 0, 0xff))) {
                    let size = shape.bbox(false).size();
                    let millimetres = |length: Abs| length.to_mm();
                    page.red.push([at.y, at.x, size.x, size.y].map(millimetres));
                }
            }
            FrameItem::Image(..) => page.drawings += 1,
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}
