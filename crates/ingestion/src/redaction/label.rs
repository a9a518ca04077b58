//! Numbers that prove nothing by themselves, named by the word before them: an id with a slip in it, a card without its
//! Luhn sum, a local phone without area code, a passport or a permit for Hong Kong, Macao and Taiwan.

use std::{ops::Range, sync::LazyLock};

use chrono::NaiveDate;
use regex::{Captures, Regex};

use super::number::{self, Kind};

/// A word, what may stand between, and a number: one named group for each kind.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    const BETWEEN: &str = r"(?:号码|号|为|是|[\s\u{3000}:：,，()（）\[\]【】]){0,6}";
    const DIGIT: &str = r"[0-9\u{ff10}-\u{ff19}]";
    const LETTER: &str = r"[A-Za-z\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}]";
    const GAP: &str = r"[ \u{3000}\-\u{2010}-\u{2014}\u{ff0d}]{0,3}";
    const CHECK: &str = r"[xX\u{ff38}\u{ff58}]";
    let pattern = format!(
        "(?:身份证|公民身份){BETWEEN}(?P<id>{DIGIT}(?:{GAP}{DIGIT}){{13,17}}(?:{GAP}{CHECK})?)\
         |(?:卡号|账号|帐号|账户|帐户|银行卡){BETWEEN}(?P<card>{DIGIT}(?:{GAP}{DIGIT}){{11,24}})\
         |(?:护照|通行证|回乡证|台胞证|旅行证|居留证){BETWEEN}(?P<document>{LETTER}{{0,2}}{GAP}{DIGIT}{{7,10}})\
         |(?:电话|手机|座机|联系方式){BETWEEN}(?P<phone>{DIGIT}{{3,4}}{GAP}{DIGIT}{{4}})"
    );
    #[expect(
        clippy::expect_used,
        reason = "the pattern is a literal, and every test of this module compiles it"
    )]
    Regex::new(&pattern).expect("the pattern is valid")
});

/// The labelled numbers of a text, in order, without the words that name them.
pub(super) fn personal(text: &str) -> Vec<(Range<usize>, Kind)> {
    LABELLED.captures_iter(text).filter_map(|found| one(text, &found)).collect()
}

fn one(text: &str, found: &Captures<'_>) -> Option<(Range<usize>, Kind)> {
    let kinds =
        [("id", Kind::Id), ("card", Kind::Card), ("document", Kind::Document), ("phone", Kind::Phone)];
    let (number, kind) =
        kinds.into_iter().find_map(|(name, kind)| found.name(name).map(|number| (number, kind)))?;
    let digits: String =
        number.as_str().chars().filter_map(number::digit).map(|value| char::from(b'0' + value)).collect();
    let after = text[number.end()..].chars().next();
    let holds = match kind {
        Kind::Phone => is_local(&digits, after),
        Kind::Document => digits.len() != number.as_str().len() || !is_day(&digits),
        _ => true,
    };
    holds.then(|| (number.range(), kind))
}

/// A local number has seven or eight digits, begins with 2 to 8, and is neither a day nor an amount.
fn is_local(digits: &str, after: Option<char>) -> bool {
    let ends = after.is_none_or(|c| number::digit(c).is_none() && !"元万年.".contains(c));
    ends && matches!(digits.as_bytes()[0], b'2'..=b'8') && !is_day(digits)
}

/// 20260115
fn is_day(digits: &str) -> bool {
    digits.len() == 8 && NaiveDate::parse_from_str(digits, "%Y%m%d").is_ok()
}
