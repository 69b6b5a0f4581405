//! Frequency and duty to meaning, pure and total.

use hal_power::{Frequency, Ratio, Resistance};

use crate::{NoReading, Signal};

/// Duty of no fault at all, in ppm: the formula's pole.
const POLE: i32 = 50_000;
/// From the pole to the duty of a dead short, in ppm.
const SPAN: u64 = 900_000;
/// Inner resistance of the formula, 1200 kΩ, in µΩ.
const INNER: u64 = 1_200_000_000_000;
/// From here on a value is over-range.
const OVER_RANGE: Resistance = Resistance::from_kilohms(20_000);

/// What a duty says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Value {
    /// The resistance, under 20 MΩ.
    Measured(Resistance),
    /// More than the part can measure.
    OverRange,
}

/// What the speed start says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Estimate {
    /// The insulation is above the response value.
    Good,
    /// It is not.
    Bad,
}

/// State of the part, with what it measures there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Report {
    /// 10 Hz: it measures.
    Normal(Value),
    /// 20 Hz: it measures, and the net's voltage is under the threshold that the part was ordered with.
    Undervoltage(Value),
    /// 30 Hz: it has just got supply, and estimates.
    SpeedStart(Estimate),
    /// 40 Hz: it is broken.
    DeviceError,
    /// 50 Hz: its own connection to earth is broken.
    EarthFault,
}

/// How far from its nominal figure something still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Windows {
    pub(crate) frequency: Frequency,
    pub(crate) duty: Ratio,
}

/// Returns the resistance at a duty, rounded down; `None` at 5 % and less, where the formula has none. Beyond 95 % it is zero.
///
/// What is over-range has a number here: judge it by [`value`].
#[must_use]
pub fn resistance(duty: Ratio) -> Option<Resistance> {
    let over = duty.as_ppm().checked_sub(POLE)?;
    let over = u64::try_from(over).ok().filter(|over| *over > 0)?;
    let numerator = INNER.checked_mul(SPAN.saturating_sub(over))?;
    numerator.checked_div(over).map(Resistance::from_microohms)
}

/// Returns what a duty of 10 Hz or 20 Hz says.
#[must_use]
pub fn value(duty: Ratio) -> Value {
    match resistance(duty) {
        Some(resistance) if resistance < OVER_RANGE => Value::Measured(resistance),
        _ => Value::OverRange,
    }
}

/// Returns what a signal says.
pub(crate) fn report(signal: Signal, windows: Windows) -> Result<Report, NoReading> {
    let (frequency, duty) = match signal {
        Signal::Pwm { frequency, duty } => (frequency, duty),
        Signal::High => return Err(NoReading::StuckHigh),
        Signal::Low => return Err(NoReading::StuckLow),
    };
    let is = |hertz| frequency.abs_diff(Frequency::from_hertz(hertz)) <= windows.frequency;
    // Nominal limits in ppm.
    let within = |lowest, highest| {
        let (ppm, window) = (duty.as_ppm(), windows.duty.as_ppm());
        (lowest - window..=highest + window).contains(&ppm)
    };
    let of = |found: Option<Report>| found.ok_or(NoReading::Duty { frequency, duty });
    let measures = within(50_000, 950_000);
    let is_fault = within(475_000, 525_000);
    if is(10) {
        of(measures.then(|| Report::Normal(value(duty))))
    } else if is(20) {
        of(measures.then(|| Report::Undervoltage(value(duty))))
    } else if is(30) {
        let good = within(50_000, 100_000).then_some(Estimate::Good);
        let bad = within(900_000, 950_000).then_some(Estimate::Bad);
        of(good.or(bad).map(Report::SpeedStart))
    } else if is(40) {
        of(is_fault.then_some(Report::DeviceError))
    } else if is(50) {
        of(is_fault.then_some(Report::EarthFault))
    } else {
        Err(NoReading::Frequency(frequency))
    }
}
