//! A conversation as one medium sees it, with the session's fields flat on the participant.

use eyeline_conversation::{Participant, Session};
use eyeline_genesys::{
    EntityRef,
    conversation::{Direction, DisconnectType, MessengerType, State},
    media::{MediaConversation, MediaParticipant},
};
use eyeline_model::Media;

use crate::view::{
    conversation::{Form, View, Work, address, attributes, held_since, initial_state, purpose},
    message, word,
};

/// The word for a medium in paths.
pub(crate) fn path(media: Media) -> &'static str {
    match media {
        Media::Message => "messages",
        Media::Callback => "callbacks",
    }
}

impl View<'_> {
    /// The conversation on one medium. Whoever has no session there is not in it.
    pub(crate) fn media(self, media: Media) -> MediaConversation {
        let id = self.conversation.id;
        let participants = self.conversation.participants.iter();
        let participants = participants.filter_map(|participant| {
            participant.session_on(media).map(|session| self.media_participant(participant, session))
        });
        let others = Media::ALL.into_iter().filter(|other| *other != media);
        let others =
            others.filter(|other| self.conversation.sessions().any(|(_, session)| session.media() == *other));
        MediaConversation {
            id: id.to_string(),
            participants: participants.collect(),
            other_media_uris: others
                .map(|other| format!("/api/v2/conversations/{}/{id}", path(other)))
                .collect(),
            divisions: Some(self.divisions()),
            self_uri: (self.form == Form::Rest)
                .then(|| format!("/api/v2/conversations/{}/{id}", path(media))),
        }
    }

    fn media_participant(self, participant: &Participant, session: &Session) -> MediaParticipant {
        let media = session.media();
        let is_message = media == Media::Message;
        let is_rest = self.form == Form::Rest;
        let promise = session.callback();
        let work = self.work(participant);
        let reveal = |value: &eyeline_model::Pii<String>| value.reveal().clone();
        MediaParticipant {
            id: participant.id.to_string(),
            name: self.name(participant),
            address: address(&participant.party),
            start_time: Some(word::time(participant.joined_at)),
            start_alerting_time: session.alerted_at().filter(|_| is_rest).map(word::time),
            connected_time: session.connected_at().map(word::time),
            end_time: session.stage.disconnected_at().map(word::time),
            start_hold_time: held_since(session).map(word::time),
            purpose: purpose(&participant.party),
            state: self.flat_state(word::state(&session.stage)),
            initial_state: (!is_rest).then(|| initial_state(session)),
            direction: Some(if is_message { Direction::Inbound } else { Direction::Outbound }),
            disconnect_type: session
                .stage
                .disconnect_reason()
                .map(|reason| self.flat_reason(word::disconnect_type(reason))),
            held: Some(held_since(session).is_some()),
            wrapup_required: work.map(Work::is_required),
            wrapup_prompt: work.map(|work| word::wrapup_prompt(work.0)),
            user: participant.agent().map(|user| self.user(user)),
            queue: participant.queue().map(|queue| EntityRef {
                id: Some(queue.to_string()),
                name: self.queue_name(queue),
                self_uri: is_rest.then(|| format!("/api/v2/routing/queues/{queue}")),
            }),
            attributes: attributes(participant),
            wrapup_timeout_ms: work.and_then(|work| work.0.timeout()).map(|timeout| timeout.as_millis()),
            wrapup_skipped: None,
            alerting_timeout_ms: self.alerting_timeout_ms(participant, media),
            provider: Some(if is_message { "Webmessaging" } else { "PureCloud Callback" }.to_owned()),
            wrapup: self.wrapup(session),
            // The flat form has no communication id of its own: the vendor puts the session's into `peer`.
            peer: Some(session.id.to_string()),
            conversation_routing_data: self.routing(participant),
            start_acw_time: session.wrap_up_segment().map(|segment| word::time(segment.started_at)),
            end_acw_time: session.wrap_up_segment().and_then(|segment| segment.ended_at).map(word::time),
            queue_media_settings: self.queue_media_settings(participant, media).filter(|_| !is_rest),
            callback_numbers: promise.map(|promise| promise.numbers.iter().map(reveal).collect()),
            callback_user_name: promise.and_then(|promise| promise.user_name.as_ref()).map(reveal),
            callback_scheduled_time: promise.and_then(|promise| promise.scheduled_for).map(word::time),
            to_address: None,
            from_address: self.guest_address().filter(|_| is_message && is_rest),
            messages: is_message.then(|| {
                let pointer = if is_rest { message::Pointer::Id } else { message::Pointer::Reference };
                message::details(self.conversation, session, pointer)
            }),
            kind: is_message.then_some(MessengerType::Webmessaging),
            authenticated: (is_message && is_rest).then_some(false),
        }
    }

    fn user(self, user: eyeline_model::UserId) -> EntityRef {
        let name = self.configuration.users.get(&user).map(|user| user.name.reveal().clone());
        let self_uri = (self.form == Form::Rest).then(|| format!("/api/v2/users/{user}"));
        EntityRef { id: Some(user.to_string()), name, self_uri }
    }

    /// The vendor's REST enumeration has no `scheduled` here.
    fn flat_state(self, state: State) -> State {
        if self.form == Form::Rest && state == State::Scheduled { State::None } else { state }
    }

    /// The vendor's REST enumeration has no `timeout` here.
    fn flat_reason(self, reason: DisconnectType) -> DisconnectType {
        let is_timeout = reason == DisconnectType::Timeout;
        if self.form == Form::Rest && is_timeout { DisconnectType::TransferNoAnswer } else { reason }
    }
}
