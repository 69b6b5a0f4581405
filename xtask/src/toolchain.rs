//! Toolchains that build for bare metal.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::workspace::{self, Workspace};

/// The distribution's toolchain, which can build the core library from source.
const SYSTEM_CARGO: &str = "/usr/bin/cargo";
pub(crate) const SYSTEM_RUSTC: &str = "/usr/bin/rustc";

/// What builds for which target: rustup's toolchain where it has the target, else the distribution's.
pub(crate) struct Toolchain<'a> {
    workspace: &'a Workspace,
    installed: Vec<String>,
}

impl<'a> Toolchain<'a> {
    pub(crate) fn find(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            installed: rustup_targets(workspace),
        }
    }

    /// `cargo build` for a target, in a target folder of its own, with the `libraries` of Rust that it takes and more `flags`
    /// for the compiler.
    pub(crate) fn build(&self, target: &str, libraries: &str, flags: &str) -> Result<Command> {
        let installed = self.installed.iter().any(|name| name == target);
        let mut cargo = if installed {
            self.workspace.cargo()
        } else {
            system_cargo(self.workspace.root())?
        };
        cargo.args(["build", "--target", target]);
        let mut flags = flags.to_owned();
        if !installed {
            cargo.arg(format!("-Zbuild-std={libraries}"));
            // the distribution's rustc has no linker of its own for these targets
            flags.push_str(" -C linker=ld.lld -C linker-flavor=ld.lld");
        }
        let variable = target.replace(['-', '.'], "_").to_uppercase();
        cargo.env(format!("CARGO_TARGET_{variable}_RUSTFLAGS"), flags.trim());
        cargo.env("CARGO_TARGET_DIR", self.folder());
        Ok(cargo)
    }

    /// Where it builds.
    pub(crate) fn folder(&self) -> std::path::PathBuf {
        self.workspace.target_folder().join("bare")
    }
}

/// The targets that rustup has a core library for; none without rustup.
fn rustup_targets(workspace: &Workspace) -> Vec<String> {
    let mut rustup = Command::new("rustup");
    rustup
        .current_dir(workspace.root())
        .args(["target", "list", "--installed"]);
    let list = workspace::output(&mut rustup).unwrap_or_default();
    list.lines().map(|line| line.trim().to_owned()).collect()
}

/// The distribution's cargo, without what rustup and the cargo around us leave in the environment.
pub(crate) fn system_cargo(root: &Path) -> Result<Command> {
    for tool in [SYSTEM_CARGO, SYSTEM_RUSTC] {
        if !Path::new(tool).exists() {
            bail!(
                "{tool} is missing: `rustup target add` the target, or install a cargo and rustc with \
                 the library's source (Debian: rustc-web rust-web-src cargo-web lld)"
            );
        }
    }
    let mut cargo = Command::new(SYSTEM_CARGO);
    cargo.current_dir(root);
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let confusing = inherited.filter(|name| {
        let name = name.to_string_lossy();
        let kept = [
            "CARGO_HOME",
            "CARGO_NET_",
            "CARGO_HTTP_",
            "CARGO_REGISTR",
            "CARGO_BUILD_JOBS",
        ];
        let ours = ["CARGO", "RUST"]
            .iter()
            .any(|start| name.starts_with(start));
        ours && !kept.iter().any(|start| name.starts_with(start))
    });
    for name in confusing {
        cargo.env_remove(name);
    }
    cargo.env("RUSTC", SYSTEM_RUSTC);
    cargo.env("RUSTC_BOOTSTRAP", "1");
    Ok(cargo)
}
