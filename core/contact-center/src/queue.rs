//! A queue's settings.

use std::collections::BTreeSet;

use eyeline_acd::{PreferredRule, ScoringMethod};
use eyeline_model::{Duration, FlowId, PerMedia, QueueId, WrapUpCodeId};
use serde::{Deserialize, Serialize};

use crate::QueueRouting;

/// A queue and how it treats what waits in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Queue {
    /// Which queue.
    pub id: QueueId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// What differs between media.
    pub media: PerMedia<MediaSettings>,
    /// What agents do after a conversation.
    pub after_call_work: AfterCallWorkMode,
    /// How waiting conversations are ranked.
    pub scoring: ScoringMethod,
    /// The stages in which preferred agents are asked; at most [`Queue::PREFERRED_RULES_LIMIT`]. Without any,
    /// a conversation's preferred agents do not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred_rules: Vec<PreferredRule>,
    /// How agents are looked for beyond that, and where what waits too long goes.
    #[serde(default)]
    pub routing: Box<QueueRouting>,
    /// The codes its agents choose from; if empty, every code of the organization.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub wrap_up_codes: BTreeSet<WrapUpCodeId>,
    /// What keeps company those who wait on a medium: messages a flow for messages in a queue; callbacks one for
    /// calls in a queue, which somebody must perform who can play something to the customer. Genesys calls the
    /// first `messageInQueueFlow`.
    #[serde(default)]
    pub in_queue_flows: PerMedia<Option<FlowId>>,
}

/// What a queue does differently on each medium.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaSettings {
    /// How long an offer rings before it goes back to the queue; 7 to 900 seconds.
    pub alerting_timeout: Duration,
    /// What is offered is answered at once, without the agent's doing.
    #[serde(default)]
    pub auto_answer: bool,
    /// What the queue promises.
    pub service_level: ServiceLevel,
}

/// What a queue promises: such a share of its conversations answered within such a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceLevel {
    /// The share, in hundredths.
    pub percent: u8,
    /// The time.
    pub within: Duration,
}

/// What agents do after a conversation; Genesys calls it the wrap-up prompt
/// (`configure-call-work-settings`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterCallWorkMode {
    /// The agent is free at once; a code may be chosen within [`AfterCallWorkMode::VOLUNTARY_TIME`].
    #[default]
    Optional,
    /// The agent is free once a code is chosen.
    Mandatory,
    /// The agent is free once a code is chosen, or when time runs out.
    MandatoryTimeout(Duration),
    /// The agent is free when time runs out, not before.
    MandatoryForcedTimeout(Duration),
    /// As optional, unless the agent asks for time during the conversation.
    AgentRequested(Duration),
}

impl AfterCallWorkMode {
    /// How long a conversation stays open for a code that nobody demands; our choice.
    pub const VOLUNTARY_TIME: Duration = Duration::from_secs(15 * 60);

    /// The agent's time, where it is limited: one second to one hour.
    pub const fn timeout(self) -> Option<Duration> {
        match self {
            Self::Optional | Self::Mandatory => None,
            Self::MandatoryTimeout(timeout)
            | Self::MandatoryForcedTimeout(timeout)
            | Self::AgentRequested(timeout) => Some(timeout),
        }
    }
}

impl Default for MediaSettings {
    /// Rings for 20 seconds, until the agent answers; promises four of five within 20 seconds.
    fn default() -> Self {
        let within = Duration::from_secs(20);
        Self {
            alerting_timeout: within,
            auto_answer: false,
            service_level: ServiceLevel { percent: 80, within },
        }
    }
}

impl Queue {
    /// The most rules for preferred agents.
    pub const PREFERRED_RULES_LIMIT: usize = 6;

    /// A queue with the defaults of a new one.
    pub fn new(id: QueueId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            description: String::new(),
            media: PerMedia::default(),
            after_call_work: AfterCallWorkMode::default(),
            scoring: ScoringMethod::default(),
            preferred_rules: Vec::new(),
            routing: Box::default(),
            wrap_up_codes: BTreeSet::new(),
            in_queue_flows: PerMedia::default(),
        }
    }
}
