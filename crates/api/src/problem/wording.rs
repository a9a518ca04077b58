//! The words of each problem, in Chinese and English: its title, what happened, and what to do.

use domain::{AdvisoryState, Role};

use super::Problem;
use crate::language::Language;

/// A title or a detail in both languages.
pub(super) struct Said<T> {
    zh: T,
    en: T,
}

impl<T> Said<T> {
    pub(super) fn in_language(self, language: Language) -> T {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

fn said(zh: &str, en: &str) -> Said<String> {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

impl Problem {
    /// The stable name and the title.
    pub(super) fn title(&self) -> (&'static str, Said<&'static str>) {
        let (name, zh, en) = match self {
            Self::Unauthenticated => ("unauthenticated", "未登录或口令无效", "not signed in"),
            Self::Role(_) => ("role", "无此权限", "not permitted for this role"),
            Self::Territory => ("territory", "超出辖区范围", "outside your territory"),
            Self::NotFound => ("not-found", "未找到记录", "not found"),
            Self::NoRoute => ("no-such-address", "地址不存在", "no such address"),
            Self::Method => ("method", "请求方式不受支持", "method not allowed"),
            Self::TooLarge { .. } => ("too-large", "提交内容过大", "body too large"),
            Self::TooManyRows { .. } => ("too-many-rows", "提交条数过多", "too many rows"),
            Self::MediaType { .. } => ("media-type", "内容格式不受支持", "unsupported content type"),
            Self::Unreadable(_) => ("unreadable", "请求无法读取", "request cannot be read"),
            Self::Invalid(_) => ("invalid", "填报内容有误", "fields are wrong"),
            Self::Conflict => ("conflict", "编号已被占用", "id already used"),
            Self::Closed => ("closed", "已经办结", "settled already"),
            Self::Corrected(_) => ("corrected", "更正稿已在拟制", "a correction has begun"),
            Self::Moved { .. } => ("moved", "内容已有更新", "the report has changed"),
            Self::Step(_) => ("step", "当前状态不能办理此步骤", "step not possible now"),
            Self::NoDocument => ("no-document", "没有可转换的公文数据", "only the page was kept"),
            Self::Full => ("disk-full", "服务器磁盘已满", "the server's disk is full"),
            Self::Busy => ("busy", "系统繁忙", "busy"),
            Self::NotReady { .. } => ("not-ready", "系统尚未就绪", "not ready"),
            Self::TooSlow => ("too-slow", "处理超时", "took too long"),
            Self::Store(_) | Self::Fault(_) => ("fault", "系统故障", "internal fault"),
        };
        (name, Said { zh, en })
    }

    /// What happened and what to do.
    pub(super) fn detail(&self) -> Said<String> {
        match self {
            Self::Unauthenticated => said(
                "请使用县综治中心发放的口令访问；口令遗失或停用的，请重新申领。",
                "send the token you were given as `Authorization: Bearer …`; ask the administrator for a new one if it was lost or withdrawn",
            ),
            Self::Role(role) => Said {
                zh: format!("当前身份为“{}”，不能办理此事项；确需办理的，请联系管理员。", role_zh(*role)),
                en: format!(
                    "the role {} may not do this; ask the administrator if you need it",
                    role.as_str()
                ),
            },
            Self::Territory => said(
                "该事项不属于本辖区，请向属地单位或县级综治中心了解。",
                "this lies outside the area your token is bound to; ask the unit it belongs to",
            ),
            Self::NotFound => said("没有该编号的记录，请核对后重试。", "nothing has this id; check it"),
            Self::NoRoute => said(
                "请核对访问地址；全部接口见 /openapi.json。",
                "check the address; all of them are listed in /openapi.json",
            ),
            Self::Method => said(
                "该地址不接受此请求方式，可用方式见 Allow 响应头。",
                "this address does not take that method; see the Allow header",
            ),
            Self::TooLarge { limit } => {
                let megabytes = limit / (1024 * 1024);
                Said {
                    zh: format!("单次提交不得超过 {megabytes} MB，请分批提交。"),
                    en: format!("send at most {megabytes} MB at once; split the batch"),
                }
            }
            Self::TooManyRows { limit } => Said {
                zh: format!("单次提交不得超过 {limit} 条，请分批提交；本次内容均未入库。"),
                en: format!("send at most {limit} rows at once; split the batch, none of it was kept"),
            },
            Self::MediaType { allowed } => Said {
                zh: format!("请将 Content-Type 设为以下之一：{allowed}。"),
                en: format!("set Content-Type to one of: {allowed}"),
            },
            Self::Unreadable(why) => Said {
                zh: format!("请求内容无法识别（{why}），请检查格式。"),
                en: format!("the request cannot be read ({why}); check its format"),
            },
            Self::Invalid(errors) => Said {
                zh: format!("共有 {} 处需要修改，详见 errors。", errors.len()),
                en: format!("{} to correct; see errors", count(errors.len(), "thing")),
            },
            Self::Conflict => said(
                "同一编号下已有内容不同的事件。原记录未改动，本次内容已留存，由分析员核定；如系更正，请以 base 注明所更正的版次。",
                "another report with other content has this id and stands; this one is kept as a conflict for an analyst. A correction names in `base` the revision that it corrects",
            ),
            Self::Closed => said(
                "该条已由他人办结，请刷新查看结果。",
                "somebody has settled this already; reload to see how",
            ),
            Self::Corrected(id) => Said {
                zh: format!("该文书的更正稿已在拟制（{id}），请在该稿上修改；如不需要，请先将其设为不采纳。"),
                en: format!(
                    "its correction is being drafted already ({id}): revise that one, or dismiss it first"
                ),
            },
            Self::Moved { found } => Said {
                zh: format!("现行版本已为第 {found} 版，请刷新核对后再办理；本次未作改动。"),
                en: format!("revision {found} stands by now and nothing was changed; reload and look again"),
            },
            Self::Step(step) => Said {
                zh: format!(
                    "该文书当前状态为“{}”，不能转为“{}”。请刷新后查看最新状态。",
                    state_zh(step.from),
                    state_zh(step.to)
                ),
                en: format!("{step}; reload to see where it stands"),
            },
            Self::NoDocument => said(
                "该件形成时系统尚未留存公文数据，只有网页版式；请去掉 format 参数查看或打印网页。",
                "this was made before documents were kept beside their pages; leave `format` out and print the page",
            ),
            Self::Full => said(
                "磁盘已满，本次提交未保存，已登记的数据不受影响。请保留内容稍后重试，并告知系统管理员清理磁盘；腾出空间后无需重启。",
                "nothing of this request was kept, and what was kept before is safe; keep it, try again later, and tell \
                 the operator to make room; nothing needs to be restarted",
            ),
            Self::Busy => said(
                "当前提交较多，内容尚未收下，请稍后重试；重复提交不会重复登记。",
                "too many are writing at once and this was not taken; try again later, a repeat is harmless",
            ),
            Self::NotReady { zh, en } => said(zh, en),
            Self::TooSlow => said(
                "处理时间过长，已中止；请缩小范围或稍后重试，重复提交不会重复登记。",
                "this took too long and was given up; ask for less or try again, a repeat is harmless",
            ),
            Self::Store(_) | Self::Fault(_) => said(
                "系统内部出错，已记录在案。请将 instance 中的编号告知管理员。",
                "something failed on our side and was logged; give the administrator the id in `instance`",
            ),
        }
    }
}

/// `1 thing`, `2 things`.
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The role as the county calls it.
fn role_zh(role: Role) -> &'static str {
    match role {
        Role::GridWorker => "网格员",
        Role::Town => "镇综治中心",
        Role::Analyst => "分析员",
        Role::Admin => "管理员",
    }
}

/// The state of an advisory as the county calls it.
fn state_zh(state: AdvisoryState) -> &'static str {
    match state {
        AdvisoryState::Draft => "草拟",
        AdvisoryState::Dismissed => "不予采用",
        AdvisoryState::Confirmed => "已确认",
        AdvisoryState::Issued => "已印发",
        AdvisoryState::Delivered => "已送达",
        AdvisoryState::Acknowledged => "已签收",
        AdvisoryState::Answered => "已反馈",
        AdvisoryState::Closed => "已办结",
        AdvisoryState::Withdrawn => "已撤回",
    }
}
