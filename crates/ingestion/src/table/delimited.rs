//! Text with separators (CSV), read as a stream: memory does not grow with the file.

use std::io::{self, Read};

use csv::Position;

use super::{Record, Rows};

/// Bytes read at once.
const BUFFER: usize = 64 * 1024;

/// Bytes of rows behind us that are kept before they are let go together.
const BEHIND: usize = 4 * BUFFER;

/// A row that is larger is no row: a quotation mark was never closed. Above the largest body of the API, whose rows
/// are refused one by one.
const LARGEST: usize = 16 * 1024 * 1024;

/// The rows of a text.
pub(crate) struct Delimited<R> {
    reader: csv::Reader<Window<R>>,
    number: u64,
}

impl<R: Read> Delimited<R> {
    /// Over text that is UTF-8 as far as it is text at all.
    pub(crate) fn new(text: R, delimiter: u8) -> Self {
        let window = Window { inner: text, bytes: Vec::new(), start: 0, done: 0 };
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(BUFFER);
        Self { reader: builder.from_reader(window), number: 0 }
    }
}

impl<R: Read> Rows for Delimited<R> {
    fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        if !self.reader.read_byte_record(&mut record.cells).map_err(io::Error::from)? {
            return Ok(false);
        }
        self.number += 1;
        record.number = self.number;
        let begin = record.cells.position().map_or(0, Position::byte);
        let end = self.reader.position().byte();
        record.raw.clear();
        record.raw.extend_from_slice(self.reader.get_mut().take(begin, end).trim_ascii());
        Ok(true)
    }

    fn rows_have_a_width(&self) -> bool {
        true
    }
}

/// Remembers the bytes of the row that is being read, as they came.
struct Window<R> {
    inner: R,
    bytes: Vec<u8>,
    /// Position of the first byte that is kept.
    start: u64,
    /// Position up to which rows have been taken.
    done: u64,
}

impl<R> Window<R> {
    fn take(&mut self, begin: u64, end: u64) -> &[u8] {
        self.done = end;
        let behind = (begin - self.start) as usize;
        if behind > BEHIND {
            self.bytes.drain(..behind.min(self.bytes.len()));
            self.start = begin;
        }
        let row = (begin - self.start) as usize..(end - self.start) as usize;
        self.bytes.get(row).unwrap_or_default()
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.len() > LARGEST + (self.done - self.start) as usize {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "有一行超过 16 MiB，请检查引号是否成对 · a row runs over 16 MiB; look for a quotation mark that is not closed",
            ));
        }
        let read = self.inner.read(buffer)?;
        self.bytes.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        let mut rows = Delimited::new(text, b',');
        let (mut record, mut found) = (Record::default(), Vec::new());
        while rows.next(&mut record)? {
            found.push(record.raw.clone());
        }
        Ok(found)
    }

    #[test]
    fn each_row_keeps_its_own_bytes_however_many_come_before() {
        let lines: Vec<String> = (0..60_000).map(|n| format!("{n},\"a\nb{n}\",c")).collect();
        let found = rows(lines.join("\n").as_bytes()).unwrap();
        assert_eq!(found.len(), lines.len());
        assert!(found.iter().zip(&lines).all(|(found, line)| found == line.as_bytes()));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_ends_the_reading_before_memory_does() {
        let text =
            b"a,b\n1,\"".iter().copied().chain(std::iter::repeat_n(b'x', LARGEST * 2)).collect::<Vec<_>>();
        assert!(rows(&text).unwrap_err().to_string().contains("quotation mark"));
    }
}
