//! The STGAP1 model against the facts of `docs/parts/STGAP1.md`, at the bus and at the pins. Words are the data sheet's examples, those
//! that a user of the part sent, and such as were calculated by hand.

use core::time::Duration;
use embedded_hal::{
    digital::{InputPin as _, OutputPin as _},
    spi::{MODE_1, SpiDevice as _},
};
use hal_power::{ShuntVoltage, Temperature, Voltage};
use hal_power_sim::{
    World,
    clock::Clock,
    device::SpiDevice,
    model::{
        gate::{Drive, Edge},
        pins::{InputLine, OpenDrain},
        stgap1::{Absence, Defects, Early, Open, ResetValues, Stgap1},
    },
    spi::Chain,
};
use proptest::prelude::*;
use std::{cell::RefCell, rc::Rc};

// Sources: S4 or F3 of the sheet where marked, else recomputed there.
const NOP: [u8; 2] = [0x00, 0x0C];
const START_CONFIG: [u8; 2] = [0x2A, 0xDA]; // F3
const STOP_CONFIG: [u8; 2] = [0x3A, 0xAA]; // S4, F3
const RESET_STATUS: [u8; 2] = [0xD0, 0x32]; // S4, F3
const GLOBAL_RESET: [u8; 2] = [0xEA, 0x94];
const SLEEP: [u8; 2] = [0xF5, 0xC9];
const WRITE_CFG1: [u8; 2] = [0x8C, 0xA1]; // S4, F3
const CFG1_20: [u8; 2] = [0x20, 0x82]; // S4
const WRITE_CFG5: [u8; 2] = [0x99, 0xCA]; // S4
const CFG5_06: [u8; 2] = [0x06, 0x66]; // S4
const READ_CFG1: [u8; 2] = [0xAC, 0x41]; // F3
const READ_CFG2: [u8; 2] = [0xBD, 0x36]; // F3
const READ_CFG3: [u8; 2] = [0xBE, 0x3F]; // S4
const READ_STATUS1: [u8; 2] = [0xA2, 0x6B];
const READ_STATUS2: [u8; 2] = [0xA1, 0x62];
const READ_STATUS3: [u8; 2] = [0xAA, 0x53];
const READ_CFG5: [u8; 2] = [0xB9, 0x2A];
const WRITE_TEST1: [u8; 2] = [0x91, 0xF2];
const RESET_STATUS1: [u8; 2] = [0xC2, 0x4C];

const CFG1: u8 = 0x0C;
const CFG2: u8 = 0x1D;
const CFG5: u8 = 0x19;
const STATUS1: u8 = 0x02;
const STATUS2: u8 = 0x01;
const STATUS3: u8 = 0x0A;

const TSD: u8 = 1 << 1;
const TWN: u8 = 1 << 0;
const DESAT: u8 = 1 << 5;
const SENSE: u8 = 1 << 4;
const UVLOH: u8 = 1 << 3;
const REGERRR: u8 = 1 << 2;
const DT_ERR: u8 = 1 << 4;
const SPI_ERR: u8 = 1 << 3;
const REGERRL: u8 = 1 << 2;
const UVLOD: u8 = 1 << 0;

/// From the end of a window to the next: longer than any pause.
const PAUSE: Duration = Duration::from_micros(60);

/// Reset values with the CRC checked.
fn checked() -> Open {
    Open {
        reset: ResetValues {
            cfg1: 0x80,
            cfg2: 0x04,
            ..ResetValues::default()
        },
        ..Open::default()
    }
}

fn part(open: Open) -> (Stgap1, Clock) {
    let clock = Clock::new();
    (Stgap1::new(clock.clone(), open), clock)
}

fn window(part: &mut impl SpiDevice, words: &[u8]) -> Vec<u8> {
    part.select();
    let back = words.iter().map(|&byte| part.exchange(byte)).collect();
    part.deselect();
    back
}

/// Sends words, each in a window of its own.
fn send(part: &mut impl SpiDevice, clock: &Clock, words: &[[u8; 2]]) {
    for word in words {
        window(part, word);
        clock.advance(PAUSE);
    }
}

fn read(part: &mut impl SpiDevice, clock: &Clock, word: [u8; 2]) -> Vec<u8> {
    send(part, clock, &[word]);
    let back = window(part, &NOP);
    clock.advance(PAUSE);
    back
}

/// A part whose registers were set at its reset, with its flags cleared, SD and IN+ high.
fn running(reset: ResetValues) -> (Stgap1, Clock) {
    let (mut part, clock) = part(Open {
        reset,
        ..Open::default()
    });
    send(&mut part, &clock, &[RESET_STATUS]);
    part.set_shutdown(true);
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(10));
    assert_eq!(part.gate(), Drive::On);
    (part, clock)
}

#[test]
fn a_configuration_goes_by_the_data_sheets_words() {
    for open in [Open::default(), checked()] {
        let (mut part, clock) = part(open);
        send(&mut part, &clock, &[RESET_STATUS, START_CONFIG]);
        send(&mut part, &clock, &[WRITE_CFG1, CFG1_20]);
        send(&mut part, &clock, &[WRITE_CFG5, CFG5_06, STOP_CONFIG]);
        assert_eq!(read(&mut part, &clock, READ_CFG1), [0x20, 0x13]);
        assert_eq!(read(&mut part, &clock, READ_CFG5), [0x06, 0xE1]);
        assert_eq!(read(&mut part, &clock, READ_CFG2), [0x04, 0xEF]);
        assert_eq!(read(&mut part, &clock, READ_CFG3), [0x00, 0xF3]);
        assert_eq!(part.register(STATUS3), 0);
    }
}

#[test]
fn the_answer_comes_in_the_next_window() {
    let (mut part, clock) = part(Open {
        idle_reply: 0x55,
        ..checked()
    });
    assert_eq!(window(&mut part, &READ_CFG2)[0], 0x55);
    clock.advance(PAUSE);
    assert_eq!(window(&mut part, &READ_CFG1), [0x04, 0xEF]);
    clock.advance(PAUSE);
    assert_eq!(window(&mut part, &NOP), [0x80, 0x7A]);
    clock.advance(PAUSE);
    assert_eq!(window(&mut part, &NOP)[0], 0x55);
}

#[test]
fn a_wrong_crc_is_refused_and_noted() {
    for at in 0..16 {
        let (mut part, clock) = part(checked());
        send(&mut part, &clock, &[RESET_STATUS]);
        let mut word = u16::from_be_bytes(START_CONFIG);
        word ^= 1 << at;
        send(&mut part, &clock, &[word.to_be_bytes()]);
        assert_eq!(part.register(STATUS3), SPI_ERR, "bit {at}");
        send(&mut part, &clock, &[WRITE_CFG5, CFG5_06, STOP_CONFIG]);
        assert_eq!(part.register(CFG5), 0, "bit {at}");
    }
}

#[test]
fn the_crc_of_data_goes_on_from_the_commands() {
    let (mut part, clock) = part(checked());
    send(&mut part, &clock, &[RESET_STATUS, START_CONFIG]);
    // 06 with the CRC it would have alone.
    send(&mut part, &clock, &[WRITE_CFG5, [0x06, 0x1E], STOP_CONFIG]);
    assert_eq!(part.register(CFG5), 0);
    assert_eq!(part.register(STATUS3), SPI_ERR);
    // The data of CFG1 after the command of CFG5.
    send(&mut part, &clock, &[RESET_STATUS, START_CONFIG]);
    send(&mut part, &clock, &[WRITE_CFG5, CFG1_20, STOP_CONFIG]);
    assert_eq!(part.register(CFG5), 0);
}

#[test]
fn without_crc_spi_any_crc_is_taken_and_the_reply_is_the_callers_choice() {
    for (crc_without_check, crc) in [(true, 0xEF), (false, 0x00)] {
        let (mut part, clock) = part(Open {
            crc_without_check,
            ..Open::default()
        });
        assert_eq!(read(&mut part, &clock, [0xBD, 0x00]), [0x04, crc]);
        assert_eq!(part.register(STATUS3) & SPI_ERR, 0);
    }
}

#[test]
fn flags_stand_after_power_up() {
    let (mut part, clock) = part(checked());
    assert_eq!(read(&mut part, &clock, READ_STATUS2)[0], REGERRR);
    assert_eq!(read(&mut part, &clock, READ_STATUS3)[0], REGERRL | UVLOD);
    send(&mut part, &clock, &[RESET_STATUS]);
    assert_eq!(read(&mut part, &clock, READ_STATUS2)[0], 0);
    assert_eq!(read(&mut part, &clock, READ_STATUS3)[0], 0);
    assert_eq!(read(&mut part, &clock, READ_STATUS1)[0], 0);
}

#[test]
fn configuration_needs_sd_low() {
    let (mut part, clock) = part(checked());
    part.set_shutdown(true);
    let words = [RESET_STATUS, START_CONFIG, WRITE_CFG5, CFG5_06, STOP_CONFIG];
    send(&mut part, &clock, &words);
    assert_eq!(part.register(CFG5), 0);
    part.set_shutdown(false);
    send(&mut part, &clock, &words);
    assert_eq!(part.register(CFG5), 6);
}

#[test]
fn sd_that_rises_undoes_the_configuration() {
    let (mut part, clock) = part(checked());
    send(
        &mut part,
        &clock,
        &[RESET_STATUS, START_CONFIG, WRITE_CFG5, CFG5_06],
    );
    assert_eq!(part.register(CFG5), 6);
    part.set_shutdown(true);
    assert_eq!(part.register(CFG5), 0);
    assert_eq!(part.register(STATUS2), REGERRR);
    assert_eq!(part.register(STATUS3), REGERRL);
    send(&mut part, &clock, &[STOP_CONFIG]);
    assert_eq!(part.register(CFG5), 0);
}

#[test]
fn a_stray_write_changes_nothing() {
    for (stray_write_is_error, flags) in [(false, 0), (true, SPI_ERR)] {
        let (mut part, clock) = part(Open {
            stray_write_is_error,
            ..checked()
        });
        send(&mut part, &clock, &[RESET_STATUS, WRITE_CFG5, CFG5_06]);
        assert_eq!(part.register(CFG5), 0);
        assert_eq!(part.register(STATUS3), flags);
    }
}

#[test]
fn a_global_reset_belongs_into_the_configuration() {
    let (mut part, clock) = part(checked());
    let configured = [RESET_STATUS, START_CONFIG, WRITE_CFG5, CFG5_06, STOP_CONFIG];
    send(&mut part, &clock, &configured);
    send(&mut part, &clock, &[GLOBAL_RESET]);
    assert_eq!(part.register(CFG5), 6);
    send(
        &mut part,
        &clock,
        &[START_CONFIG, GLOBAL_RESET, STOP_CONFIG],
    );
    assert_eq!(part.register(CFG5), 0);
    assert_eq!(part.register(CFG2), 4);
}

#[test]
fn unknown_words_and_broken_windows_are_errors() {
    let (mut part, clock) = part(checked());
    for broken in [&[0x77, 0x17][..], &[0x00], &[0x00, 0x0C, 0x00]] {
        send(&mut part, &clock, &[RESET_STATUS]);
        window(&mut part, broken);
        clock.advance(PAUSE);
        assert_eq!(part.register(STATUS3), SPI_ERR, "{broken:02X?}");
    }
    send(&mut part, &clock, &[RESET_STATUS]);
    window(&mut part, &[]);
    assert_eq!(part.register(STATUS3), 0);
}

#[test]
fn each_command_needs_its_pause() {
    for (word, pause) in [
        (RESET_STATUS, 50_000),
        (READ_CFG2, 30_000),
        (READ_STATUS1, 1_000),
        (START_CONFIG, 22_000),
        (STOP_CONFIG, 5_000),
        (NOP, 1_000),
    ] {
        for (short, hasty) in [(0, 0), (1, 1)] {
            let (mut part, clock) = part(checked());
            window(&mut part, &word);
            clock.advance(Duration::from_nanos(pause - short));
            window(&mut part, &NOP);
            assert_eq!(part.hasty_windows(), hasty, "{word:02X?}");
        }
    }
}

#[test]
fn what_a_hasty_window_does_is_the_callers_choice() {
    for (early, answer, taken) in [
        (Early::Harmless, 0x04, 0x80),
        (Early::Ignored, 0x00, 0x00),
        (Early::Stale, 0x00, 0x80),
    ] {
        let (mut part, clock) = part(Open { early, ..checked() });
        window(&mut part, &READ_CFG2);
        clock.advance(Duration::from_micros(29));
        assert_eq!(window(&mut part, &READ_CFG1)[0], answer, "{early:?}");
        clock.advance(PAUSE);
        assert_eq!(window(&mut part, &NOP)[0], taken, "{early:?}");
    }
}

fn parts(clock: &Clock, count: usize) -> Vec<Rc<RefCell<Stgap1>>> {
    let part = |_| Rc::new(RefCell::new(Stgap1::new(clock.clone(), checked())));
    (0..count).map(part).collect()
}

fn chain(parts: &[Rc<RefCell<Stgap1>>]) -> Chain {
    parts.iter().fold(Chain::new(), Chain::then)
}

#[test]
fn the_first_word_of_a_window_is_the_last_parts() {
    let clock = Clock::new();
    let parts = parts(&clock, 12);
    let mut chain = chain(&parts);
    let all = |word: [u8; 2]| word.repeat(12);
    for words in [all(RESET_STATUS), all(START_CONFIG), all(WRITE_CFG5)] {
        window(&mut chain, &words);
        clock.advance(PAUSE);
    }
    // 06 for the last part, 00 for the others: its CRC goes on from 99.
    let data = [CFG5_06.to_vec(), [0x00, 0x74].repeat(11)].concat();
    window(&mut chain, &data);
    clock.advance(PAUSE);
    window(&mut chain, &all(STOP_CONFIG));
    for (place, part) in parts.iter().enumerate() {
        let value = if place == 11 { 6 } else { 0 };
        assert_eq!(part.borrow_mut().register(CFG5), value, "{place}");
        assert_eq!(part.borrow_mut().register(STATUS3), 0, "{place}");
    }
    clock.advance(PAUSE);
    window(&mut chain, &all(READ_CFG5));
    clock.advance(PAUSE);
    let back = window(&mut chain, &all(NOP));
    let expected = [[0x06, 0xE1].to_vec(), [0x00, 0xF3].repeat(11)].concat();
    assert_eq!(back, expected);
}

#[test]
fn a_part_that_is_missing_shifts_or_silences_the_chain() {
    let clock = Clock::new();
    let parts = parts(&clock, 3);
    let mut chain = chain(&parts);
    parts[1].borrow_mut().set_absence(Some(Absence::Bridged));
    window(&mut chain, &READ_CFG2.repeat(3));
    clock.advance(PAUSE);
    let words = [NOP, READ_CFG1, READ_STATUS1].concat();
    let back = window(&mut chain, &words);
    assert_eq!(back[..4], [0x04, 0xEF, 0x04, 0xEF]);
    assert_eq!(back[4..], NOP, "the controller's own first word");

    for (high, byte) in [(true, 0xFF), (false, 0x00)] {
        parts[1].borrow_mut().set_absence(None);
        parts[2]
            .borrow_mut()
            .set_absence(Some(Absence::Stuck(high)));
        clock.advance(PAUSE);
        assert_eq!(window(&mut chain, &NOP.repeat(3)), [byte; 6]);
    }
}

#[test]
fn registers_that_flip_are_noticed_on_their_side() {
    for (register, two, three) in [(CFG1, 0, REGERRL), (CFG5, REGERRR, 0)] {
        for (register_error_turns_off, gate) in [(true, Drive::Off), (false, Drive::On)] {
            let (mut part, clock) = part(Open {
                register_error_turns_off,
                ..Open::default()
            });
            send(&mut part, &clock, &[RESET_STATUS]);
            part.set_shutdown(true);
            part.set_in_plus(true);
            clock.advance(PAUSE);
            part.corrupt(register, 0x04);
            clock.advance(PAUSE);
            assert_eq!(part.register(STATUS2) & REGERRR, two);
            assert_eq!(part.register(STATUS3), three);
            assert_eq!(part.gate(), gate);
        }
    }
}

#[test]
fn the_gate_follows_its_inputs_after_filter_and_dead_time() {
    // Dead time 800 ns, filter 160 ns.
    let (mut part, clock) = running(ResetValues {
        cfg1: 0x09,
        ..ResetValues::default()
    });
    let begin = clock.nanos();
    part.set_in_plus(false);
    part.set_in_minus(true);
    clock.advance(Duration::from_micros(5));
    part.set_in_minus(false);
    clock.advance(Duration::from_micros(1));
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(1));
    let expected = [
        Edge {
            at: begin + 160 + 100,
            drive: Drive::Off,
        },
        Edge {
            at: begin + 6_000 + 160 + 100,
            drive: Drive::On,
        },
    ];
    assert_eq!(part.course().edges_from(begin), expected);
    assert_eq!(part.register(STATUS3), 0);

    // A pulse shorter than the filter.
    let begin = clock.nanos();
    part.set_in_plus(false);
    clock.advance(Duration::from_nanos(159));
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.course().edges_from(begin), []);
}

#[test]
fn the_dead_time_holds_and_its_violation_is_noted() {
    let (mut part, clock) = running(ResetValues {
        cfg1: 0x08,
        ..ResetValues::default()
    });
    part.set_in_plus(false);
    part.set_in_minus(true);
    clock.advance(Duration::from_micros(5));
    let low = clock.nanos();
    part.set_in_minus(false);
    clock.advance(Duration::from_nanos(300));
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(5));
    assert_eq!(part.register(STATUS3), DT_ERR);
    let on = Edge {
        at: low + 800 + 100,
        drive: Drive::On,
    };
    assert_eq!(part.course().edges_from(low), [on]);

    // Both inputs at once.
    send(&mut part, &clock, &[RESET_STATUS]);
    part.set_in_minus(true);
    clock.advance(Duration::from_micros(5));
    assert_eq!(part.gate(), Drive::Off);
    assert_eq!(part.register(STATUS3), DT_ERR);
}

#[test]
fn sd_low_turns_off_at_once_without_the_plateau() {
    let (mut part, clock) = running(ResetValues {
        cfg3: 0x22,
        ..ResetValues::default()
    });
    let begin = clock.nanos();
    part.set_shutdown(false);
    let off = Edge {
        at: begin + 100,
        drive: Drive::Off,
    };
    assert_eq!(part.course().edges_from(begin), [off]);
    part.set_in_plus(false);
    part.set_in_plus(true);
    clock.advance(Duration::from_millis(1));
    assert_eq!(part.gate(), Drive::Off);
    part.set_shutdown(true);
    clock.advance(Duration::from_nanos(100));
    assert_eq!(part.gate(), Drive::On);
}

#[test]
fn desaturation_turns_off_by_plateau_within_its_times() {
    // DESAT 7 V by 500 µA, plateau 8 V for 1 µs after faults, DESAT enabled: 100 pF × 7 V / 500 µA = 1.4 µs, and 50 ns.
    let (mut part, clock) = running(ResetValues {
        cfg2: 0x0C,
        cfg3: 0x22,
        cfg5: 0x0A,
        diag1: 0x08,
        ..ResetValues::default()
    });
    clock.advance(Duration::from_micros(7));
    let begin = clock.nanos();
    part.set_collector_emitter(Voltage::from_volts(400));
    assert_eq!(part.next_change(), Some(begin + 1_450));
    assert!(part.diag1());
    clock.advance(Duration::from_nanos(1_449));
    assert_eq!(part.gate(), Drive::On);
    assert_eq!(part.register(STATUS1), 0);
    clock.advance(Duration::from_nanos(1));
    assert!(!part.diag1());
    assert_eq!(part.register(STATUS1), DESAT);
    let plateau = Drive::Plateau(Voltage::from_volts(8));
    let expected = [
        Edge {
            at: begin + 1_550,
            drive: plateau,
        },
        Edge {
            at: begin + 2_550,
            drive: Drive::Off,
        },
    ];
    assert_eq!(part.course().edges_from(begin), expected);
    // What happens at the pins and the bus meanwhile does not touch the turn-off.
    clock.advance(Duration::from_nanos(500));
    part.set_in_plus(false);
    part.set_in_plus(true);
    window(&mut part, &NOP);
    assert_eq!(part.course().edges_from(begin), expected);
    clock.advance(Duration::from_millis(1));
    assert_eq!(part.gate(), Drive::Off);
}

#[test]
fn a_fault_stays_until_it_is_reset_and_comes_back_with_its_cause() {
    let (mut part, clock) = running(ResetValues {
        cfg2: 0x0C,
        cfg5: 0x0A,
        ..ResetValues::default()
    });
    part.set_collector_emitter(Voltage::from_volts(400));
    clock.advance(Duration::from_micros(100));
    assert_eq!(part.register(STATUS1), DESAT);
    part.set_collector_emitter(Voltage::from_volts(1));
    clock.advance(Duration::from_millis(100));
    assert_eq!(part.gate(), Drive::Off);
    send(&mut part, &clock, &[RESET_STATUS1]);
    assert_eq!(part.register(STATUS1), 0);
    assert_eq!(part.gate(), Drive::On);

    part.set_collector_emitter(Voltage::from_volts(400));
    clock.advance(Duration::from_micros(100));
    let begin = clock.nanos();
    send(&mut part, &clock, &[RESET_STATUS1]);
    assert_eq!(part.register(STATUS1), DESAT);
    let expected = [(100, Drive::On), (100 + 1_450 + 100, Drive::Off)];
    let edges = part.course().edges_from(begin);
    let edges = edges.iter().map(|edge| (edge.at - begin, edge.drive));
    assert_eq!(edges.collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_not_enabled_does_not_trip() {
    let (mut part, clock) = running(ResetValues::default());
    part.set_collector_emitter(Voltage::from_volts(400));
    part.set_sense(ShuntVoltage::from_millivolts(500));
    part.set_vh(Voltage::from_volts(9));
    clock.advance(Duration::from_millis(1));
    assert_eq!(part.gate(), Drive::On);
    assert_eq!(part.register(STATUS1), 0);
}

#[test]
fn sense_trips_above_its_threshold() {
    for (millivolts, trips) in [(150, false), (151, true)] {
        let (mut part, clock) = running(ResetValues {
            cfg2: 0x40,
            cfg5: 0x09,
            ..ResetValues::default()
        });
        let begin = clock.nanos();
        part.set_sense(ShuntVoltage::from_millivolts(millivolts));
        clock.advance(Duration::from_micros(10));
        assert_eq!(part.register(STATUS1) == SENSE, trips);
        let off = part.course().edges_from(begin).first().map(|edge| edge.at);
        assert_eq!(off, trips.then_some(begin + 200 + 100));
    }
}

#[test]
fn the_plateau_belongs_to_each_turn_off_unless_told() {
    for (cfg5, edges) in [(0x00, 2), (0x08, 1)] {
        let (mut part, clock) = running(ResetValues {
            cfg3: 0xFF,
            cfg5,
            ..ResetValues::default()
        });
        let begin = clock.nanos();
        part.set_in_plus(false);
        clock.advance(Duration::from_micros(1));
        part.set_asc(true);
        clock.advance(Duration::from_micros(10));
        let course = part.course().edges_from(begin);
        assert_eq!(course.len(), edges, "{cfg5:02X}");
        let off = begin + 100 + if edges == 2 { 5_500 } else { 0 };
        assert_eq!(course.last().map(|edge| edge.at), Some(off));
        if edges == 2 {
            assert_eq!(
                course[0].drive,
                Drive::Plateau(Voltage::from_millivolts(14_500))
            );
        }
    }
}

#[test]
fn undervoltage_follows_or_stays() {
    for (cfg4, after) in [(0x02, Drive::On), (0x12, Drive::Off)] {
        let (mut part, clock) = running(ResetValues {
            cfg4,
            ..ResetValues::default()
        });
        part.set_vh(Voltage::from_millivolts(11_999));
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.gate(), Drive::Off);
        assert_eq!(part.register(STATUS1), UVLOH);
        part.set_vh(Voltage::from_volts(12));
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.gate(), after);
        send(&mut part, &clock, &[RESET_STATUS]);
        assert_eq!(part.register(STATUS1), 0);
        assert_eq!(part.gate(), Drive::On);
    }
    let (mut part, clock) = running(ResetValues {
        cfg4: 0x08,
        ..ResetValues::default()
    });
    part.set_vl(Voltage::from_millivolts(-4_999));
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.register(STATUS1), 1 << 2);
}

#[test]
fn overvoltage_and_vdd_are_seen() {
    let (mut part, clock) = running(ResetValues {
        cfg4: 0x20,
        cfg1: 0x40,
        ..ResetValues::default()
    });
    for (set, flag) in [
        (Stgap1::set_vh as fn(&mut Stgap1, Voltage), 21),
        (Stgap1::set_vl, -11),
    ] {
        set(&mut part, Voltage::from_volts(flag));
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.gate(), Drive::Off);
    }
    assert_eq!(part.register(STATUS1), 0xC0);
    part.set_vdd(Voltage::from_millivolts(2_500));
    assert_eq!(part.register(STATUS3), UVLOD);
    part.set_vdd(Voltage::from_volts(6));
    assert_eq!(part.register(STATUS3), UVLOD | 1 << 1);
}

#[test]
fn temperature_warns_and_shuts_down() {
    let (mut part, clock) = running(ResetValues::default());
    part.set_junction(Temperature::from_celsius(130));
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.register(STATUS1), TWN);
    assert_eq!(part.gate(), Drive::On);
    part.set_junction(Temperature::from_celsius(160));
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.register(STATUS1), TSD | TWN);
    assert_eq!(part.gate(), Drive::Off);
    part.set_junction(Temperature::from_celsius(100));
    assert_eq!(part.register(STATUS1), TSD);
    send(&mut part, &clock, &[RESET_STATUS]);
    assert_eq!(part.gate(), Drive::On);
}

#[test]
fn a_low_sd_pin_resets_the_status_where_told() {
    for (cfg1, left) in [(0x00, DESAT), (0x20, 0)] {
        let (mut part, clock) = running(ResetValues {
            cfg1,
            cfg5: 0x0A,
            ..ResetValues::default()
        });
        part.set_collector_emitter(Voltage::from_volts(400));
        clock.advance(Duration::from_micros(100));
        assert_eq!(part.register(STATUS1), DESAT);
        part.set_shutdown(false);
        assert_eq!(part.register(STATUS1), left);
    }
}

#[test]
fn a_supply_that_is_lost_takes_the_configuration_along() {
    let configured = |clock: &Clock, part: &mut Stgap1| {
        send(
            part,
            clock,
            &[
                RESET_STATUS,
                START_CONFIG,
                WRITE_CFG1,
                CFG1_20,
                WRITE_CFG5,
                CFG5_06,
                STOP_CONFIG,
            ],
        );
        assert_eq!((part.register(CFG1), part.register(CFG5)), (0x20, 0x06));
    };
    let (mut part, clock) = part(checked());
    configured(&clock, &mut part);
    part.set_vh(Voltage::from_volts(0));
    assert_eq!((part.register(CFG1), part.register(CFG5)), (0x20, 0x00));
    assert_eq!(part.register(STATUS2), REGERRR);
    part.set_vh(Voltage::from_volts(15));

    configured(&clock, &mut part);
    part.set_vdd(Voltage::from_volts(0));
    assert_eq!(window(&mut part, &READ_CFG1), [0, 0]);
    part.set_vdd(Voltage::from_volts(5));
    assert_eq!((part.register(CFG1), part.register(CFG5)), (0x80, 0x00));
    assert_eq!(part.register(STATUS3), REGERRL | UVLOD);

    configured(&clock, &mut part);
    part.brown_out();
    assert_eq!((part.register(CFG1), part.register(CFG5)), (0x80, 0x00));
    assert_eq!(part.register(STATUS2), REGERRR);
}

#[test]
fn self_tests_show_in_status1() {
    let broken = Defects {
        gate_on: true,
        gate_off: true,
        desat: true,
        sense: true,
        sense_resistor: true,
    };
    // Data words with the CRC that goes on from 91.
    for (word, sound, failed) in [
        ([0x10, 0xAC], 0, DESAT),
        ([0x08, 0xE4], 0, TSD),
        ([0x04, 0xC0], DESAT, 0),
        ([0x02, 0xD2], SENSE, 0),
        ([0x01, 0xDB], 0, SENSE),
    ] {
        for (defects, flags) in [(Defects::default(), sound), (broken, failed)] {
            let (mut part, clock) = part(checked());
            part.set_defects(defects);
            send(&mut part, &clock, &[RESET_STATUS, WRITE_TEST1, word]);
            assert_eq!(part.register(STATUS1), flags, "{word:02X?}");
            assert_eq!(part.register(STATUS3), 0, "{word:02X?}");
        }
    }
}

#[test]
fn a_part_that_sleeps_does_not_drive_and_wakes_by_a_window() {
    let (mut part, clock) = running(ResetValues::default());
    send(&mut part, &clock, &[SLEEP]);
    assert_eq!(part.gate(), Drive::Off);
    send(&mut part, &clock, &[NOP]);
    assert_eq!(part.gate(), Drive::On);
}

#[test]
fn asc_shows_and_may_turn_on() {
    for (asc_turns_on, gate) in [(false, Drive::Off), (true, Drive::On)] {
        let (mut part, clock) = part(Open {
            asc_turns_on,
            ..checked()
        });
        part.set_asc(true);
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.register(STATUS2) & 2, 2);
        assert_eq!(part.gate(), gate);
        part.set_asc(false);
        clock.advance(Duration::from_micros(1));
        assert_eq!(part.gate(), Drive::Off);
    }
}

#[test]
fn pins_go_to_the_parts_and_diagnosis_comes_back() {
    let world = World::new();
    let open = Open {
        reset: ResetValues {
            cfg1: 0x10,
            cfg5: 0x0A,
            diag1: 0x08,
            diag2: 0x02,
            ..ResetValues::default()
        },
        ..Open::default()
    };
    let new = || Rc::new(RefCell::new(Stgap1::new(world.clock(), open)));
    let parts = [new(), new()];
    let bus = world.spi();
    bus.attach(
        0,
        &Rc::new(RefCell::new(parts.iter().fold(Chain::new(), Chain::then))),
    );
    assert!(bus.device(0, MODE_1).write(&RESET_STATUS.repeat(2)).is_ok());
    let mut shutdown = InputLine::new(world.pin(false), &parts, Stgap1::set_shutdown);
    let mut input = InputLine::new(world.pin(false), &parts[..1], Stgap1::set_in_plus);
    let line = |is_high| {
        Rc::new(RefCell::new(OpenDrain::new(
            &parts,
            is_high,
            Stgap1::next_change,
        )))
    };
    let (first, second) = (line(Stgap1::diag1), line(Stgap1::diag2));
    let (mut diag1, mut diag2) = (world.line(&first), world.line(&second));
    assert_eq!(shutdown.set_high(), Ok(()));
    assert_eq!(input.set_high(), Ok(()));
    parts[0]
        .borrow_mut()
        .set_collector_emitter(Voltage::from_volts(400));
    assert_eq!(diag1.is_high(), Ok(true));
    let waited = world.block_on(async {
        use embedded_hal_async::digital::Wait as _;
        diag1.wait_for_low().await
    });
    assert_eq!(waited, Ok(Ok(())));
    // Gate on after 100 ns; 100 pF × 3 V / 250 µA = 1.2 µs, and 50 ns.
    let sent = 2 * 2 * 8_000 + 1_000;
    assert_eq!(world.clock().nanos(), sent + 100 + 1_250);
    assert_eq!(diag2.is_high(), Ok(true));
    parts[1]
        .borrow_mut()
        .set_junction(Temperature::from_celsius(200));
    assert_eq!(diag2.is_low(), Ok(true));
    first.borrow_mut().hold(Some(true));
    assert_eq!(diag1.is_high(), Ok(true));
}

proptest! {
    #[test]
    fn whatever_comes_sd_low_holds_the_gate_off(
        deeds in prop::collection::vec((0_u8..16, any::<u16>(), 0_u64..30_000), 0..200),
    ) {
        let (mut part, clock) = part(Open::default());
        let mut off_since = Some(0);
        for (deed, value, pause) in deeds {
            let high = value & 1 != 0;
            let voltage = Voltage::from_millivolts(i32::from(value) - 10_000);
            match deed {
                0 => part.set_in_plus(high),
                1 => part.set_in_minus(high),
                2 | 3 => {
                    part.set_shutdown(high);
                    off_since = if high { None } else { off_since.or(Some(clock.nanos())) };
                }
                4 => part.set_vdd(voltage),
                5 => part.set_vh(voltage),
                6 => part.set_vl(voltage),
                7 => part.set_collector_emitter(voltage),
                8 => part.set_sense(ShuntVoltage::from_microvolts(i32::from(value) * 10)),
                9 => part.set_junction(Temperature::from_celsius(i32::from(value >> 8))),
                10 => part.corrupt(value.to_be_bytes()[0], 0x55),
                11 => part.set_asc(high),
                12 => {
                    window(&mut part, &RESET_STATUS);
                    window(&mut part, &START_CONFIG);
                }
                13 => {
                    window(&mut part, &[0x80 | value.to_be_bytes()[0] & 0x1F, 0]);
                    window(&mut part, &[value.to_be_bytes()[1], 0]);
                    window(&mut part, &STOP_CONFIG);
                }
                _ => {
                    window(&mut part, &value.to_be_bytes());
                }
            }
            clock.advance(Duration::from_nanos(pause));
            part.register(value.to_be_bytes()[1] & 0x1F);
            part.next_change();
            if off_since.is_some_and(|since| clock.nanos() - since >= 100) {
                prop_assert_eq!(part.gate(), Drive::Off);
            }
        }
    }
}
