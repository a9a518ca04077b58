//! The fonts that the standard names, and what stands in for each where it is not installed.

/// 正文
pub(super) const FANGSONG: &str = "仿宋_GB2312";
/// 标题
pub(super) const BIAOSONG: &str = "方正小标宋简体";
/// 一级标题
pub(super) const HEI: &str = "黑体";
/// 二级标题
pub(super) const KAI: &str = "楷体_GB2312";
/// 页码和附注
pub(super) const SONG: &str = "宋体";

/// A font, its substitutes, and its class. Word and LibreOffice take the first substitute that they have.
const TABLE: [(&str, &str, &str); 5] = [
    (FANGSONG, "FangSong_GB2312,仿宋,FangSong,STFangsong,Noto Serif CJK SC,Source Han Serif SC", "modern"),
    (
        BIAOSONG,
        "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,Noto Serif CJK SC,Source Han Serif SC",
        "roman",
    ),
    (HEI, "SimHei,STHeiti,Noto Sans CJK SC,Source Han Sans SC", "swiss"),
    (KAI, "KaiTi_GB2312,楷体,KaiTi,STKaiti,Noto Serif CJK SC,Source Han Serif SC", "modern"),
    (SONG, "SimSun,STSong,Noto Serif CJK SC,Source Han Serif SC", "roman"),
];

/// `word/fontTable.xml`; the library's own table knows no substitutes. Character set 86 is GB 2312.
pub(super) fn table() -> String {
    let fonts: String = TABLE
        .iter()
        .map(|(name, others, class)| {
            format!(
                "<w:font w:name=\"{name}\"><w:altName w:val=\"{others}\"/><w:charset w:val=\"86\"/>\
                 <w:family w:val=\"{class}\"/><w:pitch w:val=\"default\"/></w:font>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:fonts xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{fonts}</w:fonts>"
    )
}
