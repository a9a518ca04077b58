//! Series by name, in the order in which they first appear.

use std::collections::HashMap;

/// Names that were seen, each with its place.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// Rows of one series mostly follow each other.
    latest: usize,
}

impl Names {
    /// The place of a name, a new one at the end.
    pub(crate) fn place(&mut self, name: &str) -> usize {
        if self.names.get(self.latest).is_some_and(|latest| latest == name) {
            return self.latest;
        }
        self.latest = match self.places.get(name) {
            Some(&place) => place,
            None => {
                self.places.insert(name.to_owned(), self.names.len());
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        };
        self.latest
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The names by their places.
    pub(crate) fn into_vec(self) -> Vec<String> {
        self.names
    }
}
