//! Why a conversation rings where it rings, or waits.

use eyeline_acd::{Explanation, Method, Offer, Work};
use eyeline_conversation::RoutingDecision;
use eyeline_model::{ConversationId, Media, Timestamp};

use crate::ContactCenter;

/// Why a conversation rings where it rings, or waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoutingExplanation {
    /// For each medium on which it waits or rings: who could have it, and what keeps the others away.
    pub waiting: Vec<Explanation>,
    /// Whom it was offered to and why, oldest first; only the latest are kept.
    pub decisions: Vec<RoutingDecision>,
}

impl ContactCenter {
    /// Why a conversation rings where it rings, or waits; none if it is closed or unknown. Of a closed one its document
    /// keeps the decisions.
    pub fn explain(&self, now: Timestamp, id: ConversationId) -> Option<RoutingExplanation> {
        let conversation = self.conversations.get(&id)?;
        let work = Media::ALL.map(|media| Work { conversation: id, media });
        Some(RoutingExplanation {
            waiting: work
                .into_iter()
                .filter_map(|work| self.acd.explain(now, work, Explanation::LOOKED_AT))
                .collect(),
            decisions: conversation.decisions.iter().cloned().collect(),
        })
    }
}

impl ContactCenter {
    /// What is kept of an offer that has just been decided: the others are seen as they are right after it.
    pub(crate) fn decision(&self, now: Timestamp, offer: &Offer) -> RoutingDecision {
        let reason = &offer.reason;
        let explained = self
            .acd
            .explain(now, offer.work, RoutingDecision::LOOKED_AT)
            .expect("what rings is still in its line");
        let mut kept_away = explained.kept_away;
        kept_away.iter_mut().for_each(|kept| kept.some.truncate(RoutingDecision::NAMED));
        // Whoever is asked by hand is compared with nobody.
        let others = if reason.method == Method::Manual { 0 } else { explained.candidates };
        RoutingDecision {
            at: now,
            media: offer.work.media,
            offer: offer.communication,
            queue: offer.queue,
            agent: offer.agent,
            found_by: reason.method,
            stage: reason.stage,
            compared: u16::try_from(others).unwrap_or(u16::MAX).saturating_add(1),
            idle_since: reason.idle_since,
            skill: reason.skill,
            runner_up: explained.first.first().filter(|_| others > 0).map(|other| other.agent),
            looked_at: explained.looked_at,
            others: explained.first.into_iter().take(RoutingDecision::NAMED).collect(),
            kept_away,
        }
    }
}
