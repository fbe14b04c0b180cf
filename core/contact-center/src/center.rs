//! The contact center: one door in, one value out.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use eyeline_acd::{Acd, Decision, Estimate, Work};
use eyeline_conversation::{Conversation, SessionKey, Stage};
use eyeline_model::{ConversationId, Core, FlowId, Ids, Media, Outcome, QueueId, Timestamp, UserId};

use crate::{
    Agent, Command, Configuration, Effect, Event, Organization, Refusal, flows::Way, running::Runs,
    timers::Timers,
};

/// One organization's contact center.
///
/// The conversation is told first, then the ACD; what the ACD then offers goes back into the conversations. All
/// three happen in one step, so that no event is ever half of a decision.
#[derive(Debug)]
pub struct ContactCenter {
    pub(crate) configuration: Configuration,
    pub(crate) agents: BTreeMap<UserId, Agent>,
    /// Those that are not closed.
    pub(crate) conversations: BTreeMap<ConversationId, Conversation>,
    /// In which of them an agent is or was.
    pub(crate) conversations_of: BTreeMap<UserId, BTreeSet<ConversationId>>,
    pub(crate) acd: Acd,
    pub(crate) runs: Runs,
    /// Not yet told.
    pub(crate) effects: Vec<Effect>,
    /// Flows that can run, by their version.
    pub(crate) compiled: BTreeMap<(FlowId, u32), Arc<eyeline_flow::Flow>>,
    pub(crate) ids: Ids,
    pub(crate) timers: Timers,
}

impl ContactCenter {
    /// A contact center in which nothing is set up yet. Every start wants a new `seed`: ids follow from it.
    pub fn new(seed: u64, organization: Organization) -> Self {
        Self {
            acd: Acd::new(organization.utilization.clone()),
            configuration: Configuration::new(organization),
            agents: BTreeMap::new(),
            conversations: BTreeMap::new(),
            conversations_of: BTreeMap::new(),
            runs: Runs::default(),
            effects: Vec::new(),
            compiled: BTreeMap::new(),
            ids: Ids::new(seed),
            timers: Timers::default(),
        }
    }

    /// Everything an administrator has set.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// A user as an agent: the row to store.
    pub fn agent(&self, user: UserId) -> Option<&Agent> {
        self.agents.get(&user)
    }

    /// Every user as an agent.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.values()
    }

    /// A conversation that is not closed: the row to store.
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(&id)
    }

    /// Every conversation that is not closed.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.conversations.values()
    }

    /// The conversations that are not closed and that an agent is or was part of, also by an offer alone.
    pub fn conversations_of(&self, user: UserId) -> impl Iterator<Item = &Conversation> {
        self.conversations_of.get(&user).into_iter().flatten().map(|id| &self.conversations[id])
    }

    /// A conversation's position in its queue on a medium, from 1; none if it does not wait. While it rings on a desk
    /// it keeps its position.
    pub fn position(&self, conversation: ConversationId, media: Media) -> Option<usize> {
        self.acd.position(Work { conversation, media })
    }

    /// How long a conversation has still to wait in a queue; or, without one, whoever comes now. None if there is no
    /// such queue or the conversation does not wait in it.
    pub fn estimated_wait(
        &self,
        now: Timestamp,
        queue: QueueId,
        media: Media,
        conversation: Option<ConversationId>,
    ) -> Option<Estimate> {
        let work = conversation.map(|conversation| Work { conversation, media });
        self.acd.estimated_wait(now, queue, media, work)
    }
}

impl Core for ContactCenter {
    type Command = Command;
    type Event = Event;
    type Effect = Effect;
    type Refusal = Refusal;

    fn handle(&mut self, now: Timestamp, command: Command) -> Result<Outcome<Event, Effect>, Refusal> {
        let mut events = Vec::new();
        self.decide(now, command, &mut events)?;
        Ok(self.settle(now, events))
    }

    fn wake_at(&self) -> Option<Timestamp> {
        self.timers.next().into_iter().chain(self.runs.next()).chain(self.acd.wake_at()).min()
    }

    fn wake(&mut self, now: Timestamp) -> Outcome<Event, Effect> {
        let mut events = Vec::new();
        while let Some(session) = self.timers.pop_due(now) {
            self.session_is_due(now, session, &mut events);
        }
        while let Some(session) = self.runs.due(now) {
            self.advance_flow(now, session, Way::Time, None, &mut events);
        }
        for expired in self.acd.expire(now) {
            self.offer_or_search_expired(now, expired, &mut events);
        }
        self.settle(now, events)
    }
}

impl ContactCenter {
    /// Carries out a command, or refuses it before anything has changed.
    fn decide(&mut self, now: Timestamp, command: Command, events: &mut Vec<Event>) -> Result<(), Refusal> {
        match command {
            Command::Configure(object) => self.configure(now, object, events),
            Command::Publish(checked) => self.publish_flow(*checked, events),
            Command::Remove(key) => self.remove(key, events),
            Command::SetSkills(set) => self.set_skills(now, set, events),
            Command::SetLanguages(set) => self.set_languages(now, set, events),
            Command::ChangeGroup(change) => self.change_group(&change, events),
            Command::ChangeMembers(change) => self.change_members(change, events),
            Command::SetUtilization(set) => self.set_utilization(now, set, events),
            Command::SetLabelLimits(set) => self.set_label_limits(now, set, events),
            Command::SetPresence(set) => self.set_presence(now, set, events),
            Command::BecomeResponsive(user) => self.become_responsive(now, user, events),
            Command::StartChat(chat) => self.start_chat(now, chat, events),
            Command::ReceiveMessage(receive) => self.receive_message(now, receive, events),
            Command::SendMessage(send) => self.send_message(now, send, events),
            Command::MarkMessage(mark) => self.mark_message(mark, events),
            Command::AnswerFlow(answer) => {
                self.answer_flow(now, answer, events);
                Ok(())
            }
            Command::CreateCallback(create) => self.create_callback(now, create, events),
            Command::RescheduleCallback(reschedule) => self.reschedule_callback(now, reschedule, events),
            Command::ChangeRouting(change) => self.change_routing(change, events),
            Command::SetLabel(set) => self.set_label(set, events),
            Command::Answer(answer) => self.answer(now, answer, events),
            Command::Assign(assign) => self.assign_by_hand(now, assign, events),
            Command::Transfer(transfer) => self.transfer(now, transfer, events),
            Command::TransferToAgent(transfer) => self.transfer_to_agent(now, transfer, events),
            Command::Decline(session) => self.decline(now, session, events),
            Command::Disconnect(session) => self.disconnect(now, session, events),
            Command::DisconnectConversation(id) => self.disconnect_conversation(now, id, events),
            Command::SetHold(set) => self.set_hold(now, set, events),
            Command::SetMute(set) => self.set_mute(set, events),
            Command::WrapUp(wrap_up) => self.wrap_up(now, wrap_up, events),
            Command::FinishAfterCallWork(session) => self.finish_after_call_work(now, session, events),
            Command::AskForAfterCallWork(ask) => self.ask_for_after_call_work(ask, events),
            Command::SetAttributes(set) => self.set_attributes(set, events),
        }
    }

    /// What a session's stage was waiting for has come.
    fn session_is_due(&mut self, now: Timestamp, session: SessionKey, events: &mut Vec<Event>) {
        match self.session_mut(session).stage {
            Stage::Scheduled { .. } => self.callback_arrives(now, session, events),
            Stage::WrapUp { .. } => self.time_is_up(now, session, events),
            Stage::Connected { .. } => self.has_waited_for_ever(now, session, events),
            Stage::Alerting { .. } | Stage::Disconnected { .. } => {}
        }
    }

    /// Draws the consequences: conversations that are over, how the ACD sees agents now, and new offers.
    fn settle(&mut self, now: Timestamp, mut events: Vec<Event>) -> Outcome<Event, Effect> {
        self.end_conversations(now, &mut events);
        self.look_at_agents(now, &mut events);
        while self.carry_out_decisions(now, &mut events) {}
        // Whoever answers without being asked has become busy by that.
        self.look_at_agents(now, &mut events);
        Outcome { events, effects: std::mem::take(&mut self.effects) }
    }

    /// Carries out what the ACD has decided. Whether it must decide again: what was to go elsewhere is there now, or
    /// stays. That ends, for nobody goes to the same queue twice.
    fn carry_out_decisions(&mut self, now: Timestamp, events: &mut Vec<Event>) -> bool {
        let mut again = false;
        for decision in self.acd.assign(now, &mut self.ids) {
            match decision {
                Decision::Offer(offer) => again |= self.ring(now, offer, events),
                Decision::Search(work) => self.search_went_on(work, events),
                Decision::Backup { work, to } => {
                    self.flow_out(now, work, to, false, events);
                    again = true;
                }
                Decision::Overflow { work, to } => {
                    self.overflow(now, work, to, events);
                    again = true;
                }
                Decision::DepthAlert { queue, media, depth, is_raised } => {
                    events.push(Event::DepthAlerted { queue, media, depth, is_raised });
                }
            }
        }
        again
    }
}
