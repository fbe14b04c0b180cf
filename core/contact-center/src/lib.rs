//! Routing, flows and conversations behind one door.
//!
//! Holds: an organization's configuration, its agents and its live conversations.
//! Decides: what a command leads to, on both sides at once: the conversation's record and the ACD's offers.
//! Never: talks to anybody, keeps what was said, or remembers a conversation that is over.
//! Invariant: what the ACD knows follows from configuration, agents and conversations, so that it can be built
//! again from these three tables after a crash.
//!
//! Rules are those of Genesys Cloud; its help articles are named as in `help.genesys.cloud/articles/…`.
//!
//! Start reading at [`ContactCenter`] and [`Command`].

mod administration;
mod after_call_work;
mod agent;
mod attributes;
mod availability;
mod callbacks;
mod catalogue;
mod center;
mod chats;
mod command;
mod configuration;
mod controls;
mod departures;
mod deployment;
mod effect;
mod event;
mod explanation;
mod flow;
mod flow_task;
mod flow_tasks;
mod flow_world;
mod flows;
mod group;
mod handover;
mod in_queue;
mod longest_wait;
mod lookup;
mod membership;
mod modules;
mod object;
mod offers;
mod organization;
mod organization_routing;
mod overflow;
mod presence;
mod publishing;
mod queue;
mod queue_routing;
mod refusal;
mod removal;
mod routing;
mod running;
mod snapshot;
mod timers;
mod transfers;
mod user;
mod validity;

#[cfg(test)]
mod tests;

pub use agent::{Agent, RoutingStatus};
pub use catalogue::{Label, Language, Skill, WrapUpCode};
pub use center::ContactCenter;
pub use command::{
    Answer, AnswerFlow, AskForAfterCallWork, Assign, CallbackFor, ChangeGroup, ChangeMembers, ChangeRouting,
    Command, CreateCallback, MarkMessage, NewMessage, ReceiveMessage, RescheduleCallback, SendMessage,
    SessionOf, SetAttributes, SetHold, SetLabel, SetLabelLimits, SetLanguages, SetMute, SetPresence,
    SetSkills, SetUtilization, StartChat, Transfer, TransferToAgent, WrapUpSession,
};
pub use configuration::Configuration;
pub use deployment::Deployment;
pub use effect::Effect;
pub use event::Event;
pub use explanation::RoutingExplanation;
pub use flow::{CheckedFlow, Flow, PublishedFlow};
pub use flow_task::{FlowTask, FlowTaskId};
pub use group::Group;
pub use membership::{Member, Membership};
pub use object::{Object, ObjectKey};
pub use organization::Organization;
pub use organization_routing::OrganizationRouting;
pub use presence::Presence;
pub use queue::{AfterCallWorkMode, MediaSettings, Queue, ServiceLevel};
pub use queue_routing::{OverflowRule, QueueRouting, ServiceLevelCounting};
pub use refusal::Refusal;
pub use snapshot::Snapshot;
pub use user::{Backup, User};
