//! Taking things out of the configuration.

use eyeline_conversation::Party;
use eyeline_model::{FlowId, LabelId, Media, QueueId, RoutingRequest, SkillId, UserId, WrapUpCodeId};

use crate::{
    Backup, Configuration, ContactCenter, Deployment, Event, Object, ObjectKey, Queue, Refusal, User,
    administration::abilities,
    lookup::{mentioned_skills, mentioned_users},
};

impl ContactCenter {
    /// Takes a thing away, and every mention of it that nobody would miss.
    pub(crate) fn remove(&mut self, key: ObjectKey, events: &mut Vec<Event>) -> Result<(), Refusal> {
        self.known(key)?;
        if self.is_in_use(key) {
            return Err(Refusal::InUse(key));
        }
        self.runs.directory = None;
        match key {
            ObjectKey::Organization | ObjectKey::Routing => return Err(Refusal::InUse(key)),
            ObjectKey::Label(id) => self.remove_label(id, events),
            ObjectKey::Skill(id) => self.remove_skill(id, events),
            ObjectKey::Language(id) => {
                self.change_users(events, |user| user.languages.remove(&id).is_some());
                self.configuration.languages.remove(&id);
            }
            ObjectKey::WrapUpCode(id) => self.remove_wrap_up_code(id, events),
            ObjectKey::Group(id) => {
                self.change_users(events, |user| user.groups.remove(&id));
                self.configuration.groups.remove(&id);
            }
            ObjectKey::Flow(id) => {
                self.compiled.retain(|(flow, _), _| *flow != id);
                self.configuration.flows.remove(&id);
            }
            ObjectKey::Deployment(id) => drop(self.configuration.deployments.remove(&id)),
            ObjectKey::Queue(id) => self.remove_queue(id, events),
            ObjectKey::User(id) => self.remove_user(id, events),
            ObjectKey::Membership { queue, user } => self.remove_membership(queue, user),
        }
        events.push(Event::Removed(key));
        Ok(())
    }

    fn is_in_use(&self, key: ObjectKey) -> bool {
        match key {
            ObjectKey::Skill(id) => {
                self.requests().any(|request| mentioned_skills(request).any(|skill| skill == id))
            }
            ObjectKey::Label(id) => self.requests().any(|request| request.label == Some(id)),
            ObjectKey::Language(id) => self.requests().any(|request| request.language == Some(id)),
            ObjectKey::Group(id) => {
                let mut queues = self.configuration.queues.values();
                queues.any(|queue| queue.routing.groups().any(|group| group == id))
            }
            ObjectKey::Flow(id) => self.is_led_through(id),
            ObjectKey::Queue(id) => {
                let feeds = |deployment: &Deployment| deployment.queue == id;
                let mut others = self.configuration.queues.values().filter(|queue| queue.id != id);
                self.configuration.deployments.values().any(feeds)
                    || self.is_worked_for(id)
                    || others.any(|queue| queue.routing.queues().any(|named| named == id))
                    || self.requests().any(|request| request.queue == id)
            }
            ObjectKey::User(id) => {
                self.acd.agent(id).is_some_and(|agent| !agent.assignments.is_empty())
                    || self.requests().any(|request| mentioned_users(request).any(|user| user == id))
            }
            ObjectKey::Organization
            | ObjectKey::Routing
            | ObjectKey::WrapUpCode(_)
            | ObjectKey::Deployment(_)
            | ObjectKey::Membership { .. } => false,
        }
    }

    /// What is asked of routing for what waits in any queue, or will.
    fn requests(&self) -> impl Iterator<Item = &RoutingRequest> {
        let sessions = self.conversations.values().flat_map(|conversation| conversation.sessions());
        let live = sessions.filter(|(_, session)| session.stage.is_live());
        live.filter_map(|(participant, _)| match &participant.party {
            Party::Acd(entry) => Some(&entry.request),
            Party::Flow(part) => Some(&part.request),
            Party::Customer(_) | Party::Agent { .. } => None,
        })
    }

    /// Whether a flow is where conversations begin or wait, or some are in it.
    fn is_led_through(&self, id: FlowId) -> bool {
        let Configuration { deployments, queues, .. } = &self.configuration;
        deployments.values().any(|deployment| deployment.flow == Some(id))
            || queues
                .values()
                .any(|queue| Media::ALL.iter().any(|media| queue.in_queue_flows[*media] == Some(id)))
            || !self.versions_in_use(id).is_empty()
    }

    /// Whether something waits in the queue or is handled on its behalf.
    fn is_worked_for(&self, id: QueueId) -> bool {
        self.conversations.values().flat_map(|conversation| conversation.sessions()).any(
            |(participant, session)| {
                participant.queue() == Some(id) && (session.stage.is_live() || session.stage.is_wrapping_up())
            },
        )
    }

    fn remove_skill(&mut self, id: SkillId, events: &mut Vec<Event>) {
        self.change_users(events, |user| user.skills.remove(&id).is_some());
        let queues = self.configuration.queues.values_mut();
        let forget = |queue: &mut Queue| {
            let rings = queue.routing.rings_mut().iter_mut();
            rings.fold(false, |changed, ring| ring.removes.remove(&id) | changed)
        };
        let changed: Vec<Queue> = queues.filter_map(|queue| forget(queue).then(|| queue.clone())).collect();
        for queue in changed {
            self.acd.put_queue(queue.id, queue.routing_settings());
            events.push(Event::Configured(Object::Queue(queue)));
        }
        self.configuration.skills.remove(&id);
    }

    fn remove_label(&mut self, id: LabelId, events: &mut Vec<Event>) {
        self.change_users(events, |user| {
            user.label_limits.as_mut().is_some_and(|limits| limits.remove(&id).is_some())
        });
        let routing = &mut self.configuration.routing;
        if routing.label_limits.remove(&id).is_some() {
            self.acd.set_label_limits(routing.label_limits.clone());
            events.push(Event::Configured(Object::Routing(routing.clone())));
        }
        self.configuration.labels.remove(&id);
    }

    fn remove_wrap_up_code(&mut self, id: WrapUpCodeId, events: &mut Vec<Event>) {
        let queues = self.configuration.queues.values_mut();
        let changed = queues.filter_map(|queue| queue.wrap_up_codes.remove(&id).then(|| queue.clone()));
        events.extend(changed.map(|queue| Event::Configured(Object::Queue(queue))));
        self.configuration.wrap_up_codes.remove(&id);
    }

    fn remove_queue(&mut self, id: QueueId, events: &mut Vec<Event>) {
        self.forget_backup(Backup::Queue(id), events);
        let members = self.configuration.memberships.remove(&id).unwrap_or_default();
        events.extend(
            members.into_keys().map(|user| Event::Removed(ObjectKey::Membership { queue: id, user })),
        );
        self.acd.remove_queue(id);
        self.configuration.queues.remove(&id);
    }

    fn remove_user(&mut self, id: UserId, events: &mut Vec<Event>) {
        let queues: Vec<QueueId> =
            self.configuration.queues_of(id).map(|membership| membership.queue).collect();
        for queue in queues {
            self.remove_membership(queue, id);
            events.push(Event::Removed(ObjectKey::Membership { queue, user: id }));
        }
        self.forget_backup(Backup::Agent(id), events);
        self.acd.remove_agent(id);
        self.agents.remove(&id);
        self.configuration.users.remove(&id);
    }

    fn remove_membership(&mut self, queue: QueueId, user: UserId) {
        self.acd.leave(queue, user);
        if let Some(members) = self.configuration.memberships.get_mut(&queue) {
            members.remove(&user);
        }
    }

    fn forget_backup(&mut self, gone: Backup, events: &mut Vec<Event>) {
        self.change_users(events, |user| user.backup.take_if(|backup| *backup == gone).is_some());
    }

    fn change_users(&mut self, events: &mut Vec<Event>, change: impl Fn(&mut User) -> bool) {
        let users = self.configuration.users.values_mut();
        let changed: Vec<User> = users.filter_map(|user| change(user).then(|| user.clone())).collect();
        for user in changed {
            self.acd.put_agent(user.id, abilities(&user));
            events.push(Event::Configured(Object::User(user)));
        }
    }
}
