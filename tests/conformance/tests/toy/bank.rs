//! Relay bank: eight coils, set by one written byte, read back by one read byte.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData};
use hal_conformance::ContactBench;
use hal_power::{Contacts, ErrorKind};
use hal_power_sim::{Fault, SimI2c, World, device::I2cDevice};
use std::rc::Rc;

const ADDRESS: u8 = 0x21;

/// The part.
#[derive(Default)]
pub struct Part {
    coils: u8,
}

impl I2cDevice for Part {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS
    }

    fn start(&mut self, _address: u8, _read: bool) {}

    fn write(&mut self, byte: u8) -> bool {
        self.coils = byte;
        true
    }

    fn read(&mut self) -> u8 {
        self.coils
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        self.coils = 0;
    }
}

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    Mirrored,
    WritesTwice,
    DropsHighContacts,
    SwallowsErrors,
    SendsOnlyChanges,
    AsyncWritesTwice,
    RemembersCancelled,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

macro_rules! half {
    ($half:ident, $i2c:path, $bank:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use $bank;
            use $i2c;

            pub struct Bank<F> {
                i2c: SimI2c,
                last: Option<Contacts>,
                flaw: PhantomData<F>,
            }

            impl<F> Bank<F> {
                pub fn new(i2c: SimI2c) -> Self {
                    Self { i2c, last: None, flaw: PhantomData }
                }
            }

            impl<F> hal_power::ErrorType for Bank<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> ContactBank for Bank<F> {
                fn count(&self) -> u32 {
                    8
                }

                $($async_)? fn command(&mut self, closed: Contacts) -> Result<(), ToyError> {
                    let beyond = !Contacts::first(8).contains(closed);
                    if beyond && F::FLAW != Flaw::DropsHighContacts {
                        return Err(ToyError(ErrorKind::OutOfRange));
                    }
                    let lazy = match F::FLAW {
                        Flaw::SendsOnlyChanges => true,
                        Flaw::RemembersCancelled => $extra,
                        _ => false,
                    };
                    if lazy && self.last == Some(closed) {
                        return Ok(());
                    }
                    self.last = Some(closed);
                    let byte = closed.bits() as u8;
                    let byte = if F::FLAW == Flaw::Mirrored { byte.reverse_bits() } else { byte };
                    let twice = F::FLAW == Flaw::WritesTwice || ($extra && F::FLAW == Flaw::AsyncWritesTwice);
                    if twice {
                        let _ = self.i2c.write(ADDRESS, &[byte]) $($await_)*;
                    }
                    let written = self.i2c.write(ADDRESS, &[byte]) $($await_)*;
                    if F::FLAW == Flaw::SwallowsErrors {
                        return Ok(());
                    }
                    written.map_err(|_| ToyError(ErrorKind::Bus))
                }
            }
        }
    };
}

half!(
    blocking,
    embedded_hal::i2c::I2c,
    hal_power::blocking::ContactBank,
    [],
    [],
    false
);
half!(asynch, embedded_hal_async::i2c::I2c, hal_power::asynch::ContactBank, [async], [.await], true);

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    i2c: SimI2c,
    flaw: PhantomData<F>,
}

impl<F: Flawed> ContactBench for Bench<F> {
    type Blocking = blocking::Bank<F>;
    type Asynch = asynch::Bank<F>;

    const FAULTS: &'static [Fault] = Fault::I2C;

    fn new() -> Self {
        let world = World::new();
        let part = Rc::new(RefCell::new(Part::default()));
        let bus = world.i2c();
        bus.attach(&part);
        let i2c = bus.controller();
        Self {
            world,
            part,
            i2c,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn levels(&self) -> Contacts {
        Contacts::from_bits_retain(u32::from(self.part.borrow().coils))
    }

    fn brown_out(&mut self) {
        self.part.borrow_mut().brown_out();
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Bank::new(self.i2c.clone())
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Bank::new(self.i2c.clone())
    }

    fn init(_driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        Ok(())
    }
}
