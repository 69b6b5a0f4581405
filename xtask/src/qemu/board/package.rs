//! The board's package, which the workspace's own commands do not reach.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::{
    toolchain::Toolchain,
    workspace::{self, Workspace},
};

const FOLDER: &str = "examples/all-in-one/boards/lm3s6965";
const TARGET: &str = "thumbv7m-none-eabi";
const BINARY: &str = "lm3s6965";

pub(super) struct Package<'a> {
    workspace: &'a Workspace,
    toolchain: Toolchain<'a>,
}

impl<'a> Package<'a> {
    pub(super) fn find(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            toolchain: Toolchain::find(workspace),
        }
    }

    /// Builds the firmware and returns where it is.
    pub(super) fn firmware(&self) -> Result<PathBuf> {
        let mut cargo = self.toolchain.build(TARGET, "core", "")?;
        cargo.args(["--release", "--locked", "--bin", BINARY]);
        cargo.arg("--manifest-path").arg(self.manifest());
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo).context("the firmware does not build")?;
        let folder = self.toolchain.folder().join(TARGET).join("release");
        Ok(folder.join(BINARY))
    }

    /// Format, lints and unit tests, on the host.
    pub(super) fn check(&self) -> Result<()> {
        self.cargo("fmt", &["--", "--check"])?;
        // Tests are left out: a binary's would bring another panic handler in.
        let lints = ["--locked", "--lib", "--bins", "--", "-D", "warnings"];
        self.cargo("clippy", &lints)?;
        self.cargo("test", &["--locked", "--lib"])
    }

    fn cargo(&self, command: &str, options: &[&str]) -> Result<()> {
        let mut cargo = self.workspace.cargo();
        cargo.arg(command);
        cargo.arg("--manifest-path").arg(self.manifest());
        cargo.args(options);
        cargo.env("CARGO_TARGET_DIR", self.toolchain.folder());
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo)
    }

    fn manifest(&self) -> PathBuf {
        self.workspace.root().join(FOLDER).join("Cargo.toml")
    }
}
