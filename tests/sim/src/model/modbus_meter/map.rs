//! Where the registers are.

use super::{Kind, open::Plate, physics::Shown};

/// A register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The higher half of a float.
    High(u16),
    /// The lower half.
    Low(u16),
    /// An integer of its own.
    Whole(u16),
}

impl Word {
    pub(super) const fn value(self) -> u16 {
        match self {
            Self::High(value) | Self::Low(value) | Self::Whole(value) => value,
        }
    }
}

/// Returns the function code by which a kind's measured values are read, as far as the sheet knows.
pub(super) const fn function(kind: Kind) -> u8 {
    match kind {
        Kind::Sdm120 | Kind::Sdm630 => 4,
        Kind::Ddsu666 => 3,
    }
}

/// Returns a register of measured values.
pub(super) fn measured(kind: Kind, register: u16, shown: &Shown) -> Option<Word> {
    let parameter = register & !1;
    let value = match kind {
        Kind::Sdm120 => sdm(parameter, shown, 1),
        Kind::Sdm630 => sdm(parameter, shown, 3).or_else(|| sdm_total(parameter, shown)),
        Kind::Ddsu666 => ddsu(parameter, shown),
    };
    value.map(|value| half(value, register))
}

/// Returns a register of settings, which function 03 reads.
pub(super) fn setting(kind: Kind, register: u16, address: u8, plate: Plate) -> Option<Word> {
    match (kind, register) {
        (Kind::Sdm120 | Kind::Sdm630, 0x0014 | 0x0015) => Some(half(f64::from(address), register)),
        (Kind::Sdm120 | Kind::Sdm630, 0xFC00 | 0xFC01) => {
            Some(half_of(plate.serial.to_be_bytes(), register))
        }
        (Kind::Sdm120 | Kind::Sdm630, 0xFC02) => plate.code.map(Word::Whole),
        (Kind::Ddsu666, 0x0006) => Some(Word::Whole(u16::from(address))),
        _ => None,
    }
}

/// Returns the half of a float that a register holds: even registers the higher.
fn half(value: f64, register: u16) -> Word {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the meter has no more digits"
    )]
    let value = value as f32;
    half_of(value.to_be_bytes(), register)
}

const fn half_of([a, b, c, d]: [u8; 4], register: u16) -> Word {
    if register & 1 == 0 {
        Word::High(u16::from_be_bytes([a, b]))
    } else {
        Word::Low(u16::from_be_bytes([c, d]))
    }
}

/// W, VA, var; a quantity has its three phases behind each other.
fn sdm(parameter: u16, shown: &Shown, phases: u16) -> Option<f64> {
    let [imported, exported] = shown.active;
    match parameter {
        0x0000..=0x0028 => {
            let phase = parameter % 6 / 2;
            let own = shown.phases.get(usize::from(phase))?;
            let value = match parameter / 6 {
                0 => own.voltage,
                1 => own.current,
                2 => own.active,
                3 => own.apparent,
                4 => own.reactive,
                5 => own.factor,
                _ => own.angle,
            };
            (phase < phases).then_some(value)
        }
        0x0046 => Some(shown.frequency),
        0x0048 => Some(imported),
        0x004A => Some(exported),
        0x004C => Some(shown.reactive[0]),
        0x004E => Some(shown.reactive[1]),
        0x0156 => Some(imported + exported),
        _ => None,
    }
}

/// What only a meter of three phases has.
fn sdm_total(parameter: u16, shown: &Shown) -> Option<f64> {
    let total = &shown.total;
    match parameter {
        0x002A => Some(total.voltage),
        0x002E => Some(total.current / 3.0),
        0x0030 => Some(total.current),
        0x0034 => Some(total.active),
        0x0038 => Some(total.apparent),
        0x003C => Some(total.reactive),
        0x003E => Some(total.factor),
        0x0042 => Some(total.angle),
        0x015A..=0x0164 => {
            let (direction, phase) = ((parameter - 0x015A) / 6, (parameter - 0x015A) % 6 / 2);
            let own = shown.of_phases.get(usize::from(phase))?;
            own.get(usize::from(direction)).copied()
        }
        _ => None,
    }
}

/// kW, kvar, kVA.
fn ddsu(parameter: u16, shown: &Shown) -> Option<f64> {
    let [own, ..] = &shown.phases;
    let [imported, exported] = shown.active;
    match parameter {
        0x2000 => Some(own.voltage),
        0x2002 => Some(own.current),
        0x2004 => Some(own.active / 1e3),
        0x2006 => Some(own.reactive / 1e3),
        0x2008 => Some(own.apparent / 1e3),
        0x200A => Some(own.factor),
        0x200E => Some(shown.frequency),
        0x4000 => Some(imported),
        0x400A => Some(exported),
        _ => None,
    }
}
