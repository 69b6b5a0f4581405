//! Frames to meaning and back, pure and total.

use embedded_can::Frame;
use hal_power::{Resistance, Voltage};

use crate::{
    Alive, Bias, ErrorCode, FrameError, Identifiers, ImcStatus, ImcStatusExt, Info, Item,
    LockState, Relay, RelayState, Sample, Status, Version, VifcStatus,
};

/// Identifier of `IMD_Info`, of 11 bits, as the maker has it (manual D00154_03, 6.1).
pub const INFO: u16 = 0x37;
/// Identifier of requests.
pub const REQUEST: u16 = 0x22;
/// Identifier of responses.
pub const RESPONSE: u16 = 0x23;

/// End of the range (manual D00154_03, 7.3.7).
pub const RANGE: Resistance = Resistance::from_kilohms(50_000);

/// Byte 0 of a response that says why there is none.
const ERROR: u8 = 0xFF;
/// Most that either voltage can be, in V (7.3.12, 7.3.13).
const MAX_VOLTS: u16 = 600;
/// What unlocks is zero (7.3.20).
const PASSWORD: u16 = 0xFFFF;

/// What a frame of the part says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Answer {
    /// What comes by itself.
    Info(Info),
    /// There is no response, and why.
    Rejected {
        /// Why.
        code: ErrorCode,
        /// Byte 0 of the request.
        byte: u8,
    },
    /// An order is taken, with the value that the part repeats; for those without one that value means nothing.
    Taken(Item, u16),
    /// Status of the IMC.
    Status(Status),
    /// Insulation resistance.
    Resistance(Sample),
    /// Threshold of a fault in kΩ, threshold of a warning in kΩ, or mean factor.
    Setting(Item, u16),
    /// Either voltage.
    Voltage(Item, Voltage),
    /// A version: minor, then major.
    Version(Version, [u8; 2]),
    /// How often this was asked, modulo 65536.
    TestCount(u16),
    /// A character of the manufacturer's string, and its place.
    Manufacturer(u8, u8),
    /// Status of the VIFC.
    VifcStatus(VifcStatus),
    /// Where a relay is.
    Relay(Relay, RelayState),
    /// Whether the VIFC sees the IMC alive.
    Alive(Alive),
    /// Whether the part is locked.
    LockState(LockState),
}

impl Answer {
    /// Returns what it is about; `None` for a rejection, which names a byte only.
    #[must_use]
    pub const fn item(&self) -> Option<Item> {
        Some(match self {
            Self::Info(_) => Item::Info,
            Self::Rejected { .. } => return None,
            Self::Taken(item, _) | Self::Setting(item, _) | Self::Voltage(item, _) => *item,
            Self::Status(_) => Item::Status,
            Self::Resistance(_) => Item::Resistance,
            Self::Version(version, _) => Item::Version(*version),
            Self::TestCount(_) => Item::TestCount,
            Self::Manufacturer(place, _) => Item::Manufacturer(*place),
            Self::VifcStatus(_) => Item::VifcStatus,
            Self::Relay(relay, _) => Item::Relay(*relay),
            Self::Alive(_) => Item::Alive,
            Self::LockState(_) => Item::LockState,
        })
    }
}

/// Returns what a frame says; `None` where it is not the part's, or about something that is not known here.
///
/// # Errors
///
/// [`FrameError::Length`], [`FrameError::OutOfRange`] and [`FrameError::Value`].
pub fn decode(ids: &Identifiers, frame: &impl Frame) -> Result<Option<Answer>, FrameError> {
    if frame.is_remote_frame() {
        return Ok(None);
    }
    let data = frame.data();
    if frame.id() == ids.info {
        info(data).map(Some)
    } else if frame.id() == ids.response {
        let &[byte, a, b, c, d] = data else {
            let length = data.len();
            return Err(FrameError::Length { length });
        };
        response(byte, [a, b], [c, d])
    } else {
        Ok(None)
    }
}

fn info(data: &[u8]) -> Result<Answer, FrameError> {
    let &[a, b, c, d, e, f] = data else {
        let length = data.len();
        return Err(FrameError::Length { length });
    };
    Ok(Answer::Info(Info {
        resistance: resistance(Item::Info, u16::from_le_bytes([a, b]))?,
        imc: ImcStatus::from_bits_retain(u16::from_le_bytes([c, d])),
        vifc: VifcStatus::from_bits_retain(u16::from_le_bytes([e, f])),
    }))
}

fn response(byte: u8, first: [u8; 2], second: [u8; 2]) -> Result<Option<Answer>, FrameError> {
    let [one, two] = [first, second].map(u16::from_le_bytes);
    let [third, fourth] = second;
    let odd = |word| FrameError::Value { byte, word };
    Ok(Some(match byte {
        ERROR => Answer::Rejected {
            code: ErrorCode(one),
            byte: third,
        },
        0x00 => Answer::Taken(Item::Ping, one),
        0x21 => Answer::Taken(Item::SelfTest, one),
        0x28 => Answer::Taken(Item::SetErrorThreshold, one),
        0x29 => Answer::Taken(Item::SetWarningThreshold, one),
        0x2B => Answer::Taken(Item::SetMeanFactor, one),
        0xC8 => Answer::Taken(Item::Reset, one),
        0xCA => match LockState::from_word(one) {
            Some(LockState::Unlocked) => Answer::Taken(Item::Unlock, one),
            Some(LockState::Locked) => Answer::Taken(Item::Lock, one),
            _ => return Err(odd(one)),
        },
        0xCB => Answer::Taken(Item::Measurement, one),
        0xD2 => Answer::Taken(Item::SetRelay(relay(one).ok_or(odd(one))?), two),
        0x32 => Answer::Setting(Item::ErrorThreshold, one),
        0x39 => Answer::Setting(Item::WarningThreshold, one),
        0x3C => Answer::Setting(Item::MeanFactor, one),
        0x33 | 0xDE => {
            let version = Version::from_index(byte == 0x33, one).ok_or(odd(one))?;
            Answer::Version(version, second)
        }
        0x35 => Answer::Resistance(Sample {
            resistance: resistance(Item::Resistance, one)?,
            bias: Bias::from_byte(third),
            count: fourth,
        }),
        0x36 => Answer::Voltage(Item::Voltage1, volts(Item::Voltage1, one)?),
        0x3A => Answer::Voltage(Item::Voltage2, volts(Item::Voltage2, one)?),
        0x37 => Answer::Status(Status {
            imc: ImcStatus::from_bits_retain(one),
            ext: ImcStatusExt::from_bits_retain(two),
        }),
        0x3D => {
            let [place, character] = [one, two].map(u8::try_from);
            Answer::Manufacturer(
                place.map_err(|_| odd(one))?,
                character.map_err(|_| odd(two))?,
            )
        }
        0x5A => Answer::TestCount(one),
        0xDC => Answer::VifcStatus(VifcStatus::from_bits_retain(one)),
        0xDD => Answer::Relay(
            relay(one).ok_or(odd(one))?,
            RelayState::from_word(two).ok_or(odd(two))?,
        ),
        0xE0 => Answer::LockState(LockState::from_word(one).ok_or(odd(one))?),
        0xE2 => Answer::Alive(Alive::from_word(one).ok_or(odd(one))?),
        _ => return Ok(None),
    }))
}

const fn relay(word: u16) -> Option<Relay> {
    Relay::from_word(word)
}

/// Makes a request; `value` is what it sets, and is not looked at where it sets nothing.
///
/// `None` for [`Item::Info`], which cannot be asked for, and where `F` cannot be made.
pub fn request<F: Frame>(ids: &Identifiers, item: Item, value: u16) -> Option<F> {
    let words = match item {
        Item::Lock => [1, PASSWORD],
        Item::SelfTest
        | Item::Measurement
        | Item::SetErrorThreshold
        | Item::SetWarningThreshold
        | Item::SetMeanFactor => [value, 0],
        Item::SetRelay(relay) => [relay.word(), value],
        Item::Relay(relay) => [relay.word(), 0],
        Item::Version(version) => [version.index(), 0],
        Item::Manufacturer(place) => [place.into(), 0],
        _ => [0, 0],
    };
    let [[a, b], [c, d]] = words.map(u16::to_le_bytes);
    F::new(ids.request, &[item.byte()?, a, b, c, d])
}

fn resistance(item: Item, word: u16) -> Result<Resistance, FrameError> {
    let resistance = Resistance::from_kilohms(word.into());
    if resistance > RANGE {
        return Err(FrameError::OutOfRange { item });
    }
    Ok(resistance)
}

fn volts(item: Item, word: u16) -> Result<Voltage, FrameError> {
    if word > MAX_VOLTS {
        return Err(FrameError::OutOfRange { item });
    }
    Ok(Voltage::from_microvolts(i32::from(word) * 1_000_000))
}
