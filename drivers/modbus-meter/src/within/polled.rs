//! A port that reads only what is there, and waits no longer than it may.

use core::time::Duration;

use embedded_io::{ErrorType, Read, ReadReady, Write};

use crate::blocking::Delay;

/// A port with the time that is left.
pub(crate) struct Polled<'a, P, D> {
    port: &'a mut P,
    delay: &'a mut D,
    /// In µs, as the next.
    left: u64,
    step: u64,
    is_over: bool,
}

/// Works on the port until that ends or `limit` of waiting has passed, which is `None`.
pub(crate) fn within<P, D: Delay, R>(
    port: &mut P,
    delay: &mut D,
    limit: Duration,
    step: Duration,
    work: impl FnOnce(&mut Polled<'_, P, D>) -> R,
) -> Option<R> {
    let mut polled = Polled {
        port,
        delay,
        left: micros(limit),
        // no pause of nothing, for ever
        step: micros(step).max(1),
        is_over: false,
    };
    let result = work(&mut polled);
    (!polled.is_over).then_some(result)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl<P: ErrorType, D> ErrorType for Polled<'_, P, D> {
    type Error = P::Error;
}

impl<P: Read + ReadReady, D: Delay> Read for Polled<'_, P, D> {
    /// Nothing once the time is over.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, P::Error> {
        while !self.port.read_ready()? {
            if self.left == 0 {
                self.is_over = true;
                return Ok(0);
            }
            let pause = self.step.min(self.left);
            self.delay.delay(Duration::from_micros(pause));
            self.left -= pause;
        }
        self.port.read(into)
    }
}

impl<P: Write, D> Write for Polled<'_, P, D> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, P::Error> {
        self.port.write(bytes)
    }

    fn flush(&mut self) -> Result<(), P::Error> {
        self.port.flush()
    }
}
