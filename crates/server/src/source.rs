//! Opens input files, unpacked where they are packed.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use ingestion::Archive;

/// A file that unpacks to more than this is refused where it must be in memory as a whole: it would not fit beside the
/// rest, and an honest export of a county's years stays far below.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

/// The bytes of a file; a name that ends in `.gz` is unpacked.
pub(crate) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let reader =
        text(file, &ProgressBar::hidden()).with_context(|| format!("failed to open {}", file.display()))?;
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

/// A file as a stream; a name that ends in `.gz` is unpacked. The bar shows how much of the file has been read.
pub(crate) fn text(file: &Path, bar: &ProgressBar) -> io::Result<Box<dyn Read>> {
    let open = watched(file, bar)?;
    let packed = file.extension().is_some_and(|ending| ending == "gz");
    Ok(if packed { Box::new(MultiGzDecoder::new(BufReader::new(open))) } else { Box::new(open) })
}

/// The archive of a workbook.
pub(crate) fn archive(file: &Path, bar: &ProgressBar) -> io::Result<Box<dyn Archive>> {
    Ok(Box::new(watched(file, bar)?))
}

fn watched(file: &Path, bar: &ProgressBar) -> io::Result<indicatif::ProgressBarIter<File>> {
    let open = File::open(file)?;
    bar.set_length(open.metadata()?.len());
    bar.set_position(0);
    Ok(bar.wrap_read(open))
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
