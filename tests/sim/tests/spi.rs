//! Operations, selects, chains and time on SPI.

use embedded_hal::spi::{MODE_0, MODE_3, Operation, SpiDevice as _};
use hal_power_sim::{Counts, World, device::SpiDevice, spi::Chain};
use std::{cell::RefCell, rc::Rc};

/// A shift register of one byte: gives what it last took.
#[derive(Default)]
struct Shift {
    held: u8,
    latched: Option<u8>,
    selects: u32,
}

impl SpiDevice for Shift {
    fn select(&mut self) {
        self.selects += 1;
    }
    fn exchange(&mut self, byte: u8) -> u8 {
        std::mem::replace(&mut self.held, byte)
    }
    fn deselect(&mut self) {
        self.latched = Some(self.held);
    }
    fn brown_out(&mut self) {
        *self = Self::default();
    }
}

fn shift() -> Rc<RefCell<Shift>> {
    Rc::default()
}

#[test]
fn every_operation_moves_its_words() {
    let world = World::new();
    let (bus, part) = (world.spi(), shift());
    bus.attach(2, &part);
    let (mut read, mut long, mut short, mut place) = ([9; 2], [9; 3], [9; 1], [7, 8]);
    let mut operations = [
        Operation::Write(&[1, 2]),
        Operation::Read(&mut read),
        Operation::DelayNs(500),
        Operation::Transfer(&mut long, &[3]),
        Operation::Transfer(&mut short, &[4, 5]),
        Operation::TransferInPlace(&mut place),
    ];
    bus.device(2, MODE_0).transaction(&mut operations).unwrap();
    assert_eq!((read, long, short, place), ([2, 0], [0, 3, 0], [0], [5, 7]));
    assert_eq!(
        bus.counts(),
        Counts {
            transfers: 1,
            bits: 88,
            bytes: 11
        }
    );
    assert_eq!(world.clock().nanos(), 89 * 1_000 + 500);
    assert_eq!((part.borrow().selects, part.borrow().latched), (1, Some(8)));
}

#[test]
fn only_the_selected_part_hears() {
    let world = World::new();
    let (bus, one, two) = (world.spi(), shift(), shift());
    bus.attach(0, &one);
    bus.attach(1, &two);
    bus.device(1, MODE_0).write(&[0x11]).unwrap();
    assert_eq!(
        (one.borrow().latched, two.borrow().latched),
        (None, Some(0x11))
    );
    let mut floating = [0];
    bus.device(7, MODE_0).read(&mut floating).unwrap();
    assert_eq!(floating, [0xFF]);
}

#[test]
fn a_chain_shifts_through() {
    let world = World::new();
    let (bus, near, middle, far) = (world.spi(), shift(), shift(), shift());
    let chain = Chain::new().then(&near).then(&middle).then(&far);
    bus.attach(0, &Rc::new(RefCell::new(chain)));
    let mut device = bus.device(0, MODE_3);
    device.write(&[1, 2, 3]).unwrap();
    let latched = [&far, &middle, &near].map(|part| part.borrow().latched);
    assert_eq!(
        latched,
        [Some(1), Some(2), Some(3)],
        "the first byte reached the last part"
    );
    let mut back = [0; 4];
    device.transfer(&mut back, &[4, 5, 6, 7]).unwrap();
    assert_eq!(back, [1, 2, 3, 4]);
    assert_eq!(near.borrow().selects, 2);
}

#[test]
fn async_moves_the_same_bits() {
    let trace = |asynchronous: bool| {
        let world = World::new();
        let bus = world.spi();
        bus.attach(0, &shift());
        bus.set_frequency(3_000_000);
        world.start_trace();
        let mut device = bus.device(0, MODE_3);
        let mut data = [1, 2, 3];
        if asynchronous {
            let transfer =
                embedded_hal_async::spi::SpiDevice::transfer_in_place(&mut device, &mut data);
            world.block_on(transfer).unwrap().unwrap();
        } else {
            device.transfer_in_place(&mut data).unwrap();
        }
        (data, world.take_trace())
    };
    assert_eq!(trace(false), trace(true));
    assert_eq!(
        trace(false).1.to_string(),
        "spi 0 cs 0 mode 3 @0 /334 01>00 02>01 03>02\n"
    );
}

#[test]
fn a_dropped_transfer_has_moved_nothing_or_all() {
    use core::{
        future::Future,
        pin::pin,
        task::{Context, Waker},
    };
    let world = World::new();
    let (bus, part) = (world.spi(), shift());
    bus.attach(0, &part);
    let mut device = bus.device(0, MODE_0);
    for (polls, latched) in [(1, None), (2, Some(0x5A))] {
        let mut future = pin!(embedded_hal_async::spi::SpiDevice::write(
            &mut device,
            &[0x5A]
        ));
        for _ in 0..polls {
            assert!(
                future
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_pending()
            );
        }
        assert_eq!(part.borrow().latched, latched);
    }
}

#[test]
fn transfers_that_overlap_take_their_time_side_by_side() {
    let world = World::new();
    let buses = [world.spi(), world.spi()];
    let ask = async |bus: &hal_power_sim::SpiBus| {
        bus.set_frequency(1_000_000);
        bus.set_overlapping(true);
        let mut device = bus.device(0, embedded_hal::spi::MODE_0);
        let mut bytes = [0; 4];
        embedded_hal_async::spi::SpiDevice::transfer_in_place(&mut device, &mut bytes)
            .await
            .unwrap();
    };
    let both = hal_power_sim::join(ask(&buses[0]), ask(&buses[1]));
    world.block_on(both).unwrap();
    assert_eq!(world.clock().nanos(), 33_000, "as long as one of them");
    for bus in &buses {
        assert_eq!(bus.counts().bits, 32);
    }
}
