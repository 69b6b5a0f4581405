extern crate std;

use super::*;
use core::time::Duration;
use std::{format, string::ToString};

#[test]
fn arithmetic_ends_instead_of_wrapping() {
    assert_eq!(
        Voltage::MAX.saturating_add(Voltage::from_volts(1)),
        Voltage::MAX
    );
    assert_eq!(
        Voltage::MIN.saturating_sub(Voltage::from_volts(1)),
        Voltage::MIN
    );
    assert_eq!(Voltage::MIN.abs(), Voltage::MAX);
    assert_eq!(Voltage::MIN.saturating_neg(), Voltage::MAX);
    assert_eq!(Voltage::MAX.abs_diff(Voltage::MIN), Voltage::MAX);
    assert_eq!(Voltage::from_volts(3_000), Voltage::MAX);
    assert_eq!(Voltage::from_volts(-3_000), Voltage::MIN);
    assert_eq!(Voltage::MAX.checked_add(Voltage::from_microvolts(1)), None);
    assert_eq!(Voltage::MIN.checked_div(-1), Some(Voltage::MAX));
    assert_eq!(Voltage::MIN.checked_div(0), None);
    assert_eq!(
        Resistance::ZERO.saturating_sub(Resistance::from_ohms(1)),
        Resistance::ZERO
    );
    assert_eq!(Resistance::ZERO.checked_sub(Resistance::from_ohms(1)), None);
    assert_eq!(Frequency::from_hertz(5_000_000), Frequency::MAX);
}

#[test]
fn distance_is_the_same_both_ways() {
    let (a, b) = (Frequency::from_hertz(50), Frequency::from_hertz(47));
    assert_eq!(a.abs_diff(b), Frequency::from_hertz(3));
    assert_eq!(b.abs_diff(a), Frequency::from_hertz(3));
    let (a, b) = (Current::from_amps(-2), Current::from_amps(3));
    assert_eq!(a.abs_diff(b), Current::from_amps(5));
    assert_eq!(b.abs_diff(a), Current::from_amps(5));
}

#[test]
fn conversion_rounds_to_nearest_with_ties_away_from_zero() {
    let millivolts = |microvolts| Voltage::from_microvolts(microvolts).as_millivolts();
    assert_eq!([499, 500, 1_499, 1_500].map(millivolts), [0, 1, 1, 2]);
    assert_eq!(
        [-499, -500, -1_499, -1_500].map(millivolts),
        [0, -1, -1, -2]
    );
    assert_eq!(
        [i32::MAX, i32::MIN].map(millivolts),
        [2_147_484, -2_147_484]
    );
    assert_eq!(
        Resistance::from_microohms(u64::MAX).as_kilohms(),
        18_446_744_074
    );
    assert_eq!(
        Energy::from_millijoules(i64::MIN).as_watt_hours(),
        -2_562_047_788_015
    );
}

#[test]
fn displays_exactly_in_a_unit_that_leaves_a_whole_part() {
    assert_eq!(Voltage::from_microvolts(3_650_000).to_string(), "3.65 V");
    assert_eq!(
        Voltage::from_microvolts(-3_650_123).to_string(),
        "-3.650123 V"
    );
    assert_eq!(Voltage::from_microvolts(999_999).to_string(), "999.999 mV");
    assert_eq!(Voltage::from_microvolts(-7).to_string(), "-7 µV");
    assert_eq!(Voltage::ZERO.to_string(), "0 V");
    assert_eq!(Voltage::MIN.to_string(), "-2147.483648 V");
    assert_eq!(ShuntVoltage::from_nanovolts(78).to_string(), "78 nV");
    assert_eq!(Resistance::from_microohms(10).to_string(), "10 µΩ");
    assert_eq!(Resistance::from_kilohms(150).to_string(), "150 kΩ");
    assert_eq!(Temperature::from_millicelsius(25).to_string(), "0.025 °C");
    assert_eq!(Ratio::from_permille(995).to_string(), "99.5 %");
    assert_eq!(Frequency::from_millihertz(49_950).to_string(), "49.95 Hz");
    assert_eq!(Energy::from_watt_hours(5_120).to_string(), "5.120 kWh");
    assert_eq!(Charge::from_amp_hours(50).to_string(), "50.000 Ah");
    assert_eq!(Power::from_watts(-6_000).to_string(), "-6 kW");
    assert_eq!(ReactivePower::from_vars(-250).to_string(), "-250 var");
    assert_eq!(ApparentPower::from_volt_amps(6_000).to_string(), "6 kVA");
    assert_eq!(ReactiveEnergy::from_var_hours(1).to_string(), "1.000 varh");
    assert_eq!(
        ApparentEnergy::from_volt_amp_hours(2).to_string(),
        "2.000 VAh"
    );
}

#[test]
fn displays_with_the_precision_and_sign_asked_for() {
    let voltage = Voltage::from_microvolts(3_650_500);
    assert_eq!(format!("{voltage:.3}"), "3.651 V");
    assert_eq!(format!("{voltage:+.0}"), "+4 V");
    assert_eq!(format!("{:.1}", Voltage::from_microvolts(-50)), "-50.0 µV");
}

#[test]
fn products_round_and_end_as_everything_does() {
    let (volts, amps) = (
        Voltage::from_millivolts(51_200),
        Current::from_milliamps(-1_500),
    );
    assert_eq!(
        Power::from_voltage_and_current(volts, amps),
        Power::from_milliwatts(-76_800)
    );
    assert_eq!(
        Power::from_voltage_and_current(Voltage::MIN, Current::MIN),
        Power::MAX
    );
    let shunt = Resistance::from_microohms(10);
    let drop = ShuntVoltage::from_nanovolts(-78);
    assert_eq!(
        Current::through_shunt(drop, shunt),
        Some(Current::from_microamps(-7_800))
    );
    assert_eq!(Current::through_shunt(drop, Resistance::ZERO), None);
    assert_eq!(
        Voltage::dropped_by(Current::MAX, Resistance::MAX),
        Voltage::MAX
    );
    assert_eq!(
        Current::from_voltage_over(Voltage::from_volts(400), Resistance::from_ohms(50)),
        Some(Current::from_amps(8))
    );
    let hour = Duration::from_secs(3_600);
    assert_eq!(
        Energy::from_power_over(Power::from_kilowatts(1), hour),
        Energy::from_watt_hours(1_000)
    );
    assert_eq!(
        Charge::from_current_over(Current::from_amps(-2), hour),
        Charge::from_amp_hours(-2)
    );
    assert_eq!(
        Charge::from_current_over(Current::MAX, Duration::MAX),
        Charge::MAX
    );
}
