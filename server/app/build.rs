//! Builds again when the pages have changed; the macro that embeds them cannot see new files by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
