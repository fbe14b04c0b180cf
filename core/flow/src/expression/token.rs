//! Cuts the text of an expression into tokens.
//!
//! Letters, escapes and numbers are those of the vendor's lexer: letters of Latin, its neighbours and CJK, `$`
//! at the beginning of a name, `\" \\ \n \r \t` in texts, `5.` and `.5` as decimals.

use std::iter::Peekable;

use super::CompileError;

/// A token, and the column of its first character, counted from 1 over the whole text.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token<'a> {
    pub(super) column: usize,
    pub(super) what: What<'a>,
}

/// What a token is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum What<'a> {
    Name(&'a str),
    /// `.name`
    Field(&'a str),
    /// `."Odd name"`
    QuotedField(String),
    Integer(&'a str),
    Decimal(&'a str),
    Text(String),
    /// An operator, a keyword in lower case, or punctuation.
    Symbol(&'static str),
    End,
}

/// Longer ones first.
const SYMBOLS: &[&str] = &[
    "==", "!=", ">=", "<=", "(", ")", "[", "]", ",", "?", ":", "|", "&", ">", "<", "+", "-", "*", "/", "%",
    "^", "!", "~",
];

/// What people write who know other languages, and what this one says instead.
const FOREIGN: &[(&str, &str)] = &[
    ("&&", "write and"),
    ("||", "write or"),
    ("<>", "write !="),
    ("===", "write =="),
    ("!==", "write !="),
    ("=>", "write >=, or use If(condition, then, otherwise): there are no lambdas"),
    ("++", "write + 1"),
    ("//", "an expression has no comments"),
    ("/*", "an expression has no comments"),
];

/// A single character that begins nothing, and what to write instead.
fn instead(stray: char) -> &'static str {
    match stray {
        '\'' | '‘' | '’' | '`' => "put texts into double quotes",
        '“' | '”' | '„' | '«' | '»' => "use straight double quotes: \"",
        '=' => "write == to compare; an expression cannot assign",
        '{' | '}' => "make collections with MakeList(…)",
        ';' => "separate arguments by commas",
        '.' => "a property's name follows the point directly",
        '−' | '–' | '—' => "write - for minus",
        '×' => "write * to multiply",
        '÷' => "write / to divide",
        '_' => "a name begins with a letter",
        _ => "this character means nothing here",
    }
}

/// The tokens of a text; the last is [`What::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, CompileError> {
    let mut cutter = Cutter { text, at: 0, column: 1 };
    let mut tokens = Vec::new();
    loop {
        let token = cutter.next()?;
        let last = token.what == What::End;
        tokens.push(token);
        if last {
            return Ok(tokens);
        }
    }
}

struct Cutter<'a> {
    text: &'a str,
    /// In bytes.
    at: usize,
    /// In characters, from 1.
    column: usize,
}

impl<'a> Cutter<'a> {
    fn next(&mut self) -> Result<Token<'a>, CompileError> {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}'));
        let column = self.column;
        let what = self.what();
        let what = what.map_err(|message| CompileError { column: self.column, message, undeclared: None })?;
        Ok(Token { column, what })
    }

    fn what(&mut self) -> Result<What<'a>, String> {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return Ok(What::End) };
        let second = rest.chars().nth(1);
        match first {
            '"' => self.quoted().map(What::Text),
            '0'..='9' => Ok(self.number()),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => Ok(self.number()),
            '.' if second == Some('"') => {
                self.take(1);
                self.quoted().map(What::QuotedField)
            }
            '.' if second.is_some_and(begins_name) => {
                self.take(1);
                Ok(What::Field(self.take_name()))
            }
            c if begins_name(c) => Ok(keyword(self.take_name())),
            _ => self.symbol(rest, first),
        }
    }

    fn symbol(&mut self, rest: &str, first: char) -> Result<What<'a>, String> {
        if let Some((foreign, advice)) = FOREIGN.iter().rev().find(|(foreign, _)| rest.starts_with(foreign)) {
            return Err(format!("{foreign} is not of this language: {advice}"));
        }
        let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) else {
            return Err(format!("{first} does not fit here: {}", instead(first)));
        };
        self.take(symbol.len());
        Ok(What::Symbol(symbol))
    }

    fn number(&mut self) -> What<'a> {
        let from = self.at;
        self.take_while(|c| c.is_ascii_digit());
        if !self.text[self.at..].starts_with('.') {
            return What::Integer(&self.text[from..self.at]);
        }
        self.take(1);
        self.take_while(|c| c.is_ascii_digit());
        What::Decimal(&self.text[from..self.at])
    }

    /// A text in quotes, its escapes resolved.
    fn quoted(&mut self) -> Result<String, String> {
        let opened = self.column;
        self.take(1);
        let mut text = String::new();
        let mut rest: Peekable<_> = self.text[self.at..].chars().peekable();
        while let Some(c) = rest.next() {
            self.take(1);
            match c {
                '"' => return Ok(text),
                '\\' => {
                    let escaped = match rest.next() {
                        Some('n') => '\n',
                        Some('r') => '\r',
                        Some('t') => '\t',
                        Some(c @ ('"' | '\\')) => c,
                        _ => {
                            return Err(
                                "a \\ in a text is written \\\\; \\\", \\n, \\r and \\t are known".into()
                            );
                        }
                    };
                    self.take(1);
                    text.push(escaped);
                }
                c => text.push(c),
            }
        }
        self.column = opened;
        Err("this text has no closing \"".into())
    }

    /// A name, `$` at its beginning included.
    fn take_name(&mut self) -> &'a str {
        let from = self.at;
        self.take(1);
        self.take_while(continues_name);
        &self.text[from..self.at]
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let from = self.at;
        let count = self.text[from..].chars().take_while(|c| belongs(*c)).count();
        self.take(count);
        &self.text[from..self.at]
    }

    fn take(&mut self, characters: usize) {
        let bytes: usize = self.text[self.at..].chars().take(characters).map(char::len_utf8).sum();
        self.at += bytes;
        self.column += characters;
    }
}

fn keyword(name: &str) -> What<'_> {
    let known = ["and", "or", "true", "false", "not_set"];
    match known.into_iter().find(|keyword| keyword.eq_ignore_ascii_case(name)) {
        Some(keyword) => What::Symbol(keyword),
        None => What::Name(name),
    }
}

fn begins_name(c: char) -> bool {
    c == '$' || is_letter(c)
}

fn continues_name(c: char) -> bool {
    is_letter(c) || c.is_ascii_digit() || c == '_'
}

/// Whether a text could be written as a name, without quotes.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(begins_name) && text.chars().skip(1).all(continues_name)
}

fn is_letter(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{1fff}'
        | '\u{3040}'..='\u{318f}' | '\u{3300}'..='\u{337f}' | '\u{3400}'..='\u{3d2d}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
