//! Relay bank: eight coils behind a shift register on three pins.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData};
use embedded_hal::digital::{OutputPin, PinState};
use hal_conformance::ContactBench;
use hal_power::{Contacts, ErrorKind};
use hal_power_sim::{Fault, Fuse, FusedPin, Pin, World};
use std::rc::Rc;

/// The part: eight bits of DIN at rising edges of CLK, shown from the rise of LATCH on.
#[derive(Default)]
pub struct Part {
    shift: u8,
    coils: u8,
}

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    MovesFirst,
    SwallowsErrors,
    SwallowsLast,
    SendsOnlyChanges,
    CachesAfterSuccess,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Din,
    Clk,
    Latch,
}

/// A wire to the part.
#[derive(Clone)]
struct Wire {
    line: Line,
    pins: [Pin; 2],
    part: Rc<RefCell<Part>>,
}

impl embedded_hal::digital::ErrorType for Wire {
    type Error = core::convert::Infallible;
}

impl OutputPin for Wire {
    fn set_low(&mut self) -> Result<(), Self::Error> {
        self.pins[1].set_level(false);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Self::Error> {
        let rises = !self.pins[1].level();
        self.pins[1].set_level(true);
        let mut part = self.part.borrow_mut();
        match self.line {
            Line::Clk if rises => part.shift = part.shift << 1 | u8::from(self.pins[0].level()),
            Line::Latch if rises => part.coils = part.shift,
            Line::Din | Line::Clk | Line::Latch => {}
        }
        Ok(())
    }
}

struct Chain<F> {
    din: FusedPin<Wire>,
    clk: FusedPin<Wire>,
    latch: FusedPin<Wire>,
    last: Option<Contacts>,
    flaw: PhantomData<F>,
}

impl<F: Flawed> Chain<F> {
    fn command(&mut self, closed: Contacts) -> Result<(), ToyError> {
        if F::FLAW == Flaw::MovesFirst {
            let _ = self.latch.set_low();
        }
        if !Contacts::first(8).contains(closed) {
            return Err(ToyError(ErrorKind::OutOfRange));
        }
        match F::FLAW {
            Flaw::SendsOnlyChanges | Flaw::CachesAfterSuccess if self.last == Some(closed) => {
                return Ok(());
            }
            Flaw::SendsOnlyChanges => self.last = Some(closed),
            _ => {}
        }
        let sent = self.send(closed);
        match F::FLAW {
            Flaw::SwallowsErrors => return Ok(()),
            Flaw::CachesAfterSuccess if sent.is_ok() => self.last = Some(closed),
            _ => {}
        }
        sent.map_err(|_| ToyError(ErrorKind::Bus))
    }

    fn send(&mut self, closed: Contacts) -> Result<(), hal_power_sim::fuse::Blown> {
        self.latch.set_low()?;
        for index in (0..8).rev() {
            self.clk.set_low()?;
            self.din
                .set_state(PinState::from(closed.is_closed(index)))?;
            self.clk.set_high()?;
        }
        let shown = self.latch.set_high();
        if F::FLAW == Flaw::SwallowsLast {
            Ok(())
        } else {
            shown
        }
    }
}

macro_rules! half {
    ($half:ident, $bank:path, [$($async_:tt)?]) => {
        pub mod $half {
            use super::*;
            use $bank;

            pub struct Bank<F>(pub(super) Chain<F>);

            impl<F> hal_power::ErrorType for Bank<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> ContactBank for Bank<F> {
                fn count(&self) -> u32 {
                    8
                }

                $($async_)? fn command(&mut self, closed: Contacts) -> Result<(), ToyError> {
                    self.0.command(closed)
                }
            }
        }
    };
}

half!(blocking, hal_power::blocking::ContactBank, []);
half!(asynch, hal_power::asynch::ContactBank, [async]);

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    pins: [Pin; 3],
    fuse: Fuse,
    flaw: PhantomData<F>,
}

impl<F> Bench<F> {
    fn chain(&self) -> Chain<F> {
        let [din, clk, latch] = &self.pins;
        let wire = |line, pin: &Pin| {
            self.fuse.pin(Wire {
                line,
                pins: [din.clone(), pin.clone()],
                part: self.part.clone(),
            })
        };
        Chain {
            din: wire(Line::Din, din),
            clk: wire(Line::Clk, clk),
            latch: wire(Line::Latch, latch),
            last: None,
            flaw: PhantomData,
        }
    }
}

impl<F: Flawed> ContactBench for Bench<F> {
    type Blocking = blocking::Bank<F>;
    type Asynch = asynch::Bank<F>;

    const FAULTS: &'static [Fault] = &[];

    fn new() -> Self {
        let world = World::new();
        Self {
            pins: [world.pin(false), world.pin(false), world.pin(true)],
            world,
            part: Rc::default(),
            fuse: Fuse::new(),
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn fuse(&self) -> Option<&Fuse> {
        Some(&self.fuse)
    }

    fn levels(&self) -> Contacts {
        Contacts::from_bits_retain(u32::from(self.part.borrow().coils))
    }

    fn brown_out(&mut self) {
        self.part.replace(Part::default());
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Bank(self.chain())
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Bank(self.chain())
    }

    fn init(_driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        Ok(())
    }

    async fn init_async(_driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        Ok(())
    }
}
