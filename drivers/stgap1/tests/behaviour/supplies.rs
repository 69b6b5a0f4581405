//! Supplies that dip, and what is told apart.

use crate::{
    bench::{Bench, config},
    idle::disarmed,
};
use embedded_hal::digital::PinState;
use hal_inverter::{GateFaults, blocking::GateDriver as _};
use hal_power::Voltage;
use hal_power_sim::{Fault, Injection, model::stgap1::Open};
use stgap1::{Config, Error, Output, Register, blocking};

const VOLTS: fn(i32) -> Voltage = Voltage::from_volts;

#[test]
fn a_dip_of_vdd_is_a_lost_configuration_whether_or_not_a_crc_comes_then() {
    for crc_without_check in [false, true] {
        for device in 0..3 {
            let bench = Bench::<3>::of(Open {
                crc_without_check,
                ..Open::default()
            });
            let mut gates = bench.blocking([config().unwrap(); 3]).unwrap();
            gates.init().unwrap();
            disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
            bench.at(device, |part| {
                part.set_vdd(VOLTS(1));
                part.set_vdd(VOLTS(5));
            });
            assert_eq!(
                gates.status(),
                Err(Error::ConfigurationLost {
                    device,
                    register: Register::STATUS3,
                    found: 0x05
                })
            );
            assert!(!bench.shutdown.level());
            assert_eq!(gates.status(), Err(Error::NotInitialised));
            gates.init().unwrap();
            disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
            assert!(bench.on_with_input(device)[device]);
        }
    }
}

#[test]
fn a_dip_of_vh_is_a_lost_configuration() {
    let bench = Bench::<2>::new();
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    bench.at(0, |part| {
        part.set_vh(VOLTS(3));
        part.set_vh(VOLTS(15));
    });
    let (device, register) = (0, Register::STATUS2);
    let enabled = disarmed(|proof| gates.enable(proof)).unwrap();
    assert_eq!(
        enabled,
        Err(Error::ConfigurationLost {
            device,
            register,
            found: 0x04
        })
    );
    assert!(!bench.any_follows());
}

#[test]
fn vdd_that_is_low_without_a_reset_is_an_undervoltage() {
    let bench = Bench::<2>::new();
    let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    bench.at(1, |part| part.set_vdd(Voltage::from_millivolts(2_500)));
    let mut each = [GateFaults::empty(); 2];
    let low = GateFaults::UNDERVOLTAGE_LOGIC;
    bench.world.start_trace();
    assert_eq!(gates.faults(&mut each), Ok(low));
    assert_eq!(bench.world.take_trace().transfers(), 4 + 12);
    assert_eq!(each, [GateFaults::empty(), low]);
    let refused = Err(Error::Faults {
        device: 1,
        faults: low,
    });
    disarmed(|proof| {
        assert_eq!(gates.clear_faults(proof), refused);
        bench.at(1, |part| part.set_vdd(VOLTS(5)));
        assert_eq!(gates.enable(proof), refused, "latched");
        assert_eq!(gates.clear_faults(proof), Ok(()));
        assert_eq!(gates.enable(proof), Ok(()));
    })
    .unwrap();
    bench.world.start_trace();
    gates.status().unwrap();
    assert_eq!(bench.world.take_trace().transfers(), 4);
}

#[test]
fn a_dip_at_any_window_of_a_clearing_is_noticed_before_anything_is_enabled() {
    for nth in 0..17 {
        let bench = Bench::<2>::new();
        let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
        gates.init().unwrap();
        bench.world.inject(Injection::nth(nth, Fault::BrownOut));
        let done = disarmed(|proof| gates.clear_faults(proof).and_then(|()| gates.enable(proof)));
        let lost = matches!(done, Ok(Err(Error::ConfigurationLost { .. })));
        assert!(lost, "window {nth}: {done:?}");
        assert!(!bench.any_follows());
        bench.world.clear_faults();
        gates.init().unwrap();
        disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    }
}

#[test]
fn a_dip_at_any_window_of_init_is_noticed_before_anything_is_enabled() {
    for nth in 0..38 {
        let bench = Bench::<2>::new();
        let configs = [config().unwrap(); 2];
        let mut gates = bench.blocking(configs).unwrap();
        bench.world.inject(Injection::nth(nth, Fault::BrownOut));
        let done = gates.init();
        let enabled = disarmed(|proof| gates.enable(proof)).unwrap();
        if enabled.is_ok() {
            let held = |register: Register| {
                [0, 1].map(|device| bench.part(device).unwrap().register(register.number()))
            };
            for register in [Register::CFG1, Register::CFG3, Register::CFG5] {
                let expected = configs.map(|config| config.value(register).unwrap());
                assert_eq!(held(register), expected, "window {nth}: {done:?}");
            }
        } else {
            assert!(!bench.any_follows(), "window {nth}: {done:?}");
        }
    }
}

#[test]
fn an_output_that_is_stuck_contradicts() {
    for (level, is_signalled) in [(false, true), (true, false)] {
        let bench = Bench::<2>::new();
        let mut gates = bench.blocking([config().unwrap(); 2]).unwrap();
        gates.init().unwrap();
        disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
        if level {
            bench.at(0, |part| part.set_vh(VOLTS(11)));
        }
        bench.diag1.borrow_mut().hold(Some(level));
        let output = Output::Diag1;
        let expected = Error::Contradiction {
            output,
            is_signalled,
        };
        assert_eq!(gates.status(), Err(expected));
        assert!(!bench.shutdown.level());
        assert_eq!(gates.status(), Err(Error::NotInitialised));
        bench.diag1.borrow_mut().hold(None);
        gates.init().unwrap();
        gates.status().unwrap();
    }
}

#[test]
fn both_outputs_are_compared_each_with_its_own_causes() {
    use hal_power_sim::model::{pins::OpenDrain, stgap1::Stgap1};
    let bench = Bench::<2>::new();
    let signals = stgap1::Causes::UNDERVOLTAGE;
    let with = config().unwrap().with_diag2(signals);
    let without: Config = config().unwrap();
    let diag2 = OpenDrain::new(&bench.parts, Stgap1::diag2, Stgap1::next_change);
    let diag2 = alloc::rc::Rc::new(core::cell::RefCell::new(diag2));
    let pins = bench
        .pins()
        .with_diag2(bench.world.line(&diag2), PinState::Low);
    let delay = bench.world.delay();
    let mut gates = blocking::Stgap1::new(bench.spi.clone(), delay, pins, [with, without]).unwrap();
    gates.init().unwrap();
    // the second part has an input there, and drives nothing
    bench.at(1, |part| part.set_vh(VOLTS(11)));
    gates.status().unwrap();
    bench.at(0, |part| part.set_vh(VOLTS(21)));
    gates.status().unwrap();
    bench.at(0, |part| part.set_vl(VOLTS(-1)));
    gates.status().unwrap();
    diag2.borrow_mut().hold(Some(true));
    assert_eq!(
        gates.status(),
        Err(Error::Contradiction {
            output: Output::Diag2,
            is_signalled: false
        })
    );
}

#[test]
fn asc_and_the_gates_level_are_told_and_are_no_faults() {
    let bench = Bench::<1>::new();
    let mut gates = bench.blocking([config().unwrap()]).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    bench.at(0, |part| part.set_asc(true));
    bench.set_input(0, true);
    bench.settle();
    let [status] = gates.status().unwrap();
    assert!(status.is_asc_high() && status.is_gate_high());
    assert_eq!(status.faults(), GateFaults::empty());
}

#[test]
fn inputs_that_overlap_are_an_interlock() {
    let bench = Bench::<1>::new();
    let mut gates = bench.blocking([config().unwrap()]).unwrap();
    gates.init().unwrap();
    disarmed(|proof| gates.enable(proof)).unwrap().unwrap();
    bench.set_input(0, true);
    bench.at(0, |part| part.set_in_minus(true));
    bench.settle();
    let mut each = [GateFaults::empty()];
    assert_eq!(gates.faults(&mut each), Ok(GateFaults::INTERLOCK));
}
