//! Numbers that point at a person are masked before a text is kept.
//!
//! One pass over the text finds runs of digits (with the blanks and hyphens that people put into them) and vehicle
//! plates; [`number`] says what a run is. Only what proves itself is masked: an id by its check digit, a card by
//! its Luhn sum, a phone by its shape. So dates, amounts, case numbers and place codes stay readable.

mod number;

use std::{borrow::Cow, sync::LazyLock};

use domain::{AreaId, Areas};
use regex::Regex;

use number::Kind;

/// A UUID (which is nobody's number, whatever digits it is made of), a plate, or a run of digits. Between two
/// digits of a run at most three separators may stand; an X at its end may be the check digit of an id.
static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    const UUID: &str = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    const PROVINCE: &str = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新]";
    const LETTER: &str = r"[A-Za-z\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}]";
    const SIGN: &str = r"[0-9A-Za-z\u{ff10}-\u{ff19}\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}]";
    const DOT: &str = r"[ \u{3000}\u{b7}\u{2022}\u{30fb}.\-]";
    const DIGIT: &str = r"[0-9\u{ff10}-\u{ff19}]";
    // Blanks and invisible marks, hyphens and dashes of every width, the closing bracket of an area code, dots.
    const GAP: &str = r"[ \t\u{a0}\u{3000}\u{200b}-\u{200f}\u{2060}\u{feff}\-\u{2010}-\u{2014}\u{2212}\u{ff0d})\u{ff09}\u{b7}\u{2022}]";
    const CHECK: &str = r"[xX\u{ff38}\u{ff58}]";
    let pattern = format!(
        "{UUID}|{PROVINCE}[ \u{3000}]?{LETTER}{DOT}?{SIGN}{{4,5}}(?:{SIGN}|[挂学警港澳])|{DIGIT}(?:{GAP}{{0,3}}{DIGIT})*(?:{GAP}?{CHECK})?"
    );
    #[expect(
        clippy::expect_used,
        reason = "the pattern is a literal, and every test of this module compiles it"
    )]
    Regex::new(&pattern).expect("the pattern is valid")
});

/// Masks resident ids (18 digits with a valid check digit, and the old 15), phones, bank cards and vehicle plates:
/// 〔身份证号〕 〔电话〕 〔银行卡号〕 〔车牌号〕. Doing it twice changes nothing more.
///
/// Place codes of 15 digits are told from old ids by the areas, which this function does not know: inside
/// [`check`](crate::check) they are.
pub fn redact(text: &str) -> String {
    mask(text, &Areas::default()).into_owned()
}

/// [`redact`] that leaves the codes of known places, and numbers that begin with one, as they are.
pub(crate) fn mask<'t>(text: &'t str, areas: &Areas) -> Cow<'t, str> {
    if !text.chars().any(|c| number::digit(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut kept = 0;
    let mut from = 0;
    let mut put = |start: usize, end: usize, mark: &str| {
        out.push_str(&text[kept..start]);
        out.push_str(mark);
        kept = end;
    };
    while let Some(found) = CANDIDATE.find_at(text, from) {
        from = found.end();
        match found.as_str().chars().next() {
            Some(first) if number::digit(first).is_some() && !is_uuid(found.as_str()) => {
                for (range, kind) in number::personal(text, found.range(), &|digits| is_place(digits, areas))
                {
                    put(range.start, range.end, kind.mark());
                }
            }
            Some(province) if !province.is_ascii() => {
                if is_plate(found.as_str(), &text[found.end()..]) {
                    put(found.start(), found.end(), Kind::Plate.mark());
                } else {
                    // What looked like the rest of a plate may be a phone number.
                    from = found.start() + province.len_utf8();
                }
            }
            _ => {}
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

fn is_uuid(text: &str) -> bool {
    text.contains('-') && uuid::Uuid::try_parse(text).is_ok()
}

/// A plate ends where letters and digits end, and has two digits at least: 新A座 is a building.
fn is_plate(candidate: &str, after: &str) -> bool {
    const FEWEST_DIGITS: usize = 2;
    let goes_on =
        after.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || number::digit(c).is_some());
    !goes_on && candidate.chars().filter(|c| number::digit(*c).is_some()).count() >= FEWEST_DIGITS
}

/// Whether a number is the code of a known place or begins with that of a town or village. The six digits of the
/// county prove nothing: ids begin with them too.
fn is_place(digits: &str, areas: &Areas) -> bool {
    const VILLAGE: usize = 12;
    const TOWN: usize = 9;
    !areas.is_empty()
        && [digits.len(), VILLAGE, TOWN]
            .into_iter()
            .filter_map(|length| digits.get(..length))
            .any(|code| areas.get(&AreaId::from(code)).is_some())
}
