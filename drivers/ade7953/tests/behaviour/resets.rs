//! Parts that have reset, froze, or are gone: never a number.

use std::time::Duration;

use ade7953::{Channel, hal_power::ErrorKind};
use hal_power_sim::{Fault, Injection};

use crate::bench::{BOTH, Bench, Blocking, SETTLED, START_UP, Wire, config, kind};

on_both_buses! {
    after_a_brown_out_there_are_no_numbers;
    a_reset_whose_flag_got_lost_is_found;
    a_frozen_part_is_not_ready;
    a_part_that_is_gone_is_no_part;
    a_value_is_confirmed_by_a_sample_of_its_time;
}

const MS: Duration = Duration::from_millis(1);

type Call<W> = fn(&mut Blocking<W>) -> Result<(), ErrorKind>;

/// Everything that gives a value.
fn values<W: Wire>() -> Vec<(&'static str, Call<W>)> {
    macro_rules! calls {
        ($($method:ident($($argument:expr),*);)+) => {
            vec![$((stringify!($method), |driver| kind(driver.$method($($argument),*)).map(|_| ()))),+]
        };
    }
    use Channel::{A, B};
    calls! {
        rms_voltage(); rms_current(A); rms_current(B);
        active_power(A); active_power(B); reactive_power(A); reactive_power(B);
        apparent_power(A); apparent_power(B); readings(A); readings(B);
        power_factor(A); power_factor(B); frequency(); phase_delay(A); phase_delay(B);
        active_energy(A); active_energy(B); reactive_energy(A); apparent_energy(B);
        clear_energy(A); clear_energy(B);
        peak_voltage(); take_peak_voltage(); peak_current(A); take_peak_current(B);
        conditions(); events(); take_events(); check(); verify();
    }
}

fn loaded<W: Wire>() -> (Bench<W>, Blocking<W>) {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    bench.draw_both(10_000, 30);
    bench.wait(SETTLED);
    driver.take_events().unwrap();
    bench.wait(SETTLED);
    (bench, driver)
}

fn after_a_brown_out_there_are_no_numbers<W: Wire>() {
    for (name, call) in values::<W>() {
        let (bench, mut driver) = loaded::<W>();
        call(&mut driver).unwrap();
        bench.model().brown_out();
        for step in 0..40 {
            let answer = call(&mut driver);
            assert!(answer.is_err(), "{name} after {step} steps");
            bench.wait(7 * MS);
        }
        assert_eq!(
            call(&mut driver),
            Err(ErrorKind::ConfigurationLost),
            "{name}"
        );
        assert!(!driver.is_initialised());
        driver.init(&config()).unwrap();
        bench.wait(SETTLED);
        driver.take_events().unwrap();
        bench.wait(SETTLED);
        call(&mut driver).unwrap();
    }
}

/// The answer with the flag of the reset is lost, at any transfer of any call.
fn a_reset_whose_flag_got_lost_is_found<W: Wire>() {
    for (name, call) in values::<W>() {
        for transfer in 0..12 {
            let (bench, mut driver) = loaded::<W>();
            bench.model().brown_out();
            bench.wait(START_UP * 2);
            bench.world.inject(Injection::nth(transfer, Fault::Overrun));
            assert!(call(&mut driver).is_err(), "{name}, {transfer}");
            bench.world.clear_faults();
            bench.wait(SETTLED);
            assert_eq!(
                call(&mut driver),
                Err(ErrorKind::ConfigurationLost),
                "{name}, {transfer}"
            );
        }
    }
}

fn a_frozen_part_is_not_ready<W: Wire>() {
    for (name, call) in values::<W>() {
        let (bench, mut driver) = loaded::<W>();
        call(&mut driver).unwrap();
        bench.wait(MS);
        bench.model().set_frozen(true);
        // one that was ready may still be told
        let _ = call(&mut driver);
        let _ = driver.rms_voltage();
        bench.set_voltage(100_000);
        for _ in 0..5 {
            bench.wait(10 * MS);
            assert_eq!(call(&mut driver), Err(ErrorKind::NotReady), "{name}");
        }
        bench.model().set_frozen(false);
        bench.wait(SETTLED);
        driver.take_events().unwrap();
        bench.wait(SETTLED);
        call(&mut driver).unwrap();
    }
}

fn a_part_that_is_gone_is_no_part<W: Wire>() {
    for (name, call) in values::<W>() {
        let (bench, mut driver) = loaded::<W>();
        bench.model().unplug();
        for _ in 0..3 {
            bench.wait(MS);
            assert!(call(&mut driver).is_err(), "{name}");
        }
        bench.model().plug_in();
        bench.wait(START_UP);
        assert_eq!(
            call(&mut driver),
            Err(ErrorKind::ConfigurationLost),
            "{name}"
        );
    }
}

/// Readings in a row, at any distance.
fn a_value_is_confirmed_by_a_sample_of_its_time<W: Wire>() {
    let (bench, mut driver) = loaded::<W>();
    for micros in 0..400 {
        bench.wait(Duration::from_micros(micros % 161));
        for channel in BOTH {
            let found = driver.rms_current(channel);
            assert!(found.is_ok(), "{micros}: {found:?}");
        }
    }
    // lines that nobody drives are no samples
    for fault in [Fault::ReadsOnes, Fault::ReadsZeros] {
        bench.world.inject(Injection::from(0, fault));
        for (name, call) in values::<W>() {
            bench.wait(MS);
            assert!(call(&mut driver).is_err(), "{name}, {fault:?}");
        }
        bench.world.clear_faults();
        let (_, mut driver) = loaded::<W>();
        assert!(driver.rms_voltage().is_ok());
    }
}
