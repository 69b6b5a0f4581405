//! A bus between driver and part that does to one frame what the simulated one does not.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use embedded_hal::spi::{Error, ErrorKind, ErrorType, Operation, SpiDevice};
use hal_power_sim::{SimSpi, device::SpiDevice as _, model::atm90e26::Atm90e26 as Part};

/// What becomes of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tamper {
    /// It ends after so many bytes, and the controller tells.
    Cut(usize),
    /// The part receives one bit inverted, counted from the last.
    Flip(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Failed;

impl Error for Failed {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

pub(crate) struct Tampered {
    spi: SimSpi,
    part: Rc<RefCell<Part>>,
    next: Rc<Cell<Option<(u32, Tamper)>>>,
}

impl Tampered {
    pub(crate) fn new(spi: SimSpi, part: Rc<RefCell<Part>>) -> Self {
        Self {
            spi,
            part,
            next: Rc::default(),
        }
    }

    /// What is set here, the frame after so many others meets once.
    pub(crate) fn next(&self) -> Rc<Cell<Option<(u32, Tamper)>>> {
        self.next.clone()
    }
}

impl ErrorType for Tampered {
    type Error = Failed;
}

impl SpiDevice for Tampered {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), Failed> {
        let tamper = match self.next.take() {
            Some((0, tamper)) => tamper,
            next => {
                let later = |(after, tamper)| (after - 1, tamper);
                self.next.set(next.map(later));
                return self.spi.transaction(operations).map_err(|_| Failed);
            }
        };
        let mut part = self.part.borrow_mut();
        part.select();
        let mut place = 0;
        let mut pass = |sent: u8| {
            let at = place;
            place += 1;
            match tamper {
                Tamper::Cut(bytes) if at >= bytes => 0xFF,
                Tamper::Flip(bit) if at == 2 - usize::try_from(bit / 8).unwrap() => {
                    part.exchange(sent ^ 1 << (bit % 8))
                }
                Tamper::Cut(_) | Tamper::Flip(_) => part.exchange(sent),
            }
        };
        for operation in operations {
            match operation {
                Operation::Write(bytes) => bytes.iter().for_each(|byte| {
                    pass(*byte);
                }),
                Operation::Read(bytes) => bytes.iter_mut().for_each(|byte| *byte = pass(0)),
                _ => return Err(Failed),
            }
        }
        part.deselect();
        match tamper {
            Tamper::Cut(_) => Err(Failed),
            Tamper::Flip(_) => Ok(()),
        }
    }
}
