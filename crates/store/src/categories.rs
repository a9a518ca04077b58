//! The list of categories in force.

use std::collections::HashMap;

use domain::{Category, CategoryCode, Taxonomy};
use sqlx::{Any, Executor};

use crate::{
    Store, StoreError,
    columns::{Columns, read_all},
};

impl Store {
    /// Keeps categories. One that is known takes the new values in its old place; a new one goes to the end.
    /// None is ever removed, because reports point at it.
    ///
    /// # Errors
    /// [`StoreError::Taxonomy`] when a parent is missing or a new code stands twice, [`StoreError::ReservedCategory`]
    /// for the code that stands for all categories; nothing is kept then.
    pub async fn put_categories(&self, categories: &[Category]) -> Result<(), StoreError> {
        if categories.iter().any(|category| category.code.is_every()) {
            return Err(StoreError::ReservedCategory(CategoryCode::every()));
        }
        let mut transaction = self.writing().await?;
        let mut merged = read(&mut *transaction).await?;
        let known: HashMap<CategoryCode, usize> =
            merged.iter().enumerate().map(|(position, category)| (category.code.clone(), position)).collect();
        let mut places = Vec::with_capacity(categories.len());
        for category in categories {
            let place = known.get(&category.code).copied().unwrap_or(merged.len());
            match merged.get_mut(place) {
                Some(kept) => *kept = category.clone(),
                None => merged.push(category.clone()),
            }
            places.push(place);
        }
        Taxonomy::new(merged)?;
        for (category, place) in categories.iter().zip(places) {
            sqlx::query(
                "INSERT INTO category (code, parent, name_zh, name_en, restricted, position)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (code) DO UPDATE SET
                     parent = excluded.parent, name_zh = excluded.name_zh, name_en = excluded.name_en,
                     restricted = excluded.restricted",
            )
            .bind(category.code.as_str())
            .bind(category.parent.as_ref().map(|parent| parent.as_str().to_owned()))
            .bind(&category.name_zh)
            .bind(&category.name_en)
            .bind(i64::from(category.restricted))
            .bind(place as i64)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All categories, in the order in which they were first kept; without [`CategoryCode::every`], which is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn taxonomy(&self) -> Result<Taxonomy, StoreError> {
        Ok(Taxonomy::new(read(self.reading()).await?)?)
    }
}

async fn read(executor: impl Executor<'_, Database = Any>) -> Result<Vec<Category>, StoreError> {
    let rows = sqlx::query(
        "SELECT code, parent, name_zh, name_en, restricted FROM category WHERE code <> $1 ORDER BY position, code",
    )
    .bind(CategoryCode::every().to_string())
    .fetch_all(executor)
    .await?;
    read_all(&rows, category)
}

fn category(row: Columns<'_>) -> Result<Category, StoreError> {
    Ok(Category {
        code: CategoryCode::new(row.text("code")?),
        parent: row.maybe_text("parent")?.map(CategoryCode::new),
        name_zh: row.text("name_zh")?,
        name_en: row.text("name_en")?,
        restricted: row.yes("restricted")?,
    })
}
