//! What the weekly bulletin of a town and the monthly report of a county have in common.

use chrono::{DateTime, Timelike, Utc};
use domain::{Advisory, AdvisoryState, AreaId, Report, Signal, SignalKind, SignalStatus};

use crate::{
    Context, WithheldBy,
    document::{Block, DECISION_SUPPORT, Run},
    figure,
    restraint::{rank, same_matter},
};

/// The head down to the red rule.
pub(crate) fn head(name: &str, issue: String, context: &Context<'_>, written: DateTime<Utc>) -> Vec<Block> {
    vec![
        Block::Marks {
            left: vec![Run::plain("内部资料　注意保存")], right: DECISION_SUPPORT.to_owned()
        },
        Block::Masthead { text: name.to_owned() },
        Block::Issue { text: issue },
        Block::Edited {
            left: format!("编印单位：{}", context.rules.issuer_zh),
            right: figure::date_zh(context.time.day(written)),
        },
        Block::Rule,
    ]
}

/// A heading of the first level.
pub(crate) fn heading(text: &str) -> Block {
    Block::Heading { text: text.to_owned() }
}

/// Numbered items, or the sentence that there are none.
pub(crate) fn list(items: &[String], none: &str) -> Vec<Block> {
    match items {
        [] => vec![Block::paragraph(none)],
        some => {
            let numbered = some.iter().enumerate();
            numbered.map(|(position, item)| Block::paragraph(format!("{}. {item}", position + 1))).collect()
        }
    }
}

/// The data cut, the signs of the tables, and what else a reader must know of the figures.
pub(crate) fn note(as_of: DateTime<Utc>, more: &str, context: &Context<'_>) -> Block {
    let cut = context.time.wall(as_of);
    let (day, hour) = (figure::date_zh(cut.date()), cut.hour());
    let below = context.rules.suppress_below;
    Block::Note {
        text: format!(
            "注：数据截至{day}{hour}时，此后补报的未计入。“<{below}”表示不足{below}件，“*”表示为防止反推而不列示；{more}\
             预计和上限由系统按当地常年同期水平测算，只反映地区和类别情况，不涉及具体个人。"
        ),
    }
}

/// The reports of an area that were known at the data cut and may be printed.
pub(crate) fn printable<'a>(
    reports: &'a [Report],
    area: &AreaId,
    as_of: DateTime<Utc>,
    context: &Context<'_>,
) -> Vec<&'a Report> {
    reports
        .iter()
        .filter(|report| report.received_at <= as_of)
        .filter(|report| context.areas.contains(area, &report.area))
        .filter(|report| !context.taxonomy.is_restricted(&report.category))
        .collect()
}

/// The advisories of an area that may be spoken of.
pub(crate) fn speakable<'a>(
    advisories: &'a [Advisory],
    area: &AreaId,
    context: &Context<'_>,
) -> Vec<&'a Advisory> {
    advisories
        .iter()
        .filter(|advisory| context.areas.contains(area, &advisory.area))
        .filter(|advisory| !context.taxonomy.is_restricted(&advisory.category))
        .collect()
}

/// The signals that a page of this area may speak of, most pressing first, one for each area and matter. What only the
/// budget, the cool-down or an earlier letter about it kept from a letter belongs here: the page is where it is read.
pub(crate) fn matters<'a>(
    signals: &'a [Signal],
    advisories: &[Advisory],
    area: &AreaId,
    wanted: impl Fn(&Signal) -> bool,
    context: &Context<'_>,
) -> Vec<&'a Signal> {
    let mentioned = [None, Some(WithheldBy::Budget), Some(WithheldBy::CoolDown), Some(WithheldBy::Ongoing)]
        .map(|rule| rule.map(WithheldBy::as_str));
    let set_aside = |signal: &Signal| {
        let mut drafts = advisories.iter().filter(|advisory| advisory.signal == signal.id);
        drafts.any(|advisory| advisory.state == AdvisoryState::Dismissed)
    };
    let mut candidates: Vec<&Signal> = signals
        .iter()
        .filter(|signal| wanted(signal) && signal.status != SignalStatus::Dismissed)
        .filter(|signal| mentioned.contains(&signal.withheld_by.as_deref()))
        .filter(|signal| context.areas.contains(area, &signal.area))
        .filter(|signal| !context.taxonomy.is_restricted(&signal.category))
        .filter(|signal| {
            signal.kind == SignalKind::Silent || signal.observed >= f64::from(context.rules.suppress_below)
        })
        .filter(|signal| !set_aside(signal))
        .collect();
    candidates.sort_by(|a, b| rank(a, b));
    let mut kept: Vec<&Signal> = Vec::new();
    for signal in candidates {
        let known = |other: &&Signal| {
            other.area == signal.area && same_matter(&other.category, &signal.category, context)
        };
        if !kept.iter().any(known) {
            kept.push(signal);
        }
    }
    kept
}
