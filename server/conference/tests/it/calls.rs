//! Media calls, over real sockets.

use serde_json::{Value, json};

use crate::{
    node::{Guest, Node},
    peer::{Peer, until},
};

/// Calls, and says what the vendor's client says.
pub(crate) async fn call(node: &Node, by: &Guest) -> (Peer, String) {
    let (mut peer, offer) = Peer::new();
    let body = json!({"call_type": "WEBRTC", "sdp": offer, "media_type": "video"});
    let answer = node.post(by, &by.own("calls"), Some(body)).await.result();
    peer.accept(answer["sdp"].as_str().expect("an answer"));
    let call = by.own(&format!("calls/{}", answer["call_uuid"].as_str().expect("a uuid")));
    assert_eq!(node.post(by, &format!("{call}/ack"), Some(json!({}))).await.result(), json!(true));
    let candidate = json!({"candidate": "", "mid": "0"});
    assert_eq!(node.post(by, &format!("{call}/new_candidate"), Some(candidate)).await.result(), Value::Null);
    (peer, call)
}

#[tokio::test]
async fn two_see_and_hear_each_other_and_a_third_gets_lines_of_their_own() {
    let node = Node::new().await;
    node.make_room("r").await;
    let (ana, kim) = (node.host("r", "Ana").await, node.guest("r", "Kim").await);
    let mut stream = node.events(&ana).await;
    let (mut at_ana, ana_call) = call(&node, &ana).await;
    let (mut at_kim, _) = call(&node, &kim).await;
    until(&mut [&mut at_ana, &mut at_kim], |peers| peers.iter().all(|peer| peer.sees_and_hears())).await;
    stream.until_update(kim.uuid(), |update| update["has_media"] == true).await;
    let tracks = stream.until("multistream").await;
    assert_eq!(tracks["tracks"].as_array().map(Vec::len), Some(2));
    assert_eq!(tracks["tracks"][0]["participant_uuid"], kim.uuid());
    let reopened = node.events(&ana).await.until("multistream").await;
    assert_eq!(reopened, tracks, "a stream that is opened later is told the same");

    let lee = node.guest("r", "Lee").await;
    let (mut at_lee, _) = call(&node, &lee).await;
    let offer = stream.until("new_offer").await;
    let answer = at_ana.answer(offer["sdp"].as_str().expect("an offer"));
    let acknowledged = node.post(&ana, &format!("{ana_call}/ack"), Some(json!({"sdp": answer}))).await;
    assert_eq!(acknowledged.result(), json!(true));
    until(&mut [&mut at_ana, &mut at_kim, &mut at_lee], |peers| peers[0].received.len() == 4).await;

    let layers = json!({"layers": [{"mid": "nothing", "rid": null}]});
    assert_eq!(node.post(&ana, &format!("{ana_call}/layers"), Some(layers)).await.result(), Value::Null);
    assert_eq!(node.post(&ana, &format!("{ana_call}/disconnect"), None).await.result(), Value::Null);
    stream.until_update(ana.uuid(), |update| update["has_media"] == false).await;
}

#[tokio::test]
async fn who_waits_is_connected_but_neither_sees_nor_is_seen() {
    let node = Node::new().await;
    node.make_room("r").await;
    let kim = node.guest("r", "Kim").await;
    let (mut at_kim, _) = call(&node, &kim).await;
    let lee = node.guest("r", "Lee").await;
    let (mut at_lee, _) = call(&node, &lee).await;
    let mut stream = node.events(&kim).await;
    until(&mut [&mut at_kim, &mut at_lee], |peers| peers.iter().all(|peer| peer.sent() > 20)).await;
    assert!(at_kim.received.is_empty() && at_lee.received.is_empty());
    node.host("r", "Ana").await;
    stream.until_update(kim.uuid(), |update| update["service_type"] == "conference").await;
    until(&mut [&mut at_kim, &mut at_lee], |peers| peers.iter().all(|peer| peer.sees_and_hears())).await;
}

#[tokio::test]
async fn who_falls_silent_is_lost_and_who_comes_back_takes_their_seat() {
    let node = Node::new().await;
    node.make_room("r").await;
    let (ana, kim) = (node.host("r", "Ana").await, node.guest("r", "Kim").await);
    let mut stream = node.events(&ana).await;
    let (mut at_ana, _) = call(&node, &ana).await;
    let (mut at_kim, _) = call(&node, &kim).await;
    until(&mut [&mut at_ana, &mut at_kim], |peers| peers.iter().all(|peer| peer.sees_and_hears())).await;

    // From now on nothing comes from Kim.
    let lost = stream.until_update(kim.uuid(), |update| update["connection"] == "lost").await;
    assert_eq!(lost["has_media"], true);
    let back =
        node.enter("r", None, json!({"display_name": "Kim", "seat": kim.seat(), "multistream": true})).await;
    stream.until_update(kim.uuid(), |update| update["connection"] == "good").await;
    let (mut again, _) = call(&node, &back).await;
    at_ana.received.clear();
    until(&mut [&mut at_ana, &mut again], |peers| peers.iter().all(|peer| peer.sees_and_hears())).await;
    assert_eq!(at_ana.received.len(), 2, "on the lines that were theirs before");
}

#[tokio::test]
async fn the_layout_says_who_is_seen() {
    let node = Node::new().await;
    node.make_room("r").await;
    let ana = node.host("r", "Ana").await;
    let mut stream = node.events(&ana).await;
    assert_eq!(stream.until("layout").await["participants"], json!([]));
    let (_peer, its_call) = call(&node, &ana).await;
    assert_eq!(stream.until("layout").await["participants"], json!([ana.uuid()]));
    node.post(&ana, &format!("{its_call}/disconnect"), None).await.result();
    assert_eq!(stream.until("layout").await["participants"], json!([]));
}
