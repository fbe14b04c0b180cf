//! Bad input, missing permissions, other people's things, and too much of everything.

use axum::{
    body::Body,
    http::{StatusCode, header},
};
use eyeline_contact_center_server::Config;
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{call::Answer, house::House};

fn refusal(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.body["code"].as_str().unwrap())
}

#[tokio::test]
async fn a_malformed_body_is_refused_with_everything_an_sdk_looks_for() {
    let house = House::new().await;
    let program = house.program().await;
    let refused = program.send("POST", "/api/v2/conversations/callbacks", "{\"callbackNumbers\": ").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_json_snapshot!(refused.body, {".contextId" => "[id]"}, @r#"
    {
      "code": "bad.request",
      "contextId": "[id]",
      "details": [
        {
          "errorCode": "EOF while parsing a value at line 1 column 20"
        }
      ],
      "errors": [],
      "message": "The request could not be understood by the server due to malformed syntax.",
      "messageParams": {},
      "status": 400
    }
    "#);
}

#[tokio::test]
async fn whatever_arrives_is_refused_and_never_a_panic() {
    let house = House::new().await;
    let program = house.program().await;
    let path = "/api/v2/conversations/callbacks";
    for body in
        ["", "null", "[]", "7", "\"a\"", "{\"callbackNumbers\": 7}", "{\"callbackNumbers\": []}", "\u{0}"]
    {
        let answer = program.send("POST", path, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let numbers = json!(["+41 44 000 00 00"]);
    for body in [
        json!({"callbackNumbers": numbers}),
        json!({"callbackNumbers": numbers, "queueId": "x"}),
        json!({"callbackNumbers": numbers, "queueId": "00000000-0000-0000-0000-000000000000"}),
        json!({"callbackNumbers": numbers, "queueId": house.queue("General"), "callbackScheduledTime": "tomorrow"}),
        json!({"callbackNumbers": numbers, "routingData": {"queueId": house.queue("General"), "priority": 99999999999_i64}}),
    ] {
        let answer = program.post(path, body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body} {}", answer.body);
    }
    let bytes = program.send("POST", path, vec![0xff, 0xfe, 0x00]).await;
    assert_eq!(refusal(&bytes), (400, "bad.request"));
}

#[tokio::test]
async fn no_number_is_too_large_to_be_refused() {
    let house = House::new().await;
    let program = house.program().await;
    let path = format!("/api/v2/routing/queues/{}", house.queue("General"));
    for seconds in [i64::MAX, i64::MIN, i64::MAX / 1_000 + 8, -1, 6, 901] {
        let settings = json!({"callback": {"alertingTimeoutSeconds": seconds}});
        let refused = program.put(&path, json!({"name": "General", "mediaSettings": settings})).await;
        assert_eq!(refusal(&refused), (400, "invalid.value"), "{seconds}");
    }
    let limits = json!({"wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": i64::MAX});
    let refused = program.put(&path, json!({"name": "General", "acwSettings": limits})).await;
    assert_eq!(refusal(&refused), (400, "invalid.value"));
}

#[tokio::test]
async fn a_body_that_is_too_large_or_of_another_kind_is_refused() {
    let house = House::new().await;
    let program = house.program().await;
    let large = json!({"callbackNumbers": ["7".repeat(300_000)]});
    let answer = program.post("/api/v2/conversations/callbacks", large).await;
    assert_eq!(refusal(&answer), (413, "bad.request"));
    let request = program.request("POST", "/api/v2/conversations/callbacks");
    let request = request.header(header::CONTENT_TYPE, "text/plain").body(Body::from("{}"));
    assert_eq!(program.raw(request.unwrap()).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let house = House::new().await;
    let program = house.program().await;
    let nil = "00000000-0000-0000-0000-000000000000";
    for path in [
        "/api/v2/nothing/here".to_owned(),
        "/api/v2".to_owned(),
        "/api/v2/".to_owned(),
        "/oauth/nothing".to_owned(),
        "/webdeployments/v1/nothing".to_owned(),
        format!("/api/v2/users/{nil}"),
        "/api/v2/users/not-an-id".to_owned(),
        format!("/api/v2/routing/queues/{nil}"),
        format!("/api/v2/routing/queues/{nil}/members"),
        format!("/api/v2/routing/queues/{nil}/estimatedwaittime"),
        format!("/api/v2/conversations/{nil}"),
        format!("/api/v2/conversations/messages/{nil}/messages/{nil}"),
        format!("/api/v2/notifications/channels/{nil}/subscriptions"),
        format!("/api/v2/webdeployments/deployments/{nil}"),
        format!("/webdeployments/v1/deployments/{nil}/config.json"),
    ] {
        assert_eq!(refusal(&program.get(&path).await), (404, "not.found"), "{path}");
    }
    assert_eq!(refusal(&program.delete("/api/v2/users/me").await), (405, "method.not.allowed"));
}

#[tokio::test]
async fn without_a_token_nothing_is_answered() {
    let house = House::new().await;
    let nobody = house.nobody();
    assert_eq!(refusal(&nobody.get("/api/v2/users/me").await), (401, "authentication.required"));
    assert_eq!(
        refusal(&nobody.with_token("guessed").get("/api/v2/users/me").await),
        (401, "bad.credentials")
    );
}

#[tokio::test]
async fn an_agent_may_not_do_what_an_administrator_does() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let refused = ana.post("/api/v2/routing/queues", json!({"name": "Mine"})).await;
    assert_eq!(refusal(&refused), (403, "missing.any.permissions"));
    let refused = ana.post("/api/v2/routing/wrapupcodes", json!({"name": "Mine"})).await;
    assert_eq!(refusal(&refused), (403, "missing.permissions"));
    let sara = house.person("Sara").id;
    let presence = json!({"presenceDefinition": {"systemPresence": "Meal"}});
    let refused = ana.patch(&format!("/api/v2/users/{sara}/presences/purecloud"), presence).await;
    assert_eq!(refusal(&refused), (403, "missing.permissions"));
}

#[tokio::test]
async fn an_organization_sees_only_its_own() {
    let (house, other) = House::shared_with("Another Bank").await;
    let callback = json!({"queueId": house.queue("General"), "callbackNumbers": ["1"]});
    let ours = house.program().await;
    let made = ours.post("/api/v2/conversations/callbacks", callback.clone()).await.ok();
    let conversation = made["conversation"]["id"].as_str().unwrap();
    let theirs = house.nobody().with_client(&other, "tests").await;
    let ana = house.person("Ana").id;
    for path in [
        format!("/api/v2/conversations/{conversation}"),
        format!("/api/v2/conversations/callbacks/{conversation}"),
        format!("/api/v2/users/{ana}"),
        format!("/api/v2/users/{ana}/presences/purecloud"),
        format!("/api/v2/routing/queues/{}", house.queue("General")),
        format!("/api/v2/webdeployments/deployments/{}", house.seeded.deployments[0].id),
    ] {
        ours.get(&path).await.ok();
        assert_eq!(refusal(&theirs.get(&path).await), (404, "not.found"), "{path}");
    }
    assert_eq!(theirs.get("/api/v2/conversations").await.ok()["total"], 0);
    assert_eq!(
        theirs.post("/api/v2/conversations/callbacks", callback).await.status,
        StatusCode::BAD_REQUEST
    );
    let disconnect = format!("/api/v2/conversations/{conversation}/disconnect");
    assert_eq!(refusal(&theirs.post(&disconnect, Value::Null).await), (404, "not.found"));
}

#[tokio::test]
async fn a_stale_offer_is_a_conflict_and_somebody_elses_is_forbidden() {
    let house = House::new().await;
    let ana = house.on_queue("Ana").await;
    let program = house.program().await;
    let body = json!({"queueId": house.queue("General"), "callbackNumbers": ["1"]});
    let made = program.post("/api/v2/conversations/callbacks", body).await.ok();
    let conversation = made["conversation"]["id"].as_str().unwrap();
    let known = program.get(&format!("/api/v2/conversations/{conversation}")).await.ok();
    let agent = crate::journey::last(&known, "agent")["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/conversations/callbacks/{conversation}/participants/{agent}");
    let bo = house.user("Bo").await;
    assert_eq!(refusal(&bo.patch(&path, json!({"state": "connected"})).await), (403, "not.authorized"));
    ana.patch(&path, json!({"state": "disconnected"})).await.ok();
    assert_eq!(refusal(&ana.patch(&path, json!({"state": "connected"})).await), (409, "conflict"));
    let me = ana.get("/api/v2/users/me?expand=routingStatus").await.ok();
    assert_eq!(me["routingStatus"]["status"], "NOT_RESPONDING");
    let id = house.person("Ana").id;
    ana.put(&format!("/api/v2/users/{id}/routingstatus"), json!({"status": "IDLE"})).await.ok();
}

#[tokio::test]
async fn a_client_that_asks_too_often_is_told_when_to_come_back() {
    let house = House::with(Config { requests_per_minute: 3, ..Config::default() }).await;
    let client = house.seeded.oauth_clients.iter().find(|client| client.name == "tests").unwrap().id;
    let limit =
        eyeline_shell::Statement::new("UPDATE oauth_clients SET requests_per_minute = NULL WHERE id = $1");
    house.store.commit(vec![limit.bind(client)]).await.unwrap();
    let program = house.program().await;
    for _ in 0..3 {
        program.get("/api/v2/organizations/me").await.ok();
    }
    let request = program.request("GET", "/api/v2/organizations/me").body(Body::empty());
    let response = program.raw(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    let header = |name: &str| response.headers()[name].to_str().unwrap().parse::<u64>().unwrap();
    assert_eq!((header("inin-ratelimit-count"), header("inin-ratelimit-allowed")), (4, 3));
    assert!((1..=60).contains(&header("retry-after")) && (1..=60).contains(&header("inin-ratelimit-reset")));
}

#[tokio::test]
async fn a_guest_who_asks_too_often_is_told_when_to_come_back() {
    let house = House::with(Config { requests_per_minute: 3, ..Config::default() }).await;
    let token = "a token of one guest";
    let mut guest = house.guest(token).await;
    guest.say(&json!({"action": "getJwt", "token": token})).await;
    let jwt = guest.hear().await["body"]["jwt"].as_str().unwrap().to_owned();
    let guest = house.nobody().with_token(&jwt);
    for _ in 0..3 {
        guest.get("/api/v2/webmessaging/messages").await.ok();
    }
    let refused = guest.get("/api/v2/webmessaging/messages").await;
    assert_eq!(refusal(&refused), (429, "too.many.requests"));
}

#[tokio::test]
async fn a_websocket_that_is_none_is_refused_in_the_same_shape() {
    let house = House::new().await;
    let deployment = house.seeded.deployments[0].id;
    for path in [format!("/v1?deploymentId={deployment}"), "/channels/streaming-x".to_owned()] {
        assert_eq!(refusal(&house.nobody().get(&path).await), (400, "bad.request"), "{path}");
    }
}

#[tokio::test]
async fn a_frame_that_announces_too_much_is_not_waited_for() {
    let house = House::new().await;
    let deployment = house.seeded.deployments[0].id;
    let channel = house.program().await.post("/api/v2/notifications/channels", json!({})).await.ok();
    let channel = format!("/channels/{}", channel["id"].as_str().unwrap());
    for path in [format!("/v1?deploymentId={deployment}"), channel] {
        let mut socket = TcpStream::connect(&house.address).await.unwrap();
        let asked = format!(
            "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.write_all(asked.as_bytes()).await.unwrap();
        // RFC 6455 §5.2: the head of a masked text frame of 1 MiB, of which nothing follows.
        let head = [&[0x81, 0xff][..], &(1_u64 << 20).to_be_bytes(), &[0; 4]].concat();
        socket.write_all(&head).await.unwrap();
        let mut heard = Vec::new();
        // It ends with or without a farewell.
        drop(socket.read_to_end(&mut heard).await);
        assert!(heard.starts_with(b"HTTP/1.1 101"), "{path}");
    }
}
