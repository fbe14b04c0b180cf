//! A router that looks at every member for every conversation, and at every conversation for every agent.

use std::cmp::Reverse;

use eyeline_acd::Work;
use eyeline_model::{Media, Timestamp};

/// An agent, as the naive router keeps them.
pub(super) struct Agent {
    pub(super) skills: Vec<(usize, u32)>,
    pub(super) queues: Vec<usize>,
    pub(super) last_acd_at: i64,
    pub(super) on_queue: bool,
    pub(super) on_queue_since: i64,
    pub(super) responds: bool,
    pub(super) rings: bool,
    /// Messages and callbacks.
    pub(super) busy: [usize; 2],
}

/// What waits.
#[derive(Clone)]
pub(super) struct Wait {
    pub(super) work: Work,
    pub(super) queue: usize,
    pub(super) skills: Vec<usize>,
    /// When it came, less a minute for each point of priority; and its number.
    pub(super) rank: (i64, u64),
    pub(super) rings: bool,
}

#[derive(Default)]
pub(super) struct Naive {
    pub(super) agents: Vec<Agent>,
    pub(super) members: Vec<Vec<usize>>,
    pub(super) waiting: Vec<Wait>,
}

impl Naive {
    fn may_have(&self, agent: &Agent, wait: &Wait) -> bool {
        let room = match wait.work.media {
            Media::Message => agent.busy[0] < 4 && agent.busy[1] == 0,
            Media::Callback => agent.busy[1] == 0,
        };
        agent.on_queue
            && agent.responds
            && !agent.rings
            && room
            && wait.skills.iter().all(|skill| agent.skills.iter().any(|(known, _)| known == skill))
    }

    /// Whom to offer it: the longest idle, then the better, then whoever came first.
    pub(super) fn agent_for(&self, wait: &Wait) -> Option<usize> {
        let members = self.members[wait.queue].iter().copied();
        let able = members.filter(|agent| self.may_have(&self.agents[*agent], wait));
        able.min_by_key(|agent| {
            let known = &self.agents[*agent].skills;
            let skill: u32 =
                known.iter().filter(|(skill, _)| wait.skills.contains(skill)).map(|(_, stars)| stars).sum();
            (self.agents[*agent].last_acd_at, Reverse(skill), self.agents[*agent].on_queue_since, *agent)
        })
    }

    /// What to offer an agent: the first in rank of what they may have, in all their queues.
    pub(super) fn work_for(&self, agent: usize) -> Option<&Wait> {
        let agent = &self.agents[agent];
        let waiting = self.waiting.iter().filter(|wait| !wait.rings && agent.queues.contains(&wait.queue));
        waiting.filter(|wait| self.may_have(agent, wait)).min_by_key(|wait| wait.rank)
    }

    pub(super) fn touch(&mut self, agent: usize, now: Timestamp) {
        self.agents[agent].last_acd_at = now.0;
    }

    pub(super) fn find(&mut self, work: Work) -> Option<&mut Wait> {
        self.waiting.iter_mut().find(|wait| wait.work == work)
    }

    pub(super) fn forget(&mut self, work: Work) {
        if let Some(at) = self.waiting.iter().position(|wait| wait.work == work) {
            self.waiting.swap_remove(at);
        }
    }
}
