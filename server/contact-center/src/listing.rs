//! Cutting lists into pages, with the addresses of the others.

use axum::http::Uri;
use eyeline_genesys::EntityListing;

use crate::{refused::Refused, request::Params};

const DEFAULT_SIZE: u32 = 25;
const LARGEST_SIZE: u32 = 500;

/// The page that a request asks for.
pub(crate) struct Page {
    path: String,
    size: u32,
    number: u32,
}

impl Page {
    /// Reads `pageSize` and `pageNumber`.
    pub(crate) fn of(uri: &Uri, params: &Params) -> Result<Self, Refused> {
        let size = params.parse("pageSize")?.unwrap_or(DEFAULT_SIZE);
        let number = params.parse("pageNumber")?.unwrap_or(1);
        if !(1..=LARGEST_SIZE).contains(&size) {
            return Err(Refused::invalid("pageSize", format!("pageSize must be 1 to {LARGEST_SIZE}.")));
        }
        if number == 0 {
            return Err(Refused::invalid("pageNumber", "pageNumber must be 1 or more."));
        }
        Ok(Self { path: uri.path().to_owned(), size, number })
    }

    /// How many entities come before this page.
    pub(crate) fn offset(&self) -> usize {
        (self.size as usize).saturating_mul(self.number as usize - 1)
    }

    /// How many entities this page holds at the most.
    pub(crate) fn size(&self) -> usize {
        self.size as usize
    }

    /// Cuts this page out of `all`.
    pub(crate) fn cut<T>(&self, all: Vec<T>) -> EntityListing<T> {
        self.show(all, |entity| entity)
    }

    /// Cuts this page out of `all`, and shows what is on it by `view`.
    pub(crate) fn show<T, U>(&self, all: Vec<T>, view: impl FnMut(T) -> U) -> EntityListing<U> {
        let total = all.len();
        let entities = all.into_iter().skip(self.offset()).take(self.size()).map(view).collect();
        self.listing(entities, total)
    }

    /// This page, whose `entities` were already cut out of `total`.
    pub(crate) fn listing<T>(&self, entities: Vec<T>, total: usize) -> EntityListing<T> {
        let total = total as u64;
        let pages = u32::try_from(total.div_ceil(u64::from(self.size))).unwrap_or(u32::MAX).max(1);
        EntityListing {
            entities,
            page_size: Some(self.size),
            page_number: Some(self.number),
            total: Some(total),
            page_count: Some(pages),
            first_uri: Some(self.uri(1)),
            next_uri: (self.number < pages).then(|| self.uri(self.number + 1)),
            previous_uri: (self.number > 1).then(|| self.uri(self.number - 1)),
            last_uri: Some(self.uri(pages)),
            self_uri: Some(self.uri(self.number)),
        }
    }

    fn uri(&self, number: u32) -> String {
        format!("{}?pageSize={}&pageNumber={number}", self.path, self.size)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_page_is_asked_for_is_cut_or_refused(query in "(pageSize|pageNumber)=-?[0-9]{0,20}(&pageNumber=[0-9]{1,12})?") {
            let uri: Uri = format!("/things?{query}").parse().unwrap();
            let Ok(page) = Page::of(&uri, &Params::read(uri.query().unwrap())) else { return Ok(()) };
            let all: Vec<u32> = (0..60).collect();
            let listing = page.cut(all.clone());
            prop_assert!(listing.entities.len() <= page.size());
            let expected: Vec<u32> = all.into_iter().skip(page.offset()).take(page.size()).collect();
            prop_assert_eq!(listing.entities, expected);
        }
    }
}
