//! Every quantity of every part over its range.

use hal_power::{Current, Power, ShuntVoltage, Temperature, Voltage};
use ina2xx::{
    AdcRange, Averages, Config,
    blocking::{Ina2xx, Interface},
    hal_power,
    part::{Accumulating, Diagnostic, Part},
};

use crate::rig::{MILLIOHM, Rig, blocking};

/// One code of each quantity, rounded up.
#[derive(Clone, Copy)]
struct Steps {
    microvolts: i32,
    microamps: i32,
    milliwatts: i64,
}

const LEGACY: Steps = Steps {
    microvolts: 1_250,
    microamps: 2_500,
    milliwatts: 63,
};
const TWENTY_BITS: Steps = Steps {
    microvolts: 196,
    microamps: 313,
    milliwatts: 1,
};
const SIXTEEN_BITS: Steps = Steps {
    microvolts: 3_125,
    microamps: 5_000,
    milliwatts: 1,
};

fn config<P: Part>(amps: i32) -> Config<P> {
    Config::new(MILLIOHM, Current::from_amps(amps))
}

/// mW by which a power may differ where voltage and current may by these.
fn power_tolerance(voltage: Voltage, current: Current, steps: Steps) -> i64 {
    let volts = i64::from(voltage.as_microvolts()) * i64::from(steps.microamps);
    let amps = i64::from(current.abs().as_microamps()) * i64::from(steps.microvolts);
    (volts + amps) / 1_000_000_000 + steps.milliwatts + 1
}

fn electric<P: Part, B: Interface>(
    mut rig: Rig<Ina2xx<P, B>>,
    config: Config<P>,
    (volts, amps): (i32, i32),
    steps: Steps,
) {
    rig.driver.init(&config).unwrap();
    for eighth in 0..=8 {
        for way in -8..=8 {
            // Nothing that falls on codes.
            let voltage = Voltage::from_microvolts((volts * 125_000 - 137) * eighth);
            let current = Current::from_microamps((amps * 125_000 - 1_237) * way);
            rig.set(voltage, current);
            rig.settle();
            let found = rig.driver.voltage().unwrap();
            let tolerance = Voltage::from_microvolts(steps.microvolts / 2 + 1);
            assert!(found.abs_diff(voltage) <= tolerance, "{found} at {voltage}");
            let found = rig.driver.current().unwrap();
            let tolerance = Current::from_microamps(steps.microamps + 1);
            assert!(found.abs_diff(current) <= tolerance, "{found} at {current}");
            let found = rig.driver.shunt_voltage().unwrap();
            let drop = ShuntVoltage::from_microvolts(current.as_milliamps());
            let tolerance = ShuntVoltage::from_nanovolts(steps.microamps + 1_000);
            assert!(found.abs_diff(drop) <= tolerance, "{found} at {drop}");
            let found = rig.driver.power().unwrap();
            let power = Power::from_voltage_and_current(voltage, current);
            let off = i64::from(found.abs_diff(power).as_milliwatts());
            let tolerance = power_tolerance(voltage, current, steps);
            assert!(off <= tolerance, "{found} at {power}");
        }
    }
}

#[test]
fn voltage_current_and_power_are_right_over_the_range_and_in_both_directions() {
    electric(blocking::ina226(MILLIOHM), config(81), (36, 81), LEGACY);
    let ends = (85, 163);
    electric(blocking::ina228(MILLIOHM), config(163), ends, TWENTY_BITS);
    electric(blocking::ina229(MILLIOHM), config(163), ends, TWENTY_BITS);
    electric(blocking::ina237(MILLIOHM), config(163), ends, SIXTEEN_BITS);
    electric(blocking::ina238(MILLIOHM), config(163), ends, SIXTEEN_BITS);
    electric(blocking::ina239(MILLIOHM), config(163), ends, SIXTEEN_BITS);
}

#[test]
fn the_fine_range_has_codes_of_a_quarter() {
    let fine = |steps: Steps| Steps {
        microamps: steps.microamps / 4 + 1,
        ..steps
    };
    electric(
        blocking::ina228(MILLIOHM),
        config(40).with_adc_range(AdcRange::Fine),
        (85, 40),
        fine(TWENTY_BITS),
    );
    electric(
        blocking::ina239(MILLIOHM),
        config(40).with_adc_range(AdcRange::Fine),
        (85, 40),
        fine(SIXTEEN_BITS),
    );
}

#[test]
fn a_fitted_calibration_measures_the_same() {
    electric(
        blocking::ina226(MILLIOHM),
        config(81).with_fitted_calibration(),
        (36, 80),
        LEGACY,
    );
    electric(
        blocking::ina228(MILLIOHM),
        config(51).with_fitted_calibration(),
        (85, 50),
        TWENTY_BITS,
    );
    electric(
        blocking::ina238(MILLIOHM),
        config(51).with_fitted_calibration(),
        (85, 50),
        SIXTEEN_BITS,
    );
}

#[test]
fn averages_measure_the_same() {
    electric(
        blocking::ina226(MILLIOHM),
        config(81).with_averages(Averages::X128),
        (36, 81),
        LEGACY,
    );
    electric(
        blocking::ina229(MILLIOHM),
        config(163).with_averages(Averages::X1024),
        (85, 163),
        TWENTY_BITS,
    );
}

fn temperatures<P: Diagnostic, B: Interface>(mut rig: Rig<Ina2xx<P, B>>, step: i32) {
    rig.driver.init(&config(100)).unwrap();
    for celsius in -40..=125 {
        let temperature = Temperature::from_millicelsius(celsius * 1_000 + 37);
        rig.part().set_temperature(temperature);
        rig.settle();
        let found = rig.driver.temperature().unwrap();
        let tolerance = Temperature::from_millicelsius(step / 2 + 1);
        assert!(
            found.abs_diff(temperature) <= tolerance,
            "{found} at {temperature}"
        );
    }
}

#[test]
fn die_temperatures_are_right_from_40_below_zero_to_125() {
    temperatures(blocking::ina228(MILLIOHM), 8);
    temperatures(blocking::ina229(MILLIOHM), 8);
    temperatures(blocking::ina237(MILLIOHM), 125);
    temperatures(blocking::ina238(MILLIOHM), 125);
    temperatures(blocking::ina239(MILLIOHM), 125);
}

fn together<P: Diagnostic, B: Interface>(mut rig: Rig<Ina2xx<P, B>>) {
    rig.driver.init(&config(100)).unwrap();
    for amps in [25, -25] {
        // Whole codes of every part.
        rig.set(Voltage::from_volts(50), Current::from_amps(amps));
        rig.part().set_temperature(Temperature::from_celsius(40));
        rig.settle();
        let read = rig.driver.readings().unwrap();
        assert_eq!(read.voltage, Voltage::from_volts(50));
        assert_eq!(read.current, Current::from_amps(amps));
        assert_eq!(read.power, Power::from_watts(50 * amps));
        assert_eq!(read.temperature, Temperature::from_celsius(40));
        assert_eq!(rig.driver.computed_readings().unwrap(), read);
    }
}

#[test]
fn readings_are_what_the_single_quantities_are() {
    together(blocking::ina228(MILLIOHM));
    together(blocking::ina229(MILLIOHM));
    together(blocking::ina237(MILLIOHM));
    together(blocking::ina238(MILLIOHM));
    together(blocking::ina239(MILLIOHM));

    let mut rig = blocking::ina226(MILLIOHM);
    rig.driver.init(&config(81)).unwrap();
    for amps in [25, -25] {
        rig.set(Voltage::from_volts(20), Current::from_amps(amps));
        rig.settle();
        let read = rig.driver.readings().unwrap();
        assert_eq!(read.voltage, Voltage::from_volts(20));
        assert_eq!(read.current, Current::from_amps(amps));
        assert_eq!(read.power, Power::from_watts(20 * amps));
        assert_eq!(rig.driver.computed_readings().unwrap(), read);
    }
}

#[test]
fn a_true_zero_is_zero() {
    let mut rig = blocking::ina226(MILLIOHM);
    rig.driver.init(&config(81)).unwrap();
    rig.settle();
    let read = rig.driver.readings().unwrap();
    assert_eq!(
        (read.voltage, read.current, read.power),
        (Voltage::ZERO, Current::ZERO, Power::ZERO)
    );
    let mut rig = blocking::ina239(MILLIOHM);
    rig.driver.init(&config(100)).unwrap();
    rig.part().set_temperature(Temperature::ZERO);
    rig.settle();
    let read = rig.driver.readings().unwrap();
    assert_eq!(
        (read.voltage, read.current, read.power, read.temperature),
        (Voltage::ZERO, Current::ZERO, Power::ZERO, Temperature::ZERO)
    );
}

fn divided<P: Part, B: Interface>(mut rig: Rig<Ina2xx<P, B>>, step: i32) {
    // 910 kΩ over 100 kΩ
    rig.driver
        .init(&config(50).with_bus_divider(1_010, 100))
        .unwrap();
    for volts in [1, 48, 230, 360] {
        let bus = Voltage::from_volts(volts);
        let pin = i64::from(bus.as_microvolts()) * 100 / 1_010;
        let pin = Voltage::from_microvolts(i32::try_from(pin).unwrap());
        rig.set(pin, Current::from_amps(-10));
        rig.settle();
        let found = rig.driver.voltage().unwrap();
        let tolerance = Voltage::from_microvolts(step * 6);
        assert!(found.abs_diff(bus) <= tolerance, "{found} at {bus}");
        let found = rig.driver.power().unwrap();
        let off = found.abs_diff(Power::from_watts(volts * -10));
        let tolerance = Power::from_milliwatts(step * 60 / 1_000 + 650);
        assert!(off <= tolerance, "{found} at {bus} and -10 A");
    }
}

#[test]
fn a_bus_divider_counts_in_voltage_and_power() {
    divided(blocking::ina226(MILLIOHM), 1_250);
    divided(blocking::ina228(MILLIOHM), 196);
    divided(blocking::ina239(MILLIOHM), 3_125);
}

fn compensated<P: Accumulating, B: Interface>(rigs: [Rig<Ina2xx<P, B>>; 2]) {
    const PPM: u16 = 3_930; // copper
    let [mut with, mut without] = rigs;
    let current = Current::from_amps(80);
    with.driver
        .init(&config(150).with_shunt_temperature_coefficient(PPM))
        .unwrap();
    without.driver.init(&config(150)).unwrap();
    for celsius in [25, 75, -20] {
        for rig in [&mut with, &mut without] {
            let drifting = rig.part().clone().with_shunt_drift(i32::from(PPM));
            *rig.part() = drifting;
            rig.part()
                .set_temperature(Temperature::from_celsius(celsius));
            rig.set(Voltage::from_volts(48), current);
            rig.settle();
        }
        let found = with.driver.current().unwrap();
        let tolerance = Current::from_milliamps(8);
        assert!(found.abs_diff(current) <= tolerance, "{found}");
        let drift = Current::from_microamps(80 * i32::from(PPM) * (celsius - 25));
        let off = without.driver.current().unwrap();
        assert!(off.saturating_sub(current).abs_diff(drift) <= tolerance);
    }
}

#[test]
fn the_shunt_s_drift_is_compensated_where_configured() {
    compensated([blocking::ina228(MILLIOHM), blocking::ina228(MILLIOHM)]);
    compensated([blocking::ina229(MILLIOHM), blocking::ina229(MILLIOHM)]);
}
