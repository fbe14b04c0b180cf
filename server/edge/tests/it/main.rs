//! Workers from outside: what they survive.

use std::{
    net::SocketAddr,
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use eyeline_edge::{Command, Config, Edge, Error, Event, Room};
use eyeline_media::{LegId, LegOptions, PartyId, Permissions, Presentation, SdpError, View};
use str0m::{
    Rtc,
    media::{Direction, MediaKind},
};

const PATIENCE: Duration = Duration::from_secs(5);

fn edge(workers: usize) -> Edge {
    Edge::start(&Config { workers, ..Config::default() }).expect("loopback is there")
}

fn join(room: &Room, id: u128, offer: &str) -> Result<String, SdpError> {
    let (reply, answer) = channel();
    let options = LegOptions {
        party: PartyId(id),
        view: View::Multistream,
        presentation: Presentation::None,
        permissions: Permissions::ALL,
    };
    let reply = Box::new(move |result| reply.send(result).expect("the test waits"));
    room.send(Command::Join { leg: LegId(id), options, offer: offer.to_owned(), reply }).expect("not busy");
    answer.recv_timeout(PATIENCE).expect("an answer")
}

fn offer() -> String {
    let mut rtc = Rtc::new(Instant::now());
    let mut api = rtc.sdp_api();
    api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
    api.apply().expect("something to offer").0.to_sdp_string()
}

/// A room whose events go to a channel.
fn room(edge: &Edge) -> (Room, Receiver<Event>) {
    let (events, happened) = channel();
    // A test that has seen enough does not listen any longer.
    let room = edge.open_room(move |event| drop(events.send(event))).expect("not busy");
    (room, happened)
}

#[test]
fn every_worker_has_a_port_and_rooms_are_spread() {
    let edge = edge(2);
    let addresses = edge.addresses();
    assert_eq!(addresses.len(), 2);
    assert_ne!(addresses[0], addresses[1]);
    let rooms: Vec<(Room, Receiver<Event>)> = (0..2)
        .map(|_| {
            let room = room(&edge);
            join(&room.0, 1, &offer()).expect("a good offer");
            room
        })
        .collect();
    let answers: Vec<String> = rooms.iter().map(|(room, _)| join(room, 2, &offer()).expect("good")).collect();
    for address in addresses {
        let candidate = format!(" {} {} typ host", address.ip(), address.port());
        assert!(answers.iter().any(|answer| answer.contains(&candidate)), "{candidate}");
    }
}

#[test]
fn a_fault_costs_its_room_and_no_other() {
    let edge = edge(1);
    let (failed, failures) = channel();
    let faulty = edge
        .open_room(move |event| match event {
            Event::Media(_) => panic!("a fault, for the test"),
            Event::Failed => failed.send(()).expect("the test listens"),
        })
        .expect("not busy");
    let (sound, _happened) = room(&edge);
    join(&faulty, 1, &offer()).expect("nothing happens yet");
    // The second leg gives the first something to receive, and its room an event.
    join(&faulty, 2, &offer()).expect("answered before the fault");
    failures.recv_timeout(PATIENCE).expect("the room is told");
    join(&sound, 1, &offer()).expect("the other room goes on");
}

#[test]
fn clients_are_never_told_to_send_nowhere() {
    let bind = SocketAddr::from(([0, 0, 0, 0], 0));
    let started = Edge::start(&Config { workers: 1, bind, public: None });
    assert!(matches!(started, Err(Error::NoPublicAddress(_))));
}

#[test]
fn nonsense_from_strangers_is_ignored() {
    let edge = edge(1);
    let (room, _happened) = room(&edge);
    join(&room, 1, &offer()).expect("a good offer");
    let stranger = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
    for length in [0, 1, 19, 20, 100, 1_400] {
        for first in [0, 1, 22, 128, 255] {
            stranger.send_to(&vec![first; length], edge.addresses()[0]).expect("sent");
        }
    }
    join(&room, 2, &offer()).expect("the worker goes on");
}
