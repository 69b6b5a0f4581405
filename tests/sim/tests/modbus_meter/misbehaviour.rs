//! What a meter does wrong on demand.

use super::{CHARACTER, Rig, circuit, crc16, phase, sealed};
use core::time::Duration;
use hal_power_sim::model::modbus_meter::{Kind, Misbehaviour};

const ASK: [u8; 6] = [1, 4, 0, 0, 0, 2];

fn rig() -> Rig {
    let rig = Rig::new(Kind::Sdm630, 1);
    rig.meter
        .set_circuit(circuit([phase(230, 10, 600, true); 3]));
    rig
}

#[test]
fn each_misbehaviour_is_what_it_is_called() {
    let sound = [1, 4, 4, 0x43, 0x66, 0, 0];
    let cases: [(Misbehaviour, &[u8]); 6] = [
        (Misbehaviour::Silent, &[]),
        (Misbehaviour::WrongAddress(2), &[2, 4, 4, 0x43, 0x66, 0, 0]),
        (Misbehaviour::WrongFunction(3), &[1, 3, 4, 0x43, 0x66, 0, 0]),
        (Misbehaviour::OtherLength(1), &[1, 4, 2, 0x43, 0x66]),
        (Misbehaviour::Exception(6), &[1, 0x84, 6]),
        (Misbehaviour::OtherKind(Kind::Ddsu666), &[1, 0x84, 1]),
    ];
    for (misbehaviour, reply) in cases {
        let rig = rig();
        rig.meter.misbehave(misbehaviour);
        assert_eq!(rig.ask(&ASK), reply, "{misbehaviour:?}");
        assert_eq!(rig.ask(&ASK), reply, "{misbehaviour:?}");
        rig.meter.behave();
        assert_eq!(rig.ask(&ASK), sound);
        assert_eq!(rig.meter.requests(), 3);
    }
}

#[test]
fn a_wrong_checksum_and_a_short_frame() {
    let rig = rig();
    let sound = rig.exchange(&sealed(&ASK));
    rig.meter.misbehave(Misbehaviour::WrongCrc);
    let reply = rig.exchange(&sealed(&ASK));
    assert_eq!(reply.get(..7), sound.get(..7));
    assert_ne!(reply.get(7..), Some(&crc16(&reply[..7])[..]));
    for bytes in 0..9 {
        rig.meter.misbehave(Misbehaviour::Short(bytes));
        assert_eq!(rig.exchange(&sealed(&ASK)), sound[..bytes]);
    }
}

#[test]
fn a_slow_reply_is_late_by_so_much() {
    let rig = rig();
    rig.meter
        .misbehave(Misbehaviour::Slow(Duration::from_millis(300)));
    rig.host.send(&sealed(&ASK));
    let end = 17 * CHARACTER + 3_645_845 + 5_000_000 + 300_000_000;
    rig.pass(end - 1);
    assert_eq!(rig.received().len(), 8);
    rig.pass(1);
    assert_eq!(rig.received().len(), 1);
}

#[test]
fn frozen_values_stand_while_time_passes() {
    let rig = rig();
    rig.meter.misbehave(Misbehaviour::Frozen);
    rig.meter
        .set_circuit(circuit([phase(200, 10, 600, true); 3]));
    rig.pass(3_600_000_000_000);
    assert!((rig.read(1, 4, 0x0000) - 230.0).abs() < 1e-6);
    assert!(rig.read(1, 4, 0x0048) < 1e-6);
    rig.meter.behave();
    assert!((rig.read(1, 4, 0x0000) - 200.0).abs() < 1e-6);
    assert!((rig.read(1, 4, 0x0048) - 3.6).abs() < 0.01);
}

#[test]
fn another_meter_at_the_address_has_other_registers() {
    let rig = Rig::new(Kind::Ddsu666, 1);
    rig.meter
        .set_circuit(circuit([phase(230, 10, 600, true); 3]));
    assert!((rig.read(1, 3, 0x2004) - 1.38).abs() < 1e-6);
    rig.meter.misbehave(Misbehaviour::OtherKind(Kind::Sdm120));
    assert_eq!(rig.ask(&[1, 3, 0x20, 0x04, 0, 2]), [1, 0x83, 2]);
    assert!((rig.read(1, 4, 0x000C) - 1_380.0).abs() < 1e-3);
}

#[test]
fn the_longest_other_length_still_fits_its_count() {
    let rig = rig();
    rig.meter.misbehave(Misbehaviour::OtherLength(1_000));
    let reply = rig.ask(&ASK);
    assert_eq!((reply.len(), reply.get(2)), (3 + 254, Some(&254)));
}

#[test]
fn misbehaviour_ends_after_so_many_replies() {
    let rig = rig();
    rig.meter.misbehave_for(2, Misbehaviour::Silent);
    let lengths = [(); 4].map(|()| rig.ask(&ASK).len());
    assert_eq!(lengths, [0, 0, 7, 7]);
    rig.meter.misbehave_for(1, Misbehaviour::Exception(4));
    let lengths = [(); 2].map(|()| rig.ask(&ASK).len());
    assert_eq!(lengths, [3, 7]);
}
