//! How what happened becomes reports: late, in batches, twice, sometimes in the wrong category.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{Channel, CountyTime, Report, Scale};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Builder;

use crate::{
    Filed,
    demand::Demand,
    habits::Habits,
    land::Land,
    occurrence::Occurrence,
    stream::pick_weighted,
    summary::{self, Matter, Phrasebook, Setting, Teller},
};

/// The mark of a report about irrigation water; it cuts across categories.
const IRRIGATION_TAG: &str = "irrigation_water";
/// What a pasted text is about whatever the category chosen: neighbours, the commonest quarrel.
const PASTED: &str = "02";
/// Part of the reports whose category was chosen without looking: mostly a common one, seldom the right one.
const WRONG_CATEGORY: f64 = 0.03;
/// Part of the reports for which the number of people is written down.
const PEOPLE_KNOWN: f64 = 0.85;
/// Part of a batching grid's reports that wait for the end of the month.
const WAITS_FOR_THE_BATCH: f64 = 0.85;
/// Channels and how often a matter comes through each.
const CHANNELS: [Channel; 6] =
    [Channel::Patrol, Channel::Public, Channel::Hotline, Channel::Police, Channel::Petition, Channel::Court];
const CHANNEL_SHARES: [f64; 6] = [0.62, 0.18, 0.08, 0.07, 0.03, 0.02];
/// Family violence comes through the police.
const CHANNEL_SHARES_VIOLENCE: [f64; 6] = [0.25, 0.15, 0.1, 0.45, 0.03, 0.02];

/// Files everything that happened; in the order of receipt, without what has not been received by the end of
/// the last day.
///
/// `doubles` is the part of the matters that reach the county a second time through the hotline or the police.
pub(crate) fn file(
    land: &Land,
    demand: &Demand,
    habits: &Habits,
    doubles: f64,
    happened: &[Occurrence],
) -> Vec<Filed> {
    let desk = Desk { land, demand, habits, doubles, book: Phrasebook::embedded() };
    let end = CountyTime::SHANGHAI.start_of(demand.span.day(demand.span.days));
    let mut filed: Vec<Filed> = happened
        .iter()
        .flat_map(|occurrence| desk.file(occurrence))
        .filter(|filed| filed.report.received_at < end)
        .collect();
    filed.sort_by_key(|filed| (filed.report.received_at, filed.report.id));
    filed
}

struct Desk<'a> {
    land: &'a Land,
    demand: &'a Demand,
    habits: &'a Habits,
    doubles: f64,
    book: Phrasebook,
}

impl Desk<'_> {
    /// The one or two reports of an occurrence.
    fn file(&self, occurrence: &Occurrence) -> Vec<Filed> {
        let mut random = ChaCha8Rng::seed_from_u64(occurrence.key);
        let grid = &self.land.grids[occurrence.grid];
        let village = &self.land.villages[grid.village];
        let setting = Setting { village: &village.name, community: village.community, number: grid.number };
        let code = self.demand.categories[occurrence.category].code.as_str();
        let pasted = self.habits.copies(occurrence.grid).then(|| pasted(occurrence.grid));
        let key = if pasted.is_some() {
            PASTED.to_owned()
        } else if occurrence.water {
            format!("{code}+{IRRIGATION_TAG}")
        } else {
            code.to_owned()
        };
        let mut matter_random = ChaCha8Rng::seed_from_u64(pasted.unwrap_or(occurrence.matter));
        let matter = Matter::arise(&self.book, &key, setting, occurrence.theme, &mut matter_random);

        let occurred_on = self.demand.span.day(occurrence.day);
        let reported_at = self.reported_at(occurrence.grid, occurred_on, &mut random);
        let channel = if occurrence.found { Channel::Patrol } else { channel(code, &mut random) };
        let teller = match channel {
            _ if occurrence.again => Teller::GridAgain,
            Channel::Hotline => Teller::Hotline,
            Channel::Police => Teller::Police,
            _ => Teller::Grid,
        };
        let report = |channel, teller, reported_at: DateTime<Utc>, random: &mut ChaCha8Rng| {
            let (summary, planted) = match pasted {
                // What the hotline and the police write comes in their own words.
                Some(seed) if teller == Teller::Grid => {
                    let random = &mut ChaCha8Rng::seed_from_u64(seed);
                    summary::write(&self.book, &key, &matter, setting, teller, random)
                }
                _ => summary::write(&self.book, &key, &matter, setting, teller, random),
            };
            let category = if random.random_bool(WRONG_CATEGORY) {
                pick_weighted(&self.demand.shares, random)
            } else {
                occurrence.category
            };
            let report = Report {
                id: Builder::from_unix_timestamp_millis(
                    reported_at.timestamp_millis().unsigned_abs(),
                    &random.random(),
                )
                .into_uuid(),
                area: grid.id.clone(),
                category: self.demand.categories[category].code.clone(),
                occurred_on,
                reported_at,
                received_at: reported_at + uploading(random),
                channel,
                scale: scale(matter.people),
                people: random.random_bool(PEOPLE_KNOWN).then_some(matter.people),
                amount_yuan: matter.amount_yuan,
                summary,
                tags: if occurrence.water { vec![IRRIGATION_TAG.to_owned()] } else { Vec::new() },
            };
            Filed { report, planted, matter: occurrence.matter, occurrence: occurrence.key }
        };
        let first = report(channel, teller, reported_at, &mut random);
        if !random.random_bool(self.doubles) {
            return vec![first];
        }
        let (channel, teller) = if channel == Channel::Hotline || random.random_bool(0.4) {
            (Channel::Police, Teller::Police)
        } else {
            (Channel::Hotline, Teller::Hotline)
        };
        let later = moment(occurred_on + Days::new(random.random_range(0..=3)), &mut random);
        vec![first, report(channel, teller, later, &mut random)]
    }

    /// When the report was written: mostly on the day, sometimes weeks later, in some grids at the month's end.
    fn reported_at(&self, grid: usize, occurred_on: NaiveDate, random: &mut ChaCha8Rng) -> DateTime<Utc> {
        if self.habits.batches(grid) && random.random_bool(WAITS_FOR_THE_BATCH) {
            // An hour before closing time, one form after the other.
            let minutes = random.random_range(0..60);
            return CountyTime::SHANGHAI.start_of(last_of_month(occurred_on))
                + TimeDelta::hours(16)
                + TimeDelta::minutes(minutes);
        }
        let days = match random.random_range(0..100) {
            0..62 => 0,
            62..82 => 1,
            82..93 => random.random_range(2..=4),
            93..98 => random.random_range(5..=14),
            _ => random.random_range(15..=42),
        };
        moment(occurred_on + Days::new(days), random)
    }
}

/// A moment of the working day, and a little beyond: two uniform halves make the middle likelier.
fn moment(day: NaiveDate, random: &mut ChaCha8Rng) -> DateTime<Utc> {
    let seconds = 7 * 3600 + random.random_range(0..7 * 3600) + random.random_range(0..7 * 3600);
    let millis = random.random_range(0..1000);
    CountyTime::SHANGHAI.start_of(day) + TimeDelta::seconds(seconds) + TimeDelta::milliseconds(millis)
}

/// How long a report stays on the phone: seconds with a network, hours or days without.
fn uploading(random: &mut ChaCha8Rng) -> TimeDelta {
    TimeDelta::seconds(match random.random_range(0..100) {
        0..86 => random.random_range(2..90),
        86..97 => random.random_range(3_600..43_200),
        _ => random.random_range(86_400..432_000),
    })
}

fn last_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(chrono::Months::new(1)))
        .and_then(|next| next.pred_opt())
        .unwrap_or(day)
}

/// Seeds the one text that a pasting grid uses. Spread by a large odd number, so that neighbouring
/// grids do not share theirs.
fn pasted(grid: usize) -> u64 {
    (grid as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The part of a category's reports that is found on patrol.
pub(crate) fn found_on_patrol(code: &str) -> f64 {
    channel_shares(code)[0]
}

fn channel_shares(code: &str) -> &'static [f64; 6] {
    if code == "0103" { &CHANNEL_SHARES_VIOLENCE } else { &CHANNEL_SHARES }
}

fn channel(code: &str, random: &mut ChaCha8Rng) -> Channel {
    CHANNELS[pick_weighted(channel_shares(code), random)]
}

/// Five people make a group matter, thirty a large one.
fn scale(people: u32) -> Scale {
    match people {
        0..5 => Scale::Individual,
        5..30 => Scale::Group,
        _ => Scale::LargeGroup,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_on_its_last_day_in_leap_years_too() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(last_of_month(day("2024-02-03")), day("2024-02-29"));
        assert_eq!(last_of_month(day("2025-12-31")), day("2025-12-31"));
    }
}
