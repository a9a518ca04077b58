//! The tree of areas.

use std::collections::HashMap;

use domain::{Area, AreaId, AreaLevel, Areas};
use sqlx::{Any, Executor};

use crate::{
    Store, StoreError,
    columns::{Columns, json, read_all},
};

impl Store {
    /// Keeps areas, in any order. One that is known takes the new values in its old place; a new one goes to
    /// the end. None is ever removed, because reports point at it.
    ///
    /// # Errors
    /// [`StoreError::Areas`] when the known and the given areas together are no tree; nothing is kept then.
    pub async fn put_areas(&self, areas: &[Area]) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        let mut merged = read(&mut *transaction).await?;
        let known: HashMap<AreaId, usize> =
            merged.iter().enumerate().map(|(position, area)| (area.id.clone(), position)).collect();
        let mut places = Vec::with_capacity(areas.len());
        for area in areas {
            let place = known.get(&area.id).copied().unwrap_or(merged.len());
            match merged.get_mut(place) {
                Some(kept) => *kept = area.clone(),
                None => merged.push(area.clone()),
            }
            places.push(place);
        }
        Areas::new(merged)?;
        for (area, place) in areas.iter().zip(places) {
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
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All areas, in the order in which they were first kept.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn areas(&self) -> Result<Areas, StoreError> {
        Ok(Areas::new(read(self.reading()).await?)?)
    }
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
