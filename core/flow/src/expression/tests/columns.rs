//! Errors at run time carry the column of the call that failed.

use expect_test::expect;

use super::check;

#[test]
fn the_column_is_that_of_the_failing_call() {
    check(
        r#"
        1 + ToInt("x")
        "é" + Left(Flow.none, 1)
        10 / Flow.count / (Flow.count - 3)
        GetAt(Flow.texts, 2)
        Flow.texts[9]
        Flow.texts[0 - 1]
        Left("abc", Flow.count - 4)
        MakeCurrency(1, "USD") + MakeCurrency(1, "EUR")
        Floor(MakeCurrency(NOT_SET, "USD"))
        999999999999999 * 999999999999999
        9.5 ^ 999
        (0 - 1) ^ 0.5
        0 ^ -1
        MakeDateTime(2009, 2, 30)
        AddYears(MakeDateTime(2009, 2, 1), 9999999)
        AddSeconds(MakeDateTime(2009, 2, 1), 999999999999999)
        MakeDuration(999999999999, 0, 0, 0)
        ToDateTime("yesterday")
        ToDuration("P1Y")
        ToQueue("Nowhere")
        ToScheduleGroup("Nowhere")
        ToCurrency("x|USD")
        ToCurrency("1|XYZ")
        JsonParse("{")
        MakeListCurrency(MakeList(1.0), MakeList("USD", "EUR"))
        MakeListAgentScorePair(MakeList(FindUserById("u-ana")), MakeList(1, 2))
        MakeListAgentScorePair(MakeList(FindUserById("u-ana")), MakeList(101))
        RoundUp(MakeDuration(0, 0, 1, 0), MakeDuration(0, 0, 0, 0))
        Flow.none + "a"
        Call.CurrentQueue.name
        1 + ToInt(Flow.noContact.Balance)
        "#,
        expect![[r#"
            1 + ToInt("x")
                column 5: ToInt: "x" is no Integer
            "é" + Left(Flow.none, 1)
                column 7: Left: text is NOT_SET
            10 / Flow.count / (Flow.count - 3)
                column 17: /: divisor cannot be zero
            GetAt(Flow.texts, 2)
                column 1: GetAt: there is no item 2 in a collection of 2
            Flow.texts[9]
                column 11: there is no item 9 in a collection of 2
            Flow.texts[0 - 1]
                column 11: there is no item -1 in a collection of 2
            Left("abc", Flow.count - 4)
                column 1: Left: length is at least 0, and was -1
            MakeCurrency(1, "USD") + MakeCurrency(1, "EUR")
                column 24: +: USD and EUR are two currencies; use ConvertCurrency
            Floor(MakeCurrency(NOT_SET, "USD"))
                column 1: Floor: the amount is NOT_SET
            999999999999999 * 999999999999999
                column 17: *: the result is too large
            9.5 ^ 999
                column 5: ^: the result is too large
            (0 - 1) ^ 0.5
                column 9: ^: a negative number has no broken power
            0 ^ -1
                column 3: ^: zero has no negative power
            MakeDateTime(2009, 2, 30)
                column 1: MakeDateTime: the month has no day 30
            AddYears(MakeDateTime(2009, 2, 1), 9999999)
                column 1: AddYears: the result lies outside the years 1800 to 2200
            AddSeconds(MakeDateTime(2009, 2, 1), 999999999999999)
                column 1: AddSeconds: the result lies outside the years 1800 to 2200
            MakeDuration(999999999999, 0, 0, 0)
                column 1: MakeDuration: the result is too large
            ToDateTime("yesterday")
                column 1: ToDateTime: "yesterday" is no date and time of ISO 8601
            ToDuration("P1Y")
                column 1: ToDuration: "P1Y" is no duration of ISO 8601, such as PT1H30M
            ToQueue("Nowhere")
                column 1: ToQueue: the organization has no Queue "Nowhere"
            ToScheduleGroup("Nowhere")
                column 1: ToScheduleGroup: the organization has no ScheduleGroup "Nowhere"
            ToCurrency("x|USD")
                column 1: ToCurrency: "x" is no amount
            ToCurrency("1|XYZ")
                column 1: ToCurrency: "XYZ" is no currency of ISO 4217
            JsonParse("{")
                column 1: JsonParse: the text is no JSON: EOF while parsing an object at line 1 column 1
            MakeListCurrency(MakeList(1.0), MakeList("USD", "EUR"))
                column 1: MakeListCurrency: there are 1 amounts and 2 codes
            MakeListAgentScorePair(MakeList(FindUserById("u-ana")), MakeList(1, 2))
                column 1: MakeListAgentScorePair: there are 1 agents and 2 scores
            MakeListAgentScorePair(MakeList(FindUserById("u-ana")), MakeList(101))
                column 1: MakeListAgentScorePair: a score lies between 0 and 100, and was 101
            RoundUp(MakeDuration(0, 0, 1, 0), MakeDuration(0, 0, 0, 0))
                column 1: RoundUp: interval must be longer than no time
            Flow.none + "a"
                column 11: +: one is NOT_SET
            Call.CurrentQueue.name
                column 1: name of a Queue that is NOT_SET
            1 + ToInt(Flow.noContact.Balance)
                column 11: Balance of a Contact that is NOT_SET
        "#]],
    );
}
