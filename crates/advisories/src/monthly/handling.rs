//! 四、提示办理情况: how the advisories fared, by the receivers' own words; of kinds of patterns, never of a worker.

use std::collections::BTreeMap;

use domain::{SignalKind, Verdict};

use crate::{Compared, Score, Scored, document::Block, figure};

/// The kinds in the order of the report.
const KINDS: [SignalKind; 5] = [
    SignalKind::Emerging,
    SignalKind::Recurring,
    SignalKind::Trending,
    SignalKind::Silent,
    SignalKind::Irregular,
];

/// The sentences of the month and of the last months, and the table by kind. `lines` are those of the last `months`.
pub(super) fn section(
    lines: &BTreeMap<Scored, Score>,
    month: (i32, u32),
    months: u32,
    compared: Compared,
) -> Vec<Block> {
    let this = summed(lines, |line| line.month == month);
    let all = summed(lines, |_| true);
    if all.issued == 0 {
        return vec![Block::paragraph(format!("近{months}个月共发出提示和建议0份。"))];
    }
    let of_kind = KINDS.map(|kind| (kind, summed(lines, |line| line.kind == kind)));
    let issued = of_kind.iter().filter(|(_, score)| score.issued > 0);
    let head = ["类　型", "发出", "按时签收", "按时答复", "属实", "提前天数"];
    let mut section = vec![
        Block::paragraph(format!("本月共发出提示和建议{}份{}。", this.issued, signed(&this))),
        Block::paragraph(format!(
            "近{months}个月共发出{}份{}{}{}。按类型的情况见下表。",
            all.issued,
            signed(&all),
            judged(&all),
            lead(&all)
        )),
        Block::Table {
            head: head.map(str::to_owned).to_vec(),
            rows: issued.map(|(kind, score)| row(kind.name_zh(), score)).collect(),
            total: row("合　计", &all),
        },
    ];
    section.extend(beside_persistence(compared, months).map(Block::paragraph));
    section
}

/// The letters beside the plainest rule; nothing where the four weeks of no letter are over.
fn beside_persistence(Compared { told, persistence }: Compared, months: u32) -> Option<String> {
    let percent = |share: f64| figure::decimal(share * 100.0);
    let right = percent(told.share()?);
    let sentence = format!(
        "近{months}个月提示过的乡镇类别中，满四周的{}处，此后四周周均高于此前八周的{}处（{right}%）",
        told.named, told.rose
    );
    Some(match persistence.share() {
        Some(share) => format!(
            "{sentence}；同期按“上月多下月也多”点名{}处，此后上升的{}处（{}%）。",
            persistence.named,
            persistence.rose,
            percent(share)
        ),
        None => format!("{sentence}。"),
    })
}

fn summed(lines: &BTreeMap<Scored, Score>, wanted: impl Fn(&Scored) -> bool) -> Score {
    let mut sum = Score::default();
    lines.iter().filter(|(line, _)| wanted(line)).for_each(|(_, score)| sum.add(score));
    sum
}

fn signed(score: &Score) -> String {
    if score.issued == 0 {
        return String::new();
    }
    format!(
        "，已签收{}份（按时{}份），已答复{}份（按时{}份）",
        score.acknowledged, score.acknowledged_in_time, score.answered, score.answered_in_time
    )
}

fn judged(score: &Score) -> String {
    let Some(ppv) = score.ppv() else { return String::new() };
    let verdicts = Verdict::ALL.iter().zip(score.verdicts);
    let verdicts: Vec<String> = verdicts.map(|(verdict, n)| format!("{}{n}份", verdict.name_zh())).collect();
    let right = score.answered - score.verdicts[2];
    format!(
        "；答复中{}，属实率{}%（{right}/{}）",
        verdicts.join("、"),
        figure::decimal(ppv * 100.0),
        score.answered
    )
}

fn lead(score: &Score) -> String {
    let Some(days) = score.median_lead() else { return String::new() };
    let rises = score.lead_days.len();
    let (word, days) = if days < 0.0 { ("滞后", -days) } else { ("提前", days) };
    format!("；可计算提前量的{rises}份，较件数最多的一周中位{word}{}天", figure::count(days))
}

fn row(name: &str, score: &Score) -> Vec<String> {
    let part = |part: u32, whole: u32| if whole == 0 { "—".to_owned() } else { format!("{part}/{whole}") };
    let days = score.median_lead().map_or_else(|| "—".to_owned(), figure::count);
    vec![
        name.to_owned(),
        score.issued.to_string(),
        part(score.acknowledged_in_time, score.issued),
        part(score.answered_in_time, score.issued),
        part(score.answered - score.verdicts[2], score.answered),
        days,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Risen;

    #[test]
    fn the_letters_stand_beside_the_rule_each_with_its_denominator() {
        let told = Risen { named: 8, rose: 6 };
        let compared = Compared { told, persistence: Risen { named: 8, rose: 3 } };
        let sentence = beside_persistence(compared, 12).unwrap();
        assert!(sentence.contains("满四周的8处") && sentence.contains("6处（75.0%）"), "{sentence}");
        assert!(sentence.contains("点名8处，此后上升的3处（37.5%）"), "{sentence}");
        let alone = beside_persistence(Compared { told, ..Compared::default() }, 12).unwrap();
        assert!(!alone.contains("点名"), "{alone}");
        assert_eq!(beside_persistence(Compared::default(), 12), None, "no letter is old enough");
    }
}
