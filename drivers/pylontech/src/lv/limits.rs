//! 351: limits of voltage and current.

use super::{LimitsLength, Message};
use crate::{DischargeSign, FrameError, Limits, Raw, limits::Steps};

/// Bytes 6 and 7, where there are none, are zero, and zero is no discharge voltage.
pub(super) fn decode(raw: &Raw, sign: DischargeSign) -> Result<Limits, FrameError> {
    let [v0, v1, c0, c1, d0, d1, u0, u1] = raw.padded();
    let steps = Steps {
        charge_voltage: u16::from_le_bytes([v0, v1]),
        discharge_voltage: u16::from_le_bytes([u0, u1]),
        charge: i32::from(i16::from_le_bytes([c0, c1])),
        discharge: sign.turned(i32::from(i16::from_le_bytes([d0, d1]))),
    };
    Limits::new(Message::Limits.id().into(), steps)
}

pub(super) fn encode(steps: Steps, length: LimitsLength, sign: DischargeSign) -> Raw {
    let word = |tenths| i16::try_from(tenths).unwrap_or(0).to_le_bytes();
    let [v0, v1] = steps.charge_voltage.to_le_bytes();
    let [c0, c1] = word(steps.charge);
    let [d0, d1] = word(sign.turned(steps.discharge));
    let [u0, u1] = steps.discharge_voltage.to_le_bytes();
    match length {
        LimitsLength::Six => Raw::first(6, [v0, v1, c0, c1, d0, d1, 0, 0]),
        LimitsLength::Eight => Raw::first(8, [v0, v1, c0, c1, d0, d1, u0, u1]),
    }
}
