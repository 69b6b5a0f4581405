//! Order on the wire, bit counts and time.

mod common;

use common::{ADDRESS, Bench, Call, Registers};
use embedded_hal::i2c::{Error, ErrorKind, I2c, NoAcknowledgeSource, Operation};
use hal_power_sim::{Counts, i2c::I2cError};
use proptest::prelude::*;

const NO_ADDRESS: ErrorKind = ErrorKind::NoAcknowledge(NoAcknowledgeSource::Address);
const NO_DATA: ErrorKind = ErrorKind::NoAcknowledge(NoAcknowledgeSource::Data);

fn bits(transfer: impl FnOnce(&mut hal_power_sim::SimI2c)) -> u64 {
    let bench = Bench::new();
    transfer(&mut bench.bus.controller());
    assert_eq!(bench.world.clock().nanos(), bench.bus.counts().bits * 2_500);
    bench.bus.counts().bits
}

#[test]
fn a_transfer_takes_its_bit_times() {
    for (n, pointed, plain) in [(2, 48, 29), (3, 57, 38), (5, 75, 56)] {
        let mut data = vec![0; n];
        assert_eq!(
            bits(|bus| bus.write_read(ADDRESS, &[5], &mut data).unwrap()),
            pointed
        );
        assert_eq!(bits(|bus| bus.read(ADDRESS, &mut data).unwrap()), plain);
        assert_eq!(bits(|bus| bus.write(ADDRESS, &data).unwrap()), plain);
    }
    assert_eq!(bits(|bus| bus.write(ADDRESS, &[]).unwrap()), 11);
    assert_eq!(bits(|bus| bus.transaction(ADDRESS, &mut []).unwrap()), 0);
}

#[test]
fn write_read_repeats_the_start() {
    let bench = Bench::new();
    let mut data = [0; 2];
    bench
        .bus
        .controller()
        .write_read(ADDRESS, &[0x10], &mut data)
        .unwrap();
    assert_eq!(data, [0xEF, 0xEE]);
    let expected = [
        Call::Start { read: false },
        Call::Write(0x10),
        Call::Start { read: true },
        Call::Read(0xEF),
        Call::Read(0xEE),
        Call::Stop,
    ];
    assert_eq!(bench.calls(), expected);
    // A byte is taken at its end and given at its beginning.
    let times = bench.part.borrow().times.clone();
    assert_eq!(times, [10, 19, 29, 29, 38, 48].map(|bits| bits * 2_500));
}

#[test]
fn operations_of_one_direction_do_not_restart() {
    let bench = Bench::new();
    let (mut one, mut two) = ([0; 1], [0; 1]);
    let mut operations = [
        Operation::Write(&[0x20]),
        Operation::Write(&[0x77]),
        Operation::Read(&mut one),
        Operation::Read(&mut two),
        Operation::Write(&[0x30]),
    ];
    bench
        .bus
        .controller()
        .transaction(ADDRESS, &mut operations)
        .unwrap();
    let starts: Vec<_> = bench
        .calls()
        .into_iter()
        .filter(|call| matches!(call, Call::Start { .. }))
        .collect();
    let (write, read) = (Call::Start { read: false }, Call::Start { read: true });
    assert_eq!(starts, [write, read, write]);
    assert_eq!(
        bench.bus.counts(),
        Counts {
            transfers: 1,
            bits: 3 * 10 + 5 * 9 + 1,
            bytes: 5
        }
    );
    assert_eq!((one, two), ([0x77], [0xDE]));
}

#[test]
fn an_address_without_a_part_is_not_acknowledged() {
    let bench = Bench::new();
    let mut bus = bench.bus.controller();
    let expected = Err(I2cError {
        address: 0x41,
        kind: NO_ADDRESS,
    });
    assert_eq!(bus.write_read(0x41, &[0], &mut [0]), expected);
    assert_eq!(bus.read(0x41, &mut [0]), expected);
    assert_eq!(
        bench.bus.counts(),
        Counts {
            transfers: 2,
            bits: 22,
            bytes: 0
        }
    );
    assert_eq!(bench.calls(), []);
}

#[test]
fn a_byte_that_is_refused_ends_the_transfer() {
    let bench = Bench::new();
    let error = bench
        .bus
        .controller()
        .write(ADDRESS, &[0xEE, 1, 2])
        .unwrap_err();
    assert_eq!(error.kind(), NO_DATA);
    let calls = [
        Call::Start { read: false },
        Call::Write(0xEE),
        Call::Write(1),
        Call::Stop,
    ];
    assert_eq!(bench.calls(), calls);
    assert_eq!(
        bench.bus.counts(),
        Counts {
            transfers: 1,
            bits: 29,
            bytes: 2
        }
    );
}

#[test]
fn the_part_attached_first_is_heard() {
    let bench = Bench::new();
    let other = Registers::new(bench.world.clock());
    bench.bus.attach(&other);
    bench.bus.controller().write(ADDRESS, &[1]).unwrap();
    assert_eq!(bench.calls().len(), 3);
    assert_eq!(other.borrow().calls, []);
}

#[test]
fn frequency_sets_the_bit_time() {
    let bench = Bench::new();
    for (hertz, nanos) in [(100_000, 10_000), (1_000_000, 1_000), (3_400_000, 295)] {
        bench.bus.set_frequency(hertz);
        let before = bench.world.clock().nanos();
        bench.bus.controller().write(ADDRESS, &[]).unwrap();
        assert_eq!(bench.world.clock().nanos() - before, 11 * nanos);
    }
}

proptest! {
    /// Any transaction, blocking and async, against the definition of a bit count.
    #[test]
    fn any_transaction_moves_the_same_blocking_and_async(
        shape in prop::collection::vec((any::<bool>(), 0..5_usize), 0..6),
        traced in any::<bool>(),
    ) {
        let run = |asynchronous: bool| {
            let bench = Bench::new();
            if traced {
                bench.world.start_trace();
            }
            let mut buffers: Vec<_> = shape.iter().map(|&(_, n)| vec![1_u8; n]).collect();
            let mut operations: Vec<_> = shape
                .iter()
                .zip(&mut buffers)
                .map(|(&(read, _), buffer)| match read {
                    true => Operation::Read(buffer),
                    false => Operation::Write(buffer),
                })
                .collect();
            let mut bus = bench.bus.controller();
            if asynchronous {
                let transfer = embedded_hal_async::i2c::I2c::transaction(&mut bus, ADDRESS, &mut operations);
 bench.world.block_on(transfer).unwrap().unwrap();
            } else {
                bus.transaction(ADDRESS, &mut operations).unwrap();
            }
            (buffers, bench.calls(), bench.bus.counts(), bench.world.trace())
        };
        let blocking = run(false);
        prop_assert_eq!(&blocking, &run(true));
        let starts = (0..shape.len()).filter(|&i| i == 0 || shape[i].0 != shape[i - 1].0).count();
        let bytes: usize = shape.iter().map(|(_, n)| n).sum();
        let stops = usize::from(!shape.is_empty());
        prop_assert_eq!(blocking.2.bits, (10 * starts + 9 * bytes + stops) as u64);
        prop_assert_eq!(blocking.3.bits(), if traced { blocking.2.bits } else { 0 });
    }
}

#[test]
fn transfers_that_overlap_take_their_time_side_by_side() {
    let bench = Bench::new();
    let other = bench.world.i2c();
    other.attach(&bench.part);
    let ask = async |bus: &hal_power_sim::I2cBus| {
        bus.set_overlapping(true);
        let mut answer = [0; 2];
        let mut controller = bus.controller();
        let asked =
            embedded_hal_async::i2c::I2c::write_read(&mut controller, ADDRESS, &[1], &mut answer);
        asked.await.unwrap();
    };
    let both = hal_power_sim::join(ask(&bench.bus), ask(&other));
    bench.world.block_on(both).unwrap();
    assert_eq!(bench.world.clock().nanos(), 48 * 2_500, "as long as one");
    for bus in [&bench.bus, &other] {
        assert_eq!(bus.counts().bits, 48);
    }
    let times = bench.part.borrow().times.clone();
    assert!(times.iter().all(|time| *time == 48 * 2_500), "{times:?}");
}
