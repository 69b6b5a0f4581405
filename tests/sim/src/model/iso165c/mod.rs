//! iso165C and iso165C-1: monitors of insulation on CAN.
//!
//! The facts, their source and what could not be verified stand in `docs/parts/ISO165C.md`. The part is a node of its own: whoever
//! plays it calls [`turn`](Iso165c::turn) as often as the part shall look at its mailbox. What the sheet leaves open is the caller's
//! to say, in [`Open`].
//!
//! Not modelled: leakage capacitance, test pulses, and the outputs of the iso165C-1.

mod answer;
mod imc;
mod net;
mod open;
mod vifc;

pub use imc::Settings;
pub use net::Net;
pub use open::{Keeps, Open, Relayless};

use crate::{CanNode, clock::Clock};
use core::time::Duration;
use vifc::Vifc;

/// Identifier of requests.
pub const REQUEST: u16 = 0x022;
/// Identifier of responses.
pub const RESPONSE: u16 = 0x023;
/// Identifier of the cyclic message.
pub const INFO: u16 = 0x037;

/// Which part it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// iso165C: two relays couple it to the net.
    Iso165c,
    /// iso165C-1: without relays.
    Iso165c1,
}

impl Kind {
    /// Returns what is set at delivery.
    #[must_use]
    pub const fn settings(self) -> Settings {
        let (error, warning) = match self {
            Self::Iso165c => (55, 300),
            Self::Iso165c1 => (250, 400),
        };
        Settings {
            error,
            warning,
            factor: 3,
        }
    }
}

/// What is wrong with the controller that measures, the IMC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It does nothing, and answers nothing. Once mended it starts again.
    Dead,
    /// It works, but its sign of life is not understood.
    Unclear,
    /// It reports a system failure, and has no new values.
    System,
    /// It has no new values, and takes its last for a good one.
    Frozen,
}

/// A relay of the iso165C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relay {
    /// At the negative pole.
    Negative,
    /// At the positive pole.
    Positive,
}

/// One part. Its physical side is the net, the supply, and what is broken; it has supply from the start.
pub struct Iso165c {
    clock: Clock,
    node: CanNode,
    kind: Kind,
    open: Open,
    net: Net,
    fault: Option<Fault>,
    broken: u16,
    stuck: [Option<bool>; 2],
    memory: Settings,
    vifc: Option<Vifc>,
}

impl Iso165c {
    /// Creates a part that has just powered up.
    pub fn new(clock: Clock, node: CanNode, kind: Kind, open: Open, net: Net) -> Self {
        let mut part = Self {
            clock,
            node,
            kind,
            open,
            net,
            fault: None,
            broken: 0,
            stuck: [None; 2],
            memory: kind.settings(),
            vifc: None,
        };
        part.set_supply(true);
        part
    }

    /// Changes the net. The next value shows it.
    pub fn set_net(&mut self, net: Net) {
        self.turn();
        self.net = net;
    }

    /// Returns the net as it is.
    pub const fn net(&self) -> Net {
        self.net
    }

    /// Turns the supply on or off. A part that had supply and is given it starts again, as after a brown-out.
    pub fn set_supply(&mut self, on: bool) {
        self.turn();
        self.node.abort();
        let now = self.clock.nanos();
        self.vifc = on.then(|| Vifc::new(now, self, self.memory));
    }

    /// Breaks the IMC, or mends it.
    pub fn set_fault(&mut self, fault: Option<Fault>) {
        self.turn();
        let mended = self.fault == Some(Fault::Dead) && fault != self.fault;
        self.fault = fault;
        if mended && let Some(mut vifc) = self.vifc.take() {
            vifc.reset(self.clock.nanos(), self);
            self.vifc = Some(vifc);
        }
    }

    /// Sets what the next self-test finds, as bits of D_IMC_STATUS_EXT.
    pub fn set_broken(&mut self, findings: u16) {
        self.turn();
        self.broken = findings;
    }

    /// Holds a relay closed or open whatever it is told; `None` lets it go.
    pub fn set_stuck(&mut self, relay: Relay, closed: Option<bool>) {
        self.turn();
        let [negative, positive] = &mut self.stuck;
        match relay {
            Relay::Negative => *negative = closed,
            Relay::Positive => *positive = closed,
        }
    }

    /// Returns whether the negative and the positive relay are closed; `None` without supply.
    pub fn relays(&self) -> Option<[bool; 2]> {
        self.vifc.as_ref().map(|vifc| vifc.closed(self))
    }

    /// Returns what is set; `None` without supply.
    pub fn settings(&self) -> Option<Settings> {
        self.vifc.as_ref().map(|vifc| vifc.imc.settings)
    }

    /// Looks at the mailbox, answers what is due, and sends the cyclic message once in a second.
    pub fn turn(&mut self) {
        let now = self.clock.nanos();
        let Some(mut vifc) = self.vifc.take() else {
            while self.node.try_receive().is_some() {}
            return;
        };
        vifc.turn(now, self);
        if self.open.keeps == Keeps::OverSupply {
            self.memory = vifc.imc.settings;
        }
        self.vifc = Some(vifc);
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
