//! The frame of a page: a self-contained HTML document that prints on A4 without any file beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What every page that rests on our rules must say: it supports a decision and is not one.
pub(crate) const DECISION_SUPPORT: &str = "辅助研判，仅供参考";

/// Fonts and colours that letters and bulletins share.
const SHARED_STYLE: &str = include_str!("style/page.css");

/// A whole document. `style` is trusted (it is compiled in); `title` and `body` are escaped by the templates.
pub(crate) fn document(title: &str, style: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(SHARED_STYLE)) (PreEscaped(style)) }
            }
            body { (body) }
        }
    }
    .into_string()
}
