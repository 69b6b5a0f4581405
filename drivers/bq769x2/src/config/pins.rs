//! Pins that can have a thermistor.

use hal_power::{Ratio, Temperature};

/// A pin that can have a thermistor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum Pin {
    /// CFETOFF.
    CfetOff,
    /// DFETOFF.
    DfetOff,
    /// ALERT.
    Alert,
    /// TS1.
    Ts1,
    /// TS2; a thermistor here keeps the part from shutting down (E2E 982787).
    Ts2,
    /// TS3.
    Ts3,
    /// HDQ.
    Hdq,
    /// DCHG.
    Dchg,
    /// DDSG.
    Ddsg,
}

impl Pin {
    pub(crate) const COUNT: usize = 9;

    /// In the order in which the part reports them.
    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::CfetOff,
        Self::DfetOff,
        Self::Alert,
        Self::Ts1,
        Self::Ts2,
        Self::Ts3,
        Self::Hdq,
        Self::Dchg,
        Self::Ddsg,
    ];

    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// Address of the pin's configuration.
    pub(super) const fn configuration(self) -> u16 {
        0x92FA + self as u16
    }
}

/// What a thermistor is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum Measures {
    /// A cell: for the protections and [`CellTemperatures`](hal_bms::asynch::CellTemperatures).
    Cell = 1,
    /// Anything else.
    Other = 2,
    /// The FETs: for the protections.
    Fet = 3,
}

/// How the part makes a temperature of what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum Polynomial {
    /// The one for the 18 kΩ pull-up, of a 103AT unless rewritten.
    Of18k = 0,
    /// The one for the 180 kΩ pull-up, of a 204AP-2 unless rewritten.
    Of180k = 1,
    /// Its own, from data memory.
    Custom = 2,
}

/// The part's resistor at the pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[repr(u8)]
pub enum PullUp {
    /// 18 kΩ.
    Of18k = 0,
    /// 180 kΩ.
    Of180k = 1,
}

/// A thermistor at a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Thermistor {
    measures: Measures,
    polynomial: Polynomial,
    pull_up: PullUp,
}

impl Thermistor {
    /// Some 10 kΩ, such as a 103AT, at a cell.
    pub const NTC_10K: Self = Self::new(Measures::Cell, Polynomial::Of18k, PullUp::Of18k);
    /// Some 200 kΩ, such as a 204AP-2, at a cell.
    pub const NTC_200K: Self = Self::new(Measures::Cell, Polynomial::Of180k, PullUp::Of180k);

    /// Describes a thermistor.
    pub const fn new(measures: Measures, polynomial: Polynomial, pull_up: PullUp) -> Self {
        Self {
            measures,
            polynomial,
            pull_up,
        }
    }

    /// The same thermistor for another thing.
    #[must_use]
    pub const fn at(mut self, measures: Measures) -> Self {
        self.measures = measures;
        self
    }

    pub(crate) const fn is_at_a_cell(&self) -> bool {
        matches!(self.measures, Measures::Cell)
    }

    /// The pin's configuration: function, use, polynomial, pull-up (SLUUBY2B, TS1 Config).
    pub(super) const fn code(&self) -> u8 {
        3 | (self.measures as u8) << 2 | (self.polynomial as u8) << 4 | (self.pull_up as u8) << 6
    }
}

/// What shows that a thermistor is neither open nor shorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Its share of the voltage over itself and its pull-up.
    Counts { shorted: Ratio, open: Ratio },
    /// Its temperature.
    Range {
        lowest: Temperature,
        highest: Temperature,
    },
}

/// Puts a thermistor at a pin.
pub(super) const fn put(
    thermistors: &mut [Option<Thermistor>; Pin::COUNT],
    pin: Pin,
    thermistor: Thermistor,
) {
    let mut rest: &mut [Option<Thermistor>] = thermistors;
    let mut index = 0;
    while let Some((first, others)) = rest.split_first_mut() {
        if index == pin.index() {
            *first = Some(thermistor);
        }
        rest = others;
        index += 1;
    }
}
