//! Taking flows into the configuration.

use std::{collections::BTreeSet, sync::Arc};

use eyeline_flow::{FlowKind, Report};
use eyeline_model::{FlowId, Media};

use crate::{
    CheckedFlow, ContactCenter, Event, Flow, Object, ObjectKey, PublishedFlow, Refusal,
    in_queue::in_queue_kind,
};

impl ContactCenter {
    /// Publishes a flow. Conversations that are in an earlier version go on in that.
    pub(crate) fn publish_flow(
        &mut self,
        checked: CheckedFlow,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        let CheckedFlow { flow, code, .. } = checked;
        let known = self.configuration.flows.get(&flow.id).map(|known| &known.published);
        let is_older = |known: &PublishedFlow| flow.published.version <= known.version;
        if known.is_some_and(|known| *known != flow.published && is_older(known)) {
            return Err(Refusal::OutOfRange("version"));
        }
        self.take_flow(flow, Arc::new(code), events)
    }

    /// Calls a published flow by another name.
    pub(crate) fn rename_flow(&mut self, flow: Flow, events: &mut Vec<Event>) -> Result<(), Refusal> {
        let known = self.configuration.flows.get(&flow.id);
        let known = known.filter(|known| known.published == flow.published);
        let code = known.and_then(|known| self.compiled.get(&(known.id, known.published.version)));
        let code = code.cloned().ok_or(Refusal::NotChecked(flow.id))?;
        self.take_flow(flow, code, events)
    }

    fn take_flow(
        &mut self,
        mut flow: Flow,
        code: Arc<eyeline_flow::Flow>,
        events: &mut Vec<Event>,
    ) -> Result<(), Refusal> {
        if code.kind != flow.kind {
            return Err(Refusal::WrongFlowKind { flow: flow.id, found: code.kind });
        }
        self.check_uses(&flow)?;
        if let Some(problem) = self.recursion(&flow, &code) {
            let file = flow.file();
            return Err(Refusal::DoesNotCompile(Box::new(Report { file, problems: vec![problem] })));
        }
        let in_use = self.versions_in_use(flow.id);
        let published = flow.published.version;
        let is_kept = |version: u32| version != published && in_use.contains(&version);
        let known = self.configuration.flows.get(&flow.id).into_iter().flat_map(Flow::versions);
        flow.earlier = known.filter(|known| is_kept(known.version)).cloned().collect();
        self.compiled.retain(|(id, version), _| *id != flow.id || is_kept(*version));
        self.compiled.insert((flow.id, published), code);
        self.configuration.flows.insert(flow.id, flow.clone());
        events.push(Event::Configured(Object::Flow(flow)));
        Ok(())
    }

    /// A flow out of the store. One that does not compile any more stays in the configuration, and leads nobody:
    /// whoever was in it goes to the queue.
    pub(crate) fn apply_flow(&mut self, flow: Flow) {
        for version in flow.versions() {
            if let Ok(publication) = flow.compile_version(version) {
                self.compiled.insert((flow.id, version.version), Arc::new(publication.flow));
            }
        }
        self.configuration.flows.insert(flow.id, flow);
    }

    /// What names a flow must be able to go on with it.
    fn check_uses(&self, flow: &Flow) -> Result<(), Refusal> {
        let deployed =
            self.configuration.deployments.values().any(|deployment| deployment.flow == Some(flow.id));
        let queues = self.configuration.queues.values();
        let is_used = |media| queues.clone().any(|queue| queue.in_queue_flows[media] == Some(flow.id));
        let mut misused = Media::ALL.into_iter().filter(|media| in_queue_kind(*media) != flow.kind);
        if (deployed && !flow.kind.is_written_entry()) || misused.any(is_used) {
            return Err(Refusal::WrongFlowKind { flow: flow.id, found: flow.kind });
        }
        Ok(())
    }

    /// Refuses a flow that is not there, or not of the right kind.
    pub(crate) fn check_flow(&self, id: FlowId, fits: impl Fn(FlowKind) -> bool) -> Result<(), Refusal> {
        let flow = self.configuration.flows.get(&id).ok_or(Refusal::Unknown(ObjectKey::Flow(id)))?;
        if fits(flow.kind) { Ok(()) } else { Err(Refusal::WrongFlowKind { flow: id, found: flow.kind }) }
    }

    /// The versions of a flow in which conversations are.
    pub(crate) fn versions_in_use(&self, id: FlowId) -> BTreeSet<u32> {
        let going = self.runs.iter().filter_map(|running| Some((running.flow, running.going.as_ref()?)));
        let versions = going.flat_map(|(flow, going)| {
            let own = (flow, going.code.identity.version);
            let modules = going.kept.modules.iter().map(|module| (module.flow, module.version));
            std::iter::once(own).chain(modules)
        });
        versions.filter(|(flow, _)| *flow == id).map(|(_, version)| version).collect()
    }
}
