//! Setting the contact center up in the morning.

use eyeline_acd::{
    ConditionalRule, DirectRouting, PreferredAgents, PreferredRule, Proficiency, Ring, RoutingMethod,
    ScoringMethod, Utilization,
};
use eyeline_contact_center::{
    Backup, Command, Deployment, Flow, Group, Language, MediaSettings, Membership, Object, OverflowRule,
    Presence, Queue, QueueRouting, ServiceLevel, SetPresence, Skill, User, WrapUpCode,
};
use eyeline_flow::FlowKind;
use eyeline_model::{
    DeploymentId, Duration, FlowId, GroupId, Ids, LanguageId, Media, PerMedia, QueueId, SkillId, UserId,
    WrapUpCodeId,
};

use crate::{
    AgentPlan, Broken, DirectPlan, OverflowPlan, QueuePlan, Scenario,
    agenda::Happening,
    chance::{Chance, Purpose},
    person::Person,
    world::{World, until_next},
};

/// What the scenario's lists are called in the core.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) skills: Vec<SkillId>,
    pub(crate) languages: Vec<LanguageId>,
    groups: Vec<GroupId>,
    pub(crate) queues: Vec<QueueId>,
    /// One for each queue.
    pub(crate) deployments: Vec<DeploymentId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) code: WrapUpCodeId,
    /// Greets those who chat.
    welcome: FlowId,
    /// What keeps those company who wait.
    company: PerMedia<FlowId>,
}

impl House {
    pub(crate) fn new(scenario: &Scenario, ids: &mut Ids) -> Self {
        Self {
            skills: scenario.skills.iter().map(|_| ids.next()).collect(),
            languages: scenario.languages.iter().map(|_| ids.next()).collect(),
            queues: scenario.queues.iter().map(|_| ids.next()).collect(),
            deployments: scenario.queues.iter().map(|_| ids.next()).collect(),
            users: scenario.agents.iter().map(|_| ids.next()).collect(),
            code: ids.next(),
            welcome: ids.next(),
            company: PerMedia::from_fn(|_| ids.next()),
            groups: scenario.groups.iter().map(|_| ids.next()).collect(),
        }
    }
}

impl World<'_> {
    /// Sets everything up, and plans what is known beforehand.
    pub(crate) fn open(&mut self) -> Result<(), Broken> {
        for command in self.set_up() {
            self.deliver(command)?;
        }
        for (number, plan) in self.scenario.agents.iter().enumerate() {
            self.hire(number, plan)?;
        }
        (0..self.scenario.streams.len()).for_each(|stream| self.expect_customer(stream, 0.0));
        self.expect_bursts();
        self.expect_mishaps();
        // Whoever's shift has begun is there before the first customer.
        for number in 0..self.people.len() {
            if self.people[number].is_planned_at(self.scenario.opens) {
                let (user, presence) = (self.house.users[number], Presence::OnQueue);
                self.deliver(Command::SetPresence(SetPresence { user, presence }))?;
            }
        }
        self.is_open = true;
        Ok(())
    }

    /// What the house consists of, in the order in which it is set up.
    fn set_up(&self) -> Vec<Command> {
        let (scenario, house) = (self.scenario, &self.house);
        let skills = house.skills.iter().zip(&scenario.skills);
        let languages = house.languages.iter().zip(&scenario.languages);
        let groups = house.groups.iter().zip(&scenario.groups);
        let named = house.queues.iter().zip(&scenario.queues);
        let deployments = house.deployments.iter().zip(named.clone());
        let code = WrapUpCode { id: house.code, name: "done".to_owned() };
        let words = skills
            .map(|(id, name)| Object::Skill(Skill { id: *id, name: name.clone() }))
            .chain(languages.map(|(id, name)| Object::Language(Language { id: *id, name: name.clone() })))
            .chain(groups.map(|(id, name)| {
                Object::Group(Group { id: *id, name: name.clone(), description: String::new() })
            }))
            .chain([Object::WrapUpCode(code)]);
        // What a queue names must be there before.
        let queues = named
            .clone()
            .map(|(id, plan)| Object::Queue(Queue::new(*id, plan.name.as_str())))
            .chain(named.map(|(id, plan)| Object::Queue(house.queue(*id, plan))))
            .chain(deployments.map(|(id, (queue, plan))| {
                let (name, flow) = (plan.name.clone(), plan.has_flows.then_some(house.welcome));
                Object::Deployment(Deployment { id: *id, name, queue: *queue, flow })
            }));
        words.map(Command::Configure).chain(self.flows()).chain(queues.map(Command::Configure)).collect()
    }

    /// Flows, if any queue has them.
    fn flows(&self) -> Vec<Command> {
        let House { welcome, company, .. } = self.house;
        let flows = [
            (welcome, FlowKind::InboundMessage, include_str!("flows/welcome.yaml")),
            (company.message, FlowKind::InqueueMessage, include_str!("flows/patience.yaml")),
            (company.callback, FlowKind::InqueueCall, include_str!("flows/music.yaml")),
        ];
        let are_used = self.scenario.queues.iter().any(|plan| plan.has_flows);
        let flows = flows.into_iter().filter(|_| are_used);
        let sound = flows.map(|(id, kind, text)| {
            Flow::new(id, format!("{kind:?}"), kind, text).check().expect("our own flows are sound")
        });
        sound.map(|flow| Command::Publish(Box::new(flow))).collect()
    }

    fn hire(&mut self, number: usize, plan: &AgentPlan) -> Result<(), Broken> {
        let user = self.house.users[number];
        self.person_at.insert(user, number);
        let mut chance = Chance::new(self.day.seed, Purpose::Agent(number));
        let is_absent = chance.happens(plan.sick) || self.day.absent.contains(&number);
        let shift = if is_absent { Vec::new() } else { plan.shift.clone() };
        for span in &shift {
            self.expect_presence(number, span.from, Presence::OnQueue);
            let goes_home = !shift.iter().any(|later| later.from > span.from);
            self.expect_presence(
                number,
                span.to,
                if goes_home { Presence::Offline } else { Presence::Break },
            );
        }
        self.people.push(Person::new(chance, shift, self.now));
        let utilization = Some(utilization(plan));
        let skills = plan.skills.iter().map(|(skill, how_well)| (self.house.skills[*skill], *how_well));
        let languages = plan.languages.iter().map(|at| (self.house.languages[*at], Proficiency::FULL));
        let (skills, languages) = (skills.collect(), languages.collect());
        let groups = plan.groups.iter().map(|at| self.house.groups[*at]).collect();
        let backup = plan.backup.map(|at| Backup::Agent(self.house.users[at]));
        let known =
            User { skills, languages, groups, backup, utilization, ..User::new(user, plan.name.as_str()) };
        self.deliver(Command::Configure(Object::User(known)))?;
        for queue in &plan.queues {
            let rings = self.scenario.queues[*queue].rings.len().max(1);
            let ring = plan.ring.unwrap_or(1 + (number % rings) as u8);
            let membership = Membership { ring, ..Membership::new(self.house.queues[*queue], user) };
            self.deliver(Command::Configure(Object::Membership(membership)))?;
        }
        Ok(())
    }

    fn expect_presence(&mut self, agent: usize, time: Duration, presence: Presence) {
        // Who is there at the opening has come before.
        if time > self.scenario.opens {
            self.agenda.add(Scenario::at(time), Happening::Shift { agent, presence });
        }
    }

    fn expect_bursts(&mut self) {
        let mut chance = Chance::new(self.day.seed, Purpose::Bursts);
        for burst in &self.scenario.bursts {
            for _ in 0..burst.count {
                let after = Duration(chance.evenly(0.0, burst.within.0 as f64) as i64);
                let arrival = Happening::Arrival { stream: burst.stream, is_of_burst: true };
                self.agenda.add(Scenario::at(burst.at) + after, arrival);
            }
        }
    }

    fn expect_mishaps(&mut self) {
        let faults = self.scenario.faults;
        if let Some(span) = until_next(faults.crashes_per_hour, &mut self.mishaps) {
            self.agenda.add(self.now + span, Happening::Crash);
        }
        if let Some(span) = until_next(faults.meddling_per_hour, &mut self.meddling) {
            self.agenda.add(self.now + span, Happening::Meddling);
        }
    }
}

impl House {
    fn queue(&self, id: QueueId, plan: &QueuePlan) -> Queue {
        let service_level = ServiceLevel { percent: 80, within: plan.service_level };
        let prefers = PreferredRule { who: PreferredAgents::Any, wait: plan.prefers_for };
        Queue {
            media: PerMedia::from_fn(|_| MediaSettings {
                alerting_timeout: plan.alerting,
                auto_answer: plan.auto_answer,
                service_level,
            }),
            after_call_work: plan.after_call_work,
            preferred_rules: if plan.prefers_for > Duration::ZERO { vec![prefers] } else { Vec::new() },
            scoring: if plan.by_priority_only {
                ScoringMethod::PriorityOnly
            } else {
                ScoringMethod::TimestampAndPriority
            },
            routing: Box::new(self.routing(plan)),
            in_queue_flows: PerMedia::from_fn(|media| plan.has_flows.then_some(self.company[media])),
            ..Queue::new(id, plan.name.as_str())
        }
    }

    fn routing(&self, plan: &QueuePlan) -> QueueRouting {
        let overflow = plan.overflow.map(|OverflowPlan { to, as_callback, depth, wait }| OverflowRule {
            to: self.queues[to],
            as_callback,
            depth,
            wait,
        });
        let rings = plan.rings.iter().map(|ring| Ring {
            wait: ring.wait,
            removes: ring.removes.iter().map(|at| self.skills[*at]).collect(),
            ..Ring::default()
        });
        let rules = plan.rules.iter().map(|rule| ConditionalRule {
            queue: rule.queue.map(|at| self.queues[at]),
            metric: rule.metric,
            operator: rule.operator,
            value: rule.value,
            groups: rule.groups.iter().map(|at| self.groups[*at]).collect(),
            wait: rule.wait,
        });
        QueueRouting {
            method: match (&plan.rings[..], &plan.rules[..]) {
                ([], []) => RoutingMethod::Standard,
                ([], _) => RoutingMethod::Conditional(rules.collect()),
                _ => RoutingMethod::Bullseye(rings.collect()),
            },
            last_agent: plan.last_agent,
            direct: plan.direct.map(|DirectPlan { wait, backup }| DirectRouting {
                wait,
                backup_queue: backup.map(|at| self.queues[at]),
            }),
            overflow: PerMedia::from_fn(|_| overflow),
            depth_alert: PerMedia::from_fn(|_| plan.alerts),
            ..QueueRouting::default()
        }
    }
}

fn utilization(plan: &AgentPlan) -> Utilization {
    let mut utilization = Utilization::default();
    utilization.0.message.capacity = plan.chats;
    utilization.0.callback.capacity = plan.callbacks;
    if !plan.interrupts_chats {
        utilization.0.message.interruptible_by.remove(&Media::Callback);
    }
    utilization
}
