//! Has the crate built anew when a layout comes or goes.

fn main() {
    println!("cargo:rerun-if-changed=layouts");
    println!("cargo:rerun-if-changed=build.rs");
}
