//! `cargo xtask qemu board`: QEMU's own parts on the lm3s6965evb, driven through public drivers.

mod answer;
mod checks;
mod memories;
mod package;
mod session;
mod temperatures;
mod trial;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use checks::Checks;
use package::Package;
use trial::Trial;

#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct Options {
    /// Puts one thing wrong, and passes if the checks that should notice fail and no other.
    #[arg(long)]
    trial: Option<Trial>,
    /// Every trial.
    #[arg(long)]
    trials: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let package = Package::find(workspace);
    if options.trials {
        let firmware = package.firmware()?;
        return Trial::ALL.iter().try_for_each(|trial| trial.run(&firmware));
    }
    if let Some(trial) = options.trial {
        return trial.run(&package.firmware()?);
    }
    package.check()?;
    judge(&session::run(&package.firmware()?, None)?)
}

fn judge(checks: &Checks) -> Result<()> {
    let failed = checks.failed();
    if failed.is_empty() {
        println!("all {} checks passed", checks.count());
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}
