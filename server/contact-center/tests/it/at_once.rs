//! What several do at once, and what is begun and given up.

use std::{
    future::poll_fn,
    pin::pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::http::StatusCode;
use futures::future::join_all;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    call::{Api, Socket},
    house::House,
};

#[tokio::test]
async fn skills_that_are_given_at_once_are_all_kept() {
    let house = House::new().await;
    let program = house.program().await;
    let path = format!("/api/v2/users/{}/routingskills", house.person("Maya").id);
    let give = house.seeded.skills.iter().map(|skill| program.post(&path, json!({"id": skill.id})));
    for given in join_all(give).await {
        given.ok();
    }
    assert_eq!(program.get(&path).await.ok()["total"], house.seeded.skills.len());
}

#[tokio::test]
async fn changes_of_one_queue_at_once_are_all_kept() {
    let house = House::new().await;
    let program = house.program().await;
    let path = format!("/api/v2/routing/queues/{}", house.queue("General"));
    let renamed = program.put(&path, json!({"name": "Everything"}));
    let described = program.put(&path, json!({"name": "Everything", "description": "Whatever it is"}));
    let rang = json!({"name": "Everything", "mediaSettings": {"callback": {"alertingTimeoutSeconds": 77}}});
    for changed in join_all([renamed, described, program.put(&path, rang)]).await {
        changed.ok();
    }
    let queue = program.get(&path).await.ok();
    assert_eq!(queue["description"], "Whatever it is");
    assert_eq!(queue["mediaSettings"]["callback"]["alertingTimeoutSeconds"], 77);
}

#[tokio::test]
async fn topics_that_are_added_at_once_by_rest_and_in_the_socket_are_all_heard() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let channel = ana.post("/api/v2/notifications/channels", Value::Null).await.ok();
    let path = format!("/api/v2/notifications/channels/{}/subscriptions", channel["id"].as_str().unwrap());
    let mut socket = Socket::open(channel["connectUri"].as_str().unwrap()).await;
    let topic = |user: usize| format!("v2.users.{user}.presence");
    for round in (0..40).step_by(2) {
        let (added, ()) = tokio::join!(ana.post(&path, json!([{"id": topic(round)}])), async {
            socket.say(&json!({"message": "subscribe", "topics": [topic(round + 1)]})).await;
            socket.until(|frame| frame["result"] == "200").await;
        });
        added.ok();
    }
    assert_eq!(ana.get(&path).await.ok()["entities"].as_array().unwrap().len(), 40);
}

/// Asks, and hangs up once it has been woken so many times; whether there was an answer before.
async fn hang_up(asking: impl Future, wakes: usize) -> bool {
    let mut asking = pin!(asking);
    let mut left = wakes;
    poll_fn(|context: &mut Context<'_>| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        asking.as_mut().poll(context).map(|_| true)
    })
    .await
}

async fn is_listed(api: &Api, email: &str) -> bool {
    let users = api.get("/api/v2/users?pageSize=500").await.ok();
    users["entities"].as_array().unwrap().iter().any(|user| user["email"] == email)
}

#[tokio::test]
async fn whoever_hangs_up_makes_a_user_with_a_login_or_neither() {
    let house = House::new().await;
    let program = house.program().await;
    for wakes in 0.. {
        let email = format!("new{wakes}@harbour.example");
        let user = json!({"name": "New", "email": email, "password": "long enough"});
        let is_answered = hang_up(program.post("/api/v2/users", user.clone()), wakes).await;
        let again = program.post("/api/v2/users", user).await.status;
        assert!([StatusCode::OK, StatusCode::CONFLICT].contains(&again), "{again}");
        let listed = async { while !is_listed(&program, &email).await {} };
        timeout(Duration::from_secs(20), listed).await.expect("the login has its user");
        if is_answered {
            return;
        }
    }
}
