//! How much an agent does at once, unless their own rule says otherwise.

use std::collections::BTreeMap;

use axum::{Json, http::StatusCode};
use eyeline_acd::{MediaUtilization, Utilization};
use eyeline_contact_center::{Command, Configuration, Label, Object, Organization};
use eyeline_genesys::routing as wire;
use eyeline_model::{LabelId, Media};

use crate::{
    api::routing_settings, caller::Caller, permission::Rule, refused::Refused, request::Body, routes::Routes,
    view::word::media_type,
};

pub(super) const MANAGE: Rule = Rule::All(&["routing:utilization:manage"]);
pub(super) const VIEW: Rule = Rule::Any(&["routing:utilization:manage", "routing:utilization:view"]);

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/api/v2/routing/utilization";
    routes.get(path, VIEW, show).put(path, MANAGE, set).delete(path, MANAGE, reset)
}

async fn show(caller: Caller) -> Result<Json<wire::Utilization>, Refused> {
    let shown = caller.organization.read(|core| {
        let configuration = core.configuration();
        let limits = &configuration.routing.label_limits;
        view(&configuration.organization.utilization, limits, configuration)
    });
    shown.await.map(Json)
}

/// Media of which nothing is said do what they do in a new organization; labels of which nothing is said stay.
async fn set(
    caller: Caller,
    Body(wanted): Body<wire::Utilization>,
) -> Result<Json<wire::Utilization>, Refused> {
    let utilization = read(&wanted, Utilization::default())?;
    if let Some(limits) = label_limits(&wanted)? {
        routing_settings::change(&caller, |routing| routing.label_limits = limits).await?;
    }
    change(&caller, utilization).await?;
    show(caller).await
}

async fn reset(caller: Caller) -> Result<StatusCode, Refused> {
    routing_settings::change(&caller, |routing| routing.label_limits.clear()).await?;
    change(&caller, Utilization::default()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change(caller: &Caller, utilization: Utilization) -> Result<(), Refused> {
    let _turn = caller.organization.turn_to_edit().await;
    let known = caller.organization.read(|core| core.configuration().organization.clone()).await?;
    let changed = Organization { utilization, ..known };
    caller.organization.send(Command::Configure(Object::Organization(changed))).await.map(drop)
}

/// What a request says of media; those of which it says nothing are as in `otherwise`.
pub(super) fn read(wanted: &wire::Utilization, otherwise: Utilization) -> Result<Utilization, Refused> {
    let mut utilization = otherwise;
    for (name, wanted) in &wanted.utilization {
        utilization.0[medium(name)?] = MediaUtilization {
            capacity: capacity(wanted.maximum_capacity)?,
            interruptible_by: wanted
                .interruptable_media_types
                .iter()
                .map(|name| medium(name))
                .collect::<Result<_, _>>()?,
            include_non_acd: wanted.include_non_acd,
        };
    }
    Ok(utilization)
}

/// What a request says of kinds of work; none if nothing.
pub(super) fn label_limits(wanted: &wire::Utilization) -> Result<Option<BTreeMap<LabelId, u8>>, Refused> {
    let limits = wanted.label_utilizations.as_ref();
    let limits = limits.map(|limits| limits.iter().map(|(id, limit)| label_limit(id, limit)).collect());
    limits.transpose()
}

fn label_limit(id: &str, limit: &wire::LabelUtilization) -> Result<(LabelId, u8), Refused> {
    if !limit.interrupting_label_ids.is_empty() {
        return Err(Refused::invalid("interruptingLabelIds", "No label interrupts another one here."));
    }
    let id = id.parse();
    let id = id.map_err(|_| Refused::invalid("labelUtilizations", "This is not a label's id."))?;
    Ok((id, capacity(limit.maximum_capacity)?))
}

fn capacity(wanted: u32) -> Result<u8, Refused> {
    let fits = u8::try_from(wanted).ok().filter(|capacity| *capacity <= Utilization::CAPACITY_LIMIT);
    let limit = Utilization::CAPACITY_LIMIT;
    fits.ok_or_else(|| Refused::invalid("maximumCapacity", format!("maximumCapacity is 0 to {limit}.")))
}

pub(super) fn view(
    utilization: &Utilization,
    limits: &BTreeMap<LabelId, u8>,
    configuration: &Configuration,
) -> wire::Utilization {
    let media = Media::ALL.into_iter().map(|media| {
        let rule = &utilization.0[media];
        let by = rule.interruptible_by.iter().map(|media| media_type(*media).to_owned()).collect();
        let shown = wire::MediaUtilization {
            maximum_capacity: rule.capacity.into(),
            interruptable_media_types: by,
            include_non_acd: rule.include_non_acd,
        };
        (media_type(media).to_owned(), shown)
    });
    let named = |label: &LabelId| configuration.labels.get(label).map(|label: &Label| label.name.clone());
    let labels = limits.iter().map(|(id, limit)| {
        let shown = wire::LabelUtilization {
            maximum_capacity: (*limit).into(),
            interrupting_label_ids: Vec::new(),
            label_name: named(id),
        };
        (id.to_string(), shown)
    });
    wire::Utilization {
        utilization: media.collect(),
        label_utilizations: Some(labels.collect()),
        level: None,
    }
}

fn medium(wanted: &str) -> Result<Media, Refused> {
    let found = Media::ALL.into_iter().find(|media| media_type(*media) == wanted);
    found.ok_or_else(|| Refused::invalid("utilization", "There are only message and callback here."))
}
