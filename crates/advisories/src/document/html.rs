//! The document as a self-contained HTML page that prints on A4 without any file beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Block, Document, Face, Layout, Room, Run, SlipRow};

/// Fonts and colours that letters and bulletins share.
const SHARED_STYLE: &str = include_str!("../style/page.css");
const LETTER_STYLE: &str = include_str!("../style/letter.css");
const BULLETIN_STYLE: &str = include_str!("../style/bulletin.css");
const REPORT_STYLE: &str = include_str!("../style/report.css");

impl Document {
    /// The page. Every word is escaped; the style is compiled in.
    pub fn html(&self) -> String {
        let style = match self.layout {
            Layout::Letter => [LETTER_STYLE, ""],
            Layout::Bulletin => [BULLETIN_STYLE, ""],
            Layout::Report => [LETTER_STYLE, REPORT_STYLE],
        };
        html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    style { (PreEscaped(SHARED_STYLE)) (PreEscaped(style[0])) (PreEscaped(style[1])) }
                }
                body { @for sheet in &self.sheets { section.sheet { (all(sheet)) } } }
            }
        }
        .into_string()
    }
}

fn all(blocks: &[Block]) -> Markup {
    html! { @for block in blocks { (one(block)) } }
}

fn one(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Marks { left, right } => div.marks { span { (runs(left)) } span { (right) } },
            Block::Office { text } => p.office { (text) },
            Block::Number { text } => p.number { (text) },
            Block::Masthead { text } => h1 { (text) },
            Block::Issue { text } => p.issue { (text) },
            Block::Edited { left, right } => div.edited { span { (left) } span { (right) } },
            Block::Rule => hr.rule;,
            Block::Title { phrases } => h1 {
                @for (position, phrase) in phrases.iter().enumerate() { @if position > 0 { wbr; } (phrase) }
            },
            Block::Addressee { text } => p.to { (text) },
            Block::Heading { text } => h2 { (text) },
            Block::Paragraph { runs: words } => p { (runs(words)) },
            Block::Chart { chart } => figure { (chart.svg()) figcaption { (chart.caption) } },
            Block::Table { head, rows, total } => table {
                thead { tr { @for cell in head { th { (cell) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
                tfoot { tr { @for cell in total { td { (cell) } } } }
            },
            Block::Together { blocks } => div.together { (all(blocks)) },
            Block::Attachment { text } => p.attachment { (text) },
            Block::Signature { issuer, date } => div.signature { div { (issuer) br; (date) } },
            Block::Note { text } => p.note { (text) },
            Block::Imprint { copies, printer, printed } => div.imprint {
                @if let Some(copies) = copies { p.copies { (copies) } }
                p.printed { span { (printer) } span { (printed) } }
            },
            Block::Mark { text } => p.mark { (text) },
            Block::Slip { rows } => table.slip { @for row in rows { (slip_row(row)) } },
            Block::Remark { text } => p.remark { (text) },
        }
    }
}

fn runs(runs: &[Run]) -> Markup {
    html! {
        @for Run { text, face } in runs {
            @match face {
                Face::Plain => (text),
                Face::Kai => span.kai { (text) },
                Face::Level(level) => span class=(level.as_str()) { (text) },
            }
        }
    }
}

fn slip_row(row: &SlipRow) -> Markup {
    let room = match row.room {
        Room::Printed => None,
        Room::Line => Some("short"),
        Room::Sentences => Some("tall"),
    };
    html! { tr { th { (row.label) } td class=[room] { (row.text) } } }
}
