//! How far the cells of an .xls reach. Its parser makes room for every cell of that rectangle, filled or not, and a broken
//! byte may claim a cell at the far end of it.

use std::io::Read;

use crate::{error::FileError, file::Archive};

/// The streams that hold the sheets, newer and older.
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// The record that says how far the cells of a sheet reach ([MS-XLS] 2.4.90).
const DIMENSIONS: u16 = 0x0200;

/// Records that are a cell, or a few in a row: formula, mulrk, mulblank, rstring, labelsst, blank, number, label, boolerr,
/// rk. Row and column come first, two bytes each.
const CELLS: [u16; 10] = [0x0006, 0x00bd, 0x00be, 0x00d6, 0x00fd, 0x0201, 0x0203, 0x0204, 0x0205, 0x027e];

/// Rows times columns of the widest rectangle that the file claims.
///
/// # Errors
/// [`FileError::NotAWorkbook`] when it is no sound compound file: a chain of sectors that comes back to itself would be
/// followed, and kept, without end.
pub(super) fn cells(file: &mut dyn Archive) -> Result<u64, FileError> {
    let broken = |error: std::io::Error| FileError::NotAWorkbook(error.to_string());
    let mut book = cfb::CompoundFile::open(file).map_err(broken)?;
    let (mut rows, mut columns) = (0, 0);
    for name in STREAMS {
        let Ok(mut stream) = book.open_stream(name) else { continue };
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).map_err(broken)?;
        let mut rest = bytes.as_slice();
        while let Some((head, after)) = rest.split_first_chunk::<4>() {
            let (kind, length) = (short(head, 0), usize::from(short(head, 2)));
            let body = &after[..length.min(after.len())];
            rest = &after[body.len()..];
            if kind == DIMENSIONS && body.len() >= 14 {
                rows = rows.max(long(body, 4));
                columns = columns.max(u64::from(short(body, 10)));
            } else if kind == DIMENSIONS && body.len() >= 8 {
                rows = rows.max(u64::from(short(body, 2)));
                columns = columns.max(u64::from(short(body, 6)));
            } else if CELLS.contains(&kind) && body.len() >= 4 {
                rows = rows.max(u64::from(short(body, 0)) + 1);
                columns = columns.max(u64::from(short(body, 2)) + 1);
            }
        }
    }
    Ok(rows.saturating_mul(columns))
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const LEDGER: &[u8] = include_bytes!("../../tests/ledger/ledger.xls");

    #[test]
    fn a_cell_at_the_far_end_of_the_sheet_is_seen_before_room_is_made_for_it() {
        let honest = cells(&mut Cursor::new(LEDGER.to_vec())).unwrap();
        assert!((10..1_000).contains(&honest), "{honest}");
        let mut claimed = LEDGER.to_vec();
        let head = [DIMENSIONS.to_le_bytes(), 14_u16.to_le_bytes()].concat();
        let at = claimed.windows(4).position(|bytes| bytes == head).expect("a sheet says how far it reaches");
        claimed[at + 8..at + 12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(cells(&mut Cursor::new(claimed)).unwrap() > u64::from(u32::MAX));
    }
}
