//! Whatever it is told, in whatever order: nothing panics, a refusal changes nothing, and the parts stay in step.

use std::collections::BTreeMap;

use eyeline_acd::{
    Band, DirectRouting, EvaluationMethod, LastAgentMode, PredictiveRouting, PreferredAgents, PreferredRule,
    Proficiency, Ring, RoutingMethod, Utilization,
};
use eyeline_conversation::{Callback, Content, Conversation, Customer, MessageStatus, Party, Stage};
use eyeline_flow::{EffectId, Failure, FlowKind, Reply};
use eyeline_model::{
    ConversationId, Core, DeploymentId, Duration, Ids, Media, MessageId, Outcome, PerMedia, Pii, QueueId,
    RoutingRequest, ScoredAgent, SkillId, Timestamp, UserId, WrapUpCodeId,
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::scenario::{START, organization};
use crate::*;

const AGENTS: u128 = 4;
const QUEUES: u128 = 3;

/// A flow that talks, asks, waits and hands over, as the dice say.
const WELCOME: &str = r#"
inboundShortMessage:
  name: Welcome
  states:
    - state:
        name: One
        actions:
          - getParticipantData:
              name: Who?
              attributes: [{attribute: {name: {lit: agent}, variable: State.agent}}]
          - decision:
              name: Knows?
              condition: {exp: IsSet(State.agent)}
              outputs:
                yes:
                  actions:
                    - callData:
                        name: Look up
                        category: {CRM: {dataAction: {Find: {inputs: {}, successOutputs: {tier: {var: State.tier}}}}}}
                        timeout: {lit: {seconds: 20}}
                        outputs:
                          timeout: {actions: [{disconnect: {name: Bye}}]}
                    - sendResponse: {name: Say, messageBody: {exp: 'Append(State.tier, "!")'}}
                    - wait: {name: A moment, duration: {lit: {seconds: 15}}}
                    - setPriority: {name: Urgent, priority: {lit: 2}}
                    - transferToAcd:
                        name: Over
                        targetQueue: {exp: FindQueueById(State.agent)}
                        preferredAgents: {exp: 'MakeList(MakeAgentScorePair(FindUserById(State.agent), 60))'}
                no:
                  actions:
                    - sendResponse: {name: Ask, messageBody: {lit: Who is there?}}
"#;

/// Keeps those company who chat, counts them, changes what they ask for, and takes some elsewhere.
const PATIENCE: &str = r#"
inqueueShortMessage:
  name: Patience
  startUpRef: "/inqueueShortMessage/states/state[One]"
  periodicStateRef: "/inqueueShortMessage/states/state[Again]"
  states:
    - state:
        name: One
        actions:
          - callCommonModule: {name: Part, commonModule: {part: {ver_latestPublished: {inputs: {Flow.n: {exp: Message.PositionInQueue}}, outputs: {Flow.said: {var: State.said}}}}}}
          - sendResponse: {name: Say, messageBody: {exp: 'State.said'}}
          - wait: {name: A moment, duration: {lit: {seconds: 9}}}
          - setPriority: {name: Urgent, priority: {exp: Message.PositionInQueue}}
          - setSkills: {name: Anybody, acdSkills: {exp: 'MakeEmptyList(FindSkill("x"))'}}
          - wait: {name: Another, duration: {lit: {seconds: 25}}}
          - getParticipantData:
              name: Who?
              attributes: [{attribute: {name: {lit: agent}, variable: State.agent}}]
          - decision:
              name: Elsewhere?
              condition: {exp: 'IsSet(State.agent) and Message.PositionInQueue > 1'}
              outputs:
                yes: {actions: [{transferToAcd: {name: Over, targetQueue: {exp: FindQueueById(State.agent)}}}]}
                no: {actions: [{createCallback: {name: Call, queue: {exp: Message.CurrentQueue}, callbackNumber: {exp: 'ToPhoneNumber("+3411")'}}}]}
    - state:
        name: Again
        actions: [{disconnect: {name: Bye}}]
"#;

/// A part that asks the world, and waits.
const PART: &str = r#"
commonModule:
  name: part
  variables:
    - integerVariable: {name: Flow.n, isInput: true, initialValue: {lit: 0}}
    - stringVariable: {name: Flow.said, isOutput: true}
  startUpTaskActions:
    - callData:
        name: Look up
        category: {CRM: {dataAction: {Find: {inputs: {}, successOutputs: {tier: {var: Task.tier}}}}}}
        timeout: {lit: {seconds: 15}}
    - wait: {name: A moment, duration: {lit: {seconds: 4}}}
    - updateData: {name: Say, statements: [{string: {variable: Flow.said, value: {exp: 'Append(Task.tier, ToString(Flow.n))'}}}]}
"#;

/// Plays to those who wait to be called back.
const MUSIC: &str = r#"
inqueueCall:
  name: Music
  startUpTaskActions:
    - playPositionInQueue: {name: Place}
    - holdMusic: {name: Music, playStyle: {duration: {lit: {seconds: 30}}}}
    - collectInput:
        name: Key
        digits: {exact: 1}
        inputData: {var: Task.key}
    - decision:
        name: Enough?
        condition: {exp: 'Call.PositionInQueue > 3'}
        outputs: {yes: {actions: [{disconnect: {name: Bye}}]}}
"#;

/// A command as it may come, with numbers in place of what can be chosen only when it is its turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice {
    verb: u8,
    pick: u16,
    and: u16,
}

impl Dice {
    /// How many milliseconds pass, when time does.
    pub(super) fn time(self) -> Duration {
        Duration(i64::from(self.and))
    }
}

pub(super) fn dice() -> impl Strategy<Value = Dice> {
    (any::<u8>(), any::<u16>(), any::<u16>()).prop_map(|(verb, pick, and)| Dice { verb, pick, and })
}

/// A contact center, and the tables that a store would keep by its events alone.
pub(super) struct World {
    pub(super) center: ContactCenter,
    pub(super) now: Timestamp,
    objects: BTreeMap<ObjectKey, Object>,
    agents: BTreeMap<UserId, Agent>,
    conversations: BTreeMap<ConversationId, Conversation>,
    asked: Vec<FlowTaskId>,
    ids: Ids,
}

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number + 1))
}

fn publish(flow: Flow) -> Command {
    Command::Publish(Box::new(flow.check().expect("it is sound")))
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self {
            center: ContactCenter::new(1, organization()),
            now: START,
            objects: BTreeMap::new(),
            agents: BTreeMap::new(),
            conversations: BTreeMap::new(),
            asked: Vec::new(),
            ids: Ids::new(3),
        };
        let skill = Object::Skill(Skill { id: id(0), name: "loans".to_owned() });
        let code = Object::WrapUpCode(WrapUpCode { id: id(0), name: "sale".to_owned() });
        let label = Object::Label(Label { id: id(0), name: "video".to_owned() });
        world.configure([skill, code, label]);
        for number in 0..QUEUES {
            world.configure([Object::Queue(Queue::new(id(number), "advice"))]);
        }
        for flow in [
            Flow::new(id(0), "welcome", FlowKind::InboundMessage, WELCOME),
            Flow::new(id(1), "patience", FlowKind::InqueueMessage, PATIENCE),
            Flow::new(id(2), "part", FlowKind::CommonModule, PART),
            Flow::new(id(3), "music", FlowKind::InqueueCall, MUSIC),
        ] {
            world.handle(publish(flow)).expect("it is sound");
        }
        assert_eq!(world.objects.values().filter(|object| matches!(object, Object::Flow(_))).count(), 4);
        world.configure((0..QUEUES).map(|number| Object::Queue(queue(number))));
        let company = |object: &&Object| matches!(object, Object::Queue(queue) if queue.in_queue_flows.message.is_some());
        assert_eq!(world.objects.values().filter(company).count(), 2);
        for (number, flow) in [(0, None), (1, Some(id(0)))] {
            let site = Deployment { id: id(number), name: "site".to_owned(), queue: id(number), flow };
            world.configure([Object::Deployment(site)]);
        }
        for number in 0..AGENTS {
            world.hire(number);
        }
        world
    }

    fn hire(&mut self, number: u128) {
        let mut user = User::new(id(number), "Ana");
        if number.is_multiple_of(2) {
            user.skills.insert(id::<SkillId>(0), Proficiency::FULL);
        }
        self.configure([Object::User(user)]);
        for queue in [number % QUEUES, (number + 1) % QUEUES] {
            self.configure([Object::Membership(Membership {
                ring: 1 + (number % 2) as u8,
                ..Membership::new(id(queue), id(number))
            })]);
        }
        let presence = Command::SetPresence(SetPresence { user: id(number), presence: Presence::OnQueue });
        self.handle(presence).expect("the user is known");
    }

    fn configure(&mut self, objects: impl IntoIterator<Item = Object>) {
        objects.into_iter().for_each(|object| drop(self.handle(Command::Configure(object))));
    }

    /// The command that the dice mean now; none if time passes instead.
    pub(super) fn command(&mut self, dice: Dice) -> Option<Command> {
        let Dice { verb, pick, and } = dice;
        let user: UserId = id(u128::from(and) % AGENTS);
        let conversation = self.conversation_at(pick);
        // Mostly where the verb makes sense, now and then anywhere.
        let session = match verb % 40 {
            7..=13 if and % 8 != 0 => {
                self.agent_session_at(dice, |stage| matches!(stage, Stage::Alerting { .. }))
            }
            14..=20 | 25 | 28 if and % 8 < 5 => self.agent_session_at(dice, Stage::is_connected),
            21..=24 if and % 8 != 0 => {
                self.agent_session_at(dice, |stage| stage.is_connected() || stage.is_wrapping_up())
            }
            _ => self.session_at(pick, and),
        };
        Some(match verb % 40 {
            0..=2 => self.start_chat(dice),
            3..=6 => self.create_callback(dice),
            7..=12 => {
                let agent = self.agent_of(session).filter(|_| and % 7 != 0).unwrap_or(user);
                Command::Answer(Answer {
                    conversation: session.conversation,
                    communication: session.communication,
                    agent,
                })
            }
            13 => Command::Decline(session),
            16 if and % 4 < 3 => {
                let (to, stays) = (id(u128::from(pick) % 5), and % 4 > 0);
                Command::TransferToAgent(TransferToAgent { session, to, stays })
            }
            17 if and % 2 == 0 => Command::Transfer(Transfer { session, to: id(u128::from(pick) % 5) }),
            14..=17 => Command::Disconnect(session),
            18 => Command::DisconnectConversation(conversation),
            19 => Command::SetHold(SetHold { session, held: pick % 2 == 0 }),
            20 => Command::SetMute(SetMute { session, muted: pick % 2 == 0 }),
            21..=23 => Command::WrapUp(WrapUpSession {
                session,
                code: id::<WrapUpCodeId>(0),
                notes: None,
                provisional: pick % 3 == 0,
            }),
            24 => Command::FinishAfterCallWork(session),
            25 => Command::AskForAfterCallWork(AskForAfterCallWork { session, wanted: true }),
            26 => {
                let participant = self.participant_of(session);
                let attributes = [("reason".to_owned(), (pick % 2 == 0).then(|| Pii::from("a loan")))].into();
                Command::SetAttributes(SetAttributes {
                    conversation: session.conversation,
                    participant,
                    attributes,
                })
            }
            27 => Command::ReceiveMessage(ReceiveMessage { conversation, message: self.message() }),
            28 => {
                let SessionOf { conversation, communication } = session;
                Command::SendMessage(SendMessage { conversation, communication, message: self.message() })
            }
            29 => self.mark_message(conversation),
            30 => {
                let media = if pick % 2 == 0 { Media::Callback } else { Media::Message };
                let (priority, skills) = (Some(i32::from(and % 9) - 4), (and % 3 == 0).then(Vec::new));
                Command::ChangeRouting(ChangeRouting {
                    conversation,
                    media,
                    priority,
                    skills,
                    language: None,
                })
            }
            31 => {
                let due = self.now + Duration(i64::from(and) - 5_000);
                Command::RescheduleCallback(RescheduleCallback { conversation, due })
            }
            32..=33 => Command::SetPresence(SetPresence { user, presence: Presence::OnQueue }),
            34 if pick % 3 == 0 => Command::SetPresence(SetPresence { user, presence: Presence::Meal }),
            34..=35 => Command::BecomeResponsive(user),
            36 => self.reconfigure(dice),
            37 => self.answer_flow(dice),
            38 => Command::Assign(Assign { conversation, agent: user }),
            _ => return None,
        })
    }

    fn answer_flow(&self, dice: Dice) -> Command {
        let nothing = FlowTaskId { conversation: id(9_999), communication: id(9_999), effect: EffectId(1) };
        let latest = self.asked.len().saturating_sub(1 + usize::from(dice.pick % 4));
        let task = self.asked.get(latest).copied();
        let tier = BTreeMap::from([("tier".to_owned(), serde_json::Value::from("gold"))]);
        let reply = match dice.and % 4 {
            0 => Reply::Failed(Failure::new("broken", "it is out of order")),
            1 => Reply::Done,
            _ => Reply::Data(Pii::new(tier)),
        };
        Command::AnswerFlow(AnswerFlow { task: task.unwrap_or(nothing), reply })
    }

    fn conversation_at(&self, pick: u16) -> ConversationId {
        let all: Vec<ConversationId> =
            self.center.conversations().map(|conversation| conversation.id).collect();
        all.get(usize::from(pick) % all.len().max(1)).copied().unwrap_or(id(9_999))
    }

    fn session_at(&self, pick: u16, and: u16) -> SessionOf {
        let conversation = self.conversation_at(pick);
        let found = self.center.conversation(conversation);
        let sessions: Vec<_> =
            found.into_iter().flat_map(|found| found.sessions()).map(|(_, s)| s.id).collect();
        // Mostly the latest ones: that is where things happen.
        let back = usize::from(and) % sessions.len().clamp(1, 4);
        let at = sessions.len().saturating_sub(1 + back);
        SessionOf { conversation, communication: sessions.get(at).copied().unwrap_or(id(9_999)) }
    }

    fn agent_session_at(&self, dice: Dice, wanted: impl Fn(Stage) -> bool) -> SessionOf {
        let all = self.center.conversations().flat_map(|conversation| {
            conversation.sessions().map(|(participant, session)| (conversation.id, participant, session))
        });
        let fit =
            all.filter(|(_, participant, session)| participant.agent().is_some() && wanted(session.stage));
        let fit: Vec<_> = fit.map(|(id, _, session)| (id, session.id)).collect();
        let found = fit.get(usize::from(dice.pick) % fit.len().max(1));
        found.map_or_else(
            || self.session_at(dice.pick, dice.and),
            |(conversation, communication)| SessionOf {
                conversation: *conversation,
                communication: *communication,
            },
        )
    }

    fn agent_of(&self, at: SessionOf) -> Option<UserId> {
        self.center.conversation(at.conversation)?.session(at.communication)?.0.agent()
    }

    fn participant_of(&self, at: SessionOf) -> eyeline_model::ParticipantId {
        let found = self.center.conversation(at.conversation);
        found.and_then(|found| Some(found.session(at.communication)?.0.id)).unwrap_or(id(9_999))
    }

    fn start_chat(&mut self, dice: Dice) -> Command {
        // Queues, agents and so on have the same ids here.
        let agent = (!dice.pick.is_multiple_of(4))
            .then(|| Pii::new(id::<UserId>(u128::from(dice.and) % 5).to_string()));
        Command::StartChat(StartChat {
            conversation: self.ids.next(),
            deployment: id::<DeploymentId>(u128::from(dice.pick) % 2),
            customer: Customer::default(),
            attributes: agent.map(|agent| ("agent".to_owned(), agent)).into_iter().collect(),
            language: None,
            message: Some(self.message()),
        })
    }

    fn create_callback(&mut self, dice: Dice) -> Command {
        let Dice { pick, and, .. } = dice;
        let existing = self.conversation_at(pick);
        let customer = self.center.conversation(existing).and_then(|found| found.customer()).map(|c| c.id);
        let (conversation, customer) = match customer.filter(|_| pick % 2 == 0) {
            Some(customer) => (existing, CallbackFor::Existing(customer)),
            None => (self.ids.next(), CallbackFor::New(Customer::default())),
        };
        let preferred = (0..u128::from(and % 3)).map(|number| ScoredAgent { agent: id(number), score: 60 });
        let scheduled_for = (and % 4 == 0).then(|| self.now + Duration(i64::from(pick)));
        let mut request = RoutingRequest {
            preferred: preferred.collect(),
            ..RoutingRequest::to(id(u128::from(and) % QUEUES))
        };
        if pick % 3 == 0 {
            request.skills.insert(id(0));
        }
        request.priority = i32::from(pick % 5) - 2;
        request.label = (pick % 5 == 0).then(|| id(0));
        request.direct = (pick % 7 == 0).then(|| id(u128::from(pick) % AGENTS));
        let callback = Callback { scheduled_for, ..Callback::default() };
        Command::CreateCallback(CreateCallback {
            conversation,
            customer,
            request,
            callback,
            attributes: Default::default(),
        })
    }

    fn mark_message(&self, conversation: ConversationId) -> Command {
        let latest = self.center.conversation(conversation).and_then(|found| found.messages.iter().last());
        let message = latest.map_or(id::<MessageId>(9_999), |message| message.id);
        Command::MarkMessage(MarkMessage { conversation, message, status: MessageStatus::Read })
    }

    fn message(&mut self) -> NewMessage {
        NewMessage { id: self.ids.next(), content: Pii::new(Content::default()) }
    }

    fn reconfigure(&mut self, dice: Dice) -> Command {
        let Dice { pick, and, .. } = dice;
        let (user, number) = (id::<UserId>(u128::from(pick) % AGENTS), u128::from(and) % QUEUES);
        match and % 12 {
            0 => {
                let mut utilization = Utilization::default();
                utilization.0.message.capacity = (pick % 4) as u8;
                Command::SetUtilization(SetUtilization { user, utilization: Some(utilization) })
            }
            1 => {
                let skills = (pick % 2 == 0).then_some((id(0), Proficiency::FULL)).into_iter().collect();
                Command::SetSkills(SetSkills { user, skills })
            }
            2 => {
                let membership = Membership {
                    joined: pick % 2 == 0,
                    ring: 1 + (pick % 3) as u8,
                    ..Membership::new(id(number), user)
                };
                Command::Configure(Object::Membership(membership))
            }
            3 => {
                let scoring = eyeline_acd::ScoringMethod::PriorityOnly;
                Command::Configure(Object::Queue(Queue { scoring, ..queue(number) }))
            }
            4 => Command::Remove(ObjectKey::Queue(id::<QueueId>(number))),
            5 => Command::Remove(ObjectKey::User(user)),
            6 => {
                let mut flow = Flow::new(id(0), "welcome", FlowKind::InboundMessage, WELCOME);
                flow.published.version = 2 + u32::from(pick % 3);
                publish(flow)
            }
            7 => Command::Remove(ObjectKey::Skill(id(0))),
            8 => Command::Configure(Object::Routing(OrganizationRouting {
                strips_skills: pick % 2 == 0,
                includes_presence: pick % 3 == 0,
                label_limits: [(id(0), (pick % 3) as u8)].into(),
            })),
            9 => {
                let limits = (pick % 3 > 0).then(|| [(id(0), (pick % 3) as u8)].into());
                Command::SetLabelLimits(SetLabelLimits { user, limits })
            }
            10 => Command::SetLabel(SetLabel {
                conversation: self.conversation_at(pick),
                label: (and % 5 > 0).then(|| id(0)),
            }),
            _ if pick % 2 == 0 => Command::Remove(ObjectKey::Label(id(0))),
            _ => Command::Configure(Object::Label(Label { id: id(0), name: "video".to_owned() })),
        }
    }

    /// Carries a command out, and writes the rows that its events name.
    pub(super) fn handle(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let Outcome { events, effects } = self.center.handle(self.now, command)?;
        self.asked.extend(effects.iter().filter_map(asked));
        self.store(&events);
        Ok(events)
    }

    pub(super) fn advance(&mut self, by: Duration) -> Vec<Event> {
        self.now = self.now + by;
        let Outcome { events, effects } = self.center.wake(self.now);
        self.asked.extend(effects.iter().filter_map(asked));
        assert!(self.center.wake_at().is_none_or(|at| at > self.now), "what was due is done");
        self.store(&events);
        events
    }

    fn store(&mut self, events: &[Event]) {
        for event in events {
            if let Some(id) = event.conversation() {
                write_row(&mut self.conversations, id, self.center.conversation(id).cloned());
            }
            if let Some(user) = event.agent() {
                write_row(&mut self.agents, user, self.center.agent(user).copied());
            }
            if let Some(key) = event.object() {
                write_row(&mut self.objects, key, self.center.configuration().get(key));
            }
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            objects: self.objects.values().cloned().collect(),
            agents: self.agents.values().copied().collect(),
            conversations: self.conversations.values().cloned().collect(),
        }
    }

    /// What must hold whatever has happened.
    fn check(&self) {
        self.check_tables();
        for conversation in self.center.conversations() {
            Media::ALL.into_iter().for_each(|media| check_medium(conversation, media));
            assert_eq!(conversation.ended_at.is_none(), conversation.is_live());
            assert!(conversation.is_live() || conversation.is_wrapping_up(), "a closed conversation is kept");
        }
        self.check_agents();
    }

    /// The tables that were written by the events say what the core says.
    fn check_tables(&self) {
        assert!(
            self.conversations.values().eq(self.center.conversations()),
            "a changed conversation was not named"
        );
        assert!(self.agents.values().eq(self.center.agents()), "a changed agent was not named");
        for (key, object) in &self.objects {
            assert_eq!(self.center.configuration().get(*key).as_ref(), Some(object));
        }
    }

    /// What the ACD has given to agents is what the conversations say they have.
    fn check_agents(&self) {
        self.center.acd.check();
        for agent in self.center.agents() {
            let routed = self.center.acd.agent(agent.user).expect("routing knows every agent");
            let sessions = self.center.conversations_of(agent.user).flat_map(|conversation| {
                conversation.participants_of(agent.user).flat_map(|participant| &participant.sessions)
            });
            let mut held: Vec<_> =
                sessions.filter(|session| holds_capacity(session.stage)).map(|s| s.id).collect();
            held.sort_unstable();
            assert!(routed.assignments.keys().eq(&held), "{:?} has {held:?}", routed.assignments);
        }
    }
}

fn asked(effect: &Effect) -> Option<FlowTaskId> {
    match effect {
        Effect::PerformFlowTask(task) => Some(task.id),
        Effect::CancelFlowTask(_) => None,
    }
}

fn write_row<K: Ord, V>(table: &mut BTreeMap<K, V>, key: K, row: Option<V>) {
    match row {
        Some(row) => drop(table.insert(key, row)),
        None => drop(table.remove(&key)),
    }
}

fn queue(number: u128) -> Queue {
    let work = [
        AfterCallWorkMode::Optional,
        AfterCallWorkMode::MandatoryTimeout(Duration::from_secs(30)),
        AfterCallWorkMode::Mandatory,
    ];
    let rule = PreferredRule { who: PreferredAgents::Scored { at_least: 50 }, wait: Duration::from_secs(15) };
    Queue {
        after_call_work: work[number as usize % work.len()],
        preferred_rules: vec![rule],
        routing: Box::new(routing(number)),
        media: PerMedia { message: answers_by_itself(number == 1), ..PerMedia::default() },
        in_queue_flows: PerMedia {
            message: (number != 1).then(|| id(1)),
            callback: (number == 0).then(|| id(3)),
        },
        ..Queue::new(id(number), "advice")
    }
}

fn answers_by_itself(auto_answer: bool) -> MediaSettings {
    MediaSettings { auto_answer, ..MediaSettings::default() }
}

/// Each queue looks for agents in another way, and sends what it cannot hold to the next.
fn routing(number: u128) -> QueueRouting {
    let standard = QueueRouting::default();
    let to = |number| OverflowRule { to: id(number), as_callback: number == 1, depth: None, wait: None };
    match number {
        0 => {
            let ring = |seconds, removes: &[u128]| Ring {
                wait: Duration::from_secs(seconds),
                removes: removes.iter().map(|skill| id(*skill)).collect(),
                ..Ring::default()
            };
            let rings = vec![ring(8, &[]), ring(20, &[0]), ring(5, &[])];
            let depth = Some(Band { opens_at: 4, closes_at: 3 });
            let overflow = PerMedia::from_fn(|_| Some(OverflowRule { depth, ..to(1) }));
            QueueRouting { method: RoutingMethod::Bullseye(rings), overflow, ..standard }
        }
        1 => {
            let wait = Some(Band { opens_at: Duration::from_secs(40), closes_at: Duration::from_secs(39) });
            let timeout = Duration::from_secs(12);
            let predictive = PredictiveRouting { timeout, respects_skills: false };
            QueueRouting {
                method: RoutingMethod::Predictive(predictive),
                skip_when_none_reachable: true,
                last_agent: LastAgentMode::QueueMembersOnly,
                overflow: PerMedia::from_fn(|_| Some(OverflowRule { wait, ..to(2) })),
                ..standard
            }
        }
        _ => QueueRouting {
            evaluation: EvaluationMethod::BestSkills { window: EvaluationMethod::WINDOW },
            direct: Some(DirectRouting { wait: Some(Duration::from_secs(60)), backup_queue: Some(id(0)) }),
            depth_alert: PerMedia::from_fn(|_| Some(Band { opens_at: 3, closes_at: 1 })),
            ..standard
        },
    }
}

fn holds_capacity(stage: Stage) -> bool {
    match stage {
        Stage::Alerting { .. } | Stage::Connected { .. } => true,
        Stage::WrapUp { work, .. } => work.holds_capacity(),
        Stage::Scheduled { .. } | Stage::Disconnected { .. } => false,
    }
}

/// One place or one agent at a time; whoever rings has a place to go back to, and whoever is there beside a place
/// waits for a colleague to answer.
fn check_medium(conversation: &Conversation, media: Media) {
    let live = || conversation.live_on(media);
    let agents = live().filter(|(participant, _)| participant.agent().is_some()).count();
    let ringing = live().filter(|(_, session)| matches!(session.stage, Stage::Alerting { .. })).count();
    let is_place_or_flow = |party: &Party| matches!(party, Party::Acd(_) | Party::Flow(_));
    let places = live().filter(|(participant, _)| is_place_or_flow(&participant.party)).count();
    let connected = agents - ringing;
    assert!(ringing <= 1 && connected <= 1, "two live assignments: {conversation:?}");
    assert!(places <= 1, "two places in queues or flows: {conversation:?}");
    assert!(ringing <= places, "rings without a place: {conversation:?}");
    assert!(connected + places <= 1 || ringing == 1, "waits beside its agent: {conversation:?}");
    assert_eq!(
        places.max(connected),
        usize::from(live().next().is_some()),
        "nobody serves: {conversation:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_the_parts_stay_in_step(rolls in vec(dice(), 1..150)) {
        let mut world = World::new();
        for roll in rolls {
            match world.command(roll) {
                Some(command) => drop(world.handle(command)),
                None => drop(world.advance(roll.time())),
            }
            world.check();
        }
    }

    /// opensips#3123: agents locked as if in a call after thousands of calls.
    #[test]
    fn opensips_3123_when_all_is_over_nobody_is_busy(rolls in vec(dice(), 1..150)) {
        let mut world = World::new();
        for roll in rolls {
            match world.command(roll) {
                Some(command) => drop(world.handle(command)),
                None => drop(world.advance(roll.time())),
            }
        }
        let conversations: Vec<ConversationId> = world.conversations.keys().copied().collect();
        for id in conversations {
            drop(world.handle(Command::DisconnectConversation(id)));
            wrap_up_all(&mut world, id);
        }
        prop_assert_eq!(world.center.conversations().count(), 0);
        prop_assert_eq!(world.center.wake_at(), None);
        for agent in world.center.agents() {
            prop_assert!(agent.status != RoutingStatus::Interacting);
        }
    }
}

fn wrap_up_all(world: &mut World, id: ConversationId) {
    let Some(conversation) = world.center.conversation(id) else { return };
    let open = conversation.sessions().filter(|(_, session)| session.stage.is_wrapping_up());
    let open: Vec<_> = open.map(|(_, session)| session.id).collect();
    for communication in open {
        let session = SessionOf { conversation: id, communication };
        let code = WrapUpSession { session, code: self::id(0), notes: None, provisional: false };
        world.handle(Command::WrapUp(code)).expect("after-call work ends with a code");
    }
}
