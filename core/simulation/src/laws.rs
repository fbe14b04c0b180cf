//! What must hold after every step, read from the core's public tables alone.
//!
//! Nothing is shared with routing but the words of its interface: it works with bits and classes, this looks at
//! everybody and everything.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
};

use eyeline_acd::{LastAgentMode, RoutingMethod, ScoringMethod, Utilization, Work};
use eyeline_contact_center::{Agent, ContactCenter, Queue, RoutingStatus, User};
use eyeline_conversation::{Conversation, Party, Stage};
use eyeline_model::{Duration, Media, PerMedia, QueueEntry, QueueId, Search, SkillId, Timestamp, UserId};

use crate::violation::{Broken, ensure};

/// Everybody and everything, as the tables say.
pub(crate) struct Floor<'a> {
    center: &'a ContactCenter,
    desks: BTreeMap<UserId, Desk<'a>>,
    /// Who or what waits and does not ring.
    waiting: Vec<(Work, &'a QueueEntry)>,
}

/// An agent and what they have.
struct Desk<'a> {
    agent: &'a Agent,
    user: &'a User,
    utilization: &'a Utilization,
    /// What rings, is talked about and is worked on after.
    busy: PerMedia<usize>,
    rings: Option<(Media, Timestamp)>,
}

/// An offer just made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) work: Work,
    pub(crate) agent: UserId,
    /// Since when its agent had been idle before.
    pub(crate) idle_since: Option<Timestamp>,
    /// What its agent had to do before.
    pub(crate) before: PerMedia<usize>,
    /// A person has chosen the agent: neither rank nor idle time matter.
    pub(crate) is_by_hand: bool,
    /// What came into line after it, in the same step.
    pub(crate) came_later: BTreeSet<Work>,
}

/// Finds what agents had to do before each of the offers of a step, of which some may have been answered at once and
/// been followed by others.
pub(crate) fn count_back(center: &ContactCenter, made: &mut [Made]) -> Result<(), Broken> {
    let mut busy: BTreeMap<UserId, PerMedia<usize>> = BTreeMap::new();
    for made in made.iter_mut().rev() {
        let count = match busy.entry(made.agent) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Desk::of(center, made.agent)?.busy),
        };
        count[made.work.media] = count[made.work.media].saturating_sub(1);
        made.before.clone_from(count);
    }
    Ok(())
}

/// One conversation: on each medium one place in a queue or one agent, and whoever rings has a place to go back to.
pub(crate) fn check_conversation(conversation: &Conversation) -> Result<(), Broken> {
    let shown = || format!("{conversation:?}");
    for media in Media::ALL {
        let live = || conversation.live_on(media);
        let agents = live().filter(|(participant, _)| participant.agent().is_some()).count();
        let ringing = live().filter(|(_, session)| matches!(session.stage, Stage::Alerting { .. })).count();
        let places = live().filter(|(participant, _)| matches!(participant.party, Party::Acd(_))).count();
        ensure(agents <= 1, "a conversation has one live assignment a medium", shown)?;
        ensure(places <= 1, "a conversation has one place a medium", shown)?;
        let leads = |party: &Party| matches!(party, Party::Flow(_));
        let flows = live().filter(|(participant, _)| leads(&participant.party)).count();
        let serves = places + agents + flows - ringing;
        ensure(serves == usize::from(live().next().is_some()), "somebody serves whoever is there", shown)?;
    }
    let runs_on = conversation.sessions().find(|(participant, session)| {
        let leads = matches!(&participant.party, Party::Flow(part) if part.run.is_some());
        let keeps_company = session.in_queue_flow.as_ref().is_some_and(|flow| flow.run.is_some());
        (leads || keeps_company) && !session.stage.is_connected()
    });
    ensure(runs_on.is_none(), "a flow leads or keeps company only whoever is there", shown)?;
    ensure(
        conversation.ended_at.is_none() == conversation.is_live(),
        "a conversation ends with its last session",
        shown,
    )?;
    let goes_on = conversation.is_live() || conversation.is_wrapping_up();
    ensure(goes_on, "a conversation in which nothing goes on is closed", shown)
}

/// The agent of an offer has the capacity for it.
pub(crate) fn check_capacity(center: &ContactCenter, made: &Made) -> Result<(), Broken> {
    let desk = Desk::of(center, made.agent)?;
    let has_room = desk.utilization.has_room(&made.before, made.work.media);
    ensure(has_room, "no agent has more than they may", || format!("{made:?}"))
}

impl<'a> Floor<'a> {
    pub(crate) fn of(center: &'a ContactCenter) -> Result<Self, Broken> {
        let desks = center.agents().map(|agent| Ok((agent.user, Desk::of(center, agent.user)?)));
        let waiting = center.conversations().flat_map(waits_in);
        Ok(Self { center, desks: desks.collect::<Result<_, Broken>>()?, waiting: waiting.collect() })
    }

    /// What must hold of everybody together, with the offers that the last step has made.
    pub(crate) fn check(&self, now: Timestamp, made: &[Made], is_punctual: bool) -> Result<(), Broken> {
        for desk in self.desks.values() {
            desk.check_status()?;
            let overdue = desk.rings.filter(|(_, until)| is_punctual && *until < now);
            ensure(overdue.is_none(), "nothing rings beyond its time", || format!("{overdue:?} {now:?}"))?;
        }
        self.check_nobody_idles()?;
        made.iter().filter(|made| !made.is_by_hand).try_for_each(|made| self.check_order(made))
    }

    /// What must hold when all is over.
    pub(crate) fn check_empty(&self) -> Result<(), Broken> {
        for desk in self.desks.values() {
            let is_free = desk.busy == PerMedia::default() && desk.agent.status != RoutingStatus::Interacting;
            ensure(is_free, "when all is over nobody is busy", || format!("{:?}", desk.agent))?;
        }
        Ok(())
    }

    fn check_nobody_idles(&self) -> Result<(), Broken> {
        for (work, entry) in &self.waiting {
            let idle = self.desks.values().find(|desk| self.may_have(desk, entry, work.media));
            ensure(idle.is_none(), "nothing waits that somebody ready could have", || {
                format!("{work:?} {entry:?} and {:?}", idle.map(|desk| desk.agent))
            })?;
        }
        Ok(())
    }

    /// The agent of an offer had nothing better to do, and nobody better had it to do.
    fn check_order(&self, made: &Made) -> Result<(), Broken> {
        let Made { work, agent, idle_since, .. } = *made;
        let (Some(desk), Some(entry)) = (self.desks.get(&agent), self.entry_of(work)) else { return Ok(()) };
        let better = self.waiting.iter().find(|(other, waiting)| {
            self.rank(waiting) < self.rank(entry)
                && !made.came_later.contains(other)
                && self.could_have(desk, &made.before, waiting, other.media)
        });
        ensure(better.is_none(), "the first in rank is offered first", || {
            format!("{made:?} and {better:?}")
        })?;
        let longer = self
            .desks
            .values()
            .find(|other| self.may_have(other, entry, work.media) && other.agent.last_acd_at < idle_since);
        ensure(longer.is_none(), "the longest idle agent is asked first", || {
            format!("{made:?} and {:?}", longer.map(|desk| desk.agent))
        })
    }

    /// Somebody hears of each line that is long, and of no line that is short.
    pub(crate) fn check_alerts(&self, raised: &BTreeSet<(QueueId, Media)>) -> Result<(), Broken> {
        let mut depths: BTreeMap<(QueueId, Media), usize> = BTreeMap::new();
        for (media, entry) in self.center.conversations().flat_map(entries_in) {
            *depths.entry((entry.request.queue, media)).or_default() += 1;
        }
        for queue in self.center.configuration().queues.values() {
            for media in Media::ALL {
                let Some(band) = queue.routing.depth_alert[media] else { continue };
                let line = (queue.id, media);
                let depth = depths.get(&line).copied().unwrap_or(0);
                let shown = || format!("{line:?} has {depth}, {band:?}");
                let is_raised = raised.contains(&line);
                ensure(is_raised || depth < band.opens_at, "somebody hears of a long line", shown)?;
                ensure(!is_raised || depth > band.closes_at, "somebody hears when a line is short", shown)?;
            }
        }
        Ok(())
    }

    /// The place of what rings, or of what was answered at once.
    fn entry_of(&self, work: Work) -> Option<&'a QueueEntry> {
        let conversation = self.center.conversation(work.conversation)?;
        let stays = conversation.sessions().filter(|(_, session)| session.media() == work.media);
        let entries = stays.filter_map(|(participant, _)| match &participant.party {
            Party::Acd(entry) => Some(entry),
            Party::Customer(_) | Party::Flow(_) | Party::Agent { .. } => None,
        });
        entries.last()
    }

    /// Whether an agent should be offered something right now.
    fn may_have(&self, desk: &Desk<'_>, entry: &QueueEntry, media: Media) -> bool {
        desk.rings.is_none() && self.could_have(desk, &desk.busy, entry, media)
    }

    /// Whether an agent who had so much to do should be offered something.
    fn could_have(&self, desk: &Desk<'_>, busy: &PerMedia<usize>, entry: &QueueEntry, media: Media) -> bool {
        if desk.agent.status == RoutingStatus::NotResponding || !desk.utilization.has_room(busy, media) {
            return false;
        }
        let configuration = self.center.configuration();
        let queue = &configuration.queues[&entry.request.queue];
        let member = configuration.member(queue, desk.agent.user).map(|member| member.membership);
        let ring = member.filter(|membership| membership.joined).map(|membership| membership.ring);
        desk.is_asked(entry, ring, queue)
    }

    /// Smaller is served earlier: queues that go by priority alone come first; in others a point of priority is a
    /// minute of waiting.
    fn rank(&self, entry: &QueueEntry) -> (bool, Reverse<i64>, Timestamp, u64) {
        let QueueEntry { request, enqueued_at, sequence, .. } = entry;
        let priority = i64::from(request.priority);
        match self.center.configuration().queues[&request.queue].scoring {
            ScoringMethod::PriorityOnly => (false, Reverse(priority), *enqueued_at, *sequence),
            ScoringMethod::TimestampAndPriority => {
                (true, Reverse(0), *enqueued_at - Duration::from_secs(60 * priority), *sequence)
            }
        }
    }
}

impl<'a> Desk<'a> {
    fn of(center: &'a ContactCenter, user: UserId) -> Result<Self, Broken> {
        let configuration = center.configuration();
        let (Some(agent), Some(user)) = (center.agent(user), configuration.users.get(&user)) else {
            return Err(Broken { law: "every agent is a user", detail: format!("{user}") });
        };
        let mut desk = Self {
            agent,
            user,
            utilization: user.utilization.as_ref().unwrap_or(&configuration.organization.utilization),
            busy: PerMedia::default(),
            rings: None,
        };
        for conversation in center.conversations_of(agent.user) {
            desk.take(conversation)?;
        }
        Ok(desk)
    }

    fn take(&mut self, conversation: &Conversation) -> Result<(), Broken> {
        let own = conversation.participants_of(self.agent.user).flat_map(|participant| &participant.sessions);
        for session in own {
            self.busy[session.media()] += usize::from(holds_capacity(session.stage));
            if let Stage::Alerting { until } = session.stage {
                let before = self.rings.replace((session.media(), until));
                ensure(before.is_none(), "an agent is offered one thing at a time", || {
                    format!("{:?}", self.agent)
                })?;
            }
        }
        Ok(())
    }

    /// What the ACD sees of the agent is what the conversations say.
    fn check_status(&self) -> Result<(), Broken> {
        let ringing = usize::from(self.rings.is_some());
        let seen = match self.agent.status {
            // Whoever does not respond may have work from before.
            RoutingStatus::NotResponding => return Ok(()),
            other => other,
        };
        let is_busy = self.busy.message + self.busy.callback > ringing;
        let wanted = match (is_busy, self.agent.is_on_queue()) {
            (true, _) => RoutingStatus::Interacting,
            (false, true) => RoutingStatus::Idle,
            (false, false) => RoutingStatus::OffQueue,
        };
        ensure(seen == wanted, "the routing status is what the agent does", || {
            format!("{:?} has {:?}", self.agent, self.busy)
        })
    }

    /// Whether the search for an agent asks this one, if they are free. `own_ring` is none if they are no member.
    fn is_asked(&self, entry: &QueueEntry, own_ring: Option<u8>, queue: &Queue) -> bool {
        let (user, is_on_queue) = (self.agent.user, self.agent.is_on_queue());
        let is_member = is_on_queue && own_ring.is_some();
        match (&entry.search, &queue.routing.method) {
            // They need not be a member. Off queue they may be asked as well, until they have missed it, of which the
            // tables say nothing.
            (Search::Direct { agent, .. }, _) => *agent == user && is_on_queue,
            (Search::LastAgent { agent }, _) => {
                let any = queue.routing.last_agent == LastAgentMode::AnyAgent;
                *agent == user && is_on_queue && (any || is_member)
            }
            (Search::Owner { agent, .. }, _) => *agent == user && is_member,
            (Search::Preferred { agents, .. }, _) => is_member && agents.contains(&user),
            (Search::Conditional { groups, .. }, _) => {
                let belongs = self.user.groups.iter().any(|group| groups.contains(group));
                is_member && belongs && self.has_skills(entry, |_| false)
            }
            (Search::Bullseye { ring, .. }, RoutingMethod::Bullseye(rings)) => {
                let over = &rings[..rings.len().min(usize::from(*ring) - 1)];
                let removed = |skill: &SkillId| over.iter().any(|ring| ring.removes.contains(skill));
                let is_within = own_ring.is_some_and(|own| own <= *ring);
                is_on_queue && is_within && self.has_skills(entry, removed)
            }
            // The queue had rings when the search began: it goes on at its next stage.
            (Search::Bullseye { .. }, _) => false,
            (Search::Predictive { .. }, RoutingMethod::Predictive(rule)) if !rule.respects_skills => {
                is_member
            }
            (Search::Predictive { .. } | Search::Standard, _) => {
                is_member && self.has_skills(entry, |_| false)
            }
        }
    }

    fn has_skills(&self, entry: &QueueEntry, is_removed: impl Fn(&SkillId) -> bool) -> bool {
        let request = &entry.request;
        let mut skills = request.skills.iter().filter(|skill| !is_removed(skill));
        let skills = skills.all(|skill| self.user.skills.contains_key(skill));
        skills && request.language.is_none_or(|language| self.user.languages.contains_key(&language))
    }
}

fn holds_capacity(stage: Stage) -> bool {
    match stage {
        Stage::Alerting { .. } | Stage::Connected { .. } => true,
        Stage::WrapUp { work, .. } => work.holds_capacity(),
        Stage::Scheduled { .. } | Stage::Disconnected { .. } => false,
    }
}

/// What waits in a conversation, and does not ring.
fn waits_in(conversation: &Conversation) -> impl Iterator<Item = (Work, &QueueEntry)> {
    Media::ALL.into_iter().filter_map(move |media| {
        let (_, session, entry) = conversation.queue_entry(media)?;
        let rings = |stage| matches!(stage, Stage::Alerting { .. });
        let waits = session.stage.is_connected()
            && !conversation.live_on(media).any(|(_, session)| rings(session.stage));
        waits.then_some((Work { conversation: conversation.id, media }, entry))
    })
}

/// What waits in a conversation, ringing or not.
pub(crate) fn places_in(conversation: &Conversation) -> impl Iterator<Item = Work> {
    entries_in(conversation).map(|(media, _)| Work { conversation: conversation.id, media })
}

fn entries_in(conversation: &Conversation) -> impl Iterator<Item = (Media, &QueueEntry)> {
    Media::ALL.into_iter().filter_map(move |media| {
        let (_, session, entry) = conversation.queue_entry(media)?;
        session.stage.is_connected().then_some((media, entry))
    })
}
