//! Configuration of the part and of the board around it.

pub(crate) mod calibration;
mod error;
mod inputs;
mod no_load;
mod pins;

use core::time::Duration;

use bitflags::bitflags;
use hal_power::{Current, Frequency, Voltage};

pub use calibration::{Calibration, Gain};
pub use error::ConfigError;
pub use inputs::{CurrentInput, Pga, VoltageInput};
pub use no_load::NoLoad;
pub use pins::{Pin, PinFunction, Pulse, PulsePin};

use crate::{Direction, EventsA, EventsB};

/// Crystal of the data sheet: 3.58 MHz (table 1).
const CLOCK: Frequency = Frequency::from_hertz(3_580_000);
/// Steps of an energy register at full scale and 3.58 MHz: 206.9 kHz (page 25).
const ENERGY_RATE: Frequency = Frequency::from_hertz(206_900);
/// Largest code of a sample at full scale, which varies from part to part (pages 21 and 22).
const PEAK_CODE: u32 = 6_500_000;

/// Which crossings of zero are events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Edge {
    /// Rising and falling ones.
    Both,
    /// Falling ones.
    Falling,
    /// Rising ones.
    Rising,
}

bitflags! {
    /// Switches in CONFIG (table 18).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Options: u16 {
        /// REVP changes with pulses of CF2, not of CF1.
        const REVERSE_POWER_ON_CF2 = 1 << 4;
        /// REVP pulses with 1 Hz while power is reversed.
        const REVERSE_POWER_PULSES = 1 << 5;
        /// No filter before the detection of zero crossings.
        const UNFILTERED_ZERO_CROSSING = 1 << 6;
        /// ZX_I is of current B, not of A.
        const ZERO_CROSSING_OF_B = 1 << 11;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Options {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Options({=u16:#06x})", self.bits());
    }
}

/// What a part is set to. What is not named keeps the value that a reset gives it, but for the zero-crossing timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) direction: Direction,
    pub(crate) voltage: VoltageInput,
    pub(crate) a: CurrentInput,
    pub(crate) b: CurrentInput,
    pub(crate) clock: Frequency,
    pub(crate) energy_rate: Frequency,
    pub(crate) peak_code: u32,
    pub(crate) no_load: [NoLoad; 3],
    pub(crate) sag: Option<(Voltage, u8)>,
    pub(crate) overvoltage: Option<Voltage>,
    pub(crate) overcurrent: Option<Current>,
    pub(crate) zero_crossing_timeout: Duration,
    pub(crate) edge: Edge,
    pub(crate) options: Options,
    pub(crate) interrupts: (EventsA, EventsB),
    pub(crate) pulses: [Option<(Pulse, u16)>; 2],
    pub(crate) pins: [PinFunction; 3],
    pub(crate) has_external_reference: bool,
    pub(crate) is_protected: bool,
}

impl Config {
    /// Sets what only the board knows: which way a positive power goes, and what each input measures at full scale.
    pub const fn new(
        direction: Direction,
        voltage: VoltageInput,
        a: CurrentInput,
        b: CurrentInput,
    ) -> Self {
        Self {
            direction,
            voltage,
            a,
            b,
            clock: CLOCK,
            energy_rate: ENERGY_RATE,
            peak_code: PEAK_CODE,
            no_load: [NoLoad::DEFAULT, NoLoad::DEFAULT, NoLoad::LOWEST],
            sag: None,
            overvoltage: None,
            overcurrent: None,
            zero_crossing_timeout: Duration::from_millis(100),
            edge: Edge::Both,
            options: Options::empty(),
            interrupts: (EventsA::empty(), EventsB::empty()),
            pulses: [None; 2],
            pins: [PinFunction::Own; 3],
            has_external_reference: false,
            is_protected: false,
        }
    }

    /// Sets the clock at CLKIN, 3.54 to 3.62 MHz (table 1); 3.58 MHz unless set.
    pub const fn with_clock(mut self, clock: Frequency) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the steps of an energy register at full scale and 3.58 MHz, as calibrated; 206.9 kHz unless set, which is all the
    /// figures that the data sheet gives.
    pub const fn with_energy_rate(mut self, rate: Frequency) -> Self {
        self.energy_rate = rate;
        self
    }

    /// Sets the code that samples reach at full scale, for peaks, sags and limits; 6,500,000 unless set, which varies from part
    /// to part.
    pub const fn with_peak_code(mut self, code: u32) -> Self {
        self.peak_code = code;
        self
    }

    /// Sets below which powers no energy is counted; as after a reset unless set. One level for both channels.
    pub const fn with_no_load(
        mut self,
        active: NoLoad,
        reactive: NoLoad,
        apparent: NoLoad,
    ) -> Self {
        self.no_load = [active, reactive, apparent];
        self
    }

    /// Makes it a sag when the voltage's crest stays below `level` for some half cycles.
    pub const fn with_sag(mut self, level: Voltage, half_cycles: u8) -> Self {
        self.sag = Some((level, half_cycles));
        self
    }

    /// Makes it an event when the voltage's momentary value is beyond `level`.
    pub const fn with_overvoltage(mut self, level: Voltage) -> Self {
        self.overvoltage = Some(level);
        self
    }

    /// Makes it an event when a current's momentary value is beyond `level`. The part has one code for both channels: `level` is
    /// A's, and B's is in proportion to its full scale.
    pub const fn with_overcurrent(mut self, level: Current) -> Self {
        self.overcurrent = Some(level);
        self
    }

    /// Sets after what time without crossing zero an input is known to be gone, up to 4.68 s; 100 ms unless set. A frequency is at
    /// most that old.
    pub const fn with_zero_crossing_timeout(mut self, timeout: Duration) -> Self {
        self.zero_crossing_timeout = timeout;
        self
    }

    /// Sets which crossings of zero are events; both unless set.
    pub const fn with_edge(mut self, edge: Edge) -> Self {
        self.edge = edge;
        self
    }

    /// Sets switches.
    pub const fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets which events pull IRQ, or for B the pin that shows them. Events are noted in any case.
    pub const fn with_interrupts(mut self, a: EventsA, b: EventsB) -> Self {
        self.interrupts = (a, b);
        self
    }

    /// Has a pin give a pulse for every `denominator` steps of an energy.
    pub const fn with_pulse(mut self, pin: PulsePin, pulse: Pulse, denominator: u16) -> Self {
        let [first, second] = &mut self.pulses;
        match pin {
            PulsePin::Cf1 => *first = Some((pulse, denominator)),
            PulsePin::Cf2 => *second = Some((pulse, denominator)),
        }
        self
    }

    /// Has a pin show something else than its own.
    pub const fn with_pin(mut self, pin: Pin, function: PinFunction) -> Self {
        let [zx, zx_i, revp] = &mut self.pins;
        match pin {
            Pin::Zx => *zx = function,
            Pin::ZxI => *zx_i = function,
            Pin::Revp => *revp = function,
        }
        self
    }

    /// Uses an external reference at REF.
    pub const fn with_external_reference(mut self) -> Self {
        self.has_external_reference = true;
        self
    }

    /// Protects all registers from being written, until the next `init`.
    pub const fn with_write_protection(mut self) -> Self {
        self.is_protected = true;
        self
    }
}
