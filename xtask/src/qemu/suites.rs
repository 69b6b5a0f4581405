//! `cargo xtask qemu suites`: the suites of every driver, and the firmware in its simulated house, on a Cortex-M4.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};

use super::machine::Machine;
use crate::{
    toolchain::Toolchain,
    workspace::{self, Workspace},
};

const MANIFEST: &str = "tests/target/Cargo.toml";
const TARGET: &str = "thumbv7em-none-eabihf";

/// The programs, each with an exit code.
const PROGRAMS: [&str; 2] = ["suites", "firmware"];

/// How long a line may take: a scenario is half an hour, on a processor without doubles.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) fn run(workspace: &Workspace) -> Result<()> {
    for program in PROGRAMS {
        let path = build(workspace, program)?;
        println!("\n=== {program}, mps2-an386");
        let mut machine = Machine::start(
            [
                "-M",
                "mps2-an386",
                "-nographic",
                "-monitor",
                "none",
                "-serial",
                "none",
            ]
            .map(Into::into)
            .into_iter()
            .chain(["-semihosting-config", "enable=on,target=native", "-kernel"].map(Into::into))
            .chain([path.into_os_string()]),
        )?;
        let code = machine.finish(PATIENCE)?;
        if code != 0 {
            bail!("`{program}` ended with exit code {code}");
        }
    }
    Ok(())
}

/// Builds a program and returns where it is.
fn build(workspace: &Workspace, program: &str) -> Result<PathBuf> {
    let toolchain = Toolchain::find(workspace);
    let mut cargo = toolchain.build(TARGET, "core,alloc", "")?;
    cargo.args(["--release", "--locked", "--bin", program]);
    cargo
        .arg("--manifest-path")
        .arg(workspace.root().join(MANIFEST));
    println!("{}", workspace::spelled(&cargo));
    workspace::run(&mut cargo).with_context(|| format!("`{program}` does not build"))?;
    let folder = toolchain.folder().join(TARGET).join("release");
    Ok(folder.join(program))
}
