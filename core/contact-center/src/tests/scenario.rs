//! Scenarios in words. First the set-up, then who does what when; the clock runs through every timer on the way.
//!
//! ```text
//! queue support  ring 20s  work timeout 30s  prefers any for 10s  codes sale
//! queue sme  rings 10s 20s  skip  last  direct 60s backup Q  overflow Q depth 5 wait 180s callback  alert 2
//! queue advice  company patience  whoever waits is kept company by a flow, on the medium that the flow is for
//! organization strips presence  limits video 1 of this kind of work an agent does so much at once
//! agent ana  skills es  queue sme  from 2    member of these queues only, in bullseye routing from this ring on
//! site by welcome                 chats are led by a flow
//! 0s  guest chat c1               a guest begins to chat (in the first queue); with A: an appointment with A
//! 5s  world data tier gold        the world answers a flow; also: done, keys 12, fails, again
//! 0s  guest callback c1 …         a callback: queue Q, wants S…, prefers A…, priority N, due 60s, is LABEL
//! 9s  ana pass c1 QUEUE           also: hand c1 AGENT, and introduce c1 AGENT to stay until they have answered
//! 5s  ana answer c1               also: decline, end, hold, unhold, mute, ask, done, say, code SALE, on, off, free, back
//! 9s  guest leave c1              on whichever medium is live; "as chat" or "as callback" says which
//! 9s  system end c1
//! 60s wait
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use expect_test::Expect;
use eyeline_acd::{
    Band, DirectRouting, LastAgentMode, PreferredAgents, PreferredRule, Proficiency, Ring, RoutingMethod,
};
use eyeline_conversation::{
    Callback, Content, Conversation, Customer, DisconnectReason, Party, SessionKey, WrapUpLabel,
};
use eyeline_flow::{Failure, FlowKind, Reply};
use eyeline_model::{
    ConversationId, Core, DeploymentId, Duration, Ids, Media, Outcome, PerMedia, Pii, QueueId,
    RoutingRequest, ScoredAgent, SkillId, Timestamp, UserId, WrapUpCodeId,
};
use uuid::Uuid;

use super::rebuild::{rebuilt, snapshot};
use crate::*;

/// When a scenario's clock says 0.
pub(super) const START: Timestamp = Timestamp(1_000_000_000_000);

/// Plays a scenario and compares what happened.
pub(super) fn check(scenario: &str, expected: Expect) {
    expected.assert_eq(&play(scenario).timeline);
}

/// Plays a scenario.
pub(super) fn play(scenario: &str) -> Play {
    let mut play = Play::new();
    play.lines(scenario);
    play
}

/// Plays a scenario in which chats can be led by flows, compares what happened, and then does it once more with a
/// crash after each line: that must change nothing.
pub(super) fn check_led(flows: &[(&str, &str)], scenario: &str, expected: Expect) {
    let steady = play_led(flows, scenario, false);
    assert_eq!(steady, play_led(flows, scenario, true), "with crashes");
    expected.assert_eq(&steady);
}

fn play_led(flows: &[(&str, &str)], scenario: &str, crashes: bool) -> String {
    let mut play = Play { crashes, ..Play::led(flows) };
    play.lines(scenario);
    play.timeline
}

pub(super) struct Play {
    pub(super) center: ContactCenter,
    pub(super) timeline: String,
    pub(super) now: Timestamp,
    ids: Ids,
    names: BTreeMap<Uuid, String>,
    closed: BTreeMap<ConversationId, Conversation>,
    /// What flows have asked for and nobody has done.
    asked: Vec<FlowTask>,
    /// Whether the contact center is built again after each line.
    crashes: bool,
}

pub(super) fn organization() -> Organization {
    let id = Ids::new(9).next();
    Organization { id, name: "Harbour Bank".to_owned(), utilization: Default::default() }
}

impl Play {
    fn new() -> Self {
        Self {
            center: ContactCenter::new(1, organization()),
            timeline: String::new(),
            now: START,
            ids: Ids::new(2),
            names: BTreeMap::new(),
            closed: BTreeMap::new(),
            asked: Vec::new(),
            crashes: false,
        }
    }

    /// With these flows published.
    pub(super) fn led(flows: &[(&str, &str)]) -> Self {
        let mut play = Self::new();
        flows.iter().for_each(|(name, text)| play.flow(name, text));
        play
    }

    /// The process dies, and is started again.
    pub(super) fn crash(&mut self) {
        self.center = rebuilt(&self.center, snapshot(&self.center));
    }

    pub(super) fn lines(&mut self, scenario: &str) {
        for line in scenario.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.line(line);
            if self.crashes {
                self.crash();
            }
        }
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "queue" => self.queue(words[1], &words[2..]),
            "agent" => self.agent(words[1], &words[2..]),
            "organization" => self.organization(&words[1..]),
            "site" => self.lead_by(words[2]),
            time => {
                self.run_to(START + seconds(time));
                if let [who, verb, rest @ ..] = &words[1..] {
                    self.act(who, verb, rest);
                }
            }
        }
    }

    fn queue(&mut self, name: &str, words: &[&str]) {
        let mut queue = Queue::new(self.id(name), name);
        if let Some(ring) = value(words, "ring") {
            queue.media = eyeline_model::PerMedia::from_fn(|_| MediaSettings {
                alerting_timeout: seconds(ring),
                ..MediaSettings::default()
            });
        }
        for media in Media::ALL {
            queue.media[media].auto_answer = words.contains(&"auto");
        }
        let work = values(words, "work");
        let time = work.get(1).map_or(Duration::ZERO, |time| seconds(time));
        queue.after_call_work = match work.first().copied().unwrap_or("optional") {
            "optional" => AfterCallWorkMode::Optional,
            "mandatory" => AfterCallWorkMode::Mandatory,
            "timeout" => AfterCallWorkMode::MandatoryTimeout(time),
            "forced" => AfterCallWorkMode::MandatoryForcedTimeout(time),
            "requested" => AfterCallWorkMode::AgentRequested(time),
            other => panic!("no such after-call work: {other}"),
        };
        let rules = words.windows(4).filter(|window| window[..2] == ["prefers", "any"]);
        queue.preferred_rules = rules
            .map(|window| PreferredRule { who: PreferredAgents::Any, wait: seconds(window[3]) })
            .collect();
        for code in values(words, "codes") {
            let id = self.id(code);
            self.configure(Object::WrapUpCode(WrapUpCode { id, name: code.to_owned() }));
            queue.wrap_up_codes.insert(id);
        }
        *queue.routing = self.routing(words);
        for flow in values(words, "company") {
            let flow = self.id(flow);
            let media = match self.center.configuration().flows[&flow].kind {
                FlowKind::InqueueMessage => Media::Message,
                _ => Media::Callback,
            };
            queue.in_queue_flows[media] = Some(flow);
        }
        let (id, first) = (queue.id, self.center.configuration().queues.is_empty());
        self.configure(Object::Queue(queue));
        if first {
            let deployment =
                Deployment { id: self.id("site"), name: "site".to_owned(), queue: id, flow: None };
            self.configure(Object::Deployment(deployment));
        }
    }

    fn routing(&mut self, words: &[&str]) -> QueueRouting {
        let mut routing = QueueRouting::default();
        let rings: Vec<Ring> = values(words, "rings")
            .into_iter()
            .map(|wait| Ring { wait: seconds(wait), ..Ring::default() })
            .collect();
        if !rings.is_empty() {
            routing.method = RoutingMethod::Bullseye(rings);
        }
        routing.skip_when_none_reachable = words.contains(&"skip");
        if words.contains(&"last") {
            routing.last_agent = LastAgentMode::QueueMembersOnly;
        }
        if let Some(wait) = value(words, "direct") {
            let backup_queue = value(words, "backup").map(|queue| self.id(queue));
            routing.direct = Some(DirectRouting { wait: Some(seconds(wait)), backup_queue });
        }
        if let Some(to) = value(words, "overflow") {
            let depth = value(words, "depth").map(|depth| depth.parse().expect("a number"));
            let rule = OverflowRule {
                to: self.id(to),
                as_callback: words.contains(&"callback"),
                depth: depth.map(|depth: usize| Band { opens_at: depth, closes_at: depth - 1 }),
                wait: value(words, "wait")
                    .map(seconds)
                    .map(|wait| Band { opens_at: wait, closes_at: Duration::ZERO }),
            };
            routing.overflow = PerMedia::from_fn(|_| Some(rule));
        }
        if let Some(depth) = value(words, "alert") {
            let depth: usize = depth.parse().expect("a number");
            routing.depth_alert = PerMedia::from_fn(|_| Some(Band { opens_at: depth, closes_at: depth - 1 }));
        }
        routing
    }

    fn organization(&mut self, words: &[&str]) {
        let mut limits = BTreeMap::new();
        for limit in values(words, "limits").chunks(2) {
            let id = self.id(limit[0]);
            self.configure(Object::Label(Label { id, name: limit[0].to_owned() }));
            limits.insert(id, limit[1].parse().expect("a number"));
        }
        self.configure(Object::Routing(OrganizationRouting {
            strips_skills: words.contains(&"strips"),
            includes_presence: words.contains(&"presence"),
            label_limits: limits,
        }));
    }

    fn agent(&mut self, name: &str, words: &[&str]) {
        let id: UserId = self.id(name);
        let mut user = User::new(id, name);
        for skill in values(words, "skills") {
            let skill_id: SkillId = self.id(skill);
            self.configure(Object::Skill(Skill { id: skill_id, name: skill.to_owned() }));
            user.skills.insert(skill_id, Proficiency::FULL);
        }
        self.configure(Object::User(user));
        let mut queues: Vec<QueueId> =
            values(words, "queue").into_iter().map(|queue| self.id(queue)).collect();
        if queues.is_empty() {
            queues.extend(self.center.configuration().queues.keys());
        }
        let ring = value(words, "from").map_or(1, |ring| ring.parse().expect("a ring"));
        for queue in queues {
            self.configure(Object::Membership(Membership { ring, ..Membership::new(queue, id) }));
        }
        // Who is named first came first.
        self.now = self.now + Duration(1);
        self.quietly(Command::SetPresence(SetPresence { user: id, presence: Presence::OnQueue }));
        self.now = self.now.min(START);
    }

    /// Publishes a flow.
    pub(super) fn flow(&mut self, name: &str, text: &str) {
        let kind = text.trim_start().split(':').next().unwrap_or_default();
        let kind = FlowKind::ALL.into_iter().find(|known| known.key() == kind).expect("a kind of flow");
        let flow = Flow::new(self.id(name), name, kind, text).check().expect("it is sound");
        self.quietly(Command::Publish(Box::new(flow)));
    }

    /// Chats of the site are led by a flow from now on.
    fn lead_by(&mut self, flow: &str) {
        let (site, flow): (DeploymentId, _) = (self.id("site"), self.id(flow));
        let known = self.center.configuration().deployments[&site].clone();
        self.configure(Object::Deployment(Deployment { flow: Some(flow), ..known }));
    }

    fn configure(&mut self, object: Object) {
        self.quietly(Command::Configure(object));
    }

    fn quietly(&mut self, command: Command) {
        self.center.handle(self.now - Duration(1_000), command).expect("the set-up is fine");
    }

    fn act(&mut self, who: &str, verb: &str, rest: &[&str]) {
        let name = rest.first().copied().unwrap_or_default();
        let command = match (who, verb) {
            ("guest", "chat") => {
                let with = value(rest, "with").map(|agent| self.id::<UserId>(agent));
                let mut chat = self.chat(name);
                if let (Command::StartChat(chat), Some(agent)) = (&mut chat, with) {
                    let agent = Pii::new(agent.to_string());
                    chat.attributes.insert("context.auvious.agentUserId".to_owned(), agent);
                }
                chat
            }
            ("guest", "callback") => self.callback(name, &rest[1..]),
            ("guest", "leave") => Command::Disconnect(self.guest_session(name, rest)),
            ("guest", "say") => Command::ReceiveMessage(ReceiveMessage {
                conversation: self.id(name),
                message: self
                    .message(&rest.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(&["Hello"]).join(" ")),
            }),
            ("world", verb) => return self.world(verb, rest),
            ("system", "end") => Command::DisconnectConversation(self.id(name)),
            ("system", "priority") => Command::ChangeRouting(ChangeRouting {
                conversation: self.id(name),
                media: media(rest).unwrap_or(Media::Callback),
                priority: Some(rest[1].parse().expect("a priority")),
                skills: None,
                language: None,
            }),
            ("system", "label") => {
                let label = rest.get(1).map(|label| self.id(label));
                Command::SetLabel(SetLabel { conversation: self.id(name), label })
            }
            ("system", "give") => {
                Command::Assign(Assign { conversation: self.id(name), agent: self.id(rest[1]) })
            }
            ("system", "plain") => Command::ChangeRouting(ChangeRouting {
                conversation: self.id(name),
                media: Media::Callback,
                priority: None,
                skills: Some(Vec::new()),
                language: None,
            }),
            ("system", "move") => {
                let (conversation, due) = (self.id(name), START + seconds(rest[1]));
                Command::RescheduleCallback(RescheduleCallback { conversation, due })
            }
            (agent, verb) => self.by_agent(agent, verb, rest),
        };
        self.handle(command);
    }

    /// The world answers what flows have asked for last: `data NAME TEXT`, `fails`, or the same `again`.
    fn world(&mut self, verb: &str, words: &[&str]) {
        let task = if verb == "again" { self.asked.first() } else { self.asked.last() };
        let task = task.expect("a flow has asked for something").id;
        let reply = match verb {
            "data" => {
                let value = serde_json::Value::from(words[1]);
                Reply::Data(Pii::new(BTreeMap::from([(words[0].to_owned(), value)])))
            }
            "done" => Reply::Done,
            "keys" => Reply::Digits(Pii::from(words[0])),
            "fails" => Reply::Failed(Failure::new("broken", "it is out of order")),
            "again" => Reply::Done,
            other => panic!("the world cannot {other}"),
        };
        self.handle(Command::AnswerFlow(AnswerFlow { task, reply }));
    }

    fn by_agent(&mut self, who: &str, verb: &str, rest: &[&str]) -> Command {
        let user: UserId = self.id(who);
        let presence = |presence| Command::SetPresence(SetPresence { user, presence });
        match verb {
            "on" => return presence(Presence::OnQueue),
            "off" => return presence(Presence::Meal),
            "free" => return presence(Presence::Available),
            "back" => return Command::BecomeResponsive(user),
            _ => {}
        }
        let session = self.agent_session(user, rest);
        let SessionOf { conversation, communication } = session;
        match verb {
            "answer" => Command::Answer(Answer { conversation, communication, agent: user }),
            "decline" => Command::Decline(session),
            "end" => Command::Disconnect(session),
            "hand" | "introduce" => {
                let (to, stays) = (self.id(rest[1]), verb == "introduce");
                Command::TransferToAgent(TransferToAgent { session, to, stays })
            }
            "pass" => Command::Transfer(Transfer { session, to: self.id(rest[1]) }),
            "hold" | "unhold" => Command::SetHold(SetHold { session, held: verb == "hold" }),
            "mute" => Command::SetMute(SetMute { session, muted: true }),
            "ask" => Command::AskForAfterCallWork(AskForAfterCallWork { session, wanted: true }),
            "done" => Command::FinishAfterCallWork(session),
            "say" => Command::SendMessage(SendMessage {
                conversation,
                communication,
                message: self.message("Good day"),
            }),
            "code" | "draft" => Command::WrapUp(WrapUpSession {
                session,
                code: self.id::<WrapUpCodeId>(rest[1]),
                notes: Some(Pii::from("as discussed")),
                provisional: verb == "draft",
            }),
            other => panic!("nobody can {other}"),
        }
    }

    pub(super) fn chat(&mut self, name: &str) -> Command {
        Command::StartChat(StartChat {
            conversation: self.id(name),
            deployment: self.id::<DeploymentId>("site"),
            customer: Customer { name: Some(Pii::from("Grace")), address: None },
            attributes: BTreeMap::from([("reason".to_owned(), Pii::from("a loan"))]),
            language: None,
            message: Some(self.message("Hello")),
        })
    }

    fn callback(&mut self, name: &str, words: &[&str]) -> Command {
        let conversation: ConversationId = self.id(name);
        let known = self.center.conversation(conversation).and_then(|known| known.customer());
        let customer =
            known.map_or(CallbackFor::New(Customer::default()), |known| CallbackFor::Existing(known.id));
        let first =
            *self.center.configuration().deployments.values().map(|d| &d.queue).next().expect("a queue");
        let queue = value(words, "queue").map_or(first, |queue| self.id(queue));
        let agents = values(words, "prefers").into_iter();
        let preferred = agents.map(|agent| ScoredAgent { agent: self.id(agent), score: 100 }).collect();
        let skills: BTreeSet<SkillId> =
            values(words, "wants").into_iter().map(|skill| self.id(skill)).collect();
        let priority = value(words, "priority").map_or(0, |priority| priority.parse().expect("a priority"));
        let direct = value(words, "asks").map(|agent| self.id(agent));
        let label = value(words, "is").map(|label| self.id(label));
        let scheduled_for = value(words, "due").map(|due| START + seconds(due));
        Command::CreateCallback(CreateCallback {
            conversation,
            customer,
            request: RoutingRequest {
                preferred,
                skills,
                priority,
                direct,
                label,
                ..RoutingRequest::to(queue)
            },
            callback: Callback { numbers: vec![Pii::from("+3411")], scheduled_for, ..Callback::default() },
            attributes: Default::default(),
        })
    }

    fn message(&mut self, text: &str) -> NewMessage {
        let content = Content { text: text.to_owned(), ..Content::default() };
        NewMessage { id: self.ids.next(), content: Pii::new(content) }
    }

    fn guest_session(&mut self, name: &str, words: &[&str]) -> SessionOf {
        let id: ConversationId = self.id(name);
        let customer = self.center.conversation(id).and_then(|conversation| conversation.customer());
        let wanted = media(words);
        let sessions = customer.into_iter().flat_map(|customer| &customer.sessions).rev();
        let session =
            sessions.into_iter().find(|session| wanted.is_none_or(|wanted| session.media() == wanted));
        let nobody = self.ids.next();
        SessionOf { conversation: id, communication: session.map_or(nobody, |session| session.id) }
    }

    /// The agent's latest session of a conversation; somebody's latest, if they never had any.
    fn agent_session(&mut self, user: UserId, words: &[&str]) -> SessionOf {
        let id: ConversationId = self.id(words[0]);
        let (wanted, nobody) = (media(words), self.ids.next());
        let conversation = self.center.conversation(id);
        let sessions = conversation.into_iter().flat_map(|conversation| conversation.sessions());
        let agents = sessions.filter(|(who, session)| {
            who.agent().is_some() && wanted.is_none_or(|wanted| session.media() == wanted)
        });
        let agents: Vec<_> = agents.map(|(who, session)| (who.agent() == Some(user), session.id)).collect();
        let own = agents.iter().rev().find(|(own, _)| *own).or(agents.last());
        SessionOf { conversation: id, communication: own.map_or(nobody, |(_, session)| *session) }
    }

    fn handle(&mut self, command: Command) {
        match self.center.handle(self.now, command) {
            Ok(outcome) => self.tell(outcome),
            Err(refusal) => {
                let name = format!("{refusal:?}");
                let name = name.split(['(', ' ']).next().unwrap_or_default().to_owned();
                self.say(&format!("refused: {name}"));
            }
        }
    }

    /// Carries out what there is no word for.
    pub(super) fn command(&mut self, command: Command) {
        self.handle(command);
    }

    pub(super) fn run_to(&mut self, time: Timestamp) {
        while let Some(at) = self.center.wake_at().filter(|at| *at <= time) {
            self.now = at;
            let outcome = self.center.wake(at);
            self.tell(outcome);
        }
        self.now = time;
    }

    fn tell(&mut self, outcome: Outcome<Event, Effect>) {
        for event in &outcome.events {
            if let Event::ConversationClosed { conversation } = event {
                self.closed.insert(conversation.id, (**conversation).clone());
            }
        }
        for effect in outcome.effects {
            match effect {
                Effect::PerformFlowTask(task) => {
                    self.say(&format!("→ {}", task.task.name()));
                    self.asked.push(*task);
                }
                Effect::CancelFlowTask(_) => self.say("→ cancel"),
            }
        }
        for event in outcome.events {
            if let Event::ConversationClosed { conversation } = &event {
                let name = self.names[&conversation.id.0].clone();
                self.say(&format!("{name} closed"));
            } else if let Some(what) = self.words(&event) {
                self.say(&what);
            }
        }
    }

    /// What happened, in words; none for what no scenario is about.
    fn words(&self, event: &Event) -> Option<String> {
        let name = |id: Uuid| self.names[&id].clone();
        let on = |session: &SessionKey, media: &Media| {
            format!(
                "{} {}",
                name(session.conversation.0),
                if *media == Media::Message { "chat" } else { "callback" }
            )
        };
        Some(match event {
            Event::RoutingStatusChanged { user, to, .. } => format!("{} is {to:?}", name(user.0)),
            Event::Messaged { session, message, content } => {
                let said = &content.reveal().text;
                let said = if ["Hello", "Good day"].contains(&said.as_str()) {
                    String::new()
                } else {
                    format!(": {said}")
                };
                format!("{} {:?} message{said}", name(session.conversation.0), message.direction)
            }
            Event::FlowStarted { session, flow, version } => {
                let how = if self.party(session) == "queue" { "kept company" } else { "led" };
                format!("{} {how} by {} {version}", name(session.conversation.0), name(flow.0))
            }
            Event::FlowWentOn { session, asked, until } => {
                let asked = asked.map_or("", |_| " for an answer");
                let until = until.map(|until| format!(" until {}s", (until - START).as_secs()));
                format!("{} flow waits{asked}{}", name(session.conversation.0), until.unwrap_or_default())
            }
            Event::FlowFaulted { session, fault } => {
                let (conversation, what) = (name(session.conversation.0), fault.what.reveal());
                format!("{conversation} flow: {:?}: {what}", fault.action)
            }
            Event::FlowEnded { session, end, .. } => {
                format!("{} flow ended: {end:?}", name(session.conversation.0))
            }
            Event::AttributesChanged { conversation, attributes, .. } => {
                let attributes = attributes.iter().map(|(name, value)| format!(" {name}={}", value.reveal()));
                format!("{} known:{}", name(conversation.0), attributes.collect::<String>())
            }
            Event::CallbackScheduled { session, due, .. } => {
                format!("{} callback due at {}s", name(session.conversation.0), (*due - START).as_secs())
            }
            Event::Queued { session, media, request } => {
                format!("{} queued in {}{}", on(session, media), name(request.queue.0), self.asks(request))
            }
            Event::RoutingChanged { session, media, request } => {
                format!("{} has priority {}", on(session, media), request.priority)
            }
            Event::SearchWentOn { session, media, .. } => {
                format!("{} may go to more agents", on(session, media))
            }
            Event::FlowedOut { session, media, from, to, as_callback } => {
                let how = if *as_callback { " as a callback" } else { "" };
                format!("{} goes from {} to {}{how}", on(session, media), name(from.0), name(to.0))
            }
            Event::DepthAlerted { queue, depth, is_raised, .. } => {
                let how = if *is_raised { "long" } else { "short again" };
                format!("{} is {how}: {depth}", name(queue.0))
            }
            Event::Offered { session, media, agent, .. } => {
                format!("{} offered to {}", on(session, media), name(agent.0))
            }
            Event::Answered { session, media, agent, waited, .. } => {
                format!("{} connected to {} after {}s", on(session, media), name(agent.0), waited.as_secs())
            }
            Event::OfferEnded { session, media, agent, reason, .. } => {
                format!("{} {} {}", on(session, media), offer_end(*reason), name(agent.0))
            }
            Event::HoldChanged { session, held } => format!("{} hold: {held}", name(session.conversation.0)),
            Event::MuteChanged { session, muted } => {
                format!("{} mute: {muted}", name(session.conversation.0))
            }
            Event::Disconnected { session, media, reason, agent } => {
                let who = agent.map_or_else(|| self.party(session), |agent| name(agent.0));
                format!("{} {who} disconnected: {reason:?}", on(session, media))
            }
            Event::AfterCallWorkStarted { session, agent, work } => {
                let work = format!("{work:?}");
                let work = work.split(' ').next().unwrap_or_default();
                format!("{} after-call work of {}: {work}", name(session.conversation.0), name(agent.0))
            }
            Event::AfterCallWorkEnded { session, agent } => {
                format!("{} {} is done", name(session.conversation.0), name(agent.0))
            }
            Event::WrappedUp { session, wrap_up, .. } => {
                let label = match wrap_up.label {
                    WrapUpLabel::Code(code) => name(code.0),
                    WrapUpLabel::TimedOut => "time-out".to_owned(),
                };
                let draft = if wrap_up.provisional { ", provisional" } else { "" };
                format!("{} wrapped up: {label}{draft}", name(session.conversation.0))
            }
            Event::ConversationEnded { conversation } => format!("{} ended", name(conversation.0)),
            _ => return None,
        })
    }

    /// What a request asks for beside its queue.
    fn asks(&self, request: &RoutingRequest) -> String {
        let name = |id: Uuid| self.names[&id].as_str();
        let mut asks: Vec<String> = request.skills.iter().map(|skill| name(skill.0).to_owned()).collect();
        asks.extend((request.priority != 0).then(|| format!("priority {}", request.priority)));
        asks.extend(
            request.preferred.iter().map(|scored| format!("{}:{}", name(scored.agent.0), scored.score)),
        );
        if asks.is_empty() { String::new() } else { format!(" for {}", asks.join(", ")) }
    }

    fn party(&self, session: &SessionKey) -> String {
        let id = session.conversation;
        let conversation = self.center.conversation(id).or_else(|| self.closed.get(&id));
        let customer = conversation.and_then(|conversation| conversation.customer());
        let is_customer = customer.is_some_and(|customer| customer.id == session.participant);
        let participant = conversation.and_then(|conversation| conversation.participant(session.participant));
        match participant.map(|participant| &participant.party) {
            _ if is_customer => "guest".to_owned(),
            Some(Party::Flow(_)) => "flow".to_owned(),
            _ => "queue".to_owned(),
        }
    }

    fn say(&mut self, what: &str) {
        let seconds = (self.now - START).as_secs();
        writeln!(self.timeline, "{:<5}{what}", format!("{seconds}s ")).expect("a string takes every line");
    }

    /// The id that stands for a name.
    pub(super) fn id<T: From<Uuid>>(&mut self, name: &str) -> T {
        let known = self.names.iter().find(|(_, known)| *known == name).map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| Uuid::from_u128(self.names.len() as u128 + 1));
        self.names.insert(id, name.to_owned());
        T::from(id)
    }
}

fn offer_end(reason: DisconnectReason) -> &'static str {
    match reason {
        DisconnectReason::Timeout => "not answered by",
        DisconnectReason::Client => "declined by",
        DisconnectReason::TransferNotAvailable => "given back by",
        _ => "stops ringing for",
    }
}

fn media(words: &[&str]) -> Option<Media> {
    match value(words, "as") {
        Some("chat") => Some(Media::Message),
        Some("callback") => Some(Media::Callback),
        _ => None,
    }
}

const KEYWORDS: [&str; 26] = [
    "limits", "is", "company", "with", "rings", "skip", "last", "direct", "backup", "overflow", "depth",
    "wait", "callback", "alert", "from", "asks", "ring", "work", "prefers", "codes", "skills", "queue",
    "wants", "priority", "due", "as",
];

/// The words after a keyword, up to the next.
fn values<'a>(words: &[&'a str], keyword: &str) -> Vec<&'a str> {
    let after = words.iter().skip_while(|word| **word != keyword).skip(1);
    after.take_while(|word| !KEYWORDS.contains(word)).copied().collect()
}

fn value<'a>(words: &[&'a str], keyword: &str) -> Option<&'a str> {
    values(words, keyword).first().copied()
}

fn seconds(word: &str) -> Duration {
    let number = word.trim_end_matches('s');
    Duration::from_secs(number.parse().unwrap_or_else(|_| panic!("{word} is no time")))
}
