//! The session: what captures say, one after the other.

use hal_power::{Instant, Insulation, Reading};

use crate::{Capture, Config, NoReading, Report, Signal, Value, codec};

/// A measurement that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Measurement {
    /// The insulation, or the configured ceiling where it is more. The part does not tell the place of a fault.
    pub insulation: Insulation,
    /// What the part measures, over-range told from a resistance.
    pub value: Value,
    /// Whether the net's voltage is under the threshold that the part was ordered with.
    pub is_undervoltage: bool,
    /// Whether OK_HS shows that all is good.
    pub is_ok: bool,
}

/// One part, as its captures show it. Without I/O: [`asynch`](crate::asynch) and [`blocking`](crate::blocking) have that.
#[derive(Debug, Clone)]
pub struct Session {
    config: Config,
    /// When values count, if the part was seen or was given supply.
    ready: Option<Instant>,
    /// It was given supply, and has shown nothing since: its first signs are of the start-up that was told.
    is_awaited: bool,
    is_speed_start: bool,
    recovered: Option<Instant>,
    report: Option<Reading<Report>>,
}

impl Session {
    /// Creates a session with a part of which nothing is known. What it shows first may be long after its power-on, and counts
    /// only after the start-up time all the same.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            ready: None,
            is_awaited: false,
            is_speed_start: false,
            recovered: None,
            report: None,
        }
    }

    /// Tells when the part was given supply: a start-up begins then, and a low signal until it first shows something is none.
    pub fn power_on(&mut self, at: Instant) {
        self.ready = Some(at.saturating_add(self.config.start_up));
        self.is_awaited = true;
        self.is_speed_start = false;
        self.report = None;
    }

    /// Tells that the part had a fault at this time, from before a restart of the application for one.
    pub fn had_fault(&mut self, at: Instant) {
        let until = at.saturating_add(self.config.recovery);
        self.recovered = self.recovered.max(Some(until));
    }

    /// Returns the configuration.
    #[must_use]
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Returns what the last capture that said something said, and when, whether it counts or not.
    #[must_use]
    pub const fn report(&self) -> Option<Reading<Report>> {
        self.report
    }

    /// Takes a capture. One in at least every 200 ms shows a part that starts again by itself.
    ///
    /// # Errors
    ///
    /// Every [`NoReading`]. After a signal that was missing, or a speed start, start-up begins anew; after a fault, recovery.
    pub fn on_capture(&mut self, capture: &Capture) -> Result<Measurement, NoReading> {
        let at = capture.at;
        if capture.signal == Signal::Low
            && self.is_awaited
            && let Some(until) = self.ready.filter(|until| at < *until)
        {
            return Err(NoReading::StartUp { until });
        }
        let report = match codec::report(capture.signal, self.config.windows()) {
            Ok(report) => report,
            Err(why) => {
                if matches!(why, NoReading::StuckHigh | NoReading::StuckLow) {
                    self.lost();
                }
                return Err(why);
            }
        };
        let was_awaited = core::mem::take(&mut self.is_awaited);
        self.report = Some(Reading::new(report, at));
        let (value, is_undervoltage) = match report {
            Report::Normal(value) => (value, false),
            Report::Undervoltage(value) => (value, true),
            Report::SpeedStart(estimate) => {
                let goes_on = core::mem::replace(&mut self.is_speed_start, true);
                if !goes_on && !was_awaited {
                    self.ready = Some(at.saturating_add(self.config.start_up));
                }
                return Err(NoReading::SpeedStart(estimate));
            }
            Report::DeviceError => {
                self.had_fault(at);
                return Err(NoReading::DeviceError);
            }
            Report::EarthFault => {
                self.had_fault(at);
                return Err(NoReading::EarthFault);
            }
        };
        self.is_speed_start = false;
        self.counts(at)?;
        self.judge(value, is_undervoltage, capture.ok)
    }

    /// The signal is missing: what comes after it may be from a part that has started anew.
    fn lost(&mut self) {
        self.ready = None;
        self.is_awaited = false;
        self.is_speed_start = false;
        self.report = None;
    }

    /// Returns whether values count at `at`.
    fn counts(&mut self, at: Instant) -> Result<(), NoReading> {
        let until = at.saturating_add(self.config.start_up);
        let until = *self.ready.get_or_insert(until);
        if at < until {
            return Err(NoReading::StartUp { until });
        }
        match self.recovered {
            Some(until) if at < until => Err(NoReading::Recovery { until }),
            _ => Ok(()),
        }
    }

    fn judge(
        &self,
        value: Value,
        is_undervoltage: bool,
        is_ok: bool,
    ) -> Result<Measurement, NoReading> {
        if let Some((low, high)) = self.config.ok {
            let fits = match value {
                Value::Measured(own) if own < low => !is_ok,
                Value::Measured(own) if own <= high => true,
                _ => is_ok,
            };
            if !fits {
                return Err(NoReading::Contradiction);
            }
        }
        let total = match (value, self.config.ceiling) {
            (Value::Measured(own), Some(ceiling)) => own.min(ceiling),
            (Value::Measured(own), None) => own,
            (Value::OverRange, Some(ceiling)) => ceiling,
            (Value::OverRange, None) => return Err(NoReading::OverRange),
        };
        Ok(Measurement {
            insulation: Insulation::new(total),
            value,
            is_undervoltage,
            is_ok,
        })
    }
}
