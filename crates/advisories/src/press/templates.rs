//! The templates: typst files in this program, each of which an operator may put a changed copy of in a folder.

use std::{collections::HashMap, fs, path::Path};

use typst::syntax::{FileId, Source};

use super::world::file;
use crate::PressError;

/// The files as they come with the program. `documents.typ` sets documents, `chart.typ` a drawing alone.
const BUILT_IN: [(&str, &str); 6] = [
    ("documents.typ", include_str!("../templates/documents.typ")),
    ("official.typ", include_str!("../templates/official.typ")),
    ("letter.typ", include_str!("../templates/letter.typ")),
    ("bulletin.typ", include_str!("../templates/bulletin.typ")),
    ("report.typ", include_str!("../templates/report.typ")),
    ("chart.typ", include_str!("../templates/chart.typ")),
];

/// The ending of a template.
const ENDING: &str = "typ";

/// The files that pages are set with.
#[derive(Clone, Debug)]
pub struct Templates(HashMap<FileId, Source>);

impl Templates {
    /// The files that come with the program.
    ///
    /// # Errors
    /// None in practice: [`PressError::Unreadable`] is for names that no file can have.
    pub fn built_in() -> Result<Self, PressError> {
        let mut templates = Self(HashMap::new());
        BUILT_IN.into_iter().try_for_each(|(name, text)| templates.put(name, text.to_owned()))?;
        Ok(templates)
    }

    /// The built-in files, with those of `folder` in place of the ones of the same name; further `.typ` files there may
    /// be imported by them.
    ///
    /// # Errors
    /// [`PressError::Unreadable`] when the folder or a file in it cannot be read as text.
    pub fn with_folder(folder: &Path) -> Result<Self, PressError> {
        let mut templates = Self::built_in()?;
        let unreadable = |path: &Path| {
            let file = path.display().to_string();
            move |error: std::io::Error| PressError::Unreadable { file, reason: error.to_string() }
        };
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
                templates.put(&name, text)?;
            }
        }
        Ok(templates)
    }

    /// The file with this id.
    pub(super) fn source(&self, id: FileId) -> Option<&Source> {
        self.0.get(&id)
    }

    fn put(&mut self, name: &str, text: String) -> Result<(), PressError> {
        let id = file(name)?;
        self.0.insert(id, Source::new(id, text));
        Ok(())
    }
}
