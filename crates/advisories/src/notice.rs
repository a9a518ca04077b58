//! The few words by which people hear of a message on a phone: counts and a link, never a text, a place or a category.
//! A group chat runs through servers of others and is read by whoever is in the group.

use chrono::NaiveDate;
use domain::AdvisoryForm;
use serde::Deserialize;

use crate::{OverdueStep, Rules, figure};

/// What a chat or a mail says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line, with the number.
    pub title: String,
    /// The counts in Chinese and in English, and the link.
    pub text: String,
}

/// What the notice reads of a payload; see [`crate::advisory_payload`] and [`crate::bulletin_payload`];
/// that of a reminder stands beside them.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Payload {
    Advisory {
        id: String,
        number: Option<String>,
        form: AdvisoryForm,
        counts: Counts,
        links: Letter,
    },
    Bulletin {
        week: String,
        issue: u32,
        links: Page,
    },
    Monthly {
        month: String,
        issue: u32,
        links: Page,
    },
    #[serde(alias = "escalation")]
    Reminder(Waiting),
    Withdrawal(Withdrawn),
}

#[derive(Deserialize)]
struct Waiting {
    id: String,
    step: OverdueStep,
    number: Option<String>,
    due: NaiveDate,
    days_overdue: i64,
    links: Letter,
}

#[derive(Deserialize)]
struct Withdrawn {
    id: String,
    number: Option<String>,
    replaced_by: Option<Replacement>,
    links: Letter,
}

#[derive(Deserialize)]
struct Replacement {
    number: String,
}

#[derive(Deserialize)]
struct Counts {
    from: NaiveDate,
    to: NaiveDate,
    observed: f64,
    expected: f64,
    forecast: Option<Forecast>,
}

#[derive(Deserialize)]
struct Forecast {
    number: f64,
}

#[derive(Deserialize)]
struct Letter {
    letter: String,
}

#[derive(Deserialize)]
struct Page {
    page: String,
}

/// Words a frozen payload. One that cannot be read (there is none of ours) is announced without counts, for silence would
/// lose it.
pub fn notice(payload: &str, rules: &Rules) -> Notice {
    match serde_json::from_str(payload) {
        Ok(Payload::Advisory { id, number, form, counts, links }) => {
            let link = page(&links.letter, &format!("#/advisories/{id}"));
            let number = number.unwrap_or_default();
            let title = format!("{}{number}", form.name_zh());
            let title_en = match form {
                AdvisoryForm::Notice => "Notice",
                AdvisoryForm::Recommendation => "Recommendation",
            };
            let (zh, en) = counts.words(rules);
            Notice {
                title, text: format!("{zh}\n签收、答复请打开：{link}\n{title_en} {number}: {en}")
            }
        }
        Ok(Payload::Bulletin { week, issue, links }) => {
            let link = page(&links.page, "#/bulletins");
            let title = format!("风险提示简报第{issue}期（{week}）");
            Notice { title, text: format!("请打开：{link}\nBulletin No. {issue}, {week}") }
        }
        Ok(Payload::Monthly { month, issue, links }) => {
            let link = page(&links.page, "#/bulletins");
            let title = format!("月度风险研判报告第{issue}期（{month}）");
            Notice { title, text: format!("请打开：{link}\nMonthly report No. {issue}, {month}") }
        }
        Ok(Payload::Reminder(waiting)) => waiting.notice(),
        Ok(Payload::Withdrawal(withdrawn)) => withdrawn.notice(),
        Err(_) => Notice {
            title: "烽燧".to_owned(),
            text: "有新文书，请登录查看。\nA new document is waiting.".to_owned(),
        },
    }
}

impl Waiting {
    fn notice(&self) -> Notice {
        let link = page(&self.links.letter, &format!("#/advisories/{}", self.id));
        let number = self.number.as_deref().unwrap_or_default();
        let (title, zh, en) = match self.step {
            OverdueStep::Sign => ("催签", "应于{}前签收", "to be signed for by"),
            OverdueStep::Answer => ("催办", "应于{}前答复", "to be answered by"),
            OverdueStep::Escalate => {
                ("逾期未答复上报", "主送单位应于{}前答复", "reported: no answer, due by")
            }
        };
        let days = self.days_overdue;
        let zh = zh.replace("{}", &figure::date_zh(self.due));
        let (due_en, days_en) = (figure::date_en(self.due), figure::plural(days, "day"));
        Notice {
            title: format!("{title}：{number}"),
            text: format!(
                "{zh}，已逾期{days}天。\n请打开：{link}\n{number}: {en} {due_en}, {days_en} overdue"
            ),
        }
    }
}

impl Withdrawn {
    fn notice(&self) -> Notice {
        let link = page(&self.links.letter, &format!("#/advisories/{}", self.id));
        let number = self.number.as_deref().unwrap_or_default();
        let (title, zh, en) = match &self.replaced_by {
            None => ("撤回", "该文书已撤回，不需再办理".to_owned(), "nothing is left to do".to_owned()),
            Some(other) => (
                "更正",
                format!("该文书已更正，以{}为准", other.number),
                format!("{} replaces it", other.number),
            ),
        };
        Notice {
            title: format!("{title}：{number}"),
            text: format!("{zh}。\n请打开：{link}\n{number} is withdrawn; {en}"),
        }
    }
}

impl Counts {
    fn words(&self, rules: &Rules) -> (String, String) {
        let (span_zh, span_en) = (figure::span_zh(self.from, self.to), figure::span_en(self.from, self.to));
        if let Some(forecast) = &self.forecast {
            let number = figure::whole(forecast.number);
            return (
                format!("{span_zh}预计{number}件。"),
                format!("{span_en}, {number} reports are expected."),
            );
        }
        let below = rules.suppress_below;
        let usual = figure::decimal(self.expected);
        if self.observed < f64::from(below) {
            return (
                format!("{span_zh}不足{below}件，往常约{usual}件。"),
                format!("{span_en}, fewer than {below} reports; usually about {usual}."),
            );
        }
        let observed = figure::count(self.observed);
        (
            format!("{span_zh}{observed}件，往常约{usual}件。"),
            format!("{span_en}, {observed} reports; usually about {usual}."),
        )
    }
}

/// The page for people beside an address of the API.
fn page(link: &str, place: &str) -> String {
    let base = link.split_once("/v1/").map_or("", |(base, _)| base);
    format!("{base}/{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        advisory_payload, decide,
        fixture::{TOWN, World, morning, signal},
    };

    fn announced(observed: f64) -> (Notice, String) {
        let world = World::new();
        let decision =
            decide(vec![signal(TOWN, "1001", 9.0, 2.1)], &[], &world.context(), morning("2026-11-23"));
        let mut signal = decision.signals[0].clone();
        signal.observed = observed;
        let mut advisory = decision.advisories[0].clone();
        advisory.number = Some("敦综提〔2026〕15号".to_owned());
        let payload = advisory_payload(&advisory, &signal, &world.context(), "https://fengsui.example/");
        (notice(&payload.to_string(), &Rules::default()), advisory.id.to_string())
    }

    #[test]
    fn a_chat_hears_number_counts_and_link_and_neither_place_nor_category() {
        let (notice, id) = announced(9.0);
        assert_eq!(notice.title, "风险提示敦综提〔2026〕15号");
        assert!(notice.text.contains("9件，往常约2.1件"), "{}", notice.text);
        assert!(notice.text.contains(&format!("https://fengsui.example/#/advisories/{id}")));
        for word in ["月牙泉", "工资", "wage"] {
            assert!(!notice.text.contains(word) && !notice.title.contains(word), "{word}: {notice:?}");
        }
    }

    #[test]
    fn a_count_that_is_too_small_to_print_is_not_said_to_a_chat_either() {
        let (notice, _) = announced(2.0);
        assert!(notice.text.contains("不足3件") && notice.text.contains("fewer than 3"), "{}", notice.text);
    }

    #[test]
    fn a_payload_that_cannot_be_read_is_announced_all_the_same() {
        assert!(notice("{}", &Rules::default()).text.contains("登录"));
    }
}
