//! Any circuit, any faults in any order: what is a number is right. Any answers: nothing panics.

use std::{convert::Infallible, time::Duration};

use ade7953::{Channel, blocking};
use embedded_hal::{
    delay::DelayNs,
    i2c::{ErrorType, I2c as Bus, Operation},
};
use hal_power_sim::{Fault, Injection};
use proptest::prelude::*;

use crate::bench::{AMPS, Bench, I2c, SETTLED, Spi, Wire, config};

#[derive(Debug, Clone)]
enum Act {
    /// mV, mA of A and B, lag of A and B.
    Circuit(i32, [i32; 2], [i32; 2]),
    Wait(u64),
    Read,
    Fault(u32, Fault),
    BrownOut,
    Upset(u16, u32),
    Freeze(bool),
    Init,
}

fn act() -> impl Strategy<Value = Act> {
    let fault = prop::sample::select(vec![
        Fault::BusBusy,
        Fault::Overrun,
        Fault::BrownOut,
        Fault::Late(Duration::from_millis(1)),
    ]);
    prop_oneof![
        4 => (0..=349_000_i32, [0..=24_900_i32, 0..=24_900_i32], [-360..=360_i32, -360..=360_i32])
            .prop_map(|(volts, amps, lags)| Act::Circuit(volts, amps, lags)),
        2 => (0..=2_000_000_u64).prop_map(Act::Wait),
        8 => Just(Act::Read),
        2 => (0..8_u32, fault).prop_map(|(transfer, fault)| Act::Fault(transfer, fault)),
        1 => Just(Act::BrownOut),
        1 => (0x280..=0x297_u16, any::<u32>()).prop_map(|(address, value)| Act::Upset(address, value)),
        1 => any::<bool>().prop_map(Act::Freeze),
        3 => Just(Act::Init),
    ]
}

/// Every number, against what is there.
fn read<W: Wire>(
    driver: &mut crate::bench::Blocking<W>,
    (volts, amps, lags): &(i32, [i32; 2], [i32; 2]),
) -> Result<(), TestCaseError> {
    let volts = f64::from(*volts) / 1e3;
    if let Ok(found) = driver.rms_voltage() {
        let off = f64::from(found.as_microvolts()) - volts * 1e6;
        prop_assert!(off.abs() < 700.0, "{found} for {volts} V");
    }
    for (index, channel) in [Channel::A, Channel::B].into_iter().enumerate() {
        let amps = f64::from(amps[index]) / 1e3;
        if let Ok(found) = driver.rms_current(channel) {
            let off = f64::from(found.as_microamps()) - amps * 1e6;
            prop_assert!(off.abs() < 100.0, "{found} for {amps} A");
        }
        let lag = f64::from(lags[index]).to_radians();
        let step = AMPS[index] / 50.0 * 1.9 + 0.6;
        if let Ok(found) = driver.readings(channel) {
            let off =
                f64::from(found.active_power.as_milliwatts()) + volts * amps * lag.cos() * 1e3;
            prop_assert!(
                off.abs() <= step + 40.0,
                "{found:?} for {volts} V, {amps} A, {lag}"
            );
            let off =
                f64::from(found.reactive_power.as_millivars()) + volts * amps * lag.sin() * 1e3;
            prop_assert!(
                off.abs() <= step + 40.0,
                "{found:?} for {volts} V, {amps} A, {lag}"
            );
        }
        if let Ok(found) = driver.power_factor(channel) {
            let off = f64::from(found.as_ppm()) + lag.cos() * 1e6;
            let coarse = 4e6 / (volts * amps * 1e3).max(1.0) * 4.0;
            prop_assert!(off.abs() < 50.0 + coarse, "{found} for {lag}");
        }
    }
    Ok(())
}

fn what_is_a_number_is_right<W: Wire>(acts: Vec<Act>) -> Result<(), TestCaseError> {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    let mut circuit = (230_000, [0; 2], [0; 2]);
    for act in acts {
        match act {
            Act::Circuit(volts, amps, lags) => {
                bench.set_voltage(volts);
                bench.draw(Channel::A, amps[0], lags[0]);
                bench.draw(Channel::B, amps[1], lags[1]);
                circuit = (volts, amps, lags);
                // nothing of the circuit before is left, nor of a sample that a frozen part had ready
                let _ = driver.take_events();
                bench.wait(SETTLED * 3);
            }
            Act::Wait(micros) => bench.wait(Duration::from_micros(micros)),
            Act::Read => read::<W>(&mut driver, &circuit)?,
            Act::Fault(transfer, fault) => bench.world.inject(Injection::nth(transfer, fault)),
            Act::BrownOut => bench.model().brown_out(),
            Act::Upset(address, value) => bench.model().upset(address, value),
            Act::Freeze(is_frozen) => {
                bench.model().set_frozen(is_frozen);
                let _ = driver.take_events();
                bench.wait(if is_frozen {
                    Duration::ZERO
                } else {
                    SETTLED * 3
                });
            }
            Act::Init => {
                if driver.init(&config()).is_ok() {
                    bench.wait(SETTLED * 3);
                }
            }
        }
    }
    bench.world.clear_faults();
    bench.model().set_frozen(false);
    bench.wait(SETTLED);
    prop_assert!(driver.init(&config()).is_ok());
    bench.wait(SETTLED * 3);
    prop_assert!(driver.rms_voltage().is_ok());
    read::<W>(&mut driver, &circuit)
}

/// A bus on which anything is answered.
#[derive(Clone)]
struct Noise {
    bytes: Vec<u8>,
    next: usize,
}

impl ErrorType for Noise {
    type Error = Infallible;
}

impl Bus for Noise {
    fn transaction(
        &mut self,
        _address: u8,
        operations: &mut [Operation<'_>],
    ) -> Result<(), Infallible> {
        for operation in operations {
            if let Operation::Read(into) = operation {
                for byte in into.iter_mut() {
                    *byte = self.bytes[self.next % self.bytes.len()];
                    self.next += 1;
                }
            }
        }
        Ok(())
    }
}

#[derive(Clone)]
struct NoDelay;

impl DelayNs for NoDelay {
    fn delay_ns(&mut self, _nanoseconds: u32) {}
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn numbers_are_right_over_i2c(acts in prop::collection::vec(act(), 1..40)) {
        what_is_a_number_is_right::<I2c>(acts)?;
    }

    #[test]
    fn numbers_are_right_over_spi(acts in prop::collection::vec(act(), 1..40)) {
        what_is_a_number_is_right::<Spi>(acts)?;
    }

    #[test]
    fn no_answer_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 1..300), identity in any::<bool>()) {
        let head = if identity { vec![0, 0x07, 0x02] } else { vec![] };
        let bus = Noise { bytes: [head, bytes].concat(), next: 0 };
        let mut driver = blocking::Ade7953::new(blocking::OverI2c::new(bus), NoDelay);
        let _ = driver.init(&config());
        for channel in [Channel::A, Channel::B] {
            let _ = driver.readings(channel);
            let _ = driver.power_factor(channel);
            let _ = driver.phase_delay(channel);
            let _ = driver.active_energy(channel);
            let _ = driver.reactive_energy(channel);
            let _ = driver.apparent_energy(channel);
            let _ = driver.take_peak_current(channel);
        }
        let _ = driver.frequency();
        let _ = driver.take_events();
        let _ = driver.verify();
    }
}
