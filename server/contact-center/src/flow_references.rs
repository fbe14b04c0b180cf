//! What a flow names of its organization, and whether it is there.

use eyeline_contact_center::Configuration;
use eyeline_flow::{Flow, Kind, Problem, Reference, Referred, Severity};

use crate::data_actions::DataActions;

/// Names that are told for one that is not there.
const NAMES_TOLD: usize = 10;

/// What a flow names that is not there. Without a queue, a group, a skill or a person it cannot be published; another
/// flow may be published later, and a data action be configured.
pub(crate) fn missing(flow: &Flow, configuration: &Configuration, actions: &DataActions) -> Vec<Problem> {
    let references = flow.references.iter();
    references.filter_map(|reference| problem(reference, configuration, actions)).collect()
}

fn problem(reference: &Reference, configuration: &Configuration, actions: &DataActions) -> Option<Problem> {
    let Reference { at, what, name } = reference;
    let (known, severity) = match what {
        Referred::Object(kind) => (named(*kind, configuration)?, Severity::Error),
        Referred::Flow => (flows(configuration), Severity::Warning),
        Referred::DataAction => (actions.names(), Severity::Warning),
        _ => return None,
    };
    let found = known.iter().filter(|known| known.to_lowercase() == name.trim().to_lowercase()).count();
    let thing = match what {
        Referred::Object(kind) => kind.name(),
        Referred::DataAction => "data action",
        _ => "published flow",
    };
    let what = match found {
        0 => format!("there is no {thing} {name:?}"),
        1 => return None,
        _ => format!("there are {found} of {thing} {name:?}"),
    };
    let mut names: Vec<&str> = known.iter().map(String::as_str).take(NAMES_TOLD).collect();
    names.sort_unstable();
    let instead = (found == 0 && !names.is_empty()).then(|| format!("there is {}", names.join(", ")));
    Some(Problem { severity, at: *at, what, instead })
}

/// Everything of a kind; none of those that are not kept here.
fn named(kind: Kind, configuration: &Configuration) -> Option<Vec<String>> {
    Some(match kind {
        Kind::Queue => configuration.queues.values().map(|queue| queue.name.clone()).collect(),
        Kind::Group => configuration.groups.values().map(|group| group.name.clone()).collect(),
        Kind::Skill => configuration.skills.values().map(|skill| skill.name.clone()).collect(),
        Kind::LanguageSkill => {
            configuration.languages.values().map(|language| language.name.clone()).collect()
        }
        Kind::WrapupCode => configuration.wrap_up_codes.values().map(|code| code.name.clone()).collect(),
        Kind::User => {
            let logins = configuration.users.values().filter_map(|user| user.login.as_ref());
            logins.map(|login| login.reveal().clone()).collect()
        }
        _ => return None,
    })
}

fn flows(configuration: &Configuration) -> Vec<String> {
    configuration.flows.values().map(|flow| flow.name.clone()).collect()
}
