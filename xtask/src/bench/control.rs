//! What the traits cost a regulator: a tick through them against one that makes the same accesses by registers.

mod ticks;

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result, bail};

use super::{PAGE, budget::Budget, emulators::Emulators, firmware, page};
use crate::workspace::{self, Workspace};
use ticks::{NOTHING, Tick};

/// The firmware's package, relative to the root.
const PACKAGE: &str = "tests/peers/control";
const BUDGET: &str = "tests/peers/control/budget.toml";

const TARGET: &str = "thumbv7em-none-eabihf";
const MACHINE: &str = "mps2-an386";

/// Values of `opt-level`.
const LEVELS: [&str; 2] = ["s", "3"];

pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let compiler = firmware::compiler(workspace)?;
    let emulators = Emulators::prepare(workspace)?;
    let mut ticks = Vec::new();
    for level in LEVELS {
        println!("=== {TARGET}, regulator, opt-level {level}");
        let firmware = build(workspace, level)?;
        let raw = emulators.count(workspace, &firmware, MACHINE)?;
        ticks.extend(ticks::of(level, &raw)?);
    }
    let table = format!(
        "{compiler}, {TARGET}, one codegen unit, fat LTO.\n\n{}",
        ticks::table(&ticks)
    );
    println!("\n{table}");
    let dearer = ticks::dearer(&ticks);
    if !dearer.is_empty() {
        bail!("the traits are not free\n  {}", dearer.join("\n  "));
    }
    keep_budget(workspace, &ticks, &compiler, check)?;
    keep_page(workspace, &table, check)?;
    println!("the traits cost nothing");
    Ok(())
}

/// Builds the firmware; returns where it is.
fn build(workspace: &Workspace, level: &str) -> Result<Vec<PathBuf>> {
    let folder = workspace.target_folder().join("bench").join("control");
    let mut cargo = firmware::builder(workspace, PACKAGE, TARGET, &folder)?;
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    println!("{}", workspace::spelled(&cargo));
    workspace::run(&mut cargo)?;
    let built = folder.join(TARGET).join("release");
    let kept = folder.join(format!("opt-{level}"));
    fs::create_dir_all(&kept)?;
    ticks::names()
        .chain([NOTHING.to_owned()])
        .map(|name| {
            let path = kept.join(&name);
            fs::copy(built.join(&name), &path).with_context(|| format!("{name} was not built"))?;
            Ok(path)
        })
        .collect()
}

/// What goes through the traits has a budget, as readings have.
fn keep_budget(workspace: &Workspace, ticks: &[Tick], compiler: &str, check: bool) -> Result<()> {
    let path = workspace.root().join(BUDGET);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let budget = Budget::parse(&text).with_context(|| format!("{BUDGET} cannot be read"))?;
    if !budget.compiler.is_empty() && budget.compiler != compiler {
        println!(
            "the budget is of \"{}\" and binds no other compiler",
            budget.compiler
        );
        return Ok(());
    }
    let rows: Vec<_> = ticks
        .iter()
        .map(|tick| (TARGET.to_owned(), tick.case(), tick.traits.figures.clone()))
        .collect();
    let mut broken = budget.excess(&rows);
    if check {
        broken.extend(budget.unmatched(&rows));
    } else {
        fs::write(&path, budget.lowered(&rows, compiler).text())
            .with_context(|| format!("cannot write {BUDGET}"))?;
        println!("wrote {BUDGET}");
    }
    if broken.is_empty() {
        return Ok(());
    }
    bail!("{BUDGET} does not hold\n  {}", broken.join("\n  "))
}

fn keep_page(workspace: &Workspace, table: &str, check: bool) -> Result<()> {
    let path = workspace.root().join(PAGE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let new = page::replaced(&text, "control", table)?;
    if check && new != text {
        println!("note: {PAGE} has other figures; `cargo xtask bench control` writes it");
    } else if !check {
        fs::write(&path, new).with_context(|| format!("cannot write {PAGE}"))?;
        println!("wrote {PAGE}");
    }
    Ok(())
}
