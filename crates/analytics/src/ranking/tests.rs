use chrono::{Days, NaiveDate, TimeZone, Utc};
use domain::{CategoryCode, Detector, Facts, RiskLevel, SignalStatus};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::*;

fn signal(number: u64, random: &mut ChaCha8Rng) -> Signal {
    let to = NaiveDate::from_ymd_opt(2024, 1, 7).unwrap() + Days::new(7 * (number / 4));
    let detector = Detector::ALL[random.random_range(0..4)];
    let category = CategoryCode::from("02");
    let area = format!("t{number}").as_str().into();
    let observed = f64::from(random.random_range(4..20u32));
    Signal {
        id: Signal::derive_id(detector, &area, &category, None, to),
        kind: detector.kind(),
        detector,
        area,
        cluster: Vec::new(),
        category,
        event: None,
        from: to - Days::new(13),
        to,
        observed,
        expected: 2.0,
        upper: 5.0,
        p_value: 10_f64.powf(-random.random_range(2.0..6.0)),
        q_value: 0.05,
        ratio: observed / 2.0,
        reports: Vec::new(),
        parameters: Vec::new(),
        series: Vec::new(),
        facts: Facts {
            weight: random.random_range(1.0..30.0),
            late_share: Some(random.random_range(0.0..1.0)),
            visits_ratio: Some(random.random_range(0.5..3.0)),
            ..Facts::default()
        },
        as_of: Utc.from_utc_datetime(&to.and_hms_opt(16, 0, 0).unwrap()),
        level: RiskLevel::Blue,
        status: SignalStatus::New,
        withheld_by: None,
        withheld_for: None,
    }
}

/// Signals judged true with a probability that follows from them.
fn judged(count: u64, seed: u64, odds: impl Fn(&Signal) -> f64) -> Vec<Judged> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..count)
        .map(|number| {
            let signal = signal(number, &mut random);
            let proved = random.random_bool(1.0 / (1.0 + (-odds(&signal)).exp()));
            Judged { signal, proved }
        })
        .collect()
}

/// Late batches and busier patrols are false; what the fixed rule weighs says nothing.
fn explained_away(signal: &Signal) -> f64 {
    let facts = &signal.facts;
    3.0 - 4.0 * facts.late_share.unwrap_or(0.0) - 3.0 * facts.visits_ratio.unwrap_or(1.0).ln()
}

#[test]
fn the_order_is_learned_when_verdicts_follow_from_what_is_known_of_a_signal() {
    for seed in 0..5 {
        let ranking = learn_ranking(&judged(300, seed, explained_away));
        assert!(ranking.used, "{ranking:?}");
        assert!(ranking.auc_learned > ranking.auc_fixed && ranking.log_loss_learned < ranking.log_loss_fixed);
        let weights = &ranking.model.as_ref().unwrap().weights;
        let weight = |name: &str| weights.iter().find(|weight| weight.name == name).unwrap().weight;
        assert!(weight("late_share") < -0.5 && weight("log_visits") < -0.5, "{weights:?}");
        assert!(weights.iter().all(|weight| !weight.name_zh.is_empty() && !weight.name_en.is_empty()));
    }
}

#[test]
fn verdicts_by_coin_leave_the_fixed_rule_in_force() {
    let used = (0..20).filter(|seed| learn_ranking(&judged(150, *seed, |_| 0.3)).used).count();
    assert!(used <= 1, "one in twenty may win by chance: {used} of 20");
}

#[test]
fn the_fixed_rule_stays_where_it_is_right_already() {
    let used = (0..10).filter(|seed| {
        let list = judged(200, *seed, |signal| 2.0 * (signal.facts.weight.ln_1p() - 2.6));
        learn_ranking(&list).used
    });
    assert!(used.count() == 0);
}

#[test]
fn nothing_is_learned_from_few_verdicts_or_from_one_sort() {
    let few = learn_ranking(&judged(99, 1, explained_away));
    assert!(few.model.is_none() && !few.used && few.verdicts == 99);
    let all_true = learn_ranking(&judged(300, 1, |_| 50.0));
    assert!(all_true.model.is_none() && all_true.proved == 300);
}

#[test]
fn the_order_of_the_verdicts_does_not_matter_and_twice_is_the_same() {
    let mut list = judged(240, 7, explained_away);
    let ranking = learn_ranking(&list);
    list.shuffle(&mut ChaCha8Rng::seed_from_u64(9));
    let bytes = |ranking: &Ranking| serde_json::to_vec(ranking).unwrap();
    assert_eq!(bytes(&learn_ranking(&list)), bytes(&ranking));
    let again = list[3].clone();
    list.push(again);
    assert_eq!(learn_ranking(&list), ranking);
}

#[test]
fn signals_get_a_chance_only_while_the_model_is_used_and_keep_their_weight() {
    let list = judged(300, 3, explained_away);
    let mut signals: Vec<Signal> = list[..6].iter().map(|one| one.signal.clone()).collect();
    let before = signals.clone();
    rank_by(&learn_ranking(&list[..50]), &mut signals);
    assert_eq!(signals, before);
    rank_by(&learn_ranking(&list), &mut signals);
    for (ranked, signal) in signals.iter().zip(&before) {
        assert!(ranked.facts.chance.is_some_and(|chance| (0.0..=1.0).contains(&chance)), "{ranked:?}");
        assert_eq!(ranked.facts.weight, signal.facts.weight);
    }
    let best = signals.iter().max_by(|a, b| a.facts.rank().total_cmp(&b.facts.rank())).unwrap();
    let odds: Vec<f64> = signals.iter().map(explained_away).collect();
    let median = odds.iter().filter(|odd| **odd <= explained_away(best)).count();
    assert!(median >= 4, "what is read first is among the likeliest: {odds:?}");
}

#[test]
fn what_was_known_already_is_not_worth_reading() {
    let signal = signal(1, &mut ChaCha8Rng::seed_from_u64(1));
    let proved = Verdict::ALL.map(|verdict| Judged::answered(signal.clone(), verdict).proved);
    assert_eq!(proved, [true, true, false, false]);
    assert!(Judged::decided(signal, true).proved);
}
