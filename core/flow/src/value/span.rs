//! Durations as ISO 8601 writes them: `P1DT3H`, `-PT0.5S`.

use eyeline_model::Duration;

const SECOND: i128 = 1_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;

/// In days, hours, minutes and seconds; a sign goes before the whole.
pub(crate) fn span_text(span: Duration) -> String {
    let ms = i128::from(span.as_millis()).abs();
    if ms == 0 {
        return "PT0S".to_owned();
    }
    let (seconds, millis) = (ms % MINUTE / SECOND, ms % SECOND);
    let seconds = match millis {
        0 if seconds == 0 => String::new(),
        0 => format!("{seconds}S"),
        _ => format!("{}S", format!("{seconds}.{millis:03}").trim_end_matches('0')),
    };
    let part = |amount: i128, unit: char| if amount > 0 { format!("{amount}{unit}") } else { String::new() };
    let day = part(ms / DAY, 'D');
    let time = part(ms % DAY / HOUR, 'H') + &part(ms % HOUR / MINUTE, 'M') + &seconds;
    let sign = if span.as_millis() < 0 { "-" } else { "" };
    let divider = if time.is_empty() { "" } else { "T" };
    format!("{sign}P{day}{divider}{time}")
}

/// The reverse; also weeks. What is finer than a millisecond is cut. None if it is no such text, or too long;
/// years and months have no fixed length and are none.
pub(crate) fn parse_span(text: &str) -> Option<Duration> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = text.strip_prefix(['P', 'p'])?;
    let (date, time) = match text.split_once(['T', 't']) {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let ms = parts(date, &[('W', 7 * DAY), ('D', DAY)])?
        .checked_add(parts(time, &[('H', HOUR), ('M', MINUTE), ('S', SECOND)])?)?;
    i64::try_from(if negative { -ms } else { ms }).ok().map(Duration::from_millis)
}

/// Amounts with their units, largest first, each unit at most once. Only seconds have a fraction.
fn parts(mut text: &str, mut units: &[(char, i128)]) -> Option<i128> {
    let mut sum = 0i128;
    while !text.is_empty() {
        let end = text.find(|c: char| c.is_ascii_alphabetic())?;
        let unit = text[end..].chars().next()?.to_ascii_uppercase();
        let at = units.iter().position(|(name, _)| *name == unit)?;
        let (whole, fraction) = text[..end].split_once(['.', ',']).unwrap_or((&text[..end], ""));
        let digits = |part: &str| part.len() <= 18 && part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !fraction.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if text[..end].len() > whole.len() && (fraction.is_empty() || unit != 'S') {
            return None;
        }
        let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
        sum = sum.checked_add(whole.parse::<i128>().ok()?.checked_mul(units[at].1)?)?;
        sum = sum.checked_add(millis.parse().ok()?)?;
        units = &units[at + 1..];
        text = &text[end + 1..];
    }
    Some(sum)
}
