//! Two converters of a simulated timer: a port that can be broken in one way at a time.

use core::{marker::PhantomData, ops::RangeInclusive, time::Duration};
use hal_conformance::FrameBench;
use hal_inverter::{FrameFlags, FrameSource, FrameStatus};
use hal_power::Voltage;
use hal_power_sim::{
    World,
    stage::{Carrier, Channel, Sampling, Sheet, SimFrames, TripLine},
};

const CARRIER: Carrier = Carrier {
    period: Duration::from_micros(50),
    ticks: 1_000,
};

/// What is wrong with a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    NeverBeside,
    NeverSaturated,
    RepeatsNumbers,
    HidesLoss,
    KeepsOtherBits,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

/// The converters.
pub struct Frames<F> {
    sound: SimFrames<2>,
    flaw: PhantomData<F>,
}

impl<F: Flawed> FrameSource<2> for Frames<F> {
    fn status(&self) -> FrameStatus {
        let mut status = self.sound.status();
        match F::FLAW {
            Flaw::NeverBeside => status.flags |= FrameFlags::IN_WINDOW,
            Flaw::NeverSaturated => status.flags.remove(FrameFlags::SATURATED),
            Flaw::RepeatsNumbers => status.sequence &= 3,
            Flaw::HidesLoss => status.flags.remove(FrameFlags::OVERRUN),
            _ => {}
        }
        status
    }

    fn code<const CHANNEL: usize>(&self) -> i32 {
        let code = self.sound.code::<CHANNEL>();
        match F::FLAW {
            Flaw::KeepsOtherBits => code | 1 << 16,
            _ => code,
        }
    }
}

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    sound: SimFrames<2>,
    flaw: PhantomData<F>,
}

impl<F: Flawed> FrameBench<2> for Bench<F> {
    type Frames = Frames<F>;

    const PERIOD: Duration = CARRIER.period;
    const CODES: RangeInclusive<i32> = 0..=4_095;
    const TOLERANCE: i32 = 1;

    fn new() -> Self {
        let world = World::new();
        let line = TripLine::new(&world);
        let timer = line.timer(Sheet::signed(CARRIER, Duration::from_nanos(500), 5), 1);
        let nanos = Duration::from_nanos;
        let sampling = Sampling::new(nanos(800), nanos(300), nanos(1_200));
        let channel = Channel::voltage(0, 4_095, 0, Voltage::from_microvolts(4_095));
        Self {
            sound: timer.frames(sampling, [channel; 2]),
            world,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn frames(&self) -> Frames<F> {
        Frames {
            sound: self.sound.clone(),
            flaw: PhantomData,
        }
    }

    fn code(frames: &Frames<F>, channel: usize) -> i32 {
        match channel {
            0 => frames.code::<0>(),
            _ => frames.code::<1>(),
        }
    }

    fn set(&self, channel: usize, code: i32) {
        self.sound
            .set_voltage(channel, Voltage::from_microvolts(code));
    }

    fn set_beside_window(&self, beside: bool) {
        self.sound
            .set_late(Duration::from_micros(u64::from(beside)));
    }
}
