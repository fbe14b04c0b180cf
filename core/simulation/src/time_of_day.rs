//! Times of day as people write them.

use std::{fmt, str::FromStr};

use eyeline_model::Duration;

/// The time since midnight; read as `08:30`, written with seconds where there are any.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TimeOfDay(pub Duration);

/// Not a time of day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a time of day is written as 08:30")]
pub struct NoTimeOfDay;

impl FromStr for TimeOfDay {
    type Err = NoTimeOfDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hours, minutes) = text.split_once(':').ok_or(NoTimeOfDay)?;
        let number = |digits: &str, most: i64| {
            let written = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            let number = digits.parse::<i64>().ok().filter(|number| written && *number <= most);
            number.ok_or(NoTimeOfDay)
        };
        let (hours, minutes) = (number(hours, 24)?, number(minutes, 59)?);
        if hours == 24 && minutes > 0 {
            return Err(NoTimeOfDay);
        }
        Ok(Self(Duration::from_secs(60 * (60 * hours + minutes))))
    }
}

impl fmt::Display for TimeOfDay {
    /// With seconds where there are any, and milliseconds where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0.0.div_euclid(1_000), self.0.0.rem_euclid(1_000));
        write!(f, "{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        if seconds % 60 > 0 || millis > 0 {
            write!(f, ":{:02}", seconds % 60)?;
        }
        if millis > 0 { write!(f, ".{millis:03}") } else { Ok(()) }
    }
}
