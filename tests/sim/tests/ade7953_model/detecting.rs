//! Zero crossings, time-outs, sags, peaks, over-limits, signs, no-load, and the pins.

use super::bench::*;
use core::{cell::RefCell, time::Duration};
use hal_power::Voltage;
use hal_power_sim::{
    device::OutputLine,
    model::ade7953::{Channel, SecondIrq},
};
use std::rc::Rc;

const AP_NOLOAD: u32 = 1 << 6;
const VAR_NOLOAD: u32 = 1 << 7;
const VA_NOLOAD: u32 = 1 << 8;
const APSIGN: u32 = 1 << 9;
const VARSIGN: u32 = 1 << 10;
const ZXTO_I: u32 = 1 << 11;
const ZX_I: u32 = 1 << 12;
const OI: u32 = 1 << 13;
const ZXTO: u32 = 1 << 14;
const ZXV: u32 = 1 << 15;
const OV: u32 = 1 << 16;
const WSMP: u32 = 1 << 17;
const SAG: u32 = 1 << 19;

/// Runs into the middle of a half cycle, 5 ms after a rising zero crossing, with all flags read away.
fn at_crest(mut bench: Bench) -> Bench {
    let nanos = bench.clock.nanos();
    let rest = 25_000_000 - nanos % 20_000_000;
    bench.wait(Duration::from_nanos(rest));
    bench.acknowledge();
    bench
}

#[test]
fn zero_crossings_by_edge() {
    // CONFIG 13:12: both edges, falling ones, rising ones. From a positive crest the falling one comes first.
    for (edge, falling, rising) in [(0, true, true), (1, true, false), (2, false, true)] {
        let mut bench = at_crest(Bench::loaded(0));
        bench.write(CONFIG, 0x8004 | edge << 12);
        bench.acknowledge();
        for seen in [falling, rising, falling] {
            bench.wait(HALF_CYCLE);
            assert_eq!(bench.read(IRQSTATA) & ZXV != 0, seen, "{edge}");
            assert_eq!(bench.read(IRQSTATA) & ZX_I != 0, seen);
            assert_eq!(bench.read(IRQSTATB) & ZX_I != 0, seen);
            bench.acknowledge();
        }
    }
}

#[test]
fn currents_cross_when_they_do() {
    let mut bench = at_crest(Bench::loaded(0));
    // 90° late: A crosses when the voltage is at its crest.
    bench.draw(Channel::A, 10_000, 90);
    bench.acknowledge();
    bench.wait(4 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXV | ZX_I), 0);
    bench.wait(2 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXV | ZX_I), ZXV);
    bench.wait(5 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXV | ZX_I), ZXV | ZX_I);
}

#[test]
fn nothing_crosses_without_a_signal() {
    let mut bench = Bench::new();
    bench.set_voltage(0);
    bench.acknowledge();
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXV | ZX_I), 0);
    assert_eq!(bench.read(IRQSTATB) & ZX_I, 0);
}

/// 1 in 1250 of full scale: 0.4 V of 500 V, 80 mA of 100 A.
#[test]
fn what_is_small_does_not_cross() {
    let mut bench = Bench::new();
    for (millivolts, milliamps, expected) in [(399, 79, 0), (401, 81, ZXV | ZX_I)] {
        bench.part.set_voltage(Voltage::from_millivolts(millivolts));
        bench.draw(Channel::A, milliamps, 0);
        bench.acknowledge();
        bench.wait(100 * MILLISECOND);
        assert_eq!(bench.read(IRQSTATA) & (ZXV | ZX_I), expected);
    }
}

/// ZXTOUT steps are 256 periods of 3.58 MHz: 1 398 of them are 99.97 ms.
#[test]
fn missing_crossings_time_out() {
    let mut bench = Bench::loaded(0);
    bench.write(0x100, 1_398);
    bench.acknowledge();
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXTO | ZXTO_I), 0);
    assert_eq!(bench.read(IRQSTATB) & ZXTO_I, 0);
    assert_eq!(bench.clock.nanos() % 10_000_000, 0);
    bench.set_voltage(0);
    bench.draw(Channel::B, 0, 0);
    bench.wait(99 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & ZXTO, 0);
    assert_eq!(bench.read(IRQSTATB) & ZXTO_I, 0);
    bench.wait(MILLISECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & (ZXTO | ZXTO_I), ZXTO);
    assert_eq!(bench.read(RSTIRQSTATB) & ZXTO_I, ZXTO_I);
    // Once, until there was a crossing.
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & ZXTO, 0);
    bench.set_voltage(230);
    bench.wait(15 * MILLISECOND);
    bench.set_voltage(0);
    bench.draw(Channel::A, 0, 0);
    bench.wait(150 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXTO | ZXTO_I), ZXTO | ZXTO_I);
}

/// The reset value is 4.69 s.
#[test]
fn a_dead_channel_times_out_after_reset() {
    let mut bench = Bench::new();
    bench.wait(4_680 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXTO | ZXTO_I), 0);
    bench.wait(20 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & (ZXTO | ZXTO_I), ZXTO_I);
    assert_eq!(bench.read(IRQSTATB) & ZXTO_I, ZXTO_I);
}

/// The crest of 230 V is 2 990 000, that of 100 V 1 300 000.
#[test]
fn a_sag_lasts_its_half_cycles() {
    let mut bench = Bench::loaded(0);
    bench.write(0x200, 2_000_000);
    bench.write(0x000, 3);
    let mut bench = at_crest(bench);
    bench.set_voltage(100);
    // 5 ms of the half cycle in which it begins, and three whole ones.
    bench.wait(34 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, 0);
    bench.wait(2 * MILLISECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & SAG, SAG);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, 0, "once");
    bench.set_voltage(230);
    bench.wait(25 * MILLISECOND);
    bench.set_voltage(0);
    bench.wait(50 * MILLISECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & SAG, SAG, "again");
}

#[test]
fn a_dip_that_is_too_short_or_too_small_is_no_sag() {
    let mut bench = Bench::loaded(0);
    bench.write(0x200, 2_000_000);
    bench.write(0x000, 3);
    let mut bench = at_crest(bench);
    for _ in 0..5 {
        bench.set_voltage(100);
        bench.wait(2 * HALF_CYCLE);
        bench.set_voltage(230);
        bench.wait(2 * HALF_CYCLE);
    }
    // 2 080 000
    bench.set_voltage(160);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, 0);
    // 1 950 000
    bench.set_voltage(150);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, SAG);
}

#[test]
fn a_sag_is_told_anew_by_converters_that_stood_still() {
    let mut bench = Bench::loaded(0);
    bench.write(0x200, 2_000_000);
    bench.write(0x000, 3);
    bench.set_voltage(100);
    bench.wait(SECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & SAG, SAG);
    bench.part.set_frozen(true);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA), 0);
    bench.part.set_frozen(false);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, SAG);
}

#[test]
fn sag_detection_is_off_after_reset() {
    let mut bench = Bench::loaded(0);
    bench.set_voltage(0);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, 0);
    bench.write(0x200, 2_000_000);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & SAG, 0);
}

/// 3 250 000 is the crest of 250 V; 3 380 000 that of 260 V.
#[test]
fn overvoltage() {
    let mut bench = Bench::loaded(0);
    bench.write(0x224, 3_250_000);
    let mut bench = at_crest(bench);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & OV, 0);
    bench.wait(MILLISECOND);
    bench.set_voltage(260);
    bench.wait(8 * MILLISECOND);
    assert_eq!(bench.read(IRQSTATA) & OV, 0, "not before the crest");
    bench.wait(2 * MILLISECOND);
    assert_eq!(bench.read(RSTIRQSTATA) & OV, OV);
    bench.wait(HALF_CYCLE);
    assert_eq!(bench.read(IRQSTATA) & OV, OV, "and at each one");
}

/// 20 A are 1 300 000 on A and 2 600 000 on B; the limit is for both.
#[test]
fn overcurrent() {
    let mut bench = Bench::loaded(0);
    bench.write(0x225, 2_000_000);
    bench.acknowledge();
    bench.draw(Channel::A, 20_000, 45);
    bench.draw(Channel::B, 20_000, 45);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & OI, 0);
    assert_eq!(bench.read(IRQSTATB) & OI, OI);
    bench.draw(Channel::A, 40_000, 45);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & OI, OI);
}

#[test]
fn limits_are_off_after_reset() {
    let mut bench = Bench::loaded(0);
    bench.set_voltage(1_000);
    bench.draw(Channel::A, 200_000, 0);
    bench.wait(SECOND);
    assert_eq!(bench.read(IRQSTATA) & (OV | OI), 0);
}

#[test]
fn peaks_stay_until_they_are_read_by_their_other_address() {
    for bus in BUSES {
        let mut bench = Bench::loaded(0);
        bench.bus = bus;
        for (plain, reset, expected) in [
            (0x226, 0x227, 2_990_000),
            (0x228, 0x229, 650_000),
            (0x22A, 0x22B, 1_300_000),
        ] {
            assert_eq!(bench.read(plain), expected);
            assert_eq!(bench.read(plain), expected);
            assert_eq!(bench.read(reset + 0x100), expected);
            assert_eq!(bench.read(plain), 0, "{reset:#05X}");
        }
        bench.wait(HALF_CYCLE);
        assert_eq!(bench.read(0x226), 2_990_000);
        bench.set_voltage(300);
        bench.wait(HALF_CYCLE);
        bench.set_voltage(100);
        bench.wait(SECOND);
        assert_eq!(bench.read(0x226), 3_900_000);
        assert_eq!(bench.read(0x227), 3_900_000);
        bench.wait(HALF_CYCLE);
        assert_eq!(bench.read(0x226), 1_300_000);
    }
}

/// 6.99 kHz: each 143 µs.
#[test]
fn samples() {
    let mut bench = Bench::new();
    bench.acknowledge();
    let taken = {
        let mut taken = Duration::ZERO;
        while bench.read(IRQSTATA) & WSMP == 0 {
            bench.wait(Duration::from_micros(1));
            taken += Duration::from_micros(1);
        }
        taken
    };
    assert!(taken <= Duration::from_micros(144));
    bench.acknowledge();
    bench.wait(Duration::from_micros(140));
    assert_eq!(bench.read(IRQSTATA) & WSMP, 0);
    bench.wait(Duration::from_micros(5));
    assert_eq!(bench.read(IRQSTATA) & WSMP, WSMP);
}

#[test]
fn a_change_of_sign_is_told() {
    for (channel, register, bits) in [
        (Channel::A, IRQSTATA, (10, 12)),
        (Channel::B, IRQSTATB, (11, 13)),
    ] {
        let mut bench = Bench::loaded(45);
        bench.acknowledge();
        let sign = |bench: &mut Bench, bit: u32| bench.read(ACCMODE) >> bit & 1;
        for (lag, flags, active, reactive) in [
            (135, APSIGN, 1, 0),
            (-135, VARSIGN, 1, 1),
            (45, APSIGN | VARSIGN, 0, 0),
            (30, 0, 0, 0),
        ] {
            bench.draw(channel, 10_000, lag);
            assert_eq!(bench.read(register) & (APSIGN | VARSIGN), flags, "{lag}");
            assert_eq!(sign(&mut bench, bits.0), active);
            assert_eq!(sign(&mut bench, bits.1), reactive);
            bench.acknowledge();
        }
    }
}

#[test]
fn no_load_is_told_when_it_begins() {
    for (channel, register) in [(Channel::A, IRQSTATA), (Channel::B, IRQSTATB)] {
        let mut bench = Bench::loaded(45);
        bench.acknowledge();
        bench.wait(SECOND);
        let flags = AP_NOLOAD | VAR_NOLOAD | VA_NOLOAD;
        assert_eq!(bench.read(register) & flags, 0);
        bench.draw(channel, 10_000, 0);
        assert_eq!(bench.read(register) & flags, VAR_NOLOAD);
        bench.acknowledge();
        bench.draw(channel, 10, 0);
        assert_eq!(bench.read(register) & flags, AP_NOLOAD);
        bench.acknowledge();
        bench.draw(channel, 0, 0);
        assert_eq!(bench.read(register) & flags, VA_NOLOAD);
        bench.acknowledge();
        // The end of it is not told.
        bench.draw(channel, 10_000, 45);
        assert_eq!(bench.read(register) & flags, 0);
    }
}

#[test]
fn only_enabled_interrupts_reach_the_pin() {
    for (flag, register) in [(ZXV, IRQSTATA), (ZX_I, IRQSTATA), (WSMP, IRQSTATA)] {
        let mut bench = Bench::loaded(0);
        bench.write(IRQENA, 0);
        bench.acknowledge();
        bench.wait(HALF_CYCLE);
        assert_ne!(bench.read(register) & flag, 0);
        assert!(!bench.irq_is_low());
        bench.write(IRQENA, flag);
        assert!(bench.irq_is_low());
        bench.acknowledge();
        assert!(!bench.irq_is_low());
        bench.wait(HALF_CYCLE);
        assert!(bench.irq_is_low());
        // The plain address does not let it go.
        bench.read(IRQSTATA);
        bench.read(0x331);
        assert!(bench.irq_is_low());
        bench.read(0x32E);
        assert!(!bench.irq_is_low());
    }
}

#[test]
fn the_pin_tells_when_to_look_again() {
    let mut bench = Bench::loaded(0);
    let mut bench = {
        bench.write(IRQENA, ZXV);
        at_crest(bench)
    };
    let now = bench.clock.nanos();
    let next = bench.part.next_change().unwrap();
    assert!(next > now && next <= now + 5_000_000, "{}", next - now);
    // Following it, the pin falls when the voltage crosses, to the nanosecond.
    let mut at = next;
    while bench.part.is_high() {
        bench.wait(Duration::from_nanos(at - bench.clock.nanos()));
        if bench.part.is_high() {
            at = bench.part.next_change().unwrap();
        }
    }
    assert_eq!(bench.clock.nanos(), now + 5_000_000);
    assert_eq!(bench.part.next_change(), None);
    // An energy register that fills is not missed: 440.7 s.
    let mut bench = Bench::loaded(0);
    bench.read(0x21E);
    bench.write(IRQENA, 1 << 0);
    bench.acknowledge();
    let begin = bench.clock.nanos();
    let mut count = 0;
    while bench.part.is_high() {
        let next = bench.part.next_change().unwrap();
        bench.wait(Duration::from_nanos(next - bench.clock.nanos()));
        count += 1;
        assert!(count < 1_000_000);
    }
    let taken = bench.clock.nanos() - begin;
    assert!(
        (440_690_000_000..440_710_000_000).contains(&taken),
        "{taken}"
    );
}

#[test]
fn interrupts_of_b_have_a_pin_where_they_are_given_one() {
    let mut bench = Bench::loaded(0);
    bench.write(IRQENB, ZX_I);
    bench.write(IRQENA, 0);
    bench.acknowledge();
    bench.wait(HALF_CYCLE);
    assert!(!bench.irq_is_low());
    let part = Rc::new(RefCell::new(bench.part.clone()));
    let pins = || {
        [
            SecondIrq::on_zx(&part),
            SecondIrq::on_zx_i(&part),
            SecondIrq::on_revp(&part),
        ]
        .map(|mut pin| pin.is_high())
    };
    assert_eq!(pins(), [true, true, true]);
    for (function, expected) in [
        (0x00A, [false, true, true]),
        (0x0A0, [true, false, true]),
        (0xA00, [true, true, false]),
        (0xAAA, [false, false, false]),
        (0x999, [true, true, true]),
    ] {
        bench.write(0x110, function);
        *part.borrow_mut() = bench.part.clone();
        assert_eq!(pins(), expected, "{function:#05X}");
    }
    bench.write(0x110, 0x00A);
    bench.read(RSTIRQSTATB);
    *part.borrow_mut() = bench.part.clone();
    assert_eq!(pins(), [true, true, true]);
    let next = SecondIrq::on_zx(&part).next_change().unwrap();
    assert!(next <= bench.clock.nanos() + 10_000_000);
}

#[test]
fn the_wave_goes_on_when_the_frequency_changes() {
    let mut bench = at_crest(Bench::loaded(0));
    bench.set_frequency(25_000);
    bench.acknowledge();
    // A quarter cycle to go, of 40 ms.
    assert_eq!(bench.until(IRQSTATA, ZXV), 10 * MILLISECOND);
}
