//! Who may come in: tokens, each bound to a role and an area, and what the holder of one reaches.

use std::fmt;

use domain::{AreaId, AreaLevel, Areas, Role, Station};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    permission::{Desk, Permission},
    problem::Problem,
};

/// One token, as the configuration names it. The token itself is never kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenEntry {
    /// Who holds it, as the journal will write it: 月牙泉镇综治中心.
    pub name: String,
    /// What the holder may do.
    pub role: Role,
    /// The area the holder reaches: this one and everything in it.
    pub area: AreaId,
    /// SHA-256 of the token, 64 hexadecimal digits.
    pub sha256: String,
}

/// Why a list of tokens is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The hash is not one.
    #[error("the token of {0:?} needs sha256 = 64 hexadecimal digits (printf %s \"$TOKEN\" | sha256sum)")]
    NotAHash(String),
    /// Two entries have the same hash, so the caller could not be told.
    #[error("{0:?} and {1:?} hold the same token; give each its own")]
    Shared(String, String),
}

/// The tokens in force.
#[derive(Clone, Default)]
pub struct Tokens(Vec<([u8; 32], Caller)>);

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(_, caller)| caller)).finish()
    }
}

impl Tokens {
    /// Reads the entries of the configuration.
    ///
    /// # Errors
    /// [`TokenError`] when a hash is not one, or stands twice.
    pub fn from_entries(entries: impl IntoIterator<Item = TokenEntry>) -> Result<Self, TokenError> {
        let mut known: Vec<([u8; 32], Caller)> = Vec::new();
        for entry in entries {
            let mut hash = [0; 32];
            if hex::decode_to_slice(&entry.sha256, &mut hash).is_err() {
                return Err(TokenError::NotAHash(entry.name));
            }
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == hash) {
                return Err(TokenError::Shared(first.name.clone(), entry.name));
            }
            known.push((hash, Caller { name: entry.name, role: entry.role, area: entry.area }));
        }
        Ok(Self(known))
    }

    /// Whose token this is. Every entry is compared, each in constant time, so that the time an answer takes says
    /// nothing about the tokens.
    pub(crate) fn holder(&self, token: &str) -> Option<&Caller> {
        let presented: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        self.0.iter().fold(
            None,
            |found, (hash, caller)| {
                if bool::from(hash.ct_eq(&presented)) { Some(caller) } else { found }
            },
        )
    }
}

/// The holder of a token. As an argument of a handler it lets every role in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The name the journal writes.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The area.
    pub area: AreaId,
}

impl Caller {
    /// Whether the caller sits at the analysts' desk, which alone sees restricted matters with place and text.
    pub(crate) fn is_at_the_desk(&self) -> bool {
        Desk::ROLES.contains(&self.role)
    }

    /// Where a text of the caller comes in: the post, without its name.
    pub(crate) fn station(&self) -> Station {
        Station::Token { role: self.role, area: self.area.clone() }
    }

    /// Whether this area lies in the caller's own.
    pub(crate) fn reaches(&self, areas: &Areas, area: &AreaId) -> bool {
        areas.contains(&self.area, area)
    }

    /// Refuses what lies outside the caller's area.
    ///
    /// # Errors
    /// [`Problem::Territory`].
    pub(crate) fn must_reach(&self, areas: &Areas, area: &AreaId) -> Result<(), Problem> {
        if self.reaches(areas, area) { Ok(()) } else { Err(Problem::Territory) }
    }

    /// The area a list is cut to: the one asked for, or else the caller's own.
    ///
    /// # Errors
    /// [`Problem::Territory`] when the one asked for lies outside.
    pub(crate) fn territory(&self, areas: &Areas, asked: Option<AreaId>) -> Result<AreaId, Problem> {
        match asked {
            None => Ok(self.area.clone()),
            Some(area) => self.must_reach(areas, &area).map(|()| area),
        }
    }

    /// Refuses whoever does not answer for the whole county: for lists whose rows cannot be told by place.
    ///
    /// # Errors
    /// [`Problem::Territory`].
    pub(crate) fn must_hold_the_county(&self, areas: &Areas) -> Result<(), Problem> {
        match areas.get(&self.area) {
            Some(area) if area.level == AreaLevel::County => Ok(()),
            _ => Err(Problem::Territory),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, token: &str) -> TokenEntry {
        TokenEntry {
            name: name.to_owned(),
            role: Role::Town,
            area: "620982102".into(),
            sha256: hex::encode(Sha256::digest(token.as_bytes())),
        }
    }

    #[test]
    fn a_token_names_its_holder_and_no_other_does() {
        let tokens = Tokens::from_entries([entry("甲", "one"), entry("乙", "two")]).unwrap();
        assert_eq!(tokens.holder("one").unwrap().name, "甲");
        assert_eq!(tokens.holder("two").unwrap().name, "乙");
        assert_eq!(tokens.holder("three"), None);
        assert_eq!(tokens.holder(""), None);
    }

    #[test]
    fn a_hash_that_is_none_and_a_token_that_is_shared_are_refused_by_name() {
        let typo = TokenEntry { sha256: "abc".to_owned(), ..entry("甲", "one") };
        assert_eq!(Tokens::from_entries([typo]).unwrap_err(), TokenError::NotAHash("甲".to_owned()));
        let shared = Tokens::from_entries([entry("甲", "one"), entry("乙", "one")]).unwrap_err();
        assert_eq!(shared, TokenError::Shared("甲".to_owned(), "乙".to_owned()));
    }
}
