//! Deeds that nobody planned: of supervisors, administrators, impatient agents and programs that ask for nonsense.

use eyeline_acd::{Proficiency, ScoringMethod};
use eyeline_contact_center::{
    Answer, AskForAfterCallWork, Assign, ChangeRouting, Command, Membership, NewMessage, Object, Presence,
    ReceiveMessage, RescheduleCallback, SendMessage, SessionOf, SetHold, SetMute, SetPresence, SetSkills,
    SetUtilization, Transfer,
};
use eyeline_conversation::{Content, Conversation, Stage};
use eyeline_model::{ConversationId, Duration, Media, PerMedia, Pii};

use crate::{
    Broken, Scenario,
    agenda::Happening,
    world::{World, until_next},
};

impl World<'_> {
    pub(crate) fn somebody_meddles(&mut self) -> Result<(), Broken> {
        let again = until_next(self.scenario.faults.meddling_per_hour, &mut self.meddling);
        if let Some(span) = again.filter(|_| self.now < Scenario::at(self.scenario.closes)) {
            self.agenda.add(self.now + span, Happening::Meddling);
        }
        self.faults.meddling += 1;
        match self.deed() {
            Some(command) => self.send(command),
            None => Ok(()),
        }
    }

    /// One of many deeds; none if there is nobody to do it to.
    fn deed(&mut self) -> Option<Command> {
        match self.meddling.below(26) {
            0 => self.end_conversation(),
            1 => self.answer_for_somebody_else(),
            2 | 3 => self.answer_again(),
            4 => Some(Command::Decline(self.session(|_| true)?)),
            5 => Some(Command::FinishAfterCallWork(self.session(|stage| stage.is_wrapping_up())?)),
            6 => {
                let session = self.session(Stage::is_connected)?;
                Some(Command::AskForAfterCallWork(AskForAfterCallWork { session, wanted: true }))
            }
            7 => Some(Command::SetHold(SetHold {
                session: self.session(Stage::is_connected)?,
                held: self.meddling.happens(0.7),
            })),
            8 => Some(Command::SetMute(SetMute {
                session: self.session(Stage::is_connected)?,
                muted: self.meddling.happens(0.5),
            })),
            9 | 10 => self.change_routing(),
            11 => self.reschedule(),
            12 | 13 => self.take_a_break(),
            14 => self.change_skills(),
            15 => self.change_utilization(),
            16 => self.change_membership(),
            17 => self.change_queue(),
            18 => self.say(),
            19..=21 => self.transfer(),
            22..=24 => self.assign(),
            _ => Some(Command::Disconnect(self.session(|_| true)?)),
        }
    }

    fn end_conversation(&mut self) -> Option<Command> {
        Some(Command::DisconnectConversation(self.conversation(|_| true)?))
    }

    fn answer_for_somebody_else(&mut self) -> Option<Command> {
        let agent = *self.meddling.one(&self.house.users)?;
        let SessionOf { conversation, communication } =
            self.session(|stage| matches!(stage, Stage::Alerting { .. }))?;
        Some(Command::Answer(Answer { conversation, communication, agent }))
    }

    /// An answer by whoever was asked, though the offer may be over.
    fn answer_again(&mut self) -> Option<Command> {
        let SessionOf { conversation, communication } = self.session(|_| true)?;
        let agent = self.center.conversation(conversation)?.session(communication)?.0.agent()?;
        Some(Command::Answer(Answer { conversation, communication, agent }))
    }

    fn change_routing(&mut self) -> Option<Command> {
        let media = *self.meddling.one(&Media::ALL)?;
        let conversation = self.conversation(|of| of.queue_entry(media).is_some())?;
        let skills = self.meddling.happens(0.5).then(|| {
            let skill = self.meddling.one(&self.house.skills);
            skill.into_iter().copied().collect()
        });
        let priority = Some(self.meddling.between(0, 8) as i32 - 4);
        Some(Command::ChangeRouting(ChangeRouting { conversation, media, priority, skills, language: None }))
    }

    fn reschedule(&mut self) -> Option<Command> {
        let conversation = self.conversation(|of| of.queue_entry(Media::Callback).is_some())?;
        let due = self.now + Duration(self.meddling.between(0, 600_000) as i64 - 60_000);
        Some(Command::RescheduleCallback(RescheduleCallback { conversation, due }))
    }

    /// Somebody goes off queue, and comes back where their shift goes on.
    fn take_a_break(&mut self) -> Option<Command> {
        let agent = self.meddling.below(self.people.len());
        let user = *self.house.users.get(agent)?;
        let back = self.now + Duration(self.meddling.between(0, 600_000) as i64);
        let is_planned = self.people[agent].is_planned_at(back - Scenario::MIDNIGHT);
        if is_planned {
            self.agenda.add(back, Happening::Shift { agent, presence: Presence::OnQueue });
        }
        let presence = *self.meddling.one(&[Presence::Meal, Presence::Available, Presence::Offline])?;
        Some(Command::SetPresence(SetPresence { user, presence }))
    }

    fn change_skills(&mut self) -> Option<Command> {
        let user = *self.meddling.one(&self.house.users)?;
        let mut skills = self.center.configuration().users.get(&user)?.skills.clone();
        let skill = *self.meddling.one(&self.house.skills)?;
        if skills.remove(&skill).is_none() {
            skills.insert(skill, Proficiency::FULL);
        }
        Some(Command::SetSkills(SetSkills { user, skills }))
    }

    fn change_utilization(&mut self) -> Option<Command> {
        let user = *self.meddling.one(&self.house.users)?;
        let mut utilization = self.center.configuration().users.get(&user)?.utilization.clone()?;
        utilization.0.message.capacity = self.meddling.between(0, 3) as u8;
        utilization.0.callback.capacity = self.meddling.between(0, 2) as u8;
        Some(Command::SetUtilization(SetUtilization { user, utilization: Some(utilization) }))
    }

    fn change_membership(&mut self) -> Option<Command> {
        let user = *self.meddling.one(&self.house.users)?;
        let queue = *self.meddling.one(&self.house.queues)?;
        let joined = self.meddling.happens(0.6);
        let ring = self.meddling.between(1, 3) as u8;
        let membership = Membership { joined, ring, ..Membership::new(queue, user) };
        Some(Command::Configure(Object::Membership(membership)))
    }

    fn change_queue(&mut self) -> Option<Command> {
        let queue = self.center.configuration().queues.get(self.meddling.one(&self.house.queues)?)?;
        let mut queue = queue.clone();
        match self.meddling.below(5) {
            0 => {
                let answers = &mut queue.media[Media::Message].auto_answer;
                *answers = !*answers;
            }
            1 => queue.routing.overflow = PerMedia::default(),
            2 => queue.routing.depth_alert = PerMedia::default(),
            3 => queue.in_queue_flows = PerMedia::default(),
            _ => {
                queue.scoring = match queue.scoring {
                    ScoringMethod::PriorityOnly => ScoringMethod::TimestampAndPriority,
                    ScoringMethod::TimestampAndPriority => ScoringMethod::PriorityOnly,
                };
            }
        }
        Some(Command::Configure(Object::Queue(queue)))
    }

    /// An agent hands their customer on, maybe to where they have been.
    fn transfer(&mut self) -> Option<Command> {
        let is_talking = self.meddling.happens(0.9);
        let session = self.session(|stage| stage.is_connected() || !is_talking)?;
        let to = *self.meddling.one(&self.house.queues)?;
        Some(Command::Transfer(Transfer { session, to }))
    }

    /// A supervisor gives what waits to somebody, who may have no skill for it or be at lunch.
    fn assign(&mut self) -> Option<Command> {
        let waits = |of: &Conversation| Media::ALL.iter().any(|media| of.queue_entry(*media).is_some());
        let conversation = self.conversation(waits)?;
        let agent = *self.meddling.one(&self.house.users)?;
        Some(Command::Assign(Assign { conversation, agent }))
    }

    /// The customer of a chat or its agent says something.
    fn say(&mut self) -> Option<Command> {
        let conversation = self.conversation(|of| of.live_on(Media::Message).next().is_some())?;
        let message = NewMessage { id: self.ids.next(), content: Pii::new(Content::default()) };
        if self.meddling.happens(0.5) {
            return Some(Command::ReceiveMessage(ReceiveMessage { conversation, message }));
        }
        let of = self.center.conversation(conversation)?;
        let mut agents = of.live_on(Media::Message).filter(|(participant, _)| participant.agent().is_some());
        let communication = agents.next()?.1.id;
        Some(Command::SendMessage(SendMessage { conversation, communication, message }))
    }

    /// A conversation of which something is true, by lot.
    fn conversation(&mut self, is_it: impl Fn(&Conversation) -> bool) -> Option<ConversationId> {
        let all: Vec<_> = self.center.conversations().filter(|of| is_it(of)).map(|of| of.id).collect();
        self.meddling.one(&all).copied()
    }

    /// An agent's session in such a stage, by lot.
    fn session(&mut self, is_it: impl Fn(Stage) -> bool) -> Option<SessionOf> {
        let all = self.center.conversations().flat_map(|conversation| {
            let agents = conversation.sessions().filter(|(participant, _)| participant.agent().is_some());
            agents.map(|(_, session)| (conversation.id, session))
        });
        let fit: Vec<SessionOf> = all
            .filter(|(_, session)| is_it(session.stage))
            .map(|(conversation, session)| SessionOf { conversation, communication: session.id })
            .collect();
        self.meddling.one(&fit).copied()
    }
}
