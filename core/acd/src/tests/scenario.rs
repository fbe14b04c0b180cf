//! Scenarios in words. Before the first time come queues and agents; every agent is on queue in all queues unless
//! told otherwise. Then facts, one a line; the clock runs through every timer on the way to each.
//!
//! ```text
//! queue support  ring 20s  prefers >=80 for 10s  prefers any for 10s
//! agent ana  skills es:4 en  speaks ar  queues support  idle 40s  chats 2
//! 0s arrive c1  queue support  wants es en  speaks ar  priority 3  prefers ana:100  as chat
//! 8s answer c1 | decline c1 | hang-up c1 | release c1 | leave c1 | off ana | on ana | back ana | learn ana es | wait
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use expect_test::Expect;
use eyeline_model::{
    CommunicationId, ConversationId, Duration, Ids, LanguageId, Media, PerMedia, QueueId, RoutingRequest,
    ScoredAgent, SkillId, Timestamp, UserId,
};
use uuid::Uuid;

use crate::{
    Abilities, Acd, AgentState, Expired, PreferredAgents, PreferredRule, Proficiency, QueueSettings,
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
        let settings =
            QueueSettings { scoring, alerting_timeout: PerMedia::from_fn(|_| ring), preferred_rules };
        self.acd.put_queue(id, settings);
        self.queues.insert(id);
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
        };
        self.acd.put_agent(agent, abilities);
        let named: Vec<QueueId> = values(words, "queues").into_iter().map(|queue| self.name(queue)).collect();
        let queues = if named.is_empty() { self.queues.iter().copied().collect() } else { named };
        queues.into_iter().for_each(|queue| self.acd.join(queue, agent));
        // Who is named first came first.
        let on_queue_since = START - Duration(1_000 - self.names.len() as i64);
        let last_acd_at = value(words, "idle").map(|idle| START - seconds(idle));
        let state = AgentState { on_queue_since: Some(on_queue_since), not_responding: false, last_acd_at };
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
                let rang = self.acd.withdraw(self.works[name]).is_some();
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
        let request = RoutingRequest {
            queue: self.name(queue),
            language: value(words, "speaks").map(|language| self.name::<LanguageId>(language)),
            skills: values(words, "wants").into_iter().map(|skill| self.name::<SkillId>(skill)).collect(),
            priority: value(words, "priority").map_or(0, |priority| priority.parse().expect("a priority")),
            preferred,
        };
        let entry = self.acd.place(self.now, request);
        self.acd.enqueue(work, entry);
        self.works.insert(name.to_owned(), work);
        self.say(&format!("{name} queued in {queue}"));
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
                    Expired::Preference(work) => {
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
        for offer in self.acd.assign(self.now, &mut self.ids) {
            let name = self.names[&offer.work.conversation.0].clone();
            self.say(&format!("{name} offered to {}", self.names[&offer.agent.0]));
            self.offers.insert(name, offer.communication);
        }
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

const KEYWORDS: [&str; 11] =
    ["skills", "speaks", "queues", "idle", "chats", "queue", "wants", "priority", "prefers", "as", "ring"];

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

fn who(word: &str) -> PreferredAgents {
    match word.strip_prefix(">=") {
        Some(score) => PreferredAgents::Scored { at_least: score.parse().expect("a score") },
        None => PreferredAgents::Any,
    }
}
