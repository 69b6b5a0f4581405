#![no_std]
#![doc = include_str!("../README.md")]

extern crate alloc;

pub mod can;
pub mod clock;
pub mod device;
pub mod executor;
pub mod fake;
pub mod fault;
pub mod fuse;
pub mod i2c;
pub mod model;
pub mod pace;
mod pin;
pub mod replay;
pub mod serial;
pub mod spi;
pub mod stage;
pub mod trace;

mod count;
mod delay;
mod random;
mod wait;
mod world;

pub use can::{CanBus, CanNode, NodeState, SimFrame};
pub use count::Counts;
pub use delay::SimDelay;
pub use executor::{join, until};
pub use fake::{Fake, FakeCells, FakeContacts, FakeMeter};
pub use fault::{Fault, Injection, Target};
pub use fuse::{Fuse, FusedPin};
pub use i2c::{I2cBus, SimI2c};
pub use pin::{Pin, SimLine};
pub use random::Random;
pub use replay::Replay;
pub use serial::{SerialBus, SerialPort};
pub use spi::{SimSpi, SpiBus};
pub use trace::Trace;
pub use world::World;
