//! `cargo xtask suites`: which checks of the conformance suites each driver passes, written to `docs/suites.md`.

mod listing;

use std::fs;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::{
    page::replaced,
    workspace::{self, Workspace},
};

const PAGE: &str = "docs/suites.md";

#[derive(Args)]
pub(crate) struct Options {
    /// Writes nothing; fails if the page is stale.
    #[arg(long)]
    check: bool,
}

/// A test target that runs suites, and what it runs them over.
struct Target {
    package: &'static str,
    test: &'static str,
    over: &'static str,
}

const TARGETS: [Target; 23] = [
    target("ade7953", "conformance", "ade7953"),
    target("ades183x", "conformance", "ades183x"),
    target("atm90e26", "conformance", "atm90e26"),
    target("ina2xx", "conformance", "ina2xx"),
    target("tmp11x", "conformance", "tmp11x"),
    target("ntc", "conformance", "ntc"),
    target("hal-power-adapters", "ina226", "adapter of `ina226`"),
    target("hal-power-adapters", "tmp117", "adapter of `tmp117`"),
    target("drv8860", "conformance", "drv8860"),
    target("max4820", "conformance", "max4820"),
    target("relay-pins", "conformance", "relay-pins"),
    target("relay-pins", "feedback", "relay-pins"),
    target("stgap1", "conformance", "stgap1"),
    target("ucc5870", "conformance", "ucc5870"),
    target("gate-pins", "conformance", "gate-pins"),
    target("bq769x2", "conformance", "bq769x2"),
    target("modbus-meter", "conformance", "modbus-meter"),
    target("ir155", "behaviour", "ir155"),
    target("iso-bridge", "behaviour", "iso-bridge"),
    target("hal-conformance", "sim_stage", "simulated stages"),
    target("hal-conformance", "weld", "hal-power, hal-inverter"),
    target("hal-conformance", "cells", "fakes"),
    target("hal-conformance", "meter", "fakes"),
];

const fn target(package: &'static str, test: &'static str, over: &'static str) -> Target {
    Target {
        package,
        test,
        over,
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut rows = Vec::new();
    for target in &TARGETS {
        let found = listing::rows(target.over, &told(workspace, target)?);
        if found.is_empty() {
            bail!("{} --test {} runs no suite", target.package, target.test);
        }
        rows.extend(found);
    }
    let tables = listing::tables(&rows);
    let path = workspace.root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let fresh = replaced(&page, "suites", &tables)?;
    if fresh == page {
        println!("{PAGE} is as it was");
    } else if options.check {
        bail!("{PAGE} is stale: `cargo xtask suites` writes it");
    } else {
        fs::write(&path, fresh).with_context(|| format!("cannot write {PAGE}"))?;
        println!("{PAGE} is written");
    }
    Ok(())
}

/// Runs the tests one after the other, and returns what they print, also those that fail.
fn told(workspace: &Workspace, target: &Target) -> Result<String> {
    let test = || {
        let mut cargo = workspace.cargo();
        cargo.args(["test", "--package", target.package, "--all-features"]);
        cargo.args(["--test", target.test]);
        cargo
    };
    // what does not compile has no verdict
    workspace::run(test().args(["--quiet", "--no-run"]))?;
    let mut cargo = test();
    cargo.args(["--", "--nocapture", "--test-threads=1"]);
    let output = cargo
        .output()
        .with_context(|| format!("cannot start `{}`", workspace::spelled(&cargo)))?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    Ok(format!("{stdout}\n{stderr}"))
}
