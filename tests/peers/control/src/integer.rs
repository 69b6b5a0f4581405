//! Regulators in integers: codes become quantities by `Calibration`, by registers the same numbers by hand.

use crate::{Done, HIGHEST, registers::*};
use hal_inverter::{
    Calibration, Duty, FrameSource, PowerStage, StageState,
    hal_power::{Current, Voltage},
};

/// Regulator with a proportional and an integral part, both ended. Gains have 24 bits behind the point.
pub struct Regulator {
    proportional: i32,
    integral: i32,
    sum: i32,
    lowest: i32,
    highest: i32,
}

impl Regulator {
    const fn new(proportional: i32, integral: i32, lowest: i32, highest: i32) -> Self {
        Self {
            proportional,
            integral,
            sum: 0,
            lowest,
            highest,
        }
    }

    /// `i32::clamp` would panic where the ends are crossed.
    #[inline(always)]
    fn ended(&self, value: i32) -> i32 {
        value.max(self.lowest).min(self.highest)
    }

    #[inline(always)]
    fn step(&mut self, error: i32) -> i32 {
        let part = |gain: i32| ((i64::from(error) * i64::from(gain)) >> 24) as i32;
        let sum = self.ended(self.sum.saturating_add(part(self.integral)));
        self.sum = sum;
        self.ended(sum.saturating_add(part(self.proportional)))
    }
}

/// What lasts from period to period.
pub struct State {
    sequence: u16,
    voltage: Regulator,
    currents: [Regulator; 2],
    /// Voltage of the link that is wanted, in µV.
    wanted: i32,
    /// Largest current, in µA.
    most: i32,
    /// Largest voltage of the link, in µV.
    highest: i32,
}

impl State {
    pub const fn new() -> Self {
        Self {
            sequence: 0,
            // 0.4 A/V and 0.02 A/V
            voltage: Regulator::new(6_710_886, 335_544, -25_000_000, 25_000_000),
            // 18 ticks/A and 0.9 ticks/A
            currents: [
                Regulator::new(302, 15, 0, 4_000),
                Regulator::new(302, 15, 0, 4_000),
            ],
            wanted: 400_000_000,
            most: 60_000_000,
            highest: 550_000_000,
        }
    }

    pub fn sums(&self) -> [i32; 3] {
        let [first, second] = &self.currents;
        [self.voltage.sum, first.sum, second.sum]
    }
}

/// Three duties, or that a limit was passed.
#[inline(always)]
fn regulate(state: &mut State, first: i32, second: i32, link: i32, grid: i32) -> Option<[u16; 3]> {
    if first.abs() > state.most || second.abs() > state.most || link > state.highest {
        return None;
    }
    let wanted = state.voltage.step(state.wanted.saturating_sub(link));
    let [one, two] = &mut state.currents;
    // 4 ticks/V
    let forward = ((i64::from(grid) * 67) >> 24) as i32;
    let bridge = one.step(wanted.saturating_sub(first)) + forward;
    let leg = two.step(wanted.saturating_sub(second));
    Some([bridge.max(0), leg, 4_000 - leg].map(|ticks| ticks as u16))
}

const CURRENT: Calibration<Current> =
    match Calibration::<Current>::new(0, 4_095, 2_048, Current::from_amps(160)) {
        Some(line) => line,
        None => panic!(),
    };
const LINK: Calibration<Voltage> =
    match Calibration::<Voltage>::new(0, 4_095, 0, Voltage::from_volts(600)) {
        Some(line) => line,
        None => panic!(),
    };
const GRID: Calibration<Voltage> =
    match Calibration::<Voltage>::new(0, 4_095, 2_048, Voltage::from_volts(1_000)) {
        Some(line) => line,
        None => panic!(),
    };

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
    let first: Current = CURRENT.apply(frames.code::<0>());
    let second: Current = CURRENT.apply(frames.code::<1>());
    let link: Voltage = LINK.apply(frames.code::<2>());
    let grid: Voltage = GRID.apply(frames.code::<3>());
    let duties = regulate(
        state,
        first.as_microamps(),
        second.as_microamps(),
        link.as_microvolts(),
        grid.as_microvolts(),
    );
    let Some([one, two, three]) = duties else {
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

/// Base units a code, with as many bits behind the point as fit into 31.
const fn gain(span: i64, shift: u32) -> i64 {
    ((span << shift) + 2_047) / 4_095
}

/// 160 A, 600 V, 1000 V over 12 bits.
const AMPS: (i64, u32) = (gain(160_000_000, 15), 15);
const LINK_VOLTS: (i64, u32) = (gain(600_000_000, 13), 13);
const GRID_VOLTS: (i64, u32) = (gain(1_000_000_000, 13), 13);

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
    let code = |channel: usize| i64::from(read(RESULTS + 4 * channel) & 0xFFF);
    let scaled = |code: i64, line: (i64, u32)| ((code * line.0) >> line.1) as i32;
    let first = scaled(code(0) - 2_048, AMPS);
    let second = scaled(code(1) - 2_048, AMPS);
    let link = scaled(code(2), LINK_VOLTS);
    let grid = scaled(code(3) - 2_048, GRID_VOLTS);
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
