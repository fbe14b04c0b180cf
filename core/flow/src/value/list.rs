//! A collection: any number of values of one kind.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Kind, Value};

/// A collection. Its items are of its kind, or NOT_SET of that kind; there are no collections of collections.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct List {
    /// Of what.
    pub of: Kind,
    /// In order.
    pub items: Arc<Vec<Value>>,
}

impl List {
    /// These items, in order.
    pub fn new(of: Kind, items: Vec<Value>) -> Self {
        debug_assert!(items.iter().all(|item| item.kind() == of), "a collection holds one kind");
        Self { of, items: Arc::new(items) }
    }

    /// Nothing yet.
    pub fn empty(of: Kind) -> Self {
        Self::new(of, Vec::new())
    }
}
