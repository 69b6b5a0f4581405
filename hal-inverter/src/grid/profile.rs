//! What one edition of one grid code asks for, as data.

use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};

/// A voltage (RMS), and how long it may be beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VoltageStage {
    /// The last voltage that is allowed for good.
    pub limit: Voltage,
    /// Time from leaving the limit until the contacts are apart.
    pub within: Duration,
}

/// A frequency, and how long it may be beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FrequencyStage {
    /// The last frequency that is allowed for good.
    pub limit: Frequency,
    /// Time from leaving the limit until the contacts are apart.
    pub within: Duration,
}

/// How fast the frequency may change, and for how long it may change faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct RateStage {
    /// Change in one second that is allowed for good.
    pub per_second: Frequency,
    /// Time over which the change is measured.
    pub window: Duration,
    /// Time from the end of the first window beyond the limit until the contacts are apart.
    pub within: Duration,
}

/// Direct current that may be injected, and for how long it may be more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DirectStage {
    /// The last direct current, of either sign, that is allowed for good.
    pub limit: Current,
    /// Time from passing the limit until the contacts are apart.
    pub within: Duration,
}

/// Where voltage and frequency have to stay, and for how long, before the inverter connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Reconnect {
    /// Lowest and highest voltage (RMS), both inside.
    pub voltage: (Voltage, Voltage),
    /// Lowest and highest frequency, both inside.
    pub frequency: (Frequency, Frequency),
    /// How long the grid has to stay inside.
    pub after: Duration,
    /// The shorter time after an interruption that was short, where the code has one.
    pub short: Option<ShortInterruption>,
}

/// What an interruption has to keep to, to be a short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ShortInterruption {
    /// Longest time from leaving a limit until the grid is inside of the reconnection window again.
    pub within: Duration,
    /// How long the grid has to stay inside then.
    pub after: Duration,
}

/// A clause that a code may have or not, which has to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Clause<T> {
    /// Nobody has said: refused.
    Unset,
    /// The text that was read has no such clause: not supervised.
    Absent,
    /// The text's figures.
    Stated(T),
}

impl<T: Copy> Clause<T> {
    pub(super) const fn stated(self) -> Option<T> {
        match self {
            Self::Stated(figures) => Some(figures),
            Self::Unset | Self::Absent => None,
        }
    }

    pub(super) const fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }
}

/// One edition of one grid code.
///
/// There is no default. What is not set refuses: [`GridConfig::new`](super::GridConfig::new) takes no profile without a stage of
/// each kind, without a reconnection window, or with a clause of which nobody has said whether the code has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct GridProfile {
    /// Name of the code.
    pub name: &'static str,
    /// Which edition of it.
    pub edition: &'static str,
    /// Where the figures were read.
    pub source: &'static str,
    /// Nominal voltage, line to neutral, RMS.
    pub voltage: Voltage,
    /// Nominal frequency.
    pub frequency: Frequency,
    /// Undervoltage, at most [`STAGES`](Self::STAGES).
    pub under_voltage: &'static [VoltageStage],
    /// Overvoltage.
    pub over_voltage: &'static [VoltageStage],
    /// Underfrequency.
    pub under_frequency: &'static [FrequencyStage],
    /// Overfrequency.
    pub over_frequency: &'static [FrequencyStage],
    /// Limit of the mean voltage of ten minutes.
    pub average: Clause<Voltage>,
    /// Rate of change of frequency.
    pub rate: Clause<RateStage>,
    /// Injected direct current.
    pub direct: Clause<DirectStage>,
    /// What connecting needs.
    pub reconnect: Option<Reconnect>,
}

impl GridProfile {
    /// Most stages of one kind.
    pub const STAGES: usize = 4;

    /// Creates a profile in which nothing is set but what it is called, where it was read, and the nominal voltage (line to
    /// neutral, RMS) and frequency.
    pub const fn new(
        name: &'static str,
        edition: &'static str,
        source: &'static str,
        voltage: Voltage,
        frequency: Frequency,
    ) -> Self {
        Self {
            name,
            edition,
            source,
            voltage,
            frequency,
            under_voltage: &[],
            over_voltage: &[],
            under_frequency: &[],
            over_frequency: &[],
            average: Clause::Unset,
            rate: Clause::Unset,
            direct: Clause::Unset,
            reconnect: None,
        }
    }

    /// Sets the stages of the voltage.
    #[must_use]
    pub const fn with_voltage(
        mut self,
        under: &'static [VoltageStage],
        over: &'static [VoltageStage],
    ) -> Self {
        self.under_voltage = under;
        self.over_voltage = over;
        self
    }

    /// Sets the stages of the frequency.
    #[must_use]
    pub const fn with_frequency(
        mut self,
        under: &'static [FrequencyStage],
        over: &'static [FrequencyStage],
    ) -> Self {
        self.under_frequency = under;
        self.over_frequency = over;
        self
    }

    /// Says whether the mean of ten minutes is limited.
    #[must_use]
    pub const fn with_average(mut self, average: Clause<Voltage>) -> Self {
        self.average = average;
        self
    }

    /// Says whether the rate of change of frequency is limited.
    #[must_use]
    pub const fn with_rate(mut self, rate: Clause<RateStage>) -> Self {
        self.rate = rate;
        self
    }

    /// Says whether injected direct current is limited.
    #[must_use]
    pub const fn with_direct(mut self, direct: Clause<DirectStage>) -> Self {
        self.direct = direct;
        self
    }

    /// Sets what connecting needs.
    #[must_use]
    pub const fn with_reconnect(mut self, reconnect: Reconnect) -> Self {
        self.reconnect = Some(reconnect);
        self
    }
}
