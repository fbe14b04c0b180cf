//! What is to be played. Numbers, dates and amounts are kept as they are: how they are spoken depends on the
//! language of the moment. What is NOT_SET is silence.

use std::sync::Arc;

use super::{Arguments, Line, Outcome, by};
use crate::{Audio, Kind, Spoken, Value};

pub(super) const TABLE: &[Line] = &[
    (
        "AudioPlaybackOptions(audio: Playable, bargeIn: Boolean literal) -> Audio outermost",
        by(playback_options),
    ),
    (
        "AudioPlaybackOptions(audio: Playable, bargeIn: Boolean literal, flushNow: Boolean literal) -> Audio outermost",
        by(playback_options),
    ),
    ("ToAudio(prompt: Prompt) -> Audio", by(to_audio)),
    ("ToAudioTTS(text: String?) -> Audio", by(to_audio_tts)),
    ("ToAudioTTS(text: String?, language: String literal language) -> Audio", by(to_audio_tts)),
    ("ToAudioTTS(text: String?, format: StringFormat) -> Audio", by(to_audio_tts)),
    ("ToAudioBlank(milliseconds: Integer 0..10000 literal) -> Audio", by(to_audio_blank)),
    ("ToAudioBool(value: Boolean?) -> Audio", by(bool)),
    ("ToAudioBool(value: Boolean?, format: BooleanFormat) -> Audio", by(bool)),
    ("ToAudioCurrency(amount: Currency?) -> Audio", by(currency)),
    ("ToAudioCurrency(amount: Currency?, format: CurrencyFormat) -> Audio", by(currency)),
    ("ToAudioCurrency(amount: Currency?, decimalPlaces: Integer) -> Audio", by(currency)),
    ("ToAudioDate(moment: DateTime?) -> Audio", by(date)),
    ("ToAudioDate(moment: DateTime?, format: DateFormat) -> Audio", by(date)),
    ("ToAudioDateTime(moment: DateTime?) -> Audio", by(date_time)),
    ("ToAudioTime(moment: DateTime?) -> Audio", by(time)),
    ("ToAudioTime(moment: DateTime?, format: TimeFormat) -> Audio", by(time)),
    ("ToAudioDuration(span: Duration?) -> Audio", by(duration)),
    ("ToAudioNumber(number: Integer?) -> Audio", by(number)),
    ("ToAudioNumber(number: Integer?, context: LanguageContext...) -> Audio", by(number)),
    ("ToAudioNumber(number: Integer?, format: NumberFormat) -> Audio", by(number)),
    (
        "ToAudioNumber(number: Integer?, format: NumberFormat, context: LanguageContext...) -> Audio",
        by(number),
    ),
    ("ToAudioNumber(number: Decimal?) -> Audio", by(number)),
    ("ToAudioNumber(number: Decimal?, context: LanguageContext...) -> Audio", by(number)),
    ("ToAudioNumber(number: Decimal?, format: NumberFormat) -> Audio", by(number)),
    (
        "ToAudioNumber(number: Decimal?, format: NumberFormat, context: LanguageContext...) -> Audio",
        by(number),
    ),
    ("ToAudioNumber(number: Decimal?, decimalPlaces: Integer) -> Audio", by(number)),
    (
        "ToAudioNumber(number: Decimal?, decimalPlaces: Integer, context: LanguageContext...) -> Audio",
        by(number),
    ),
    ("ToAudioNumber(number: Decimal?, format: NumberFormat, decimalPlaces: Integer) -> Audio", by(number)),
    (
        "ToAudioNumber(number: Decimal?, format: NumberFormat, decimalPlaces: Integer, context: LanguageContext...) \
      -> Audio",
        by(number),
    ),
    ("ToAudioNumberOrdinal(number: Integer?) -> Audio", by(number_ordinal)),
    ("ToAudioNumberOrdinal(number: Integer?, context: LanguageContext...) -> Audio", by(number_ordinal)),
    ("ToAudioPercent(number: Integer?) -> Audio", by(percent)),
    ("ToAudioPercent(number: Decimal?) -> Audio", by(percent)),
    ("ToAudioPercent(number: Decimal?, decimalPlaces: Integer) -> Audio", by(percent)),
    ("ToAudioPhoneNumber(number: PhoneNumber?) -> Audio", by(phone_number)),
    ("ToAudioPhoneNumber(number: PhoneNumber?, format: PhoneNumberFormat) -> Audio", by(phone_number)),
    ("ToAudioPhoneNumber(number: PhoneNumber?, dialingCode: String? dialing) -> Audio", by(phone_number)),
    ("ToAudioPhoneNumber(digits: String?) -> Audio", by(phone_number)),
    ("ToAudioTimeRange(lower: Integer, upper: Integer, part: TimePart?) -> Audio", by(time_range)),
];

/// Whether it may be interrupted, and whether it is played at once.
fn playback_options(a: &Arguments<'_>) -> Outcome {
    let audio = match &a.values[0] {
        Value::Audio(audio) => audio.clone(),
        Value::Prompt(prompt) => Arc::new(Audio::Prompt { prompt: prompt.clone() }),
        _ => Arc::new(Audio::NOTHING),
    };
    let flush_now = a.count() == 3 && a.boolean(2);
    Ok(Audio::Playback { audio, barge_in: a.boolean(1), flush_now }.into())
}

fn to_audio(a: &Arguments<'_>) -> Outcome {
    Ok(match &a.values[0] {
        Value::Prompt(prompt) => Audio::Prompt { prompt: prompt.clone() }.into(),
        _ => a.not_set(),
    })
}

/// The second argument is a language or a format.
fn to_audio_tts(a: &Arguments<'_>) -> Outcome {
    let Some(text) = a.text_if_set(0) else { return Ok(Audio::NOTHING.into()) };
    let (language, spelled) = match a.values.get(1) {
        Some(Value::String(language)) => (Some(language.clone()), false),
        Some(_) => (None, true),
        None => (None, false),
    };
    Ok(Audio::Tts { text, language, spelled }.into())
}

fn to_audio_blank(a: &Arguments<'_>) -> Outcome {
    Ok(Audio::Blank { length_ms: u32::try_from(a.integer(0)).unwrap_or(0) }.into())
}

fn bool(a: &Arguments<'_>) -> Outcome {
    spoken("Bool", a)
}

fn currency(a: &Arguments<'_>) -> Outcome {
    match a.currency_if_set(0) {
        Some(currency) if currency.amount.is_none() => Ok(Audio::NOTHING.into()),
        _ => spoken("Currency", a),
    }
}

fn date(a: &Arguments<'_>) -> Outcome {
    spoken("Date", a)
}

fn date_time(a: &Arguments<'_>) -> Outcome {
    spoken("DateTime", a)
}

fn time(a: &Arguments<'_>) -> Outcome {
    spoken("Time", a)
}

/// A duration that is NOT_SET is no audio at all, says the vendor, unlike everything else.
fn duration(a: &Arguments<'_>) -> Outcome {
    if a.values[0].is_not_set() { Ok(a.not_set()) } else { spoken("Duration", a) }
}

fn number(a: &Arguments<'_>) -> Outcome {
    spoken("Number", a)
}

fn number_ordinal(a: &Arguments<'_>) -> Outcome {
    spoken("NumberOrdinal", a)
}

fn percent(a: &Arguments<'_>) -> Outcome {
    spoken("Percent", a)
}

/// Digit by digit; of a text only the digits. A SIP address has none to speak.
fn phone_number(a: &Arguments<'_>) -> Outcome {
    let speakable = match &a.values[0] {
        Value::PhoneNumber(number) => !number.raw.trim().to_lowercase().starts_with("sip"),
        _ => true,
    };
    if !speakable {
        return Ok(Audio::NOTHING.into());
    }
    if let Value::String(text) = &a.values[0] {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        return Ok(said("PhoneNumber", vec![digits.into()], a));
    }
    spoken("PhoneNumber", a)
}

/// The lower bound first; equal bounds are one value.
fn time_range(a: &Arguments<'_>) -> Outcome {
    let (lower, upper) = (a.integer(0).min(a.integer(1)), a.integer(0).max(a.integer(1)));
    let bounds = if lower == upper { vec![lower.into()] } else { vec![lower.into(), upper.into()] };
    Ok(said("TimeRange", bounds, a))
}

/// The first argument, spoken as the others say.
fn spoken(style: &str, a: &Arguments<'_>) -> Outcome {
    let value = &a.values[0];
    Ok(if value.is_not_set() { Audio::NOTHING.into() } else { said(style, vec![value.clone()], a) })
}

fn said(style: &str, values: Vec<Value>, a: &Arguments<'_>) -> Value {
    let mut spoken =
        Spoken { style: style.into(), values, choices: Vec::new(), decimal_places: None, dialing_code: None };
    for how in &a.values[1..] {
        match how {
            Value::Choice(choice) => spoken.choices.push(choice.clone()),
            Value::Integer(places) if style != "TimeRange" => {
                spoken.decimal_places = Some(u32::try_from(*places).unwrap_or(0));
            }
            Value::String(code) => spoken.dialing_code = Some(code.clone()),
            _ => {}
        }
    }
    debug_assert!(a.returns.kind == Kind::Audio, "only audio is spoken");
    Audio::Data { spoken: Box::new(spoken) }.into()
}
