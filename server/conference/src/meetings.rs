//! The rooms in which somebody is, each with a task of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use eyeline_edge::Edge;
use eyeline_shell::Store;
use tokio::sync::mpsc;

use crate::{
    meeting::{Handle, Meeting, Message},
    rooms::{Room, RoomNumber},
    sink::Sink,
};

/// Every meeting that is going on.
pub(crate) struct Meetings {
    edge: Arc<Edge>,
    store: Store,
    sink: Sink,
    going_on: Arc<Mutex<GoingOn>>,
}

#[derive(Default)]
struct GoingOn {
    by_room: HashMap<RoomNumber, Handle>,
    stopped: bool,
}

impl Meetings {
    pub(crate) fn new(edge: Arc<Edge>, store: Store, sink: Sink) -> Self {
        Self { edge, store, sink, going_on: Arc::default() }
    }

    /// The meeting in a room, if there is one.
    pub(crate) fn find(&self, room: RoomNumber) -> Option<Handle> {
        self.lock().by_room.get(&room).cloned()
    }

    /// The meeting in a room, begun if need be; `None` once everything is being stopped.
    pub(crate) fn join(&self, room: &Room) -> Option<Handle> {
        let mut going_on = self.lock();
        if going_on.stopped {
            return None;
        }
        if let Some(handle) = going_on.by_room.get(&room.number).filter(|handle| !handle.is_over()) {
            return Some(handle.clone());
        }
        let (mailbox, messages) = mpsc::channel::<Message>(Handle::CAPACITY);
        let weak = mailbox.downgrade();
        let handle = Handle::new(mailbox);
        going_on.by_room.insert(room.number, handle.clone());
        metrics::gauge!("conference_meetings").set(going_on.by_room.len() as f64);
        let meeting = Meeting::new(
            room.clone(),
            Arc::clone(&self.edge),
            self.store.clone(),
            self.sink.clone(),
            weak,
            messages,
        );
        let registered = Arc::clone(&self.going_on);
        let number = room.number;
        tokio::spawn(async move {
            meeting.run().await;
            let mut going_on = registered.lock().unwrap_or_else(PoisonError::into_inner);
            // Another may have begun in the same room since.
            if going_on.by_room.get(&number).is_some_and(Handle::is_over) {
                going_on.by_room.remove(&number);
            }
            metrics::gauge!("conference_meetings").set(going_on.by_room.len() as f64);
        });
        Some(handle)
    }

    /// Lets every meeting end, and begins no more.
    pub(crate) fn stop(&self) {
        let mut going_on = self.lock();
        going_on.stopped = true;
        going_on.by_room.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, GoingOn> {
        self.going_on.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
