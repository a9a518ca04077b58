//! The letter in English, as a page to read: a translation for those who need one, never the letter itself.

use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryForm, RiskLevel, Signal};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{Context, figure, finding_en, finding_zh, suggestions_en, suggestions_zh, title_en};

/// The style that all pages share, and that of this one.
const STYLE: &str = include_str!("style/page.css");
const OWN_STYLE: &str = include_str!("style/translation.css");

/// The letter of an advisory in English. What a person wrote is not translated: it stands as it was written.
pub fn translation(
    advisory: &Advisory,
    signal: &Signal,
    context: &Context<'_>,
    issued: Option<DateTime<Utc>>,
) -> String {
    let title = title_en(signal, advisory.form, context);
    let committee = |id| context.routes.committee(id).map_or("the committee", |found| found.name_en.as_str());
    let copies: Vec<&str> = advisory.copies.iter().map(committee).collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(OWN_STYLE)) }
            }
            body {
                section.sheet {
                    p { strong { (context.rules.issuer_en) } }
                    p { (number(advisory)) " · risk level: " (level_en(advisory.level)) }
                    h1 { (title) }
                    p { "To: " (committee(&advisory.lead)) }
                    @if let Some(wrong) = &advisory.corrects {
                        p { "This letter corrects and replaces " (wrong.number) ": " (wrong.reason) }
                    }
                    h2 { "1. Finding" }
                    (finding(advisory, signal, context))
                    h2 { "2. Suggestions" }
                    (suggestions(advisory, signal, context))
                    h2 { "3. Answer" }
                    p {
                        "Please state what you found and did by " (figure::date_en(advisory.reply_by)) ". Name no person, "
                        "no identity number and no telephone number."
                    }
                    @if !copies.is_empty() { p { "Copies: " (copies.join("; ")) "." } }
                    @if let Some(issued) = issued { p { (figure::date_en(context.time.day(issued))) } }
                    p.note { (note(signal, context)) }
                }
            }
        }
    }
    .into_string()
}

fn number(advisory: &Advisory) -> &str {
    let form = match advisory.form {
        AdvisoryForm::Notice => "Notice, draft without a number",
        AdvisoryForm::Recommendation => "Recommendation, draft without a number",
    };
    advisory.number.as_deref().unwrap_or(form)
}

fn level_en(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Blue => "blue",
        RiskLevel::Yellow => "yellow",
        RiskLevel::Orange => "orange",
        RiskLevel::Red => "red",
    }
}

fn finding(advisory: &Advisory, signal: &Signal, context: &Context<'_>) -> Markup {
    if advisory.finding == finding_zh(signal, context) {
        html! { p { (finding_en(signal, context)) } }
    } else {
        html! { p lang="zh-CN" { (advisory.finding) } (as_written()) }
    }
}

fn suggestions(advisory: &Advisory, signal: &Signal, context: &Context<'_>) -> Markup {
    if advisory.suggestions == suggestions_zh(signal, context) {
        html! { ol { @for each in suggestions_en(signal, context) { li { (each) } } } }
    } else {
        html! { ol lang="zh-CN" { @for each in &advisory.suggestions { li { (each) } } } (as_written()) }
    }
}

fn as_written() -> Markup {
    html! { p.note { "Written by an analyst; not translated." } }
}

fn note(signal: &Signal, context: &Context<'_>) -> String {
    let cut = context.time.wall(signal.as_of);
    format!(
        "A translation for reference: the letter in Chinese is the one that counts, and has the chart and the reply slip. Data \
         received by {} {}; figures below {} are not shown. Decision support from reported data, reviewed by a person; it \
         speaks of places and categories, and is no finding about any person.",
        figure::date_en(cut.date()),
        cut.format("%H:%M"),
        context.rules.suppress_below,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{World, drafted, morning};

    #[test]
    fn the_page_says_in_english_what_the_letter_says() {
        let world = World::new();
        let (mut advisory, signal) = drafted(&world);
        advisory.number = Some("敦综提〔2026〕15号".to_owned());
        let page = translation(&advisory, &signal, &world.context(), Some(morning("2026-11-24")));
        for part in [
            "敦综提〔2026〕15号 · risk level: orange",
            &finding_en(&signal, &world.context()),
            &format!("by {}", figure::date_en(advisory.reply_by)),
            "the letter in Chinese is the one that counts",
        ] {
            assert!(page.contains(part), "{part} is missing: {page}");
        }
        assert_eq!(page.matches("<li>").count(), advisory.suggestions.len());
    }

    #[test]
    fn what_an_analyst_wrote_is_not_translated_and_is_escaped() {
        let world = World::new();
        let (mut advisory, signal) = drafted(&world);
        advisory.finding = "本周共上报<6>件。".to_owned();
        let page = translation(&advisory, &signal, &world.context(), None);
        assert!(page.contains("本周共上报&lt;6&gt;件。") && page.contains("not translated"), "{page}");
        assert!(!page.contains(&finding_en(&signal, &world.context())));
    }
}
