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
    hal_inverter::{FrameFlags, FrameStatus},
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
const CODES_AN_AMP: f64 = 32_767.0 / 8.0;

/// One pole of bandwidth, 1 kHz, and noise of a sample in A. Assumptions.
const LAG: Duration = Duration::from_micros(159);
const NOISE: f64 = 0.001;

/// Line voltage that gives a phase, and most that the sensor may show for nothing.
const FLOOR: Voltage = Voltage::from_volts(20);
const OFFSET: Current = Current::from_milliamps(10);

/// Core, amplifier and converter, and what the interrupt adds up.
pub(super) struct Core {
    seen: f64,
    chance: Rng,
    config: Config,
    sampler: Rc<RefCell<Sampler>>,
    /// Number of the last period.
    period: u16,
}

impl Core {
    pub(super) fn new() -> Result<Self, Contradiction> {
        let span = |a_unit: f64| 2.0 * f64::from(CODES) / a_unit;
        let residual = Channel::<Current>::new(-CODES, CODES, 0, amps(span(CODES_AN_AMP)))
            .ok_or(Contradiction::Calibration)?;
        let voltage = Channel::<Voltage>::new(-CODES, CODES, 0, volts(span(CODES_A_VOLT)))
            .ok_or(Contradiction::Calibration)?;
        let config = Config::new(CARRIER, residual, voltage, FLOOR, OFFSET)?.with_lag(LAG)?;
        Ok(Self {
            seen: 0.0,
            chance: Rng::with_seed(1),
            config,
            sampler: Rc::new(RefCell::new(Sampler::new(config))),
            period: 0,
        })
    }

    /// A period of the carrier ends. Its frame is numbered here: the simulated interrupt may run late behind a transfer on a bus,
    /// and no converter waits for it.
    pub(super) fn period(&mut self, now: &Instantaneous, is_tested: bool) {
        let test = if is_tested { TEST_CURRENT } else { 0.0 };
        let share = 1.0 - libm::exp(-CARRIER.as_secs_f64() / LAG.as_secs_f64());
        self.seen += (now.residual + test - self.seen) * share;
        let shown = self.seen + NOISE * (2.0 * self.chance.f64() - 1.0);
        self.period = self.period.wrapping_add(1);
        let status = FrameStatus {
            sequence: self.period,
            flags: FrameFlags::IN_WINDOW,
        };
        let (residual, voltage) = (code(shown * CODES_AN_AMP), code(now.grid * CODES_A_VOLT));
        self.sampler
            .borrow_mut()
            .on_frame(status, residual, voltage);
    }

    /// The port.
    pub(super) fn sensor(&self) -> SimResidual {
        SimResidual::Sampled {
            sampler: self.sampler.clone(),
            evaluator: Evaluator::new(self.config),
        }
    }
}

/// The nearest code, or the end of the scale.
fn code(value: f64) -> i32 {
    let end = f64::from(CODES);
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    let code = libm::round(value).clamp(-end, end) as i32;
    code
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
