//! Exact frames on the bus, in both halves, and what comes back with each.

#[path = "../pages/mod.rs"]
mod pages;
#[path = "../stage/mod.rs"]
mod stage;

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use embedded_hal::digital::PinState;
use embedded_hal_mock::eh1::{
    delay::NoopDelay,
    digital::{Mock as PinMock, State, Transaction as PinTransaction},
    spi::{Mock, Transaction},
};
use hal_conformance::IdleStage;
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver as _};
use hal_power::{Error as _, ErrorKind};
use pages::config;
use stage::proof;
use ucc5870::{
    AdcInput, Asc, Error, Judgement, Mode, NoAsc, Register, SelfTest, Settings, UNNAMED_FAULT,
    asynch, blocking,
};

/// Frames out and what comes meanwhile.
type Script = [(u16, u16)];

const SETTINGS: Settings = Settings::new(Duration::from_millis(3));

/// Chip 1 after a reset, which keeps its address. The checksums were worked out apart from the driver: A2 over the frames before,
/// which none compares; 7F over those of the configuration; 97 over the answers from 30A5 on.
#[rustfmt::skip]
const INIT: &Script = &[
    (0x111A, 0xFFFF), (0x1118, 0xFFFF), (0x1117, 0xFFFF), (0x1119, 0xFFFF),
    (0x1116, 0xFFFF), (0x1542, 0xFFFF), (0xF00A, 0xFFFF), (0xF708, 0xFFFF),
    (0xF222, 0xFFFF), (0x1115, 0xFFFF), (0x1117, 0x0001), (0x1119, 0x4000),
    (0x1116, 0x0001), (0x1542, 0x0080), (0x1113, 0x1542), (0x1C13, 0x30A5),
    (0x1AA2, 0x1C13), (0x1C01, 0x1AA2), (0x1A80, 0x1C01), (0x1B04, 0x1A80),
    (0x1C02, 0x1B04), (0x1A1A, 0x1C02), (0x1B2D, 0x1A1A), (0x1C05, 0x1B2D),
    (0x1A6A, 0x1C05), (0x1B71, 0x1A6A), (0x1C06, 0x1B71), (0x1A84, 0x1C06),
    (0x1B83, 0x1A84), (0x1C08, 0x1B83), (0x1A01, 0x1C08), (0x1B00, 0x1A01),
    (0x1C0A, 0x1B00), (0x1A00, 0x1C0A), (0x1B05, 0x1A00), (0x1C1D, 0x1B05),
    (0x1A02, 0x1C1D), (0x1B80, 0x1A02), (0x1C1E, 0x1B80), (0x1A03, 0x1C1E),
    (0x1B40, 0x1A03), (0x1C00, 0x1B40), (0x1A48, 0x1C00), (0x1B03, 0x1A48),
    (0x1C03, 0x1B03), (0x1A12, 0x1C03), (0x1B33, 0x1A12), (0x1C04, 0x1B33),
    (0x1A6A, 0x1C04), (0x1BA4, 0x1A6A), (0x1C07, 0x1BA4), (0x1A41, 0x1C07),
    (0x1B00, 0x1A41), (0x1C09, 0x1B00), (0x1A80, 0x1C09), (0x1BC0, 0x1A80),
    (0x1C1C, 0x1BC0), (0x1B00, 0x1C1C), (0x1A80, 0x1B00), (0x1A00, 0x1A80),
    (0x1C13, 0x1A00), (0x1A7F, 0x1C13), (0x1101, 0x1A7F), (0x1102, 0x8004),
    (0x1105, 0x1A2D), (0x1106, 0x6A71), (0x1108, 0x8483), (0x110A, 0x0100),
    (0x111D, 0x0005), (0x111E, 0x0280), (0x1100, 0x0340), (0x1103, 0x4803),
    (0x1104, 0x1233), (0x1107, 0x6AA4), (0x1109, 0x4100), (0x1542, 0x80C0),
    (0x1113, 0x1542), (0x1117, 0x7F97), (0x1542, 0x4000), (0x111A, 0x1542),
    (0x1118, 0x0000), (0x1117, 0x0000), (0x1119, 0x4000), (0x1116, 0x0001),
    (0x1542, 0x0080),
];

/// Status of a chip that waits for configuration, and of one that is active: the answers.
const CONFIGURED: [u16; 5] = [0x0000, 0x0000, 0x4000, 0x0001, 0x0080];
const ACTIVE: [u16; 5] = [0x0000, 0x0000, 0x4004, 0x0001, 0x00C0];

/// A reading of STATUS5, 3, 2, 4 and 1.
fn status([five, three, two, four, one]: [u16; 5]) -> Vec<(u16, u16)> {
    vec![
        (0x111A, 0x0000),
        (0x1118, five),
        (0x1117, three),
        (0x1119, two),
        (0x1116, four),
        (0x1542, one),
    ]
}

/// A reading of every configuration register, of which CFG4 may be another.
#[rustfmt::skip]
fn configuration(cfg4: u16) -> Vec<(u16, u16)> {
    vec![
        (0x1101, 0x0000), (0x1102, 0x8004), (0x1105, 0x1A2D), (0x1106, 0x6A71),
        (0x1108, 0x8483), (0x110A, 0x0100), (0x111D, 0x0005), (0x111E, 0x0280),
        (0x1100, 0x0340), (0x1103, 0x4803), (0x1104, cfg4),   (0x1107, 0x6AA4),
        (0x1109, 0x4100), (0x1542, 0x80C0),
    ]
}

fn enabling() -> Vec<(u16, u16)> {
    let enable = vec![(0xF009, 0xFFFF)];
    [
        status(CONFIGURED),
        configuration(0x1233),
        enable,
        status(ACTIVE),
    ]
    .concat()
}

/// A bus that expects each frame in a chip select of its own.
fn bus(script: &Script) -> Mock<u8> {
    let frame = |(out, back): &(u16, u16)| {
        let (out, back) = (out.to_be_bytes(), back.to_be_bytes());
        [
            Transaction::transaction_start(),
            Transaction::transfer_in_place(out.to_vec(), back.to_vec()),
            Transaction::transaction_end(),
        ]
    };
    Mock::new(&script.iter().flat_map(frame).collect::<Vec<_>>())
}

/// Runs a future that never waits.
fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

type Failure = Error<embedded_hal::spi::ErrorKind>;

/// Runs `init_addressed` and what follows in both halves: these frames and no others.
macro_rules! in_both {
    ($script:expr, |$bank:ident, $proof:ident| $blocking:block, $asynch:block) => {{
        let script: Vec<(u16, u16)> = [INIT, &$script].concat();
        let config = config().unwrap();
        let mut stage = IdleStage;
        let $proof = proof(&mut stage);
        let mut $bank = blocking::Ucc5870::<_, _, 1>::new(
            bus(&script),
            NoopDelay::new(),
            SETTINGS,
            [config],
        );
        assert_eq!($bank.init_addressed(), Ok(()));
        $blocking
        let (mut spi, _, NoAsc) = $bank.free();
        spi.done();

        let mut $bank =
            asynch::Ucc5870::<_, _, 1>::new(bus(&script), NoopDelay::new(), SETTINGS, [config]);
        assert_eq!(run($bank.init_addressed()), Some(Ok(())));
        $asynch
        let (mut spi, _, NoAsc) = $bank.free();
        spi.done();
    }};
}

mod asc;
mod diagnosis;
mod errors;
mod gates;
mod init;
