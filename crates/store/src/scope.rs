//! Filters over the two trees, as pieces of SQL. The database walks the tree, so that no caller can forget
//! what lies below.

/// Whether `column` is the area of `parameter` or lies in it; true for all when the parameter is NULL.
macro_rules! within_area {
    ($column:literal, $parameter:literal) => {
        concat!(
            "(",
            $parameter,
            " IS NULL OR ",
            $column,
            " IN (WITH RECURSIVE scope (id) AS (SELECT ",
            $parameter,
            " UNION SELECT area.id FROM area JOIN scope ON area.parent = scope.id) SELECT id FROM scope))"
        )
    };
}

/// Whether `column` is the category of `parameter` or a narrower one; true for all when the parameter is
/// NULL.
macro_rules! within_category {
    ($column:literal, $parameter:literal) => {
        concat!(
            "(",
            $parameter,
            " IS NULL OR ",
            $column,
            " IN (WITH RECURSIVE kind (code) AS (SELECT ",
            $parameter,
            " UNION SELECT category.code FROM category JOIN kind ON category.parent = kind.code)",
            " SELECT code FROM kind))"
        )
    };
}

pub(crate) use {within_area, within_category};
