//! What a request for a call says, in any of the spellings its documents use.

use std::collections::BTreeMap;

use eyeline_engagement::CallMedia;
use eyeline_genesys::client::Participant;
use eyeline_model::{ConversationId, Pii, QueueId, SkillId};
use serde::Deserialize;
use serde_json::Value;

use super::{parse, refused::Refused};

/// Characters of a name, a subject or an e-mail address.
const TEXT: usize = 256;
/// Attributes of a customer.
const ATTRIBUTES: usize = 40;
/// Bytes of one attribute.
const ATTRIBUTE: usize = 1_024;

/// A request for a call.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(alias = "conversationId")]
    pub(crate) conversation_id: Option<ConversationId>,
    #[serde(
        alias = "_desired_time",
        alias = "desiredTime",
        alias = "scheduledTime",
        alias = "scheduled_time"
    )]
    desired_time: Option<String>,
    #[serde(alias = "firstName", alias = "first_name", alias = "name")]
    firstname: Option<String>,
    #[serde(alias = "lastName", alias = "last_name")]
    lastname: Option<String>,
    #[serde(alias = "customerEmail", alias = "email")]
    customer_email: Option<String>,
    #[serde(
        rename = "_customer_number",
        alias = "customer_number",
        alias = "customerNumber",
        alias = "phone",
        alias = "phoneNumber"
    )]
    customer_number: Option<String>,
    #[serde(rename = "queueId", alias = "queue_id")]
    pub(crate) queue: Option<QueueId>,
    #[serde(rename = "scriptId", alias = "script_id")]
    pub(crate) script: Option<String>,
    #[serde(rename = "preferedAgent", alias = "preferredAgent", alias = "preferred_agent")]
    pub(crate) preferred_agent: Option<String>,
    pub(crate) skills: Option<Vec<SkillId>>,
    #[serde(rename = "veSubject", alias = "subject", alias = "reason")]
    subject: Option<String>,
    #[serde(default)]
    media: Wanted,
    locale: Option<String>,
    #[serde(rename = "customAttributes", alias = "attributes", alias = "custom_attributes")]
    attributes: Option<BTreeMap<String, Value>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    #[default]
    Video,
    #[serde(alias = "audio")]
    Voice,
}

impl Asked {
    /// Reads a request's body; refuses what is too long, and what is not for now.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refused> {
        let asked: Self = parse(body)?;
        asked.check()?;
        Ok(asked)
    }

    fn check(&self) -> Result<(), Refused> {
        let desired = self.desired_time.as_deref().unwrap_or("now").trim();
        if !desired.is_empty() && !desired.eq_ignore_ascii_case("now") {
            return Err(Refused::invalid("desired_time", "Only calls for “now” can be asked for."));
        }
        let texts = [
            ("firstname", &self.firstname),
            ("lastname", &self.lastname),
            ("customer_email", &self.customer_email),
            ("_customer_number", &self.customer_number),
            ("veSubject", &self.subject),
            ("locale", &self.locale),
            ("scriptId", &self.script),
        ];
        for (field, text) in texts {
            if text.as_ref().is_some_and(|text| text.chars().count() > TEXT) {
                return Err(Refused::invalid(field, format!("This is longer than {TEXT} characters.")));
            }
        }
        Ok(())
    }

    /// What to call the customer, who is `customer` in the conversation.
    pub(crate) fn name(&self, customer: &Participant) -> String {
        let given = [&self.firstname, &self.lastname].map(|part| part.as_deref().unwrap_or_default().trim());
        let given = given.join(" ").trim().to_owned();
        if given.is_empty() { customer.name.clone().unwrap_or_default() } else { given }
    }

    /// Where to call the customer back.
    pub(crate) fn telephone(&self, customer: &Participant) -> Option<Pii<String>> {
        let given = self.customer_number.as_ref().filter(|number| !number.trim().is_empty());
        given.or_else(|| customer.attributes.get("phone")).cloned().map(Pii::new)
    }

    pub(crate) fn call_media(&self) -> CallMedia {
        match self.media {
            Wanted::Video => CallMedia::Video,
            Wanted::Voice => CallMedia::Voice,
        }
    }

    /// What the agents' screens are to show of the customer.
    pub(crate) fn attributes(&self) -> Result<BTreeMap<String, Pii<String>>, Refused> {
        let given = self.attributes.iter().flatten().map(|(name, value)| {
            let value = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            (name.clone(), value)
        });
        let own = [("email", &self.customer_email), ("reason", &self.subject), ("locale", &self.locale)];
        let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let all: BTreeMap<_, _> = given.chain(own).collect();
        if all.len() > ATTRIBUTES {
            return Err(Refused::invalid("customAttributes", format!("These are more than {ATTRIBUTES}.")));
        }
        if all.iter().any(|(name, value)| name.len() > TEXT || value.len() > ATTRIBUTE) {
            return Err(Refused::invalid(
                "customAttributes",
                format!("One is longer than {ATTRIBUTE} bytes."),
            ));
        }
        // Ours are set by nobody else.
        Ok(all
            .into_iter()
            .filter(|(name, _)| !name.starts_with("eyeline."))
            .map(|(name, value)| (name, Pii::new(value)))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::refused::Reason, *};

    #[test]
    fn every_spelling_of_the_documents_is_read() {
        let id = "00000000-0000-4000-8000-000000000001";
        let spellings = [
            format!(
                r#"{{"conversation_id":"{id}","desired_time":"now","firstname":"Kim","_customer_number":"1"}}"#
            ),
            format!(r#"{{"conversationId":"{id}","_desired_time":"now","firstName":"Kim","phone":"1"}}"#),
            format!(r#"{{"conversationId":"{id}","first_name":"Kim","phoneNumber":"1","novelty":[]}}"#),
        ];
        for spelling in spellings {
            let asked: Asked = serde_json::from_str(&spelling).expect("readable");
            assert!(asked.check().is_ok(), "{spelling}");
            assert_eq!(asked.conversation_id.map(|id| id.to_string()).as_deref(), Some(id));
            assert_eq!(asked.firstname.as_deref(), Some("Kim"));
            assert_eq!(asked.customer_number.as_deref(), Some("1"));
        }
    }

    #[test]
    fn a_booking_is_not_taken_for_a_call_now() {
        let asked: Asked =
            serde_json::from_str(r#"{"desired_time":"2026-12-01T10:00:00Z"}"#).expect("readable");
        assert!(matches!(asked.check(), Err(Refused(Reason::InvalidValue { field: "desired_time", .. }))));
    }

    #[test]
    fn a_page_cannot_set_attributes_that_are_ours() {
        let body =
            r#"{"veSubject":"Mortgage","customAttributes":{"eyeline.callback":"x","tier":"gold","age":7}}"#;
        let asked: Asked = serde_json::from_str(body).expect("readable");
        let attributes = asked.attributes().expect("few and short");
        let names: Vec<_> =
            attributes.iter().map(|(name, value)| format!("{name}={}", value.reveal())).collect();
        assert_eq!(names, ["age=7", "reason=Mortgage", "tier=gold"]);
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in ".*") {
            drop(Asked::read(&bytes));
            let fields = ["desired_time", "firstname", "preferedAgent", "queueId", "media", "customAttributes"];
            for field in fields {
                let body = serde_json::json!({ field: text }).to_string();
                if let Ok(asked) = Asked::read(body.as_bytes()) {
                    drop(asked.attributes());
                }
            }
        }
    }
}
