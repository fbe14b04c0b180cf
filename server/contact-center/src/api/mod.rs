//! The Platform API: one file for each group of endpoints.

mod callbacks;
mod channels;
mod conversations;
mod deployments;
mod estimated_wait;
mod flow_actions;
mod flow_versions;
mod flows;
mod groups;
mod messages;
mod organization;
mod participants;
mod presence;
mod queue_members;
mod queue_routing;
mod queues;
mod routing;
mod routing_settings;
mod routing_status;
mod skills;
mod transfers;
mod user_queues;
mod user_utilization;
mod users;
mod utilization;
mod utilization_labels;
mod wrap_up_codes;
mod wrap_ups;

use axum::Router;

use crate::{oauth, routes::Routes, service::Shared};

/// Every route that needs a token.
pub(crate) fn routes(service: &Shared) -> Routes {
    let groups = [
        callbacks::routes,
        channels::routes,
        conversations::routes,
        deployments::routes,
        estimated_wait::routes,
        flow_actions::routes,
        flow_versions::routes,
        flows::routes,
        groups::routes,
        messages::routes,
        oauth::token::routes,
        organization::routes,
        participants::routes,
        presence::routes,
        queue_members::routes,
        queues::routes,
        routing::routes,
        routing_settings::routes,
        routing_status::routes,
        skills::routes,
        transfers::routes,
        user_queues::routes,
        user_utilization::routes,
        users::routes,
        utilization::routes,
        utilization_labels::routes,
        wrap_up_codes::routes,
        wrap_ups::routes,
    ];
    groups.into_iter().fold(Routes::new(service.clone()), |routes, group| group(routes))
}

/// All of it, with what is answered to anybody.
pub(crate) fn router(service: &Shared) -> Router<Shared> {
    routes(service).into_router().merge(deployments::public())
}

#[cfg(test)]
mod tests;
