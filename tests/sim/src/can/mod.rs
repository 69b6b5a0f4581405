//! CAN: the bus of a world, and its nodes.
//!
//! Classic frames at one bit rate, bit by bit as far as times and counters go: arbitration, stuffing, checksum, acknowledge, error
//! flags and fault confinement are those of ISO 11898-1:2015. Facts of the wire are simplified where no firmware sees them: a node
//! that wants to send between two frames begins at once, not on a bit boundary, and receivers take a frame at its last bit.

mod controller;
mod error;
mod flight;
mod frame;
mod medium;
mod node;
mod settle;

pub use controller::NodeState;
pub use error::CanError;
pub use frame::SimFrame;
pub use node::CanNode;

pub(crate) use flight::DELIMITER;
pub(crate) use frame::Wire;

use crate::{count::Counts, fault::Target, world::Shared};
use alloc::rc::Rc;
use medium::Bus;

/// A CAN bus that hands out its nodes. Clones are the same bus.
#[derive(Clone)]
pub struct CanBus(Rc<Bus>);

impl CanBus {
    pub(crate) fn new(shared: Rc<Shared>, number: u8) -> Self {
        let bus = Rc::new(Bus::new(shared, number));
        let watcher = Rc::downgrade(&bus);
        bus.shared.clock.watch(watcher);
        Self(bus)
    }

    /// Adds a node: on the bus, error active, three mailboxes. Nodes are numbered from 0.
    pub fn node(&self) -> CanNode {
        CanNode::new(self.0.clone(), self.0.add())
    }

    /// Sets the bit rate in bit/s, within 1 kbit/s to 1 Mbit/s; bit times are rounded up to whole ns.
    pub fn set_bit_rate(&self, bits_per_second: u32) {
        self.0.settle(false);
        let rate = u64::from(bits_per_second.clamp(1_000, 1_000_000));
        self.0.bit_time.set(1_000_000_000_u64.div_ceil(rate));
    }

    /// Returns what the bus has moved, attempts that failed included.
    pub fn counts(&self) -> Counts {
        self.0.settle(false);
        self.0.counters.get()
    }

    /// Names what a node sends on this bus, for [`Injection::at`](crate::Injection::at).
    pub fn target(&self, node: &CanNode) -> Target {
        self.0.target(node.index())
    }
}
