//! Highest momentary values: none is lost, and none is taken twice.

use std::time::Duration;

use ade7953::Channel;
use hal_power_sim::{Fault, Injection};

use crate::bench::{BOTH, Bench, Wire, config};

on_both_buses! {
    peaks_are_crests;
    a_peak_is_taken_once;
    a_lost_answer_loses_no_peak;
}

const CYCLES: Duration = Duration::from_millis(60);

fn near(found: i32, effective: i32) {
    let truth = f64::from(effective) * 2_f64.sqrt() * 1e3;
    let off = (f64::from(found) - truth).abs();
    // a code of 6,500,000 is 76 µV or 11 µA
    assert!(off <= 80.0, "{found} for {truth}");
}

fn peaks_are_crests<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    driver.take_peak_voltage().unwrap();
    for step in 17..=24 {
        bench.set_voltage(14_000 * step);
        bench.draw(Channel::A, 2_000 * step, 30);
        bench.draw(Channel::B, 1_000 * step, 200);
        bench.wait(CYCLES);
        near(
            driver.peak_voltage().unwrap().as_microvolts(),
            14_000 * step,
        );
        near(
            driver.peak_current(Channel::A).unwrap().as_microamps(),
            2_000 * step,
        );
        near(
            driver.peak_current(Channel::B).unwrap().as_microamps(),
            1_000 * step,
        );
    }
}

fn a_peak_is_taken_once<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.set_voltage(300_000);
    bench.draw_both(20_000, 0);
    bench.wait(CYCLES);
    bench.set_voltage(230_000);
    bench.draw_both(5_000, 0);
    bench.wait(CYCLES);
    near(driver.peak_voltage().unwrap().as_microvolts(), 300_000);
    near(driver.take_peak_voltage().unwrap().as_microvolts(), 300_000);
    for channel in BOTH {
        near(driver.peak_current(channel).unwrap().as_microamps(), 20_000);
        near(
            driver.take_peak_current(channel).unwrap().as_microamps(),
            20_000,
        );
    }
    bench.wait(CYCLES);
    near(driver.take_peak_voltage().unwrap().as_microvolts(), 230_000);
    for channel in BOTH {
        near(
            driver.take_peak_current(channel).unwrap().as_microamps(),
            5_000,
        );
    }
}

fn a_lost_answer_loses_no_peak<W: Wire>() {
    for transfer in 0..3 {
        let (bench, mut driver) = Bench::<W>::ready(&config());
        bench.set_voltage(300_000);
        bench.draw(Channel::B, 20_000, 0);
        bench.wait(CYCLES);
        bench.set_voltage(230_000);
        bench.draw(Channel::B, 5_000, 0);
        bench.wait(CYCLES);
        bench.world.inject(Injection::nth(transfer, Fault::Overrun));
        assert!(driver.take_peak_voltage().is_err(), "{transfer}");
        bench.world.inject(Injection::nth(transfer, Fault::Overrun));
        assert!(driver.take_peak_current(Channel::B).is_err(), "{transfer}");
        bench.world.clear_faults();
        bench.wait(CYCLES);
        near(driver.take_peak_voltage().unwrap().as_microvolts(), 300_000);
        near(
            driver.take_peak_current(Channel::B).unwrap().as_microamps(),
            20_000,
        );
        bench.wait(CYCLES);
        near(driver.take_peak_voltage().unwrap().as_microvolts(), 230_000);
        near(
            driver.take_peak_current(Channel::B).unwrap().as_microamps(),
            5_000,
        );
    }
}
