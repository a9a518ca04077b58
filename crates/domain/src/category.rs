//! Categories of disputes: a small tree that an operator edits as data.

use std::{collections::HashMap, fmt};

use serde::{Deserialize, Serialize};

/// See [`CategoryCode::every`].
const EVERY: &str = "*";

/// The code of a category: `02`, `1001`. Systems differ in their numbers, so code and name are exchanged together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryCode(String);

impl CategoryCode {
    /// A code from its text, as written.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code that stands for all categories together. No report carries it, and no taxonomy lists it.
    pub fn every() -> Self {
        Self(EVERY.to_owned())
    }

    /// Whether this stands for all categories together.
    pub fn is_every(&self) -> bool {
        self.0 == EVERY
    }

    /// The text of the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for CategoryCode {
    fn from(code: &str) -> Self {
        Self(code.to_owned())
    }
}

/// One kind of dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its code.
    pub code: CategoryCode,
    /// The wider category it belongs to.
    #[serde(default)]
    pub parent: Option<CategoryCode>,
    /// 邻里纠纷
    pub name_zh: String,
    /// neighbours
    pub name_en: String,
    /// Family violence and minors: no map pin, no town list, not in any document.
    #[serde(default)]
    pub restricted: bool,
}

/// Why a list of categories is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxonomyError {
    /// Two categories share a code.
    #[error("category {0} is listed twice; remove one of the two entries")]
    Duplicate(CategoryCode),
    /// A parent is not in the list.
    #[error(
        "category {child} names the parent {parent}, which is not in the list; add it or correct the code"
    )]
    UnknownParent {
        /// The category with the dangling parent.
        child: CategoryCode,
        /// The missing parent.
        parent: CategoryCode,
    },
}

/// The list as an operator writes it (`config/categories.toml`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxonomyTable {
    category: Vec<Category>,
}

impl TryFrom<TaxonomyTable> for Taxonomy {
    type Error = TaxonomyError;

    fn try_from(table: TaxonomyTable) -> Result<Self, Self::Error> {
        Self::new(table.category)
    }
}

/// The list of categories in force.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "TaxonomyTable")]
pub struct Taxonomy {
    list: Vec<Category>,
    index: HashMap<CategoryCode, usize>,
}

impl Taxonomy {
    /// Builds the list; its order is kept and is the order of every table.
    ///
    /// # Errors
    /// [`TaxonomyError`] when a code stands twice or a parent is missing.
    pub fn new(list: Vec<Category>) -> Result<Self, TaxonomyError> {
        let mut index = HashMap::with_capacity(list.len());
        for (position, category) in list.iter().enumerate() {
            if index.insert(category.code.clone(), position).is_some() {
                return Err(TaxonomyError::Duplicate(category.code.clone()));
            }
        }
        for category in &list {
            if let Some(parent) = &category.parent
                && !index.contains_key(parent)
            {
                return Err(TaxonomyError::UnknownParent {
                    child: category.code.clone(),
                    parent: parent.clone(),
                });
            }
        }
        Ok(Self { list, index })
    }

    /// Every category, in order.
    pub fn all(&self) -> &[Category] {
        &self.list
    }

    /// Whether no category is known.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The category with this code.
    pub fn get(&self, code: &CategoryCode) -> Option<&Category> {
        self.index.get(code).map(|&position| &self.list[position])
    }

    /// The category with this code, Chinese name or English name, the ways a file may write it.
    pub fn find(&self, text: &str) -> Option<&Category> {
        let text = text.trim();
        self.get(&CategoryCode::from(text)).or_else(|| {
            self.list.iter().find(|category| {
                category.name_zh == text
                    || category.name_zh.trim_end_matches("纠纷") == text
                    || category.name_en.eq_ignore_ascii_case(text)
            })
        })
    }

    /// The Chinese name, or the code where it is unknown.
    pub fn name_zh<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        if code.is_every() {
            return "各类矛盾纠纷";
        }
        self.get(code).map_or(code.as_str(), |category| category.name_zh.as_str())
    }

    /// The English name, or the code where it is unknown.
    pub fn name_en<'a>(&'a self, code: &'a CategoryCode) -> &'a str {
        if code.is_every() {
            return "disputes of all kinds";
        }
        self.get(code).map_or(code.as_str(), |category| category.name_en.as_str())
    }

    /// Whether the category, or a wider one it belongs to, is restricted.
    pub fn is_restricted(&self, code: &CategoryCode) -> bool {
        std::iter::successors(self.get(code), |category| {
            category.parent.as_ref().and_then(|parent| self.get(parent))
        })
        .any(|category| category.restricted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(code: &str, parent: Option<&str>, name_zh: &str, restricted: bool) -> Category {
        Category {
            code: code.into(),
            parent: parent.map(CategoryCode::from),
            name_zh: name_zh.to_owned(),
            name_en: format!("en {code}"),
            restricted,
        }
    }

    #[test]
    fn a_category_is_found_by_code_name_or_short_name() {
        let taxonomy = Taxonomy::new(vec![category("02", None, "邻里纠纷", false)]).unwrap();
        for text in ["02", "邻里纠纷", "邻里", " EN 02 "] {
            assert_eq!(taxonomy.find(text).unwrap().code, "02".into(), "{text}");
        }
        assert!(taxonomy.find("邻").is_none());
    }

    #[test]
    fn a_child_of_a_restricted_category_is_restricted() {
        let taxonomy = Taxonomy::new(vec![
            category("01", None, "婚姻家庭", true),
            category("0101", Some("01"), "家庭暴力", false),
        ])
        .unwrap();
        assert!(taxonomy.is_restricted(&"0101".into()));
    }

    #[test]
    fn a_dangling_parent_is_refused() {
        let error = Taxonomy::new(vec![category("0101", Some("01"), "甲", false)]).unwrap_err();
        assert!(matches!(error, TaxonomyError::UnknownParent { .. }));
    }
}
