//! Spans of time.

use eyeline_model::Duration;

use super::{Arguments, Line, Outcome, by, operators::TOO_LARGE};
use crate::{Kind, List, Value, value::parse_span};

pub(super) const TABLE: &[Line] = &[
    (
        "MakeDuration(days: Integer, hours: Integer, minutes: Integer, seconds: Integer) -> Duration",
        by(make_duration),
    ),
    (
        "MakeDuration(days: Integer, hours: Integer, minutes: Integer, seconds: Integer, milliseconds: Integer) \
         -> Duration",
        by(make_duration),
    ),
    ("ToDuration(text: String?) -> Duration", by(to_duration)),
    ("ToDuration(milliseconds: Integer?) -> Duration", by(to_duration)),
    ("ToDuration(span: Duration?) -> Duration", by(to_duration)),
    ("RoundUp(span: Duration) -> Duration", by(round_up)),
    ("RoundUp(span: Duration, interval: Duration) -> Duration", by(round_up)),
    ("RoundUp(span: Duration, interval: Duration, steps: Duration[]) -> Duration", by(round_up)),
    ("Range(span: Duration, interval: Duration) -> Duration[]", by(range)),
];

/// Milliseconds in a day, an hour, a minute, a second and a millisecond.
const UNITS_MS: [i64; 5] = [86_400_000, 3_600_000, 60_000, 1_000, 1];

/// To which waits are rounded up if nobody says: half a minute, one minute, two; then multiples of five.
const STEPS_MS: [i64; 3] = [30_000, 60_000, 120_000];
const INTERVAL_MS: i64 = 300_000;

fn span(ms: Option<i64>) -> Outcome {
    ms.map(|ms| Duration::from_millis(ms).into()).ok_or_else(|| TOO_LARGE.into())
}

fn make_duration(a: &Arguments<'_>) -> Outcome {
    let parts = (0..a.count()).map(|index| a.integer(index).checked_mul(UNITS_MS[index]));
    span(parts.into_iter().try_fold(0i64, |sum, part| sum.checked_add(part?)))
}

/// Numbers are milliseconds.
fn to_duration(a: &Arguments<'_>) -> Outcome {
    match &a.values[0] {
        Value::Integer(ms) => span(Some(*ms)),
        Value::Duration(span) => Ok((*span).into()),
        Value::String(text) if !text.trim().is_empty() => {
            let span = parse_span(text.trim());
            span.map(Value::from)
                .ok_or_else(|| format!("{text:?} is no duration of ISO 8601, such as PT1H30M"))
        }
        _ => Ok(a.not_set()),
    }
}

/// To the smallest step that is not shorter; beyond them, to a multiple of the interval.
fn round_up(a: &Arguments<'_>) -> Outcome {
    let ms = a.span(0).as_millis();
    let interval = if a.count() > 1 { a.span(1).as_millis() } else { INTERVAL_MS };
    if interval <= 0 {
        return Err("interval must be longer than no time".into());
    }
    let given = |item: &Value| match item {
        Value::Duration(step) => Some(step.as_millis()),
        _ => None,
    };
    let steps: Vec<i64> = match a.values {
        [_] => STEPS_MS.to_vec(),
        [_, _] => Vec::new(),
        [.., steps] => steps.items().iter().filter_map(given).collect(),
        [] => unreachable!("the signature has a parameter"),
    };
    let step = steps.into_iter().filter(|step| *step >= ms).min();
    let multiple = || match ms.rem_euclid(interval) {
        0 => Some(ms),
        rest => ms.checked_add(interval - rest),
    };
    span(step.or_else(multiple))
}

/// What lies one interval below and above.
fn range(a: &Arguments<'_>) -> Outcome {
    let (middle, interval) = (a.span(0).as_millis(), a.span(1).as_millis());
    let bounds = [middle.checked_sub(interval), middle.checked_add(interval)];
    let bounds = bounds.into_iter().map(span).collect::<Result<Vec<_>, _>>()?;
    Ok(List::new(Kind::Duration, bounds).into())
}
