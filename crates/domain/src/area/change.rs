//! A change of the tree as a county decides it: a split, a merge, a new name, another parent.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Area, AreaError, AreaId, Areas, Ring, Share};

/// One decision: changes that hold from one day on, with the paper they rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The first day of the new drawing.
    pub on: NaiveDate,
    /// The paper that decided it, for the journal: 敦政发〔2025〕8号.
    #[serde(default)]
    pub why: String,
    /// What changes, in this order.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// An area becomes several. Its code may go on as one of them.
    Split {
        /// The area.
        area: AreaId,
        /// What it becomes: at least two.
        into: Vec<Part>,
    },
    /// Areas become one. One of their codes may go on, and a merge of one area gives it a new code.
    Merge {
        /// The areas.
        areas: Vec<AreaId>,
        /// What they become. What it does not say is taken from them.
        into: Part,
    },
    /// An area gets a new name; its code stays.
    Rename {
        /// The area.
        area: AreaId,
        /// The new name.
        name: String,
    },
    /// An area lies in another one from now on; its code stays, and what lies in it comes along.
    Reparent {
        /// The area.
        area: AreaId,
        /// The area it lies in from now on.
        parent: AreaId,
    },
}

/// An area that a split or a merge makes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its code: a new one, or that of an area it is made of.
    pub id: AreaId,
    /// Its name; where it is empty, the name that the code had.
    #[serde(default)]
    pub name: String,
    /// Households living in it: the weights of a split. All parts of a split give it, or none.
    #[serde(default)]
    pub households: Option<u32>,
    /// Its middle, longitude and latitude; else that of what it is made of.
    #[serde(default)]
    pub centre: Option<[f64; 2]>,
    /// Its outline; a merge without one keeps the outlines of its areas side by side.
    #[serde(default)]
    pub outline: Vec<Ring>,
    /// Of a split: the areas below that come to it. Each must come to one part, unless the code goes on and keeps the
    /// others.
    #[serde(default)]
    pub children: Vec<AreaId>,
}

/// The four kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// 拆分
    Split,
    /// 合并
    Merge,
    /// 更名
    Rename,
    /// 划转
    Reparent,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Split, Self::Merge, Self::Rename, Self::Reparent];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Rename => "rename",
            Self::Reparent => "reparent",
        }
    }

    /// 中文名
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Split => "拆分",
            Self::Merge => "合并",
            Self::Rename => "更名",
            Self::Reparent => "划转",
        }
    }
}

impl Change {
    /// Its kind.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Split { .. } => ChangeKind::Split,
            Self::Merge { .. } => ChangeKind::Merge,
            Self::Rename { .. } => ChangeKind::Rename,
            Self::Reparent { .. } => ChangeKind::Reparent,
        }
    }
}

/// What a change does to the tree: enough to make it, and enough to take it back for a look at the past.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Redrawing {
    /// The areas that end or are drawn anew, as they were.
    pub before: Vec<Area>,
    /// The areas that begin or are drawn anew, as they are then.
    pub after: Vec<Area>,
    /// For each area that was split or merged, who takes over what.
    pub shares: Vec<(AreaId, Vec<Share>)>,
}

/// Why a change cannot be made. Each message says what to do, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// No area has this code.
    #[error("no area has the code {0}; see fengsui areas export · 没有代码为 {0} 的区域，请核对")]
    Unknown(AreaId),
    /// The code has ended.
    #[error("{0} · {zh}", zh = .0.zh())]
    Ended(Box<EndedCode>),
    /// A new area takes a code that was already given.
    #[error(
        "the code {0} was given already, and codes are not used again; choose another · 代码 {0} 已使用过，不得重复使用，请另取代码"
    )]
    Taken(AreaId),
    /// A split into fewer than two, or a merge of none.
    #[error(
        "a split of {0} needs two parts at least; to change its code only, merge it alone · 拆分 {0} 至少要有两个新区域；仅更换代码的，请用合并"
    )]
    TooFew(AreaId),
    /// An area stands twice in one change.
    #[error("{0} stands twice in the change; remove one · {0} 在同一变更中重复出现，请删去一处")]
    Twice(AreaId),
    /// Only some parts of a split say how many households they have.
    #[error(
        "give the households of all parts of {0}, or of none: they are the weights by which old reports are shared · {0} 拆分后的各区域须全部填写户数或全部不填，户数是分摊历史数据的权重"
    )]
    Households(AreaId),
    /// An area below a split one comes to no part.
    #[error(
        "{child} lies in {area}, which ends; say to which part it comes (children) · {child} 属于将撤销的 {area}，请在 children 中写明划入哪个新区域"
    )]
    Orphan {
        /// The area below.
        child: AreaId,
        /// The area that is split.
        area: AreaId,
    },
    /// A part claims an area that does not lie in the split one.
    #[error(
        "{child} does not lie in {area}; remove it from the children · {child} 不属于 {area}，请从 children 中删去"
    )]
    NotBelow {
        /// The claimed area.
        child: AreaId,
        /// The area that is split.
        area: AreaId,
    },
    /// Areas of different levels cannot become one.
    #[error(
        "{0} and {1} are not of one level; merge areas of one level only · {0} 与 {1} 层级不同，只能合并同级区域"
    )]
    Levels(AreaId, AreaId),
    /// A new area has no name.
    #[error("the new area {0} needs a name · 新区域 {0} 须填写名称")]
    Nameless(AreaId),
    /// Nothing would change.
    #[error("{0} is drawn like this already; nothing to record · {0} 已是如此，无须变更")]
    Nothing(AreaId),
    /// The decision lists no change.
    #[error("the decision lists no change; add one · 未列出任何变更，请补充")]
    Empty,
    /// The day lies in the future.
    #[error("{0} lies in the future; record the change on its day · 生效日期 {0} 尚未到来，请于当日登记")]
    Future(NaiveDate),
    /// The area was changed on a later day already.
    #[error(
        "{area} was changed on {last} already; changes of one area are recorded in the order of their days · {area} 已有 {last} 的变更，同一区域的变更须按日期先后登记"
    )]
    Order {
        /// The area.
        area: AreaId,
        /// The day of its last change.
        last: NaiveDate,
    },
    /// The areas would be no tree, now or on a day in between.
    #[error("on {on} the areas would be no tree: {error} · {on} 的区域层级将不成立，请核对上级区域")]
    Tree {
        /// The day.
        on: NaiveDate,
        /// What is wrong.
        error: AreaError,
    },
}

impl ChangeError {
    /// The message in Chinese and in English, apart.
    pub fn messages(&self) -> (String, String) {
        let both = self.to_string();
        let (english, chinese) = both.split_once(" · ").unwrap_or((&both, &both));
        (chinese.to_owned(), english.to_owned())
    }
}

/// A code that is used no more, with what took its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndedCode {
    /// The code.
    pub id: AreaId,
    /// The first day without it.
    pub on: NaiveDate,
    /// How it ended.
    pub kind: ChangeKind,
    /// Code and name of what took its place.
    pub successors: Vec<(AreaId, String)>,
}

impl EndedCode {
    /// 620982001001003 已于 2025-03-01 拆分为 …
    pub fn zh(&self) -> String {
        let list: Vec<String> = self.successors.iter().map(|(id, name)| format!("{id}（{name}）")).collect();
        format!("{} 已于 {} {}为 {}，请填写现行代码", self.id, self.on, self.kind.name_zh(), list.join("、"))
    }
}

impl std::fmt::Display for EndedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list: Vec<String> = self.successors.iter().map(|(id, name)| format!("{id} ({name})")).collect();
        let how = if self.kind == ChangeKind::Split { "split" } else { "merged" };
        write!(f, "{} was {how} into {} on {}; use the code in force", self.id, list.join(", "), self.on)
    }
}

impl Change {
    /// What the change does to `areas`.
    ///
    /// # Errors
    /// [`ChangeError`] when it does not fit them.
    pub fn redraw(&self, areas: &Areas) -> Result<Redrawing, ChangeError> {
        match self {
            Self::Split { area, into } => split(areas, area, into),
            Self::Merge { areas: merged, into } => merge(areas, merged, into),
            Self::Rename { area, name } => {
                let drawn = areas.in_force(area)?;
                let name = name.trim();
                if name.is_empty() {
                    return Err(ChangeError::Nameless(area.clone()));
                }
                redrawn(drawn, Area { name: name.to_owned(), ..drawn.clone() })
            }
            Self::Reparent { area, parent } => {
                let (drawn, parent) = (areas.in_force(area)?, areas.in_force(parent)?);
                redrawn(drawn, Area { parent: Some(parent.id.clone()), ..drawn.clone() })
            }
        }
    }
}

fn redrawn(before: &Area, after: Area) -> Result<Redrawing, ChangeError> {
    if *before == after {
        return Err(ChangeError::Nothing(after.id));
    }
    Ok(Redrawing { before: vec![before.clone()], after: vec![after], shares: Vec::new() })
}

fn split(areas: &Areas, id: &AreaId, parts: &[Part]) -> Result<Redrawing, ChangeError> {
    let whole = areas.in_force(id)?;
    if parts.len() < 2 {
        return Err(ChangeError::TooFew(id.clone()));
    }
    let mut drawing = Redrawing { before: vec![whole.clone()], ..Redrawing::default() };
    for (number, part) in parts.iter().enumerate() {
        if parts[..number].iter().any(|other| other.id == part.id) {
            return Err(ChangeError::Twice(part.id.clone()));
        }
        let mut new = begun(areas, part, &[whole])?;
        if part.id != *id {
            new.households = part.households.unwrap_or(0);
            new.outline.clone_from(&part.outline);
        }
        drawing.after.push(new);
    }
    let weights = weights(parts).ok_or_else(|| ChangeError::Households(id.clone()))?;
    let shares = parts.iter().zip(weights).map(|(part, weight)| Share { area: part.id.clone(), weight });
    drawing.shares.push((id.clone(), shares.collect()));
    children_of_a_split(areas, whole, parts, &mut drawing)?;
    Ok(drawing)
}

/// Shares of the households; equal ones where they are not known; `None` where they are known of some parts only.
fn weights(parts: &[Part]) -> Option<Vec<f64>> {
    let known: Vec<u32> =
        parts.iter().filter_map(|part| part.households.filter(|&count| count > 0)).collect();
    let total: f64 = known.iter().copied().map(f64::from).sum();
    if known.is_empty() {
        Some(vec![1.0 / parts.len() as f64; parts.len()])
    } else if known.len() == parts.len() {
        Some(known.into_iter().map(|count| f64::from(count) / total).collect())
    } else {
        None
    }
}

fn children_of_a_split(
    areas: &Areas,
    whole: &Area,
    parts: &[Part],
    drawing: &mut Redrawing,
) -> Result<(), ChangeError> {
    let goes_on = parts.iter().any(|part| part.id == whole.id);
    for child in areas.children(&whole.id) {
        let mut takers = parts.iter().filter(|part| part.children.contains(&child.id));
        match (takers.next(), takers.next()) {
            (Some(_), Some(_)) => return Err(ChangeError::Twice(child.id.clone())),
            (Some(part), None) if part.id == whole.id => {}
            (Some(part), None) => {
                drawing.before.push(child.clone());
                drawing.after.push(Area { parent: Some(part.id.clone()), ..child.clone() });
            }
            (None, _) if goes_on => {}
            (None, _) => {
                return Err(ChangeError::Orphan { child: child.id.clone(), area: whole.id.clone() });
            }
        }
    }
    let claimed = parts.iter().flat_map(|part| &part.children);
    let stranger = claimed
        .into_iter()
        .find(|child| areas.get(child).is_none_or(|area| area.parent.as_ref() != Some(&whole.id)));
    stranger
        .map_or(Ok(()), |child| Err(ChangeError::NotBelow { child: child.clone(), area: whole.id.clone() }))
}

fn merge(areas: &Areas, ids: &[AreaId], into: &Part) -> Result<Redrawing, ChangeError> {
    let mut merged: Vec<&Area> = Vec::with_capacity(ids.len());
    for id in ids {
        let area = areas.in_force(id)?;
        if merged.iter().any(|other| other.id == *id) {
            return Err(ChangeError::Twice(id.clone()));
        }
        if let Some(first) = merged.first().filter(|first| first.level != area.level) {
            return Err(ChangeError::Levels(first.id.clone(), id.clone()));
        }
        merged.push(area);
    }
    if merged.is_empty() {
        return Err(ChangeError::Empty);
    }
    if let [alone] = merged[..]
        && alone.id == into.id
    {
        return Err(ChangeError::Nothing(into.id.clone()));
    }
    let after = begun(areas, into, &merged)?;
    let share = Share { area: into.id.clone(), weight: 1.0 };
    let mut drawing = Redrawing {
        before: merged.iter().map(|&area| area.clone()).collect(),
        after: vec![after],
        shares: ids.iter().filter(|id| **id != into.id).map(|id| (id.clone(), vec![share.clone()])).collect(),
    };
    for area in merged.iter().filter(|area| area.id != into.id) {
        for child in areas.children(&area.id) {
            drawing.before.push(child.clone());
            drawing.after.push(Area { parent: Some(into.id.clone()), ..child.clone() });
        }
    }
    Ok(drawing)
}

/// The area that a part describes, made of `origins`: what the part does not say is taken from them, first from the
/// one whose code goes on.
fn begun(areas: &Areas, part: &Part, origins: &[&Area]) -> Result<Area, ChangeError> {
    let same = origins.iter().find(|origin| origin.id == part.id);
    if same.is_none() && areas.get(&part.id).is_some() {
        return Err(ChangeError::Taken(part.id.clone()));
    }
    let name = if part.name.trim().is_empty() {
        same.map(|area| area.name.clone()).ok_or_else(|| ChangeError::Nameless(part.id.clone()))?
    } else {
        part.name.trim().to_owned()
    };
    let heir = same.unwrap_or(&origins[0]);
    let outline = if part.outline.is_empty() {
        origins.iter().flat_map(|origin| origin.outline.iter().cloned()).collect()
    } else {
        part.outline.clone()
    };
    Ok(Area {
        id: part.id.clone(),
        parent: heir.parent.clone(),
        level: heir.level,
        name,
        households: part.households.unwrap_or_else(|| origins.iter().map(|origin| origin.households).sum()),
        centre: part.centre.or_else(|| middle(origins)),
        outline,
    })
}

/// The middle of several areas: the mean of their middles, each weighing as its households.
fn middle(areas: &[&Area]) -> Option<[f64; 2]> {
    if let [alone] = areas {
        return alone.centre;
    }
    let known = || areas.iter().filter_map(|area| Some((area.centre?, f64::from(area.households.max(1)))));
    let weight: f64 = known().map(|(_, weight)| weight).sum();
    let mean = |axis: usize| known().map(|(at, weight)| at[axis] * weight).sum::<f64>() / weight;
    (weight > 0.0).then(|| [mean(0), mean(1)])
}
