//! What a workbook unpacks to, before a parser sees it. A few kilobytes of archive can hold gigabytes of nothing.

use std::io::{self, BufRead, BufReader, Read, SeekFrom};

use zip::ZipArchive;

use super::{extent, form};
use crate::{error::FileError, file::Archive};

/// Bytes of a sheet that is read as a stream, unpacked: two million rows of a ledger.
const LARGEST_SHEET: u64 = 4 << 30;

/// Bytes of a part that is held in memory, unpacked: the texts of a million rows.
const LARGEST_PART: u64 = 512 << 20;

/// Bytes of a workbook that is read as a whole (.xls, the content of .ods).
const LARGEST_WHOLE: u64 = 128 << 20;

/// Cells of such a workbook, empty ones between filled ones too: a few words of a file may stand for millions of them,
/// and each takes 32 bytes in memory.
const MOST_CELLS: u64 = 5_000_000;

/// Bytes of a cell, or between two tags. A cell holds 32,767 characters at most, each six bytes long as an entity, and
/// as many tags as there are changes of type face in it.
const LONGEST_TEXT: u64 = 1 << 20;

/// Parts of a workbook. Each sheet is one, each picture another.
const MOST_PARTS: usize = 10_000;

/// Bytes of the shortest entry in the list of texts: `<si/>`.
const SHORTEST_ENTRY: u64 = 5;

/// The formats that are told by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Ods,
}

/// What is known of a workbook before it is parsed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub kind: Kind,
    /// Looking for merged cells reads a whole sheet, so it is only done where there are any.
    pub has_merged_cells: bool,
}

/// Tells the format and refuses what would not fit into memory. The sizes that an archive declares may be lies, so
/// each part is unpacked and counted.
pub(super) fn measure(file: &mut dyn Archive) -> Result<Measured, FileError> {
    let mut head = [0; 4];
    let read = file.read(&mut head)?;
    match &head[..read] {
        b"PK\x03\x04" => archive(file),
        b"\xd0\xcf\x11\xe0" => {
            let size = file.seek(SeekFrom::End(0))?;
            within(size, LARGEST_WHOLE)?;
            file.seek(SeekFrom::Start(0))?;
            if extent::cells(file)? > MOST_CELLS {
                return Err(FileError::Oversized("的单元格过多", "has too many cells"));
            }
            Ok(Measured { kind: Kind::Xls, has_merged_cells: false })
        }
        _ => Err(FileError::NotAWorkbook("it is neither a zip archive nor an .xls file".to_owned())),
    }
}

fn archive(file: &mut dyn Archive) -> Result<Measured, FileError> {
    let broken = |error: zip::result::ZipError| FileError::NotAWorkbook(error.to_string());
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if zip.len() > MOST_PARTS {
        return Err(FileError::Oversized("的部件过多", "has too many parts"));
    }
    let (mut total, mut found, mut has_merged_cells) = (0, None, false);
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.to_ascii_lowercase();
        // Pictures and printer settings are never unpacked again.
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        if !is_xml {
            continue;
        }
        let is_sheet = name.contains("worksheets/");
        let kind = match name.as_str() {
            "xl/workbook.xml" => Some(Kind::Xlsx),
            "content.xml" => Some(Kind::Ods),
            _ => None,
        };
        let limit = match kind {
            Some(Kind::Ods) => LARGEST_WHOLE,
            _ if is_sheet => LARGEST_SHEET,
            _ => LARGEST_PART,
        };
        found = found.or(kind);
        let counted = count(&mut BufReader::with_capacity(1 << 16, &mut part), limit, &name)?;
        has_merged_cells |= is_sheet && counted.merged_cells;
        total += counted.bytes;
        within(total, LARGEST_SHEET)?;
        if form::OF_ODS.contains(&name.as_str()) {
            drop(part);
            form::closed(BufReader::new(zip.by_index(index).map_err(broken)?), &name)?;
        }
    }
    let kind = found.ok_or_else(|| FileError::NotAWorkbook("the archive holds no workbook".to_owned()))?;
    Ok(Measured { kind, has_merged_cells })
}

struct Counted {
    bytes: u64,
    merged_cells: bool,
}

/// What a parser gathers in memory before it hands it over.
const GATHERED: [&[u8]; 4] = [b"c", b"si", b"table-cell", b"covered-table-cell"];

/// Unpacks a part and counts it, tag by tag.
fn count(part: &mut impl BufRead, limit: u64, name: &str) -> Result<Counted, FileError> {
    let mut counted = Counted { bytes: 0, merged_cells: false };
    let (mut grid, mut entries) = (Grid::default(), 0_u64);
    // Bytes since the beginning of what is gathered, and how that ends.
    let (mut gathered, mut end) = (0_u64, None);
    let mut tag = Vec::new();
    loop {
        tag.clear();
        let read = part.take(LONGEST_TEXT + 1).read_until(b'<', &mut tag).map_err(damaged)? as u64;
        if read == 0 {
            break;
        }
        counted.bytes += read;
        within(counted.bytes, limit)?;
        let element = local_name(&tag);
        match end {
            Some(End::Element(open)) if tag.starts_with(b"/") && local_name(&tag[1..]) == open => end = None,
            Some(End::Mark(mark)) if contains(&tag, mark) => end = None,
            Some(_) => gathered += read,
            None => {
                gathered = read;
                end = if tag.starts_with(b"![CDATA[") && !contains(&tag, b"]]>") {
                    Some(End::Mark(b"]]>"))
                } else if tag.starts_with(b"!--") && !contains(&tag, b"-->") {
                    Some(End::Mark(b"-->"))
                } else {
                    let open = GATHERED.into_iter().find(|open| *open == element);
                    open.filter(|_| !contains(&tag, b"/>")).map(End::Element)
                };
            }
        }
        if gathered > LONGEST_TEXT {
            return Err(FileError::Oversized("有超长的单元格", "has a cell that is too long"));
        }
        match element {
            b"mergeCell" => counted.merged_cells = true,
            b"sst" => entries = attribute(&tag, b"uniqueCount=").unwrap_or(0),
            b"table-row" => {
                grid.end_row();
                grid.repeat = attribute(&tag, b"number-rows-repeated=").unwrap_or(1);
            }
            b"table-cell" | b"covered-table-cell" => grid.add(&tag),
            _ => {}
        }
        if grid.cells > MOST_CELLS {
            return Err(FileError::Oversized("的单元格过多", "has too many cells"));
        }
    }
    grid.end_row();
    if grid.cells > MOST_CELLS {
        return Err(FileError::Oversized("的单元格过多", "has too many cells"));
    }
    // A parser makes room for as many texts as the list says that it holds.
    if entries > counted.bytes / SHORTEST_ENTRY {
        return Err(FileError::NotAWorkbook(format!("{name} says that it holds {entries} texts")));
    }
    Ok(counted)
}

/// The cells of .ods, as many as a parser makes of them: what is empty counts once something filled follows it.
#[derive(Default)]
struct Grid {
    cells: u64,
    /// How often the row stands there.
    repeat: u64,
    /// Cells of the row up to its last filled one, and the empty ones since.
    row: u64,
    gap: u64,
    /// Empty rows since the last filled one, and the widest row so far.
    empty_rows: u64,
    widest: u64,
}

impl Grid {
    fn add(&mut self, tag: &[u8]) {
        self.gap = self.gap.saturating_add(attribute(tag, b"number-columns-repeated=").unwrap_or(1));
        if contains(tag, b"office:value-type") || contains(tag, b"table:formula") {
            self.row = self.row.saturating_add(std::mem::take(&mut self.gap));
            // A row that never ends is too much all the same.
            self.cells = self.cells.max(self.row);
        }
    }

    fn end_row(&mut self) {
        let (row, repeat) = (std::mem::take(&mut self.row), std::mem::take(&mut self.repeat));
        self.gap = 0;
        if row == 0 {
            self.empty_rows = self.empty_rows.saturating_add(repeat);
            return;
        }
        self.widest = self.widest.max(row);
        let rows = repeat.saturating_add(std::mem::take(&mut self.empty_rows));
        self.cells = self.cells.saturating_add(rows.saturating_mul(self.widest));
    }
}

/// What ends something that is gathered.
#[derive(Clone, Copy)]
enum End {
    Element(&'static [u8]),
    Mark(&'static [u8]),
}

/// The name at the start of a tag, without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let length =
        tag.iter().position(|byte| matches!(byte, b' ' | b'>' | b'/' | b'<' | b'\n' | b'\r' | b'\t'));
    let name = &tag[..length.unwrap_or(tag.len())];
    name.iter().position(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
}

fn damaged(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            FileError::NotAWorkbook(error.to_string())
        }
        _ => FileError::Read(error),
    }
}

fn within(bytes: u64, limit: u64) -> Result<(), FileError> {
    if bytes <= limit {
        Ok(())
    } else {
        Err(FileError::Oversized("解压后过大", "is too large unpacked"))
    }
}

fn contains(tag: &[u8], word: &[u8]) -> bool {
    tag.windows(word.len()).any(|window| window == word)
}

/// The number in an attribute: `name="12"`.
fn attribute(tag: &[u8], name: &[u8]) -> Option<u64> {
    let start = tag.windows(name.len()).position(|window| window == name)? + name.len() + 1;
    let digits = tag.get(start..)?.iter().take_while(|byte| byte.is_ascii_digit());
    // A number that does not fit is a large one.
    Some(
        digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(part: &str, limit: u64) -> Result<Counted, FileError> {
        count(&mut part.as_bytes(), limit, "part.xml")
    }

    fn refusal(part: &str) -> String {
        counted(part, u64::MAX).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_part_is_counted_as_it_unpacks_and_not_as_it_is_declared() {
        let part = "<row><c/></row>".repeat(100);
        assert_eq!(counted(&part, 1_500).unwrap().bytes, 1_500);
        assert!(matches!(counted(&part, 1_499), Err(FileError::Oversized(..))));
    }

    #[test]
    fn a_cell_that_is_too_long_is_found_however_it_is_cut_up() {
        let long = LONGEST_TEXT as usize;
        assert!(refusal(&format!("<c><v>{}</v></c>", "x".repeat(long + 1))).contains("too long"));
        assert!(
            refusal(&format!("<x:si>{}</x:si>", "<r><t>x</t></r>".repeat(long / 10))).contains("too long")
        );
        assert!(refusal(&format!("<c><![CDATA[{}]]></c>", "< ".repeat(long))).contains("too long"));
        assert!(refusal(&format!("<sheetData><!-- {} -->", "<c/>".repeat(long))).contains("too long"));
        assert!(counted(&"<row><c r=\"A1\"><v>1</v></c></row>".repeat(long / 10), u64::MAX).is_ok());
    }

    #[test]
    fn a_list_that_boasts_of_its_length_and_cells_that_stand_for_millions_are_refused() {
        assert!(refusal("<sst uniqueCount=\"99999999999999999999\"><si/></sst>").contains("texts"));
        let cell = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\"/>";
        assert!(refusal(&cell.repeat(2_000)).contains("too many cells"));
        let row = |repeat: u32, cell: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeat}\">{cell}</table:table-row>")
        };
        let filled = "<table:table-cell table:number-columns-repeated=\"9\" office:value-type=\"float\"/>";
        let (many, end) = (row(1_048_576, filled), row(1, filled));
        assert!(refusal(&[many, end.clone()].concat()).contains("too many cells"));
        let gap = [end.clone(), row(1_048_576, "<table:table-cell/>"), end.clone(), end].concat();
        assert!(refusal(&gap).contains("too many cells"), "empty rows between filled ones");
        assert!(counted(&row(1_048_576, "<table:table-cell/>"), u64::MAX).is_ok());
        let empty =
            "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        assert!(
            counted(&empty.repeat(2_000), u64::MAX).is_ok(),
            "what is empty at the end of a row takes no room"
        );
    }

    #[test]
    fn merged_cells_are_seen() {
        assert!(
            counted("<mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells>", u64::MAX).unwrap().merged_cells
        );
        assert!(!counted("<mergeCells/>", u64::MAX).unwrap().merged_cells);
    }
}
