//! `cargo xtask qemu`: firmware on emulated boards.

mod board;
mod machine;
mod qmp;

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
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    match &options.what {
        What::Board(options) => board::run(workspace, options),
    }
}
