//! Flows: how they are listed, locked, saved in versions and published.
//!
//! What a version holds is the vendor's own secret: its editor saves it in a shape that is not documented. Ours is
//! [`Configuration`]: the YAML that the editor exports, and what stands for its placeholders.

use std::collections::BTreeMap;

use http::{Method, Request};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{DateTime, EntityRef, client::Caller, error::Detail};

/// Bytes of YAML, and of what stands for its placeholders, at the most.
pub const CONFIGURATION_LIMIT: usize = 1024 * 1024;

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    pub id: String,
    pub name: String,
    pub division: Option<EntityRef>,
    pub description: Option<String>,
    /// A root key of exported files, in capitals: `INBOUNDSHORTMESSAGE`.
    #[serde(rename = "type")]
    pub kind: String,
    pub locked_user: Option<EntityRef>,
    pub locked_client: Option<EntityRef>,
    /// Whether a version of it is published.
    pub active: bool,
    pub system: bool,
    pub deleted: bool,
    pub published_version: Option<FlowVersion>,
    pub saved_version: Option<FlowVersion>,
    pub checked_in_version: Option<FlowVersion>,
    pub published_by: Option<EntityRef>,
    pub self_uri: Option<String>,
}

#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowVersion {
    /// `3.0`
    pub id: String,
    pub name: Option<String>,
    /// `3`
    pub commit_version: Option<String>,
    pub configuration_version: Option<String>,
    #[serde(rename = "type")]
    pub kind: VersionKind,
    pub secure: Option<bool>,
    pub created_by: Option<EntityRef>,
    pub created_by_client: Option<EntityRef>,
    pub configuration_uri: Option<String>,
    /// Milliseconds since the epoch, as the next two.
    pub date_created: Option<i64>,
    pub date_checked_in: Option<i64>,
    pub date_saved: Option<i64>,
    pub date_published: Option<DateTime>,
    pub date_published_end: Option<DateTime>,
    pub self_uri: Option<String>,
}

/// How far a version has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum VersionKind {
    #[default]
    Save,
    CheckIn,
    Publish,
}

/// `POST /api/v2/flows`, and `PUT /api/v2/flows/{flowId}`, which keeps the type.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DescribeFlow {
    pub name: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// What a version holds, to be saved by `POST …/versions` and read at `…/versions/{versionId}/configuration`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Configuration {
    /// YAML, as the vendor's editor exports it.
    pub configuration: String,
    /// What stands for each `{{placeholder}}` in it.
    #[serde(default)]
    pub substitutions: BTreeMap<String, String>,
}

/// What became of an action on a flow. Ours are done when they are answered.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    pub id: String,
    pub complete: bool,
    pub user: Option<EntityRef>,
    pub client: Option<EntityRef>,
    pub action_name: ActionName,
    pub action_status: ActionStatus,
    /// Warnings of a flow that was published all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub error_details: Vec<Detail>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ActionName {
    CheckIn,
    Delete,
    Publish,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ActionStatus {
    Success,
}

/// What somebody does with a flow who works on it.
impl Caller {
    /// The flows of a type and a name; answered by a listing of [`Flow`].
    pub fn flows_named(&self, kind: &str, name: &str) -> Request<Vec<u8>> {
        let (kind, name) = (kind.to_lowercase(), crate::client::encoded(name));
        self.get(format!("/api/v2/flows?type={kind}&name={name}&pageSize=500"))
    }

    /// A new flow, without any version yet; answered by [`Flow`].
    pub fn create_flow(&self, flow: &DescribeFlow) -> Request<Vec<u8>> {
        self.send(Method::POST, "/api/v2/flows".to_owned(), flow)
    }

    /// Saves a version; answered by [`FlowVersion`].
    pub fn save_flow(&self, id: &str, configuration: &Configuration) -> Request<Vec<u8>> {
        let path = format!("/api/v2/flows/{}/versions", crate::client::encoded(id));
        self.send(Method::POST, path, configuration)
    }

    /// Publishes one version; answered by [`Operation`].
    pub fn publish_flow(&self, id: &str, version: &str) -> Request<Vec<u8>> {
        let (id, version) = (crate::client::encoded(id), crate::client::encoded(version));
        let path = format!("/api/v2/flows/actions/publish?flow={id}&version={version}");
        self.request(Method::POST, path).body(Vec::new()).expect("the path was built from valid parts")
    }

    /// Answered by [`Flow`] or [`Operation`], as the vendor has it.
    pub fn act_on_flow(&self, action: &str, id: &str) -> Request<Vec<u8>> {
        let path = format!("/api/v2/flows/actions/{action}?flow={}", crate::client::encoded(id));
        self.request(Method::POST, path).body(Vec::new()).expect("the path was built from valid parts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_looked_for_by_type_and_name() {
        let caller = Caller::bearer("secret").expect("a plain token");
        let request = caller.flows_named("inboundShortMessage", "Grüezi & co");
        let shown = "/api/v2/flows?type=inboundshortmessage&name=Gr%C3%BCezi%20%26%20co&pageSize=500";
        assert_eq!(request.uri(), shown);
        let request = caller.act_on_flow("publish", "a/b");
        let shown = (request.method().as_str(), request.uri().to_string());
        assert_eq!(shown, ("POST", "/api/v2/flows/actions/publish?flow=a%2Fb".to_owned()));
        let request = caller.publish_flow("a/b", "3.0");
        assert_eq!(request.uri(), "/api/v2/flows/actions/publish?flow=a%2Fb&version=3.0");
    }

    #[test]
    fn words_are_the_vendors() {
        let words = |kind: VersionKind| serde_json::to_value(kind).expect("a word");
        assert_eq!([VersionKind::CheckIn, VersionKind::Publish].map(words), ["CHECKIN", "PUBLISH"]);
    }
}
