//! Flows that run: what is kept of them, and when they go on by themselves.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eyeline_conversation::{FlowPart, Party, SessionKey};
use eyeline_flow::{Directory, Flow, FlowRun, Limits};
use eyeline_model::{ConversationId, FlowId, Pii, RoutingRequest, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ContactCenter;

/// What a crash must not take away: the flow's part in the conversation has it as text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) run: FlowRun,
    /// Until when the world has to answer what it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer_by: Option<Timestamp>,
}

/// A flow that runs in a conversation.
#[derive(Debug)]
pub(crate) struct Running {
    /// Where it takes part.
    pub(crate) session: SessionKey,
    pub(crate) flow: FlowId,
    /// The run and what it runs in; none if either cannot be had any more.
    pub(crate) at: Option<(Kept, Arc<Flow>)>,
}

impl Running {
    /// When it goes on by itself. One that cannot go on at all is overdue.
    fn wake_at(&self) -> Option<Timestamp> {
        let Some((kept, flow)) = &self.at else { return Some(Timestamp(i64::MIN)) };
        kept.wake_at(flow)
    }
}

impl Kept {
    pub(crate) fn wake_at(&self, flow: &Flow) -> Option<Timestamp> {
        self.run.wake_at(flow, &Limits::default()).into_iter().chain(self.answer_by).min()
    }
}

/// The flows that run, by their conversation: one at a time in each.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    running: BTreeMap<ConversationId, Running>,
    wakes: BTreeSet<(Timestamp, ConversationId)>,
    /// Who and what there is, for flows; none once the configuration has changed.
    pub(crate) directory: Option<Arc<Directory>>,
}

impl Runs {
    pub(crate) fn get(&self, id: ConversationId) -> Option<&Running> {
        self.running.get(&id)
    }

    pub(crate) fn insert(&mut self, running: Running) {
        let id = running.session.conversation;
        if let Some(at) = running.wake_at() {
            self.wakes.insert((at, id));
        }
        self.running.insert(id, running);
    }

    pub(crate) fn take(&mut self, id: ConversationId) -> Option<Running> {
        let running = self.running.remove(&id)?;
        if let Some(at) = running.wake_at() {
            self.wakes.remove(&(at, id));
        }
        Some(running)
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.wakes.first().map(|(at, _)| *at)
    }

    /// The conversation whose flow goes on first, if it is time.
    pub(crate) fn due(&self, now: Timestamp) -> Option<ConversationId> {
        self.wakes.first().filter(|(at, _)| *at <= now).map(|(_, id)| *id)
    }
}

impl ContactCenter {
    /// Writes down how far a flow has come, where it survives a crash.
    pub(crate) fn keep(&mut self, session: SessionKey, kept: Option<&Kept>) {
        let run = kept.map(|kept| Pii::new(serde_json::to_string(kept).expect("a run is JSON")));
        self.flow_part_mut(session).run = run;
    }

    /// What will be asked of routing when the flow of a session hands over.
    pub(crate) fn flow_part_mut(&mut self, session: SessionKey) -> &mut FlowPart {
        let participant = self.conversation_mut(session.conversation).participant_mut(session.participant);
        match participant.map(|participant| &mut participant.party) {
            Some(Party::Flow(part)) => part,
            _ => unreachable!("a flow that runs takes part"),
        }
    }

    pub(crate) fn request_of(&self, session: SessionKey) -> &RoutingRequest {
        let participant = self.conversations[&session.conversation].participant(session.participant);
        match participant.map(|participant| &participant.party) {
            Some(Party::Flow(part)) => &part.request,
            _ => unreachable!("a flow that runs takes part"),
        }
    }

    /// A flow goes on after a restart where it was. One whose words are not understood any more is overdue, and then
    /// goes to its queue.
    pub(crate) fn restore_flow(&mut self, part: &FlowPart, session: SessionKey) {
        let code = self.compiled.get(&(part.flow, part.version)).cloned();
        let kept = part.run.as_ref().and_then(|run| serde_json::from_str(run.reveal()).ok());
        self.runs.insert(Running { session, flow: part.flow, at: kept.zip(code) });
    }
}
