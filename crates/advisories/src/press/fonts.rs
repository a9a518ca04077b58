//! The fonts of the operating system that official documents are set in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::PressError;

/// Parts of the names of the families that the templates ask for, in lower case: 仿宋, 小标宋, 黑体, 楷体 and 宋体 of the
/// systems that have them, and the open ones of Debian's fonts-noto-cjk and of Adobe. Nothing else is loaded.
const WANTED: [&str; 19] = [
    "fangsong",
    "仿宋",
    "fzxiaobiaosong",
    "小标宋",
    "stzhongsong",
    "华文中宋",
    "simhei",
    "黑体",
    "stheiti",
    "kaiti",
    "楷体",
    "simsun",
    "宋体",
    "stsong",
    "noto serif cjk sc",
    "noto sans cjk sc",
    "source han serif sc",
    "source han sans sc",
    "思源",
];

/// The character that a family must have: the first of the words that every page says.
const PROBE: char = '辅';

/// The endings of font files.
const ENDINGS: [&str; 4] = ["ttf", "ttc", "otf", "otc"];

/// Folders deep in which fonts are looked for; systems keep them at most three deep.
const DEPTH: usize = 6;

/// The usual folders of fonts, those of a person first: they may hold the fonts that the standard names.
pub fn font_folders(home: Option<&Path>) -> Vec<PathBuf> {
    let own = [".fonts", ".local/share/fonts", "Library/Fonts"];
    let own = own.iter().filter_map(|folder| Some(home?.join(folder)));
    let shared = [
        "/usr/local/share/fonts",
        "/usr/share/fonts",
        "/Library/Fonts",
        "/System/Library/Fonts",
        "C:\\Windows\\Fonts",
    ];
    own.chain(shared.map(PathBuf::from)).collect()
}

/// The fonts that pages are set in.
#[derive(Debug)]
pub(super) struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Fonts {
    /// Reads the fonts for official documents from these folders. This takes about a second and some 70 MB: do it once.
    ///
    /// # Errors
    /// [`PressError::NoFont`] when there is no Chinese font among them, with what to do about it. What cannot be read
    /// is passed over.
    pub(super) fn find(folders: &[PathBuf]) -> Result<Self, PressError> {
        let mut files = Vec::new();
        folders.iter().for_each(|folder| list(folder, DEPTH, &mut files));
        let fonts: Vec<Font> = files.iter().flat_map(|file| wanted(file)).collect();
        if fonts.is_empty() {
            let folders =
                folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(PressError::NoFont { folders });
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { fonts, book })
    }

    /// What there is to choose from.
    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The font at this place of the book.
    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

/// The font files under a folder, in the order of their names: the same machine gives the same pages.
fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if path.is_dir() && depth > 0 {
            list(&path, depth - 1, files);
        } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            files.push(path);
        }
    }
}

/// The faces of a file that pages are set in.
fn wanted(file: &Path) -> Vec<Font> {
    let Ok(data) = fs::read(file) else { return Vec::new() };
    let fits = |font: &Font| {
        let family = font.info().family.to_lowercase();
        WANTED.iter().any(|wanted| family.contains(wanted)) && font.info().coverage.contains(PROBE as u32)
    };
    Font::iter(Bytes::new(data)).filter(fits).collect()
}
