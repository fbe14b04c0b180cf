//! Chooses which waiting conversation is offered to which agent.
//!
//! Holds: waiting conversations and agents' availability, per queue.
//! Decides: offers, how searches go on, who should go elsewhere; on every change and when woken.
//! Never: talks to agents, moves a conversation to another queue by itself, or knows what is in a conversation.
//! Invariants: an agent's offers and connections never exceed their utilization; no work rings on two desks;
//! nothing waits, after [`Acd::assign`], that some ready agent could have; how busy agents are follows from
//! what they have.
//!
//! Feed it facts ([`Acd::enqueue`], [`Acd::answer`], [`Acd::join`]…), then drain it: [`Acd::expire`] when
//! [`Acd::wake_at`] has come, and [`Acd::assign`] after every change. Whoever wants to know why somebody waits
//! asks [`Acd::explain`].
//!
//! A search for an agent goes from method to method: the agent who was asked for, the last one, the owner or
//! those who are preferred, then rules, rings, whoever is expected to do best, or everybody. How far it has come is
//! one value in the queue entry ([`eyeline_model::Search`]), so that it goes on after a restart.
//!
//! Inside, ids are small numbers. All agents are kept in the order of their last work, with bits for what they
//! can be asked for (`log`), and what nobody could have so far by what it asks for (`class`): neither an arrival
//! nor a free agent is held against everybody else one by one.
//!
//! The rules are those of Genesys Cloud, from its public help; where that is silent the comment says “our choice”.
//! Articles are named as in `help.genesys.cloud/articles/…`.
//!
//! Start reading at [`Acd::assign`].

mod acd;
mod agent;
mod assign;
mod candidate;
mod class;
mod configuration;
mod estimate;
mod expire;
mod explain;
mod index;
mod known;
mod line;
mod log;
mod manual;
mod method;
mod need;
mod offer;
mod overflow;
mod page;
mod place;
mod position;
mod prediction;
mod preferred;
mod queue;
mod rank;
mod roll;
mod scoring;
mod search;
mod service_level;
mod terms;
mod utilization;
mod work;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use acd::Acd;
pub use agent::{Abilities, Agent, AgentState, Backup};
pub use assign::Decision;
pub use estimate::{Estimate, Formula};
pub use expire::Expired;
pub use explain::Explanation;
pub use eyeline_model::{Candidate, KeptAway, Method, Obstacle, Proficiency};
pub use manual::CannotOffer;
pub use method::{
    ConditionalRule, DirectRouting, EvaluationMethod, LastAgentMode, Metric, Operator, PredictiveRouting,
    Reason, Ring, RoutingMethod,
};
pub use offer::{Assignment, AssignmentStage, NotAlerting, Offer};
pub use overflow::{Band, Overflow};
pub use prediction::Prospects;
pub use preferred::{PreferredAgents, PreferredRule};
pub use queue::QueueSettings;
pub use scoring::ScoringMethod;
pub use service_level::{Departure, Outcomes, ServiceLevel, ServiceLevelSettings};
pub use utilization::{MediaUtilization, Utilization};
pub use work::Work;
