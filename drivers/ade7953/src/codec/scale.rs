//! What a code is worth on this board.

use hal_power::{ApparentPower, Current, Energy, Power, ReactivePower, Voltage};

use super::{Off, signed};
use crate::{Channel, Config, ConfigError, Direction, config::Gain};

/// VRMS and IRMS at full scale (page 23).
const RMS_FULL_SCALE: u32 = 9_032_007;
/// xWATT and xVAR at full scale (pages 24 and 28), and xVA as far as its energy's rate tells, which is theirs (page 31).
const POWER_FULL_SCALE: u32 = 4_862_401;
/// Clock for which the rate of energy is given, in mHz.
const NOMINAL_CLOCK: u128 = 3_580_000_000;
/// Largest code of 24 bits without sign, and with.
const RMS_END: u32 = 0xFF_FFFF;
const POWER_END: u32 = 0x7F_FFFF;
/// Crest of a sine, in billionths.
const CREST: u128 = 1_414_213_562;
const BILLION: u128 = 1_000_000_000;
const MILLION: u128 = 1_000_000;

/// Places behind the point of the factors: what rounding them costs is below half a unit at the largest code.
const RMS_PLACES: u32 = 24;
const POWER_PLACES: u32 = 28;
const PEAK_PLACES: u32 = 20;
const ENERGY_PLACES: u32 = 40;

/// What belongs to a current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Side {
    /// µA of a code.
    rms: u64,
    /// µA of a code of samples.
    peak: u64,
    /// mW, mvar and mVA of a code.
    power: i64,
    /// mJ of a step.
    energy: u64,
    /// First codes that are no values: current, active, reactive, apparent power.
    ends: [u32; 4],
}

/// Factors and ends of scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    direction: Direction,
    /// µV of a code.
    rms: u64,
    /// µV of a code of samples.
    peak: u64,
    /// First code that is no value.
    end: u32,
    a: Side,
    b: Side,
}

/// Multiplies by gains, up to `most`.
fn with_gains(code: u32, gains: &[Gain], most: u32) -> u32 {
    let code = gains.iter().fold(u64::from(code), |code, gain| {
        (code * u64::from(gain.code())) >> 22
    });
    u32::try_from(code).unwrap_or(most).min(most)
}

/// Divides to nearest; what does not fit is `None`.
fn factor(numerator: u128, denominator: u128) -> Option<u64> {
    let rounded = (numerator + denominator / 2).checked_div(denominator)?;
    u64::try_from(rounded).ok()
}

impl Scale {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let volts = positive(config.voltage.full_scale.as_microvolts())?;
        let code = u128::from(RMS_FULL_SCALE);
        let samples = u128::from(config.peak_code);
        let peak = |units: u128| factor((units * CREST) << PEAK_PLACES, samples * BILLION);
        let gain = config.voltage.gain;
        let rate = u128::from(config.energy_rate.as_millihertz())
            * u128::from(config.clock.as_millihertz());
        let side = |input: &crate::CurrentInput| {
            let amps = positive(input.full_scale.as_microamps())?;
            let power = volts * amps;
            if power / BILLION > u128::from(i32::MAX.unsigned_abs()) {
                return Err(ConfigError::FullScale);
            }
            let calibration = &input.calibration;
            let current = calibration.current_gain;
            let of_power = |own| with_gains(POWER_FULL_SCALE, &[gain, current, own], POWER_END);
            let made = || {
                let per_code = factor(
                    power << POWER_PLACES,
                    BILLION * u128::from(POWER_FULL_SCALE),
                )?;
                Some(Side {
                    rms: factor(amps << RMS_PLACES, code)?,
                    peak: peak(amps)?,
                    power: i64::try_from(per_code).ok()?,
                    energy: factor((power << ENERGY_PLACES) / MILLION * NOMINAL_CLOCK, rate)?,
                    ends: [
                        with_gains(RMS_FULL_SCALE, &[current], RMS_END),
                        of_power(calibration.active_gain),
                        of_power(calibration.reactive_gain),
                        of_power(calibration.apparent_gain),
                    ],
                })
            };
            made().ok_or(ConfigError::FullScale)
        };
        Ok(Self {
            direction: config.direction,
            rms: factor(volts << RMS_PLACES, code).ok_or(ConfigError::FullScale)?,
            peak: peak(volts).ok_or(ConfigError::FullScale)?,
            end: with_gains(RMS_FULL_SCALE, &[gain], RMS_END),
            a: side(&config.a)?,
            b: side(&config.b)?,
        })
    }

    fn side(&self, channel: Channel) -> &Side {
        channel.of(&self.a, &self.b)
    }

    pub(crate) fn rms_voltage(&self, code: u32) -> Result<Voltage, Off> {
        unsigned(code, self.end, self.rms, RMS_PLACES).map(Voltage::from_microvolts)
    }

    pub(crate) fn rms_current(&self, channel: Channel, code: u32) -> Result<Current, Off> {
        let side = self.side(channel);
        let [end, ..] = side.ends;
        unsigned(code, end, side.rms, RMS_PLACES).map(Current::from_microamps)
    }

    pub(crate) fn active_power(&self, channel: Channel, code: u32) -> Result<Power, Off> {
        let side = self.side(channel);
        let [_, end, _, _] = side.ends;
        self.power(code, end, side).map(Power::from_milliwatts)
    }

    pub(crate) fn reactive_power(&self, channel: Channel, code: u32) -> Result<ReactivePower, Off> {
        let side = self.side(channel);
        let [_, _, end, _] = side.ends;
        self.power(code, end, side)
            .map(ReactivePower::from_millivars)
    }

    pub(crate) fn apparent_power(&self, channel: Channel, code: u32) -> Result<ApparentPower, Off> {
        if signed(code) < 0 {
            return Err(Off::Implausible);
        }
        let side = self.side(channel);
        let [_, _, _, end] = side.ends;
        milli(signed(code), end, side).map(ApparentPower::from_millivolt_amps)
    }

    /// Of 24 bits with sign, positive while exporting.
    fn power(&self, code: u32, end: u32, side: &Side) -> Result<i32, Off> {
        milli(self.direction.exported(signed(code)), end, side)
    }

    /// Crest of the voltage.
    pub(crate) fn peak_voltage(&self, code: u32) -> Result<Voltage, Off> {
        unsigned(code, POWER_END, self.peak, PEAK_PLACES).map(Voltage::from_microvolts)
    }

    /// Crest of a current.
    pub(crate) fn peak_current(&self, channel: Channel, code: u32) -> Result<Current, Off> {
        let factor = self.side(channel).peak;
        unsigned(code, POWER_END, factor, PEAK_PLACES).map(Current::from_microamps)
    }

    /// Steps of an energy register in thousandths of J, vars or VAs.
    pub(crate) fn energy(&self, channel: Channel, steps: u64) -> Energy {
        let product = u128::from(steps) * u128::from(self.side(channel).energy);
        let milli = (product + (1 << (ENERGY_PLACES - 1))) >> ENERGY_PLACES;
        Energy::from_millijoules(i64::try_from(milli).unwrap_or(i64::MAX))
    }

    /// Whether steps upwards are exported.
    pub(crate) fn exports_positive(&self) -> bool {
        self.direction == Direction::PositiveExports
    }
}

fn positive(units: i32) -> Result<u128, ConfigError> {
    match u128::try_from(units) {
        Ok(units) if units > 0 => Ok(units),
        _ => Err(ConfigError::FullScale),
    }
}

fn unsigned(code: u32, end: u32, factor: u64, places: u32) -> Result<i32, Off> {
    if code >= end {
        return Err(Off::Saturated);
    }
    let units = (u64::from(code) * factor + (1 << (places - 1))) >> places;
    i32::try_from(units).map_err(|_| Off::Saturated)
}

/// Thousandths of W, var or VA, rounded to nearest.
fn milli(code: i32, end: u32, side: &Side) -> Result<i32, Off> {
    if code.unsigned_abs() >= end {
        return Err(Off::Saturated);
    }
    let units = (i64::from(code) * side.power + (1 << (POWER_PLACES - 1))) >> POWER_PLACES;
    i32::try_from(units).map_err(|_| Off::Saturated)
}

/// Code that samples have at a momentary value; `None` for what does not fit 23 bits or is not positive.
pub(crate) fn sample_code(value: i32, full_scale: i32, peak_code: u32) -> Option<u32> {
    let value = u128::try_from(value).ok()?;
    let crest = u128::try_from(full_scale).ok()? * CREST;
    let code = (value * BILLION * u128::from(peak_code) + crest / 2).checked_div(crest)?;
    let code = u32::try_from(code).ok()?;
    (1..=POWER_END).contains(&code).then_some(code)
}
