//! Any frames: nothing panics, and no value comes of what is none. Any line: no step where there is none.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "common/grid.rs"]
mod grid;
#[path = "common/rig.rs"]
mod rig;

use core::time::Duration;

use hal_power::{Current, Voltage};
use proptest::prelude::*;
use rcm::{
    Evaluator, NoReading, Sampler,
    hal_inverter::{FrameFlags, FrameStatus},
};
use rig::{FRAME, LAG, Rig, SHEET, Truth, capacitance, config_of, milliamps};

/// Most that readings may be, in mA, for frames of up to 62.5 µs, of 143 µs, and one to a slot. Each is some 20 % beyond the worst of
/// 1500 cases.
struct Bounds {
    /// From each other, in phase and direct together.
    apart: [f64; 3],
    /// From the truth.
    in_phase: [f64; 3],
    direct: [f64; 3],
}

const CLEAN: Bounds = Bounds {
    apart: [3.0, 4.7, 7.2],
    in_phase: [1.1, 1.7, 2.7],
    direct: [0.9, 1.3, 1.6],
};
/// With harmonics as grids may have them.
const DIRTY: Bounds = Bounds {
    apart: [3.2, 4.7, 14.5],
    in_phase: [1.7, 1.9, 4.8],
    direct: [0.9, 1.3, 4.1],
};

impl Bounds {
    fn hold(&self, seen: &Seen, frame: Duration) -> bool {
        let most = |[fast, three, one]: [f64; 3]| match frame.as_micros() {
            0..100 => fast,
            100..250 => three,
            _ => one,
        };
        seen.apart <= most(self.apart)
            && seen.in_phase <= most(self.in_phase)
            && seen.direct <= most(self.direct)
    }
}

/// In mA; a hertz; harmonics of either sign, each within what it may be, and all of them.
fn truths(harmonics: bool) -> impl Strategy<Value = Truth> {
    let most = if harmonics { 1.0 } else { 0.0 };
    let parts = prop::array::uniform15(-1.0..=1.0_f64);
    let currents = (0.0..100.0_f64, 0.0..250.0_f64, -60.0..60.0_f64);
    (currents, 47.0..52.0_f64, 180.0..260.0_f64, parts).prop_map(
        move |((resistive, capacitive, direct), hertz, volts, parts)| Truth {
            volts,
            hertz,
            harmonics: grid::within(
                grid::MOST
                    .iter()
                    .zip(parts)
                    .map(|((order, share), part)| (*order, share * part * most))
                    .collect(),
            ),
            siemens: resistive / 230e3,
            farads: f64::from(capacitance(capacitive)) * 1e-9,
            direct: direct / 1e3,
        },
    )
}

/// Frames at 20 kHz, 16 kHz, 7 kHz and from a timer at 2 kHz.
fn frames() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(FRAME),
        Just(Duration::from_nanos(62_500)),
        Just(Duration::from_nanos(142_857)),
        Just(Duration::from_micros(500)),
    ]
}

/// Extremes of what windows all over the cycle say, and the largest errors.
#[derive(Debug)]
struct Seen {
    apart: f64,
    in_phase: f64,
    direct: f64,
    total: f64,
}

fn look(truth: &Truth, frame: Duration, noise: i32, seed: u64) -> Seen {
    let mut sheet = SHEET;
    sheet.voltage.noise = Voltage::from_millivolts(noise);
    let config = config_of(&sheet, frame).with_lag(LAG).unwrap();
    let mut rig = Rig::with(&sheet, config, frame, seed);
    truth.lay(&mut rig.model);
    rig.run(Duration::from_millis(30));
    let parts = truth.parts();
    let mut found = Vec::new();
    for _ in 0..80 {
        rig.run(Duration::from_micros(1_100));
        found.push(rig.judge().unwrap());
    }
    let most = |of: &dyn Fn(&rcm::Evaluation) -> f64| {
        let values = found.iter().map(of);
        values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    };
    let in_phase = most(&|one| milliamps(one.in_phase));
    let direct = most(&|one| milliamps(one.direct));
    let total = most(&|one| milliamps(one.total));
    let off = |(low, high): (f64, f64), truth: f64| (high - truth).max(truth - low);
    Seen {
        apart: in_phase.1 - in_phase.0 + direct.1 - direct.0,
        in_phase: off(in_phase, parts.in_phase),
        direct: off(direct, parts.direct),
        total: off(total, parts.total) / parts.total.max(20.0),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_steady_line_is_read_as_it_is(
        truth in truths(false), frame in frames(), noise in 0..4_000_i32, seed in any::<u64>(),
    ) {
        let seen = look(&truth, frame, noise, seed);
        prop_assert!(CLEAN.hold(&seen, frame) && seen.total <= 0.015, "{seen:?}");
    }

    #[test]
    fn harmonics_at_any_frequency_make_no_step(
        truth in truths(true), frame in frames(), noise in 0..4_000_i32, seed in any::<u64>(),
    ) {
        let seen = look(&truth, frame, noise, seed);
        // harmonics beyond the sensor's bandwidth are not in its total
        prop_assert!(DIRTY.hold(&seen, frame) && seen.total <= 0.13, "{seen:?}");
    }

    /// Codes and numbers as they come: a value comes of a whole window of good frames in order, and of nothing else.
    #[test]
    fn no_value_comes_of_what_is_none(
        frames in prop::collection::vec(
            (0..200_u32, 1..600_u32, -100..5_000_i32, -100..5_000_i32, any::<bool>()), 1..12,
        ),
    ) {
        let config = config_of(&SHEET, FRAME);
        let mut sampler = Sampler::new(config);
        let mut evaluator = Evaluator::new(config);
        let (mut sequence, mut good, mut clean) = (0_u16, 0_u32, 0_u32);
        for (skip, count, residual, voltage, sound) in frames {
            // mostly none is missing
            let missing = u16::try_from(skip.saturating_sub(150)).unwrap();
            sequence = sequence.wrapping_add(missing);
            for frame in 0..count {
                sequence = sequence.wrapping_add(1);
                let wiggle = i32::try_from(frame % 3).unwrap();
                let flags = if sound || frame > 3 { FrameFlags::IN_WINDOW } else { FrameFlags::empty() };
                let (one, other) = (residual + wiggle, voltage - wiggle);
                sampler.on_frame(FrameStatus { sequence, flags }, one, other);
                let follows = frame > 0 || missing == 0;
                good = if flags.is_empty() { 0 } else if follows { good + 1 } else { 1 };
                let inside = |code: i32| (1..=4_094).contains(&code);
                clean = if good == 0 { 0 } else if good == 1 { u32::from(inside(one) && inside(other)) }
                    else if inside(one) && inside(other) { clean + 1 } else { 0 };
                match evaluator.evaluate(sampler.window()) {
                    Ok(found) => {
                        prop_assert!(good >= 401 && clean >= 400, "{good} {clean}");
                        prop_assert!(found.total.saturating_add(Current::from_microamps(2)) >= found.direct.abs());
                        prop_assert!(found.direct.abs() <= Current::from_milliamps(1_001), "{found:?}");
                        prop_assert!(found.alternating.saturating_add(Current::from_microamps(2)) >= found.in_phase.abs());
                    }
                    Err(NoReading::Filling) => prop_assert!(good < 401, "{good}"),
                    Err(NoReading::Saturated(_)) => prop_assert!(clean < 430, "{clean}"),
                    Err(NoReading::Reference) => prop_assert!(good >= 401 && clean >= 400, "{good} {clean}"),
                    Err(why) => prop_assert_eq!(why, NoReading::Silent),
                }
            }
        }
    }
}
