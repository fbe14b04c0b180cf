//! Taking flows into the configuration.

use std::{collections::BTreeSet, sync::Arc};

use eyeline_flow::FlowKind;
use eyeline_model::{FlowId, Media};

use crate::{ContactCenter, Event, Flow, Object, ObjectKey, Refusal, in_queue::in_queue_kind};

impl ContactCenter {
    /// Publishes a flow, if it is sound. Conversations that are in an earlier version go on in that.
    pub(crate) fn configure_flow(&mut self, mut flow: Flow, events: &mut Vec<Event>) -> Result<(), Refusal> {
        let known = self.configuration.flows.get(&flow.id);
        let is_published = known.is_some_and(|known| known.published == flow.published);
        if !is_published && known.is_some_and(|known| flow.published.version <= known.published.version) {
            return Err(Refusal::OutOfRange("version"));
        }
        let publication = flow.compile().map_err(|report| Refusal::DoesNotCompile(Box::new(report)))?;
        if publication.flow.kind != flow.kind {
            return Err(Refusal::WrongFlowKind { flow: flow.id, found: publication.flow.kind });
        }
        self.check_uses(&flow)?;
        let in_use = self.versions_in_use(flow.id);
        let published = flow.published.version;
        let is_kept = |version: u32| version != published && in_use.contains(&version);
        let known = known.into_iter().flat_map(Flow::versions);
        flow.earlier = known.filter(|known| is_kept(known.version)).cloned().collect();
        self.compiled.retain(|(id, version), _| *id != flow.id || is_kept(*version));
        self.compiled.insert((flow.id, published), Arc::new(publication.flow));
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
