//! Chooses which waiting conversation is offered to which agent.
//!
//! Holds: waiting conversations and agents' availability, per queue.
//! Decides: offers, on every change and when woken.
//! Never: talks to agents, or knows what is in a conversation.
//! Invariants: an agent's offers and connections never exceed their utilization; nothing waits, after
//! [`Acd::assign`], that some ready agent could have.
//!
//! Feed it facts ([`Acd::enqueue`], [`Acd::answer`], [`Acd::join`]…), then drain it: [`Acd::expire`] when
//! [`Acd::wake_at`] has come, and [`Acd::assign`] after every change.
//!
//! The rules are those of Genesys Cloud, from its public help; where that is silent the comment says “our choice”.
//! Articles are named as in `help.genesys.cloud/articles/…`.
//!
//! Start reading at [`Acd::assign`].

mod acd;
mod agent;
mod assign;
mod estimate;
mod expire;
mod line;
mod offer;
mod position;
mod preferred;
mod proficiency;
mod queue;
mod rank;
mod scoring;
mod utilization;
mod work;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use acd::Acd;
pub use agent::{Abilities, Agent, AgentState};
pub use estimate::{Estimate, Formula};
pub use expire::Expired;
pub use offer::{Assignment, AssignmentStage, NotAlerting, Offer};
pub use preferred::{PreferredAgents, PreferredRule};
pub use proficiency::Proficiency;
pub use queue::QueueSettings;
pub use scoring::ScoringMethod;
pub use utilization::{MediaUtilization, Utilization};
pub use work::Work;
