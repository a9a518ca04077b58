//! What share of a sparse week's signals is false, and how many outbreaks are found, under each rule?
//!
//! ```text
//! cargo run -p statistics --example sparse_week [weeks] [same]
//! ```
//!
//! A county of 16,400 series with 0.25 events a week on average. The means are exponential over the series
//! (164 laws of 100 series each, none below 0.005, which half an event in two years would give), counts are
//! negative binomial with variance 1.2 times the mean, and each week 40 random series have 2 + Poisson(1.5)
//! events more. Dispersion and outbreaks are chosen so that "p < .01" finds three in four of the outbreaks,
//! "p < .001" not quite half, and plain Benjamini–Hochberg at .10 one in seven. With `same` all series have
//! the mean 0.25: the worst case for a discrete rule.
//!
//! FDR is the mean over the weeks of the share of false alarms among the alarms, 0 in a week without one;
//! the standard error stands beside it.

#![expect(clippy::print_stdout, reason = "an example shows its table")]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statistics::distribution::Counts;
use statistics::error::MultiplicityError;
use statistics::multiplicity::evidence::{e_benjamini_hochberg, mixture};
use statistics::multiplicity::null::Null;
use statistics::multiplicity::{benjamini_hochberg, discrete};

const LAWS: usize = 164;
const SERIES_PER_LAW: usize = 100;
const SERIES: usize = LAWS * SERIES_PER_LAW;
const OUTBREAKS: usize = 40;
const MEAN: f64 = 0.25;
const LEAST_MEAN: f64 = 0.005;
const DISPERSION: f64 = 1.2;
const LEVELS: [f64; 3] = [0.05, 0.1, 0.2];

/// The p-values of all series in one week.
struct Week {
    p: Vec<f64>,
    mid_p: Vec<f64>,
    /// P(Y > k) + U · P(Y = k) with a uniform U: uniform under the null, at the price of a die.
    randomised: Vec<f64>,
    outbreak: Vec<bool>,
}

/// What a rule has done so far.
#[derive(Default)]
struct Tally {
    alarms: f64,
    wrong: f64,
    share: f64,
    squared: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let weeks: u32 = arguments.first().map_or(Ok(500), |weeks| weeks.parse())?;
    let same = arguments.get(1).is_some_and(|word| word == "same");
    let laws = (0..LAWS)
        .map(|law| if same { MEAN } else { -MEAN * (1.0 - (law as f64 + 0.5) / LAWS as f64).ln() })
        .map(|mean| Counts::with_dispersion(mean.max(LEAST_MEAN), DISPERSION))
        .collect::<Result<Vec<_>, _>>()?;
    let which: Vec<usize> = (0..SERIES).map(|series| series / SERIES_PER_LAW).collect();
    let nulls: Vec<Null> = laws.iter().map(Null::p_values).collect();
    let mid_nulls: Vec<Null> = laws.iter().map(Null::mid_p_values).collect();

    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    for _ in 0..weeks {
        let week = draw(&mut rng, &laws, &which)?;
        for (index, (rule, rejected)) in verdicts(&week, &nulls, &mid_nulls, &which)?.into_iter().enumerate()
        {
            if tallies.len() == index {
                tallies.push((rule, Tally::default()));
            }
            tallies[index].1.add(&rejected, &week.outbreak);
        }
    }
    println!("{weeks} weeks of {SERIES} series, {OUTBREAKS} outbreaks each\n");
    println!("{:<34}{:>9}{:>8}{:>15}{:>8}", "rule", "alarms", "false", "FDR", "power");
    for (rule, tally) in &tallies {
        println!("{rule:<34}{}", tally.row(f64::from(weeks)));
    }
    Ok(())
}

/// Draws a week: quiet counts by inversion, outbreaks on top.
fn draw(rng: &mut ChaCha8Rng, laws: &[Counts], which: &[usize]) -> Result<Week, Box<dyn std::error::Error>> {
    let size = Counts::poisson(1.5)?;
    let mut outbreak = vec![false; SERIES];
    let mut left = OUTBREAKS;
    while left > 0 {
        let series = rng.random_range(0..SERIES);
        left -= usize::from(!outbreak[series]);
        outbreak[series] = true;
    }
    let mut week = Week { p: Vec::new(), mid_p: Vec::new(), randomised: Vec::new(), outbreak };
    for (&law, &sick) in which.iter().zip(&week.outbreak) {
        let quiet = laws[law].quantile(rng.random());
        let count = if sick { quiet + 2.0 + size.quantile(rng.random()) } else { quiet };
        let (p, at) = (laws[law].upper_tail(count), laws[law].probability(count));
        week.p.push(p);
        week.mid_p.push(p - 0.5 * at);
        week.randomised.push(p - rng.random::<f64>() * at);
    }
    Ok(week)
}

/// The alarms of every rule.
fn verdicts(
    week: &Week,
    nulls: &[Null],
    mid_nulls: &[Null],
    which: &[usize],
) -> Result<Vec<(String, Vec<bool>)>, MultiplicityError> {
    let below = |q: &[f64], level: f64| q.iter().map(|&q| q <= level).collect::<Vec<bool>>();
    let mut rows = vec![
        ("p < .01".to_owned(), below(&week.p, 0.01)),
        ("p < .001".to_owned(), below(&week.p, 0.001)),
        ("Bonferroni .05".to_owned(), below(&week.p, 0.05 / SERIES as f64)),
    ];
    let e: Vec<f64> = week.p.iter().map(|&p| mixture(p)).collect();
    let adjusted = [
        ("Benjamini–Hochberg", benjamini_hochberg(&week.p)),
        ("Benjamini–Hochberg, mid-p", benjamini_hochberg(&week.mid_p)),
        ("Benjamini–Hochberg, randomised p", benjamini_hochberg(&week.randomised)),
        ("discrete", discrete::adjusted(&week.p, nulls, which)?),
        ("discrete, mid-p", discrete::adjusted(&week.mid_p, mid_nulls, which)?),
        ("e-values of p", e_benjamini_hochberg(&e)),
    ];
    for (rule, q) in adjusted {
        rows.extend(LEVELS.map(|level| (format!("{rule} {level:.2}"), below(&q, level))));
    }
    for level in LEVELS {
        rows.push((
            format!("discrete, proven {level:.2}"),
            discrete::rejected(&week.p, nulls, which, level)?,
        ));
    }
    Ok(rows)
}

impl Tally {
    fn add(&mut self, rejected: &[bool], outbreak: &[bool]) {
        let alarms = rejected.iter().filter(|&&alarm| alarm).count() as f64;
        let wrong = rejected.iter().zip(outbreak).filter(|&(&alarm, &sick)| alarm && !sick).count() as f64;
        let share = wrong / alarms.max(1.0);
        self.alarms += alarms;
        self.wrong += wrong;
        self.share += share;
        self.squared += share * share;
    }

    fn row(&self, weeks: f64) -> String {
        let share = self.share / weeks;
        let error = ((self.squared / weeks - share * share) / weeks).sqrt();
        let (alarms, wrong) = (self.alarms / weeks, self.wrong / weeks);
        let power = (alarms - wrong) / OUTBREAKS as f64;
        format!("{alarms:>9.1}{wrong:>8.2}{share:>8.3} ±{error:.3}{power:>8.3}")
    }
}
