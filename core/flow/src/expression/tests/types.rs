//! What the checker lets through, and what it says of the rest.

use expect_test::expect;

use super::check;
use crate::{
    Kind, Type,
    expression::{Context, Directory, Expression, Scope, Variables, functions::all, signature::WantedKind},
};

#[test]
fn overloads_are_tried_in_their_order() {
    check(
        r#"
        1 + 1
        1 + 1.0
        "1" + "1"
        Sum(1, 2)
        Sum(1.0, 2.0)
        Round(2.5)
        AreEqual(true, "A", "a")
        AreEqual(true, true)
        4 / 2
        7 % 4
        2 ^ 2
        MakeCurrency(5, "usd")
        "#,
        expect![[r#"
            1 + 1
                Integer 2
            1 + 1.0
                Decimal 2.0
            "1" + "1"
                String "11"
            Sum(1, 2)
                Integer 3
            Sum(1.0, 2.0)
                Decimal 3.0
            Round(2.5)
                Decimal 3.0
            AreEqual(true, "A", "a")
                Boolean true
            AreEqual(true, true)
                Boolean true
            4 / 2
                Decimal 2.0
            7 % 4
                Integer 3
            2 ^ 2
                Decimal 4.0
            MakeCurrency(5, "usd")
                Currency {"amount":5.0,"code":"USD"}
        "#]],
    );
}

#[test]
fn whole_numbers_become_decimals_only_where_an_overload_says_so() {
    check(
        r#"
        Round(2)
        Sum(1, 2.0)
        MakeList(1, 2.0)
        If(true, 1, 2.0)
        AreEqual(1, 1.0)
        1 == 1.0
        "#,
        expect![[r#"
            Round(2)
                column 1: Round does not take (Integer); ToDecimal(…) makes a Decimal of an Integer; there are Round(amount: Currency) -> Currency, Round(value: Decimal) -> Decimal, Round(value: Decimal, digits: Integer 0..28) -> Decimal, Round(amount: Currency, digits: Integer 0..28) -> Currency
            Sum(1, 2.0)
                column 1: Sum does not take (Integer, Decimal); ToDecimal(…) makes a Decimal of an Integer; there are Sum(value: Integer?, more: Integer?...) -> Integer, Sum(amount: Currency?, more: Currency?...) -> Currency, Sum(value: Decimal?, more: Decimal?...) -> Decimal, Sum(span: Duration?, more: Duration?...) -> Duration, Sum(list: Integer[]) -> Integer, Sum(list: Currency[]) -> Currency, …
            MakeList(1, 2.0)
                column 1: MakeList takes values of one type, and these are Integer and Decimal; ToDecimal(…) makes a Decimal of an Integer
            If(true, 1, 2.0)
                column 1: If takes values of one type, and these are Integer and Decimal; ToDecimal(…) makes a Decimal of an Integer
            AreEqual(1, 1.0)
                column 1: AreEqual takes values of one type, and these are Integer and Decimal; ToDecimal(…) makes a Decimal of an Integer
            1 == 1.0
                Boolean true
        "#]],
    );
}

#[test]
fn a_misfit_is_told_what_there_is() {
    check(
        r#"
        Left(1, "a")
        Left("a")
        "a" + 1
        "a" * 2
        1 and 2
        !1
        true ? 1 : "a"
        MakeList("a", 1)
        Find(MakeList(1), "a")
        "a" > 1
        Flow.count.name
        Flow.queue.colour
        Flow.texts.id
        Flow.texts["a"]
        Flow.count[0]
        IsSet(Prompt.Welcome + Prompt.Welcome)
        ToAudioNumber(1) + "a"
        "#,
        expect![[r#"
            Left(1, "a")
                column 1: Left does not take (Integer, String); there are Left(text: String, length: Integer 0..) -> String
            Left("a")
                column 1: Left does not take (String); there are Left(text: String, length: Integer 0..) -> String
            "a" + 1
                column 5: + does not take (String, Integer); ToString(…) makes a String of it; there are Integer + Integer, Decimal + Integer, Integer + Decimal, Currency + Currency, Playable + Playable, Decimal + Decimal, …
            "a" * 2
                column 5: * does not take (String, Integer); there are Integer * Integer, Decimal * Decimal, Integer * Decimal, Decimal * Integer, Decimal * Currency, Currency * Decimal, …
            1 and 2
                column 3: and does not take (Integer, Integer); there are Boolean and Boolean
            !1
                column 1: ! does not take (Integer); there are !Boolean
            true ? 1 : "a"
                column 6: ? takes values of one type, and these are Integer and String
            MakeList("a", 1)
                column 1: MakeList takes values of one type, and these are String and Integer
            Find(MakeList(1), "a")
                column 1: Find takes values of one type, and these are Integer and String
            "a" > 1
                column 5: > does not take (String, Integer); ToString(…) makes a String of it; there are Integer > Decimal, Decimal > Integer, Currency > Currency, DateTime > DateTime, Decimal > Decimal, Duration > Duration, …
            Flow.count.name
                column 1: Integer has no properties, and so no name
            Flow.queue.colour
                column 1: Queue has no property colour; it has id, name
            Flow.texts.id
                column 1: StringCollection has no property id: take an item first, [0]
            Flow.texts["a"]
                column 12: an index is an Integer, and this is String
            Flow.count[0]
                column 12: of Integer only a property is taken, by its name in quotes
            IsSet(Prompt.Welcome + Prompt.Welcome)
                column 1: IsSet does not take (Audio); there are IsSet(value: Any?) -> Boolean
            ToAudioNumber(1) + "a"
                column 18: + does not take (Audio, String); ToString(…) makes a String of it; there are Integer + Integer, Decimal + Integer, Integer + Decimal, Currency + Currency, Playable + Playable, Decimal + Decimal, …
        "#]],
    );
}

#[test]
fn literals_are_held_against_their_limits_when_compiled() {
    check(
        r#"
        Left("a", -1)
        FindString("a", "a", 0)
        1 / 0
        1 % 0.0
        Round(1.5, 29)
        MakeDateTime(1799, 1, 1)
        MakeDateTime(2009, 13, 1)
        GetDayOfWeekOccurrence(1, 0, 2017)
        MakeCurrency(1.0, "XXY")
        GetCurrencySymbol("nope")
        ToAudioBlank(10001)
        ToAudioBlank(Flow.count)
        ToAudioTTS("a", Flow.name)
        ToAudioTTS("a", "nonsense language")
        ToAudioPhoneNumber(ToPhoneNumber("1"), "0")
        MakeAgentScorePair(FindUserById("u-ana"), 101)
        AddItem(MakeList(1), "a")
        AddItem(MakeList(1.5), 2)
        AddItem(1, 2)
        1000000000000000
        0.12345678901234567890123456789
        "#,
        expect![[r#"
            Left("a", -1)
                column 11: Left: length is at least 0, and was -1
            FindString("a", "a", 0)
                column 22: FindString: occurrence is at least 1, and was 0
            1 / 0
                column 5: /: divisor cannot be zero
            1 % 0.0
                column 5: %: divisor cannot be zero
            Round(1.5, 29)
                column 12: Round: digits lies between 0 and 28, and was 29
            MakeDateTime(1799, 1, 1)
                column 14: MakeDateTime: year lies between 1800 and 2200, and was 1799
            MakeDateTime(2009, 13, 1)
                column 20: MakeDateTime: month lies between 1 and 12, and was 13
            GetDayOfWeekOccurrence(1, 0, 2017)
                column 27: GetDayOfWeekOccurrence: occurrence cannot be zero
            MakeCurrency(1.0, "XXY")
                column 19: MakeCurrency: "XXY" is no currency of ISO 4217
            GetCurrencySymbol("nope")
                column 19: GetCurrencySymbol: "nope" is no currency of ISO 4217
            ToAudioBlank(10001)
                column 14: ToAudioBlank: milliseconds lies between 0 and 10000, and was 10001
            ToAudioBlank(Flow.count)
                column 14: ToAudioBlank: milliseconds is written as a literal
            ToAudioTTS("a", Flow.name)
                column 17: ToAudioTTS: language is written as a literal
            ToAudioTTS("a", "nonsense language")
                column 17: ToAudioTTS: "nonsense language" is no IETF language tag
            ToAudioPhoneNumber(ToPhoneNumber("1"), "0")
                column 40: ToAudioPhoneNumber: "0" is no dialling code
            MakeAgentScorePair(FindUserById("u-ana"), 101)
                column 43: MakeAgentScorePair: score lies between 0 and 100, and was 101
            AddItem(MakeList(1), "a")
                column 1: AddItem takes values of one type, and these are Integer and String
            AddItem(MakeList(1.5), 2)
                column 1: AddItem takes values of one type, and these are Decimal and Integer; ToDecimal(…) makes a Decimal of an Integer
            AddItem(1, 2)
                column 1: AddItem does not take (Integer, Integer); there are AddItem(list: T[], items: T?...) -> T[]
            1000000000000000
                column 1: an Integer lies between -999999999999999 and 999999999999999
            0.12345678901234567890123456789
                column 1: a Decimal has at most 28 digits
        "#]],
    );
}

#[test]
fn playback_options_are_the_last_thing_said() {
    check(
        r#"
        AudioPlaybackOptions(Prompt.Welcome, true)
        Append(AudioPlaybackOptions(Prompt.Welcome, true), Prompt.Welcome)
        "#,
        expect![[r#"
            AudioPlaybackOptions(Prompt.Welcome, true)
                Audio {"type":"playback","audio":{"type":"prompt","prompt":{"id":"","name":"Welcome","of":"user","duration":null,"textToSpeech":null}},"bargeIn":true,"flushNow":false}
            Append(AudioPlaybackOptions(Prompt.Welcome, true), Prompt.Welcome)
                column 8: AudioPlaybackOptions is the last thing to do: nothing goes around it
        "#]],
    );
}

/// Where a value of one type is wanted, the editor's conversions apply.
#[test]
fn an_expression_is_converted_to_the_type_that_is_wanted() {
    let directory = Directory::believing();
    let context = Context::new(super::NOW, &directory);
    let scope = Scope::new();
    let wanted = |text: &str, kind: Kind| match Expression::compile_as(text, &scope, Type::one(kind)) {
        Ok(expression) => expression.evaluate(&Variables::default(), &context).map_or_else(
            |error| error.to_string(),
            |value| {
                assert_eq!(value.of(), expression.of());
                value.json_text()
            },
        ),
        Err(error) => error.to_string(),
    };
    assert_eq!(wanted("1", Kind::String), r#""1""#);
    assert_eq!(wanted("\"7\"", Kind::Integer), "7");
    assert_eq!(wanted("1", Kind::Decimal), "1.0");
    assert_eq!(wanted("NOT_SET", Kind::Queue), "null");
    assert!(wanted("Prompt.Welcome", Kind::Audio).contains("Welcome"));
    assert_eq!(wanted("\"Support\"", Kind::Queue), r#"{"id":null,"name":"Support"}"#);
    assert_eq!(
        wanted("MakeList(1)", Kind::Skill),
        "column 1: this is IntegerCollection, and Skill is wanted here"
    );
}

/// The table is written by hand: every line must be a signature that the checker can use.
#[test]
fn every_signature_can_be_used() {
    let mut count = 0;
    for overload in all() {
        let signature = &overload.signature;
        let generic = |what: WantedKind| matches!(what, WantedKind::Same { .. });
        let bound = signature.parameters.iter().any(|parameter| generic(parameter.wanted.what));
        assert!(
            !generic(signature.returns.what) || bound,
            "{}: nothing says what it returns",
            signature.text
        );
        let early = signature.parameters.iter().rev().skip(1).find(|parameter| parameter.repeats);
        assert!(early.is_none(), "{}: only the last parameter repeats", signature.text);
        count += 1;
    }
    assert!(count > 300, "the table has shrunk to {count} overloads");
}
