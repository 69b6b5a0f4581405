//! On the simulator's buses, with their faults, and with what no sane host sends.

use super::bench::*;
use core::{cell::RefCell, time::Duration};
use embedded_hal::{
    digital::InputPin,
    i2c::I2c,
    spi::{MODE_3, Operation, SpiDevice as _},
};
use hal_power::{Current, Frequency, Voltage};
use hal_power_sim::{
    Fault, Injection, World,
    device::{I2cDevice, OutputLine, SpiDevice},
    model::ade7953::{Ade7953, Channel, FullScale, Open},
};
use proptest::prelude::*;
use std::rc::Rc;

const SCALE: FullScale = FullScale {
    voltage: Voltage::from_volts(500),
    current_a: Current::from_amps(100),
    current_b: Current::from_amps(50),
};

fn part(world: &World) -> Rc<RefCell<Ade7953>> {
    let part = Ade7953::new(world.clock(), SCALE, open());
    Rc::new(RefCell::new(part))
}

#[test]
fn i2c_of_a_world() {
    let world = World::new();
    let part = part(&world);
    let bus = world.i2c();
    bus.attach(&part);
    let mut host = bus.controller();
    let mut line = world.line(&part);
    let mut data = [0; 3];
    assert!(host.write_read(ADDRESS, &[0x02, 0x2D], &mut data).is_err());
    world.clock().advance(START_UP);
    assert!(line.is_low().unwrap());
    host.write_read(ADDRESS, &[0x02, 0x2E], &mut data).unwrap();
    assert_eq!(data[0] & 0x10, 0x10);
    assert!(line.is_high().unwrap());

    host.write(ADDRESS, &[0x02, 0x81, 0x41, 0x00, 0x00])
        .unwrap();
    // A write of which a byte is not taken has not the register's length, and does nothing.
    world.inject(Injection::nth(0, Fault::NackData { byte: 4 }).at(bus.target(ADDRESS)));
    assert!(
        host.write(ADDRESS, &[0x02, 0x81, 0x42, 0x00, 0x00])
            .is_err()
    );
    host.write_read(ADDRESS, &[0x02, 0x81], &mut data).unwrap();
    assert_eq!(data, [0x41, 0x00, 0x00]);

    // A brown-out before a transfer: the part is not there until it has started.
    world.inject(Injection::nth(0, Fault::BrownOut).at(bus.target(ADDRESS)));
    assert!(host.write_read(ADDRESS, &[0x02, 0x81], &mut data).is_err());
    world.clock().advance(START_UP);
    host.write_read(ADDRESS, &[0x02, 0x81], &mut data).unwrap();
    assert_eq!(data, [0x40, 0x00, 0x00]);
}

#[test]
fn spi_of_a_world() {
    let world = World::new();
    let part = part(&world);
    let bus = world.spi();
    bus.attach(0, &part);
    let mut host = bus.device(0, MODE_3);
    world.clock().advance(START_UP);
    host.write(&[0x00, 0xFE, 0x00, 0xAD]).unwrap();
    host.write(&[0x01, 0x20, 0x00, 0x00, 0x30]).unwrap();
    assert!(part.borrow_mut().is_optimal());
    let mut data = [0; 2];
    let mut read = |data: &mut [u8]| {
        let mut operations = [Operation::Write(&[0x01, 0x20, 0x80]), Operation::Read(data)];
        host.transaction(&mut operations).unwrap();
    };
    read(&mut data);
    assert_eq!(data, [0x00, 0x30]);
    world.inject(Injection::nth(0, Fault::ReadsZeros).at(bus.target(0)));
    read(&mut data);
    assert_eq!(data, [0x00, 0x00]);
    world.inject(Injection::nth(0, Fault::BrownOut).at(bus.target(0)));
    read(&mut data);
    assert_eq!(data, [0xFF, 0xFF]);
    world.clock().advance(START_UP);
    read(&mut data);
    assert_eq!(data, [0x00, 0x00]);
}

/// What a host and the world may do.
#[derive(Debug, Clone)]
enum Act {
    I2c(Vec<u8>, usize),
    Spi(Vec<u8>),
    Wait(u64),
    Voltage(i32),
    Frequency(u32),
    Current(bool, i32, i32),
    Upset(u16, u32),
    Freeze(bool),
    BrownOut,
}

fn act() -> impl Strategy<Value = Act> {
    let address = prop_oneof![
        0x000..0x010_u16,
        Just(0x0FE),
        0x100..0x121_u16,
        0x200..0x298_u16,
        0x300..0x398_u16,
        any::<u16>(),
    ];
    let bytes = (address, prop::collection::vec(any::<u8>(), 0..6)).prop_map(|(address, data)| {
        let mut bytes = address.to_be_bytes().to_vec();
        bytes.extend(data);
        bytes
    });
    prop_oneof![
        4 => (bytes.clone(), 0..6_usize).prop_map(|(bytes, reads)| Act::I2c(bytes, reads)),
        4 => (bytes, any::<bool>()).prop_map(|(mut bytes, reads)| {
            bytes.insert(2, if reads { 0x80 } else { 0x00 });
            Act::Spi(bytes)
        }),
        3 => (0..3_000_000_000_u64).prop_map(Act::Wait),
        1 => any::<i32>().prop_map(Act::Voltage),
        1 => prop_oneof![Just(0), 1..100_000_u32].prop_map(Act::Frequency),
        1 => any::<(bool, i32, i32)>().prop_map(|(a, amps, lag)| Act::Current(a, amps, lag)),
        1 => any::<(u16, u32)>().prop_map(|(address, value)| Act::Upset(address, value)),
        1 => any::<bool>().prop_map(Act::Freeze),
        1 => Just(Act::BrownOut),
    ]
}

fn perform(part: &mut Ade7953, world: &World, act: &Act) {
    match act {
        Act::I2c(bytes, reads) => {
            part.start(ADDRESS, false);
            for byte in bytes {
                part.write(*byte);
            }
            if *reads > 0 {
                part.start(ADDRESS, true);
                for _ in 0..*reads {
                    part.read();
                }
            }
            part.stop();
        }
        Act::Spi(bytes) => {
            part.select();
            for byte in bytes {
                part.exchange(*byte);
            }
            part.deselect();
        }
        Act::Wait(nanos) => world.clock().advance(Duration::from_nanos(*nanos)),
        Act::Voltage(volts) => part.set_voltage(Voltage::from_microvolts(*volts)),
        Act::Frequency(millihertz) => {
            part.set_frequency(Frequency::from_millihertz(*millihertz));
        }
        Act::Current(is_a, amps, lag) => {
            let channel = if *is_a { Channel::A } else { Channel::B };
            part.set_current(channel, Current::from_microamps(*amps), *lag);
        }
        Act::Upset(address, value) => part.upset(*address, *value),
        Act::Freeze(is_frozen) => part.set_frozen(*is_frozen),
        Act::BrownOut => part.brown_out(),
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_the_pin_keeps_its_word(acts in prop::collection::vec(act(), 1..60)) {
        let world = World::new();
        let choice = Open {
            start_up: Duration::from_micros(500),
            reset: Duration::from_micros(100),
            ..Open::default()
        };
        let mut part = Ade7953::new(world.clock(), SCALE, choice);
        for act in &acts {
            perform(&mut part, &world, act);
            let now = world.clock().nanos();
            let level = part.is_high();
            match part.next_change() {
                Some(next) => {
                    prop_assert!(next > now);
                    // Nothing changes before.
                    let before = (next - 1).min(now + 1_000_000_000);
                    world.clock().advance(Duration::from_nanos(before - now));
                    prop_assert_eq!(part.is_high(), level);
                }
                None => {
                    world.clock().advance(Duration::from_millis(50));
                    prop_assert_eq!(part.is_high(), level);
                }
            }
        }
    }
}
