//! What the converters make of the pins, and the registers that tell it.

use super::{Ade7953, number, registers::at};
use core::f64::consts::PI;
use hal_power::{Current, Voltage};

/// Code of the effective value of a sine at full scale (data sheet, root mean square measurement).
const RMS: f64 = 9_032_007.0;
/// Code of the powers at full scale.
const POWER: f64 = 4_862_401.0;
/// Code of the crest of a sine at full scale.
pub(super) const CREST: f64 = 6_500_000.0;
/// Clock of PERIOD and ANGLE, in Hz.
const CLOCK: f64 = 223_750.0;
/// Code of a gain of one.
const UNITY: f64 = 4_194_304.0;
/// Weight of RMS offsets, in squares of codes.
const OFFSET: f64 = 4_096.0;
/// Steps of a power offset in a code (data sheet page 35).
const POWER_OFFSET: f64 = 512.0;
/// Steps of PHCAL in a second.
const PHASE_STEPS: i128 = 895_000;

/// What is really there, in shares of full scale, with the gains of the channels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Truth {
    pub(super) voltage: f64,
    pub(super) currents: [f64; 2],
    pub(super) active: [f64; 2],
    pub(super) reactive: [f64; 2],
}

/// What the filters have of it, and what zero crossings have measured.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    /// Squares.
    voltage: f64,
    currents: [f64; 2],
    active: [f64; 2],
    reactive: [f64; 2],
    period: u32,
    angles: [i32; 2],
}

impl Meter {
    /// Lets the filters run for some seconds towards what is there.
    pub(super) fn run(&mut self, truth: &Truth, elapsed: f64, constant: f64) {
        let left = if constant > 0.0 {
            libm::exp(-elapsed / constant)
        } else {
            0.0
        };
        let pull = |value: &mut f64, end: f64| *value = end + (*value - end) * left;
        pull(&mut self.voltage, truth.voltage * truth.voltage);
        for (value, end) in self.currents.iter_mut().zip(truth.currents) {
            pull(value, end * end);
        }
        for (value, end) in self.active.iter_mut().zip(truth.active) {
            pull(value, end);
        }
        for (value, end) in self.reactive.iter_mut().zip(truth.reactive) {
            pull(value, end);
        }
    }
}

impl Ade7953 {
    /// Returns a gain register as a factor.
    fn gain(&self, address: u16) -> f64 {
        f64::from(self.file.get(address)) / UNITY
    }

    /// Returns the gain of an amplifier, whose registers stand behind each other.
    fn amplifier(&self, address: u16) -> f64 {
        match self.file.get(address) {
            5 if address == at::PGA_IA => 22.0,
            code @ 0..=4 => f64::from(1_u32 << code),
            _ => 1.0,
        }
    }

    /// Returns by how many ns a current lags, with what the phase calibration makes of it.
    pub(super) fn delay(&self, channel: usize) -> i128 {
        let lag = self.world.lags.get(channel).copied().unwrap_or_default();
        self.world.grid.delay(lag) + self.calibrated_delay(channel)
    }

    fn calibrated_delay(&self, channel: usize) -> i128 {
        let code = self.file.get(of(channel, at::PHCALA, at::PHCALA + 1));
        let delay = i128::from(code & 0x1FF) * 1_000_000_000 / PHASE_STEPS;
        if code & 0x200 == 0 { delay } else { -delay }
    }

    /// Returns the angle by which a current lags, in radians.
    fn lag(&self, channel: usize) -> f64 {
        let lag = self.world.lags.get(channel).copied().unwrap_or_default();
        let calibrated = i32::try_from(self.calibrated_delay(channel)).unwrap_or_default();
        let turns = f64::from(calibrated) * 1e-9 * self.world.grid.hertz();
        f64::from(lag) / 180_000.0 * PI + turns * 2.0 * PI
    }

    pub(super) fn truth(&self) -> Truth {
        let mut truth = Truth::default();
        let (world, scale) = (&self.world, &self.world.scale);
        if world.grid.half().is_none() {
            return truth;
        }
        truth.voltage = share(volts(world.voltage), volts(scale.voltage))
            * self.amplifier(at::PGA_V)
            * self.gain(at::AVGAIN);
        let full = [scale.current_a, scale.current_b];
        for (channel, (current, full)) in world.currents.iter().zip(full).enumerate() {
            let address = of(channel, at::AIGAIN, at::BIGAIN);
            let current = share(amps(*current), amps(full))
                * self.amplifier(of(channel, at::PGA_IA, at::PGA_IA + 1))
                * self.gain(address);
            let apparent = truth.voltage * current;
            let lag = self.lag(channel);
            let powers = [
                (&mut truth.currents, current),
                (&mut truth.active, apparent * libm::cos(lag)),
                (&mut truth.reactive, apparent * libm::sin(lag)),
            ];
            for (values, value) in powers {
                if let Some(slot) = values.get_mut(channel) {
                    *slot = value;
                }
            }
        }
        truth
    }

    /// Returns the factor of a channel's active, reactive or apparent power: 0, 1 or 2.
    pub(super) fn power_gain(&self, channel: usize, kind: u16) -> f64 {
        self.gain(of(channel, 0x282, 0x28E) + kind)
    }

    /// A zero crossing of the voltage: the period is known.
    pub(super) fn time_period(&mut self) {
        let hertz = self.world.grid.hertz();
        let period = number::unsigned(CLOCK / hertz).saturating_sub(1);
        self.meter.period = period.min(0xFFFF);
    }

    /// A zero crossing of a current: its angle is known.
    pub(super) fn time_angle(&mut self, channel: usize) {
        let turns = self.lag(channel) / (2.0 * PI);
        let turns = turns - libm::round(turns);
        let steps = turns / self.world.grid.hertz() * CLOCK;
        let steps = if self.open.lag_is_negative {
            -steps
        } else {
            steps
        };
        if let Some(slot) = self.meter.angles.get_mut(channel) {
            *slot = number::signed(steps, 16);
        }
    }

    /// Returns what a register of results reads, with its sign; `None` for what is none.
    pub(super) fn result(&self, address: u16) -> Option<i32> {
        let meter = &self.meter;
        let second = |first| usize::from(address != first);
        let value = match address {
            at::PFA | at::PFB => self.power_factor(second(at::PFA)),
            at::ANGLE_A | at::ANGLE_B => pick(&meter.angles, second(at::ANGLE_A)),
            at::PERIOD => meter.period.cast_signed(),
            at::AVA..=0x215 => {
                let (kind, channel) = ((address - at::AVA) / 2, usize::from(address % 2));
                let code = self.filtered(channel, kind) * POWER;
                number::signed(code + self.power_offset(channel, kind), 24)
            }
            0x216..=at::V => self.wave(address),
            at::IRMSA | at::IRMSB => {
                let channel = second(at::IRMSA);
                let offset = of(channel, at::AIRMSOS, at::BIRMSOS);
                self.effective(pick(&meter.currents, channel), offset)
            }
            at::VRMS => self.effective(meter.voltage, at::VRMSOS),
            _ => return None,
        };
        Some(value)
    }

    /// Returns the codes that calibration adds to a power, in the order of the registers.
    fn power_offset(&self, channel: usize, kind: u16) -> f64 {
        let [a, b] = match kind {
            0 => [0x28B, 0x297],
            1 => [0x289, 0x295],
            _ => [0x28A, 0x296],
        };
        let code = number::extended(self.file.get(of(channel, a, b)), 24);
        f64::from(code) / POWER_OFFSET
    }

    /// Returns a power without its offset, in the order of the registers: apparent, active, reactive.
    fn filtered(&self, channel: usize, kind: u16) -> f64 {
        let meter = &self.meter;
        match kind {
            0 => {
                let squares = meter.voltage * pick(&meter.currents, channel);
                libm::sqrt(squares.max(0.0)) * self.power_gain(channel, 2)
            }
            1 => pick(&meter.active, channel) * self.power_gain(channel, 0),
            _ => pick(&meter.reactive, channel) * self.power_gain(channel, 1),
        }
    }

    /// Sign of the reactive, size of the active power over the apparent one (data sheet equation 37), or what stands for it
    /// without a load (data sheet page 38).
    fn power_factor(&self, channel: usize) -> i32 {
        let none = pick(&self.energies.no_load, channel);
        if none & 0b100 != 0 {
            return 0x7FFF;
        }
        if none & 0b001 != 0 {
            return 0;
        }
        let apparent = self.filtered(channel, 0);
        if apparent * POWER < 0.5 {
            return 0;
        }
        let size = libm::fabs(self.filtered(channel, 1)) / apparent;
        let code = number::signed(size * 32_768.0, 16);
        let sign = if none & 0b010 != 0 { 1 } else { 2 };
        if self.filtered(channel, sign) * POWER <= -0.5 {
            -code
        } else {
            code
        }
    }

    fn effective(&self, square: f64, offset: u16) -> i32 {
        let offset = f64::from(number::extended(self.file.get(offset), 24)) * OFFSET;
        let square = square * RMS * RMS + offset;
        number::unsigned(libm::sqrt(square.max(0.0))).cast_signed()
    }

    fn wave(&self, address: u16) -> i32 {
        let truth = self.truth();
        let (share, delay) = match address {
            at::V => (truth.voltage, 0),
            _ => {
                let channel = usize::from(address & 1);
                (pick(&truth.currents, channel), self.delay(channel))
            }
        };
        let height = self.world.grid.height(self.at, delay);
        number::signed(share * CREST * height, 24)
    }
}

/// Takes what belongs to a channel.
pub(super) const fn of(channel: usize, a: u16, b: u16) -> u16 {
    if channel == 0 { a } else { b }
}

pub(super) fn pick<T: Copy + Default>(values: &[T], index: usize) -> T {
    values.get(index).copied().unwrap_or_default()
}

fn share(value: f64, full: f64) -> f64 {
    if full > 0.0 {
        libm::fabs(value) / full
    } else {
        0.0
    }
}

fn volts(voltage: Voltage) -> f64 {
    f64::from(voltage.as_microvolts())
}

fn amps(current: Current) -> f64 {
    f64::from(current.as_microamps())
}
