//! What the events say, kept apart from the core, so that the two can be compared.

use std::collections::{BTreeMap, BTreeSet};

use eyeline_acd::Work;
use eyeline_contact_center::{Answer, Event, Refusal};
use eyeline_conversation::SessionKey;
use eyeline_model::{CommunicationId, ConversationId, Media, QueueId, UserId};

use crate::violation::{Broken, ensure};

/// Who waits, whose desk rings and who serves, by what the events say alone.
///
/// Laws: nothing waits twice, rings twice or is served twice; whoever answers was asked; whatever began is over once.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The conversations that are not closed.
    live: BTreeSet<ConversationId>,
    /// By the ACD's session.
    waiting: BTreeMap<CommunicationId, Work>,
    works: BTreeMap<Work, CommunicationId>,
    /// By the offered session, the fence token.
    offers: BTreeMap<CommunicationId, (Work, UserId)>,
    ringing: BTreeSet<Work>,
    desks: BTreeMap<UserId, CommunicationId>,
    serving: BTreeMap<CommunicationId, (Work, UserId)>,
    served: BTreeSet<Work>,
    /// The lines of which somebody has heard that they are long.
    alerts: BTreeSet<(QueueId, Media)>,
}

impl Ledger {
    pub(crate) fn note(&mut self, event: &Event) -> Result<(), Broken> {
        match event {
            Event::ConversationStarted { conversation } => {
                let is_new = self.live.insert(*conversation);
                ensure(is_new, "a conversation begins once", || format!("{conversation} again"))
            }
            Event::Queued { session, media, .. } => {
                let work = Work { conversation: session.conversation, media: *media };
                self.waits(session, work)
            }
            Event::Offered { session, media, agent, .. } => {
                let work = Work { conversation: session.conversation, media: *media };
                self.rings(session.communication, work, *agent)
            }
            Event::Answered { session, agent, .. } => self.is_answered(session.communication, *agent),
            Event::OfferEnded { session, agent, .. } => {
                self.stops_ringing(session.communication, *agent, "an offer ends once")?;
                Ok(())
            }
            Event::Disconnected { session, .. } => {
                self.is_over(session.communication);
                Ok(())
            }
            Event::DepthAlerted { queue, media, is_raised, .. } => {
                let line = (*queue, *media);
                let is_new = if *is_raised { self.alerts.insert(line) } else { self.alerts.remove(&line) };
                ensure(is_new, "a line becomes long and short in turn", || format!("{event:?}"))
            }
            Event::ConversationClosed { conversation } => self.closes(conversation.id),
            _ => Ok(()),
        }
    }

    fn waits(&mut self, session: &SessionKey, work: Work) -> Result<(), Broken> {
        let is_new = self.works.insert(work, session.communication).is_none() && !self.served.contains(&work);
        self.waiting.insert(session.communication, work);
        ensure(is_new, "nothing waits that waits or is served already", || format!("{work:?}"))
    }

    fn rings(&mut self, offer: CommunicationId, work: Work, agent: UserId) -> Result<(), Broken> {
        ensure(self.works.contains_key(&work), "only what waits is offered", || format!("{work:?}"))?;
        ensure(self.ringing.insert(work), "nothing rings on two desks", || format!("{work:?}"))?;
        let before = self.desks.insert(agent, offer);
        ensure(before.is_none(), "an agent is offered one thing at a time", || format!("{agent}"))?;
        let before = self.offers.insert(offer, (work, agent));
        ensure(before.is_none(), "an offer has a token of its own", || format!("{offer}"))
    }

    fn is_answered(&mut self, offer: CommunicationId, agent: UserId) -> Result<(), Broken> {
        let work = self.stops_ringing(offer, agent, "whoever answers was asked")?;
        if let Some(place) = self.works.remove(&work) {
            self.waiting.remove(&place);
        }
        self.serving.insert(offer, (work, agent));
        ensure(self.served.insert(work), "nothing is served by two", || format!("{work:?}"))
    }

    fn stops_ringing(
        &mut self,
        offer: CommunicationId,
        agent: UserId,
        law: &'static str,
    ) -> Result<Work, Broken> {
        let found = self.offers.remove(&offer).filter(|(_, asked)| *asked == agent);
        let (work, _) = found.ok_or_else(|| Broken { law, detail: format!("{offer} of {agent}") })?;
        self.desks.remove(&agent);
        self.ringing.remove(&work);
        Ok(work)
    }

    fn is_over(&mut self, session: CommunicationId) {
        if let Some(work) = self.waiting.remove(&session) {
            self.works.remove(&work);
        }
        if let Some((work, _)) = self.serving.remove(&session) {
            self.served.remove(&work);
        }
    }

    fn closes(&mut self, id: ConversationId) -> Result<(), Broken> {
        ensure(self.live.remove(&id), "a conversation closes once", || format!("{id}"))?;
        let goes_on = |work: &Work| {
            self.works.contains_key(work) || self.served.contains(work) || self.ringing.contains(work)
        };
        let works = Media::ALL.map(|media| Work { conversation: id, media });
        ensure(!works.iter().any(goes_on), "in a closed conversation nothing goes on", || format!("{id}"))
    }

    /// The fence: an answer is taken if it rings for this agent, and only then; said again by the same agent it changes
    /// nothing.
    pub(crate) fn judge(&self, answer: Answer, result: Result<&[Event], &Refusal>) -> Result<(), Broken> {
        let Answer { communication, agent, conversation } = answer;
        let is_good = self
            .offers
            .get(&communication)
            .is_some_and(|(work, asked)| *asked == agent && work.conversation == conversation);
        let answers = |event: &Event| matches!(event, Event::Answered { session, .. } if session.communication == communication);
        match result {
            Ok(events) if events.iter().any(answers) => {
                ensure(is_good, "only an offer that rings is answered", || format!("{answer:?}"))
            }
            Ok(_) => {
                let is_repeated =
                    self.serving.get(&communication).is_some_and(|(_, serves)| *serves == agent);
                ensure(is_repeated, "an answer to nothing is refused", || format!("{answer:?}"))
            }
            Err(refusal) => ensure(!is_good, "a good answer is taken", || format!("{answer:?}: {refusal:?}")),
        }
    }

    /// What waits, ringing or not.
    pub(crate) fn works(&self) -> impl Iterator<Item = Work> {
        self.works.keys().copied()
    }

    pub(crate) const fn alerts(&self) -> &BTreeSet<(QueueId, Media)> {
        &self.alerts
    }

    /// After a restart it is said again which lines are long.
    pub(crate) fn forget_alerts(&mut self) {
        self.alerts.clear();
    }

    pub(crate) const fn live(&self) -> &BTreeSet<ConversationId> {
        &self.live
    }
}
