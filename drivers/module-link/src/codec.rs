//! Frames to meaning and back, pure and total.

use crate::{LinkIds, Serial};
use embedded_can::Frame;
use hal_power::{Charge, Voltage};

/// Positions that a link can give, from 0 on.
pub const POSITIONS: u8 = 16;

/// Offsets in the block of identifiers.
const COMMAND: u8 = 0;
const IDENTITY: u8 = 1;
const PROPERTIES: u8 = 2;
const HEARTBEAT: u8 = 16;

/// Operations, in the upper half of a command's first byte; a position is in the lower.
const RESET: u8 = 1;
const ASSIGN: u8 = 2;
const CONFIRM: u8 = 3;

/// One step of a voltage, in µV.
const VOLTAGE_STEP: i32 = 10_000;
/// One step of a capacity, in mC: 0.1 Ah.
const CAPACITY_STEP: i64 = 360_000;
/// Stands for a voltage that is not known.
const NO_VOLTAGE: u16 = 0xFFFF;

/// What a frame says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Message {
    /// Controller: forget your positions.
    Reset {
        /// Number of the enumeration that begins.
        round: u8,
    },
    /// Controller: who is enabled and has no position may have this one.
    Assign {
        /// Number of the enumeration.
        round: u8,
        /// The position, under 16.
        position: u8,
    },
    /// Controller: this module has this position now.
    Confirm {
        /// Number of the enumeration.
        round: u8,
        /// The position, under 16.
        position: u8,
        /// The module.
        serial: Serial,
    },
    /// Module: I would take this position.
    Identity {
        /// Number of the enumeration.
        round: u8,
        /// The position, under 16.
        position: u8,
        /// The module.
        serial: Serial,
    },
    /// Module: what I am. Follows an identity.
    Properties {
        /// [`Serial::tag`] of the module.
        tag: u8,
        /// Type code.
        kind: u16,
        /// Cells in series.
        cells: u8,
        /// Voltage, if it is known.
        voltage: Option<Voltage>,
        /// Rated capacity.
        capacity: Charge,
    },
    /// Module: I am alive at this position.
    Heartbeat {
        /// The position, under 16.
        position: u8,
        /// The module.
        serial: Serial,
        /// Voltage, if it is known.
        voltage: Option<Voltage>,
    },
}

/// Returns what a frame says; `None` where it is of another protocol, or not of this one's form.
pub fn decode(ids: &LinkIds, frame: &impl Frame) -> Option<Message> {
    if frame.is_remote_frame() {
        return None;
    }
    match (ids.offset(frame.id())?, frame.data()) {
        (COMMAND, &[operation, round]) => match (operation >> 4, operation & 0xF) {
            (RESET, 0) => Some(Message::Reset { round }),
            (ASSIGN, position) => Some(Message::Assign { round, position }),
            _ => None,
        },
        (COMMAND, &[operation, round, a, b, c, d, e, f]) if operation >> 4 == CONFIRM => {
            Some(Message::Confirm {
                round,
                position: operation & 0xF,
                serial: Serial::from_be_bytes([a, b, c, d, e, f]),
            })
        }
        (IDENTITY, &[position, round, a, b, c, d, e, f]) if position < POSITIONS => {
            Some(Message::Identity {
                round,
                position,
                serial: Serial::from_be_bytes([a, b, c, d, e, f]),
            })
        }
        (
            PROPERTIES,
            &[
                tag,
                kind_high,
                kind_low,
                cells,
                high,
                low,
                capacity_high,
                capacity_low,
            ],
        ) => {
            let capacity = u16::from_be_bytes([capacity_high, capacity_low]);
            Some(Message::Properties {
                tag,
                kind: u16::from_be_bytes([kind_high, kind_low]),
                cells,
                voltage: voltage([high, low]),
                capacity: Charge::from_millicoulombs(i64::from(capacity) * CAPACITY_STEP),
            })
        }
        (offset @ HEARTBEAT.., &[a, b, c, d, e, f, high, low]) => Some(Message::Heartbeat {
            position: offset - HEARTBEAT,
            serial: Serial::from_be_bytes([a, b, c, d, e, f]),
            voltage: voltage([high, low]),
        }),
        _ => None,
    }
}

/// Makes the frame that says this; `None` for a position beyond 15 and for a capacity that does not fit.
///
/// Voltages are rounded down to 10 mV; one outside of 0 V to 655.34 V is sent as not known.
pub fn encode<F: Frame>(ids: &LinkIds, message: &Message) -> Option<F> {
    match *message {
        Message::Reset { round } => frame(ids, COMMAND, &[RESET << 4, round]),
        Message::Assign { round, position } => {
            frame(ids, COMMAND, &[operation(ASSIGN, position)?, round])
        }
        Message::Confirm {
            round,
            position,
            serial,
        } => {
            let [a, b, c, d, e, f] = serial.to_be_bytes();
            let operation = operation(CONFIRM, position)?;
            frame(ids, COMMAND, &[operation, round, a, b, c, d, e, f])
        }
        Message::Identity {
            round,
            position,
            serial,
        } => {
            let [a, b, c, d, e, f] = serial.to_be_bytes();
            let position = Some(position).filter(|own| *own < POSITIONS)?;
            frame(ids, IDENTITY, &[position, round, a, b, c, d, e, f])
        }
        Message::Properties {
            tag,
            kind,
            cells,
            voltage,
            capacity,
        } => {
            let [kind_high, kind_low] = kind.to_be_bytes();
            let [high, low] = voltage_bytes(voltage);
            let [capacity_high, capacity_low] = capacity_code(capacity)?.to_be_bytes();
            let data = [
                tag,
                kind_high,
                kind_low,
                cells,
                high,
                low,
                capacity_high,
                capacity_low,
            ];
            frame(ids, PROPERTIES, &data)
        }
        Message::Heartbeat {
            position,
            serial,
            voltage,
        } => {
            let [a, b, c, d, e, f] = serial.to_be_bytes();
            let [high, low] = voltage_bytes(voltage);
            let position = Some(position).filter(|own| *own < POSITIONS)?;
            frame(ids, HEARTBEAT + position, &[a, b, c, d, e, f, high, low])
        }
    }
}

fn frame<F: Frame>(ids: &LinkIds, offset: u8, data: &[u8]) -> Option<F> {
    F::new(ids.at(offset)?, data)
}

fn operation(operation: u8, position: u8) -> Option<u8> {
    (position < POSITIONS).then_some(operation << 4 | position)
}

fn voltage(bytes: [u8; 2]) -> Option<Voltage> {
    match u16::from_be_bytes(bytes) {
        NO_VOLTAGE => None,
        code => Some(Voltage::from_microvolts(i32::from(code) * VOLTAGE_STEP)),
    }
}

fn voltage_bytes(voltage: Option<Voltage>) -> [u8; 2] {
    let code =
        voltage.and_then(|own| u16::try_from(own.as_microvolts().div_euclid(VOLTAGE_STEP)).ok());
    code.unwrap_or(NO_VOLTAGE).to_be_bytes()
}

/// Returns the code of a capacity, rounded down; `None` where it does not fit.
pub(crate) fn capacity_code(capacity: Charge) -> Option<u16> {
    u16::try_from(capacity.as_millicoulombs().div_euclid(CAPACITY_STEP)).ok()
}
