//! Setting up queues, agents and who is a member of what.

use std::collections::BTreeMap;

use eyeline_model::{GroupId, LabelId, Media, QueueId, UserId};

use crate::{
    Abilities, Acd, QueueSettings, Utilization,
    agent::{Person, Seat, Special},
    index::{AbilityAt, AgentAt, At, GroupAt, PlaceAt, QueueAt},
    known::{Ability, Knowledge, Known, MediaSet},
    line::Line,
    log::Sieve,
    page::{self, Filter, RINGS, Signature},
    queue::Queue,
    utilization::Limits,
};

/// Queues.
impl Acd {
    /// Introduces a queue, or changes its settings. A stage, ring or rule that is running goes on until it was
    /// due to end; what comes after it follows the new settings.
    pub fn put_queue(&mut self, id: QueueId, settings: QueueSettings) {
        let groups: Vec<(GroupAt, u8)> =
            settings.groups().map(|(group, ring)| (self.number_of_group(group), ring)).collect();
        let removed = self.removed_by(&settings);
        let Some(at) = self.queue_at.get(&id).copied() else {
            let at = self.queues.insert(Queue {
                id,
                settings,
                groups,
                removed,
                in_ring: [0; RINGS],
                lines: eyeline_model::PerMedia::from_fn(|_| Line::default()),
            });
            self.queue_at.insert(id, at);
            self.seat_everybody(at);
            return;
        };
        let queue = &mut self.queues[at];
        let regrouped = queue.groups != groups;
        (queue.settings, queue.groups, queue.removed) = (settings, groups, removed);
        if regrouped {
            self.seat_everybody(at);
        }
        Media::ALL.into_iter().for_each(|media| self.look_at_line(at, media));
    }

    /// What waits in a line may rank differently, and need something else.
    fn look_at_line(&mut self, at: QueueAt, media: Media) {
        let places: Vec<PlaceAt> = self.queues[at].lines[media].roll.iter().collect();
        self.line_mut(at, media).oldest.clear();
        for place in places {
            self.unpark(place);
            self.rank_again(place, self.places[place].priority);
            self.watch_wait(place);
            self.freshen(place);
        }
        self.flag_anyway(at, media);
    }

    /// The skills that are not asked for any more, ring by ring: in the first all are.
    fn removed_by(&mut self, settings: &QueueSettings) -> Vec<Vec<AbilityAt>> {
        let mut gone: Vec<AbilityAt> = Vec::new();
        let mut by_ring = Vec::new();
        for ring in settings.rings() {
            by_ring.push(gone.clone());
            gone.extend(ring.removes.iter().map(|skill| self.catalogue.number(Ability::Skill(*skill))));
            gone.sort_unstable();
            gone.dedup();
        }
        by_ring
    }

    /// Forgets a queue in which nothing waits.
    pub fn remove_queue(&mut self, id: QueueId) {
        let at = self.at_queue(id);
        for agent in self.members(at).collect::<Vec<_>>() {
            self.change_signature(agent, |person| person.seats.retain(|seat| seat.queue != at));
        }
        for (_, given) in self.given.iter_mut().filter(|(_, given)| given.queue == Some(at)) {
            given.queue = None;
        }
        self.flagged.retain(|(queue, _)| *queue != at);
        self.queue_at.remove(&id);
        self.queues.remove(at);
    }
}

/// Agents.
impl Acd {
    /// How much an agent does at once who has no rule of their own.
    pub fn set_utilization(&mut self, utilization: Utilization) {
        self.limits = Limits::from(&utilization);
        self.agents.keys().into_iter().for_each(|agent| self.look_at_agent(agent));
    }

    /// How much an agent does at once of a kind of work, who has no limits of their own. A kind without a limit is
    /// limited by its medium only.
    pub fn set_label_limits(&mut self, limits: BTreeMap<LabelId, u8>) {
        self.label_limits = limits;
        self.agents.keys().into_iter().for_each(|agent| self.look_at_agent(agent));
    }

    /// Introduces an agent, or changes what they can do.
    pub fn put_agent(&mut self, id: UserId, abilities: Abilities) {
        let at = match self.agents.find(&id) {
            Some(at) => at,
            None => {
                let at = self.agents.insert(Person::new(id));
                self.log.add(at, &mut self.agents[at]);
                self.freshen_named(at);
                at
            }
        };
        let known = self.known(&abilities);
        let special = self.special(&abilities);
        let person = &mut self.agents[at];
        self.catalogue.unlearned(&person.known);
        self.catalogue.learned(&known);
        let regrouped = person.groups() != special.as_ref().map_or(&[][..], |special| &special.groups);
        self.change_signature(at, |person| (person.known, person.special) = (known, special));
        if regrouped {
            self.queues.keys().into_iter().for_each(|queue| self.seat(queue, at, None));
        }
        self.look_at_agent(at);
    }

    fn known(&mut self, abilities: &Abilities) -> Knowledge {
        let Abilities { skills, languages, .. } = abilities;
        let skills = skills.iter().map(|(skill, how_well)| (Ability::Skill(*skill), *how_well));
        let languages =
            languages.iter().map(|(language, how_well)| (Ability::Language(*language), *how_well));
        let known = skills.chain(languages);
        let mut known: Knowledge = known
            .map(|(ability, how_well)| Known { ability: self.catalogue.number(ability), how_well })
            .collect();
        known.sort_unstable_by_key(|known| known.ability);
        known
    }

    fn special(&mut self, abilities: &Abilities) -> Option<Box<Special>> {
        let Abilities { utilization, label_limits, groups, backup, .. } = abilities;
        let is_special =
            utilization.is_some() || label_limits.is_some() || !groups.is_empty() || backup.is_some();
        is_special.then(|| {
            Box::new(Special {
                limits: utilization.as_ref().map(Limits::from),
                label_limits: label_limits.clone(),
                groups: groups.iter().map(|group| self.number_of_group(*group)).collect(),
                backup: *backup,
            })
        })
    }

    fn number_of_group(&mut self, group: GroupId) -> GroupAt {
        let next = GroupAt::at(self.groups.len());
        *self.groups.entry(group).or_insert(next)
    }

    /// Forgets an agent who has no work.
    pub fn remove_agent(&mut self, id: UserId) {
        let at = self.at_agent(id);
        assert!(self.agents[at].given_last.is_none(), "{id:?} has no work");
        self.set_ready(at, MediaSet::default());
        self.freshen_named(at);
        let person = self.agents.remove(at);
        self.log.remove(&person);
        for seat in &person.seats {
            self.queues[seat.queue].in_ring[page::ring_index(seat.ring)] -= 1;
        }
        self.catalogue.unlearned(&person.known);
        self.fresh_agents.retain(|fresh| *fresh != at);
    }
}

/// Membership.
impl Acd {
    /// The agent takes work from the queue from now on, in its first ring.
    pub fn join(&mut self, queue: QueueId, agent: UserId) {
        self.join_ring(queue, agent, 1);
    }

    /// The agent takes work from the queue from now on, in this ring and those after; 1 to 6. Without bullseye
    /// routing rings do not matter.
    pub fn join_ring(&mut self, queue: QueueId, agent: UserId, ring: u8) {
        assert!(ring > 0, "rings are counted from one");
        self.seat(self.at_queue(queue), self.at_agent(agent), Some(ring));
    }

    /// The agent takes no work from the queue any more, unless a group makes them a member; what they have of
    /// it stays theirs.
    pub fn leave(&mut self, queue: QueueId, agent: UserId) {
        self.seat(self.at_queue(queue), self.at_agent(agent), Some(0));
    }

    fn seat_everybody(&mut self, queue: QueueAt) {
        self.agents.keys().into_iter().for_each(|agent| self.seat(queue, agent, None));
    }

    /// Makes an agent a member or not, in the ring that follows from how they joined (0: not at all; none: as
    /// before) and from their groups.
    fn seat(&mut self, queue: QueueAt, at: AgentAt, joined: Option<u8>) {
        let person = &self.agents[at];
        let before = person.seat(queue).copied();
        let joined = joined.or(before.map(|seat| seat.joined)).unwrap_or(0);
        let of = &mut self.queues[queue];
        let ring = of.ring(joined, person.groups());
        if let Some(before) = before {
            of.in_ring[page::ring_index(before.ring)] -= 1;
        } else if ring == 0 {
            return;
        }
        let seat = (ring > 0).then_some(Seat { queue, ring, joined });
        if seat.is_some() {
            of.in_ring[page::ring_index(ring)] += 1;
        }
        self.change_signature(at, |person| {
            person.seats.retain(|seat| seat.queue != queue);
            person.seats.extend(seat);
        });
        if seat.is_none() {
            self.freshen_named(at);
        }
        self.look_at_agent(at);
    }

    /// Somebody can be asked for something else from now on.
    fn change_signature(&mut self, at: AgentAt, change: impl FnOnce(&mut Person)) {
        let person = &mut self.agents[at];
        let before = person.signature();
        change(person);
        self.log.repaint(person.slot, &before, &person.signature());
    }

    /// Whoever takes work from a queue, longest idle first.
    pub(crate) fn members(&self, queue: QueueAt) -> impl Iterator<Item = AgentAt> {
        let seats = self.queues[queue].seats(queue, u8::MAX);
        let filter =
            Filter { ready_for: None, all: Signature::default(), seats, groups: Signature::default() };
        let maybe = Sieve::new(&self.log, filter);
        maybe.filter(move |agent| self.agents[*agent].seat(queue).is_some())
    }
}
