//! Tickets and seats: what gives a right to come in, signed so that it outlives a restart.

use eyeline_conference::{Credential, Role, TicketId};
use eyeline_model::{ParticipantId, Pii, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{refused::Refused, rooms::RoomNumber};

/// Bytes of the shortest secret that tickets and seats are signed with.
const SHORTEST_SECRET: usize = 32;
/// How long a seat can be returned to.
const SEAT_LIFE_S: i64 = 12 * 60 * 60;
/// The longest that a ticket may be good.
const LONGEST_TICKET_LIFE_S: u32 = 400 * 24 * 60 * 60;

/// Signs and proves.
pub(crate) struct ServerKey {
    signing: EncodingKey,
    proving: DecodingKey,
}

/// A seat: the same participant, on another page.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) room: RoomNumber,
    pub(crate) participant: ParticipantId,
    pub(crate) role: Role,
    pub(crate) name: Pii<String>,
}

/// A ticket that was minted.
pub(crate) struct Minted {
    pub(crate) ticket: String,
    pub(crate) expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct SeatClaims {
    kind: SeatKind,
    room: i64,
    sub: Uuid,
    role: Role,
    name: Pii<String>,
    exp: i64,
}

#[derive(Serialize, Deserialize)]
struct TicketClaims {
    kind: TicketKind,
    room: i64,
    jti: TicketId,
    role: Role,
    name: Option<Pii<String>>,
    exp: i64,
}

/// Keeps a seat from passing for a ticket.
#[derive(Serialize, Deserialize)]
enum SeatKind {
    #[serde(rename = "seat")]
    Seat,
}

/// Keeps a ticket from passing for a seat.
#[derive(Serialize, Deserialize)]
enum TicketKind {
    #[serde(rename = "ticket")]
    Ticket,
}

impl ServerKey {
    /// # Panics
    /// If the secret is shorter than the signature: it could be guessed (RFC 7518 §3.2).
    pub(crate) fn new(secret: &[u8]) -> Self {
        assert!(secret.len() >= SHORTEST_SECRET, "the server key has fewer than {SHORTEST_SECRET} bytes");
        Self { signing: EncodingKey::from_secret(secret), proving: DecodingKey::from_secret(secret) }
    }

    pub(crate) fn seat(&self, now: Timestamp, seat: Seat) -> String {
        self.sign(&SeatClaims {
            kind: SeatKind::Seat,
            room: seat.room.0,
            sub: seat.participant.0,
            role: seat.role,
            name: seat.name,
            exp: now.as_millis() / 1_000 + SEAT_LIFE_S,
        })
    }

    pub(crate) fn ticket(
        &self,
        now: Timestamp,
        room: RoomNumber,
        role: Role,
        name: Option<Pii<String>>,
        life_s: u32,
    ) -> Minted {
        let exp = now.as_millis() / 1_000 + i64::from(life_s.min(LONGEST_TICKET_LIFE_S));
        let jti = TicketId(Uuid::new_v4().to_string());
        let ticket =
            self.sign(&TicketClaims { kind: TicketKind::Ticket, room: room.0, jti, role, name, exp });
        Minted { ticket, expires_at: Timestamp(exp * 1_000) }
    }

    /// The seat that a key stands for, if it is one of ours and for this room.
    pub(crate) fn prove_seat(&self, now: Timestamp, room: RoomNumber, key: &str) -> Option<Seat> {
        let claims: SeatClaims = self.prove(key)?;
        let is_good = claims.room == room.0 && now.as_millis() / 1_000 < claims.exp;
        is_good.then_some(Seat {
            room,
            participant: ParticipantId(claims.sub),
            role: claims.role,
            name: claims.name,
        })
    }

    /// The right that a ticket gives. Whether it is still good is the room's to decide.
    pub(crate) fn prove_ticket(&self, room: RoomNumber, ticket: &str) -> Result<Credential, Refused> {
        let claims: TicketClaims = self.prove(ticket).ok_or(Refused::BadTicket)?;
        if claims.room != room.0 {
            return Err(Refused::BadTicket);
        }
        Ok(Credential::Ticket {
            id: claims.jti,
            role: claims.role,
            name: claims.name,
            expires_at: Timestamp(claims.exp * 1_000),
        })
    }

    fn sign(&self, claims: &impl Serialize) -> String {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.signing)
            .expect("plain claims are signed with a secret of any length")
    }

    fn prove<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let mut rules = Validation::new(Algorithm::HS256);
        // Time is compared by the callers, with the clock that everything else goes by.
        rules.validate_exp = false;
        rules.required_spec_claims.clear();
        Some(jsonwebtoken::decode(token, &self.proving, &rules).ok()?.claims)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);
    const ROOM: RoomNumber = RoomNumber(7);

    fn key() -> ServerKey {
        ServerKey::new(b"a secret of thirty-two bytes....")
    }

    fn seat() -> Seat {
        let participant = ParticipantId(Uuid::from_u128(1));
        Seat { room: ROOM, participant, role: Role::Host, name: "Ana".into() }
    }

    #[test]
    fn a_ticket_opens_its_room_until_it_expires() {
        let minted = key().ticket(NOW, ROOM, Role::Guest, Some("Kim".into()), 60);
        let proven = key().prove_ticket(ROOM, &minted.ticket);
        let until = Timestamp(NOW.as_millis() + 60_000);
        assert!(
            matches!(proven, Ok(Credential::Ticket { role: Role::Guest, expires_at, .. }) if expires_at == until)
        );
        assert!(matches!(key().prove_ticket(RoomNumber(8), &minted.ticket), Err(Refused::BadTicket)));
        let other = ServerKey::new(b"another secret..................");
        assert!(matches!(other.prove_ticket(ROOM, &minted.ticket), Err(Refused::BadTicket)));
    }

    #[test]
    fn a_seat_is_no_ticket_and_a_ticket_no_seat() {
        let seat_key = key().seat(NOW, seat());
        assert!(key().prove_seat(NOW, ROOM, &seat_key).is_some());
        assert!(key().prove_ticket(ROOM, &seat_key).is_err());
        let minted = key().ticket(NOW, ROOM, Role::Host, None, 60);
        assert!(key().prove_seat(NOW, ROOM, &minted.ticket).is_none());
    }

    #[test]
    #[should_panic(expected = "fewer than 32 bytes")]
    fn a_short_key_signs_nothing() {
        ServerKey::new(b"secret");
    }

    proptest! {
        #[test]
        fn nothing_else_is_a_ticket(text in ".{0,200}", at in 0usize..100, byte in any::<u8>()) {
            prop_assert!(key().prove_ticket(ROOM, &text).is_err());
            let mut forged = key().ticket(NOW, ROOM, Role::Host, None, 60).ticket.into_bytes();
            let at = at % forged.len();
            prop_assume!(forged[at] != byte && at + 1 < forged.len());
            forged[at] = byte;
            prop_assert!(key().prove_ticket(ROOM, &String::from_utf8_lossy(&forged)).is_err());
        }
    }
}
