//! Compiles the harness and the cases in C, and links them.

use std::{env, path::PathBuf, process::Command};

const CASES: [&str; 5] = [
    "c_ina226_raw",
    "c_ina226",
    "c_ina228_raw",
    "c_ina228",
    "c_tmp117",
];

fn main() {
    let target = env::var("TARGET").unwrap();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let root = env::current_dir().unwrap();
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rerun-if-changed=link.x");
    if !target.starts_with("thumb") {
        return;
    }
    println!(
        "cargo::rustc-link-arg-bins=-T{}",
        root.join("link.x").display()
    );
    let harness = compile(&target, "harness", &out);
    println!("cargo::rustc-link-arg-bins={}", harness.display());
    for case in CASES {
        let object = compile(&target, case, &out);
        println!("cargo::rustc-link-arg-bin={case}={}", object.display());
    }
}

fn compile(target: &str, name: &str, out: &std::path::Path) -> PathBuf {
    let object = out.join(format!("{name}.o"));
    let mut gcc = Command::new("arm-none-eabi-gcc");
    gcc.args([
        "-std=c11",
        "-Os",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-ffreestanding",
        "-ffunction-sections",
    ]);
    gcc.args([
        "-fno-tree-loop-distribute-patterns",
        "-fno-jump-tables",
        "-mthumb",
        "-c",
        "-o",
    ])
    .arg(&object);
    if target.starts_with("thumbv7em") {
        gcc.args(["-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"]);
    } else {
        gcc.args(["-mcpu=cortex-m0plus", "-mfloat-abi=soft"]);
    }
    // Without the reading: the difference is what the reading takes.
    if env::var_os("CARGO_FEATURE_SETUP_ONLY").is_some() {
        gcc.arg("-DSETUP_ONLY");
    }
    gcc.arg(format!("c/{name}.c"));
    assert!(
        gcc.status().expect("arm-none-eabi-gcc").success(),
        "{name}.c"
    );
    object
}
