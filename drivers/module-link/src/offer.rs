//! What a module has told of itself before it has its position.

use crate::Serial;
use hal_bms::Module;
use hal_power::{Charge, Voltage};

/// What a module says that it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Properties {
    pub(crate) kind: u16,
    pub(crate) cells: u8,
    pub(crate) voltage: Option<Voltage>,
    pub(crate) capacity: Charge,
}

/// Who answers for a position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) serial: Serial,
    pub(crate) properties: Option<Properties>,
}

impl Offer {
    pub(crate) const fn new(serial: Serial) -> Self {
        Self {
            serial,
            properties: None,
        }
    }

    /// Returns what it would announce at a position; `None` until it has told all. A voltage that is not known is none.
    pub(crate) fn module(&self, position: u8) -> Option<Module> {
        self.properties.map(|own| Module {
            position,
            serial: self.serial.as_number(),
            kind: own.kind,
            cells: u16::from(own.cells),
            voltage: own.voltage.unwrap_or(Voltage::ZERO),
            capacity: own.capacity,
        })
    }
}
