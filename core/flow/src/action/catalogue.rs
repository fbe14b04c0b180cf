//! The actions that run. Keys are those of exported flows; where no exported flow was at hand, those of the
//! vendor's scripting SDK (`purecloud-flow-scripting-api-sdk-javascript`, `types.d.ts`).

use super::shape::{Field, Form, Shape, Verb};
use crate::{Kind, Type};

const fn value(key: &'static str, kind: Kind) -> Field {
    Field { key, form: Form::Value(Type::one(kind)), required: false }
}

const fn audio(key: &'static str) -> Field {
    Field { key, form: Form::Audio, required: false }
}

const fn form(key: &'static str, form: Form) -> Field {
    Field { key, form, required: false }
}

const fn required(field: Field) -> Field {
    Field { required: true, ..field }
}

const fn plain(key: &'static str, verb: Verb, fields: &'static [Field]) -> Shape {
    Shape { key, verb, fields, results: &[], outputs: &[] }
}

const fn transfer(key: &'static str, verb: Verb, fields: &'static [Field]) -> Shape {
    Shape { key, verb, fields, results: FAILURE, outputs: &["failure"] }
}

const fn find_by_name(key: &'static str, of: Kind, result: &'static [(&'static str, Type)]) -> Shape {
    let verb = Verb::Find { by_id: false, of };
    Shape { key, verb, fields: FIND_NAME, results: result, outputs: FOUND }
}

const fn find_by_id(key: &'static str, of: Kind, result: &'static [(&'static str, Type)]) -> Shape {
    let verb = Verb::Find { by_id: true, of };
    Shape { key, verb, fields: FIND_ID, results: result, outputs: FOUND }
}

/// What is known of a failure.
const FAILURE: &[(&str, Type)] =
    &[("errorType", Type::one(Kind::String)), ("errorMessage", Type::one(Kind::String))];

const FIND_NAME: &[Field] = &[required(value("findName", Kind::String))];
const FIND_ID: &[Field] = &[required(value("findId", Kind::String))];
const FOUND: &[&str] = &["found", "notFound", "failure"];
const FOUND_QUEUE: &[(&str, Type)] = &[("findResult", Type::one(Kind::Queue))];
const FOUND_USER: &[(&str, Type)] = &[("findResult", Type::one(Kind::User))];
const FOUND_SKILL: &[(&str, Type)] = &[("findResult", Type::one(Kind::Skill))];
const FOUND_GROUP: &[(&str, Type)] = &[("findResult", Type::one(Kind::Group))];
const FOUND_SCHEDULE: &[(&str, Type)] = &[("findResult", Type::one(Kind::Schedule))];
const FOUND_SCHEDULE_GROUP: &[(&str, Type)] = &[("findResult", Type::one(Kind::ScheduleGroup))];
const FOUND_EMERGENCY_GROUP: &[(&str, Type)] = &[("findResult", Type::one(Kind::EmergencyGroup))];
const FOUND_LANGUAGE: &[(&str, Type)] = &[("findResult", Type::one(Kind::LanguageSkill))];

const CONVERSATION: &[Field] =
    &[required(value("conversationId", Kind::String)), value("participantId", Kind::String)];

const ACD: &[Field] = &[
    required(value("targetQueue", Kind::Queue)),
    form("acdSkills", Form::Each("acdSkill", Kind::Skill)),
    value("languageSkill", Kind::LanguageSkill),
    value("priority", Kind::Integer),
    form("preferredAgents", Form::Value(Type::list(Kind::AgentScorePair))),
    value("directAgent", Kind::User),
    form("overrideInQueueFlow", Form::Name),
    value("appendSkills", Kind::Boolean),
    audio("preTransferAudio"),
    audio("failureTransferAudio"),
];

const USER: &[Field] = &[
    required(value("targetUser", Kind::User)),
    value("connectTimeout", Kind::Duration),
    value("allowVoicemailRollover", Kind::Boolean),
    audio("preTransferAudio"),
    audio("failureTransferAudio"),
];

const NUMBER: &[Field] = &[
    required(value("targetNumber", Kind::String)),
    value("connectTimeout", Kind::Duration),
    value("releaseLinkTransfer", Kind::Boolean),
    audio("preTransferAudio"),
    audio("failureTransferAudio"),
];

const FLOW: &[Field] =
    &[required(form("targetFlow", Form::Name)), audio("preTransferAudio"), audio("failureTransferAudio")];

const COLLECT: &[Field] = &[
    required(form("digits", Form::Digits)),
    audio("inputAudio"),
    audio("verificationAudio"),
    form("verificationType", Form::Word),
    value("noEntryTimeout", Kind::Duration),
    value("interDigitTimeout", Kind::Duration),
    value("acceptJustStar", Kind::Boolean),
    value("acceptJustPound", Kind::Boolean),
];

/// Every action that asks the world for something.
pub(crate) const SHAPES: &[Shape] = &[
    plain("playAudio", Verb::PlayAudio, &[required(audio("audio"))]),
    Shape {
        key: "collectInput",
        verb: Verb::CollectInput,
        fields: COLLECT,
        results: &[("inputData", Type::one(Kind::String))],
        outputs: &["success", "failure"],
    },
    plain(
        "holdMusic",
        Verb::HoldMusic,
        &[
            value("prompt", Kind::Prompt),
            form("playStyle", Form::PlayStyle),
            value("bargeInEnabled", Kind::Boolean),
        ],
    ),
    plain(
        "playEstimatedWaitTime",
        Verb::PlayEstimatedWaitTime,
        &[
            value("estimatedWaitTime", Kind::Duration),
            value("roundingInterval", Kind::Duration),
            form("playbackMode", Form::Word),
        ],
    ),
    plain(
        "playPositionInQueue",
        Verb::PlayPositionInQueue,
        &[value("positionInQueue", Kind::Integer), form("playbackMode", Form::Word)],
    ),
    transfer("transferToAcd", Verb::TransferToAcd, ACD),
    transfer("transferToUser", Verb::TransferToUser, USER),
    transfer("transferToNumber", Verb::TransferToNumber, NUMBER),
    transfer("transferToFlow", Verb::TransferToFlow, FLOW),
    Shape {
        key: "callData",
        verb: Verb::CallData,
        fields: &[value("timeout", Kind::Duration), value("processingPrompt", Kind::Prompt)],
        results: &[],
        outputs: &["success", "failure", "timeout"],
    },
    Shape {
        key: "callCommonModule",
        verb: Verb::CallCommonModule,
        fields: &[],
        results: &[],
        outputs: &["success", "failure"],
    },
    Shape {
        key: "sendResponse",
        verb: Verb::SendResponse,
        fields: &[required(value("messageBody", Kind::String))],
        results: &[],
        outputs: &["success", "failure"],
    },
    Shape {
        key: "sendAutoReply",
        verb: Verb::SendAutoReply,
        fields: &[
            required(value("messageBody", Kind::String)),
            value("messageSubject", Kind::String),
            value("from", Kind::EmailAddress),
            value("replyTo", Kind::EmailAddress),
            form("cc", Form::Value(Type::list(Kind::EmailAddress))),
            form("bcc", Form::Value(Type::list(Kind::EmailAddress))),
            form("replyMode", Form::Word),
        ],
        results: &[],
        outputs: &["success", "failure"],
    },
    plain(
        "createCallback",
        Verb::CreateCallback,
        &[
            required(value("queue", Kind::Queue)),
            required(value("callbackNumber", Kind::PhoneNumber)),
            value("calleeName", Kind::String),
        ],
    ),
    find_by_name("findQueue", Kind::Queue, FOUND_QUEUE),
    find_by_id("findQueueById", Kind::Queue, FOUND_QUEUE),
    find_by_name("findUser", Kind::User, FOUND_USER),
    find_by_id("findUserById", Kind::User, FOUND_USER),
    find_by_name("findSkill", Kind::Skill, FOUND_SKILL),
    find_by_name("findLanguageSkill", Kind::LanguageSkill, FOUND_LANGUAGE),
    find_by_name("findGroup", Kind::Group, FOUND_GROUP),
    find_by_name("findSchedule", Kind::Schedule, FOUND_SCHEDULE),
    find_by_name("findScheduleGroup", Kind::ScheduleGroup, FOUND_SCHEDULE_GROUP),
    find_by_name("findEmergencyGroup", Kind::EmergencyGroup, FOUND_EMERGENCY_GROUP),
    Shape {
        key: "getExternalContact",
        verb: Verb::GetExternalContact,
        fields: &[required(value("externalId", Kind::String))],
        results: &[("externalResult", Type::one(Kind::ExternalContact))],
        outputs: &["found", "notFound", "failure"],
    },
    plain("getParticipantData", Verb::GetParticipantData, &[]),
    plain("setParticipantData", Verb::SetParticipantData, &[]),
    Shape {
        key: "getConversationData",
        verb: Verb::GetConversationData,
        fields: CONVERSATION,
        results: &[],
        outputs: &["found", "notFound"],
    },
    Shape {
        key: "setConversationData",
        verb: Verb::SetConversationData,
        fields: CONVERSATION,
        results: &[],
        outputs: &["success", "failure"],
    },
    plain("setPriority", Verb::SetPriority, &[required(value("priority", Kind::Integer))]),
    plain(
        "setSkills",
        Verb::SetSkills,
        &[
            form("acdSkills", Form::Each("acdSkill", Kind::Skill)),
            value("languageSkill", Kind::LanguageSkill),
        ],
    ),
    plain("setLanguage", Verb::SetLanguage, &[required(value("language", Kind::String))]),
    Shape {
        key: "setWrapupCode",
        verb: Verb::SetWrapupCode,
        fields: &[required(value("wrapupCode", Kind::WrapupCode))],
        results: &[],
        outputs: &["success", "failure"],
    },
    plain("setScreenPop", Verb::SetScreenPop, &[]),
    plain(
        "wait",
        Verb::Wait,
        &[
            required(value("duration", Kind::Duration)),
            value("trimDurationNearMaxRunningTime", Kind::Boolean),
        ],
    ),
    plain("disconnect", Verb::Disconnect, &[]),
    Shape {
        key: "evaluateSchedule",
        verb: Verb::EvaluateSchedule,
        fields: &[value("schedule", Kind::Schedule), value("emergencyGroup", Kind::EmergencyGroup)],
        results: &[],
        outputs: &["active", "inactive"],
    },
    Shape {
        key: "evaluateScheduleGroup",
        verb: Verb::EvaluateScheduleGroup,
        fields: &[value("scheduleGroup", Kind::ScheduleGroup), value("emergencyGroup", Kind::EmergencyGroup)],
        results: &[("inServiceSchedules", Type::list(Kind::String))],
        outputs: &["open", "closed", "holiday", "emergency"],
    },
    Shape {
        key: "dataTableLookup",
        verb: Verb::DataTableLookup,
        fields: &[],
        results: &[],
        outputs: &["found", "notFound", "failure"],
    },
];

/// Actions that only steer the flow.
pub(crate) const CONTROL: &[&str] = &[
    "updateData",
    "decision",
    "switch",
    "loop",
    "loopUntil",
    "loopNext",
    "loopExit",
    "callTask",
    "jumpToTask",
    "jumpToMenu",
    "changeState",
    "endTask",
    "endState",
    "endWorkflow",
    "previousMenu",
    "repeatMenu",
];

/// The action of this key.
pub(crate) fn shape(key: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.key == key)
}
