//! `cargo xtask qemu`: firmware on emulated boards.

mod board;
mod machine;
mod qmp;
mod suites;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Drives QEMU's own parts on the lm3s6965evb through public drivers.
    Board(board::Options),
    /// Runs the conformance suites and the all-in-one's firmware on the mps2-an386.
    Suites,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    match &options.what {
        What::Board(options) => board::run(workspace, options),
        What::Suites => suites::run(workspace),
    }
}
