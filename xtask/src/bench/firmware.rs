//! Builds the firmware, with and without its reading.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use super::{
    PEERS,
    cases::{CASES, EMPTY},
};
use crate::{
    toolchain::{SYSTEM_RUSTC, system_cargo},
    workspace::{self, Workspace},
};

/// Folders of the built firmware of one target.
pub(crate) struct Folders {
    /// With the reading.
    pub(crate) whole: PathBuf,
    /// The driver is made and initialised, nothing is read.
    pub(crate) setup: PathBuf,
}

/// Version of the compiler, as it says it.
pub(crate) fn compiler(workspace: &Workspace) -> Result<String> {
    // Says what is missing, if it is.
    system_cargo(workspace.root())?;
    let version = workspace::output(Command::new(SYSTEM_RUSTC).arg("--version"))?;
    Ok(version.trim().to_owned())
}

pub(crate) fn build(workspace: &Workspace, target: &str) -> Result<Folders> {
    let built = workspace.target_folder().join("bench").join("build");
    let kept = workspace.target_folder().join("bench").join(target);
    let variant = |name: &str, options: &[&str]| -> Result<PathBuf> {
        let mut cargo = builder(workspace, PEERS, target, &built)?;
        cargo.args(options);
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo)?;
        let folder = kept.join(name);
        keep(&built.join(target).join("release"), &folder)?;
        Ok(folder)
    };
    Ok(Folders {
        setup: variant("setup", &["--features", "setup-only"])?,
        whole: variant("whole", &[])?,
    })
}

/// `cargo build` of all binaries of a package that is outside of the workspace.
pub(super) fn builder(
    workspace: &Workspace,
    package: &str,
    target: &str,
    built: &Path,
) -> Result<Command> {
    let mut cargo = system_cargo(workspace.root())?;
    cargo.current_dir(workspace.root().join(package));
    cargo.args(["build", "--release", "--bins", "--quiet", "--locked"]);
    cargo.args(["-Zbuild-std=core", "--target", target]);
    cargo.env("CARGO_TARGET_DIR", built);
    cargo.env(linker_variable(target), "ld.lld");
    Ok(cargo)
}

/// Cargo's name for the variable that names the linker of a target.
fn linker_variable(target: &str) -> String {
    let target = target.to_uppercase().replace(['-', '.'], "_");
    format!("CARGO_TARGET_{target}_LINKER")
}

/// The next build writes to the same files.
fn keep(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for name in CASES.iter().map(|case| case.name).chain([EMPTY]) {
        fs::copy(from.join(name), to.join(name))
            .with_context(|| format!("{name} was not built"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linker_is_named_as_cargo_wants_it() {
        let name = linker_variable("thumbv8m.main-none-eabihf");
        assert_eq!(name, "CARGO_TARGET_THUMBV8M_MAIN_NONE_EABIHF_LINKER");
    }
}
