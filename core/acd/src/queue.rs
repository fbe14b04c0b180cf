//! A queue as routing sees it.

use std::collections::BTreeSet;

use eyeline_model::{Duration, Media, PerMedia, Preference, RoutingRequest, Timestamp, UserId};

use crate::{PreferredRule, ScoringMethod, agent::Readiness, line::Line};

/// What a queue's administrator has set that matters to routing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct QueueSettings {
    /// How what waits is ranked.
    pub scoring: ScoringMethod,
    /// How long an offer rings.
    pub alerting_timeout: PerMedia<Duration>,
    /// The stages in which preferred agents are asked; without any, nobody is preferred.
    pub preferred_rules: Vec<PreferredRule>,
}

/// A queue.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) settings: QueueSettings,
    /// Agents who have joined.
    pub(crate) members: BTreeSet<UserId>,
    pub(crate) lines: PerMedia<Line>,
}

impl Queue {
    /// The stage of preferred routing that begins at `from`, if there is a rule for it.
    pub(crate) fn preference(
        &self,
        stage: usize,
        request: &RoutingRequest,
        from: Timestamp,
    ) -> Option<Preference> {
        if request.preferred.is_empty() {
            return None;
        }
        let until = from + self.settings.preferred_rules.get(stage)?.wait;
        let rules = &self.settings.preferred_rules[..=stage];
        let agents = request
            .preferred
            .iter()
            .filter(|preferred| rules.iter().any(|rule| rule.who.include(preferred.score)))
            .map(|preferred| preferred.agent)
            .collect();
        Some(Preference { stage, agents, until })
    }

    /// A member is ready for other things than before.
    pub(crate) fn replace_ready(&mut self, before: Option<&Readiness>, after: Option<&Readiness>) {
        for media in Media::ALL {
            let line = &mut self.lines[media];
            if let Some(before) = before {
                line.ready.remove(&before.idle);
            }
            if let Some(after) = after.filter(|after| after.media[media]) {
                line.ready.insert(after.idle);
            }
        }
    }
}
