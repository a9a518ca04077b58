//! Rebuilds this crate when the built pages change: their names carry hashes, so the compiler cannot know them.

fn main() {
    println!("cargo::rerun-if-changed=dist");
}
