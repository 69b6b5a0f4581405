//! The MAX4820 model against the facts of `docs/parts/MAX4820.md`, at the bus and at the pins.

use core::time::Duration;
use embedded_hal::{
    digital::{OutputPin as _, StatefulOutputPin as _},
    spi::{MODE_0, SpiDevice as _},
};
use hal_power_sim::{
    World,
    clock::Clock,
    device::SpiDevice,
    model::max4820::{ControlLine, Controls, Max4820},
    spi::Chain,
    trace::Record,
};
use std::{cell::RefCell, rc::Rc};

const BOTH: [Controls; 2] = [Controls::Change, Controls::Cover];

fn part(controls: Controls) -> (Max4820, Clock) {
    let clock = Clock::new();
    (Max4820::new(clock.clone(), 0, controls), clock)
}

fn send(part: &mut impl SpiDevice, bytes: &[u8]) -> Vec<u8> {
    part.select();
    let back = bytes.iter().map(|&byte| part.exchange(byte)).collect();
    part.deselect();
    back
}

fn nanos(clock: &Clock, nanos: u64) {
    clock.advance(Duration::from_nanos(nanos));
}

fn parts(clock: &Clock, count: usize, power_up: u8) -> Vec<Rc<RefCell<Max4820>>> {
    let part = |_| Max4820::new(clock.clone(), power_up, Controls::Change);
    (0..count)
        .map(part)
        .map(|part| Rc::new(RefCell::new(part)))
        .collect()
}

fn chain(parts: &[Rc<RefCell<Max4820>>]) -> Chain {
    parts.iter().fold(Chain::new(), Chain::then)
}

fn outputs(parts: &[Rc<RefCell<Max4820>>]) -> Vec<u8> {
    let outputs = parts.iter().map(|part| part.borrow_mut().outputs());
    outputs.collect()
}

#[test]
fn d7_comes_first_and_drives_out8() {
    let (mut part, _) = part(Controls::Change);
    send(&mut part, &[0b1000_0000]);
    assert_eq!(part.outputs(), 1 << 7);
    send(&mut part, &[0b0000_0001]);
    assert_eq!(part.outputs(), 1 << 0);
    send(&mut part, &[0b1010_0110]);
    assert_eq!(part.outputs(), 0b1010_0110);
}

#[test]
fn outputs_wait_for_the_rising_edge_of_cs() {
    let (mut part, _) = part(Controls::Change);
    send(&mut part, &[0x0F]);
    part.select();
    part.exchange(0xF0);
    assert_eq!(part.outputs(), 0x0F);
    part.deselect();
    assert_eq!(part.outputs(), 0xF0);
}

#[test]
fn the_falling_edge_of_cs_changes_nothing() {
    let mut part = Max4820::new(Clock::new(), 0xA5, Controls::Change);
    part.select();
    assert_eq!(part.outputs(), 0xA5);
}

#[test]
fn without_cs_nothing_is_taken() {
    let (mut part, _) = part(Controls::Change);
    part.exchange(0xFF);
    part.deselect();
    assert_eq!(part.outputs(), 0);
}

#[test]
fn dout_gives_what_went_in_eight_bits_before() {
    let (mut part, _) = part(Controls::Change);
    assert_eq!(send(&mut part, &[0x12, 0x34, 0x56]), [0x00, 0x12, 0x34]);
    assert_eq!(send(&mut part, &[0x00]), [0x56]);
    assert_eq!(part.outputs(), 0);
}

#[test]
fn the_first_bit_of_a_cascade_travels_furthest() {
    for count in 1..=4 {
        let parts = parts(&Clock::new(), count, 0);
        let mut chain = chain(&parts);
        for sent in 0..8 * count {
            let mut frame = vec![0; count];
            frame[sent / 8] = 0x80 >> (sent % 8);
            send(&mut chain, &frame);
            // As many bits follow as lie between DIN and its place.
            let place = 8 * count - 1 - sent;
            let mut expected = vec![0; count];
            expected[place / 8] = 1 << (place % 8);
            assert_eq!(outputs(&parts), expected, "bit {sent} of {count} parts");
        }
    }
}

#[test]
fn a_frame_of_the_wrong_length_moves_the_levels_to_other_parts() {
    let parts = parts(&Clock::new(), 2, 0);
    let mut chain = chain(&parts);
    send(&mut chain, &[0xAA, 0x55]);
    assert_eq!(outputs(&parts), [0x55, 0xAA]);
    assert_eq!(send(&mut chain, &[0x11]), [0xAA]);
    assert_eq!(outputs(&parts), [0x11, 0x55]);
    send(&mut chain, &[0x22, 0x33, 0x44]);
    assert_eq!(outputs(&parts), [0x44, 0x33]);
}

#[test]
fn reset_and_set_act_at_once_and_reset_overrides() {
    for controls in BOTH {
        let (mut part, clock) = part(controls);
        send(&mut part, &[0x3C]);
        part.set_set(false);
        assert_eq!(part.outputs(), 0xFF);
        part.set_reset(false);
        assert_eq!(part.outputs(), 0);
        nanos(&clock, 1_000);
        assert_eq!(part.outputs(), 0);
        part.set_reset(true);
        assert_eq!(part.outputs(), 0xFF, "SET is still low");
    }
}

#[test]
fn a_frame_does_not_close_what_reset_opens() {
    for controls in BOTH {
        for before in [0, 1_000] {
            let (mut part, clock) = part(controls);
            part.set_reset(false);
            nanos(&clock, before);
            send(&mut part, &[0xFF]);
            assert_eq!(part.outputs(), 0);
        }
    }
}

#[test]
fn what_a_pulse_of_70_ns_leaves_behind() {
    for (controls, width, after_reset, after_set) in [
        (Controls::Change, 69, 0x3C, 0x3C),
        (Controls::Change, 70, 0x00, 0xFF),
        (Controls::Cover, 70, 0x3C, 0x3C),
    ] {
        let (mut part, clock) = part(controls);
        send(&mut part, &[0x3C]);
        part.set_reset(false);
        nanos(&clock, width);
        part.set_reset(true);
        assert_eq!(part.outputs(), after_reset, "{controls:?} {width}");

        send(&mut part, &[0x3C]);
        part.set_set(false);
        nanos(&clock, width);
        part.set_set(true);
        assert_eq!(part.outputs(), after_set, "{controls:?} {width}");
        send(&mut part, &[0x81]);
        assert_eq!(part.outputs(), 0x81);
    }
}

#[test]
fn set_fills_nothing_while_reset_overrides_it() {
    let (mut part, clock) = part(Controls::Change);
    send(&mut part, &[0x3C]);
    part.set_set(false);
    nanos(&clock, 60);
    part.set_reset(false);
    nanos(&clock, 30);
    part.set_set(true);
    part.set_reset(true);
    assert_eq!(part.outputs(), 0x3C);
}

#[test]
fn a_part_whose_reset_clears_gives_zeros_afterwards() {
    for (controls, back) in [(Controls::Change, 0x00), (Controls::Cover, 0x3C)] {
        let (mut part, clock) = part(controls);
        send(&mut part, &[0x3C]);
        part.set_reset(false);
        nanos(&clock, 70);
        part.set_reset(true);
        assert_eq!(send(&mut part, &[0x00]), [back], "{controls:?}");
    }
}

#[test]
fn a_level_that_is_set_again_is_one_pulse() {
    let (mut part, clock) = part(Controls::Change);
    send(&mut part, &[0x3C]);
    part.set_reset(false);
    nanos(&clock, 40);
    part.set_reset(false);
    nanos(&clock, 30);
    part.set_reset(true);
    assert_eq!(part.outputs(), 0);
}

#[test]
fn frames_sent_during_reset_count_only_where_it_covers() {
    for (controls, after) in [(Controls::Change, 0x00), (Controls::Cover, 0x18)] {
        let (mut part, clock) = part(controls);
        part.set_reset(false);
        nanos(&clock, 70);
        send(&mut part, &[0x18]);
        part.set_reset(true);
        assert_eq!(part.outputs(), after, "{controls:?}");
    }
}

#[test]
fn a_dip_of_the_supply_brings_the_power_up_levels_back() {
    let clock = Clock::new();
    let mut part = Max4820::new(clock.clone(), 0xA5, Controls::Change);
    assert_eq!(part.outputs(), 0xA5);
    send(&mut part, &[0x3C]);
    part.select();
    part.exchange(0xFF);
    part.brown_out();
    part.deselect();
    assert_eq!(part.outputs(), 0xA5);
    assert_eq!(
        send(&mut part, &[0x00]),
        [0x00],
        "the shift register is empty"
    );

    // RESET is a level, and its 70 ns begin again.
    part.set_reset(false);
    nanos(&clock, 60);
    part.brown_out();
    nanos(&clock, 60);
    assert_eq!(part.outputs(), 0);
    part.set_reset(true);
    assert_eq!(part.outputs(), 0xA5);
}

#[test]
fn a_clock_over_2_1_mhz_is_noted() {
    for (hertz, bytes, too_fast) in [
        (2_100_000, 1, false),
        (2_100_000, 3, false),
        (2_500_000, 1, true),
        (2_500_000, 3, true),
    ] {
        let world = World::new();
        let parts = parts(&world.clock(), 1, 0);
        let bus = world.spi();
        bus.attach(0, &parts[0]);
        bus.set_frequency(hertz);
        assert!(bus.device(0, MODE_0).write(&vec![0; bytes]).is_ok());
        let noted = parts[0].borrow().clocked_too_fast();
        assert_eq!(noted, too_fast, "{hertz} Hz, {bytes} bytes");
    }
}

#[test]
fn a_control_line_goes_to_every_part_and_into_the_trace() {
    let world = World::new();
    let parts = parts(&world.clock(), 3, 0x11);
    let mut reset = ControlLine::reset(world.pin(false), &parts);
    assert_eq!(outputs(&parts), [0, 0, 0]);
    world.start_trace();
    assert_eq!(reset.set_high(), Ok(()));
    assert_eq!(reset.clone().is_set_high(), Ok(true));
    assert_eq!(outputs(&parts), [0x11, 0x11, 0x11]);
    let mut set = ControlLine::set(world.pin(true), &parts);
    assert_eq!(set.set_low(), Ok(()));
    assert_eq!(set.is_set_low(), Ok(true));
    assert_eq!(outputs(&parts), [0xFF, 0xFF, 0xFF]);
    let trace = world.take_trace();
    let edges = trace.records().iter().map(|record| match record {
        Record::Pin(edge) => (edge.pin, edge.high),
        Record::I2c(_) | Record::Spi(_) | Record::Can(_) | Record::Serial(_) => (u8::MAX, false),
    });
    assert_eq!(edges.collect::<Vec<_>>(), [(0, true), (1, false)]);
}
