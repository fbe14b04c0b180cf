//! Who may do what: roles, and the permissions they carry.

use serde::{Deserialize, Serialize};

/// What a route asks of its caller, in the vendor's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rule {
    /// Anybody with a token. The handler may ask for more, such as being the user concerned.
    SignedIn,
    /// At least one of these.
    Any(&'static [&'static str]),
    /// All of these.
    All(&'static [&'static str]),
}

/// A set of permissions that users and OAuth clients are given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Takes conversations.
    Agent,
    /// Sees and helps with everybody's conversations.
    Supervisor,
    /// Sets up queues, people and deployments.
    Administrator,
    /// Another system that works on conversations, such as engagement.
    Integration,
}

const AGENT: &[&str] = &[
    "conversation:callback:create",
    "conversation:communication:blindTransfer",
    "conversation:message:create",
    "conversation:message:view",
    "conversation:participant:wrapup",
    "conversation:webmessaging:create",
    "conversation:webmessaging:view",
    "presence:presenceDefinition:view",
    "routing:queue:join",
    "routing:queue:search",
    "routing:queue:view",
    "routing:skill:view",
    "routing:wrapupCode:view",
];

const SUPERVISOR: &[&str] = &[
    "architect:flow:view",
    "conversation:callback:assign",
    "conversation:callback:edit",
    "conversation:communication:disconnect",
    "conversation:communication:view",
    "conversation:message:assign",
    "conversation:participant:attributesedit",
    "conversation:utilizationLabel:edit",
    "presence:userPresence:edit",
    "routing:queueMember:manage",
    "routing:utilization:view",
];

const ADMINISTRATOR: &[&str] = &[
    "architect:flow:add",
    "architect:flow:delete",
    "architect:flow:edit",
    "architect:flow:publish",
    "architect:flow:unlock",
    "directory:group:add",
    "directory:group:delete",
    "directory:group:edit",
    "directory:user:add",
    "routing:queue:add",
    "routing:queue:edit",
    "routing:settings:edit",
    "routing:skill:assign",
    "routing:skill:manage",
    "routing:utilization:manage",
    "routing:wrapupCode:add",
    "webDeployments:configuration:view",
    "webDeployments:deployment:edit",
    "webDeployments:deployment:view",
];

const INTEGRATION: &[&str] = &[
    "conversation:callback:create",
    "conversation:callback:edit",
    "conversation:communication:disconnect",
    "conversation:communication:view",
    "conversation:message:view",
    "conversation:participant:attributesedit",
    "conversation:participant:wrapup",
    "conversation:webmessaging:view",
    "presence:presenceDefinition:view",
    "routing:queue:search",
    "routing:queue:view",
    "routing:skill:view",
    "routing:wrapupCode:view",
    "webDeployments:configuration:view",
    "webDeployments:deployment:view",
];

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Agent, Self::Supervisor, Self::Administrator, Self::Integration];

    /// The role's name, as written in tables and for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
            Self::Integration => "integration",
        }
    }

    fn granted(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Agent => &[AGENT],
            Self::Supervisor => &[AGENT, SUPERVISOR],
            Self::Administrator => &[AGENT, SUPERVISOR, ADMINISTRATOR],
            Self::Integration => &[INTEGRATION],
        }
    }

    /// Every permission the role carries.
    pub(crate) fn permissions(self) -> impl Iterator<Item = &'static str> {
        self.granted().iter().copied().flatten().copied()
    }
}

/// Whether any of `roles` carries `permission`.
pub(crate) fn grants(roles: &[Role], permission: &str) -> bool {
    roles.iter().any(|role| role.permissions().any(|granted| granted == permission))
}
