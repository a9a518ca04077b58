//! What is wrong with the rules or the routing table, and what to do about it.

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
