//! One thing that can be configured.

use eyeline_model::{
    DeploymentId, FlowId, GroupId, LabelId, LanguageId, QueueId, SkillId, UserId, WrapUpCodeId,
};
use serde::{Deserialize, Serialize};

use crate::{
    Deployment, Flow, Group, Label, Language, Membership, Organization, OrganizationRouting, Queue, Skill,
    User, WrapUpCode,
};

/// One thing that can be configured: one stored row, found by its [key](Object::key).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is named for what it holds")]
pub enum Object {
    Organization(Organization),
    Label(Label),
    Routing(OrganizationRouting),
    Skill(Skill),
    Language(Language),
    WrapUpCode(WrapUpCode),
    Group(Group),
    Flow(Flow),
    Queue(Queue),
    Deployment(Deployment),
    User(User),
    Membership(Membership),
}

/// Which thing. Ordered so that whatever a thing refers to comes before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is named for what it points to")]
pub enum ObjectKey {
    /// There is one.
    Organization,
    Label(LabelId),
    /// There is one.
    Routing,
    Skill(SkillId),
    Language(LanguageId),
    WrapUpCode(WrapUpCodeId),
    Group(GroupId),
    Flow(FlowId),
    Queue(QueueId),
    Deployment(DeploymentId),
    User(UserId),
    Membership {
        queue: QueueId,
        user: UserId,
    },
}

impl Object {
    /// Which thing it is.
    pub const fn key(&self) -> ObjectKey {
        match self {
            Self::Organization(_) => ObjectKey::Organization,
            Self::Label(label) => ObjectKey::Label(label.id),
            Self::Routing(_) => ObjectKey::Routing,
            Self::Skill(skill) => ObjectKey::Skill(skill.id),
            Self::Language(language) => ObjectKey::Language(language.id),
            Self::WrapUpCode(code) => ObjectKey::WrapUpCode(code.id),
            Self::Group(group) => ObjectKey::Group(group.id),
            Self::Flow(flow) => ObjectKey::Flow(flow.id),
            Self::Queue(queue) => ObjectKey::Queue(queue.id),
            Self::Deployment(deployment) => ObjectKey::Deployment(deployment.id),
            Self::User(user) => ObjectKey::User(user.id),
            Self::Membership(membership) => {
                ObjectKey::Membership { queue: membership.queue, user: membership.user }
            }
        }
    }
}
