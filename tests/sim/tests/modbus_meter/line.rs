//! Silences, addresses, and several on one line.

use super::{CHARACTER, Rig, circuit, crc16, phase, sealed};
use core::time::Duration;
use embedded_io::{Read, Write};
use hal_power_sim::{
    Fault, Injection,
    model::modbus_meter::{Kind, Misbehaviour, ModbusMeter, Open, Phase},
    serial::{Format, Parity, SerialError},
};

const ASK: [u8; 8] = [0x01, 0x04, 0x00, 0x0C, 0x00, 0x02, 0xB1, 0xC8];

#[test]
fn a_reply_begins_after_the_silence_and_the_turnaround() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.host.send(&ASK);
    // Eight characters of request, 3.5 of silence, 5 ms, and the first of nine.
    let first = 8 * CHARACTER + 3_645_845 + 5_000_000 + CHARACTER;
    rig.pass(first - 1);
    assert_eq!(rig.received(), []);
    rig.pass(1);
    assert_eq!(rig.received(), [1]);
    rig.pass(8 * CHARACTER - 1);
    assert_eq!(rig.received().len(), 7);
    rig.pass(1);
    assert_eq!(rig.received().len(), 1);
    assert_eq!(rig.bus.counts().bits, 17 * 10);
    assert_eq!(rig.meter.requests(), 1);
}

#[test]
fn silences_are_shorter_at_a_higher_baud_rate() {
    let rig = Rig::new(Kind::Sdm120, 1);
    let format = Format::new(38_400).with_parity(Parity::Even);
    rig.bus.set_format(format);
    let character = 11 * 26_042;
    rig.host.send(&ASK);
    rig.pass(9 * character + 1_750_000 + 5_000_000 - 1);
    assert_eq!(rig.received(), []);
    rig.pass(1);
    assert_eq!(rig.received(), [1]);
}

#[test]
fn a_pause_within_a_request_spoils_it() {
    for (pause, strict, answers) in [
        (1_562_505, true, true),
        (1_562_506, true, false),
        (3_645_844, false, true),
        (3_645_846, false, false),
    ] {
        let open = Open {
            strict,
            ..Open::new(Kind::Sdm120)
        };
        let rig = Rig::with(Kind::Sdm120, 1, open);
        let (begin, end) = ASK.split_at(4);
        rig.host.send(begin);
        rig.pass(4 * CHARACTER + pause);
        let reply = rig.exchange(end);
        assert_eq!(!reply.is_empty(), answers, "{pause} {strict}");
    }
}

#[test]
fn two_requests_without_a_silence_are_none() {
    let rig = Rig::new(Kind::Sdm120, 1);
    assert_eq!(rig.exchange(&[ASK, ASK].concat()), []);
    assert_eq!(rig.exchange(&ASK).len(), 9);
}

#[test]
fn only_its_own_sound_requests_are_answered() {
    let rig = Rig::new(Kind::Sdm120, 7);
    let mut spoiled = sealed(&[7, 4, 0, 0, 0, 2]);
    spoiled.iter_mut().for_each(|byte| *byte ^= 0x40);
    let swapped = {
        let [low, high] = crc16(&[7, 4, 0, 0, 0, 2]);
        vec![7, 4, 0, 0, 0, 2, high, low]
    };
    let others = [
        ASK.to_vec(),
        sealed(&[0, 4, 0, 0, 0, 2]),
        sealed(&[8, 4, 0, 0, 0, 2]),
        spoiled,
        swapped,
        sealed(&[7, 4, 0, 0, 0]),
        sealed(&[7]),
        sealed(&[7, 4, 4, 0, 0, 0, 0]),
        vec![7, 4],
        vec![0x55; 300],
    ];
    for frame in others {
        assert_eq!(rig.exchange(&frame), [], "{frame:02X?}");
    }
    assert_eq!(rig.meter.requests(), 0);
    assert_eq!(rig.exchange(&sealed(&[7, 4, 0, 0, 0, 2])).len(), 9);
    assert_eq!(rig.meter.requests(), 1);
}

#[test]
fn address_zero_is_nobody_s() {
    let rig = Rig::new(Kind::Sdm120, 0);
    assert_eq!(rig.exchange(&sealed(&[0, 4, 0, 0, 0, 2])), []);
}

#[test]
fn meters_share_a_line() {
    let rig = Rig::new(Kind::Sdm120, 1);
    let other = ModbusMeter::new(&rig.bus, Kind::Ddsu666, 2, Open::new(Kind::Ddsu666));
    rig.meter
        .set_circuit(circuit([phase(230, 1, 1_000, true); 3]));
    other.set_circuit(circuit([phase(231, 1, 1_000, true); 3]));
    for _ in 0..3 {
        assert!((rig.read(1, 4, 0x0000) - 230.0).abs() < 1e-6);
        assert!((rig.read(2, 3, 0x2000) - 231.0).abs() < 1e-6);
    }
    assert_eq!((rig.meter.requests(), other.requests()), (3, 3));
}

#[test]
fn two_meters_of_one_address_talk_over_each_other() {
    let rig = Rig::new(Kind::Sdm120, 1);
    let other = ModbusMeter::new(&rig.bus, Kind::Sdm120, 1, Open::new(Kind::Sdm120));
    let live = |volts| circuit([phase(volts, 1, 1_000, true), Phase::DEAD, Phase::DEAD]);
    rig.meter.set_circuit(live(230));
    other.set_circuit(live(241));
    let reply = rig.exchange(&sealed(&[1, 4, 0, 0, 0, 2]));
    // 4366 and 4371, where low wins.
    assert_eq!(reply.get(..5), Some(&[1, 4, 4, 0x43, 0x60][..]));
    let (body, crc) = reply.split_at(7);
    assert_ne!(crc, crc16(body));
}

#[test]
fn a_request_at_another_baud_rate_is_noise() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.meter.port().set_format(Format::new(2_400));
    assert_eq!(rig.exchange(&ASK), []);
    rig.host.set_format(Format::new(2_400));
    assert_eq!(rig.exchange(&ASK).len(), 9);
}

#[test]
fn a_spoiled_character_spoils_the_request() {
    for fault in [
        Fault::FlippedBit { byte: 3, bit: 1 },
        Fault::BadStop { byte: 2 },
        Fault::LostByte { byte: 5 },
        Fault::LetsGo { after: 6 },
    ] {
        let rig = Rig::new(Kind::Sdm120, 1);
        let host = rig.bus.target(&rig.host);
        rig.world.inject(Injection::nth(0, fault).at(host));
        assert_eq!(rig.exchange(&ASK), [], "{fault:?}");
        assert_eq!(rig.exchange(&ASK).len(), 9);
    }
}

#[test]
fn a_spoiled_character_before_a_sound_request_spoils_it_too() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.bus
        .set_format(Format::default().with_parity(Parity::Even));
    let fault = Fault::BadParity { byte: 0 };
    rig.world.inject(Injection::nth(0, fault));
    assert_eq!(rig.exchange(&[&[0x00], &ASK[..]].concat()), []);
    assert_eq!(rig.exchange(&ASK).len(), 9);
}

#[test]
fn faults_strike_the_meter_s_replies() {
    let rig = Rig::new(Kind::Sdm120, 1);
    let meter = rig.bus.target(rig.meter.port());
    let fault = Fault::LostByte { byte: 0 };
    rig.world.inject(Injection::nth(0, fault).at(meter));
    assert_eq!(rig.exchange(&ASK).len(), 8);
    assert_eq!(rig.world.faults_struck(), 1);
}

#[test]
fn firmware_that_blocks_reaches_the_reply_and_its_time_out() {
    let rig = Rig::new(Kind::Sdm120, 1);
    rig.meter
        .set_circuit(circuit([phase(230, 10, 600, true); 3]));
    let mut uart = rig.host.clone();
    uart.set_timeout(Duration::from_millis(100));
    uart.write_all(&ASK).unwrap();
    let mut reply = [0; 9];
    uart.read_exact(&mut reply).unwrap();
    // 1380 W.
    assert_eq!(reply.get(..7), Some(&[1, 4, 4, 0x44, 0xAC, 0x80, 0][..]));
    let end = 17 * CHARACTER + 3_645_845 + 5_000_000;
    assert_eq!(rig.world.clock().nanos(), end);
    uart.write_all(&sealed(&[2, 4, 0, 0, 0, 2])).unwrap();
    assert_eq!(uart.read(&mut reply), Err(SerialError::TimedOut));
    assert_eq!(rig.world.clock().nanos(), end + 100_000_000);
}

/// The character under way when the meter begins to talk is lost, and nothing behind it.
#[test]
fn a_request_after_a_collision_is_answered() {
    for before in (0..9_000).step_by(25) {
        let rig = Rig::new(Kind::Sdm120, 1);
        rig.host.send(&ASK);
        // The reply begins 3.5 characters and 20 ms behind the request.
        let reply = 8 * CHARACTER + CHARACTER * 7 / 2 + 20_000_000;
        let slow = Misbehaviour::Slow(Duration::from_millis(15));
        rig.meter.misbehave_for(1, slow);
        rig.pass(reply - before * 1_000);
        rig.host.send(&ASK);
        rig.pass(100_000_000);
        let _ = std::iter::from_fn(|| rig.host.try_receive()).count();
        assert_eq!(rig.exchange(&ASK).len(), 9, "{before} µs");
    }
}
