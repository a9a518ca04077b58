//! Text as it may be kept: bounded, without invisible controls, with escapes that hide digits made readable.

use std::borrow::Cow;

use domain::Areas;

use crate::redaction;

/// The largest row that is looked at, in bytes. A report with the longest allowed summary needs less than a sixth.
pub(crate) const LARGEST_ROW: usize = 64 * 1024;

/// Characters of a value that are repeated in a message about it.
const QUOTED: usize = 40;

/// Characters of the name of a place or category; official names are a tenth as long.
const LONGEST_NAME: usize = 200;

/// Whether a character steers display or transport instead of being read: controls other than line break and tab,
/// marks and overrides of writing direction, zero-width characters. PostgreSQL cannot hold U+0000 at all, and an
/// override can make a text show other than it is.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// The text without invisible characters and without blanks around it.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.chars().any(is_invisible) {
        let kept: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        Cow::Owned(kept.trim().to_owned())
    } else {
        Cow::Borrowed(text)
    }
}

/// A value as a message repeats it: redacted, one short line.
pub(crate) fn quoted(value: &str) -> String {
    line(value, QUOTED)
}

/// The name that a file gives to a place or category, as it is kept: redacted, one line.
pub(crate) fn name(value: &str) -> String {
    line(value, LONGEST_NAME)
}

fn line(value: &str, longest: usize) -> String {
    let safe = redaction::redact(&plain(cut(value, LARGEST_ROW))).replace(['\n', '\t'], " ");
    match safe.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &safe[..end]),
        None => safe,
    }
}

/// A refused row as it is kept: bounded, readable, redacted.
pub(crate) fn kept(raw: &[u8], areas: &Areas) -> String {
    // A character has at most four bytes, so the cut below never needs more than this.
    let bounded = &raw[..raw.len().min(LARGEST_ROW + 4)];
    let text = String::from_utf8_lossy(bounded);
    let whole = text.len() <= LARGEST_ROW;
    let mut text = cut(&text, LARGEST_ROW);
    if !whole {
        // A number that the cut has shortened would no longer be recognised, so it goes entirely.
        text = text.trim_end_matches(|c: char| c.is_alphanumeric() && !is_ideograph(c) || " -".contains(c));
    }
    let readable = unescaped(text);
    redaction::mask(&readable, areas).replace('\0', "\u{fffd}")
}

/// A name as part of an id: letters and digits in lower case, anything else as one hyphen.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    push_slug(&mut slug, name);
    slug
}

/// Appends the slug of `name` to `out`.
pub(crate) fn push_slug(out: &mut String, name: &str) {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for (position, word) in words.enumerate() {
        if position > 0 {
            out.push('-');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The longest start of `text` that has at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Replaces the `\uXXXX` escapes of JSON by their characters. Escapes end in hexadecimal digits, which would stick
/// to a telephone number that follows them and hide it. Quotes, backslashes and controls stay escaped.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find('\\') {
        out.push_str(&rest[..position]);
        rest = &rest[position..];
        let (length, character) = escape(rest);
        match character {
            Some(c) if !c.is_control() && c != '"' && c != '\\' => out.push(c),
            _ => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The escape at the start of `text`: its length in bytes and, for a `\u` escape, its character.
fn escape(text: &str) -> (usize, Option<char>) {
    const UNIT: usize = 6;
    let unit = |at: usize| {
        let digits = text.get(at..at + UNIT)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    match unit(0) {
        Some(high @ 0xd800..=0xdbff) => match unit(UNIT) {
            Some(low) => match char::decode_utf16([high, low]).next() {
                Some(Ok(c)) => (2 * UNIT, Some(c)),
                _ => (UNIT, None),
            },
            None => (UNIT, None),
        },
        Some(code) => (UNIT, char::from_u32(u32::from(code))),
        // A backslash and the character it escapes, of whatever length.
        None => (1 + text.chars().nth(1).map_or(0, char::len_utf8), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_go_and_line_breaks_stay() {
        assert_eq!(plain(" a\u{0}b\u{202e}\nc\u{200f} "), "ab\nc");
        assert!(matches!(plain("月牙泉"), Cow::Borrowed("月牙泉")));
    }

    #[test]
    fn a_phone_behind_escaped_characters_is_still_found() {
        let raw = r#"{"summary":"\u7535\u8bdd13812345678\ud83d\ude00\"\\u0031"}"#;
        assert_eq!(kept(raw.as_bytes(), &Areas::default()), r#"{"summary":"电话〔电话〕😀\"\\u0031"}"#);
    }

    #[test]
    fn a_slug_keeps_letters_of_any_script() {
        assert_eq!(slug("Heat - Excessive  Insufficient!"), "heat-excessive-insufficient");
        assert_eq!(slug(" 邻里纠纷(宅基地)"), "邻里纠纷-宅基地");
    }

    #[test]
    fn a_number_shortened_by_the_cut_is_not_kept() {
        let mut raw = vec![b'.'; LARGEST_ROW - 5];
        raw.extend_from_slice(b"13812345678");
        assert!(kept(&raw, &Areas::default()).ends_with('.'));
    }

    #[test]
    fn escapes_that_are_not_escapes_are_left_alone() {
        for text in [r"\u12", r"\ud800", r"\ud800\u0041", "\\", r"\甲\uzzzz", r"\u000a"] {
            let once = unescaped(text);
            assert!(once.contains('\\'), "{text}");
        }
    }
}
