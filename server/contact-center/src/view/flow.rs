//! Flows and their versions.

use eyeline_contact_center::Configuration;
use eyeline_flow::{Problem, Report, Severity};
use eyeline_genesys::{
    EntityRef,
    error::{Detail, FlowProblem},
    flow::{self as wire, VersionKind},
};

use crate::{
    drafts::{Author, Draft, Version},
    view::word,
};

const FLOWS: &str = "/api/v2/flows";

/// A flow, and which of its versions leads conversations.
pub(crate) fn flow(draft: &Draft, configuration: &Configuration) -> wire::Flow {
    let published = configuration.flows.get(&draft.id).map(|flow| flow.published.version);
    let view = |version: &Version| self::version(draft, version, configuration);
    let published_version = published.and_then(|number| draft.version(number));
    let holder = draft.lock.map(|holder| (holder, author(holder, configuration)));
    let organization = &configuration.organization;
    wire::Flow {
        id: draft.id.to_string(),
        name: draft.name.clone(),
        division: Some(EntityRef::to(organization.id.to_string()).named(organization.name.as_str())),
        description: draft.description.clone(),
        kind: draft.kind.key().to_uppercase(),
        locked_user: holder
            .clone()
            .filter(|(holder, _)| matches!(holder, Author::User(_)))
            .map(|held| held.1),
        locked_client: holder.filter(|(holder, _)| matches!(holder, Author::Client(_))).map(|held| held.1),
        active: published.is_some(),
        published_by: published_version.map(|version| author(version.author, configuration)),
        published_version: published_version.map(view),
        saved_version: draft.versions.last().map(view),
        checked_in_version: draft.checked_in().map(view),
        self_uri: Some(format!("{FLOWS}/{}", draft.id)),
        ..wire::Flow::default()
    }
}

/// One version of a flow.
pub(crate) fn version(draft: &Draft, version: &Version, configuration: &Configuration) -> wire::FlowVersion {
    let published = configuration.flows.get(&draft.id).map(|flow| flow.published.version);
    let id = format!("{}.0", version.number);
    let by = author(version.author, configuration);
    let (created_by, created_by_client) = match version.author {
        Author::User(_) => (Some(by), None),
        Author::Client(_) => (None, Some(by)),
    };
    let self_uri = format!("{FLOWS}/{}/versions/{id}", draft.id);
    wire::FlowVersion {
        name: Some(draft.name.clone()),
        commit_version: Some(version.number.to_string()),
        configuration_version: Some(id.clone()),
        kind: match version {
            version if version.published_at.is_some() || published == Some(version.number) => {
                VersionKind::Publish
            }
            version if version.checked_in_at.is_some() => VersionKind::CheckIn,
            _ => VersionKind::Save,
        },
        secure: Some(false),
        created_by,
        created_by_client,
        configuration_uri: Some(format!("{self_uri}/configuration")),
        date_created: Some(version.saved_at.as_millis()),
        date_saved: Some(version.saved_at.as_millis()),
        date_checked_in: version.checked_in_at.map(|at| at.as_millis()),
        date_published: version.published_at.map(word::time),
        date_published_end: version.published_until.map(word::time),
        self_uri: Some(self_uri),
        id,
    }
}

/// Somebody who works on flows. A client's name is not at hand.
pub(crate) fn author(author: Author, configuration: &Configuration) -> EntityRef {
    match author {
        Author::User(id) => {
            let name = configuration.users.get(&id).map(|user| user.name.reveal().clone());
            let self_uri = Some(format!("/api/v2/users/{id}"));
            EntityRef { name, self_uri, ..EntityRef::to(id.to_string()) }
        }
        Author::Client(id) => EntityRef::to(id.to_string()),
    }
}

/// Everything that is wrong with a flow's file.
pub(crate) fn problems(report: &Report) -> Vec<FlowProblem> {
    let problem = |problem: &Problem| FlowProblem {
        is_warning: problem.severity == Severity::Warning,
        line: problem.at.line,
        column: problem.at.column,
        what: problem.what.clone(),
        instead: problem.instead.clone(),
    };
    report.problems.iter().map(problem).collect()
}

/// A warning beside what was done all the same.
pub(crate) fn warning(problem: &Problem) -> Detail {
    let instead = problem.instead.iter().map(|instead| format!("; {instead}")).collect::<String>();
    Detail {
        error_code: Some(format!("{}: {}{instead}", problem.at, problem.what)),
        field_name: Some("configuration".to_owned()),
        ..Detail::default()
    }
}
