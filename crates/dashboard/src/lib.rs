//! The pages of Fengsui, embedded: the analyst page at `/` and the phone page of the field at `/field`.
//!
//! The pages are written in TypeScript under `web/`, built by Vite into `dist/` (`make pages`) and looked up here by
//! path. Without a build the committed `dist/placeholder.html` says, in Chinese and English, how to make one, so a
//! checkout without Node still compiles and runs. Headers, caching and routing are left to the server.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/dist"]
struct Pages;

/// What is served where the pages were never built.
const PLACEHOLDER: &str = "placeholder.html";

/// Vite puts a hash of the content into every name below this folder.
const HASHED: &str = "assets/";

/// One file of the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type, for `Content-Type`.
    pub mime: String,
    /// Whether the name changes with the content, so that a browser may keep it for ever. Everything else must be
    /// asked for again (`Cache-Control: no-cache`), or a new version would not reach the phones.
    pub immutable: bool,
}

/// The file at this path of the site: `/` and `/field` are the pages, `/field-worker.js` is the service worker that
/// opens the phone page offline, `/assets/…` is what they load. `None` when there is no such file.
pub fn asset(path: &str) -> Option<Asset> {
    let name = match path {
        "/" => "index.html",
        "/field" | "/field/" => "field.html",
        other => other.strip_prefix('/')?,
    };
    let is_page = name == "index.html" || name == "field.html";
    let file = Pages::get(name).or_else(|| if is_page { Pages::get(PLACEHOLDER) } else { None })?;
    Some(Asset { bytes: file.data, mime: mime_of(name), immutable: name.starts_with(HASHED) })
}

/// The media type of a file by its name. Text is UTF-8 throughout, and says so.
fn mime_of(name: &str) -> String {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    if mime.type_() == mime_guess::mime::TEXT { format!("{mime}; charset=utf-8") } else { mime.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pages_are_there_with_or_without_node() {
        for path in ["/", "/field"] {
            let page = asset(path).unwrap();
            assert_eq!(page.mime, "text/html; charset=utf-8");
            assert!(!page.immutable, "a page must be asked for again");
            assert!(String::from_utf8_lossy(&page.bytes).contains("烽燧"), "{path}");
        }
    }

    #[test]
    fn the_placeholder_says_in_both_languages_how_to_build_the_pages() {
        let placeholder = asset("/placeholder.html").unwrap();
        let text = String::from_utf8_lossy(&placeholder.bytes);
        assert!(text.contains("页面尚未构建") && text.contains("not been built"));
        assert!(text.contains("make pages"));
    }

    #[test]
    fn only_hashed_files_may_be_kept_for_ever() {
        assert!(!asset("/placeholder.html").unwrap().immutable);
        for name in Pages::iter().filter(|name| name.starts_with(HASHED)) {
            assert!(asset(&format!("/{name}")).unwrap().immutable, "{name}");
        }
    }

    #[test]
    fn a_path_outside_the_pages_is_not_found() {
        for path in ["/nothing.js", "relative", "/../Cargo.toml", "/assets/../../Cargo.toml", ""] {
            assert_eq!(asset(path), None, "{path}");
        }
    }
}
