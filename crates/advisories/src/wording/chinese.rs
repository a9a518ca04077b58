//! The Chinese wording.

use std::collections::BTreeSet;

use domain::{AdvisoryForm, AreaId, Detector, RiskLevel, Signal, SignalKind};

use super::{
    CATEGORY_MEASURES, Forecast, LEAST_EXPECTED, NAMED_VILLAGES, NOTABLE_RUN, event,
    returning::{came_back, returning_zh},
    season::season_zh,
    silent_grids,
};
use crate::{
    Context, Ground, figure, grade,
    level::{is_about_reporting, run_above_upper, villages},
};

/// 标题：`关于月牙泉镇邻里纠纷苗头性上升的风险提示`。
pub fn title_zh(signal: &Signal, form: AdvisoryForm, context: &Context<'_>) -> String {
    let place = whose_zh(signal, context);
    let category = context.taxonomy.name_zh(&signal.category);
    let pattern = match signal.kind {
        SignalKind::Emerging => "苗头性上升".to_owned(),
        SignalKind::Recurring if came_back(signal) => "同一事由反复发生".to_owned(),
        SignalKind::Recurring => format!("{}周期性多发", event_zh(signal, context)),
        SignalKind::Trending => "趋势性上升".to_owned(),
        SignalKind::Silent => "上报静默".to_owned(),
        SignalKind::Irregular => "填报异常".to_owned(),
    };
    format!("关于{place}{category}{pattern}的{}", form.name_zh())
}

/// 有关情况：事实、基线、把握、范围和定级依据，各句均带数字。
pub fn finding_zh(signal: &Signal, context: &Context<'_>) -> String {
    let place = context.areas.full_name(&signal.area);
    let category = context.taxonomy.name_zh(&signal.category);
    let observed = figure::count(signal.observed);
    let span = figure::span_zh(signal.from, signal.to);
    let mut text = match signal.kind {
        SignalKind::Emerging => {
            format!("{span}，{place}共排查上报{category}{observed}件，{}。", against_baseline(signal))
        }
        SignalKind::Recurring if came_back(signal) => returning_zh(signal, &place, category),
        SignalKind::Recurring => {
            format!(
                "{}{}",
                coming_window(signal, &span, context),
                past_windows(signal, &place, category, context)
            )
        }
        SignalKind::Trending => format!(
            "截至{}的十二个月内，{place}共排查上报{category}{observed}件，如无上升趋势预计{}件；近年变化平均为每年{}倍，呈持续上升态势。",
            figure::date_zh(signal.to),
            expected(signal.expected),
            figure::decimal(signal.ratio),
        ),
        SignalKind::Silent | SignalKind::Irregular => {
            format!("{span}，{}{}。", whose_zh(signal, context), reporting(signal, context))
        }
    };
    text.push_str(&format!(
        "经统计检验，偶然出现这一情况的可能性{}，对本次全部检验统一校正后{}。",
        figure::chance_zh(signal.p_value),
        figure::chance_zh(signal.q_value)
    ));
    if let Some(sentence) = spread(signal, context) {
        text.push_str(&sentence);
    }
    text.push_str(&basis(signal, context));
    text
}

/// 静默、填报异常：上报了多少，通常多少。件数过少的只说不足。
pub(crate) fn reporting(signal: &Signal, context: &Context<'_>) -> String {
    let below = context.rules.suppress_below;
    let small = signal.observed > 0.0 && signal.observed < f64::from(below);
    let observed = if small { format!("不足{below}") } else { figure::count(signal.observed) };
    let expected = expected(signal.expected);
    match signal.detector {
        Detector::Heaping => format!("集中上报{observed}件，通常约{expected}件"),
        Detector::Copies => format!("有{observed}件上报文字雷同，通常约{expected}件"),
        _ => format!("上报{observed}件，按自身规律预计{expected}件"),
    }
}

/// 说的是谁：区域本身；一个区域中静默的若干网格，而不是整个区域。
pub(crate) fn whose_zh(signal: &Signal, context: &Context<'_>) -> String {
    let place = context.areas.full_name(&signal.area);
    match silent_grids(signal) {
        Some(grids) => format!("{place}{grids}个网格"),
        None => place,
    }
}

/// 工作建议：类别建议在前，规律建议在后，至多三条；上报情况只有规律建议一条。
pub fn suggestions_zh(signal: &Signal, context: &Context<'_>) -> Vec<String> {
    if is_about_reporting(signal.kind) {
        return vec![by_kind(signal, context)];
    }
    let measures = context.routes.measures(context.taxonomy, &signal.category);
    let own = measures.iter().take(CATEGORY_MEASURES).map(|measure| measure.zh.clone());
    own.chain(std::iter::once(by_kind(signal, context))).collect()
}

fn event_zh(signal: &Signal, context: &Context<'_>) -> String {
    let name = event(signal, context).map(|event| event.name_zh.clone());
    name.or_else(|| season_zh(signal)).or_else(|| signal.event.clone()).unwrap_or_else(|| "季节".to_owned())
}

/// 2.1；不足0.1
pub(crate) fn expected(value: f64) -> String {
    if value < LEAST_EXPECTED { "不足0.1".to_owned() } else { figure::decimal(value) }
}

fn against_baseline(signal: &Signal) -> String {
    let expected = expected(signal.expected);
    let upper = figure::decimal(signal.upper);
    let more = figure::decimal(signal.observed - signal.expected);
    if signal.expected < LEAST_EXPECTED {
        return format!("按当地常年同期水平预计{expected}件，通常不超过{upper}件，多出{more}件");
    }
    let ratio = figure::decimal(signal.ratio);
    format!("按当地常年同期水平预计{expected}件，通常不超过{upper}件，为预计的{ratio}倍，多出{more}件")
}

/// 周期性信号说的是即将到来的时段：先说本次预计，再说往年依据。
fn coming_window(signal: &Signal, span: &str, context: &Context<'_>) -> String {
    let event = season_zh(signal).map_or_else(|| event_zh(signal, context), |_| "多发时段".to_owned());
    match Forecast::of(signal) {
        Some(forecast) => format!(
            "本次{event}为{span}，预计{}件（{}至{}件）。",
            figure::whole(forecast.number),
            figure::whole(forecast.lower),
            figure::whole(forecast.upper)
        ),
        None => format!("本次{event}为{span}。"),
    }
}

fn past_windows(signal: &Signal, place: &str, category: &str, context: &Context<'_>) -> String {
    format!(
        "往年{}，{place}平均每次排查上报{category}{}件，按其他时段水平约{}件，为其{}倍。",
        season_zh(signal)
            .map_or_else(|| format!("{}期间", event_zh(signal, context)), |_| "同一时段".to_owned()),
        figure::count(signal.observed),
        expected(signal.expected),
        figure::decimal(signal.ratio)
    )
}

fn spread(signal: &Signal, context: &Context<'_>) -> Option<String> {
    let villages = villages(signal, context);
    if villages.is_empty() {
        return None;
    }
    let (places, grids) = (villages_zh(&villages, NAMED_VILLAGES, context), signal.cluster.len());
    // Where nothing came, or forms are filled in alike, no reports gather.
    Some(match (is_about_reporting(signal.kind), grids) {
        (true, _) => format!("涉及{places}的{grids}个网格。"),
        (false, 1) => format!("上报集中在{places}的1个网格。"),
        (false, _) => format!("上报集中在{places}的{grids}个相邻网格。"),
    })
}

/// 古城社区；古城社区、梨园社区等6个村（社区）：最多点名 `most` 个。
pub(crate) fn villages_zh(villages: &BTreeSet<AreaId>, most: usize, context: &Context<'_>) -> String {
    let named: Vec<&str> = villages.iter().take(most).map(|id| context.areas.name(id)).collect();
    let named = named.join("、");
    if villages.len() > most { format!("{named}等{}个村（社区）", villages.len()) } else { named }
}

fn basis(signal: &Signal, context: &Context<'_>) -> String {
    let grade = grade(signal, context);
    let rule = &context.rules.level;
    let level = grade.level.name_zh();
    if grade.grounds.is_empty() {
        let ratio =
            if signal.kind == SignalKind::Trending { rule.clear_trend_ratio } else { rule.clear_ratio };
        if signal.kind == SignalKind::Silent {
            return format!(
                "按评定规则定为{level}等级：已发现静默，尚未同时达到不足预计的1/{ratio}、少{}件以上且校正后可能性不超过{}的标准。",
                figure::count(rule.clear_excess),
                figure::percent(rule.clear_q)
            );
        }
        return format!(
            "按评定规则定为{level}等级：已发现规律，尚未同时达到不低于{ratio}倍、多出{}件以上且校正后可能性不超过{}的标准。",
            figure::count(rule.clear_excess),
            figure::percent(rule.clear_q)
        );
    }
    let grounds: Vec<String> =
        grade.grounds.iter().map(|ground| ground_zh(ground, signal, context)).collect();
    format!("按评定规则定为{level}等级，依据是：{}。", grounds.join("；"))
}

fn ground_zh(ground: &Ground, signal: &Signal, context: &Context<'_>) -> String {
    match ground {
        Ground::Clear if signal.kind == SignalKind::Recurring && !came_back(signal) => {
            format!("往年明显偏高，每次多出{}件", figure::decimal(signal.observed - signal.expected))
        }
        Ground::Many if signal.kind == SignalKind::Recurring && !came_back(signal) => {
            format!("涉及面较大，往年每次{}件", figure::count(signal.observed))
        }
        Ground::Clear if signal.kind == SignalKind::Silent => {
            format!("明显偏少，比预计少{}件", figure::decimal(signal.expected - signal.observed))
        }
        Ground::Clear => {
            format!("明显偏高，超出预计{}件", figure::decimal(signal.observed - signal.expected))
        }
        Ground::Sustained { weeks } if run_above_upper(signal) >= NOTABLE_RUN => {
            format!("持续{weeks}周，其中最近连续{}周高于通常上限", run_above_upper(signal))
        }
        Ground::Sustained { weeks } => format!("持续{weeks}周"),
        Ground::Steep => format!("升势较快，每年为上年的{}倍", figure::decimal(signal.ratio)),
        Ground::Spreading { villages } => format!("已扩散至{villages}个村（社区）"),
        Ground::Sensitive { event, from, to } => {
            let name = context.calendar.events().iter().find(|known| known.key == *event);
            let name = name.map_or(event.as_str(), |event| event.name_zh.as_str());
            format!("处于或临近{name}（{}）", figure::span_zh(*from, *to))
        }
        Ground::Many => format!("涉及面较大，共{}件", figure::count(signal.observed)),
    }
}

fn by_kind(signal: &Signal, context: &Context<'_>) -> String {
    match signal.kind {
        SignalKind::Emerging => {
            let visits = if signal.level >= RiskLevel::Orange {
                "第1日、第7日、第30日各回访一次"
            } else {
                "第7日回访一次"
            };
            format!(
                "逐件核查回访。对上述{}件逐件核实进展，未办结的明确责任人和时限，已化解的{visits}。",
                figure::count(signal.observed)
            )
        }
        SignalKind::Recurring if came_back(signal) => {
            "重新调处并跟踪回访。15日内由镇综治中心会同村（社区）查明反复原因、重新调处一次，办结后第7日、第30日各回访一次。".to_owned()
        }
        SignalKind::Recurring => format!(
            "提前部署防范。将{}列为重点时段，每年提前4周开展一次专项排查，期间每周研判一次。",
            event_zh(signal, context)
        ),
        SignalKind::Trending => {
            "开展成因研判。每月专题分析一次上升原因，连续3个月未回落的，提请市综治中心会商。".to_owned()
        }
        SignalKind::Silent => {
            "核实巡查情况。7日内了解该区域巡查、网络和人员变动情况，恢复每周排查；本提示只说明区域情况，不用于考核个人。".to_owned()
        }
        SignalKind::Irregular => {
            "核对填报情况。逐件核对发生日期和内容，提倡随查随报；本提示只说明区域情况，不用于考核个人。".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Detector;

    use crate::fixture::{GRID, TOWN, World, day, signal};

    #[test]
    fn every_sentence_of_a_finding_has_its_figure() {
        let world = World::new();
        for kind in SignalKind::ALL {
            let mut signal = signal(TOWN, "1001", 9.0, 2.1);
            signal.kind = kind;
            signal.cluster = vec!["620982106200001".into(), "620982106201001".into()];
            let finding = finding_zh(&signal, &world.context());
            for sentence in finding.split_terminator('。') {
                assert!(sentence.contains(|c: char| c.is_ascii_digit()), "{sentence}");
            }
        }
    }

    #[test]
    fn a_finding_says_count_baseline_bound_chance_place_and_level() {
        let world = World::new();
        let mut signal = signal(TOWN, "1001", 9.0, 2.1);
        signal.cluster = vec!["620982106200001".into(), "620982106201001".into()];
        let finding = finding_zh(&signal, &world.context());
        for part in
            ["9件", "预计2.1件", "不超过5.1件", "4.3倍", "不足0.1%", "0.8%", "杨家桥村", "橙色", "2个村"]
        {
            assert!(finding.contains(part), "{part} is missing in {finding}");
        }
    }

    #[test]
    fn a_recurring_finding_announces_what_is_to_come_and_claims_no_report_of_it() {
        let world = World::new();
        let mut signal = signal(TOWN, "1001", 127.0, 38.6);
        signal.kind = SignalKind::Recurring;
        signal.event = Some("before_spring_festival".to_owned());
        signal.parameters = vec![
            ("forecast".to_owned(), 102.4),
            ("forecast_lower".to_owned(), 80.0),
            ("forecast_upper".to_owned(), 131.0),
        ];
        let finding = finding_zh(&signal, &world.context());
        assert!(
            finding.starts_with("本次春节前六周为") && finding.contains("预计102件（80至131件）"),
            "{finding}"
        );
        assert!(finding.contains("往年春节前六周期间") && finding.contains("平均每次排查上报"), "{finding}");
        assert!(!finding.contains("共排查上报"), "{finding}");
    }

    #[test]
    fn a_season_of_its_own_is_named_by_its_days() {
        let world = World::new();
        let mut signal = signal(TOWN, "1001", 26.0, 10.0);
        (signal.kind, signal.detector) = (SignalKind::Recurring, Detector::OwnSeason);
        signal.event = Some("own_season:09-01".to_owned());
        (signal.from, signal.to) = (day("2026-09-01"), day("2026-10-20"));
        let title = title_zh(&signal, AdvisoryForm::Notice, &world.context());
        assert!(title.contains("每年9月上旬至10月中旬周期性多发"), "{title}");
        let finding = finding_zh(&signal, &world.context());
        assert!(finding.starts_with("本次多发时段为2026年9月1日至10月20日。往年同一时段，"), "{finding}");
    }

    #[test]
    fn a_matter_that_came_back_is_told_by_its_outbreaks() {
        let world = World::new();
        let mut signal = signal(TOWN, "1001", 4.0, 0.3);
        (signal.kind, signal.detector) = (SignalKind::Recurring, Detector::Return);
        let parameters = [("usual_gap_days", 31.0), ("chance_4_weeks", 0.412), ("chance_8_weeks", 0.634)];
        signal.parameters = parameters.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let finding = finding_zh(&signal, &world.context());
        for part in ["先后发生4次", "相隔31天", "平均0.3件", "4周内再次发生的可能性约41%"]
        {
            assert!(finding.contains(part), "{part} is missing in {finding}");
        }
        assert!(!finding.contains("往年") && !finding.contains("季节"), "{finding}");
    }

    #[test]
    fn an_expectation_of_nearly_nothing_gets_no_ratio() {
        let world = World::new();
        let finding = finding_zh(&signal(TOWN, "12", 4.0, 0.01), &world.context());
        assert!(finding.contains("预计不足0.1件") && !finding.contains("倍，多出"), "{finding}");
    }

    #[test]
    fn there_are_one_to_three_suggestions_for_every_kind_and_category() {
        let world = World::new();
        for category in world.taxonomy.all() {
            for kind in SignalKind::ALL {
                let mut signal = signal(TOWN, category.code.as_str(), 9.0, 2.1);
                signal.kind = kind;
                let suggestions = suggestions_zh(&signal, &world.context());
                assert!((1..=3).contains(&suggestions.len()));
                assert_eq!(suggestions.len(), crate::suggestions_en(&signal, &world.context()).len());
            }
        }
    }

    #[test]
    fn a_silence_of_some_grids_is_not_said_of_their_town() {
        let world = World::new();
        let mut silent = signal(TOWN, "*", 0.0, 1.3);
        (silent.kind, silent.detector) = (SignalKind::Silent, Detector::Silence);
        silent.cluster = vec![GRID.into()];
        let finding = finding_zh(&silent, &world.context());
        assert!(
            finding.contains("月牙泉镇1个网格上报0件") && finding.contains("涉及杨家桥村的1个网格。"),
            "{finding}"
        );
        assert!(title_zh(&silent, AdvisoryForm::Notice, &world.context()).starts_with("关于月牙泉镇1个网格"));
        let english = crate::finding_en(&silent, &world.context());
        assert!(english.starts_with("0 reports came from 1 grid in 月牙泉镇"), "{english}");
        silent.cluster.clear();
        assert!(finding_zh(&silent, &world.context()).contains("月牙泉镇上报0件"));
    }
}
