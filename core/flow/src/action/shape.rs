//! The form of an action.

use crate::{Kind, Type};

/// An action that asks the world for something.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its key in the file.
    pub(crate) key: &'static str,
    pub(crate) verb: Verb,
    pub(crate) fields: &'static [Field],
    /// Settings that name the variable which takes a result.
    pub(crate) results: &'static [(&'static str, Type)],
    /// The outputs it may have. One that a file leaves out leads to the next action.
    pub(crate) outputs: &'static [&'static str],
}

/// A setting.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) form: Form,
    pub(crate) required: bool,
}

/// What a setting holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// A value of a type.
    Value(Type),
    /// Something to play: a text to speak, a prompt, or an expression.
    Audio,
    /// Something else of the organization, by name: `{name: X}`.
    Name,
    /// A list of values, each under this key, or one expression for all of them.
    Each(&'static str, Kind),
    /// One word.
    Word,
    /// How many digits: `{exact: n}` or `{range: {min, max}}`.
    Digits,
    /// `{entirePrompt: true}` or `{duration: …}`
    PlayStyle,
}

/// What is asked of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Verb {
    PlayAudio,
    CollectInput,
    HoldMusic,
    PlayEstimatedWaitTime,
    PlayPositionInQueue,
    TransferToAcd,
    TransferToUser,
    TransferToNumber,
    TransferToFlow,
    CallData,
    CallCommonModule,
    SendResponse,
    SendAutoReply,
    CreateCallback,
    Find { by_id: bool, of: Kind },
    GetExternalContact,
    GetParticipantData,
    SetParticipantData,
    GetConversationData,
    SetConversationData,
    SetPriority,
    SetSkills,
    SetLanguage,
    SetWrapupCode,
    SetScreenPop,
    Wait,
    Disconnect,
    EvaluateSchedule,
    EvaluateScheduleGroup,
    DataTableLookup,
}

impl Verb {
    /// Whether somebody must be there to listen.
    pub(crate) const fn needs_a_listener(self) -> bool {
        matches!(
            self,
            Self::PlayAudio
                | Self::CollectInput
                | Self::HoldMusic
                | Self::PlayEstimatedWaitTime
                | Self::PlayPositionInQueue
        )
    }

    /// Whether somebody must be there to read.
    pub(crate) const fn needs_a_reader(self) -> bool {
        matches!(self, Self::SendResponse | Self::SendAutoReply)
    }

    /// Whether the flow has handed the conversation on when it succeeds.
    pub(crate) const fn leaves(self) -> bool {
        matches!(
            self,
            Self::TransferToAcd
                | Self::TransferToUser
                | Self::TransferToNumber
                | Self::TransferToFlow
                | Self::Disconnect
        )
    }
}
