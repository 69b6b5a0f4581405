//! The I2C buses of the board: one for each sensor, or one for all.

use alloc::rc::Rc;
use core::{cell::RefCell, fmt};
use embedded_hal_bus::i2c::RcDevice;
use hal_power_sim::{Counts, I2cBus, SimI2c, World};

/// How the sensors are wired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusLayout {
    /// A bus for each, and the async half of each driver.
    Separate,
    /// One bus that they share, and the blocking half of each driver behind an adapter.
    Shared,
}

impl BusLayout {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Separate, Self::Shared];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Separate => "separate-buses",
            Self::Shared => "shared-bus",
        }
    }
}

impl fmt::Display for BusLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A controller for one sensor.
pub(super) enum Access {
    Own(SimI2c),
    Shared(RcDevice<SimI2c>),
}

/// The buses.
pub(super) struct Buses {
    pub(super) battery: I2cBus,
    pub(super) cells: I2cBus,
    /// The one controller of a bus that is shared.
    shared: Option<Rc<RefCell<SimI2c>>>,
}

impl Buses {
    pub(super) fn new(world: &World, layout: BusLayout) -> Self {
        let battery = world.i2c();
        let (cells, shared) = match layout {
            BusLayout::Separate => (world.i2c(), None),
            BusLayout::Shared => {
                let controller = Rc::new(RefCell::new(battery.controller()));
                (battery.clone(), Some(controller))
            }
        };
        Self {
            battery,
            cells,
            shared,
        }
    }

    /// A controller on one of the buses.
    pub(super) fn access(&self, bus: &I2cBus) -> Access {
        match &self.shared {
            Some(controller) => Access::Shared(RcDevice::new(controller.clone())),
            None => Access::Own(bus.controller()),
        }
    }

    /// What they have moved.
    pub(super) fn counts(&self) -> Counts {
        let battery = self.battery.counts();
        if self.shared.is_some() {
            return battery;
        }
        battery + self.cells.counts()
    }
}
