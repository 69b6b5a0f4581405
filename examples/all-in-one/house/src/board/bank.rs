//! The parts that drive the coils, each behind its driver.

use super::contacts::{COUNT, Coils};
use all_in_one_firmware::hal_power::{
    Contacts, Error as _, ErrorKind, ErrorType, asynch::ContactBank,
};
use alloc::{boxed::Box, rc::Rc};
use core::{array, cell::RefCell, fmt, time::Duration};
use drv8860::{Config, Pins, asynch::Drv8860};
use embedded_hal::spi::MODE_0;
use hal_power_sim::{
    Counts, Pin, SimDelay, SimLine, SimSpi, SpiBus, World,
    model::{
        drv8860::{self as drv, Chain, InputLine, Variant, Wires},
        max4820::{Controls, Max4820 as Model},
    },
};
use max4820::asynch::Max4820;
use relay_pins::{NoMirror, Polarity, Relay, Switched, Times};

/// Contacts, as a number of things.
const PINS: usize = COUNT as usize;

/// Clock of the SPI bus in Hz.
const SPI_CLOCK: u32 = 1_000_000;

/// What drives the coils.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayDriver {
    /// A DRV8860 on pins.
    Drv8860,
    /// A MAX4820 on SPI, in front of the coils' own drivers.
    Max4820,
    /// Pins of the controller, in front of the coils' own drivers.
    Pins,
}

impl RelayDriver {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Drv8860, Self::Max4820, Self::Pins];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drv8860 => "drv8860",
            Self::Max4820 => "max4820",
            Self::Pins => "pins",
        }
    }
}

impl fmt::Display for RelayDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The part, as the plant sees it.
pub(super) enum Part {
    Drv8860(Rc<RefCell<drv::Drv8860>>, Wires, SimDelay),
    Max4820(SpiBus, Rc<RefCell<Model>>),
    Pins([Pin; PINS]),
}

impl Part {
    pub(super) fn new(world: &World, driver: RelayDriver) -> Self {
        match driver {
            RelayDriver::Drv8860 => {
                let model = drv::Drv8860::new(world.clock(), Variant::Drv8860, 0, 0);
                let model = Rc::new(RefCell::new(model));
                let chain = Chain::new(core::slice::from_ref(&model));
                let wires = Wires::new(world, &Rc::new(RefCell::new(chain)));
                Self::Drv8860(model, wires, world.delay())
            }
            RelayDriver::Max4820 => {
                let bus = world.spi();
                bus.set_frequency(SPI_CLOCK);
                let model = Model::new(world.clock(), 0, Controls::Change);
                let model = Rc::new(RefCell::new(model));
                bus.attach(0, &model);
                Self::Max4820(bus, model)
            }
            RelayDriver::Pins => Self::Pins(array::from_fn(|_| world.pin(false))),
        }
    }

    /// What the part drives now.
    pub(super) fn driven(&self) -> Contacts {
        match self {
            Self::Drv8860(model, ..) => Contacts::from_bits_retain(model.borrow().outputs().into()),
            Self::Max4820(_, model) => {
                Contacts::from_bits_retain(model.borrow_mut().outputs().into())
            }
            Self::Pins(pins) => {
                let on = (0..COUNT).zip(pins).filter(|(_, pin)| pin.level());
                on.fold(Contacts::NONE, |all, (contact, _)| all.with(contact, true))
            }
        }
    }

    /// What its bus has moved.
    pub(super) fn counts(&self) -> Counts {
        match self {
            Self::Max4820(bus, _) => bus.counts(),
            Self::Drv8860(..) | Self::Pins(_) => Counts::default(),
        }
    }

    /// The driver in front of it.
    pub(super) fn driver(&self) -> Driver {
        match self {
            Self::Drv8860(_, wires, delay) => {
                let lines = (&wires.din, &wires.clk, &wires.latch, &wires.dout);
                let pins = Pins::new(
                    lines.0.clone(),
                    lines.1.clone(),
                    lines.2.clone(),
                    lines.3.clone(),
                );
                let config = Config::new(drv8860::Part::Drv8860);
                Driver::Drv8860(Box::new(Drv8860::new(pins, delay.clone(), config)))
            }
            Self::Max4820(bus, _) => Driver::Max4820(Max4820::new(bus.device(0, MODE_0))),
            Self::Pins(pins) => {
                let relay = |pin: &Pin| {
                    Relay::new(Switched::new(pin.clone(), Polarity::ActiveHigh), NO_TIMES)
                };
                let relays = relay_pins::Relays::new(pins.each_ref().map(relay));
                Driver::Pins(Box::new(relays))
            }
        }
    }
}

/// Without mirrors nobody asks for them.
const NO_TIMES: Times = Times {
    operate: Duration::ZERO,
    release: Duration::ZERO,
    bounce: Duration::ZERO,
};

pub(super) enum Driver {
    Drv8860(Box<Drv8860<Pins<InputLine, InputLine, InputLine, SimLine>, SimDelay>>),
    Max4820(Max4820<SimSpi>),
    Pins(Box<relay_pins::Relays<PINS, Switched<Pin>, NoMirror>>),
}

/// The firmware's contacts: whatever drives the coils, the coils follow it.
pub(crate) struct Bank {
    driver: Driver,
    coils: Rc<Coils>,
}

impl Bank {
    /// Brings the part up, with every coil off.
    pub(super) async fn start(coils: &Rc<Coils>) -> Result<Self, ErrorKind> {
        let mut driver = coils.part().driver();
        match &mut driver {
            Driver::Drv8860(bank) => bank.init().await.map_err(|error| error.kind())?,
            Driver::Max4820(bank) => bank.init().await.map_err(|error| error.kind())?,
            Driver::Pins(_) => {}
        }
        let mut bank = Self {
            driver,
            coils: coils.clone(),
        };
        bank.command(Contacts::NONE).await?;
        Ok(bank)
    }
}

impl ErrorType for Bank {
    type Error = ErrorKind;
}

impl ContactBank for Bank {
    fn count(&self) -> u32 {
        COUNT
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), ErrorKind> {
        let commanded = match &mut self.driver {
            Driver::Drv8860(bank) => bank.command(closed).await.map_err(|error| error.kind()),
            Driver::Max4820(bank) => bank.command(closed).await.map_err(|error| error.kind()),
            Driver::Pins(bank) => ContactBank::command(&mut **bank, closed)
                .await
                .map_err(|error| error.kind()),
        };
        self.coils.follow();
        commanded
    }
}
