//! Names that mean the same in every flow: `Format.Number.playDigits`, `System.Currencies.USD.code`,
//! `Prompt.Welcome`.

use std::sync::Arc;

use eyeline_model::{Duration, Timestamp};

use super::parse::MAX_INTEGER;
use crate::{
    Choice, Kind, Prompt, PromptKind, Value,
    value::{canonical, dialing_code},
};

/// First and last second of the years that expressions know: 1800 to 2200.
pub(super) const FIRST_MOMENT: Timestamp = Timestamp(-5_364_662_400_000);
pub(super) const LAST_MOMENT: Timestamp = Timestamp(7_289_654_399_000);

/// The sets of formats and grammatical contexts, and their names.
const CHOICES: &[(&str, Kind, &str)] = &[
    ("Format.Bool", Kind::BooleanFormat, "playYesNo"),
    ("Format.Currency", Kind::CurrencyFormat, "asMinorUnits majorUnitsOnly minorUnitsOnly playDigits"),
    (
        "Format.Date",
        Kind::DateFormat,
        "longYear shortYear shortMonthAndDay dayOfWeekOnly dayOnly monthOnly shortYearOnly longYearOnly",
    ),
    ("Format.Number", Kind::NumberFormat, "playDigits"),
    ("Format.PhoneNumber", Kind::PhoneNumberFormat, "global local"),
    ("Format.String", Kind::StringFormat, "playChars"),
    ("Format.Time", Kind::TimeFormat, "twelveHours twentyFourHours"),
    ("Format.TimePart", Kind::TimePart, "days hours minutes seconds"),
    ("Language.Case", Kind::LanguageContext, "accusative article dative genitive nominative"),
    ("Language.Gender", Kind::LanguageContext, "common feminine masculine neuter"),
    ("Language.Quantity", Kind::LanguageContext, "plural singular"),
];

const CONVERSATION_TYPES: &str =
    "call callback chat cobrowse email screenShare socialExpression videoComm unknown";
const SURVEY_DISPOSITIONS: &str = "error optOut";
const DAYS: &str = "sunday monday tuesday wednesday thursday friday saturday";

/// The value of a constant, and how many of the fields its name has. None if the fields begin no constant.
pub(super) fn constant(fields: &[String]) -> Option<(Value, usize)> {
    let lower: Vec<String> = fields.iter().map(|field| field.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match lower.as_slice() {
        ["prompt", _, ..] => Some((prompt(PromptKind::User, &fields[1]), 2)),
        ["promptsystem", _, ..] => Some((prompt(PromptKind::System, &fields[1]), 2)),
        ["system", rest @ ..] => system(rest).map(|(value, count)| (value, count + 1)),
        [family, set, name, ..] => {
            let is_set =
                |(full, ..): &&(&str, Kind, &str)| full.eq_ignore_ascii_case(&format!("{family}.{set}"));
            let (_, of, names) = CHOICES.iter().find(is_set)?;
            Some((Value::Choice(Choice { of: *of, name: one_of(names, name)?.into() }), 3))
        }
        _ => None,
    }
}

fn prompt(of: PromptKind, name: &str) -> Value {
    Value::Prompt(Arc::new(Prompt::by_name(of, name)))
}

fn system(fields: &[&str]) -> Option<(Value, usize)> {
    let (value, count): (Value, usize) = match fields {
        ["currencies", code, "code", ..] => (canonical(code)?.into(), 3),
        ["regions", region, "dialingcode", ..] => (dialing_code(region)?.into(), 3),
        ["regions", region, "countrycode", ..] => {
            dialing_code(region)?;
            (region.to_uppercase().into(), 3)
        }
        ["languages", tag, "tag", ..] => (language_tag(tag)?.into(), 3),
        ["datetime", "dayofweek", day, ..] => {
            let index = DAYS.split(' ').position(|known| known == *day)?;
            (i64::try_from(index + 1).ok()?.into(), 3)
        }
        ["conversation", "types", name, ..] => (one_of(CONVERSATION_TYPES, name)?.into(), 3),
        ["survey", "dispositions", name, ..] => (one_of(SURVEY_DISPOSITIONS, name)?.into(), 3),
        ["maxint", ..] => (MAX_INTEGER.into(), 1),
        ["minint", ..] => ((-MAX_INTEGER).into(), 1),
        ["maxduration", ..] => (Duration::from_millis(MAX_INTEGER).into(), 1),
        ["minduration", ..] => (Duration::from_millis(-MAX_INTEGER).into(), 1),
        ["maxdatetime", ..] => (LAST_MOMENT.into(), 1),
        ["mindatetime", ..] => (FIRST_MOMENT.into(), 1),
        _ => return None,
    };
    Some((value, count))
}

fn one_of(names: &'static str, wanted: &str) -> Option<&'static str> {
    names.split(' ').find(|name| name.eq_ignore_ascii_case(wanted))
}

/// `enus` is `en-us`: a property's name cannot hold the hyphen.
fn language_tag(property: &str) -> Option<String> {
    let fits = property.is_ascii() && (4..=7).contains(&property.len());
    let letters = property.chars().all(|c| c.is_ascii_alphanumeric());
    (fits && letters).then(|| {
        let (language, region) = property.split_at(property.len() - 2);
        format!("{language}-{region}")
    })
}
