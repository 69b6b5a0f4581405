//! Compiles the harness of the readings, and links it.

use std::{env, path::PathBuf, process::Command};

fn main() {
    let target = env::var("TARGET").unwrap();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let peers = env::current_dir().unwrap().join("..");
    println!("cargo::rerun-if-changed=../c");
    println!("cargo::rerun-if-changed=../link.x");
    if !target.starts_with("thumbv7em") {
        return;
    }
    let object = out.join("harness.o");
    let mut gcc = Command::new("arm-none-eabi-gcc");
    gcc.args([
        "-std=c11",
        "-Os",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-ffreestanding",
    ]);
    gcc.args(["-ffunction-sections", "-fno-tree-loop-distribute-patterns"]);
    gcc.args(["-fno-jump-tables", "-mthumb", "-mcpu=cortex-m4"]);
    gcc.args(["-mfloat-abi=hard", "-mfpu=fpv4-sp-d16", "-c", "-o"]);
    gcc.arg(&object).arg(peers.join("c/harness.c"));
    assert!(
        gcc.status().expect("arm-none-eabi-gcc").success(),
        "harness.c"
    );
    let script = peers.join("link.x");
    println!("cargo::rustc-link-arg-bins=-T{}", script.display());
    println!("cargo::rustc-link-arg-bins={}", object.display());
}
