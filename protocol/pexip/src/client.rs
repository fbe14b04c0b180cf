//! A client of the management API: makes and removes rooms, mints tickets, and leaves the wire to others.
//!
//! Start reading at [`Manager`].

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Method, Request, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

/// Where rooms are configured.
const CONFERENCES: &str = "/api/admin/configuration/v1/conference/";

/// Whoever may configure rooms.
#[derive(Clone)]
pub struct Manager {
    authorization: header::HeaderValue,
}

impl fmt::Debug for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Manager(‹secret›)")
    }
}

impl Manager {
    /// A manager by name and password.
    pub fn new(user: &str, password: &str) -> Self {
        let basic = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let mut authorization: header::HeaderValue = basic.parse().expect("base64 is valid in a header");
        authorization.set_sensitive(true);
        Self { authorization }
    }

    /// Makes a room; answered by 201 and its `Location`.
    pub fn create_room(&self, room: &NewRoom) -> Request<Vec<u8>> {
        self.send(Method::POST, CONFERENCES.to_owned(), room)
    }

    /// Finds a room by its name; answered by [`Rooms`].
    pub fn find_room(&self, name: &str) -> Request<Vec<u8>> {
        self.empty(Method::GET, format!("{CONFERENCES}?name={}", encoded(name)))
    }

    /// Removes a room, and whoever is in it.
    pub fn remove_room(&self, id: u64) -> Request<Vec<u8>> {
        self.empty(Method::DELETE, format!("{CONFERENCES}{id}/"))
    }

    /// Mints a ticket into a room: our own extension; answered by [`Ticket`].
    pub fn mint_ticket(&self, alias: &str, ticket: &NewTicket) -> Request<Vec<u8>> {
        self.send(Method::POST, format!("/api/eyeline/v1/rooms/{}/tickets", encoded(alias)), ticket)
    }

    fn empty(&self, method: Method, path: String) -> Request<Vec<u8>> {
        self.request(method, path).body(Vec::new()).expect("the path was built from valid parts")
    }

    fn send(&self, method: Method, path: String, body: &impl Serialize) -> Request<Vec<u8>> {
        let body = serde_json::to_vec(body).expect("a request is plain data");
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        request.body(body).expect("the path was built from valid parts")
    }

    fn request(&self, method: Method, path: String) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        request
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::ACCEPT, "application/json")
    }
}

/// Percent-encodes a name into one segment of a path, or one value of a query.
fn encoded(text: &str) -> PercentEncode<'_> {
    // RFC 3986 §2.3: these, letters and digits never need it.
    const OTHERS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, OTHERS)
}

/// A room to be made.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NewRoom {
    /// Its unique name.
    pub name: String,
    /// By which it is entered.
    pub aliases: Vec<NewAlias>,
    /// `conference`.
    pub service_type: String,
    /// Whether those without the host's PIN may enter.
    pub allow_guests: bool,
    /// The hosts' PIN.
    pub pin: String,
    /// The guests' PIN, of the same length.
    pub guest_pin: String,
    /// Comes back with every event of the room, as `service_tag`.
    pub tag: String,
}

/// An alias of a room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NewAlias {
    /// The alias.
    pub alias: String,
}

/// Rooms that were found.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Rooms {
    /// The rooms.
    #[serde(default)]
    pub objects: Vec<Room>,
}

/// A room as configured.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Room {
    /// By which it is removed.
    pub id: u64,
    /// Its unique name.
    pub name: String,
}

/// A ticket to be minted.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NewTicket {
    /// As whom it admits.
    pub role: TicketRole,
    /// Under which name.
    pub display_name: String,
    /// For how long.
    pub ttl_s: u64,
}

/// As whom a ticket admits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TicketRole {
    /// Who leads the meeting.
    Host,
    /// Who is invited.
    Guest,
}

/// A ticket: whoever shows it is admitted. It has no `Debug`: it must not reach a log.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    /// The secret.
    pub ticket: String,
}

/// Why a response holds no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The server said no.
    Status {
        /// How.
        status: StatusCode,
        /// Why, as far as it said; cut to a line for a log.
        reason: String,
    },
    /// The server said yes, and something that makes no sense.
    Unreadable {
        /// Where it stops making sense.
        reason: String,
    },
}

impl Refused {
    /// The status, when there was one that said no.
    pub const fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            Self::Unreadable { .. } => None,
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        self.status().is_some_and(|status| {
            status.is_server_error()
                || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status)
        })
    }

    /// Whether a room was not made because one of its name is there already.
    pub fn exists_already(&self) -> bool {
        match self {
            Self::Status { status, reason } => {
                *status == StatusCode::CONFLICT
                    || *status == StatusCode::BAD_REQUEST && reason.contains("already exists")
            }
            Self::Unreadable { .. } => false,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, reason } => write!(f, "{} {reason}", status.as_u16()),
            Self::Unreadable { reason } => write!(f, "unreadable answer: {reason}"),
        }
    }
}

impl std::error::Error for Refused {}

/// Reads an answer.
pub fn read<T: DeserializeOwned>(status: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<T, Refused> {
    check(status, body)?;
    serde_json::from_slice(body).map_err(|error| Refused::Unreadable { reason: error.to_string() })
}

/// Reads an answer of which only the success matters.
pub fn check(status: StatusCode, body: &[u8]) -> Result<(), Refused> {
    if status.is_success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(body).chars().filter(|c| !c.is_control()).take(200).collect();
    Err(Refused::Status { status, reason })
}

/// What an event sink is told, as far as a listener needs it. Told at least once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SinkEvent {
    /// The sender was started: its rooms are empty.
    Started,
    /// Somebody has joined, or something about them has changed.
    Participant(SinkParticipant),
    /// Somebody has left.
    ParticipantLeft(SinkParticipant),
}

impl SinkEvent {
    /// Reads one POST to an event sink; what a listener does not need is left out.
    pub fn read(body: &[u8]) -> Result<Vec<Self>, serde_json::Error> {
        let message: SinkMessage = serde_json::from_slice(body)?;
        if message.event != "eventsink_bulk" {
            return Ok(message.event()?.into_iter().collect());
        }
        let bulk: Vec<SinkMessage> = serde_json::from_value(message.data)?;
        bulk.into_iter().filter_map(|message| message.event().transpose()).collect()
    }
}

#[derive(Deserialize)]
struct SinkMessage {
    event: String,
    #[serde(default)]
    data: serde_json::Value,
}

impl SinkMessage {
    fn event(self) -> Result<Option<SinkEvent>, serde_json::Error> {
        Ok(match &*self.event {
            "eventsink_started" => Some(SinkEvent::Started),
            "participant_connected" | "participant_updated" => {
                Some(SinkEvent::Participant(serde_json::from_value(self.data)?))
            }
            "participant_disconnected" => {
                Some(SinkEvent::ParticipantLeft(serde_json::from_value(self.data)?))
            }
            _ => None,
        })
    }
}

/// Somebody in a room.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct SinkParticipant {
    /// The leg.
    pub uuid: String,
    /// The room's name.
    pub conference: String,
    /// The room's tag.
    #[serde(default, deserialize_with = "or_default")]
    pub service_tag: String,
    /// As whom.
    #[serde(default, deserialize_with = "or_default")]
    pub role: SinkRole,
    /// Our own extension; a sender that does not say so has no reason for worry.
    #[serde(default, deserialize_with = "or_default")]
    pub connection: Connection,
}

/// Some write null for what they leave out.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// As whom somebody is in a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SinkRole {
    /// Who leads the meeting.
    Chair,
    /// Who is invited.
    Guest,
    /// Not decided yet.
    #[default]
    #[serde(other)]
    Unknown,
}

/// How well somebody is connected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    /// Nothing has been heard for some seconds.
    Lost,
    /// Media or signalling arrive.
    #[default]
    #[serde(other)]
    Good,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(request: &Request<Vec<u8>>) -> String {
        let body = String::from_utf8_lossy(request.body());
        format!("{} {} {body}", request.method(), request.uri())
    }

    #[test]
    fn a_room_is_made_with_its_alias() {
        let manager = Manager::new("engagement", "secret");
        let room = NewRoom {
            name: "r".to_owned(),
            aliases: vec![NewAlias { alias: "r".to_owned() }],
            service_type: "conference".to_owned(),
            allow_guests: true,
            pin: "123456".to_owned(),
            guest_pin: "654321".to_owned(),
            tag: "e".to_owned(),
        };
        let request = manager.create_room(&room);
        assert_eq!(
            shown(&request),
            r#"POST /api/admin/configuration/v1/conference/ {"name":"r","aliases":[{"alias":"r"}],"service_type":"conference","allow_guests":true,"pin":"123456","guest_pin":"654321","tag":"e"}"#
        );
        assert_eq!(request.headers()[header::AUTHORIZATION], "Basic ZW5nYWdlbWVudDpzZWNyZXQ=");
    }

    #[test]
    fn a_ticket_is_minted_for_one_room() {
        let manager = Manager::new("engagement", "secret");
        let ticket = NewTicket { role: TicketRole::Guest, display_name: "Kim".to_owned(), ttl_s: 60 };
        assert_eq!(
            shown(&manager.mint_ticket("a/b", &ticket)),
            r#"POST /api/eyeline/v1/rooms/a%2Fb/tickets {"role":"GUEST","display_name":"Kim","ttl_s":60}"#
        );
    }

    #[test]
    fn a_room_that_is_there_already_is_no_failure() {
        let refused =
            check(StatusCode::BAD_REQUEST, br#"{"name":["Conference with this Name already exists."]}"#);
        assert!(refused.expect_err("400").exists_already());
        let refused = check(StatusCode::BAD_REQUEST, b"PINs differ in length");
        assert!(!refused.expect_err("400").exists_already());
    }

    #[test]
    fn a_sink_is_told_who_comes_and_goes() {
        let body = br#"{"node":"n","seq":1,"version":2,"time":1.5,"event":"eventsink_bulk","data":[
            {"event":"eventsink_started","data":{}},
            {"event":"participant_updated","data":{"uuid":"p","conference":"r","service_tag":"e","role":"chair","connection":"lost"}},
            {"event":"participant_media_stream_window","data":7},
            {"event":"participant_disconnected","data":{"uuid":"p","conference":"r"}}]}"#;
        let events = SinkEvent::read(body).expect("readable");
        let [SinkEvent::Started, SinkEvent::Participant(there), SinkEvent::ParticipantLeft(gone)] = &*events
        else {
            panic!("{events:?}")
        };
        assert_eq!((there.role, there.connection), (SinkRole::Chair, Connection::Lost));
        assert_eq!((gone.role, gone.connection), (SinkRole::Unknown, Connection::Good));
    }

    #[test]
    fn a_sink_is_told_null_where_there_is_nothing() {
        let body = br#"{"event":"participant_connected","data":
            {"uuid":"p","conference":"r","service_tag":null,"role":null,"connection":null}}"#;
        let events = SinkEvent::read(body).expect("readable");
        let [SinkEvent::Participant(there)] = &*events else { panic!("{events:?}") };
        assert_eq!((there.role, there.connection), (SinkRole::Unknown, Connection::Good));
        assert_eq!(there.service_tag, "");
    }

    proptest! {
        #[test]
        fn nothing_a_sink_is_told_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200), text in ".*") {
            drop(SinkEvent::read(&body));
            let message = serde_json::json!({"event": "eventsink_bulk", "data": [{"event": text, "data": text}]});
            drop(SinkEvent::read(message.to_string().as_bytes()));
        }
    }
}
