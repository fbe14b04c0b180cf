//! After-call work: saying what it was about, and being done with it.

use eyeline_conversation::{AfterCallWork, SessionKey, Stage, WrapUp, WrapUpLabel};
use eyeline_model::{Timestamp, UserId, WrapUpCodeId};

use crate::{
    AskForAfterCallWork, ContactCenter, Event, ObjectKey, Refusal, SessionOf, WrapUpSession,
    lookup::AgentSession,
};

impl ContactCenter {
    pub(crate) fn wrap_up(
        &mut self,
        now: Timestamp,
        wrap_up: WrapUpSession,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let WrapUpSession { session, code, notes, provisional } = wrap_up;
        let found = self.known_agent_session(session)?;
        if found.session.connected_at().is_none() {
            return Err(found.session.stage.instead_of("connected").into());
        }
        self.check_code(found.key, code)?;
        let provisional = provisional || found.session.stage.is_live();
        let label = WrapUpLabel::Code(code);
        self.write_wrap_up(&found, WrapUp { label, notes, at: now, provisional }, events);
        let may_end = matches!(found.session.stage, Stage::WrapUp { work, .. } if !work.is_forced());
        if may_end && !provisional {
            self.finish_session(now, found.key, found.agent, events);
        }
        Ok(())
    }

    fn check_code(&self, session: SessionKey, code: WrapUpCodeId) -> Result<(), Refusal> {
        self.known(ObjectKey::WrapUpCode(code))?;
        let participant = self.conversations[&session.conversation].participant(session.participant);
        let queue = participant.and_then(|participant| self.configuration.queues.get(&participant.queue()?));
        let allowed =
            queue.is_none_or(|queue| queue.wrap_up_codes.is_empty() || queue.wrap_up_codes.contains(&code));
        if allowed { Ok(()) } else { Err(Refusal::CodeNotAllowed(ObjectKey::WrapUpCode(code))) }
    }

    fn write_wrap_up(&mut self, of: &AgentSession, wrap_up: WrapUp, events: &mut Vec<Event>) {
        self.session_mut(of.key).wrap_up = Some(wrap_up.clone());
        events.push(Event::WrappedUp { session: of.key, agent: of.agent, wrap_up });
    }

    pub(crate) fn finish_after_call_work(
        &mut self,
        now: Timestamp,
        at: SessionOf,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let found = self.known_agent_session(at)?;
        let Stage::WrapUp { work, .. } = found.session.stage else {
            return Err(found.session.stage.instead_of("wrap-up").into());
        };
        if work.is_forced() {
            return Err(Refusal::AfterCallWorkIsForced);
        }
        if work.needs_code() && found.session.wrap_up.is_none() {
            return Err(Refusal::CodeRequired);
        }
        self.finish_session(now, found.key, found.agent, events);
        Ok(())
    }

    pub(crate) fn ask_for_after_call_work(
        &mut self,
        ask: AskForAfterCallWork,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let found = self.known_agent_session(ask.session)?;
        if !found.session.stage.is_connected() {
            return Err(found.session.stage.instead_of("connected").into());
        }
        if found.session.after_call_work_requested != ask.wanted {
            self.session_mut(found.key).after_call_work_requested = ask.wanted;
            events.push(Event::AfterCallWorkAsked { session: found.key, wanted: ask.wanted });
        }
        Ok(())
    }

    /// The time for after-call work is over: without a code, the time-out is the code.
    pub(crate) fn time_is_up(&mut self, now: Timestamp, key: SessionKey, events: &mut Vec<Event>) {
        let at = SessionOf { conversation: key.conversation, communication: key.communication };
        let found = self.known_agent_session(at).expect("only agents have after-call work");
        let Stage::WrapUp { work, .. } = found.session.stage else { return };
        if work.needs_code() && found.session.wrap_up.is_none() {
            let label = WrapUpLabel::TimedOut;
            self.write_wrap_up(&found, WrapUp { label, notes: None, at: now, provisional: false }, events);
        }
        self.finish_session(now, found.key, found.agent, events);
    }

    /// The agent is done with the session for good.
    fn finish_session(&mut self, now: Timestamp, key: SessionKey, agent: UserId, events: &mut Vec<Event>) {
        let session = self.session_mut(key);
        let before = session.stage;
        session.finish(now).expect("only after-call work is finished");
        if let Some(wrap_up) = &mut session.wrap_up {
            wrap_up.provisional = false;
        }
        self.timers.clear(key, before);
        if matches!(before, Stage::WrapUp { work, .. } if AfterCallWork::holds_capacity(work)) {
            self.acd.release(key.communication);
        }
        events.push(Event::AfterCallWorkEnded { session: key, agent });
    }
}
