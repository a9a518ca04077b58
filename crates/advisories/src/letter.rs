//! The letter: one advisory laid out as an official document (GB/T 9704-2012) with chart and reply slip.

use chrono::{DateTime, Timelike, Utc};
use domain::{Advisory, Detector, Signal, Verdict};
use maud::{Markup, html};

use crate::{Context, chart, deadline, figure, page};

const STYLE: &str = include_str!("style/letter.css");

/// What stands in the place of the number until the letter has one.
const DRAFT_NUMBER: &str = "〔草稿　未编号〕";

/// Writes the letter of an advisory as a self-contained HTML page. Without a number it is a draft, and without an
/// issue date the date is left open for the hand. The words are those of the advisory; nothing is drafted here.
pub fn letter(
    advisory: &Advisory,
    signal: &Signal,
    number: Option<&str>,
    context: &Context<'_>,
    issued: Option<DateTime<Utc>>,
) -> String {
    let date = issued.map_or_else(
        || "　　　　年　　月　　日".to_owned(),
        |moment| figure::date_zh(context.time.day(moment)),
    );
    let number = number.unwrap_or(DRAFT_NUMBER);
    let body = html! {
        main.sheet {
            (head(advisory, number, context))
            (text(advisory, signal, &date, context))
            (note(signal, context))
            (imprint(advisory, &date, context))
        }
        section.sheet.slip { (slip(advisory, number, context)) }
    };
    page::document(&advisory.title, STYLE, &body)
}

fn head(advisory: &Advisory, number: &str, context: &Context<'_>) -> Markup {
    html! {
        div.marks {
            span { "风险等级：" span class=(advisory.level.as_str()) { "■ " (advisory.level.name_zh()) } }
            span { (page::DECISION_SUPPORT) }
        }
        p.office { (context.rules.issuer_zh) }
        p.number { (number) }
        hr.rule;
        (title(advisory, context))
    }
}

/// The title breaks only between its phrases: before and after the category, never inside a word.
fn title(advisory: &Advisory, context: &Context<'_>) -> Markup {
    let category = context.taxonomy.name_zh(&advisory.category);
    html! {
        h1 {
            @match advisory.title.split_once(category) {
                Some((before, after)) => { (before) wbr; (category) wbr; (after) }
                None => { (advisory.title) }
            }
        }
    }
}

fn text(advisory: &Advisory, signal: &Signal, date: &str, context: &Context<'_>) -> Markup {
    html! {
        div.text {
            p.to { (context.routes.name_zh(&advisory.lead)) "：" }
            p { "根据网格排查上报数据分析，现将有关情况和工作建议函告如下，请结合实际核实处置。" }
            h2 { "一、有关情况" }
            p { (advisory.finding) }
            @if let Some(chart) = chart::chart(signal, context) {
                figure { (chart) figcaption { "图　" (chart::caption(signal, context)) } }
            }
            h2 { "二、工作建议" }
            @for (position, suggestion) in advisory.suggestions.iter().enumerate() {
                @let (heading, rest) = split_heading(suggestion);
                p { span.kai { "（" (ordinal(position)) "）" (heading) } (rest) }
            }
            // The signature never stands on a page without text.
            div.closing {
                h2 { "三、反馈要求" }
                p { (reply_request(advisory, context)) }
                p.attachment { "附件：回执" }
                div.signature { div { (context.rules.issuer_zh) br; (date) } }
            }
        }
    }
}

fn reply_request(advisory: &Advisory, context: &Context<'_>) -> String {
    let day = figure::date_zh(advisory.reply_by);
    let due = deadline(advisory.level, context.time.day(advisory.drafted_at), context);
    let fallback = match due.unknown_year {
        Some(year) if due.day == advisory.reply_by => {
            format!("（{year}年法定节假日安排尚未录入日历，期限按自然日折算）")
        }
        _ => String::new(),
    };
    format!("请于{day}前{fallback}将核查结论和处置措施填入回执，书面反馈我中心。情况紧急的，随时报告。")
}

fn note(signal: &Signal, context: &Context<'_>) -> Markup {
    let cut = context.time.wall(signal.as_of);
    let parameters: Vec<String> = signal
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", figure::parameter(*value)))
        .collect();
    html! {
        p.note {
            "注：数据截至" (figure::date_zh(cut.date())) (cut.hour()) "时，此后收到的报送未计入。方法：" (method_zh(signal.detector))
            @if !parameters.is_empty() { "；参数：" (parameters.join("，")) }
            "。本件由系统依据上报数据辅助研判、经人工审核形成，只反映地区和类别情况，不作为认定具体事实或处理个人的依据；不足"
            (context.rules.suppress_below) "件的数据不予列示。"
        }
    }
}

fn method_zh(detector: Detector) -> &'static str {
    match detector {
        Detector::SeasonalBaseline => "季节性计数回归上限检验",
        Detector::SpaceTimeScan => "相邻网格时空扫描统计",
        Detector::CalendarEffect => "时段效应检验（逐年验证）",
        Detector::MannKendall => "计数回归趋势检验（季节性曼—肯德尔检验复核）",
        Detector::Topic => "新词对数优势比检验",
        Detector::Return => "同地同事复发检验",
        Detector::OwnSeason => "本地季节检验（逐年验证）",
        Detector::Silence => "静默检验（对照自身规律）",
        Detector::Heaping => "集中填报检验",
        Detector::Copies => "重复文本检验",
    }
}

fn imprint(advisory: &Advisory, date: &str, context: &Context<'_>) -> Markup {
    let copies: Vec<&str> = advisory.copies.iter().map(|id| context.routes.name_zh(id)).collect();
    html! {
        div.imprint {
            @if !copies.is_empty() { p.copies { "抄送：" (copies.join("，")) "。" } }
            p.printed { span { (context.rules.issuer_zh) } span { (date) "印发" } }
        }
    }
}

fn slip(advisory: &Advisory, number: &str, context: &Context<'_>) -> Markup {
    html! {
        p { "附件" }
        h1 { "回　　执" }
        table {
            tr { th { "文　　号" } td { (number) } }
            tr { th { "标　　题" } td { (advisory.title) } }
            tr { th { "反馈单位" } td { (context.routes.name_zh(&advisory.lead)) "（盖章）" } }
            tr { th { "签 收 人" } td.short { "　　　　　　　　签收日期：　　　年　　月　　日" } }
            tr {
                th { "核查结论" }
                td { @for verdict in Verdict::ALL { "□ " (verdict.name_zh()) "　　" } }
            }
            tr { th { "采取措施" } td.tall {} }
            tr { th { "反馈日期" } td.short { "　　　　　年　　月　　日" } }
        }
        p.back {
            "请于" (figure::date_zh(advisory.reply_by)) "前反馈" (context.rules.issuer_zh) "。不填写当事人姓名、证件号码和联系方式。"
        }
    }
}

/// The first sentence of a suggestion is its heading.
fn split_heading(suggestion: &str) -> (&str, &str) {
    match suggestion.find('。') {
        Some(position) => suggestion.split_at(position + '。'.len_utf8()),
        None => ("", suggestion),
    }
}

/// 一 to 十; a letter never has more suggestions than that.
fn ordinal(position: usize) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"].get(position).copied().unwrap_or("十")
}

#[cfg(test)]
mod tests {
    use domain::{Advisory, Signal};

    use super::*;
    use crate::{
        decide,
        fixture::{TOWN, World, day, morning, signal},
    };

    /// A wage-arrears cluster over two villages, decided on the morning after its week.
    fn drafted(world: &World) -> (Advisory, Signal) {
        let mut found = signal(TOWN, "1001", 9.0, 2.1);
        found.detector = Detector::SpaceTimeScan;
        found.cluster = vec!["620982106200001".into(), "620982106201001".into()];
        let decision = decide(vec![found], &[], &world.context(), morning("2026-11-23"));
        (decision.advisories[0].clone(), decision.signals[0].clone())
    }

    #[test]
    fn an_issued_letter_looks_like_this() {
        let world = World::new();
        let (advisory, signal) = drafted(&world);
        let number = world.rules.number(2026, 15);
        let html = letter(&advisory, &signal, Some(&number), &world.context(), Some(morning("2026-11-24")));
        insta::assert_snapshot!(html.replace("><", ">\n<"));
    }

    #[test]
    fn a_draft_has_no_number_and_no_date() {
        let world = World::new();
        let (advisory, _) = drafted(&world);
        assert!(advisory.letter.contains(DRAFT_NUMBER));
        assert!(advisory.letter.contains("　　　　年　　月　　日印发"));
        assert!(advisory.letter.contains(page::DECISION_SUPPORT));
    }

    #[test]
    fn markup_in_words_is_escaped_everywhere() {
        let world = World::new();
        let (mut advisory, mut signal) = drafted(&world);
        let evil = "<script>alert(\"1\")</script>&";
        advisory.title = evil.to_owned();
        advisory.finding = evil.to_owned();
        advisory.suggestions = vec![evil.to_owned()];
        advisory.lead = evil.into();
        advisory.copies = vec![evil.into()];
        signal.area = evil.into();
        signal.parameters = vec![(evil.to_owned(), 1.0)];
        let html = letter(&advisory, &signal, Some(evil), &world.context(), None);
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    }

    #[test]
    fn an_unknown_year_is_marked_in_the_text() {
        let world = World::new();
        let (mut advisory, signal) = drafted(&world);
        advisory.drafted_at = morning("2031-05-05");
        advisory.reply_by = deadline(advisory.level, day("2031-05-05"), &world.context()).day;
        let html = letter(&advisory, &signal, None, &world.context(), None);
        assert!(html.contains("2031年法定节假日安排尚未录入日历，期限按自然日折算"));
        let (known, _) = drafted(&world);
        assert!(!known.letter.contains("按自然日折算"));
    }
}
