//! Numbers that point at a person are masked before a text is kept.
//!
//! One pass over the text finds runs of digits (with the blanks and hyphens that people put into them) and vehicle
//! plates; [`number`] says what a run is. Only what proves itself is masked: an id by its check digit, a card by
//! its Luhn sum, a phone by its shape, and what proves nothing by the word before it ([`label`]). So dates, amounts,
//! case numbers and place codes stay readable.

mod label;
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

/// Masks resident ids (18 digits with a valid check digit, and the old 15), phones, bank cards and vehicle plates, and
/// passports and permits that are named as such: 〔身份证号〕 〔电话〕 〔银行卡号〕 〔车牌号〕 〔证件号〕. Doing it twice
/// changes nothing more.
///
/// Place codes of 15 digits are told from old ids by the areas, which this function does not know: inside
/// [`check()`](crate::check()) they are.
pub fn redact(text: &str) -> String {
    mask(text, &Areas::default()).into_owned()
}

/// [`redact`] that leaves the codes of known places, and numbers that begin with one, as they are.
///
/// A number that is masked may bring another to light: a plate that ran into an id. So it goes on until
/// nothing is found; each round leaves fewer digits.
pub(crate) fn mask<'t>(text: &'t str, areas: &Areas) -> Cow<'t, str> {
    let mut masked = mask_once(text, areas);
    loop {
        let again = match mask_once(&masked, areas) {
            Cow::Borrowed(_) => return masked,
            Cow::Owned(again) => again,
        };
        masked = Cow::Owned(again);
    }
}

/// One round: `Borrowed` when there is nothing to mask. What proves itself goes first, so that a word which names one
/// number does not take a part of the next.
fn mask_once<'t>(text: &'t str, areas: &Areas) -> Cow<'t, str> {
    if !text.chars().any(|c| number::digit(c).is_some()) {
        return Cow::Borrowed(text);
    }
    match mask_proven(text, areas) {
        Cow::Borrowed(_) => mask_labelled(text),
        masked => masked,
    }
}

fn mask_labelled(text: &str) -> Cow<'_, str> {
    let found = label::personal(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (range, kind) in found {
        out.push_str(&text[kept..range.start]);
        out.push_str(kind.mark());
        kept = range.end;
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

fn mask_proven<'t>(text: &'t str, areas: &Areas) -> Cow<'t, str> {
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

#[cfg(test)]
mod tests {
    use domain::{Area, AreaLevel};
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "11010119900307002X";
    const OLD_ID: &str = "620102540307123";

    #[test]
    fn ids_are_masked_however_they_are_written() {
        for text in [
            ID,
            "11010119900307002x",
            "620982198705123015",
            "110101 19900307 002X",
            "110101-19900307-002 X",
            "1101 0119 9003 0700 2X",
            "\u{ff11}\u{ff11}\u{ff10}\u{ff11}\u{ff10}\u{ff11}\u{ff11}\u{ff19}\u{ff19}\u{ff10}\u{ff10}\u{ff13}\u{ff10}\u{ff17}\u{ff10}\u{ff10}\u{ff12}\u{ff38}",
            "110101\u{200b}19900307\u{200e}002X",
            OLD_ID,
            "620102 540307 123",
        ] {
            assert_eq!(redact(text), "〔身份证号〕", "{text}");
            assert_eq!(redact(&format!("甲({text})。")), "甲(〔身份证号〕)。", "{text}");
        }
    }

    #[test]
    fn an_id_that_sticks_to_other_digits_is_found_and_the_rest_is_looked_at_too() {
        assert_eq!(redact("62098219870512301513812345678"), "〔身份证号〕〔电话〕");
        assert_eq!(redact("9620982198705123015"), "9〔身份证号〕");
        assert_eq!(redact("77711010119900307002X"), "777〔身份证号〕");
    }

    #[test]
    fn phones_are_masked_however_they_are_written() {
        for text in [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "138\u{3000}12345678",
            "+86 13812345678",
            "+8613812345678",
            "0086-138-1234-5678",
            "86 138 1234 5678",
            "\u{ff11}\u{ff13}\u{ff18}\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}\u{ff17}\u{ff18}",
            "0937-8822123",
            "09378822123",
            "(0937)8822123",
            "\u{ff08}0937\u{ff09}8822123",
            "010-88886666",
            "0937 8822 1234",
        ] {
            assert_eq!(redact(text), "〔电话〕", "{text}");
            assert_eq!(redact(&format!("电{text}联")), "电〔电话〕联", "{text}");
        }
        assert_eq!(redact("13812345678 13987654321"), "〔电话〕 〔电话〕");
        assert_eq!(redact("2026-01-15 13812345678"), "2026-01-15 〔电话〕");
        assert_eq!(redact("wx13812345678x"), "wx〔电话〕x");
    }

    #[test]
    fn cards_are_masked_by_their_sum() {
        for text in ["6222 0212 3456 7890 128", "4111111111111111", "4111-1111-1111-1111"] {
            assert_eq!(redact(text), "〔银行卡号〕", "{text}");
        }
        assert_eq!(redact("4111111111111112"), "4111111111111112");
    }

    #[test]
    fn plates_are_masked_and_buildings_are_not() {
        for text in
            ["甘F12345", "甘F·D1234", "甘FD12345", "甘F 8A8A8", "京A1234警", "粤b12345", "浙\u{ff21}12345"]
        {
            assert_eq!(redact(text), "〔车牌号〕", "{text}");
        }
        assert_eq!(redact("甘F13812345678"), "甘F〔电话〕");
        for text in ["新A座1203室", "云AREAONE", "甘0982民初1234号", "贵方12345元"] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn a_number_that_proves_nothing_is_masked_where_a_word_names_it() {
        for (text, masked) in [
            ("身份证号620982198705123016，", "身份证号〔身份证号〕，"),
            ("身份证号码：6209 8219 8705 1230 1", "身份证号码：〔身份证号〕"),
            ("银行卡6222021234567890129转账", "银行卡〔银行卡号〕转账"),
            ("账号：4111 1111 1111 1112", "账号：〔银行卡号〕"),
            ("家中座机8822123，", "家中座机〔电话〕，"),
            ("联系电话 8822-1234。", "联系电话 〔电话〕。"),
            ("持护照E12345678入境", "持护照〔证件号〕入境"),
            ("港澳通行证号C\u{ff11}2345678", "港澳通行证号〔证件号〕"),
            ("回乡证H1234567800", "回乡证〔证件号〕"),
            ("台胞证号码为12345678", "台胞证号码为〔证件号〕"),
        ] {
            assert_eq!(redact(text), masked, "{text}");
        }
        for text in [
            "电话12345",
            "拨打电话400-800-8820",
            "电话20260115回访",
            "手机价款2500000元",
            "手机2500000元",
            "通行证20260115到期",
            "货号E12345678",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn what_is_nobody_s_number_stays() {
        for text in [
            "620982100201003",
            "网格 620982100201003 第3户",
            "2026-01-15T09:30:00.123456+08:00",
            "2026年1月15日 09:30",
            "欠薪 1200.50 元，共 15 2026-01-15 3 户",
            "（2026）甘0982民初1234号",
            "敦综提〔2026〕15号",
            "金额1500000元",
            "20260115123000123",
            "019bbf0e-2d40-7abc-8def-123456789abc",
            "abcde010-1234-7890-8123-456789012345",
            "110101199003070021",
            "12345 热线、110、400-800-8820",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn a_place_code_that_could_be_an_old_id_is_told_from_one_by_the_areas() {
        let code = "620982401201001";
        assert_eq!(redact(code), "〔身份证号〕");
        let area = Area {
            id: "620982401".into(),
            parent: None,
            level: AreaLevel::Town,
            name: "七里镇".to_owned(),
            households: 0,
            centre: None,
            outline: Vec::new(),
        };
        let areas = Areas::new(vec![area]).unwrap();
        assert_eq!(mask(code, &areas), code);
        assert_eq!(mask(OLD_ID, &areas), "〔身份证号〕");
    }

    /// The check digit written a second way: by the congruence of ISO 7064 instead of a table.
    fn with_check_digit(seventeen: &str) -> String {
        let sum = seventeen.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
        let check = (12 - sum) % 11;
        if check == 10 { format!("{seventeen}X") } else { format!("{seventeen}{check}") }
    }

    fn id() -> impl Strategy<Value = String> {
        (
            prop::sample::select(vec!["11", "31", "44", "62", "65"]),
            0..=9999_u32,
            1930..=2025_u32,
            1..=12_u32,
            1..=28_u32,
            0..=999_u32,
        )
            .prop_map(|(province, place, year, month, day, sequence)| {
                with_check_digit(&format!("{province}{place:04}{year}{month:02}{day:02}{sequence:03}"))
            })
    }

    fn noise() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9 -]{0,24}",
            "[甘F0-9A-Zx()+·]{0,16}",
            "(身份证|卡号|电话|护照)号?[：A-Z]?[0-9 -]{0,24}",
            "\\PC{0,16}"
        ]
    }

    #[test]
    fn a_plate_that_ran_into_an_id_is_masked_with_it() {
        assert_eq!(redact("甘xAA0A0110000193001010008"), "〔车牌号〕〔身份证号〕");
    }

    proptest! {
        #[test]
        fn masking_twice_changes_nothing_more(parts in prop::collection::vec(prop_oneof![noise(), id()], 0..6)) {
            let once = redact(&parts.concat());
            prop_assert_eq!(redact(&once), once);
        }

        #[test]
        fn no_valid_id_is_left(before in noise(), id in id(), after in noise()) {
            let left = redact(&format!("{before}{id}{after}"));
            prop_assert!(!left.contains(&id), "{}", left);
        }

        #[test]
        fn no_spaced_id_is_left_between_words(id in id(), at in prop::collection::btree_set(1_usize..18, 0..5)) {
            let mut spaced = String::new();
            for (position, digit) in id.chars().enumerate() {
                if at.contains(&position) {
                    spaced.push(if position % 2 == 0 { ' ' } else { '-' });
                }
                spaced.push(digit);
            }
            prop_assert_eq!(redact(&format!("证{spaced}号")), "证〔身份证号〕号");
        }

        #[test]
        fn no_mobile_number_is_left_between_words(number in "1[3-9][0-9]{9}", before in "[^0-9\u{ff10}-\u{ff19}]{0,8}甲", after in "乙\\PC{0,8}") {
            let text = format!("{before}{number}{after}");
            prop_assert!(!redact(&text).contains(&number));
        }

        #[test]
        fn a_text_without_digits_stays_as_it_is(text in "[^0-9\u{ff10}-\u{ff19}]{0,40}") {
            prop_assert_eq!(redact(&text), text);
        }

        #[test]
        fn any_text_can_be_masked(text in "\\PC{0,60}|[0-9 xX-]{0,200}") {
            redact(&text);
        }
    }
}
