//! Tells the linker where the memory map is, on bare metal only.

fn main() {
    println!("cargo:rerun-if-changed=memory.x");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "none") {
        if let Ok(folder) = std::env::var("CARGO_MANIFEST_DIR") {
            println!("cargo:rustc-link-search={folder}");
        }
        println!("cargo:rustc-link-arg-bins=-Tlink.x");
    }
}
