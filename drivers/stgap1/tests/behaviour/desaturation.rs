//! A desaturation is never retried, whatever happens to part, bus or driver.

use crate::{
    bench::{Bench, Blocking, Tamper, config},
    idle::disarmed,
};
use embedded_hal::spi::ErrorKind as SpiKind;
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::Voltage;
use hal_power_sim::{Fault, Injection, device::SpiDevice as _, model::stgap1::Open};
use stgap1::{ConfigError, Error, Status};

const DESATURATION: GateFaults = GateFaults::DESATURATION;

/// Two gates that run, and a short circuit that was at the second of them.
fn struck(open: Open) -> Result<(Bench<2>, Blocking<2>), ConfigError> {
    let bench = Bench::<2>::of(open);
    let mut gates = bench.blocking([config()?; 2])?;
    let enabled = gates.init().map(|()| disarmed(|proof| gates.enable(proof)));
    assert_eq!(enabled, Ok(Ok(Ok(()))));
    bench.set_input(1, true);
    bench.at(1, |part| part.set_collector_emitter(Voltage::from_volts(9)));
    bench.settle();
    assert!(!bench.is_on(1), "the part turned it off by itself");
    bench.at(1, |part| part.set_collector_emitter(Voltage::from_volts(1)));
    bench.set_input(1, false);
    bench.settle();
    Ok((bench, gates))
}

/// Reports, refuses, and goes on once it is cleared.
fn is_latched_until_cleared(bench: &Bench<2>, gates: &mut Blocking<2>, after: &str) {
    let mut each = [GateFaults::empty(); 2];
    assert_eq!(gates.faults(&mut each), Ok(DESATURATION), "{after}");
    assert_eq!(each, [GateFaults::empty(), DESATURATION], "{after}");
    assert!(!bench.any_follows(), "{after}");
    let refused = Err(Error::Faults {
        device: 1,
        faults: DESATURATION,
    });
    let enabled = disarmed(|proof| gates.enable(proof));
    assert_eq!(enabled, Ok(refused), "{after}");
    assert!(!bench.any_follows(), "{after}");
    let done = disarmed(|proof| {
        let cleared = gates.clear_faults(proof);
        let undriven = !bench.any_follows();
        (cleared, undriven, gates.enable(proof))
    });
    assert_eq!(done, Ok((Ok(()), true, Ok(()))), "{after}");
    assert_eq!(bench.on_with_input(1), [false, true], "{after}");
}

#[test]
fn a_status_that_sees_it_turns_all_off() {
    let (bench, mut gates) = struck(Open::default()).unwrap();
    assert!(bench.shutdown.level());
    assert_eq!(
        gates.status(),
        Ok([Status::new(0, 0, 0), Status::new(0x20, 0, 0)])
    );
    assert!(!bench.shutdown.level());
    is_latched_until_cleared(&bench, &mut gates, "a status");
}

#[test]
fn the_driver_remembers_what_the_part_has_lost() {
    let (bench, mut gates) = struck(Open::default()).unwrap();
    gates.status().unwrap();
    bench.at(1, |part| part.brown_out());
    assert!(matches!(
        gates.status(),
        Err(Error::ConfigurationLost { device: 1, .. })
    ));
    gates.init().unwrap();
    assert_eq!(gates.status().unwrap()[1], Status::new(0, 0, 0));
    is_latched_until_cleared(&bench, &mut gates, "a dip and init");
}

#[test]
fn an_init_keeps_what_nobody_has_read() {
    let (bench, mut gates) = struck(Open::default()).unwrap();
    gates.init().unwrap();
    is_latched_until_cleared(&bench, &mut gates, "init");

    // another driver, as after a restart of the controller
    let (bench, old) = struck(Open::default()).unwrap();
    drop(old);
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    is_latched_until_cleared(&bench, &mut gates, "a restart");
}

#[test]
fn whatever_erases_it_reads_it_first_also_over_a_damaged_bus() {
    for method in 0..4 {
        for nth in 0..8 {
            for fault in [
                Fault::BusBusy,
                Fault::Overrun,
                Fault::FlippedBit { byte: 0, bit: 0 },
                Fault::FlippedBit { byte: 0, bit: 5 },
                Fault::ReadsZeros,
                Fault::ReadsOnes,
            ] {
                let (bench, mut gates) = struck(Open::default()).unwrap();
                bench.world.inject(Injection::nth(nth, fault));
                // ends well or not
                let _ = match method {
                    0 => gates.init(),
                    1 => gates.global_reset(),
                    2 => gates.sleep(),
                    _ => gates.write_register(stgap1::Register::CFG3, [0x11; 2]),
                };
                bench.world.clear_faults();
                gates.init().unwrap();
                let after = format!("{fault:?} at {nth} of method {method}");
                is_latched_until_cleared(&bench, &mut gates, &after);
            }
        }
    }
}

#[test]
fn whatever_erases_it_reads_it_first_also_where_parts_hear_something_else() {
    for method in 0..4 {
        for window in 0..8 {
            for byte in 0..4 {
                let (bench, mut gates) = struck(Open::default()).unwrap();
                bench.spi.tamper(Some(Tamper::Flip {
                    window,
                    byte,
                    bit: 2,
                }));
                // ends well or not
                let _ = match method {
                    0 => gates.init(),
                    1 => gates.global_reset(),
                    2 => gates.sleep(),
                    _ => gates.write_register(stgap1::Register::CFG3, [0x11; 2]),
                };
                bench.spi.tamper(None);
                gates.init().unwrap();
                let after = format!("byte {byte} of window {window} of method {method}");
                is_latched_until_cleared(&bench, &mut gates, &after);
            }
        }
    }
}

#[test]
fn an_error_on_the_bus_before_it_was_seen_hides_nothing() {
    let (bench, mut gates) = struck(Open::default()).unwrap();
    bench.world.inject(Injection::nth(1, Fault::Overrun));
    let failed = gates.status();
    assert!(matches!(failed, Err(Error::Bus(error)) if error.kind == SpiKind::Overrun));
    gates.init().unwrap();
    is_latched_until_cleared(&bench, &mut gates, "an error and init");
}
