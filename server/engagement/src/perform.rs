//! Does the core's tasks, each of them possibly for a second time.

use std::{collections::BTreeMap, sync::Arc};

use eyeline_engagement::{
    CallbackAnswer, Command, Effect, Escalation, Place, Priority, RoomNews, RoomState, Stage, Task,
};
use eyeline_genesys::{
    callback::CreateCallback,
    client::{Conversation, FRONT_OF_QUEUE, Participant},
    routing::RoutingData,
};
use eyeline_model::{EscalationId, ParticipantId, RoomId};
use eyeline_shell::{Job, Performed, now};
use http::StatusCode;
use tracing::{debug, error, info, warn};

use crate::{engine::Engine, failure::Failure};

/// The attribute that tells which of an escalation's callbacks a conversation carries.
const CALLBACK_KEY: &str = "eyeline.callback";

/// Does one job of the outbox.
pub(crate) async fn perform(engine: Arc<Engine>, job: Job) -> Performed {
    let effect: Effect = match serde_json::from_slice(&job.body) {
        Ok(effect) => effect,
        // Written by another version. What the error quotes may be personal.
        Err(error) => {
            return Performed::Never(format!("it cannot be read from byte {} on", error.column()));
        }
    };
    let id = effect.escalation;
    let Some(found) = engine.handle.read(move |core| core.escalation(id).cloned()).await else {
        return Performed::Later("the system is stopping".to_owned());
    };
    // Forgotten a day after its end: nothing is left to do for it.
    let Some(escalation) = found else { return Performed::Done };
    let doing = Doing { engine, escalation };
    match effect.task {
        Task::CreateCallback { attempt } => doing.create_callback(attempt).await,
        Task::CancelCallback => doing.cancel_callback().await,
        Task::DisconnectAdviser { participant } => doing.disconnect(participant).await,
        Task::OpenRoom { room } => doing.open_room(room).await,
        Task::CloseRoom { room } => doing.close_room(room).await,
        Task::SetAttributes => doing.set_attributes().await,
    }
}

/// A task under way, and the escalation as it is now.
struct Doing {
    engine: Arc<Engine>,
    escalation: Escalation,
}

impl Doing {
    const fn id(&self) -> EscalationId {
        self.escalation.id
    }

    async fn create_callback(&self, attempt: u32) -> Performed {
        let Stage::Waiting(waiting) = &self.escalation.stage else { return Performed::Done };
        if waiting.place != Place::Requested || self.escalation.attempt != attempt {
            return Performed::Done;
        }
        match self.place_callback(attempt).await {
            Ok(()) => {
                let asked_ms = (now() - waiting.since).as_millis();
                metrics::histogram!("eyeline_callback_placed_seconds").record(asked_ms as f64 / 1_000.0);
                info!(escalation.id = %self.id(), attempt, asked_ms, "escalation {} waits in its queue", self.id());
                self.answer(attempt, CallbackAnswer::Placed).await
            }
            // The earlier callback of the conversation has not quite ended.
            Err(failure) if failure.is_passing() || failure.status() == Some(StatusCode::CONFLICT) => {
                Performed::Later(failure.to_string())
            }
            Err(failure) => {
                warn!(escalation.id = %self.id(), attempt, %failure, "escalation {} gets no callback", self.id());
                self.answer(attempt, CallbackAnswer::Refused).await
            }
        }
    }

    async fn place_callback(&self, attempt: u32) -> Result<(), Failure> {
        let (conversation, customer) = (self.escalation.conversation, self.escalation.customer.participant);
        let key = format!("{}/{attempt}", self.id());
        let found = self.engine.contact_center.conversation(conversation).await?;
        if found.is_some_and(|found| carries(&found, &key)) {
            // Placed by an earlier try whose answer was lost.
            return Ok(());
        }
        let callback = self.callback(key);
        self.engine
            .contact_center
            .tell(|caller| caller.create_callback(conversation, customer, &callback))
            .await
    }

    async fn answer(&self, attempt: u32, answer: CallbackAnswer) -> Performed {
        self.report(Command::Callback { escalation: self.id(), attempt, answer }).await
    }

    /// A task is done once the core knows what came of it.
    async fn report(&self, command: Command) -> Performed {
        if self.engine.tell(command).await {
            Performed::Done
        } else {
            Performed::Later("what came of it was not committed".to_owned())
        }
    }

    fn callback(&self, key: String) -> CreateCallback {
        let Escalation { customer, queue, routing, .. } = &self.escalation;
        let mut data: BTreeMap<String, String> =
            customer.attributes.iter().map(|(name, value)| (name.clone(), value.reveal().clone())).collect();
        data.extend(self.attributes().into_iter().filter_map(|(name, value)| Some((name, value?))));
        data.insert(CALLBACK_KEY.to_owned(), key);
        let telephone =
            customer.telephone.as_ref().map_or_else(String::new, |number| number.reveal().clone());
        let priority = match self.escalation.priority() {
            Priority::InTurn => None,
            Priority::Front => Some(FRONT_OF_QUEUE),
        };
        let skills: Vec<_> = routing.skills.iter().map(ToString::to_string).collect();
        let preferred: Vec<_> = routing.preferred.iter().map(ToString::to_string).collect();
        CreateCallback {
            script_id: routing.script.clone(),
            routing_data: Some(RoutingData {
                queue_id: Some(queue.id.to_string()),
                language_id: routing.language.map(|language| language.to_string()),
                priority,
                skill_ids: (!skills.is_empty()).then_some(skills),
                preferred_agent_ids: (!preferred.is_empty()).then_some(preferred),
                ..RoutingData::default()
            }),
            callback_user_name: Some(customer.name.reveal().clone()),
            callback_numbers: vec![telephone],
            data: Some(data),
            ..CreateCallback::default()
        }
    }

    /// What the agents' screens are shown.
    fn attributes(&self) -> BTreeMap<String, Option<String>> {
        let call_back = self.escalation.call_back;
        let telephone = self.escalation.customer.telephone.as_ref().filter(|_| call_back);
        let media = self.escalation.media.name();
        BTreeMap::from([
            ("eyeline.escalationId".to_owned(), Some(self.id().to_string())),
            ("eyeline.media".to_owned(), Some(media.to_owned())),
            ("eyeline.callBack".to_owned(), call_back.then(|| "true".to_owned())),
            ("eyeline.telephone".to_owned(), telephone.map(|number| number.reveal().clone())),
        ])
    }

    /// Takes the customer off the callback, which ends it for everybody; where it does not, everybody else too.
    async fn cancel_callback(&self) -> Performed {
        let conversation = self.escalation.conversation;
        let found = match self.engine.contact_center.conversation(conversation).await {
            Ok(Some(found)) => found,
            Ok(None) => return Performed::Done,
            Err(failure) => return again_or_done(&failure),
        };
        for participant in live_on_callback(&found) {
            let id = &participant.id;
            match self.engine.contact_center.tell(|caller| caller.disconnect_callback(conversation, id)).await
            {
                Ok(()) if is_customer(participant) => break,
                Ok(()) => {}
                Err(failure) if failure.is_passing() => return Performed::Later(failure.to_string()),
                Err(failure) => {
                    debug!(conversation.id = %conversation, %failure, "one was off the callback already")
                }
            }
        }
        Performed::Done
    }

    async fn disconnect(&self, participant: ParticipantId) -> Performed {
        let conversation = self.escalation.conversation;
        let contact_center = &self.engine.contact_center;
        match contact_center.tell(|caller| caller.disconnect_callback(conversation, participant)).await {
            Ok(()) => Performed::Done,
            Err(failure) => again_or_done(&failure),
        }
    }

    async fn open_room(&self, room: RoomId) -> Performed {
        let meeting = self.escalation.stage.meeting().filter(|meeting| meeting.room.id == room);
        if !meeting.is_some_and(|meeting| matches!(meeting.room.state, RoomState::Opening { .. })) {
            return Performed::Done;
        }
        let news = match self.engine.conference.open(room, self.id()).await {
            Ok(()) => RoomNews::Opened,
            Err(failure) if failure.is_passing() => return Performed::Later(failure.to_string()),
            Err(failure) => {
                error!(escalation.id = %self.id(), room.id = %room, %failure, "room {room} cannot be had");
                RoomNews::Refused
            }
        };
        self.report(Command::Room { escalation: self.id(), room, news }).await
    }

    async fn close_room(&self, room: RoomId) -> Performed {
        match self.engine.conference.close(room).await {
            Ok(()) => Performed::Done,
            Err(failure) if failure.is_passing() => Performed::Later(failure.to_string()),
            Err(failure) => {
                warn!(escalation.id = %self.id(), room.id = %room, %failure, "room {room} stays open");
                Performed::Done
            }
        }
    }

    async fn set_attributes(&self) -> Performed {
        if self.escalation.is_over() {
            return Performed::Done;
        }
        let (conversation, customer) = (self.escalation.conversation, self.escalation.customer.participant);
        let attributes = self.attributes();
        let set = self
            .engine
            .contact_center
            .tell(|caller| caller.set_attributes(conversation, customer, attributes.clone()));
        match set.await {
            Ok(()) => Performed::Done,
            Err(failure) => again_or_done(&failure),
        }
    }
}

/// A refusal means that there is nothing left to end.
fn again_or_done(failure: &Failure) -> Performed {
    if failure.is_passing() { Performed::Later(failure.to_string()) } else { Performed::Done }
}

fn carries(conversation: &Conversation, key: &str) -> bool {
    let mut participants = conversation.participants.iter();
    participants.any(|participant| participant.attributes.get(CALLBACK_KEY).is_some_and(|found| found == key))
}

/// Who is on the callback still, the customer first.
fn live_on_callback(conversation: &Conversation) -> Vec<&Participant> {
    let mut live: Vec<_> = conversation
        .participants
        .iter()
        .filter(|participant| participant.callbacks.iter().any(|session| session.state.is_live()))
        .collect();
    live.sort_by_key(|participant| !is_customer(participant));
    live
}

fn is_customer(participant: &Participant) -> bool {
    !participant.is_agent() && participant.purpose != "acd"
}
