//! `cargo xtask bench`: what a reading costs, ours and others', and what the traits cost a regulator, counted in two emulators.

mod budget;
mod cases;
mod cold;
mod control;
mod emulators;
mod figures;
mod firmware;
mod tables;

use std::fs;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use crate::{page, workspace::Workspace};
use budget::Budget;
use figures::{Figures, Measured};

#[derive(Args)]
pub(crate) struct Options {
    /// Only this; everything unless told.
    #[arg(value_enum)]
    only: Option<Subject>,
    /// Writes nothing; fails if a figure of ours has risen above its budget.
    #[arg(long)]
    check: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// Readings of parts.
    Readings,
    /// A regulator through the traits and by registers.
    Control,
}

/// The firmware's package, relative to the root.
const PEERS: &str = "tests/peers";
const BUDGET: &str = "tests/peers/budget.toml";
const PAGE: &str = "docs/performance.md";

/// Targets with the machine that runs their firmware.
const TARGETS: [(&str, &str); 2] = [
    ("thumbv7em-none-eabihf", "mps2-an386"),
    ("thumbv6m-none-eabi", "microbit"),
];

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if options.only != Some(Subject::Readings) {
        control::run(workspace, options.check)?;
    }
    if options.only != Some(Subject::Control) {
        readings(workspace, options)?;
    }
    Ok(())
}

fn readings(workspace: &Workspace, options: &Options) -> Result<()> {
    let compiler = firmware::compiler(workspace)?;
    let emulators = emulators::Emulators::prepare(workspace)?;
    let mut measured = Vec::new();
    for (target, machine) in TARGETS {
        println!("=== {target}");
        let folder = firmware::build(workspace, target)?;
        let raw = emulators.measure(workspace, &folder, machine)?;
        measured.push((target, figures::of(&raw).context(target)?));
    }
    let counts = tables::counts(&measured, &compiler);
    println!("\n{counts}");
    wrong_values(&measured)?;

    let path = workspace.root().join(BUDGET);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let budget = Budget::parse(&text).with_context(|| format!("{BUDGET} cannot be read"))?;
    let ours = ours(&measured);
    let is_new = budget.compiler.is_empty();
    let binds = is_new || budget.compiler == compiler;
    let excess = budget.excess(&ours);
    let unmatched = budget.unmatched(&ours);
    excess
        .iter()
        .for_each(|line| println!("above the budget: {line}"));
    if options.check {
        unmatched.iter().for_each(|line| println!("{line}"));
        note_stale_page(workspace, &counts);
    } else {
        if binds {
            let lowered = budget.lowered(&ours, &compiler);
            fs::write(&path, lowered.text()).with_context(|| format!("cannot write {BUDGET}"))?;
            println!("wrote {BUDGET}");
        }
        let seconds = cold::table(workspace)?;
        println!("\n{seconds}");
        write_page(workspace, &counts, &seconds)?;
    }
    if !binds {
        println!(
            "the budget is of \"{}\" and binds no other compiler; this is \"{compiler}\"",
            budget.compiler
        );
        return Ok(());
    }
    if !excess.is_empty() || (options.check && !unmatched.is_empty()) {
        bail!("{BUDGET} does not hold");
    }
    println!("nothing of ours is above its budget");
    Ok(())
}

/// What the budget is about.
fn ours(measured: &[(&str, Vec<Measured>)]) -> Vec<(String, String, Figures)> {
    let mut ours = Vec::new();
    for (target, cases) in measured {
        for case in cases.iter().filter(|case| case.case.is_ours()) {
            let name = case.case.name.to_owned();
            ours.push(((*target).to_owned(), name, case.figures.clone()));
        }
    }
    ours
}

/// Fails if ours, or what was written for the comparison, returned anything but what was on the wire.
fn wrong_values(measured: &[(&str, Vec<Measured>)]) -> Result<()> {
    for (target, cases) in measured {
        for case in cases.iter().filter(|case| !case.wrong.is_empty()) {
            if !case.case.is_peer() {
                bail!(
                    "{target}: {} returns wrong values: {:?}",
                    case.case.name,
                    case.wrong
                );
            }
        }
    }
    Ok(())
}

fn write_page(workspace: &Workspace, counts: &str, seconds: &str) -> Result<()> {
    let path = workspace.root().join(PAGE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let text = page::replaced(&text, "counts", counts)?;
    let text = page::replaced(&text, "cold", seconds)?;
    fs::write(&path, text).with_context(|| format!("cannot write {PAGE}"))?;
    println!("wrote {PAGE}");
    Ok(())
}

/// Other compilers have other figures, so an old page is worth a note and no failure.
fn note_stale_page(workspace: &Workspace, counts: &str) {
    let text = fs::read_to_string(workspace.root().join(PAGE)).unwrap_or_default();
    if page::replaced(&text, "counts", counts).is_ok_and(|new| new != text) {
        println!("note: {PAGE} has other figures; `cargo xtask bench` writes it");
    }
}
