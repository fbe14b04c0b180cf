use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{call, conference, management, participant, token};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let keys = prop_oneof![
        "sdp|token|pin|seat|present|mid|rid|layers|candidate|role|name|aliases|alias|payload|type",
        "[a-z_]{1,8}",
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(keys.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_upsets_a_reader(body in any_json(), noise in prop::collection::vec(any::<u8>(), 0..64)) {
        macro_rules! read {
            ($($wire:ty),*) => {$(
                drop(serde_json::from_value::<$wire>(body.clone()));
                drop(serde_json::from_slice::<$wire>(&noise));
            )*};
        }
        read!(
            token::RequestToken, call::NewCall, call::Update, call::Ack, call::NewCandidate, call::Layers,
            participant::NewRole, conference::NewMessage, conference::TransformLayout,
            management::ConferenceChange, management::NewTicket
        );
    }

    #[test]
    fn a_change_of_a_room_survives_the_wire(name in ".{0,20}", pin in "[0-9]{4,8}", limit in any::<Option<Option<u32>>>()) {
        let change = management::ConferenceChange {
            name: Some(name),
            pin: Some(pin),
            participant_limit: limit,
            ..management::ConferenceChange::default()
        };
        let read: management::ConferenceChange = serde_json::from_value(json!(change)).expect("readable");
        prop_assert_eq!(read, change);
    }
}

#[test]
fn what_clients_send_for_nothing_is_let_pass() {
    let body = json!({
        "display_name": "Ana", "chosen_idp": "none", "sso_token": "none", "direct_media": true,
        "call_tag": null, "pin": 1234, "breakout_rooms": true,
    });
    let request: token::RequestToken = serde_json::from_value(body).expect("readable");
    assert_eq!(request.display_name.as_deref(), Some("Ana"));
    assert_eq!((request.call_tag, request.pin, request.token), (None, None, None));
}

#[test]
fn an_answer_is_wrapped_with_the_words_that_validators_know() {
    assert_eq!(json!(Envelope::success(true)), json!({"status": "success", "result": true}));
    assert_eq!(json!(Envelope::failed("no")), json!({"status": "failed", "result": "no"}));
}

#[test]
fn every_event_has_data() {
    for event in
        [event::Event::ParticipantSyncBegin, event::Event::PresentationStop, event::Event::RefreshToken]
    {
        assert_eq!(event.data().to_string(), "null", "{}", event.name());
    }
}
