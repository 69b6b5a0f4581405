//! `cargo xtask layering`: arrows between crates run one way.
//!
//! ```text
//! hal-power  <-  hal-inverter, hal-bms  <-  drivers  <-  examples
//! hal-power  <-  hal-inverter, hal-bms  <-  tests/sim  <-  tests/conformance, examples/all-in-one/house
//! ```

mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use cargo_metadata::{DependencyKind, Package};

use crate::workspace::{self, Workspace};
use rules::{Crate, Edge, Kind};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let crates: Vec<Crate> = workspace
        .members()
        .into_iter()
        .map(|package| member(workspace, package))
        .collect();
    let mut broken = rules::arrows(&crates);
    for driver in crates.iter().filter(|member| member.is_driver) {
        let mut cargo = workspace.cargo();
        cargo.args(["tree", "--package", &driver.name, "--edges", "normal"]);
        cargo.args(["--prefix", "none", "--format", "{p}"]);
        let tree = workspace::output(&mut cargo)?;
        broken.extend(rules::user_build(&driver.name, &tree));
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!("layering\n  {}", broken.join("\n  "))
}

fn member(workspace: &Workspace, package: &Package) -> Crate {
    let edges: BTreeSet<Edge> = package
        .dependencies
        .iter()
        .map(|dependency| Edge {
            to: dependency.name.clone(),
            kind: match dependency.kind {
                DependencyKind::Development => Kind::Dev,
                DependencyKind::Build => Kind::Build,
                _ => Kind::Normal,
            },
            optional: dependency.optional,
        })
        .collect();
    Crate {
        name: package.name.to_string(),
        is_driver: workspace.is_driver(package),
        edges,
    }
}
