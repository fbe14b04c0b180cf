//! Dates and times, all of them in UTC and in the years 1800 to 2200.

use eyeline_model::{Duration, Timestamp};
use jiff::{Span, ToSpan as _, civil, tz::TimeZone};

use super::{Arguments, Line, Outcome, by};
use crate::{
    Value,
    expression::constant::{FIRST_MOMENT, LAST_MOMENT},
    value::parse_moment,
};

pub(super) const TABLE: &[Line] = &[
    ("Year(moment: DateTime) -> Integer", by(year)),
    ("Month(moment: DateTime) -> Integer", by(month)),
    ("Day(moment: DateTime) -> Integer", by(day)),
    ("Hour(moment: DateTime) -> Integer", by(hour)),
    ("Minute(moment: DateTime) -> Integer", by(minute)),
    ("Second(moment: DateTime) -> Integer", by(second)),
    ("DayOfWeek(moment: DateTime) -> Integer", by(day_of_week)),
    ("WeekNum(moment: DateTime) -> Integer", by(week_num)),
    ("DateTimeDiff(one: DateTime, other: DateTime) -> Duration", by(date_time_diff)),
    (
        "MakeDateTime(year: Integer 1800..2200, month: Integer 1..12, day: Integer 1..31, hour: Integer 0..23, \
      minute: Integer 0..59, second: Integer 0..59) -> DateTime",
        by(make_date_time),
    ),
    (
        "MakeDateTime(year: Integer 1800..2200, month: Integer 1..12, day: Integer 1..31) -> DateTime",
        by(make_date_time),
    ),
    ("AddYears(moment: DateTime, years: Integer) -> DateTime", by(add_years)),
    ("AddMonths(moment: DateTime, months: Integer) -> DateTime", by(add_months)),
    ("AddDays(moment: DateTime, days: Integer) -> DateTime", by(add_days)),
    ("AddHours(moment: DateTime, hours: Integer) -> DateTime", by(add_hours)),
    ("AddMinutes(moment: DateTime, minutes: Integer) -> DateTime", by(add_minutes)),
    ("AddSeconds(moment: DateTime, seconds: Integer) -> DateTime", by(add_seconds)),
    ("AddDuration(moment: DateTime, span: Duration) -> DateTime", by(add_duration)),
    (
        "GetDayOfWeekOccurrence(dayOfWeek: Integer 1..7, occurrence: Integer -53..53 !0, year: Integer 1800..2200) \
         -> DateTime",
        by(get_day_of_week_occurrence),
    ),
    (
        "GetDayOfWeekOccurrence(dayOfWeek: Integer 1..7, occurrence: Integer -5..5 !0, year: Integer 1800..2200, \
      month: Integer 1..12) -> DateTime",
        by(get_day_of_week_occurrence),
    ),
    (
        "GetDayOfWeekOccurrence(dayOfWeek: Integer 1..7, occurrence: Integer -53..53 !0, year: Integer 1800..2200, \
      hour: Integer 0..23, minute: Integer 0..59, second: Integer 0..59) -> DateTime",
        by(get_day_of_week_occurrence),
    ),
    (
        "GetDayOfWeekOccurrence(dayOfWeek: Integer 1..7, occurrence: Integer -5..5 !0, year: Integer 1800..2200, \
      month: Integer 1..12, hour: Integer 0..23, minute: Integer 0..59, second: Integer 0..59) -> DateTime",
        by(get_day_of_week_occurrence),
    ),
    ("GetCurrentDateTimeUtc() -> DateTime", by(get_current_date_time_utc)),
    ("ToDateTime(text: String?) -> DateTime", by(to_date_time)),
    ("ToDateTime(seconds: Integer?) -> DateTime", by(to_date_time)),
    ("ToDateTime(moment: DateTime?) -> DateTime", by(to_date_time)),
];

const OUT_OF_RANGE: &str = "the result lies outside the years 1800 to 2200";

/// A moment, if it is within the years that expressions know.
fn within_years(moment: Timestamp) -> Outcome {
    let within = FIRST_MOMENT.as_millis()..LAST_MOMENT.as_millis() + 1_000;
    if within.contains(&moment.as_millis()) { Ok(moment.into()) } else { Err(OUT_OF_RANGE.into()) }
}

/// Date and time in UTC.
fn civil_time(moment: Timestamp) -> Result<civil::DateTime, String> {
    let instant = jiff::Timestamp::from_millisecond(moment.as_millis()).map_err(|_| OUT_OF_RANGE)?;
    Ok(instant.to_zoned(TimeZone::UTC).datetime())
}

fn instant(civil: civil::DateTime) -> Outcome {
    let zoned = civil.to_zoned(TimeZone::UTC).map_err(|_| OUT_OF_RANGE)?;
    within_years(Timestamp(zoned.timestamp().as_millisecond()))
}

fn field(a: &Arguments<'_>, of: impl Fn(civil::DateTime) -> i64) -> Outcome {
    Ok(of(civil_time(a.moment(0))?).into())
}

fn year(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.year().into())
}

fn month(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.month().into())
}

fn day(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.day().into())
}

fn hour(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.hour().into())
}

fn minute(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.minute().into())
}

fn second(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.second().into())
}

/// Sunday is 1.
fn day_of_week(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.weekday().to_sunday_one_offset().into())
}

/// Of ISO 8601: from 1 to 53.
fn week_num(a: &Arguments<'_>) -> Outcome {
    field(a, |civil| civil.date().iso_week_date().week().into())
}

fn date_time_diff(a: &Arguments<'_>) -> Outcome {
    Ok((a.moment(0) - a.moment(1)).into())
}

fn make_date_time(a: &Arguments<'_>) -> Outcome {
    let date = date(a.integer(0), a.integer(1), a.integer(2));
    let date = date.ok_or_else(|| format!("the month has no day {}", a.integer(2)))?;
    instant(date.to_datetime(time(a, 3)))
}

fn date(year: i64, month: i64, day: i64) -> Option<civil::Date> {
    civil::Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// Hour, minute and second from an argument on; midnight if there are none. The signature keeps them within a day.
fn time(a: &Arguments<'_>, from: usize) -> civil::Time {
    if a.count() <= from {
        return civil::Time::midnight();
    }
    let part = |index: usize| i8::try_from(a.integer(from + index)).unwrap_or(0);
    civil::time(part(0), part(1), part(2), 0)
}

fn add_years(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_years(a.integer(1)))
}

/// The last day of a month stays within the month: a month after 31 January is 28 February.
fn add_months(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_months(a.integer(1)))
}

fn add_days(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_days(a.integer(1)))
}

fn add_hours(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_hours(a.integer(1)))
}

fn add_minutes(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_minutes(a.integer(1)))
}

fn add_seconds(a: &Arguments<'_>) -> Outcome {
    shifted(a, Span::new().try_seconds(a.integer(1)))
}

fn shifted(a: &Arguments<'_>, by: Result<Span, jiff::Error>) -> Outcome {
    let by = by.map_err(|_| OUT_OF_RANGE)?;
    instant(civil_time(a.moment(0))?.checked_add(by).map_err(|_| OUT_OF_RANGE)?)
}

fn add_duration(a: &Arguments<'_>) -> Outcome {
    moment_after(a.moment(0), a.span(1))
}

/// The vendor's moments have whole seconds: a fraction in the duration is not added.
pub(super) fn moment_after(moment: Timestamp, span: Duration) -> Outcome {
    within_years(moment + Duration::from_millis(span.as_secs() * 1_000))
}

/// The n-th such day of the year or the month; from the end, if n is negative. NOT_SET if there are fewer.
fn get_day_of_week_occurrence(a: &Arguments<'_>) -> Outcome {
    let (weekday, occurrence, year) = (a.integer(0), a.integer(1), a.integer(2));
    let of_month = matches!(a.count(), 4 | 7);
    let month = if of_month { a.integer(3) } else { 1 };
    let first = date(year, month, 1).expect("the signature keeps year and month within the calendar");
    let next = if of_month { first.checked_add(1.month()) } else { first.checked_add(1.year()) };
    let last = next.and_then(|next| next.yesterday()).expect("no year is near the calendar's end");
    let offset = |from: civil::Date| i64::from(from.weekday().to_sunday_one_offset());
    let found = if occurrence > 0 {
        let days = (weekday - offset(first)).rem_euclid(7) + 7 * (occurrence - 1);
        first.checked_add(days.days())
    } else {
        let days = (offset(last) - weekday).rem_euclid(7) + 7 * (-occurrence - 1);
        last.checked_sub(days.days())
    };
    match found.ok().filter(|found| (first..=last).contains(found)) {
        Some(found) => instant(found.to_datetime(time(a, if of_month { 4 } else { 3 }))),
        None => Ok(a.not_set()),
    }
}

/// In whole seconds, as all of the vendor's moments.
fn get_current_date_time_utc(a: &Arguments<'_>) -> Outcome {
    Ok(Timestamp(a.context.now.as_millis().div_euclid(1_000) * 1_000).into())
}

/// Numbers are seconds since 1970.
fn to_date_time(a: &Arguments<'_>) -> Outcome {
    match &a.values[0] {
        Value::Integer(seconds) => within_years(Timestamp(seconds.saturating_mul(1_000))),
        Value::String(text) if text.trim().is_empty() => Ok(a.not_set()),
        Value::String(text) => {
            let moment = parse_moment(text.trim());
            within_years(moment.ok_or_else(|| format!("{text:?} is no date and time of ISO 8601"))?)
        }
        Value::DateTime(moment) => Ok((*moment).into()),
        _ => Ok(a.not_set()),
    }
}
