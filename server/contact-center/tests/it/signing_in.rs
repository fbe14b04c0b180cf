//! OAuth and the sign-in page.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Response, StatusCode, header},
};
use eyeline_contact_center_server::Config;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::{call::Api, house::House};

#[tokio::test]
async fn a_person_signs_in_by_password_and_code_and_reads_themselves() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    let me = ana.get("/api/v2/users/me?expand=presence%2CroutingStatus,authorization").await.ok();
    assert_eq!(me["name"], "Ana García");
    assert_eq!(me["presence"]["presenceDefinition"]["systemPresence"], "Offline");
    assert_eq!(me["routingStatus"]["status"], "OFF_QUEUE");
    assert_eq!(me["authorization"]["roles"][0]["id"], "agent");
    let token = ana.get("/api/v2/tokens/me").await.ok();
    assert_eq!(token["OAuthClient"]["name"], "eyeline-desk");
}

#[tokio::test]
async fn a_revoked_token_is_dead_at_once() {
    let house = House::new().await;
    let ana = house.user("Ana").await;
    ana.delete("/api/v2/tokens/me").await.ok();
    let refused = ana.get("/api/v2/users/me").await;
    assert_eq!(
        (refused.status, &refused.body["code"]),
        (StatusCode::UNAUTHORIZED, &"bad.credentials".into())
    );
}

#[tokio::test]
async fn a_client_by_itself_is_no_user() {
    let house = House::new().await;
    let refused = house.program().await.get("/api/v2/users/me").await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::BAD_REQUEST, &"bad.request".into()));
}

#[tokio::test]
async fn a_wrong_password_says_nothing_of_who_has_a_login_and_locks_after_five() {
    let house = House::new().await;
    let ana = house.person("Ana").clone();
    let nobody = house.nobody();
    for email in ["nobody@harbour.example", &ana.email] {
        for email in [email, &format!(" {email} "), &email.to_uppercase(), email, email] {
            let refused = led_to(&nobody, email, "wrong").await;
            assert_eq!(refused, "/login?error=credentials&return_to=%2Fdesk%2F", "{email}");
        }
        let refused = led_to(&nobody, email, &ana.password).await;
        let wait = refused.strip_prefix("/login?error=locked&retry_after=").expect(&refused);
        let wait: u32 = wait.strip_suffix("&return_to=%2Fdesk%2F").expect(&refused).parse().unwrap();
        assert!((1..=30).contains(&wait), "{email}: {wait}");
    }
    // Somebody else's lock is open.
    let bo = house.person("Bo");
    assert_eq!(led_to(&nobody, &bo.email.to_uppercase(), &bo.password).await, "/desk/");
}

#[tokio::test]
async fn guesses_made_at_once_are_counted_as_many_as_they_are() {
    let house = House::new().await;
    let ana = house.person("Ana").clone();
    let nobody = house.nobody();
    let guesses = (0..12).map(|_| led_to(&nobody, &ana.email, "wrong"));
    let led: Vec<_> = futures::future::join_all(guesses).await;
    assert_eq!(led.iter().filter(|place| place.contains("error=credentials")).count(), 5, "{led:?}");
}

#[tokio::test]
async fn whoever_guesses_and_guesses_is_not_looked_at_for_a_minute_and_nobody_else_waits() {
    let house = House::new().await;
    let (ana, bo) = (house.person("Ana").clone(), house.person("Bo").clone());
    let guesser = "203.0.113.7:4711";
    for _ in 0..59 {
        let answer = sign_in_from(&house, guesser, &ana.email, "wrong").await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    // Right passwords do not count: an office has one address.
    for _ in 0..3 {
        assert!(is_welcome(&sign_in_from(&house, guesser, &bo.email, &bo.password).await));
    }
    sign_in_from(&house, "203.0.113.7:4712", &ana.email, "wrong").await;
    let refused = sign_in_from(&house, "203.0.113.7:4713", &bo.email, &bo.password).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let body = refused.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&body["status"], &body["code"]), (&json!(429), &json!("too.many.requests")));
    assert!(is_welcome(&sign_in_from(&house, "203.0.113.8:4711", &bo.email, &bo.password).await));
}

async fn sign_in_from(house: &House, peer: &str, email: &str, password: &str) -> Response<Body> {
    let peer: SocketAddr = peer.parse().unwrap();
    let form = format!("email={email}&password={password}");
    let request = house.nobody().request("POST", "/login").extension(ConnectInfo(peer));
    house.nobody().raw(request.body(Body::from(form)).unwrap()).await
}

fn is_welcome(answer: &Response<Body>) -> bool {
    answer.status() == StatusCode::SEE_OTHER && answer.headers().contains_key(header::SET_COOKIE)
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    let house = House::new().await;
    let ana = house.person("Ana").clone();
    let nobody = house.nobody();
    let own = format!("http://{}", house.address);
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("origin", own.as_str(), StatusCode::SEE_OTHER),
    ] {
        let form = format!("email={}&password={}", ana.email, ana.password);
        let request = nobody.request("POST", "/login").header(name, value).body(Body::from(form)).unwrap();
        let response = nobody.raw(request).await;
        assert_eq!(response.status(), status, "{name}: {value}");
        assert_eq!(response.headers().contains_key(header::SET_COOKIE), status == StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn no_way_back_is_too_odd_to_be_answered() {
    let house = House::new().await;
    for place in ["%01", "/%01", "/%00", "/a%0d%0aSet-Cookie:x", "//evil.example", &"/a".repeat(5_000)] {
        let nobody = house.nobody();
        let request =
            nobody.request("GET", &format!("/logout?return_to={place}")).body(Body::empty()).unwrap();
        let response = nobody.raw(request).await;
        assert_eq!(response.headers()[header::LOCATION], "/desk/", "{place}");
    }
}

async fn led_to(api: &Api, email: &str, password: &str) -> String {
    let response = api.sign_in(email, password).await;
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_works_once_and_only_for_whoever_asked_for_it() {
    let house = House::new().await;
    let (desk, redirect) = desk(&house);
    let code = code(&house, &desk, &redirect).await;
    let wrong = house.nobody().exchange(&desk, &redirect, &code, "another-verifier").await;
    assert_eq!((wrong.status, &wrong.body["error"]), (StatusCode::BAD_REQUEST, &"invalid_grant".into()));
    // A code that was tried with the wrong verifier is used up: whoever guesses has one guess.
    let right =
        house.nobody().exchange(&desk, &redirect, &code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").await;
    assert_eq!(right.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_token_in_the_address_is_given_only_where_the_installation_allows_it() {
    for (implicit_grant, answer) in [(false, "?error=unsupported_response_type"), (true, "#access_token=")] {
        let house = House::with(Config { implicit_grant, ..Config::default() }).await;
        let (desk, redirect) = desk(&house);
        let path = format!("/oauth/authorize?response_type=token&client_id={desk}&redirect_uri={redirect}");
        let place = redirected(&house, &path).await;
        assert!(place.starts_with(&format!("{redirect}{answer}")), "{place}");
    }
}

#[tokio::test]
async fn a_page_without_a_secret_must_prove_itself() {
    let house = House::new().await;
    let (desk, redirect) = desk(&house);
    let path = format!("/oauth/authorize?response_type=code&client_id={desk}&redirect_uri={redirect}");
    for challenge in [
        "",
        "&code_challenge=x",
        "&code_challenge=x&code_challenge_method=plain",
        "&code_challenge=x&code_challenge_method=S256",
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c%00&code_challenge_method=S256",
    ] {
        let place = redirected(&house, &format!("{path}{challenge}")).await;
        assert!(place.starts_with(&format!("{redirect}?error=invalid_request")), "{place}");
    }
}

#[tokio::test]
async fn who_signs_out_is_asked_again() {
    let house = House::new().await;
    let cookie = cookie(&house).await;
    let nobody = house.nobody();
    let request = nobody.request("GET", "/logout").header(header::COOKIE, &cookie).body(Body::empty());
    let response = nobody.raw(request.unwrap()).await;
    assert!(response.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    let (desk, redirect) = desk(&house);
    let path = format!("/oauth/authorize?response_type=code&client_id={desk}&redirect_uri={redirect}");
    let request = nobody.request("GET", &path).header(header::COOKIE, &cookie).body(Body::empty());
    let response = nobody.raw(request.unwrap()).await;
    assert!(response.headers()[header::LOCATION].to_str().unwrap().starts_with("/login?"));
}

#[tokio::test]
async fn an_unregistered_address_is_never_redirected_to() {
    let house = House::new().await;
    let (desk, _) = desk(&house);
    let path = format!(
        "/oauth/authorize?response_type=code&client_id={desk}&redirect_uri=https%3A%2F%2Fevil.example%2Fdesk%2F"
    );
    let refused = house.nobody().get(&path).await;
    assert_eq!(
        (refused.status, &refused.body["error"]),
        (StatusCode::BAD_REQUEST, &"invalid_request".into())
    );
}

#[tokio::test]
async fn a_browser_that_is_not_signed_in_is_sent_to_the_page_and_back() {
    let house = House::new().await;
    let (desk, redirect) = desk(&house);
    let path = format!("/oauth/authorize?response_type=code&client_id={desk}&redirect_uri={redirect}");
    let nobody = house.nobody();
    let response = nobody.raw(nobody.request("GET", &path).body(Body::empty()).unwrap()).await;
    let place = response.headers()[header::LOCATION].to_str().unwrap();
    assert!(place.starts_with("/login?return_to=%2Foauth%2Fauthorize"), "{place}");
}

#[tokio::test]
async fn a_wrong_secret_gets_no_token() {
    let house = House::new().await;
    let mut seeded = house.seeded.clone();
    seeded.oauth_clients[1].secret = Some("guessed".to_owned());
    let client = &seeded.oauth_clients[1];
    let form = format!("grant_type=client_credentials&client_id={}&client_secret=guessed", client.id);
    let nobody = house.nobody();
    let refused = nobody.send("POST", "/oauth/token", form).await;
    assert_eq!(
        (refused.status, &refused.body["error"]),
        (StatusCode::UNAUTHORIZED, &"invalid_client".into())
    );
}

fn desk(house: &House) -> (String, String) {
    let desk = house.seeded.oauth_clients.iter().find(|client| client.name == "eyeline-desk").unwrap();
    (desk.id.to_string(), format!("http://{}/desk/", house.address))
}

async fn code(house: &House, desk: &str, redirect: &str) -> String {
    let path = format!(
        "/oauth/authorize?response_type=code&client_id={desk}&redirect_uri={redirect}\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
    redirected(house, &path).await.split_once("code=").unwrap().1.to_owned()
}

/// Where Ana's browser is sent, who is signed in.
async fn redirected(house: &House, path: &str) -> String {
    let nobody = house.nobody();
    let request = nobody.request("GET", path).header(header::COOKIE, cookie(house).await).body(Body::empty());
    let response = nobody.raw(request.unwrap()).await;
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

async fn cookie(house: &House) -> String {
    let cookie = house.center.sign_in(house.person("Ana").id).await.unwrap().unwrap();
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}
