//! What routing knows of an agent.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_model::{
    CommunicationId, GroupId, LabelId, LanguageId, Media, PerMedia, Proficiency, QueueId, SkillId, Timestamp,
    UserId,
};

use smallvec::SmallVec;

use crate::{
    Assignment, Utilization,
    index::{AssignmentAt, GroupAt, Identified, QueueAt},
    known::{Counts, Knowledge, LOOK_BACK, MediaSet, Moment},
    log::SlotAt,
    page::Signature,
    utilization::Limits,
};

/// What an agent can do, as configured.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Abilities {
    /// What they can do, and how well.
    pub skills: BTreeMap<SkillId, Proficiency>,
    /// What they speak, and how well.
    pub languages: BTreeMap<LanguageId, Proficiency>,
    /// How much they do at once, where it differs from the default.
    pub utilization: Option<Utilization>,
    /// How much they do at once of a kind, where it differs from the default.
    pub label_limits: Option<BTreeMap<LabelId, u8>>,
    /// The groups they belong to.
    pub groups: BTreeSet<GroupId>,
    /// Who or what stands in for them when they are asked for and not there.
    pub backup: Option<Backup>,
}

/// What stands in for an agent who was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backup {
    /// Another agent.
    Agent(UserId),
    /// Everybody in a queue.
    Queue(QueueId),
}

/// What has become of an agent, beside the work they have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgentState {
    /// On queue since then; none when off queue.
    pub on_queue_since: Option<Timestamp>,
    /// Left an offer unanswered, and has not come back.
    pub not_responding: bool,
    /// Says that they are available, though maybe off queue: enough for those who ask for this very agent.
    pub is_available: bool,
    /// When they were last offered something, or a session of such an offer ended. Presence does not change it.
    pub last_acd_at: Option<Timestamp>,
}

/// An agent, as they are at the moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Agent {
    /// What has become of them.
    pub state: AgentState,
    /// The queues whose member they are, joined or by a group.
    pub queues: BTreeSet<QueueId>,
    /// What they have been given, by the offer's fence token. How busy they are follows from it.
    pub assignments: BTreeMap<CommunicationId, Assignment>,
}

impl Agent {
    /// The offer that rings on their desk; there is never more than one.
    pub fn alerting(&self) -> Option<CommunicationId> {
        self.assignments.iter().find(|(_, assignment)| assignment.is_alerting()).map(|(offer, _)| *offer)
    }

    /// How much they have on each medium: ringing, connected and in after-call work.
    pub fn busy(&self) -> PerMedia<usize> {
        let mut count = PerMedia::default();
        for assignment in self.assignments.values() {
            count[assignment.work.media] += 1;
        }
        count
    }
}

/// An agent as kept: in numbers, and small.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) on_queue_since: Moment,
    pub(crate) last_acd_at: Moment,
    pub(crate) not_responding: bool,
    pub(crate) is_available: bool,
    /// Among those at whom the next [`assign`](crate::Acd::assign) looks.
    pub(crate) is_fresh: bool,
    /// What the log was told.
    pub(crate) ready: MediaSet,
    pub(crate) busy: Counts,
    pub(crate) non_acd: Counts,
    pub(crate) alerting: Option<AssignmentAt>,
    pub(crate) known: Knowledge,
    /// Where they are in the log.
    pub(crate) slot: SlotAt,
    /// Few are members of more queues than these.
    pub(crate) seats: SmallVec<[Seat; 4]>,
    /// What they were given last; each says what they had been given before.
    pub(crate) given_last: Option<AssignmentAt>,
    /// What few agents have.
    pub(crate) special: Option<Box<Special>>,
}

/// What few agents have.
#[derive(Debug, Default)]
pub(crate) struct Special {
    pub(crate) limits: Option<Limits>,
    pub(crate) label_limits: Option<BTreeMap<LabelId, u8>>,
    pub(crate) groups: Box<[GroupAt]>,
    pub(crate) backup: Option<Backup>,
}

/// A membership.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seat {
    pub(crate) queue: QueueAt,
    pub(crate) ring: u8,
    /// The ring in which they joined; 0 if they are members by a group only.
    pub(crate) joined: u8,
}

impl Identified for Person {
    type Id = UserId;

    fn id(&self) -> &UserId {
        &self.id
    }
}

impl Person {
    pub(crate) fn new(id: UserId) -> Self {
        Self {
            id,
            on_queue_since: Moment::NEVER,
            last_acd_at: Moment::NEVER,
            not_responding: false,
            is_available: false,
            is_fresh: false,
            ready: MediaSet::default(),
            busy: Counts::default(),
            non_acd: Counts::default(),
            alerting: None,
            known: Knowledge::new(),
            slot: SlotAt::NONE,
            seats: SmallVec::new(),
            given_last: None,
            special: None,
        }
    }

    pub(crate) fn is_on_queue(&self) -> bool {
        self.on_queue_since != Moment::NEVER
    }

    /// Could be offered something sooner or later: on queue, and answers.
    pub(crate) fn is_reachable(&self) -> bool {
        self.is_on_queue() && !self.not_responding
    }

    pub(crate) fn groups(&self) -> &[GroupAt] {
        self.special.as_ref().map_or(&[], |special| &special.groups)
    }

    pub(crate) fn backup(&self) -> Option<Backup> {
        self.special.as_ref()?.backup
    }

    /// What they can be asked for, in few bits.
    pub(crate) fn signature(&self) -> Signature {
        let seats = self.seats.iter().map(|seat| (seat.queue, seat.ring));
        self.abilities().and_groups(self.groups()).and_seats(seats)
    }

    /// What they know, in few bits.
    pub(crate) fn abilities(&self) -> Signature {
        Signature::of(self.known.iter().map(|known| known.ability))
    }

    pub(crate) fn seat(&self, queue: QueueAt) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.queue == queue)
    }

    /// The media on which there is room for one more.
    pub(crate) fn room(&self, default: &Limits) -> MediaSet {
        let own = self.special.as_ref().and_then(|special| special.limits.as_ref());
        own.unwrap_or(default).room(self.busy, self.non_acd)
    }

    /// How much they may do at once on a medium.
    pub(crate) fn capacity(&self, media: Media, default: &Limits) -> u8 {
        let own = self.special.as_ref().and_then(|special| special.limits.as_ref());
        own.unwrap_or(default).capacity(media)
    }

    /// What they are ready for. An agent whose desk rings is ready for nothing: one offer at a time.
    pub(crate) fn readiness(&self, default: &Limits) -> MediaSet {
        if self.is_reachable() && self.alerting.is_none() { self.room(default) } else { MediaSet::default() }
    }

    /// Whether somebody who asks for this very agent may be put through.
    pub(crate) fn may_be_called(&self, media: Media, default: &Limits) -> bool {
        let is_there = self.is_on_queue() || self.is_available;
        is_there && !self.not_responding && self.alerting.is_none() && self.room(default).has(media)
    }

    /// When they had their last work, if it still counts.
    pub(crate) fn idle_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.last_acd_at.get().filter(|at| now - *at <= LOOK_BACK)
    }

    pub(crate) fn state(&self) -> AgentState {
        AgentState {
            on_queue_since: self.on_queue_since.get(),
            not_responding: self.not_responding,
            is_available: self.is_available,
            last_acd_at: self.last_acd_at.get(),
        }
    }
}
