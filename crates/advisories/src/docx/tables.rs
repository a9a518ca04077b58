//! The two tables: the figures of a bulletin, and the form that comes back.

use docx_rs::{
    HeightRule, Paragraph, Table, TableBorder, TableBorderPosition, TableBorders, TableCell, TableLayoutType,
    TableRow, VAlignType, WidthType,
};

use super::{
    BLACK, Writer,
    page::{eighths, twips},
};
use crate::document::{Room, SlipRow};

/// Share of the width that the first column of figures has: names are longer than numbers.
const NAMES: f64 = 0.36;

/// Width of the first column of the form, in millimetres.
const LABELS: f64 = 36.0;

/// The table of figures: head, rows, total.
pub(super) fn figures(writer: &mut Writer, head: &[String], rows: &[Vec<String>], total: &[String]) -> Table {
    let all = writer.page.width();
    let names = (all as f64 * NAMES) as usize;
    let others = (all - names) / head.len().saturating_sub(1).max(1);
    let widths: Vec<usize> = (0..head.len()).map(|column| if column == 0 { names } else { others }).collect();
    let mut lines = vec![row(writer, head, &widths, |_| "TableHead")];
    for cells in rows {
        lines.push(row(
            writer,
            cells,
            &widths,
            |column| if column == 0 { "TableName" } else { "TableFigure" },
        ));
    }
    lines.push(row(writer, total, &widths, |_| "TableHead"));
    framed(lines, widths, 0.2)
}

/// The form: what is asked, and room for the answer.
pub(super) fn slip(writer: &mut Writer, rows: &[SlipRow]) -> Table {
    let labels = twips(LABELS) as usize;
    let widths = vec![labels, writer.page.width() - labels];
    let lines = rows.iter().map(|SlipRow { label, text, room }| {
        let (millimetres, align) = match room {
            Room::Printed => (12.5, VAlignType::Center),
            Room::Line => (14.0, VAlignType::Center),
            Room::Sentences => (62.0, VAlignType::Top),
        };
        let label = cell(writer.text("SlipLabel", label), widths[0]).vertical_align(VAlignType::Center);
        let text = cell(writer.text("SlipText", text), widths[1]).vertical_align(align);
        let height = twips(millimetres) as f32;
        TableRow::new(vec![label, text]).row_height(height).height_rule(HeightRule::AtLeast).cant_split()
    });
    let lines = lines.collect();
    framed(lines, widths, 0.25)
}

fn row(
    writer: &mut Writer,
    cells: &[String],
    widths: &[usize],
    style: fn(usize) -> &'static str,
) -> TableRow {
    let cells = cells.iter().zip(widths).enumerate();
    let cells = cells.map(|(column, (text, width))| cell(writer.text(style(column), text), *width));
    TableRow::new(cells.collect()).cant_split()
}

fn cell(paragraph: Paragraph, width: usize) -> TableCell {
    TableCell::new().add_paragraph(paragraph).width(width, WidthType::Dxa)
}

/// A table of fixed columns with lines of one thickness, in millimetres.
fn framed(rows: Vec<TableRow>, widths: Vec<usize>, thick: f64) -> Table {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    let borders = [Top, Right, Bottom, Left, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |all, side| {
            all.set(TableBorder::new(side).size(eighths(thick)).color(BLACK))
        });
    let width = widths.iter().sum();
    Table::new(rows)
        .set_grid(widths)
        .width(width, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .set_borders(borders)
}
