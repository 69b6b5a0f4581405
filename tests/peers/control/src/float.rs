//! Regulators in `f32`: codes are scaled in control code.

use crate::{Done, HIGHEST, registers::*};
use hal_inverter::{Duty, FrameSource, PowerStage, StageState};

/// Regulator with a proportional and an integral part, both ended.
pub struct Regulator {
    proportional: f32,
    integral: f32,
    sum: f32,
    lowest: f32,
    highest: f32,
}

impl Regulator {
    const fn new(proportional: f32, integral: f32, lowest: f32, highest: f32) -> Self {
        Self {
            proportional,
            integral,
            sum: 0.0,
            lowest,
            highest,
        }
    }

    /// `f32::clamp` would panic where the ends are crossed.
    #[inline(always)]
    fn ended(&self, value: f32) -> f32 {
        let value = if value > self.lowest {
            value
        } else {
            self.lowest
        };
        if value < self.highest {
            value
        } else {
            self.highest
        }
    }

    #[inline(always)]
    fn step(&mut self, error: f32) -> f32 {
        let sum = self.ended(self.sum + self.integral * error);
        self.sum = sum;
        self.ended(sum + self.proportional * error)
    }
}

/// What lasts from period to period.
pub struct State {
    sequence: u16,
    voltage: Regulator,
    currents: [Regulator; 2],
    /// Voltage of the link that is wanted.
    wanted: f32,
    /// Largest current.
    most: f32,
    /// Largest voltage of the link.
    highest: f32,
}

impl State {
    pub const fn new() -> Self {
        Self {
            sequence: 0,
            voltage: Regulator::new(0.4, 0.02, -25.0, 25.0),
            currents: [
                Regulator::new(18.0, 0.9, 0.0, 4_000.0),
                Regulator::new(18.0, 0.9, 0.0, 4_000.0),
            ],
            wanted: 400.0,
            most: 60.0,
            highest: 550.0,
        }
    }

    pub fn sums(&self) -> [f32; 3] {
        let [first, second] = &self.currents;
        [self.voltage.sum, first.sum, second.sum]
    }
}

const AMPS: f32 = 160.0 / 4_095.0;
const LINK_VOLTS: f32 = 600.0 / 4_095.0;
const GRID_VOLTS: f32 = 1_000.0 / 4_095.0;
const MIDDLE: f32 = 2_048.0;

/// Three duties, or that a limit was passed.
#[inline(always)]
fn regulate(state: &mut State, first: f32, second: f32, link: f32, grid: f32) -> Option<[u16; 3]> {
    if first.abs() > state.most || second.abs() > state.most || link > state.highest {
        return None;
    }
    let wanted = state.voltage.step(state.wanted - link);
    let [one, two] = &mut state.currents;
    let forward = 4.0 * grid;
    let bridge = one.step(wanted - first) + forward;
    let leg = two.step(wanted - second);
    let bridge = if bridge > 0.0 { bridge } else { 0.0 };
    Some([bridge, leg, 4_000.0 - leg].map(|ticks| ticks as u32 as u16))
}

/// Through the traits.
#[inline(always)]
pub fn traits<const HELD: bool>(
    state: &mut State,
    frames: &impl FrameSource<4>,
    stage: &mut impl PowerStage<3>,
) -> Done {
    if let StageState::Tripped(trip) = stage.state() {
        return Done::Tripped(trip.first.bits(), trip.all.bits());
    }
    let status = frames.status();
    if !status.is_sound() || status.sequence == state.sequence {
        return Done::Nothing;
    }
    state.sequence = status.sequence;
    let first = (frames.code::<0>() as f32 - MIDDLE) * AMPS;
    let second = (frames.code::<1>() as f32 - MIDDLE) * AMPS;
    let link = frames.code::<2>() as f32 * LINK_VOLTS;
    let grid = (frames.code::<3>() as f32 - MIDDLE) * GRID_VOLTS;
    let Some([one, two, three]) = regulate(state, first, second, link, grid) else {
        stage.make_safe();
        return Done::Limit;
    };
    let write = |stage: &mut _| {
        PowerStage::set_duty::<0>(stage, Duty::from_ticks(one));
        PowerStage::set_duty::<1>(stage, Duty::from_ticks(two));
        PowerStage::set_duty::<2>(stage, Duty::from_ticks(three));
    };
    if HELD {
        stage.update(write);
    } else {
        write(stage);
    }
    Done::Regulated
}

/// By registers.
#[inline(always)]
pub fn raw<const HELD: bool>(state: &mut State) -> Done {
    if read(STATUS) & TRIPPED != 0 {
        let causes = read(CAUSES);
        return Done::Tripped(causes >> 16, causes & 0xFFFF);
    }
    let frame = read(FRAME);
    let sequence = (frame >> 16) as u16;
    if frame & 0b11 != 0b01 || sequence == state.sequence {
        return Done::Nothing;
    }
    state.sequence = sequence;
    let code = |channel: usize| (read(RESULTS + 4 * channel) & 0xFFF) as i32 as f32;
    let first = (code(0) - MIDDLE) * AMPS;
    let second = (code(1) - MIDDLE) * AMPS;
    let link = code(2) * LINK_VOLTS;
    let grid = (code(3) - MIDDLE) * GRID_VOLTS;
    let Some([one, two, three]) = regulate(state, first, second, link, grid) else {
        write(OUTPUTS, 0);
        return Done::Limit;
    };
    if HELD {
        write(CONTROL, ENABLE | HOLD);
    }
    write(COMPARE, u32::from(one.min(HIGHEST)));
    write(COMPARE + 4, u32::from(two.min(HIGHEST)));
    write(COMPARE + 8, u32::from(three.min(HIGHEST)));
    if HELD {
        write(CONTROL, ENABLE);
    }
    Done::Regulated
}
