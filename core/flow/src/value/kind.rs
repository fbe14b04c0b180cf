//! The kinds of values, and what a type is: a kind, alone or as a collection.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a single value is. Names are the vendor's, without blanks.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, as in `{"type": …}`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

kinds! {
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number with a point.
    Decimal,
    /// Text.
    String,
    /// An instant, in UTC.
    DateTime,
    /// A span of time.
    Duration,
    /// An amount of money.
    Currency,
    /// A telephone number or SIP address.
    PhoneNumber,
    /// An e-mail address, with a name.
    EmailAddress,
    /// Something to play.
    Audio,
    /// A recorded or synthesised text of the organization.
    Prompt,
    /// Where conversations wait for agents.
    Queue,
    /// A person with a login.
    User,
    /// People who are called together.
    Group,
    /// What an agent can do.
    Skill,
    /// What an agent speaks.
    LanguageSkill,
    /// The label chosen in after-call work.
    WrapupCode,
    /// Hours of one thing.
    Schedule,
    /// Hours, holidays and exceptions together.
    ScheduleGroup,
    /// What is switched on in an emergency, and then goes before every schedule.
    EmergencyGroup,
    /// An agent who is preferred, and how much.
    AgentScorePair,
    /// A person outside the organization.
    ExternalContact,
    /// A company outside the organization.
    ExternalOrganization,
    /// A postal address.
    ExternalAddress,
    /// A telephone number of an external contact.
    ExternalPhoneNumber,
    /// A contact's Facebook profile.
    ExternalFacebookInfo,
    /// One id of a Facebook profile.
    ExternalFacebookId,
    /// A contact's LINE profile.
    ExternalLineInfo,
    /// One id of a LINE profile.
    ExternalLineId,
    /// A contact's Twitter profile.
    ExternalTwitterInfo,
    /// An e-mail.
    Email,
    /// A file that came with an e-mail or a message.
    EmailAttachment,
    /// A chat or short message.
    ShortMessage,
    /// A participant's presence on one medium.
    Communication,
    /// A dialling campaign.
    Campaign,
    /// A list of contacts of a campaign.
    ContactList,
    /// A contact of a campaign.
    Contact,
    /// Any JSON.
    Json,
    /// How a Boolean is spoken.
    BooleanFormat,
    /// How an amount of money is spoken.
    CurrencyFormat,
    /// How a date is spoken.
    DateFormat,
    /// How a number is spoken.
    NumberFormat,
    /// How a telephone number is spoken.
    PhoneNumberFormat,
    /// How a text is spoken.
    StringFormat,
    /// How a time is spoken.
    TimeFormat,
    /// Days, hours, minutes or seconds.
    TimePart,
    /// Gender, case or quantity of what is spoken.
    LanguageContext,
    /// The literal NOT_SET before its kind is known.
    Unknown,
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether a parameter that takes anything takes it: not what is only played, nor how.
    pub const fn is_data(self) -> bool {
        !matches!(
            self,
            Self::Audio
                | Self::BooleanFormat
                | Self::CurrencyFormat
                | Self::DateFormat
                | Self::NumberFormat
                | Self::PhoneNumberFormat
                | Self::StringFormat
                | Self::TimeFormat
                | Self::TimePart
                | Self::LanguageContext
        )
    }
}

/// A kind, alone or as a collection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Type {
    /// Of what.
    pub kind: Kind,
    /// Whether any number of it.
    pub list: bool,
}

impl Type {
    /// A single value.
    pub const fn one(kind: Kind) -> Self {
        Self { kind, list: false }
    }

    /// A collection.
    pub const fn list(kind: Kind) -> Self {
        Self { kind, list: true }
    }

    /// The type of this name: a kind's, with `Collection` behind it if it is one.
    pub fn named(name: &str) -> Option<Self> {
        match name.strip_suffix("Collection") {
            Some(kind) => Kind::named(kind).map(Self::list),
            None => Kind::named(name).map(Self::one),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.list { f.write_str("Collection") } else { Ok(()) }
    }
}
