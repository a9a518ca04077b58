//! Why a mapping file is refused.

/// What an operator must correct in a mapping. Each message says how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A date format has a directive that does not exist.
    #[error("date format {0:?} is not valid; write it like \"%Y/%m/%d %H:%M\"")]
    DateFormat(String),
    /// The delimiter is not one ASCII character.
    #[error("delimiter {0:?} must be one ASCII character such as \",\" or \"\\t\"")]
    Delimiter(char),
    /// Places come from the file, but it is not said how.
    #[error(
        "places = \"from_file\" needs a [county] with id and name, and a town column under [columns]; add them"
    )]
    Places,
    /// A constant for a field that must differ from row to row.
    #[error(
        "{0} cannot be a constant, since it must differ from row to row; name its column under [columns]"
    )]
    Constant(&'static str),
}
