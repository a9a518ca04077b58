//! What a run of digits is: somebody's id, phone or card, or none of these.

use std::ops::{Range, RangeInclusive};

use chrono::NaiveDate;

/// What is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Phone,
    Card,
    Plate,
    Document,
}

impl Kind {
    /// What stands in the text instead.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Id => "〔身份证号〕",
            Self::Phone => "〔电话〕",
            Self::Card => "〔银行卡号〕",
            Self::Plate => "〔车牌号〕",
            Self::Document => "〔证件号〕",
        }
    }
}

/// Digits without a separator between them.
#[derive(Clone, Debug)]
struct Group {
    /// Where they stand in the text, in bytes.
    place: Range<usize>,
    /// The digits in ASCII; the check digit X is a group of its own.
    digits: String,
}

/// The value of an ASCII or full-width digit.
pub(super) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{ff10}'..='\u{ff19}' => Some((c as u32 - 0xff10) as u8),
        _ => None,
    }
}

/// The check digit ten, in either case and width.
fn is_check_letter(c: char) -> bool {
    matches!(c, 'x' | 'X' | '\u{ff58}' | '\u{ff38}')
}

const ID_LENGTH: usize = 18;

/// The longest number looked for: a card of 19 digits. A phone with its country code is shorter.
const LONGEST: usize = 19;

/// The shortest: a mobile number, or a landline with its area code.
const SHORTEST: usize = 11;

/// The personal numbers in one run, in order, without overlap. Every sequence of neighbouring groups is tried, the
/// longest first, so that a number is found however it was spaced; a digit inside a longer group begins no phone.
pub(super) fn personal(
    text: &str,
    run: Range<usize>,
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<(Range<usize>, Kind)> {
    let groups = groups(text, run);
    let mut found = Vec::new();
    let mut first = 0;
    let mut digits = String::with_capacity(LONGEST);
    let mut lengths: Vec<usize> = Vec::with_capacity(LONGEST);
    while first < groups.len() {
        digits.clear();
        lengths.clear();
        let mut longest = None;
        for (position, group) in groups.iter().enumerate().skip(first) {
            digits.push_str(&group.digits);
            lengths.push(group.digits.len());
            if digits.len() > LONGEST {
                break;
            }
            if let Some(kind) = classify(&digits, &lengths, is_place) {
                longest = Some((position, kind));
            }
        }
        match longest {
            Some((last, kind)) => {
                found.push((with_frame(text, groups[first].place.start..groups[last].place.end, kind), kind));
                first = last + 1;
            }
            None => first += 1,
        }
    }
    found
}

/// Takes the plus of a country code and the opening bracket of an area code along.
fn with_frame(text: &str, place: Range<usize>, kind: Kind) -> Range<usize> {
    if kind != Kind::Phone {
        return place;
    }
    let before = &text[..place.start];
    let bracket = text[place.clone()].contains([')', '\u{ff09}']) && before.ends_with(['(', '\u{ff08}']);
    let plus = before.ends_with(['+', '\u{ff0b}']);
    let frame = before.chars().next_back().filter(|_| bracket || plus).map_or(0, char::len_utf8);
    place.start - frame..place.end
}

/// Splits a run at its separators, and a group too long for any number around the ids that are hidden in it.
fn groups(text: &str, run: Range<usize>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, c) in text[run.clone()].char_indices() {
        let place = run.start + at..run.start + at + c.len_utf8();
        let (value, joins) = match digit(c) {
            Some(value) => (char::from(b'0' + value), true),
            None if is_check_letter(c) => ('X', false),
            None => continue,
        };
        match groups.last_mut() {
            Some(last) if joins && last.place.end == place.start => {
                last.place.end = place.end;
                last.digits.push(value);
            }
            _ => groups.push(Group { place, digits: value.to_string() }),
        }
    }
    groups.into_iter().flat_map(|group| split_around_ids(text, group)).collect()
}

fn split_around_ids(text: &str, group: Group) -> Vec<Group> {
    if group.digits.len() < ID_LENGTH {
        return vec![group];
    }
    let all = group.digits.as_str();
    // All digits of a group are of one width in bytes or not; the place of each is found by walking the text.
    let starts: Vec<usize> = text[group.place.clone()]
        .char_indices()
        .map(|(at, _)| group.place.start + at)
        .chain([group.place.end])
        .collect();
    let piece =
        |from: usize, to: usize| Group { place: starts[from]..starts[to], digits: all[from..to].to_owned() };
    let mut pieces = Vec::new();
    let (mut kept, mut at) = (0, 0);
    while at < all.len() {
        let end = at + ID_LENGTH;
        let whole = all.get(at..end).is_some_and(is_id);
        // The last seventeen digits, when an X follows the group.
        let open = end == all.len() + 1
            && text[group.place.end..].starts_with(is_check_letter)
            && is_id(&format!("{}X", &all[at..]));
        if whole || open {
            if at > kept {
                pieces.push(piece(kept, at));
            }
            let end = end.min(all.len());
            pieces.push(piece(at, end));
            kept = end;
            at = end;
        } else {
            at += 1;
        }
    }
    if kept < all.len() {
        pieces.push(piece(kept, all.len()));
    }
    pieces
}

/// What the digits are when they were written in groups of these lengths.
fn classify(digits: &str, lengths: &[usize], is_place: &dyn Fn(&str) -> bool) -> Option<Kind> {
    if digits.len() < SHORTEST {
        return None;
    }
    if is_id(digits) {
        return Some(Kind::Id);
    }
    if is_phone(digits, lengths) {
        return Some(Kind::Phone);
    }
    let (card, old_id) = (is_card(digits, lengths), is_old_id(digits, lengths));
    if (card || old_id) && !is_place(digits) {
        return Some(if card { Kind::Card } else { Kind::Id });
    }
    None
}

/// 18 characters of GB 11643: a province, a day of birth, and the check character of ISO 7064 MOD 11-2.
fn is_id(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = digits.as_bytes();
    if bytes.len() != ID_LENGTH || !is_province(digits) || bytes[..17].contains(&b'X') {
        return false;
    }
    let born = day(&digits[6..10], &digits[10..12], &digits[12..14]);
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    born.is_some() && bytes[17] == CHECKS[(sum % 11) as usize]
}

/// 15 digits of GB 11643-1989: a province, a day of birth without century, a sequence. Nobody born before 1925
/// lived to use one after 2013, when they were voided; the bound also keeps most place codes apart, whose digits
/// in this position begin with 0 or 1.
fn is_old_id(digits: &str, lengths: &[usize]) -> bool {
    const FIRST_BIRTHS: &str = "25";
    const LENGTH: usize = 15;
    digits.len() == LENGTH
        && !digits.contains('X')
        && matches!(lengths, [15] | [6, 6, 3])
        && is_province(digits)
        && &digits[6..8] >= FIRST_BIRTHS
        && day(&format!("19{}", &digits[6..8]), &digits[8..10], &digits[10..12]).is_some()
}

/// The first two digits of an administrative division (GB/T 2260).
fn is_province(digits: &str) -> bool {
    matches!(
        digits.as_bytes(),
        [b'1', b'1'..=b'5', ..]
            | [b'2', b'1'..=b'3', ..]
            | [b'3', b'1'..=b'7', ..]
            | [b'4', b'1'..=b'6', ..]
            | [b'5', b'0'..=b'4', ..]
            | [b'6', b'1'..=b'5', ..]
            | [b'7', b'1', ..]
            | [b'8', b'1'..=b'3', ..]
            | [b'9', b'1', ..]
    )
}

fn day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    // Ids were first given to people born in the nineteenth century, and none are given ahead of birth.
    const BORN: Range<i32> = 1880..2100;
    let year: i32 = year.parse().ok().filter(|year| BORN.contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// A mobile number, with or without the country code, or a landline with its area code. People write at most three
/// groups of three digits at least, which keeps most dates and lists of small numbers apart.
fn is_phone(digits: &str, lengths: &[usize]) -> bool {
    const MOST_GROUPS: usize = 3;
    const SHORTEST_GROUP: usize = 3;
    let (number, lengths) = without_country(digits, lengths);
    if lengths.len() > MOST_GROUPS || lengths.iter().any(|length| *length < SHORTEST_GROUP) {
        return false;
    }
    match number.as_bytes() {
        [b'1', b'3'..=b'9', rest @ ..] => rest.len() == 9 && !number.contains('X'),
        [b'0', b'1' | b'2', ..] => is_landline(number, &lengths, 3, 8..=8),
        [b'0', b'3'..=b'9', ..] => is_landline(number, &lengths, 4, 7..=8),
        _ => false,
    }
}

fn is_landline(number: &str, lengths: &[usize], area: usize, own: RangeInclusive<usize>) -> bool {
    let parted = lengths.len() == 1 || lengths.first() == Some(&area);
    parted && !number.contains('X') && number.len().checked_sub(area).is_some_and(|rest| own.contains(&rest))
}

/// The number without 86 or 0086, which may be a group of its own or stick to the next one.
fn without_country<'d>(digits: &'d str, lengths: &[usize]) -> (&'d str, Vec<usize>) {
    const MOBILE: usize = 11;
    for code in ["0086", "86"] {
        if let Some(number) = digits.strip_prefix(code)
            && number.len() == MOBILE
        {
            let mut left = lengths.to_vec();
            match left.first_mut() {
                Some(first) if *first > code.len() => *first -= code.len(),
                Some(first) if *first == code.len() => {
                    left.remove(0);
                }
                _ => continue,
            }
            return (number, left);
        }
    }
    (digits, lengths.to_vec())
}

/// 16 to 19 digits with a valid Luhn sum, first digit of a card that is issued in China or by the world's
/// networks, and groups as they are embossed.
fn is_card(digits: &str, lengths: &[usize]) -> bool {
    const SHORTEST_GROUP: usize = 4;
    const LENGTHS: RangeInclusive<usize> = 16..=19;
    let groups = match lengths.split_last() {
        Some((_, [])) => true,
        Some((last, others)) => *last >= 2 && others.iter().all(|length| *length >= SHORTEST_GROUP),
        None => false,
    };
    groups
        && LENGTHS.contains(&digits.len())
        && matches!(digits.as_bytes()[0], b'3'..=b'6' | b'9')
        && !digits.contains('X')
        && luhn(digits)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, byte)| match (u32::from(byte - b'0'), position % 2) {
            (value, 0) => value,
            (value, _) => value * 2 / 10 + value * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
