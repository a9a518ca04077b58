//! Numbers that must not stay in a text: well-formed, so that a redaction has to find them, and made from ranges
//! that are not issued, so that they can belong to nobody.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Gansu, which a redaction may ask for, but no prefecture there has the number 99.
const UNISSUED_AREA: &str = "629900";
/// A mobile range without subscribers.
const UNISSUED_MOBILE: &str = "1540000";
/// The prefix of Chinese bank cards, then an issuer that does not exist.
const UNISSUED_CARD: &str = "620000";
/// Gansu's plates end at letters before this one.
const UNISSUED_PLATE: &str = "甘Z";

/// The kinds of number, and how often each is copied into a text.
const PHONE: f64 = 0.48;
const RESIDENT_ID: f64 = 0.27;
const CARD: f64 = 0.10;

/// A sentence with one such number, and the number in its plain form.
pub(super) fn note(key: &str, money: bool, random: &mut ChaCha8Rng) -> (String, String) {
    let share: f64 = random.random();
    let road = key == "13" && random.random_bool(0.5);
    if road || share >= PHONE + RESIDENT_ID + CARD {
        let number = plate(random);
        (format!("涉事车辆{number}。"), number)
    } else if share < PHONE {
        let number = phone(random);
        (format!("联系电话{number}。"), number)
    } else if share < PHONE + RESIDENT_ID || !money {
        let number = resident_id(random);
        (format!("身份证号{number}。"), number)
    } else {
        let number = card(random);
        (format!("收款卡号{number}。"), number)
    }
}

/// A number as somebody may write it: six times in ten plainly, else with blanks or hyphens, in full-width digits, or as
/// its elder or newer kin (an id of fifteen digits, a landline, a plate of an electric car). Which way follows from the
/// number itself, so that no draw of the simulation is shifted by it.
pub(super) fn written(plain: &str) -> String {
    const WAYS: u32 = 10;
    let way = plain.bytes().map(u32::from).sum::<u32>() % WAYS;
    let groups: &[usize] = match plain.len() {
        MOBILE_LENGTH => &[3, 4, 4],
        ID_LENGTH => &[6, 8, 4],
        CARD_LENGTH => &[4, 4, 4, 4, 3],
        _ => return written_plate(plain, way),
    };
    match (way, plain.len()) {
        (6, _) => grouped(plain, groups, ' '),
        (7, _) => grouped(plain, groups, '-'),
        (8, _) => full_width(plain),
        // Local numbers never begin with 0.
        (9, MOBILE_LENGTH) => format!("0937-000{}", &plain[7..]),
        (9, ID_LENGTH) if plain[6..].starts_with("19") => {
            format!("{}{}{}", &plain[..6], &plain[8..14], &plain[14..17])
        }
        _ => plain.to_owned(),
    }
}

const MOBILE_LENGTH: usize = 11;
const ID_LENGTH: usize = 18;
const CARD_LENGTH: usize = 19;

fn written_plate(plain: &str, way: u32) -> String {
    let number = plain.strip_prefix(UNISSUED_PLATE).unwrap_or_default();
    match way {
        6 => format!("{UNISSUED_PLATE}·{number}"),
        7 => format!("{UNISSUED_PLATE} {number}"),
        8 => full_width(plain),
        9 => format!("{UNISSUED_PLATE}D{number}"),
        _ => plain.to_owned(),
    }
}

fn grouped(plain: &str, groups: &[usize], separator: char) -> String {
    let mut rest = plain;
    let mut parts = Vec::with_capacity(groups.len());
    for length in groups {
        let (part, after) = rest.split_at(*length);
        parts.push(part);
        rest = after;
    }
    parts.join(&separator.to_string())
}

fn full_width(plain: &str) -> String {
    // U+FF01 to U+FF5E repeat ASCII in its order.
    const SHIFT: u32 = 0xfee0;
    plain
        .chars()
        .map(|c| if c.is_ascii() { char::from_u32(c as u32 + SHIFT).unwrap_or(c) } else { c })
        .collect()
}

fn phone(random: &mut ChaCha8Rng) -> String {
    format!("{UNISSUED_MOBILE}{:04}", random.random_range(0..10_000u32))
}

fn plate(random: &mut ChaCha8Rng) -> String {
    format!("{UNISSUED_PLATE}{:05}", random.random_range(0..100_000u32))
}

/// A resident id number with its check character (GB 11643-1999, ISO 7064 MOD 11-2).
fn resident_id(random: &mut ChaCha8Rng) -> String {
    let (year, month, day) =
        (random.random_range(1948..=2004), random.random_range(1..=12), random.random_range(1..=28));
    let body = format!("{UNISSUED_AREA}{year}{month:02}{day:02}{:03}", random.random_range(1..=999u32));
    // Weights are the powers of two modulo 11, from the left; the check makes the sum 1 modulo 11.
    let sum = body.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => format!("{body}X"),
        check => format!("{body}{check}"),
    }
}

/// A card number of 19 digits with its check digit (ISO/IEC 7812-1, Luhn).
fn card(random: &mut ChaCha8Rng) -> String {
    let body = format!("{UNISSUED_CARD}{:012}", random.random_range(0..1_000_000_000_000u64));
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            // Beside the check digit, every second digit counts twice, its own digits summed.
            if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn digits(number: &str) -> Vec<u32> {
        number.chars().map(|digit| digit.to_digit(10).unwrap_or(10)).collect()
    }

    #[test]
    fn resident_ids_carry_the_check_character_of_the_standard() {
        const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..500 {
            let number = resident_id(&mut random);
            let sum: u32 = digits(&number).iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
            assert_eq!((number.len(), sum % 11), (18, 1), "{number}");
        }
    }

    #[test]
    fn cards_pass_the_luhn_check() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        for _ in 0..500 {
            let number = card(&mut random);
            let sum: u32 = digits(&number)
                .iter()
                .rev()
                .enumerate()
                .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
                .sum();
            assert_eq!((number.len(), sum % 10), (19, 0), "{number}");
        }
    }

    #[test]
    fn the_ways_of_writing_keep_the_number_and_all_of_them_occur() {
        let mut random = ChaCha8Rng::seed_from_u64(6);
        let numbers: Vec<String> = (0..200).flat_map(|_| [phone(&mut random), card(&mut random)]).collect();
        let written: Vec<String> = numbers.iter().map(|number| written(number)).collect();
        let plain = numbers.iter().zip(&written).filter(|(number, written)| number == written).count();
        assert!((200..300).contains(&plain), "{plain}");
        for mark in ['-', ' ', '\u{ff12}'] {
            assert!(written.iter().any(|number| number.contains(mark)), "{mark}");
        }
        assert_eq!(grouped("62990019480101001X", &[6, 8, 4], ' '), "629900 19480101 001X");
        assert_eq!(written_plate("甘Z12345", 9), "甘ZD12345");
    }

    #[test]
    fn phones_have_eleven_digits_and_plates_seven_characters() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        assert_eq!(phone(&mut random).len(), 11);
        assert_eq!(plate(&mut random).chars().count(), 7);
    }
}
