//! Frames of a simulated timer.

use super::{
    sampler::{self, Input, Sampler},
    timer::Timer,
};
use core::time::Duration;
use hal_inverter::{FrameSource, FrameStatus};
use hal_power::{Current, Voltage};

/// When converters sample, and what spoils it. Times within are whole nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    pub(crate) settle: u64,
    pub(crate) aperture: u64,
    pub(crate) conversion: u64,
    pub(crate) jitter: u64,
}

impl Sampling {
    /// Samples in the middle of the period. The input is quiet `settle` after an edge of the stage and is taken for `aperture`;
    /// the code is there after `conversion`.
    pub fn new(settle: Duration, aperture: Duration, conversion: Duration) -> Self {
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX / 4);
        Self {
            settle: nanos(settle),
            aperture: nanos(aperture),
            conversion: nanos(conversion).max(nanos(aperture)),
            jitter: 0,
        }
    }
}

/// One converter: its codes, the code of nothing, and what all codes together span.
#[derive(Debug, Clone, Copy)]
pub struct Channel(Input);

impl Channel {
    /// A converter of a voltage.
    pub const fn voltage(lowest: i32, highest: i32, zero: i32, span: Voltage) -> Self {
        Self::new(lowest, highest, zero, span.as_microvolts())
    }

    /// A converter of a current.
    pub const fn current(lowest: i32, highest: i32, zero: i32, span: Current) -> Self {
        Self::new(lowest, highest, zero, span.as_microamps())
    }

    const fn new(lowest: i32, highest: i32, zero: i32, span: i32) -> Self {
        Self(Input {
            lowest,
            highest,
            zero,
            span: if span == 0 { 1 } else { span as i64 },
            truth: 0,
        })
    }

    pub(crate) const fn input(self) -> Input {
        self.0
    }
}

/// The converters of one timer: firmware reads frames, the test or the plant sets the truth. Clones are the same converters.
///
/// A channel that is not there does not compile:
///
/// ```compile_fail,E0080
/// use hal_inverter::FrameSource;
/// use hal_power_sim::stage::SimFrames;
///
/// fn third(frames: &SimFrames<2>) -> i32 {
///     frames.code::<2>()
/// }
/// # let third: fn(&SimFrames<2>) -> i32 = third;
/// ```
#[derive(Clone)]
pub struct SimFrames<const CHANNELS: usize>(pub(crate) Timer);

impl<const CHANNELS: usize> SimFrames<CHANNELS> {
    /// Sets the voltage at a channel from now on.
    pub fn set_voltage(&self, channel: usize, voltage: Voltage) {
        self.set(channel, voltage.as_microvolts());
    }

    /// Sets the current at a channel from now on.
    pub fn set_current(&self, channel: usize, current: Current) {
        self.set(channel, current.as_microamps());
    }

    fn set(&self, channel: usize, truth: i32) {
        self.0.with_sampler(|sampler| {
            if let Some(input) = sampler.inputs.get_mut(channel) {
                input.truth = truth.into();
            }
        });
    }

    /// Lets the trigger come late, beside the instant of the carrier that it is meant for.
    pub fn set_late(&self, late: Duration) {
        let late = u64::try_from(late.as_nanos()).unwrap_or(0);
        self.0.with_sampler(|sampler| sampler.late = late);
    }
}

impl<const CHANNELS: usize> FrameSource<CHANNELS> for SimFrames<CHANNELS> {
    fn status(&self) -> FrameStatus {
        let status = self.0.with_sampler(Sampler::status);
        status.unwrap_or(sampler::NONE)
    }

    fn code<const CHANNEL: usize>(&self) -> i32 {
        const { assert!(CHANNEL < CHANNELS, "there is no such channel") };
        let code = self.0.with_sampler(|sampler| sampler.code(CHANNEL));
        code.unwrap_or(0)
    }
}
