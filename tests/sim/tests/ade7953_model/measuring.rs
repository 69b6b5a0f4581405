//! Effective values, powers, power factor, angle, period. Numbers are worked out by hand from full-scale codes: 9 032 007
//! of effective values, 4 862 401 of powers, 6 500 000 of crests, at 500 V, 100 A (A) and 50 A (B).

use super::bench::*;
use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};
use hal_power_sim::model::ade7953::Channel;

const IRMSA: u16 = 0x21A;
const IRMSB: u16 = 0x21B;
const AVA: u16 = 0x210;
const BVA: u16 = 0x211;
const AWATT: u16 = 0x212;
const BWATT: u16 = 0x213;
const AVAR: u16 = 0x214;
const BVAR: u16 = 0x215;
const PFA: u16 = 0x10A;
const PFB: u16 = 0x10B;
const ANGLE_A: u16 = 0x10C;
const ANGLE_B: u16 = 0x10D;
const PERIOD: u16 = 0x10E;

#[test]
fn effective_values() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.draw(Channel::A, 10_000, 0);
        bench.draw(Channel::B, 10_000, 0);
        bench.wait(2 * SECOND);
        // 0.46, 0.1 and 0.2 of full scale.
        about(bench.read(VRMS).into(), 4_154_723);
        about(bench.read(0x31C).into(), 4_154_723);
        about(bench.read(IRMSA).into(), 903_201);
        about(bench.read(IRMSB).into(), 1_806_401);
    }
}

#[test]
fn full_scale_is_the_boards() {
    let mut bench = Bench::new();
    bench.set_voltage(500);
    bench.draw(Channel::A, 100_000, 0);
    bench.draw(Channel::B, 50_000, 180);
    bench.wait(2 * SECOND);
    about(bench.read(VRMS).into(), 9_032_007);
    about(bench.read(IRMSA).into(), 9_032_007);
    about(bench.read(IRMSB).into(), 9_032_007);
    about(bench.signed24(AWATT).into(), 4_862_401);
    about(bench.signed24(BWATT).into(), -4_862_401);
    about(bench.signed24(AVA).into(), 4_862_401);
}

/// 0.046 and 0.092 of full scale, by the angle's cosine and sine.
#[test]
fn powers() {
    let mut bench = Bench::loaded(0);
    about(bench.signed24(AVA).into(), 223_670);
    about(bench.signed24(AWATT).into(), 223_670);
    about(bench.signed24(AVAR).into(), 0);
    about(bench.signed24(BVA).into(), 447_341);
    about(bench.signed24(BWATT).into(), 447_341);
    let mut bench = Bench::loaded(60);
    about(bench.signed24(AVA).into(), 223_670);
    about(bench.signed24(AWATT).into(), 111_835);
    about(bench.signed24(AVAR).into(), 193_704);
    about(bench.signed24(BVAR).into(), 387_409);
    let mut bench = Bench::loaded(-150);
    about(bench.signed24(AVA).into(), 223_670);
    about(bench.signed24(AWATT).into(), -193_704);
    about(bench.signed24(AVAR).into(), -111_835);
    let mut bench = Bench::loaded(180);
    about(bench.signed24(AWATT).into(), -223_670);
    let bytes = bench.raw(0x312, 4);
    assert_eq!(bytes[0], 0xFF);
}

/// The sign is that of the reactive power where there is any; the direction of the active power is not in it then.
#[test]
fn power_factor() {
    for (lag, expected) in [
        (0, 0x7FFF),
        (60, 16_384),
        (-60, -16_384),
        (120, 16_384),
        (-120, -16_384),
        // Without reactive load it is the active power's.
        (180, -0x7FFF),
        (90, 0),
    ] {
        let mut bench = Bench::loaded(lag);
        about(bench.signed16(PFA).into(), expected);
        about(bench.signed16(PFB).into(), expected);
    }
}

/// Data sheet page 38: without apparent load 1, without active load 0, without reactive load the active power's sign.
#[test]
fn power_factor_without_a_load() {
    let mut bench = Bench::new();
    bench.wait(2 * SECOND);
    assert_eq!(bench.signed16(PFA), 0x7FFF);
    // 23 VA are more than 1 in 91 750 of 50 kW; at 89° active, at 1° reactive power are less than 1 in 10 000.
    bench.draw(Channel::A, 100, 89);
    bench.draw(Channel::B, 100, 180 - 1);
    bench.wait(2 * SECOND);
    assert_eq!(bench.signed16(PFA), 0);
    about(bench.signed16(PFB).into(), -32_763);
    bench.write(0x001, 0b111);
    bench.draw(Channel::A, 0, 0);
    bench.wait(2 * SECOND);
    about(bench.signed16(PFB).into(), 32_763);
    assert_eq!(bench.signed16(PFA), 0);
}

/// A step is 4.47 µs.
#[test]
fn angle() {
    // A sixth of 20 ms is 745.8 steps.
    let mut bench = Bench::loaded(60);
    assert_eq!(bench.signed16(ANGLE_A), 746);
    assert_eq!(bench.signed16(ANGLE_B), 746);
    let mut bench = Bench::loaded(-60);
    assert_eq!(bench.signed16(ANGLE_A), -746);
    // 300° late is 60° early.
    let mut bench = Bench::loaded(300);
    assert_eq!(bench.signed16(ANGLE_A), -746);
    // At 60 Hz a quarter is 932.3 steps.
    let mut bench = Bench::loaded(90);
    bench.set_frequency(60_000);
    bench.wait(SECOND);
    assert_eq!(bench.signed16(ANGLE_A), 932);
    let mut choice = open();
    choice.lag_is_negative = true;
    let mut bench = Bench::with(Bus::I2c, choice);
    bench.draw(Channel::A, 10_000, 60);
    bench.wait(SECOND);
    assert_eq!(bench.signed16(ANGLE_A), -746);
}

/// 223 750 Hz over the frequency, less one.
#[test]
fn period() {
    for (millihertz, expected) in [
        (50_000, 4_474),
        (60_000, 3_728),
        (49_500, 4_519),
        (45_000, 4_971),
    ] {
        let mut bench = Bench::new();
        bench.set_frequency(millihertz);
        bench.wait(100 * MILLISECOND);
        assert_eq!(bench.read(PERIOD), expected);
    }
}

#[test]
fn period_waits_for_a_zero_crossing_and_outlasts_the_voltage() {
    let mut bench = Bench::cold(Bus::I2c, open());
    bench.wait(START_UP);
    bench.wait(SECOND);
    assert_eq!(bench.read(PERIOD), 0);
    bench.set_voltage(230);
    bench.wait(5 * MILLISECOND);
    assert_eq!(bench.read(PERIOD), 0);
    bench.wait(20 * MILLISECOND);
    assert_eq!(bench.read(PERIOD), 4_474);
    bench.set_voltage(0);
    bench.wait(SECOND);
    assert_eq!(bench.read(PERIOD), 4_474);
}

#[test]
fn effective_values_settle_in_tenths_of_a_second() {
    let mut bench = Bench::cold(Bus::I2c, open());
    bench.wait(START_UP);
    bench.set_voltage(230);
    assert_eq!(bench.read(VRMS), 0);
    bench.wait(20 * MILLISECOND);
    let early = bench.read(VRMS);
    assert!(early > 1_000_000 && early < 3_700_000, "{early}");
    bench.wait(180 * MILLISECOND);
    let settled = bench.read(VRMS);
    // Within 0.1 %, and not there yet.
    assert!(settled > 4_150_569 && settled < 4_154_700, "{settled}");
    bench.wait(SECOND);
    about(bench.read(VRMS).into(), 4_154_723);
    // And back.
    bench.set_voltage(0);
    bench.wait(20 * MILLISECOND);
    assert!(bench.read(VRMS) > 2_000_000);
    bench.wait(2 * SECOND);
    assert_eq!(bench.read(VRMS), 0);
}

#[test]
fn the_time_of_settling_is_the_callers() {
    let mut choice = open();
    choice.settling = Duration::ZERO;
    let mut bench = Bench::with(Bus::I2c, choice);
    bench.wait(Duration::from_micros(1));
    about(bench.read(VRMS).into(), 4_154_723);
}

#[test]
fn amplifiers_and_gains() {
    let mut bench = Bench::loaded(0);
    // Twice, at the amplifier; A alone has 22.
    for (code, expected) in [(1, 1_806_401), (3, 7_225_606), (0, 903_201)] {
        bench.write(0x008, code);
        bench.wait(2 * SECOND);
        about(bench.read(IRMSA).into(), expected);
    }
    bench.draw(Channel::A, 1_000, 0);
    bench.draw(Channel::B, 500, 0);
    bench.write(0x008, 5);
    bench.write(0x009, 4);
    bench.wait(2 * SECOND);
    about(bench.read(IRMSA).into(), 1_987_042);
    about(bench.read(IRMSB).into(), 1_445_121);
    bench.write(0x009, 5);
    bench.wait(2 * SECOND);
    about(bench.read(IRMSB).into(), 90_320);
    bench.write(0x007, 1);
    bench.wait(2 * SECOND);
    about(bench.read(VRMS).into(), 8_309_446);
}

#[test]
fn gain_registers() {
    let mut bench = Bench::loaded(60);
    // One and a half in the channels: 2.25 in the powers.
    bench.write(0x281, 0x60_0000);
    bench.write(0x280, 0x60_0000);
    bench.write(0x28C, 0x20_0000);
    bench.wait(2 * SECOND);
    about(bench.read(VRMS).into(), 6_232_085);
    about(bench.read(IRMSA).into(), 1_354_801);
    about(bench.read(IRMSB).into(), 903_201);
    about(bench.signed24(AWATT).into(), 251_629);
    bench.write(0x281, 0x40_0000);
    bench.write(0x280, 0x40_0000);
    bench.write(0x28C, 0x40_0000);
    bench.wait(2 * SECOND);
    // Halves, one at a time: active, reactive, apparent of A, then of B.
    for (gain, register, expected) in [
        (0x282, AWATT, 55_918),
        (0x283, AVAR, 96_852),
        (0x284, AVA, 111_835),
        (0x28E, BWATT, 111_835),
        (0x28F, BVAR, 193_704),
        (0x290, BVA, 223_670),
    ] {
        bench.write(gain, 0x20_0000);
        about(bench.signed24(register).into(), expected);
    }
}

/// √(code² + 4096 · offset).
#[test]
fn offsets_of_effective_values() {
    let mut bench = Bench::new();
    bench.set_voltage(0);
    bench.wait(5 * SECOND);
    for (offset, register) in [(0x288, VRMS), (0x286, IRMSA), (0x292, IRMSB)] {
        assert_eq!(bench.read(register), 0);
        bench.write(offset, 1_000);
        // √4 096 000
        assert_eq!(bench.read(register), 2_024);
        bench.write(offset, 0xFF_FFFF);
        assert_eq!(bench.read(register), 0);
    }
    let mut bench = Bench::loaded(0);
    // √(903 201² - 4096 · 100 000)
    bench.write(0x286, 0xFE_7960);
    about(bench.read(IRMSA).into(), 902_974);
}

/// 512 of them are a code.
#[test]
fn offsets_of_powers() {
    let mut bench = Bench::loaded(60);
    for (offset, register, before) in [
        (0x289, AWATT, 111_835),
        (0x28A, AVAR, 193_704),
        (0x28B, AVA, 223_670),
        (0x295, BWATT, 223_670),
        (0x296, BVAR, 387_409),
        (0x297, BVA, 447_341),
    ] {
        bench.write(offset, 512 * 1_000);
        about(bench.signed24(register).into(), before + 1_000);
        bench.write(offset, 0x100_0000 - 512 * 100);
        about(bench.signed24(register).into(), before - 100);
        bench.write(offset, 0);
        about(bench.signed24(register).into(), before);
    }
}

/// 100 steps of 1.117 µs are 25 of ANGLE, and 2.011° at 50 Hz.
#[test]
fn phase_calibration() {
    let mut bench = Bench::loaded(60);
    bench.write(0x108, 100);
    bench.write(0x109, 0x200 | 100);
    bench.wait(2 * SECOND);
    assert_eq!(bench.signed16(ANGLE_A), 771);
    assert_eq!(bench.signed16(ANGLE_B), 721);
    // 223 670 · cos 62.011°, 447 341 · cos 57.989°
    about(bench.signed24(AWATT).into(), 104_968);
    about(bench.signed24(BWATT).into(), 237_129);
}

/// Crests are 0.46 and 0.1 of 6 500 000: 2 990 000 of voltage, 650 000 of current A.
#[test]
fn waveforms() {
    let mut bench = Bench::loaded(90);
    // The clock is at whole cycles of 20 ms.
    assert_eq!(bench.clock.nanos() % 20_000_000, 0);
    assert_eq!(bench.signed24(0x218), 0);
    about(bench.signed24(0x216).into(), -650_000);
    about(bench.signed24(0x217).into(), -1_300_000);
    bench.wait(5 * MILLISECOND);
    about(bench.signed24(0x218).into(), 2_990_000);
    about(bench.signed24(0x216).into(), 0);
    bench.wait(10 * MILLISECOND);
    about(bench.signed24(0x218).into(), -2_990_000);
}

#[test]
fn frozen_converters_measure_nothing_and_registers_answer() {
    let mut bench = Bench::loaded(0);
    bench.read(0x21E);
    bench.part.set_frozen(true);
    bench.acknowledge();
    let before = bench.read(VRMS);
    bench.set_voltage(100);
    bench.draw(Channel::A, -40_000, 0);
    bench.wait(10 * SECOND);
    assert_eq!(bench.read(VRMS), before);
    assert_eq!(bench.read(0x21E), 0);
    assert_eq!(bench.read(IRQSTATA), 0);
    bench.write(0x281, 0x41_0000);
    assert_eq!(bench.read(0x281), 0x41_0000);
    bench.write(0x281, 0x40_0000);
    bench.part.set_frozen(false);
    bench.wait(2 * SECOND);
    about(bench.read(VRMS).into(), 1_806_401);
}

#[test]
fn nothing_that_turns_is_nothing_measured() {
    let mut bench = Bench::loaded(0);
    bench.part.set_frequency(Frequency::from_hertz(0));
    bench.wait(3 * SECOND);
    assert_eq!(bench.read(VRMS), 0);
    assert_eq!(bench.read(IRMSA), 0);
    bench.set_frequency(50_000);
    bench.wait(3 * SECOND);
    about(bench.read(VRMS).into(), 4_154_723);
}

#[test]
fn a_register_ends_at_its_range() {
    let mut bench = Bench::new();
    bench.part.set_voltage(Voltage::MAX);
    bench.part.set_current(Channel::A, Current::MAX, i32::MAX);
    bench.write(0x007, 4);
    bench.wait(2 * SECOND);
    assert_eq!(bench.read(VRMS), 0xFF_FFFF);
    assert_eq!(bench.read(AVA), 0x7F_FFFF);
}
