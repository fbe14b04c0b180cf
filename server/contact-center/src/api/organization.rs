//! The caller's organization.

use axum::Json;
use eyeline_contact_center::Configuration;
use eyeline_genesys::organization::{Organization, OrganizationState, ProductPlatform};

use crate::{caller::Caller, permission::Rule, routes::Routes};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v2/organizations/me", Rule::SignedIn, show)
}

async fn show(caller: Caller) -> Json<Organization> {
    Json(view(&caller.organization.configuration()))
}

/// The organization as its own users see it.
pub(super) fn view(configuration: &Configuration) -> Organization {
    let organization = &configuration.organization;
    Organization {
        id: organization.id.to_string(),
        name: organization.name.clone(),
        default_language: Some("en-us".to_owned()),
        default_country_code: None,
        domain: None,
        features: Default::default(),
        version: 1,
        state: Some(OrganizationState::Active),
        product_platform: Some(ProductPlatform::Unknown),
        self_uri: Some("/api/v2/organizations/me".to_owned()),
    }
}
