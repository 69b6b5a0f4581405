//! A UART: its receiver, its transmitter, and their buffers.

use super::{Format, SerialError, wire::Wire};
use crate::{Fault, trace::SerialSymbol};
use alloc::{collections::VecDeque, vec::Vec};
use core::time::Duration;

/// A character, as a receiver takes it.
pub(super) type Received = Result<u8, SerialError>;

/// A character that will have arrived, if nothing else is put on the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    /// Where its start bit begins.
    pub(super) edge: u64,
    pub(super) at: u64,
    pub(super) character: Received,
    /// From when on the next start bit is looked for, and the level there.
    resume: (u64, bool),
}

/// What is sent without the buffer running empty.
#[derive(Debug)]
pub(super) struct Burst {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) format: Format,
    pub(super) symbols: Vec<SerialSymbol>,
    pub(super) fault: Option<Fault>,
    pub(super) struck: bool,
}

#[derive(Debug)]
pub(super) struct Uart {
    pub(super) format: Format,
    /// From when on a start bit is looked for, and the level just before.
    scan: (u64, bool),
    foreseen: Option<Option<Arrival>>,
    received: VecDeque<(u64, Received)>,
    pub(super) receive_depth: usize,
    overrun: bool,
    pub(super) echo: bool,
    pub(super) timeout: Duration,
    /// Ends of the characters that are being sent or wait.
    pub(super) ends: VecDeque<u64>,
    pub(super) transmit_depth: usize,
    pub(super) burst: Option<Burst>,
}

impl Uart {
    pub(super) fn new(at: u64, format: Format) -> Self {
        Self {
            format,
            scan: (at, true),
            foreseen: None,
            received: VecDeque::new(),
            receive_depth: 256,
            overrun: false,
            echo: false,
            timeout: Duration::from_secs(1),
            ends: VecDeque::new(),
            transmit_depth: 16,
            burst: None,
        }
    }

    /// Starts to receive anew.
    pub(super) fn set_format(&mut self, at: u64, format: Format) {
        self.format = format;
        self.scan = (at, true);
        self.foreseen = None;
    }

    /// The line has changed, now or for later.
    pub(super) const fn line_changed(&mut self) {
        self.foreseen = None;
    }

    /// Returns what arrives next of all that is on the line.
    pub(super) fn next_arrival(&mut self, port: usize, wire: &Wire) -> Option<Arrival> {
        if let Some(foreseen) = self.foreseen {
            return foreseen;
        }
        let arrival = self.foresee(port, wire);
        self.foreseen = Some(arrival);
        arrival
    }

    /// Samples each bit in its middle.
    fn foresee(&self, port: usize, wire: &Wire) -> Option<Arrival> {
        let (bit_time, format) = (self.format.bit_time(), self.format);
        let (mut from, mut high) = self.scan;
        loop {
            if !high {
                from = wire.when(port, from, true)?;
            }
            let edge = wire.when(port, from, false)?;
            let middle = |bit: u64| edge + bit * bit_time + bit_time / 2;
            let sample = |bit| wire.level(port, middle(bit));
            if sample(0) {
                // Too short for a start bit.
                (from, high) = (middle(0), true);
                continue;
            }
            let value = (1..9).fold(0, |value, bit| value >> 1 | u8::from(sample(bit)) << 7);
            let wrong = format.parity_of(value).is_some_and(|bit| bit != sample(9));
            let stop = sample(format.stop());
            return Some(Arrival {
                edge,
                at: edge + format.character_time(),
                character: match (stop, wrong) {
                    (false, _) => Err(SerialError::Framing),
                    (true, true) => Err(SerialError::Parity),
                    (true, false) => Ok(value),
                },
                resume: (middle(format.stop()), stop),
            });
        }
    }

    /// Goes on behind an arrival.
    pub(super) const fn arrived(&mut self, arrival: &Arrival) {
        self.scan = arrival.resume;
        self.foreseen = None;
    }

    /// Returns up to when the line no longer matters to it.
    pub(super) fn needs(&mut self, port: usize, wire: &Wire, now: u64) -> u64 {
        match self.next_arrival(port, wire) {
            Some(arrival) => arrival.edge.min(now),
            None => {
                if now > self.scan.0 {
                    self.scan = (now, wire.level(port, now - 1));
                }
                self.scan.0
            }
        }
    }

    pub(super) fn keep(&mut self, arrival: &Arrival) {
        if self.received.len() >= self.receive_depth {
            self.overrun = true;
        } else {
            self.received.push_back((arrival.at, arrival.character));
        }
    }

    pub(super) fn has_received(&self) -> bool {
        self.overrun || !self.received.is_empty()
    }

    /// Takes the oldest character and when it had arrived.
    pub(super) fn take_one(&mut self) -> Option<(u64, Received)> {
        self.received.pop_front()
    }

    /// Takes characters up to the first that is spoiled; returns how many, or what is to be reported before them.
    pub(super) fn take(&mut self, buffer: &mut [u8]) -> Option<Result<usize, SerialError>> {
        if core::mem::take(&mut self.overrun) {
            return Some(Err(SerialError::Overrun));
        }
        if let (_, Err(error)) = *self.received.front()? {
            self.received.pop_front();
            return Some(Err(error));
        }
        let mut taken = 0;
        for slot in buffer {
            let Some(&(_, Ok(byte))) = self.received.front() else {
                break;
            };
            *slot = byte;
            taken += 1;
            self.received.pop_front();
        }
        Some(Ok(taken))
    }

    /// Returns how many characters are being sent or wait.
    pub(super) fn pending(&mut self, now: u64) -> usize {
        while self.ends.front().is_some_and(|&end| end <= now) {
            self.ends.pop_front();
        }
        self.ends.len()
    }
}
