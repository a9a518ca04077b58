//! The press: sets documents in type with typst, in this process, as PDF, and draws the
//! charts of a DOCX.
//!
//! A page depends on its document, the templates and the fonts only: there is no clock, no network and no folder behind
//! it, so the same document gives the same bytes.

mod fonts;
#[cfg(test)]
pub(crate) mod laid_out;
#[cfg(test)]
mod measures;
mod templates;
#[cfg(test)]
mod tests;
mod world;

use std::{fmt, path::PathBuf, sync::OnceLock};

use serde_json::{Value, json};
use typst::{
    Library, LibraryExt, comemo,
    diag::Warned,
    foundations::Smart,
    utils::{LazyHash, Scalar},
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_render::RenderOptions;

use fonts::Fonts;
pub use fonts::font_folders;
pub use templates::Templates;

use crate::{PressError, chart::Chart, document::Document, docx};
use world::Desk;

/// Dots to the point in the picture of a chart: 300 to the inch, what a printer has at least.
const DOTS_PER_POINT: f64 = 300.0 / 72.0;

/// Jobs for which typst remembers parts of earlier ones; the templates are the same in each.
const REMEMBERED_JOBS: usize = 4;

/// Who is named as the program in the properties of a PDF.
const PROGRAM: &str = "Fengsui";

/// Fonts and templates, ready to set any number of documents.
pub struct Press {
    library: LazyHash<Library>,
    folders: Vec<PathBuf>,
    fonts: OnceLock<Fonts>,
    templates: Templates,
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Press").field("folders", &self.folders).finish_non_exhaustive()
    }
}

impl Press {
    /// A press with the fonts of these folders ([`font_folders`]) and these templates. Fonts are read when the first
    /// page is set: a county that never prints does without their 70 MB.
    pub fn new(folders: Vec<PathBuf>, templates: Templates) -> Self {
        Self { library: LazyHash::new(Library::default()), folders, fonts: OnceLock::new(), templates }
    }

    /// One PDF of these documents, one after the other, each from its own page 1.
    ///
    /// # Errors
    /// [`PressError`] when there is no document or no Chinese font, or a changed template has a mistake.
    pub fn pdf(&self, documents: &[Document]) -> Result<Vec<u8>, PressError> {
        let pages = self.pages(documents)?;
        let creator = Smart::Custom(Some(PROGRAM.to_owned()));
        let options = PdfOptions { creator, ..PdfOptions::default() };
        typst_pdf::pdf(&pages, &options).map_err(|errors| {
            PressError::Template(
                errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; "),
            )
        })
    }

    /// One document as an editable file.
    ///
    /// # Errors
    /// [`PressError`] when there is a chart and no Chinese font, or the file cannot be put together.
    pub fn docx(&self, document: &Document) -> Result<Vec<u8>, PressError> {
        docx::write(document, |chart| self.picture(chart))
    }

    /// The pages of these documents, laid out.
    pub(crate) fn pages(&self, documents: &[Document]) -> Result<PagedDocument, PressError> {
        if documents.is_empty() {
            return Err(PressError::Nothing);
        }
        let mut job = json!({ "documents": documents });
        draw_charts(&mut job);
        self.set("documents.typ", "documents.json", &job)
    }

    /// The picture of a chart as PNG, with its width and height in dots.
    pub(crate) fn picture(&self, chart: &Chart) -> Result<Picture, PressError> {
        let pages = self.set("chart.typ", "chart.json", &json!({ "svg": chart.svg().into_string() }))?;
        let page = pages.pages().first().ok_or(PressError::Nothing)?;
        let options = RenderOptions { pixel_per_pt: Scalar::new(DOTS_PER_POINT), ..RenderOptions::default() };
        let dots = typst_render::render(page, &options);
        let png = dots.encode_png().map_err(|error| PressError::Unwritten(error.to_string()))?;
        let size = page.frame.size();
        Ok(Picture { png, dots: (dots.width(), dots.height()), size: (size.x.to_pt(), size.y.to_pt()) })
    }

    /// The fonts. What is missing is looked for again at the next page: they may have been installed meanwhile.
    fn fonts(&self) -> Result<&Fonts, PressError> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts);
        }
        let found = Fonts::find(&self.folders)?;
        Ok(self.fonts.get_or_init(|| found))
    }

    /// Sets a template over its data, a file of this name.
    fn set(&self, main: &str, name: &str, data: &Value) -> Result<PagedDocument, PressError> {
        let desk = Desk::new(&self.library, self.fonts()?, &self.templates, main, (name, data.to_string()))?;
        let Warned { output, .. } = typst::compile(&desk);
        comemo::evict(REMEMBERED_JOBS);
        output.map_err(|errors| PressError::Template(desk.complaints(&errors)))
    }
}

/// A drawing as a picture.
pub(crate) struct Picture {
    /// The file.
    pub(crate) png: Vec<u8>,
    /// Width and height in dots.
    pub(crate) dots: (u32, u32),
    /// Width and height on paper, in points.
    pub(crate) size: (f64, f64),
}

/// Puts its drawing beside each chart, wherever it stands: the templates draw nothing themselves.
fn draw_charts(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(draw_charts),
        Value::Object(fields) => {
            if let Some(Ok(chart)) = fields.get("chart").cloned().map(serde_json::from_value::<Chart>) {
                fields.insert("svg".to_owned(), chart.svg().into_string().into());
            }
            fields.values_mut().for_each(draw_charts);
        }
        _ => {}
    }
}
