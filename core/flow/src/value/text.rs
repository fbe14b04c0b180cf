//! Values as text that no language localises: what `ToString` gives.

use eyeline_model::Timestamp;
use jiff::{civil, tz::TimeZone};

use super::{Currency, Kind, Record, Value, decimal_text, span_text};

impl Value {
    /// The text; none of what is NOT_SET, and of what has none, such as a collection or audio.
    pub(crate) fn text(&self) -> Option<String> {
        Some(match self {
            Self::NotSet(_) | Self::Audio(_) | Self::List(_) => return None,
            Self::Boolean(value) => value.to_string(),
            Self::Integer(value) => value.to_string(),
            Self::Decimal(value) => decimal_text(*value),
            Self::String(value) => value.to_string(),
            Self::DateTime(value) => moment_text(*value),
            Self::Duration(value) => span_text(*value),
            Self::Currency(value) => value.text(Currency::PLACES),
            Self::PhoneNumber(value) => value.uri().unwrap_or_else(|| value.raw.to_string()),
            Self::EmailAddress(value) => value.id.to_string(),
            Self::Prompt(value) => value.name.to_string(),
            Self::User(value) => first_of(&value.username, &value.id),
            Self::Named(value) => first_of(&value.name, &value.id),
            Self::AgentScorePair(value) => {
                let agent = value.agent.as_ref().map(|agent| first_of(&agent.username, &agent.id));
                let score = value.score.map(|score| score.to_string());
                format!("{}|{}", agent.unwrap_or_default(), score.unwrap_or_default())
            }
            Self::Record(value) => return record_text(value),
            Self::Json(value) => match &**value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            },
            Self::Choice(value) => value.name.to_string(),
        })
    }
}

impl Currency {
    /// How many places an amount has in a text where nobody says.
    pub(crate) const PLACES: u32 = 2;
}

fn first_of(text: &str, otherwise: &str) -> String {
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// An address in one line, a telephone number as it is displayed, and of everything else its id.
fn record_text(record: &Record) -> Option<String> {
    let held = |name: &str| record.properties.get(name).and_then(Value::text).filter(|text| !text.is_empty());
    match record.of {
        Kind::ExternalAddress => {
            let parts = ["address1", "address2", "city", "state", "postalCode", "countryCode"];
            let known: Vec<String> = parts.into_iter().filter_map(held).collect();
            (!known.is_empty()).then(|| known.join(", "))
        }
        Kind::ExternalPhoneNumber => held("display"),
        _ => held("id"),
    }
}

/// RFC 3339 in UTC: `2009-01-10T06:30:00Z`; a fraction of a second only where there is one.
pub(crate) fn moment_text(moment: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(moment.as_millis()) {
        Ok(moment) => moment.to_string(),
        Err(_) => format!("{} ms", moment.as_millis()),
    }
}

/// A date, or a date and a time, with an offset or in UTC; none if the text is none of these.
pub(crate) fn parse_moment(text: &str) -> Option<Timestamp> {
    let instant = text.parse::<jiff::Timestamp>().ok().or_else(|| {
        let civil: civil::DateTime = text.parse().ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    });
    instant.map(|instant| Timestamp(instant.as_millisecond()))
}
