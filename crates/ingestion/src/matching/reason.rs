//! Why two reports are put together, in words. Nothing of their texts is repeated: a reason may be read where a text may
//! not.

use domain::LinkKind;

use super::{Kinship, Nearness, Pair};

impl Pair<'_> {
    pub(super) fn reason_zh(&self) -> String {
        let place = match self.evidence.place {
            Nearness::Grid => "同一网格",
            Nearness::Village => "同一村（社区）",
        };
        let category = match self.evidence.category {
            Kinship::Same => "类别相同",
            Kinship::Group => "同属一大类",
            Kinship::Other => "类别不同",
        };
        let alike = self.percent();
        let same_amount = self.amount("金额相同，");
        let said = match self.kind {
            LinkKind::Duplicate => {
                let [one, other] = [self.earlier, self.later].map(|matter| matter.report.channel.names().0);
                let from = if one == other {
                    format!("都来自{one}")
                } else {
                    format!("分别来自{one}和{other}")
                };
                format!("{from}，{same_amount}疑似同一件事报了两次。")
            }
            LinkKind::Recurrence => format!("{same_amount}疑似同一件事再次发生。"),
        };
        let when = match self.evidence.days {
            0 => "同日发生".to_owned(),
            days => format!("相隔{days}天"),
        };
        format!("{place}，{when}，{category}，首句文字相似{alike}%，{said}")
    }

    pub(super) fn reason_en(&self) -> String {
        let place = match self.evidence.place {
            Nearness::Grid => "one grid",
            Nearness::Village => "one village",
        };
        let category = match self.evidence.category {
            Kinship::Same => "of one category",
            Kinship::Group => "of one group of categories",
            Kinship::Other => "of different categories",
        };
        let alike = self.percent();
        let said = match self.kind {
            LinkKind::Duplicate => {
                let [one, other] = [self.earlier, self.later].map(|matter| matter.report.channel.names().1);
                let from = match one == other {
                    true => format!("both from {one}"),
                    false => format!("one from {one} and one from {other}"),
                };
                format!("{from}{}: perhaps one matter told twice.", self.amount(", the same amount"))
            }
            LinkKind::Recurrence => {
                format!("{}perhaps one matter that broke out again.", self.amount("the same amount: "))
            }
        };
        let when = match self.evidence.days {
            0 => "on one day".to_owned(),
            1 => "a day apart".to_owned(),
            days => format!("{days} days apart"),
        };
        format!("In {place}, {when}, {category}, first sentences {alike}% alike, {said}")
    }

    fn percent(&self) -> u32 {
        (self.likeness * 100.0).floor() as u32
    }

    /// The words, where both amounts are known and equal.
    fn amount(&self, words: &'static str) -> &'static str {
        let [one, other] = [self.earlier, self.later].map(|matter| matter.report.amount_yuan);
        if one.is_some() && one == other { words } else { "" }
    }
}
