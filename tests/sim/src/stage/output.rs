//! Voltage of a leg: by its gates, and with both off by its diodes.

use super::{
    leg::Leg,
    sheet::{Kind, Sheet},
    unit::Unit,
};
use hal_power::{Current, Ratio, Voltage};

/// A duty as share of what lies between neutral and full.
pub(crate) fn share(sheet: &Sheet, duty: u16) -> Ratio {
    let span = i64::from(sheet.ticks) - i64::from(sheet.neutral);
    let above = i64::from(duty) - i64::from(sheet.neutral);
    Ratio::from_ppm(narrow(above * 1_000_000 / span.max(1)))
}

/// Voltage of a leg with both gates off: current that flows out comes through the low diode, current that flows in leaves
/// through the high one.
fn by_diodes(current: Current, link: Voltage) -> Option<Voltage> {
    match current.as_microamps() {
        0 => None,
        1.. => Some(Voltage::ZERO),
        _ => Some(link),
    }
}

pub(crate) fn now(leg: &Leg, link: Voltage) -> Option<Voltage> {
    let gates = leg.gates();
    match (gates.high, gates.low) {
        (true, _) => Some(link),
        (false, true) => Some(Voltage::ZERO),
        (false, false) => by_diodes(leg.current, link),
    }
}

pub(crate) fn average(unit: &Unit, leg: &Leg, link: Voltage) -> Option<Voltage> {
    let sheet = &unit.sheet;
    if !unit.is_powered() || leg.is_forced() || leg.cut {
        return now(leg, link);
    }
    let Some(spread) = sheet.spread(leg.active) else {
        return now(leg, link);
    };
    let period = i64::try_from(sheet.period).unwrap_or(i64::MAX);
    let pulse = i64::try_from(2 * spread).unwrap_or(0);
    let dead = i64::try_from(sheet.dead).unwrap_or(0);
    let high = match sheet.kind {
        // Until the gate on the current's side goes on, the current has the diode of the other.
        Kind::HalfBridge => match leg.current.as_microamps() {
            0 => pulse,
            1.. => pulse - dead.min(pulse),
            _ => (pulse + dead).min(period),
        },
        Kind::Boost => {
            by_diodes(leg.current, link)?;
            let low = pulse - dead.min(pulse);
            if leg.current < Current::ZERO {
                period - low
            } else {
                0
            }
        }
    };
    let average = i64::from(link.as_microvolts()) * high / period;
    Some(Voltage::from_microvolts(narrow(average)))
}

fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}
