//! Instants as the API writes and reads them.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant in whole milliseconds, written as `2026-11-21T07:12:00.000Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DateTime(Timestamp);

impl DateTime {
    /// From milliseconds since 1970; a value beyond the years the format can write is held at its limit.
    pub fn from_millis(millis: i64) -> Self {
        let limited = millis.clamp(Timestamp::MIN.as_millisecond() + 1, Timestamp::MAX.as_millisecond());
        Self(Timestamp::from_millisecond(limited).unwrap_or_default())
    }

    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    /// Reads an instant with a zone, or a naive one, which Python's SDK sends and means as UTC.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = match text.parse::<Timestamp>() {
            Ok(instant) => instant,
            Err(_) => text.parse::<civil::DateTime>()?.to_zoned(TimeZone::UTC)?.timestamp(),
        };
        Ok(Self::from_millis(instant.as_millisecond()))
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom("not a date in ISO 8601"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_naive_time_with_six_decimals_is_read_as_utc() {
        let naive: DateTime = "2026-11-21T07:12:00.123456".parse().unwrap();
        let zoned: DateTime = "2026-11-21T09:12:00.123+02:00".parse().unwrap();
        assert_eq!(naive, zoned);
        assert_eq!(naive.to_string(), "2026-11-21T07:12:00.123Z");
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_itself(millis in any::<i64>()) {
            let instant = DateTime::from_millis(millis);
            prop_assert_eq!(instant.to_string().parse::<DateTime>().unwrap(), instant);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            drop(text.parse::<DateTime>());
        }
    }
}
