//! The trace: off, on, as budget, as replay file and as a bus that replays.

mod common;

use common::{ADDRESS, Bench};
use core::time::Duration;
use embedded_hal::{
    digital::OutputPin,
    i2c::{self, Error, I2c, Operation},
    spi::{self, MODE_1, SpiDevice},
};
use hal_power_sim::{
    Fault, Injection, Replay, Trace,
    replay::{Asked, Deviation, ReplayError},
    trace::{I2cSymbol, I2cTransfer, ParseError, PinEdge, Record, SpiSymbol, SpiTransfer},
};
use proptest::prelude::*;

fn register_read(bus: &mut impl I2c) -> [u8; 2] {
    let mut data = [0; 2];
    bus.write_read(ADDRESS, &[0x10], &mut data).unwrap();
    data
}

#[test]
fn a_trace_is_off_until_it_is_started() {
    let bench = Bench::new();
    register_read(&mut bench.bus.controller());
    assert_eq!(bench.world.trace(), Trace::new());
    bench.world.start_trace();
    register_read(&mut bench.bus.controller());
    assert_eq!(bench.world.take_trace().transfers(), 1);
    register_read(&mut bench.bus.controller());
    assert_eq!(bench.world.take_trace(), Trace::new());
}

#[test]
fn each_transfer_is_a_line() {
    let bench = Bench::new();
    bench.world.start_trace();
    let mut bus = bench.bus.controller();
    register_read(&mut bus);
    bench
        .world
        .inject(Injection::nth(0, Fault::Late(Duration::from_nanos(300))));
    bus.read(ADDRESS, &mut [0; 1]).unwrap();
    bus.write(0x41, &[1]).unwrap_err();
    bus.write(ADDRESS, &[0xEE, 2, 3]).unwrap_err();
    for fault in [Fault::BusBusy, Fault::ArbitrationLoss, Fault::Overrun] {
        bench.world.inject(Injection::nth(0, fault));
        bus.read(ADDRESS, &mut [0]).unwrap_err();
    }
    bench.world.pin(false).set_high().unwrap();
    let expected = "\
i2c 0 @0 /2500 S40W+ 10+ S40R+ EF+ EE- P
i2c 0 @120000 /2500 S40R+ ~300 ED- P
i2c 0 @170300 /2500 S41W- P !address
i2c 0 @197800 /2500 S40W+ EE+ 02- P !data
i2c 0 @270300 /2500 !bus
i2c 0 @270300 /2500 S40R- !arbitration
i2c 0 @295300 /2500 S40R+ 11- P !overrun
pin 0 @345300 1
";
    assert_eq!(bench.world.trace().to_string(), expected);
    assert_eq!(bench.world.trace().bits(), bench.bus.counts().bits);
}

#[test]
fn budgets_count_from_a_mark() {
    let bench = Bench::new();
    bench.world.start_trace();
    let mut bus = bench.bus.controller();
    register_read(&mut bus);
    let (mark, counts) = (bench.world.trace().mark(), bench.bus.counts());
    bus.write(ADDRESS, &[1, 2]).unwrap();
    let since = bench.world.trace().since(mark);
    assert_eq!((since.transfers(), since.bits()), (1, 29));
    assert_eq!((bench.bus.counts() - counts).bits, 29);
    assert_eq!(bench.world.trace().bits(), 48 + 29);
    assert_eq!(Trace::new().since(mark), Trace::new());
}

#[test]
fn same_bits_at_other_times_are_the_same_bits() {
    let run = |pause: u64, register: u8| {
        let bench = Bench::new();
        bench.world.start_trace();
        bench.world.clock().advance(Duration::from_micros(pause));
        bench.bus.controller().write(ADDRESS, &[register]).unwrap();
        bench.world.take_trace()
    };
    assert_ne!(run(0, 1), run(5, 1));
    assert!(run(0, 1).same_bits(&run(5, 1)));
    assert!(!run(0, 1).same_bits(&run(0, 2)));
    assert!(!run(0, 1).same_bits(&Trace::new()));
}

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

#[test]
fn a_line_that_is_not_of_the_format_is_named() {
    let good = "# comment\n\ni2c 0 @0 /2500 P\n";
    assert_eq!(good.parse::<Trace>().unwrap().transfers(), 1);
    for bad in [
        "i2c",
        "i2c x @0 /2500",
        "i2c 0 0 /2500",
        "i2c 0 @0 /2500 S80W+",
        "i2c 0 @0 /2500 S40X+",
        "i2c 0 @0 /2500 S40W",
        "i2c 0 @0 /2500 1+",
        "i2c 0 @0 /2500 +1+",
        "i2c 0 @0 /2500 !sunday",
        "i2c 0 @0 /2500 !bus P",
        "i2c 256 @0 /2500",
        "spi 0 cs 0 mode 4 @0 /1",
        "spi 0 cs 0 mode 0 @0 /1 00",
        "spi 0 cs 0 mode 0 @0 /1 00>0",
        "pin 0 @1 2",
        "pin 0 @1 1 1",
        "can 0 @1",
    ] {
        let text = format!("{good}{bad}\n");
        assert_eq!(text.parse::<Trace>(), Err(ParseError { line: 4 }), "{bad}");
    }
}

#[test]
fn spi_is_traced_with_mode_delay_and_error() {
    let bench = Bench::new();
    let bus = bench.world.spi();
    bench.world.start_trace();
    bench.world.inject(Injection::nth(0, Fault::Overrun));
    let mut device = bus.device(3, MODE_1);
    device
        .transaction(&mut [spi::Operation::Write(&[0xC1]), spi::Operation::DelayNs(70)])
        .unwrap_err();
    let expected = "spi 0 cs 3 mode 1 @0 /1000 C1>FF ~70 !overrun\n";
    assert_eq!(bench.world.trace().to_string(), expected);
    assert_eq!(bench.world.trace().bits(), 8);
}

fn i2c_symbol() -> impl Strategy<Value = I2cSymbol> {
    prop_oneof![
        (0..0x80_u8, any::<bool>(), any::<bool>()).prop_map(|(address, read, acked)| {
            I2cSymbol::Start {
                address,
                read,
                acked,
            }
        }),
        any::<(u8, bool)>().prop_map(|(value, acked)| I2cSymbol::Byte { value, acked }),
        any::<u64>().prop_map(I2cSymbol::Stretch),
        Just(I2cSymbol::Stop),
    ]
}

fn record() -> impl Strategy<Value = Record> {
    use i2c::{ErrorKind::*, NoAcknowledgeSource::*};
    let i2c_error = prop::sample::select(vec![
        None,
        Some(NoAcknowledge(Address)),
        Some(NoAcknowledge(Data)),
        Some(NoAcknowledge(Unknown)),
        Some(Bus),
        Some(ArbitrationLoss),
        Some(Overrun),
        Some(Other),
    ]);
    let i2c = (
        any::<(u8, u64, u64)>(),
        prop::collection::vec(i2c_symbol(), 0..8),
        i2c_error,
    )
        .prop_map(|((bus, start, bit_time), symbols, error)| {
            Record::I2c(I2cTransfer {
                bus,
                start,
                bit_time,
                symbols,
                error,
            })
        });
    let symbol = prop_oneof![
        any::<(u8, u8)>().prop_map(|(out, back)| SpiSymbol::Word { out, back }),
        any::<u64>().prop_map(SpiSymbol::Delay),
    ];
    let mode = prop::sample::select(vec![spi::MODE_0, spi::MODE_1, spi::MODE_2, spi::MODE_3]);
    let spi_error = prop::sample::select(vec![
        None,
        Some(spi::ErrorKind::Overrun),
        Some(spi::ErrorKind::ModeFault),
        Some(spi::ErrorKind::FrameFormat),
        Some(spi::ErrorKind::ChipSelectFault),
        Some(spi::ErrorKind::Other),
    ]);
    let spi = (
        any::<(u8, u8, u64, u64)>(),
        mode,
        prop::collection::vec(symbol, 0..8),
        spi_error,
    )
        .prop_map(|((bus, select, start, bit_time), mode, symbols, error)| {
            Record::Spi(SpiTransfer {
                bus,
                select,
                mode,
                start,
                bit_time,
                symbols,
                error,
            })
        });
    let pin =
        any::<(u64, u8, bool)>().prop_map(|(at, pin, high)| Record::Pin(PinEdge { at, pin, high }));
    prop_oneof![i2c, spi, pin]
}

proptest! {
    #[test]
    fn any_trace_survives_the_replay_file(records in prop::collection::vec(record(), 0..6)) {
        let mut trace = Trace::new();
        for record in records {
            trace.push(record);
        }
        prop_assert_eq!(trace.to_string().parse::<Trace>(), Ok(trace));
    }

    #[test]
    fn no_text_panics_the_reader(text in "(i2c|spi|pin)( [0-9@/~!+SRWP>-]{1,6}){0,6}") {
        let _ = text.parse::<Trace>();
    }
}
