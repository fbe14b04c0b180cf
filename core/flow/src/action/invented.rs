//! Spellings that no exported flow has, but that are often written: machines that have read much YAML and
//! little Architect make them up.

/// What to write instead of such a key; none if the key is not known to be one.
pub(crate) fn invented(key: &str) -> Option<&'static str> {
    Some(match key {
        "queueName" | "queueId" | "queue_name" | "targetQueueName" => {
            "a queue is written as `targetQueue: {lit: {name: Support}}`"
        }
        "then" | "ifTrue" | "onTrue" | "else" | "ifFalse" | "onFalse" => {
            "branches are written as `outputs: {yes: {actions: [...]}, no: {actions: [...]}}`"
        }
        "if" => "a decision is written as `decision: {name: X, condition: {exp: ...}, outputs: ...}`",
        "steps" | "nodes" => "a sequence is written as `actions: [{playAudio: ...}, ...]`",
        "next" | "nextAction" | "nextState" | "transitions" | "onSuccess" | "onFailure" => {
            "actions follow one another in their list; a branch is an entry of `outputs`"
        }
        "skills" => "skills are written as `acdSkills: [{acdSkill: {lit: {name: Spanish}}}]`",
        "message" | "text" => {
            "a text is written as `messageBody: {lit: ...}`, or `audio: {tts: ...}` in a call"
        }
        "expression" => "an expression is written as `exp: ...`",
        "type" | "action" => "an action's type is its key: `- playAudio: {name: X, audio: {tts: ...}}`",
        key if is_bracketed(key) => {
            "a state is written as `states: [{state: {name: X, refId: X_10, actions: [...]}}]`"
        }
        _ => return None,
    })
}

/// `state[Initial]` as a key.
fn is_bracketed(key: &str) -> bool {
    let words = ["state", "task", "menu"];
    key.ends_with(']')
        && words.iter().any(|word| key.strip_prefix(word).is_some_and(|rest| rest.starts_with('[')))
}
