//! What typst may see while it sets one job: the templates, the data and the fonts, and nothing of the machine.

use typst::{
    Library, World, WorldExt,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{Fonts, Templates};
use crate::PressError;

/// One job on the press.
pub(super) struct Desk<'a> {
    library: &'a LazyHash<Library>,
    fonts: &'a Fonts,
    templates: &'a Templates,
    main: FileId,
    data: (FileId, Bytes),
}

impl<'a> Desk<'a> {
    /// The job of setting the template `main` over `data`, a file of this name and text.
    ///
    /// # Errors
    /// [`PressError::Unreadable`] for a name that no file can have.
    pub(super) fn new(
        library: &'a LazyHash<Library>,
        fonts: &'a Fonts,
        templates: &'a Templates,
        main: &str,
        data: (&str, String),
    ) -> Result<Self, PressError> {
        let (main, data) = (file(main)?, (file(data.0)?, Bytes::from_string(data.1)));
        Ok(Self { library, fonts, templates, main, data })
    }

    /// What typst complains about, each with the template and the line (from 1) it is in.
    pub(super) fn complaints(&self, found: &[SourceDiagnostic]) -> String {
        let complaint = |error: &SourceDiagnostic| {
            let place = error.span.id().zip(self.range(error.span)).and_then(|(id, range)| {
                let line = self.templates.source(id)?.lines().byte_to_line(range.start)? + 1;
                Some(format!("{}:{line}: ", id.get().vpath().get_without_slash()))
            });
            format!("{}{}", place.unwrap_or_default(), error.message)
        };
        found.iter().map(complaint).collect::<Vec<_>>().join("; ")
    }
}

/// The id of a file of this name in the folder of templates.
pub(super) fn file(name: &str) -> Result<FileId, PressError> {
    let path = VirtualPath::new(name)
        .map_err(|error| PressError::Unreadable { file: name.to_owned(), reason: error.to_string() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.templates.source(id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// A page says the days that its document says; the present day is none of them.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
