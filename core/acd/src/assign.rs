//! Who gets what.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use eyeline_model::{Duration, Ids, Media, Timestamp, UserId};

use crate::{Acd, Assignment, AssignmentStage, Offer, Work, agent::Idle, rank::Rank};

/// An agent's last work counts for this long; after it they count as never having had any
/// (`genesys-cloud-acd-processing`).
const LOOK_BACK: Duration = Duration::from_secs(7 * 24 * 3_600);

/// What has changed since the last [`Acd::assign`]: only there can a new match be found.
#[derive(Debug, Default)]
pub(crate) struct Fresh {
    pub(crate) work: BTreeSet<Work>,
    pub(crate) agents: BTreeSet<UserId>,
}

/// Why a piece of work is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reason {
    /// Somebody may be there for it.
    NewWork,
    /// It is the best there is for this agent.
    FreeAgent(UserId),
}

/// A ready agent who may have a piece of work; the smallest gets it (evaluation method “all skills matching”).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Candidate {
    last_acd_at: Option<Timestamp>,
    skill: Reverse<u32>,
    on_queue_since: Timestamp,
    agent: UserId,
}

impl Acd {
    /// Offers what waits to whoever is ready for it: the highest ranked work first, whichever queue it is in, to the
    /// agent who has been idle for longest.
    ///
    /// After each call nothing waits that some ready agent could have; so only what has changed since is looked at.
    pub fn assign(&mut self, now: Timestamp, ids: &mut Ids) -> Vec<Offer> {
        let mut offers = Vec::new();
        let mut chances = self.chances();
        while let Some(((rank, reason), work)) = chances.pop_first() {
            // Somebody else may have got it, or the agent something else: both then look for the next best.
            if self.waits_at(work, rank)
                && let Some(agent) = self.best_agent(now, work)
            {
                offers.push(self.offer(now, agent, work, ids));
            }
            if let Reason::FreeAgent(agent) = reason
                && let Some((rank, work)) = self.best_work(agent)
            {
                chances.insert((rank, reason), work);
            }
        }
        offers
    }

    /// Every piece of work that something fresh may match, in order of rank.
    fn chances(&mut self) -> BTreeMap<(Rank, Reason), Work> {
        let fresh = std::mem::take(&mut self.fresh);
        let ranked = |work: &Work| Some((self.places.get(work)?.rank, *work));
        let new = fresh.work.iter().filter_map(ranked).map(|(rank, work)| ((rank, Reason::NewWork), work));
        let freed = fresh.agents.iter().filter_map(|agent| {
            let (rank, work) = self.best_work(*agent)?;
            Some(((rank, Reason::FreeAgent(*agent)), work))
        });
        new.chain(freed).collect()
    }

    fn waits_at(&self, work: Work, rank: Rank) -> bool {
        self.places.get(&work).is_some_and(|place| place.rank == rank && place.offer.is_none())
    }

    /// The highest ranked work in all the agent's queues that they may have: one queue can starve another, as it
    /// is meant to be (`genesys-cloud-acd-processing`).
    fn best_work(&self, id: UserId) -> Option<(Rank, Work)> {
        let agent = self.agents.get(&id)?;
        let ready = agent.readiness(id, &self.utilization)?;
        let lines = agent.queues.iter().flat_map(|queue| {
            let lines = &self.queues[queue].lines;
            Media::ALL.into_iter().filter(|media| ready.media[*media]).map(|media| &lines[media])
        });
        lines
            .filter_map(|line| line.waiting.iter().find(|(_, work)| self.skill_for(id, **work).is_some()))
            .map(|(rank, work)| (*rank, *work))
            .min()
    }

    fn best_agent(&self, now: Timestamp, work: Work) -> Option<UserId> {
        let entry = &self.places[&work].entry;
        let ready = &self.queues[&entry.request.queue].lines[work.media].ready;
        match &entry.preference {
            None => self.longest_idle(now, work, ready),
            Some(preference) => {
                let preferred = ready.iter().filter(|idle| preference.agents.contains(&idle.agent));
                self.longest_idle(now, work, preferred)
            }
        }
    }

    /// The longest idle of those who may have the work. `ready` comes longest idle first, so the search ends with
    /// the first one found, and those who have been idle for just as long.
    fn longest_idle<'a>(
        &self,
        now: Timestamp,
        work: Work,
        ready: impl IntoIterator<Item = &'a Idle>,
    ) -> Option<UserId> {
        let mut best: Option<Candidate> = None;
        for idle in ready {
            let last_acd_at = idle.last_acd_at.filter(|at| now - *at <= LOOK_BACK);
            if best.is_some_and(|best| best.last_acd_at < last_acd_at) {
                break;
            }
            let Some(skill) = self.skill_for(idle.agent, work) else { continue };
            let Idle { on_queue_since, agent, .. } = *idle;
            let candidate = Candidate { last_acd_at, skill: Reverse(skill), on_queue_since, agent };
            best = Some(best.map_or(candidate, |best| best.min(candidate)));
        }
        best.map(|best| best.agent)
    }

    /// How well an agent meets what work asks for; none if they may not have it. While preferred agents are asked,
    /// skills do not matter.
    fn skill_for(&self, agent: UserId, work: Work) -> Option<u32> {
        let entry = &self.places[&work].entry;
        match &entry.preference {
            Some(preference) => preference.agents.contains(&agent).then_some(0),
            None => self.agents[&agent].skill(&entry.request),
        }
    }

    fn offer(&mut self, now: Timestamp, agent: UserId, work: Work, ids: &mut Ids) -> Offer {
        let queue = self.places[&work].entry.request.queue;
        let until = now + self.queues[&queue].settings.alerting_timeout[work.media];
        let offer = Offer { communication: ids.next(), work, queue, agent, until };
        let stage = AssignmentStage::Alerting { until };
        // Being idle counts from the alert on, answered or not.
        self.touch(now, agent);
        self.assign_to(offer.communication, agent, Assignment { work, queue, stage });
        offer
    }
}
