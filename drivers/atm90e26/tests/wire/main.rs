//! Exact frames, taken by hand from the tables of registers (README, "Where the facts are from").

mod bus;

mod dropped;
mod energy;
mod events;
mod init;
mod lines;
mod measure;
mod raw;
mod recovery;

use std::time::Duration;

use atm90e26::{Config, Forward, MeasurementCalibration, MeteringCalibration};
use bus::{Ask, Frame, Tell};

/// Calls a blocking and an async driver; the bus takes these frames only, in this order, and all of them. What is said to take
/// bits takes no others.
macro_rules! exchange {
    ($($method:ident($($argument:expr),*) => $answer:expr, $(@$bits:literal)? $frames:expr;)+) => {{
        use crate::bus::{Bus, Waits};
        $($(assert_eq!(crate::bus::bits(&$frames), $bits, "bits of {}", stringify!($method));)?)+
        let script: Vec<crate::bus::Frame> = [$($frames.to_vec()),+].concat();

        let bus = Bus::new(&script);
        let mut driver = atm90e26::blocking::Atm90e26::new(bus.clone(), Waits::default());
        $(assert_eq!(driver.$method($($argument),*), $answer, stringify!($method));)+
        bus.done();

        let bus = Bus::new(&script);
        let mut driver = atm90e26::asynch::Atm90e26::new(bus.clone(), Waits::default());
        hal_power_sim::World::new()
            .block_on(async {
                $(assert_eq!(driver.$method($($argument),*).await, $answer, stringify!($method));)+
            })
            .unwrap();
        bus.done();
    }};
}
pub(crate) use exchange;

/// The public example whose checksums are 0x4A34 and 0xD294, at 3200 pulses a kWh.
fn config(forward: Forward) -> Config {
    let metering = MeteringCalibration {
        pl_constant: 0x00B9_C1F3,
        l_gain: 0x1D39,
        ..MeteringCalibration::RESET
    };
    let measurement = MeasurementCalibration::new(0xD464, 0x6E49, 0x7530);
    let settling = Duration::from_millis(320);
    Config::new(metering, measurement, 3_200, forward, settling).with_neutral_line()
}

const METERING: [(u8, u16); 11] = [
    (0x21, 0x00B9),
    (0x22, 0xC1F3),
    (0x23, 0x1D39),
    (0x24, 0x0000),
    (0x25, 0x0000),
    (0x26, 0x0000),
    (0x27, 0x08BD),
    (0x28, 0x0000),
    (0x29, 0x0AEC),
    (0x2A, 0x0000),
    (0x2B, 0x9422),
];
const MEASUREMENT: [(u8, u16); 10] = [
    (0x31, 0xD464),
    (0x32, 0x6E49),
    (0x33, 0x7530),
    (0x34, 0x0000),
    (0x35, 0x0000),
    (0x36, 0x0000),
    (0x37, 0x0000),
    (0x38, 0x0000),
    (0x39, 0x0000),
    (0x3A, 0x0000),
];

fn finding() -> Vec<Frame> {
    vec![
        Tell(0x00, 0x789A),
        Tell(0x02, 0x000C),
        Ask(0x06, 0x000C),
        Ask(0x20, 0x6886),
    ]
}

fn calibrating() -> Vec<Frame> {
    let tell = |&(register, word): &(u8, u16)| Tell(register, word);
    [
        vec![Tell(0x20, 0x5678)],
        METERING.iter().map(tell).collect(),
        vec![Tell(0x2C, 0x4A34), Tell(0x30, 0x5678)],
        MEASUREMENT.iter().map(tell).collect(),
        vec![Tell(0x3B, 0xD294)],
    ]
    .concat()
}

/// What is read back, without the checksums.
fn words() -> Vec<Frame> {
    let ask = |&(register, word): &(u8, u16)| Ask(register, word);
    let blocks = METERING.iter().chain(&MEASUREMENT).map(ask);
    std::iter::once(Ask(0x02, 0x000C)).chain(blocks).collect()
}

fn comparing() -> Vec<Frame> {
    [words(), vec![Ask(0x2C, 0x4A34), Ask(0x3B, 0xD294)]].concat()
}

fn starting(status: u16) -> Vec<Frame> {
    vec![Tell(0x20, 0x8765), Tell(0x30, 0x8765), Ask(0x01, status)]
}

/// A passed `init`.
fn initialised() -> Vec<Frame> {
    [
        finding(),
        calibrating(),
        comparing(),
        starting(0),
        vec![Ask(0x20, 0x8765), Ask(0x30, 0x8765)],
    ]
    .concat()
}

/// A register, and LastData that repeats it.
fn confirmed(register: u8, content: u16) -> [Frame; 2] {
    [Ask(register, content), Ask(0x06, content)]
}

/// A measurement: confirmed, and the part runs by the calibration that was written.
fn measured(register: u8, content: u16) -> [Frame; 4] {
    let [asked, repeated] = confirmed(register, content);
    let [runs, keeps] = MEASURES;
    [asked, repeated, runs, keeps]
}

/// The second register of a sum, and that it is counted by the calibration that was written.
fn ended(register: u8, content: u16) -> Vec<Frame> {
    let [asked, repeated] = confirmed(register, content);
    vec![RUNS, asked, repeated, COUNTS]
}

const RUNS: Frame = Ask(0x20, 0x8765);
const COUNTS: Frame = Ask(0x2C, 0x4A34);
const MEASURES: [Frame; 2] = [Ask(0x30, 0x8765), Ask(0x3B, 0xD294)];
