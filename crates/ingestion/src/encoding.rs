//! From bytes to text: byte order marks, UTF-8, and the GB 18030 that Chinese spreadsheets still write.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use serde::Deserialize;

/// The encoding that a mapping declares for its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Encoding {
    /// UTF-8, or UTF-16 with its mark, or GB 18030 when the file as a whole is that.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "gb18030")]
    Gb18030,
}

/// The bytes as UTF-8, as far as they are text at all: rows that are not are found one by one afterwards.
pub(crate) fn decoded(input: &[u8], encoding: Encoding) -> Cow<'_, [u8]> {
    match encoding {
        Encoding::Gb18030 => decoded_gb18030(input),
        Encoding::Utf8 => Cow::Borrowed(without_mark(input)),
        Encoding::Auto => match input {
            [0xff, 0xfe, rest @ ..] => text_bytes(UTF_16LE.decode_without_bom_handling(rest).0),
            [0xfe, 0xff, rest @ ..] => text_bytes(UTF_16BE.decode_without_bom_handling(rest).0),
            _ if is_gb18030_file(input) => decoded_gb18030(input),
            _ => Cow::Borrowed(without_mark(input)),
        },
    }
}

/// The bytes without the mark that Windows puts before UTF-8.
pub(crate) fn without_mark(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)
}

/// Whether bytes that are not UTF-8 would be clean text in GB 18030.
pub(crate) fn looks_like_gb18030(bytes: &[u8]) -> bool {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// Whether a whole file is GB 18030. UTF-8 with one broken line often passes as GB 18030 too and would turn into
/// rubbish, so most of the lines beyond ASCII must not be UTF-8.
fn is_gb18030_file(input: &[u8]) -> bool {
    if std::str::from_utf8(input).is_ok() || !looks_like_gb18030(input) {
        return false;
    }
    let lines = input.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let (utf8, other) = lines.fold((0_u64, 0_u64), |(utf8, other), line| {
        if std::str::from_utf8(line).is_ok() { (utf8 + 1, other) } else { (utf8, other + 1) }
    });
    other > utf8
}

/// Decodes line by line, so that a line that is not GB 18030 stays as it is and is refused alone. In GB 18030 no
/// character holds a line break as its second byte.
fn decoded_gb18030(input: &[u8]) -> Cow<'_, [u8]> {
    if let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(input) {
        return text_bytes(text);
    }
    let mut out = Vec::with_capacity(input.len() * 3 / 2);
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        match GB18030.decode_without_bom_handling_and_without_replacement(line) {
            Some(text) => out.extend_from_slice(text.as_bytes()),
            None => out.extend_from_slice(line),
        }
    }
    Cow::Owned(out)
}

fn text_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn a_file_in_gb18030_is_recognised_as_a_whole() {
        let text = "地点,简述\n月牙泉镇,灌溉用水争执\n";
        assert_eq!(&*decoded(&gb(text), Encoding::Auto), text.as_bytes());
        assert_eq!(&*decoded(&gb(text), Encoding::Gb18030), text.as_bytes());
    }

    #[test]
    fn utf8_with_one_broken_line_is_not_taken_for_gb18030() {
        let mut bytes = "地点,简述\n月牙泉镇,灌溉用水\n".as_bytes().to_vec();
        bytes.extend_from_slice(&gb("沙州镇,欠薪\n"));
        assert_eq!(&*decoded(&bytes, Encoding::Auto), bytes.as_slice());
    }

    #[test]
    fn utf16_of_a_spreadsheet_is_read_by_its_mark() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("甲,b".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(&*decoded(&bytes, Encoding::Auto), "甲,b".as_bytes());
    }

    #[test]
    fn a_broken_line_in_declared_gb18030_stays_as_it_is() {
        let mut bytes = gb("甲\n");
        bytes.extend_from_slice(b"\xff\xff\n");
        bytes.extend_from_slice(&gb("乙\n"));
        assert_eq!(&*decoded(&bytes, Encoding::Gb18030), b"\xe7\x94\xb2\n\xff\xff\n\xe4\xb9\x99\n");
    }
}
