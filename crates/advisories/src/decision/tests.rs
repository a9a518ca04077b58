use proptest::{prelude::*, sample::subsequence};

use domain::Sighting;

use super::*;
use crate::fixture::{GRID, TOWN, World, morning, signal};

const VILLAGE: &str = "620982106200";
const MONDAY: &str = "2026-11-23";

fn rules_of(decision: &Decision) -> Vec<Option<&str>> {
    decision.signals.iter().map(|signal| signal.withheld_by.as_deref()).collect()
}

#[test]
fn a_clear_signal_becomes_a_draft_for_the_town_with_copies() {
    let world = World::new();
    let decision = decide(vec![signal(TOWN, "1001", 9.0, 2.1)], &[], &world.context(), morning(MONDAY));
    let advisory = &decision.advisories[0];
    assert_eq!(advisory.lead, "town-620982106".into());
    assert_eq!(advisory.copies, ["dept-human-resources".into(), "dept-housing".into()]);
    assert_eq!((advisory.level, advisory.form), (RiskLevel::Yellow, AdvisoryForm::Notice));
    assert_eq!(advisory.title, "关于月牙泉镇拖欠农民工工资纠纷苗头性上升的风险提示");
    assert_eq!(advisory.reply_by.to_string(), "2026-12-02", "seven working days");
    assert_eq!(decision.signals[0].status, SignalStatus::New);
}

#[test]
fn a_restricted_category_and_a_small_cell_get_no_draft() {
    let world = World::new();
    let signals = vec![signal(TOWN, "0103", 9.0, 2.0), signal(GRID, "02", 2.0, 0.1)];
    let decision = decide(signals, &[], &world.context(), morning(MONDAY));
    assert!(decision.advisories.is_empty());
    assert_eq!(rules_of(&decision), [Some("restricted"), Some("small_cell")]);
}

#[test]
fn a_place_without_a_lead_is_withheld_with_the_reason() {
    let world = World { routes: crate::Routes::default(), ..World::new() };
    let decision = decide(vec![signal(TOWN, "02", 9.0, 2.0)], &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [Some("no_route")]);
}

#[test]
fn a_town_mutes_its_villages_unless_they_are_graver() {
    let world = World::new();
    let signals = vec![signal(TOWN, "02", 12.0, 4.0), signal(VILLAGE, "02", 8.0, 2.0)];
    let decision = decide(signals.clone(), &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [None, Some("muted_by_parent")]);

    let mut graver = signals;
    graver[1].observed = 25.0;
    let decision = decide(graver, &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [None, None], "many reports in the village make it orange");
}

#[test]
fn the_county_does_not_mute_a_town_because_another_committee_must_act() {
    let world = World::new();
    let signals = vec![signal("620982", "02", 30.0, 10.0), signal(TOWN, "02", 9.0, 2.0)];
    let decision = decide(signals, &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [None, None]);
}

#[test]
fn one_area_and_matter_is_told_once() {
    let world = World::new();
    let signals = vec![signal(TOWN, "1001", 9.0, 2.0), signal(TOWN, "10", 14.0, 5.0)];
    let decision = decide(signals, &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [None, Some("same_matter")]);
}

#[test]
fn the_cool_down_holds_for_four_weeks_unless_the_level_rises() {
    let world = World::new();
    let context = world.context();
    let said = decide(vec![signal(TOWN, "02", 9.0, 2.0)], &[], &context, morning(MONDAY)).advisories;
    let later = |to: &str, observed: f64| {
        let mut next = signal(TOWN, "02", observed, 2.0);
        next.to = crate::fixture::day(to);
        next.from = next.to - chrono::Days::new(6);
        next.id = Signal::derive_id(next.detector, &next.area, &next.category, None, next.to);
        next
    };
    let after_three = decide(vec![later("2026-12-13", 9.0)], &said, &context, morning("2026-12-14"));
    assert_eq!(rules_of(&after_three), [Some("cool_down")]);
    let graver = decide(vec![later("2026-12-13", 25.0)], &said, &context, morning("2026-12-14"));
    assert_eq!(rules_of(&graver), [None]);
    let after_four = decide(vec![later("2026-12-20", 9.0)], &said, &context, morning("2026-12-21"));
    assert_eq!(rules_of(&after_four), [None]);
}

#[test]
fn what_goes_on_is_followed_for_a_quarter_unless_its_level_rises_or_it_had_ended() {
    let world = World::new();
    let context = world.context();
    let said = decide(vec![signal(TOWN, "02", 9.0, 2.0)], &[], &context, morning(MONDAY)).advisories;
    let of_week = |n: u64, observed: f64| {
        let mut next = signal(TOWN, "02", observed, 2.0);
        (next.from, next.to) = (next.from + chrono::Days::new(7 * n), next.to + chrono::Days::new(7 * n));
        next.as_of += chrono::TimeDelta::weeks(n as i64);
        next.id = Signal::derive_id(next.detector, &next.area, &next.category, None, next.to);
        next
    };
    let fate = |n: u64, observed: f64, seen_in: &[u64]| {
        let seen: Vec<Sighting> = seen_in.iter().map(|week| Sighting::from(&of_week(*week, 9.0))).collect();
        let now = morning(MONDAY) + chrono::TimeDelta::weeks(n as i64);
        let past = Past { said: &said, holds: &[], seen: &seen };
        let decided = decide(vec![of_week(n, observed)], past, &context, now).signals.remove(0);
        (decided.withheld_by, decided.withheld_for)
    };
    let followed = (Some("ongoing".to_owned()), Some(said[0].id));
    assert_eq!(fate(6, 9.0, &[0, 1, 2, 3, 4, 5]), followed);
    assert_eq!(fate(6, 9.0, &[0, 2, 4]), followed, "a quiet week between is no end");
    assert_eq!(fate(6, 25.0, &[0, 1, 2, 3, 4, 5]), (None, None), "its level has risen");
    assert_eq!(fate(6, 9.0, &[0, 1, 2]), (None, None), "it had ended");
    let quarter: Vec<u64> = (0..12).collect();
    assert_eq!(fate(11, 9.0, &quarter[..11]), followed);
    assert_eq!(fate(12, 9.0, &quarter), (None, None), "a quarter is over");
}

#[test]
fn what_held_a_signal_back_is_pointed_at() {
    let world = World::new();
    let context = world.context();
    let (town, village) = (signal(TOWN, "02", 12.0, 4.0), signal(VILLAGE, "02", 8.0, 2.0));
    let muted = decide(vec![town.clone(), village], &[], &context, morning(MONDAY));
    assert_eq!(muted.signals[1].withheld_for, Some(town.id));
    let same = decide(
        vec![signal(TOWN, "1001", 9.0, 2.0), signal(TOWN, "10", 14.0, 5.0)],
        &[],
        &context,
        morning(MONDAY),
    );
    assert_eq!(same.signals[1].withheld_for, Some(same.signals[0].id));
    let mut later = signal(TOWN, "02", 12.0, 4.0);
    later.id = SignalId::from_u128(7);
    let cooled = decide(vec![later], &muted.advisories, &context, morning("2026-12-07"));
    assert_eq!(rules_of(&cooled), [Some("cool_down")]);
    assert_eq!(cooled.signals[0].withheld_for, Some(muted.advisories[0].id));
}

#[test]
fn a_matter_on_hold_drafts_nothing_until_its_day() {
    let world = World::new();
    let context = world.context();
    let hold = |lifted_at| domain::Hold {
        id: domain::HoldId::from_u128(3),
        kind: SignalKind::Emerging,
        area: TOWN.into(),
        category: "10".into(),
        until: crate::fixture::day("2026-11-30"),
        reason: "正在专项处置".to_owned(),
        by: "分析员".to_owned(),
        set_at: morning("2026-11-16"),
        lifted_at,
    };
    let fate = |found: Signal, hold: domain::Hold, on: &str| {
        let decision = decide(vec![found], Past { holds: &[hold], ..Past::default() }, &context, morning(on));
        (decision.signals[0].withheld_by.clone(), decision.signals[0].withheld_for)
    };
    let held = (Some("on_hold".to_owned()), Some(hold(None).id));
    assert_eq!(fate(signal(TOWN, "1001", 9.0, 2.0), hold(None), MONDAY), held, "a category below it");
    assert_eq!(
        fate(signal(VILLAGE, "10", 9.0, 2.0), hold(None), "2026-11-30"),
        held,
        "its last day, a place in it"
    );
    let open = (None, None);
    assert_eq!(fate(signal(TOWN, "1001", 9.0, 2.0), hold(None), "2026-12-01"), open, "its day is over");
    assert_eq!(fate(signal(TOWN, "02", 9.0, 2.0), hold(None), MONDAY), open, "another matter");
    assert_eq!(fate(signal("620982107", "10", 9.0, 2.0), hold(None), MONDAY), open, "another place");
    assert_eq!(
        fate(signal(TOWN, "1001", 9.0, 2.0), hold(Some(morning("2026-11-20"))), MONDAY),
        open,
        "lifted"
    );
}

/// A silence in a village: nothing for three weeks, where seven were expected.
fn silence(category: &str) -> Signal {
    let mut silent = signal(VILLAGE, category, 0.0, 7.0);
    silent.detector = domain::Detector::Silence;
    silent.kind = SignalKind::Silent;
    silent.id = Signal::derive_id(silent.detector, &silent.area, &silent.category, None, silent.to);
    silent
}

#[test]
fn a_silence_is_told_to_the_town_though_no_report_came() {
    let world = World::new();
    let decision = decide(vec![silence("*")], &[], &world.context(), morning(MONDAY));
    let advisory = &decision.advisories[0];
    assert_eq!((advisory.lead.as_str(), advisory.level), ("town-620982106", RiskLevel::Yellow));
    assert_eq!(advisory.title, "关于月牙泉镇杨家桥村各类矛盾纠纷上报静默的风险提示");
    assert_eq!(advisory.suggestions.len(), 1, "{:?}", advisory.suggestions);
}

#[test]
fn a_rise_in_the_town_does_not_mute_a_silence_in_its_village() {
    let world = World::new();
    let signals = vec![signal(TOWN, "02", 12.0, 4.0), silence("02")];
    let decision = decide(signals, &[], &world.context(), morning(MONDAY));
    assert_eq!(rules_of(&decision), [None, None]);
}

#[test]
fn of_one_level_what_weighs_more_comes_first() {
    let world = World::new();
    let mut few = signal(TOWN, "02", 8.0, 2.0);
    few.facts.weight = 40.0;
    let many = signal("620982107", "02", 12.0, 2.0);
    let decision = decide(vec![many, few], &[], &world.context(), morning(MONDAY));
    assert_eq!(decision.signals[0].area.as_str(), TOWN, "groups stand behind the fewer reports");
}

#[test]
fn what_an_analyst_dismissed_stays_dismissed() {
    let world = World::new();
    let mut dismissed = signal(TOWN, "02", 9.0, 2.0);
    dismissed.status = SignalStatus::Dismissed;
    let decision = decide(vec![dismissed], &[], &world.context(), morning(MONDAY));
    assert!(decision.advisories.is_empty());
    assert_eq!(decision.signals[0].status, SignalStatus::Dismissed);
}

#[test]
fn the_budget_goes_to_the_most_pressing_and_a_dismissed_draft_costs_nothing() {
    let world = World::new();
    let context = world.context();
    let signals: Vec<Signal> = [("02", 8.0), ("03", 9.0), ("04", 10.0), ("05", 11.0)]
        .map(|(category, observed)| signal(TOWN, category, observed, 2.0))
        .to_vec();
    let first = decide(signals.clone(), &[], &context, morning(MONDAY));
    assert_eq!(rules_of(&first), [None, None, None, Some("budget")]);
    assert_eq!(first.signals[3].category, "02".into());

    let mut said = first.advisories;
    said[0].state = AdvisoryState::Dismissed;
    let second = decide(signals, &said, &context, morning(MONDAY));
    assert_eq!(second.advisories.len(), 1);
    assert_eq!(second.advisories[0].category, "02".into());
}

/// A pool of signals over places and categories that mute, merge and compete.
fn pool() -> Vec<Signal> {
    let places = ["620982", TOWN, VILLAGE, GRID, "620982107", "620982107201"];
    let categories = ["02", "10", "1001", "0103", "07", "12"];
    let mut pool = Vec::new();
    for (row, place) in places.iter().enumerate() {
        for (column, category) in categories.iter().enumerate() {
            pool.push(signal(place, category, (2 + 5 * row + 7 * column) as f64 % 29.0, 2.0));
        }
    }
    pool
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn deciding_twice_adds_nothing(first in subsequence(pool(), 0..12), chosen in subsequence(pool(), 0..20)) {
        let world = World::new();
        let context = world.context();
        let now = morning(MONDAY);
        let mut said = decide(first, &[], &context, now).advisories;
        let once = decide(chosen.clone(), &said, &context, now);
        said.extend(once.advisories);
        let twice = decide(chosen, &said, &context, now);
        prop_assert!(twice.advisories.is_empty());
        prop_assert_eq!(twice.signals, once.signals);
    }

    #[test]
    fn the_order_of_signals_is_irrelevant(chosen in subsequence(pool(), 0..20).prop_shuffle()) {
        let world = World::new();
        let mut reversed = chosen.clone();
        reversed.reverse();
        let now = morning(MONDAY);
        prop_assert_eq!(
            decide(chosen, &[], &world.context(), now),
            decide(reversed, &[], &world.context(), now)
        );
    }

    #[test]
    fn the_budget_is_never_exceeded_and_nothing_is_lost(
        first in subsequence(pool(), 0..20), second in subsequence(pool(), 0..20), budget in 1u32..4,
    ) {
        let mut world = World::new();
        world.rules.budget_per_committee_and_week = budget;
        let context = world.context();
        let mut all = decide(first, &[], &context, morning(MONDAY)).advisories;
        let later = decide(second.clone(), &all, &context, morning("2026-11-27"));
        prop_assert_eq!(later.signals.len(), second.len());
        all.extend(later.advisories);
        for committee in world.routes.committees() {
            let told = all.iter().filter(|advisory| advisory.lead == committee.id).count();
            prop_assert!(told <= budget as usize, "{} was told {told} times", committee.id);
        }
    }
}
