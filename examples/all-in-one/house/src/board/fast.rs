//! The side of the firmware that runs once in every period of the carrier, with what it samples.

use super::residual::{Core, SimResidual};
use crate::{
    plant::Instantaneous,
    quantity::{amps, volts},
    settings::Contradiction,
};
use all_in_one_firmware::{
    BridgeControl, ControlConfig, GridView, Modulator, Outcome, Setpoint, channel,
    hal_inverter::PowerStage as _,
    hal_power::{Instant, Power},
    signed_duty,
};
use alloc::rc::Rc;
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_power_sim::{
    Pin,
    stage::{Channel, Sampling, SimBridge, SimFrames, Timer},
};

/// Codes of the converters: 16 bits and a sign, so many of them for a volt and for an ampere.
pub(crate) const CODES: i32 = 32_767;
pub(crate) const CODES_A_VOLT: f64 = 32_767.0 / 800.0;
pub(crate) const CODES_AN_AMP: f64 = 32_767.0 / 100.0;
/// The second channel's converters differ by this share.
const OTHER_GAIN: f64 = 1.001;

/// Time that the input is quiet after an edge, that the converter takes its sample in, and that the code takes.
const SETTLE: Duration = Duration::from_nanos(800);
const APERTURE: Duration = Duration::from_nanos(200);
const CONVERSION: Duration = Duration::from_micros(2);

/// Converters on the bridge's trigger.
fn frames(bridge: &Timer) -> SimFrames<{ channel::COUNT }> {
    let span = |a_unit: f64| 2.0 * f64::from(CODES) / a_unit;
    let voltage = Channel::voltage(-CODES, CODES, 0, volts(span(CODES_A_VOLT)));
    let current = Channel::current(-CODES, CODES, 0, amps(span(CODES_AN_AMP)));
    let sampling = Sampling::new(SETTLE, APERTURE, CONVERSION);
    bridge.frames(sampling, [voltage, current, voltage, voltage, current])
}

/// What interrupt and firmware share.
pub(crate) struct Shared {
    setpoint: Cell<Setpoint>,
    outcome: Cell<Outcome>,
    rearmed: Cell<bool>,
}

/// The interrupt.
pub(crate) struct Fast {
    shared: Rc<Shared>,
    control: RefCell<BridgeControl>,
    stage: RefCell<SimBridge>,
    frames: SimFrames<{ channel::COUNT }>,
    residual: RefCell<Core>,
    /// Lines that take the supply from the coils of each channel.
    inhibits: [Pin; 2],
}

impl Fast {
    pub(super) fn new(
        config: ControlConfig,
        bridge: &Timer,
        inhibits: [Pin; 2],
    ) -> Result<Self, Contradiction> {
        Ok(Self {
            shared: Rc::new(Shared {
                setpoint: Cell::default(),
                outcome: Cell::new(Outcome::default()),
                rearmed: Cell::new(false),
            }),
            control: RefCell::new(BridgeControl::new(config)),
            stage: RefCell::new(SimBridge::of(bridge.clone())),
            frames: frames(bridge),
            residual: RefCell::new(Core::new()?),
            inhibits,
        })
    }

    /// Puts what is true now before the converters; the test current flows through the residual-current sensor, or not.
    pub(super) fn expose(&self, now: &Instantaneous, link: f64, is_tested: bool) {
        let frames = &self.frames;
        frames.set_voltage(channel::GRID, volts(now.grid));
        frames.set_voltage(channel::OTHER_GRID, volts(now.grid * OTHER_GAIN));
        frames.set_current(channel::CURRENT, amps(now.bridge));
        frames.set_current(channel::OTHER_CURRENT, amps(now.bridge * OTHER_GAIN));
        frames.set_voltage(channel::LINK, volts(link));
        self.residual.borrow_mut().period(now, is_tested);
    }

    /// A period ends.
    pub(super) fn interrupt(&self, now: Instant) {
        let mut control = self.control.borrow_mut();
        if self.shared.rearmed.take() {
            control.rearm();
        }
        let setpoint = self.shared.setpoint.get();
        let outcome = control.period(now, setpoint, &self.frames, &mut *self.stage.borrow_mut());
        self.shared.outcome.set(outcome);
        for (line, open) in self.inhibits.iter().zip(outcome.open) {
            line.set_level(open);
        }
    }

    /// The residual-current sensor as it is sampled here.
    pub(super) fn residual(&self) -> SimResidual {
        self.residual.borrow().sensor()
    }

    pub(super) fn modulator(&self) -> SimModulator {
        SimModulator::Waves(self.shared.clone())
    }
}

/// The firmware's view of what decides the bridge's duty.
pub(crate) enum SimModulator {
    /// The bridge is a power: its share of the rating is the duty.
    Averaged {
        bridge: SimBridge,
        rating: Power,
        silent: Rc<Cell<bool>>,
    },
    /// An interrupt runs.
    Waves(Rc<Shared>),
}

impl Modulator for SimModulator {
    fn set(&mut self, setpoint: Setpoint) {
        match self {
            Self::Averaged {
                bridge,
                rating,
                silent,
            } => {
                silent.set(setpoint == Setpoint::Rest);
                let power = match setpoint {
                    Setpoint::Rest | Setpoint::Form => Power::ZERO,
                    Setpoint::Feed(power) => power,
                };
                drive(bridge, power, *rating);
            }
            Self::Waves(shared) => shared.setpoint.set(setpoint),
        }
    }

    fn grid(&self) -> Option<GridView> {
        match self {
            Self::Averaged { .. } => None,
            Self::Waves(shared) if shared.rearmed.get() => Some(GridView::default()),
            Self::Waves(shared) => Some(shared.outcome.get().view),
        }
    }

    fn rearm(&mut self) {
        if let Self::Waves(shared) = self {
            shared.rearmed.set(true);
        }
    }
}

/// Drives a power, as its share of the rating.
fn drive(bridge: &mut SimBridge, power: Power, rating: Power) {
    bridge.update(|bridge| bridge.set_duty::<0>(signed_duty(power, rating)));
}
