//! Whether the XML of an .ods is closed: its parser looks for the end of a table for ever when there is none.

use std::io::BufRead;

use quick_xml::{Reader, events::Event};

use crate::error::FileError;

/// Parts of an .ods that its parser reads.
pub(super) const OF_ODS: [&str; 2] = ["content.xml", "meta-inf/manifest.xml"];

/// Reads a part to its end, and refuses one whose elements do not close. What lies between two tags is held in memory:
/// the part is measured before.
pub(super) fn closed(part: impl BufRead, name: &str) -> Result<(), FileError> {
    let mut reader = Reader::from_reader(part);
    let (mut open, mut event) = (0_u64, Vec::new());
    loop {
        event.clear();
        match reader.read_event_into(&mut event) {
            Ok(Event::Start(_)) => open += 1,
            // One that closes nothing is an error of the reader's.
            Ok(Event::End(_)) => open -= 1,
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) => return Err(FileError::NotAWorkbook(format!("{name} ends in the middle"))),
            Ok(_) => {}
            Err(error) => return Err(FileError::NotAWorkbook(format!("{name}: {error}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(part: &str) -> Option<String> {
        closed(part.as_bytes(), "content.xml").err().map(|error| error.to_string())
    }

    #[test]
    fn a_part_that_ends_in_the_middle_or_closes_what_is_not_open_is_refused() {
        assert_eq!(refusal("<a><b/><c>x</c></a>"), None);
        assert!(refusal("<a><table><row></row>").unwrap().contains("ends in the middle"));
        for crossed in ["<a></b></a>", "<a></a></a>", "<a><table></a>", "<a><"] {
            assert!(refusal(crossed).is_some(), "{crossed}");
        }
    }
}
