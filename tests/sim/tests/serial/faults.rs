//! Every fault: what arrives, and that it counts.

use super::{BIT, bench, drain, pass};
use core::time::Duration;
use hal_power_sim::{
    Fault, Injection, Target,
    serial::{Format, Parity, SerialError},
};

type Received = Vec<Result<u8, SerialError>>;

/// Sends two bytes at 8E1 with a fault; returns what the other port receives and what the sender does.
fn sent_with(fault: Fault) -> (Received, Received, u64) {
    let (world, bus, [one, other]) = bench();
    bus.set_format(Format::default().with_parity(Parity::Even));
    world.inject(Injection::nth(0, fault).at(bus.target(&one)));
    one.send(&[0x55, 0xAA]);
    pass(&world, 30 * BIT);
    (drain(&other), drain(&one), world.faults_struck())
}

#[test]
fn each_fault_is_received_as_what_it_is() {
    let (parity, framing) = (Err(SerialError::Parity), Err(SerialError::Framing));
    let both = [Ok(0x55), Ok(0xAA)];
    let cases: [(Fault, &[Result<u8, SerialError>]); 9] = [
        (Fault::FlippedBit { byte: 1, bit: 7 }, &[Ok(0x55), parity]),
        // Low for 22 bits and no edge between.
        (Fault::ReadsZeros, &[framing]),
        (Fault::ReadsOnes, &[]),
        (Fault::LetsGo { after: 1 }, &[Ok(0x55)]),
        (Fault::Late(Duration::from_micros(100)), &both),
        (Fault::LostByte { byte: 0 }, &[Ok(0xAA)]),
        (Fault::BadParity { byte: 0 }, &[parity, Ok(0xAA)]),
        // The low stop bit runs into the next start bit: the last edge is that of bit 2.
        (Fault::BadStop { byte: 1 }, &[Ok(0x55), framing]),
        (Fault::Echo, &both),
    ];
    assert_eq!(cases.len(), Fault::SERIAL.len());
    for (fault, received) in cases {
        let (other, own, struck) = sent_with(fault);
        assert_eq!((&*other, struck), (received, 1), "{fault:?}");
        let echo = if fault == Fault::Echo { received } else { &[] };
        assert_eq!(own, echo, "{fault:?}");
    }
}

#[test]
fn a_flipped_bit_goes_unnoticed_without_parity() {
    let (world, _, [one, other]) = bench();
    world.inject(Injection::nth(0, Fault::FlippedBit { byte: 0, bit: 3 }));
    one.send(&[0x00]);
    pass(&world, 20 * BIT);
    assert_eq!(drain(&other), [Ok(0x08)]);
}

#[test]
fn a_late_port_is_late_by_so_much() {
    let (world, _, [one, other]) = bench();
    world.inject(Injection::nth(0, Fault::Late(Duration::from_millis(5))));
    one.send(&[1, 2]);
    pass(&world, 5_000_000 + 20 * BIT - 1);
    assert_eq!(drain(&other), [Ok(1)]);
    pass(&world, 1);
    assert_eq!(drain(&other), [Ok(2)]);
}

#[test]
fn what_spoils_nothing_does_not_count() {
    for fault in [
        Fault::BadParity { byte: 0 },
        Fault::LostByte { byte: 1 },
        Fault::LetsGo { after: 1 },
    ] {
        let (world, _, [one, other]) = bench();
        world.inject(Injection::from(0, fault));
        one.send(&[7]);
        pass(&world, 20 * BIT);
        assert_eq!((drain(&other), world.faults_struck()), (vec![Ok(7)], 0));
    }
    let (world, _, [one, _other]) = bench::<2>();
    one.set_echo(true);
    world.inject(Injection::nth(0, Fault::Echo));
    one.send(&[7]);
    pass(&world, 20 * BIT);
    assert_eq!((drain(&one), world.faults_struck()), (vec![Ok(7)], 0));
}

#[test]
fn faults_count_what_is_sent_without_a_pause() {
    let (world, bus, [one, other]) = bench();
    world.inject(Injection::nth(1, Fault::ReadsOnes).at(Target::Serial { bus: 0, port: 0 }));
    assert_eq!(bus.target(&one), Target::Serial { bus: 0, port: 0 });
    for byte in 1..=3 {
        other.send(&[0x10 | byte]);
        pass(&world, 10 * BIT);
        one.send(&[byte]);
        one.send(&[0x20 | byte]);
        pass(&world, 20 * BIT);
    }
    assert_eq!(drain(&other), [1, 0x21, 3, 0x23].map(Ok));
    assert_eq!(drain(&one), [0x11, 0x12, 0x13].map(Ok));
}

#[test]
fn faults_of_other_buses_wait_for_them() {
    let (world, _, [one, other]) = bench();
    for fault in [Fault::BrownOut, Fault::NackAddress, Fault::LostFrame] {
        world.inject(Injection::from(0, fault));
    }
    one.send(&[7]);
    pass(&world, 20 * BIT);
    assert_eq!((drain(&other), world.faults_struck()), (vec![Ok(7)], 0));
    world.clear_faults();
    for &fault in Fault::SERIAL.iter().rev().take(4) {
        world.inject(Injection::from(0, fault));
    }
    let mut i2c = world.i2c().controller();
    embedded_hal::i2c::I2c::write(&mut i2c, 0x40, &[1]).unwrap_err();
    assert_eq!(world.faults_struck(), 0);
}
