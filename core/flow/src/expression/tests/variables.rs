//! Variables, constants and properties.

use expect_test::expect;

use super::check;
use crate::{Context, Directory, Expression, Kind, Scope, Type, Value, Variables};

#[test]
fn names_are_found_in_any_case() {
    check(
        r#"
        flow.NAME
        FLOW."odd name"
        Flow.中
        LEFT(Flow.name, 2)
        call.ani
        Call.PositionInQueue
        plain + 1
        plain.more
        "#,
        expect![[r#"
            flow.NAME
                String "Ana"
            FLOW."odd name"
                String "odd"
            Flow.中
                String "CJK"
            LEFT(Flow.name, 2)
                String "An"
            call.ani
                String null
            Call.PositionInQueue
                Integer null
            plain + 1
                Integer 2
            plain.more
                column 1: Integer has no properties, and so no more
        "#]],
    );
}

#[test]
fn properties_are_found_in_any_case_and_in_brackets() {
    check(
        r#"
        Flow.queue.Name
        Flow.queue["id"]
        MakeCurrency(5.25, "USD")["amount"]
        MakeCurrency(5.25, "USD").code
        Email.Message.from.name
        Email.Message.attachments[0].id
        Email.Message.subject
        EmailAddressDomainPart(Email.Message.from)
        ToString(Email.Message.from)
        MakeAgentScorePair(FindUserById("u-ana"), 90).agent.username
        Prompt.Welcome.name
        Prompt.Welcome.type
        FindUserPrompt("prompt.WELCOME").duration
        "#,
        expect![[r#"
            Flow.queue.Name
                String "Support"
            Flow.queue["id"]
                String "q-support"
            MakeCurrency(5.25, "USD")["amount"]
                Decimal 5.25
            MakeCurrency(5.25, "USD").code
                String "USD"
            Email.Message.from.name
                String "Ana"
            Email.Message.attachments[0].id
                String "a1"
            Email.Message.subject
                String null
            EmailAddressDomainPart(Email.Message.from)
                String "bank.example"
            ToString(Email.Message.from)
                String "ana@bank.example"
            MakeAgentScorePair(FindUserById("u-ana"), 90).agent.username
                String "ana@bank.example"
            Prompt.Welcome.name
                String "Welcome"
            Prompt.Welcome.type
                String "user"
            FindUserPrompt("prompt.WELCOME").duration
                Duration "PT2S"
        "#]],
    );
}

/// Whoever made the list has named its columns.
#[test]
fn a_contact_has_the_columns_of_its_list_and_all_are_texts() {
    check(
        r#"
        Call.Contact.Balance
        call.contact.BALANCE
        Call.Contact."First Name"
        Call.Contact["first name"]
        Call.Contact["FIRST NAME"]
        Call.Contact.Zip
        Call.Contact.Unheard_of
        ToDecimal(Call.Contact.Balance) > 10
        Call.Contact.Balance > 10
        Call.Contact.Balance.amount
        Call.Contact[Flow.name]
        Call.Contact
        "#,
        expect![[r#"
            Call.Contact.Balance
                String "12.5"
            call.contact.BALANCE
                String "12.5"
            Call.Contact."First Name"
                String "Ana"
            Call.Contact["first name"]
                String "Bo"
            Call.Contact["FIRST NAME"]
                String "Ana"
            Call.Contact.Zip
                String null
            Call.Contact.Unheard_of
                String null
            ToDecimal(Call.Contact.Balance) > 10
                Boolean true
            Call.Contact.Balance > 10
                column 22: > does not take (String, Integer); ToString(…) makes a String of it; there are Integer > Decimal, Decimal > Integer, Currency > Currency, DateTime > DateTime, Decimal > Decimal, Duration > Duration, …
            Call.Contact.Balance.amount
                column 1: String has no properties, and so no amount
            Call.Contact[Flow.name]
                column 14: of Contact only a property is taken, by its name in quotes
            Call.Contact
                Contact {"Balance":"12.5","First Name":"Ana","Zip":null,"first name":"Bo","id":"c-7"}
        "#]],
    );
}

#[test]
fn a_misspelled_variable_is_told_from_one_that_nobody_has() {
    check(
        r#"
        Flow.naem
        1 + Flow.cuont
        Flow.cuont.length
        flow."odd nmae"
        Task.count
        Cal.Ani
        ani
        Flow.Message
        Flow.language
        Flow.unheardOf
        Nothing
        null
        Format.Number.playDigit
        "#,
        expect![[r#"
            Flow.naem
                column 1: the variable Flow.naem is not declared; did you mean Flow.name?
            1 + Flow.cuont
                column 5: the variable Flow.cuont is not declared; did you mean Flow.count?
            Flow.cuont.length
                column 1: the variable Flow.cuont.length is not declared; did you mean Flow.count?
            flow."odd nmae"
                column 1: the variable flow.odd nmae is not declared; did you mean Flow.Odd name?
            Task.count
                column 1: the variable Task.count is not declared; did you mean Flow.count?
            Cal.Ani
                column 1: Cal.Ani is neither a variable nor a function; put texts into double quotes; did you mean Call.Ani?
            ani
                column 1: ani is neither a variable nor a function; put texts into double quotes; did you mean Call.Ani?
            Flow.Message
                column 1: the variable Flow.Message is not declared
            Flow.language
                column 1: the variable Flow.language is not declared
            Flow.unheardOf
                column 1: the variable Flow.unheardOf is not declared
            Nothing
                column 1: Nothing is neither a variable nor a function; put texts into double quotes
            null
                column 1: null is not known; write NOT_SET for no value
            Format.Number.playDigit
                column 1: Format.Number.playDigit names no constant
        "#]],
    );
}

#[test]
fn telephone_numbers_know_what_they_are() {
    check(
        r#"
        ToPhoneNumber("+1 (317) 872-3000").e164
        ToPhoneNumber("+1 (317) 872-3000").uri
        ToPhoneNumber("tel:+31755551212").dialingCode
        ToPhoneNumber("tel:+31755551212").subscriberNumber
        ToPhoneNumber("13178723000").e164
        ToPhoneNumber("13178723000").subscriberNumber
        ToPhoneNumber("13178723000").isTel
        ToPhoneNumber("13178723000").isGlobal
        ToPhoneNumber("1001").uri
        ToPhoneNumber("sips:Ana@Bank.Example").scheme
        ToPhoneNumber("sips:Ana@Bank.Example").isSip
        ToPhoneNumber("sips:Ana@Bank.Example") == ToPhoneNumber("sips:Ana@bank.example")
        ToPhoneNumber("anonymous").scheme
        ToPhoneNumber("anonymous").raw
        ToPhoneNumber("anonymous") == ToPhoneNumber("anonymous")
        "#,
        expect![[r#"
            ToPhoneNumber("+1 (317) 872-3000").e164
                String "+13178723000"
            ToPhoneNumber("+1 (317) 872-3000").uri
                String "tel:+1 (317) 872-3000"
            ToPhoneNumber("tel:+31755551212").dialingCode
                String "31"
            ToPhoneNumber("tel:+31755551212").subscriberNumber
                String "755551212"
            ToPhoneNumber("13178723000").e164
                String null
            ToPhoneNumber("13178723000").subscriberNumber
                String "3178723000"
            ToPhoneNumber("13178723000").isTel
                Boolean true
            ToPhoneNumber("13178723000").isGlobal
                Boolean false
            ToPhoneNumber("1001").uri
                String "tel:1001"
            ToPhoneNumber("sips:Ana@Bank.Example").scheme
                String "sips"
            ToPhoneNumber("sips:Ana@Bank.Example").isSip
                Boolean true
            ToPhoneNumber("sips:Ana@Bank.Example") == ToPhoneNumber("sips:Ana@bank.example")
                Boolean true
            ToPhoneNumber("anonymous").scheme
                String null
            ToPhoneNumber("anonymous").raw
                String "anonymous"
            ToPhoneNumber("anonymous") == ToPhoneNumber("anonymous")
                Boolean true
        "#]],
    );
}

#[test]
fn constants_are_the_same_in_every_flow() {
    check(
        r#"
        Format.Number.PlayDigits
        Language.Gender.feminine
        System.Currencies.EUR.code
        System.Regions.NL.dialingCode
        system.regions.nl.countrycode
        System.Languages.enUS.tag
        System.DateTime.dayOfWeek.saturday
        System.Conversation.Types.callback
        System.Survey.Dispositions.optOut
        System.MaxInt
        System.MinDateTime
        System.MaxDuration
        "#,
        expect![[r#"
            Format.Number.PlayDigits
                NumberFormat "playDigits"
            Language.Gender.feminine
                LanguageContext "feminine"
            System.Currencies.EUR.code
                String "EUR"
            System.Regions.NL.dialingCode
                String "31"
            system.regions.nl.countrycode
                String "NL"
            System.Languages.enUS.tag
                String "en-us"
            System.DateTime.dayOfWeek.saturday
                Integer 7
            System.Conversation.Types.callback
                String "callback"
            System.Survey.Dispositions.optOut
                String "optOut"
            System.MaxInt
                Integer 999999999999999
            System.MinDateTime
                DateTime "1800-01-01T00:00:00Z"
            System.MaxDuration
                Duration "P11574074DT1H46M39.999S"
        "#]],
    );
}

#[test]
fn json_is_asked_for_its_members() {
    check(
        r#"
        Flow.json.name
        Flow.json["tags"][1]
        Flow.json.Age
        Flow.json.AGE
        ToInt(Flow.json.age)
        ToString(GetJsonObjectProperty(Flow.json, "name"))
        "#,
        expect![[r#"
            Flow.json.name
                Json "Ana"
            Flow.json["tags"][1]
                Json "y"
            Flow.json.Age
                Json null
            Flow.json.AGE
                Json null
            ToInt(Flow.json.age)
                Integer 41
            ToString(GetJsonObjectProperty(Flow.json, "name"))
                String "Ana"
        "#]],
    );
}

#[test]
fn a_variable_keeps_its_slot_whatever_is_declared_later() {
    let directory = Directory::default();
    let context = Context::new(super::NOW, &directory);
    let mut scope = Scope::new();
    let first = scope.declare("Flow.first", Type::one(Kind::Integer));
    let expression = Expression::compile("flow.FIRST + 1", &scope).unwrap();
    scope.declare("Flow.second", Type::one(Kind::String));
    let mut variables = Variables::default();
    variables.set(first, 41.into());
    assert_eq!(expression.evaluate(&variables, &context), Ok(Value::Integer(42)));
    let stored = serde_json::to_string(&variables).unwrap();
    assert_eq!(serde_json::from_str::<Variables>(&stored).unwrap(), variables);
    variables.set(first, "no number".into());
    let error = expression.evaluate(&variables, &context).unwrap_err();
    assert_eq!(error.to_string(), "column 1: Flow.first is Integer, and holds String");
}

/// A published flow is shared by everything that runs it.
#[test]
fn expressions_and_values_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<(Expression, Scope, Variables, Directory, Value)>();
}

#[test]
fn the_line_of_the_command_line_is_json() {
    let directory = Directory::believing();
    let context = Context::new(super::NOW, &directory);
    let line = |text: &str| crate::answer(text, &super::variables(), &context).line();
    assert_eq!(line("1 / 3"), r#"{"value":0.3333333333333333333333333333,"type":"Decimal"}"#);
    assert_eq!(line(r#""a\"b""#), r#"{"value":"a\"b","type":"String"}"#);
    assert_eq!(line("MakeList(ToInt(NOT_SET), 1)"), r#"{"value":[null,1],"type":"IntegerCollection"}"#);
    assert_eq!(line("ToInt(\"x\")"), r#"{"error":"ToInt: \"x\" is no Integer","column":1}"#);
}
