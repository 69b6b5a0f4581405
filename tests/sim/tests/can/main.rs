//! The CAN bus against the numbers of ISO 11898-1:2015 and of the Bosch CAN specification 2.0.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod arbitration;
mod errors;
mod handles;
mod lengths;
mod wires;

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, StandardId};
use hal_power_sim::{CanBus, CanNode, SimFrame, World};

/// One bit at 500 kbit/s, in ns.
const BIT: u64 = 2_000;

fn standard(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}

fn extended(id: u32, data: &[u8]) -> SimFrame {
    SimFrame::new(ExtendedId::new(id).unwrap(), data).unwrap()
}

fn bench<const N: usize>() -> (World, CanBus, [CanNode; N]) {
    let world = World::new();
    let bus = world.can();
    let nodes = std::array::from_fn(|_| bus.node());
    (world, bus, nodes)
}

/// Lets bit times pass.
fn pass(world: &World, bits: u64) {
    world.clock().advance(Duration::from_nanos(bits * BIT));
}

/// Takes all that a node has received, without times.
fn drain(node: &CanNode) -> Vec<SimFrame> {
    std::iter::from_fn(|| node.try_receive())
        .map(|(_, frame)| frame)
        .collect()
}
