//! The trace: off, on, as budget and as replay file.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use common::{ADDRESS, Bench};
use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use embedded_hal::{
    digital::OutputPin,
    i2c::{self, I2c},
    spi::{self, MODE_1, SpiDevice},
};
use hal_power_sim::{
    Fault, Injection, SimFrame, Trace,
    serial::{Format, Parity, StopBits},
    trace::{
        CanTransfer, I2cSymbol, I2cTransfer, ParseError, PinEdge, Record, SerialSymbol,
        SerialTransfer, SpiSymbol, SpiTransfer, Spoiled,
    },
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
        "can 0 node 0 @1 /1 123",
        "can 0 node 0 @1 /1 800 -",
        "can 0 node 0 @1 /1 20000000 -",
        "can 0 node 0 @1 /1 1234 -",
        "can 0 node 0 @1 /1 123 0",
        "can 0 node 0 @1 /1 123 001122334455667788",
        "can 0 node 0 @1 /1 123 R9",
        "can 0 node 0 @1 /1 123 R+1",
        "can 0 node 0 @1 /1 123 - !ack 1 2",
        "can 0 node 0 @1 /1 123 - !ack 1 2 3 4",
        "can 0 node 0 @1 /1 123 - ack 1 2 3",
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

fn can() -> impl Strategy<Value = Record> {
    use embedded_can::ErrorKind::*;
    let id = prop_oneof![
        (0..0x800_u16).prop_map(|id| Id::from(StandardId::new(id).unwrap())),
        (0..0x2000_0000_u32).prop_map(|id| Id::from(ExtendedId::new(id).unwrap())),
    ];
    let data = prop::collection::vec(any::<u8>(), 0..=8);
    let frame = (id, data, any::<bool>()).prop_map(|(id, data, remote)| {
        if remote {
            SimFrame::new_remote(id, data.len()).unwrap()
        } else {
            SimFrame::new(id, &data).unwrap()
        }
    });
    let kind = prop::sample::select(vec![Overrun, Bit, Stuff, Crc, Form, Acknowledge, Other]);
    let spoiled = (kind, any::<(u8, bool, u8, u8)>()).prop_map(
        |(kind, (bits, inverted, recessive, dominant))| Spoiled {
            kind,
            bits,
            inverted,
            recessive,
            dominant,
        },
    );
    (
        any::<(u8, u8, u64, u64)>(),
        frame,
        prop::option::of(spoiled),
    )
        .prop_map(|((bus, node, start, bit_time), frame, spoiled)| {
            Record::Can(CanTransfer {
                bus,
                node,
                start,
                bit_time,
                frame,
                spoiled,
            })
        })
}

fn serial() -> impl Strategy<Value = Record> {
    let symbol = prop_oneof![
        Just(SerialSymbol::Rest),
        any::<(u8, bool, bool)>().prop_map(|(value, bad_parity, bad_stop)| {
            SerialSymbol::Character {
                value,
                bad_parity,
                bad_stop,
            }
        }),
    ];
    let format = (
        1..10_000_000_u32,
        prop::sample::select(vec![Parity::None, Parity::Even, Parity::Odd]),
        prop::sample::select(vec![StopBits::One, StopBits::Two]),
    )
        .prop_map(|(baud, parity, stop_bits)| {
            Format::new(baud)
                .with_parity(parity)
                .with_stop_bits(stop_bits)
        });
    (
        any::<(u8, u8, u64)>(),
        format,
        prop::collection::vec(symbol, 0..8),
    )
        .prop_map(|((bus, port, start), format, symbols)| {
            Record::Serial(SerialTransfer {
                bus,
                port,
                start,
                format,
                symbols,
            })
        })
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
    prop_oneof![i2c, spi, can(), serial(), pin]
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
    fn no_text_panics_the_reader(text in "(i2c|spi|can|serial|pin)( (node|port|8N1|[0-9@/~!+SRWP>ps-]{1,6})){0,8}") {
        let _ = text.parse::<Trace>();
    }
}
