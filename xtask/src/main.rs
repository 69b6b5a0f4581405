//! `cargo xtask`: everything beyond cargo itself.

mod bench;
mod ci;
mod features;
mod generate;
mod layering;
mod new_driver;
mod page;
mod panic_free;
mod product;
#[cfg(unix)]
mod qemu;
mod registers;
mod rustfmt;
mod suites;
mod target;
mod toolchain;
mod transform;
mod twins;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Everything beyond cargo itself")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes blocking twins and register files from their sources.
    Generate {
        /// Writes nothing; fails if a file is stale.
        #[arg(long)]
        check: bool,
    },
    /// Runs what CI runs, up to the first failure.
    Ci,
    /// Checks which crate may depend on which.
    Layering,
    /// Builds the `no_std` crates for bare-metal targets.
    Target(target::Options),
    /// Links every driver's and component's public methods with a panic handler that must not be reached.
    PanicFree(panic_free::Options),
    /// Runs firmware on emulated boards.
    #[cfg(unix)]
    Qemu(qemu::Options),
    /// Counts what a reading costs, ours and others'.
    Bench(bench::Options),
    /// Runs the conformance suites and writes which checks each driver passes.
    Suites(suites::Options),
    /// Makes the skeleton of a driver crate under `drivers/`.
    NewDriver(new_driver::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> anyhow::Result<()> {
    let workspace = Workspace::load()?;
    match task {
        Task::Generate { check } => generate::run(&workspace, *check),
        Task::Ci => ci::run(&workspace),
        Task::Layering => layering::run(&workspace),
        Task::Target(options) => target::run(&workspace, options),
        Task::PanicFree(options) => panic_free::run(&workspace, options),
        #[cfg(unix)]
        Task::Qemu(options) => qemu::run(&workspace, options),
        Task::Bench(options) => bench::run(&workspace, options),
        Task::Suites(options) => suites::run(&workspace, options),
        Task::NewDriver(options) => new_driver::run(&workspace, options),
    }
}
