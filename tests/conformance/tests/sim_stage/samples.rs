//! The converters of the simulator's bridge.

use super::stages::{DEAD_TIME, SLOW};
use core::{ops::RangeInclusive, time::Duration};
use hal_conformance::FrameBench;
use hal_inverter::{Duty, FrameSource as _};
use hal_power::Current;
use hal_power_sim::{
    World,
    stage::{Channel, Sampling, Sheet, SimFrames, Timer, TripLine},
};

/// Converters of the bridge, whose edges can be brought to the instant of sampling.
pub(crate) struct Samples {
    world: World,
    timer: Timer,
    frames: SimFrames<4>,
}

/// 16 bits with a sign, a microampere each.
const CHANNEL: Channel = Channel::current(-32_768, 32_767, 0, Current::from_microamps(65_535));

impl FrameBench<4> for Samples {
    type Frames = SimFrames<4>;

    const PERIOD: Duration = SLOW.period;
    const CODES: RangeInclusive<i32> = -32_768..=32_767;
    const TOLERANCE: i32 = 0;

    fn new() -> Self {
        let world = World::new();
        let timer = TripLine::new(&world).timer(Sheet::signed(SLOW, DEAD_TIME, 1_000), 1);
        let nanos = Duration::from_nanos;
        let sampling = Sampling::new(nanos(900), nanos(200), nanos(1_500));
        timer.enable();
        Self {
            frames: timer.frames(sampling, [CHANNEL; 4]),
            timer,
            world,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn frames(&self) -> SimFrames<4> {
        self.frames.clone()
    }

    fn code(frames: &SimFrames<4>, channel: usize) -> i32 {
        match channel {
            0 => frames.code::<0>(),
            1 => frames.code::<1>(),
            2 => frames.code::<2>(),
            _ => frames.code::<3>(),
        }
    }

    fn set(&self, channel: usize, code: i32) {
        self.frames
            .set_current(channel, Current::from_microamps(code));
    }

    fn set_beside_window(&self, beside: bool) {
        let ticks = if beside { 60 } else { 2_656 };
        self.timer.write(0, Duty::from_ticks(ticks));
    }
}
