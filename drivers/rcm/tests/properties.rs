//! Any frames: nothing panics, and no value comes of what is none. Any line: no step where there is none.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

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

/// Most that readings of a steady line may lie apart, in phase and direct together, in mA: with many frames to a slot, and with one.
const CLEAN: [f64; 2] = [3.0, 6.0];
/// The same with harmonics as grids may have them.
const DIRTY: [f64; 2] = [18.0, 24.0];

fn bound([many, one]: [f64; 2], frame: Duration) -> f64 {
    if frame < Duration::from_micros(250) {
        many
    } else {
        one
    }
}

/// In mA; a hertz; harmonics with their sign.
fn truths(harmonics: bool) -> impl Strategy<Value = Truth> {
    let shares = [
        (3, 0.05),
        (5, 0.06),
        (7, 0.05),
        (9, 0.015),
        (11, 0.035),
        (13, 0.03),
    ];
    let most = if harmonics { 1.0 } else { 0.0 };
    let parts = prop::array::uniform6(-1.0..=1.0_f64);
    let currents = (0.0..100.0_f64, 0.0..250.0_f64, -60.0..60.0_f64);
    (currents, 47.0..52.0_f64, 180.0..260.0_f64, parts).prop_map(
        move |((resistive, capacitive, direct), hertz, volts, parts)| Truth {
            volts,
            hertz,
            harmonics: shares
                .iter()
                .zip(parts)
                .map(|((order, share), part)| (*order, share * part * most))
                .collect(),
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
        prop_assert!(seen.apart <= bound(CLEAN, frame), "{seen:?}");
        prop_assert!(seen.in_phase <= bound([1.5, 3.0], frame) && seen.direct <= bound([1.0, 2.0], frame), "{seen:?}");
        prop_assert!(seen.total <= 0.02, "{seen:?}");
    }

    #[test]
    fn harmonics_at_any_frequency_make_no_step(
        truth in truths(true), frame in frames(), noise in 0..4_000_i32, seed in any::<u64>(),
    ) {
        let seen = look(&truth, frame, noise, seed);
        prop_assert!(seen.apart <= bound(DIRTY, frame), "{seen:?}");
        prop_assert!(seen.in_phase <= bound([8.0, 12.0], frame) && seen.direct <= 5.0, "{seen:?}");
        prop_assert!(seen.total <= 0.12, "{seen:?}");
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
                        prop_assert!(good >= 430 && clean >= 430, "{good} {clean}");
                        prop_assert!(found.total.saturating_add(Current::from_microamps(2)) >= found.direct.abs());
                        prop_assert!(found.alternating.saturating_add(Current::from_microamps(2)) >= found.in_phase.abs());
                    }
                    Err(NoReading::Filling) => prop_assert!(good < 440, "{good}"),
                    Err(NoReading::Saturated(_)) => prop_assert!(clean < 450, "{clean}"),
                    Err(why) => prop_assert_eq!(why, NoReading::Silent),
                }
            }
        }
    }
}
