//! What more patrols find is no conflict.

use domain::{Effort, Signal, SignalKind};

use crate::county::{County, day, end_of};

const FROM: &str = "2023-01-02";
const TO: &str = "2025-11-30";

#[test]
fn twice_the_patrols_that_find_twice_as_much_are_no_conflict_that_emerges() {
    let mut county = County::quiet(2, FROM, TO).patrolled(FROM, TO);
    county.trickle("02", "2025-11-03", TO, |_| 12.0);
    county.trickle("07", "2025-11-03", TO, |_| 6.0);
    let emerging = |county: &County| {
        let signals = county.assess(end_of(TO)).signals;
        signals.iter().filter(|signal| signal.kind == SignalKind::Emerging).count()
    };
    assert!(emerging(&county) > 0, "twice as much with the same patrols is what the county must hear of");
    let more: Vec<Effort> =
        county.effort.iter().filter(|effort| effort.day >= day("2025-11-03")).cloned().collect();
    county.effort.extend(more);
    let signals = county.assess(end_of(TO)).signals;
    let emerging: Vec<&Signal> =
        signals.iter().filter(|signal| signal.kind == SignalKind::Emerging).collect();
    assert!(emerging.is_empty(), "{emerging:?}");
}
