//! Energy registers: which power is counted, and in which unit.

use super::{
    board::{Board, Load, MeteringMode, Sensor, World},
    open::{Full, Open},
    registers::File,
};
use crate::model::real;

/// The constant of PL_Constant, with voltages in mV.
const PL_FACTOR: f64 = 838_860_800.0;
/// Tenths of a pulse for 1 J at one pulse for each kWh.
const TENTHS_PER_JOULE: f64 = 10.0 / 3.6e6;
/// Far below a tenth of a pulse, and above what sums of floats lose.
const DUST: f64 = 1e-6;

/// Which lines are metered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metered {
    Line,
    Neutral,
    Both,
}

/// A rate of counting, forward positive, in tenths of a pulse per second; zero without load.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rates {
    pub(super) active: f64,
    pub(super) reactive: f64,
}

/// Sums in tenths of a pulse.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Energies([f64; 6]);

/// Tenths of a pulse for 1 J behind a sensor.
fn unit(board: &Board, sensor: &Sensor, gain: u8, correction: i16, file: &File) -> f64 {
    let pl_constant = file.pl_constant();
    if pl_constant == 0 {
        return 0.0;
    }
    let millivolts_squared = f64::from(board.microvolts_per_volt) / 1e3
        * (f64::from(sensor.microvolts_per_ampere) / 1e3);
    let constant = PL_FACTOR * f64::from(gain) * millivolts_squared / f64::from(pl_constant);
    constant * (1.0 + f64::from(correction) / 32_768.0) * TENTHS_PER_JOULE
}

/// Returns whether the L line is the one to be metered against tampering.
pub(super) fn prefers_line(world: &World, file: &File, was_line: bool) -> bool {
    let power = |load: Load| libm::fabs(load.active(world.volts));
    let more = 1.0 + f64::from(file.threshold_ppm()) / 1e6;
    let (line, neutral) = (power(world.line), power(world.neutral));
    if was_line {
        neutral <= line * more
    } else {
        line > neutral * more
    }
}

/// Returns which lines a mode meters.
pub(super) const fn metered(mode: MeteringMode, selects_line: bool, prefers: bool) -> Metered {
    let line = match mode {
        MeteringMode::AntiTampering => prefers,
        MeteringMode::Line => true,
        MeteringMode::Sum => return Metered::Both,
        MeteringMode::Flexible => selects_line,
    };
    if line {
        Metered::Line
    } else {
        Metered::Neutral
    }
}

impl Rates {
    pub(super) fn of(
        lines: Metered,
        world: &World,
        board: &Board,
        file: &File,
        open: &Open,
    ) -> Self {
        let least = real::watts(open.no_load);
        let line = unit(board, &board.line, file.line_gain(), file.lgain(), file);
        let neutral = unit(
            board,
            &board.neutral,
            file.neutral_gain(),
            file.ngain(),
            file,
        );
        let rate = |power: fn(Load, f64) -> f64| {
            let (l, n) = (
                power(world.line, world.volts),
                power(world.neutral, world.volts),
            );
            let (watts, tenths) = match lines {
                Metered::Line => (l, l * line),
                Metered::Neutral => (n, n * neutral),
                Metered::Both => (l + n, l * line + n * neutral),
            };
            if libm::fabs(watts) < least {
                0.0
            } else {
                tenths
            }
        };
        Self {
            active: rate(Load::active),
            reactive: rate(Load::reactive),
        }
    }
}

impl Energies {
    /// Counts for a time.
    pub(super) fn count(&mut self, rates: Rates, nanos: u64) {
        let seconds = real::seconds(nanos);
        let [forward, reverse, absolute, inductive, capacitive, total] = &mut self.0;
        let pairs = [
            (rates.active, forward, reverse, absolute),
            (rates.reactive, inductive, capacitive, total),
        ];
        for (rate, positive, negative, sum) in pairs {
            let tenths = rate * seconds;
            *positive += tenths.max(0.0);
            *negative += (-tenths).max(0.0);
            *sum += libm::fabs(tenths);
        }
    }

    /// Returns what a register shows, by its place.
    pub(super) fn shown(&self, index: u8, full: Full) -> u16 {
        let tenths = self.tenths(index);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "never negative; beyond u64 it ends there"
        )]
        let whole = tenths as u64;
        match full {
            Full::Stays => u16::try_from(whole).unwrap_or(u16::MAX),
            Full::Wraps => u16::try_from(whole % 0x1_0000).unwrap_or_default(),
        }
    }

    /// Whole tenths in a register, by its place.
    fn tenths(&self, index: u8) -> f64 {
        let sum = self.0.get(usize::from(index)).copied().unwrap_or_default();
        libm::floor(sum + DUST)
    }

    /// Clears a register; parts of a tenth stay.
    pub(super) fn clear(&mut self, index: u8) {
        let whole = self.tenths(index);
        if let Some(sum) = self.0.get_mut(usize::from(index)) {
            *sum = (*sum - whole).max(0.0);
        }
    }
}
