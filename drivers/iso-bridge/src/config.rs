//! The network, its sensors, and what counts as settled.

use core::{
    fmt::{self, Display},
    time::Duration,
};

use hal_power::{Contacts, Ratio, Resistance, Voltage};

/// Least resistance of a resistor of the network.
const LEAST: Resistance = Resistance::from_kilohms(1);

/// Largest tolerance of a resistor, and largest gain error of a sensor.
const WIDEST: Ratio = Ratio::from_percent(20);

/// The resistors between poles and earth that are known.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Network {
    pub(crate) positive: Resistance,
    pub(crate) negative: Resistance,
    pub(crate) tolerance: Ratio,
    pub(crate) settling: Duration,
    pub(crate) dividers: [Resistance; 2],
    pub(crate) contacts: [u32; 2],
}

impl Network {
    /// Takes the resistors that the switches put from the positive and from the negative pole to earth, their tolerance over
    /// life and temperature, and the longest time constant that the Y-capacitors of both poles together have with the
    /// positive one: 2 µF and 200 kΩ are 400 ms. It bounds the current into capacitors that have not settled.
    ///
    /// Contact 0 of the bank switches the positive resistor and contact 1 the negative one, until set otherwise.
    pub const fn new(
        positive: Resistance,
        negative: Resistance,
        tolerance: Ratio,
        settling: Duration,
    ) -> Self {
        Self {
            positive,
            negative,
            tolerance,
            settling,
            dividers: [Resistance::MAX; 2],
            contacts: [0, 1],
        }
    }

    /// Sets what always lies between each pole and earth, of the same tolerance: the sensors' dividers. They are no insulation,
    /// and are taken off the result.
    #[must_use]
    pub const fn with_dividers(mut self, positive: Resistance, negative: Resistance) -> Self {
        self.dividers = [positive, negative];
        self
    }

    /// Sets which contacts of the bank switch the positive and the negative resistor. All others are left open.
    #[must_use]
    pub const fn with_contacts(mut self, positive: u32, negative: u32) -> Self {
        self.contacts = [positive, negative];
        self
    }

    fn is_sound(&self) -> bool {
        let resistors = [self.positive, self.negative];
        resistors
            .iter()
            .chain(&self.dividers)
            .all(|each| *each >= LEAST)
    }

    fn names_two_contacts(&self) -> bool {
        let [positive, negative] = self.contacts.map(Contacts::only);
        positive != negative && !positive.is_empty() && !negative.is_empty()
    }
}

/// How far a sensor may be off, dividers included: the worst of those that are fitted.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Accuracy {
    /// Error in proportion to the voltage, the same for all readings of one measurement.
    pub gain: Ratio,
    /// Error at no voltage, steps of the converter and curvature of its scale included.
    pub offset: Voltage,
    /// What a reading may differ by from another of the same voltage, to either side.
    pub noise: Voltage,
}

/// The DC net.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Net {
    /// Least voltage between the poles at which a measurement is worth anything.
    pub minimum: Voltage,
    /// Highest voltage that there can be between the poles.
    pub maximum: Voltage,
    /// By how much the voltage may change during a measurement.
    pub drift: Voltage,
}

/// Times of a measurement. The longest takes, for each state of the switches, the time-out.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Timing {
    /// From a command until the switch has moved and rests, the longest.
    pub travel: Duration,
    /// Between readings.
    pub pace: Duration,
    /// How long one state of the switches may take to settle, from its command.
    pub timeout: Duration,
}

/// When a state counts as settled.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Settled {
    /// How many readings in a row must agree, 2 at least.
    pub readings: u8,
    /// How far they may lie apart: more than twice the noise, or nothing ever settles.
    pub band: Voltage,
}

/// Everything that a measurement needs to be told.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    pub(crate) network: Network,
    pub(crate) accuracy: Accuracy,
    pub(crate) net: Net,
    pub(crate) timing: Timing,
    pub(crate) settled: Settled,
}

impl Config {
    /// Joins what is known.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], which names what makes no measurement.
    pub fn new(
        network: Network,
        accuracy: Accuracy,
        net: Net,
        timing: Timing,
        settled: Settled,
    ) -> Result<Self, ConfigError> {
        if !network.is_sound() {
            return Err(ConfigError::Resistance);
        }
        let ratios = [network.tolerance, accuracy.gain];
        if ratios
            .iter()
            .any(|each| !(Ratio::ZERO..=WIDEST).contains(each))
        {
            return Err(ConfigError::Ratio);
        }
        if !network.names_two_contacts() {
            return Err(ConfigError::Contacts);
        }
        let sizes = [accuracy.offset, accuracy.noise, net.drift, settled.band];
        if net.minimum <= Voltage::ZERO
            || net.maximum < net.minimum
            || sizes
                .iter()
                .any(|each| *each < Voltage::ZERO || *each > net.maximum)
        {
            return Err(ConfigError::Voltage);
        }
        let watched = timing.pace.saturating_mul(settled.readings.into());
        if settled.readings < 2
            || timing.pace < Duration::from_micros(1)
            || timing.travel.saturating_add(watched) > timing.timeout
        {
            return Err(ConfigError::Timing);
        }
        Ok(Self {
            network,
            accuracy,
            net,
            timing,
            settled,
        })
    }
}

/// Figures that make no measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A resistor below 1 kΩ.
    Resistance,
    /// A tolerance or gain error below zero or above 20 %.
    Ratio,
    /// The two resistors are on one contact, or on one beyond the 32 of a bank.
    Contacts,
    /// A least voltage of zero, a highest one below it, or an error, drift or band below zero or beyond the net's.
    Voltage,
    /// Fewer than two readings, no pace, or more to wait for than the time-out allows.
    Timing,
}

impl hal_power::Error for ConfigError {
    fn kind(&self) -> hal_power::ErrorKind {
        match self {
            Self::Resistance | Self::Ratio | Self::Contacts | Self::Voltage | Self::Timing => {
                hal_power::ErrorKind::OutOfRange
            }
        }
    }
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resistance => "resistor below 1 kΩ",
            Self::Ratio => "tolerance or gain error outside 0 % to 20 %",
            Self::Contacts => "two resistors on one contact, or beyond the bank",
            Self::Voltage => "voltages of no net",
            Self::Timing => "no time to settle in",
        })
    }
}

impl core::error::Error for ConfigError {}
