//! Reads an event stream as a browser does.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tokio::time::timeout;

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open event stream.
pub(crate) struct EventStream {
    body: Body,
    unread: String,
}

impl EventStream {
    pub(crate) fn new(body: Body) -> Self {
        Self { body, unread: String::new() }
    }

    /// The next event and its data, or nothing once the stream has ended. Events without data are swallowed.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some(end) = self.unread.find("\n\n") {
                let event: String = self.unread.drain(..end + 2).collect();
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let (Some(name), Some(data)) =
                    (field("event:"), field("data:").filter(|data| !data.is_empty()))
                else {
                    continue;
                };
                return Some((name.to_owned(), serde_json::from_str(data).expect("data are JSON")));
            }
            let frame = timeout(PATIENCE, self.body.frame()).await.expect("something comes")?;
            let bytes = frame.expect("unbroken").into_data().expect("data");
            self.unread.push_str(std::str::from_utf8(&bytes).expect("text"));
        }
    }

    /// Skips to the next event of a name.
    pub(crate) async fn until(&mut self, wanted: &str) -> Value {
        let mut skipped = Vec::new();
        while let Some((name, data)) = self.next().await {
            if name == wanted {
                return data;
            }
            skipped.push(name);
        }
        panic!("the stream ended without {wanted}, after {skipped:?}");
    }

    /// Skips to an update of somebody that shows what is wanted.
    pub(crate) async fn until_update(&mut self, uuid: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let update = self.until("participant_update").await;
            if update["uuid"] == uuid && wanted(&update) {
                return update;
            }
        }
    }
}
