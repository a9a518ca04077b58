//! GB/T 9704-2012 by the millimetre, read off the pages as they are laid out.

use super::laid_out::{Laid, Word, lines, of};
use crate::{
    document::{Block, Document, Layout},
    fixture::{Scene, issued, press},
};

/// What a printer cannot show any more, in millimetres.
const NOTHING: f64 = 0.02;

/// The pitch of 22 lines on 225 mm, and the width of one of 28 characters on 156 mm.
const PITCH: f64 = 225.0 / 22.0;
const CELL: f64 = 156.0 / 28.0;

fn laid(document: &Document) -> Vec<Laid> {
    of(&press().pages(std::slice::from_ref(document)).unwrap())
}

/// A letter of paragraphs only, long enough for several pages.
fn long() -> Document {
    let paragraph = Block::paragraph("字".repeat(26 + 28 * 60));
    Document { sheets: vec![vec![paragraph]], ..issued() }
}

fn word<'a>(page: &'a Laid, start: &str) -> &'a Word {
    let found = page.words.iter().find(|word| word.text.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} on {page:?}"))
}

fn close(measured: f64, wanted: f64) -> bool {
    (measured - wanted).abs() < NOTHING
}

#[test]
fn a_page_of_a_letter_has_22_lines_of_28_characters_inside_its_margins() {
    let pages = laid(&long());
    for page in &pages[..pages.len() - 1] {
        assert_eq!(page.sheet, (210.0, 297.0));
        let lines = lines(page);
        assert_eq!(lines.len(), 22);
        for (position, pair) in lines.windows(2).enumerate() {
            assert!(close(pair[1].0 - pair[0].0, PITCH), "line {position}: {pair:?}");
        }
        let full = lines.iter().filter(|(_, text)| text.chars().count() == 28).count();
        assert!(full >= 21, "{lines:?}");
        let (left, right) = (page.words[5].x.0, page.words[5].x.1);
        assert!(close(left, 28.0) && right <= 184.0 + NOTHING && right > 184.0 - 0.1, "{left} to {right}");
        // A character stands 0.88 em over its baseline, in the middle of its line.
        let em = 16.0 * 25.4 / 72.0;
        let top = lines[0].0 - 0.88 * em - (PITCH - em) / 2.0;
        let bottom = lines[21].0 + 0.12 * em + (PITCH - em) / 2.0;
        assert!(close(top, 37.0) && close(bottom, 297.0 - 35.0), "{top} to {bottom}");
    }
    let first = lines(&pages[0]).remove(0).1;
    assert_eq!(first.chars().count(), 26, "the first line begins after two characters");
    assert!(close(pages[0].words[0].x.0, 28.0 + 2.0 * CELL));
}

#[test]
fn the_text_of_a_letter_stands_on_the_lines_of_its_pages() {
    let pages = laid(&issued());
    for page in &pages[..2] {
        let body = page
            .words
            .iter()
            .filter(|word| word.size == 16.0 && word.top > 120.0 || word.text.starts_with("（一"));
        for word in body {
            let lines = (word.baseline - 37.0) / PITCH;
            let base = lines.fract();
            let wanted = (0.88 * 16.0 * 25.4 / 72.0 + (PITCH - 16.0 * 25.4 / 72.0) / 2.0) / PITCH;
            assert!((base - wanted).abs() < 0.01, "{} on line {lines}", word.text);
        }
    }
}

#[test]
fn the_head_of_a_letter_is_where_the_standard_puts_it() {
    let pages = laid(&issued());
    let page = &pages[0];
    let office = word(page, "敦煌市社会");
    assert!(close(office.top, 37.0 + 35.0), "{}", office.top);
    let middle = |word: &Word| (word.x.0 + word.x.1) / 2.0;
    assert!((middle(office) - (28.0 + 156.0 / 2.0)).abs() < 0.2);
    let number = word(page, "敦综提");
    let [top, left, width, height] = page.red[0];
    let under = top - (number.baseline + 0.12 * 16.0 * 25.4 / 72.0);
    assert!(close(under, 4.0), "{under} mm under the number");
    assert!(close(left, 28.0) && close(width, 156.0) && close(height, 0.6));
    let title = word(page, "关于");
    assert_eq!(title.size, 22.0);
    assert_eq!(office.size, 31.0);
}

#[test]
fn pages_are_numbered_at_their_outer_edge() {
    let pages = laid(&issued());
    assert!(pages.len() >= 3);
    for (position, page) in pages.iter().enumerate() {
        let text: String = page.number.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(text, format!("— {} —", position + 1));
        assert!(page.number.iter().all(|word| word.size == 14.0));
        let (first, last) = (&page.number[0], &page.number[page.number.len() - 1]);
        let em = 14.0 * 25.4 / 72.0;
        if position % 2 == 0 {
            assert!(close(last.x.1, 184.0 - em), "an odd page is numbered at the right: {last:?}");
        } else {
            assert!(close(first.x.0, 28.0 + em), "an even page is numbered at the left: {first:?}");
        }
        // The dash stands about 0.38 em over the baseline.
        assert!(close(first.baseline - 0.38 * em, 297.0 - 35.0 + 7.0), "{first:?}");
    }
}

#[test]
fn the_slip_has_a_page_of_its_own_and_the_signature_is_not_alone() {
    let pages = laid(&issued());
    let slip = pages.last().unwrap();
    assert!(slip.words[0].text.starts_with("附件"));
    assert!(
        !pages[pages.len() - 2].words.iter().any(|word| word.text.contains("核查结论") && word.size == 14.0)
    );
    let signed =
        pages.iter().find(|page| page.words.iter().any(|word| word.text == "2026年11月24日")).unwrap();
    assert!(signed.words.iter().any(|word| word.text.contains("情况紧急的")));
    let issuer = |word: &&Word| word.size == 16.0 && word.text == "敦煌市社会治安综合治理中心";
    let edge = signed.words.iter().find(issuer).map(|word| word.x.1).unwrap();
    assert!((184.0 - 2.0 * CELL - edge).abs() < 0.2, "two characters are free at its right: {edge}");
    assert_eq!(pages.iter().map(|page| page.drawings).sum::<usize>(), 1, "the chart is drawn once");
}

#[test]
fn headings_are_in_black_type_and_the_body_in_song_type() {
    let pages = laid(&issued());
    let family = |start: &str| word(&pages[0], start).family.clone();
    let (heading, body) = (family("一、有关情况"), family("根据网格"));
    assert_ne!(heading, body);
    assert_eq!(heading, family("风险等级"));
}

#[test]
fn a_bulletin_is_one_page_however_much_it_says() {
    let ordinary = Scene::new().write();
    assert_eq!(laid(&ordinary).len(), 1);
    let mut long = ordinary.clone();
    let more = (0..14)
        .map(|_| Block::paragraph("各村（社区）、网格按每周不少于1次的频次开展常态化排查。".repeat(3)));
    long.sheets[0].extend(more);
    let size = |document: &Document| word(&laid(document)[0], "敦综提").size;
    assert_eq!(laid(&long).len(), 1);
    assert!(size(&long) < size(&ordinary), "type becomes smaller until everything fits");
    assert_eq!(ordinary.layout, Layout::Bulletin);
}
