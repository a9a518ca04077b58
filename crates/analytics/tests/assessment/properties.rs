//! What holds for every record: the order of rows and what is not yet known are of no influence.

use chrono::TimeDelta;
use proptest::prelude::*;

use crate::county::{County, end_of};

const CUT: &str = "2025-11-16";

/// Two years and a little more than the cut, with an outbreak, so that there is something to say.
fn county() -> County {
    let mut county = County::quiet(7, "2023-10-02", "2025-11-30");
    county.plant(&["t1"], "1001", "2025-11-10", "2025-11-13", 12);
    county
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_change_a_byte(seed in any::<u64>()) {
        let mut county = county();
        let before = county.assess(end_of(CUT));
        prop_assert!(!before.signals.is_empty());
        county.shuffle(seed);
        let after = county.assess(end_of(CUT));
        prop_assert_eq!(serde_json::to_string(&before).unwrap(), serde_json::to_string(&after).unwrap());
    }

    #[test]
    fn what_is_received_after_the_cut_does_not_change_a_byte(hours in 1i64..500, category in "(02|07|1001)") {
        let mut county = county();
        let cut = end_of(CUT);
        let before = county.assess(cut);
        // A flood about the days before the cut, and everything else that came later, arrives after it.
        let known = county.reports.iter().filter(|report| report.received_at <= cut).count();
        county.plant(&["t0v0g0"], &category, "2025-11-10", "2025-11-16", 40);
        for report in county.reports.iter_mut().filter(|report| report.received_at <= cut).skip(known) {
            report.received_at = cut + TimeDelta::hours(hours);
        }
        prop_assert_eq!(&before, &county.assess(cut));
        county.reports.retain(|report| report.received_at <= cut);
        prop_assert_eq!(&before, &county.assess(cut));
    }
}

#[test]
fn detectors_side_by_side_find_what_they_find_one_after_the_other() {
    let county = county();
    let mut stages = Vec::new();
    let after_each_other =
        analytics::assess_by_stages(&county.snapshot(), &county.parameters, end_of(CUT), |stage| {
            stages.push(stage);
        });
    assert_eq!(stages, ["counting", "emerging", "recurring", "trending", "silent", "irregular", "facts"]);
    for threads in [1, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| county.assess(end_of(CUT))), after_each_other, "{threads} threads");
    }
}
