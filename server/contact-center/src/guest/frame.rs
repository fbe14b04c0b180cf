//! Frames that guests hear.

use eyeline_genesys::{
    guest::{Body, Frame, FrameKind, TooManyRequests, code},
    normalized::{MessageEvent, NormalizedMessage},
};
use eyeline_model::Timestamp;

use crate::{draw::draw, view::message};

/// The answer to a request.
pub(crate) fn response(body: Body, tracing_id: Option<String>) -> Frame {
    Frame { kind: FrameKind::Response, code: code::OK, body, tracing_id }
}

/// A refusal, with the lower-case class `string`.
pub(crate) fn refusal(code: u16, reason: &str, tracing_id: Option<String>) -> Frame {
    Frame { kind: FrameKind::Response, code, body: Body::Text(reason.to_owned()), tracing_id }
}

/// Too many requests.
pub(crate) fn too_many(retry_after_s: u32, tracing_id: Option<String>) -> Frame {
    let body = Body::TooManyRequestsErrorMessage(TooManyRequests {
        retry_after: retry_after_s,
        error_code: code::REQUEST_RATE_TOO_HIGH,
        error_message: "Message rate too high for this session".to_owned(),
    });
    Frame { kind: FrameKind::Response, code: code::TOO_MANY_REQUESTS, body, tracing_id }
}

/// Something that comes by itself.
pub(crate) fn event(body: Body) -> Frame {
    Frame { kind: FrameKind::Message, code: code::OK, body, tracing_id: None }
}

/// A message from the other side.
pub(crate) fn message(message: NormalizedMessage) -> Frame {
    event(Body::StructuredMessage(Box::new(message)))
}

/// The guest's own message, as it was accepted.
pub(crate) fn echo(message: NormalizedMessage, tracing_id: Option<String>) -> Frame {
    Frame { tracing_id, ..self::message(message) }
}

/// The agent is typing.
pub(crate) fn typing(duration_ms: Option<u32>, at: Timestamp) -> Frame {
    message(message::happened(draw(), at, MessageEvent::typing(duration_ms)))
}
