//! In which order texts come: as in a dictionary, not as in a character table.
//!
//! First blanks, then signs, digits and letters; letters without regard to accents and case. Texts that are the
//! same so far: without accent before with, then lower case before upper. This is the shape of the Unicode
//! collation algorithm (UTS #10) for Latin letters; letters of other scripts come in the order of their code
//! points.

use std::cmp::Ordering;

/// The order of two texts. Where case is ignored, texts that differ only in it are the same.
pub(super) fn collate(one: &str, other: &str, ignore_case: bool) -> Ordering {
    let by = |key: fn(char) -> u32| letters(one).map(key).cmp(letters(other).map(key));
    let order = letters(one).map(class).cmp(letters(other).map(class)).then_with(|| by(accent));
    if ignore_case { order } else { order.then_with(|| by(case)) }
}

/// The characters, ligatures in their letters.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|c| {
        let letters: &[char] = match c {
            'ß' => &['s', 's'],
            'æ' => &['a', 'e'],
            'Æ' => &['A', 'E'],
            'œ' => &['o', 'e'],
            'Œ' => &['O', 'E'],
            _ => &[],
        };
        let itself = letters.is_empty().then_some(c);
        letters.iter().copied().chain(itself)
    })
}

/// What counts most: the kind of character, then the letter without accent and case.
fn class(c: char) -> (u8, u32) {
    let plain = plain(c);
    let kind = match plain {
        c if c.is_whitespace() => 0,
        c if c.is_numeric() => 2,
        c if c.is_alphabetic() => 3,
        _ => 1,
    };
    (kind, u32::from(plain))
}

fn accent(c: char) -> u32 {
    let lower = lower(c);
    if lower == plain(c) { 0 } else { u32::from(lower) }
}

fn case(c: char) -> u32 {
    u32::from(c.is_uppercase())
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Without accent and in lower case.
fn plain(c: char) -> char {
    match lower(c) {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        lower => lower,
    }
}
