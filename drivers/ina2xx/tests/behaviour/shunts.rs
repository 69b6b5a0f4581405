//! Shunts of every size, whole milliohms or not.

use hal_power::{Current, Resistance, Voltage};
use ina2xx::{
    Config,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::Part,
};

use crate::rig::{Rig, blocking};

/// A current near the end of the range through each shunt, both ways, to one code; to another that a fitted calibration cuts off.
fn through<P: Part, B: Interface>(
    rig: impl Fn(Resistance) -> Rig<Ina2xx<P, B>>,
    picovolts: u64,
    microohms: &[u64],
) {
    let codes = if picovolts < 1_000_000 {
        1 << 19
    } else {
        1 << 15
    };
    for &microohms in microohms {
        let shunt = Resistance::from_microohms(microohms);
        let end = i32::try_from(picovolts * codes / microohms).unwrap_or(i32::MAX);
        let current = Current::from_microamps((end / 20 * 19).min(2_000_000_000));
        for fitted in [false, true] {
            let mut rig = rig(shunt);
            let config = Config::<P>::new(shunt, current);
            let config = if fitted {
                config.with_fitted_calibration()
            } else {
                config
            };
            if rig.driver.init(&config).is_err() {
                assert!(fitted && config.calibrate().is_err(), "{shunt}");
                continue;
            }
            let codes = if fitted { 2 } else { 1 };
            let code = i32::try_from(codes * picovolts / microohms + 2).unwrap();
            for part in [10, -10, 9, -9, 1, -1] {
                let current = Current::from_microamps(current.as_microamps() / 11 * part);
                rig.set(Voltage::from_volts(12), current);
                rig.settle();
                let found = rig.driver.current().unwrap();
                assert!(
                    found.abs_diff(current) <= Current::from_microamps(code),
                    "{found} where {current} flow through {shunt}, fitted: {fitted}"
                );
            }
        }
    }
}

fn through_every_part(microohms: &[u64]) {
    through(blocking::ina226, 2_500_000, microohms);
    through(blocking::ina228, 312_500, microohms);
    through(blocking::ina229, 312_500, microohms);
    through(blocking::ina237, 5_000_000, microohms);
    through(blocking::ina238, 5_000_000, microohms);
    through(blocking::ina239, 5_000_000, microohms);
}

/// embedded-devices 0.10.3 casts the shunt to whole milliohms: 0.5 mΩ become none, 1.5 mΩ one.
#[test]
fn shunts_of_fractional_milliohms_are_not_rounded() {
    through_every_part(&[500, 1_500, 2_500, 375, 1_001]);
}

#[test]
fn shunts_from_10_microohms_to_10_ohms() {
    through_every_part(&[
        10, 25, 37, 50, 100, 200, 333, 1_000, 2_000, 5_000, 10_000, 16_200, 100_000, 1_000_000,
        10_000_000,
    ]);
}
