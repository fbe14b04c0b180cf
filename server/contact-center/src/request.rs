//! What handlers take from a request: path, query and body, each refused in the vendor's way.

use std::{borrow::Cow, str::FromStr};

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::refused::{Reason, Refused};

/// Bytes of a request body at the most.
pub(crate) const BODY_LIMIT: usize = 256 * 1_024;

/// The ids in the path. What cannot be an id is not found.
pub(crate) struct At<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let path = Path::<T>::from_request_parts(parts, state).await;
        path.map(|Path(ids)| Self(ids)).map_err(|_| Refused(Reason::NotFound))
    }
}

/// The query. Lists come as `a,b`, as `a%2Cb` or repeated.
#[derive(Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    pub(crate) fn read(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value under `name` that is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values(name).find(|value| !value.is_empty())
    }

    /// Every value under `name`.
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name).flat_map(|value| value.split(',')).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Whether the list under `name` has `value`, in any case.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.list(name).any(|listed| listed.eq_ignore_ascii_case(value))
    }

    /// The value under `name`, read as a `T`.
    pub(crate) fn parse<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Refused> {
        let refuse = |_| Refused::invalid(name, format!("{name} cannot be read."));
        self.text(name).map(|value| value.parse().map_err(refuse)).transpose()
    }

    /// Whether what is called `name` is looked for; a `*` at the end of the wanted `name` stands for anything.
    pub(crate) fn look_for(&self, name: &str) -> bool {
        let Some(wanted) = self.text("name") else { return true };
        let (name, wanted) = (name.to_lowercase(), wanted.to_lowercase());
        match wanted.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == wanted,
        }
    }

    fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A JSON body.
pub(crate) struct Body<T, const LIMIT: usize = BODY_LIMIT>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned, const LIMIT: usize> FromRequest<S> for Body<T, LIMIT> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        expect_json(&request)?;
        let bytes = bytes(request, state, LIMIT).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refused(Reason::Malformed(error.to_string())))
    }
}

/// A JSON body that may be missing: Python's SDK sends `null` for it, JavaScript's nothing.
pub(crate) struct OptionalBody<T>(pub(crate) Option<T>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for OptionalBody<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = bytes(request, state, BODY_LIMIT).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(None));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refused(Reason::Malformed(error.to_string())))
    }
}

/// A form body.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The first value under `name`.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = bytes(request, state, BODY_LIMIT).await?;
        let owned = |(key, value): (Cow<'_, str>, Cow<'_, str>)| (key.into_owned(), value.into_owned());
        Ok(Self(form_urlencoded::parse(&bytes).map(owned).collect()))
    }
}

fn expect_json(request: &Request) -> Result<(), Refused> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_none_or(|kind| kind.contains("json")) {
        Ok(())
    } else {
        Err(Refused(Reason::UnsupportedMediaType))
    }
}

async fn bytes<S: Send + Sync>(
    mut request: Request,
    state: &S,
    limit_bytes: usize,
) -> Result<Bytes, Refused> {
    DefaultBodyLimit::max(limit_bytes).apply(&mut request);
    Bytes::from_request(request, state).await.map_err(|rejection: BytesRejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Refused(Reason::TooLarge { limit_bytes })
        } else {
            Refused(Reason::Malformed(rejection.body_text()))
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_list_comes_with_commas_encoded_or_repeated() {
        for query in ["expand=a,b", "expand=a%2Cb", "expand=a&expand=b", "expand=a,%20b&expand="] {
            assert_eq!(Params::read(query).list("expand").collect::<Vec<_>>(), ["a", "b"], "{query}");
        }
    }

    #[test]
    fn a_name_is_looked_for_in_any_case_and_by_its_beginning() {
        for (query, found) in
            [("", true), ("name=video%20ADVICE", true), ("name=vid*", true), ("name=vid", false)]
        {
            assert_eq!(Params::read(query).look_for("Video advice"), found, "{query}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(name in "\\PC{1,20}", value in "\\PC{1,40}") {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            let params = Params::read(&query);
            prop_assert_eq!(params.text(&name), Some(value.as_str()));
        }

        #[test]
        fn no_query_makes_it_panic(query in "\\PC*") {
            let params = Params::read(&query);
            drop(params.parse::<u32>("pageSize"));
            prop_assert!(params.list("expand").all(|value| !value.is_empty()));
        }
    }
}
