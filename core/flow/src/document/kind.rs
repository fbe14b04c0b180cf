//! The kinds of flows.

use eyeline_model::Duration;
use serde::{Deserialize, Serialize};

/// What a flow is for. A file says it with its only root key, in any case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FlowKind {
    /// Somebody calls.
    InboundCall,
    /// Somebody is called by a campaign.
    OutboundCall,
    /// A call waits in a queue.
    InqueueCall,
    /// A message or chat waits in a queue. Exported files say `inqueueShortMessage`.
    InqueueMessage,
    /// A message has come. Exported files say `inboundShortMessage`.
    InboundMessage,
    /// A chat has begun.
    InboundChat,
    /// Nobody is there: a process behind the scenes.
    Workflow,
    /// A part that other flows call.
    CommonModule,
}

impl FlowKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::InboundCall,
        Self::OutboundCall,
        Self::InqueueCall,
        Self::InqueueMessage,
        Self::InboundMessage,
        Self::InboundChat,
        Self::Workflow,
        Self::CommonModule,
    ];

    /// The root key of exported files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InboundCall => "inboundCall",
            Self::OutboundCall => "outboundCall",
            Self::InqueueCall => "inqueueCall",
            Self::InqueueMessage => "inqueueShortMessage",
            Self::InboundMessage => "inboundShortMessage",
            Self::InboundChat => "inboundChat",
            Self::Workflow => "workflow",
            Self::CommonModule => "commonModule",
        }
    }

    /// The kind that a root key names, in any case.
    pub(crate) fn named(key: &str) -> Option<Self> {
        let called = |name: &str| key.eq_ignore_ascii_case(name);
        match () {
            () if called("inboundMessage") => Some(Self::InboundMessage),
            () if called("inqueueMessage") => Some(Self::InqueueMessage),
            () => Self::ALL.into_iter().find(|kind| called(kind.key())),
        }
    }

    /// Whether somebody listens.
    pub const fn is_voice(self) -> bool {
        matches!(self, Self::InboundCall | Self::OutboundCall | Self::InqueueCall)
    }

    /// Whether somebody reads.
    pub const fn is_written(self) -> bool {
        matches!(self, Self::InboundMessage | Self::InboundChat | Self::InqueueMessage)
    }

    /// Whether somebody waits in a queue meanwhile: the flow keeps them company, but the place is not the flow's.
    pub const fn is_in_queue(self) -> bool {
        matches!(self, Self::InqueueCall | Self::InqueueMessage)
    }

    /// Whether it takes in customers who are new, or come from another flow, in writing.
    pub const fn is_written_entry(self) -> bool {
        self.is_written() && !self.is_in_queue()
    }

    /// How long a run may take; none if as long as the call lasts (`help.mypurecloud.com/?p=112740`).
    pub(crate) const fn running_time(self) -> Option<Duration> {
        match self {
            Self::InboundMessage | Self::InboundChat | Self::InqueueMessage | Self::Workflow => {
                Some(Duration::from_secs(72 * 3_600))
            }
            _ => None,
        }
    }
}

/// Root keys of the vendor's other kinds.
pub(super) const OTHER_KINDS: &[&str] = &[
    "inboundEmail",
    "inqueueEmail",
    "secureCall",
    "workitem",
    "bot",
    "botFlow",
    "digitalBot",
    "digitalBotFlow",
    "voicemail",
    "surveyInvite",
    "voiceSurvey",
    "voice",
];
