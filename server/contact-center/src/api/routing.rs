//! Why a conversation rings where it rings, or waits: our own, beside the vendor's API.

use axum::{Json, extract::State};
use eyeline_model::ConversationId;
use eyeline_shell::now;

use super::conversations::readable;
use crate::{
    caller::Caller,
    permission::Rule,
    refused::Refused,
    request::At,
    routes::Routes,
    service::Shared,
    view::{live, routing},
};

const VIEW: Rule = Rule::All(&["conversation:communication:view"]);

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/eyeline/v1/conversations", VIEW, list)
        // Whoever takes part may ask as well.
        .get("/api/eyeline/v1/conversations/{id}/routing", Rule::SignedIn, explain)
}

/// Everything that goes on, longest in line first.
async fn list(caller: Caller) -> Result<Json<live::Live>, Refused> {
    caller.organization.read(|core| live::live(now(), core)).await.map(Json)
}

async fn explain(
    State(service): State<Shared>,
    caller: Caller,
    At(id): At<ConversationId>,
) -> Result<Json<routing::Explained>, Refused> {
    let conversation = readable(&service, &caller, id).await?;
    let explained = caller.organization.read(move |core| routing::explained(now(), core, &conversation));
    explained.await.map(Json)
}
