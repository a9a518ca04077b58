//! The table that is written. A file appears under its name when it is complete: what failed half-way neither passes for a
//! result nor destroys the last one.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use csv::Writer;
use flate2::{Compression, write::GzEncoder};

use super::{BUFFER, PIPE};

/// Numbers outside are written with an exponent, so that a huge bound is no line of three hundred digits.
const PLAIN: std::ops::Range<f64> = 1e-5..1e16;

/// What the name of an incomplete file ends in.
const PARTIAL: &str = ".partial";

/// A table being written, cell by cell. A dropped sheet is not complete: call [`Sheet::finish`].
pub(crate) struct Sheet {
    file: String,
    writer: Writer<Sink>,
    cell: String,
    /// None for a pipe or a device.
    pending: Option<Pending>,
}

/// A file that has not got its name yet. Dropped before, it is removed.
struct Pending {
    partial: PathBuf,
    path: PathBuf,
}

/// Where the bytes go.
enum Sink {
    Plain(Box<dyn Write>),
    Packed(Box<GzEncoder<Box<dyn Write>>>),
}

impl Sheet {
    /// Opens a file, packed when its name ends in `.gz`, or standard output when it is `-`, and writes the header.
    pub(crate) fn create<'a>(path: &Path, header: impl IntoIterator<Item = &'a str>) -> anyhow::Result<Self> {
        let file = path.display().to_string();
        let piped = path.as_os_str() == PIPE;
        let pending = (!piped && (path.is_file() || !path.exists())).then(|| {
            let mut partial = path.as_os_str().to_owned();
            partial.push(PARTIAL);
            Pending { partial: PathBuf::from(partial), path: path.to_owned() }
        });
        let bytes: Box<dyn Write> = if piped {
            Box::new(io::stdout())
        } else {
            let target = pending.as_ref().map_or(path, |pending| pending.partial.as_path());
            Box::new(File::create(target).with_context(|| format!("failed to create {}", target.display()))?)
        };
        let bytes: Box<dyn Write> = Box::new(BufWriter::with_capacity(BUFFER, bytes));
        let sink = if path.extension().is_some_and(|ending| ending == "gz") {
            Sink::Packed(Box::new(GzEncoder::new(bytes, Compression::default())))
        } else {
            Sink::Plain(bytes)
        };
        let mut sheet = Self { file, writer: Writer::from_writer(sink), cell: String::new(), pending };
        for name in header {
            sheet.text(name)?;
        }
        sheet.end()?;
        Ok(sheet)
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) -> anyhow::Result<&mut Self> {
        self.writer.write_field(text).with_context(|| format!("failed to write {}", self.file))?;
        Ok(self)
    }

    /// Writes a number with all its digits: read again, it is the same number. What is not a number is an empty cell.
    pub(crate) fn number(&mut self, value: f64) -> anyhow::Result<&mut Self> {
        self.cell.clear();
        if value.is_infinite() {
            self.cell.push_str(if value > 0.0 { "Inf" } else { "-Inf" });
        } else if value == 0.0 || PLAIN.contains(&value.abs()) {
            write!(self.cell, "{value}")?;
        } else if !value.is_nan() {
            write!(self.cell, "{value:e}")?;
        }
        self.field()
    }

    /// Writes a number, or an empty cell for one that was not produced.
    pub(crate) fn maybe(&mut self, value: Option<f64>) -> anyhow::Result<&mut Self> {
        self.number(value.unwrap_or(f64::NAN))
    }

    /// Writes a whole number.
    pub(crate) fn whole(&mut self, value: i64) -> anyhow::Result<&mut Self> {
        self.cell.clear();
        write!(self.cell, "{value}")?;
        self.field()
    }

    /// Writes 1 for yes and 0 for no.
    pub(crate) fn flag(&mut self, value: bool) -> anyhow::Result<&mut Self> {
        self.whole(i64::from(value))
    }

    /// Ends the row.
    pub(crate) fn end(&mut self) -> anyhow::Result<()> {
        self.writer.write_record(None::<&[u8]>).with_context(|| format!("failed to write {}", self.file))
    }

    /// Writes what is still held back. Without it the last rows may be missing.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let complain = || format!("failed to write {}", self.file);
        match self.writer.into_inner().map_err(csv::IntoInnerError::into_error).with_context(complain)? {
            Sink::Plain(mut bytes) => bytes.flush(),
            Sink::Packed(packed) => packed.finish().and_then(|mut bytes| bytes.flush()),
        }
        .with_context(complain)?;
        match &self.pending {
            Some(pending) => fs::rename(&pending.partial, &pending.path).with_context(complain),
            None => Ok(()),
        }
    }

    fn field(&mut self) -> anyhow::Result<&mut Self> {
        self.writer.write_field(&self.cell).with_context(|| format!("failed to write {}", self.file))?;
        Ok(self)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(bytes),
            Self::Packed(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(sink) => sink.flush(),
            Self::Packed(sink) => sink.flush(),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After it got its name there is nothing left to remove.
        let _ = fs::remove_file(&self.partial);
    }
}
