//! What a grid worker writes: two sentences about a matter, drawn from a phrasebook.

mod identifiers;
mod phrasebook;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal};

pub(crate) use phrasebook::Phrasebook;

use crate::{land::numeral, stream::pick};

/// Fewest and most characters of a summary: what people type on a phone.
const LENGTH: std::ops::RangeInclusive<usize> = 35..=90;
/// Written when there is no room for more.
const SHORT_ACTION: &str = "已上门了解。";
/// Written when there is room left.
const FOLLOW_UP: &str = "近日将再次上门了解情况。";
/// Share of the summaries in which somebody's number was copied: the reason why text is redacted.
const WITH_IDENTIFIER: f64 = 0.045;

/// Family names that are common in Gansu. The given name is never written.
const FAMILY_NAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "马", "赵", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
    "郭", "罗", "梁", "宋", "韩", "冯", "石",
];
const VILLAGE_SPOTS: [&str; 8] =
    ["渠口", "机耕路边", "村口", "巷道", "文化广场", "麦场边", "通村公路边", "林带旁"];
const COMMUNITY_SPOTS: [&str; 7] =
    ["小区门口", "楼道", "地下车库", "临街铺面门前", "小区广场", "单元门前", "停车棚"];

/// Where a matter lies, as its text needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    /// The village's name.
    pub(crate) village: &'a str,
    /// Whether people live in blocks.
    pub(crate) community: bool,
    /// The number of the grid in its village.
    pub(crate) number: u32,
}

/// A matter between parties: what happened, told once and retold by every report about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matter {
    /// The first sentence.
    what: String,
    /// How many are involved.
    pub(crate) people: u32,
    /// The amount, when the sentence names one.
    pub(crate) amount_yuan: Option<f64>,
}

/// Through whose hands a report came; it shows in the wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Teller {
    /// The grid worker saw or was told.
    Grid,
    /// The grid worker knows the matter from before.
    GridAgain,
    /// The hotline wrote it down and passed it on.
    Hotline,
    /// The police were there first.
    Police,
}

impl Matter {
    /// A matter of a category: `key` is its code, with `+irrigation_water` where water is the quarrel. Matters of one
    /// theme are told by the same frame.
    pub(crate) fn arise(
        book: &Phrasebook,
        key: &str,
        setting: Setting<'_>,
        theme: Option<u64>,
        random: &mut ChaCha8Rng,
    ) -> Self {
        let group: u32 = match random.random_range(0..100) {
            0..88 => random.random_range(2..=4),
            88..98 => random.random_range(6..=25),
            _ => random.random_range(30..=60),
        };
        let amount = amount(key, random);
        let frames = book.frames(key, setting.community);
        let chosen = match theme {
            Some(theme) => frames.get((theme % frames.len().max(1) as u64) as usize).copied(),
            None => pick(&frames, random).copied(),
        };
        let frame = chosen.unwrap_or_default();
        let crowd = frame.contains("{人}");
        let people = if crowd { group.max(5) } else { group.min(4) };
        let mut slots =
            Slots { setting, people, amount, first: pick_name(random), second: pick_name(random) };
        while slots.second.chars().next() == slots.first.chars().next() {
            slots.second = pick_name(random);
        }
        let what = phrasebook::fill(frame, |slot| slots.word(slot, random));
        Self { what, people, amount_yuan: frame.contains("{元}").then_some(amount) }
    }
}

/// Writes the summary of a matter, and gives the numbers planted in it.
pub(crate) fn write(
    book: &Phrasebook,
    key: &str,
    matter: &Matter,
    setting: Setting<'_>,
    teller: Teller,
    random: &mut ChaCha8Rng,
) -> (String, Vec<String>) {
    let opening = match teller {
        Teller::Grid => "",
        Teller::GridAgain => "再次巡查发现，",
        Teller::Hotline => "12345转办：",
        Teller::Police => "警情移交：",
    };
    let what = if matches!(teller, Teller::Hotline | Teller::Police) {
        matter.what.replace("发生争吵", "吵了起来").replace("争吵", "吵架")
    } else {
        matter.what.clone()
    };
    let (note, number) = if random.random_bool(WITH_IDENTIFIER) {
        let (note, number) = identifiers::note(key, matter.amount_yuan.is_some(), random);
        (note, Some(number))
    } else {
        (String::new(), None)
    };
    let action = match teller {
        Teller::Grid => book.action(key, random),
        Teller::GridAgain => book.passed_on("again", random),
        Teller::Hotline => book.passed_on("hotline", random),
        Teller::Police => book.passed_on("police", random),
    };
    let action = phrasebook::fill(action, |_| setting.village.to_owned());
    let length = |parts: &[&str]| parts.iter().map(|part| part.chars().count()).sum::<usize>();
    let full = length(&[opening, &what, &note, &action]);
    let text = if full > *LENGTH.end() {
        format!("{what}{note}{SHORT_ACTION}")
    } else if full < *LENGTH.start() {
        format!("{opening}{what}{note}{action}{FOLLOW_UP}")
    } else {
        format!("{opening}{what}{note}{action}")
    };
    let Some(number) = number else { return (text, Vec::new()) };
    let written = identifiers::written(&number);
    (text.replace(&number, &written), vec![written])
}

/// The words of one matter.
struct Slots<'a> {
    setting: Setting<'a>,
    people: u32,
    amount: f64,
    first: String,
    second: String,
}

impl Slots<'_> {
    fn word(&mut self, slot: &str, random: &mut ChaCha8Rng) -> String {
        let Setting { village, community, number } = self.setting;
        match slot {
            "甲" => self.first.clone(),
            "乙" => self.second.clone(),
            "亲" => relative(&self.first),
            "民" => if community { "居民" } else { "村民" }.to_owned(),
            "组" if community => format!("{number}号楼"),
            "组" => format!("{}组", numeral(number)),
            "村" => village.to_owned(),
            "处" => pick(if community { &COMMUNITY_SPOTS[..] } else { &VILLAGE_SPOTS[..] }, random)
                .map_or_else(String::new, |spot| (*spot).to_owned()),
            "元" => yuan(self.amount),
            "人" => self.people.to_string(),
            "天" => random.random_range(2..=15u32).to_string(),
            "亩" => random.random_range(2..=20u32).to_string(),
            "户" => random.random_range(3..=12u32).to_string(),
            words => {
                let words: Vec<&str> = words.split('|').collect();
                pick(&words, random).map_or_else(String::new, |word| (*word).to_owned())
            }
        }
    }
}

fn pick_name(random: &mut ChaCha8Rng) -> String {
    let family = pick(&FAMILY_NAMES, random).copied().unwrap_or("王");
    let given = if random.random_bool(0.3) { "某某" } else { "某" };
    format!("{family}{given}")
}

/// Another person of the same family: 刘某 and 刘某某.
fn relative(name: &str) -> String {
    name.strip_suffix("某某").map_or_else(|| format!("{name}某"), |family| format!("{family}某"))
}

/// An amount in yuan, to two figures, as people name it: around the middle of its category, never below ten.
fn amount(key: &str, random: &mut ChaCha8Rng) -> f64 {
    /// Spread of the logarithm: one in six is more than twice the middle.
    const SPREAD: f64 = 0.7;
    let middle: f64 = match key {
        "01" | "91" => 20_000.0,
        "02" | "0103" => 800.0,
        "02+irrigation_water" | "1101" => 600.0,
        "03" => 8_000.0,
        "04" => 12_000.0,
        "05" => 9_000.0,
        "06" | "1099" => 3_500.0,
        "07" | "92" => 1_500.0,
        "07+irrigation_water" | "14" | "93" => 1_200.0,
        "08" => 30_000.0,
        "09" => 3_000.0,
        "1001" => 18_000.0,
        "12" => 4_000.0,
        "13" => 5_000.0,
        _ => 500.0,
    };
    let exact = LogNormal::new(middle.ln(), SPREAD).map_or(middle, |spread| spread.sample(random)).max(10.0);
    let unit = 10_f64.powf(exact.log10().floor() - 1.0);
    (exact / unit).round() * unit
}

/// 3200, 1.8万.
fn yuan(amount: f64) -> String {
    const WAN: f64 = 10_000.0;
    if amount >= WAN {
        format!("{}万", (amount / WAN * 10.0).round() / 10.0)
    } else {
        format!("{amount:.0}")
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn amounts_and_relatives_are_named_as_people_name_them() {
        assert_eq!((relative("刘某"), relative("李某某")), ("刘某某".to_owned(), "李某".to_owned()));
        assert_eq!([850.0, 3200.0, 18_000.0, 200_000.0].map(yuan), ["850", "3200", "1.8万", "20万"]);
    }

    #[test]
    fn every_frame_gives_a_summary_of_35_to_90_characters_without_a_slot_left_open() {
        /// A number may be written with up to four separators, or as its kin that has three digits fewer.
        const WRITTEN: std::ops::RangeInclusive<usize> = *LENGTH.start() - 3..=*LENGTH.end() + 4;
        let book = Phrasebook::embedded();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for key in book.keys() {
            for theme in 0..14 {
                for community in [false, true] {
                    if book.frames(key, community).is_empty() {
                        continue;
                    }
                    let village = if community { "黄墩子社区" } else { "杨家桥村" };
                    let setting = Setting { village, community, number: 9 };
                    for teller in [Teller::Grid, Teller::GridAgain, Teller::Hotline, Teller::Police] {
                        let matter = Matter::arise(&book, key, setting, Some(theme), &mut random);
                        let (text, planted) = write(&book, key, &matter, setting, teller, &mut random);
                        assert!(WRITTEN.contains(&text.chars().count()), "{key}: {text}");
                        assert!(!text.contains(['{', '}', '|']), "{key}: {text}");
                        assert!(planted.iter().all(|number| text.contains(number.as_str())), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_matter_told_twice_keeps_its_parties_and_amount_but_not_its_words() {
        let book = Phrasebook::embedded();
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let setting = Setting { village: "合水村", community: false, number: 3 };
        let matter = Matter::arise(&book, "02", setting, None, &mut random);
        let (grid, _) = write(&book, "02", &matter, setting, Teller::Grid, &mut random);
        let (hotline, _) = write(&book, "02", &matter, setting, Teller::Hotline, &mut random);
        assert_ne!(grid, hotline);
        let party: String = matter.what.chars().skip_while(|letter| *letter != '某').take(2).collect();
        assert!(grid.contains(&party) && hotline.contains(&party), "{grid} / {hotline}");
    }
}
