//! A grid made of numbers, sampled frame by frame.

use super::super::{
    Channel, GridConfig, GridFrame, GridOutputs, GridProfile, GridProtection, GridTrip,
    GridVerdict, Reconnect,
};
use super::std::{boxed::Box, f64::consts::TAU, vec::Vec};
use core::time::Duration;
use hal_power::{Current, Frequency, Instant, Voltage};

pub(super) const MS: Duration = Duration::from_millis(1);
pub(super) const RELEASE: Duration = Duration::from_millis(10);

/// What the grid does.
#[derive(Debug, Clone)]
pub(super) struct Signal {
    pub(super) volts: f64,
    pub(super) hertz: f64,
    /// Order, share of the fundamental, and phase.
    pub(super) harmonics: Vec<(f64, f64, f64)>,
    pub(super) offset: f64,
    /// Peak of noise that is spread evenly.
    pub(super) noise: f64,
    pub(super) direct: f64,
}

impl Signal {
    pub(super) fn new(volts: f64, hertz: f64) -> Self {
        Self {
            volts,
            hertz,
            harmonics: Vec::new(),
            offset: 0.0,
            noise: 0.0,
            direct: 0.0,
        }
    }

    pub(super) fn nominal() -> Self {
        Self::new(230.0, 50.0)
    }

    pub(super) fn hertz(hertz: f64) -> Self {
        Self::new(230.0, hertz)
    }

    pub(super) fn volts(volts: f64) -> Self {
        Self::new(volts, 50.0)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
pub(super) fn voltage(volts: f64) -> Voltage {
    Voltage::from_microvolts((volts * 1e6) as i32)
}

#[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
pub(super) fn current(amps: f64) -> Current {
    Current::from_microamps((amps * 1e6) as i32)
}

/// A channel's configuration with all of the profile's times.
pub(super) fn full(profile: &'static GridProfile, period: Duration) -> GridConfig {
    GridConfig::new(profile, period, RELEASE, MS * 2, Voltage::from_volts(50))
        .unwrap()
        .with_hysteresis(
            Voltage::from_millivolts(500),
            Frequency::from_millihertz(20),
        )
        .with_stuck(MS * 3)
}

/// The same that reconnects after a second.
pub(super) fn config(profile: &'static GridProfile, period: Duration) -> GridConfig {
    let reconnect = Reconnect {
        after: Duration::from_secs(1),
        ..profile.reconnect.unwrap()
    };
    full(
        Box::leak(Box::new(profile.with_reconnect(reconnect))),
        period,
    )
}

/// A channel and the samples that it gets.
#[derive(Clone)]
pub(super) struct Bench {
    pub(super) protection: GridProtection,
    period: f64,
    pub(super) frames: u64,
    pub(super) sequence: u32,
    pub(super) phase: f64,
    random: u64,
    pub(super) connected: bool,
    pub(super) outputs: Option<GridOutputs>,
}

impl Bench {
    pub(super) fn new(config: GridConfig) -> Self {
        let period = config.frames.time(1).as_secs_f64();
        Self {
            protection: GridProtection::new(config, Channel::A),
            period,
            frames: 0,
            sequence: 0,
            phase: 0.0,
            random: 0x9E37_79B9_7F4A_7C15,
            connected: false,
            outputs: None,
        }
    }

    /// Runs a nominal grid until the channel grants.
    pub(super) fn granted(config: GridConfig) -> Self {
        let after = config.profile().reconnect.unwrap().after;
        let mut bench = Self::new(config);
        bench.run(&Signal::nominal(), after + MS * 200);
        assert_eq!(bench.protection.verdict(), GridVerdict::Granted);
        bench.connected = true;
        bench
    }

    pub(super) fn now(&self) -> Instant {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "time is positive"
        )]
        let micros = (self.frames as f64 * self.period * 1e6).round() as u64;
        Instant::from_micros(1_000_000 + micros)
    }

    fn noise(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
    }

    /// Makes the next frame.
    pub(super) fn sample(&mut self, signal: &Signal) -> GridFrame {
        self.frames += 1;
        self.sequence = self.sequence.wrapping_add(1);
        self.phase = (self.phase + TAU * signal.hertz * self.period) % TAU;
        let mut share = self.phase.sin();
        for (order, height, phase) in &signal.harmonics {
            share += height * (order * self.phase + phase).sin();
        }
        let noise = self.noise() * signal.noise;
        let volts = signal.volts * 2_f64.sqrt() * share + signal.offset + noise;
        let amps = 10.0 * self.phase.sin() + signal.direct;
        GridFrame::new(self.sequence, Ok(voltage(volts)), Ok(current(amps)))
            .connected(self.connected)
    }

    pub(super) fn step(&mut self, frame: &GridFrame) -> GridOutputs {
        let outputs = self.protection.step(self.now(), frame);
        self.outputs = Some(outputs);
        outputs
    }

    pub(super) fn run(&mut self, signal: &Signal, time: Duration) {
        for _ in 0..self.protection.config().frames.of(time) {
            let frame = self.sample(signal);
            let _ = self.step(&frame);
        }
    }

    /// Runs until the channel trips, for `time` at most; returns the trip and when the contacts are apart.
    pub(super) fn trip(&mut self, signal: &Signal, time: Duration) -> Option<(GridTrip, Duration)> {
        let begun = self.now();
        for _ in 0..self.protection.config().frames.of(time) {
            let frame = self.sample(signal);
            if !self.step(&frame).granted {
                let apart = self.now().saturating_since(begun) + RELEASE;
                return match self.protection.verdict() {
                    GridVerdict::Tripped { trip, .. } => Some((trip, apart)),
                    other => panic!("{other:?}"),
                };
            }
        }
        None
    }
}
