//! The pages, embedded in the binary.

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The web build. A debug build reads the folder at run time, a release build holds it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// Our own pages keep the policy that we tell hosts of the widget to have: nothing inline, nothing from elsewhere.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

/// Routes of all pages: `/` is home, `/desk/` the desk, and so on.
pub(crate) fn router() -> Router {
    let mut router = Router::new().route("/", get(|| page("home/index.html")));
    for app in ["site", "desk", "room", "admin", "home"] {
        router = router
            .route(&format!("/{app}"), get(move || async move { Redirect::permanent(&format!("/{app}/")) }))
            .route(&format!("/{app}/"), get(move || async move { page(&format!("{app}/index.html")).await }))
            .route(&format!("/{app}/{{*path}}"), get(move |path| file(app, path)));
    }
    for folder in ["login", "widget"] {
        router = router.route(&format!("/{folder}/{{*path}}"), get(move |path| file(folder, path)));
    }
    router
}

/// The sign-in page, which the contact center serves at `/login`.
pub(crate) fn sign_in() -> Option<String> {
    let page = Files::get("login/index.html")?;
    String::from_utf8(page.data.into_owned()).ok()
}

async fn file(app: &'static str, Path(path): Path<String>) -> Response {
    page(&format!("{app}/{path}")).await
}

async fn page(path: &str) -> Response {
    match Files::get(path) {
        Some(file) => answer(path, file),
        None => (StatusCode::NOT_FOUND, "There is no such page.").into_response(),
    }
}

fn answer(path: &str, file: EmbeddedFile) -> Response {
    let kind = HeaderValue::from_static(media_type(path));
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // A built asset's name holds its hash; everything else is asked for again.
    let cache = if path.contains("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // The widget is loaded by pages of other origins.
    if path.starts_with("widget/") {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}
