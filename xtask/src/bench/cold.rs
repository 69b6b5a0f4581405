//! A cold build of a crate that uses one driver: crates, and seconds of the processor.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use anyhow::{Context as _, Result};

use super::{PEERS, tables};
use crate::{
    toolchain::system_cargo,
    workspace::{self, Workspace},
};

/// Stands for the folder under `drivers`.
const OURS: &str = "";

/// Name and dependency.
const DRIVERS: [(&str, &str); 10] = [
    ("ina2xx", OURS),
    ("tmp11x", OURS),
    ("drv8860", OURS),
    ("max4820", OURS),
    ("ntc", OURS),
    ("relay-pins", OURS),
    ("tmp117", "\"=3.0.0\""),
    ("ina226", "\"=0.3.0\""),
    ("ina226-tp", "\"=0.4.1\""),
    (
        "embedded-devices",
        "{ version = \"=0.10.3\", default-features = false, features = [\"sync\", \"texas_instruments-ina228\"] }",
    ),
];

/// Seconds are of one build on this machine: reported, never compared.
pub(crate) fn table(workspace: &Workspace) -> Result<String> {
    let mut rows = Vec::new();
    for (name, dependency) in DRIVERS {
        let (crates, seconds) = cold(workspace, name, dependency).context(name)?;
        rows.push(vec![format!("`{name}`"), crates.to_string(), seconds]);
    }
    Ok(tables::table(&["driver", "crates", "CPU s"], &rows))
}

fn cold(workspace: &Workspace, name: &str, dependency: &str) -> Result<(usize, String)> {
    let folder = workspace
        .target_folder()
        .join("bench")
        .join("cold")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        folder.join("Cargo.toml"),
        manifest(workspace.root(), name, dependency),
    )?;
    // The versions of the comparison.
    fs::copy(
        workspace.root().join(PEERS).join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    let tree = workspace::output(cargo(workspace, &folder)?.args([
        "tree",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ]))?;
    workspace::run(cargo(workspace, &folder)?.args(["fetch", "--quiet"]))?;
    let mut build = cargo(workspace, &folder)?;
    let program = build.get_program().to_owned();
    let script = workspace
        .root()
        .join(PEERS)
        .join("measure")
        .join("seconds.py");
    let mut timed = Command::new("python3");
    timed.arg(script).arg(program);
    timed.args(["build", "--quiet"]).current_dir(&folder);
    build.args(["build", "--quiet"]);
    for (key, value) in build.get_envs() {
        match value {
            Some(value) => timed.env(key, value),
            None => timed.env_remove(key),
        };
    }
    let seconds = workspace::output(&mut timed)?;
    Ok((crates(&tree), seconds.trim().to_owned()))
}

fn cargo(workspace: &Workspace, folder: &Path) -> Result<Command> {
    let mut cargo = system_cargo(workspace.root())?;
    cargo.current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", folder.join("target"));
    Ok(cargo)
}

fn manifest(root: &Path, name: &str, dependency: &str) -> String {
    let dependency = if dependency == OURS {
        format!("{{ path = {:?} }}", root.join("drivers").join(name))
    } else {
        dependency.to_owned()
    };
    format!(
        "[workspace]\n[package]\nname = \"user\"\nedition = \"2024\"\n[dependencies]\n{name} = {dependency}\n"
    )
}

/// Distinct crates of a tree besides the user's.
fn crates(tree: &str) -> usize {
    let names: BTreeSet<Vec<&str>> = tree
        .lines()
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>())
        .filter(|words| !words.is_empty() && words.first() != Some(&"user"))
        .collect();
    names.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_and_two_versions_are_two() {
        let tree = "user v0.0.0 (/a)\nina226 v0.3.0\nbitflags v2.9.1\nbitflags v1.3.2\nbitflags v2.9.1 (*)\n";
        assert_eq!(crates(tree), 3);
    }
}
