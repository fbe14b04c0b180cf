//! Setting things up.

use eyeline_acd::Abilities;
use eyeline_model::{Timestamp, UserId};

use crate::{
    Agent, Backup, ChangeGroup, ContactCenter, Event, Membership, Object, ObjectKey, Refusal, SetLabelLimits,
    SetLanguages, SetSkills, SetUtilization, User,
};

impl ContactCenter {
    pub(crate) fn configure(
        &mut self,
        now: Timestamp,
        object: Object,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        if let Object::Flow(flow) = object {
            return self.rename_flow(flow, events);
        }
        self.check(&object)?;
        if let Object::User(user) = &object {
            self.agents.entry(user.id).or_insert_with(|| Agent::new(user.id, now));
        }
        self.apply(object.clone());
        events.push(Event::Configured(object));
        Ok(())
    }

    /// Takes a checked or stored thing into the configuration, and tells the ACD what matters to it.
    pub(crate) fn apply(&mut self, object: Object) {
        self.runs.directory = None;
        let configuration = &mut self.configuration;
        match object {
            Object::Organization(organization) => {
                self.acd.set_utilization(organization.utilization.clone());
                configuration.organization = organization;
            }
            Object::Label(label) => drop(configuration.labels.insert(label.id, label)),
            Object::Routing(routing) => {
                self.acd.set_label_limits(routing.label_limits.clone());
                configuration.routing = routing;
            }
            Object::Skill(skill) => drop(configuration.skills.insert(skill.id, skill)),
            Object::Language(language) => drop(configuration.languages.insert(language.id, language)),
            Object::WrapUpCode(code) => drop(configuration.wrap_up_codes.insert(code.id, code)),
            Object::Group(group) => drop(configuration.groups.insert(group.id, group)),
            Object::Flow(flow) => self.apply_flow(flow),
            Object::Deployment(deployment) => {
                configuration.deployments.insert(deployment.id, deployment);
            }
            Object::Queue(queue) => {
                self.acd.put_queue(queue.id, queue.routing_settings());
                configuration.queues.insert(queue.id, queue);
            }
            Object::User(user) => {
                self.acd.put_agent(user.id, abilities(&user));
                configuration.users.insert(user.id, user);
            }
            Object::Membership(membership) => self.apply_membership(membership),
        }
    }

    fn apply_membership(&mut self, membership: Membership) {
        let Membership { queue, user, joined, ring } = membership;
        if joined {
            self.acd.join_ring(queue, user, ring)
        } else {
            self.acd.leave(queue, user)
        }
        self.configuration.memberships.entry(queue).or_default().insert(user, membership);
    }

    pub(crate) fn set_skills(
        &mut self,
        now: Timestamp,
        set: SetSkills,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let user = User { skills: set.skills, ..self.known_user(set.user)? };
        self.configure(now, Object::User(user), events)
    }

    pub(crate) fn set_languages(
        &mut self,
        now: Timestamp,
        set: SetLanguages,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let user = User { languages: set.languages, ..self.known_user(set.user)? };
        self.configure(now, Object::User(user), events)
    }

    pub(crate) fn set_utilization(
        &mut self,
        now: Timestamp,
        set: SetUtilization,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let user = User { utilization: set.utilization, ..self.known_user(set.user)? };
        self.configure(now, Object::User(user), events)
    }

    pub(crate) fn set_label_limits(
        &mut self,
        now: Timestamp,
        set: SetLabelLimits,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let user = User { label_limits: set.limits, ..self.known_user(set.user)? };
        self.configure(now, Object::User(user), events)
    }

    pub(crate) fn change_group(
        &mut self,
        change: &ChangeGroup,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let &ChangeGroup { group, ref users, belong } = change;
        self.known(ObjectKey::Group(group))?;
        let users: Vec<User> = users.iter().map(|user| self.known_user(*user)).collect::<Result<_, _>>()?;
        for mut user in users {
            let is_changed = if belong { user.groups.insert(group) } else { user.groups.remove(&group) };
            if is_changed {
                self.apply(Object::User(user.clone()));
                events.push(Event::Configured(Object::User(user)));
            }
        }
        Ok(())
    }

    fn known_user(&self, id: UserId) -> Result<User, Refusal> {
        self.configuration.users.get(&id).cloned().ok_or(Refusal::Unknown(ObjectKey::User(id)))
    }
}

pub(crate) fn abilities(user: &User) -> Abilities {
    Abilities {
        skills: user.skills.clone(),
        languages: user.languages.clone(),
        utilization: user.utilization.clone(),
        label_limits: user.label_limits.clone(),
        groups: user.groups.clone(),
        backup: user.backup.map(|backup| match backup {
            Backup::Agent(agent) => eyeline_acd::Backup::Agent(agent),
            Backup::Queue(queue) => eyeline_acd::Backup::Queue(queue),
        }),
    }
}
