//! What is to be played to somebody: a small tree, which whoever plays it turns into sound.
//!
//! Numbers, dates and amounts stay what they are. How they are spoken depends on the language of the moment,
//! which only the player knows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Choice, Prompt, Value};

/// Something to play.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Audio {
    /// Silence.
    #[serde(rename_all = "camelCase")]
    Blank {
        /// For how long; what was NOT_SET takes no time.
        length_ms: u32,
    },
    /// Text for a synthesiser.
    #[serde(rename_all = "camelCase")]
    Tts {
        /// What to say.
        text: Arc<str>,
        /// In which language, if not in the flow's: an IETF tag.
        language: Option<Arc<str>>,
        /// Letter by letter.
        spelled: bool,
    },
    /// A prompt, in the flow's language.
    Prompt {
        /// Which.
        prompt: Arc<Prompt>,
    },
    /// A number, date, amount… to be spoken.
    Data {
        /// What, and how.
        spoken: Box<Spoken>,
    },
    /// One after the other.
    Sequence {
        /// In order.
        parts: Vec<Arc<Audio>>,
    },
    /// The same, with a say in how it may be interrupted.
    #[serde(rename_all = "camelCase")]
    Playback {
        /// What to play.
        audio: Arc<Audio>,
        /// Whether the listener may interrupt it.
        barge_in: bool,
        /// Whether it is played at once, rather than with what comes next.
        flush_now: bool,
    },
}

/// A value to be spoken, and how.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spoken {
    /// As what: the function's name without its `ToAudio`, such as `Number` or `TimeRange`.
    pub style: Arc<str>,
    /// One value, or both ends of a range.
    pub values: Vec<Value>,
    /// Formats and grammatical context, in the order of the call.
    pub choices: Vec<Choice>,
    /// To how many places behind the point.
    pub decimal_places: Option<u32>,
    /// The dialling code within which a telephone number is spoken as a local one.
    pub dialing_code: Option<Arc<str>>,
}

impl Audio {
    /// Silence that takes no time.
    pub const NOTHING: Self = Self::Blank { length_ms: 0 };
}
