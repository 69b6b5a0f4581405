//! Energies. At full scale a register counts 206 900 in a second; 230 V and 10 A on A are 0.046 of that, 9 517.4, and 2.3 kW.

use super::bench::*;
use core::time::Duration;
use hal_power_sim::model::ade7953::Channel;

const AENERGYA: u16 = 0x21E;
const AENERGYB: u16 = 0x21F;
const RENERGYA: u16 = 0x220;
const RENERGYB: u16 = 0x221;
const APENERGYA: u16 = 0x222;
const APENERGYB: u16 = 0x223;
const ENERGIES: [u16; 6] = [AENERGYA, AENERGYB, RENERGYA, RENERGYB, APENERGYA, APENERGYB];

/// As [`Bench::loaded`], with what has been counted so far read away.
fn emptied(lag: i32) -> Bench {
    let mut bench = Bench::loaded(lag);
    for address in ENERGIES {
        bench.read(address);
    }
    bench.acknowledge();
    bench
}

#[test]
fn energy_of_a_second() {
    for bus in BUSES {
        let mut bench = emptied(60);
        bench.bus = bus;
        bench.wait(SECOND);
        // 60°: half of it active, 0.866 reactive; B has twice of A.
        for (address, expected) in [
            (AENERGYA, 4_759),
            (AENERGYB, 9_517),
            (RENERGYA, 8_242),
            (RENERGYB, 16_485),
            (APENERGYA, 9_517),
            (APENERGYB, 19_035),
        ] {
            about(bench.signed24(address).into(), expected);
        }
    }
}

/// 3 600 · 9 517.4 counts of 50 kW / 206 900 Hz are 2.3 kWh.
#[test]
fn energy_of_an_hour_is_read_without_loss() {
    let mut bench = emptied(0);
    let mut total = 0_i64;
    for _ in 0..360 {
        bench.wait(10 * SECOND);
        total += i64::from(bench.signed24(AENERGYA));
    }
    about(total, 34_262_640);
    let watt_hours = i128::from(total) * 50_000 * 1_000 / 206_900 / 3_600;
    assert!((2_299_998..=2_300_002).contains(&watt_hours));
    assert_eq!(bench.read(IRQSTATA) & 0b11_1111, 0b10_0100);
}

#[test]
fn what_is_not_read_overflows() {
    let mut bench = emptied(0);
    bench.wait(1_000 * SECOND);
    // 9 517 400 - 2²⁴
    about(bench.signed24(AENERGYA).into(), -7_259_816);
}

#[test]
fn reading_clears_only_with_rstread() {
    for bus in BUSES {
        let mut bench = emptied(0);
        bench.bus = bus;
        for (mode, second) in [(0x40, 9_517), (0x00, 19_034)] {
            bench.write(LCYCMODE, mode);
            bench.read(AENERGYA);
            bench.wait(SECOND);
            let first = bench.signed24(AENERGYA);
            bench.wait(SECOND);
            let again = bench.signed24(AENERGYA);
            if mode == 0x40 {
                about(first.into(), 9_517);
                about(again.into(), second);
            } else {
                about((again - first).into(), 9_517);
                assert!(again > 19_000);
            }
            bench.write(LCYCMODE, 0x40);
            bench.read(0x31E);
            assert_eq!(bench.read(AENERGYA), 0);
        }
    }
}

#[test]
fn negative_energy_counts_down_unless_told_otherwise() {
    for (mode, expected) in [(0b00, -9_517), (0b01, 0), (0b10, 9_517)] {
        for (shift, address, factor) in [(0, AENERGYA, 1), (2, AENERGYB, 2)] {
            let mut bench = emptied(180);
            bench.write(ACCMODE, mode << shift);
            bench.read(address);
            bench.wait(SECOND);
            let counted = bench.signed24(address);
            assert!((counted - factor * expected).abs() <= 2, "{counted}");
        }
    }
}

/// 9 517.4 · sin 150° = 4 758.7, and negative active power.
#[test]
fn reactive_energy_follows_its_mode() {
    for (mode, lag, expected) in [
        (0b00, 150, 4_759),
        (0b01, 150, -4_759),
        (0b10, 150, 4_759),
        (0b00, -150, -4_759),
        (0b01, -150, 4_759),
        (0b10, -150, 4_759),
        (0b01, 30, 4_759),
    ] {
        for (shift, address, factor) in [(4, RENERGYA, 1), (6, RENERGYB, 2)] {
            let mut bench = emptied(lag);
            bench.write(ACCMODE, mode << shift);
            bench.read(address);
            bench.wait(SECOND);
            let counted = bench.signed24(address);
            assert!(
                (counted - factor * expected).abs() <= 2,
                "{mode} {lag} {counted}"
            );
        }
    }
}

#[test]
fn gains_count() {
    let mut bench = emptied(0);
    bench.write(0x282, 0x20_0000);
    bench.read(AENERGYA);
    bench.wait(SECOND);
    about(bench.signed24(AENERGYA).into(), 4_759);
}

/// From 0 on: 4 194 304 and 8 388 608 counts take 440.7 s and 881.4 s of 9 517.4 in a second.
#[test]
fn half_full_and_over() {
    for (address, half, over) in [
        (AENERGYA, 1 << 0, 1 << 3),
        (RENERGYA, 1 << 1, 1 << 4),
        (APENERGYA, 1 << 2, 1 << 5),
    ] {
        let mut bench = emptied(if address == RENERGYA { 90 } else { 0 });
        assert_eq!(bench.read(IRQSTATA) & (half | over), 0);
        bench.wait(440 * SECOND);
        assert_eq!(bench.read(IRQSTATA) & (half | over), 0, "{address:#05X}");
        bench.wait(SECOND);
        assert_eq!(bench.read(IRQSTATA) & (half | over), half);
        bench.wait(440 * SECOND);
        assert_eq!(bench.read(IRQSTATA) & over, 0);
        bench.wait(SECOND);
        assert_eq!(bench.read(IRQSTATA) & over, over);
    }
    // B counts twice as fast, in its own group.
    for (address, half, over) in [
        (AENERGYB, 1 << 0, 1 << 3),
        (RENERGYB, 1 << 1, 1 << 4),
        (APENERGYB, 1 << 2, 1 << 5),
    ] {
        let mut bench = emptied(if address == RENERGYB { 90 } else { 0 });
        bench.wait(220 * SECOND);
        assert_eq!(bench.read(IRQSTATB) & (half | over), 0);
        bench.wait(SECOND);
        assert_eq!(bench.read(IRQSTATB) & (half | over), half);
        bench.wait(220 * SECOND);
        assert_eq!(bench.read(IRQSTATB) & over, over);
    }
}

/// A turn takes 1 762.8 s; half full is what it becomes on its way, also if nobody looks meanwhile.
#[test]
fn a_turn_becomes_half_full_once() {
    for lag in [0, 180] {
        for (lead, wait, expected) in [
            (500, 100, 0b0000),
            (500, 600, 0b1000),
            (500, 1_600, 0b1000),
            (500, 1_763, 0b1001),
            (100, 1_600, 0b1001),
            (900, 1_200, 0b0000),
            (900, 1_400, 0b0001),
        ] {
            let mut bench = emptied(lag);
            bench.wait(lead * SECOND);
            bench.acknowledge();
            bench.wait(wait * SECOND);
            let flags = bench.read(IRQSTATA) & 0b1001;
            assert_eq!(flags, expected, "{lag}, {lead} s, {wait} s");
        }
    }
}

#[test]
fn negative_energy_overflows_too() {
    let mut bench = emptied(180);
    bench.wait(441 * SECOND);
    assert_eq!(bench.read(IRQSTATA) & 0b1001, 0b0001);
    bench.wait(441 * SECOND);
    assert_eq!(bench.read(IRQSTATA) & 0b1001, 0b1001);
    // -8 394 347 + 2²⁴
    about(bench.signed24(AENERGYA).into(), 8_382_869);
}

/// 0xE419 is 10 000:1: 5 W of 50 kW, 21.7 mA at 230 V. Of apparent power, 0x000000 is 91 750:1: 0.54 VA, 2.4 mA.
#[test]
fn no_load_counts_nothing() {
    for (milliamps, lag, active, reactive, apparent) in [
        (25, 0, true, false, true),
        (20, 0, false, false, true),
        (25, 90, false, true, true),
        (2, 0, false, false, false),
    ] {
        let mut bench = emptied(0);
        bench.draw(Channel::A, milliamps, lag);
        for address in ENERGIES {
            bench.read(address);
        }
        bench.wait(60 * SECOND);
        assert_eq!(bench.read(AENERGYA) > 0, active, "{milliamps} {lag}");
        assert_eq!(bench.read(RENERGYA) > 0, reactive);
        assert_eq!(bench.read(APENERGYA) > 0, apparent);
        // ACCMODE tells active, apparent, reactive of A from bit 16 on.
        let expected = u32::from(!active) | u32::from(!apparent) << 1 | u32::from(!reactive) << 2;
        assert_eq!(bench.read(ACCMODE) >> 16 & 0b111, expected);
        // And each of B's, which still has its 10 A in phase.
        assert_eq!(bench.read(ACCMODE) >> 19 & 0b111, 0b100);
    }
}

#[test]
fn no_load_can_be_moved_and_switched_off() {
    let mut bench = emptied(0);
    bench.draw(Channel::A, 20, 0);
    bench.read(AENERGYA);
    bench.write(0x001, 0b001);
    bench.wait(60 * SECOND);
    // 20 mA at 230 V: 0.000092 · 206 900 · 60.
    about(bench.signed24(AENERGYA).into(), 1_142);
    assert_eq!(bench.read(ACCMODE) >> 16 & 1, 0);
    bench.write(0x001, 0b000);
    // 65 536 - 14 000 / 1.4 is 14 000:1.
    bench.write(0x203, 55_536);
    bench.read(AENERGYA);
    bench.wait(60 * SECOND);
    about(bench.signed24(AENERGYA).into(), 1_142);
    // 65 536 - 1 000 / 1.4: 50 W, 217 mA.
    bench.write(0x203, 64_822);
    bench.read(AENERGYA);
    bench.draw(Channel::A, 200, 0);
    bench.wait(60 * SECOND);
    assert_eq!(bench.read(AENERGYA), 0);
}

/// 10 half cycles of 50 Hz hold 0.1 s: 951.7 counts.
#[test]
fn line_cycles() {
    let mut bench = emptied(0);
    bench.write(0x101, 10);
    bench.write(LCYCMODE, 0x41);
    bench.acknowledge();
    bench.wait(95 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & 1 << 18, 0);
    bench.wait(10 * MILLISECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & 1 << 18, 1 << 18);
    // The first is not to be trusted; from then on each is whole.
    bench.read(AENERGYA);
    for _ in 0..3 {
        bench.wait(100 * MILLISECOND);
        about(bench.signed24(AENERGYA).into(), 952);
        assert_eq!(bench.read(AENERGYA), 0, "cleared until the next");
        assert_eq!(bench.read(RSTIRQSTATA) & 1 << 18, 1 << 18);
    }
    // B was not asked to.
    bench.read(AENERGYB);
    bench.wait(50 * MILLISECOND);
    about(bench.signed24(AENERGYB).into(), 952);
    // Another number of half cycles waits for the end of these.
    bench.write(0x101, 20);
    bench.wait(50 * MILLISECOND);
    about(bench.signed24(AENERGYA).into(), 952);
    bench.wait(100 * MILLISECOND);
    assert_eq!(bench.read(AENERGYA), 0);
    bench.wait(100 * MILLISECOND);
    about(bench.signed24(AENERGYA).into(), 1_903);
}

#[test]
fn line_cycles_that_were_left_do_not_come_back() {
    let mut bench = emptied(0);
    bench.write(0x101, 10);
    bench.write(LCYCMODE, 0x41);
    bench.wait(90 * MILLISECOND);
    bench.write(LCYCMODE, 0x40);
    bench.wait(SECOND);
    bench.read(AENERGYA);
    bench.acknowledge();
    bench.write(LCYCMODE, 0x41);
    assert!(bench.until(IRQSTATA, 1 << 18) <= 100 * MILLISECOND);
    // No more than 10 half cycles.
    assert!(bench.signed24(AENERGYA) <= 953);
}

#[test]
fn line_cycles_need_a_voltage() {
    let mut bench = emptied(0);
    bench.write(0x101, 10);
    bench.write(LCYCMODE, 0x7F);
    bench.set_voltage(0);
    bench.acknowledge();
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & 1 << 18, 0);
}

#[test]
fn an_hour_at_once_is_an_hour_in_steps() {
    let mut once = emptied(0);
    let mut steps = emptied(0);
    once.wait(Duration::from_secs(800));
    for _ in 0..8_000 {
        steps.wait(100 * MILLISECOND);
        steps.read(VRMS);
    }
    about(
        once.signed24(AENERGYA).into(),
        steps.signed24(AENERGYA).into(),
    );
}
