//! One-time links that were used: on disk before anybody enters by them.

use eyeline_conference::TicketId;
use eyeline_model::Timestamp;
use eyeline_shell::{Statement, Store, StoreError};

use crate::rooms::RoomNumber;

/// The links into one room that were used.
pub(crate) struct UsedTickets {
    store: Store,
    room: RoomNumber,
}

impl UsedTickets {
    pub(crate) fn new(store: Store, room: RoomNumber) -> Self {
        Self { store, room }
    }

    /// Those that would still be good if they had not been used.
    pub(crate) async fn read(&self, now: Timestamp) -> Result<Vec<TicketId>, StoreError> {
        // A link that has expired is refused by itself.
        let expired = Statement::new("DELETE FROM room_tickets_used WHERE expires_at < $1").bind(now);
        self.store.commit(vec![expired]).await?;
        let used = Statement::new("SELECT ticket FROM room_tickets_used WHERE room_id = $1");
        let rows = self.store.query(used.bind(self.room.0)).await?;
        rows.iter().map(|row| Ok(TicketId(row.text("ticket")?.to_owned()))).collect()
    }

    pub(crate) async fn keep(&self, ticket: &TicketId, expires_at: Timestamp) -> Result<(), StoreError> {
        let used =
            Statement::new("INSERT INTO room_tickets_used (ticket, room_id, expires_at) VALUES ($1, $2, $3)");
        self.store.commit(vec![used.bind(ticket.0.as_str()).bind(self.room.0).bind(expires_at)]).await
    }

    /// The link was not used after all.
    pub(crate) async fn forget(&self, ticket: &TicketId) -> Result<(), StoreError> {
        let unused = Statement::new("DELETE FROM room_tickets_used WHERE ticket = $1");
        self.store.commit(vec![unused.bind(ticket.0.as_str())]).await
    }
}
