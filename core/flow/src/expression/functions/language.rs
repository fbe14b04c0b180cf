//! The flow's languages, and the language of a text.

use whatlang::{Detector, Lang};

use super::{Arguments, Line, Outcome, by};
use crate::{Kind, List, Value};

pub(super) const TABLE: &[Line] = &[
    ("DetectLanguage(text: String?, otherwise: String?) -> String", by(detect_language)),
    ("GetDefaultLanguage() -> String", by(get_default_language)),
    ("GetSupportedLanguages() -> String[]", by(get_supported_languages)),
];

/// The languages that the vendor tells apart, and their tags.
const LANGUAGES: [(Lang, &str); 24] = [
    (Lang::Ara, "ar"),
    (Lang::Ces, "cs"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Fra, "fr"),
    (Lang::Hun, "hu"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    // Malay and Indonesian are too close to be told apart by their letters.
    (Lang::Ind, "ms"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "no"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Swe, "sv"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Cmn, "zh"),
];

/// How many characters of a text are looked at: more say nothing new.
const LOOKED_AT: usize = 2_000;

/// What is blank has no language.
fn detect_language(a: &Arguments<'_>) -> Outcome {
    let text: String = a.text_if_set(0).unwrap_or_default().chars().take(LOOKED_AT).collect();
    let known = LANGUAGES.iter().map(|(language, _)| *language).collect();
    let detected = Detector::with_allowlist(known).detect_lang(&text);
    let tag = LANGUAGES.iter().find(|(language, _)| Some(*language) == detected).map(|(_, tag)| *tag);
    Ok(tag.map_or_else(|| a.values[1].clone(), Value::from))
}

fn get_default_language(a: &Arguments<'_>) -> Outcome {
    Ok(a.context.default_language.into())
}

/// At least the default language.
fn get_supported_languages(a: &Arguments<'_>) -> Outcome {
    let supported = a.context.supported_languages;
    let default = supported.is_empty().then_some(a.context.default_language);
    let tags = supported.iter().map(String::as_str).chain(default);
    Ok(List::new(Kind::String, tags.map(Value::from).collect()).into())
}
