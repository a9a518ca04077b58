//! Workbooks to fill in: the headings that are recognised, lists to choose from, and a line that says how.

use std::collections::BTreeMap;

use domain::{Scale, Taxonomy};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, Formula, Workbook,
    Worksheet,
};
use serde::Deserialize;

use crate::{error::WorkbookError, field::Field, headings::Headings};

/// Rows of a template that are made ready; further ones are read as well.
const READY: u32 = 2_000;

/// The row of the headings; the hint stands above it.
const HEADER: u32 = 1;

const HINT: &str = "带 * 的列必填。日期写成 2025-06-03；类别、渠道、规模从下拉列表中选择。请不要填写姓名、证件号码和电话：系统不收集个人信息。\n\
    Fill in the columns with *. Choose category, channel and scale from their lists. No names, id numbers or telephones.";

/// The sheet that holds the lists; it is hidden, and passed over when the workbook is imported.
const LISTS: &str = "选项 lists";

/// A template as `config/headings.toml` describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TemplateTable {
    title: String,
    headings: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
}

/// The templates by their kind.
pub(crate) type Templates = BTreeMap<String, TemplateTable>;

impl Headings {
    /// The kinds of [`template`](Self::template).
    pub fn template_kinds(&self) -> impl Iterator<Item = &str> {
        self.templates().keys().map(String::as_str)
    }

    /// A workbook (.xlsx) to fill in, of this kind; `None` when there is no such kind.
    ///
    /// # Errors
    /// [`WorkbookError`] when a list or a heading cannot be written.
    pub fn template(&self, kind: &str, taxonomy: &Taxonomy) -> Result<Option<Vec<u8>>, WorkbookError> {
        let Some(table) = self.templates().get(kind) else { return Ok(None) };
        let mut book = Workbook::new();
        // The same template is the same bytes, whenever it is made.
        let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
        book.set_properties(
            &rust_xlsxwriter::DocProperties::new().set_title(&table.title).set_creation_datetime(&made),
        );
        let mut lists = Worksheet::new();
        lists.set_name(LISTS)?.set_hidden(true);
        let sheet = book.add_worksheet();
        sheet.set_name("填报 report")?.set_freeze_panes(HEADER + 1, 0)?;
        let last = table.headings.len().saturating_sub(1) as u16;
        let hint =
            Format::new().set_text_wrap().set_align(FormatAlign::Top).set_font_color(Color::RGB(0x0059_5959));
        sheet
            .merge_range(0, 0, 0, last, &format!("{}\n{HINT}", table.title), &hint)?
            .set_row_height(0, 62)?;
        for (column, heading) in (0..).zip(&table.headings) {
            self.column(sheet, column, heading)?;
            let choices = match self.field_of(heading) {
                Some(Field::Category) if table.categories.is_empty() => {
                    let kinds = taxonomy.all().iter();
                    kinds.map(|kind| format!("{} {}", kind.code, kind.name_zh)).collect()
                }
                Some(Field::Category) => table.categories.clone(),
                Some(field @ Field::Channel) => self.words_for(field),
                Some(field @ Field::Scale) => self.words_for(field),
                _ => continue,
            };
            choose(sheet, &mut lists, column, &choices)?;
        }
        book.push_worksheet(lists);
        Ok(Some(book.save_to_buffer()?))
    }

    /// Heading, width and form of a column.
    fn column(&self, sheet: &mut Worksheet, column: u16, heading: &str) -> Result<(), WorkbookError> {
        let field = self.field_of(heading);
        let form = match field {
            Some(Field::OccurredOn | Field::ReportedAt) => Format::new().set_num_format("yyyy-mm-dd"),
            Some(Field::People | Field::AmountYuan) => Format::new(),
            // As text, so that codes keep their zeros and long numbers their last digits.
            _ => Format::new().set_num_format("@").set_text_wrap(),
        };
        let width = match field {
            Some(Field::Summary) => 60.0,
            Some(Field::Area | Field::Category | Field::SourceId) => 22.0,
            _ => 14.0,
        };
        let bold = Format::new().set_bold().set_background_color(Color::RGB(0x00dd_ebf7));
        sheet.set_column_format(column, &form)?.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER, column, heading, &bold)?;
        Ok(())
    }

    /// One word for each value of a field, the first that is listed.
    fn words_for(&self, field: Field) -> Vec<String> {
        let values: Vec<&str> = match field {
            Field::Scale => Scale::ALL.iter().map(|scale| scale.as_str()).collect(),
            _ => domain::Channel::ALL.iter().map(|channel| channel.as_str()).collect(),
        };
        let words = self.values(field);
        let shown = |value: &&str| {
            let of_value =
                words.into_iter().flatten().filter(|(_, ours)| ours.as_str() == *value).map(|(word, _)| word);
            // The longest is the official one: 个体性事件 beside 个体.
            of_value
                .max_by_key(|word| (word.chars().count(), word.as_str()))
                .cloned()
                .unwrap_or_else(|| (*value).to_owned())
        };
        values.iter().map(shown).collect()
    }
}

/// Lets the cells of a column be chosen from a list; other words are warned of, not forbidden: the import says what
/// it makes of them.
fn choose(
    sheet: &mut Worksheet,
    lists: &mut Worksheet,
    column: u16,
    choices: &[String],
) -> Result<(), WorkbookError> {
    for (row, choice) in (0..).zip(choices) {
        lists.write_string(row, column, choice)?;
    }
    let letter = rust_xlsxwriter::utility::column_number_to_name(column);
    let range = format!("='{LISTS}'!${letter}$1:${letter}${}", choices.len());
    let list = DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("不在列表中 · not in the list")?
        .set_error_message("请从下拉列表中选择 · choose from the list")?;
    sheet.add_data_validation(HEADER + 1, column, HEADER + READY, column, &list)?;
    Ok(())
}
