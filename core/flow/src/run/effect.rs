//! What the world is asked for.

use std::{collections::BTreeMap, fmt, sync::Arc};

use eyeline_model::{Duration, Pii};
use serde::{Deserialize, Serialize};

use crate::{Audio, Kind, Named, Prompt, User, Value};

/// Tells the effects of a run apart: counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectId(pub u64);

/// Something the world must do for a run. It may be asked for again after a crash, with the same id.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// By this the answer comes back ([`FlowRun::resume`](super::FlowRun::resume)).
    pub id: EffectId,
    /// What to do.
    pub task: Task,
}

/// What to do. All but [`Task::Disconnect`] and [`Task::Cancel`] want an answer; which, is said with each.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Play something to the caller. `Done` when it has been heard, `Digits` if keys interrupted it,
    /// `Failed`.
    Play {
        /// What to play.
        audio: Pii<Audio>,
        /// In which language: an IETF tag.
        language: Arc<str>,
    },
    /// Collect digits. `Digits`, `NoInput` or `Failed`.
    Collect(Collect),
    /// Say a menu. `Digits` with one key, `Said` with a term, `NoInput` or `Failed`.
    Menu(Menu),
    /// Play music. `Done` when it is over, `Digits` if keys interrupted it, `Failed`.
    Music(Music),
    /// Tell how long it may take. `Done` or `Failed`.
    AnnounceWait(Announcement),
    /// Tell the place in line. `Done` or `Failed`.
    AnnouncePosition(Announcement),
    /// Put the conversation into a queue. `Done` or `Failed`; done, the run has ended.
    TransferToAcd(Box<AcdTransfer>),
    /// Connect a person. `Done` or `Failed`; done, the run has ended.
    TransferToUser(UserTransfer),
    /// Connect a telephone number. `Done` or `Failed`; done, the run has ended.
    TransferToNumber(NumberTransfer),
    /// Start another flow. `Done` or `Failed`; done, the run has ended.
    TransferToFlow(FlowTransfer),
    /// Do a data action. `Data` or `Failed`; not in time, [`Task::Cancel`] follows.
    CallData(Box<DataAction>),
    /// Run a common module: a [`FlowRun`](super::FlowRun) of its own, whose outputs are the answer. `Data` or
    /// `Failed`.
    CallModule(Call),
    /// Look something up in a table of the organization, by its key. `Data`, `NotFound` or `Failed`.
    LookUp(Call),
    /// Send the customer a message. `Done` or `Failed`.
    SendResponse {
        /// Its text.
        text: Pii<String>,
    },
    /// Answer an e-mail. `Done` or `Failed`.
    SendAutoReply {
        /// Its subject, if not that of the e-mail.
        subject: Option<Pii<String>>,
        /// Its text.
        text: Pii<String>,
    },
    /// Promise to call back. `Done` or `Failed`.
    CreateCallback(Callback),
    /// Find something of the organization. `Found`, `NotFound` or `Failed`.
    Find(Find),
    /// Read attributes of the customer's participant. `Attributes` or `Failed`.
    GetParticipantData {
        /// Their names, which are case-sensitive.
        names: Vec<String>,
    },
    /// Write attributes of the customer's participant. `Done` or `Failed`.
    SetParticipantData {
        /// By name. None removes one.
        attributes: Pii<BTreeMap<String, Option<String>>>,
    },
    /// Read attributes of another conversation. `Attributes`, `NotFound` or `Failed`.
    GetConversationData {
        /// Whose.
        of: Elsewhere,
        /// Their names, which are case-sensitive.
        names: Vec<String>,
    },
    /// Write attributes of another conversation. `Done` or `Failed`.
    SetConversationData {
        /// Whose.
        of: Elsewhere,
        /// By name. None removes one.
        attributes: Pii<BTreeMap<String, Option<String>>>,
    },
    /// Change the conversation's priority. `Done` or `Failed`.
    SetPriority {
        /// One point weighs as much as a minute in line.
        priority: i32,
    },
    /// Change what an agent must be able to do. `Done` or `Failed`.
    SetSkills {
        /// All of these.
        skills: Vec<Named>,
        /// And speak this.
        language: Option<Named>,
    },
    /// Go on in another language. `Done` or `Failed`.
    SetLanguage {
        /// An IETF tag.
        language: String,
    },
    /// Label the conversation. `Done` or `Failed`.
    SetWrapupCode {
        /// With this.
        code: Named,
    },
    /// Choose what the agent's screen shows. `Done` or `Failed`.
    SetScreenPop(Screen),
    /// Ask whether a schedule is in force. `Schedule` or `Failed`.
    EvaluateSchedule {
        /// A schedule, or a group of them; none if only the emergency group counts.
        schedule: Option<Named>,
        /// An emergency group, by name (or id, if it has no name), that goes before every schedule.
        emergency: Option<String>,
    },
    /// Disconnect the customer. No answer.
    Disconnect,
    /// Nobody waits for this effect any more; what still plays may stop. No answer.
    Cancel {
        /// Which.
        effect: EffectId,
    },
}

/// Digits to be collected.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Collect {
    /// What to play before.
    pub audio: Option<Pii<Audio>>,
    /// What to play to have it confirmed.
    pub verification: Option<Pii<Audio>>,
    /// How it is confirmed, as the file says it: `digits`, `audio`.
    pub verification_type: Option<String>,
    /// How many at least.
    pub least: u8,
    /// How many at most.
    pub most: u8,
    /// The key that ends it early.
    pub terminator: Option<char>,
    /// How long to wait for the first.
    pub no_entry_timeout: Option<Duration>,
    /// How long to wait for each further one.
    pub inter_digit_timeout: Option<Duration>,
    /// Whether `*` alone is an answer.
    pub accept_star: bool,
    /// Whether `#` alone is an answer.
    pub accept_pound: bool,
    /// In which language: an IETF tag.
    pub language: Arc<str>,
}

/// A menu.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Menu {
    /// What to play.
    pub audio: Option<Pii<Audio>>,
    /// What can be chosen.
    pub choices: Vec<MenuChoice>,
    /// How long to wait after it was played.
    pub timeout: Option<Duration>,
    /// In which language: an IETF tag.
    pub language: Arc<str>,
}

/// A choice of a menu.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MenuChoice {
    /// The key to press.
    pub key: Option<char>,
    /// What to say instead.
    pub terms: Vec<String>,
}

/// Music for those who wait.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Music {
    /// What to play; none for the queue's own.
    pub prompt: Option<Prompt>,
    /// For how long; none for once.
    pub duration: Option<Duration>,
    /// Whether keys interrupt it.
    pub barge_in: bool,
}

/// Something about the wait.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Announcement {
    /// How long it may take, in milliseconds, or the place in line; none if it is not known.
    pub value: Option<i64>,
    /// To what it is rounded, in milliseconds.
    pub rounding: Option<Duration>,
    /// How it is said, as the file says it: `about`, `lessThan`.
    pub mode: Option<String>,
    /// In which language: an IETF tag.
    pub language: Arc<str>,
}

/// A transfer to a queue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AcdTransfer {
    /// Which queue; by id, or by name only.
    pub queue: Named,
    /// What the agent must be able to do.
    pub skills: Vec<Named>,
    /// Whether the skills are added to those the conversation has.
    pub append_skills: bool,
    /// What the agent must speak.
    pub language: Option<Named>,
    /// One point weighs as much as a minute in line; −25 000 000 to 25 000 000.
    pub priority: i32,
    /// Who should be asked first: at most 20.
    pub preferred: Vec<PreferredAgent>,
    /// Who should be asked before those.
    pub direct: Option<User>,
    /// The flow for the wait, instead of the queue's own; by name.
    pub in_queue_flow: Option<String>,
}

/// An agent who is preferred, and how much.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PreferredAgent {
    /// Who; by id, or by login only.
    pub agent: User,
    /// 0 to 100.
    pub score: u8,
}

/// A transfer to a person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UserTransfer {
    /// Who; by id, or by login only.
    pub user: User,
    /// How long to ring.
    pub timeout: Option<Duration>,
    /// Whether the person's voicemail takes an unanswered call.
    pub voicemail: bool,
}

/// A transfer to a telephone number.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NumberTransfer {
    /// The number.
    pub number: Pii<String>,
    /// How long to ring.
    pub timeout: Option<Duration>,
}

/// A transfer to another flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FlowTransfer {
    /// Its name.
    pub flow: String,
}

/// A data action.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DataAction {
    /// The integration.
    pub category: String,
    /// Its action.
    pub action: String,
    /// What it is given.
    pub inputs: Pii<BTreeMap<String, Value>>,
    /// What the caller hears meanwhile.
    pub processing_prompt: Option<Prompt>,
}

/// Something that is called by its name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// What it is given.
    pub inputs: Pii<BTreeMap<String, Value>>,
}

/// A promise to call back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Callback {
    /// In which queue it waits; by id, or by name only.
    pub queue: Named,
    /// Which number is called.
    pub number: Pii<String>,
    /// Who is called.
    pub callee: Option<Pii<String>>,
    /// What the agent's screen shows.
    pub script: Option<Screen>,
}

/// Something of the organization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Find {
    /// What it is.
    pub of: Kind,
    /// Its id, or its name.
    pub by: String,
    /// Whether it is its id.
    pub is_id: bool,
}

/// A conversation that is not the run's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Its id.
    pub conversation: String,
    /// The id of one of its participants; none for the customer's.
    pub participant: Option<String>,
}

/// What an agent's screen shows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Screen {
    /// The script's name; none takes away what was chosen before.
    pub script: Option<String>,
    /// What the script is given.
    pub inputs: Pii<BTreeMap<String, Value>>,
}

impl Task {
    /// Its name in logs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Play { .. } => "play",
            Self::Collect(_) => "collect",
            Self::Menu(_) => "menu",
            Self::Music(_) => "music",
            Self::AnnounceWait(_) => "announce_wait",
            Self::AnnouncePosition(_) => "announce_position",
            Self::TransferToAcd(_) => "transfer_to_acd",
            Self::TransferToUser(_) => "transfer_to_user",
            Self::TransferToNumber(_) => "transfer_to_number",
            Self::TransferToFlow(_) => "transfer_to_flow",
            Self::CallData(_) => "call_data",
            Self::CallModule(_) => "call_module",
            Self::LookUp(_) => "look_up",
            Self::SendResponse { .. } => "send_response",
            Self::SendAutoReply { .. } => "send_auto_reply",
            Self::CreateCallback(_) => "create_callback",
            Self::Find(_) => "find",
            Self::GetParticipantData { .. } => "get_participant_data",
            Self::SetParticipantData { .. } => "set_participant_data",
            Self::GetConversationData { .. } => "get_conversation_data",
            Self::SetConversationData { .. } => "set_conversation_data",
            Self::SetPriority { .. } => "set_priority",
            Self::SetSkills { .. } => "set_skills",
            Self::SetLanguage { .. } => "set_language",
            Self::SetWrapupCode { .. } => "set_wrapup_code",
            Self::SetScreenPop(_) => "set_screen_pop",
            Self::EvaluateSchedule { .. } => "evaluate_schedule",
            Self::Disconnect => "disconnect",
            Self::Cancel { .. } => "cancel",
        }
    }

    /// Whether the run waits for an answer.
    pub const fn wants_an_answer(&self) -> bool {
        !matches!(self, Self::Disconnect | Self::Cancel { .. })
    }
}

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
