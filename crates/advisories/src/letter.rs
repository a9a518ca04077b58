//! The letter: one advisory composed as an official document with chart and reply slip.

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use domain::{Advisory, Correction, Detector, Signal, Verdict};

use crate::{
    Context, chart, deadline,
    document::{Block, DECISION_SUPPORT, Document, Face, Layout, Room, Run, SlipRow},
    figure,
};

/// What stands in the place of the number until the letter has one.
const DRAFT_NUMBER: &str = "〔草稿　未编号〕";

/// What stands in the place of the date until the letter has one: room for the hand.
const OPEN_DATE: &str = "　　　　年　　月　　日";

/// Composes the letter of an advisory. Without a number it is a draft, and without an issue date the date is left
/// open. The words are those of the advisory; nothing is drafted here.
pub fn letter(
    advisory: &Advisory,
    signal: &Signal,
    number: Option<&str>,
    context: &Context<'_>,
    issued: Option<DateTime<Utc>>,
) -> Document {
    let day = issued.map(|moment| context.time.day(moment));
    let date = day.map_or_else(|| OPEN_DATE.to_owned(), figure::date_zh);
    let number = number.unwrap_or(DRAFT_NUMBER);
    let mut sheet = head(advisory, number, context);
    sheet.extend(text(advisory, signal, day, &date, context));
    sheet.push(note(signal, context));
    sheet.push(imprint(advisory, &date, context));
    Document {
        layout: Layout::Letter,
        title: advisory.title.clone(),
        issuer: context.rules.issuer_zh.clone(),
        date: day,
        sheets: vec![sheet, slip(advisory, number, context)],
    }
}

fn head(advisory: &Advisory, number: &str, context: &Context<'_>) -> Vec<Block> {
    let level = Run { text: format!("■ {}", advisory.level.name_zh()), face: Face::Level(advisory.level) };
    vec![
        Block::Marks { left: vec![Run::plain("风险等级："), level], right: DECISION_SUPPORT.to_owned() },
        Block::Office { text: context.rules.issuer_zh.clone() },
        Block::Number { text: number.to_owned() },
        Block::Rule,
        title(advisory, context),
    ]
}

/// The title breaks only between its phrases: before and after the category, never inside a word.
fn title(advisory: &Advisory, context: &Context<'_>) -> Block {
    let category = context.taxonomy.name_zh(&advisory.category);
    let phrases = match advisory.title.split_once(category) {
        Some((before, after)) => vec![before, category, after],
        None => vec![advisory.title.as_str()],
    };
    Block::Title { phrases: phrases.into_iter().map(str::to_owned).collect() }
}

fn text(
    advisory: &Advisory,
    signal: &Signal,
    issued: Option<NaiveDate>,
    date: &str,
    context: &Context<'_>,
) -> Vec<Block> {
    let heading = |text: &str| Block::Heading { text: text.to_owned() };
    let mut blocks = vec![
        Block::Addressee { text: format!("{}：", context.routes.name_zh(&advisory.lead)) },
        Block::paragraph("根据网格排查上报数据分析，现将有关情况和工作建议函告如下，请结合实际核实处置。"),
    ];
    blocks.extend(advisory.corrects.as_ref().map(correction));
    blocks.push(heading("一、有关情况"));
    blocks.push(Block::paragraph(&advisory.finding));
    blocks.extend(chart::chart(signal, context).map(|chart| Block::Chart { chart }));
    blocks.push(heading("二、工作建议"));
    blocks.extend(advisory.suggestions.iter().enumerate().map(|(position, suggestion)| {
        let (heading, rest) = split_heading(suggestion);
        let heading = Run { text: format!("（{}）{heading}", ordinal(position)), face: Face::Kai };
        Block::Paragraph { runs: vec![heading, Run::plain(rest)] }
    }));
    blocks.push(heading("三、反馈要求"));
    blocks.push(Block::paragraph(reply_request(advisory, issued, context)));
    // The signature never stands on a page without text. What is kept with it is short: it moves as a whole, and leaves
    // as much of a page empty.
    blocks.push(Block::Together {
        blocks: vec![
            Block::paragraph("情况紧急的，随时报告。"),
            Block::Attachment { text: "附件：回执".to_owned() },
            Block::Signature { issuer: context.rules.issuer_zh.clone(), date: date.to_owned() },
        ],
    });
    blocks
}

fn correction(wrong: &Correction) -> Block {
    let (number, reason) = (&wrong.number, wrong.reason.trim_end_matches('。'));
    Block::paragraph(format!("此前印发的{number}现予更正，以本件为准，原件停止执行。更正原因：{reason}。"))
}

/// `issued` is the day the days of the deadline are counted from; a draft counts from the day it was drafted.
fn reply_request(advisory: &Advisory, issued: Option<NaiveDate>, context: &Context<'_>) -> String {
    let day = figure::date_zh(advisory.reply_by);
    let from = issued.unwrap_or_else(|| context.time.day(advisory.drafted_at));
    let due = deadline(advisory.level, from, context);
    let fallback = match due.unknown_year {
        Some(year) if due.day == advisory.reply_by => {
            format!("（{year}年法定节假日安排尚未录入日历，期限按自然日折算）")
        }
        _ => String::new(),
    };
    format!("请于{day}前{fallback}将核查结论和处置措施填入回执，书面反馈我中心。")
}

fn note(signal: &Signal, context: &Context<'_>) -> Block {
    let cut = context.time.wall(signal.as_of);
    let parameters: Vec<String> = signal
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", figure::parameter(*value)))
        .collect();
    let parameters = match parameters.as_slice() {
        [] => String::new(),
        some => format!("；参数：{}", some.join("，")),
    };
    let (day, hour) = (figure::date_zh(cut.date()), cut.hour());
    let (method, below) = (method_zh(signal.detector), context.rules.suppress_below);
    Block::Note {
        text: format!(
            "注：数据截至{day}{hour}时，此后收到的报送未计入。方法：{method}{parameters}。本件由系统依据上报数据辅助研判、\
             经人工审核形成，只反映地区和类别情况，不作为认定具体事实或处理个人的依据；不足{below}件的数据不予列示。"
        ),
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

fn imprint(advisory: &Advisory, date: &str, context: &Context<'_>) -> Block {
    let copies: Vec<&str> = advisory.copies.iter().map(|id| context.routes.name_zh(id)).collect();
    Block::Imprint {
        copies: (!copies.is_empty()).then(|| format!("抄送：{}。", copies.join("，"))),
        printer: context.rules.issuer_zh.clone(),
        printed: format!("{date}印发"),
    }
}

fn slip(advisory: &Advisory, number: &str, context: &Context<'_>) -> Vec<Block> {
    let row = |label: &str, text: String, room: Room| SlipRow { label: label.to_owned(), text, room };
    let verdicts: Vec<String> =
        Verdict::ALL.iter().map(|verdict| format!("□ {}", verdict.name_zh())).collect();
    let rows = vec![
        row("文　　号", number.to_owned(), Room::Printed),
        row("标　　题", advisory.title.clone(), Room::Printed),
        row("反馈单位", format!("{}（盖章）", context.routes.name_zh(&advisory.lead)), Room::Printed),
        row("签 收 人", "　　　　　　　　签收日期：　　　年　　月　　日".to_owned(), Room::Line),
        row("核查结论", verdicts.join("　　"), Room::Printed),
        row("采取措施", String::new(), Room::Sentences),
        row("反馈日期", "　　　　　年　　月　　日".to_owned(), Room::Line),
    ];
    let (day, issuer) = (figure::date_zh(advisory.reply_by), &context.rules.issuer_zh);
    let remark = format!("请于{day}前反馈{issuer}。不填写当事人姓名、证件号码和联系方式。");
    vec![
        Block::Mark { text: "附件".to_owned() },
        Block::Title { phrases: vec!["回　　执".to_owned()] },
        Block::Slip { rows },
        Block::Remark { text: remark },
    ]
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
    use super::*;
    use crate::fixture::{World, day, drafted, issued, morning};

    #[test]
    fn an_issued_letter_looks_like_this() {
        insta::assert_snapshot!(issued().html().replace("><", ">\n<"));
    }

    #[test]
    fn a_draft_has_no_number_and_no_date() {
        let world = World::new();
        let (advisory, _) = drafted(&world);
        assert!(advisory.letter.contains(DRAFT_NUMBER));
        assert!(advisory.letter.contains("　　　　年　　月　　日印发"));
        assert!(advisory.letter.contains(DECISION_SUPPORT));
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
        let html = letter(&advisory, &signal, Some(evil), &world.context(), None).html();
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
    }

    #[test]
    fn an_unknown_year_is_marked_in_the_text() {
        let world = World::new();
        let (mut advisory, signal) = drafted(&world);
        advisory.drafted_at = morning("2031-05-05");
        advisory.reply_by = deadline(advisory.level, day("2031-05-05"), &world.context()).day;
        let html = letter(&advisory, &signal, None, &world.context(), None).html();
        assert!(html.contains("2031年法定节假日安排尚未录入日历，期限按自然日折算"));
        let (known, _) = drafted(&world);
        assert!(!known.letter.contains("按自然日折算"));
    }
}
