//! From the chat to the call, with the real contact center and the real conference around engagement.

use serde_json::{Value, json};

use crate::{
    people::{Agent, Customer, soon},
    world::{Page, Seam, World},
};

/// A customer who chats with Ana and has asked for a call, and Ana's desk ringing for it.
struct Asked {
    customer: Customer,
    ana: Agent,
    page: Page,
    ringing: crate::people::Ringing,
}

async fn asked(world: &World) -> Asked {
    let mut ana = world.agent("ana").await;
    let mut customer = world.customer().await;
    let chat = ana.rings("messages").await;
    ana.accept("messages", chat).await;
    let page = world.escalate(&mut customer, json!({ "media": "video" })).await;
    let ringing = ana.rings("callbacks").await;
    assert_eq!(ringing.conversation, chat.conversation, "one matter, one conversation");
    Asked { customer, ana, page, ringing }
}

async fn a_customer_meets_an_adviser(seam: Seam) {
    let world = World::new(seam).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    let waiting = page.until("waiting").await;
    assert_eq!(waiting["conversation_id"], json!(ringing.conversation));
    assert_eq!(waiting["queue"]["name"], "Video advice");
    assert_eq!(waiting["media"], "video");

    let shown = ana.conversation(ringing.conversation).await;
    let participants = shown["participants"].as_array().expect("a list");
    let customer = participants.iter().find(|one| one["purpose"] == "customer").expect("the customer");
    assert_eq!(customer["attributes"]["eyeline.escalationId"], waiting["id"]);
    assert_eq!(customer["attributes"]["eyeline.media"], "video");

    assert_eq!(page.follow_link().await.0.as_u16(), 409, "there is no room before somebody has accepted");

    ana.accept("callbacks", ringing).await;
    let meeting = page.until("meeting").await;
    assert_eq!(meeting["meeting"]["adviser"]["name"], "Ana García");
    let (status, link) = page.follow_link().await;
    let alias = meeting["meeting"]["room"]["alias"].as_str().expect("an alias");
    assert_eq!(status.as_u16(), 303);
    assert!(link.starts_with(&format!("https://video.example.com/room/#alias={alias}&ticket=")), "{link}");
    let invitation = world.room(&ana, ringing.conversation).await.expect("Ana's way into the room");
    assert_eq!(invitation["room"]["alias"], meeting["meeting"]["room"]["alias"]);
    assert_eq!(invitation["display_name"], "Ana García");
    world.join(&invitation["room"], "Ana").await;
    world.join(&meeting["meeting"]["room"], "Kim").await;

    ana.disconnect("callbacks", ringing).await;
    let ended = page.until("ended").await;
    assert_eq!(ended["ended"]["reason"], "adviser_left");
    soon("the room is removed", world.room_is_gone(&meeting["meeting"]["room"])).await;
}

#[tokio::test]
async fn a_customer_meets_an_adviser_in_one_process() {
    a_customer_meets_an_adviser(Seam::InMemory).await;
}

#[tokio::test]
async fn a_customer_meets_an_adviser_of_a_contact_center_elsewhere() {
    a_customer_meets_an_adviser(Seam::Network).await;
}

#[tokio::test]
async fn asking_twice_gives_the_same_escalation() {
    let world = World::new(Seam::InMemory).await;
    let Asked { mut customer, page, .. } = asked(&world).await;
    let again = world.escalate(&mut customer, json!({ "media": "voice" })).await;
    assert_eq!(again.code, page.code);
}

#[tokio::test]
async fn a_call_can_be_asked_for_by_whoever_may_see_the_conversation() {
    let world = World::new(Seam::InMemory).await;
    let mut ana = world.agent("ana").await;
    let mut customer = world.customer().await;
    let chat = ana.rings("messages").await;
    ana.accept("messages", chat).await;
    let path = format!("/api/genesys/callback/tenant/{}", world.organization());
    // In the words of the vendor's documents, spelling and all.
    let body = json!({
        "conversationId": chat.conversation, "_desired_time": "now", "firstname": "Kim", "lastname": "Holgersson",
        "customer_email": "kim@example.com", "_customer_number": "+46 70 000 00 00", "preferedAgent": ana.id,
        "veSubject": "Mortgage", "customAttributes": { "tier": "gold" },
    });
    let (status, _) = world.post(&path, "no token of ours", body.clone()).await;
    assert_eq!(status.as_u16(), 401);
    let stranger = world.agent("lina").await;
    let (status, _) = world.post(&path, &stranger.token, body.clone()).await;
    assert!([403, 404].contains(&status.as_u16()), "{status}");
    let (status, created) = world.post(&path, &ana.token, body).await;
    assert_eq!(status.as_u16(), 200, "{created}");
    assert_eq!(created["genesys"]["conversation"]["id"], json!(chat.conversation));
    assert_eq!(created["videoengager"]["customAttributes"]["tier"], "gold");
    assert_eq!((&created["emailSent"], &created["icsCalendarData"]), (&json!(false), &Value::Null));
    let ringing = ana.rings("callbacks").await;
    let conversation = ana.conversation(ringing.conversation).await;
    assert_eq!(customer_attribute(&conversation, "reason"), "Mortgage");

    // The customer's own page asks as well, by the form for guests: it is the same call.
    let path = format!("/api/genesys/callback/{}", world.organization());
    let (_, again) = world.post(&path, &customer.jwt().await, json!({})).await;
    assert_eq!(again["videoengager"]["scheduleId"], created["videoengager"]["scheduleId"]);
}

#[tokio::test]
async fn the_next_adviser_is_asked_when_one_declines() {
    let world = World::new(Seam::InMemory).await;
    let mut ana = world.agent("ana").await;
    let mut customer = world.customer().await;
    let chat = ana.rings("messages").await;
    // Asked for before Ana has accepted the chat: she is not asked first on account of it.
    let mut page = world.escalate(&mut customer, json!({})).await;
    ana.accept("messages", chat).await;
    let ringing = ana.rings("callbacks").await;
    let mut lina = world.agent("lina").await;
    ana.disconnect("callbacks", ringing).await;
    let told =
        page.until_that("the next adviser is asked", |told| told["waiting"]["note"] == "next_adviser").await;
    assert_eq!(told["stage"], "waiting");
    let second = lina.rings("callbacks").await;
    lina.accept("callbacks", second).await;
    let meeting = page.until("meeting").await;
    assert_eq!(meeting["meeting"]["adviser"]["name"], "Lina Novak");
    assert!(world.room(&ana, ringing.conversation).await.is_none(), "the room is Lina's");
}

#[tokio::test]
async fn an_adviser_whose_network_dies_is_replaced_and_the_customer_stays_first() {
    let world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    ana.accept("callbacks", ringing).await;
    let mut lina = world.agent("lina").await;
    let meeting = page.until("meeting").await;
    let room = &meeting["meeting"]["room"];
    world.tell_of_leg(&meeting, "good").await;
    world.tell_of_leg(&meeting, "lost").await;
    let interrupted = page.until("interrupted").await;
    assert_eq!(interrupted["interrupted"]["adviser"]["name"], "Ana García");
    assert_eq!(interrupted["meeting"]["room"]["alias"], room["alias"]);
    let waiting = page.until("waiting").await;
    assert_eq!(waiting["waiting"]["note"], "adviser_lost");
    let second = lina.rings("callbacks").await;
    assert_eq!(second.conversation, ringing.conversation);
    lina.accept("callbacks", second).await;
    let meeting = page.until("meeting").await;
    assert_eq!(meeting["meeting"]["adviser"]["name"], "Lina Novak");
    assert_ne!(meeting["meeting"]["room"]["alias"], room["alias"], "a room of their own");
}

#[tokio::test]
async fn an_adviser_whom_the_conference_hears_no_more_counts_as_lost() {
    let world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    ana.accept("callbacks", ringing).await;
    page.until("meeting").await;
    let invitation = world.room(&ana, ringing.conversation).await.expect("Ana's way into the room");
    // She comes in, and that is the last that is heard of her.
    world.join(&invitation["room"], "Ana").await;
    page.until("interrupted").await;
    assert_eq!(page.until("waiting").await["waiting"]["note"], "adviser_lost");
}

#[tokio::test]
async fn an_adviser_who_comes_back_goes_on() {
    let world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    ana.accept("callbacks", ringing).await;
    let meeting = page.until("meeting").await;
    world.tell_of_leg(&meeting, "good").await;
    world.tell_of_leg(&meeting, "lost").await;
    page.until("interrupted").await;
    world.tell_of_leg(&meeting, "good").await;
    let back = page.until("meeting").await;
    assert_eq!(back["meeting"]["room"]["alias"], meeting["meeting"]["room"]["alias"]);
}

#[tokio::test]
async fn a_customer_who_leaves_the_line_stops_the_ringing() {
    let world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    let left = page.wish("leave", Value::Null).await;
    assert_eq!(left["ended"]["reason"], "customer_left");
    page.until("ended").await;
    soon("the callback is taken back", async {
        while is_on_callback(&ana.conversation(ringing.conversation).await) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let conversation = ana.conversation(ringing.conversation).await;
    assert!(is_live(&conversation, "messages"), "the chat stays");
}

#[tokio::test]
async fn a_customer_who_leaves_the_meeting_frees_the_adviser() {
    let world = World::new(Seam::InMemory).await;
    let Asked { mut customer, ana, mut page, ringing } = asked(&world).await;
    ana.accept("callbacks", ringing).await;
    let meeting = page.until("meeting").await;
    page.wish("leave", Value::Null).await;
    soon("the adviser is freed", async {
        while is_on_callback(&ana.conversation(ringing.conversation).await) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    soon("the room is removed", world.room_is_gone(&meeting["meeting"]["room"])).await;
    // And once more in the same conversation: nothing of the first time is in the way.
    drop(page);
    let mut page = world.escalate(&mut customer, json!({})).await;
    let second = page.until_that("a place in line", |told| told["waiting"]["position"] == 1).await;
    assert_ne!(second["id"], meeting["id"]);
}

#[tokio::test]
async fn voice_and_being_called_back_keep_the_place() {
    let world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    let voice = page.wish("voice", Value::Null).await;
    assert_eq!((&voice["media"], &voice["stage"]), (&json!("voice"), &json!("waiting")));
    let later = page.wish("call-back", json!({ "phone": "+46 70 111 11 11" })).await;
    assert_eq!(later["call_back"], true);
    soon("the desk knows", async {
        while customer_attribute(&ana.conversation(ringing.conversation).await, "eyeline.telephone")
            != "+46 70 111 11 11"
        {
            tokio::task::yield_now().await;
        }
    })
    .await;
    ana.accept("callbacks", ringing).await;
    page.until("meeting").await;
    ana.disconnect("callbacks", ringing).await;
    assert_eq!(page.until("ended").await["ended"]["reason"], "called_back");
}

#[tokio::test]
async fn engagement_goes_on_after_a_restart_at_every_stage() {
    let mut world = World::new(Seam::InMemory).await;
    let Asked { ana, page, ringing, .. } = asked(&world).await;
    let code = page.code.clone();
    world.restart_engagement().await;
    page.until_closed().await;
    assert_eq!(world.page(&code).await.until("waiting").await["waiting"]["note"], "restarted");

    // Accepted while engagement was away.
    world.stop_engagement().await;
    ana.accept("callbacks", ringing).await;
    world.restart_engagement().await;
    let meeting = world.page(&code).await.until("meeting").await;
    assert_eq!(meeting["meeting"]["adviser"]["name"], "Ana García");

    world.restart_engagement().await;
    let again = world.page(&code).await.until("meeting").await;
    assert_eq!(again["meeting"]["room"]["alias"], meeting["meeting"]["room"]["alias"]);
    assert!(world.room(&ana, ringing.conversation).await.is_some());

    // Ended while engagement was away.
    world.stop_engagement().await;
    ana.disconnect("callbacks", ringing).await;
    world.restart_engagement().await;
    let ended = world.page(&code).await.until("ended").await;
    assert_eq!(ended["ended"]["reason"], "adviser_left");
}

#[tokio::test]
async fn a_call_asked_for_at_the_last_moment_rings_after_the_restart() {
    let mut world = World::new(Seam::InMemory).await;
    let mut ana = world.agent("ana").await;
    let mut customer = world.customer().await;
    let chat = ana.rings("messages").await;
    ana.accept("messages", chat).await;
    let code = world.ask_for_call(&mut customer, json!({})).await;
    world.stop_engagement().await;
    world.restart_engagement().await;
    let ringing = ana.rings("callbacks").await;
    ana.accept("callbacks", ringing).await;
    world.page(&code).await.until("meeting").await;
    let conversation = ana.conversation(chat.conversation).await;
    let promises = conversation["participants"].as_array().expect("a list").iter();
    let waited = promises.filter(|one| one["purpose"] == "acd" && one["callbacks"].is_array()).count();
    assert_eq!(waited, 1, "one callback, however often it was asked for");
}

#[tokio::test]
async fn what_happens_while_the_contact_center_is_away_is_seen_when_it_is_back() {
    let mut world = World::new(Seam::InMemory).await;
    let Asked { ana, mut page, ringing, .. } = asked(&world).await;
    page.until("waiting").await;
    world.restart_contact_center().await;
    ana.accept("callbacks", ringing).await;
    page.until("meeting").await;
    world.restart_contact_center().await;
    ana.disconnect("callbacks", ringing).await;
    page.until("ended").await;
}

fn is_on_callback(conversation: &Value) -> bool {
    is_live(conversation, "callbacks")
}

fn is_live(conversation: &Value, medium: &str) -> bool {
    let participants = conversation["participants"].as_array().expect("a list");
    let sessions = participants.iter().filter_map(|participant| participant[medium].as_array()).flatten();
    sessions.into_iter().any(|session| {
        !["disconnected", "terminated"].contains(&session["state"].as_str().unwrap_or_default())
    })
}

fn customer_attribute(conversation: &Value, name: &str) -> String {
    let participants = conversation["participants"].as_array().expect("a list");
    let customer = participants.iter().find(|one| one["purpose"] == "customer").expect("the customer");
    customer["attributes"][name].as_str().unwrap_or_default().to_owned()
}
