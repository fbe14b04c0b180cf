//! A conversation, nested: participants with their sessions in one list for each medium.

use std::collections::BTreeMap;

use eyeline_contact_center::{AfterCallWorkMode, Configuration};
use eyeline_conversation::{
    Conversation, Participant, Party, Session, SessionKind, Stage, WrapUp, WrapUpLabel,
};
use eyeline_genesys::{
    EntityRef, conversation as wire,
    routing::{ConversationRoutingData, ScoredAgent},
    wrapup::{AfterCallWork, AfterCallWorkState, Wrapup},
};
use eyeline_model::{Media, QueueId, RoutingRequest};

use crate::view::{message, word};

/// The code of an agent whose time for a choice ran out.
const TIMED_OUT: &str = "ININ-WRAP-UP-TIMEOUT";

/// Who reads it: the two forms differ in a few fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    Rest,
    Event,
}

/// A conversation and the names of what it refers to.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) conversation: &'a Conversation,
    pub(crate) configuration: &'a Configuration,
    pub(crate) form: Form,
}

impl<'a> View<'a> {
    pub(crate) fn rest(conversation: &'a Conversation, configuration: &'a Configuration) -> Self {
        Self { conversation, configuration, form: Form::Rest }
    }

    pub(crate) fn event(conversation: &'a Conversation, configuration: &'a Configuration) -> Self {
        Self { conversation, configuration, form: Form::Event }
    }

    /// The body of `GET /api/v2/conversations/{id}`.
    pub(crate) fn conversation(self) -> wire::Conversation {
        wire::Conversation {
            id: self.conversation.id.to_string(),
            start_time: word::time(self.conversation.started_at),
            end_time: self.conversation.ended_at.map(word::time),
            participants: self.participants(),
            recording_state: Some(wire::RecordingState::None),
            divisions: Some(self.divisions()),
            self_uri: Some(format!("/api/v2/conversations/{}", self.conversation.id)),
        }
    }

    /// The body of `v2.users.{id}.conversations`.
    pub(crate) fn conversation_event(self) -> wire::ConversationEvent {
        wire::ConversationEvent {
            id: self.conversation.id.to_string(),
            participants: self.participants(),
            recording_state: Some("none".to_owned()),
            divisions: Some(self.divisions()),
        }
    }

    /// We have one division, the organization.
    pub(crate) fn divisions(self) -> Vec<wire::DivisionMembership> {
        let organization = &self.configuration.organization;
        let division = EntityRef::to(organization.id.to_string()).named(organization.name.as_str());
        vec![wire::DivisionMembership { division, entities: Vec::new() }]
    }

    fn participants(self) -> Vec<wire::Participant> {
        self.conversation.participants.iter().map(|participant| self.participant(participant)).collect()
    }

    fn participant(self, participant: &Participant) -> wire::Participant {
        let is_rest = self.form == Form::Rest;
        let mut seen = wire::Participant {
            id: participant.id.to_string(),
            start_time: is_rest.then(|| word::time(participant.joined_at)),
            end_time: participant.left_at().map(word::time),
            connected_time: participant
                .sessions
                .iter()
                .filter_map(Session::connected_at)
                .min()
                .map(word::time),
            name: self.name(participant),
            user_uri: participant.agent().filter(|_| is_rest).map(|user| format!("/api/v2/users/{user}")),
            user_id: participant.agent().map(|user| user.to_string()),
            queue_id: participant.queue().map(|queue| queue.to_string()),
            queue_name: participant.queue().filter(|_| is_rest).and_then(|queue| self.queue_name(queue)),
            purpose: purpose(&participant.party),
            participant_type: None,
            address: address(&participant.party),
            ani: None,
            ani_name: None,
            locale: None,
            wrapup_required: None,
            wrapup_expected: None,
            wrapup_prompt: None,
            wrapup_timeout_ms: None,
            wrapup_skipped: None,
            wrapup: None,
            start_acw_time: None,
            end_acw_time: None,
            conversation_routing_data: self.routing(participant),
            alerting_timeout_ms: None,
            attributes: attributes(participant),
            callbacks: Vec::new(),
            messages: Vec::new(),
        };
        for session in &participant.sessions {
            match &session.kind {
                SessionKind::Message => seen.messages.push(self.message(participant, session)),
                SessionKind::Callback(_) => seen.callbacks.push(self.callback(participant, session)),
            }
        }
        if let (Some(work), Some(session)) = (self.work(participant), participant.sessions.last()) {
            work.describe(&mut seen, is_rest);
            seen.wrapup = self.wrapup(session);
            seen.start_acw_time = session.wrap_up_segment().map(|segment| word::time(segment.started_at));
            seen.end_acw_time =
                session.wrap_up_segment().and_then(|segment| segment.ended_at).map(word::time);
            seen.alerting_timeout_ms = self.alerting_timeout_ms(participant, session.media());
        }
        seen
    }

    fn callback(self, participant: &Participant, session: &Session) -> wire::Callback {
        let promise = session.callback();
        let reveal = |number: &eyeline_model::Pii<String>| number.reveal().clone();
        let state = word::state(&session.stage);
        wire::Callback {
            id: session.id.to_string(),
            state,
            initial_state: Some(initial_state(session)),
            direction: Some(wire::Direction::Outbound),
            held: Some(held_since(session).is_some()),
            start_hold_time: held_since(session).map(word::time),
            disconnect_type: session.stage.disconnect_reason().map(word::disconnect_type),
            callback_numbers: promise.map(|promise| promise.numbers.iter().map(reveal).collect()),
            callback_user_name: promise.and_then(|promise| promise.user_name.as_ref()).map(reveal),
            start_alerting_time: session.alerted_at().filter(|_| self.form == Form::Rest).map(word::time),
            connected_time: session.connected_at().map(word::time),
            disconnected_time: session.stage.disconnected_at().map(word::time),
            callback_scheduled_time: promise.and_then(|promise| promise.scheduled_for).map(word::time),
            provider: Some("PureCloud Callback".to_owned()),
            peer_id: None,
            script_id: promise.and_then(|promise| promise.script.clone()),
            wrapup: self.wrapup(session),
            after_call_work: self.after_call_work(participant, session),
            after_call_work_required: self.work(participant).map(Work::is_required),
            queue_media_settings: self.queue_media_settings(participant, Media::Callback),
            segments: self.segments(session),
        }
    }

    fn message(self, participant: &Participant, session: &Session) -> wire::Message {
        wire::Message {
            id: session.id.to_string(),
            state: word::state(&session.stage),
            initial_state: Some(initial_state(session)),
            direction: Some(wire::Direction::Inbound),
            held: Some(held_since(session).is_some()),
            start_hold_time: held_since(session).map(word::time),
            disconnect_type: session.stage.disconnect_reason().map(word::disconnect_type),
            start_alerting_time: session.alerted_at().filter(|_| self.form == Form::Rest).map(word::time),
            connected_time: session.connected_at().map(word::time),
            disconnected_time: session.stage.disconnected_at().map(word::time),
            provider: Some("Webmessaging".to_owned()),
            authenticated: (self.form == Form::Rest).then_some(false),
            kind: Some(wire::MessengerType::Webmessaging),
            peer_id: None,
            to_address: None,
            from_address: self.guest_address(),
            messages: message::details(self.conversation, session, message::Pointer::Id),
            wrapup: self.wrapup(session),
            after_call_work: self.after_call_work(participant, session),
            after_call_work_required: self.work(participant).map(Work::is_required),
            queue_media_settings: self.queue_media_settings(participant, Media::Message),
            segments: self.segments(session),
        }
    }

    /// Where the customer writes from.
    pub(crate) fn guest_address(self) -> Option<wire::Address> {
        let Party::Customer(customer) = &self.conversation.customer()?.party else { return None };
        let reveal = |value: &eyeline_model::Pii<String>| value.reveal().clone();
        let address = customer.address.as_ref().map(reveal);
        Some(wire::Address {
            name: customer.name.as_ref().map(reveal),
            address_normalized: address.clone(),
            address_raw: address,
            address_displayable: None,
        })
    }

    /// What to call a participant.
    pub(crate) fn name(self, participant: &Participant) -> Option<String> {
        match &participant.party {
            Party::Customer(customer) => customer.name.as_ref().map(|name| name.reveal().clone()),
            Party::Flow(part) => self.configuration.flows.get(&part.flow).map(|flow| flow.name.clone()),
            Party::Acd(entry) => self.queue_name(entry.request.queue),
            Party::Agent { user, .. } => {
                self.configuration.users.get(user).map(|user| user.name.reveal().clone())
            }
        }
    }

    /// A queue's name.
    pub(crate) fn queue_name(self, queue: QueueId) -> Option<String> {
        self.configuration.queues.get(&queue).map(|queue| queue.name.clone())
    }

    /// What was asked of routing: of the queue's entry itself, or the one an agent was found for.
    pub(crate) fn routing(self, participant: &Participant) -> Option<ConversationRoutingData> {
        let request = match &participant.party {
            Party::Customer(_) | Party::Flow(_) => return None,
            Party::Acd(entry) => &entry.request,
            Party::Agent { queue, .. } => self.request_to(*queue)?,
        };
        let language = request.language.map(|language| {
            let name = self.configuration.languages.get(&language).map(|language| language.name.clone());
            EntityRef { id: Some(language.to_string()), name, self_uri: None }
        });
        let skill = |id: &eyeline_model::SkillId| {
            let name = self.configuration.skills.get(id).map(|skill| skill.name.clone());
            EntityRef { id: Some(id.to_string()), name, self_uri: None }
        };
        let scored = |scored: &eyeline_model::ScoredAgent| ScoredAgent {
            agent: EntityRef::to(scored.agent.to_string()),
            score: scored.score.into(),
        };
        let queue =
            EntityRef { name: self.queue_name(request.queue), ..EntityRef::to(request.queue.to_string()) };
        Some(ConversationRoutingData {
            queue: Some(queue),
            language,
            priority: request.priority.into(),
            skills: request.skills.iter().map(skill).collect(),
            scored_agents: request.preferred.iter().map(scored).collect(),
        })
    }

    fn request_to(self, queue: QueueId) -> Option<&'a RoutingRequest> {
        self.conversation.participants.iter().rev().find_map(|participant| match &participant.party {
            Party::Acd(entry) if entry.request.queue == queue => Some(&entry.request),
            _ => None,
        })
    }

    /// What an agent will have to do when a session is over.
    pub(crate) fn work(self, participant: &Participant) -> Option<Work> {
        let Party::Agent { queue, .. } = participant.party else { return None };
        self.configuration.queues.get(&queue).map(|queue| Work(queue.after_call_work))
    }

    /// How long an offer rings.
    pub(crate) fn alerting_timeout_ms(self, participant: &Participant, media: Media) -> Option<i64> {
        let queue = self.configuration.queues.get(&participant.queue()?)?;
        Some(queue.media[media].alerting_timeout.as_millis())
    }

    fn auto_answers(self, participant: &Participant, media: Media) -> bool {
        let queue = participant.queue().and_then(|queue| self.configuration.queues.get(&queue));
        queue.is_some_and(|queue| queue.media[media].auto_answer)
    }

    /// What the queue has set for a medium.
    pub(crate) fn queue_media_settings(
        self,
        participant: &Participant,
        media: Media,
    ) -> Option<wire::QueueMediaSettings> {
        let alerting_timeout_ms = self.alerting_timeout_ms(participant, media)?;
        Some(wire::QueueMediaSettings {
            alerting_timeout_seconds: Some(alerting_timeout_ms / 1_000),
            enable_auto_answer: Some(self.auto_answers(participant, media)),
        })
    }

    /// What an agent has said a session was about.
    pub(crate) fn wrapup(self, session: &Session) -> Option<Wrapup> {
        let WrapUp { label, notes, at, provisional } = session.wrap_up.as_ref()?;
        let (code, name) = match label {
            WrapUpLabel::Code(id) => {
                let name = self.configuration.wrap_up_codes.get(id).map(|code| code.name.clone());
                (id.to_string(), name)
            }
            WrapUpLabel::TimedOut => (TIMED_OUT.to_owned(), None),
        };
        let duration = session.wrap_up_segment().map(|segment| *at - segment.started_at);
        Some(Wrapup {
            code: Some(code),
            name: name.filter(|_| self.form == Form::Rest),
            notes: notes.as_ref().map(|notes| notes.reveal().clone()),
            tags: None,
            duration_seconds: duration.map(|duration| duration.as_secs().max(0)),
            end_time: Some(word::time(*at)),
            provisional: (self.form == Form::Rest).then_some(*provisional),
        })
    }

    fn after_call_work(self, participant: &Participant, session: &Session) -> Option<AfterCallWork> {
        participant.agent()?;
        let segment = session.wrap_up_segment();
        let state = match (&session.stage, segment) {
            (Stage::WrapUp { .. }, _) => AfterCallWorkState::Pending,
            (Stage::Disconnected { .. }, Some(_)) => AfterCallWorkState::Complete,
            (Stage::Disconnected { .. }, None) => AfterCallWorkState::NotApplicable,
            _ => AfterCallWorkState::Unknown,
        };
        Some(AfterCallWork {
            start_time: segment.map(|segment| word::time(segment.started_at)),
            end_time: segment.and_then(|segment| segment.ended_at).map(word::time),
            state,
        })
    }

    fn segments(self, session: &Session) -> Option<Vec<wire::Segment>> {
        let segment = |segment: &eyeline_conversation::Segment| wire::Segment {
            start_time: word::time(segment.started_at),
            end_time: segment.ended_at.map(word::time),
            kind: word::segment(segment.kind).to_owned(),
            how_ended: segment.disconnect.map(|_| "disconnect".to_owned()),
            disconnect_type: segment.disconnect.map(word::disconnect_type),
        };
        (self.form == Form::Rest).then(|| session.segments.iter().map(segment).collect())
    }
}

/// What an agent will have to do when a session is over.
#[derive(Clone, Copy)]
pub(crate) struct Work(pub(crate) AfterCallWorkMode);

impl Work {
    pub(crate) fn is_required(self) -> bool {
        matches!(
            self.0,
            AfterCallWorkMode::Mandatory
                | AfterCallWorkMode::MandatoryTimeout(_)
                | AfterCallWorkMode::MandatoryForcedTimeout(_)
        )
    }

    fn describe(self, participant: &mut wire::Participant, is_rest: bool) {
        participant.wrapup_required = Some(self.is_required());
        participant.wrapup_expected = (!is_rest).then_some(self.is_required());
        participant.wrapup_prompt = Some(word::wrapup_prompt(self.0));
        participant.wrapup_timeout_ms = self.0.timeout().map(|timeout| timeout.as_millis());
    }
}

/// What a participant is there for.
pub(crate) fn purpose(party: &Party) -> wire::Purpose {
    match party {
        Party::Customer(_) => wire::Purpose::Customer,
        Party::Flow(_) => wire::Purpose::Workflow,
        Party::Acd(_) => wire::Purpose::Acd,
        Party::Agent { .. } => wire::Purpose::Agent,
    }
}

/// Where a customer writes from.
pub(crate) fn address(party: &Party) -> Option<String> {
    let Party::Customer(customer) = party else { return None };
    customer.address.as_ref().map(|address| address.reveal().clone())
}

/// What is known about a participant.
pub(crate) fn attributes(participant: &Participant) -> BTreeMap<String, String> {
    participant.attributes.iter().map(|(name, value)| (name.clone(), value.reveal().clone())).collect()
}

/// Since when a session is on hold.
pub(crate) fn held_since(session: &Session) -> Option<eyeline_model::Timestamp> {
    match session.stage {
        Stage::Connected { held, .. } => held,
        _ => None,
    }
}

/// The state a session began in.
pub(crate) fn initial_state(session: &Session) -> wire::State {
    match session.segments.first().map(|segment| segment.kind) {
        Some(eyeline_conversation::SegmentKind::Alert) => wire::State::Alerting,
        Some(eyeline_conversation::SegmentKind::Scheduled) => wire::State::Scheduled,
        _ => wire::State::Connected,
    }
}
