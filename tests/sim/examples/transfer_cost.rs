//! Counts the host instructions of one register read (write 1, read 2) through the bus, trace off.
//!
//! ```text
//! cargo build --release -p hal-power-sim --example transfer_cost
//! valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/examples/transfer_cost blocking 100000
//! valgrind --tool=callgrind --callgrind-out-file=/dev/null target/release/examples/transfer_cost blocking 200000
//! ```
//!
//! The difference of the two `Collected` figures over 100000 is the cost of one transfer; `async` instead of `blocking` measures
//! the async handle under the crate's executor.

use hal_power_sim::{SimI2c, World, device::I2cDevice};
use std::{cell::RefCell, env, process::ExitCode, rc::Rc};

const ADDRESS: u8 = 0x40;

/// The least that can be read: a counter.
struct Trivial(u8);

impl I2cDevice for Trivial {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS
    }
    fn start(&mut self, _address: u8, _read: bool) {}
    fn write(&mut self, byte: u8) -> bool {
        self.0 = byte;
        true
    }
    fn read(&mut self) -> u8 {
        self.0 = self.0.wrapping_add(1);
        self.0
    }
    fn stop(&mut self) {}
    fn brown_out(&mut self) {}
}

fn blocking(mut bus: SimI2c, n: u32) -> u32 {
    use embedded_hal::i2c::I2c;
    let mut sum = 0;
    for _ in 0..n {
        let mut value = [0; 2];
        if bus.write_read(ADDRESS, &[0x05], &mut value).is_ok() {
            sum += u32::from(u16::from_be_bytes(value));
        }
    }
    sum
}

async fn asynch(mut bus: SimI2c, n: u32) -> u32 {
    use embedded_hal_async::i2c::I2c;
    let mut sum = 0;
    for _ in 0..n {
        let mut value = [0; 2];
        if bus.write_read(ADDRESS, &[0x05], &mut value).await.is_ok() {
            sum += u32::from(u16::from_be_bytes(value));
        }
    }
    sum
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let mode = arguments.next();
    let n = arguments.next().and_then(|n| n.parse().ok());
    let world = World::new();
    let bus = world.i2c();
    bus.attach(&Rc::new(RefCell::new(Trivial(0))));
    let sum = match (mode.as_deref(), n) {
        (Some("blocking"), Some(n)) => Ok(blocking(bus.controller(), n)),
        (Some("async"), Some(n)) => world.block_on(asynch(bus.controller(), n)),
        _ => {
            eprintln!("usage: transfer_cost blocking|async <number of transfers>");
            return ExitCode::FAILURE;
        }
    };
    println!("{sum:?} in {:?}", bus.counts());
    ExitCode::SUCCESS
}
