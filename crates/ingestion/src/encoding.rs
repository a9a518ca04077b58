//! From bytes to text: byte order marks, UTF-8, and the GB 18030 that Chinese spreadsheets still write.

use std::io::{self, BufRead, BufReader, Read};

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

/// The encoding that is written, once it is known: what [`Encoding::Auto`] turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Utf8,
    Utf16(&'static encoding_rs::Encoding),
    Gb18030,
}

/// A line that is longer is read in pieces, so that memory stays bounded whatever arrives.
const LONGEST_LINE: u64 = 1024 * 1024;

/// Looks through a whole text to tell its encoding.
///
/// # Errors
/// When reading fails.
pub(crate) fn written(text: impl Read, encoding: Encoding) -> io::Result<Written> {
    match encoding {
        Encoding::Gb18030 => Ok(Written::Gb18030),
        Encoding::Utf8 => Ok(Written::Utf8),
        Encoding::Auto => {
            let mut text = BufReader::new(text);
            match text.fill_buf()? {
                [0xff, 0xfe, ..] => return Ok(Written::Utf16(UTF_16LE)),
                [0xfe, 0xff, ..] => return Ok(Written::Utf16(UTF_16BE)),
                _ => {}
            }
            Ok(if is_gb18030(text)? { Written::Gb18030 } else { Written::Utf8 })
        }
    }
}

/// The text as UTF-8, as far as it is text at all: rows that are not are found one by one afterwards.
pub(crate) fn decoded<'t>(text: impl Read + 't, written: Written) -> Box<dyn Read + 't> {
    let mut text = BufReader::new(text);
    match written {
        Written::Utf8 => {
            if text.fill_buf().is_ok_and(|start| start.starts_with(MARK)) {
                text.consume(MARK.len());
            }
            Box::new(text)
        }
        Written::Utf16(encoding) => Box::new(Decoded::new(text, Decoder::Utf16(encoding.new_decoder()))),
        Written::Gb18030 => Box::new(Decoded::new(text, Decoder::Gb18030)),
    }
}

/// The mark that Windows puts before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes without the mark that Windows puts before UTF-8.
pub(crate) fn without_mark(input: &[u8]) -> &[u8] {
    input.strip_prefix(MARK).unwrap_or(input)
}

/// Whether bytes that are not UTF-8 would be clean text in GB 18030.
pub(crate) fn looks_like_gb18030(bytes: &[u8]) -> bool {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// Whether a whole file is GB 18030. UTF-8 with one broken line often passes as GB 18030 too and would turn into
/// rubbish, so most of the lines beyond ASCII must not be UTF-8. In GB 18030 no character holds a line break as its
/// second byte, so lines can be looked at one by one.
fn is_gb18030(mut text: impl BufRead) -> io::Result<bool> {
    let (mut utf8, mut other) = (0_u64, 0_u64);
    let mut line = Vec::new();
    while next_line(&mut text, &mut line)? {
        if line.is_ascii() {
            continue;
        }
        if std::str::from_utf8(&line).is_ok() {
            utf8 += 1;
        } else {
            other += 1;
        }
        if !looks_like_gb18030(&line) {
            return Ok(false);
        }
    }
    Ok(other > utf8)
}

/// Reads the next line, or piece of a long one, over `line`; `false` at the end.
fn next_line(text: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(text.take(LONGEST_LINE).read_until(b'\n', line)? > 0)
}

enum Decoder {
    Utf16(encoding_rs::Decoder),
    /// Line by line, so that a line that is not GB 18030 stays as it is and is refused alone.
    Gb18030,
}

/// A text that is decoded while it is read.
struct Decoded<R> {
    text: R,
    decoder: Decoder,
    line: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    /// A decoder of UTF-16 that was told the end must not be asked again.
    ended: bool,
}

impl<R: BufRead> Decoded<R> {
    fn new(text: R, decoder: Decoder) -> Self {
        Self { text, decoder, line: Vec::new(), ready: Vec::new(), taken: 0, ended: false }
    }

    /// Decodes the next piece; `false` at the end.
    fn refill(&mut self) -> io::Result<bool> {
        self.ready.clear();
        self.taken = 0;
        if self.ended {
            return Ok(false);
        }
        match &mut self.decoder {
            Decoder::Gb18030 => {
                if !next_line(&mut self.text, &mut self.line)? {
                    return Ok(false);
                }
                match GB18030.decode_without_bom_handling_and_without_replacement(&self.line) {
                    Some(text) => self.ready.extend_from_slice(text.as_bytes()),
                    None => self.ready.extend_from_slice(&self.line),
                }
            }
            Decoder::Utf16(decoder) => {
                let piece = self.text.fill_buf()?;
                let (length, last) = (piece.len(), piece.is_empty());
                let mut text =
                    String::with_capacity(decoder.max_utf8_buffer_length(length).unwrap_or(length * 3));
                let _ = decoder.decode_to_string(piece, &mut text, last);
                self.text.consume(length);
                self.ready = text.into_bytes();
                self.ended = last;
                return Ok(!last || !self.ready.is_empty());
            }
        }
        Ok(true)
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if !self.refill()? {
                return Ok(0);
            }
        }
        let read = (&self.ready[self.taken..]).read(buffer)?;
        self.taken += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole text as it is read, in pieces that cut characters.
    fn decoded(input: &[u8], encoding: Encoding) -> Vec<u8> {
        let written = written(input, encoding).unwrap();
        let pieces = BufReader::with_capacity(3, input);
        let mut text = Vec::new();
        super::decoded(pieces, written).read_to_end(&mut text).unwrap();
        text
    }

    fn gb(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn a_file_in_gb18030_is_recognised_as_a_whole() {
        let text = "地点,简述\n月牙泉镇,灌溉用水争执\n";
        assert_eq!(decoded(&gb(text), Encoding::Auto), text.as_bytes());
        assert_eq!(decoded(&gb(text), Encoding::Gb18030), text.as_bytes());
    }

    #[test]
    fn utf16_that_ends_in_half_a_character_is_read_to_its_end_and_then_no_further() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("地点".encode_utf16().flat_map(u16::to_le_bytes));
        for half in [&[0x3d, 0xd8][..], &[0x3d]] {
            let cut = [&bytes, half].concat();
            let mut text = super::decoded(cut.as_slice(), Written::Utf16(UTF_16LE));
            let mut read = String::new();
            text.read_to_string(&mut read).unwrap();
            assert_eq!(read, "地点\u{fffd}");
            assert_eq!(text.read(&mut [0; 8]).unwrap(), 0, "the end stays the end");
        }
    }

    #[test]
    fn utf8_with_one_broken_line_is_not_taken_for_gb18030() {
        let mut bytes = "地点,简述\n月牙泉镇,灌溉用水\n".as_bytes().to_vec();
        bytes.extend_from_slice(&gb("沙州镇,欠薪\n"));
        assert_eq!(decoded(&bytes, Encoding::Auto), bytes.as_slice());
    }

    #[test]
    fn utf16_of_a_spreadsheet_is_read_by_its_mark() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("甲,b".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decoded(&bytes, Encoding::Auto), "甲,b".as_bytes());
    }

    #[test]
    fn a_broken_line_in_declared_gb18030_stays_as_it_is() {
        let mut bytes = gb("甲\n");
        bytes.extend_from_slice(b"\xff\xff\n");
        bytes.extend_from_slice(&gb("乙\n"));
        assert_eq!(decoded(&bytes, Encoding::Gb18030), b"\xe7\x94\xb2\n\xff\xff\n\xe4\xb9\x99\n");
    }
}
