//! The three renderings say the same: the words of each, whatever lies between them, are those of the document.

use super::{Block, Document};
use crate::{
    docx,
    fixture::{Scene, World, drafted, issued, press},
    letter,
    press::laid_out,
};

impl Document {
    /// What can be read on it from top to bottom, without the inside of the drawings.
    fn words(&self) -> String {
        let mut found = Vec::new();
        self.sheets.iter().flatten().for_each(|block| block.texts(&mut found));
        bare(&found.concat())
    }
}

impl Block {
    fn texts<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Marks { left, right } => {
                found.extend(left.iter().map(|run| run.text.as_str()));
                found.push(right);
            }
            Self::Office { text }
            | Self::Number { text }
            | Self::Masthead { text }
            | Self::Issue { text }
            | Self::Addressee { text }
            | Self::Heading { text }
            | Self::Attachment { text }
            | Self::Note { text }
            | Self::Mark { text }
            | Self::Remark { text } => found.push(text),
            Self::Rule => {}
            Self::Edited { left, right } | Self::Signature { issuer: left, date: right } => {
                found.extend([left.as_str(), right]);
            }
            Self::Title { phrases } => found.extend(phrases.iter().map(String::as_str)),
            Self::Paragraph { runs } => found.extend(runs.iter().map(|run| run.text.as_str())),
            Self::Chart { chart } => found.push(&chart.caption),
            Self::Table { head, rows, total } => {
                let lines = std::iter::once(head).chain(rows).chain([total]);
                found.extend(lines.flatten().map(String::as_str));
            }
            Self::Together { blocks } => blocks.iter().for_each(|block| block.texts(found)),
            Self::Imprint { copies, printer, printed } => {
                found.extend(copies.as_deref());
                found.extend([printer.as_str(), printed]);
            }
            Self::Slip { rows } => {
                found.extend(rows.iter().flat_map(|row| [row.label.as_str(), &row.text]));
            }
        }
    }
}

/// A text without its spaces: lines break at other places in each rendering.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The words of markup: what stands between `open` … `>` and `close`, with the entities resolved.
fn between<'a>(markup: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let parts = markup.split(open).skip(1).filter(|part| part.starts_with([' ', '>']));
    parts.filter_map(|part| part.split_once('>')?.1.split(close).next()).collect()
}

fn resolved(text: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

fn words_of_html(document: &Document) -> String {
    let html = document.html();
    let body = between(&html, "<body", "</body>")[0];
    let undrawn: String =
        body.split("<svg").map(|part| part.split_once("</svg>").map_or(part, |(_, after)| after)).collect();
    let words: String =
        undrawn.split('<').map(|part| part.split_once('>').map_or(part, |(_, after)| after)).collect();
    bare(&resolved(&words))
}

fn words_of_docx(document: &Document) -> String {
    let file = docx::compose(document, |chart| press().picture(chart)).unwrap();
    let xml = String::from_utf8(file.document).unwrap();
    bare(&resolved(&between(&xml, "<w:t", "</w:t>").concat()))
}

fn words_of_pdf(document: &Document) -> String {
    let pages = press().pages(std::slice::from_ref(document)).unwrap();
    bare(
        &laid_out::of(&pages)
            .iter()
            .flat_map(|page| &page.words)
            .map(|word| word.text.as_str())
            .collect::<String>(),
    )
}

fn assert_agreed(document: &Document) {
    let words = document.words();
    assert!(words.chars().count() > 300, "{words}");
    assert_eq!(words_of_html(document), words);
    assert_eq!(words_of_docx(document), words);
    assert_eq!(words_of_pdf(document), words);
}

#[test]
fn a_letter_says_the_same_as_html_docx_and_pdf() {
    assert_agreed(&issued());
    let world = World::new();
    let (advisory, signal) = drafted(&world);
    assert_agreed(&letter(&advisory, &signal, None, &world.context(), None));
}

#[test]
fn a_bulletin_says_the_same_as_html_docx_and_pdf() {
    assert_agreed(&Scene::new().write());
}

#[test]
fn a_monthly_report_says_the_same_as_html_docx_and_pdf() {
    assert_agreed(&Scene::new().write_month("2026-11"));
}

#[test]
fn words_that_look_like_markup_are_words_in_every_form() {
    let world = World::new();
    let (mut advisory, signal) = drafted(&world);
    let evil = "#panic()*_$<script>alert(\"1\")</script>&amp;</w:t>\\u{0}//[x]`@a".to_owned();
    advisory.title = evil.clone();
    advisory.finding = evil.clone();
    advisory.suggestions = vec![evil.clone()];
    advisory.copies = vec![evil.as_str().into()];
    assert_agreed(&letter(&advisory, &signal, Some(&evil), &world.context(), None));
}

#[test]
fn a_frozen_document_is_read_back_as_it_was() {
    for document in [issued(), Scene::new().write(), Scene::new().write_month("2026-11")] {
        let read = Document::thaw(&document.frozen()).unwrap();
        assert_eq!(read, document);
        assert_eq!(read.frozen(), document.frozen());
    }
}
