//! Any truth, and any order of calls and faults.

use std::time::Duration;

use atm90e26::{Error, Forward, Line, hal_power};
use hal_power::{Current, Energy, Error as _, ErrorKind, Voltage};
use hal_power_sim::{Fault, Injection, model::atm90e26::Open};
use proptest::prelude::*;

use crate::rig::{self, Flow, config, is_near};

fn forward() -> impl Strategy<Value = Forward> {
    prop_oneof![Just(Forward::Export), Just(Forward::Import)]
}

/// One that a single answer may meet.
fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        Just(Fault::BusBusy),
        Just(Fault::Overrun),
        Just(Fault::ReadsZeros),
        Just(Fault::ReadsOnes),
        Just(Fault::LetsGo { after: 1 }),
        (0..2_u32, 0..8_u8).prop_map(|(byte, bit)| Fault::FlippedBit { byte, bit }),
    ]
}

#[derive(Debug, Clone, Copy)]
enum Call {
    Active,
    Reactive,
    Events,
    Voltage,
    Raw(u8),
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        4 => Just(Call::Active),
        1 => Just(Call::Reactive),
        1 => Just(Call::Events),
        1 => Just(Call::Voltage),
        2 => (0x40..0x46_u8).prop_map(Call::Raw),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What it says is the truth; what it does not say is beyond the scale.
    #[test]
    fn any_circuit(
        millivolts in 0..800_000_i32,
        milliamps in 0..80_000_i32,
        lag in -180_000..180_000_i32,
        forward in forward(),
    ) {
        let open = Open { period: Duration::from_millis(10), ..Open::default() };
        let mut rig = rig::blocking::live(open, &config(forward));
        rig.part().set_voltage(Voltage::from_millivolts(millivolts));
        rig.part().set_neutral_current(Current::from_milliamps(milliamps), lag);
        rig.settle();
        let (volts, amps) = (f64::from(millivolts) / 1e3, f64::from(milliamps) / 1e3);
        let (sine, cosine) = (f64::from(lag) / 1e3).to_radians().sin_cos();
        let turn = if forward == Forward::Export { 1.0 } else { -1.0 };
        let near = |found: f64, truth: f64, step: f64| (found - truth).abs() <= step * 1.01;

        match rig.driver.voltage() {
            Ok(found) => prop_assert!(near(f64::from(found.as_microvolts()) / 1e6, volts, 0.01)),
            Err(error) => prop_assert!(error.kind() == ErrorKind::Saturated && volts >= 655.35),
        }
        match rig.driver.current(Line::N) {
            Ok(found) => prop_assert!(near(f64::from(found.as_milliamps()) / 1e3, amps, 0.001)),
            Err(error) => prop_assert!(error.kind() == ErrorKind::Saturated && amps >= 65.534),
        }
        let truth = turn * volts * amps * cosine;
        match rig.driver.active_power(Line::N) {
            Ok(found) => prop_assert!(near(f64::from(found.as_milliwatts()) / 1e3, truth, 1.0)),
            Err(error) => prop_assert!(error.kind() == ErrorKind::Saturated && truth.abs() >= 32_766.0),
        }
        let truth = turn * volts * amps * sine;
        match rig.driver.reactive_power(Line::N) {
            Ok(found) => prop_assert!(near(f64::from(found.as_millivars()) / 1e3, truth, 1.0)),
            Err(error) => prop_assert!(error.kind() == ErrorKind::Saturated && truth.abs() >= 32_766.0),
        }
        let truth = volts * amps;
        match rig.driver.apparent_power(Line::N) {
            Ok(found) => prop_assert!(near(f64::from(found.as_millivolt_amps()) / 1e3, truth, 1.0)),
            Err(error) => prop_assert!(error.kind() == ErrorKind::Saturated && truth >= 32_766.0),
        }
        prop_assert!(rig.driver.power_factor(Line::N).is_ok());
        prop_assert!(rig.driver.phase_angle(Line::N).is_ok());
    }

    /// Any calls, each struck by one fault or none: energy is the truth wherever it is told, and never goes back.
    #[test]
    fn any_calls_and_faults(
        steps in prop::collection::vec(
            (call(), prop::option::of((0..10_u32, fault())), 1..120_u64, any::<bool>()),
            1..60,
        ),
    ) {
        let mut rig = rig::blocking::live(Open::default(), &config(Forward::Export));
        let (mut out, mut back) = (Energy::ZERO, Energy::ZERO);
        let mut last = Energy::ZERO;
        // A zero that zeros prove may have been a line that stuck.
        let mut has_zeros = false;
        for (call, strike, seconds, reverse) in steps {
            rig.amps(10, if reverse { 180 } else { 0 });
            let flow = Flow::new(&rig.world, hal_power::Power::from_watts(2_300));
            rig.wait(Duration::from_secs(seconds));
            if let Some((transfer, fault)) = strike {
                has_zeros |= fault == Fault::ReadsZeros;
                rig.world.inject(Injection::nth(transfer, fault));
            }
            let mut read = None;
            let failed = match call {
                Call::Active => match rig.driver.active_energy() {
                    Ok(energy) => {
                        read = Some(energy);
                        None
                    }
                    Err(error) => Some(error),
                },
                Call::Reactive => rig.driver.reactive_energy().err(),
                Call::Events => rig.driver.take_events().err(),
                Call::Voltage => rig.driver.voltage().err(),
                Call::Raw(register) => rig.driver.read_register(register).err(),
            };
            rig.world.clear_faults();
            let passed = flow.energy(&rig.world);
            let side = if reverse { &mut back } else { &mut out };
            *side = side.saturating_add(passed);
            if let Some(energy) = read {
                prop_assert!(is_near(energy.exported, out), "{energy:?}, {out} out");
                prop_assert!(is_near(energy.imported, back), "{energy:?}, {back} back");
                prop_assert!(energy.exported >= last);
                last = energy.exported;
            }
            if let Some(error) = failed {
                prop_assert!(matches!(error.kind(), ErrorKind::Bus | ErrorKind::Integrity), "{error:?}");
                let is_alarm = matches!(error, Error::CountLost { .. });
                prop_assert!(strike.is_some() || is_alarm && has_zeros, "{error:?}");
            }
        }
        let energy = match rig.driver.active_energy() {
            Err(Error::CountLost { .. }) if has_zeros => rig.driver.active_energy(),
            energy => energy,
        };
        let energy = energy.unwrap();
        prop_assert!(is_near(energy.exported, out), "{energy:?}, {out} out");
        prop_assert!(is_near(energy.imported, back), "{energy:?}, {back} back");
    }
}
