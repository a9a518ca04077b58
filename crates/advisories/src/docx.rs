//! The document as an editable file for WPS and Word: named styles, the fonts that the standard names, and page numbers
//! that count. The layout of letters and reports is that of GB/T 9704-2012; the program that opens it breaks lines and pages.

mod fonts;
mod page;
mod styles;
mod tables;

use std::io::Cursor;

use docx_rs::{
    BreakType, Docx, Footer, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders,
    Pic, Run as Words, Table, XMLDocx,
};

use crate::{
    PressError,
    chart::Chart,
    document::{Block, Document, Face, Layout, Run},
    press::Picture,
};
use page::{EMU_PER_POINT, Page, eighths};

/// The red of the head and the black of lines.
const RED: &str = "C00000";
const BLACK: &str = "000000";

/// Characters of a title that fit one line: 156 mm at 22 pt.
const TITLE_LINE: usize = 20;

/// Size of the page number in points, and its distance from the outer edge.
const PAGE_NUMBER: i32 = 14;

/// Writes the file. `picture` draws a chart.
pub(crate) fn write(
    document: &Document,
    picture: impl Fn(&Chart) -> Result<Picture, PressError>,
) -> Result<Vec<u8>, PressError> {
    let mut bytes = Cursor::new(Vec::new());
    let packed = compose(document, picture)?.pack(&mut bytes);
    packed.map_err(|error| PressError::Unwritten(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// The parts of the file.
pub(crate) fn compose(
    document: &Document,
    picture: impl Fn(&Chart) -> Result<Picture, PressError>,
) -> Result<XMLDocx, PressError> {
    let page = Page::of(document.layout);
    let mut writer = Writer { docx: styles::add(page.frame(Docx::new()), &page), page, paragraphs: 0 };
    if let Some(day) = document.date {
        let moment = format!("{day}T00:00:00Z");
        writer.docx = writer.docx.created_at(&moment).updated_at(&moment);
    }
    if document.layout != Layout::Bulletin {
        writer.page_numbers();
    }
    for (position, sheet) in document.sheets.iter().enumerate() {
        writer.sheet(sheet, position > 0, &picture)?;
    }
    let mut file = writer.docx.build();
    file.font_table = fonts::table().into_bytes();
    Ok(file)
}

struct Writer {
    docx: Docx,
    page: Page,
    /// Paragraphs so far: their ids are counted, so that the same document gives the same file.
    paragraphs: u32,
}

impl Writer {
    fn sheet(
        &mut self,
        blocks: &[Block],
        on_new_page: bool,
        picture: &impl Fn(&Chart) -> Result<Picture, PressError>,
    ) -> Result<(), PressError> {
        let mut below_mark = false;
        for (position, block) in blocks.iter().enumerate() {
            match block {
                Block::Chart { chart } => self.chart(chart, picture)?,
                Block::Table { head, rows, total } => {
                    let table = tables::figures(self, head, rows, total);
                    self.table(table);
                }
                Block::Slip { rows } => {
                    let table = tables::slip(self, rows);
                    self.table(table);
                }
                Block::Title { phrases } if below_mark => {
                    let title = self.title("SlipTitle", phrases);
                    self.add(title);
                }
                Block::Together { blocks } => {
                    let mut paragraphs: Vec<Paragraph> =
                        blocks.iter().flat_map(|inner| self.paragraphs(inner)).collect();
                    let last = paragraphs.pop();
                    paragraphs.into_iter().for_each(|paragraph| self.add(paragraph.keep_next(true)));
                    last.into_iter().for_each(|paragraph| self.add(paragraph));
                }
                other => {
                    for paragraph in self.paragraphs(other) {
                        let first = on_new_page && position == 0;
                        self.add(if first { paragraph.page_break_before(true) } else { paragraph });
                    }
                }
            }
            below_mark = matches!(block, Block::Mark { .. });
        }
        Ok(())
    }

    /// A block that is made of paragraphs only.
    fn paragraphs(&mut self, block: &Block) -> Vec<Paragraph> {
        let paragraph = match block {
            Block::Marks { left, right } => {
                let left = with_runs(self.paragraph("Marks"), left);
                left.add_run(Words::new().add_tab().add_text(right))
            }
            Block::Edited { left, right } => self.ends("Edited", left, right),
            Block::Office { text } => self.text("Office", text),
            Block::Number { text } => self.text("Number", text),
            Block::Masthead { text } => self.text("Masthead", text),
            Block::Issue { text } => self.text("Issue", text),
            Block::Rule => lined(self.paragraph("Rule"), &[(ParagraphBorderPosition::Bottom, 0.6, RED)]),
            Block::Title { phrases } => self.title("Title", phrases),
            Block::Addressee { text } => self.text("Addressee", text),
            Block::Heading { text } => self.text("Heading1", text).keep_next(true),
            Block::Paragraph { runs } => with_runs(self.paragraph("BodyText"), runs),
            Block::Attachment { text } => self.text("Attachment", text),
            Block::Signature { issuer, date } => return self.signature(issuer, date).into(),
            Block::Note { text } => {
                lined(self.text("Note", text), &[(ParagraphBorderPosition::Top, 0.2, BLACK)])
            }
            Block::Imprint { copies, printer, printed } => {
                return self.imprint(copies.as_deref(), printer, printed);
            }
            Block::Mark { text } => self.text("Mark", text),
            Block::Remark { text } => self.text("Remark", text),
            Block::Together { blocks } => {
                return blocks.iter().flat_map(|inner| self.paragraphs(inner)).collect();
            }
            Block::Chart { .. } | Block::Table { .. } | Block::Slip { .. } => return Vec::new(),
        };
        vec![paragraph]
    }

    /// An empty paragraph of a style.
    fn paragraph(&mut self, style: &str) -> Paragraph {
        self.paragraphs += 1;
        Paragraph::new().id(format!("{:08X}", self.paragraphs)).style(style)
    }

    fn text(&mut self, style: &str, text: &str) -> Paragraph {
        self.paragraph(style).add_run(Words::new().add_text(text))
    }

    /// A line with something at each end; its style has a tab at the right edge.
    fn ends(&mut self, style: &str, left: &str, right: &str) -> Paragraph {
        self.paragraph(style).add_run(Words::new().add_text(left).add_tab().add_text(right))
    }

    /// A title too long for one line breaks between two of its phrases, where its lines are most equal.
    fn title(&mut self, style: &str, phrases: &[String]) -> Paragraph {
        let length = |part: &[String]| part.iter().map(|phrase| phrase.chars().count()).sum::<usize>();
        let longest = |at: usize| length(&phrases[..at]).max(length(&phrases[at..]));
        let broken =
            (1..phrases.len()).min_by_key(|at| longest(*at)).filter(|_| length(phrases) > TITLE_LINE);
        let mut words = Words::new();
        for (position, phrase) in phrases.iter().enumerate() {
            if broken == Some(position) {
                words = words.add_break(BreakType::TextWrapping);
            }
            words = words.add_text(phrase);
        }
        self.paragraph(style).add_run(words)
    }

    fn chart(
        &mut self,
        chart: &Chart,
        picture: &impl Fn(&Chart) -> Result<Picture, PressError>,
    ) -> Result<(), PressError> {
        let Picture { png, dots, size } = picture(chart)?;
        let emu = |points: f64| (points * EMU_PER_POINT) as u32;
        let drawn = Pic::new_with_dimensions(png, dots.0, dots.1)
            .id(format!("rIdChart{}", self.paragraphs))
            .size(emu(size.0), emu(size.1));
        let paragraph = self.paragraph("Chart").add_run(Words::new().add_image(drawn)).keep_next(true);
        self.add(paragraph);
        let caption = self.text("Caption", &chart.caption);
        self.add(caption);
        Ok(())
    }

    /// Both lines centred over each other, the longer one two characters from the right edge.
    fn signature(&mut self, issuer: &str, date: &str) -> [Paragraph; 2] {
        let longer = page::characters(issuer).max(page::characters(date));
        let (left, right) = self.page.at_right(longer, 2.0);
        [("Signature", issuer), ("Date", date)]
            .map(|(style, text)| self.text(style, text).indent(Some(left), None, Some(right), None))
    }

    fn imprint(&mut self, copies: Option<&str>, printer: &str, printed: &str) -> Vec<Paragraph> {
        use ParagraphBorderPosition::{Bottom, Top};
        let (thick, thin) = (0.35, 0.25);
        let mut paragraphs = Vec::new();
        if let Some(copies) = copies {
            let lines = [(Top, thick, BLACK), (Bottom, thin, BLACK)];
            paragraphs.push(lined(self.text("Copies", copies), &lines).keep_next(true));
        }
        let last = self.ends("Imprint", printer, printed);
        let lines: &[_] = if copies.is_some() {
            &[(Bottom, thick, BLACK)]
        } else {
            &[(Top, thick, BLACK), (Bottom, thick, BLACK)]
        };
        paragraphs.push(lined(last, lines));
        paragraphs
    }

    /// "— 1 —": at the right of odd pages and at the left of even ones.
    fn page_numbers(&mut self) {
        let free = PAGE_NUMBER * 20;
        let mut numbered = |style: &str| {
            let dash = |text: &str| Words::new().add_text(text);
            let line = self
                .paragraph(style)
                .indent(Some(free), None, Some(free), None)
                .add_run(dash("— "))
                .add_page_num(PageNum::new());
            Footer::new().add_paragraph(line.add_run(dash(" —")))
        };
        let (odd, even) = (numbered("PageNumber"), numbered("PageNumberEven"));
        self.docx = std::mem::take(&mut self.docx).footer(odd).even_footer(even);
    }

    fn add(&mut self, paragraph: Paragraph) {
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn table(&mut self, table: Table) {
        self.docx = std::mem::take(&mut self.docx).add_table(table);
    }
}

/// A paragraph with words in their faces.
fn with_runs(paragraph: Paragraph, runs: &[Run]) -> Paragraph {
    runs.iter().fold(paragraph, |paragraph, Run { text, face }| {
        let words = Words::new().add_text(text);
        paragraph.add_run(match face {
            Face::Plain => words,
            Face::Kai => words.style("Heading2Run"),
            Face::Level(level) => words.color(styles::colour(*level)),
        })
    })
}

/// A paragraph with lines at some of its sides: which side, how many millimetres thick, and the colour.
fn lined(paragraph: Paragraph, lines: &[(ParagraphBorderPosition, f64, &str)]) -> Paragraph {
    let borders = lines.iter().fold(ParagraphBorders::with_empty(), |borders, (side, thick, colour)| {
        borders.set(ParagraphBorder::new(side.clone()).size(eighths(*thick)).space(0).color(*colour))
    });
    paragraph.set_borders(borders)
}
