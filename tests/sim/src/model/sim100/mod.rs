//! SIM100: monitor of insulation on CAN.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/SIM100.md`. The part is a node of its own: whoever plays
//! it calls [`turn`](Sim100::turn) as often as the part shall look at its mailbox. What the sheet leaves open is the caller's to say,
//! in [`Open`].
//!
//! Not modelled: excitation, and how an estimate comes to be.

mod answer;
mod open;

pub use open::{Newness, Open};

use crate::{CanNode, SimFrame, clock::Clock};
use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id};

/// Identifier of requests.
pub const REQUEST: u32 = 0x0A10_0101;
/// Identifier of answers.
pub const ANSWER: u32 = 0x0A10_0100;

/// The net at the part, or an estimate of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Resistance of the positive and of the negative pole to chassis, in kΩ.
    pub kilohms: [u16; 2],
    /// Capacitance of either, in nF.
    pub nanofarads: [u16; 2],
    /// Voltage of either to chassis, as the part shows it, in V.
    pub volts: [u16; 2],
    /// Voltage of the battery, in V.
    pub battery: u16,
    /// Insulation in Ω/V, and energy of the capacitances, as the part shows them.
    pub state: [u16; 2],
    /// Uncertainty of all of it, in percent.
    pub uncertainty: u8,
}

/// One part. Its physical side is the net, the supply, and what is broken; it has supply from the start.
pub struct Sim100 {
    clock: Clock,
    node: CanNode,
    open: Open,
    net: Net,
    memory: Option<Memory>,
    /// Error flags of what is broken.
    errors: u8,
    /// Isolation state that is shown: bits 1 and 0.
    isolation: u8,
    temperature: [u8; 4],
}

/// What a part without supply does not have.
#[derive(Debug, Clone, Copy)]
struct Memory {
    powered_at: u64,
    estimated_at: u64,
    estimate: Option<Net>,
    /// Kinds of answers, as bits from E0 on, that have not shown the estimate yet.
    new: u8,
    maximum: u16,
    most: u16,
}

impl Sim100 {
    /// Creates a part that has just powered up.
    pub fn new(clock: Clock, node: CanNode, open: Open, net: Net) -> Self {
        let mut part = Self {
            clock,
            node,
            open,
            net,
            memory: None,
            errors: 0,
            isolation: 0,
            temperature: [0; 4],
        };
        part.set_supply(true);
        part
    }

    /// Changes the net. The next estimate shows it.
    pub fn set_net(&mut self, net: Net) {
        self.settle();
        self.net = net;
    }

    /// Returns the net as it is.
    pub const fn net(&self) -> Net {
        self.net
    }

    /// Turns the supply on or off. A part that had supply and is given it starts again.
    pub fn set_supply(&mut self, on: bool) {
        self.settle();
        self.memory = on.then_some(self.fresh());
        self.node.abort();
    }

    /// Sets the error flags of what is broken: Vx2, Vx1, CH, VxR, Vexi, Vpwr, from bit 7 down.
    pub fn set_errors(&mut self, errors: u8) {
        self.errors = errors;
    }

    /// Sets bits 1 and 0 of the status.
    pub fn set_isolation(&mut self, isolation: u8) {
        self.isolation = isolation & 0b11;
    }

    /// Sets the bytes of the temperature.
    pub fn set_temperature(&mut self, temperature: [u8; 4]) {
        self.temperature = temperature;
    }

    /// Returns the most that the battery may have, in V, as the part has it; `None` without supply.
    pub fn maximum(&self) -> Option<u16> {
        self.memory.map(|memory| memory.maximum)
    }

    /// Returns when the estimate that is shown was made, in ns.
    pub fn estimated_at(&mut self) -> Option<u64> {
        self.settle();
        let memory = self.memory?;
        memory.estimate.map(|_| memory.estimated_at)
    }

    /// Looks at the mailbox, and answers.
    pub fn turn(&mut self) {
        self.settle();
        while let Some((_, frame)) = self.node.try_receive() {
            if let Some(answer) = self.on_frame(&frame) {
                // A part whose mailboxes are full loses what it wanted to say.
                let _ = self.node.try_send(answer);
            }
        }
    }

    fn on_frame(&mut self, frame: &SimFrame) -> Option<SimFrame> {
        let Id::Extended(id) = frame.id() else {
            return None;
        };
        if id.as_raw() != REQUEST || frame.is_remote_frame() {
            return None;
        }
        let mut memory = self.memory?;
        let answer = match *frame.data() {
            [0xC1, 0x01, 0x23, 0x45, 0x67] => {
                memory = self.fresh();
                None
            }
            [0xF0, high, low] => {
                if self.open.takes_maximum {
                    memory.maximum = u16::from_be_bytes([high, low]);
                }
                let [high, low] = memory.maximum.to_be_bytes();
                self.open
                    .answers_maximum
                    .then(|| answer::frame(&[0xF0, high, low]))
                    .flatten()
            }
            [kind] => self.tell(&mut memory, kind),
            _ => None,
        };
        self.memory = Some(memory);
        answer
    }

    fn fresh(&self) -> Memory {
        let now = self.clock.nanos();
        Memory {
            powered_at: now,
            estimated_at: now,
            estimate: None,
            new: if self.open.before.1 { 0xFF } else { 0 },
            maximum: self.open.maximum,
            most: 0,
        }
    }

    /// Makes every estimate that was due. The net did not change since.
    fn settle(&mut self) {
        let (now, period) = (self.clock.nanos(), nanos(self.open.estimate).max(1));
        let net = self.net;
        let Some(memory) = &mut self.memory else {
            return;
        };
        memory.most = memory.most.max(net.battery);
        let since = now.saturating_sub(memory.powered_at);
        let last = memory.powered_at + since / period * period;
        if last > memory.estimated_at {
            memory.estimated_at = last;
            memory.estimate = Some(net);
            memory.new = 0xFF;
        }
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

fn identifier() -> ExtendedId {
    ExtendedId::new(ANSWER).unwrap_or(ExtendedId::ZERO)
}
