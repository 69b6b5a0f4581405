//! A bus that answers from a trace.

mod common;

use common::{ADDRESS, Bench};
use embedded_hal::i2c::{self, Error, I2c, Operation};
use hal_power_sim::{
    Fault, Injection, Replay, Trace,
    replay::{Asked, Deviation, ReplayError},
    trace::I2cSymbol,
};

/// A session with an error in it: returns what firmware saw.
fn session<B: I2c>(mut bus: B) -> (Vec<u8>, Vec<Option<i2c::ErrorKind>>) {
    let (mut data, mut kinds) = (vec![0; 6], Vec::new());
    let mut note =
        |result: Result<(), B::Error>| kinds.push(result.err().map(|error| error.kind()));
    let (one, rest) = data.split_at_mut(1);
    let (two, three) = rest.split_at_mut(2);
    note(bus.write(ADDRESS, &[0x20, 0x99]));
    note(bus.transaction(
        ADDRESS,
        &mut [
            Operation::Write(&[0x20]),
            Operation::Read(one),
            Operation::Read(two),
        ],
    ));
    note(bus.write(0x41, &[0]));
    note(bus.write(ADDRESS, &[0xEE, 0, 0]));
    note(bus.read(ADDRESS, three));
    (data, kinds)
}

#[test]
fn a_replay_answers_as_the_bus_did() {
    let bench = Bench::new();
    bench.world.start_trace();
    bench.world.inject(Injection::nth(4, Fault::Overrun));
    let live = session(bench.bus.controller());
    assert_eq!(live.1.iter().flatten().count(), 3);
    let file = bench.world.take_trace().to_string();
    let replay = Replay::new(&file.parse().unwrap(), 0);
    assert_eq!(session(replay.clone()), live);
    assert_eq!(replay.finish(), Ok(()));
    let other_bus = Replay::new(&file.parse().unwrap(), 1);
    assert_eq!(other_bus.finish(), Ok(()));
}

#[test]
fn a_replay_fails_at_the_first_deviation_and_stays_failed() {
    let trace: Trace = "i2c 0 @0 /2500 S40W+ 10+ S40R+ EF+ EE- P".parse().unwrap();
    let byte = |value, acked| Some(I2cSymbol::Byte { value, acked });
    type Ask = fn(&mut Replay) -> Result<(), ReplayError>;
    let cases: [(Ask, usize, _, Asked); 6] = [
        (
            |bus| bus.write_read(ADDRESS, &[0x11], &mut [0; 2]),
            1,
            byte(0x10, true),
            Asked::Write(0x11),
        ),
        (
            |bus| bus.write_read(0x41, &[0x10], &mut [0; 2]),
            0,
            Some(I2cSymbol::Start {
                address: ADDRESS,
                read: false,
                acked: true,
            }),
            Asked::Start {
                address: 0x41,
                read: false,
            },
        ),
        (
            |bus| bus.write_read(ADDRESS, &[0x10], &mut [0; 1]),
            4,
            byte(0xEE, false),
            Asked::Stop,
        ),
        (
            |bus| bus.write_read(ADDRESS, &[0x10], &mut [0; 3]),
            5,
            Some(I2cSymbol::Stop),
            Asked::Read,
        ),
        (
            |bus| bus.write(ADDRESS, &[0x10]),
            2,
            Some(I2cSymbol::Start {
                address: ADDRESS,
                read: true,
                acked: true,
            }),
            Asked::Stop,
        ),
        (
            |bus| bus.read(ADDRESS, &mut [0; 2]),
            0,
            Some(I2cSymbol::Start {
                address: ADDRESS,
                read: false,
                acked: true,
            }),
            Asked::Start {
                address: ADDRESS,
                read: true,
            },
        ),
    ];
    for (ask, symbol, recorded, asked) in cases {
        let mut bus = Replay::new(&trace, 0);
        let expected = Deviation {
            transfer: 0,
            symbol,
            recorded,
            asked,
        };
        assert_eq!(ask(&mut bus), Err(ReplayError::Deviation(expected)));
        let again = bus.write_read(ADDRESS, &[0x10], &mut [0; 2]);
        assert_eq!(again, Err(ReplayError::Deviation(expected)));
        assert_eq!(again.unwrap_err().kind(), i2c::ErrorKind::Other);
        assert_eq!(bus.finish(), Err(expected));
    }
}

#[test]
fn a_replay_ends_where_its_record_ends() {
    let trace: Trace = "i2c 0 @0 /2500 S40W+ 10+ P".parse().unwrap();
    let mut bus = Replay::new(&trace, 0);
    assert_eq!(bus.finish().unwrap_err().asked, Asked::End);
    bus.write(ADDRESS, &[0x10]).unwrap();
    assert_eq!(bus.finish(), Ok(()));
    let beyond = Deviation {
        transfer: 1,
        symbol: 0,
        recorded: None,
        asked: Asked::Start {
            address: ADDRESS,
            read: false,
        },
    };
    assert_eq!(
        bus.write(ADDRESS, &[0x10]),
        Err(ReplayError::Deviation(beyond))
    );
}
