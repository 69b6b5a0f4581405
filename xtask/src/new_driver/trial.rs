//! Every skeleton compiles, passes its lints and its tests, in a workspace of its own below `target`.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use super::{Name, Shape, render, write};
use crate::workspace::{self, Workspace};

const SKELETONS: [(Shape, &str); 4] = [
    (Shape::I2c, "skeleton-i2c"),
    (Shape::Spi, "skeleton-spi"),
    (Shape::Pins, "skeleton-pins"),
    (Shape::Protocol, "skeleton-protocol"),
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let root = workspace.root();
    let folder = workspace.target_folder().join("skeletons");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    fs::write(folder.join("Cargo.toml"), moved(&manifest, root)?)?;
    for same in ["Cargo.lock", "clippy.toml"] {
        fs::copy(root.join(same), folder.join(same))
            .with_context(|| format!("{same} is missing"))?;
    }
    for (shape, name) in SKELETONS {
        write(&folder.join(name), &render(root, shape, &Name::new(name)?)?)?;
    }
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features"];
    for arguments in [
        &[&clippy[..], &["--", "-D", "warnings"]].concat()[..],
        &["test", "--workspace", "--quiet"],
    ] {
        let mut cargo = workspace.cargo();
        cargo.current_dir(&folder).args(arguments);
        cargo.env(
            "CARGO_TARGET_DIR",
            workspace.target_folder().join("skeletons-build"),
        );
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo)?;
    }
    Ok(())
}

/// The workspace's manifest for another folder, with all crates in that folder as members.
pub(super) fn moved(manifest: &str, root: &Path) -> Result<String> {
    let (before, rest) = manifest
        .split_once("members = [")
        .context("the workspace names no members")?;
    let (_, after) = rest
        .split_once(']')
        .context("the list of members has no end")?;
    let path = format!("path = \"{}/", root.display());
    Ok(format!("{before}members = [\"*\"]{after}").replace("path = \"", &path))
}
