//! `cargo xtask target`: the `no_std` crates build for bare metal.

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    toolchain::Toolchain,
    workspace::{self, Workspace},
};

#[derive(Args)]
pub(crate) struct Options {
    /// A target to build for, may be repeated; all of them if none is given.
    #[arg(long = "target", value_parser = TARGETS)]
    targets: Vec<String>,
}

const TARGETS: [&str; 4] = [
    "thumbv6m-none-eabi",
    "thumbv7em-none-eabihf",
    "thumbv8m.main-none-eabihf",
    "riscv32imc-unknown-none-elf",
];

/// What is built beside the drivers.
const NO_STD: [&str; 7] = [
    "hal-power",
    "hal-inverter",
    "hal-bms",
    "hal-power-sim",
    "hal-conformance",
    "all-in-one-firmware",
    "all-in-one-house",
];

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolchain = Toolchain::find(workspace);
    let all = TARGETS.map(str::to_owned);
    let targets = if options.targets.is_empty() {
        &all[..]
    } else {
        &options.targets
    };
    for target in targets {
        println!("\n=== {target}");
        let mut cargo = toolchain.build(target, "core,alloc", "")?;
        cargo.arg("--lib");
        for name in packages(workspace) {
            cargo.args(["--package", &name]);
        }
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo).with_context(|| format!("{target} does not build"))?;
    }
    Ok(())
}

fn packages(workspace: &Workspace) -> Vec<String> {
    let members = workspace.members().into_iter();
    members
        .filter(|package| workspace.is_driver(package) || NO_STD.contains(&package.name.as_str()))
        .map(|package| package.name.to_string())
        .collect()
}
