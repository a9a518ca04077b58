//! Reads an input file, unpacked when it is packed.

use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;

/// A file that unpacks to more than this is refused: it would not fit beside the rest in memory, and an honest export
/// of a county's years stays far below.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

/// The bytes of a file; a name that ends in `.gz` is unpacked.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let open = File::open(file).with_context(|| format!("failed to open {}", file.display()))?;
    let packed = file.extension().is_some_and(|ending| ending == "gz");
    let reader: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(BufReader::new(open))) } else { Box::new(open) };
    let mut bytes = Vec::new();
    reader
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("failed to read {}", file.display()))?;
    anyhow::ensure!(
        bytes.len() as u64 <= LARGEST,
        "{} is larger than {} GiB unpacked; split it",
        file.display(),
        LARGEST >> 30
    );
    Ok(bytes)
}

/// The ending that tells the format: `csv` for `events.csv.gz`.
pub(crate) fn ending(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_the_one_before_gz() {
        assert_eq!(ending(Path::new("a/events.CSV.gz")), "csv");
        assert_eq!(ending(Path::new("reports.ndjson")), "ndjson");
    }
}
