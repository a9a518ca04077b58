//! What a detector hands over: each test it made, and what it would say if the test holds.

use chrono::NaiveDate;
use domain::{Detector, Facts, Point, ReportId, RiskLevel, Signal, SignalStatus};

use crate::sweep::Sweep;

/// Below this expectation a ratio says nothing, so it is taken against this: a tenth of a report.
const LEAST_EXPECTED: f64 = 0.1;

/// Observed over expected, held finite.
pub(crate) fn ratio(observed: f64, expected: f64) -> f64 {
    observed / expected.max(LEAST_EXPECTED)
}

/// One test of a detector.
#[derive(Clone, Debug)]
pub(crate) struct Test {
    /// The probability of at least this much without a pattern.
    pub p_value: f64,
    /// What it says, where it is large enough to be said at all.
    pub finding: Option<Finding>,
    /// How much of the family's false-discovery rate it may spend, relative to the others; settled before the tested
    /// days were looked at.
    pub weight: f64,
}

impl Test {
    /// A test that weighs as much as any other.
    pub fn new(p_value: f64, finding: Option<Finding>) -> Self {
        Self { p_value, finding, weight: 1.0 }
    }

    /// The same test with another weight.
    pub fn weighing(self, weight: f64) -> Self {
        Self { weight, ..self }
    }
}

/// A pattern as a detector describes it, by dense numbers.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The method.
    pub detector: Detector,
    /// The area it is about.
    pub area: usize,
    /// The grids of a scan cluster, ascending; else empty.
    pub cluster: Vec<usize>,
    /// The category it is about; [`crate::cube::Kinds::every`] for all of them together.
    pub category: usize,
    /// Key of the dated event it is tied to.
    pub event: Option<String>,
    /// First and last local day.
    pub span: (NaiveDate, NaiveDate),
    /// Reports in the pattern's window.
    pub observed: f64,
    /// Expected there without the pattern.
    pub expected: f64,
    /// Upper bound of what is usual.
    pub upper: f64,
    /// The change as a ratio.
    pub ratio: f64,
    /// What decided, by name.
    pub parameters: Vec<(&'static str, f64)>,
    /// The series to draw.
    pub series: Vec<Point>,
    /// The days whose reports are behind it, each first and last.
    pub evidence: Vec<(NaiveDate, NaiveDate)>,
    /// The reports behind it, oldest first, where days do not tell them.
    pub reports: Option<Vec<ReportId>>,
    /// What the detector itself knows of the facts around it; the others are counted later.
    pub facts: Facts,
}

impl Finding {
    /// Reports above what was expected.
    pub fn excess(&self) -> f64 {
        self.observed - self.expected
    }

    /// The places it speaks of: the cluster, or the area.
    pub fn areas(&self) -> &[usize] {
        if self.cluster.is_empty() { std::slice::from_ref(&self.area) } else { &self.cluster }
    }
}

/// A finding that held in its family.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The finding.
    pub finding: Finding,
    /// Its p-value.
    pub p_value: f64,
    /// Its false-discovery rate.
    pub q_value: f64,
}

impl Found {
    /// The signal of this finding. Level and status are left to the rules.
    pub fn into_signal(self, sweep: &Sweep<'_>) -> Signal {
        let finding = self.finding;
        // A list of the reports of a restricted category would be a list of places.
        let reports = if sweep.kinds.is_restricted(finding.category) {
            Vec::new()
        } else if let Some(reports) = finding.reports {
            reports
        } else {
            sweep
                .rows
                .within(&sweep.places, &sweep.kinds, finding.areas(), finding.category)
                .map(|row| row.report)
                .filter(|report| {
                    finding
                        .evidence
                        .iter()
                        .any(|(first, last)| (*first..=*last).contains(&report.occurred_on))
                })
                .map(|report| report.id)
                .collect()
        };
        let area = sweep.places.area(finding.area).id.clone();
        let category = sweep.kinds.code(finding.category);
        let (from, to) = finding.span;
        Signal {
            id: Signal::derive_id(finding.detector, &area, &category, finding.event.as_deref(), to),
            kind: finding.detector.kind(),
            detector: finding.detector,
            cluster: finding.cluster.iter().map(|&grid| sweep.places.area(grid).id.clone()).collect(),
            area,
            category,
            event: finding.event,
            from,
            to,
            observed: finding.observed,
            expected: finding.expected,
            upper: finding.upper,
            p_value: self.p_value,
            q_value: self.q_value,
            ratio: finding.ratio,
            reports,
            parameters: finding
                .parameters
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            series: finding.series,
            facts: finding.facts,
            as_of: sweep.horizon.as_of,
            level: RiskLevel::Blue,
            status: SignalStatus::New,
            withheld_by: None,
            withheld_for: None,
        }
    }
}
