//! Frames to meaning and back, pure and total.

use embedded_can::{ExtendedId, Frame, Id};
use hal_power::{Ratio, Resistance, Voltage};

use crate::{
    Battery, Capacitance, ErrorFlags, Errors, Estimated, FrameError, Item, Poles, State, Status,
};

/// Identifier of requests, of 29 bits.
pub const REQUEST: u32 = 0x0A10_0101;
/// Identifier of answers, of 29 bits: one bit apart.
pub const ANSWER: u32 = 0x0A10_0100;

/// What to send has the part start anew.
const RESTART: [u8; 5] = [0xC1, 0x01, 0x23, 0x45, 0x67];

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Answer {
    /// Four bytes whose form, or scale, could not be verified: of a text, or the temperature.
    Raw(Item, [u8; 4]),
    /// Insulation as the part judges it.
    State(State),
    /// Resistance of either pole.
    Resistances(Poles<Resistance>),
    /// Capacitance of either pole.
    Capacitances(Poles<Capacitance>),
    /// Voltage of either pole, as sent: in V, and sources differ in its sign.
    Voltages(Poles<u16>),
    /// Voltage between the poles.
    Battery(Battery),
    /// What is broken.
    Errors(Errors),
    /// Most that the battery may have.
    MaxVoltage(Voltage),
}

impl Answer {
    /// Returns what it is about.
    #[must_use]
    pub const fn item(&self) -> Item {
        match self {
            Self::Raw(item, _) => *item,
            Self::State(_) => Item::State,
            Self::Resistances(_) => Item::Resistances,
            Self::Capacitances(_) => Item::Capacitances,
            Self::Voltages(_) => Item::Voltages,
            Self::Battery(_) => Item::Battery,
            Self::Errors(_) => Item::Errors,
            Self::MaxVoltage(_) => Item::MaxVoltage,
        }
    }
}

/// Returns what a frame says; `None` where it is not an answer, or about something that is not known here.
///
/// # Errors
///
/// Every [`FrameError`].
pub fn decode(frame: &impl Frame) -> Result<Option<Answer>, FrameError> {
    let is_answer = matches!(frame.id(), Id::Extended(id) if id.as_raw() == ANSWER);
    if !is_answer || frame.is_remote_frame() {
        return Ok(None);
    }
    let data = frame.data();
    let Some(&byte) = data.first() else {
        return Err(FrameError::Empty);
    };
    let Some(item) = Item::from_byte(byte) else {
        return Ok(None);
    };
    let answer = match item {
        Item::PartName(_) | Item::Version(_) | Item::SerialNumber(_) => match *data {
            [_, a, b, c, d] => Some(Answer::Raw(item, [a, b, c, d])),
            _ => None,
        },
        Item::Temperature => match *data {
            [_, a, b, c, d, ..] => Some(Answer::Raw(item, [a, b, c, d])),
            _ => None,
        },
        Item::Errors => match *data {
            [_, status, flags, ..] => Some(Answer::Errors(Errors {
                status: Status::from_bits_retain(status),
                flags: ErrorFlags::from_bits_retain(flags),
            })),
            _ => None,
        },
        Item::MaxVoltage => match *data {
            [_, high, low, ..] => Some(Answer::MaxVoltage(volts(item, word(high, low))?)),
            _ => None,
        },
        Item::State => pair(data).map(|pair| {
            Answer::State(State {
                status: pair.status,
                ohms_per_volt: pair.positive,
                energy: pair.negative,
            })
        }),
        Item::Resistances => {
            let kilohms = |word: u16| Resistance::from_kilohms(word.into());
            pair(data).map(|pair| Answer::Resistances(pair.map(kilohms)))
        }
        Item::Capacitances => {
            pair(data).map(|pair| Answer::Capacitances(pair.map(Capacitance::from_nanofarads)))
        }
        Item::Voltages => pair(data).map(Answer::Voltages),
        Item::Battery => match pair(data) {
            Some(pair) => {
                let volts = |own: Estimated<u16>| {
                    let value = volts(item, own.value)?;
                    Ok(own.map(|_| value))
                };
                Some(Answer::Battery(Battery {
                    status: pair.status,
                    voltage: volts(pair.positive)?,
                    most: volts(pair.negative)?,
                }))
            }
            None => None,
        },
    };
    let length = data.len();
    answer.map_or(Err(FrameError::Length { item, length }), |answer| {
        Ok(Some(answer))
    })
}

/// Makes the request for an item; for [`Item::MaxVoltage`] that is the command to set it, which [`set_max_voltage`] makes.
///
/// `None` where there is no such item, or `F` cannot be made.
pub fn request<F: Frame>(item: Item) -> Option<F> {
    if item == Item::MaxVoltage {
        return None;
    }
    frame(&[item.byte()?])
}

/// Makes the command that sets the most that the battery may have, in whole V.
///
/// `None` where it does not fit, or `F` cannot be made.
pub fn set_max_voltage<F: Frame>(voltage: Voltage) -> Option<F> {
    let [high, low] = u16::try_from(voltage.as_volts()).ok()?.to_be_bytes();
    frame(&[Item::MaxVoltage.byte()?, high, low])
}

/// Makes the command that has the part start anew. It is not answered.
pub fn restart<F: Frame>() -> Option<F> {
    frame(&RESTART)
}

fn frame<F: Frame>(data: &[u8]) -> Option<F> {
    F::new(ExtendedId::new(REQUEST)?, data)
}

/// Status, and two words with an uncertainty each.
fn pair(data: &[u8]) -> Option<Poles<u16>> {
    let &[_, status, a, b, first, c, d, second] = data else {
        return None;
    };
    Some(Poles {
        status: Status::from_bits_retain(status),
        positive: estimated(a, b, first),
        negative: estimated(c, d, second),
    })
}

fn estimated(high: u8, low: u8, percent: u8) -> Estimated<u16> {
    Estimated {
        value: word(high, low),
        uncertainty: Ratio::from_percent(percent.into()),
    }
}

const fn word(high: u8, low: u8) -> u16 {
    u16::from_be_bytes([high, low])
}

/// So many volts; an error beyond what a voltage holds, which is more than the part measures.
fn volts(item: Item, word: u16) -> Result<Voltage, FrameError> {
    let microvolts = i32::from(word).checked_mul(1_000_000);
    microvolts
        .map(Voltage::from_microvolts)
        .ok_or(FrameError::OutOfRange { item })
}
