//! Setting the contact center up in the morning.

use eyeline_acd::{PreferredAgents, PreferredRule, Proficiency, ScoringMethod, Utilization};
use eyeline_contact_center::{
    Command, Deployment, Language, MediaSettings, Membership, Object, Presence, Queue, ServiceLevel,
    SetPresence, Skill, User, WrapUpCode,
};
use eyeline_model::{
    DeploymentId, Duration, Ids, LanguageId, Media, PerMedia, QueueId, SkillId, UserId, WrapUpCodeId,
};

use crate::{
    AgentPlan, Broken, QueuePlan, Scenario,
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
    pub(crate) queues: Vec<QueueId>,
    /// One for each queue.
    pub(crate) deployments: Vec<DeploymentId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) code: WrapUpCodeId,
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
        }
    }
}

impl World<'_> {
    /// Sets everything up, and plans what is known beforehand.
    pub(crate) fn open(&mut self) -> Result<(), Broken> {
        for object in self.objects() {
            self.deliver(Command::Configure(object))?;
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

    fn objects(&self) -> Vec<Object> {
        let (scenario, house) = (self.scenario, &self.house);
        let skills = house.skills.iter().zip(&scenario.skills);
        let languages = house.languages.iter().zip(&scenario.languages);
        let named = house.queues.iter().zip(&scenario.queues);
        let deployments = house.deployments.iter().zip(named.clone());
        let code = WrapUpCode { id: house.code, name: "done".to_owned() };
        skills
            .map(|(id, name)| Object::Skill(Skill { id: *id, name: name.clone() }))
            .chain(languages.map(|(id, name)| Object::Language(Language { id: *id, name: name.clone() })))
            .chain([Object::WrapUpCode(code)])
            .chain(named.map(|(id, plan)| Object::Queue(queue(*id, plan))))
            .chain(deployments.map(|(id, (queue, plan))| {
                Object::Deployment(Deployment { id: *id, name: plan.name.clone(), queue: *queue, flow: None })
            }))
            .collect()
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
        let known = User { skills, languages, utilization, ..User::new(user, plan.name.as_str()) };
        self.deliver(Command::Configure(Object::User(known)))?;
        for queue in &plan.queues {
            let membership = Membership::new(self.house.queues[*queue], user);
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

fn queue(id: QueueId, plan: &QueuePlan) -> Queue {
    let service_level = ServiceLevel { percent: 80, within: plan.service_level };
    let prefers = PreferredRule { who: PreferredAgents::Any, wait: plan.prefers_for };
    Queue {
        media: PerMedia::from_fn(|_| MediaSettings {
            alerting_timeout: plan.alerting,
            auto_answer: false,
            service_level,
        }),
        after_call_work: plan.after_call_work,
        preferred_rules: if plan.prefers_for > Duration::ZERO { vec![prefers] } else { Vec::new() },
        scoring: if plan.by_priority_only {
            ScoringMethod::PriorityOnly
        } else {
            ScoringMethod::TimestampAndPriority
        },
        ..Queue::new(id, plan.name.as_str())
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
