//! The language of the reader: Chinese unless English is preferred.

use axum::http::{HeaderMap, header};

/// The two languages in which everything that a user sees is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Chinese, the default.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The one of our languages that `Accept-Language` weighs highest; the earlier one where two weigh the same.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepted =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let mut best = (Self::Zh, 0.0);
        for entry in accepted.split(',') {
            let (tag, parameters) = entry.split_once(';').unwrap_or((entry, ""));
            let language = match tag.trim().split('-').next() {
                Some(primary) if primary.eq_ignore_ascii_case("zh") => Self::Zh,
                Some(primary) if primary.eq_ignore_ascii_case("en") => Self::En,
                _ => continue,
            };
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(1.0, |weight| weight.trim().parse::<f32>().unwrap_or(0.0));
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accepted: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
        Language::of(&headers)
    }

    #[test]
    fn the_heavier_of_our_two_languages_wins_and_chinese_is_the_default() {
        assert_eq!(Language::of(&HeaderMap::new()), Language::Zh);
        assert_eq!(of("en"), Language::En);
        assert_eq!(of("en-GB,en;q=0.9,zh-CN;q=0.8"), Language::En);
        assert_eq!(of("zh-CN,zh;q=0.9,en;q=0.8"), Language::Zh);
        assert_eq!(of("fr, en;q=0.4, zh;q=0.7"), Language::Zh);
        assert_eq!(of("fr"), Language::Zh);
        assert_eq!(of("en;q=nonsense"), Language::Zh);
    }
}
