//! What an expression is about: typed values, of which NOT_SET is one a type.

mod agent_score_pair;
mod audio;
mod choice;
mod currency;
mod decimal;
mod email_address;
mod equality;
mod json;
mod kind;
mod list;
mod named;
mod phone_number;
mod properties;
mod record;
mod span;
mod text;

use std::sync::Arc;

use eyeline_model::{Duration, Timestamp};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use agent_score_pair::AgentScorePair;
pub use audio::{Audio, Spoken};
pub use choice::Choice;
pub use currency::Currency;
pub use email_address::EmailAddress;
pub use json::UnsuitableJson;
pub use kind::{Kind, Type};
pub use list::List;
pub use named::{Named, Prompt, PromptKind, User};
pub use phone_number::PhoneNumber;
pub use properties::Property;
pub use record::Record;

pub(crate) use currency::{canonical, symbol};
pub(crate) use decimal::{decimal_text, fixed_text};
pub(crate) use phone_number::{dialing_code, is_dialing_code};
pub(crate) use span::{parse_span, span_text};
pub(crate) use text::{moment_text, parse_moment};

/// A value of the expression language. Cloning is cheap: what is large is shared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Value {
    /// No value, of this kind. A collection is never NOT_SET, only empty.
    NotSet(Kind),
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point: 28 digits, never binary.
    Decimal(Decimal),
    /// Text.
    String(Arc<str>),
    /// An instant, in UTC.
    DateTime(Timestamp),
    /// A span of time, in milliseconds.
    Duration(Duration),
    /// An amount of money.
    Currency(Currency),
    /// A telephone number or SIP address.
    PhoneNumber(Arc<PhoneNumber>),
    /// An e-mail address, with a name.
    EmailAddress(Arc<EmailAddress>),
    /// Something to play.
    Audio(Arc<Audio>),
    /// A recorded or synthesised text of the organization.
    Prompt(Arc<Prompt>),
    /// A person with a login.
    User(Arc<User>),
    /// A queue, group, skill, language skill, wrap-up code, schedule, schedule group or emergency group.
    Named(Arc<Named>),
    /// An agent who is preferred, and how much.
    AgentScorePair(Arc<AgentScorePair>),
    /// Something with many properties: an external contact, an e-mail, a message…
    Record(Arc<Record>),
    /// Any JSON.
    Json(Arc<serde_json::Value>),
    /// One of a fixed set, such as `Format.Number.playDigits`.
    Choice(Choice),
    /// A collection of one kind.
    List(List),
}

impl Value {
    /// What it is.
    pub fn of(&self) -> Type {
        match self {
            Self::List(list) => Type::list(list.of),
            single => Type::one(single.kind()),
        }
    }

    /// The kind of a single value, or of a collection's items.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotSet(kind) => *kind,
            Self::Boolean(_) => Kind::Boolean,
            Self::Integer(_) => Kind::Integer,
            Self::Decimal(_) => Kind::Decimal,
            Self::String(_) => Kind::String,
            Self::DateTime(_) => Kind::DateTime,
            Self::Duration(_) => Kind::Duration,
            Self::Currency(_) => Kind::Currency,
            Self::PhoneNumber(_) => Kind::PhoneNumber,
            Self::EmailAddress(_) => Kind::EmailAddress,
            Self::Audio(_) => Kind::Audio,
            Self::Prompt(_) => Kind::Prompt,
            Self::User(_) => Kind::User,
            Self::Named(named) => named.of,
            Self::AgentScorePair(_) => Kind::AgentScorePair,
            Self::Record(record) => record.of,
            Self::Json(_) => Kind::Json,
            Self::Choice(choice) => choice.of,
            Self::List(list) => list.of,
        }
    }

    /// Whether it is NOT_SET.
    pub fn is_not_set(&self) -> bool {
        matches!(self, Self::NotSet(_))
    }

    /// What a variable of this type is worth before anything is assigned: NOT_SET, or an empty collection.
    pub fn unset(of: Type) -> Self {
        if of.list { Self::List(List::empty(of.kind)) } else { Self::NotSet(of.kind) }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Decimal(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(value: Arc<str>) -> Self {
        Self::String(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::DateTime(value)
    }
}

impl From<Duration> for Value {
    fn from(value: Duration) -> Self {
        Self::Duration(value)
    }
}

impl From<Currency> for Value {
    fn from(value: Currency) -> Self {
        Self::Currency(value)
    }
}

impl From<List> for Value {
    fn from(value: List) -> Self {
        Self::List(value)
    }
}

impl From<Audio> for Value {
    fn from(value: Audio) -> Self {
        Self::Audio(Arc::new(value))
    }
}
