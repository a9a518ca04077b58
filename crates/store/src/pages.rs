//! Pages of long lists. A page goes on behind the last row seen, not at a count, so that rows which arrive
//! meanwhile neither repeat nor hide others.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{StoreError, columns::micros};

/// One page of a list, and the mark by which the next one is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows, newest received first.
    pub items: Vec<T>,
    /// What to give as `after` for the next page; `None` on the last one. Opaque to the caller.
    pub next: Option<String>,
}

/// Place of a row in a list that is ordered by moment and id, both descending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub moment: i64,
    pub id: String,
}

impl Mark {
    /// Stands before the newest row: the first page begins there.
    fn start() -> Self {
        Self { moment: i64::MAX, id: String::new() }
    }

    pub(crate) fn parse(after: Option<&str>) -> Result<Self, StoreError> {
        let Some(text) = after else { return Ok(Self::start()) };
        let parts = text.split_once('.').and_then(|(moment, id)| {
            Some(Self { moment: moment.parse().ok()?, id: id.parse::<Uuid>().ok()?.to_string() })
        });
        parts.ok_or_else(|| StoreError::Mark(text.to_owned()))
    }
}

impl<T> Page<T> {
    /// A page of at most `limit` rows out of a list that was read one row further, to see whether it goes on.
    pub(crate) fn cut(mut items: Vec<T>, limit: u32, place: impl Fn(&T) -> (DateTime<Utc>, Uuid)) -> Self {
        let limit = limit as usize;
        let goes_on = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| goes_on).map(|last| {
            let (moment, id) = place(last);
            format!("{}.{id}", micros(moment))
        });
        Self { items, next }
    }
}

/// One row more than asked for.
pub(crate) fn one_more(limit: u32) -> i64 {
    i64::from(limit) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_other_hands_is_refused() {
        for text in ["", "7", "7.x", "x.00000000-0000-0000-0000-000000000000"] {
            assert!(matches!(Mark::parse(Some(text)), Err(StoreError::Mark(_))), "{text}");
        }
    }

    #[test]
    fn the_mark_of_a_page_leads_to_its_last_row() {
        let moment = DateTime::from_timestamp_micros(7).unwrap();
        let page = Page::cut(vec![Uuid::nil(), Uuid::max()], 1, |id| (moment, *id));
        let mark = Mark::parse(page.next.as_deref()).unwrap();
        assert_eq!(mark, Mark { moment: 7, id: Uuid::nil().to_string() });
        assert_eq!(Page::cut(vec![Uuid::nil()], 1, |id| (moment, *id)).next, None);
    }
}
