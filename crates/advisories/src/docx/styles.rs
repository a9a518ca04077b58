//! The named styles of a file: what a clerk changes in one place.

use docx_rs::{AlignmentType, Docx, RunFonts, SpecialIndentType, Style, StyleType, Tab, TabValueType};
use domain::RiskLevel;

use super::{RED, fonts, page::Page};
use crate::document::Layout;

/// The colour of a level, as in the style sheet of the pages.
pub(super) fn colour(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Blue => "1F4E9C",
        RiskLevel::Yellow => "8A6A00",
        RiskLevel::Orange => "C55A11",
        RiskLevel::Red => RED,
    }
}

/// One paragraph style: what it is called, its font, its size and line in points, and the room before and after it.
struct Look {
    id: &'static str,
    name: &'static str,
    font: &'static str,
    size: f64,
    line: f64,
    before: f64,
    after: f64,
    align: AlignmentType,
    /// First line indented by so many characters; a negative number hangs the others.
    indent: f64,
    red: bool,
}

const fn look(id: &'static str, name: &'static str, font: &'static str, size: f64, line: f64) -> Look {
    Look {
        id,
        name,
        font,
        size,
        line,
        before: 0.0,
        after: 0.0,
        align: AlignmentType::Both,
        indent: 0.0,
        red: false,
    }
}

impl Look {
    const fn room(self, before: f64, after: f64) -> Self {
        Self { before, after, ..self }
    }

    const fn align(self, align: AlignmentType) -> Self {
        Self { align, ..self }
    }

    const fn indent(self, indent: f64) -> Self {
        Self { indent, ..self }
    }

    const fn red(self) -> Self {
        Self { red: true, ..self }
    }

    fn style(self, page: &Page) -> Style {
        // Type of the body's size stands as close as the body; lines that are no line of the page are not drawn to one.
        let body = self.size == page.size;
        let cell = if body { page.cell } else { self.size };
        let mut style = Style::new(self.id, StyleType::Paragraph)
            .name(self.name)
            .based_on("Normal")
            .fonts(face(self.font))
            .size((self.size * 2.0).round() as usize)
            .align(self.align)
            .line_spacing(Page::spacing(self.line, self.before, self.after))
            .snap_to_grid(self.line == page.pitch);
        if self.red {
            style = style.color(RED);
        }
        if body && page.closer() != 0 {
            style.run_property = style.run_property.character_spacing(page.closer());
        }
        let twips = (self.indent.abs() * cell * 20.0) as i32;
        if self.indent > 0.0 {
            style.indent(None, Some(SpecialIndentType::FirstLine(twips)), None, None)
        } else if self.indent < 0.0 {
            style.indent(Some(twips), Some(SpecialIndentType::Hanging(twips)), None, None)
        } else {
            style
        }
    }
}

/// Adds the styles of a layout.
pub(super) fn add(docx: Docx, page: &Page) -> Docx {
    let looks = match page.layout {
        Layout::Letter => letter(page),
        Layout::Bulletin => bulletin(page),
        Layout::Report => report(page),
    };
    let defaults = docx
        .default_fonts(face(fonts::FANGSONG))
        .default_size((page.size * 2.0) as usize)
        .default_line_spacing(Page::spacing(page.pitch, 0.0, 0.0));
    let second = Style::new("Heading2Run", StyleType::Character).name("二级标题").fonts(face(fonts::KAI));
    let with_tab = |mut style: Style| {
        if ["Marks", "Edited", "Imprint"].contains(&style.style_id.as_str()) {
            let tab = Tab::new().val(TabValueType::Right).pos(page.width());
            style.paragraph_property = style.paragraph_property.add_tab(tab);
        }
        if style.style_id == "Heading1" { style.outline_lvl(0) } else { style }
    };
    let styles = looks.into_iter().map(|look| with_tab(look.style(page)));
    styles.fold(defaults, Docx::add_style).add_style(second)
}

fn letter(page: &Page) -> Vec<Look> {
    use AlignmentType::{Center, Left, Right};
    use fonts::{BIAOSONG, FANGSONG, HEI, SONG};
    let Page { size, pitch, .. } = *page;
    vec![
        look("BodyText", "公文正文", FANGSONG, size, pitch).indent(2.0),
        look("Marks", "公文标识", HEI, size, pitch).align(Left),
        // Its upper edge is 35 mm (99.2 pt) under that of the type area; the line of the marks is above it.
        look("Office", "发文机关标志", BIAOSONG, 31.0, 40.0).room(66.0, 0.0).align(Center).red(),
        look("Number", "发文字号", FANGSONG, size, pitch).room(2.0 * pitch, 0.0).align(Center),
        // 4 mm (11.3 pt) under the characters of the number, which stand in the middle of their line.
        look("Rule", "分隔线", FANGSONG, 2.0, 5.0).align(Left),
        look("Title", "公文标题", BIAOSONG, 22.0, 32.0).room(2.0 * pitch, pitch).align(Center),
        look("SlipTitle", "附件标题", BIAOSONG, 22.0, 32.0).room(pitch, pitch).align(Center),
        look("Addressee", "主送机关", FANGSONG, size, pitch).align(Left),
        look("Heading1", "一级标题", HEI, size, pitch).indent(2.0),
        look("Caption", "图注", HEI, 10.5, 16.0).room(0.0, 6.0).align(Center),
        look("Attachment", "附件说明", FANGSONG, size, pitch).room(pitch, 0.0).indent(2.0),
        look("Signature", "发文机关署名", FANGSONG, size, pitch).room(2.0 * pitch, 0.0).align(Center),
        look("Date", "成文日期", FANGSONG, size, pitch).align(Center),
        look("Note", "附注", SONG, 9.0, 13.0).room(pitch, 17.0).align(Left),
        look("Copies", "抄送机关", FANGSONG, 14.0, 24.0).indent(-3.0).align(Left),
        look("Imprint", "印发机关", FANGSONG, 14.0, 24.0).align(Left),
        look("Mark", "附件", HEI, size, pitch).align(Left),
        look("SlipLabel", "回执项目", HEI, 14.0, 24.0).align(Center),
        look("SlipText", "回执内容", FANGSONG, 14.0, 24.0).align(Left),
        look("Remark", "回执说明", FANGSONG, 12.0, 20.0).room(11.0, 0.0),
        look("PageNumber", "页码", SONG, 14.0, 20.0).align(Right),
        look("PageNumberEven", "双页码", SONG, 14.0, 20.0).align(Left),
    ]
}

fn bulletin(page: &Page) -> Vec<Look> {
    use AlignmentType::{Center, Left};
    use fonts::{BIAOSONG, FANGSONG, HEI, SONG};
    let Page { size, pitch, .. } = *page;
    vec![
        look("BodyText", "简报正文", FANGSONG, size, pitch).indent(2.0),
        look("Marks", "简报标识", HEI, 10.5, pitch).align(Left),
        look("Masthead", "简报名称", BIAOSONG, 30.0, 38.0).align(Center).red(),
        look("Issue", "期号", FANGSONG, 13.0, 20.0).align(Center),
        look("Edited", "编印单位", FANGSONG, size, pitch).room(6.0, 0.0).align(Left),
        look("Rule", "分隔线", FANGSONG, 2.0, 5.0).room(0.0, 7.0).align(Left),
        look("Heading1", "一级标题", HEI, size, 18.0).indent(2.0),
        look("TableHead", "表头", HEI, 10.5, 14.0).align(Center),
        look("TableName", "表中类别", FANGSONG, 10.5, 14.0).align(Left),
        look("TableFigure", "表中数字", FANGSONG, 10.5, 14.0).align(Center),
        look("Note", "附注", SONG, 8.5, 11.0).room(6.0, 0.0).align(Left),
    ]
}

/// The styles of a letter, and those of a bulletin that a letter has not.
fn report(page: &Page) -> Vec<Look> {
    use AlignmentType::{Center, Left};
    use fonts::{BIAOSONG, FANGSONG, HEI};
    let Page { size, pitch, .. } = *page;
    let head = vec![
        look("Masthead", "报告名称", BIAOSONG, 30.0, 38.0).room(pitch, 0.0).align(Center).red(),
        look("Issue", "期号", FANGSONG, size, pitch).align(Center),
        look("Edited", "编印单位", FANGSONG, size, pitch).align(Left),
        look("TableHead", "表头", HEI, 12.0, 18.0).align(Center),
        look("TableName", "表中类别", FANGSONG, 12.0, 18.0).align(Left),
        look("TableFigure", "表中数字", FANGSONG, 12.0, 18.0).align(Center),
    ];
    letter(page).into_iter().chain(head).collect()
}

/// A Chinese font for all that is set in it: its own digits and letters too.
fn face(font: &str) -> RunFonts {
    RunFonts::new().ascii(font).hi_ansi(font).east_asia(font).cs(font)
}
