//! One value for each medium.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::Media;

/// A value for every medium, so that none can be forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct PerMedia<T> {
    /// The value for messages.
    pub message: T,
    /// The value for callbacks.
    pub callback: T,
}

impl<T> PerMedia<T> {
    /// Works out the value of each medium.
    pub fn from_fn(mut value: impl FnMut(Media) -> T) -> Self {
        Self { message: value(Media::Message), callback: value(Media::Callback) }
    }
}

impl<T> Index<Media> for PerMedia<T> {
    type Output = T;

    fn index(&self, media: Media) -> &T {
        match media {
            Media::Message => &self.message,
            Media::Callback => &self.callback,
        }
    }
}

impl<T> IndexMut<Media> for PerMedia<T> {
    fn index_mut(&mut self, media: Media) -> &mut T {
        match media {
            Media::Message => &mut self.message,
            Media::Callback => &mut self.callback,
        }
    }
}
