//! The event stream.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse,
    sse::{Event, KeepAlive, Sse},
};
use futures::stream;
use http::{HeaderName, HeaderValue};

use super::Caller;
use crate::refused::Refused;

/// How often a stream without events shows that it is alive, to clients and to whatever is in between.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

pub(super) async fn stream(caller: Caller) -> Result<impl IntoResponse, Refused> {
    let stream = caller.meeting.watch(caller.token).await?;
    let events = stream::unfold(stream, async |mut stream| {
        let event = stream.events.recv().await?;
        // Never empty: browsers swallow events without data.
        let event = Event::default().event(event.name()).data(event.data().to_string());
        Some((Ok::<_, Infallible>(event), stream))
    });
    // A proxy that collects the stream's bytes would keep its events back.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((unbuffered, Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))))
}
