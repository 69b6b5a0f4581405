//! The true value lies between the bounds, whatever the network, and however sensors and resistors are off within what was given.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

use crate::rig::{Board, NET, RELAY, Rig, TIMING};
use core::time::Duration;
use hal_power::{Ratio, Resistance, Voltage, check::InsulationDoubt};
use hal_power_sim::model::earth_net::Spoiled;
use iso_bridge::{Accuracy, Config, Error, Measured, Net, Network, Sensors, Settled, Timing};
use proptest::prelude::*;

/// Ohms with the same chance in each decade.
fn ohms(decades: core::ops::Range<f64>) -> impl Strategy<Value = f64> {
    decades.prop_map(|decade| 10_f64.powf(decade))
}

/// Each figure of [`Accuracy`] and of the tolerance, and how much of it is really there.
#[derive(Debug, Clone)]
struct Errors {
    tolerance: i32,
    gain: i32,
    offset: i32,
    noise: i32,
    resistors: [f64; 4],
    gains: [f64; 2],
    offsets: [f64; 2],
    seed: u64,
}

fn errors() -> impl Strategy<Value = Errors> {
    let share = || prop_oneof![Just(-1.0), Just(1.0), -1.0..1.0];
    let shares = [share(), share(), share(), share()];
    let given = (0..20_000, 0..10_000, 0..200_000, 0..50_000);
    let there = (shares, [share(), share()], [share(), share()], any::<u64>());
    (given, there).prop_map(|((tolerance, gain, offset, noise), there)| {
        let (resistors, gains, offsets, seed) = there;
        Errors {
            tolerance,
            gain,
            offset,
            noise,
            resistors,
            gains,
            offsets,
            seed,
        }
    })
}

#[derive(Debug, Clone)]
struct Case {
    volts: i32,
    insulation: [f64; 2],
    switched: [f64; 2],
    dividers: [f64; 2],
    nanofarads: [u32; 2],
    /// Change of the net's voltage in mV/s.
    drift: i32,
    errors: Errors,
}

fn case() -> impl Strategy<Value = Case> {
    let insulation = [ohms(2.5..7.5), ohms(2.5..7.5)];
    let switched = [ohms(4.5..6.0), ohms(4.5..6.0)];
    let dividers = [ohms(6.0..7.0), ohms(6.0..7.0)];
    let nanofarads = [0_u32..1_000, 0_u32..1_000];
    let drift = prop_oneof![2 => Just(0), 1 => -30..30];
    (
        90..550,
        insulation,
        switched,
        dividers,
        nanofarads,
        drift,
        errors(),
    )
        .prop_map(
            |(volts, insulation, switched, dividers, nanofarads, drift, errors)| Case {
                volts,
                insulation,
                switched,
                dividers,
                nanofarads,
                drift,
                errors,
            },
        )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "far below the end"
)]
fn resistance(ohms: f64) -> Resistance {
    Resistance::from_microohms((ohms * 1e6).round() as u64)
}

#[expect(clippy::cast_possible_truncation, reason = "a share of a number")]
fn share(of: i32, share: f64) -> i32 {
    (f64::from(of) * share) as i32
}

impl Case {
    fn rig(&self, sensors: Sensors, net: Net, timing: Timing) -> Rig {
        let errors = &self.errors;
        let [switched, dividers] = [self.switched, self.dividers];
        let nominal = |value: f64| resistance(value);
        let [one, two, three, four] = errors
            .resistors
            .map(|each| f64::from(errors.tolerance) / 1e6 * each);
        let spoiled = |gain, offset| Spoiled {
            gain: Ratio::from_ppm(share(errors.gain, gain)),
            offset: Voltage::from_microvolts(share(errors.offset, offset)),
            noise: Voltage::from_microvolts(errors.noise),
        };
        let [gain, other_gain] = errors.gains;
        let [offset, other_offset] = errors.offsets;
        let board = Board {
            // what is there lies a little within what was given: whole µΩ
            switched: [
                resistance(switched[0] * (1.0 + one)),
                resistance(switched[1] * (1.0 + two)),
            ],
            dividers: [
                resistance(dividers[0] * (1.0 + three)),
                resistance(dividers[1] * (1.0 + four)),
            ],
            nanofarads: self.nanofarads,
            spoiled: [spoiled(gain, offset), spoiled(other_gain, other_offset)],
            relay: RELAY,
            sensors,
            seed: errors.seed,
        };
        let farads = f64::from(self.nanofarads[0] + self.nanofarads[1]) / 1e9;
        let settling = Duration::from_secs_f64(farads * switched[0]) + Duration::from_micros(1);
        let tolerance = Ratio::from_ppm(errors.tolerance + 1);
        let network = Network::new(
            nominal(switched[0]),
            nominal(switched[1]),
            tolerance,
            settling,
        )
        .with_dividers(nominal(dividers[0]), nominal(dividers[1]));
        let accuracy = Accuracy {
            gain: Ratio::from_ppm(errors.gain + 1),
            offset: Voltage::from_microvolts(errors.offset + 1),
            noise: Voltage::from_microvolts(errors.noise + 1),
        };
        let settled = Settled {
            readings: 10,
            band: Voltage::from_microvolts(2 * errors.noise + 60_000),
        };
        let config = Config::new(network, accuracy, net, timing, settled).unwrap();
        let rig = Rig::new(&board, config, self.volts);
        let [positive, negative] = self.insulation.map(resistance);
        rig.insulate(Some(positive), Some(negative));
        rig.net
            .borrow_mut()
            .set_drift(Voltage::from_millivolts(self.drift));
        rig
    }
}

fn inside(measured: Measured, truth: f64, what: &str) {
    let truth = resistance(truth);
    assert!(
        measured.lowest() <= truth && truth <= measured.highest(),
        "{what}: {truth} is not {measured:?}"
    );
}

fn holds(case: &Case, sensors: Sensors, net: Net) -> bool {
    let rig = case.rig(sensors, net, TIMING);
    let found = rig.measure();
    assert!(rig.bank.commands().last().unwrap().is_empty());
    match found {
        Ok(found) => {
            let [positive, negative] = case.insulation;
            inside(found.positive, positive, "positive");
            inside(found.negative, negative, "negative");
            inside(
                found.total,
                positive * negative / (positive + negative),
                "total",
            );
            true
        }
        // what there is, is always plausible
        Err(Error::Inconclusive(InsulationDoubt::Unsettled | InsulationDoubt::Drift)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn of_two_sensors(case in case()) {
        holds(&case, Sensors::Both, NET);
    }

    #[test]
    fn of_one_sensor(mut case in case(), at_positive in any::<bool>()) {
        // told to be steady, it is
        case.drift = 0;
        let sensors = if at_positive { Sensors::Positive } else { Sensors::Negative };
        let settled = holds(&case, sensors, Net { drift: Voltage::ZERO, ..NET });
        prop_assert!(settled || case.nanofarads != [0, 0]);
    }
}
