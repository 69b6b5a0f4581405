//! Every fault: what the controller sees, and what is left behind.

mod common;

use common::{ADDRESS, Bench, Call};
use core::time::Duration;
use embedded_hal::{
    i2c::{self, Error, I2c},
    spi::{self, SpiDevice},
};
use hal_power_sim::{Counts, Fault, Injection, Target, World, device, executor::Stalled};
use std::{cell::RefCell, rc::Rc};

/// Reads two bytes of register 0x10 with a fault on the transfer.
fn read_with(fault: Fault) -> (Result<[u8; 2], i2c::ErrorKind>, Bench) {
    let bench = Bench::new();
    bench.world.inject(Injection::nth(0, fault));
    let mut data = [0x55; 2];
    let result = bench
        .bus
        .controller()
        .write_read(ADDRESS, &[0x10], &mut data);
    (result.map(|()| data).map_err(|error| error.kind()), bench)
}

#[test]
fn what_a_controller_reports_is_what_the_fault_says() {
    for &fault in Fault::I2C {
        let (result, bench) = read_with(fault);
        assert_eq!(result.err(), fault.i2c_error(), "{fault:?}");
        let blocking = u64::from(fault != Fault::LostWakeUp);
        assert_eq!(bench.world.faults_struck(), blocking, "{fault:?}");
        // It is over: the next transfer is good.
        let mut data = [0; 2];
        bench
            .bus
            .controller()
            .write_read(ADDRESS, &[0x10], &mut data)
            .unwrap();
        assert_eq!(data, [0xEF, 0xEE], "{fault:?}");
        assert_eq!(bench.world.faults_struck(), blocking, "{fault:?}");
        assert_eq!(bench.bus.counts().transfers, 2, "{fault:?}");
    }
}

#[test]
fn an_address_that_is_not_acknowledged_does_not_reach_the_part() {
    for (fault, bits) in [
        (Fault::NackAddress, 11),
        (Fault::ArbitrationLoss, 10),
        (Fault::BusBusy, 0),
    ] {
        let (_, bench) = read_with(fault);
        assert_eq!(bench.calls(), [], "{fault:?}");
        assert_eq!(
            bench.bus.counts(),
            Counts {
                transfers: 1,
                bits,
                bytes: 0
            }
        );
        assert_eq!(bench.world.clock().nanos(), bits * 2_500);
    }
}

#[test]
fn data_is_refused_at_the_byte_that_was_named() {
    for byte in 0..3 {
        let bench = Bench::new();
        bench
            .world
            .inject(Injection::nth(0, Fault::NackData { byte }));
        bench
            .bus
            .controller()
            .write(ADDRESS, &[0x20, 1, 2])
            .unwrap_err();
        let written = bench
            .calls()
            .iter()
            .filter(|call| matches!(call, Call::Write(_)))
            .count();
        assert_eq!(written, usize::try_from(byte).unwrap());
        assert_eq!(bench.calls().last(), Some(&Call::Stop));
    }
    let bench = Bench::new();
    bench
        .world
        .inject(Injection::nth(0, Fault::NackData { byte: 3 }));
    bench
        .bus
        .controller()
        .write(ADDRESS, &[0x20, 1, 2])
        .unwrap();
    assert_eq!(bench.world.faults_struck(), 0, "there is no fourth byte");
}

#[test]
fn damaged_reads_look_good_to_the_controller() {
    let cases = [
        (Fault::FlippedBit { byte: 1, bit: 7 }, [0xEF, 0x6E]),
        (Fault::ReadsZeros, [0, 0]),
        (Fault::ReadsOnes, [0xFF, 0xFF]),
        (Fault::LetsGo { after: 1 }, [0xEF, 0xFF]),
        (Fault::LetsGo { after: 0 }, [0xFF, 0xFF]),
    ];
    for (fault, data) in cases {
        assert_eq!(read_with(fault).0, Ok(data), "{fault:?}");
    }
}

#[test]
fn overrun_moves_everything_and_fails() {
    let (result, bench) = read_with(Fault::Overrun);
    assert_eq!(result, Err(i2c::ErrorKind::Overrun));
    assert_eq!(bench.bus.counts().bits, 48);
    assert_eq!(bench.calls().len(), 6);
}

#[test]
fn a_brown_out_loses_what_was_written() {
    let bench = Bench::new();
    let mut bus = bench.bus.controller();
    bus.write(ADDRESS, &[0x10, 0xAA]).unwrap();
    bench.world.inject(Injection::nth(1, Fault::BrownOut));
    let mut read = || {
        let mut data = [0];
        bus.write_read(ADDRESS, &[0x10], &mut data).unwrap();
        data[0]
    };
    assert_eq!([read(), read(), read()], [0xAA, 0xEF, 0xEF]);
}

#[test]
fn a_late_part_stretches_the_clock() {
    let (result, bench) = read_with(Fault::Late(Duration::from_micros(7)));
    assert_eq!(result, Ok([0xEF, 0xEE]));
    assert_eq!(bench.world.clock().nanos(), 48 * 2_500 + 7_000);
    assert_eq!(bench.bus.counts().bits, 48);
}

#[test]
fn a_fault_finds_its_target_and_its_turn() {
    let bench = Bench::new();
    let target = bench.bus.target(ADDRESS);
    assert_eq!(
        target,
        Target::I2c {
            bus: 0,
            address: ADDRESS
        }
    );
    bench
        .world
        .inject(Injection::nth(1, Fault::NackAddress).at(target));
    let mut bus = bench.bus.controller();
    let mut asks =
        [ADDRESS, 0x41, ADDRESS, ADDRESS].map(|address| bus.write(address, &[0]).is_ok());
    assert_eq!(asks, [true, false, false, true]);
    bench.world.inject(Injection::from(1, Fault::BusBusy));
    asks = [ADDRESS; 4].map(|address| bus.write(address, &[0]).is_ok());
    assert_eq!(asks, [true, false, false, false]);
    bench.world.clear_faults();
    bus.write(ADDRESS, &[0]).unwrap();
}

#[test]
fn a_lost_wake_up_leaves_the_task_asleep_after_the_transfer() {
    let bench = Bench::new();
    bench.world.inject(Injection::nth(0, Fault::LostWakeUp));
    let mut bus = bench.bus.controller();
    assert_eq!(
        bench
            .world
            .block_on(embedded_hal_async::i2c::I2c::write(&mut bus, ADDRESS, &[1])),
        Err(Stalled::Deadlock)
    );
    assert_eq!(bench.calls().len(), 3);
    assert_eq!(bench.world.faults_struck(), 1);
    assert_eq!(
        bench
            .world
            .block_on(embedded_hal_async::i2c::I2c::write(&mut bus, ADDRESS, &[1])),
        Ok(Ok(()))
    );
}

#[test]
fn a_blocking_transfer_does_not_pass_its_lost_wake_up_on() {
    let bench = Bench::new();
    bench.world.inject(Injection::nth(0, Fault::LostWakeUp));
    let mut bus = bench.bus.controller();
    bus.write(ADDRESS, &[1]).unwrap();
    let next = embedded_hal_async::i2c::I2c::write(&mut bus, ADDRESS, &[1]);
    assert_eq!(bench.world.block_on(next), Ok(Ok(())));
}

/// Answers 0xA5 to everything until a brown-out, then 0.
struct Echo(u8);

impl device::SpiDevice for Echo {
    fn select(&mut self) {}
    fn exchange(&mut self, _byte: u8) -> u8 {
        self.0
    }
    fn deselect(&mut self) {}
    fn brown_out(&mut self) {
        self.0 = 0;
    }
}

#[test]
fn spi_faults() {
    for &fault in Fault::SPI {
        let world = World::new();
        let bus = world.spi();
        bus.attach(0, &Rc::new(RefCell::new(Echo(0xA5))));
        world.inject(Injection::nth(0, fault).at(bus.target(0)));
        let mut data = [0; 2];
        let result = bus.device(0, spi::MODE_0).read(&mut data);
        let expected = match fault {
            Fault::FlippedBit { .. } => [0xA4, 0xA5],
            Fault::ReadsZeros | Fault::BrownOut | Fault::BusBusy => [0, 0],
            Fault::ReadsOnes => [0xFF, 0xFF],
            Fault::LetsGo { .. } => [0xA5, 0xFF],
            _ => [0xA5, 0xA5],
        };
        assert_eq!(data, expected, "{fault:?}");
        assert_eq!(
            result.map_err(|error| error.kind).err(),
            fault.spi_error(),
            "{fault:?}"
        );
        assert_eq!(
            world.faults_struck(),
            u64::from(fault != Fault::LostWakeUp),
            "{fault:?}"
        );
        let late = if let Fault::Late(by) = fault {
            by.as_nanos()
        } else {
            0
        };
        let moved = if fault == Fault::BusBusy { 0 } else { 17_000 };
        assert_eq!(u128::from(world.clock().nanos()), moved + late, "{fault:?}");
    }
}
