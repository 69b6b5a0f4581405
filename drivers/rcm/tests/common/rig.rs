//! The simulated sensor, and what samples and judges it; and what the definitions say, in floats.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of several programs of tests, which fail like tests"
)]

use core::{f64::consts::TAU, time::Duration};

use hal_power::{Current, Frequency, Instant, Ratio, Resistance, Voltage};
use hal_power_sim::model::rcm::{Converter, Rcm, Sheet, Winding};
use rcm::{
    Channel, Config, Evaluation, Evaluator, NoReading, Sampler,
    hal_inverter::{FrameFlags, FrameStatus},
};

/// 12 bits over 2 A and 1 kV, with noise, and a bandwidth of 1 kHz.
pub(crate) const SHEET: Sheet = Sheet {
    residual: Converter {
        lowest: 0,
        highest: 4_095,
        zero: 2_048,
        span: Current::from_amps(2),
        noise: Current::from_milliamps(1),
    },
    voltage: Converter {
        lowest: 0,
        highest: 4_095,
        zero: 2_048,
        span: Voltage::from_volts(1_000),
        noise: Voltage::from_volts(1),
    },
    corner: Some(Frequency::from_hertz(1_000)),
    winding: Winding {
        turns: 20,
        resistance: Resistance::from_ohms(2_200),
        supply: Voltage::from_millivolts(3_300),
    },
};
/// The same with 14 bits over 8 A.
pub(crate) const WIDE: Sheet = {
    let mut sheet = SHEET;
    sheet.residual.highest = 16_383;
    sheet.residual.zero = 8_192;
    sheet.residual.span = Current::from_amps(8);
    sheet
};
/// One pole at 1 kHz.
pub(crate) const LAG: Duration = Duration::from_micros(159);
pub(crate) const FRAME: Duration = Duration::from_micros(50);
pub(crate) const MAINS: f64 = 230.0;

pub(crate) const fn ma(milliamps: i32) -> Current {
    Current::from_milliamps(milliamps)
}

pub(crate) fn milliamps(current: Current) -> f64 {
    f64::from(current.as_microamps()) / 1e3
}

/// A resistance through which 230 V drive a current.
pub(crate) fn resistance(milliamps: f64) -> Option<Resistance> {
    (milliamps > 0.0).then(|| Resistance::from_microohms((MAINS / milliamps * 1e9) as u64))
}

/// A capacitance through which 230 V of 50 Hz drive a current, in nF.
pub(crate) fn capacitance(milliamps: f64) -> u32 {
    (milliamps / MAINS / TAU / 50.0 * 1e6).round() as u32
}

pub(crate) fn config_of(sheet: &Sheet, frame: Duration) -> Config {
    let (residual, voltage) = (&sheet.residual, &sheet.voltage);
    Config::new(
        frame,
        Channel::<Current>::new(
            residual.lowest,
            residual.highest,
            residual.zero,
            residual.span,
        )
        .unwrap(),
        Channel::<Voltage>::new(voltage.lowest, voltage.highest, voltage.zero, voltage.span)
            .unwrap(),
        Voltage::from_volts(10),
        ma(10),
    )
    .unwrap()
}

pub(crate) struct Rig {
    pub(crate) model: Rcm,
    pub(crate) sampler: Sampler,
    pub(crate) evaluator: Evaluator,
    pub(crate) now: Instant,
    pub(crate) frame: Duration,
    pub(crate) sequence: u16,
    /// Parts of a nanosecond clock: frames whose period is no whole number of microseconds.
    nanos: u64,
}

impl Rig {
    pub(crate) fn with(sheet: &Sheet, config: Config, frame: Duration, seed: u64) -> Self {
        let mut model = Rcm::new(sheet, seed);
        model.line.set_voltage(Voltage::from_volts(230));
        model.settle();
        Self {
            model,
            sampler: Sampler::new(config),
            evaluator: Evaluator::new(config),
            now: Instant::ORIGIN,
            frame,
            sequence: 65_000,
            nanos: 0,
        }
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self::of(&SHEET, seed)
    }

    pub(crate) fn of(sheet: &Sheet, seed: u64) -> Self {
        let config = config_of(sheet, FRAME).with_lag(LAG).unwrap();
        Self::with(sheet, config, FRAME, seed)
    }

    /// One frame.
    pub(crate) fn frame(&mut self) {
        self.frame_with(FrameFlags::IN_WINDOW);
    }

    pub(crate) fn frame_with(&mut self, flags: FrameFlags) {
        self.model.advance(self.frame);
        self.nanos += u64::try_from(self.frame.as_nanos()).unwrap();
        self.now = Instant::from_micros(self.nanos / 1_000);
        let codes = self.model.sample();
        self.sequence = self.sequence.wrapping_add(1);
        let sequence = self.sequence;
        let status = FrameStatus { sequence, flags };
        self.sampler.on_frame(status, codes.residual, codes.voltage);
    }

    /// Frames for a time.
    pub(crate) fn run(&mut self, time: Duration) {
        for _ in 0..time.as_nanos().div_ceil(self.frame.as_nanos()) {
            self.frame();
        }
    }

    /// Frames up to a phase of the line, in parts of a cycle.
    pub(crate) fn run_to(&mut self, phase: Ratio) {
        let behind = |rig: &Self| {
            let left = phase.as_ppm() - rig.model.line.phase().as_ppm();
            left.rem_euclid(1_000_000)
        };
        let mut left = behind(self);
        loop {
            self.frame();
            let next = behind(self);
            if next > left {
                break;
            }
            left = next;
        }
    }

    pub(crate) fn judge(&mut self) -> Result<Evaluation, NoReading> {
        self.evaluator.evaluate(self.sampler.window())
    }
}

/// A line, and what leaks from it, as the definitions have it.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) volts: f64,
    pub(crate) hertz: f64,
    pub(crate) harmonics: Vec<(u32, f64)>,
    pub(crate) siemens: f64,
    pub(crate) farads: f64,
    pub(crate) direct: f64,
}

/// Effective values in mA, the direct one as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) in_phase: f64,
    pub(crate) direct: f64,
    pub(crate) alternating: f64,
    pub(crate) total: f64,
}

impl Truth {
    /// Correlates over exactly one cycle, in 10,000 points.
    pub(crate) fn parts(&self) -> Parts {
        const POINTS: u32 = 10_000;
        let peak = self.volts * 2.0_f64.sqrt();
        let omega = TAU * self.hertz;
        let (mut vv, mut iv, mut ii, mut i) = (0.0, 0.0, 0.0, 0.0);
        for point in 0..POINTS {
            let angle = TAU * f64::from(point) / f64::from(POINTS);
            let (mut v, mut slope) = (peak * angle.sin(), peak * omega * angle.cos());
            for (order, share) in &self.harmonics {
                let order = f64::from(*order);
                v += peak * share * (order * angle).sin();
                slope += peak * share * omega * order * (order * angle).cos();
            }
            let current = self.siemens * v + self.farads * slope + self.direct;
            vv += v * v;
            iv += current * v;
            ii += current * current;
            i += current;
        }
        let points = f64::from(POINTS);
        let in_phase = iv / points / (vv / points).sqrt();
        let direct = i / points;
        let total = (ii / points).sqrt();
        Parts {
            in_phase: in_phase * 1e3,
            direct: direct * 1e3,
            alternating: (total * total - direct * direct).max(0.0).sqrt() * 1e3,
            total: total * 1e3,
        }
    }

    /// A simulated one that is the same.
    pub(crate) fn lay(&self, rcm: &mut Rcm) {
        rcm.line
            .set_voltage(Voltage::from_microvolts((self.volts * 1e6) as i32));
        rcm.line
            .set_frequency(Frequency::from_millihertz((self.hertz * 1e3).round() as u32));
        for (order, share) in &self.harmonics {
            rcm.line
                .add_harmonic(*order, Ratio::from_ppm((share * 1e6).round() as i32));
        }
        let ohms = (self.siemens > 0.0).then(|| 1.0 / self.siemens);
        rcm.leakage
            .set_resistance(ohms.map(|ohms| Resistance::from_microohms((ohms * 1e6) as u64)));
        rcm.leakage
            .set_capacitance((self.farads * 1e9).round() as u32);
        rcm.leakage
            .set_direct(Current::from_microamps((self.direct * 1e6).round() as i32));
        rcm.settle();
    }
}
