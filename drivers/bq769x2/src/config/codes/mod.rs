//! Limits to codes and back: never looser than what was asked for.

mod cells;
mod temperature;

use core::time::Duration;

use cells::CellCodes;
use temperature::OfTemperature;

use hal_bms::Limit;
use hal_power::{Current, Resistance, Voltage};

use super::{ConfigError, Latches, Protections, Unit};
use crate::memory::Setting;

/// Step of a cell's threshold, in µV.
const CELL_STEP: i32 = 50_600;
/// Step of the comparators' delays.
const DELAY_STEP: u128 = 3_300_000;
/// Steps that every such delay has by itself.
const DELAY_OFFSET: u128 = 2;
/// Step of the thresholds over the shunt, in µV.
const SHUNT_STEP: u128 = 2_000;
/// Step of the short circuit's delay, in ns.
const SHORT_STEP: u128 = 15_000;

/// Thresholds of short circuits, in mV (SLUUBY2B, SCD Threshold).
const SHORT_CIRCUITS: [u128; 16] = [
    10, 20, 40, 60, 80, 100, 125, 150, 175, 200, 250, 300, 350, 400, 450, 500,
];

/// Fields of data memory, and what the part applies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Codes {
    pub(super) asked: Protections,
    pub(super) applied: Protections,
    pub(super) settings: [Option<Setting>; 43],
}

struct Fields {
    settings: [Option<Setting>; 43],
    next: usize,
    /// Enabled Protections A, B and C.
    enabled: [u8; 3],
}

impl Fields {
    fn put(&mut self, setting: Setting) {
        if let Some(place) = self.settings.get_mut(self.next) {
            *place = Some(setting);
        }
        self.next += 1;
    }

    fn byte(&mut self, address: u16, code: u8) {
        self.put(Setting::one_byte(address, code));
    }

    fn enable(&mut self, word: usize, bit: u8) {
        if let Some(word) = self.enabled.get_mut(word) {
            *word |= 1 << bit;
        }
    }
}

/// A protection of a current over the shunt.
struct OverShunt {
    threshold: u16,
    delay: u16,
    bit: u8,
    most: u128,
}

impl Codes {
    pub(super) fn new(
        asked: &Protections,
        shunt: Resistance,
        unit: Unit,
    ) -> Result<Self, ConfigError> {
        let mut applied = *asked;
        let mut fields = Fields {
            settings: [None; 43],
            next: 0,
            enabled: [0; 3],
        };
        if let Some(limits) = &asked.cells {
            let codes = CellCodes::new(limits)?;
            codes.put(&mut fields);
            applied.cells = Some(codes.applied());
            fields.enable(0, 2);
            fields.enable(0, 3);
        }
        if let Some(asked) = asked.hysteresis {
            let code = asked.as_microvolts().div_euclid(CELL_STEP);
            let code = u8::try_from(code).map_err(|_| ConfigError::Hysteresis)?;
            if !(2..=20).contains(&code) {
                return Err(ConfigError::Hysteresis);
            }
            fields.byte(0x927B, code);
            fields.byte(0x927C, code);
            let whole = Voltage::from_microvolts(i32::from(code) * CELL_STEP);
            applied.hysteresis = Some(whole);
        }
        for (asked, over, applied) in [
            (
                asked.overcurrent_charge,
                OverShunt {
                    threshold: 0x9280,
                    delay: 0x9281,
                    bit: 4,
                    most: 62,
                },
                &mut applied.overcurrent_charge,
            ),
            (
                asked.overcurrent_discharge_1,
                OverShunt {
                    threshold: 0x9282,
                    delay: 0x9283,
                    bit: 5,
                    most: 100,
                },
                &mut applied.overcurrent_discharge_1,
            ),
            (
                asked.overcurrent_discharge_2,
                OverShunt {
                    threshold: 0x9284,
                    delay: 0x9285,
                    bit: 6,
                    most: 100,
                },
                &mut applied.overcurrent_discharge_2,
            ),
        ] {
            if let Some(asked) = asked {
                *applied = Some(over.put(&asked, shunt, &mut fields)?);
            }
        }
        if let Some(asked) = &asked.short_circuit {
            applied.short_circuit = Some(short_circuit(asked, shunt, &mut fields)?);
        }
        if let Some(asked) = &asked.overcurrent_discharge_3 {
            applied.overcurrent_discharge_3 = Some(slow(asked, unit, &mut fields)?);
        }
        let (asked_temperatures, temperatures) = (&asked.temperatures, &mut applied.temperatures);
        for (asked, of, applied) in [
            (
                asked_temperatures.too_hot_to_charge,
                OfTemperature::over(0x929A, 4),
                &mut temperatures.too_hot_to_charge,
            ),
            (
                asked_temperatures.too_hot_to_discharge,
                OfTemperature::over(0x929D, 5),
                &mut temperatures.too_hot_to_discharge,
            ),
            (
                asked_temperatures.fets_too_hot,
                OfTemperature::over(0x92A0, 7).within(0, 150),
                &mut temperatures.fets_too_hot,
            ),
            (
                asked_temperatures.die_too_hot,
                OfTemperature::over(0x92A3, 6),
                &mut temperatures.die_too_hot,
            ),
            (
                asked_temperatures.too_cold_to_charge,
                OfTemperature::under(0x92A6, 0),
                &mut temperatures.too_cold_to_charge,
            ),
            (
                asked_temperatures.too_cold_to_discharge,
                OfTemperature::under(0x92A9, 1),
                &mut temperatures.too_cold_to_discharge,
            ),
            (
                asked_temperatures.die_too_cold,
                OfTemperature::under(0x92AC, 2),
                &mut temperatures.die_too_cold,
            ),
        ] {
            if let Some(asked) = asked {
                *applied = Some(of.put(&asked, &mut fields)?);
            }
        }
        if let Some(time) = asked.host_watchdog {
            let seconds = u16::try_from(time.as_secs()).ok().filter(|&code| code > 0);
            let code = seconds.ok_or(ConfigError::HostWatchdog)?;
            fields.put(Setting::two_bytes(0x92B2, code));
            applied.host_watchdog = Some(Duration::from_secs(code.into()));
            fields.enable(2, 1);
        }
        let [a, b, c] = fields.enabled;
        fields.byte(0x9261, a);
        fields.byte(0x9262, b);
        fields.byte(0x9263, c | (asked.latches & Latches::all()).bits());
        Ok(Self {
            asked: *asked,
            applied,
            settings: fields.settings,
        })
    }
}

/// The longest delay that is none too long.
fn comparator_delay(asked: Duration, most: u16) -> Option<u16> {
    let steps = (asked.as_nanos() / DELAY_STEP).checked_sub(DELAY_OFFSET)?;
    let code = u16::try_from(steps).unwrap_or(u16::MAX).min(most);
    (code > 0).then_some(code)
}

fn comparator_time(code: u16) -> Duration {
    Duration::from_micros((u64::from(code) + 2) * 3_300)
}

/// Voltage over the shunt, in µV, towards zero.
fn over_shunt(current: Current, shunt: Resistance) -> Option<u128> {
    let microamps = u128::try_from(current.as_microamps()).ok()?;
    Some(microamps * u128::from(shunt.as_microohms()) / 1_000_000)
}

/// Current for so many µV over the shunt, towards zero, ending at the largest.
fn through_shunt(microvolts: u128, shunt: Resistance) -> Current {
    let microamps = microvolts * 1_000_000;
    let microamps = microamps.checked_div(shunt.as_microohms().into());
    let microamps = microamps.and_then(|microamps| i32::try_from(microamps).ok());
    microamps.map_or(Current::MAX, Current::from_microamps)
}

impl OverShunt {
    fn put(
        &self,
        asked: &Limit<Current>,
        shunt: Resistance,
        fields: &mut Fields,
    ) -> Result<Limit<Current>, ConfigError> {
        let steps = over_shunt(asked.threshold, shunt).map(|microvolts| microvolts / SHUNT_STEP);
        let steps = steps.filter(|&steps| steps >= 2);
        let steps = steps.ok_or(ConfigError::CurrentLimits)?.min(self.most);
        let code = u8::try_from(steps).map_err(|_| ConfigError::CurrentLimits)?;
        let delay = comparator_delay(asked.delay, 127).ok_or(ConfigError::CurrentLimits)?;
        let delay_code = u8::try_from(delay).map_err(|_| ConfigError::CurrentLimits)?;
        fields.byte(self.threshold, code);
        fields.byte(self.delay, delay_code);
        fields.enable(0, self.bit);
        Ok(Limit::new(
            through_shunt(steps * SHUNT_STEP, shunt),
            comparator_time(delay),
        ))
    }
}

fn short_circuit(
    asked: &Limit<Current>,
    shunt: Resistance,
    fields: &mut Fields,
) -> Result<Limit<Current>, ConfigError> {
    let microvolts = over_shunt(asked.threshold, shunt).ok_or(ConfigError::CurrentLimits)?;
    let fitting = (0u8..)
        .zip(SHORT_CIRCUITS)
        .filter(|&(_, millivolts)| millivolts * 1_000 <= microvolts);
    let (code, millivolts) = fitting.last().ok_or(ConfigError::CurrentLimits)?;
    let steps = (asked.delay.as_nanos() / SHORT_STEP).min(30);
    let delay = u8::try_from(steps).map_err(|_| ConfigError::CurrentLimits)?;
    fields.byte(0x9286, code);
    fields.byte(0x9287, delay + 1);
    fields.enable(0, 7);
    Ok(Limit::new(
        through_shunt(millivolts * 1_000, shunt),
        Duration::from_micros(u64::from(delay) * 15),
    ))
}

fn slow(
    asked: &Limit<Current>,
    unit: Unit,
    fields: &mut Fields,
) -> Result<Limit<Current>, ConfigError> {
    let steps = asked.threshold.as_microamps() / unit.microamps();
    let code = i16::try_from(steps).unwrap_or(i16::MAX);
    if code <= 0 {
        return Err(ConfigError::CurrentLimits);
    }
    let seconds = u8::try_from(asked.delay.as_secs()).unwrap_or(u8::MAX);
    fields.put(Setting::two_bytes(0x928A, (-code).cast_unsigned()));
    fields.byte(0x928C, seconds);
    fields.enable(2, 7);
    Ok(Limit::new(
        Current::from_microamps(i32::from(code) * unit.microamps()),
        Duration::from_secs(seconds.into()),
    ))
}
