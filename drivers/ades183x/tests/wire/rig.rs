//! A bus that expects bytes, a delay that keeps what it was asked for, and the chain of these tests.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use ades183x::{
    Config, ConfigError, Duty, Filter, Mismatch, Part, Transparent, asynch, blocking,
    hal_power::{Ratio, Temperature, Voltage},
};
use embedded_hal_mock::eh1::spi::{Mock, Transaction};

/// Out, written and read, in hexadecimal.
pub(crate) type Window<'a> = (&'a str, &'a str, &'a str);

pub(crate) type Blocking =
    blocking::Ades183x<Mock<u8>, Pauses, Transparent, [Part; 2], [[u8; 8]; 2]>;
pub(crate) type Asynch = asynch::Ades183x<Mock<u8>, Pauses, Transparent, [Part; 2], [[u8; 8]; 2]>;

/// Runs a future that never waits.
pub(crate) fn run<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

fn bytes(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|digit| *digit != b' ').collect();
    let byte = |pair: &[u8]| {
        let pair = core::str::from_utf8(pair).unwrap_or_default();
        u8::from_str_radix(pair, 16).unwrap_or_default()
    };
    digits.chunks(2).map(byte).collect()
}

/// A bus that expects these windows and no others.
pub(crate) fn bus(windows: &[Window<'_>]) -> Mock<u8> {
    let window = |&(out, written, read): &Window<'_>| {
        let mut all = vec![Transaction::transaction_start()];
        all.push(Transaction::write_vec(bytes(out)));
        if !written.is_empty() {
            all.push(Transaction::write_vec(bytes(written)));
        }
        // what comes beyond the two parts is read apart
        for blocks in bytes(read).chunks(16) {
            all.push(Transaction::read_vec(blocks.to_vec()));
        }
        all.push(Transaction::transaction_end());
        all
    };
    Mock::new(&windows.iter().flat_map(window).collect::<Vec<_>>())
}

/// A delay that keeps the pauses it was asked for, in µs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pauses(pub(crate) Vec<u32>);

impl embedded_hal::delay::DelayNs for Pauses {
    fn delay_ns(&mut self, ns: u32) {
        self.0.push(ns / 1_000);
    }
}

impl embedded_hal_async::delay::DelayNs for Pauses {
    async fn delay_ns(&mut self, ns: u32) {
        self.0.push(ns / 1_000);
    }
}

/// 1 °C for each percent of the reference, between 5 % and 95 %.
fn curve(ratio: Ratio) -> Option<Temperature> {
    let ppm = ratio.as_ppm();
    (50_000..950_000)
        .contains(&ppm)
        .then(|| Temperature::from_millicelsius(ppm / 10))
}

/// CTH 15 mV, FC 10 Hz, DCTO 2, duty 9.
pub(crate) fn config() -> Result<Config, ConfigError> {
    let duty = Duty::new(9).unwrap_or(Duty::FULL);
    Config::new(Mismatch::Uv15000)
        .with_filter(Filter::Mhz10000)
        .with_curve(curve)
        .with_balancing(Duration::from_secs(120), duty)?
        .with_open_wire_below(Voltage::from_millivolts(1_000))
}

/// 16 cells, a thermistor at GPIO1, GPIO10 pulled down; and 4 cells, a thermistor at GPIO5.
pub(crate) fn parts() -> Result<[Part; 2], ConfigError> {
    Ok([
        Part::new(16)?
            .with_thermistors(0x001)?
            .with_pulled_down(0x200)?,
        Part::new(4)?.with_thermistors(0x010)?,
    ])
}

pub(crate) fn blocking(windows: &[Window<'_>]) -> Result<Blocking, ConfigError> {
    let delay = Pauses::default();
    blocking::Ades183x::new(
        bus(windows),
        delay,
        Transparent,
        parts()?,
        [[0; 8]; 2],
        config()?,
    )
}

pub(crate) fn asynch(windows: &[Window<'_>]) -> Result<Asynch, ConfigError> {
    let delay = Pauses::default();
    asynch::Ades183x::new(
        bus(windows),
        delay,
        Transparent,
        parts()?,
        [[0; 8]; 2],
        config()?,
    )
}

/// Ends a test: everything has moved that was expected.
pub(crate) fn done(string: Blocking) -> Vec<u32> {
    let (mut spi, delay, ..) = string.free();
    spi.done();
    delay.0
}

/// Ends a test: everything has moved that was expected.
pub(crate) fn done_async(string: Asynch) -> Vec<u32> {
    let (mut spi, delay, ..) = string.free();
    spi.done();
    delay.0
}
