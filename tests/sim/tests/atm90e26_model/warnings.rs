//! Sag, turned energy, wrong checksums, and the pins that tell.

use super::host::*;
use core::time::Duration;
use hal_power::Voltage;
use hal_power_sim::{
    clock::Clock,
    device::OutputLine,
    model::{
        atm90e26::{Atm90e26, MeteringMode, Open},
        pins::OpenDrain,
    },
};
use std::{cell::RefCell, rc::Rc};

const SAG_DELAY: Duration = Duration::from_millis(20);
const NANOSECOND: Duration = Duration::from_nanos(1);

/// WarnOut and IRQ.
fn pins(host: &mut Host) -> [bool; 2] {
    [host.part.is_warn_out_high(), host.part.is_irq_high()]
}

#[test]
fn the_threshold_counts_peaks_before_ugain() {
    // 22000 × √2 × 0.78 ÷ (4 × 6720 ÷ 32768) = 7530.4 = 1D6A: 78 % of 220 V are 171.6 V.
    for (millivolts, sags) in [(171_500, true), (171_700, false)] {
        let mut host = Host::running(Open::default(), 0);
        host.write(FUNC_EN, 0x0030);
        host.part.set_voltage(Voltage::from_millivolts(millivolts));
        host.wait(SAG_DELAY);
        assert_eq!(host.read(SYS_STATUS) == 0x0002, sags, "{millivolts}");
    }
    // The gain that the host sets does not move it: what counts is the circuit.
    let mut host = Host::running(Open::default(), 0);
    host.write(FUNC_EN, 0x0030);
    host.measure(&[(UGAIN, 0x3390)]);
    host.wait(SAG_DELAY);
    assert_eq!(host.read(SYS_STATUS), 0x0000);
    // 25000 × √2 × 32768 ÷ (4 × 26400) = 10970: above 230 V.
    host.write(SAG_TH, 10_970);
    host.wait(SAG_DELAY);
    assert_eq!(host.read(SYS_STATUS), 0x0002);
}

#[test]
fn a_sag_is_noted_once_and_reading_clears_it() {
    let mut host = Host::running(Open::default(), 0);
    host.write(FUNC_EN, 0x0030);
    assert_eq!(pins(&mut host), [false, false]);
    let begin = host.clock.nanos();
    host.part.set_voltage(Voltage::from_volts(100));
    assert_eq!(host.part.next_change(), Some(begin + 20_000_000));
    host.wait(SAG_DELAY - NANOSECOND);
    assert_eq!(pins(&mut host), [false, false]);
    host.wait(NANOSECOND);
    assert_eq!(pins(&mut host), [true, true]);
    assert_eq!(host.part.next_change(), None);
    assert_eq!(host.read(SYS_STATUS), 0x0002);
    // WarnOut shows the voltage, IRQ the flag.
    assert_eq!(pins(&mut host), [true, false]);
    host.wait(Duration::from_secs(1));
    assert_eq!(host.read(SYS_STATUS), 0x0000);
    host.part.set_voltage(Voltage::from_volts(230));
    assert_eq!(pins(&mut host), [false, false]);
    host.part.set_voltage(Voltage::from_volts(100));
    host.wait(SAG_DELAY);
    host.part.set_voltage(Voltage::from_volts(230));
    assert_eq!(pins(&mut host), [false, true]);
    assert_eq!(host.read(SYS_STATUS), 0x0002);
}

#[test]
fn a_short_dip_is_no_sag() {
    let mut host = Host::running(Open::default(), 0);
    host.write(FUNC_EN, 0x0030);
    for _ in 0..3 {
        host.part.set_voltage(Voltage::from_volts(100));
        host.wait(SAG_DELAY - NANOSECOND);
        host.part.set_voltage(Voltage::from_volts(230));
        host.wait(SAG_DELAY);
    }
    assert_eq!(host.read(SYS_STATUS), 0x0000);
}

#[test]
fn func_en_governs_each_pin() {
    // SagWo is bit 4, SagEn bit 5.
    let cases = [
        (0x0000, [false, false]),
        (0x0010, [true, false]),
        (0x0020, [false, true]),
        (0x0030, [true, true]),
    ];
    for (enable, expected) in cases {
        for notes_enabled_only in [false, true] {
            let mut host = Host::running(
                Open {
                    notes_enabled_only,
                    ..Open::default()
                },
                0,
            );
            host.write(FUNC_EN, enable);
            host.part.set_voltage(Voltage::from_volts(100));
            host.wait(SAG_DELAY);
            assert_eq!(pins(&mut host), expected);
            let noted = !notes_enabled_only || enable & 0x0020 != 0;
            assert_eq!(host.read(SYS_STATUS), if noted { 0x0002 } else { 0 });
        }
    }
}

#[test]
fn energy_that_turns_is_noted() {
    let mut host = Host::running(Open::default(), 30_000);
    assert_eq!(host.reads(&[SYS_STATUS, EN_STATUS]), [0x0000, 0x0801]);
    host.amperes(10, -30_000);
    assert_eq!(pins(&mut host), [false, true]);
    // 2801 with load on the L line: source I.
    assert_eq!(host.reads(&[SYS_STATUS, EN_STATUS]), [0x0040, 0x2801]);
    host.amperes(10, -150_000);
    assert_eq!(host.reads(&[SYS_STATUS, EN_STATUS]), [0x0020, 0x3801]);
    host.amperes(10, 30_000);
    assert_eq!(host.reads(&[SYS_STATUS, EN_STATUS]), [0x0060, 0x0801]);
    assert_eq!(pins(&mut host), [false, false]);
    // C801 without load: source I. It does not turn.
    host.amperes(0, 0);
    assert_eq!(host.reads(&[SYS_STATUS, EN_STATUS]), [0x0000, 0xC801]);
}

#[test]
fn turned_energy_needs_its_enable() {
    for (enable, noted) in [(0x0000, 0), (0x0004, 0x0020), (0x0008, 0x0040)] {
        let mut host = Host::running(Open::default(), 30_000);
        host.write(FUNC_EN, enable);
        host.amperes(10, -150_000);
        assert_eq!(host.read(SYS_STATUS), noted, "{enable:04X}");
    }
}

#[test]
fn absolute_counting_shows_no_direction() {
    let mut host = Host::running(Open::default(), -150_000);
    // Amod is bit 7, Rmod bit 6.
    for (mode, status) in [(0x94A2, 0x2801), (0x9462, 0x1801), (0x94E2, 0x0801)] {
        host.meter(&[(M_MODE, mode)]);
        assert_eq!(host.read(EN_STATUS), status, "{mode:04X}");
    }
}

#[test]
fn the_mode_of_the_pins_is_shown() {
    let mut host = Host::running(Open::default(), 30_000);
    let modes = [
        (MeteringMode::AntiTampering, 0x0800),
        (MeteringMode::Line, 0x0801),
        (MeteringMode::Sum, 0x0802),
        (MeteringMode::Flexible, 0x0803),
    ];
    for (mode, status) in modes {
        host.part.set_metering_mode(mode);
        assert_eq!(host.read(EN_STATUS), status);
    }
}

#[test]
fn a_wrong_checksum_warns_where_told() {
    for checksum_warns in [false, true] {
        for sum in [CS1, CS2] {
            let mut host = Host::running(
                Open {
                    checksum_warns,
                    ..Open::default()
                },
                0,
            );
            let right = host.read(sum);
            host.write(sum, right ^ 1);
            assert_eq!(pins(&mut host), [checksum_warns; 2]);
            host.read(SYS_STATUS);
            assert_eq!(pins(&mut host), [checksum_warns; 2]);
            host.write(sum, right);
            assert_eq!(pins(&mut host), [false; 2]);
        }
    }
}

#[test]
fn pins_may_be_low_when_asserted() {
    let mut host = Host::running(
        Open {
            active_high: false,
            ..Open::default()
        },
        0,
    );
    assert_eq!(pins(&mut host), [true, true]);
    let right = host.read(CS1);
    host.write(CS1, right ^ 1);
    assert_eq!(pins(&mut host), [false, false]);
}

#[test]
fn a_pin_is_a_line() {
    let clock = Clock::new();
    let open = Open {
        reset_time: Duration::ZERO,
        ..Open::default()
    };
    let part = Rc::new(RefCell::new(Atm90e26::new(clock.clone(), BOARD, open)));
    let mut warn_out = OpenDrain::new(
        core::slice::from_ref(&part),
        Atm90e26::is_warn_out_high,
        Atm90e26::next_change,
    );
    assert!(!warn_out.is_high());
    assert_eq!(warn_out.next_change(), Some(20_000_000));
}
