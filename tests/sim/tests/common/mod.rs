//! A part that remembers what the bus did to it.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use hal_power_sim::{clock::Clock, device::I2cDevice};
use std::{cell::RefCell, rc::Rc};

pub const ADDRESS: u8 = 0x40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Start { read: bool },
    Write(u8),
    Read(u8),
    Stop,
    BrownOut,
}

/// 256 byte registers behind a pointer. Register n holds !n after a reset. Register 0xEE does not take data.
pub struct Registers {
    pub calls: Vec<Call>,
    /// Time of each call, in ns.
    pub times: Vec<u64>,
    pub bytes: [u8; 256],
    pointer: u8,
    pointed: bool,
    clock: Clock,
}

pub fn reset_values() -> [u8; 256] {
    std::array::from_fn(|n| !u8::try_from(n).unwrap())
}

impl Registers {
    pub fn new(clock: Clock) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            calls: Vec::new(),
            times: Vec::new(),
            bytes: reset_values(),
            pointer: 0,
            pointed: false,
            clock,
        }))
    }

    fn note(&mut self, call: Call) {
        self.calls.push(call);
        self.times.push(self.clock.nanos());
    }
}

impl I2cDevice for Registers {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS
    }

    fn start(&mut self, address: u8, read: bool) {
        assert_eq!(address, ADDRESS);
        self.pointed = false;
        self.note(Call::Start { read });
    }

    fn write(&mut self, byte: u8) -> bool {
        self.note(Call::Write(byte));
        if !self.pointed {
            self.pointed = true;
            self.pointer = byte;
            return true;
        }
        if self.pointer == 0xEE {
            return false;
        }
        self.bytes[usize::from(self.pointer)] = byte;
        true
    }

    fn read(&mut self) -> u8 {
        let byte = self.bytes[usize::from(self.pointer)];
        self.pointer = self.pointer.wrapping_add(1);
        self.note(Call::Read(byte));
        byte
    }

    fn stop(&mut self) {
        self.note(Call::Stop);
    }

    fn brown_out(&mut self) {
        self.bytes = reset_values();
        self.pointer = 0;
        self.note(Call::BrownOut);
    }
}

/// A world with the part on an I2C bus.
pub struct Bench {
    pub world: hal_power_sim::World,
    pub bus: hal_power_sim::I2cBus,
    pub part: Rc<RefCell<Registers>>,
}

impl Bench {
    pub fn new() -> Self {
        let world = hal_power_sim::World::new();
        let bus = world.i2c();
        let part = Registers::new(world.clock());
        bus.attach(&part);
        Self { world, bus, part }
    }

    pub fn calls(&self) -> Vec<Call> {
        self.part.borrow().calls.clone()
    }
}
