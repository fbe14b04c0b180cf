//! What flows can ask of other systems, over HTTP.
//!
//! The operator names every address, in the configuration: flows and those who write them choose among these, and
//! cannot send the server anywhere else. Redirects are not followed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use eyeline_flow::{Contract, Contracts, Failure, Kind, Reply, Type, Value};
use eyeline_model::Pii;
use eyeline_shell::{ConnectError, Connector};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value as Json;

/// An answer that is longer is refused: what a flow takes of it is kept with the conversation.
const ANSWER_BYTES: usize = 256 * 1024;
/// The header by which the other system recognises a request that comes twice
/// (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// One action, as it is configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataAction {
    /// The integration's name: a flow's `category`.
    pub category: String,
    /// The action's name: a flow's `dataAction`.
    pub action: String,
    /// `GET` if not set; or `POST`, `PUT`, `PATCH`, `DELETE`.
    pub method: Option<String>,
    /// Where to ask, such as `https://crm.example.com/customers/{id}`. Inputs stand in braces, after the host.
    pub url: String,
    /// Sent with every request.
    #[serde(default)]
    pub headers: BTreeMap<String, Pii<String>>,
    /// What each input is, such as `String` or `IntegerCollection`. Without any, a flow may send whatever it likes;
    /// with some, only these and those that the address names.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
    /// Where in the answer each output is. Without any, the answer's own members are the outputs.
    #[serde(default)]
    pub outputs: BTreeMap<String, Output>,
}

/// Where in an answer an output is: a JSON pointer (RFC 6901), alone or with what is there.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "an output is a JSON pointer, or { at = \"/a/pointer\", type = \"Integer\" }")]
pub enum Output {
    /// The pointer alone.
    At(String),
    /// The pointer, and the type.
    Typed(TypedOutput),
}

/// An output of which is known what it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedOutput {
    /// The pointer.
    pub at: String,
    /// What is there, such as `String` or `IntegerCollection`.
    #[serde(rename = "type")]
    pub of: String,
}

impl Output {
    /// The pointer.
    pub fn at(&self) -> &str {
        match self {
            Self::At(at) => at,
            Self::Typed(output) => &output.at,
        }
    }

    fn of(&self) -> Result<Option<Type>, String> {
        match self {
            Self::At(_) => Ok(None),
            Self::Typed(output) => named_type(&output.of).map(Some),
        }
    }
}

/// An action that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("the data action {action} of {category}: {why}")]
pub struct Misconfigured {
    category: String,
    action: String,
    why: String,
}

/// The actions of an installation.
#[derive(Clone, Default)]
pub struct DataActions(Arc<BTreeMap<(String, String), Prepared>>);

impl fmt::Debug for DataActions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// An action that can be done.
struct Prepared {
    connector: Connector,
    method: Method,
    place: Vec<Piece>,
    headers: HeaderMap,
    outputs: BTreeMap<String, String>,
    /// As the operator writes it.
    name: (String, String),
    contract: Contract,
}

/// A piece of a path and its query.
#[derive(PartialEq, Eq, Debug)]
enum Piece {
    Text(String),
    Input(String),
}

impl DataActions {
    /// Prepares them.
    ///
    /// # Errors
    /// If one makes no sense, or two have the same name.
    pub fn new(actions: Vec<DataAction>) -> Result<Self, Misconfigured> {
        let mut prepared = BTreeMap::new();
        for action in actions {
            let DataAction { category, action: name, .. } = action.clone();
            let wrong = |why| Misconfigured { category: category.clone(), action: name.clone(), why };
            let ready = Prepared::new(action).map_err(wrong)?;
            if prepared.insert(key(&category, &name), ready).is_some() {
                return Err(wrong("is there twice".to_owned()));
            }
        }
        Ok(Self(prepared.into()))
    }

    /// What flows may rely on.
    pub fn contracts(&self) -> Contracts {
        let mut contracts = Contracts::new();
        for Prepared { name: (category, action), contract, .. } in self.0.values() {
            contracts.insert(category, action, contract.clone());
        }
        contracts
    }

    /// Their names, as flows refer to them.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0
            .values()
            .map(|Prepared { name: (category, action), .. }| format!("{category}/{action}"))
            .collect()
    }

    /// Does one for a flow. `idempotency` is the same if it is asked for again.
    pub(crate) async fn call(&self, action: &eyeline_flow::DataAction, idempotency: &str) -> Reply {
        let Some(prepared) = self.0.get(&key(&action.category, &action.action)) else {
            let message = format!("there is no data action {} of {}", action.action, action.category);
            return Reply::Failed(Failure::new("notFound", message));
        };
        prepared
            .call(action.inputs.reveal(), idempotency)
            .await
            .map_or_else(Reply::Failed, |data| Reply::Data(Pii::new(data)))
    }
}

/// Flows name actions in any case.
fn key(category: &str, action: &str) -> (String, String) {
    (category.to_lowercase(), action.to_lowercase())
}

impl Prepared {
    fn new(action: DataAction) -> Result<Self, String> {
        let method = action.method.as_deref().unwrap_or("GET").to_uppercase();
        if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
            return Err(format!("{method} is no method for it"));
        }
        let (host, place) = split(&action.url);
        let mut headers = HeaderMap::new();
        for (name, value) in &action.headers {
            let wrong = || format!("the header {name} cannot be sent");
            let mut value = HeaderValue::from_str(value.reveal()).map_err(|_| wrong())?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?, value);
        }
        let is_pointer = |at: &str| at.is_empty() || at.starts_with('/');
        if let Some((name, _)) = action.outputs.iter().find(|(_, output)| !is_pointer(output.at())) {
            return Err(format!("the output {name} is no JSON pointer, which begins with a slash"));
        }
        let place = pieces(&place)?;
        let outputs = action.outputs.iter().map(|(name, output)| (name.clone(), output.at().to_owned()));
        Ok(Self {
            connector: Connector::http(host).map_err(|error| error.to_string())?,
            method: Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?,
            headers,
            outputs: outputs.collect(),
            contract: contract(&action, &place)?,
            name: (action.category, action.action),
            place,
        })
    }

    async fn call(
        &self,
        inputs: &BTreeMap<String, Value>,
        idempotency: &str,
    ) -> Result<BTreeMap<String, Json>, Failure> {
        let request = self.request(inputs, idempotency)?;
        let answer = self.connector.send(request).await.map_err(|error| match error {
            ConnectError::Timeout => Failure::new("timeout", error.to_string()),
            _ => Failure::new("unreachable", "the other system cannot be reached"),
        })?;
        self.read(&answer)
    }

    fn request(
        &self,
        inputs: &BTreeMap<String, Value>,
        idempotency: &str,
    ) -> Result<Request<Vec<u8>>, Failure> {
        let set = inputs.iter().filter(|(_, value)| !value.is_not_set());
        let mut rest: BTreeMap<&str, Json> =
            set.map(|(name, value)| (name.as_str(), value.to_json())).collect();
        let mut place = String::new();
        for piece in &self.place {
            match piece {
                Piece::Text(text) => place += text,
                Piece::Input(name) => {
                    let missing = || Failure::new("missingInput", format!("the input {name} is not set"));
                    let value = inputs.get(name).filter(|value| !value.is_not_set());
                    let value = encoded(&value.ok_or_else(missing)?.to_json());
                    rest.remove(name.as_str());
                    // Without one of them, `/customers/{id}` would be all customers.
                    if value.is_empty() && !place.contains('?') {
                        return Err(Failure::new("unsuitableInput", format!("the input {name} is empty")));
                    }
                    place += &value;
                }
            }
        }
        // RFC 3986 §5.2.4: these would lead to another place than the operator has named.
        let path = place.split(['?', '#']).next().unwrap_or_default();
        if path.split('/').any(|segment| [".", ".."].contains(&segment)) {
            return Err(Failure::new("unsuitableInput", "an input would lead to another place"));
        }
        let has_body = [Method::POST, Method::PUT, Method::PATCH].contains(&self.method);
        if !has_body {
            for (name, value) in &rest {
                place.push(if place.contains('?') { '&' } else { '?' });
                place += &format!("{}={}", encoded(&Json::from(*name)), encoded(value));
            }
        }
        let body = if has_body { serde_json::to_vec(&rest).expect("values are JSON") } else { Vec::new() };
        let unsuitable = |_| Failure::new("unsuitableInput", "the address makes no sense");
        let request = Request::builder().method(self.method.clone()).uri(place);
        let mut request = request.body(body).map_err(unsuitable)?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if has_body {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers.extend(self.headers.clone());
        let key = HeaderValue::from_str(idempotency).expect("ids are visible");
        headers.insert(IDEMPOTENCY_KEY, key);
        Ok(request)
    }

    fn read(&self, answer: &Response<impl AsRef<[u8]>>) -> Result<BTreeMap<String, Json>, Failure> {
        let (status, body) = (answer.status(), answer.body().as_ref());
        if !status.is_success() {
            let failure = Failure::new("status", format!("the other system has answered {status}"));
            let details = [("status".to_owned(), Json::from(status.as_u16()))].into();
            return Err(Failure { details, ..failure });
        }
        if body.len() > ANSWER_BYTES {
            return Err(Failure::new("tooLong", format!("the answer has more than {ANSWER_BYTES} bytes")));
        }
        if status == StatusCode::NO_CONTENT || body.iter().all(u8::is_ascii_whitespace) {
            return Ok(BTreeMap::new());
        }
        let answer: Json =
            serde_json::from_slice(body).map_err(|_| Failure::new("unreadable", "the answer is no JSON"))?;
        if self.outputs.is_empty() {
            let Json::Object(members) = answer else {
                return Err(Failure::new(
                    "unreadable",
                    "the answer is no object, and no outputs are configured",
                ));
            };
            return Ok(members.into_iter().collect());
        }
        let outputs = self.outputs.iter();
        Ok(outputs.filter_map(|(name, at)| Some((name.clone(), answer.pointer(at)?.clone()))).collect())
    }
}

/// What flows may rely on.
fn contract(action: &DataAction, place: &[Piece]) -> Result<Contract, String> {
    let required = place.iter().filter_map(|piece| match piece {
        Piece::Input(name) => Some(name.clone()),
        Piece::Text(_) => None,
    });
    let required: BTreeSet<String> = required.collect();
    let mut inputs: BTreeMap<String, Option<Type>> =
        required.iter().map(|name| (name.clone(), None)).collect();
    for (name, of) in &action.inputs {
        let of = named_type(of).map_err(|why| format!("the input {name}: {why}"))?;
        inputs.insert(name.clone(), Some(of));
    }
    let mut outputs = BTreeMap::new();
    for (name, output) in &action.outputs {
        let of = output.of().map_err(|why| format!("the output {name}: {why}"))?;
        outputs.insert(name.clone(), of);
    }
    Ok(Contract {
        required,
        inputs: (!action.inputs.is_empty()).then_some(inputs),
        outputs: (!outputs.is_empty()).then_some(outputs),
    })
}

/// A type that JSON can hold.
fn named_type(name: &str) -> Result<Type, String> {
    let known = Type::named(name).filter(|of| of.kind.is_data() && of.kind != Kind::Unknown);
    known.ok_or_else(|| {
        format!("there is no type {name:?}; there are String, Integer, StringCollection and so on")
    })
}

/// The scheme and the host, and what comes after.
fn split(url: &str) -> (&str, String) {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url[host..].find(['/', '?']).map_or(url.len(), |end| host + end);
    let (host, place) = url.split_at(end);
    (host, if place.starts_with('/') { place.to_owned() } else { format!("/{place}") })
}

fn pieces(place: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = place;
    while let Some((text, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or("a brace is never closed")?;
        pieces.extend([Piece::Text(text.to_owned()), Piece::Input(name.trim().to_owned())]);
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

/// Text as it is, and anything else as JSON, in one segment of a path or one value of a query.
fn encoded(value: &Json) -> String {
    // RFC 3986 §2.3: these, letters and digits never need it.
    const OTHERS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    utf8_percent_encode(&text, OTHERS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(method: &str, url: &str) -> DataAction {
        let (category, action) = ("CRM".to_owned(), "Customer".to_owned());
        let (headers, inputs, outputs) = Default::default();
        DataAction {
            category,
            action,
            method: Some(method.to_owned()),
            url: url.to_owned(),
            headers,
            inputs,
            outputs,
        }
    }

    fn asked(method: &str, url: &str, inputs: &[(&str, &str)]) -> Result<String, Failure> {
        let prepared = Prepared::new(action(method, url)).expect("it makes sense");
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let request = prepared.request(&inputs, "key")?;
        Ok(format!("{} {}", request.uri(), String::from_utf8_lossy(request.body())))
    }

    #[test]
    fn inputs_are_in_the_path_or_the_query_or_the_body_and_nowhere_else() {
        let place = "https://crm.example/customers/{id}?fields=all";
        assert_eq!(
            asked("get", place, &[("id", "a/b?c"), ("why", "now & then")]),
            Ok("/customers/a%2Fb%3Fc?fields=all&why=now%20%26%20then ".to_owned())
        );
        assert_eq!(
            asked("POST", place, &[("id", "7"), ("why", "now")]),
            Ok("/customers/7?fields=all {\"why\":\"now\"}".to_owned())
        );
        assert_eq!(asked("GET", "http://crm.example", &[]), Ok("/ ".to_owned()));
        let query = asked("GET", "http://crm.example?id={id}", &[("id", "")]);
        assert_eq!(query, Ok("/?id= ".to_owned()), "an empty value is one");
    }

    #[test]
    fn no_input_leads_to_another_place() {
        let place = "https://crm.example/customers/{id}/notes";
        for (inputs, kind) in [
            (&[("id", "..")][..], "unsuitableInput"),
            (&[("id", "")], "unsuitableInput"),
            (&[], "missingInput"),
        ] {
            assert_eq!(asked("GET", place, inputs).expect_err("it is refused").kind, kind);
        }
        assert_eq!(asked("GET", place, &[("id", "../..")]), Ok("/customers/..%2F../notes ".to_owned()));
    }

    #[test]
    fn an_action_that_cannot_be_is_told_before_anybody_needs_it() {
        let wrong = |action: DataAction| DataActions::new(vec![action]).expect_err("it is told").to_string();
        assert!(wrong(action("FETCH", "https://crm.example/")).ends_with("FETCH is no method for it"));
        assert!(wrong(action("GET", "https://{host}/")).contains("no address"));
        assert!(wrong(action("GET", "https://crm.example/{id")).ends_with("a brace is never closed"));
        let twice = DataActions::new(vec![action("GET", "http://a/"), action("POST", "http://b/")]);
        assert!(twice.expect_err("it is told").to_string().ends_with("is there twice"));
    }
}
