//! `cargo xtask panic-free`: no public method of a driver can panic, nor one of what runs once a period.
//!
//! `tests/panic-free` calls them all, a firmware for each driver and component. In the blocking half the panic handler calls a function that
//! nobody defines, so that a firmware which links has none. In the async half the compiler's check for a future that is polled
//! after its end remains, and the relocations tell that nothing else does.

mod calls;
mod methods;

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::{
    toolchain::Toolchain,
    workspace::{self, Workspace},
};
use calls::Calls;

const TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "thumbv6m-none-eabi"];

/// Where the firmwares are, one for each driver and component.
const PACKAGE: &str = "tests/panic-free";

/// What runs in an interrupt, holds the relays or judges cells, beside the drivers: its firmware, and the files and folders of its public
/// functions.
const COMPONENTS: [(&str, &[&str]); 5] = [
    (
        "frames",
        &["hal-inverter/src/frame.rs", "hal-inverter/src/frame"],
    ),
    ("grid-protection", &["hal-inverter/src/grid"]),
    (
        "relay-chain",
        &[
            "hal-inverter/src/chain.rs",
            "hal-inverter/src/connect.rs",
            "hal-inverter/src/transfer.rs",
        ],
    ),
    (
        "cells",
        &[
            "hal-bms/src/guard.rs",
            "hal-bms/src/guard",
            "hal-bms/src/balancer.rs",
            "hal-bms/src/balancer",
        ],
    ),
    ("bridge-control", &["examples/all-in-one/firmware/src/fast"]),
];

/// What the panic handler calls.
const HANDLER: &str = "a_panic_is_linked";

/// What the compiler calls when a future is polled after its end.
const RESUMED: &str = "panic_const_async_fn_resumed";

/// Flags that keep the relocations, from which callers are read.
const RELOCATIONS: &str = "-C link-arg=--emit-relocs";

#[derive(Args)]
pub(crate) struct Options {
    /// A driver or component to check, may be repeated; all of them if none is given.
    #[arg(long = "driver", value_name = "NAME")]
    drivers: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut all = subjects(workspace);
    if !options.drivers.is_empty() {
        for name in &options.drivers {
            if !all.iter().any(|(known, _)| known == name) {
                let known: Vec<&str> = all.iter().map(|(known, _)| known.as_str()).collect();
                bail!("there is no `{name}`, but {}", known.join(", "));
            }
        }
        all.retain(|(name, _)| options.drivers.contains(name));
    }
    let check = PanicFree {
        toolchain: Toolchain::find(workspace),
        package: workspace.root().join(PACKAGE),
    };
    check.link_together(&all)?;
    let mut problems = Vec::new();
    for (name, sources) in &all {
        problems.extend(check.firmware(name, sources)?);
    }
    if problems.is_empty() {
        return Ok(());
    }
    bail!("panics\n  {}", problems.join("\n  "))
}

/// Returns what is checked, with where its public functions are.
fn subjects(workspace: &Workspace) -> Vec<(String, Vec<PathBuf>)> {
    let members = workspace.members().into_iter();
    let drivers = members
        .filter(|package| workspace.is_driver(package))
        .map(|package| {
            let source = workspace.folder(package).join("src");
            (package.name.to_string(), vec![source])
        });
    let components = COMPONENTS.map(|(name, sources)| {
        let sources = sources.iter().map(PathBuf::from).collect();
        (name.to_owned(), sources)
    });
    let rooted = |sources: Vec<PathBuf>| {
        let sources = sources.iter();
        sources.map(|path| workspace.root().join(path)).collect()
    };
    drivers
        .chain(components)
        .map(|(name, sources)| (name, rooted(sources)))
        .collect()
}

struct PanicFree<'a> {
    toolchain: Toolchain<'a>,
    package: PathBuf,
}

/// Features of the async half.
const ASYNC: [&str; 2] = ["--features", "asynch"];

impl PanicFree<'_> {
    /// Links all firmwares at once, on every core. What fails is found when it is linked by itself.
    fn link_together(&self, all: &[(String, Vec<PathBuf>)]) -> Result<()> {
        let there = |name: &&String| self.package.join(format!("src/bin/{name}.rs")).exists();
        let names: Vec<&String> = all.iter().map(|(name, _)| name).filter(there).collect();
        for target in TARGETS {
            for (more, flags) in [(&[][..], ""), (&ASYNC[..], RELOCATIONS)] {
                let mut cargo = self.command(target, more, flags)?;
                cargo.arg("--keep-going");
                for name in &names {
                    cargo.args(["--bin", name]);
                }
                run_quietly(cargo)?;
            }
        }
        Ok(())
    }

    /// One line for each thing that is wrong with a driver or component.
    fn firmware(&self, name: &str, sources: &[PathBuf]) -> Result<Vec<String>> {
        let path = format!("src/bin/{name}.rs");
        let Ok(text) = fs::read_to_string(self.package.join(&path)) else {
            return Ok(vec![format!("{name}: {PACKAGE}/{path} is missing")]);
        };
        let mut problems: Vec<String> = methods::uncalled(sources, &text)?
            .into_iter()
            .map(|method| format!("{name}: nobody calls `{method}` in {PACKAGE}/{path}"))
            .collect();
        for target in TARGETS {
            problems.extend(self.blocking(name, target)?);
            problems.extend(self.asynch(name, target)?);
        }
        Ok(problems)
    }

    fn blocking(&self, name: &str, target: &str) -> Result<Option<String>> {
        let linked = self.link(name, target, &[], "")?;
        if linked.status.success() {
            println!("{name}, blocking, {target}: links without a panic");
            return Ok(None);
        }
        let told = String::from_utf8_lossy(&linked.stderr);
        if !told.contains(HANDLER) {
            bail!("{name}, blocking, {target} does not build\n{told}");
        }
        let flags = format!("{RELOCATIONS} -C link-arg=--defsym={HANDLER}=0");
        let calls = self.calls(name, target, &[], &flags)?;
        let way = calls.way(HANDLER, "");
        Ok(Some(format!(
            "{name}, blocking, {target}: {}",
            spelled(way.as_deref())
        )))
    }

    fn asynch(&self, name: &str, target: &str) -> Result<Option<String>> {
        let calls = self.calls(name, target, &ASYNC, RELOCATIONS)?;
        if let Some(way) = calls.way(HANDLER, RESUMED) {
            return Ok(Some(format!(
                "{name}, async, {target}: {}",
                spelled(Some(&way))
            )));
        }
        let callers = calls.callers(RESUMED);
        println!(
            "{name}, async, {target}: {callers} functions check for a poll after the end, and no more"
        );
        Ok(None)
    }

    /// Links a firmware that has to link, and reads who calls whom.
    fn calls(&self, name: &str, target: &str, more: &[&str], flags: &str) -> Result<Calls> {
        let linked = self.link(name, target, more, flags)?;
        if !linked.status.success() {
            let told = String::from_utf8_lossy(&linked.stderr);
            bail!("{name}, {target} does not build\n{told}");
        }
        let folder = self.toolchain.folder().join(target).join("release");
        let path = folder.join(name);
        let elf = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Calls::read(&elf).with_context(|| format!("cannot make sense of {}", path.display()))
    }

    fn link(&self, name: &str, target: &str, more: &[&str], flags: &str) -> Result<Output> {
        let mut cargo = self.command(target, more, flags)?;
        cargo.args(["--bin", name]);
        run_quietly(cargo)
    }

    fn command(&self, target: &str, more: &[&str], flags: &str) -> Result<Command> {
        let mut cargo = self.toolchain.build(target, "core", flags)?;
        cargo.args(["--release", "--quiet", "--manifest-path"]);
        cargo.arg(self.package.join("Cargo.toml"));
        cargo.args(more);
        Ok(cargo)
    }
}

fn run_quietly(mut cargo: Command) -> Result<Output> {
    cargo
        .output()
        .with_context(|| format!("cannot start `{}`", workspace::spelled(&cargo)))
}

fn spelled(way: Option<&[String]>) -> String {
    match way {
        Some(way) => way.join(" -> "),
        None => "a panic is linked, by a way that the relocations do not show".to_owned(),
    }
}
