//! Configuration: what is asked for, and what the part can be set to.

mod balancing;
mod codes;
mod error;
mod pins;
mod plan;
mod protections;

#[cfg(test)]
mod tests;

use core::{marker::PhantomData, time::Duration};

pub use balancing::AutonomousBalancing;
pub use error::ConfigError;
use hal_bms::CellSet;
use hal_power::{Current, Ratio, Resistance, Temperature};
pub(crate) use pins::Proof;
pub use pins::{Measures, Pin, Polynomial, PullUp, Thermistor};
pub use plan::Plan;
pub(crate) use plan::Unit;
pub use protections::{Latches, Protections, TemperatureLimit, Temperatures};

use crate::{Alarms, memory::Setting, part::Part};

/// What is asked for; [`plan`](Self::plan) checks it and says what the part makes of it.
///
/// ```
/// use core::time::Duration;
/// use bq769x2::{Config, ConfigError, Pin, Protections, Thermistor, part::Bq76942};
/// use bq769x2::hal_bms::{CellLimits, CellSet, Limit};
/// use bq769x2::hal_power::{Current, Resistance, Voltage};
///
/// let delay = Duration::from_millis(100);
/// let cells = CellLimits::new(
///     Limit::new(Voltage::from_millivolts(3_650), delay),
///     Limit::new(Voltage::from_millivolts(2_500), delay),
/// );
/// let short = Limit::new(Current::from_amps(200), Duration::from_micros(100));
/// let plan = Config::<Bq76942>::new(
///     CellSet::first(8),
///     Resistance::from_microohms(500),
///     Current::from_amps(150),
///     Protections::new(cells, short),
/// )
/// .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
/// .plan()?;
/// // 72 × 50.6 mV, and 28 × 3.3 ms + 2 × 3.3 ms
/// let applied = plan.protections().cells.ok_or(ConfigError::CellLimits)?;
/// assert_eq!(applied.overvoltage.threshold, Voltage::from_microvolts(3_643_200));
/// assert_eq!(applied.overvoltage.delay, Duration::from_millis(99));
/// # Ok::<(), ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config<P: Part> {
    cells: CellSet,
    shunt: Resistance,
    max_current: Current,
    gain: Ratio,
    device_number: Option<u16>,
    thermistors: [Option<Thermistor>; Pin::COUNT],
    proof: Proof,
    protections: Protections,
    balance_interval: Duration,
    max_balanced_cells: Option<u8>,
    autonomous: Option<AutonomousBalancing>,
    open_wire_check: Option<Duration>,
    sleep: Option<Duration>,
    alarms: Alarms,
    settings: &'static [Setting],
    part: PhantomData<P>,
}

impl<P: Part> Config<P> {
    /// Configures for the inputs that have a cell, from 0 for VC1 over VC0, the shunt, the largest current through it, and what the
    /// part shall watch over.
    ///
    /// The largest current chooses the unit in which the part reports: 0.1, 1, 10 or 100 mA. At least one
    /// [thermistor](Self::with_thermistor) at a cell has to be added.
    pub const fn new(
        cells: CellSet,
        shunt: Resistance,
        max_current: Current,
        protections: Protections,
    ) -> Self {
        Self {
            cells,
            shunt,
            max_current,
            gain: Ratio::ONE,
            device_number: P::FACTS.device_number,
            thermistors: [None; Pin::COUNT],
            proof: Proof::Counts {
                shorted: Ratio::from_permille(5),
                open: Ratio::from_permille(980),
            },
            protections,
            balance_interval: Duration::from_secs(20),
            max_balanced_cells: None,
            autonomous: None,
            open_wire_check: Some(Duration::from_secs(5)),
            sleep: None,
            alarms: Alarms::DEFAULT,
            settings: &[],
            part: PhantomData,
        }
    }

    /// Sets what DEVICE_NUMBER answers. That of the BQ76952 is in no source that could be read, though 0x7694 of the BQ76942
    /// suggests 0x7695: read it once from a part that is known.
    #[must_use]
    pub const fn with_device_number(mut self, number: u16) -> Self {
        self.device_number = Some(number);
        self
    }

    /// Corrects the gain of the current, as calibration on the board found it: one, unless set, for 7.5684 over the shunt in mΩ
    /// (SLUUBY2B, Current Calibration).
    #[must_use]
    pub const fn with_current_gain(mut self, gain: Ratio) -> Self {
        self.gain = gain;
        self
    }

    /// Adds a thermistor.
    #[must_use]
    pub const fn with_thermistor(mut self, pin: Pin, thermistor: Thermistor) -> Self {
        pins::put(&mut self.thermistors, pin, thermistor);
        self
    }

    /// Sets between which shares of the voltage over itself and its pull-up a thermistor is neither shorted nor open: 0.5 % and
    /// 98 %, unless set, of a 10 kΩ one at 18 kΩ some 90 Ω and 880 kΩ. The counts behind the temperatures prove it.
    #[must_use]
    pub const fn with_thermistor_shares(mut self, shorted: Ratio, open: Ratio) -> Self {
        self.proof = Proof::Counts { shorted, open };
        self
    }

    /// Judges thermistors by their temperatures instead: one below the range is open, one above it shorted. Only for those of which it is
    /// known what the part reports then, which is in no source; it saves the reading of their counts.
    #[must_use]
    pub const fn with_thermistor_range(
        mut self,
        lowest: Temperature,
        highest: Temperature,
    ) -> Self {
        self.proof = Proof::Range { lowest, highest };
        self
    }

    /// Sets how long the part balances after a command of the host, and how often it looks again by itself: 20 s unless set, whole
    /// seconds to 255.
    #[must_use]
    pub const fn with_balance_interval(mut self, interval: Duration) -> Self {
        self.balance_interval = interval;
        self
    }

    /// Sets how many cells the part balances at a time, up to 16; left as it is unless set.
    #[must_use]
    pub const fn with_max_balanced_cells(mut self, cells: u8) -> Self {
        self.max_balanced_cells = Some(cells);
        self
    }

    /// Lets the part balance by itself. It does not unless told so.
    #[must_use]
    pub const fn with_autonomous_balancing(mut self, balancing: AutonomousBalancing) -> Self {
        self.autonomous = Some(balancing);
        self
    }

    /// Sets how often the part loads every cell's input for a moment, so that an open wire shows as a cell that goes down and its
    /// neighbour that goes up: 5 s unless set, whole seconds to 255, none for never.
    #[must_use]
    pub const fn with_open_wire_check(mut self, every: Option<Duration>) -> Self {
        self.open_wire_check = every;
        self
    }

    /// Lets the part sleep while there is little current, and measure voltages every so often: whole seconds, 1 to 255. It does not
    /// sleep unless told so.
    #[must_use]
    pub const fn with_sleep(mut self, measures_every: Duration) -> Self {
        self.sleep = Some(measures_every);
        self
    }

    /// Sets which alarms are latched and drive the ALERT pin.
    #[must_use]
    pub const fn with_alarms(mut self, alarms: Alarms) -> Self {
        self.alarms = alarms;
        self
    }

    /// Adds fields of data memory: written, read back and compared as all others. Those that this configuration writes by itself are
    /// refused.
    #[must_use]
    pub const fn with_settings(mut self, settings: &'static [Setting]) -> Self {
        self.settings = settings;
        self
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] that holds.
    pub fn plan(&self) -> Result<Plan<P>, ConfigError> {
        Plan::new(self)
    }
}
