//! Waveforms, read back by a decoder that knows only the levels of the lines.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod common;

use common::{ADDRESS, Bench};
use core::time::Duration;
use embedded_hal::{
    digital::OutputPin,
    i2c::I2c,
    spi::{MODE_0, MODE_1, MODE_2, MODE_3, Mode, Operation, Phase, Polarity, SpiDevice},
};
use hal_power_sim::{Fault, Injection, Trace, World, device, trace::write_vcd};
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

/// Levels of all lines after each point in time.
type Wave = Vec<(u64, BTreeMap<String, bool>)>;

/// Reads a dump; times must rise.
fn wave(trace: &Trace) -> Wave {
    let mut text = String::new();
    write_vcd(trace, &mut text).unwrap();
    let (header, body) = text.split_once("$enddefinitions $end\n").unwrap();
    assert!(header.starts_with("$timescale 1 ns $end\n"));
    let names: BTreeMap<_, _> = header
        .lines()
        .filter_map(|line| line.strip_prefix("$var wire 1 "))
        .map(|line| line.split_once(' ').unwrap())
        .map(|(id, name)| (id, name.strip_suffix(" $end").unwrap()))
        .collect();
    let mut wave: Wave = Vec::new();
    let mut levels = BTreeMap::new();
    for line in body.lines().filter(|line| !line.starts_with('$')) {
        if let Some(time) = line.strip_prefix('#') {
            let time = time.parse().unwrap();
            assert!(
                wave.last().is_none_or(|(last, _)| *last < time),
                "time goes back at {time}"
            );
            wave.push((time, levels.clone()));
        } else {
            let (level, id) = line.split_at(1);
            levels.insert(names[id].to_owned(), level == "1");
            wave.last_mut().unwrap().1.clone_from(&levels);
        }
    }
    wave
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Seen {
    Start,
    Bit(bool),
    Stop,
}

/// Decodes START, bits and STOP by the rules of UM10204, section 3.1: data is valid at the rising clock, and changes while the
/// clock is high are conditions. Both lines never change at once.
fn i2c_events(wave: &Wave) -> Vec<(u64, Seen)> {
    let lines = |levels: &BTreeMap<String, bool>| (levels["i2c0_scl"], levels["i2c0_sda"]);
    let mut seen = Vec::new();
    for pair in wave.windows(2) {
        let ((scl, sda), (at, (scl_now, sda_now))) =
            (lines(&pair[0].1), (pair[1].0, lines(&pair[1].1)));
        assert!(
            scl == scl_now || sda == sda_now,
            "both lines change at {at}"
        );
        match ((scl, scl_now), (sda, sda_now)) {
            ((true, true), (true, false)) => {
                // The clock rose for a repeated START, not for a bit.
                if let Some((_, Seen::Bit(_))) = seen.last() {
                    seen.pop();
                }
                seen.push((at, Seen::Start));
            }
            ((true, true), (false, true)) => {
                seen.pop();
                seen.push((at, Seen::Stop));
            }
            ((false, true), _) => seen.push((at, Seen::Bit(sda))),
            _ => {}
        }
    }
    seen
}

/// Groups bits into bytes with their acknowledge bits, in the words of the replay file.
fn i2c_bytes(events: &[(u64, Seen)]) -> Vec<String> {
    let mut words = Vec::new();
    let (mut bits, mut address) = (Vec::new(), false);
    for (_, seen) in events {
        match seen {
            Seen::Start => {
                assert_eq!(bits.len(), 0, "START within a byte");
                address = true;
            }
            Seen::Stop => {
                assert_eq!(bits.len(), 0, "STOP within a byte");
                words.push("P".to_owned());
            }
            Seen::Bit(level) => bits.push(*level),
        }
        if bits.len() == 9 {
            let byte = bits[..8]
                .iter()
                .fold(0, |byte, &bit| byte << 1 | u8::from(bit));
            let sign = if bits[8] { '-' } else { '+' };
            words.push(match (address, byte & 1) {
                (true, 0) => format!("S{:02X}W{sign}", byte >> 1),
                (true, _) => format!("S{:02X}R{sign}", byte >> 1),
                (false, _) => format!("{byte:02X}{sign}"),
            });
            bits.clear();
            address = false;
        }
    }
    words
}

/// The words of the replay file that stand for something on the wire.
fn recorded(trace: &Trace) -> Vec<String> {
    let text = trace.to_string();
    let words = text.split_whitespace();
    words
        .filter(|word| word.starts_with('S') || *word == "P" || word.ends_with(['+', '-']))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_register_read_has_the_expected_edges() {
    let bench = Bench::new();
    bench.world.start_trace();
    bench.bus.set_frequency(1_000_000);
    bench.world.clock().advance(Duration::from_nanos(10_000));
    bench
        .bus
        .controller()
        .write_read(ADDRESS, &[0x10], &mut [0; 2])
        .unwrap();
    let trace = bench.world.take_trace();
    let events = i2c_events(&wave(&trace));
    assert_eq!(
        i2c_bytes(&events),
        ["S40W+", "10+", "S40R+", "EF+", "EE-", "P"]
    );
    // START falls three quarters into the first bit, bits are sampled in the middle of theirs.
    assert_eq!(events[0], (10_750, Seen::Start));
    assert_eq!(events[1], (11_500, Seen::Bit(true)));
    assert_eq!(events[9], (19_500, Seen::Bit(false)));
    assert_eq!(events[19], (29_750, Seen::Start));
    assert_eq!(events.last(), Some(&(57_750, Seen::Stop)));
    assert_eq!(bench.world.clock().nanos(), 58_000);
}

#[test]
fn failed_and_stretched_transfers_are_drawn_as_they_were() {
    let bench = Bench::new();
    bench.world.start_trace();
    let mut bus = bench.bus.controller();
    bus.write(0x41, &[1]).unwrap_err();
    bus.write(ADDRESS, &[0xEE, 2, 3]).unwrap_err();
    bench.world.inject(Injection::nth(0, Fault::BusBusy));
    bus.write(ADDRESS, &[9]).unwrap_err();
    bench
        .world
        .inject(Injection::nth(0, Fault::Late(Duration::from_micros(50))));
    bus.read(ADDRESS, &mut [0; 2]).unwrap();
    let trace = bench.world.take_trace();
    let wave = wave(&trace);
    let words = [
        "S41W-", "P", "S40W+", "EE+", "02-", "P", "S40R+", "11+", "10-", "P",
    ];
    assert_eq!(i2c_bytes(&i2c_events(&wave)), words);
    let low = wave.windows(2).filter(|pair| !pair[0].1["i2c0_scl"]);
    let longest = low.map(|pair| pair[1].0 - pair[0].0).max();
    assert_eq!(
        longest,
        Some(51_250),
        "the stretch and the low half of a bit"
    );
}

#[test]
fn a_lost_arbitration_leaves_the_lines_free() {
    let bench = Bench::new();
    bench.world.start_trace();
    bench
        .world
        .inject(Injection::nth(0, Fault::ArbitrationLoss));
    let mut bus = bench.bus.controller();
    bus.write(ADDRESS, &[9]).unwrap_err();
    let wave = wave(&bench.world.trace());
    let last = &wave.last().unwrap().1;
    assert!(last["i2c0_scl"] && last["i2c0_sda"]);
}

proptest! {
    #[test]
    fn any_session_decodes_to_what_was_recorded(
        hertz in prop::sample::select(vec![10_000, 100_000, 400_000, 1_000_000, 3_400_000, 5_000_000]),
        session in prop::collection::vec((0x3E..0x42_u8, prop::collection::vec(any::<u8>(), 0..4), 0..4_usize, 0..9_000_u64), 1..6),
    ) {
        let bench = Bench::new();
        bench.world.start_trace();
        bench.bus.set_frequency(hertz);
        let mut bus = bench.bus.controller();
        for (address, write, read, pause) in session {
            let address = if address == 0x41 { 0x41 } else { ADDRESS };
            let mut data = vec![0; read];
            let _ = bus.write_read(address, &write, &mut data);
            bench.world.clock().advance(Duration::from_nanos(pause));
        }
        let trace = bench.world.take_trace();
        prop_assert_eq!(i2c_bytes(&i2c_events(&wave(&trace))), recorded(&trace));
    }
}

/// Returns the complement of what it is sent.
struct Complement;

impl device::SpiDevice for Complement {
    fn select(&mut self) {}
    fn exchange(&mut self, byte: u8) -> u8 {
        !byte
    }
    fn deselect(&mut self) {}
    fn brown_out(&mut self) {}
}

/// Samples both data lines at the capturing edge while selected; checks that data does not change there.
fn spi_words(wave: &Wave, mode: Mode) -> Vec<(u8, u8)> {
    let rising =
        (mode.polarity == Polarity::IdleLow) == (mode.phase == Phase::CaptureOnFirstTransition);
    let mut bits = Vec::new();
    for pair in wave.windows(2) {
        let (before, now) = (&pair[0].1, &pair[1].1);
        let capture = before["spi0_sclk"] != rising && now["spi0_sclk"] == rising;
        if capture && !before["spi0_cs5"] && !now["spi0_cs5"] {
            assert_eq!(before["spi0_mosi"], now["spi0_mosi"]);
            assert_eq!(before["spi0_miso"], now["spi0_miso"]);
            bits.push((now["spi0_mosi"], now["spi0_miso"]));
        }
    }
    assert_eq!(bits.len() % 8, 0);
    let byte = |bits: &[(bool, bool)]| {
        bits.iter()
            .fold((0_u8, 0_u8), |(out, back), &(mosi, miso)| {
                (out << 1 | u8::from(mosi), back << 1 | u8::from(miso))
            })
    };
    bits.chunks(8).map(byte).collect()
}

#[test]
fn spi_decodes_in_every_mode() {
    for mode in [MODE_0, MODE_1, MODE_2, MODE_3] {
        let world = World::new();
        let bus = world.spi();
        bus.attach(5, &Rc::new(RefCell::new(Complement)));
        world.start_trace();
        let mut device = bus.device(5, mode);
        let mut operations = [
            Operation::Write(&[0xA5, 0x00]),
            Operation::DelayNs(777),
            Operation::Write(&[0x3C]),
        ];
        device.transaction(&mut operations).unwrap();
        device.write(&[0x81]).unwrap();
        let wave = wave(&world.take_trace());
        let expected = [(0xA5, 0x5A), (0x00, 0xFF), (0x3C, 0xC3), (0x81, 0x7E)];
        assert_eq!(spi_words(&wave, mode), expected, "{mode:?}");
        let last = wave.last().unwrap();
        assert_eq!(last.0, world.clock().nanos());
        assert!(last.1["spi0_cs5"]);
        assert_eq!(last.1["spi0_sclk"], mode.polarity == Polarity::IdleHigh);
    }
}

#[test]
fn pins_are_drawn_from_before_their_first_edge() {
    let world = World::new();
    world.start_trace();
    let mut pin = world.pin(true);
    pin.set_high().unwrap();
    world.clock().advance(Duration::from_nanos(42));
    pin.set_low().unwrap();
    let wave = wave(&world.take_trace());
    let levels: Vec<_> = wave
        .iter()
        .map(|(at, levels)| (*at, levels["pin0"]))
        .collect();
    assert_eq!(levels, [(0, true), (42, false)]);
}
