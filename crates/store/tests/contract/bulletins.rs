//! The weekly bulletins.

use domain::{AreaId, Bulletin, MessageKind, Week};
use store::{Frozen, MessageFilter};

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_TOWN, TOWN, message, minutes, morning};

fn week(text: &str) -> Week {
    Week::parse(text).unwrap()
}

/// Keeps the bulletin of a town and week as a composer would, with its one message.
async fn write(store: &store::Store, town: &str, week: Week) -> Option<Bulletin> {
    let town = AreaId::from(town);
    let id = Bulletin::derive_id(&town, week);
    let kept = store.keep_bulletin(&town, week, morning(), morning() + minutes(1), |issue, overall| {
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
        bulletins.iter().map(|bulletin| format!("{} {}", bulletin.week, bulletin.town)).collect::<Vec<_>>()
    };
    let all = list(ground.store.bulletins(None, 9).await.unwrap());
    assert_eq!(all, ["2026-W47 620982101", "2026-W46 620982101", "2026-W46 620982102"]);
    let town = list(ground.store.bulletins(Some(&OTHER_TOWN.into()), 9).await.unwrap());
    assert_eq!(town, ["2026-W46 620982102"]);
    assert_eq!(ground.store.bulletins(Some(&"620982".into()), 2).await.unwrap().len(), 2);
    assert!(ground.store.bulletins(Some(&GRID.into()), 9).await.unwrap().is_empty());
    let documents =
        async |area: &str| ground.store.bulletin_documents(&area.into(), week("2026-W46")).await.unwrap();
    assert_eq!(documents("620982").await, ["[1,1]", "[1,1]"], "of both towns");
    assert_eq!(documents(OTHER_TOWN).await.len(), 1);
    assert!(documents(GRID).await.is_empty());
}
