//! x
use crate::workspace::Workspace;
use clap::Args;
#[derive(Args)]
pub(crate) struct Options {
    part: String,
}
pub(crate) fn run(_: &Workspace, _: &Options) -> anyhow::Result<()> {
    Ok(())
}
