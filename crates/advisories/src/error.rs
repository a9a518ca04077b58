//! What is wrong with the rules, the routing table, or what pages are set with, and what to do about it.

use domain::CommitteeId;

/// Why a routing table is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutesError {
    /// Two committees share an id.
    #[error("committee {0} is listed twice; remove one of the two entries (机构 {0} 重复，请删去其一)")]
    DuplicateCommittee(CommitteeId),
    /// A route names a committee that is not listed.
    #[error(
        "route {route} names the committee {committee}, which is not listed{}; add a [[committee]] with this id or \
         correct the route (第 {route} 条路由所列机构 {committee} 不存在，请补充机构或改正编号)",
        nearest.as_ref().map(|id| format!(" (did you mean {id}?)")).unwrap_or_default()
    )]
    UnknownCommittee {
        /// The position of the route, counted from 1.
        route: usize,
        /// The id that is not listed.
        committee: CommitteeId,
        /// The listed id that looks most like it.
        nearest: Option<CommitteeId>,
    },
    /// The hours of a committee are none.
    #[error(
        "the hours of {0} must be two full hours from 0 to 24, for example [8, 18] (机构 {0} 的值守时段须为 0 至 24 的两个整点)"
    )]
    Hours(CommitteeId),
    /// A stand-in is not listed, or is the committee itself.
    #[error(
        "{committee} has the stand-in {stand_in}, which is not another listed committee (机构 {committee} 的代收机构 {stand_in} 不存在或为其本身)"
    )]
    StandIn {
        /// The committee.
        committee: CommitteeId,
        /// What stands there.
        stand_in: CommitteeId,
    },
    /// A route names nobody.
    #[error(
        "route {0} has neither a lead nor copies; name a committee or remove the route \
         (第 {0} 条路由既无主送也无抄送，请填写机构或删去该条)"
    )]
    Empty(usize),
    /// An advice has no measure.
    #[error(
        "advice {0} has no measures; write at least one or remove the entry (第 {0} 条建议没有内容，请补充或删去)"
    )]
    NoMeasures(usize),
}

/// Why a set of rules is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A sensitive window names an event that the calendar does not have.
    #[error(
        "the rules name the event {event}, which the calendar does not have; use one of: {known} \
         (规则所列时段 {event} 不在日历中，可用：{known})"
    )]
    UnknownEvent {
        /// The key that is not known.
        event: String,
        /// The keys that are.
        known: String,
    },
    /// A number that would stop everything or loop for ever.
    #[error("{field} must be at least 1; set it or leave it out for the default ({field} 不得小于 1)")]
    Zero {
        /// Name of the field.
        field: &'static str,
    },
}

/// Why a document could not be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    /// There is no Chinese font.
    #[error(
        "no Chinese font was found in {folders}; install one with `apt-get install fonts-noto-cjk` and try again \
         (在 {folders} 中没有找到中文字体，请执行 apt-get install fonts-noto-cjk 后重试)"
    )]
    NoFont {
        /// Where it was looked for.
        folders: String,
    },
    /// A template cannot be read.
    #[error(
        "the template {file} cannot be read: {reason}; correct [documents] templates or the file \
         (模板 {file} 无法读取：{reason}，请检查 [documents] templates 或该文件)"
    )]
    Unreadable {
        /// The file or folder.
        file: String,
        /// What the system said.
        reason: String,
    },
    /// A template has a mistake.
    #[error(
        "a template of documents has a mistake: {0}; correct it, or remove it from the folder to use the one that \
         came with the program (公文模板有误：{0}，请改正，或移出模板文件夹以恢复自带模板)"
    )]
    Template(String),
    /// A kept document cannot be read.
    #[error(
        "the frozen document cannot be read: {0}; restore the database from a backup (冻结的公文数据无法读取：{0})"
    )]
    Frozen(String),
    /// No document was given.
    #[error("there is no document to print (没有可打印的文件)")]
    Nothing,
    /// A picture or a file could not be put together.
    #[error("the document could not be written: {0} (文件生成失败：{0})")]
    Unwritten(String),
}
