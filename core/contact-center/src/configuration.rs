//! Everything an administrator has set, by id.

use std::collections::BTreeMap;

use eyeline_model::{
    DeploymentId, FlowId, GroupId, LabelId, LanguageId, QueueId, SkillId, UserId, WrapUpCodeId,
};

use crate::{
    Deployment, Flow, Group, Label, Language, Membership, Object, ObjectKey, Organization,
    OrganizationRouting, Queue, Skill, User, WrapUpCode,
};

/// Everything an administrator has set, by id. Read it; it changes by commands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Configuration {
    /// The tenant.
    pub organization: Organization,
    /// The kinds of work of which agents do only so much at once.
    pub labels: BTreeMap<LabelId, Label>,
    /// What holds for routing in all of it.
    pub routing: OrganizationRouting,
    /// What agents can do.
    pub skills: BTreeMap<SkillId, Skill>,
    /// What agents speak.
    pub languages: BTreeMap<LanguageId, Language>,
    /// The labels chosen in after-call work.
    pub wrap_up_codes: BTreeMap<WrapUpCodeId, WrapUpCode>,
    /// People who belong together.
    pub groups: BTreeMap<GroupId, Group>,
    /// What is done with conversations before an agent has them.
    pub flows: BTreeMap<FlowId, Flow>,
    /// Where conversations wait.
    pub queues: BTreeMap<QueueId, Queue>,
    /// Where chats come from.
    pub deployments: BTreeMap<DeploymentId, Deployment>,
    /// People with a login.
    pub users: BTreeMap<UserId, User>,
    /// Who belongs to which queue.
    pub memberships: BTreeMap<QueueId, BTreeMap<UserId, Membership>>,
}

impl Configuration {
    /// A tenant in which nothing is set up yet.
    pub fn new(organization: Organization) -> Self {
        Self {
            organization,
            labels: BTreeMap::new(),
            routing: OrganizationRouting::default(),
            skills: BTreeMap::new(),
            languages: BTreeMap::new(),
            wrap_up_codes: BTreeMap::new(),
            groups: BTreeMap::new(),
            flows: BTreeMap::new(),
            queues: BTreeMap::new(),
            deployments: BTreeMap::new(),
            users: BTreeMap::new(),
            memberships: BTreeMap::new(),
        }
    }

    /// Who belongs to a queue, joined or not.
    pub fn members(&self, queue: QueueId) -> impl Iterator<Item = &Membership> {
        self.memberships.get(&queue).into_iter().flat_map(BTreeMap::values)
    }

    /// The queues a user belongs to, joined or not.
    pub fn queues_of(&self, user: UserId) -> impl Iterator<Item = &Membership> {
        self.memberships.values().filter_map(move |members| members.get(&user))
    }

    /// Everything, as it is stored; whatever a thing refers to comes before it.
    pub fn objects(&self) -> impl Iterator<Item = Object> {
        let organization = std::iter::once(Object::Organization(self.organization.clone()));
        organization
            .chain(self.labels.values().cloned().map(Object::Label))
            .chain([Object::Routing(self.routing.clone())])
            .chain(self.skills.values().cloned().map(Object::Skill))
            .chain(self.languages.values().cloned().map(Object::Language))
            .chain(self.wrap_up_codes.values().cloned().map(Object::WrapUpCode))
            .chain(self.groups.values().cloned().map(Object::Group))
            .chain(self.flows.values().cloned().map(Object::Flow))
            .chain(self.queues.values().cloned().map(Object::Queue))
            .chain(self.deployments.values().cloned().map(Object::Deployment))
            .chain(self.users.values().cloned().map(Object::User))
            .chain(self.memberships.values().flat_map(BTreeMap::values).copied().map(Object::Membership))
    }

    /// One thing, as it is stored.
    pub fn get(&self, key: ObjectKey) -> Option<Object> {
        match key {
            ObjectKey::Organization => Some(Object::Organization(self.organization.clone())),
            ObjectKey::Label(id) => self.labels.get(&id).cloned().map(Object::Label),
            ObjectKey::Routing => Some(Object::Routing(self.routing.clone())),
            ObjectKey::Skill(id) => self.skills.get(&id).cloned().map(Object::Skill),
            ObjectKey::Language(id) => self.languages.get(&id).cloned().map(Object::Language),
            ObjectKey::WrapUpCode(id) => self.wrap_up_codes.get(&id).cloned().map(Object::WrapUpCode),
            ObjectKey::Group(id) => self.groups.get(&id).cloned().map(Object::Group),
            ObjectKey::Flow(id) => self.flows.get(&id).cloned().map(Object::Flow),
            ObjectKey::Queue(id) => self.queues.get(&id).cloned().map(Object::Queue),
            ObjectKey::Deployment(id) => self.deployments.get(&id).cloned().map(Object::Deployment),
            ObjectKey::User(id) => self.users.get(&id).cloned().map(Object::User),
            ObjectKey::Membership { queue, user } => {
                self.memberships.get(&queue)?.get(&user).copied().map(Object::Membership)
            }
        }
    }

    /// Whether there is such a thing.
    pub fn has(&self, key: ObjectKey) -> bool {
        match key {
            ObjectKey::Organization | ObjectKey::Routing => true,
            ObjectKey::Label(id) => self.labels.contains_key(&id),
            ObjectKey::Skill(id) => self.skills.contains_key(&id),
            ObjectKey::Language(id) => self.languages.contains_key(&id),
            ObjectKey::WrapUpCode(id) => self.wrap_up_codes.contains_key(&id),
            ObjectKey::Group(id) => self.groups.contains_key(&id),
            ObjectKey::Flow(id) => self.flows.contains_key(&id),
            ObjectKey::Queue(id) => self.queues.contains_key(&id),
            ObjectKey::Deployment(id) => self.deployments.contains_key(&id),
            ObjectKey::User(id) => self.users.contains_key(&id),
            ObjectKey::Membership { queue, user } => {
                self.memberships.get(&queue).is_some_and(|members| members.contains_key(&user))
            }
        }
    }
}
