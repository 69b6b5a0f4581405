//! An export limit that holds when the meter is silent.

mod config;
mod outputs;

pub use config::{ExportLimitConfig, ExportLimitError};

use hal_power::{Error, ErrorKind, Input, Instant, Power, Unusable};
use outputs::Outputs;

/// What a cap rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ExportBasis {
    /// The limit, and the consumption of the house as metered.
    Metered,
    /// The limit alone: the meter has nothing to say.
    Blind(Unusable),
    /// The limit alone: the house cannot consume what the meter says.
    Implausible,
    /// The limit alone: the inverter's output at the time of the reading is not known.
    Unrelated,
    /// No limit is set, and nothing may be delivered.
    Unset,
}

impl Error for ExportBasis {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Blind(cause) => cause.kind(),
            Self::Implausible => ErrorKind::Integrity,
            Self::Metered | Self::Unrelated => ErrorKind::NotReady,
            Self::Unset => ErrorKind::Refused,
        }
    }
}

/// What the house consumes at least, and the instant of which that is true.
#[derive(Debug, Clone, Copy)]
struct Load {
    power: Power,
    at: Instant,
}

/// Caps the inverter's output so that what leaves the house stays within a limit.
///
/// Export is what the inverter delivers, less what the house consumes. With a fresh reading of the meter at the point of supply the
/// inverter may deliver limit and consumption together. Without one it may deliver the limit: a house consumes nothing less than
/// nothing, so that the limit holds without any meter.
///
/// A reading speaks of a time that is past, and of the output at that time. Where the output has changed since, consumption is taken
/// for the least that both allow, or for what it was when that was last certain, up to the maximum age of a reading. A cap is
/// therefore never above the limit and what the house consumed at some time within that age: export beyond the limit follows only a
/// load that goes, and lasts no longer than [`ExportLimitConfig::reaction`].
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use hal_inverter::hal_power::{ErrorKind, Instant, Power, Reading};
/// use hal_inverter::{ExportLimit, ExportLimitConfig};
///
/// let watts = Power::from_watts;
/// let config = ExportLimitConfig::new(Duration::from_secs(2))?.with_limit(watts(600))?;
/// let mut limit = ExportLimit::new(config);
/// let mut now = Instant::from_micros(0);
/// let silent = Err(ErrorKind::Bus);
/// assert_eq!(limit.step(now, silent, watts(500)), watts(600));
///
/// // 1 kW is taken from the grid beside what the inverter delivers: the house consumes 1.5 kW.
/// now = now.saturating_add(Duration::from_secs(1));
/// let imports = Ok(Reading::new(watts(-1_000), now));
/// assert_eq!(limit.step(now, imports, watts(500)), watts(2_100));
/// assert_eq!(limit.step(now, silent, watts(2_100)), watts(600));
/// # Ok::<(), hal_inverter::ExportLimitError>(())
/// ```
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct ExportLimit {
    config: ExportLimitConfig,
    outputs: Outputs,
    load: Option<Load>,
    cap: Option<(Power, Instant)>,
    basis: ExportBasis,
}

impl ExportLimit {
    /// Creates a limit that has heard nothing of the meter.
    pub const fn new(config: ExportLimitConfig) -> Self {
        Self {
            config,
            outputs: Outputs::new(),
            load: None,
            cap: None,
            basis: ExportBasis::Blind(Unusable::Sensor(ErrorKind::NotReady)),
        }
    }

    /// Returns what the last cap rests on.
    pub const fn basis(&self) -> ExportBasis {
        self.basis
    }

    /// Takes the meter's reading, positive while exporting, and what the inverter delivers now, negative while it takes; returns the
    /// most that it may deliver from now on, never negative.
    ///
    /// The cap falls at once. Give the same reading again while there is no newer one; an error counts at once, so that who wants
    /// to bridge one that was lost keeps it in a [`Latest`](hal_power::Latest).
    pub fn step(&mut self, now: Instant, meter: Input<Power>, output: Power) -> Power {
        self.outputs.add(now, output, self.config.max_age);
        let (credit, basis) = match self.judge(now, meter) {
            Ok(load) => (load, ExportBasis::Metered),
            Err(basis) => (Power::ZERO, basis),
        };
        self.basis = basis;
        let Some(limit) = self.config.limit else {
            self.basis = ExportBasis::Unset;
            return Power::ZERO;
        };
        let wanted = limit.saturating_add(credit).max(Power::ZERO);
        let cap = self.risen(now, limit, wanted);
        self.cap = Some((cap, now));
        cap
    }

    /// Returns what the house consumes at least, as far as this reading and those before tell.
    fn judge(&mut self, now: Instant, meter: Input<Power>) -> Result<Power, ExportBasis> {
        let max_age = self.config.max_age;
        let reading = meter.map_err(|kind| ExportBasis::Blind(kind.into()))?;
        let export = reading.fresh(now, max_age).map_err(ExportBasis::Blind)?;
        let outputs = self.outputs.since(reading.at);
        let (least, most) = outputs.ok_or(ExportBasis::Unrelated)?;
        let (least, most) = (least.saturating_sub(export), most.saturating_sub(export));
        if self.config.most_load.is_some_and(|load| least > load) {
            return Err(ExportBasis::Implausible);
        }
        let before = self
            .load
            .filter(|load| load.power > least && now.saturating_since(load.at) <= max_age);
        let load = match before {
            // a load that was certain a moment ago, and may be so still
            Some(before) => Load {
                power: before.power.min(most),
                at: before.at,
            },
            None => Load {
                power: least,
                at: reading.at,
            },
        };
        self.load = Some(load);
        Ok(load.power)
    }

    /// Returns the cap, no further above the last one than it may have risen since; up to the limit it rises at once.
    fn risen(&self, now: Instant, limit: Power, wanted: Power) -> Power {
        let (Some(rise), Some((last, at))) = (self.config.rise, self.cap) else {
            return wanted;
        };
        let micros = i128::try_from(now.saturating_since(at).as_micros()).unwrap_or(i128::MAX);
        let room = i128::from(rise.as_milliwatts()).saturating_mul(micros) / 1_000_000;
        let room = Power::from_milliwatts(i32::try_from(room).unwrap_or(i32::MAX));
        wanted.min(last.max(limit).saturating_add(room))
    }
}

#[cfg(test)]
mod tests;
