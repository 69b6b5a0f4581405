//! Frames as the README lays them out, byte by byte, and what they mean.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_bms::{StackConfig, StackFault};
use hal_power::{Charge, Error as _, ErrorKind, Instant, Voltage, check::Step};
use hal_power_sim::SimFrame;
use module_link::{
    ConfigError, Identity, LinkFault, LinkIds, LinkTimes, MasterLink, ModuleLink, Serial,
    codec::{self, Message},
};
use proptest::prelude::*;

const MS: Duration = Duration::from_millis(1);
const SERIAL: u64 = 0x1234_5678_9ABC;

fn ids() -> LinkIds {
    LinkIds::new(StandardId::new(0x500).unwrap()).unwrap()
}

fn serial() -> Serial {
    Serial::new(SERIAL).unwrap()
}

fn frame(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}

fn times() -> LinkTimes {
    LinkTimes::new(MS * 10, MS * 100, 2).unwrap()
}

fn stack(count: u8) -> StackConfig {
    StackConfig::new(count, Voltage::from_millivolts(500), MS * 5_000, MS * 350).unwrap()
}

fn at(millis: u32) -> Instant {
    Instant::from_micros(1_000_000).saturating_add(MS * millis)
}

/// Frames, and what each says.
fn vectors() -> Vec<(SimFrame, Message)> {
    let serial = serial();
    let volts = Some(Voltage::from_millivolts(102_400));
    let properties = Message::Properties {
        // CRC-8/AUTOSAR of 12 34 56 78 9A BC.
        tag: serial.tag(),
        kind: 0x0532,
        cells: 32,
        voltage: volts,
        capacity: Charge::from_amp_hours(50),
    };
    vec![
        (frame(0x500, &[0x10, 7]), Message::Reset { round: 7 }),
        (
            frame(0x500, &[0x24, 7]),
            Message::Assign {
                round: 7,
                position: 4,
            },
        ),
        (
            frame(0x500, &[0x3F, 7, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]),
            Message::Confirm {
                round: 7,
                position: 15,
                serial,
            },
        ),
        (
            frame(0x501, &[0x04, 7, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]),
            Message::Identity {
                round: 7,
                position: 4,
                serial,
            },
        ),
        (
            frame(
                0x502,
                &[serial.tag(), 0x05, 0x32, 32, 0x28, 0x00, 0x01, 0xF4],
            ),
            properties,
        ),
        (
            frame(0x514, &[0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x28, 0x00]),
            Message::Heartbeat {
                position: 4,
                serial,
                voltage: volts,
            },
        ),
        (
            frame(0x51F, &[0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xFF, 0xFF]),
            Message::Heartbeat {
                position: 15,
                serial,
                voltage: None,
            },
        ),
    ]
}

#[test]
fn every_frame_is_as_documented() {
    for (frame, message) in vectors() {
        assert_eq!(codec::decode(&ids(), &frame), Some(message));
        assert_eq!(codec::encode(&ids(), &message), Some(frame));
    }
}

#[test]
fn the_tag_is_a_published_checksum() {
    // AUTOSAR_SWS_CRCLibrary, CRC8H2F: check value DF for "123456789", and its first test vector.
    let table = crc::Crc::<u8>::new(&crc::CRC_8_AUTOSAR);
    assert_eq!(table.checksum(b"123456789"), 0xDF);
    assert_eq!(table.checksum(&[0; 4]), 0x12);
    assert_eq!(
        serial().tag(),
        table.checksum(&[0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC])
    );
}

#[test]
fn other_frames_are_passed_over() {
    let extended = SimFrame::new(ExtendedId::new(0x500).unwrap(), &[0x10, 7]).unwrap();
    let remote = SimFrame::new_remote(StandardId::new(0x500).unwrap(), 2).unwrap();
    let others = [
        frame(0x4FF, &[0x10, 7]),
        frame(0x520, &[0; 8]),
        frame(0x500, &[0x10]),
        frame(0x500, &[0x10, 7, 0]),
        frame(0x500, &[0x11, 7]),
        frame(0x500, &[0x40, 7]),
        frame(0x500, &[0x20, 7, 0, 0, 0, 0, 0, 0]),
        frame(0x501, &[16, 7, 0, 0, 0, 0, 0, 0]),
        frame(0x502, &[0; 7]),
        frame(0x503, &[0; 8]),
        frame(0x50F, &[0; 8]),
        frame(0x510, &[0; 7]),
        extended,
        remote,
    ];
    for frame in others {
        assert_eq!(codec::decode(&ids(), &frame), None, "{frame:?}");
    }
}

#[test]
fn what_a_frame_cannot_carry_is_not_sent_as_something_else() {
    let heartbeat = |millivolts| {
        let voltage = Some(Voltage::from_millivolts(millivolts));
        let message = Message::Heartbeat {
            position: 0,
            serial: serial(),
            voltage,
        };
        let frame: SimFrame = codec::encode(&ids(), &message).unwrap();
        (frame.data()[6], frame.data()[7])
    };
    assert_eq!(heartbeat(655_340), (0xFF, 0xFE));
    assert_eq!(heartbeat(655_350), (0xFF, 0xFF));
    assert_eq!(heartbeat(-1), (0xFF, 0xFF));
    assert_eq!(heartbeat(19), (0, 1));
    let far = Message::Assign {
        round: 0,
        position: 16,
    };
    assert_eq!(codec::encode::<SimFrame>(&ids(), &far), None);
    let identity = |cells, charge| Identity::new(serial(), 1, cells, charge).err();
    assert_eq!(
        identity(0, Charge::from_amp_hours(50)),
        Some(ConfigError::Identity)
    );
    assert_eq!(
        identity(1, Charge::from_amp_hours(6_554)),
        Some(ConfigError::Identity)
    );
    assert_eq!(identity(1, Charge::ZERO), Some(ConfigError::Identity));
    assert_eq!(identity(255, Charge::from_amp_hours(6_553)), None);
    assert_eq!(Serial::new(1 << 48), None);
    assert_eq!(serial().as_number(), SERIAL);
    assert_eq!(serial().to_string(), "123456789ABC");
}

#[test]
fn identifiers_are_the_caller_s() {
    let last = LinkIds::new(StandardId::new(0x7E0).unwrap()).unwrap();
    assert!(last.contains(StandardId::MAX.into()));
    assert!(!last.contains(StandardId::new(0x7DF).unwrap().into()));
    assert_eq!(
        LinkIds::new(StandardId::new(0x7E1).unwrap()),
        Err(ConfigError::Base)
    );
    let extended = LinkIds::new(ExtendedId::new(0x1FFF_FFE0).unwrap()).unwrap();
    assert!(extended.contains(ExtendedId::MAX.into()));
    let high = ExtendedId::new(0x1FFF_FFE1).unwrap();
    assert_eq!(LinkIds::new(high), Err(ConfigError::Base));
    let frame: SimFrame = codec::encode(&extended, &Message::Reset { round: 1 }).unwrap();
    assert_eq!(frame.id(), Id::from(ExtendedId::new(0x1FFF_FFE0).unwrap()));
}

#[test]
fn what_cannot_work_is_refused_before_it_is_tried() {
    let zero = Duration::ZERO;
    for (answer, beat, tries) in [(zero, MS, 1), (MS, zero, 1), (MS, MS, 0)] {
        assert_eq!(
            LinkTimes::new(answer, beat, tries),
            Err(ConfigError::NoTime)
        );
    }
    let new = |count, assembly, silence| {
        let stack = StackConfig::new(count, Voltage::from_volts(1), assembly, silence).unwrap();
        MasterLink::<16>::new(ids(), times(), stack).err()
    };
    assert_eq!(new(15, MS * 5_000, MS * 101), None);
    assert_eq!(new(16, MS * 5_000, MS * 101), Some(ConfigError::TooMany));
    assert_eq!(new(15, MS * 5_000, MS * 100), Some(ConfigError::Silence));
    // Two resets, 210 ms of quiet, twice 10 ms for the module, and 10 ms and two questions for the next.
    assert_eq!(times().enumeration(1), MS * (20 + 210 + 20 + 30));
    assert_eq!(new(1, MS * 279, MS * 101), Some(ConfigError::Assembly));
    assert_eq!(new(1, MS * 280, MS * 101), None);
    assert_eq!(ConfigError::Assembly.kind(), ErrorKind::OutOfRange);
}

/// The controller's frames at a time.
fn said(master: &mut MasterLink<5>, now: Instant) -> Vec<SimFrame> {
    std::iter::from_fn(|| master.poll(now)).collect()
}

#[test]
fn a_whole_session_of_the_controller() {
    let mut master = MasterLink::<5>::new(ids(), times(), stack(1)).unwrap();
    assert_eq!(said(&mut master, at(0)), []);
    master.start(at(0), 9);
    let (reset, assign) = (frame(0x500, &[0x10, 9]), |position: u8| {
        frame(0x500, &[0x20 | position, 9])
    });
    assert_eq!(said(&mut master, at(0)), [reset]);
    assert_eq!(said(&mut master, at(9)), []);
    assert_eq!(said(&mut master, at(10)), [reset]);
    assert_eq!(said(&mut master, at(20)), []);
    assert!(!master.enable_out());
    assert_eq!(said(&mut master, at(229)), []);
    assert!(!master.enable_out(), "listens");
    assert_eq!(said(&mut master, at(230)), []);
    assert!(master.enable_out());
    assert_eq!(said(&mut master, at(239)), []);
    assert_eq!(said(&mut master, at(240)), [assign(0)]);
    let own = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC];
    let [a, b, c, d, e, f] = own;
    // Of another round, for another position, or of nobody who has answered: not an answer.
    let properties = |tag, cells| frame(0x502, &[tag, 5, 0x32, cells, 0x28, 0, 1, 0xF4]);
    master.on_frame(at(241), &frame(0x501, &[0, 8, 0, 0, 0, 0, 0, 1]));
    master.on_frame(at(241), &frame(0x501, &[1, 9, 0, 0, 0, 0, 0, 2]));
    master.on_frame(at(241), &properties(serial().tag(), 32));
    assert_eq!(said(&mut master, at(250)), [assign(0)]);
    master.on_frame(at(251), &frame(0x501, &[0, 9, a, b, c, d, e, f]));
    master.on_frame(at(252), &properties(serial().tag(), 32));
    master.on_frame(at(253), &properties(!serial().tag(), 31));
    assert_eq!(said(&mut master, at(259)), []);
    let confirm = frame(0x500, &[0x30, 9, a, b, c, d, e, f]);
    assert_eq!(said(&mut master, at(260)), [confirm]);
    assert_eq!(said(&mut master, at(270)), [confirm]);
    master.on_frame(at(271), &frame(0x510, &[a, b, c, d, e, f, 0x28, 0x01]));
    assert_eq!(said(&mut master, at(281)), [assign(1)]);
    assert_eq!(said(&mut master, at(291)), [assign(1)]);
    assert!(matches!(master.step(at(300)), Step::Wait));
    assert!(master.stack().is_none());
    let Step::Done(stack) = master.step(at(301)) else {
        panic!("the stack is whole");
    };
    assert_eq!(
        (stack.cells(), stack.voltage()),
        (32, Voltage::from_millivolts(102_410))
    );
    assert_eq!(stack.modules()[0].serial, SERIAL);
    assert!(matches!(master.step(at(621)), Step::Wait));
    let silent = LinkFault::Stack(StackFault::Vanished { position: 0 });
    assert!(matches!(master.step(at(622)), Step::Failed(fault) if fault == silent));
    assert!(!master.enable_out());
    assert_eq!(said(&mut master, at(1_000)), []);
}

#[test]
fn a_controller_beside_another_gives_way_by_name() {
    let mut master = MasterLink::<5>::new(ids(), times(), stack(1)).unwrap();
    master.start(at(0), 9);
    master.on_frame(at(1), &frame(0x500, &[0x20, 9]));
    assert_eq!(said(&mut master, at(1)), []);
    assert!(matches!(
        master.step(at(1)),
        Step::Failed(LinkFault::OtherMaster)
    ));
    assert!(
        matches!(master.step(at(2)), Step::Wait),
        "a fault is told once"
    );
}

#[test]
fn a_whole_session_of_a_module() {
    let identity = Identity::new(serial(), 0x0532, 32, Charge::from_amp_hours(50)).unwrap();
    let mut module = ModuleLink::new(ids(), times(), identity);
    let said = |module: &mut ModuleLink, now| -> Vec<SimFrame> {
        std::iter::from_fn(|| module.poll(now)).collect()
    };
    let assign = frame(0x500, &[0x22, 9]);
    module.on_frame(at(0), &assign);
    assert_eq!(said(&mut module, at(0)), [], "not enabled");
    module.set_enable_in(true);
    assert_eq!(said(&mut module, at(0)), [], "not asked");
    module.on_frame(at(0), &assign);
    let identity = frame(0x501, &[2, 9, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]);
    let unknown = frame(
        0x502,
        &[serial().tag(), 0x05, 0x32, 32, 0xFF, 0xFF, 0x01, 0xF4],
    );
    assert_eq!(said(&mut module, at(0)), [identity, unknown]);
    module.set_voltage(Some(Voltage::from_millivolts(102_400)));
    module.on_frame(at(0), &assign);
    let known = frame(
        0x502,
        &[serial().tag(), 0x05, 0x32, 32, 0x28, 0x00, 0x01, 0xF4],
    );
    assert_eq!(said(&mut module, at(0)), [identity, known]);
    assert_eq!((module.position(), module.enable_out()), (None, false));
    // Of another round, for another position: not meant for this one.
    for [operation, round] in [[0x32, 8], [0x31, 9]] {
        module.on_frame(
            at(0),
            &frame(
                0x500,
                &[operation, round, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC],
            ),
        );
        assert_eq!(module.position(), None);
    }
    let confirm = frame(0x500, &[0x32, 9, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]);
    module.on_frame(at(1), &confirm);
    assert_eq!((module.position(), module.enable_out()), (Some(2), true));
    let heartbeat = frame(0x512, &[0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x28, 0x00]);
    assert_eq!(said(&mut module, at(1)), [heartbeat]);
    assert_eq!(said(&mut module, at(100)), []);
    assert_eq!(said(&mut module, at(101)), [heartbeat]);
    module.on_frame(at(102), &confirm);
    assert_eq!(
        said(&mut module, at(102)),
        [heartbeat],
        "heard again, told again"
    );
    module.on_frame(at(103), &frame(0x500, &[0x25, 9]));
    assert_eq!(
        (said(&mut module, at(103)), module.position()),
        (vec![], Some(2))
    );
    module.on_frame(at(104), &frame(0x500, &[0x10, 10]));
    assert_eq!((module.position(), module.enable_out()), (None, false));
    module.on_frame(at(105), &assign);
    module.on_frame(at(105), &confirm);
    assert!(module.enable_out());
    module.set_enable_in(false);
    assert!(!module.enable_out());
    // Confirmed is another module: this one waits.
    module.set_enable_in(true);
    module.on_frame(at(106), &assign);
    module.on_frame(at(106), &frame(0x500, &[0x32, 9, 0, 0, 0, 0, 0, 1]));
    module.on_frame(at(106), &confirm);
    assert_eq!(
        (said(&mut module, at(106)), module.position()),
        (vec![], None)
    );
}

fn any_frame() -> impl Strategy<Value = SimFrame> {
    let id = prop_oneof![4 => 0x500..0x521_u16, 1 => 0..0x800_u16];
    let byte = prop_oneof![any::<u8>(), Just(0x20), Just(9), Just(0)];
    (id, prop::collection::vec(byte, 0..=8)).prop_map(|(id, data)| frame(id, &data))
}

proptest! {
    #[test]
    fn whatever_is_decoded_is_encoded_the_same(own in any_frame()) {
        if let Some(message) = codec::decode(&ids(), &own) {
            prop_assert_eq!(codec::encode(&ids(), &message), Some(own));
        }
    }

    #[test]
    fn whatever_comes_neither_session_panics_or_says_what_is_not_its_own(
        frames in prop::collection::vec((any_frame(), 0..40_u32, any::<bool>()), 0..60),
    ) {
        let identity = Identity::new(serial(), 1, 32, Charge::from_amp_hours(50)).unwrap();
        let mut module = ModuleLink::new(ids(), times(), identity);
        let mut master = MasterLink::<5>::new(ids(), times(), stack(3)).unwrap();
        master.start(at(0), 9);
        let mut now = 0;
        for (frame, wait, enabled) in frames {
            now += wait;
            module.set_enable_in(enabled);
            module.on_frame(at(now), &frame);
            master.on_frame(at(now), &frame);
            for own in said(&mut master, at(now)) {
                prop_assert_eq!(own.id(), Id::from(StandardId::new(0x500).unwrap()));
            }
            while let Some(own) = module.poll::<SimFrame>(at(now)) {
                prop_assert!(ids().contains(own.id()));
                prop_assert!(enabled && own.id() != Id::from(StandardId::new(0x500).unwrap()));
            }
            if let Step::Done(stack) = master.step(at(now)) {
                prop_assert_eq!(stack.modules().len(), 3);
            }
        }
    }
}
