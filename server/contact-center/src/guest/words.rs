//! What a guest's message says, within the limits.

use std::collections::BTreeMap;

use eyeline_conversation::{Content, QuickReply};
use eyeline_genesys::{
    guest::{code, limit},
    normalized::{ContentType, NormalizedMessage},
};
use eyeline_model::MessageId;
use eyeline_shell::fingerprint;
use uuid::{Builder, Uuid};

use crate::{draw::draw, guest::answer::No};

/// The custom attributes on a message, if they are not too large.
pub(crate) fn custom_attributes(message: &NormalizedMessage) -> Result<BTreeMap<String, String>, No> {
    let metadata = message.channel.as_ref().and_then(|channel| channel.metadata.as_ref());
    let attributes = metadata.map(|metadata| metadata.custom_attributes.clone()).unwrap_or_default();
    let bytes = serde_json::to_string(&attributes).map_or(usize::MAX, |json| json.len());
    if bytes > limit::CUSTOM_ATTRIBUTES_BYTES {
        return Err(No(code::CUSTOM_ATTRIBUTES_TOO_LARGE, "custom attributes are too large"));
    }
    Ok(attributes)
}

/// What a message says: words, or the answer to a button.
pub(crate) fn content(message: &NormalizedMessage) -> Result<Content, No> {
    let text = message.text.clone().unwrap_or_default();
    let response = message.content.iter().find(|content| content.content_type == ContentType::ButtonResponse);
    let response = response.and_then(|content| content.button_response.as_ref());
    let chosen =
        response.map(|chosen| QuickReply { text: chosen.text.clone(), payload: chosen.payload.clone() });
    let chosen_texts = chosen.iter().flat_map(|chosen| [&chosen.text, &chosen.payload]);
    if chosen_texts.chain([&text]).any(|text| text.chars().count() > limit::MESSAGE_CHARACTERS) {
        return Err(No(code::MESSAGE_TOO_LONG, "the message is too long"));
    }
    if text.is_empty() && chosen.is_none() {
        return Err(No(code::MISSING_PARAMETER, "the message says nothing"));
    }
    let text = if text.is_empty() { chosen.iter().map(|chosen| chosen.text.clone()).collect() } else { text };
    Ok(Content { text, chosen, ..Content::default() })
}

/// The id of a guest's message. It follows from the tracing id, so that a repeated request is the same message; unless
/// that is not a UUID, for then it may well be a counter that began anew.
pub(crate) fn message_id(session: Uuid, tracing_id: Option<&str>) -> MessageId {
    let tracing_id = tracing_id.filter(|id| id.parse::<Uuid>().is_ok());
    let Some(tracing_id) = tracing_id else { return draw::<MessageId>() };
    let digest = fingerprint(&format!("{session} {tracing_id}"));
    let bytes = digest.first_chunk::<16>().copied().expect("a digest has 32 bytes");
    MessageId(Builder::from_random_bytes(bytes).into_uuid())
}
