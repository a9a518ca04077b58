//! What the press promises: the same bytes, pages of many documents, an operator's templates, and plain words when
//! something is missing.

use std::{fs, path::PathBuf, slice::from_ref};

use super::*;
use crate::fixture::{Scene, issued, press};

/// A press with these templates and the fonts of this machine.
fn press_with(templates: Templates) -> Press {
    Press::new(font_folders(None), templates)
}

/// An empty folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fengsui-press-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn another_press_gives_the_same_bytes_from_a_frozen_document() {
    let other = press_with(Templates::built_in().unwrap());
    for document in [issued(), Scene::new().write()] {
        let read = Document::thaw(&document.frozen()).unwrap();
        assert!(press().pdf(from_ref(&document)).unwrap() == other.pdf(from_ref(&read)).unwrap(), "PDF");
        assert!(press().docx(&document).unwrap() == other.docx(&read).unwrap(), "DOCX");
        assert_eq!(document.html(), read.html());
    }
}

#[test]
fn a_batch_is_one_pdf_in_which_every_document_begins_with_page_1() {
    let batch = [issued(), Scene::new().write(), issued()];
    let pages = press().pages(&batch).unwrap();
    let numbers: Vec<String> = laid_out::of(&pages)
        .iter()
        .map(|page| page.number.iter().map(|word| word.text.as_str()).collect())
        .collect();
    let letter = ["— 1 —", "— 2 —", "— 3 —", "— 4 —"];
    assert_eq!(numbers, [&letter[..], &[""], &letter].concat());
    assert!(press().pdf(&batch).unwrap().starts_with(b"%PDF-1.7"));
    assert_eq!(press().pdf(&[]), Err(PressError::Nothing));
}

#[test]
fn the_chart_is_a_drawing_in_the_pdf_and_a_picture_of_300_dots_in_the_docx() {
    let Some(chart) = issued().sheets.concat().into_iter().find_map(|block| match block {
        crate::document::Block::Chart { chart } => Some(chart),
        _ => None,
    }) else {
        panic!("the letter has a chart")
    };
    let picture = press().picture(&chart).unwrap();
    assert!(picture.png.starts_with(b"\x89PNG"));
    let inches = picture.size.0 / 72.0;
    assert!((f64::from(picture.dots.0) / inches - 300.0).abs() < 1.0, "{:?}", picture.dots);
    assert!((inches * 25.4 - 156.0).abs() < 0.01, "as wide as the type area");
}

#[test]
fn without_a_chinese_font_the_error_says_what_to_install_in_both_languages() {
    let empty = Folder::new("fontless");
    let fontless = Press::new(vec![empty.0.clone()], Templates::built_in().unwrap());
    let error = fontless.pdf(&[issued()]).unwrap_err().to_string();
    assert_eq!(error.matches("apt-get install fonts-noto-cjk").count(), 2, "{error}");
    assert!(error.contains("没有找到中文字体") && error.contains("no Chinese font"), "{error}");
}

#[test]
fn an_operators_template_takes_the_place_of_ours_and_its_mistake_is_named_with_its_line() {
    let folder = Folder::new("templates");
    fs::write(folder.0.join("letter.typ"), "#let letter(document) = [局内式样：#document.title]\n").unwrap();
    fs::write(folder.0.join("notes.txt"), "not a template").unwrap();
    let own = press_with(Templates::with_folder(&folder.0).unwrap());
    let pages = own.pages(&[issued()]).unwrap();
    let words: String =
        laid_out::of(&pages).iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect();
    assert!(words.starts_with("局内式样：关于月牙泉镇"), "{words}");
    fs::write(folder.0.join("letter.typ"), "#let letter(document) = {\n  panic(1 + \"a\")\n}\n").unwrap();
    let broken = press_with(Templates::with_folder(&folder.0).unwrap());
    let error = broken.pdf(&[issued()]).unwrap_err().to_string();
    assert!(error.contains("letter.typ:2: cannot add integer and string"), "{error}");
    let missing = Templates::with_folder(&folder.0.join("nowhere")).unwrap_err().to_string();
    assert!(missing.contains("nowhere") && missing.contains("请检查"), "{missing}");
}
