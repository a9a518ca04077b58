//! Dates as people and spreadsheets write them: 2025年6月3日, 2025.6.3, 2025/6/3 上午9时, 二〇二五年六月三日, 45811.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use super::When;

/// Serial numbers of spreadsheets that are days of the years 2000 to 2099; others are numbers of something else.
const SERIALS: std::ops::Range<f64> = 36_526.0..73_051.0;

/// The day before the first serial number, as it counts from the year 1900's supposed 29 February on.
const EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);

/// Words for the half of the day, and whether 12 hours are added.
const HALVES: [(&str, bool); 10] = [
    ("上午", false),
    ("凌晨", false),
    ("清晨", false),
    ("早上", false),
    ("早晨", false),
    ("中午", true),
    ("下午", true),
    ("傍晚", true),
    ("晚上", true),
    ("夜间", true),
];

/// Reads a date, perhaps with a time of day; `None` for anything in doubt.
pub(super) fn read(text: &str) -> Option<When> {
    let text = plain(text);
    serial(&text).or_else(|| run_of_digits(&text)).or_else(|| {
        let (year, rest) = number(&text)?;
        let (day, rest) = day(year, separated(rest, &["年", "-", "/", "."])?)?;
        when(day, rest)
    })
}

/// Whether this is a day of a year that is not written: 6月3日.
pub(crate) fn lacks_a_year(text: &str) -> bool {
    let text = plain(text);
    // A leap year, so that the 29 February is a day too.
    const ANY_YEAR: (u32, usize) = (2024, 4);
    day(ANY_YEAR, &text).is_some_and(|(day, rest)| when(day, rest).is_some())
}

/// Half width, without blanks at its ends, Chinese numerals as digits.
fn plain(text: &str) -> String {
    const FULL_WIDTH: u32 = 0xfee0;
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - FULL_WIDTH).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        '。' => '.',
        '—' | '–' => '-',
        _ => c,
    };
    text.trim().chars().map(half).collect()
}

/// `45811` or `45811.375`.
fn serial(text: &str) -> Option<When> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let serial: f64 = text.parse().ok().filter(|serial| SERIALS.contains(serial))?;
    let day = EPOCH?.checked_add_days(Days::new(serial as u64))?;
    const SECONDS: f64 = 86_400.0;
    let seconds = (serial.fract() * SECONDS).round() as i64;
    let time = (seconds > 0).then(|| NaiveTime::MIN + TimeDelta::seconds(seconds));
    Some(When { day, time, offset: None })
}

/// `20250603`, and with a time behind it `202506030915` or `20250603091500`.
fn run_of_digits(text: &str) -> Option<When> {
    let text = text.replace(' ', "");
    if !matches!(text.len(), 8 | 12 | 14) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part =
        |range: std::ops::Range<usize>| text.get(range).map_or(Some(0), |digits| digits.parse::<u32>().ok());
    let day = NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(4..6)?, part(6..8)?)?;
    let time = match text.len() {
        8 => None,
        _ => Some(NaiveTime::from_hms_opt(part(8..10)?, part(10..12)?, part(12..14)?)?),
    };
    Some(When { day, time, offset: None })
}

/// Month and day behind a year of four digits.
fn day((year, digits): (u32, usize), text: &str) -> Option<(NaiveDate, &str)> {
    const WRITTEN_IN_FULL: usize = 4;
    let (month, rest) = number(text)?;
    let (day, rest) = number(separated(rest, &["月", "-", "/", "."])?)?;
    let rest = rest.trim_start().trim_start_matches(['日', '号']).trim_start();
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.0, day.0)?;
    (digits == WRITTEN_IN_FULL && month.1 <= 2 && day.1 <= 2).then_some((date, rest))
}

fn separated<'t>(text: &'t str, separators: &[&str]) -> Option<&'t str> {
    let text = text.trim_start();
    separators.iter().find_map(|separator| text.strip_prefix(separator)).map(str::trim_start)
}

/// What follows the day: nothing, the day of the week, a time of day.
fn when(day: NaiveDate, rest: &str) -> Option<When> {
    let rest = without_weekday(rest);
    if rest.is_empty() {
        return Some(When { day, time: None, offset: None });
    }
    let half = HALVES.into_iter().find(|(word, _)| rest.starts_with(word));
    let rest = half.map_or(rest, |(word, _)| rest[word.len()..].trim_start());
    if half.is_some() && rest.is_empty() {
        return Some(When { day, time: None, offset: None });
    }
    let (hour, rest) = number(rest)?;
    let rest = separated(rest, &["时", "点", ":"])?;
    let (minute, rest) = match rest.strip_prefix('半') {
        Some(rest) => (30, rest),
        None if rest.is_empty() || rest == "许" || rest == "整" => (0, ""),
        None => {
            let (minute, rest) = number(rest)?;
            (minute.0, rest)
        }
    };
    let rest = rest.strip_prefix(['分', ':']).unwrap_or(rest);
    let (second, rest) = match number(rest) {
        Some((second, rest)) => (second.0, rest.strip_prefix('秒').unwrap_or(rest)),
        None => (0, rest),
    };
    let hour = match half {
        Some((_, true)) if hour.0 < 12 => hour.0 + 12,
        Some((word, false)) if word == "凌晨" && hour.0 == 12 => 0,
        // Twelve at night belongs to one day for some and to the next for others.
        Some(("晚上" | "夜间", true)) if hour.0 == 12 => return None,
        _ => hour.0,
    };
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    rest.trim().is_empty().then_some(When { day, time: Some(time), offset: None })
}

/// `(星期二)`, `周二`: it says nothing that the date does not.
fn without_weekday(text: &str) -> &str {
    let inner = text.trim_start_matches('(');
    let Some(named) = ["星期", "周", "礼拜"].iter().find_map(|word| inner.strip_prefix(word)) else {
        return text;
    };
    named.trim_start_matches(['一', '二', '三', '四', '五', '六', '日', '天', ')']).trim_start()
}

/// A number at the start of the text: its value, how many digits it is written with, and what follows.
fn number(text: &str) -> Option<((u32, usize), &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > 0 {
        return Some(((text[..end].parse().ok()?, end), &text[end..]));
    }
    let end = text.find(|c: char| numeral(c).is_none()).unwrap_or(text.len());
    let numerals: Vec<u32> = text[..end].chars().filter_map(numeral).collect();
    let value = match numerals[..] {
        [] => return None,
        // 十, 十二, 二十, 二十三
        [TEN] => TEN,
        [TEN, ones] if ones < TEN => TEN + ones,
        [tens, TEN] if tens < TEN => tens * TEN,
        [tens, TEN, ones] if tens < TEN && ones < TEN => tens * TEN + ones,
        _ if numerals.len() > 4 || numerals.contains(&TEN) => return None,
        _ => numerals.iter().fold(0, |value, digit| value * 10 + digit),
    };
    // Two numerals with a ten between them are one number of two digits.
    let digits = if numerals.contains(&TEN) { 2 } else { numerals.len() };
    Some(((value, digits), &text[end..]))
}

const TEN: u32 = 10;

fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | 'Ｏ' | '\u{25ef}' => 0,
        '一' | '元' | '壹' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        '十' | '拾' => TEN,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment(text: &str) -> Option<String> {
        read(text).map(|when| match when.time {
            Some(time) => format!("{} {time}", when.day),
            None => when.day.to_string(),
        })
    }

    #[test]
    fn a_day_is_read_in_all_the_ways_it_is_written() {
        for text in [
            "2025年6月3日",
            "2025年06月03日",
            "2025 年 6 月 3 日",
            "2025年6月3号",
            "2025.6.3",
            "2025．6．3",
            "2025/6/3",
            "2025/06/03",
            "2025-6-3",
            "20250603",
            "二〇二五年六月三日",
            "二零二五年六月三日",
            "二○二五年6月3日",
            "２０２５年６月３日",
            "2025年6月3日（星期二）",
            "2025年6月3日 周二",
            "45811",
            "2025年6月3日上午",
        ] {
            assert_eq!(moment(text).as_deref(), Some("2025-06-03"), "{text}");
        }
        assert_eq!(moment("二〇二五年十二月二十三日").as_deref(), Some("2025-12-23"));
        assert_eq!(moment("二〇二五年十月三十日").as_deref(), Some("2025-10-30"));
    }

    #[test]
    fn a_time_of_day_is_read_with_its_half() {
        for (text, time) in [
            ("2025/6/3 上午9时", "09:00:00"),
            ("2025年6月3日9时30分", "09:30:00"),
            ("2025年6月3日 下午3点半", "15:30:00"),
            ("2025.6.3 15:30", "15:30:00"),
            ("2025/6/3 15:30:45", "15:30:45"),
            ("2025年6月3日晚上8时许", "20:00:00"),
            ("2025年6月3日中午12点", "12:00:00"),
            ("2025年6月3日凌晨12时5分", "00:05:00"),
            ("二〇二五年六月三日上午九时十五分", "09:15:00"),
            ("20250603 0915", "09:15:00"),
            ("20250603091545", "09:15:45"),
            ("45811.375", "09:00:00"),
        ] {
            assert_eq!(moment(text), Some(format!("2025-06-03 {time}")), "{text}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_not_read() {
        for text in [
            "6月3日",
            "25年6月3日",
            "3/6/2025",
            "2025年13月3日",
            "2025年2月30日",
            "2025年6月",
            "20251303",
            "12",
            "123456",
            "2025年6月3日晚上12时",
            "2025年6月3日25时",
            "2025年6月3日左右",
            "二五年六月三日",
            "",
            "年月日",
            "999999999999年1月1日",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert!(lacks_a_year("6月3日") && lacks_a_year("六月三日上午9时") && lacks_a_year("2月29日"));
        assert!(!lacks_a_year("2025年6月3日") && !lacks_a_year("某日"));
    }

    proptest! {
        #[test]
        fn every_day_comes_back_from_each_way_of_writing_it(serial in 36_526_u32..73_051) {
            let day = EPOCH.unwrap() + Days::new(serial.into());
            for format in ["%Y年%-m月%-d日", "%Y.%-m.%-d", "%Y/%m/%d", "%Y%m%d", "%Y-%-m-%-d"] {
                prop_assert_eq!(read(&day.format(format).to_string()).map(|when| when.day), Some(day), "{}", format);
            }
            prop_assert_eq!(read(&serial.to_string()).map(|when| when.day), Some(day));
        }

        #[test]
        fn anything_is_read_or_not_but_nothing_panics(text in "[0-9年月日.:/〇一二十元上午晚星期 -]{0,16}") {
            let _ = (read(&text), lacks_a_year(&text));
        }
    }
}
