//! The conference, as a client of its management API sees it.

use eyeline_model::{EscalationId, RoomId};
use eyeline_pexip::client::{self, Manager, NewAlias, NewRoom, NewTicket, Rooms, Ticket, TicketRole};
use eyeline_shell::{Connector, Login};
use http::StatusCode;
use rand::RngExt as _;

use crate::failure::Failure;

/// How long a ticket admits: a customer may reload late in a long meeting.
const TICKET_TTL_S: u64 = 4 * 60 * 60;

/// The conference.
pub(crate) struct Conference {
    api: Connector,
    manager: Manager,
}

impl Conference {
    pub(crate) fn new(api: Connector, login: &Login) -> Self {
        Self { api, manager: Manager::new(&login.user, &login.password) }
    }

    /// Makes a room that is entered by ticket only: nobody is told the PINs.
    pub(crate) async fn open(&self, room: RoomId, escalation: EscalationId) -> Result<(), Failure> {
        let new = NewRoom {
            name: room.to_string(),
            aliases: vec![NewAlias { alias: room.to_string() }],
            service_type: "conference".to_owned(),
            allow_guests: true,
            // Different first digits, for a host's and a guest's PIN must differ.
            pin: format!("1{}", pin()),
            guest_pin: format!("2{}", pin()),
            tag: escalation.to_string(),
        };
        let answer = self.api.send(self.manager.create_room(&new)).await?;
        match client::check(answer.status(), answer.body()) {
            // Made by an earlier try whose answer was lost.
            Err(refused) if refused.exists_already() => Ok(()),
            result => Ok(result?),
        }
    }

    /// Removes a room, and whoever is in it.
    pub(crate) async fn close(&self, room: RoomId) -> Result<(), Failure> {
        let answer = self.api.send(self.manager.find_room(&room.to_string())).await?;
        let rooms: Rooms = client::read(answer.status(), answer.headers(), answer.body())?;
        for found in rooms.objects.iter().filter(|found| found.name == room.to_string()) {
            let answer = self.api.send(self.manager.remove_room(found.id)).await?;
            match client::check(answer.status(), answer.body()) {
                Err(refused) if refused.status() == Some(StatusCode::NOT_FOUND) => {}
                result => result?,
            }
        }
        Ok(())
    }

    /// A ticket into a room.
    pub(crate) async fn ticket(&self, room: RoomId, role: TicketRole, name: &str) -> Result<String, Failure> {
        let ticket = NewTicket { role, display_name: name.to_owned(), ttl_s: TICKET_TTL_S };
        let answer = self.api.send(self.manager.mint_ticket(&room.to_string(), &ticket)).await?;
        let minted: Ticket = client::read(answer.status(), answer.headers(), answer.body())?;
        Ok(minted.ticket)
    }
}

/// Eleven digits that nobody needs to remember.
fn pin() -> String {
    let mut random = rand::rng();
    (0..11).map(|_| char::from(b'0' + random.random_range(0..10_u8))).collect()
}
