//! The tree of areas, and how it was redrawn.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Area, AreaChange, AreaHistory, AreaId, AreaLevel, Areas, Decision};
use sqlx::{Any, AnyConnection, Executor};

use crate::{
    Store, StoreError,
    columns::{Columns, json, micros, read_all},
    journal::{self, Step},
};

impl Store {
    /// Keeps areas, in any order. One that is known takes the new values in its old place: a correction of what was
    /// wrong all along. A new one goes to the end. None is ever removed, because reports point at it.
    ///
    /// # Errors
    /// [`StoreError::Areas`] when the known and the given areas together are no tree; [`StoreError::Change`] when a
    /// code has ended; [`StoreError::Redrawn`] when a recorded change says otherwise. Nothing is kept then.
    pub async fn put_areas(&self, areas: &[Area]) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        let history = history(&mut transaction).await?;
        refuse_against_changes(&history, areas)?;
        let mut last = history.last().to_vec();
        let known: HashMap<AreaId, usize> =
            last.iter().enumerate().map(|(position, area)| (area.id.clone(), position)).collect();
        let mut places = Vec::with_capacity(areas.len());
        for area in areas {
            let place = known.get(&area.id).copied().unwrap_or(last.len());
            match last.get_mut(place) {
                Some(kept) => *kept = area.clone(),
                None => last.push(area.clone()),
            }
            places.push(place);
        }
        AreaHistory::new(last, history.changes().to_vec()).present()?;
        for (area, place) in areas.iter().zip(places) {
            write(&mut transaction, area, place).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All areas in force, in the order in which they were first kept, with what is known of codes that ended.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn areas(&self) -> Result<Areas, StoreError> {
        Ok(self.area_history().await?.present()?)
    }

    /// All drawings of the county.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn area_history(&self) -> Result<AreaHistory, StoreError> {
        // An area without the change that ended it would be in force.
        history(&mut *self.reading_one_state().await?).await
    }

    /// Records what a county decided about its areas, on the local day `today`, and returns the changes that are new.
    /// Drawings, changes and journal are written in one transaction; a repeat adds nothing.
    ///
    /// # Errors
    /// [`StoreError::Change`] when a change cannot be made; none is recorded then.
    pub async fn redraw_areas(
        &self,
        decision: &Decision,
        today: NaiveDate,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<AreaChange>, StoreError> {
        let mut transaction = self.writing().await?;
        // Two decisions at once would take each other's number: the unique number lets the second one fail whole.
        let mut history = history(&mut transaction).await?;
        let recorded = history.changes().len();
        let new = history.decide(decision, today, at)?;
        let drawn: Vec<&AreaId> = new
            .iter()
            .flat_map(|change| change.drawing.before.iter().chain(&change.drawing.after))
            .map(|area| &area.id)
            .collect();
        for (place, area) in history.last().iter().enumerate().filter(|(_, area)| drawn.contains(&&area.id)) {
            write(&mut transaction, area, place).await?;
        }
        for (number, change) in (recorded + 1..).zip(&new) {
            record(&mut transaction, number, change).await?;
            let step = Step { at, by, step: "redrawn", why: &change.why };
            journal::write(&mut transaction, change.id, step).await?;
        }
        transaction.commit().await?;
        Ok(new)
    }
}

/// An import is a correction, never a change: a file made before a change must not undo it in silence.
fn refuse_against_changes(history: &AreaHistory, areas: &[Area]) -> Result<(), StoreError> {
    if history.changes().is_empty() {
        return Ok(());
    }
    let present = history.present()?;
    for area in areas {
        if let Some(ended) = present.ended(&area.id) {
            return Err(domain::ChangeError::Ended(Box::new(ended)).into());
        }
        let drew = |change: &&AreaChange| change.drawing.after.iter().any(|drawn| drawn.id == area.id);
        let (Some(kept), Some(change)) = (present.get(&area.id), history.changes().iter().rev().find(drew))
        else {
            continue;
        };
        if kept.name != area.name || kept.parent != area.parent || kept.level != area.level {
            return Err(StoreError::Redrawn { area: area.id.clone(), on: change.on });
        }
    }
    Ok(())
}

async fn write(connection: &mut AnyConnection, area: &Area, place: usize) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO area (id, parent, level, name, households, centre, outline, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET
             parent = excluded.parent, level = excluded.level, name = excluded.name,
             households = excluded.households, centre = excluded.centre, outline = excluded.outline",
    )
    .bind(area.id.as_str())
    .bind(area.parent.as_ref().map(|parent| parent.as_str().to_owned()))
    .bind(area.level.as_str())
    .bind(&area.name)
    .bind(i64::from(area.households))
    .bind(area.centre.as_ref().map(json).transpose()?)
    .bind(json(&area.outline)?)
    .bind(place as i64)
    .execute(connection)
    .await?;
    Ok(())
}

async fn record(
    connection: &mut AnyConnection,
    number: usize,
    change: &AreaChange,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO area_change (id, number, held_from, recorded_at, why, asked, drawing)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(change.id.to_string())
    .bind(number as i64)
    .bind(change.on.to_string())
    .bind(micros(change.recorded_at))
    .bind(&change.why)
    .bind(json(&change.change)?)
    .bind(json(&change.drawing)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn history(connection: &mut AnyConnection) -> Result<AreaHistory, StoreError> {
    let last = read(&mut *connection).await?;
    let rows = sqlx::query(
        "SELECT id, held_from, recorded_at, why, asked, drawing FROM area_change ORDER BY number",
    )
    .fetch_all(connection)
    .await?;
    let changes = read_all(&rows, |row| {
        Ok(AreaChange {
            id: row.id("id")?,
            on: row.day("held_from")?,
            recorded_at: row.moment("recorded_at")?,
            why: row.text("why")?,
            change: row.json("asked")?,
            drawing: row.json("drawing")?,
        })
    })?;
    Ok(AreaHistory::new(last, changes))
}

async fn read(executor: impl Executor<'_, Database = Any>) -> Result<Vec<Area>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, parent, level, name, households, centre, outline FROM area ORDER BY position, id",
    )
    .fetch_all(executor)
    .await?;
    read_all(&rows, area)
}

fn area(row: Columns<'_>) -> Result<Area, StoreError> {
    Ok(Area {
        id: AreaId::new(row.text("id")?),
        parent: row.maybe_text("parent")?.map(AreaId::new),
        level: row.word("level", AreaLevel::parse)?,
        name: row.text("name")?,
        households: row.number("households")?,
        centre: row.maybe_json("centre")?,
        outline: row.json("outline")?,
    })
}
