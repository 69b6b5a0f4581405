//! Values against the truth, over their range, in four quadrants, on both channels.

use ade7953::{Channel, Conditions, Direction, Error};

use crate::bench::{AMPS, Bench, Blocking, SETTLED, VOLTS, WATTS, Wire, config, directed};

on_both_buses! {
    every_value_of_every_quadrant;
    voltages_and_currents_over_their_range;
}

/// A code of `at_full_scale`, and a unit of the quantity.
fn near(found: i32, truth: f64, full_scale: f64, codes: f64, what: &str) {
    let off = (f64::from(found) - truth).abs();
    assert!(
        off <= 0.51 * full_scale / codes + 0.51,
        "{what}: {found} for {truth}"
    );
}

struct Truth {
    volts: f64,
    amps: f64,
    /// By which the part's current lags, in degrees.
    lag: f64,
}

/// What the driver says of a channel, in base units.
fn judge<W: Wire>(driver: &mut Blocking<W>, channel: Channel, direction: Direction, truth: &Truth) {
    let when = format!(
        "{channel:?}, {direction:?}, {} V, {} A, {}°",
        truth.volts, truth.amps, truth.lag
    );
    let outwards = match direction {
        Direction::PositiveImports => -1.0,
        Direction::PositiveExports => 1.0,
    };
    let full = match channel {
        Channel::A => 0,
        Channel::B => 1,
    };
    let angle = truth.lag.to_radians();
    let apparent = truth.volts * truth.amps;
    let active = outwards * apparent * angle.cos();
    let reactive = outwards * apparent * angle.sin();
    let readings = driver.readings(channel).unwrap();
    assert_eq!(readings.rms_voltage, driver.rms_voltage().unwrap());
    assert_eq!(readings.rms_current, driver.rms_current(channel).unwrap());
    assert_eq!(readings.active_power, driver.active_power(channel).unwrap());
    assert_eq!(
        readings.reactive_power,
        driver.reactive_power(channel).unwrap()
    );
    assert_eq!(
        readings.apparent_power,
        driver.apparent_power(channel).unwrap()
    );
    let (volts, amps) = (readings.rms_voltage, readings.rms_current);
    near(
        volts.as_microvolts(),
        truth.volts * 1e6,
        VOLTS * 1e6,
        9_032_007.0,
        &when,
    );
    near(
        amps.as_microamps(),
        truth.amps * 1e6,
        AMPS[full] * 1e6,
        9_032_007.0,
        &when,
    );
    let watts = |found, truth: f64| near(found, truth * 1e3, WATTS[full] * 1e3, 4_862_401.0, &when);
    watts(readings.active_power.as_milliwatts(), active);
    watts(readings.reactive_power.as_millivars(), reactive);
    watts(readings.apparent_power.as_millivolt_amps(), apparent);

    let factor = driver.power_factor(channel);
    let level = WATTS[full] / 10_000.0;
    if active.abs() < level * 0.99 {
        assert!(
            matches!(factor, Err(Error::NoLoad { .. })),
            "{when}: {factor:?}"
        );
    } else if active.abs() > level * 1.01 {
        let off = f64::from(factor.as_ref().unwrap().as_ppm()) - active / apparent * 1e6;
        // half a step of 2⁻¹⁵, and what 4 W of rounding are
        assert!(
            off.abs() <= 16.0 + 8.0 * 1e3 / apparent,
            "{when}: {factor:?}"
        );
        let conditions = driver.conditions().unwrap();
        let negative = match channel {
            Channel::A => Conditions::ACTIVE_A_NEGATIVE,
            Channel::B => Conditions::ACTIVE_B_NEGATIVE,
        };
        assert_eq!(conditions.contains(negative), angle.cos() < 0.0, "{when}");
    }
}

fn every_value_of_every_quadrant<W: Wire>() {
    for direction in [Direction::PositiveImports, Direction::PositiveExports] {
        let (bench, mut driver) = Bench::<W>::ready(&directed(direction));
        for (millivolts, milliamps) in [(230_000, 10_000), (90_000, 200), (349_900, 24_990)] {
            for lag in (-180..=360).step_by(15) {
                bench.set_voltage(millivolts);
                bench.draw(Channel::A, milliamps, lag);
                // another one on B
                bench.draw(Channel::B, milliamps / 2, 100 - lag);
                bench.wait(SETTLED);
                let volts = f64::from(millivolts) / 1e3;
                let amps = f64::from(milliamps) / 1e3;
                let lag = f64::from(lag);
                judge::<W>(
                    &mut driver,
                    Channel::A,
                    direction,
                    &Truth { volts, amps, lag },
                );
                let (amps, lag) = (f64::from(milliamps / 2) / 1e3, 100.0 - lag);
                judge::<W>(
                    &mut driver,
                    Channel::B,
                    direction,
                    &Truth { volts, amps, lag },
                );
            }
        }
    }
}

fn voltages_and_currents_over_their_range<W: Wire>() {
    let (bench, mut driver) = Bench::<W>::ready(&config());
    for step in 0..=500 {
        let millivolts = step * 699;
        let milliamps = step * 49;
        bench.set_voltage(millivolts);
        bench.draw(Channel::A, 2 * milliamps, step);
        bench.draw(Channel::B, milliamps, -step);
        bench.wait(SETTLED * 2);
        let when = format!("step {step}");
        let found = driver.rms_voltage().unwrap().as_microvolts();
        near(
            found,
            f64::from(millivolts) * 1e3,
            VOLTS * 1e6,
            9_032_007.0,
            &when,
        );
        for (channel, milliamps, full) in [
            (Channel::A, 2 * milliamps, AMPS[0]),
            (Channel::B, milliamps, AMPS[1]),
        ] {
            let found = driver.rms_current(channel).unwrap().as_microamps();
            near(
                found,
                f64::from(milliamps) * 1e3,
                full * 1e6,
                9_032_007.0,
                &when,
            );
        }
    }
}
