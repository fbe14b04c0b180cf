//! Identifiers that cannot be mixed up, and the generator that makes them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

ids! {
    /// A tenant.
    OrganizationId;
    /// A person with a login.
    UserId;
    /// Where conversations wait for agents.
    QueueId;
    /// What an agent can do.
    SkillId;
    /// What an agent speaks.
    LanguageId;
    /// People who belong together, and may be members of queues together.
    GroupId;
    /// A kind of work of which agents do only so much at once.
    LabelId;
    /// The label chosen in after-call work.
    WrapUpCodeId;
    /// What is done with a conversation before an agent has it.
    FlowId;
    /// A messenger deployment: which page may open a chat, and into which queue.
    DeploymentId;
    /// One customer matter from first contact to last disconnect.
    ConversationId;
    /// A party in a conversation.
    ParticipantId;
    /// A participant's session on one medium; also the fence token of an offer.
    CommunicationId;
    /// One chat message.
    MessageId;
    /// One escalation of a chat to a call.
    EscalationId;
    /// One media meeting of legs.
    RoomId;
}

/// Makes identifiers from a seed: chance as an argument, so that a run can be replayed.
///
/// The ids are unique, not secret; whatever grants access is drawn by the shell from the operating system.
#[derive(Clone, Debug)]
pub struct Ids {
    state: u64,
}

impl Ids {
    /// A generator whose whole sequence follows from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next id, of whichever kind is asked for.
    #[expect(
        clippy::should_implement_trait,
        reason = "the kind is chosen by each call, not by the generator"
    )]
    pub fn next<T: From<Uuid>>(&mut self) -> T {
        let bits = u128::from(self.draw()) << 64 | u128::from(self.draw());
        T::from(uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid())
    }

    /// SplitMix64: a full-period mixer, so one seed never repeats a value before 2⁶⁴ draws.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}
