//! A wire to the chain that somebody has got hold of.

use alloc::rc::Rc;
use core::cell::RefCell;
use crc::{Algorithm, Crc};
use embedded_hal::spi::{ErrorType, Operation, SpiDevice};
use hal_power_sim::{SimSpi, spi::SpiError};

/// What happens to the words that go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tamper {
    /// One bit of one window is turned over, window and byte counted from now.
    Flip { window: u32, byte: usize, bit: u8 },
    /// The data of the write counted from now have their lowest bit turned over, and a CRC that fits.
    Damage { write: u32 },
}

#[derive(Debug, Default)]
struct Plan {
    tamper: Option<Tamper>,
    windows: u32,
    writes: u32,
    /// The command of a write, whose data come next.
    command: Option<u8>,
}

/// The bus of a chain. Clones are the same wire.
#[derive(Clone)]
pub struct Tap {
    spi: SimSpi,
    plan: Rc<RefCell<Plan>>,
}

impl Tap {
    pub fn new(spi: SimSpi) -> Self {
        Self {
            spi,
            plan: Rc::default(),
        }
    }

    /// Begins to tamper, once, or to leave the words alone.
    pub fn tamper(&self, tamper: Option<Tamper>) {
        *self.plan.borrow_mut() = Plan {
            tamper,
            ..Plan::default()
        };
    }
}

impl Plan {
    fn apply(&mut self, frame: &mut [u8]) {
        let window = self.windows;
        self.windows += 1;
        let data_of = self.command.take();
        let write = self.writes;
        if data_of.is_some() {
            self.writes += 1;
        } else if let Some(&code @ 0x80..=0x9F) = frame.first() {
            self.command = Some(code);
        }
        match (self.tamper, data_of) {
            (
                Some(Tamper::Flip {
                    window: at,
                    byte,
                    bit,
                }),
                _,
            ) if at == window => {
                if let Some(byte) = frame.get_mut(byte) {
                    *byte ^= 1 << bit;
                }
            }
            (Some(Tamper::Damage { write: at }), Some(code)) if at == write => {
                for word in frame.chunks_exact_mut(2) {
                    if let [byte, check] = word {
                        *byte ^= 1;
                        *check = CRC.checksum(&[code, *byte]);
                    }
                }
            }
            _ => {}
        }
    }

    fn apply_all(&mut self, operations: &mut [Operation<'_, u8>]) {
        for operation in operations {
            if let Operation::TransferInPlace(frame) = operation {
                self.apply(frame);
            }
        }
    }
}

/// CRC of command and data together.
const CRC: Crc<u8> = Crc::<u8>::new(&Algorithm {
    width: 8,
    poly: 0x07,
    init: 0xFF,
    refin: false,
    refout: false,
    xorout: 0xFF,
    check: 0x04,
    residue: 0xF3,
});

impl ErrorType for Tap {
    type Error = SpiError;
}

impl SpiDevice for Tap {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        self.plan.borrow_mut().apply_all(operations);
        self.spi.transaction(operations)
    }
}

impl embedded_hal_async::spi::SpiDevice for Tap {
    async fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        self.plan.borrow_mut().apply_all(operations);
        embedded_hal_async::spi::SpiDevice::transaction(&mut self.spi, operations).await
    }
}
