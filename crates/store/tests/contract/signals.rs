//! Sweeps and signals.

use chrono::TimeDelta;
use domain::{
    AdvisoryState, Answer, CategoryCode, Detector, Ranking, RiskLevel, Sighting, SignalKind, SignalStatus,
    Verdict,
};
use store::{BY_RULE, JudgedSignal, Recorded, Seen, SignalFilter, Sweep, SweepChoice};

use crate::ground::Ground;
use crate::samples::{OTHER_TOWN, TOWN, draft, issue, issued, minutes, morning, signal, sweep};

on_both! {
    a_signal_comes_back_to_the_last_bit,
    a_repeat_of_the_same_cut_changes_nothing,
    a_signal_about_reporting_as_a_whole_is_kept_with_its_facts_and_its_draft,
    what_is_graver_and_then_what_weighs_more_comes_first_also_where_the_list_is_cut,
    the_latest_sweep_shows_what_it_saw_and_not_what_others_saw,
    filters_by_kind_place_and_status,
    a_signal_keeps_its_status_over_later_sweeps_and_takes_their_evidence_until_it_is_judged,
    a_withheld_signal_is_released_when_its_rule_no_longer_holds,
    dismissing_a_signal_dismisses_its_draft_and_keeps_the_first_reason,
    a_confirmed_signal_is_not_dismissed,
    what_was_judged_is_told_as_it_was_known_at_a_moment,
    what_a_rule_confirmed_was_judged_by_nobody_until_it_is_answered,
    a_judged_signal_takes_its_place_in_a_later_order_and_nothing_else,
    what_sweeps_saw_is_told_with_the_first_and_the_last_of_them,
}

async fn a_signal_comes_back_to_the_last_bit(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), &[]).await;
    assert_eq!(ground.store.signal(found.id).await.unwrap(), Some(found.clone()));
    let mut listed = ground.store.signals(&SignalFilter::default()).await.unwrap();
    assert!(listed[0].reports.is_empty() && listed[0].series.is_empty(), "a list leaves them out");
    listed[0].reports.clone_from(&found.reports);
    listed[0].series.clone_from(&found.series);
    assert_eq!(listed, [found]);
}

async fn a_signal_about_reporting_as_a_whole_is_kept_with_its_facts_and_its_draft(ground: &Ground) {
    ground.settle().await;
    let mut silent = signal(TOWN, morning());
    silent.kind = SignalKind::Silent;
    silent.detector = Detector::Silence;
    silent.category = CategoryCode::every();
    silent.observed = 0.0;
    let about = draft(&silent, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&silent), std::slice::from_ref(&about)).await;
    assert_eq!(ground.store.signal(silent.id).await.unwrap(), Some(silent.clone()));
    let listed = ground.store.signals(&SignalFilter::default()).await.unwrap();
    assert_eq!((&listed[0].category, &listed[0].facts), (&CategoryCode::every(), &silent.facts));
    assert_eq!(ground.store.advisory(about.id).await.unwrap().unwrap().category, CategoryCode::every());
}

async fn what_is_graver_and_then_what_weighs_more_comes_first_also_where_the_list_is_cut(ground: &Ground) {
    ground.settle().await;
    let found = |area: &str, level, weight, q_value| {
        let mut found = signal(area, morning());
        (found.level, found.facts.weight, found.q_value) = (level, weight, q_value);
        found.facts.chance = None;
        found
    };
    let rare = found(TOWN, RiskLevel::Yellow, 2.0, 0.001);
    let weighty = found(OTHER_TOWN, RiskLevel::Yellow, 9.5, 0.04);
    let grave = found("620982", RiskLevel::Orange, 1.0, 0.05);
    sweep(&ground.store, morning(), &[rare.clone(), weighty.clone(), grave.clone()], &[]).await;
    for limit in [2, 3] {
        let filter = SignalFilter { limit, ..SignalFilter::default() };
        let listed: Vec<_> =
            ground.store.signals(&filter).await.unwrap().into_iter().map(|signal| signal.id).collect();
        assert_eq!(listed, [grave.id, weighty.id, rare.id][..limit as usize]);
    }
}

async fn a_repeat_of_the_same_cut_changes_nothing(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    let drafts = [draft(&found, morning())];
    assert_eq!(
        sweep(&ground.store, morning(), std::slice::from_ref(&found), &drafts).await,
        Recorded { new_signals: 1, new_advisories: 1 }
    );
    let mut otherwise = found.clone();
    otherwise.observed = 99.0;
    assert_eq!(sweep(&ground.store, morning(), &[otherwise], &drafts).await, Recorded::default());
    assert_eq!(ground.store.signal(found.id).await.unwrap(), Some(found.clone()));
    let steps: Vec<String> =
        ground.store.journal(found.id).await.unwrap().into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, ["found"]);
}

async fn the_latest_sweep_shows_what_it_saw_and_not_what_others_saw(ground: &Ground) {
    ground.settle().await;
    let tomorrow = morning() + TimeDelta::days(1);
    assert_eq!(ground.store.latest_sweep().await.unwrap(), None);
    let first = [signal(TOWN, morning()), signal(OTHER_TOWN, morning())];
    sweep(&ground.store, morning(), &first, &[]).await;
    sweep(&ground.store, tomorrow, &[signal(TOWN, tomorrow)], &[]).await;
    let latest = ground.store.signals(&SignalFilter::default()).await.unwrap();
    assert_eq!(latest.iter().map(|signal| signal.area.as_str()).collect::<Vec<_>>(), [TOWN]);
    let all = SignalFilter { sweep: SweepChoice::All, ..SignalFilter::default() };
    assert_eq!(ground.store.signals(&all).await.unwrap().len(), 2);
    assert_eq!(
        ground.store.latest_sweep().await.unwrap(),
        Some(Sweep {
            as_of: tomorrow,
            ran_at: tomorrow + minutes(1),
            tests: 660,
            ranking: Some(Ranking { verdicts: 7, verdicts_needed: 100, ..Ranking::default() }),
        })
    );
    // A replay of an old cut does not become the latest.
    sweep(&ground.store, morning() - TimeDelta::days(7), &[], &[]).await;
    assert_eq!(ground.store.signals(&SignalFilter::default()).await.unwrap().len(), 1);
}

async fn filters_by_kind_place_and_status(ground: &Ground) {
    ground.settle().await;
    let mut trending = signal(OTHER_TOWN, morning());
    trending.kind = SignalKind::Trending;
    trending.status = SignalStatus::Withheld;
    trending.withheld_by = Some("cool_down".to_owned());
    sweep(&ground.store, morning(), &[signal(TOWN, morning()), trending.clone()], &[]).await;
    let all = SignalFilter::default();
    for filter in [
        SignalFilter { kind: Some(SignalKind::Trending), ..all.clone() },
        SignalFilter { within: Some(OTHER_TOWN.into()), ..all.clone() },
        SignalFilter { status: Some(SignalStatus::Withheld), ..all.clone() },
    ] {
        let found = ground.store.signals(&filter).await.unwrap();
        assert_eq!(found.iter().map(|signal| signal.id).collect::<Vec<_>>(), [trending.id], "{filter:?}");
    }
    let county = SignalFilter { within: Some("620982".into()), ..all.clone() };
    assert_eq!(ground.store.signals(&county).await.unwrap().len(), 2);
    assert_eq!(ground.store.signals(&SignalFilter { limit: 1, ..all }).await.unwrap().len(), 1);
}

async fn a_signal_keeps_its_status_over_later_sweeps_and_takes_their_evidence_until_it_is_judged(
    ground: &Ground,
) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), &[]).await;

    let mut later = signal(TOWN, morning() + TimeDelta::days(1));
    later.observed = 12.0;
    later.facts.people = 40;
    later.level = RiskLevel::Orange;
    later.status = SignalStatus::Withheld;
    later.withheld_by = Some("cool_down".to_owned());
    sweep(&ground.store, later.as_of, std::slice::from_ref(&later), &[]).await;
    let kept = ground.store.signal(found.id).await.unwrap().unwrap();
    assert_eq!((kept.status, kept.withheld_by), (SignalStatus::New, None), "what was shown stays shown");
    assert_eq!((kept.observed, kept.level, kept.as_of), (12.0, RiskLevel::Orange, later.as_of));
    assert_eq!(kept.facts.people, 40);

    let dismissed = ground.store.dismiss_signal(found.id, "已知情况", "analyst", morning()).await.unwrap();
    assert_eq!(dismissed, Some(SignalStatus::Dismissed));
    let mut again = signal(TOWN, morning() + TimeDelta::days(2));
    again.observed = 20.0;
    let recorded =
        sweep(&ground.store, again.as_of, std::slice::from_ref(&again), &[draft(&again, again.as_of)]).await;
    assert_eq!(recorded, Recorded::default(), "a dismissed signal gets no draft");
    let kept = ground.store.signal(found.id).await.unwrap().unwrap();
    assert_eq!(
        (kept.status, kept.observed),
        (SignalStatus::Dismissed, 12.0),
        "it stays as the analyst saw it"
    );
}

async fn a_withheld_signal_is_released_when_its_rule_no_longer_holds(ground: &Ground) {
    ground.settle().await;
    let mut withheld = signal(TOWN, morning());
    withheld.status = SignalStatus::Withheld;
    withheld.withheld_by = Some("budget".to_owned());
    sweep(&ground.store, morning(), &[withheld], &[]).await;
    let later = signal(TOWN, morning() + TimeDelta::days(7));
    sweep(&ground.store, later.as_of, std::slice::from_ref(&later), &[draft(&later, later.as_of)]).await;
    assert_eq!(ground.store.signal(later.id).await.unwrap(), Some(later.clone()));
    let journal = ground.store.journal(later.id).await.unwrap();
    let steps: Vec<(&str, &str)> =
        journal.iter().map(|entry| (entry.step.as_str(), entry.why.as_str())).collect();
    assert_eq!(steps, [("found", ""), ("withheld", "budget"), ("released", "")]);
}

async fn dismissing_a_signal_dismisses_its_draft_and_keeps_the_first_reason(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    let draft = draft(&found, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), std::slice::from_ref(&draft)).await;
    for reason in ["重复上报", "别的理由"] {
        let status = ground.store.dismiss_signal(found.id, reason, "analyst", morning()).await.unwrap();
        assert_eq!(status, Some(SignalStatus::Dismissed));
    }
    let advisory = ground.store.advisory(draft.id).await.unwrap().unwrap();
    assert_eq!(advisory.state, AdvisoryState::Dismissed);
    for subject in [found.id, draft.id] {
        let last = ground.store.journal(subject).await.unwrap().pop().unwrap();
        assert_eq!(
            (last.step.as_str(), last.why.as_str(), last.by.as_str()),
            ("dismissed", "重复上报", "analyst")
        );
    }
    assert_eq!(
        ground.store.dismiss_signal(uuid::Uuid::nil(), "x", "analyst", morning()).await.unwrap(),
        None
    );
}

async fn a_confirmed_signal_is_not_dismissed(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    let draft = draft(&found, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), std::slice::from_ref(&draft)).await;
    ground.store.confirm_advisory(draft.id, "analyst", morning()).await.unwrap();
    let status = ground.store.dismiss_signal(found.id, "迟了", "analyst", morning()).await.unwrap();
    assert_eq!(status, Some(SignalStatus::Confirmed));
    assert_eq!(ground.store.advisory(draft.id).await.unwrap().unwrap().state, AdvisoryState::Confirmed);
}

async fn what_was_judged_is_told_as_it_was_known_at_a_moment(ground: &Ground) {
    ground.settle().await;
    let day = |days| morning() + TimeDelta::days(days);
    let about = issued(&ground.store, TOWN).await;
    let (dismissed, open) = (signal(OTHER_TOWN, day(1)), signal("620982", day(1)));
    sweep(&ground.store, day(1), &[dismissed.clone(), open], &[]).await;
    ground.store.dismiss_signal(dismissed.id, "重复上报", "analyst", day(2)).await.unwrap();
    let answer = Answer { verdict: Verdict::Known, action: "已在处理".to_owned(), at: day(3) };
    ground.store.answer_advisory(about.id, &answer, "town").await.unwrap();

    let told = async |until, limit| {
        let judged = ground.store.judged_signals(until, limit).await.unwrap();
        let told = |one: &JudgedSignal| (one.signal.area.to_string(), one.is_confirmed(), one.verdict);
        judged.iter().map(told).collect::<Vec<_>>()
    };
    let of = |area: &str, confirmed, verdict| (area.to_owned(), confirmed, verdict);
    assert_eq!(told(morning() - minutes(1), 10).await, []);
    assert_eq!(told(day(1), 10).await, [of(TOWN, true, None)]);
    assert_eq!(told(day(2), 10).await, [of(TOWN, true, None), of(OTHER_TOWN, false, None)]);
    assert_eq!(told(day(3), 10).await, [of(TOWN, true, Some(Verdict::Known)), of(OTHER_TOWN, false, None)]);
    assert_eq!(told(day(3), 1).await, [of(OTHER_TOWN, false, None)], "the newest are taken");
    let judged = ground.store.judged_signals(day(3), 1).await.unwrap();
    assert_eq!(judged[0].signal.reports, dismissed.reports, "how many stand behind it is learned from");
}

async fn a_judged_signal_takes_its_place_in_a_later_order_and_nothing_else(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), &[]).await;
    ground.store.dismiss_signal(found.id, "已知情况", "analyst", morning()).await.unwrap();
    let before = ground.store.signal(found.id).await.unwrap().unwrap();
    let mut later = signal(TOWN, morning() + TimeDelta::days(1));
    later.observed += 5.0;
    later.facts.people = 99;
    later.facts.chance = Some(0.25);
    sweep(&ground.store, later.as_of, &[later.clone()], &[]).await;
    let mut expected = before;
    expected.facts.chance = Some(0.25);
    assert_eq!(ground.store.signal(found.id).await.unwrap(), Some(expected));
}

async fn what_sweeps_saw_is_told_with_the_first_and_the_last_of_them(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    assert_eq!(store.seen_since(morning()).await.unwrap(), Seen { latest: None, sightings: Vec::new() });
    let (stays, goes) = (signal(TOWN, morning()), signal(OTHER_TOWN, morning()));
    let day = |n: i64| morning() + TimeDelta::days(n);
    sweep(store, day(0), &[stays.clone(), goes.clone()], &[]).await;
    sweep(store, day(1), std::slice::from_ref(&stays), &[]).await;
    sweep(store, day(2), &[], &[]).await;
    let seen = store.seen_since(day(0)).await.unwrap();
    assert_eq!(seen.latest, Some(day(2)), "a sweep that saw nothing is the newest all the same");
    let mut expected = [Sighting { last_seen: day(1), ..Sighting::from(&stays) }, Sighting::from(&goes)];
    expected.sort_by_key(|sighting| sighting.signal.to_string());
    assert_eq!(seen.sightings, expected);
    let later = store.seen_since(day(1)).await.unwrap().sightings;
    assert_eq!(later.iter().map(|sighting| sighting.signal).collect::<Vec<_>>(), [stays.id]);
}

async fn what_a_rule_confirmed_was_judged_by_nobody_until_it_is_answered(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let found = signal(TOWN, morning());
    let drafted = draft(&found, morning());
    sweep(store, morning(), &[found], std::slice::from_ref(&drafted)).await;
    store.confirm_advisory(drafted.id, BY_RULE, morning()).await.unwrap();
    let at = morning() + minutes(5);
    let sent = store.issue_advisory(drafted.id, BY_RULE, at, 2026, |advisory, n, _| issue(advisory, n, at));
    sent.await.unwrap();
    assert_eq!(store.judged_signals(at, 10).await.unwrap(), []);
    let answer = Answer { verdict: Verdict::False, action: "已核实".to_owned(), at };
    store.answer_advisory(drafted.id, &answer, "town").await.unwrap();
    assert_eq!(store.judged_signals(at, 10).await.unwrap()[0].verdict, Some(Verdict::False));
}
