//! Whether a value could stand in a field, to guess what a column holds.

use domain::{AreaId, Channel, Scale};

use super::as_files_write_it;
use crate::{check::Reference, field::Field, when::DateFormats};

/// The fields that are guessed, the most telling first.
pub(crate) const GUESSED: [Field; 5] =
    [Field::OccurredOn, Field::Area, Field::Category, Field::Channel, Field::Summary];

/// Characters of a summary; shorter texts are names and words.
const SHORTEST_SUMMARY: usize = 8;

/// Whether the text could stand in the field.
pub(crate) fn field(field: Field, text: &str, reference: &Reference<'_>) -> bool {
    let text = text.trim();
    match field {
        Field::OccurredOn => DateFormats::default().read(text).is_some(),
        Field::Area => {
            let named = || reference.areas.all().iter().any(|area| area.name == text);
            reference.areas.get(&AreaId::from(text)).is_some() || named()
        }
        Field::Category => {
            let taxonomy = reference.taxonomy;
            taxonomy.find(text).or_else(|| as_files_write_it(taxonomy, text)).is_some()
        }
        Field::Channel => Channel::parse(text).is_some(),
        Field::Scale => Scale::parse(text).is_some(),
        Field::Summary => {
            text.chars().count() >= SHORTEST_SUMMARY
                && text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
        }
        _ => false,
    }
}
