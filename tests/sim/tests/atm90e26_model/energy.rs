//! Energy registers.

use super::host::*;
use core::time::Duration;
use hal_power::{Current, Voltage};
use hal_power_sim::model::atm90e26::{Full, MeteringMode, Open};

const HOUR: Duration = Duration::from_secs(3_600);
const ENERGIES: [u8; 6] = [0x40, 0x41, 0x42, 0x43, 0x44, 0x45];

#[test]
fn one_hour_counts_tenths_of_pulses_and_reading_clears() {
    // 2.3 kWh at 1000 pulses for each.
    let mut host = Host::running(Open::default(), 0);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 23_000);
    assert_eq!(host.read(AP_ENERGY), 0);
    assert_eq!(
        host.read(LAST_DATA),
        0,
        "the second read has hidden the first"
    );
    // The others have kept theirs.
    assert_eq!(host.reads(&[AN_ENERGY, AT_ENERGY]), [0, 23_000]);
    assert_eq!(host.read(LAST_DATA), 23_000);
}

#[test]
fn parts_of_a_tenth_outlive_a_read() {
    let mut host = Host::running(Open::default(), 0);
    let mut sum = 0;
    for _ in 0..3_600 {
        host.wait(Duration::from_secs(1));
        // 2300 W × 1 s = 0.6389 Wh.
        let read = host.read(AP_ENERGY);
        assert!((6..=7).contains(&read));
        sum += read;
    }
    assert_eq!(sum, 23_000);
}

#[test]
fn each_direction_has_its_register() {
    let mut host = Host::running(Open::default(), 60_000);
    host.wait(HOUR);
    // 1150 Wh forward; 1991.86 varh inductive.
    assert_eq!(
        host.reads(&ENERGIES),
        [11_500, 0, 11_500, 19_918, 0, 19_918]
    );
    host.amperes(10, -120_000);
    host.wait(HOUR);
    // The sum goes on from the 0.58 that its read has left: twice 19918.58 are 39837.2.
    assert_eq!(
        host.reads(&ENERGIES),
        [0, 11_500, 11_500, 0, 19_918, 19_919]
    );
}

#[test]
fn absolute_energy_adds_both_directions() {
    let mut host = Host::running(Open::default(), 0);
    host.wait(HOUR / 2);
    host.amperes(10, 180_000);
    host.wait(HOUR / 2);
    assert_eq!(
        host.reads(&[AP_ENERGY, AN_ENERGY, AT_ENERGY]),
        [11_500, 11_500, 23_000]
    );
}

#[test]
fn the_count_follows_pl_constant_and_the_gain() {
    let mut host = Host::running(Open::default(), 0);
    // Twice the constant, half the pulses.
    host.meter(&[(PL_CONST_H, 0x03D7), (PL_CONST_L, 0x4BC6)]);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 11_500);
    // 1D39 = 7481; 23000 × (1 + 7481 ÷ 32768) = 28250.9.
    host.meter(&[(LGAIN, 0x1D39)]);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 28_250);
    // C000 = -16384: half.
    host.meter(&[(LGAIN, 0xC000)]);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 11_500);
    host.meter(&[(PL_CONST_H, 0), (PL_CONST_L, 0)]);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 0);
}

#[test]
fn the_reset_value_of_pl_constant_fits_the_circuit_it_was_made_for() {
    // 838860800 × 24 × 1 mV × 250 mV ÷ (3200 × 220 V × 5 A) = 1429876.4 = 15D174: 3200 pulses for each kWh.
    use hal_power_sim::{
        clock::Clock,
        model::atm90e26::{Atm90e26, Board, Sensor},
    };
    let clock = Clock::new();
    let line = Sensor {
        microvolts_per_ampere: 200,
        gain: 24,
        igain: 0x7A13,
    };
    let board = Board {
        microvolts_per_volt: 1_136,
        ugain: 0x6720,
        line,
        neutral: line,
    };
    let part = Atm90e26::new(clock.clone(), board, Open::default());
    let mut host = Host { part, clock };
    host.wait(RESET);
    host.part.set_voltage(Voltage::from_volts(220));
    host.amperes(5, 0);
    host.write(CAL_START, 0x5678);
    host.write(M_MODE, 0x7422);
    host.wait(HOUR);
    // 1.1 kWh × 3200 × 10, less 0.032 % of the divider's rounding.
    assert_eq!(host.read(AP_ENERGY), 35_188);
}

#[test]
fn a_full_register_stays_or_wraps() {
    // 69000, which is 65536 + 3464.
    for (full, shown) in [(Full::Stays, 0xFFFF), (Full::Wraps, 3_464)] {
        let mut host = Host::running(
            Open {
                full,
                ..Open::default()
            },
            0,
        );
        host.wait(3 * HOUR);
        assert_eq!(host.read(AP_ENERGY), shown);
        assert_eq!(host.read(AP_ENERGY), 0);
    }
}

#[test]
fn a_read_cut_short_loses_the_energy_or_not() {
    for (clears_early, left) in [(true, 0), (false, 23_000)] {
        let mut host = Host::running(
            Open {
                clears_early,
                ..Open::default()
            },
            0,
        );
        host.wait(HOUR);
        host.window(&[0x80 | AP_ENERGY, 0]);
        assert_eq!(host.read(AP_ENERGY), left);
        assert_eq!(host.read(AP_ENERGY), 0);
    }
}

#[test]
fn little_power_is_not_counted() {
    let mut host = Host::running(Open::default(), 0);
    // 0.92 W.
    host.part.set_line_current(Current::from_milliamps(4), 0);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 0);
    // 1.15 W.
    host.part.set_line_current(Current::from_milliamps(5), 0);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 11);
}

#[test]
fn modes_choose_the_line() {
    let neutral = |host: &mut Host, amperes: i32| {
        let current = Current::from_amps(amperes);
        host.part.set_neutral_current(current, 0);
    };
    let mut host = Host::running(Open::default(), 0);
    neutral(&mut host, 5);
    // 1150 W through a sensor that gives nine tenths.
    host.part.set_metering_mode(MeteringMode::Sum);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 23_000 + 10_350);
    host.part.set_metering_mode(MeteringMode::Flexible);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 23_000);
    // LNSel clear, and what makes up for the sensor: 0.111 × 32768 = 3641.
    host.meter(&[(M_MODE, 0x9022), (NGAIN, 3_641)]);
    host.read(AP_ENERGY);
    host.wait(HOUR);
    assert_eq!(host.read(AP_ENERGY), 11_500);
}

#[test]
fn the_larger_power_is_metered_against_tampering() {
    let mut host = Host::running(Open::default(), 0);
    host.part.set_metering_mode(MeteringMode::AntiTampering);
    // 3.125 % is the threshold after reset: 10.3 A is not enough more than 10 A.
    let mut counted = |milliamperes| {
        let current = Current::from_milliamps(milliamperes);
        host.part.set_neutral_current(current, 0);
        host.read(AP_ENERGY);
        host.wait(HOUR);
        let status = host.reads(&[SYS_STATUS, EN_STATUS]);
        (host.read(AP_ENERGY), status)
    };
    assert_eq!(counted(10_300), (23_000, vec![0x0000, 0x8800]));
    // 2323 W through nine tenths.
    assert_eq!(counted(10_320), (21_362, vec![0x0080, 0x8000]));
    assert_eq!(counted(9_900), (20_493, vec![0x0000, 0x8000]));
    assert_eq!(counted(9_600), (23_000, vec![0x0080, 0x8800]));
}
