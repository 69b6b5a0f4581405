//! The serial line, bit by bit.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod collisions;
mod faults;
mod handles;
mod parts;
mod tasks;
mod timing;
mod trace;

use core::time::Duration;
use hal_power_sim::{SerialBus, SerialPort, World, serial::SerialError};

/// One bit at 9600 baud, in ns.
const BIT: u64 = 104_167;

fn bench<const N: usize>() -> (World, SerialBus, [SerialPort; N]) {
    let world = World::new();
    let bus = world.serial();
    let ports = std::array::from_fn(|_| bus.port());
    (world, bus, ports)
}

/// Lets ns pass.
fn pass(world: &World, nanos: u64) {
    world.clock().advance(Duration::from_nanos(nanos));
}

/// Takes all that a port has received, without times.
fn drain(port: &SerialPort) -> Vec<Result<u8, SerialError>> {
    std::iter::from_fn(|| port.try_receive())
        .map(|(_, character)| character)
        .collect()
}
