//! The conformance suites, of drivers and of what the simulator and the hal crates have.
#![no_std]
#![no_main]

extern crate alloc;

mod cells;
#[path = "ades183x.rs"]
mod ades183x_suites;
#[path = "bq769x2.rs"]
mod bq769x2_suites;
#[path = "drv8860.rs"]
mod drv8860_suites;
#[path = "gate_pins.rs"]
mod gate_pins_suites;
#[path = "ina2xx.rs"]
mod ina2xx_suites;
#[path = "max4820.rs"]
mod max4820_suites;
mod stage;
#[path = "stgap1.rs"]
mod stgap1_suites;
#[path = "tmp11x.rs"]
mod tmp11x_suites;
#[path = "ucc5870.rs"]
mod ucc5870_suites;
mod weld;

use cortex_m_rt::entry;
use cortex_m_semihosting::hprintln;
use hal_conformance::{Failure, Passed};
use on_target::{begin, end};

/// Counts what was passed and what failed.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn add(&mut self, driver: &str, suite: &str, result: Result<Passed, Failure>) {
        match result {
            Ok(passed) => {
                self.passed += 1;
                hprintln!("{} {}: {}", driver, suite, passed);
            }
            Err(failure) => {
                self.failed += 1;
                hprintln!("{} {}: FAILED: {}", driver, suite, failure);
            }
        }
    }
}

#[entry]
fn main() -> ! {
    begin();
    let mut tally = Tally::default();
    ades183x_suites::run(&mut tally);
    bq769x2_suites::run(&mut tally);
    drv8860_suites::run(&mut tally);
    ina2xx_suites::run(&mut tally);
    max4820_suites::run(&mut tally);
    tmp11x_suites::run(&mut tally);
    gate_pins_suites::run(&mut tally);
    stgap1_suites::run(&mut tally);
    ucc5870_suites::run(&mut tally);
    cells::run(&mut tally);
    stage::run(&mut tally);
    weld::run(&mut tally);
    hprintln!("{} suites passed, {} failed", tally.passed, tally.failed);
    end(tally.failed)
}
