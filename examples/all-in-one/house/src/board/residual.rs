//! The residual-current sensor around line and neutral: its core and its converter where waves are integrated, and the port behind
//! either plant.

use super::{
    fast::{CODES, CODES_A_VOLT},
    senses::{Residual, Sense},
};
use crate::{
    plant::Instantaneous,
    quantity::{amps, volts},
    settings::{CARRIER, Contradiction},
};
use all_in_one_firmware::{
    channel,
    hal_inverter::FrameSource,
    hal_power::{
        Current, Error as _, ErrorKind, ErrorType, ResidualCurrent, Sensor, Voltage,
        asynch::ResidualCurrentSensor,
    },
};
use alloc::rc::Rc;
use core::{cell::RefCell, time::Duration};
use fastrand::Rng;
use rcm::{Channel, Config, Evaluator, Sampler};

/// Test current through the sensor's extra winding in A.
pub(crate) const TEST_CURRENT: f64 = 0.030;

/// Codes for an ampere of residual current.
pub(super) const CODES_AN_AMP: f64 = 32_767.0 / 8.0;

/// One pole of bandwidth, 1 kHz, and noise of a sample in A. Assumptions.
const LAG: Duration = Duration::from_micros(159);
const NOISE: f64 = 0.001;

/// Line voltage that gives a phase, and most that the sensor may show for nothing.
const FLOOR: Voltage = Voltage::from_volts(20);
const OFFSET: Current = Current::from_milliamps(10);

/// Core and amplifier.
pub(super) struct Core {
    seen: f64,
    chance: Rng,
}

impl Core {
    pub(super) fn new() -> Self {
        Self {
            seen: 0.0,
            chance: Rng::with_seed(1),
        }
    }

    /// What the converter is given after a period of the carrier, in A.
    pub(super) fn shows(&mut self, now: &Instantaneous, is_tested: bool) -> f64 {
        let test = if is_tested { TEST_CURRENT } else { 0.0 };
        let share = 1.0 - libm::exp(-CARRIER.as_secs_f64() / LAG.as_secs_f64());
        self.seen += (now.residual + test - self.seen) * share;
        self.seen + NOISE * (2.0 * self.chance.f64() - 1.0)
    }
}

/// What the interrupt adds up.
#[derive(Clone)]
pub(super) struct Frames {
    config: Config,
    sampler: Rc<RefCell<Sampler>>,
}

impl Frames {
    pub(super) fn new() -> Result<Self, Contradiction> {
        let span = |a_unit: f64| 2.0 * f64::from(CODES) / a_unit;
        let residual = Channel::<Current>::new(-CODES, CODES, 0, amps(span(CODES_AN_AMP)))
            .ok_or(Contradiction::Calibration)?;
        let voltage = Channel::<Voltage>::new(-CODES, CODES, 0, volts(span(CODES_A_VOLT)))
            .ok_or(Contradiction::Calibration)?;
        let config = Config::new(CARRIER, residual, voltage, FLOOR, OFFSET)?.with_lag(LAG)?;
        let sampler = Rc::new(RefCell::new(Sampler::new(config)));
        Ok(Self { config, sampler })
    }

    /// A period ends.
    pub(super) fn take(&self, source: &impl FrameSource<{ channel::COUNT }>) {
        let mut sampler = self.sampler.borrow_mut();
        sampler.on_source::<{ channel::RESIDUAL }, { channel::GRID }, { channel::COUNT }>(source);
    }

    /// The port.
    pub(super) fn sensor(&self) -> SimResidual {
        SimResidual::Sampled {
            sampler: self.sampler.clone(),
            evaluator: Evaluator::new(self.config),
        }
    }
}

/// The port: the plant's truth where the AC side is averaged, and what the frames come to elsewhere.
pub(crate) enum SimResidual {
    True(Sense<Residual>),
    Sampled {
        sampler: Rc<RefCell<Sampler>>,
        evaluator: Evaluator,
    },
}

impl ErrorType for SimResidual {
    type Error = ErrorKind;
}

impl Sensor for SimResidual {
    fn latency(&self) -> Duration {
        match self {
            Self::True(sense) => sense.latency(),
            Self::Sampled { evaluator, .. } => evaluator.config().latency(),
        }
    }
}

impl ResidualCurrentSensor for SimResidual {
    async fn residual_current(&mut self) -> Result<ResidualCurrent, ErrorKind> {
        match self {
            Self::True(sense) => sense.residual_current().await,
            Self::Sampled { sampler, evaluator } => {
                let evaluation = evaluator.evaluate(sampler.borrow().window());
                evaluation.map(Into::into).map_err(|error| error.kind())
            }
        }
    }
}
