use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use expect_test::expect_file;
use eyeline_shell::Store;
use serde::Deserialize;

use crate::{
    Config,
    guest::jwt::Signer,
    permission::{Role, Rule},
    service::Service,
};

/// What the vendor documents for a route.
#[derive(Deserialize)]
struct Documented {
    rule: String,
    permissions: BTreeSet<String>,
}

/// Where we ask for something else, and why.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "GET /api/v2/conversations/{}",
    "whoever takes part may read it; the handler asks the others for the permission",
)];

/// What each of our routes asks for.
async fn rules() -> Vec<(&'static str, &'static str, Rule)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&folder.path().join("eyeline.db")).await.unwrap();
    let service = Service::new(Config::default(), store, Signer::new(&[0; 32]), []);
    super::routes(&Arc::new(service)).rules().to_vec()
}

fn is_ours(path: &str) -> bool {
    path.starts_with("/api/eyeline/")
}

fn nameless(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_route_asks_for_the_permissions_that_the_vendor_documents() {
    let documented: BTreeMap<String, Documented> =
        serde_json::from_str(include_str!("permissions.json")).unwrap();
    for (method, path, rule) in rules().await {
        let route = format!("{method} {}", nameless(path));
        if is_ours(path) || EXCEPTIONS.iter().any(|(exception, _)| *exception == route) {
            continue;
        }
        let wanted = documented.get(&route).unwrap_or_else(|| panic!("{route} is not the vendor's"));
        let (kind, asked): (_, &[&str]) = match rule {
            Rule::SignedIn => ("NO", &[]),
            Rule::Any(permissions) => ("ANY", permissions),
            Rule::All(permissions) => ("ALL", permissions),
        };
        let asked: BTreeSet<String> = asked.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(asked, wanted.permissions, "{route}");
        assert!(kind == wanted.rule || asked.len() == 1, "{route} wants {}", wanted.rule);
    }
}

#[tokio::test]
async fn an_administrator_may_do_whatever_is_served() {
    for (method, path, rule) in rules().await {
        let may = |permission: &str| crate::permission::grants(&[Role::Administrator], permission);
        let is_allowed = match rule {
            Rule::SignedIn => true,
            Rule::Any(permissions) => permissions.iter().any(|permission| may(permission)),
            Rule::All(permissions) => permissions.iter().all(|permission| may(permission)),
        };
        assert!(is_allowed, "{method} {path}");
    }
}

/// Where the generated part of `docs/compat/genesys.md` begins.
const OPERATIONS: &str = "## Operations\n";

/// `UPDATE_EXPECT=1 cargo test -p eyeline-contact-center-server --lib` writes the table anew.
#[tokio::test]
async fn the_table_of_operations_is_up_to_date() {
    let written = include_str!("../../../../docs/compat/genesys.md");
    let (by_hand, _) = written.split_once(OPERATIONS).unwrap();
    let operations = operations(&rules().await);
    expect_file!["../../../../docs/compat/genesys.md"]
        .assert_eq(&format!("{by_hand}{OPERATIONS}{operations}"));
}

/// One table for each group of paths.
fn operations(rules: &[(&str, &str, Rule)]) -> String {
    let mut groups = BTreeMap::<&str, BTreeSet<(&str, &str, String)>>::new();
    for (method, path, rule) in rules {
        let group = if is_ours(path) { "Eyeline's own" } else { path.split('/').nth(3).unwrap() };
        groups.entry(group).or_default().insert((path, method, asks(*rule)));
    }
    let mut tables = String::new();
    for (group, operations) in groups {
        write!(tables, "\n### {group}\n\n| operation | asks for |\n|---|---|\n").unwrap();
        for (path, method, asks) in operations {
            writeln!(tables, "| `{method} {path}` | {asks} |").unwrap();
        }
    }
    tables
}

fn asks(rule: Rule) -> String {
    let names = |permissions: &[&str], joint| {
        permissions.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(joint)
    };
    match rule {
        Rule::SignedIn => "a token".to_owned(),
        Rule::Any(permissions) => names(permissions, " or "),
        Rule::All(permissions) => names(permissions, " and "),
    }
}
