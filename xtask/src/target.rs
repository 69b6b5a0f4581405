//! `cargo xtask target`: the `no_std` crates build for bare metal.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::workspace::{self, Workspace};

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

const HAL: [&str; 3] = ["hal-power", "hal-inverter", "hal-bms"];
const FIRMWARE: &str = "all-in-one-firmware";
const SIM: &str = "hal-power-sim";

/// Needs compare-and-swap and a heap.
const SIM_TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "thumbv8m.main-none-eabihf"];

/// The distribution's toolchain, which can build the core library from source.
pub(crate) const SYSTEM_CARGO: &str = "/usr/bin/cargo";
pub(crate) const SYSTEM_RUSTC: &str = "/usr/bin/rustc";

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let installed = rustup_targets(workspace);
    let all = TARGETS.map(str::to_owned);
    let targets = if options.targets.is_empty() {
        &all[..]
    } else {
        &options.targets
    };
    for target in targets {
        println!("\n=== {target}");
        let mut cargo = if installed.contains(target) {
            workspace.cargo()
        } else {
            system_cargo(workspace.root())?
        };
        cargo.args(["build", "--lib", "--target", target]);
        if !installed.contains(target) {
            cargo.arg("-Zbuild-std=core,alloc");
        }
        for name in packages(workspace, target) {
            cargo.args(["--package", &name]);
        }
        cargo.env("CARGO_TARGET_DIR", workspace.target_folder().join("bare"));
        println!("{}", workspace::spelled(&cargo));
        workspace::run(&mut cargo).with_context(|| format!("{target} does not build"))?;
    }
    Ok(())
}

fn packages(workspace: &Workspace, target: &str) -> Vec<String> {
    let wanted = |name: &str| {
        HAL.contains(&name) || name == FIRMWARE || (name == SIM && SIM_TARGETS.contains(&target))
    };
    let members = workspace.members().into_iter();
    members
        .filter(|package| workspace.is_driver(package) || wanted(&package.name))
        .map(|package| package.name.to_string())
        .collect()
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
