//! A port's handle.

use super::{Format, SerialError, medium::Bus, uart::Uart};
use crate::{device::OutputLine, executor::pend_once, wait::Line};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use hal_power::Instant;

/// A port of a serial line: firmware's UART with its transceiver, or the far end that a test plays. Clones are the same port.
///
/// What is written goes into a buffer and from there onto the line; `flush` waits for the last stop bit. What arrives waits in a
/// buffer; a character that finds it full is lost. A port does not receive what it sends, unless it [echoes](Self::set_echo), nor
/// what others send meanwhile.
///
/// A blocking read lets time pass until something arrives, up to the [time-out](Self::set_timeout).
///
/// # Cancellation Safety
///
/// An async read or write is pending once and then until something has arrived or there is room: dropped before it is ready, nothing
/// was read or written. What is written is sent, whether it is awaited or not.
#[derive(Clone)]
pub struct SerialPort {
    bus: Rc<Bus>,
    index: usize,
}

impl SerialPort {
    pub(super) const fn new(bus: Rc<Bus>, index: usize) -> Self {
        Self { bus, index }
    }

    pub(super) const fn index(&self) -> usize {
        self.index
    }

    /// Sets the format. A character that is being received is dropped; those in the transmit buffer go out as they are.
    pub fn set_format(&self, format: Format) {
        self.bus.set_port_format(self.index, format);
    }

    /// Returns the format.
    pub fn format(&self) -> Format {
        self.touch(|own| own.format).unwrap_or_default()
    }

    /// Sets whether the port receives what it sends, as a transceiver whose receiver stays on while it drives.
    pub fn set_echo(&self, echo: bool) {
        self.touch(|own| own.echo = echo);
    }

    /// Sets how long a blocking read waits; 1 s unless told.
    pub fn set_timeout(&self, timeout: Duration) {
        self.touch(|own| own.timeout = timeout);
    }

    /// Sets how many received characters are kept; 256 unless told.
    pub fn set_receive_depth(&self, characters: usize) {
        self.touch(|own| own.receive_depth = characters);
    }

    /// Sets how many characters may be in the transmit buffer, the one on the line counted, at least 1; 16 unless told.
    pub fn set_transmit_depth(&self, characters: usize) {
        self.touch(|own| own.transmit_depth = characters.max(1));
    }

    /// Puts bytes into the transmit buffer, whatever its depth.
    pub fn send(&self, bytes: &[u8]) {
        self.bus.send(self.index, bytes);
    }

    /// Takes the oldest received character and when it had arrived.
    pub fn try_receive(&self) -> Option<(Instant, Result<u8, SerialError>)> {
        let (at, character) = self.touch(Uart::take_one)??;
        Some((Instant::from_micros(at / 1_000), character))
    }

    /// Returns the number of characters that are being sent or wait.
    pub fn pending(&self) -> usize {
        let now = self.bus.now();
        self.touch(|own| own.pending(now)).unwrap_or(0)
    }

    fn touch<T>(&self, touch: impl FnOnce(&mut Uart) -> T) -> Option<T> {
        self.bus.port(self.index, touch)
    }

    fn take(&self, buffer: &mut [u8]) -> Option<Result<usize, SerialError>> {
        self.touch(|own| own.take(buffer)).flatten()
    }

    fn has_received(&self) -> bool {
        self.touch(|own| own.has_received()).unwrap_or(true)
    }

    /// Puts as much into the transmit buffer as there is room for; else returns when there will be.
    fn put(&self, bytes: &[u8]) -> Result<usize, u64> {
        let now = self.bus.now();
        let (room, free) = self
            .touch(|own| {
                let room = own.transmit_depth.saturating_sub(own.pending(now));
                (room, own.ends.front().copied())
            })
            .unwrap_or_default();
        match (bytes.get(..room).unwrap_or(bytes), free) {
            ([], Some(free)) if !bytes.is_empty() => Err(free),
            (fit, _) => {
                self.send(fit);
                Ok(fit.len())
            }
        }
    }

    /// Returns when all will have been sent.
    fn end(&self) -> u64 {
        let end = self.touch(|own| own.ends.back().copied()).flatten();
        end.unwrap_or(0)
    }
}

impl ErrorType for SerialPort {
    type Error = SerialError;
}

impl Read for SerialPort {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, SerialError> {
        if buf.is_empty() {
            return Ok(0);
        }
        let clock = &self.bus.shared.clock;
        let timeout = self.touch(|own| own.timeout).unwrap_or_default();
        let end = clock
            .nanos()
            .saturating_add(super::transmit::nanos(timeout));
        loop {
            if let Some(taken) = self.take(buf) {
                return taken;
            }
            let now = clock.nanos();
            clock.advance_to(self.bus.next_change().unwrap_or(end).min(end));
            // At the time-out, or at the end of time.
            if clock.nanos() == now {
                return Err(SerialError::TimedOut);
            }
        }
    }
}

impl ReadReady for SerialPort {
    fn read_ready(&mut self) -> Result<bool, SerialError> {
        Ok(self.has_received())
    }
}

impl Write for SerialPort {
    fn write(&mut self, buf: &[u8]) -> Result<usize, SerialError> {
        loop {
            match self.put(buf) {
                Ok(put) => return Ok(put),
                Err(free) => self.bus.shared.clock.advance_to(free),
            }
        }
    }

    fn flush(&mut self) -> Result<(), SerialError> {
        self.bus.shared.clock.advance_to(self.end());
        Ok(())
    }
}

impl WriteReady for SerialPort {
    fn write_ready(&mut self) -> Result<bool, SerialError> {
        let now = self.bus.now();
        let room = self.touch(|own| own.pending(now) < own.transmit_depth);
        Ok(room.unwrap_or(true))
    }
}

impl embedded_io_async::Read for SerialPort {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, SerialError> {
        pend_once(false).await;
        if buf.is_empty() {
            return Ok(0);
        }
        let line: Line = Rc::new(RefCell::new(Arrived(self.clone())));
        loop {
            if let Some(taken) = self.take(buf) {
                return taken;
            }
            let waits = &self.bus.shared.waits;
            waits.line(&line, |arrived| arrived).await;
        }
    }
}

impl embedded_io_async::Write for SerialPort {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, SerialError> {
        pend_once(false).await;
        let shared = &self.bus.shared;
        loop {
            match self.put(buf) {
                Ok(put) => return Ok(put),
                Err(free) => shared.waits.until(&shared.clock, free).await,
            }
        }
    }

    async fn flush(&mut self) -> Result<(), SerialError> {
        pend_once(false).await;
        let shared = &self.bus.shared;
        shared.waits.until(&shared.clock, self.end()).await;
        Ok(())
    }
}

/// An arrival as a line: high once there is something to read.
struct Arrived(SerialPort);

impl OutputLine for Arrived {
    fn is_high(&mut self) -> bool {
        self.0.has_received()
    }

    fn next_change(&mut self) -> Option<u64> {
        self.0.bus.next_change()
    }
}
