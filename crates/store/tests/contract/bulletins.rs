//! The weekly bulletins and the monthly reports.

use domain::{AreaId, Bulletin, MessageKind, Month, Period, Rhythm, Week};
use store::{Frozen, MessageFilter};

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_TOWN, TOWN, message, minutes, morning};

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

/// Keeps the bulletin of an area and period as a composer would, with its one message.
async fn write(store: &store::Store, area: &str, period: impl Into<Period>) -> Option<Bulletin> {
    let (area, period) = (AreaId::from(area), period.into());
    let id = Bulletin::derive_id(&area, period);
    let kept = store.keep_bulletin(&area, period, morning(), morning() + minutes(1), |issue, overall| {
        let page = format!("<p>第{issue}期 总第{overall}期</p>");
        let document = Some(format!("[{issue},{overall}]"));
        (Frozen { html: page, document }, vec![message(MessageKind::Bulletin, id, "town", morning())])
    });
    kept.await.unwrap()
}

on_both! {
    issues_count_within_the_iso_year_and_overall_for_each_town,
    a_town_week_is_written_once_and_a_repeat_uses_no_number_up,
    instances_that_write_the_same_weeks_at_once_write_each_once_without_gaps,
    lists_are_newest_week_first_without_pages_and_by_place,
    a_month_of_a_county_is_kept_beside_the_weeks_and_listed_by_itself,
}

async fn issues_count_within_the_iso_year_and_overall_for_each_town(ground: &Ground) {
    ground.settle().await;
    let mut issues = Vec::new();
    for (town, week) in [
        (TOWN, week("2026-W52")),
        (TOWN, week("2026-W53")),
        (OTHER_TOWN, week("2026-W53")),
        (TOWN, week("2027-W01")),
    ] {
        let bulletin = write(&ground.store, town, week).await.unwrap();
        issues.push((bulletin.issue, bulletin.issue_overall));
        assert_eq!(ground.store.bulletin(bulletin.id).await.unwrap(), Some(bulletin.clone()));
        assert_eq!(bulletin.html, format!("<p>第{}期 总第{}期</p>", bulletin.issue, bulletin.issue_overall));
    }
    assert_eq!(issues, [(1, 1), (2, 2), (1, 1), (1, 3)]);
}

async fn a_town_week_is_written_once_and_a_repeat_uses_no_number_up(ground: &Ground) {
    ground.settle().await;
    write(&ground.store, TOWN, week("2026-W46")).await.unwrap();
    assert_eq!(write(&ground.store, TOWN, week("2026-W46")).await, None);
    let next = write(&ground.store, TOWN, week("2026-W47")).await.unwrap();
    assert_eq!((next.issue, next.issue_overall), (2, 2));
    let about = MessageFilter { subject: Some(next.id), ..MessageFilter::default() };
    assert_eq!(ground.store.messages(&about).await.unwrap().len(), 1);
    assert_eq!(ground.store.message_counts().await.unwrap().pending, 2);
    assert_eq!(ground.store.journal(next.id).await.unwrap()[0].step, "written");
}

async fn instances_that_write_the_same_weeks_at_once_write_each_once_without_gaps(ground: &Ground) {
    ground.settle().await;
    let mut instances = Vec::new();
    for _ in 0..4 {
        let store = ground.another().await;
        instances.push(tokio::spawn(async move {
            let mut written = Vec::new();
            for n in 1..=6 {
                written.extend(write(&store, TOWN, week(&format!("2026-W{n:02}"))).await);
            }
            store.close().await;
            written
        }));
    }
    let mut overall = Vec::new();
    for instance in instances {
        overall.extend(instance.await.unwrap().iter().map(|bulletin| bulletin.issue_overall));
    }
    overall.sort_unstable();
    assert_eq!(overall, [1, 2, 3, 4, 5, 6]);
}

async fn lists_are_newest_week_first_without_pages_and_by_place(ground: &Ground) {
    ground.settle().await;
    for (town, week) in [(TOWN, week("2026-W46")), (OTHER_TOWN, week("2026-W46")), (TOWN, week("2026-W47"))] {
        write(&ground.store, town, week).await.unwrap();
    }
    let list = |bulletins: Vec<Bulletin>| {
        assert!(bulletins.iter().all(|bulletin| bulletin.html.is_empty()));
        bulletins.iter().map(|bulletin| format!("{} {}", bulletin.period, bulletin.area)).collect::<Vec<_>>()
    };
    let all = list(ground.store.bulletins(None, Rhythm::Weekly, 9).await.unwrap());
    assert_eq!(all, ["2026-W47 620982101", "2026-W46 620982101", "2026-W46 620982102"]);
    let town = list(ground.store.bulletins(Some(&OTHER_TOWN.into()), Rhythm::Weekly, 9).await.unwrap());
    assert_eq!(town, ["2026-W46 620982102"]);
    let within = async |area: &str, rhythm, limit| {
        ground.store.bulletins(Some(&area.into()), rhythm, limit).await.unwrap().len()
    };
    assert_eq!(within("620982", Rhythm::Weekly, 2).await, 2);
    assert_eq!(within(GRID, Rhythm::Weekly, 9).await, 0);
    let documents =
        async |area: &str| ground.store.bulletin_documents(&area.into(), week("2026-W46")).await.unwrap();
    assert_eq!(documents("620982").await, ["[1,1]", "[1,1]"], "of both towns");
    assert_eq!(documents(OTHER_TOWN).await.len(), 1);
    assert!(documents(GRID).await.is_empty());
}

async fn a_month_of_a_county_is_kept_beside_the_weeks_and_listed_by_itself(ground: &Ground) {
    ground.settle().await;
    let month = |text: &str| Month::parse(text).unwrap();
    write(&ground.store, TOWN, week("2026-W47")).await.unwrap();
    let mut issues = Vec::new();
    for text in ["2026-11", "2026-12", "2027-01"] {
        let report = write(&ground.store, "620982", month(text)).await.unwrap();
        assert_eq!(write(&ground.store, "620982", month(text)).await, None, "once a month");
        assert_eq!(ground.store.bulletin(report.id).await.unwrap(), Some(report.clone()));
        issues.push((report.issue, report.issue_overall));
    }
    assert_eq!(issues, [(1, 1), (2, 2), (1, 3)]);
    let listed = async |within: &str, rhythm| {
        let listed = ground.store.bulletins(Some(&within.into()), rhythm, 9).await.unwrap();
        listed.iter().map(|bulletin| bulletin.period.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(listed("620982", Rhythm::Monthly).await, ["2027-01", "2026-12", "2026-11"]);
    assert_eq!(listed("620982", Rhythm::Weekly).await, ["2026-W47"]);
    assert!(listed(TOWN, Rhythm::Monthly).await.is_empty(), "a town has no report of the county");
    let found = ground.store.reconcile().await.unwrap().discrepancies;
    assert_eq!(found, [], "every one has its message");
}
