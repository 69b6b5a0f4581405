//! Measurement registers, calculated from what is at the pins.

use super::{
    board::{Board, Load, Sensor, World},
    open::Open,
    registers::File,
};

/// Lowest voltage at which a frequency is seen; the sources have none.
const ZERO_CROSSING_VOLTS: f64 = 1.0;

/// Results of one line. What LSB extends has 24 bits, the register above.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    irms: i32,
    pmean: i32,
    qmean: i32,
    smean: i32,
    power_factor: u16,
    angle: u16,
}

/// The measurement registers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Results {
    urms: i32,
    frequency: u16,
    line: Line,
    neutral: Line,
}

/// What a measurement register holds.
pub(super) enum Content {
    /// 16 bits, and 8 more that LSB takes when they are read.
    Long(i32),
    Short(u16),
}

impl Content {
    pub(super) fn word(&self) -> u16 {
        match self {
            Self::Long(code) => {
                let [_, high, middle, _] = code.to_be_bytes();
                u16::from_be_bytes([high, middle])
            }
            Self::Short(word) => *word,
        }
    }

    pub(super) fn below(&self) -> Option<u16> {
        match self {
            Self::Long(code) => {
                let [_, _, _, low] = code.to_be_bytes();
                Some(u16::from_be_bytes([low, 0]))
            }
            Self::Short(_) => None,
        }
    }
}

/// Rounds a value in units of the register to 24 bits without sign.
fn unsigned(value: f64) -> i32 {
    whole((value * 256.0).clamp(0.0, 16_777_215.0))
}

/// The same in two's complement.
fn signed(value: f64) -> i32 {
    whole((value * 256.0).clamp(-8_388_608.0, 8_388_607.0))
}

fn whole(value: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "its callers have clamped it"
    )]
    let whole = libm::round(value) as i32;
    whole
}

/// Magnitude with the sign on top.
fn sign_magnitude(value: f64) -> u16 {
    let magnitude = u16::try_from(whole(libm::fabs(value).min(32_767.0))).unwrap_or_default();
    if value < 0.0 && magnitude > 0 {
        0x8000 | magnitude
    } else {
        magnitude
    }
}

impl Line {
    fn measure(volts: f64, amps: f64, lag: f64, open: &Open) -> Self {
        let load = Load { amps, lag };
        let apparent = volts * amps;
        let angle = libm::remainder(lag.to_degrees(), 360.0) * 10.0;
        let sees = apparent > 0.0;
        Self {
            irms: unsigned(amps * 1e3),
            pmean: signed(load.active(volts)),
            qmean: signed(load.reactive(volts)),
            smean: signed(apparent),
            power_factor: if sees {
                sign_magnitude(libm::cos(lag) * 1e3)
            } else {
                0
            },
            angle: match (sees, open.angle_in_complement) {
                (false, _) => 0,
                (true, false) => sign_magnitude(angle),
                (true, true) => {
                    let [_, _, high, low] = whole(angle).to_be_bytes();
                    u16::from_be_bytes([high, low])
                }
            },
        }
    }
}

impl Results {
    /// Measures the world through a board, with the gains that are set.
    pub(super) fn measure(world: &World, board: &Board, file: &File, open: &Open) -> Self {
        let by = |set: u16, right: u16| f64::from(set) / f64::from(right.max(1));
        let volts = world.volts * by(file.measurement.value(0), board.ugain);
        let line = |load: Load, sensor: Sensor, gain: u8, igain: u16| {
            let amplified = by(u16::from(gain), u16::from(sensor.gain));
            let amps = load.amps * amplified * by(igain, sensor.igain);
            Line::measure(volts, amps, load.lag, open)
        };
        let igains = [1, 2].map(|index| file.measurement.value(index));
        let [igain_l, igain_n] = igains;
        Self {
            urms: unsigned(volts * 1e2),
            frequency: if world.volts < ZERO_CROSSING_VOLTS {
                0
            } else {
                u16::try_from((world.frequency.as_millihertz() + 5) / 10).unwrap_or(u16::MAX)
            },
            line: line(world.line, board.line, file.line_gain(), igain_l),
            neutral: line(world.neutral, board.neutral, file.neutral_gain(), igain_n),
        }
    }

    /// Returns what a measurement register holds, if there is one at the address.
    pub(super) fn at(&self, address: u8) -> Option<Content> {
        let line = if address & 0x20 == 0 {
            &self.line
        } else {
            &self.neutral
        };
        Some(match address {
            0x49 => Content::Long(self.urms),
            0x4C => Content::Short(self.frequency),
            0x48 | 0x68 => Content::Long(line.irms),
            0x4A | 0x6A => Content::Long(line.pmean),
            0x4B | 0x6B => Content::Long(line.qmean),
            0x4F | 0x6F => Content::Long(line.smean),
            0x4D | 0x6D => Content::Short(line.power_factor),
            0x4E | 0x6E => Content::Short(line.angle),
            _ => return None,
        })
    }
}
