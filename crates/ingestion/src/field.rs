//! The fields of a report as they are named on the wire, and those that only a file of another system has.

use serde::Deserialize;

/// A field that a row can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    Id,
    Area,
    Category,
    OccurredOn,
    ReportedAt,
    Channel,
    Scale,
    People,
    AmountYuan,
    Summary,
    Tags,
    ReceivedAt,
    /// The number of the revision that the row corrects.
    Base,
    /// The id that another system gave, any text; ours is derived from it.
    SourceId,
    /// Name of the town, where places come from the file.
    Town,
    /// Name of the village inside the town.
    Village,
    /// Degrees east.
    Longitude,
    /// Degrees north.
    Latitude,
}

impl Field {
    /// How many fields there are.
    pub(crate) const COUNT: usize = Self::Latitude as usize + 1;

    /// The fields of the wire, in the order of the documentation.
    pub(crate) const WIRE: [Self; 13] = [
        Self::Id,
        Self::Area,
        Self::Category,
        Self::OccurredOn,
        Self::ReportedAt,
        Self::Channel,
        Self::Scale,
        Self::People,
        Self::AmountYuan,
        Self::Summary,
        Self::Tags,
        Self::ReceivedAt,
        Self::Base,
    ];

    /// The fields that only a file has.
    pub(crate) const FILE: [Self; 5] =
        [Self::SourceId, Self::Town, Self::Village, Self::Longitude, Self::Latitude];

    /// The name on the wire, in a CSV header and in a mapping.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Area => "area",
            Self::Category => "category",
            Self::OccurredOn => "occurred_on",
            Self::ReportedAt => "reported_at",
            Self::Channel => "channel",
            Self::Scale => "scale",
            Self::People => "people",
            Self::AmountYuan => "amount_yuan",
            Self::Summary => "summary",
            Self::Tags => "tags",
            Self::ReceivedAt => "received_at",
            Self::Base => "base",
            Self::SourceId => "source_id",
            Self::Town => "town",
            Self::Village => "village",
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
        }
    }

    /// The wire field of this name.
    pub(crate) fn on_wire(name: &str) -> Option<Self> {
        Self::WIRE.into_iter().find(|field| field.name() == name)
    }

    /// The wire field whose name is most like this one, where it is like it at all.
    pub(crate) fn nearest(name: &str) -> Option<Self> {
        // Below this similarity a proposal confuses more than it helps.
        const ALIKE: f64 = 0.75;
        Self::WIRE
            .into_iter()
            .map(|field| (field, strsim::jaro_winkler(field.name(), name)))
            .filter(|(_, likeness)| *likeness >= ALIKE)
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(field, _)| field)
    }

    /// What people call it.
    pub(crate) fn label_zh(self) -> &'static str {
        match self {
            Self::Id => "编号",
            Self::Area => "地点",
            Self::Category => "类别",
            Self::OccurredOn => "发生日期",
            Self::ReportedAt => "上报时间",
            Self::Channel => "发现渠道",
            Self::Scale => "事件规模",
            Self::People => "涉及人数",
            Self::AmountYuan => "涉及金额",
            Self::Summary => "事件简述",
            Self::Tags => "标签",
            Self::ReceivedAt => "接收时间",
            Self::Base => "更正的版次",
            Self::SourceId => "原系统编号",
            Self::Town => "乡镇",
            Self::Village => "村（社区）",
            Self::Longitude => "经度",
            Self::Latitude => "纬度",
        }
    }

    /// How to fill it, for both "absent" and "not readable": Chinese, English.
    pub(crate) fn how(self) -> (&'static str, &'static str) {
        match self {
            Self::Id => {
                ("请填写客户端生成的 UUID(第 7 版)", "send the UUID (version 7) that the client made")
            }
            Self::Area => {
                ("请填写已登记的网格编号，按文本填写", "write the code of a known grid, as text in quotes")
            }
            Self::Category => (
                "请填写类别代码或名称，如“02”或“邻里纠纷”",
                "write the code or the name of a category, as text: \"02\"",
            ),
            Self::OccurredOn => ("请按 2026-01-15 的格式填写", "write it like 2026-01-15"),
            Self::ReportedAt | Self::ReceivedAt => {
                ("请按 2026-01-15T09:30:00+08:00 的格式填写", "write it like 2026-01-15T09:30:00+08:00")
            }
            Self::Channel => (
                "请填写 patrol、public、hotline、police、petition、court、import 之一",
                "write one of patrol, public, hotline, police, petition, court, import",
            ),
            Self::Scale => (
                "请填写“01”（个体）、“02”（一般群体）或“03”（重大群体）",
                "write \"01\" (individual), \"02\" (group) or \"03\" (large group)",
            ),
            Self::People => ("请填写整数", "write a whole number"),
            Self::Base => (
                "更正时填写被更正的版次，首次填报请删去",
                "write the number of the revision that this corrects, or leave it out in a first report",
            ),
            Self::AmountYuan => {
                ("请以元为单位填写数字，如 1200.50", "write a number of yuan without commas, like 1200.50")
            }
            Self::Summary => ("请用一两句话写明经过", "say in a sentence or two what happened"),
            Self::Tags => (
                "请填写由字母、数字、下划线组成的标签，如 irrigation_water",
                "send a list of words made of letters, digits and underscores: irrigation_water",
            ),
            Self::SourceId | Self::Town | Self::Village => ("请填写文本", "write text"),
            Self::Longitude | Self::Latitude => ("请以度为单位填写数字", "write a number of degrees"),
        }
    }
}
