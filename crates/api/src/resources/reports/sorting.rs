//! Which rows of a checked batch the caller may file: those about a place of its own and, where a row corrects a report,
//! only if that report lies there too.

use std::collections::HashSet;

use domain::{AreaId, Reason, ReasonCode, Rejected, Report, ReportId, Submission};
use ingestion::Checked;
use store::ReportFilter;

use crate::{
    fields::MOST_ROWS,
    problem::Problem,
    service::{Reference, Shared},
    tokens::Caller,
};

/// A checked batch, with the rows that the caller may not file moved to the refused ones.
pub(super) struct Sorted {
    /// The row of each accepted report, in the same order.
    pub rows: Vec<u64>,
    pub accepted: Vec<Submission>,
    pub rejected: Vec<Rejected>,
}

impl Sorted {
    pub(super) async fn new(
        checked: Checked,
        caller: &Caller,
        shared: &Shared,
        reference: &Reference,
    ) -> Result<Self, Problem> {
        let corrected = checked.accepted.iter().filter(|good| good.base.is_some()).map(|good| good.report.id);
        let foreign = foreign(corrected.collect(), caller, shared, reference).await?;
        let mut sorted = Self { rows: Vec::new(), accepted: Vec::new(), rejected: checked.rejected };
        for good in checked.accepted {
            if !caller.reaches(&reference.areas, &good.report.area) {
                sorted.rejected.push(outside(good.row, &good.report, &caller.area, reference));
            } else if good.base.is_some() && foreign.contains(&good.report.id) {
                sorted.rejected.push(of_others(good.row, &good.report));
            } else {
                sorted.rows.push(good.row);
                sorted.accepted.push(good.into());
            }
        }
        Ok(sorted)
    }
}

/// Those of these reports that lie outside the caller's area.
async fn foreign(
    ids: Vec<ReportId>,
    caller: &Caller,
    shared: &Shared,
    reference: &Reference,
) -> Result<HashSet<ReportId>, Problem> {
    let mut foreign = HashSet::new();
    for ids in ids.chunks(MOST_ROWS as usize) {
        let filter = ReportFilter { ids: Some(ids.to_vec()), ..ReportFilter::default() };
        let known = shared.store().reports(&filter).await?.items;
        foreign.extend(
            known
                .into_iter()
                .filter(|report| !caller.reaches(&reference.areas, &report.area))
                .map(|report| report.id),
        );
    }
    Ok(foreign)
}

/// A good report for a place that is not the caller's.
fn outside(row: u64, report: &Report, own: &AreaId, reference: &Reference) -> Rejected {
    let (place, own) = (reference.areas.full_name(&report.area), reference.areas.full_name(own));
    let zh = format!("{place}不在您的辖区（{own}）内，请改填辖区内的网格，或转属地上报。");
    let en = format!("{place} is not in your area ({own}); name a grid of yours or pass it on");
    refused(row, report, "area", zh, en)
}

/// A correction of a report that is not the caller's. Where that one lies is not said.
fn of_others(row: u64, report: &Report) -> Rejected {
    let zh = "该编号的事件不属于您的辖区，不能更正，请告知县级综治中心。".to_owned();
    let en =
        "the report of this id is not of your area and cannot be corrected from here; tell the county centre";
    refused(row, report, "id", zh, en.to_owned())
}

fn refused(row: u64, report: &Report, field: &str, message_zh: String, message_en: String) -> Rejected {
    Rejected {
        row,
        id: Some(report.id),
        raw: serde_json::to_string(report).unwrap_or_default(),
        reasons: vec![Reason {
            field: field.to_owned(),
            code: ReasonCode::Forbidden,
            message_zh,
            message_en,
        }],
    }
}
