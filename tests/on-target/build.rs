//! Puts the memory map where the linker looks for it.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(folder.join("memory.x"), include_str!("memory.x"))?;
    println!("cargo:rustc-link-search={}", folder.display());
    println!("cargo:rustc-link-arg=-Tlink.x");
    println!("cargo:rerun-if-changed=memory.x");
    Ok(())
}
