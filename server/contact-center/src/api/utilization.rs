//! How much an agent does at once.

use axum::Json;
use eyeline_genesys::routing::{MediaUtilization, Utilization};
use eyeline_model::Media;

use crate::{caller::Caller, permission::Rule, refused::Refused, routes::Routes};

pub(super) fn routes(routes: Routes) -> Routes {
    let view = Rule::Any(&["routing:utilization:manage", "routing:utilization:view"]);
    routes.get("/api/v2/routing/utilization", view, show)
}

async fn show(caller: Caller) -> Result<Json<Utilization>, Refused> {
    let rule = caller.organization.read(|core| core.configuration().organization.utilization.clone()).await?;
    let media = |media: Media| MediaUtilization {
        maximum_capacity: rule.0[media].capacity.into(),
        interruptable_media_types: rule.0[media]
            .interruptible_by
            .iter()
            .map(|media| name(*media).to_owned())
            .collect(),
        include_non_acd: false,
    };
    let utilization = Media::ALL.into_iter().map(|medium| (name(medium).to_owned(), media(medium))).collect();
    Ok(Json(Utilization { utilization }))
}

fn name(media: Media) -> &'static str {
    match media {
        Media::Message => "message",
        Media::Callback => "callback",
    }
}
