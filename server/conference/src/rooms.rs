//! The rooms as configured: durable, whether or not anybody is in them.

use eyeline_conference::Settings;
use eyeline_shell::{Statement, Store, StoreError};
use serde::{Deserialize, Serialize};

/// A room's number, as the management API has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct RoomNumber(pub(crate) i64);

/// A room as configured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Room {
    pub(crate) number: RoomNumber,
    pub(crate) profile: Profile,
}

/// What is kept about a room.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) tag: String,
    pub(crate) settings: Settings,
}

impl Profile {
    /// The name by which the room is known to those in it.
    pub(crate) fn address(&self) -> &str {
        self.aliases.first().map_or(&self.name, |alias| &alias.alias)
    }
}

/// A name that a room is reached by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) alias: String,
    pub(crate) description: String,
}

/// A room was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotWritten {
    #[error("Conference with this Name already exists.")]
    NameTaken,
    #[error("Conference alias with this Alias already exists.")]
    AliasTaken,
    #[error("The room was removed at once.")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The rooms.
#[derive(Clone)]
pub(crate) struct Rooms {
    store: Store,
}

impl Rooms {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }

    pub(crate) async fn by_alias(&self, alias: &str) -> Result<Option<Room>, StoreError> {
        if !is_storable(alias) {
            return Ok(None);
        }
        let statement = Statement::new(
            "SELECT rooms.id, rooms.profile FROM rooms JOIN room_aliases ON room_aliases.room_id = rooms.id
             WHERE room_aliases.alias = $1",
        );
        self.one(statement.bind(key(alias))).await
    }

    pub(crate) async fn by_number(&self, number: RoomNumber) -> Result<Option<Room>, StoreError> {
        self.one(Statement::new("SELECT id, profile FROM rooms WHERE id = $1").bind(number.0)).await
    }

    async fn one(&self, statement: Statement) -> Result<Option<Room>, StoreError> {
        let rows = self.store.query(statement).await?;
        rows.first().map(read).transpose()
    }

    /// A page of all rooms, or of the one with this name; and how many there are.
    pub(crate) async fn list(
        &self,
        name: Option<&str>,
        limit: usize,
        offset: usize,
    ) -> Result<(Vec<Room>, usize), StoreError> {
        if name.is_some_and(|name| !is_storable(name)) {
            return Ok((Vec::new(), 0));
        }
        let counted = match name {
            Some(name) => {
                Statement::new("SELECT COUNT(*) AS rooms FROM rooms WHERE name = $1").bind(key(name))
            }
            None => Statement::new("SELECT COUNT(*) AS rooms FROM rooms"),
        };
        let listed = match name {
            Some(name) => {
                Statement::new("SELECT id, profile FROM rooms WHERE name = $1 ORDER BY id LIMIT $2 OFFSET $3")
                    .bind(key(name))
            }
            None => Statement::new("SELECT id, profile FROM rooms ORDER BY id LIMIT $1 OFFSET $2"),
        };
        let bound = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let total = self.store.query(counted).await?.first().map_or(Ok(0), |row| row.int("rooms"))?;
        let rows = self.store.query(listed.bind(bound(limit)).bind(bound(offset))).await?;
        let rooms = rows.iter().map(read).collect::<Result<_, _>>()?;
        Ok((rooms, usize::try_from(total).unwrap_or(0)))
    }

    pub(crate) async fn create(&self, profile: Profile) -> Result<Room, NotWritten> {
        self.check_free(None, &profile).await?;
        let room = Statement::new("INSERT INTO rooms (name, profile) VALUES ($1, $2)");
        let mut statements = vec![room.bind(key(&profile.name)).bind(written(&profile))];
        statements.extend(profile.aliases.iter().map(|alias| {
            let insert = "INSERT INTO room_aliases (alias, room_id) SELECT $1, id FROM rooms WHERE name = $2";
            Statement::new(insert).bind(key(&alias.alias)).bind(key(&profile.name))
        }));
        self.store.commit(statements).await?;
        let made = Statement::new("SELECT id, profile FROM rooms WHERE name = $1").bind(key(&profile.name));
        self.one(made).await?.ok_or(NotWritten::Gone)
    }

    pub(crate) async fn update(&self, room: &Room) -> Result<(), NotWritten> {
        self.check_free(Some(room.number), &room.profile).await?;
        let mut statements = vec![
            Statement::new("UPDATE rooms SET name = $1, profile = $2 WHERE id = $3")
                .bind(key(&room.profile.name))
                .bind(written(&room.profile))
                .bind(room.number.0),
            Statement::new("DELETE FROM room_aliases WHERE room_id = $1").bind(room.number.0),
        ];
        statements.extend(alias_rows(room.number, &room.profile));
        Ok(self.store.commit(statements).await?)
    }

    pub(crate) async fn remove(&self, number: RoomNumber) -> Result<(), StoreError> {
        let of_room = [
            "DELETE FROM room_aliases WHERE room_id = $1",
            "DELETE FROM room_tickets_used WHERE room_id = $1",
            "DELETE FROM rooms WHERE id = $1",
        ];
        self.store.commit(of_room.map(|sql| Statement::new(sql).bind(number.0)).into()).await
    }

    /// Says in words what is taken. The unique columns decide, should two ask at once.
    async fn check_free(&self, number: Option<RoomNumber>, profile: &Profile) -> Result<(), NotWritten> {
        let is_other = |room: &Room| Some(room.number) != number;
        let (named, _) = self.list(Some(&profile.name), 1, 0).await?;
        if named.iter().any(is_other) {
            return Err(NotWritten::NameTaken);
        }
        for alias in &profile.aliases {
            if self.by_alias(&alias.alias).await?.as_ref().is_some_and(is_other) {
                return Err(NotWritten::AliasTaken);
            }
        }
        Ok(())
    }
}

/// PostgreSQL keeps no NUL in a text, so no room has a name with one.
pub(crate) fn is_storable(name: &str) -> bool {
    !name.contains('\0')
}

/// Names are reached in any case.
pub(crate) fn key(name: &str) -> String {
    name.to_lowercase()
}

fn written(profile: &Profile) -> String {
    serde_json::to_string(profile).expect("a profile is plain data")
}

fn alias_rows(number: RoomNumber, profile: &Profile) -> Vec<Statement> {
    let insert = |alias: &Alias| {
        Statement::new("INSERT INTO room_aliases (alias, room_id) VALUES ($1, $2)")
            .bind(key(&alias.alias))
            .bind(number.0)
    };
    profile.aliases.iter().map(insert).collect()
}

fn read(row: &eyeline_shell::Row) -> Result<Room, StoreError> {
    let profile = serde_json::from_str(row.text("profile")?)
        .map_err(|source| StoreError::Document { what: "room", source })?;
    Ok(Room { number: RoomNumber(row.int("id")?), profile })
}
