//! 4220: limits of voltage and current.

use super::Format;
use crate::{FrameError, Limits, Raw, limits::Steps};

pub(super) fn decode(id: u32, raw: &Raw, format: Format) -> Result<Limits, FrameError> {
    let [v0, v1, u0, u1, c0, c1, d0, d1] = raw.padded();
    let steps = Steps {
        charge_voltage: format.word([v0, v1]),
        discharge_voltage: format.word([u0, u1]),
        charge: format.current(format.word([c0, c1])),
        discharge: format.discharge(format.word([d0, d1])),
    };
    Limits::new(id, steps)
}

/// `None` where a current does not fit, which [`Format::most_charge`] and [`Format::most_discharge`] exclude.
pub(super) fn encode(steps: Steps, format: Format) -> Option<Raw> {
    let [v0, v1] = format.bytes(steps.charge_voltage);
    let [u0, u1] = format.bytes(steps.discharge_voltage);
    let [c0, c1] = format.bytes(format.code(steps.charge)?);
    let [d0, d1] = format.bytes(format.discharge_code(steps.discharge)?);
    Some(Raw::first(8, [v0, v1, u0, u1, c0, c1, d0, d1]))
}
