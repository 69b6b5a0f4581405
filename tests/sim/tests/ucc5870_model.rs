//! The UCC5870 model against the facts of `docs/parts/UCC5870.md`, at the bus and at the pins. Frames are written out by hand; CRCs
//! are the data sheet's example, or were calculated apart from the model.

use core::time::Duration;
use embedded_hal::{
    digital::{InputPin as _, OutputPin as _},
    spi::{MODE_1, SpiDevice as _},
};
use hal_power::{Frequency, Ratio, Temperature, Voltage};
use hal_power_sim::{
    World,
    clock::Clock,
    device::SpiDevice,
    model::{
        gate::{Drive, Edge},
        pins::{InputLine, OpenDrain},
        ucc5870::{Dout, Input, Mode, Open, OtherReply, SharedSelect, Ucc5870},
    },
};
use proptest::prelude::*;
use std::{cell::RefCell, rc::Rc};

const CFG1: u8 = 0x00;
const CFG2: u8 = 0x01;
const CFG3: u8 = 0x02;
const CFG4: u8 = 0x03;
const CFG5: u8 = 0x04;
const CFG6: u8 = 0x05;
const CFG7: u8 = 0x06;
const CFG8: u8 = 0x07;
const CFG9: u8 = 0x08;
const CFG10: u8 = 0x09;
const GD_ADDR: u8 = 0x15;
const STATUS1: u8 = 0x16;
const STATUS2: u8 = 0x17;
const STATUS3: u8 = 0x18;
const STATUS4: u8 = 0x19;
const ADCCFG: u8 = 0x1D;
const DOUTCFG: u8 = 0x1E;

const DESAT: u16 = 1 << 0;
const OC: u16 = 1 << 1;
const SC: u16 = 1 << 2;
const PS_TSD: u16 = 1 << 5;
const GM_STATE: u16 = 1 << 15;
const SPI: u16 = 1 << 9;
const PRI_RDY: u16 = 1 << 14;
const SEC_RDY: u16 = 1 << 0;

/// CFG1 to CFG11 such that nothing is watched: each protection off.
const QUIET: [(u8, u16); 2] = [(CFG1, 0x8100), (CFG4, 0x884C)];

fn part(open: Open) -> (Ucc5870, Clock) {
    let clock = Clock::new();
    let part = Ucc5870::new(clock.clone(), open);
    clock.advance(Duration::from_millis(5));
    (part, clock)
}

fn open(reset: &[(u8, u16)]) -> Open {
    let mut all = QUIET.to_vec();
    all.extend_from_slice(reset);
    Open {
        reset: all,
        ..Open::default()
    }
}

fn frame(part: &mut impl SpiDevice, frame: u16) -> u16 {
    part.select();
    let [high, low] = frame.to_be_bytes().map(|byte| part.exchange(byte));
    part.deselect();
    u16::from_be_bytes([high, low])
}

fn send(part: &mut impl SpiDevice, clock: &Clock, frames: &[u16]) {
    for &word in frames {
        frame(part, word);
        clock.advance(Duration::from_micros(1));
    }
}

/// A part that is in the active state, with IN+ high.
fn running(open: Open) -> (Ucc5870, Clock) {
    let (mut part, clock) = part(open);
    send(&mut part, &clock, &[0xF222, 0xF009]);
    assert_eq!(part.mode(), Mode::Active);
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(10));
    assert_eq!(part.gate(), Drive::On);
    (part, clock)
}

#[test]
fn the_data_sheets_example_of_the_crc() {
    for (last, status) in [(0xFA30, 0), (0xFA28, SPI), (0xFA31, SPI), (0xFA00, SPI)] {
        let (mut part, clock) = part(open(&[]));
        for (word, crc) in [
            (0xFC00, 0x3F),
            (0xFA58, 0x23),
            (0xFB2A, 0xC4),
            (0xFC13, 0x28),
        ] {
            send(&mut part, &clock, &[word]);
            assert_eq!(part.received_crc(), crc, "{word:04X}");
        }
        send(&mut part, &clock, &[last]);
        assert_eq!(part.register(STATUS2) & SPI, status, "{last:04X}");
        assert_eq!(part.received_crc(), 0xFF);
        send(&mut part, &clock, &[0xFC1C, 0xFA80]);
        assert_eq!(part.register(STATUS2) & SPI, 0, "cleared");
    }
}

#[test]
fn a_crc_after_another_begins_with_ff() {
    let (mut part, clock) = part(open(&[]));
    send(&mut part, &clock, &[0xFC00, 0xFA58, 0xFB2A, 0xFC13, 0xFA30]);
    send(&mut part, &clock, &[0xFC13, 0xFA3D]);
    assert_eq!(part.register(STATUS2) & SPI, 0);
    send(&mut part, &clock, &[0xFC13, 0xFA3D]);
    assert_eq!(part.register(STATUS2) & SPI, 0);
    send(&mut part, &clock, &[0xF542, 0xFC13, 0xFA3D]);
    assert_eq!(part.register(STATUS2) & SPI, SPI);
    send(&mut part, &clock, &[0xFC1C, 0xFA80, 0xFC1B, 0xFA80]);
    send(&mut part, &clock, &[0xF542, 0xFC13, 0xFA7C]);
    assert_eq!(part.register(STATUS2) & SPI, 0);
}

#[test]
fn the_crc_of_what_is_sent_starts_anew_with_its_own_word() {
    let (mut part, clock) = part(Open {
        address: 1,
        ..open(&[])
    });
    // SPITEST = 1234, then both CRCs anew; after a broadcast nothing is sent.
    send(&mut part, &clock, &[0xFC14, 0xFA12, 0xFB34, 0xFC1B, 0xFA80]);
    send(&mut part, &clock, &[0x1114]);
    assert_eq!(frame(&mut part, 0x1113), 0x1234);
    clock.advance(Duration::from_micros(1));
    assert_eq!(frame(&mut part, 0x1542), 0x0026);
    clock.advance(Duration::from_micros(1));
    assert_eq!(frame(&mut part, 0x1113), 0x0000);
    clock.advance(Duration::from_micros(1));
    // Over 00 26 00 00.
    assert_eq!(frame(&mut part, 0x1542), 0x00EF);
}

#[test]
fn the_answer_comes_in_the_next_frame() {
    for (other_reply, answer) in [(OtherReply::Zeros, 0x0000), (OtherReply::Echo, 0x1542)] {
        let (mut part, clock) = part(Open {
            address: 1,
            other_reply,
            ..open(&[(CFG5, 0x1234)])
        });
        assert_eq!(frame(&mut part, 0x1542), 0xFFFF, "not driven yet");
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut part, 0x1104), answer);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut part, 0x1115), 0x1234);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut part, 0x1542), 0x0001);
    }
}

#[test]
fn a_select_that_stays_low_is_a_shift_register() {
    let (mut part, clock) = part(Open {
        address: 1,
        ..open(&[(CFG5, 0x1234)])
    });
    send(&mut part, &clock, &[0x1104]);
    part.select();
    let back = [0x11, 0x00, 0x15, 0x42].map(|byte| part.exchange(byte));
    part.deselect();
    assert_eq!(back, [0x12, 0x34, 0x11, 0x00]);
    clock.advance(Duration::from_micros(1));
    assert_eq!(frame(&mut part, 0x1542), 0, "the last frame was a NOP");
}

#[test]
fn broken_frames_do_nothing() {
    for bytes in [
        &[0xF2][..],
        &[0xF2, 0x22, 0xF2],
        &[0xF2, 0x23],
        &[0xF0, 0x00],
    ] {
        let (mut part, _) = part(open(&[]));
        part.select();
        for &byte in bytes {
            part.exchange(byte);
        }
        part.deselect();
        assert_eq!(part.mode(), Mode::Configuration1, "{bytes:02X?}");
    }
}

fn shared(clock: &Clock, count: usize, floating: u8) -> (SharedSelect, Vec<Rc<RefCell<Ucc5870>>>) {
    let new = |_| Rc::new(RefCell::new(Ucc5870::new(clock.clone(), open(&[]))));
    let parts: Vec<_> = (0..count).map(new).collect();
    let select = SharedSelect::new(floating);
    let select = parts.iter().fold(select, SharedSelect::with);
    clock.advance(Duration::from_millis(5));
    (select, parts)
}

#[test]
fn the_part_whose_input_is_high_takes_the_address() {
    let clock = Clock::new();
    let (mut select, parts) = shared(&clock, 6, 0xFF);
    for (address, part) in (1_u16..).zip(&parts) {
        part.borrow_mut().set_in_plus(true);
        // Not by its own address, and not by another command.
        send(&mut select, &clock, &[0xEDA0 | address, 0xFDB0 | address]);
        assert_eq!(part.borrow_mut().register(GD_ADDR), 0);
        send(&mut select, &clock, &[0xFDA0 | address]);
        part.borrow_mut().set_in_plus(false);
    }
    for (address, part) in (1_u16..).zip(&parts) {
        assert_eq!(part.borrow_mut().register(GD_ADDR), address);
        send(&mut select, &clock, &[address << 12 | 0x115]);
        assert_eq!(frame(&mut select, address << 12 | 0x542), address);
        clock.advance(Duration::from_micros(1));
    }
    assert_eq!(select.collisions(), 0);
    // It survives a reset by software, and not one of the supply.
    send(&mut select, &clock, &[0xF708]);
    assert_eq!(parts[2].borrow_mut().register(GD_ADDR), 3);
    parts[2].borrow_mut().brown_out();
    assert_eq!(parts[2].borrow_mut().register(GD_ADDR), 0);
}

#[test]
fn only_the_part_that_was_addressed_drives() {
    let clock = Clock::new();
    for floating in [0xFF, 0x00] {
        let (mut select, parts) = shared(&clock, 2, floating);
        for (address, part) in (1_u16..).zip(&parts) {
            part.borrow_mut().set_in_plus(true);
            send(&mut select, &clock, &[0xFDA0 | address]);
            part.borrow_mut().set_in_plus(false);
        }
        let nobody = u16::from_be_bytes([floating; 2]);
        send(&mut select, &clock, &[0x1115]);
        assert_eq!(frame(&mut select, 0x2115), 1);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut select, 0x3115), 2);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut select, 0xF115), nobody);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut select, 0x0115), nobody);
        clock.advance(Duration::from_micros(1));
        assert_eq!(frame(&mut select, 0xF542), 0, "1 and 2 at once");
        assert_eq!(select.collisions(), 2);

        parts[0].borrow_mut().set_silent(true);
        clock.advance(Duration::from_micros(1));
        send(&mut select, &clock, &[0x1115]);
        assert_eq!(frame(&mut select, 0x1542), nobody);
        clock.advance(Duration::from_micros(1));
    }
}

#[test]
fn frames_to_others_count_as_the_caller_says() {
    for (counts_frames_to_others, crc) in [(true, 0xFA11), (false, 0xFA3D)] {
        let (mut part, clock) = part(Open {
            address: 1,
            counts_frames_to_others,
            ..open(&[])
        });
        send(&mut part, &clock, &[0x2542, 0xFC13, crc]);
        assert_eq!(part.register(STATUS2) & SPI, 0);
        send(&mut part, &clock, &[0x2542, 0xFC13, crc ^ 1]);
        assert_eq!(part.register(STATUS2) & SPI, SPI);
    }
}

#[test]
fn registers_are_written_by_halves_in_configuration_2_only() {
    let (mut part, clock) = part(open(&[]));
    let write = [0xFC04, 0xFA12, 0xFB34];
    send(&mut part, &clock, &write);
    assert_eq!(part.register(CFG5), 0);
    send(&mut part, &clock, &[0xF222]);
    send(&mut part, &clock, &write[..2]);
    assert_eq!(part.register(CFG5), 0x1200);
    send(&mut part, &clock, &write[2..]);
    assert_eq!(part.register(CFG5), 0x1234);
    // Bits that CFG2 does not have.
    send(&mut part, &clock, &[0xFC01, 0xFAFF, 0xFBFF]);
    assert_eq!(part.register(CFG2), 0xFFE7);
    send(&mut part, &clock, &[0xF009]);
    assert_eq!(part.mode(), Mode::Active);
    send(&mut part, &clock, &[0xFC04, 0xFA55, 0xFB55]);
    assert_eq!(part.register(CFG5), 0x1234);
    send(&mut part, &clock, &[0xF708]);
    assert_eq!(part.register(CFG5), 0);
    assert_eq!(part.mode(), Mode::Configuration1);
}

#[test]
fn crcdata_in_the_active_state_is_the_callers_choice() {
    for (takes_crc_while_active, status) in [(false, 0), (true, SPI)] {
        let (mut part, clock) = running(Open {
            takes_crc_while_active,
            ..open(&[])
        });
        send(&mut part, &clock, &[0xFC13, 0xFA00]);
        assert_eq!(part.register(STATUS2) & SPI, status);
    }
}

#[test]
fn the_states_follow_each_other() {
    for after_disable in [Mode::Configuration1, Mode::Configuration2, Mode::Active] {
        let (mut part, clock) = part(Open {
            after_disable,
            ..open(&[])
        });
        assert_eq!(part.register(STATUS1), 1 << 6);
        send(&mut part, &clock, &[0xF009]);
        assert_eq!(part.register(STATUS1), 1 << 6);
        send(&mut part, &clock, &[0xF222]);
        assert_eq!(part.register(STATUS1), 2 << 6);
        send(&mut part, &clock, &[0xF009]);
        assert_eq!(part.register(STATUS1), 3 << 6);
        assert_eq!(part.register(STATUS2), PRI_RDY | 1 << 2);
        send(&mut part, &clock, &[0xF222]);
        assert_eq!(part.register(STATUS1), 3 << 6);
        send(&mut part, &clock, &[0xF00A]);
        assert_eq!(part.mode(), after_disable);
        assert_eq!(part.register(STATUS2), PRI_RDY);
        send(&mut part, &clock, &[0xF222]);
        assert_eq!(part.register(STATUS1), 2 << 6);
    }
}

#[test]
fn a_disabled_part_is_off_and_can_be_configured_wherever_it_went() {
    for after_disable in [Mode::Configuration1, Mode::Configuration2, Mode::Active] {
        let (mut part, clock) = running(Open {
            after_disable,
            ..open(&[])
        });
        let write = [0xFC04, 0xFA12, 0xFB34];
        send(&mut part, &clock, &[0xF222]);
        send(&mut part, &clock, &write);
        assert_eq!(part.gate(), Drive::On, "CFG_IN alone ends nothing");
        assert_eq!(part.register(CFG5), 0);
        send(&mut part, &clock, &[0xF00A]);
        assert_eq!(part.gate(), Drive::Off, "{after_disable:?}");
        part.set_in_plus(false);
        clock.advance(Duration::from_micros(10));
        part.set_in_plus(true);
        clock.advance(Duration::from_micros(10));
        assert_eq!(part.gate(), Drive::Off, "{after_disable:?}");
        send(&mut part, &clock, &[0xF222]);
        send(&mut part, &clock, &write);
        assert_eq!(part.register(CFG5), 0x1234);
        assert_eq!(part.gate(), Drive::Off);
        send(&mut part, &clock, &[0xF009]);
        assert_eq!(part.gate(), Drive::On);
    }
}

#[test]
fn both_sides_are_ready_after_their_time() {
    let clock = Clock::new();
    let mut part = Ucc5870::new(clock.clone(), open(&[]));
    clock.advance(Duration::from_micros(1_999));
    assert_eq!(part.register(STATUS2), 0);
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.register(STATUS2), PRI_RDY);
    assert_eq!(part.register(STATUS4), 0);
    send(&mut part, &clock, &[0xF222, 0xF009]);
    assert_eq!(part.mode(), Mode::Configuration2, "too early");
    clock.advance(Duration::from_millis(1));
    assert_eq!(part.register(STATUS4), SEC_RDY);
    send(&mut part, &clock, &[0xF708]);
    assert_eq!(part.register(STATUS2), 0);

    let mut deaf = Ucc5870::new(
        clock.clone(),
        Open {
            hears_before_ready: false,
            ..open(&[])
        },
    );
    send(&mut deaf, &clock, &[0xF222]);
    assert_eq!(deaf.mode(), Mode::Configuration1);
    clock.advance(Duration::from_millis(2));
    send(&mut deaf, &clock, &[0xF222]);
    assert_eq!(deaf.mode(), Mode::Configuration2);
}

#[test]
fn levels_of_the_pins_show() {
    let (mut part, _) = part(open(&[]));
    part.set_in_plus(true);
    assert_eq!(part.register(STATUS1), 1 << 6 | 1 << 15);
    part.set_in_plus(false);
    part.set_in_minus(true);
    assert_eq!(part.register(STATUS1), 1 << 6 | 1 << 14);
    part.set_in_minus(false);
    part.set_asc_enable(true);
    assert_eq!(part.register(STATUS1), 1 << 6 | 1 << 11);
}

#[test]
fn the_gate_follows_after_deglitch_and_dead_time() {
    // 140 ns deglitch, dead time code 3: 245 ns.
    let (mut part, clock) = running(open(&[(CFG1, 0x9103)]));
    let begin = clock.nanos();
    assert_eq!(part.register(STATUS3), GM_STATE);
    part.set_in_plus(false);
    part.set_in_minus(true);
    clock.advance(Duration::from_micros(2));
    part.set_in_minus(false);
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(2));
    let expected = [
        Edge {
            at: begin + 140 + 150,
            drive: Drive::Off,
        },
        Edge {
            at: begin + 2_000 + 140 + 245 + 150,
            drive: Drive::On,
        },
    ];
    assert_eq!(part.course().edges_from(begin), expected);
}

#[test]
fn both_inputs_high_are_a_fault() {
    for (cfg3, gate) in [(0x0000, Drive::Off), (0x1800, Drive::On)] {
        let (mut part, clock) = running(open(&[(CFG3, cfg3)]));
        part.set_in_minus(true);
        part.set_in_minus(false);
        clock.advance(Duration::from_micros(2));
        assert_eq!(part.register(STATUS2) & 1 << 11, 1 << 11);
        assert_eq!(part.gate(), gate);
    }
}

#[test]
fn asc_drives_the_output_past_everything() {
    let (mut part, clock) = running(open(&[]));
    let begin = clock.nanos();
    part.set_asc_enable(true);
    let off = Edge {
        at: begin + 100,
        drive: Drive::Off,
    };
    assert_eq!(part.course().edges_from(begin), [off]);
    part.set_in_plus(false);
    part.set_in_plus(true);
    clock.advance(Duration::from_millis(1));
    assert_eq!(part.gate(), Drive::Off);

    send(&mut part, &clock, &[0xF00A]);
    let begin = clock.nanos();
    part.set_asc(true);
    let on = Edge {
        at: begin + 2_000,
        drive: Drive::On,
    };
    assert_eq!(part.course().edges_from(begin), [on]);
    clock.advance(Duration::from_millis(1));
    part.set_asc_enable(false);
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.gate(), Drive::Off, "not active any more");
}

#[test]
fn desaturation_turns_off_by_plateau_within_its_times() {
    // DESAT 9 V by 1 mA, two levels for SC and DESAT: 10 V for 600 ns. 100 pF × 9 V / 1 mA = 900 ns, and 158 ns.
    let (mut part, clock) = running(open(&[(CFG4, 0x885C), (CFG5, 0x6E0A), (CFG8, 0x8C00)]));
    let begin = clock.nanos();
    part.set_collector_emitter(Voltage::from_volts(400));
    assert_eq!(part.next_change(), Some(begin + 1_058));
    clock.advance(Duration::from_nanos(1_057));
    assert_eq!(part.register(STATUS3), GM_STATE);
    clock.advance(Duration::from_nanos(1));
    assert_eq!(part.register(STATUS3), GM_STATE | DESAT);
    let expected = [
        Edge {
            at: begin + 1_058 + 150,
            drive: Drive::Plateau(Voltage::from_volts(10)),
        },
        Edge {
            at: begin + 1_058 + 150 + 600,
            drive: Drive::Off,
        },
    ];
    assert_eq!(part.course().edges_from(begin), expected);
    assert!(part.nflt1());
    assert_eq!(part.next_change(), Some(begin + 1_058 + 5_000));
    clock.advance(Duration::from_nanos(300));
    part.set_in_plus(false);
    part.set_in_plus(true);
    frame(&mut part, 0xF542);
    assert_eq!(part.course().edges_from(begin), expected);
    clock.advance(Duration::from_nanos(4_699));
    assert!(part.nflt1());
    clock.advance(Duration::from_nanos(1));
    assert!(!part.nflt1());
    assert!(part.nflt2());
    assert_eq!(part.register(STATUS3), DESAT);
    assert_eq!(part.register(STATUS4), SEC_RDY | 1 << 10);
}

#[test]
fn the_way_of_the_turn_off_depends_on_mode_and_fault() {
    let plateau = Some(Drive::Plateau(Voltage::from_volts(6)));
    let soft = Some(Drive::Soft);
    let none = Some(Drive::Off);
    for (mode, desat, over_current) in [
        (0, none, none),
        (1, soft, none),
        (2, soft, soft),
        (5, plateau, none),
        (6, plateau, plateau),
        (7, plateau, plateau),
    ] {
        let reset = [
            (CFG4, 0x8858),
            (CFG5, mode << 1),
            (CFG6, 0x0000),
            (DOUTCFG, 0x1000),
        ];
        let (mut part, clock) = running(open(&reset));
        let begin = clock.nanos();
        part.set_collector_emitter(Voltage::from_volts(400));
        clock.advance(Duration::from_micros(20));
        let first = part
            .course()
            .edges_from(begin)
            .first()
            .map(|edge| edge.drive);
        assert_eq!(first, desat, "{mode}");

        let (mut part, clock) = running(open(&reset));
        let begin = clock.nanos();
        part.set_analog(Input::Ai2, Voltage::from_millivolts(201));
        clock.advance(Duration::from_micros(20));
        let edges = part.course().edges_from(begin);
        assert_eq!(edges.first().map(|edge| edge.drive), over_current, "{mode}");
        assert_eq!(edges.first().map(|edge| edge.at), Some(begin + 500 + 150));
        assert_eq!(part.register(STATUS3), OC);
    }
}

#[test]
fn shunts_are_watched_where_they_are_connected() {
    // OC 0.5 V after 5 µs, SC 1 V after 0.4 µs, on AI4.
    let reset = [(CFG4, 0x8840), (CFG6, 0x6AC0), (DOUTCFG, 0x0800)];
    for (input, millivolts, flags, at) in [
        (Input::Ai4, 500, 0, None),
        (Input::Ai4, 501, OC, Some(5_150)),
        (Input::Ai4, 1_000, OC, Some(5_150)),
        (Input::Ai4, 1_001, SC, Some(550)),
        (Input::Ai2, 2_000, 0, None),
        (Input::Ai6, 2_000, 0, None),
    ] {
        let (mut part, clock) = running(open(&reset));
        let begin = clock.nanos();
        part.set_analog(input, Voltage::from_millivolts(millivolts));
        clock.advance(Duration::from_micros(20));
        let gate = if at.is_some() { 0 } else { GM_STATE };
        assert_eq!(part.register(STATUS3), flags | gate, "{millivolts}");
        let first = part.course().edges_from(begin).first().map(|edge| edge.at);
        assert_eq!(first, at.map(|at| begin + at), "{millivolts}");
    }
}

#[test]
fn a_hot_switch_trips_below_its_threshold() {
    // PS_TSD 1.5 V on AI3, after 750 ns, reported on nFLT1.
    let reset = [
        (CFG4, 0xC84E),
        (CFG6, 0x0002),
        (CFG9, 0x0100),
        (DOUTCFG, 0x4000),
    ];
    let (mut part, clock) = running_with(open(&reset), Input::Ai3, 1_500);
    let begin = clock.nanos();
    part.set_analog(Input::Ai3, Voltage::from_millivolts(1_499));
    assert_eq!(part.next_change(), Some(begin + 750));
    clock.advance(Duration::from_micros(20));
    assert_eq!(part.register(STATUS3), PS_TSD);
    assert!(!part.nflt1());
}

/// As [`running`], with an analogue input set before.
fn running_with(open: Open, input: Input, millivolts: i32) -> (Ucc5870, Clock) {
    let clock = Clock::new();
    let mut part = Ucc5870::new(clock.clone(), open);
    part.set_analog(input, Voltage::from_millivolts(millivolts));
    clock.advance(Duration::from_millis(5));
    send(&mut part, &clock, &[0xFC1C, 0xFA80, 0xF222, 0xF009]);
    part.set_in_plus(true);
    clock.advance(Duration::from_micros(10));
    assert_eq!(part.gate(), Drive::On);
    (part, clock)
}

#[test]
fn a_fault_holds_until_it_is_cleared_and_the_mute_time_is_over() {
    for (mute, wait) in [(0, Duration::ZERO), (1, Duration::from_millis(10))] {
        let (mut part, clock) = running(open(&[(CFG4, 0x885C), (CFG5, 0x0600 | mute)]));
        let begin = clock.nanos();
        part.set_collector_emitter(Voltage::from_volts(400));
        clock.advance(Duration::from_micros(20));
        part.set_collector_emitter(Voltage::from_volts(1));
        assert_eq!(part.gate(), Drive::Off);
        clock.advance(Duration::from_micros(20));
        send(&mut part, &clock, &[0xFC1C, 0xFA80]);
        assert_eq!(part.register(STATUS3) & DESAT, 0);
        // 100 pF × 2.5 V / 1 mA = 250 ns, and 158 ns.
        let again = match mute {
            0 => 41_000 + 150,
            _ => 408 + 10_000_000 + 150,
        };
        let on = part.course().edges_from(begin + 1_000);
        let expected = Edge {
            at: begin + again,
            drive: Drive::On,
        };
        assert_eq!(on, [expected]);
        clock.advance(wait);
        assert_eq!(part.gate(), Drive::On);
    }
}

#[test]
fn a_fault_that_is_ignored_is_reported_only() {
    // FS_STATE of DESAT and SC: 3 does nothing, 1 is high.
    for (cfg10, cfg9, high) in [
        (0x3000, 0x0000, false),
        (0x3000, 0x4000, true),
        (0x1000, 0, false),
    ] {
        let (mut part, clock) = running(open(&[(CFG4, 0x885C), (CFG9, cfg9), (CFG10, cfg10)]));
        part.set_collector_emitter(Voltage::from_volts(400));
        clock.advance(Duration::from_micros(20));
        assert_eq!(part.register(STATUS3), DESAT | GM_STATE);
        assert_eq!(part.nflt1(), high);
    }
}

#[test]
fn spi_faults_go_where_cfg2_says() {
    for (cfg2, first, second) in [
        (0x0000, false, true),
        (0x0200, true, false),
        (0x0400, true, true),
    ] {
        let (mut part, clock) = part(open(&[(CFG2, cfg2)]));
        send(&mut part, &clock, &[0xFC13, 0xFA00]);
        clock.advance(Duration::from_micros(30));
        assert_eq!((part.nflt1(), part.nflt2()), (first, second), "{cfg2:04X}");
    }
}

#[test]
fn each_field_has_its_own_code_for_doing_nothing() {
    // FS_STATE of SPI in 9:8, of STP in 12:11.
    for (cfg3, spi, stp) in [
        (0x0000, Drive::Off, Drive::Off),
        (0x0900, Drive::On, Drive::On),
        (0x1A00, Drive::On, Drive::On),
        (0x1300, Drive::Off, Drive::Off),
    ] {
        let reset = open(&[(CFG3, cfg3)]);
        let (mut part, clock) = running(Open {
            takes_crc_while_active: true,
            ..reset.clone()
        });
        send(&mut part, &clock, &[0xFC13, 0xFA00]);
        assert_eq!(part.register(STATUS2) & SPI, SPI);
        assert_eq!(part.gate(), spi, "{cfg3:04X}");
        // Code 1 is high whatever the inputs say; the code that ignores lets them.
        let ignores = cfg3 == 0x1A00;
        part.set_in_plus(false);
        clock.advance(Duration::from_micros(2));
        assert_eq!(part.gate() == Drive::On, spi == Drive::On && !ignores);

        let (mut part, clock) = running(reset);
        part.set_in_minus(true);
        part.set_in_minus(false);
        clock.advance(Duration::from_micros(2));
        assert_eq!(part.gate(), stp, "{cfg3:04X}");
        part.set_in_plus(false);
        clock.advance(Duration::from_micros(2));
        assert_eq!(part.gate() == Drive::On, stp == Drive::On && !ignores);
    }
}

#[test]
fn supplies_are_watched() {
    // VCC1 for 3.3 V; VCC2 14 V to 21 V; VEE2 -3 V to -7 V.
    let reset = [(CFG1, 0x0000), (CFG4, 0x004D), (CFG7, 0x5100)];
    type Set = fn(&mut Ucc5870, Voltage);
    let set: [(Set, i32, u8, u16); 8] = [
        (Ucc5870::set_vcc1, 2_449, STATUS2, 1 << 13),
        (Ucc5870::set_vcc1, 4_151, STATUS2, 1 << 12),
        (Ucc5870::set_vcc2, 12_999, STATUS3, 1 << 7),
        (Ucc5870::set_vcc2, 21_001, STATUS3, 1 << 8),
        (Ucc5870::set_vee2, -2_999, STATUS3, 1 << 9),
        (Ucc5870::set_vee2, -7_001, STATUS3, 1 << 10),
        (Ucc5870::set_vcc2, 13_000, STATUS3, 0),
        (Ucc5870::set_vcc1, 2_450, STATUS2, 0),
    ];
    for (set, millivolts, status, flag) in set {
        let (mut part, clock) = running(open(&reset));
        let begin = clock.nanos();
        set(&mut part, Voltage::from_millivolts(millivolts));
        clock.advance(Duration::from_micros(30));
        let mask = if status == STATUS2 { 0x3000 } else { 0x0780 };
        assert_eq!(part.register(status) & mask, flag, "{millivolts}");
        let gate = if flag == 0 { Drive::On } else { Drive::Off };
        assert_eq!(part.gate(), gate, "{millivolts}");
        let delay = if status == STATUS2 { 20_000 } else { 0 };
        let off = part.course().edges_from(begin).first().map(|edge| edge.at);
        assert_eq!(off, (flag != 0).then_some(begin + delay + 150));
    }
}

#[test]
fn supplies_that_are_lost_take_the_registers_along() {
    let configured = |part: &mut Ucc5870, clock: &Clock| {
        send(part, clock, &[0xF222, 0xFC01, 0xFB22, 0xFC04, 0xFB55]);
        assert_eq!((part.register(CFG2), part.register(CFG5)), (0x22, 0x55));
    };
    let (mut part, clock) = part(open(&[]));
    configured(&mut part, &clock);
    part.set_vcc2(Voltage::ZERO);
    assert_eq!((part.register(CFG2), part.register(CFG5)), (0x22, 0x00));
    assert_eq!(part.register(STATUS4) & SEC_RDY, 0);
    part.set_vcc2(Voltage::from_volts(18));
    assert_eq!(part.register(STATUS4) & SEC_RDY, 0);
    clock.advance(Duration::from_millis(3));
    assert_eq!(part.register(STATUS4) & SEC_RDY, SEC_RDY);

    configured(&mut part, &clock);
    part.set_vcc1(Voltage::ZERO);
    assert_eq!(frame(&mut part, 0x0117), 0xFFFF);
    assert_eq!(frame(&mut part, 0x0117), 0xFFFF);
    part.set_vcc1(Voltage::from_millivolts(3_300));
    assert_eq!((part.register(CFG2), part.register(CFG5)), (0, 0));

    let (mut part, clock) = running(open(&[]));
    part.set_vcc1(Voltage::ZERO);
    clock.advance(Duration::from_micros(1));
    assert_eq!(part.gate(), Drive::Off);
}

#[test]
fn a_warning_shows_once_until_its_cause_was_away() {
    let (mut part, clock) = running(Open {
        address: 1,
        ..open(&[(CFG2, 0x0004)])
    });
    part.set_junction(Temperature::from_celsius(140));
    // GD_TWN of the primary side is on: bit 10 of CFG1 is clear.
    assert_eq!(part.register(STATUS1) & 2, 2);
    clock.advance(Duration::from_micros(24));
    assert!(part.nflt2());
    clock.advance(Duration::from_micros(1));
    assert!(!part.nflt2());
    assert!(part.nflt1());
    assert_eq!(part.gate(), Drive::On);
    send(&mut part, &clock, &[0x1116]);
    assert_eq!(frame(&mut part, 0x1542) & 2, 2);
    assert!(part.nflt2());
    clock.advance(Duration::from_millis(1));
    assert!(part.nflt2());
    part.set_junction(Temperature::from_celsius(25));
    part.set_junction(Temperature::from_celsius(140));
    clock.advance(Duration::from_micros(25));
    assert!(!part.nflt2());
}

#[test]
fn heat_shuts_down() {
    let (mut part, clock) = running(open(&[(CFG9, 0x0080)]));
    part.set_junction(Temperature::from_celsius(160));
    clock.advance(Duration::from_micros(10));
    assert_eq!(part.gate(), Drive::Off);
    assert_eq!(part.register(STATUS4) & 1 << 12, 1 << 12);
    assert!(!part.nflt1());
    send(&mut part, &clock, &[0xFC1C, 0xFA80]);
    assert_eq!(part.register(STATUS4) & 1 << 12, 1 << 12, "still hot");
}

#[test]
fn registers_that_flip_are_noticed_unless_told() {
    for (cfg8, primary, secondary) in [(0x0000, 1 << 4, 1 << 6), (0x0040, 0, 0)] {
        let (mut part, _) = part(open(&[(CFG8, cfg8)]));
        part.corrupt(CFG2, 0x0100);
        part.corrupt(CFG7, 0x0100);
        assert_eq!(part.register(STATUS2) & 1 << 4, primary);
        assert_eq!(part.register(STATUS4) & 1 << 6, secondary);
        assert_eq!(part.register(CFG7), 0x0100);
    }
}

#[test]
fn self_tests_show_as_the_caller_says() {
    for (control, write, status, flag) in [
        (0x1B, 0xFB01, STATUS2, 1 << 5),
        (0x1B, 0xFB20, STATUS2, 1 << 11),
        (0x1B, 0xFB80, STATUS1, 1 << 5),
        (0x1B, 0xFA01, STATUS2, 1 << 4),
        (0x1C, 0xFB02, STATUS3, 1 << 5),
        (0x1C, 0xFB04, STATUS4, 1 << 6),
        (0x1C, 0xFB08, STATUS4, 1 << 7),
        (0x1C, 0xFB80, STATUS3, 1 << 1),
        (0x1C, 0xFA01, STATUS3, 1 << 2),
        (0x1C, 0xFA02, STATUS3, 1 << 0),
        (0x1C, 0xFA08, STATUS3, 1 << 6),
        (0x1C, 0xFA10, STATUS3, 1 << 14),
        (0x1C, 0xFA20, STATUS3, 1 << 14),
    ] {
        for passed_check_sets_bit in [true, false] {
            for fails in [true, false] {
                let (mut part, clock) = part(Open {
                    passed_check_sets_bit,
                    ..open(&[])
                });
                let failing = if fails { 0xFFFF } else { 0 };
                part.set_failing_checks(failing, failing);
                send(&mut part, &clock, &[0xF222, 0xFC00 | control, write]);
                let set = part.register(status) & flag != 0;
                assert_eq!(set, fails != passed_check_sets_bit, "{control:X} {write:X}");
                assert_eq!(part.register(u8::try_from(control).unwrap()), 0);
                send(&mut part, &clock, &[0xFC1C, 0xFA80]);
                assert_eq!(part.register(status) & flag, 0);
            }
        }
    }
}

#[test]
fn results_are_codes_with_a_time_stamp() {
    // All channels while off, none while on.
    let reset = [(CFG7, 0x0080), (ADCCFG, 0xFE00)];
    let (mut part, clock) = part(Open {
        address: 1,
        ..open(&reset)
    });
    for (input, millivolts) in [
        (Input::Ai1, 1_000),
        (Input::Ai3, 2_000),
        (Input::Ai5, 3_000),
        (Input::Ai2, 500),
        (Input::Ai4, 5_000),
        (Input::Ai6, -100),
    ] {
        part.set_analog(input, Voltage::from_millivolts(millivolts));
    }
    part.set_junction(Temperature::from_celsius(100));
    // 4 V are 1024; the die has 300 + 1.5 for each degree. Channel 8 is not converted.
    for (place, code) in (0_u16..).zip([256, 512, 768, 128, 1_023, 0, 450]) {
        send(&mut part, &clock, &[0x110B + place]);
        let back = frame(&mut part, 0x1542);
        assert_eq!((back & 0x3FF, back >> 10), (code, place + 1));
        clock.advance(Duration::from_micros(1));
    }
    send(&mut part, &clock, &[0x1112]);
    assert_eq!(frame(&mut part, 0x1542), 0);
    clock.advance(Duration::from_micros(1));
    // On, the old result stays.
    send(&mut part, &clock, &[0xF222, 0xF009]);
    part.set_in_plus(true);
    part.set_analog(Input::Ai1, Voltage::from_volts(3));
    clock.advance(Duration::from_micros(10));
    send(&mut part, &clock, &[0x110B]);
    assert_eq!(frame(&mut part, 0x1542), 1 << 10 | 256);
}

#[test]
fn dout_shows_a_channel_as_duty() {
    for (code, hertz) in [(0, 13_900), (1, 27_800), (2, 55_700), (3, 111_400)] {
        let reset = [(CFG1, 0x8140), (DOUTCFG, code << 8 | 0x0002)];
        let (mut part, _) = part(open(&reset));
        part.set_analog(Input::Ai3, Voltage::from_volts(1));
        let shown = Dout {
            frequency: Frequency::from_hertz(hertz),
            duty: Ratio::from_ppm(250_000),
        };
        assert_eq!(part.dout(), Some(shown));
    }
    let (mut part, _) = part(open(&[(DOUTCFG, 0x0002)]));
    assert_eq!(part.dout(), None);
}

#[test]
fn frames_that_follow_too_soon_are_counted() {
    let (mut part, clock) = part(open(&[]));
    frame(&mut part, 0xF542);
    clock.advance(Duration::from_nanos(250));
    frame(&mut part, 0xF542);
    assert_eq!(part.hasty_frames(), 0);
    clock.advance(Duration::from_nanos(249));
    frame(&mut part, 0xF542);
    assert_eq!(part.hasty_frames(), 1);
}

#[test]
fn pins_and_select_work_in_a_world() {
    let world = World::new();
    let reset = [(CFG4, 0x885C)];
    let new = || Rc::new(RefCell::new(Ucc5870::new(world.clock(), open(&reset))));
    let parts = [new(), new()];
    let select = parts
        .iter()
        .fold(SharedSelect::new(0xFF), SharedSelect::with);
    let bus = world.spi();
    bus.attach(0, &Rc::new(RefCell::new(select)));
    let mut device = bus.device(0, MODE_1);
    world.clock().advance(Duration::from_millis(5));
    for word in [0xF222_u16, 0xF009] {
        assert!(device.write(&word.to_be_bytes()).is_ok());
        world.clock().advance(Duration::from_micros(1));
    }
    let mut input = InputLine::new(world.pin(false), &parts[..1], Ucc5870::set_in_plus);
    let line = OpenDrain::new(&parts, Ucc5870::nflt1, Ucc5870::next_change);
    let mut fault = world.line(&Rc::new(RefCell::new(line)));
    for part in &parts {
        part.borrow_mut()
            .set_collector_emitter(Voltage::from_volts(400));
    }
    assert_eq!(fault.is_high(), Ok(true));
    let begin = world.clock().nanos();
    assert_eq!(input.set_high(), Ok(()));
    let waited = world.block_on(async {
        use embedded_hal_async::digital::Wait as _;
        fault.wait_for_low().await
    });
    assert_eq!(waited, Ok(Ok(())));
    // Gate on after 150 ns, 100 pF × 2.5 V / 600 µA = 416 ns, 158 ns, and 5 µs.
    assert_eq!(world.clock().nanos(), begin + 150 + 416 + 158 + 5_000);
}

proptest! {
    #[test]
    fn whatever_comes_asc_low_holds_the_gate_off(
        deeds in prop::collection::vec((0_u8..16, any::<u16>(), 0_u64..30_000), 0..200),
    ) {
        let (mut part, clock) = part(open(&[(CFG4, 0x885C)]));
        let mut off_since = None;
        for (deed, value, pause) in deeds {
            let high = value & 1 != 0;
            let voltage = Voltage::from_millivolts(i32::from(value) - 10_000);
            match deed {
                0 => part.set_in_plus(high),
                1 => part.set_in_minus(high),
                2 | 3 => {
                    part.set_asc_enable(high);
                    off_since = high.then(|| clock.nanos());
                    part.set_asc(false);
                }
                4 => part.set_vcc1(voltage),
                5 => part.set_vcc2(voltage),
                6 => part.set_vee2(voltage),
                7 => part.set_collector_emitter(voltage),
                8 => part.set_analog(Input::Ai2, voltage),
                9 => part.set_junction(Temperature::from_celsius(i32::from(value >> 8))),
                10 => part.corrupt(value.to_be_bytes()[0], value),
                11 => {
                    frame(&mut part, 0xF222);
                    frame(&mut part, 0xF009);
                }
                12 => {
                    frame(&mut part, 0xFC00 | value & 0x1F);
                    frame(&mut part, 0xFA00 | value >> 8);
                }
                _ => {
                    frame(&mut part, value);
                }
            }
            clock.advance(Duration::from_nanos(pause));
            let register = value.to_be_bytes()[1] & 0x1F;
            part.register(register);
            part.next_change();
            if off_since.is_some_and(|since| clock.nanos() - since >= 100) {
                prop_assert_eq!(part.gate(), Drive::Off);
            }
        }
    }
}
