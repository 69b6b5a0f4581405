//! `cargo xtask ci`: what CI runs, in its order, up to the first failure.

use std::{
    fs,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};

use crate::{
    features, generate, layering, new_driver,
    workspace::{self, Workspace},
};

type Step = fn(&Workspace) -> Result<()>;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let steps: [(&str, Step); 8] = [
        ("format", |w| cargo(w, &["fmt", "--all", "--check"])),
        ("clippy", |w| {
            let options = ["--workspace", "--all-targets", "--all-features"];
            cargo(
                w,
                &[&["clippy"], &options[..], &["--", "-D", "warnings"]].concat(),
            )
        }),
        ("documentation", documentation),
        ("generated files", |w| generate::run(w, true)),
        ("layering", layering::run),
        ("features", features::check),
        ("skeletons of new drivers", new_driver::trial::run),
        ("packages", packages),
    ];
    for (name, step) in steps {
        println!("\n=== {name}");
        step(workspace).with_context(|| format!("ci stopped at \"{name}\""))?;
    }
    println!("\n=== all passed");
    Ok(())
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    run_shown(workspace.cargo().args(arguments))
}

fn run_shown(command: &mut Command) -> Result<()> {
    println!("{}", workspace::spelled(command));
    workspace::run(command)
}

fn documentation(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    run_shown(cargo.args(["doc", "--workspace", "--no-deps", "--all-features"]))
}

/// Packs and builds every published crate as its users would get it.
///
/// What is not committed is packed too: a developer asks about the files at hand, and CI has no others.
///
/// Cargo keeps what it unpacked by path and version, so in a folder used before it would build a crate against
/// yesterday's `hal-power`. Hence a new folder each time.
fn packages(workspace: &Workspace) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let name = format!("packages-{}", now.as_millis());
    let folder = workspace.target_folder().join(name);
    let mut cargo = workspace.cargo();
    cargo.env("CARGO_TARGET_DIR", &folder);
    cargo.args(["package", "--workspace", "--allow-dirty"]);
    for package in workspace.members() {
        if !workspace::is_publishable(package) {
            cargo.args(["--exclude", package.name.as_str()]);
        }
    }
    let result = run_shown(&mut cargo);
    // Of no use after a failure either: cargo has named the file.
    let _ = fs::remove_dir_all(&folder);
    result
}
