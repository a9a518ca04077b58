//! The placeholders of a statement that takes many rows at once: one statement for 256 rows spares 255 round
//! trips.

use std::fmt::Write;

/// Rows of one statement. SQLite looks each `$n` up among all placeholders of the statement, so that the cost
/// of a row grows with this number, while the cost of a call is shared by it: 16 was fastest of 1 to 256.
pub(crate) const ROWS_AT_ONCE: usize = 16;

/// `($1, $2), ($3, $4)` for two rows of two columns. Both databases know this form.
pub(crate) fn rows(rows: usize, columns: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let separator = if column == 0 { "" } else { ", " };
            // Writing into a String cannot fail.
            let _ = write!(text, "{separator}${}", row * columns + column + 1);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn placeholders_are_counted_through_all_rows() {
        assert_eq!(super::rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(super::rows(1, 1), "($1)");
    }
}
