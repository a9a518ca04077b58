//! `/v1/reports`: what the field has seen. Filing is in [`mod@file`], reading in [`list`], [`single`], [`revisions`] and
//! [`export`].

pub(crate) mod csv;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod revisions;
pub(crate) mod single;
mod sorting;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, CategoryCode, Channel, Report, Scale};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{masking::Sight, schema, service::Reference};

/// One report, as the caller may see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ReportView {
    id: Uuid,
    /// The grid; for a restricted matter outside the analysts' desk its town.
    #[schema(value_type = String)]
    area: AreaId,
    area_name: String,
    #[schema(value_type = String)]
    category: CategoryCode,
    category_name_zh: String,
    category_name_en: String,
    /// The local day on which it happened.
    occurred_on: NaiveDate,
    /// When it was written down in the field.
    reported_at: DateTime<Utc>,
    /// When this system first held it.
    received_at: DateTime<Utc>,
    #[schema(schema_with = schema::channel)]
    channel: Channel,
    #[schema(schema_with = schema::scale)]
    scale: Scale,
    /// People involved, where known.
    people: Option<u32>,
    /// Amount in dispute in yuan, where known.
    amount_yuan: Option<f64>,
    /// Two sentences, without ids, phone numbers and cards; empty for a restricted matter outside the desk.
    summary: String,
    tags: Vec<String>,
}

impl ReportView {
    /// The report through the eyes of the caller.
    pub(crate) fn new(report: Report, sight: &Sight<'_>, reference: &Reference) -> Self {
        Self::shown(sight.report(report), reference)
    }

    /// A report that may be shown as it is.
    pub(crate) fn shown(report: Report, reference: &Reference) -> Self {
        let (category_name_zh, category_name_en) = reference.category_names(&report.category);
        Self {
            id: report.id,
            area_name: reference.areas.full_name(&report.area),
            area: report.area,
            category: report.category,
            category_name_zh,
            category_name_en,
            occurred_on: report.occurred_on,
            reported_at: report.reported_at,
            received_at: report.received_at,
            channel: report.channel,
            scale: report.scale,
            people: report.people,
            amount_yuan: report.amount_yuan,
            summary: report.summary,
            tags: report.tags,
        }
    }
}
