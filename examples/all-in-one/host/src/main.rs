//! A simulated all-in-one energy store that runs the reference firmware on a laptop, and judges how its scenarios end from what
//! was true in the plant.

mod cli;
mod files;
mod report;

use all_in_one_house as house;
use cli::{Options, Stop};
use files::Directory;
use indicatif::{ProgressBar, ProgressStyle};
use std::{process::ExitCode, time::Instant};

/// The run did not end as it had to.
const DIFFERS: u8 = 1;
/// Nothing was run, or nothing could be written.
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(options) => simulate(&options).unwrap_or_else(|line| {
            eprintln!("error: {line}");
            ExitCode::from(UNUSABLE)
        }),
        Err(Stop::Told(text)) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(Stop::Wrong(line)) => {
            eprintln!("{line}");
            ExitCode::from(UNUSABLE)
        }
    }
}

/// Runs, judges, writes and prints; what cannot be done is one line.
fn simulate(options: &Options) -> Result<ExitCode, String> {
    let place = |error| format!("--out {}: {error}", options.out.display());
    let directory = Directory::open(&options.out).map_err(place)?;
    let bar = progress(options);
    let begun = Instant::now();
    let plan = options.plan();
    let outcome = house::run(&plan, |second| bar.set_position(second))
        .map_err(|broken| broken.to_string())?;
    bar.finish_and_clear();
    let took = begun.elapsed().as_secs_f64();

    let verdict = house::judge(options.scenario, &outcome);
    let summary = report::summary(options, &outcome, &verdict);
    let files = [
        ("events.log", report::log(&outcome, &verdict)),
        ("summary.txt", summary.clone()),
        ("bus.vcd", report::traffic(&outcome.traffic)),
        ("report.html", report::page(options, &outcome, &verdict)),
    ];
    directory.write(&files).map_err(place)?;
    print!("{summary}");
    let speed = options.hours * 3_600.0 / took;
    println!("{took:.1} s on this machine, {speed:.0} simulated seconds per second");
    println!("files are in {}", options.out.display());
    Ok(if verdict.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DIFFERS)
    })
}

/// A bar over the simulated seconds; it shows only on a terminal.
fn progress(options: &Options) -> ProgressBar {
    let bar = ProgressBar::new(options.plan().seconds);
    let style = "{bar:40} {percent:>3} % of {msg}, {eta} left";
    bar.set_message(format!("{} h of {}", options.hours, options.scenario));
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
