//! What a contact center is built from again.

use eyeline_acd::{AgentState, Assignment, AssignmentStage, Work};
use eyeline_conversation::{Conversation, FlowPart, InQueueFlow, Participant, Party, Session, Stage};
use eyeline_model::{QueueId, RoutingRequest, UserId};

use crate::{Agent, ContactCenter, Object, Organization, Presence, RoutingStatus, longest_wait::ends_at};

/// What the store holds of a contact center: three tables, from which everything else follows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// The configuration, in any order.
    pub objects: Vec<Object>,
    /// One row for each user.
    pub agents: Vec<Agent>,
    /// The conversations that are not [closed](crate::Event::ConversationClosed).
    pub conversations: Vec<Conversation>,
}

impl ContactCenter {
    /// The contact center as it was when the tables were last written. A stored organization replaces `organization`.
    /// What came due in the meantime is done on the next [`wake`](eyeline_model::Core::wake).
    ///
    /// Panics if the tables contradict each other; they are written in one transaction, so that is a bug.
    pub fn rebuild(seed: u64, organization: Organization, snapshot: Snapshot) -> Self {
        let Snapshot { mut objects, agents, conversations } = snapshot;
        let mut center = Self::new(seed, organization);
        objects.sort_by_key(Object::key);
        for object in objects {
            center.apply(object);
        }
        for agent in agents {
            center.restore_agent(agent);
        }
        for conversation in conversations {
            center.restore_conversation(conversation);
        }
        center
    }

    fn restore_agent(&mut self, agent: Agent) {
        let state = AgentState {
            on_queue_since: agent.is_on_queue().then_some(agent.presence_since),
            not_responding: agent.status == RoutingStatus::NotResponding,
            is_available: agent.presence == Presence::Available && !agent.has_missed,
            last_acd_at: agent.last_acd_at,
        };
        self.acd.restore_agent(agent.user, state);
        self.agents.insert(agent.user, agent);
    }

    fn restore_conversation(&mut self, conversation: Conversation) {
        // The ACD comes before the agents whom it asked, so a place is there before it rings.
        for (participant, session) in conversation.sessions() {
            match &participant.party {
                Party::Customer(_) => {}
                Party::Flow(part) if session.stage.is_live() => {
                    let FlowPart { flow, version, run, .. } = part.clone();
                    let part = InQueueFlow { flow, version, run };
                    self.restore_flow(part, conversation.key(participant, session));
                }
                Party::Flow(_) => {}
                Party::Acd(_) => {
                    self.restore_place(&conversation, participant, session);
                    let kept = session.in_queue_flow.as_deref().filter(|flow| flow.run.is_some());
                    if let Some(flow) = kept.filter(|_| session.stage.is_live()) {
                        self.restore_flow(flow.clone(), conversation.key(participant, session));
                    }
                }
                &Party::Agent { user, .. } => {
                    self.restore_agent_session(&conversation, participant, session, user)
                }
            }
        }
        self.conversations.insert(conversation.id, conversation);
    }

    fn restore_place(&mut self, conversation: &Conversation, participant: &Participant, session: &Session) {
        let Party::Acd(entry) = &participant.party else { return };
        self.acd.keep_sequence_above(entry.sequence);
        match session.stage {
            Stage::Scheduled { .. } => self.timers.set(conversation.key(participant, session), session.stage),
            Stage::Connected { .. } => {
                let work = Work { conversation: conversation.id, media: session.media() };
                self.timers.add(ends_at(entry), conversation.key(participant, session));
                self.acd.enqueue(work, entry.clone());
            }
            Stage::Alerting { .. } | Stage::WrapUp { .. } | Stage::Disconnected { .. } => {}
        }
    }

    fn restore_agent_session(
        &mut self,
        conversation: &Conversation,
        participant: &Participant,
        session: &Session,
        user: UserId,
    ) {
        self.conversations_of.entry(user).or_default().insert(conversation.id);
        self.timers.set(conversation.key(participant, session), session.stage);
        let (Some(queue), Some(stage)) = (participant.queue(), assignment_stage(session.stage)) else {
            return;
        };
        let work = Work { conversation: conversation.id, media: session.media() };
        let label = asked_in(conversation, queue).and_then(|request| request.label);
        self.acd.restore_assignment(session.id, user, Assignment { work, queue, label, stage });
    }
}

/// What was last asked of a queue for a conversation.
fn asked_in(conversation: &Conversation, queue: QueueId) -> Option<&RoutingRequest> {
    let requests =
        conversation.participants.iter().rev().filter_map(|participant| match &participant.party {
            Party::Acd(entry) => Some(&entry.request),
            Party::Customer(_) | Party::Flow(_) | Party::Agent { .. } => None,
        });
    requests.into_iter().find(|request| request.queue == queue)
}

/// How far an agent's session has come for the ACD; none if it takes up no capacity.
fn assignment_stage(stage: Stage) -> Option<AssignmentStage> {
    match stage {
        Stage::Alerting { until } => Some(AssignmentStage::Alerting { until }),
        Stage::Connected { since, .. } => Some(AssignmentStage::Connected { since }),
        Stage::WrapUp { work, .. } => work.holds_capacity().then_some(AssignmentStage::AfterCallWork),
        Stage::Scheduled { .. } | Stage::Disconnected { .. } => None,
    }
}
