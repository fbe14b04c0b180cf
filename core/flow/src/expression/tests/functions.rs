//! Every overload of every function and operator is tried by some example.

use std::collections::BTreeSet;

use expect_test::expect;
use serde_json::Value as Json;

use super::check;
use crate::expression::{Scope, check::check as checked, evaluate::Node, functions::all, parse::parse};

/// Lines of ours, where the vendor's documented examples leave an overload out.
const OWN: &str = r#"
    FindUser("ANA@bank.example")
    FindUserById("u-ana")
    FindUserById("U-ANA").username
    FindUserById("nobody")
    FindUsersById(MakeList("u-bo", "nobody", NOT_SET))
    FindQueue("support").id
    FindQueue("Q-SUPPORT").name
    FindQueue("Sales")
    FindQueueById("q-sales-1").name
    FindQueueById("Support")
    FindSkill("loans").id
    FindLanguageSkill("French").id
    FindGroup("Board").id
    FindGroupById("g-board").name
    FindSchedule("Weekdays").id
    FindScheduleGroup("all hours").id
    FindEmergencyGroup("evacuation").id
    FindEmergencyGroup("Nothing")
    FindWrapupCode("Done").id
    ToScheduleGroup("all hours").id
    ToScheduleGroup(FindScheduleGroup("all hours")).name
    ToScheduleGroup("")
    AddItem(MakeList(3, 4), 5)
    AddItem(MakeEmptyList("a"), NOT_SET)
    AddItem(Flow.texts, Flow.name)
    AddItem(MakeList(1), 2, 3)
    AddItemAt(MakeList(3, 4, 5), 0, 7)
    AddItemAt(MakeList("a"), 1, NOT_SET)
    AddItemAt(MakeList("a"), 2, "c")
    RemoveItem(MakeList(1, 2, 1, 3), 1)
    RemoveItem(MakeList("a", NOT_SET, "b"), NOT_SET, "b")
    RemoveItemAt(MakeList("a", "b"), 1)
    RemoveItemAt(MakeList("a", "b"), 2)
    RemoveDups(MakeList("b", "a", "b", NOT_SET, NOT_SET))
    RemoveDups(MakeList(2, 1, 2))
    RemoveDups(MakeList(1.0, 1.00, 2.5))
    ReplaceItem(MakeList(1, 2, 1), 1, 9)
    ReplaceItemFirst(MakeList(1, 2, 1), 1, 9)
    ReplaceItemAt(MakeList("a", "b"), 0, NOT_SET)
    ReplaceItemAt(MakeList("a", "b"), -1, "c")
    Flow.texts
    FindUserPrompt("nothing")
    MakeList(MakeAgentScorePair(FindUserById("u-ana"), 100))
    MakeAgentScorePair(FindUserById("nobody"), 100)
    MakeListAgentScorePair(FindUsersById(MakeList("u-ana", "u-bo")), MakeList(100, 90))
    MakeListAgentScorePair(FindUsersById(MakeList("u-ana", "u-bo")), 80)
    JsonParse("{\"a\": [1, 2.5, null, \"x\"]}")
    JsonParse(NOT_SET)
    JsonStringify(JsonParse(" { \"b\" : 1 } "))
    ToString(JsonParse("\"text\""))
    ToString(JsonParse("[1]"))
    ToJson("text")
    ToJson(2.50)
    ToJson(MakeCurrency(5, "USD"))
    ToJson(MakeList(1, NOT_SET))
    ToJson(ToString(NOT_SET))
    ToJsonCollection(Flow.json.tags)
    ToJsonCollection(Flow.json)
    ToJsonCollection(MakeList(1, 2))
    GetJsonObjectProperty(Flow.json, "name")
    GetJsonObjectProperty(Flow.json, "Name")
    GetJsonObjectProperty(Flow.json, "Age")
    GetJsonObjectPropertyNames(Flow.json)
    HasJsonObjectProperty(Flow.json, "Age")
    HasJsonObjectProperty(Flow.json, "height")
    ToInt(JsonParse("41"))
    ToInt(JsonParse("\"41\""))
    ToDecimal(JsonParse("0.5"))
    ToBool(JsonParse("true"))
    ToBool(JsonParse("null"))
    GetDefaultLanguage()
    GetSupportedLanguages()
    DetectLanguage("Bonjour, je voudrais parler à un conseiller", "en")
    ToDisplayString(MakeCurrency(1234.5, "EUR"))
    ToDisplayString(ToPhoneNumber("+1 (317) 872-3000"))
    ToDisplayString(Flow.none)
    ToDisplayString(Flow.count)
    AudioPlaybackOptions(Prompt.Welcome, false, true)
    EmailAddressLocalPart(Email.Message.from)
    EmailAddressDomainPart(Email.Message.from)
    DayOfWeek(GetCurrentDateTimeUtc())
    WeekNum(MakeDateTime(2000, 12, 31))
    WeekNum(MakeDateTime(2021, 1, 1))
    AddMonths(MakeDateTime(2024, 3, 31), -1)
    AddYears(MakeDateTime(2024, 2, 29), 1)
    AddDuration(MakeDateTime(2024, 1, 1), ToDuration("PT1.9S"))
    ToDateTime("2024-02-29")
    ToDateTime("2024-02-29 12:30")
    ToDateTime("")
    ToDuration("P2W")
    RoundUp(MakeDuration(0, 0, 0, 5))
    Range(MakeDuration(0, 0, 1, 0), MakeDuration(0, 0, 2, 0))
    GetDayOfWeekOccurrence(2, 53, 2018)
    GetDayOfWeekOccurrence(2, -53, 2018)
    Round(-2.5)
    Round(2.5)
    7 / 3
    -7 % 3
    -7.5 % 2
    2 ^ 0.5
    27 ^ (1 / 3)
    10 ^ 20
    0 ^ 0
    Compare("Zebra", "apple")
    Compare("resume", "résumé")
    Compare("a b", "ab")
    Compare("10", "a")
    FindString("aaaa", "aa", 2)
    Split("a,,b", ",")
    Split("", "")
    Replace("banana", "an", "AN")
    Reverse("añb")
    Length("中國台灣")
    Left("中國台灣", 2)
    Trim(" \t\r\n a \n")
    Find(MakeList("a", "b", "a"), "a")
    ToString(MakeList(1, 2), NOT_SET)
    ToString(3.4685)
    ToString(MakeCurrency(3.4685, "EUR"))
    ToBool("yes")
    ToInt(" 7 ")
    ToString(Flow.queue)
"#;

#[test]
fn what_the_vendor_shows_no_example_of() {
    check(
        OWN,
        expect![[r#"
            FindUser("ANA@bank.example")
                User {"id":"u-ana","name":"Ana","username":"ana@bank.example"}
            FindUserById("u-ana")
                User {"id":"u-ana","name":"Ana","username":"ana@bank.example"}
            FindUserById("U-ANA").username
                String "ana@bank.example"
            FindUserById("nobody")
                User null
            FindUsersById(MakeList("u-bo", "nobody", NOT_SET))
                UserCollection [{"id":"u-bo","name":"Bo","username":"bo@bank.example"},null,null]
            FindQueue("support").id
                String "q-support"
            FindQueue("Q-SUPPORT").name
                String "Support"
            FindQueue("Sales")
                Queue null
            FindQueueById("q-sales-1").name
                String "Sales"
            FindQueueById("Support")
                Queue null
            FindSkill("loans").id
                String "s-loans"
            FindLanguageSkill("French").id
                String "l-french"
            FindGroup("Board").id
                String "g-board"
            FindGroupById("g-board").name
                String "Board"
            FindSchedule("Weekdays").id
                String "h-week"
            FindScheduleGroup("all hours").id
                String "h-all"
            FindEmergencyGroup("evacuation").id
                String "e-fire"
            FindEmergencyGroup("Nothing")
                EmergencyGroup null
            FindWrapupCode("Done").id
                String "w-done"
            ToScheduleGroup("all hours").id
                String "h-all"
            ToScheduleGroup(FindScheduleGroup("all hours")).name
                String "All hours"
            ToScheduleGroup("")
                ScheduleGroup null
            AddItem(MakeList(3, 4), 5)
                IntegerCollection [3,4,5]
            AddItem(MakeEmptyList("a"), NOT_SET)
                StringCollection [null]
            AddItem(Flow.texts, Flow.name)
                StringCollection ["a","b","Ana"]
            AddItem(MakeList(1), 2, 3)
                IntegerCollection [1,2,3]
            AddItemAt(MakeList(3, 4, 5), 0, 7)
                IntegerCollection [7,3,4,5]
            AddItemAt(MakeList("a"), 1, NOT_SET)
                StringCollection ["a",null]
            AddItemAt(MakeList("a"), 2, "c")
                column 1: AddItemAt: there is no place 2 in a collection of 1
            RemoveItem(MakeList(1, 2, 1, 3), 1)
                IntegerCollection [2,3]
            RemoveItem(MakeList("a", NOT_SET, "b"), NOT_SET, "b")
                StringCollection ["a"]
            RemoveItemAt(MakeList("a", "b"), 1)
                StringCollection ["a"]
            RemoveItemAt(MakeList("a", "b"), 2)
                column 1: RemoveItemAt: there is no place 2 in a collection of 2
            RemoveDups(MakeList("b", "a", "b", NOT_SET, NOT_SET))
                StringCollection ["b","a",null]
            RemoveDups(MakeList(2, 1, 2))
                IntegerCollection [2,1]
            RemoveDups(MakeList(1.0, 1.00, 2.5))
                DecimalCollection [1.0,2.5]
            ReplaceItem(MakeList(1, 2, 1), 1, 9)
                IntegerCollection [9,2,9]
            ReplaceItemFirst(MakeList(1, 2, 1), 1, 9)
                IntegerCollection [9,2,1]
            ReplaceItemAt(MakeList("a", "b"), 0, NOT_SET)
                StringCollection [null,"b"]
            ReplaceItemAt(MakeList("a", "b"), -1, "c")
                column 35: ReplaceItemAt: index is at least 0, and was -1
            Flow.texts
                StringCollection ["a","b"]
            FindUserPrompt("nothing")
                Prompt null
            MakeList(MakeAgentScorePair(FindUserById("u-ana"), 100))
                AgentScorePairCollection [{"agent":{"id":"u-ana","name":"Ana","username":"ana@bank.example"},"score":100}]
            MakeAgentScorePair(FindUserById("nobody"), 100)
                AgentScorePair {"agent":null,"score":100}
            MakeListAgentScorePair(FindUsersById(MakeList("u-ana", "u-bo")), MakeList(100, 90))
                AgentScorePairCollection [{"agent":{"id":"u-ana","name":"Ana","username":"ana@bank.example"},"score":100},{"agent":{"id":"u-bo","name":"Bo","username":"bo@bank.example"},"score":90}]
            MakeListAgentScorePair(FindUsersById(MakeList("u-ana", "u-bo")), 80)
                AgentScorePairCollection [{"agent":{"id":"u-ana","name":"Ana","username":"ana@bank.example"},"score":80},{"agent":{"id":"u-bo","name":"Bo","username":"bo@bank.example"},"score":80}]
            JsonParse("{\"a\": [1, 2.5, null, \"x\"]}")
                Json {"a":[1,2.5,null,"x"]}
            JsonParse(NOT_SET)
                Json null
            JsonStringify(JsonParse(" { \"b\" : 1 } "))
                String "{\"b\":1}"
            ToString(JsonParse("\"text\""))
                String "text"
            ToString(JsonParse("[1]"))
                String "[1]"
            ToJson("text")
                Json "text"
            ToJson(2.50)
                Json 2.5
            ToJson(MakeCurrency(5, "USD"))
                Json {"amount":5.0,"code":"USD"}
            ToJson(MakeList(1, NOT_SET))
                Json [1,null]
            ToJson(ToString(NOT_SET))
                Json null
            ToJsonCollection(Flow.json.tags)
                JsonCollection ["x","y"]
            ToJsonCollection(Flow.json)
                JsonCollection [{"Age":null,"age":41,"name":"Ana","tags":["x","y"]}]
            ToJsonCollection(MakeList(1, 2))
                JsonCollection [1,2]
            GetJsonObjectProperty(Flow.json, "name")
                Json "Ana"
            GetJsonObjectProperty(Flow.json, "Name")
                Json null
            GetJsonObjectProperty(Flow.json, "Age")
                Json null
            GetJsonObjectPropertyNames(Flow.json)
                StringCollection ["Age","age","name","tags"]
            HasJsonObjectProperty(Flow.json, "Age")
                Boolean true
            HasJsonObjectProperty(Flow.json, "height")
                Boolean false
            ToInt(JsonParse("41"))
                Integer 41
            ToInt(JsonParse("\"41\""))
                Integer 41
            ToDecimal(JsonParse("0.5"))
                Decimal 0.5
            ToBool(JsonParse("true"))
                Boolean true
            ToBool(JsonParse("null"))
                Boolean null
            GetDefaultLanguage()
                String "en-us"
            GetSupportedLanguages()
                StringCollection ["en-us","fr-ca"]
            DetectLanguage("Bonjour, je voudrais parler à un conseiller", "en")
                String "fr"
            ToDisplayString(MakeCurrency(1234.5, "EUR"))
                String "€1234.50"
            ToDisplayString(ToPhoneNumber("+1 (317) 872-3000"))
                String "+1 (317) 872-3000"
            ToDisplayString(Flow.none)
                String null
            ToDisplayString(Flow.count)
                String "3"
            AudioPlaybackOptions(Prompt.Welcome, false, true)
                Audio {"type":"playback","audio":{"type":"prompt","prompt":{"id":"","name":"Welcome","of":"user","duration":null,"textToSpeech":null}},"bargeIn":false,"flushNow":true}
            EmailAddressLocalPart(Email.Message.from)
                String "ana"
            EmailAddressDomainPart(Email.Message.from)
                String "bank.example"
            DayOfWeek(GetCurrentDateTimeUtc())
                Integer 5
            WeekNum(MakeDateTime(2000, 12, 31))
                Integer 52
            WeekNum(MakeDateTime(2021, 1, 1))
                Integer 53
            AddMonths(MakeDateTime(2024, 3, 31), -1)
                DateTime "2024-02-29T00:00:00Z"
            AddYears(MakeDateTime(2024, 2, 29), 1)
                DateTime "2025-02-28T00:00:00Z"
            AddDuration(MakeDateTime(2024, 1, 1), ToDuration("PT1.9S"))
                DateTime "2024-01-01T00:00:01Z"
            ToDateTime("2024-02-29")
                DateTime "2024-02-29T00:00:00Z"
            ToDateTime("2024-02-29 12:30")
                DateTime "2024-02-29T12:30:00Z"
            ToDateTime("")
                DateTime null
            ToDuration("P2W")
                Duration "P14D"
            RoundUp(MakeDuration(0, 0, 0, 5))
                Duration "PT30S"
            Range(MakeDuration(0, 0, 1, 0), MakeDuration(0, 0, 2, 0))
                DurationCollection ["-PT1M","PT3M"]
            GetDayOfWeekOccurrence(2, 53, 2018)
                DateTime "2018-12-31T00:00:00Z"
            GetDayOfWeekOccurrence(2, -53, 2018)
                DateTime "2018-01-01T00:00:00Z"
            Round(-2.5)
                Decimal -3.0
            Round(2.5)
                Decimal 3.0
            7 / 3
                Decimal 2.3333333333333333333333333333
            -7 % 3
                Integer -1
            -7.5 % 2
                Decimal -1.5
            2 ^ 0.5
                Decimal 1.4142135623730950488016887242
            27 ^ (1 / 3)
                Decimal 3.0
            10 ^ 20
                Decimal 100000000000000000000.0
            0 ^ 0
                Decimal 1.0
            Compare("Zebra", "apple")
                Integer 1
            Compare("resume", "résumé")
                Integer -1
            Compare("a b", "ab")
                Integer -1
            Compare("10", "a")
                Integer -1
            FindString("aaaa", "aa", 2)
                Integer 2
            Split("a,,b", ",")
                StringCollection ["a","","b"]
            Split("", "")
                StringCollection []
            Replace("banana", "an", "AN")
                String "bANANa"
            Reverse("añb")
                String "bña"
            Length("中國台灣")
                Integer 4
            Left("中國台灣", 2)
                String "中國"
            Trim(" \t\r\n a \n")
                String "a"
            Find(MakeList("a", "b", "a"), "a")
                IntegerCollection [0,2]
            ToString(MakeList(1, 2), NOT_SET)
                String "12"
            ToString(3.4685)
                String "3.4685"
            ToString(MakeCurrency(3.4685, "EUR"))
                String "3.47|EUR"
            ToBool("yes")
                Boolean null
            ToInt(" 7 ")
                Integer 7
            ToString(Flow.queue)
                String "Support"
        "#]],
    );
}

/// The overloads in a compiled expression.
fn used(node: &Node, into: &mut BTreeSet<&'static str>) {
    match node {
        Node::Call(call) => {
            into.insert(call.overload.signature.text);
            call.arguments.iter().for_each(|argument| used(argument, into));
        }
        Node::Property { of, .. } | Node::Column { contact: of, .. } => used(of, into),
        Node::Element { list: of, index: key, .. } | Node::Member { json: of, key, .. } => {
            used(of, into);
            used(key, into);
        }
        Node::Constant(_) | Node::Variable(_) => {}
    }
}

#[test]
fn every_overload_has_an_example() {
    let mut scope = Scope::new();
    for (name, json) in super::variables() {
        if scope.find(&name).is_none() {
            scope.declare(&name, crate::Value::infer(&json).unwrap().of());
        }
    }
    let documented =
        [super::documented::EXAMPLES, super::documented::DESCRIBED].into_iter().flat_map(str::lines);
    let documented = documented.map(|line| {
        let example: Json = serde_json::from_str(line).unwrap();
        example["input"].as_str().unwrap().to_owned()
    });
    let mut tried = BTreeSet::new();
    for text in documented.chain(OWN.lines().map(str::to_owned)).filter(|line| !line.trim().is_empty()) {
        if let Ok((node, _)) = parse(&text).and_then(|tree| checked(&tree, &scope)) {
            used(&node, &mut tried);
        }
    }
    let untried: Vec<&str> =
        all().map(|overload| overload.signature.text).filter(|text| !tried.contains(text)).collect();
    assert!(untried.is_empty(), "{} overloads have no example:\n{}", untried.len(), untried.join("\n"));
}
