//! Scenarios in words, timelines out.
//!
//! ```text
//! flow card-line | { ...YAML... }
//! fact Call.Ani = "tel:+34600000000"
//! fact message Hello
//! 0s start Flow.x = 1
//! 2s done | digits 12 | said adviser | nothing | failed kind message | found Queue Support | missing
//! 2s attributes a=b | data {"known": true} | schedule open | again | message Hello | end | wait
//! ```
//!
//! Every scenario is played three times: as it is; with the run put away and read back after each step; and with every
//! answer given twice. All three must read the same.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use expect_test::Expect;
use eyeline_model::{Duration, Pii, Timestamp};

use crate::{
    Audio, Contracts, Directory, Effect, EffectId, End, Failure, Flow, FlowRun, FlowVersion, Kind, Limits,
    Named, Reply, Source, Standing, Start, Step, Task, User, Value, World,
};

/// When a scenario's clock says 0.
const START: Timestamp = Timestamp(1_000_000_000_000);

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Way {
    Plain,
    PutAway,
    Twice,
}

/// Plays a scenario and compares what was asked of the world.
pub(super) fn check(flow: &Flow, scenario: &str, expected: Expect) {
    expected.assert_eq(&told(flow, scenario));
}

/// What is asked of the world in a scenario, in whichever way it is played.
pub(super) fn told(flow: &Flow, scenario: &str) -> String {
    let plain = play(flow, scenario, Limits::default(), Way::Plain);
    for way in [Way::PutAway, Way::Twice] {
        assert_eq!(plain, play(flow, scenario, Limits::default(), way), "{way:?}");
    }
    plain
}

pub(super) fn play(flow: &Flow, scenario: &str, limits: Limits, way: Way) -> String {
    let mut stage = Stage::new(flow, limits, way);
    for line in scenario.lines().map(str::trim).filter(|line| !line.is_empty()) {
        stage.line(line);
    }
    stage.timeline
}

/// A flow of the test data.
pub(super) fn fixture(name: &str) -> Flow {
    let text = match name {
        "bank-message" => include_str!("../../../tests/flows/bank-message.yaml"),
        "card-line" => include_str!("../../../tests/flows/card-line.yaml"),
        "patience" => include_str!("../../../tests/flows/patience.yaml"),
        "waiting" => include_str!("../../../tests/flows/waiting.yaml"),
        "reminders" => include_str!("../../../tests/flows/reminders.yaml"),
        "greeting" => include_str!("../../../tests/flows/greeting.yaml"),
        "caller" => include_str!("../../../tests/flows/caller.yaml"),
        other => panic!("there is no flow {other}"),
    };
    published(&Source::new(name, text).with("flow_name", "Bank: messages").with("branch", "Tangier"))
}

pub(super) fn published(source: &Source<'_>) -> Flow {
    let identity = FlowVersion { flow: source.file.to_owned(), version: 1 };
    match Flow::publish(source, identity, &Contracts::new()) {
        Ok(publication) => publication.flow,
        Err(report) => panic!("{report}"),
    }
}

/// A flow with a single task or state, from its actions.
pub(super) fn small(kind: &str, actions: &str) -> Flow {
    let room = if ["workflow", "inboundShortMessage", "inboundChat", "inqueueShortMessage"].contains(&kind) {
        "state"
    } else {
        "task"
    };
    let actions: String = actions.lines().map(|line| format!("          {line}\n")).collect();
    let text = format!(
        "{kind}:\n  name: X\n  {room}s:\n    - {room}:\n        name: One\n        actions:\n{actions}"
    );
    published(&Source::new("small.yaml", &text))
}

pub(super) struct Stage<'a> {
    flow: &'a Flow,
    limits: Limits,
    way: Way,
    directory: Directory,
    facts: BTreeMap<String, Value>,
    default_queue: Option<Named>,
    run: Option<FlowRun>,
    now: Timestamp,
    latest: Option<(EffectId, Reply)>,
    pub(super) timeline: String,
}

impl<'a> Stage<'a> {
    pub(super) fn new(flow: &'a Flow, limits: Limits, way: Way) -> Self {
        let mut directory = Directory::default();
        for (kind, name) in [(Kind::Queue, "Front desk"), (Kind::Queue, "Support"), (Kind::Skill, "Cards")] {
            directory.add(Named::new(kind, format!("id of {name}"), name));
        }
        directory.add_user(User {
            id: "ana-1".into(),
            name: "Ana".into(),
            username: "ana@bank.example".into(),
        });
        Self {
            flow,
            limits,
            way,
            directory,
            facts: BTreeMap::new(),
            default_queue: None,
            run: None,
            now: START,
            latest: None,
            timeline: String::new(),
        }
    }

    pub(super) fn line(&mut self, line: &str) {
        if let Some(body) = line.strip_prefix("fact message ") {
            self.facts.insert("Message.Message".to_owned(), message(body));
            return;
        }
        if let Some(fact) = line.strip_prefix("fact ") {
            let (name, value) = assignment(fact);
            self.facts.insert(name, value);
            return;
        }
        if let Some(queue) = line.strip_prefix("default queue ") {
            self.default_queue = Some(Named::new(Kind::Queue, "", queue));
            return;
        }
        let (time, line) = line.split_once(' ').unwrap_or((line, "wait"));
        self.run_to(START + seconds(time));
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "wait" => {}
            "start" => self.start(rest),
            "message" => {
                self.facts.insert("Message.Message".to_owned(), message(rest));
                self.step(|stage, run| run.receive(stage.flow, stage.now, &stage.world()));
            }
            "end" => self.step(|_, run| run.end()),
            "again" => {
                let (effect, reply) = self.latest.clone().expect("an answer was given before");
                self.deliver(effect, &reply);
            }
            _ => self.reply(verb, rest),
        }
    }

    fn start(&mut self, inputs: &str) {
        let given = inputs.split(", ").filter(|input| !input.is_empty()).map(assignment);
        let start = Start { inputs: given.collect(), ..Start::default() };
        let (run, step) = FlowRun::start(self.flow, self.now, start, &self.world());
        self.run = Some(run);
        self.tell(step);
    }

    fn reply(&mut self, verb: &str, rest: &str) {
        let Some(effect) = self.awaited() else { return self.say(&format!("nobody asked: {verb} {rest}")) };
        let reply = read_reply(verb, rest);
        self.latest = Some((effect, reply.clone()));
        self.deliver(effect, &reply);
        if self.way == Way::Twice {
            let before = self.timeline.clone();
            self.deliver(effect, &reply);
            assert_eq!(before, self.timeline, "the same answer twice");
        }
    }

    pub(super) fn deliver(&mut self, effect: EffectId, reply: &Reply) {
        self.step(|stage, run| run.resume(stage.flow, stage.now, effect, reply.clone(), &stage.world()));
    }

    pub(super) fn awaited(&self) -> Option<EffectId> {
        self.run.as_ref()?.awaited().map(|effect| effect.id)
    }

    pub(super) fn run(&self) -> Option<&FlowRun> {
        self.run.as_ref()
    }

    fn world(&self) -> World<'_> {
        World {
            directory: &self.directory,
            facts: &self.facts,
            default_queue: self.default_queue.as_ref(),
            limits: self.limits,
        }
    }

    pub(super) fn step(&mut self, act: impl FnOnce(&Self, &mut FlowRun) -> Step) {
        let mut run = self.run.take().expect("the run was started");
        if self.way == Way::PutAway {
            let json = serde_json::to_string(&run).expect("a run can be put away");
            run = serde_json::from_str(&json).expect("and read back");
        }
        let was_over = run.is_over();
        let step = act(self, &mut run);
        self.run = Some(run);
        if was_over {
            assert_eq!(
                step,
                Step { effects: Vec::new(), faults: Vec::new() },
                "nothing happens after the end"
            );
        }
        if !was_over || !step.effects.is_empty() {
            self.tell(step);
        }
    }

    pub(super) fn run_to(&mut self, time: Timestamp) {
        loop {
            let due = self.run.as_ref().and_then(|run| run.wake_at(self.flow, &self.limits));
            let Some(due) = due.filter(|due| *due <= time) else { break };
            self.now = self.now.max(due);
            self.step(|stage, run| run.wake(stage.flow, stage.now, &stage.world()));
        }
        self.now = self.now.max(time);
    }

    fn tell(&mut self, step: Step) {
        for fault in step.faults {
            let handled = if fault.handled { "!" } else { "!!" };
            self.say(&format!("{handled} {} {:?}: {}", fault.at, fault.action, fault.what.reveal()));
        }
        let mut wanted = step.effects.iter().filter(|effect| effect.task.wants_an_answer());
        let run = self.run.as_ref().expect("it runs");
        assert_eq!(
            wanted.next_back(),
            run.awaited().filter(|_| !step.effects.is_empty()),
            "one answer is awaited"
        );
        for Effect { id, task } in step.effects {
            self.say(&format!("→ {id} {}", show(&task)));
        }
        let run = self.run.as_ref().expect("it runs");
        let text = match &run.standing {
            Standing::Waiting { effect: None, until: Some(until) } => {
                format!("waits until {}s", (*until - START).as_secs())
            }
            Standing::Waiting { .. } => return,
            Standing::Listening => "listens".to_owned(),
            Standing::Ended(end) => {
                let outputs = run.outputs(self.flow);
                let outputs: String =
                    outputs.iter().map(|(name, value)| format!(", {name} = {}", value.json_text())).collect();
                format!("{}{outputs}", show_end(end))
            }
        };
        if !self.timeline.ends_with(&format!(" {text}\n")) {
            self.say(&text);
        }
    }

    fn say(&mut self, what: &str) {
        let seconds = (self.now - START).as_secs();
        writeln!(self.timeline, "{:<8}{what}", format!("{seconds}s")).expect("a string takes every line");
    }
}

fn show_end(end: &End) -> String {
    match end {
        End::Finished { reason } => format!("finished {}", reason.as_deref().unwrap_or_default()),
        End::Transferred => "transferred".to_owned(),
        End::Disconnected => "disconnected".to_owned(),
        End::Stopped => "stopped".to_owned(),
    }
    .trim()
    .to_owned()
}

fn read_reply(verb: &str, rest: &str) -> Reply {
    match verb {
        "done" => Reply::Done,
        "digits" => Reply::Digits(Pii::from(rest)),
        "said" => Reply::Said(rest.to_owned()),
        "nothing" => Reply::NoInput,
        "missing" => Reply::NotFound,
        "failed" => {
            let (kind, message) = rest.split_once(' ').unwrap_or((rest, ""));
            let mut failure = Failure::new(kind, message);
            failure.details.insert("status".to_owned(), 503.into());
            Reply::Failed(failure)
        }
        "found" => {
            let (kind, name) = rest.split_once(' ').expect("a kind and a name");
            let kind = Kind::named(kind).expect("a kind");
            Reply::Found(Value::Named(Arc::new(Named::new(kind, format!("id of {name}"), name))))
        }
        "attributes" => {
            let pairs = rest.split(", ").filter_map(|pair| pair.split_once('='));
            Reply::Attributes(Pii::new(
                pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            ))
        }
        "data" => Reply::Data(Pii::new(serde_json::from_str(rest).expect("a JSON object"))),
        "schedule" => Reply::Schedule { output: rest.to_owned(), schedules: vec!["Weekdays".to_owned()] },
        other => panic!("what is {other}?"),
    }
}

/// `Flow.x = 1`
fn assignment(text: &str) -> (String, Value) {
    let (name, json) = text.split_once(" = ").expect("a name, an equals sign and JSON");
    let json = serde_json::from_str(json).expect("JSON");
    (name.to_owned(), Value::infer(&json).expect("a value"))
}

pub(super) fn message(body: &str) -> Value {
    let json = serde_json::json!({"body": body, "senderAddress": "+34600000000"});
    Value::from_json(&json, crate::Type::one(Kind::ShortMessage)).expect("a message")
}

fn seconds(word: &str) -> Duration {
    let number = word.trim_end_matches('s');
    Duration::from_secs(number.parse().unwrap_or_else(|_| panic!("{word} is no time")))
}

fn show_audio(audio: &Audio) -> String {
    match audio {
        Audio::Blank { length_ms } => format!("({length_ms} ms)"),
        Audio::Tts { text, .. } => format!("{text:?}"),
        Audio::Prompt { prompt } => format!("prompt {}", prompt.name),
        Audio::Data { spoken } => {
            let values: Vec<String> = spoken.values.iter().map(Value::json_text).collect();
            format!("{} {}", spoken.style, values.join(" "))
        }
        Audio::Sequence { parts } => parts.iter().map(|part| show_audio(part)).collect::<Vec<_>>().join(", "),
        Audio::Playback { audio, barge_in, .. } => {
            format!("{}{}", show_audio(audio), if *barge_in { " (barge-in)" } else { "" })
        }
    }
}

fn show_user(user: &User) -> &str {
    [&user.id, &user.username].into_iter().find(|text| !text.is_empty()).map_or("nobody", |text| text)
}

fn inputs(inputs: &BTreeMap<String, Value>) -> String {
    inputs.iter().map(|(name, value)| format!(" {name}={}", value.json_text())).collect()
}

fn show(task: &Task) -> String {
    match task {
        Task::Play { audio, language } => format!("play {} in {language}", show_audio(audio.reveal())),
        Task::Collect(collect) => format!(
            "collect {}..{} after {} within {:?}",
            collect.least,
            collect.most,
            collect.audio.as_ref().map_or("nothing".to_owned(), |audio| show_audio(audio.reveal())),
            collect.no_entry_timeout,
        ),
        Task::Menu(menu) => {
            let keys = menu.choices.iter().filter_map(|choice| choice.key);
            let terms = menu.choices.iter().flat_map(|choice| &choice.terms).cloned().collect::<Vec<_>>();
            let audio = menu.audio.as_ref().map_or("nothing".to_owned(), |audio| show_audio(audio.reveal()));
            format!("menu {} {terms:?} after {audio} in {}", keys.collect::<String>(), menu.language)
        }
        Task::Music(music) => format!(
            "music {} for {:?}",
            music.prompt.as_ref().map_or("of the queue", |prompt| &prompt.name),
            music.duration
        ),
        Task::AnnounceWait(wait) => {
            format!("announce wait {:?} ms {:?} {:?}", wait.value, wait.rounding, wait.mode)
        }
        Task::AnnouncePosition(position) => format!("announce position {:?}", position.value),
        Task::TransferToAcd(acd) => {
            let mut text = format!("to queue {}", acd.queue.name);
            for skill in &acd.skills {
                write!(text, " +{}", skill.name).expect("text");
            }
            if let Some(language) = &acd.language {
                write!(text, " speaks {}", language.name).expect("text");
            }
            if acd.priority != 0 {
                write!(text, " priority {}", acd.priority).expect("text");
            }
            for agent in &acd.preferred {
                write!(text, " prefers {}:{}", show_user(&agent.agent), agent.score).expect("text");
            }
            if let Some(direct) = &acd.direct {
                write!(text, " direct {}", show_user(direct)).expect("text");
            }
            if let Some(flow) = &acd.in_queue_flow {
                write!(text, " waits in {flow}").expect("text");
            }
            text
        }
        Task::TransferToUser(user) => {
            format!(
                "to user {} within {:?} voicemail {}",
                show_user(&user.user),
                user.timeout,
                user.voicemail
            )
        }
        Task::TransferToNumber(number) => format!("to number {}", number.number.reveal()),
        Task::TransferToFlow(flow) => format!("to flow {}", flow.flow),
        Task::CallData(data) => format!(
            "data {}/{}{}{}",
            data.category,
            data.action,
            inputs(data.inputs.reveal()),
            data.processing_prompt.as_ref().map_or(String::new(), |prompt| format!(" while {}", prompt.name))
        ),
        Task::CallModule(call) => format!("module {}{}", call.name, inputs(call.inputs.reveal())),
        Task::LookUp(call) => format!("look up {}{}", call.name, inputs(call.inputs.reveal())),
        Task::SendResponse { text } => format!("send {:?}", text.reveal()),
        Task::SendAutoReply { text, .. } => format!("auto-reply {:?}", text.reveal()),
        Task::CreateCallback(callback) => format!(
            "callback to {} for {} in {}{}",
            callback.number.reveal(),
            callback.callee.as_ref().map_or("?", |callee| callee.reveal()),
            callback.queue.name,
            callback.script.as_ref().map_or(String::new(), show_screen),
        ),
        Task::Find(find) => {
            format!("find {} {:?}{}", find.of.name(), find.by, if find.is_id { " by id" } else { "" })
        }
        Task::GetParticipantData { names } => format!("get {names:?}"),
        Task::SetParticipantData { attributes } => format!("set {:?}", attributes.reveal()),
        Task::SetPriority { priority } => format!("priority {priority}"),
        Task::SetSkills { skills, language } => {
            let skills: Vec<&str> = skills.iter().map(|skill| &*skill.name).collect();
            format!("skills {skills:?} {:?}", language.as_ref().map(|language| &*language.name))
        }
        Task::SetLanguage { language } => format!("language {language}"),
        Task::SetWrapupCode { code } => format!("wrap-up code {}", code.name),
        Task::SetScreenPop(screen) => format!("screen{}", show_screen(screen)),
        Task::GetConversationData { of, names } => format!("get {names:?} of {}", of.conversation),
        Task::SetConversationData { of, attributes } => {
            format!("set {:?} of {}", attributes.reveal(), of.conversation)
        }
        Task::EvaluateSchedule { schedule, emergency } => format!(
            "schedule {} {}",
            schedule.as_ref().map_or("none", |schedule| &schedule.name),
            emergency.as_deref().unwrap_or_default()
        )
        .trim()
        .to_owned(),
        Task::Disconnect => "disconnect".to_owned(),
        Task::Cancel { effect } => format!("cancel {effect}"),
    }
}

fn show_screen(screen: &crate::Screen) -> String {
    format!(" {}{}", screen.script.as_deref().unwrap_or("none"), inputs(screen.inputs.reveal()))
}
