//! Bits of frames, and the time they take.

use super::{BIT, bench, drain, extended, pass, standard};
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power_sim::{SimFrame, trace::CanTransfer};
use proptest::prelude::*;

/// Bits of a frame without stuffing: 44 with 11 bits of identifier, 64 with 29.
fn plain(frame: &SimFrame) -> u64 {
    let head = if frame.is_extended() { 64 } else { 44 };
    head + 8 * u64::try_from(frame.data().len()).unwrap()
}

fn levels(frame: SimFrame) -> Vec<bool> {
    let transfer = CanTransfer {
        bus: 0,
        node: 0,
        start: 0,
        bit_time: BIT,
        frame,
        spoiled: None,
    };
    transfer.levels()
}

/// Reads bits as a receiver does: takes stuff bits out, and computes the checksum bit by bit as the Bosch specification writes it.
struct Receiver<'a> {
    levels: &'a [bool],
    at: usize,
    last: Option<bool>,
    run: u32,
    checksum: u16,
}

impl Receiver<'_> {
    fn bit(&mut self) -> u32 {
        let level = self.levels[self.at];
        self.at += 1;
        self.run = if self.last == Some(level) {
            self.run + 1
        } else {
            1
        };
        self.last = Some(level);
        if self.run == 5 {
            let stuffed = self.levels[self.at];
            assert_ne!(stuffed, level, "six equal bits at {}", self.at);
            self.at += 1;
            (self.last, self.run) = (Some(stuffed), 1);
        }
        let next = level != (self.checksum & 0x4000 != 0);
        self.checksum = self.checksum << 1 & 0x7FFF;
        if next {
            self.checksum ^= 0x4599;
        }
        u32::from(level)
    }

    fn bits(&mut self, count: u32) -> u32 {
        (0..count).fold(0, |value, _| value << 1 | self.bit())
    }
}

fn decode(levels: &[bool]) -> SimFrame {
    let mut receiver = Receiver {
        levels,
        at: 0,
        last: None,
        run: 0,
        checksum: 0,
    };
    assert_eq!(receiver.bit(), 0, "start of frame is dominant");
    let base = receiver.bits(11);
    let (mut remote, is_extended) = (receiver.bit(), receiver.bit());
    let id: Id = if is_extended == 1 {
        assert_eq!(remote, 1, "the substitute is recessive");
        let rest = receiver.bits(18);
        remote = receiver.bit();
        assert_eq!(receiver.bits(2), 0, "reserved");
        ExtendedId::new(base << 18 | rest).unwrap().into()
    } else {
        assert_eq!(receiver.bit(), 0, "reserved");
        StandardId::new(u16::try_from(base).unwrap())
            .unwrap()
            .into()
    };
    let length = usize::try_from(receiver.bits(4)).unwrap();
    let mut data = [0; 8];
    if remote == 0 {
        data[..length].fill_with(|| u8::try_from(receiver.bits(8)).unwrap());
    }
    receiver.bits(15);
    assert_eq!(receiver.checksum, 0, "checksum");
    let tail = [true, false, true, true, true, true, true, true, true, true];
    assert_eq!(levels[receiver.at..], tail);
    if remote == 1 {
        SimFrame::new_remote(id, length).unwrap()
    } else {
        SimFrame::new(id, &data[..length]).unwrap()
    }
}

fn id() -> impl Strategy<Value = Id> {
    prop_oneof![
        (0..0x800_u16).prop_map(|id| StandardId::new(id).unwrap().into()),
        (0..0x2000_0000_u32).prop_map(|id| ExtendedId::new(id).unwrap().into()),
    ]
}

fn frame() -> impl Strategy<Value = SimFrame> {
    let byte = prop_oneof![any::<u8>(), Just(0), Just(0xFF)];
    prop_oneof![
        (id(), prop::collection::vec(byte, 0..=8))
            .prop_map(|(id, data)| SimFrame::new(id, &data).unwrap()),
        (id(), 0..=8_usize).prop_map(|(id, length)| SimFrame::new_remote(id, length).unwrap()),
    ]
}

proptest! {
    #[test]
    fn any_frame_is_read_back_from_its_bits(frame in frame()) {
        let levels = levels(frame);
        prop_assert_eq!(decode(&levels), frame);
        prop_assert_eq!(u64::try_from(levels.len()).unwrap(), frame.bits());
        // Ten bits at the end are not stuffed; a stuff bit follows five, then at best each fourth.
        let most = (plain(&frame) - 10 - 1) / 4;
        prop_assert!((plain(&frame)..=plain(&frame) + most).contains(&frame.bits()));
    }
}

#[test]
fn a_frame_without_runs_has_no_stuff_bits() {
    let frame = standard(0x555, &[0x55; 2]);
    assert!(frame.bits() - plain(&frame) <= 1);
    assert_eq!(plain(&standard(1, &[0; 8])), 108);
    assert_eq!(plain(&extended(1, &[0; 8])), 128);
}

#[test]
fn zeros_are_stuffed_each_fifth_bit() {
    // SOF, 11 identifier bits, RTR, IDE, r0: 15 zeros with three stuff bits, then the length of 8.
    let levels = levels(standard(0, &[0; 8]));
    let begin: String = levels[..24]
        .iter()
        .map(|own| if *own { '1' } else { '0' })
        .collect();
    assert_eq!(begin, "000001000001000001100000");
}

#[test]
fn remote_frames_carry_a_length_and_nothing_else() {
    let asked = SimFrame::new_remote(StandardId::new(0x123).unwrap(), 8).unwrap();
    assert_eq!((asked.dlc(), asked.data()), (8, &[][..]));
    assert_eq!(plain(&asked), 44);
    assert_eq!(SimFrame::new_remote(StandardId::ZERO, 9), None);
    assert_eq!(SimFrame::new(StandardId::ZERO, &[0; 9]), None);
}

#[test]
fn frames_follow_each_other_after_three_bits() {
    let (world, bus, [sender, listener]) = bench();
    let frames = [standard(0x100, &[1]), standard(0x200, &[1, 2, 3])];
    for frame in frames {
        sender.try_send(frame).unwrap();
    }
    let [first, second] = frames.map(|frame| frame.bits());
    pass(&world, first - 1);
    assert_eq!(listener.try_receive(), None);
    pass(&world, 1);
    let (at, frame) = listener.try_receive().unwrap();
    assert_eq!((at.as_micros(), frame), (first * BIT / 1_000, frames[0]));
    pass(&world, 3 + second - 1);
    assert_eq!(listener.try_receive(), None);
    pass(&world, 10_000);
    let (at, _) = listener.try_receive().unwrap();
    assert_eq!(at.as_micros(), (first + 3 + second) * BIT / 1_000);
    assert_eq!(drain(&sender), []);
    let counts = bus.counts();
    assert_eq!(
        (counts.transfers, counts.bits, counts.bytes),
        (2, first + second, 4)
    );
}

#[test]
fn the_bit_rate_is_the_bus_s() {
    let (world, bus, [sender, listener]) = bench();
    bus.set_bit_rate(125_000);
    let frame = extended(0x1234_5678, &[9]);
    sender.try_send(frame).unwrap();
    world.clock().advance(core::time::Duration::from_secs(1));
    let (at, _) = listener.try_receive().unwrap();
    assert_eq!(at.as_micros(), frame.bits() * 8);
}
