//! Scenarios in words. Before the first time come queues and agents; every agent is on queue in all queues unless
//! told otherwise. Then facts, one a line; the clock runs through every timer on the way to each.
//!
//! ```text
//! queue support  ring 20s  prefers >=80 for 10s  prefers any for 10s  score-first  skips
//!                evaluates best:2 | none   last any | members   direct 60s | now   falls-back vip   owned 60s
//!                bullseye 10s-es 5s+night 0s   when wait>=60s:night:10s   when level<800:day:5s   groups day
//!                expects 60s | expects 60s whatever
//!                overflows vip:3:1   overflows-after vip:30s:10s   alerts 3:1
//! agent ana  skills es:4 en  speaks ar  queues support  idle 40s  chats 2  circle 2  groups night  backup bo
//! 0s arrive c1  queue support  wants es en  speaks ar  priority 3  prefers ana:100  as chat
//!               needs es >= 3 and not kyc   direct ana   last bo   label video   owned   promised
//! 8s answer c1 | decline c1 | hang-up c1 | release c1 | leave c1 | flow-out c1 | give c1 ana | why c1
//!    off ana | on ana | back ana | available ana | away ana | learn ana es | outside ana 1 | count-outside
//!    limit video 1 | position c1 | reprioritise c1 3 | wait
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use expect_test::Expect;
use eyeline_model::{
    CommunicationId, ConversationId, Duration, GroupId, Ids, LanguageId, Media, PerMedia, QueueId,
    RoutingRequest, ScoredAgent, SkillExpression, SkillId, Timestamp, UserId,
};
use uuid::Uuid;

use crate::{
    Abilities, Acd, AgentState, Backup, Band, ConditionalRule, Decision, Departure, DirectRouting,
    EvaluationMethod, Expired, Explanation, LastAgentMode, Metric, Obstacle, Operator, Overflow,
    PredictiveRouting, PreferredAgents, PreferredRule, Proficiency, QueueSettings, Ring, RoutingMethod,
    ScoringMethod, Utilization, Work,
};

/// Plays a scenario and compares what was decided.
pub(super) fn check(scenario: &str, expected: Expect) {
    let mut play = Play::default();
    for line in scenario.lines().map(str::trim).filter(|line| !line.is_empty()) {
        play.line(line);
    }
    expected.assert_eq(&play.timeline);
}

/// When a scenario's clock says 0.
const START: Timestamp = Timestamp(1_000_000_000_000);

struct Play {
    acd: Acd,
    ids: Ids,
    now: Timestamp,
    names: BTreeMap<Uuid, String>,
    queues: BTreeSet<QueueId>,
    works: BTreeMap<String, Work>,
    offers: BTreeMap<String, CommunicationId>,
    timeline: String,
}

impl Default for Play {
    fn default() -> Self {
        Self {
            acd: Acd::new(Utilization::default()),
            ids: Ids::new(1),
            now: START,
            names: BTreeMap::new(),
            queues: BTreeSet::new(),
            works: BTreeMap::new(),
            offers: BTreeMap::new(),
            timeline: String::new(),
        }
    }
}

impl Play {
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "queue" => self.queue(words[1], &words[2..]),
            "agent" => self.agent(words[1], &words[2..]),
            time => {
                self.run_to(START + seconds(time));
                self.fact(
                    words[1],
                    words.get(2).copied().unwrap_or_default(),
                    words.get(3..).unwrap_or_default(),
                );
                self.assign();
            }
        }
    }

    fn queue(&mut self, name: &str, words: &[&str]) {
        let id = self.name(name);
        let ring = value(words, "ring").map_or(Duration::from_secs(20), seconds);
        let scoring = if words.contains(&"priority-only") {
            ScoringMethod::PriorityOnly
        } else {
            ScoringMethod::default()
        };
        let rules = words.windows(4).filter(|window| window[0] == "prefers");
        let preferred_rules =
            rules.map(|window| PreferredRule { who: who(window[1]), wait: seconds(window[3]) }).collect();
        let overflow = self.overflow(words);
        let settings = QueueSettings {
            scoring,
            evaluation: value(words, "evaluates").map_or(EvaluationMethod::AllSkills, evaluation),
            method: self.method(words),
            alerting_timeout: PerMedia::from_fn(|_| ring),
            preferred_rules,
            score_first: words.contains(&"score-first"),
            skip_when_none_reachable: words.contains(&"skips"),
            last_agent: match value(words, "last") {
                Some("any") => LastAgentMode::AnyAgent,
                Some(_) => LastAgentMode::QueueMembersOnly,
                None => LastAgentMode::Disabled,
            },
            direct: value(words, "direct").map(|wait| DirectRouting {
                wait: (wait != "now").then(|| seconds(wait)),
                backup_queue: value(words, "falls-back").map(|queue| self.name(queue)),
            }),
            owned_for: value(words, "owned").map_or(QueueSettings::OWNED_FOR, seconds),
            member_groups: self.groups(&values(words, "groups")),
            overflow: PerMedia::from_fn(|_| overflow),
            depth_alert: PerMedia::from_fn(|_| value(words, "alerts").map(depths)),
            ..QueueSettings::default()
        };
        self.acd.put_queue(id, settings);
        self.queues.insert(id);
    }

    fn groups(&mut self, names: &[&str]) -> BTreeSet<GroupId> {
        names.iter().map(|name| self.name(name)).collect()
    }

    fn overflow(&mut self, words: &[&str]) -> Option<Overflow> {
        let (by_depth, by_wait) = (value(words, "overflows"), value(words, "overflows-after"));
        let (to, depth) = by_depth.and_then(|rule| rule.split_once(':')).unzip();
        let (late_to, wait) = by_wait.and_then(|rule| rule.split_once(':')).unzip();
        let to = self.name(to.or(late_to)?);
        let wait = wait.and_then(|wait| wait.split_once(':'));
        let wait = wait.map(|(opens, closes)| Band { opens_at: seconds(opens), closes_at: seconds(closes) });
        Some(Overflow { to, depth: depth.map(depths), wait })
    }

    fn method(&mut self, words: &[&str]) -> RoutingMethod {
        let rings = values(words, "bullseye");
        let rules: Vec<&str> =
            words.windows(2).filter(|window| window[0] == "when").map(|window| window[1]).collect();
        if let Some(timeout) = value(words, "expects") {
            let (timeout, respects_skills) = (seconds(timeout), !words.contains(&"whatever"));
            RoutingMethod::Predictive(PredictiveRouting { timeout, respects_skills })
        } else if !rings.is_empty() {
            RoutingMethod::Bullseye(rings.into_iter().map(|ring| self.ring(ring)).collect())
        } else if !rules.is_empty() {
            RoutingMethod::Conditional(rules.into_iter().map(|rule| self.rule(rule)).collect())
        } else {
            RoutingMethod::Standard
        }
    }

    /// `10s-es-kyc+night`: ten seconds, then two skills less; a group is in it.
    fn ring(&mut self, word: &str) -> Ring {
        let end = word.find(['-', '+']).unwrap_or(word.len());
        let mut ring = Ring { wait: seconds(&word[..end]), ..Ring::default() };
        for part in word[end..].split_inclusive(['-', '+']).collect::<Vec<_>>().windows(2) {
            let name = part[1].trim_end_matches(['-', '+']);
            if part[0].ends_with('-') {
                ring.removes.insert(self.name(name));
            } else {
                ring.groups.insert(self.name(name));
            }
        }
        ring
    }

    /// `wait>=60s:night:10s`: if somebody who came now would wait for a minute, ask the night shift besides.
    fn rule(&mut self, word: &str) -> ConditionalRule {
        let parts: Vec<&str> = word.split(':').collect();
        let signs = [
            (">=", Operator::AtLeast),
            ("<=", Operator::AtMost),
            (">", Operator::GreaterThan),
            ("<", Operator::LessThan),
        ];
        let (sign, operator) =
            signs.into_iter().find(|(sign, _)| parts[0].contains(sign)).expect("a comparison");
        let (metric, value) = parts[0].split_once(sign).expect("a comparison");
        let (metric, queue) =
            metric.split_once('@').map_or((metric, None), |(metric, queue)| (metric, Some(queue)));
        let (metric, value) = match metric {
            "wait" => (Metric::EstimatedWaitTime, seconds(value).as_millis()),
            _ => (Metric::ServiceLevel, value.parse().expect("thousandths")),
        };
        ConditionalRule {
            queue: queue.map(|queue| self.name(queue)),
            metric,
            operator,
            value,
            groups: self.groups(&[parts[1]]),
            wait: seconds(parts[2]),
        }
    }

    fn agent(&mut self, name: &str, words: &[&str]) {
        let agent: UserId = self.name(name);
        let abilities = Abilities {
            skills: self.proficiencies(values(words, "skills")),
            languages: self.proficiencies(values(words, "speaks")),
            utilization: value(words, "chats").map(|chats| {
                let mut utilization = Utilization::default();
                utilization.0.message.capacity = chats.parse().expect("a number of chats");
                utilization
            }),
            label_limits: None,
            groups: self.groups(&values(words, "groups")),
            backup: value(words, "backup").map(|backup| Backup::Agent(self.name(backup))),
        };
        self.acd.put_agent(agent, abilities);
        let named: Vec<QueueId> = values(words, "queues").into_iter().map(|queue| self.name(queue)).collect();
        let queues = if named.is_empty() { self.queues.iter().copied().collect() } else { named };
        let ring = value(words, "circle").map_or(1, |ring| ring.parse().expect("a ring"));
        if ring > 0 {
            queues.into_iter().for_each(|queue| self.acd.join_ring(queue, agent, ring));
        }
        // Who is named first came first.
        let on_queue_since = START - Duration(1_000 - self.names.len() as i64);
        let last_acd_at = value(words, "idle").map(|idle| START - seconds(idle));
        let state = AgentState { on_queue_since: Some(on_queue_since), last_acd_at, ..AgentState::default() };
        self.acd.restore_agent(agent, state);
    }

    fn fact(&mut self, verb: &str, name: &str, words: &[&str]) {
        match verb {
            "arrive" => self.arrive(name, words),
            "answer" => {
                let offer = self.offers[name];
                match self.acd.answer(self.now, offer) {
                    Ok(()) => self.say(&format!("{name} connected")),
                    Err(_) => self.say(&format!("{name} is not ringing any more")),
                }
            }
            "decline" => {
                self.acd.miss(self.offers[name]).expect("it rings");
                self.say(&format!("{name} declined"));
            }
            "hang-up" => self.acd.hang_up(self.now, self.offers[name]),
            "release" => self.acd.release(self.offers[name]),
            "leave" => {
                let rang = self.acd.withdraw(self.now, self.works[name], Departure::Abandoned).is_some();
                self.say(&format!("{name} left{}", if rang { ", ringing stops" } else { "" }));
            }
            "off" => {
                let agent = self.name(name);
                if let Some(offer) = self.acd.agent(agent).and_then(|agent| agent.alerting()) {
                    self.acd.give_back(offer).expect("it rings");
                }
                self.acd.go_off_queue(agent);
            }
            "on" => {
                let agent = self.name(name);
                self.acd.go_on_queue(self.now, agent);
            }
            "back" => {
                let agent = self.name(name);
                self.acd.respond(agent);
            }
            "learn" => {
                let agent = self.name(name);
                let skills = self.proficiencies(words.to_vec());
                self.acd.put_agent(agent, Abilities { skills, ..Abilities::default() });
            }
            "reprioritise" => {
                let work = self.works[name];
                let mut request = self.acd.waiting(work).expect("it waits").request.clone();
                request.priority = words[0].parse().expect("a priority");
                self.acd.change_request(work, request);
            }
            "position" => {
                let position = self.acd.position(self.works[name]);
                self.say(&format!("{name} is at position {position:?}"));
            }
            "flow-out" => drop(self.acd.withdraw(self.now, self.works[name], Departure::FlowedOut)),
            "give" => {
                let agent = self.name(words[0]);
                match self.acd.offer_to(self.now, self.works[name], agent, &mut self.ids) {
                    Ok(offer) => self.decided(Decision::Offer(offer)),
                    Err(why) => self.say(&format!("{name} cannot be given to {}: {why:?}", words[0])),
                }
            }
            "why" => self.explain(name),
            "available" | "away" => {
                let agent = self.name(name);
                self.acd.set_available(agent, verb == "available");
            }
            "outside" => {
                let agent = self.name(name);
                self.acd.set_non_acd(agent, Media::Callback, words[0].parse().expect("a number of calls"));
            }
            "count-outside" => {
                let mut utilization = Utilization::default();
                utilization.0.callback.include_non_acd = true;
                self.acd.set_utilization(utilization);
            }
            "limit" => {
                let limit = (self.name(name), words[0].parse().expect("a limit"));
                self.acd.set_label_limits([limit].into());
            }
            "wait" => {}
            other => panic!("no such fact: {other}"),
        }
    }

    fn arrive(&mut self, name: &str, words: &[&str]) {
        let media = if words.contains(&"chat") { Media::Message } else { Media::Callback };
        let conversation: ConversationId = self.name(name);
        let work = Work { conversation, media };
        let preferred = values(words, "prefers").into_iter().map(|word| {
            let (agent, score) = word.split_once(':').unwrap_or((word, "100"));
            ScoredAgent { agent: self.name(agent), score: score.parse().expect("a score") }
        });
        let preferred = preferred.collect();
        let queue = value(words, "queue").expect("a queue");
        let needs = values(words, "needs").join(" ");
        let request = RoutingRequest {
            queue: self.name(queue),
            language: value(words, "speaks").map(|language| self.name::<LanguageId>(language)),
            skills: values(words, "wants").into_iter().map(|skill| self.name::<SkillId>(skill)).collect(),
            expression: (!needs.is_empty()).then(|| self.expression(&needs)),
            label: value(words, "label").map(|label| self.name(label)),
            priority: value(words, "priority").map_or(0, |priority| priority.parse().expect("a priority")),
            preferred,
            direct: value(words, "direct").map(|agent| self.name(agent)),
            last_agent: value(words, "last").map(|agent| self.name(agent)),
            is_agent_owned: words.contains(&"owned"),
        };
        let entry = if words.contains(&"promised") {
            self.acd.place_promised(self.now, media, request)
        } else {
            self.acd.place(self.now, media, request)
        };
        self.acd.enqueue(work, entry);
        self.works.insert(name.to_owned(), work);
        self.say(&format!("{name} queued in {queue}"));
    }

    /// An expression may mention only skills that somebody has been said to have or not.
    fn expression(&mut self, text: &str) -> SkillExpression {
        for name in text.split([' ', '(', ')']).filter(|word| word.starts_with(char::is_alphabetic)) {
            self.name::<SkillId>(name);
        }
        let known =
            |name: &str| self.names.iter().find(|(_, known)| *known == name).map(|(id, _)| SkillId(*id));
        SkillExpression::parse(text, known).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn explain(&mut self, name: &str) {
        let explanation =
            self.acd.explain(self.now, self.works[name], Explanation::LOOKED_AT).expect("it waits");
        let named =
            |agents: &[UserId]| agents.iter().map(|agent| self.names[&agent.0].as_str()).collect::<Vec<_>>();
        let first: Vec<UserId> = explanation.first.iter().map(|candidate| candidate.agent).collect();
        let mut lines = vec![format!(
            "{name} by {:?} {}: {} of {} could have it {:?}",
            explanation.method,
            explanation.stage,
            explanation.candidates,
            explanation.looked_at,
            named(&first)
        )];
        for kept in &explanation.kept_away {
            let by = match kept.by {
                Obstacle::LacksSkill(skill) => format!("LacksSkill {}", self.names[&skill.0]),
                Obstacle::LacksLanguage(language) => format!("LacksLanguage {}", self.names[&language.0]),
                by => format!("{by:?}"),
            };
            lines.push(format!("  {} {by} {:?}", kept.count, named(&kept.some)));
        }
        lines.iter().for_each(|line| self.say(line));
    }

    fn run_to(&mut self, time: Timestamp) {
        while let Some(at) = self.acd.wake_at().filter(|at| *at <= time) {
            self.now = at;
            for expired in self.acd.expire(at) {
                let what = match expired {
                    Expired::Offer { communication, agent } => {
                        let offers = self.offers.iter();
                        let name = offers
                            .into_iter()
                            .find(|(_, offer)| **offer == communication)
                            .expect("an offer")
                            .0;
                        format!("{name} not answered by {}", self.names[&agent.0])
                    }
                    Expired::Search(work) => {
                        format!("{} may go to more agents", self.names[&work.conversation.0])
                    }
                };
                self.say(&what);
            }
            self.assign();
        }
        self.now = time;
    }

    fn assign(&mut self) {
        for decision in self.acd.assign(self.now, &mut self.ids) {
            self.decided(decision);
        }
    }

    fn decided(&mut self, decision: Decision) {
        let name = |id: Uuid| self.names[&id].clone();
        let (what, offer) = match decision {
            Decision::Offer(offer) => {
                let work = name(offer.work.conversation.0);
                (format!("{work} offered to {}", name(offer.agent.0)), Some((work, offer.communication)))
            }
            Decision::Search(work) => (format!("{} may go to more agents", name(work.conversation.0)), None),
            Decision::Backup { work, to } => {
                (format!("{} should go to backup {}", name(work.conversation.0), name(to.0)), None)
            }
            Decision::Overflow { work, to } => {
                (format!("{} should overflow to {}", name(work.conversation.0), name(to.0)), None)
            }
            Decision::DepthAlert { queue, depth, is_raised, .. } => {
                let again = if is_raised { "" } else { " again" };
                (format!("{} is {depth} deep{again}", name(queue.0)), None)
            }
        };
        self.say(&what);
        self.offers.extend(offer);
    }

    fn say(&mut self, what: &str) {
        let seconds = (self.now - START).as_secs();
        writeln!(self.timeline, "{:<5}{what}", format!("{seconds}s")).expect("a string takes every line");
    }

    /// The id that stands for a name.
    fn name<T: From<Uuid>>(&mut self, name: &str) -> T {
        let known = self.names.iter().find(|(_, known)| *known == name).map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| Uuid::from_u128(self.names.len() as u128 + 1));
        self.names.insert(id, name.to_owned());
        T::from(id)
    }

    fn proficiencies<T: From<Uuid> + Ord>(&mut self, words: Vec<&str>) -> BTreeMap<T, Proficiency> {
        let known = words.into_iter().map(|word| {
            let (name, stars) = word.split_once(':').unwrap_or((word, "3"));
            let proficiency = Proficiency::new(stars.parse().expect("stars")).expect("0 to 5 stars");
            (self.name(name), proficiency)
        });
        known.collect()
    }
}

const KEYWORDS: [&str; 30] = [
    "expects",
    "whatever",
    "skills",
    "speaks",
    "queues",
    "idle",
    "chats",
    "queue",
    "wants",
    "priority",
    "prefers",
    "as",
    "ring",
    "needs",
    "direct",
    "last",
    "label",
    "owned",
    "promised",
    "circle",
    "groups",
    "backup",
    "bullseye",
    "when",
    "evaluates",
    "falls-back",
    "overflows",
    "overflows-after",
    "alerts",
    "skips",
];

fn evaluation(word: &str) -> EvaluationMethod {
    match word.split_once(':') {
        Some((_, window)) => EvaluationMethod::BestSkills { window: window.parse().expect("a window") },
        None if word == "best" => EvaluationMethod::BestSkills { window: EvaluationMethod::WINDOW },
        None => EvaluationMethod::NoSkills,
    }
}

fn depths(band: &str) -> Band<usize> {
    let (opens, closes) = band.split_once(':').expect("two depths");
    Band { opens_at: opens.parse().expect("a depth"), closes_at: closes.parse().expect("a depth") }
}

/// The words after a keyword, up to the next.
fn values<'a>(words: &[&'a str], keyword: &str) -> Vec<&'a str> {
    let after = words.iter().skip_while(|word| **word != keyword).skip(1);
    after.take_while(|word| !KEYWORDS.contains(word)).copied().collect()
}

fn value<'a>(words: &[&'a str], keyword: &str) -> Option<&'a str> {
    values(words, keyword).first().copied()
}

fn seconds(word: &str) -> Duration {
    let number: f64 = word.trim_end_matches('s').parse().unwrap_or_else(|_| panic!("{word} is no time"));
    Duration((number * 1_000.0).round() as i64)
}

fn who(word: &str) -> PreferredAgents {
    match word.strip_prefix(">=") {
        Some(score) => PreferredAgents::Scored { at_least: score.parse().expect("a score") },
        None => PreferredAgents::Any,
    }
}
