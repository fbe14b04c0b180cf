//! Workers from outside: what they survive.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use eyeline_edge::{Command, Config, Edge, Error, Event, Room};
use eyeline_media::{LegId, LegOptions, PartyId, Permissions, Presentation, SdpError, View};
use str0m::{
    Candidate, Input, Output, Rtc,
    change::SdpAnswer,
    media::{Direction, MediaKind},
    net::{Protocol, Receive},
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

/// Joins from a socket, and waits until media could flow.
fn connect(socket: &UdpSocket, room: &Room, happened: &Receiver<Event>, id: u128) {
    let (address, begun) = (socket.local_addr().expect("bound"), Instant::now());
    let mut rtc = Rtc::new(begun);
    rtc.add_local_candidate(Candidate::host(address, Protocol::Udp).expect("an address"));
    let mut api = rtc.sdp_api();
    api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
    let (offer, pending) = api.apply().expect("something to offer");
    let answer = join(room, id, &offer.to_sdp_string()).expect("a good offer");
    let answer = SdpAnswer::from_sdp_string(&answer).expect("a good answer");
    rtc.sdp_api().accept_answer(pending, answer).expect("fits");

    let is_it =
        |event| matches!(event, Event::Media(eyeline_media::Event::Connected(leg)) if leg == LegId(id));
    socket.set_read_timeout(Some(Duration::from_millis(5))).expect("a duration");
    while !happened.try_iter().any(is_it) {
        assert!(begun.elapsed() < PATIENCE, "leg {id} does not connect");
        while let Output::Transmit(transmit) = next(&mut rtc) {
            socket.send_to(&transmit.contents, transmit.destination).expect("sent");
        }
        let mut bytes = [0; 2_000];
        let received = socket.recv_from(&mut bytes).ok();
        let input = received.and_then(|(length, from)| {
            let receive = Receive::new(Protocol::Udp, from, address, &bytes[..length]).ok()?;
            Some(Input::Receive(Instant::now(), receive))
        });
        rtc.handle_input(input.unwrap_or(Input::Timeout(Instant::now()))).expect("understood");
    }
}

/// What a client has to send, or the time until which it has nothing.
fn next(rtc: &mut Rtc) -> Output {
    loop {
        match rtc.poll_output().expect("a healthy client") {
            Output::Event(_) => {}
            output => return output,
        }
    }
}

#[test]
fn an_address_may_come_into_other_hands() {
    let edge = edge(1);
    let (room, happened) = room(&edge);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    connect(&socket, &room, &happened, 1);
    // The first has not hung up: a page that was closed does not.
    connect(&socket, &room, &happened, 2);
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
fn nobody_is_sent_to_a_public_address_where_nothing_can_arrive() {
    for public in ["0.0.0.0", "::", "224.0.0.1", "169.254.1.1", "255.255.255.255"] {
        let public = Some(public.parse().expect("an address"));
        let started = Edge::start(&Config { workers: 1, public, ..Config::default() });
        assert!(matches!(started, Err(Error::NoPublicAddress(_))), "{public:?}");
    }
}

#[test]
fn rooms_that_are_opened_in_a_burst_are_spread() {
    let edge = edge(4);
    let rooms: Vec<(Room, Receiver<Event>)> = (0..12).map(|_| room(&edge)).collect();
    let answers: Vec<String> = rooms.iter().map(|(room, _)| join(room, 1, &offer()).expect("good")).collect();
    for address in edge.addresses() {
        let candidate = format!(" {} {} typ host", address.ip(), address.port());
        assert_eq!(answers.iter().filter(|answer| answer.contains(&candidate)).count(), 3, "{candidate}");
    }
}

#[test]
fn workers_of_an_edge_that_does_not_come_about_give_their_ports_back() {
    let bind = |port| UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], port)));
    let port_of = |socket: &UdpSocket| socket.local_addr().expect("bound").port();
    // A taken port with a free one before it.
    let taken = (0..100).find_map(|_| bind(0).ok().filter(|taken| bind(port_of(taken) - 1).is_ok()));
    let held = taken.expect("two ports in a row");
    let taken = port_of(&held);
    let first = SocketAddr::from(([127, 0, 0, 1], taken - 1));
    let started = Edge::start(&Config { workers: 2, bind: first, public: None });
    assert!(matches!(started, Err(Error::Socket { address, .. }) if address.port() == taken));
    bind(taken - 1).expect("the first worker has ended");
}

#[test]
fn a_listener_that_fails_twice_costs_no_other_room() {
    let edge = edge(1);
    let faulty = edge.open_room(|_| panic!("a fault, for the test")).expect("not busy");
    let (sound, _happened) = room(&edge);
    join(&faulty, 1, &offer()).expect("nothing happens yet");
    join(&faulty, 2, &offer()).expect("answered before the fault");
    join(&sound, 1, &offer()).expect("the other room goes on");
}

#[test]
fn nonsense_from_strangers_is_ignored() {
    let edge = edge(1);
    let (room, _happened) = room(&edge);
    join(&room, 1, &offer()).expect("a good offer");
    let stranger = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    for length in [0, 1, 19, 20, 100, 1_400] {
        for first in [0, 1, 22, 128, 255] {
            stranger.send_to(&vec![first; length], edge.addresses()[0]).expect("sent");
        }
    }
    join(&room, 2, &offer()).expect("the worker goes on");
}
