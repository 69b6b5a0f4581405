//! Ports that fail.

use core::{
    fmt,
    future::pending,
    sync::atomic::{AtomicUsize, Ordering},
};

use embedded_io::ErrorKind as PortErrorKind;
use hal_power::{Error as _, ErrorKind};
use modbus_meter::{Error, hal_power};

use crate::{config, line::Line};

/// What a port does wrong, when it is first read or written after the line was silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Port {
    Reads(Result<usize, Failed>),
    Writes(Result<usize, Failed>),
    /// Takes bytes and never says that they have left.
    Keeps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Failed(PortErrorKind);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl core::error::Error for Failed {}

impl embedded_io::Error for Failed {
    fn kind(&self) -> PortErrorKind {
        self.0
    }
}

/// A port, and how often it was written.
struct Bad<'a>(Port, &'a AtomicUsize);

impl Bad<'_> {
    fn write(&self, bytes: &[u8]) -> Result<usize, Failed> {
        self.1.fetch_add(1, Ordering::Relaxed);
        match self.0 {
            Port::Writes(result) => result,
            Port::Reads(_) | Port::Keeps => Ok(bytes.len()),
        }
    }

    /// Nothing comes before something was written.
    fn answer(&self) -> Option<Result<usize, Failed>> {
        match self.0 {
            Port::Reads(result) if self.1.load(Ordering::Relaxed) > 0 => Some(result),
            _ => None,
        }
    }
}

impl embedded_io::ErrorType for Bad<'_> {
    type Error = Failed;
}

impl embedded_io::ReadReady for Bad<'_> {
    fn read_ready(&mut self) -> Result<bool, Failed> {
        Ok(self.answer().is_some())
    }
}

impl embedded_io::Read for Bad<'_> {
    fn read(&mut self, _: &mut [u8]) -> Result<usize, Failed> {
        self.answer().unwrap_or(Ok(0))
    }
}

impl embedded_io::Write for Bad<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Failed> {
        Bad::write(self, bytes)
    }

    fn flush(&mut self) -> Result<(), Failed> {
        Ok(())
    }
}

impl embedded_io_async::Read for Bad<'_> {
    async fn read(&mut self, _: &mut [u8]) -> Result<usize, Failed> {
        match self.answer() {
            Some(result) => result,
            None => pending().await,
        }
    }
}

impl embedded_io_async::Write for Bad<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failed> {
        Bad::write(self, bytes)
    }

    async fn flush(&mut self) -> Result<(), Failed> {
        if self.0 == Port::Keeps {
            pending::<()>().await;
        }
        Ok(())
    }
}

const OVERRUN: Failed = Failed(PortErrorKind::Other);
const PARITY: Failed = Failed(PortErrorKind::InvalidData);

#[test]
fn each_failure_of_a_port() {
    // One retry is configured. A read that fails again before the second request ends it: nothing more is written.
    for (port, error, kind, tries) in [
        (
            Port::Reads(Err(OVERRUN)),
            Error::Port(OVERRUN),
            ErrorKind::Bus,
            1,
        ),
        (
            Port::Reads(Err(PARITY)),
            Error::Port(PARITY),
            ErrorKind::Integrity,
            1,
        ),
        (Port::Reads(Ok(0)), Error::Closed, ErrorKind::Bus, 1),
        (
            Port::Writes(Err(OVERRUN)),
            Error::Port(OVERRUN),
            ErrorKind::Bus,
            2,
        ),
        (Port::Writes(Ok(0)), Error::Closed, ErrorKind::Bus, 1),
    ] {
        let config = config().unwrap().with_retries(1);
        let (line, written) = (Line::new([].into()), AtomicUsize::new(0));
        let mut meter =
            modbus_meter::blocking::Sdm120::new(Bad(port, &written), line.delay(), config);
        assert_eq!(meter.init(), Err(error), "{port:?}");
        assert_eq!(error.kind(), kind, "{port:?}");
        assert_eq!(written.load(Ordering::Relaxed), tries, "{port:?}");

        let written = AtomicUsize::new(0);
        let bad = Bad(port, &written);
        let mut meter = modbus_meter::asynch::Sdm120::new(bad, line.delay_async(), config);
        assert_eq!(line.block_on(meter.init()), Err(error), "{port:?}");
        assert_eq!(written.load(Ordering::Relaxed), tries, "{port:?}");
        let (bad, _wait) = meter.free();
        assert_eq!(bad.0, port);
    }
}

#[test]
fn a_request_that_does_not_leave() {
    let (line, written) = (Line::new([].into()), AtomicUsize::new(0));
    let bad = Bad(Port::Keeps, &written);
    let mut meter = modbus_meter::asynch::Sdm120::new(bad, line.delay_async(), config().unwrap());
    let found = line.block_on(meter.init());
    assert_eq!(found, Err(Error::Stuck));
    assert_eq!(found.unwrap_err().kind(), ErrorKind::Bus);
}
