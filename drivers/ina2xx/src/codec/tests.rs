//! Figures from SLYS021A tables 8-1 to 8-4 and SBOS547 pages 16 to 18.

extern crate std;

use std::vec::Vec;

use hal_power::{Charge, Current, Energy, Power, ShuntVoltage, Temperature, Voltage};

use super::*;
use crate::{
    Calibration, Config,
    part::{Diagnostic, Ina226, Ina228, Ina238, Part},
};

const LEGACY: Facts = <Ina226 as Part>::FACTS;
const TWENTY: Facts = <Ina228 as Part>::FACTS;
const SIXTEEN: Facts = <Ina238 as Part>::FACTS;

fn scale<P: Part>(microohms: u64, amps: i32) -> Scale {
    calibration::<P>(microohms, amps).scale
}

fn calibration<P: Part>(microohms: u64, amps: i32) -> Calibration {
    let shunt = hal_power::Resistance::from_microohms(microohms);
    Config::<P>::new(shunt, Current::from_amps(amps))
        .calibrate()
        .unwrap()
}

/// Rounds a fraction to nearest, ties upwards.
fn nearest(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

#[test]
fn sixteen_bits_are_two_s_complement() {
    for pattern in 0..=u16::MAX {
        let expected = if pattern < 0x8000 {
            i32::from(pattern)
        } else {
            i32::from(pattern) - 0x1_0000
        };
        assert_eq!(code16(pattern.to_be_bytes()), expected);
    }
}

#[test]
fn twenty_bits_are_two_s_complement() {
    for (bytes, expected) in [
        ([0x00, 0x00, 0x00], 0),
        ([0x00, 0x00, 0x10], 1),
        ([0x00, 0x00, 0x0F], 0),
        ([0x7F, 0xFF, 0xF0], 524_287),
        ([0x80, 0x00, 0x00], -524_288),
        ([0x80, 0x00, 0x10], -524_287),
        ([0xFF, 0xFF, 0xF0], -1),
        ([0xFF, 0xFF, 0xFF], -1),
        // -97.2 mV
        ([0xB4, 0x10, 0x00], -311_040),
    ] {
        let [high, middle, low] = bytes;
        // What follows the register's bytes is of no account.
        for rest in [0x00, 0xFF] {
            let word = [high, middle, low, rest];
            assert_eq!(code(word, TWENTY), expected, "{bytes:02X?}");
        }
    }
}

#[test]
fn what_follows_two_bytes_is_of_no_account() {
    for rest in [0x00, 0xFF] {
        let word = [0x80, 0x01, rest, rest];
        assert_eq!(code(word, SIXTEEN), -0x7FFF);
        assert_eq!(code(word, LEGACY), -0x7FFF);
        assert_eq!(code_of_two(word), -0x7FFF);
        assert_eq!(units(word, LEGACY), power_units(0x8001, LEGACY));
    }
}

#[test]
fn what_is_plain_is_a_value_that_needs_no_proof() {
    fn check<P: Part>(microohms: u64, amps: i32) {
        let scale = scale::<P>(microohms, amps);
        let full = P::FACTS.full_code().cast_signed();
        let ends = [scale.current_end, scale.power_end].map(u32::cast_signed);
        let near = |middle: i32| {
            (middle - 3..=middle + 3).filter(|code| (-full - 1..=full).contains(code))
        };
        let codes: Vec<i32> = [0, full, -full, ends[0], -ends[0], full / 2, -full / 2]
            .into_iter()
            .flat_map(near)
            .collect();
        let powers = [0, 1, 2, 0xFF_FFFE, 0xFF_FFFF, 0x100_0000];
        let near_end = (ends[1] - 2..=ends[1] + 2).map(i32::cast_unsigned);
        let mut plain = 0;
        for units in powers.into_iter().chain(near_end) {
            for &bus in &codes {
                for &current in &codes {
                    if scale.is_plain(bus, current, units, P::FACTS) {
                        plain += 1;
                        assert!(scale.voltage(bus, P::FACTS).is_ok(), "{bus}");
                        assert!(scale.current(current).is_ok(), "{current}");
                        assert!(scale.power(units, current).is_ok(), "{units}");
                        assert!(![0, -1].contains(&bus) && ![0, -1].contains(&current));
                        assert_ne!(units, 0);
                    }
                }
            }
        }
        assert!(plain > 100, "{plain}");
    }
    check::<Ina226>(2_000, 20);
    check::<Ina228>(1_000, 100);
    check::<Ina228>(10, 2_000);
    check::<Ina238>(500, 200);
}

#[test]
fn wider_registers_keep_every_bit() {
    assert_eq!(units([0xFF; 4], TWENTY), 0xFF_FFFF);
    assert_eq!(units([0x12, 0x34, 0x56, 0x78], TWENTY), 0x12_3456);
    assert_eq!(code40([0xFF; 5]), 0xFF_FFFF_FFFF);
    assert_eq!(code40([0x12, 0x34, 0x56, 0x78, 0x9A]), 0x12_3456_789A);
    assert_eq!(signed40([0xFF; 5]), -1);
    assert_eq!(signed40([0x80, 0, 0, 0, 0]), -0x80_0000_0000);
    assert_eq!(signed40([0x7F, 0xFF, 0xFF, 0xFF, 0xFF]), 0x7F_FFFF_FFFF);
}

#[test]
fn every_16_bit_bus_voltage() {
    for (facts, scale, microvolts) in [
        (LEGACY, scale::<Ina226>(2_000, 10), 1_250),
        (SIXTEEN, scale::<Ina238>(2_000, 10), 3_125),
    ] {
        for pattern in 0..=u16::MAX {
            let expected = match pattern {
                0..0x7FFF => Ok(Voltage::from_microvolts(i32::from(pattern) * microvolts)),
                0x7FFF => Err(Off::End),
                _ => Err(Off::Impossible),
            };
            assert_eq!(
                scale.voltage(code16(pattern.to_be_bytes()), facts),
                expected
            );
        }
    }
}

#[test]
fn every_20_bit_bus_voltage_is_rounded_to_nearest() {
    let scale = scale::<Ina228>(2_000, 10);
    for code in 0..0x7_FFFF {
        // 195.3125 µV
        let expected = nearest(i128::from(code) * 1_953_125, 10_000);
        let found = scale.voltage(code, TWENTY).unwrap().as_microvolts();
        assert_eq!(i128::from(found), expected, "{code}");
    }
    assert_eq!(scale.voltage(0x7_FFFF, TWENTY), Err(Off::End));
    assert_eq!(scale.voltage(-1, TWENTY), Err(Off::Impossible));
    assert_eq!(scale.voltage(-0x8_0000, TWENTY), Err(Off::Impossible));
}

/// Current is shunt voltage over resistance, to the nearest µA, by exact arithmetic.
fn currents<P: Part>(lsb_picovolts: i128, codes: i32, microohms: u64, amps: i32) {
    let calibration = calibration::<P>(microohms, amps);
    let scale = calibration.scale;
    let full_scale = calibration.full_scale();
    assert!(full_scale >= Current::from_amps(amps));
    let step = usize::try_from(codes / 4_096).unwrap();
    for code in (-codes..codes).step_by(step).chain([-codes, codes - 1]) {
        let picovolts = i128::from(code) * lsb_picovolts;
        let expected = nearest(picovolts, i128::from(microohms));
        match scale.current(code) {
            Ok(current) => {
                let found = i128::from(current.as_microamps());
                let exact = expected * i128::from(microohms);
                assert_eq!(found, expected, "{code} through {microohms}");
                assert!((exact - picovolts).abs() * 2 <= i128::from(microohms));
                assert!(current.abs() <= full_scale);
            }
            Err(off) => {
                assert_eq!(off, Off::End);
                let is_end = code >= codes - 1 || code <= 1 - codes;
                let microamps = expected.abs() + 1 + lsb_picovolts / i128::from(microohms);
                assert!(is_end || microamps >= i128::from(i32::MAX), "{code}");
            }
        }
    }
}

#[test]
fn currents_are_exact_for_shunts_from_10_microohms_up() {
    for (microohms, amps) in [
        (10, 2_000),
        (10, 500),
        (25, 500),
        (37, 1_000),
        (100, 800),
        (333, 200),
        (1_500, 40),
        (16_200, 4),
    ] {
        currents::<Ina228>(312_500, 0x8_0000, microohms, amps);
        currents::<Ina238>(5_000_000, 0x8000, microohms, amps);
        currents::<Ina226>(2_500_000, 0x8000, microohms, amps);
    }
}

#[test]
fn the_end_of_the_scale_is_no_current() {
    let scale = scale::<Ina228>(16_200, 10);
    assert_eq!(scale.current(0x7_FFFF), Err(Off::End));
    assert_eq!(scale.current(-0x8_0000), Err(Off::End));
    assert!(scale.current(0x7_FFFE).is_ok());
    assert!(scale.current(-0x7_FFFE).is_ok());
}

#[test]
fn power_energy_and_charge_of_the_worked_example() {
    // 6 A through 16.2 mΩ at 48 V: with the shunt's own code for the current, power is 3.2 LSBs of it.
    let scale = scale::<Ina228>(16_200, 10);
    let units = product_units(311_040, 245_760, TWENTY);
    assert_eq!(units, 4_665_600);
    assert_eq!(scale.power(units, 311_040), Ok(Power::from_watts(288)));
    assert_eq!(scale.power(units, -311_040), Ok(Power::from_watts(-288)));
    // An hour of it: 16 power LSBs a second.
    let count = 4_665_600_u64 * 3_600 / 16;
    let joules = scale.energy(count).as_millijoules();
    let expected = Energy::from_joules(288 * 3_600).as_millijoules();
    assert!((joules - expected).abs() <= 10, "{joules}");
    let coulombs = scale.charge(311_040 * 3_600);
    assert_eq!(coulombs, Charge::from_coulombs(6 * 3_600));
    assert_eq!(
        scale.charge(-311_040 * 3_600),
        Charge::from_coulombs(-6 * 3_600)
    );
}

#[test]
fn power_is_right_over_the_scale() {
    // pV and µA per code through 1 mΩ, the current's times 16.
    for (facts, scale, code, lsb_bus, lsb_current) in [
        (
            TWENTY,
            scale::<Ina228>(1_000, 100),
            0x7_0000,
            195_312_500,
            5_000,
        ),
        (
            SIXTEEN,
            scale::<Ina238>(1_000, 100),
            0x7000,
            3_125_000_000,
            80_000,
        ),
        (
            LEGACY,
            scale::<Ina226>(1_000, 50),
            0x7000,
            1_250_000_000,
            40_000,
        ),
    ] {
        for bus in (1..code).step_by(997) {
            let current = code - bus;
            let units = product_units(current, bus, facts);
            let found = i128::from(scale.power(units, current).unwrap().as_milliwatts());
            let exact = i128::from(bus) * lsb_bus * i128::from(current) * lsb_current;
            // 10⁻¹⁵ mW, and half a unit of 2⁻²⁴ of the scale
            let expected = nearest(exact, 16 * 10_i128.pow(15));
            let unit = ((lsb_bus * lsb_current) << facts.product_shift) / (16 * 10_i128.pow(15));
            assert!(
                (found - expected).abs() <= 1 + unit / 2,
                "{found} {expected}"
            );
        }
    }
}

#[test]
fn the_ina226_s_worked_example() {
    // SBOS547 page 16: 10 A, 2 mΩ, 11.98 V; with the shunt's own code for the current.
    let scale = scale::<Ina226>(2_000, 15);
    assert_eq!(
        scale.voltage(0x2570, LEGACY),
        Ok(Voltage::from_microvolts(11_980_000))
    );
    assert_eq!(scale.current(0x1F40), Ok(Current::from_amps(10)));
    // 8000 × 9584 ÷ 20000
    let power = scale.power(power_units(3_833, LEGACY), 0x1F40).unwrap();
    assert!(
        power.abs_diff(Power::from_milliwatts(119_800)) <= Power::from_milliwatts(20),
        "{power}"
    );
}

#[test]
fn temperatures() {
    for (bytes, facts, millicelsius) in [
        ([0x0C, 0x80], TWENTY, 25_000),
        ([0xFF, 0xFF], TWENTY, -8),
        ([0x80, 0x00], TWENTY, -256_000),
        ([0x7F, 0xFF], TWENTY, 255_992),
        ([0x0C, 0x80], SIXTEEN, 25_000),
        ([0xFF, 0xF0], SIXTEEN, -125),
        ([0x80, 0x0F], SIXTEEN, -256_000),
    ] {
        assert_eq!(
            temperature(bytes, facts),
            Temperature::from_millicelsius(millicelsius)
        );
    }
}

#[test]
fn shunt_voltages() {
    let nanovolts = ShuntVoltage::from_nanovolts;
    assert_eq!(
        shunt_voltage(311_040, 312_500, TWENTY),
        Ok(nanovolts(97_200_000))
    );
    assert_eq!(
        shunt_voltage(-311_040, 312_500, TWENTY),
        Ok(nanovolts(-97_200_000))
    );
    assert_eq!(shunt_voltage(1, 78_125, TWENTY), Ok(nanovolts(78)));
    assert_eq!(
        shunt_voltage(8_000, 2_500_000, LEGACY),
        Ok(nanovolts(20_000_000))
    );
    assert_eq!(shunt_voltage(0x7FFF, 2_500_000, LEGACY), Err(Off::End));
    assert_eq!(shunt_voltage(-0x8000, 5_000_000, SIXTEEN), Err(Off::End));
}

#[test]
fn nothing_a_part_can_show_overflows() {
    fn all<P: Part>(scale: Scale) {
        let end = P::FACTS.full_code().cast_signed();
        for code in [0, 1, -1, end - 1, end, -end, -end - 1] {
            let _ = scale.voltage(code, P::FACTS);
            let _ = scale.current(code);
            for bus in [0, 1, end - 1] {
                let _ = scale.power(product_units(code, bus, P::FACTS), code);
            }
        }
        for units in [0, 1, power_units(0xFFFF, P::FACTS), 0xFF_FFFF] {
            assert!(scale.power(units, -1).unwrap_or_default() <= Power::ZERO);
        }
        for count in [0, 1, 0xFF_FFFF_FFFF] {
            assert!(scale.energy(count) >= Energy::ZERO);
        }
        assert!(scale.charge(-0x80_0000_0000) < Charge::ZERO);
    }
    fn extremes<P: Diagnostic>() {
        for microohms in [1, 10, 1_000, 1_000_000_000] {
            let amps = Current::from_microamps(1);
            let shunt = hal_power::Resistance::from_microohms(microohms);
            for divider in [(1, 1), (20, 1), (1, 1_000)] {
                let config = Config::<P>::new(shunt, amps).with_bus_divider(divider.0, divider.1);
                if let Ok(calibration) = config.calibrate() {
                    all::<P>(calibration.scale);
                }
            }
        }
    }
    extremes::<Ina228>();
    extremes::<Ina238>();
    all::<Ina226>(scale::<Ina226>(1_000, 50));
}
