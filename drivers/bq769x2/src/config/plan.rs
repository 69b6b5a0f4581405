//! A configuration that the part can have.

use core::{marker::PhantomData, time::Duration};

use hal_bms::{CellLimits, CellSet};
use hal_power::{Current, Ratio, Resistance};

use super::{Config, ConfigError, Pin, Proof, Protections, Thermistor, codes::Codes};
use crate::{codec, memory::Setting, part::Part};

/// CC Gain times mΩ: 10⁶ × 1.24 V ÷ (5 × 32768), in 10⁻⁴ (SLUUBY2B, Current Calibration).
const CURRENT_GAIN: u128 = 75_684;
/// Capacity Gain over CC Gain, in 10⁻⁴ (SLUUBY2B, Current Calibration).
const CAPACITY_GAIN: u128 = 2_982_616_178;
/// Range of CC Gain, in whole ones: that of Capacity Gain in SLUUCW9.
const GAIN_OVER_1: u128 = 1_000;
const GAIN_UNDER_1: u128 = 100;

/// Power Config of a part as it comes, but for SLEEP (SLUUBY2B, Power Config).
const POWER: u16 = 0x2882;
const POWER_SLEEP: u16 = 1 << 8;

/// Unit of the current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    TenthMilliamp,
    Milliamp,
    TenMilliamps,
    HundredMilliamps,
}

impl Unit {
    pub(crate) const fn microamps(self) -> i32 {
        match self {
            Self::TenthMilliamp => 100,
            Self::Milliamp => 1_000,
            Self::TenMilliamps => 10_000,
            Self::HundredMilliamps => 100_000,
        }
    }

    fn of(max_current: Current) -> Option<Self> {
        let fits = |unit: &Self| {
            let most = i64::from(i16::MAX - 1) * i64::from(unit.microamps());
            i64::from(max_current.as_microamps()) <= most
        };
        [
            Self::TenthMilliamp,
            Self::Milliamp,
            Self::TenMilliamps,
            Self::HundredMilliamps,
        ]
        .into_iter()
        .find(fits)
    }
}

/// A configuration that the part can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan<P: Part> {
    pub(crate) device_number: u16,
    /// A bit for each input with a cell.
    pub(crate) mask: u16,
    pub(crate) count: usize,
    pub(crate) unit: Unit,
    pub(crate) thermistors: [Option<Thermistor>; Pin::COUNT],
    pub(crate) proof: Proof,
    pub(crate) interval: Duration,
    pub(crate) latency: Duration,
    pub(crate) alarms: u16,
    shunt: Resistance,
    codes: Codes,
    balancing: (u8, [Option<Setting>; 8]),
    max_balanced_cells: Option<u8>,
    current_gain: u32,
    capacity_gain: u32,
    check: u8,
    sleep: Option<u8>,
    settings: &'static [Setting],
    part: PhantomData<P>,
}

fn seconds(time: Duration) -> Option<u8> {
    let is_whole = time.subsec_nanos() == 0;
    let code = u8::try_from(time.as_secs()).ok()?;
    (is_whole && code > 0).then_some(code)
}

impl<P: Part> Plan<P> {
    pub(super) fn new(config: &Config<P>) -> Result<Self, ConfigError> {
        let highest = config.cells.highest().ok_or(ConfigError::Cells)?;
        if highest >= usize::from(P::FACTS.cells) {
            return Err(ConfigError::Cells);
        }
        let mask = config
            .cells
            .iter()
            .fold(0u16, |mask, cell| mask | 1 << cell);
        let microohms = config.shunt.as_microohms();
        if !(8..=756_000).contains(&microohms) {
            return Err(ConfigError::Shunt);
        }
        if config.max_current <= Current::ZERO {
            return Err(ConfigError::MaxCurrent);
        }
        let unit = Unit::of(config.max_current).ok_or(ConfigError::MaxCurrent)?;
        let device_number = config.device_number.ok_or(ConfigError::DeviceNumber)?;
        let mut thermistors = config.thermistors.iter().flatten();
        if !thermistors.any(Thermistor::is_at_a_cell) {
            return Err(ConfigError::Thermistors);
        }
        let is_sound = match config.proof {
            Proof::Counts { shorted, open } => {
                Ratio::ZERO <= shorted && shorted < open && open <= Ratio::ONE
            }
            Proof::Range { lowest, highest } => lowest < highest,
        };
        if !is_sound {
            return Err(ConfigError::ThermistorShares);
        }
        let ppm = u128::try_from(config.gain.as_ppm()).map_err(|_| ConfigError::Gain)?;
        // × 1000 for mΩ, ÷ 10⁴ for the constant, ÷ 10⁶ for the correction
        let gain = (CURRENT_GAIN * ppm, u128::from(microohms) * 10_000_000);
        if gain.0 > gain.1 * GAIN_OVER_1 || gain.0 * GAIN_UNDER_1 < gain.1 {
            return Err(ConfigError::Gain);
        }
        let single = |numerator, denominator| codec::single(numerator, denominator);
        let interval = seconds(config.balance_interval).ok_or(ConfigError::BalanceInterval)?;
        let check = match config.open_wire_check {
            Some(every) => seconds(every).ok_or(ConfigError::OpenWireCheck)?,
            None => 0,
        };
        let sleep = match config.sleep {
            Some(every) => Some(seconds(every).ok_or(ConfigError::Sleep)?),
            None => None,
        };
        let balancing = match &config.autonomous {
            Some(autonomous) => autonomous.settings()?,
            None => (0, [None; 8]),
        };
        if config.max_balanced_cells.is_some_and(|cells| cells > 16) {
            return Err(ConfigError::Balancing);
        }
        // Three loops are a full scan, and the oldest sample of one that is there is another one old.
        let scan = P::FACTS.measurement_loop * 6;
        let plan = Self {
            device_number,
            mask,
            count: config.cells.iter().count(),
            unit,
            thermistors: config.thermistors,
            proof: config.proof,
            interval: Duration::from_secs(interval.into()),
            latency: scan + Duration::from_secs(sleep.unwrap_or(0).into()) * 2,
            alarms: config.alarms.bits(),
            shunt: config.shunt,
            codes: Codes::new(&config.protections, config.shunt, unit)?,
            balancing,
            max_balanced_cells: config.max_balanced_cells,
            current_gain: single(gain.0, gain.1).ok_or(ConfigError::Gain)?,
            capacity_gain: single(gain.0 * CAPACITY_GAIN, gain.1 * 10_000)
                .ok_or(ConfigError::Gain)?,
            check,
            sleep,
            settings: config.settings,
            part: PhantomData,
        };
        plan.must_not_collide()?;
        Ok(plan)
    }

    /// Returns what the part applies: rounded to its steps, and never looser than what was asked for.
    pub const fn protections(&self) -> &Protections {
        &self.codes.applied
    }

    /// Returns the smallest current that can be told apart.
    pub const fn current_step(&self) -> Current {
        Current::from_microamps(self.unit.microamps())
    }

    /// Returns the inputs that have a cell.
    pub fn cells(&self) -> CellSet {
        (0..16).filter(|cell| self.mask & 1 << cell != 0).collect()
    }

    /// The same with other limits of the cells.
    pub(crate) fn with_cell_limits(&self, limits: &CellLimits) -> Result<Self, ConfigError> {
        let mut protections = self.codes.asked;
        protections.cells = Some(*limits);
        Ok(Self {
            codes: Codes::new(&protections, self.shunt, self.unit)?,
            ..*self
        })
    }

    pub(crate) const fn may_sleep(&self) -> bool {
        self.sleep.is_some()
    }

    /// Thermistors at cells.
    pub(crate) fn cell_thermistors(&self) -> usize {
        let thermistors = self.thermistors.iter().flatten();
        thermistors.filter(|it| it.is_at_a_cell()).count()
    }

    /// Inputs up to the highest with a cell.
    pub(crate) const fn inputs(&self) -> usize {
        (u16::BITS - self.mask.leading_zeros()) as usize
    }

    /// Every field that has a value.
    pub(crate) fn settings(&self) -> impl Iterator<Item = Setting> + Clone {
        self.own().chain(self.settings.iter().copied())
    }

    fn own(&self) -> impl Iterator<Item = Setting> + Clone {
        let sleep = if self.sleep.is_some() { POWER_SLEEP } else { 0 };
        let pins = Pin::ALL.into_iter().zip(self.thermistors);
        let pins = pins.filter_map(|(pin, thermistor)| {
            let thermistor = thermistor?;
            Some(Setting::one_byte(pin.configuration(), thermistor.code()))
        });
        let (balancing, autonomous) = self.balancing;
        let [interval, ..] = self.interval.as_secs().to_le_bytes();
        // USER_VOLTS_CV: 10 mV
        let units = self.unit as u8 | 1 << 2;
        [
            Some(Setting::four_bytes(0x91A8, self.current_gain)),
            Some(Setting::four_bytes(0x91AC, self.capacity_gain)),
            Some(Setting::two_bytes(0x9234, POWER | sleep)),
            self.sleep.map(|every| Setting::one_byte(0x924A, every)),
            Some(Setting::two_bytes(0x926D, self.alarms)),
            Some(Setting::one_byte(0x9303, units)),
            Some(Setting::two_bytes(0x9304, self.mask)),
            Some(Setting::one_byte(0x9314, self.check)),
            Some(Setting::one_byte(0x9335, balancing)),
            Some(Setting::one_byte(0x9339, interval)),
            self.max_balanced_cells
                .map(|cells| Setting::one_byte(0x933A, cells)),
        ]
        .into_iter()
        .chain(self.codes.settings)
        .chain(autonomous)
        .flatten()
        .chain(pins)
    }

    fn must_not_collide(&self) -> Result<(), ConfigError> {
        for (index, setting) in self.settings.iter().enumerate() {
            let mut before = self.settings.iter().take(index).copied().chain(self.own());
            if !setting.is_in_memory() || before.any(|other| other.overlaps(setting)) {
                return Err(ConfigError::Setting(setting.address()));
            }
        }
        Ok(())
    }
}
