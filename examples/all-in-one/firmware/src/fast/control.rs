//! One period: samples in, protection judged, duty out.

use super::{
    GridView, Setpoint,
    quadrature::Quadrature,
    regulator::{Gains, Regulator, Samples},
};
use crate::PERIOD;
use core::time::Duration;
use hal_inverter::{
    Calibration, Channel, Duty, FrameSource, GridConfig, GridFrame, GridMeasured, GridProtection,
    GridVerdict, PowerStage, Sample, StageState,
};
use hal_power::{Current, ErrorKind, Frequency, Input, Instant, Power, Ratio, Voltage};

/// Channels of a frame, by number.
pub mod channel {
    /// Grid, line to neutral, for the first channel of protection and for the control.
    pub const GRID: usize = 0;
    /// Current out of the bridge, likewise.
    pub const CURRENT: usize = 1;
    /// DC link.
    pub const LINK: usize = 2;
    /// Grid again, by a converter of its own, for the second channel of protection.
    pub const OTHER_GRID: usize = 3;
    /// Current out of the bridge again, likewise.
    pub const OTHER_CURRENT: usize = 4;
    /// How many there are.
    pub const COUNT: usize = 5;
}

/// Frames between two looks at what the channels have measured.
const COMPARED: u32 = 100;

/// What the control belongs to.
#[derive(Debug, Clone, Copy)]
pub struct ControlConfig {
    /// Codes of both grid channels.
    pub grid: Calibration<Voltage>,
    /// Codes of both current channels.
    pub current: Calibration<Current>,
    /// Codes of the link's channel.
    pub link: Calibration<Voltage>,
    /// Gains and limits of the regulators.
    pub gains: Gains,
    /// Angle by which the nominal frequency turns in one period, in rad.
    pub step: f32,
    /// Grid code, as both channels judge it.
    pub protection: GridConfig,
}

impl ControlConfig {
    /// Angle of one period at the frequency that was measured.
    fn step_at(&self, measured: Input<GridMeasured>) -> f32 {
        let nominal = self.protection.profile().frequency;
        let measured = measured.ok().and_then(|reading| reading.value.frequency);
        let ratio = hertz(measured.unwrap_or(nominal)) / hertz(nominal);
        self.step * ratio
    }
}

/// What has to be so after a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The grid as the protection sees it.
    pub view: GridView,
    /// Whether each channel takes the supply from its relay coils.
    pub open: [bool; 2],
}

/// Drives the bridge and watches the grid, once in every period of the carrier.
///
/// A grid that has to be left, and a stage that has tripped, turn the bridge off and take the relay coils' supply in the same
/// period, without asking anybody. On one processor, as here, the two channels share what their converters do not.
#[derive(Debug)]
pub struct BridgeControl {
    config: ControlConfig,
    quadrature: Quadrature,
    regulator: Regulator,
    protection: [GridProtection; 2],
    /// Which channel has let go of its relays.
    open: [bool; 2],
    /// Number of the last frame.
    last: Option<u16>,
    /// The same, as far as the protection counts.
    frames: u32,
    /// Reactive current, as a share, that shows whether the grid is an island.
    reactive: Ratio,
}

impl BridgeControl {
    /// Creates a control that has seen nothing yet.
    pub fn new(config: ControlConfig) -> Self {
        Self {
            quadrature: Quadrature::new(config.step),
            regulator: Regulator::new(config.gains, config.step),
            protection: [Channel::A, Channel::B]
                .map(|channel| GridProtection::new(config.protection, channel)),
            open: [false; 2],
            last: None,
            frames: 0,
            reactive: Ratio::ZERO,
            config,
        }
    }

    /// Returns what each channel says.
    pub fn verdicts(&self) -> [GridVerdict; 2] {
        self.protection.each_ref().map(GridProtection::verdict)
    }

    /// Gives the relay coils their supply back.
    pub const fn rearm(&mut self) {
        self.open = [false; 2];
    }

    /// Runs one period.
    pub fn period<F, S>(
        &mut self,
        now: Instant,
        setpoint: Setpoint,
        frame: &F,
        stage: &mut S,
    ) -> Outcome
    where
        F: FrameSource<{ channel::COUNT }>,
        S: PowerStage<2>,
    {
        let status = frame.status();
        let grid = self.config.grid.apply(frame.code::<{ channel::GRID }>());
        let current = self
            .config
            .current
            .apply(frame.code::<{ channel::CURRENT }>());
        let link = self.config.link.apply(frame.code::<{ channel::LINK }>());
        let other = (
            self.config
                .grid
                .apply(frame.code::<{ channel::OTHER_GRID }>()),
            self.config
                .current
                .apply(frame.code::<{ channel::OTHER_CURRENT }>()),
        );
        let passed = match self.last.replace(status.sequence) {
            Some(last) => status.sequence.wrapping_sub(last),
            None => 1,
        };
        self.frames = self.frames.wrapping_add(u32::from(passed));
        let sound = status.is_sound() && passed > 0;

        let feeding = matches!(setpoint, Setpoint::Feed(_));
        let granted = self.judge(now, sound, feeding, [(grid, current), other]);
        let state = stage.state();
        let tripped = matches!(state, StageState::Tripped(_));
        for (open, granted) in self.open.iter_mut().zip(granted) {
            *open |= tripped || (feeding && !granted);
        }
        let left = self.open != [false; 2];
        if left && state == StageState::Armed && feeding {
            stage.make_safe();
        }

        if sound {
            self.quadrature.take(volts(grid));
        }
        let samples = Samples {
            grid: volts(grid),
            current: amps(current),
        };
        if stage.state() == StageState::Armed {
            if sound {
                self.drive(setpoint, samples, volts(link), stage);
            }
        } else {
            self.regulator.rest();
        }
        Outcome {
            view: if left {
                GridView::Left
            } else if granted == [true; 2] {
                GridView::Granted
            } else {
                GridView::Waiting(self.remaining())
            },
            open: self.open,
        }
    }

    /// Time until both channels grant the grid.
    fn remaining(&self) -> Duration {
        let remaining = self.verdicts().map(|verdict| match verdict {
            GridVerdict::Granted => Duration::ZERO,
            GridVerdict::Waiting { remaining } | GridVerdict::Tripped { remaining, .. } => {
                remaining
            }
        });
        let most = remaining.into_iter().max().unwrap_or_default();
        // not granted yet, whatever the countdown says
        most.max(Duration::from_micros(1))
    }

    /// Returns which channel grants the grid. The first also says what shows an island.
    fn judge(
        &mut self,
        now: Instant,
        sound: bool,
        connected: bool,
        samples: [(Voltage, Current); 2],
    ) -> [bool; 2] {
        let frames = samples.map(|(voltage, current)| {
            GridFrame::new(self.frames, usable(sound, voltage), usable(sound, current))
                .connected(connected)
        });
        let [first, second] = &mut self.protection;
        let [one, other] = &frames;
        let (outputs, others) = (first.step(now, one), second.step(now, other));
        if self.frames.is_multiple_of(COMPARED) {
            let measured = (first.measured(), second.measured());
            first.compare(now, measured.1);
            second.compare(now, measured.0);
            self.quadrature.set_step(self.config.step_at(measured.0));
        }
        self.reactive = outputs.perturbation.reactive;
        [outputs.granted, others.granted]
    }

    fn drive<S: PowerStage<2>>(
        &mut self,
        setpoint: Setpoint,
        samples: Samples,
        link: f32,
        stage: &mut S,
    ) {
        let voltage = match setpoint {
            Setpoint::Rest => {
                self.regulator.rest();
                0.0
            }
            Setpoint::Form => self.regulator.form(samples),
            Setpoint::Feed(power) => {
                let reactive = share(self.reactive);
                self.regulator
                    .feed(&self.quadrature, samples, watts(power), reactive)
            }
        };
        let modulation = if link > 0.0 { voltage / link } else { 0.0 };
        stage.update(|stage| {
            stage.set_duty::<0>(duty(modulation));
            stage.set_duty::<1>(duty(-modulation));
        });
    }
}

fn usable<T>(sound: bool, value: T) -> Sample<T> {
    if sound {
        Ok(value)
    } else {
        Err(ErrorKind::Bus)
    }
}

/// Half of the carrier is nothing; the ends are the link's voltage.
fn duty(modulation: f32) -> Duty {
    let half = 0.5 * f32::from(PERIOD);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float beyond the range ends there"
    )]
    let ticks = (half + half * modulation) as u16;
    Duty::from_ticks(ticks.min(PERIOD))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "24 bits are enough to control by"
)]
const fn volts(voltage: Voltage) -> f32 {
    voltage.as_microvolts() as f32 * 1e-6
}

#[expect(
    clippy::cast_precision_loss,
    reason = "24 bits are enough to control by"
)]
const fn amps(current: Current) -> f32 {
    current.as_microamps() as f32 * 1e-6
}

#[expect(
    clippy::cast_precision_loss,
    reason = "24 bits are enough to control by"
)]
const fn hertz(frequency: Frequency) -> f32 {
    frequency.as_millihertz() as f32 * 1e-3
}

#[expect(
    clippy::cast_precision_loss,
    reason = "24 bits are enough to control by"
)]
const fn watts(power: Power) -> f32 {
    power.as_milliwatts() as f32 * 1e-3
}

#[expect(
    clippy::cast_precision_loss,
    reason = "24 bits are enough to control by"
)]
const fn share(ratio: Ratio) -> f32 {
    ratio.as_ppm() as f32 * 1e-6
}
