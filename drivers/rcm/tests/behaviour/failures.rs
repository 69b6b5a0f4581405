//! Failures are errors and no values.

use core::time::Duration;

use hal_power::{Current, Error as _, ErrorKind, Frequency, Ratio, Voltage};
use rcm::{
    Channel, Config, ConfigError, Evaluator, Line, NoReading, Sampler,
    hal_inverter::{FrameFlags, FrameStatus},
};

use crate::rig::{FRAME, Rig, SHEET, capacitance, config_of, ma, milliamps, resistance};

const MS: Duration = Duration::from_millis(1);
/// A window, and what the lag takes to settle.
const WHOLE: u32 = 426;
/// Two pairs of slots, and those of a window.
const SPOILED: u32 = 410;

fn running() -> Rig {
    let mut rig = Rig::new(9);
    rig.model.leakage.set_capacitance(capacitance(50.0));
    rig.model.settle();
    rig.run(MS * 40);
    assert!(rig.judge().is_ok());
    rig
}

/// Frames until there is a value again; none of them gives another error than `expected`.
fn until_whole(rig: &mut Rig, expected: NoReading) -> u32 {
    for frame in 1..2_000 {
        rig.frame();
        match rig.judge() {
            Ok(_) => return frame,
            Err(found) => assert_eq!(found, expected, "{frame}"),
        }
    }
    2_000
}

#[test]
fn a_window_has_to_be_whole() {
    let mut rig = Rig::new(1);
    assert_eq!(until_whole(&mut rig, NoReading::Filling), WHOLE);
    assert_eq!(NoReading::Filling.kind(), ErrorKind::NotReady);
}

#[test]
fn a_missing_frame_costs_a_whole_window() {
    for missing in [1_u16, 2, 300, 40_000, 65_534] {
        let mut rig = running();
        rig.sequence = rig.sequence.wrapping_add(missing);
        assert_eq!(
            until_whole(&mut rig, NoReading::Filling),
            WHOLE,
            "{missing}"
        );
    }
}

#[test]
fn a_frame_outside_of_its_window_is_a_missing_one() {
    let mut rig = running();
    rig.frame_with(FrameFlags::empty());
    assert_eq!(until_whole(&mut rig, NoReading::Filling), WHOLE);
}

#[test]
fn the_same_frame_again_is_no_frame() {
    let mut rig = running();
    let before = rig.judge_after_frame();
    for _ in 0..1_000 {
        let status = FrameStatus {
            sequence: rig.sequence,
            flags: FrameFlags::IN_WINDOW,
        };
        rig.sampler.on_frame(status, 4_000, 4_000);
    }
    assert_eq!(rig.judge(), Err(NoReading::Silent));
    rig.frame();
    let after = rig.judge().unwrap();
    assert!(after.total.abs_diff(before).as_microamps() < 1_000);
}

impl Rig {
    fn judge_after_frame(&mut self) -> Current {
        self.frame();
        self.judge().unwrap().total
    }
}

#[test]
fn frames_that_cease_are_noticed() {
    let mut rig = running();
    rig.frame();
    assert!(rig.judge().is_ok());
    assert_eq!(rig.judge(), Err(NoReading::Silent));
    assert_eq!(rig.judge(), Err(NoReading::Silent));
    assert_eq!(NoReading::Silent.kind(), ErrorKind::NotReady);
    rig.frame();
    assert!(rig.judge().is_ok());
}

#[test]
fn one_saturated_sample_spoils_its_window_and_no_more() {
    let code = |line: Line, rig: &mut Rig, end: i32| {
        rig.sequence = rig.sequence.wrapping_add(1);
        let sequence = rig.sequence;
        let flags = FrameFlags::IN_WINDOW;
        let (residual, voltage) = match line {
            Line::Residual => (end, 2_048),
            Line::Voltage => (2_040, end),
        };
        let status = FrameStatus { sequence, flags };
        rig.sampler.on_frame(status, residual, voltage);
    };
    for line in [Line::Residual, Line::Voltage] {
        for end in [0, 4_095] {
            let mut rig = running();
            code(line, &mut rig, end);
            let error = NoReading::Saturated(line);
            assert_eq!(rig.judge(), Err(error));
            assert_eq!(error.kind(), ErrorKind::Saturated);
            let frames = until_whole(&mut rig, error);
            // of the voltage the lag remembers for three slots more
            let least = SPOILED - 10 + if line == Line::Voltage { 30 } else { 0 };
            assert!((least..=least + 10).contains(&frames), "{frames}");
            let mut rig = running();
            code(line, &mut rig, if end == 0 { 1 } else { 4_094 });
            assert!(rig.judge().is_ok(), "short of the end");
        }
    }
}

#[test]
fn a_current_beyond_the_scale_is_saturated_and_never_a_number() {
    let mut rig = running();
    rig.model.leakage.set_direct(Current::from_amps(5));
    rig.run(MS);
    for _ in 0..50 {
        rig.run(MS);
        assert_eq!(rig.judge(), Err(NoReading::Saturated(Line::Residual)));
    }
}

#[test]
fn a_sensor_without_noise_is_stuck() {
    for at in [2_048, 2_100, 1_700] {
        let mut rig = running();
        rig.model.sensor.freeze(Some(at));
        rig.run(MS * 19);
        assert!(rig.judge().is_ok());
        rig.run(MS * 2);
        assert_eq!(rig.judge(), Err(NoReading::Stuck));
        assert_eq!(NoReading::Stuck.kind(), ErrorKind::Fault);
        rig.model.sensor.freeze(None);
        rig.run(MS * 22);
        assert!(rig.judge().is_ok());
    }
    // a coarse converter may have more time
    let config = config_of(&SHEET, FRAME).with_still(MS * 100);
    let mut rig = Rig::with(&SHEET, config, FRAME, 1);
    rig.model.sensor.freeze(Some(2_048));
    rig.run(MS * 99);
    assert!(rig.judge().is_ok());
    rig.run(MS * 2);
    assert_eq!(rig.judge(), Err(NoReading::Stuck));
}

/// A channel of the voltage that is off by so many codes, 0.244 V each.
fn shifted(codes: i32, seed: u64) -> Rig {
    let voltage = Channel::<Voltage>::new(0, 4_095, 2_048 - codes, Voltage::from_volts(1_000));
    let residual = Channel::<Current>::new(0, 4_095, 2_048, Current::from_amps(2));
    let (floor, offset) = (Voltage::from_volts(10), ma(10));
    let config = Config::new(FRAME, residual.unwrap(), voltage.unwrap(), floor, offset);
    Rig::with(&SHEET, config.unwrap(), FRAME, seed)
}

#[test]
fn a_voltage_that_is_rather_direct_than_alternating_is_an_error_and_no_direct_current() {
    for codes in (-2_000..=2_000).step_by(100) {
        let offset = f64::from(codes) * 1_000.0 / 4_095.0;
        for resistive in [0.0, 100.0, 600.0] {
            let mut rig = shifted(codes, 5);
            rig.model.leakage.set_resistance(resistance(resistive));
            rig.run(MS * 30);
            for _ in 0..40 {
                rig.run(Duration::from_micros(700));
                match rig.judge() {
                    Ok(found) => {
                        // 20 V of 47 Hz stay in a window's mean, as of 50 Hz its ends do
                        assert!(offset.abs() < 260.0, "{offset} V: {found:?}");
                        // what the resistance would draw from it
                        let seeming = -resistive / 230.0 * offset;
                        let off = (milliamps(found.direct) - seeming).abs();
                        assert!(off < 5.0, "{offset} V: {found:?}");
                    }
                    Err(error) => {
                        assert_eq!(error, NoReading::Reference);
                        assert!(offset.abs() > 200.0, "{offset} V");
                    }
                }
            }
        }
    }
    assert_eq!(NoReading::Reference.kind(), ErrorKind::Fault);
    // of a line that is dead it is noise that alternates
    let mut rig = shifted(1_000, 5);
    rig.model.line.set_voltage(Voltage::ZERO);
    rig.model.leakage.set_direct(ma(20));
    rig.run(MS * 30);
    assert_eq!(rig.judge(), Err(NoReading::Reference));
    rig.frame();
    let zeroed = rig.evaluator.zero(rig.sampler.window());
    assert_eq!(zeroed, Err(NoReading::Reference));
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "codes of a few volts")]
fn a_voltage_that_rises_all_the_time_makes_no_current_beyond_the_scale() {
    // 40 V/ms, and 5 V at 100 Hz whose slope is what the current follows: as much again for all of the slope would be 10 A
    let mut rig = Rig::with(&SHEET, config_of(&SHEET, FRAME), FRAME, 5);
    for frame in 0..401_u16 {
        let part = f64::from(frame) / 400.0;
        let (sine, cosine) = (core::f64::consts::TAU * 2.0 * part).sin_cos();
        let volts = -400.0 + 800.0 * part + 5.0 * sine;
        let code = |value: f64, span: f64| 2_048 + (value / span * 4_095.0).round() as i32;
        let flags = FrameFlags::IN_WINDOW;
        let status = FrameStatus {
            sequence: frame,
            flags,
        };
        let (residual, voltage) = (code(0.8 * cosine, 2.0), code(volts, 1_000.0));
        rig.sampler.on_frame(status, residual, voltage);
    }
    assert_eq!(rig.judge(), Err(NoReading::Reference));
}

#[test]
fn a_line_that_dies_is_no_direct_voltage() {
    for hertz in [47, 50, 52] {
        for place in 0..24 {
            let mut rig = running();
            rig.model.line.set_frequency(Frequency::from_hertz(hertz));
            rig.run(MS * 40);
            rig.run_to(Ratio::from_ppm(place * 1_000_000 / 24));
            rig.model.line.set_voltage(Voltage::ZERO);
            rig.model.settle();
            for frame in 0..600 {
                rig.frame();
                assert!(rig.judge().is_ok(), "{hertz} Hz, {place}: {frame}");
            }
        }
    }
}

#[test]
fn an_offset_is_taken_off_and_one_beyond_its_limit_is_an_error_for_good() {
    let mut rig = Rig::new(4);
    rig.model.sensor.set_offset(ma(-8));
    rig.run(MS * 30);
    let found = rig.evaluator.zero(rig.sampler.window()).unwrap();
    assert!((milliamps(found) + 8.0).abs() < 0.3, "{found}");
    assert_eq!(rig.evaluator.offset(), found);
    rig.run(MS);
    let now = rig.judge().unwrap();
    assert!(now.direct.abs() < ma(1) && now.total < ma(1), "{now:?}");

    rig.model.sensor.set_offset(ma(12));
    rig.run(MS * 30);
    let error = rig.evaluator.zero(rig.sampler.window()).unwrap_err();
    assert!(matches!(error, NoReading::Offset(offset) if offset > ma(11)));
    assert_eq!(error.kind(), ErrorKind::Fault);
    rig.run(MS);
    assert_eq!(rig.judge(), Err(error));
    rig.model.sensor.set_offset(ma(2));
    rig.run(MS * 30);
    assert!(rig.evaluator.zero(rig.sampler.window()).is_ok());
}

#[test]
fn two_sensors_know_nothing_of_each_other() {
    let (mut one, mut other) = (running(), running());
    one.model.sensor.freeze(Some(2_048));
    one.run(MS * 25);
    other.model.leakage.set_direct(ma(40));
    other.run(MS * 25);
    assert_eq!(one.judge(), Err(NoReading::Stuck));
    let found = other.judge().unwrap();
    assert!((milliamps(found.direct) - 40.0).abs() < 0.5);
}

#[test]
fn configurations_that_judge_nothing_are_refused() {
    let residual = Channel::<Current>::new(0, 4_095, 2_048, Current::from_amps(2)).unwrap();
    let voltage = Channel::<Voltage>::new(0, 4_095, 2_048, Voltage::from_volts(1_000)).unwrap();
    let (floor, offset) = (Voltage::from_volts(10), ma(10));
    let new = |micros, floor, offset| {
        Config::new(
            Duration::from_micros(micros),
            residual,
            voltage,
            floor,
            offset,
        )
    };
    for micros in [0, 19, 170, 300, 390, 501, 1_000_000] {
        assert_eq!(
            new(micros, floor, offset),
            Err(ConfigError::Period),
            "{micros}"
        );
    }
    for micros in [20, 25, 50, 62, 100, 125, 166, 250, 400, 500] {
        let config = new(micros, floor, offset).unwrap();
        let window = config.window();
        assert!(
            window <= MS * 20 && window > MS * 19,
            "{micros}: {window:?}"
        );
        let latency = config.latency();
        assert!(
            latency <= MS * 20 + MS / 2 && latency > window,
            "{micros}: {latency:?}"
        );
    }
    for bad in [
        Voltage::ZERO,
        Voltage::from_volts(501),
        Voltage::from_volts(-1),
    ] {
        assert_eq!(new(50, bad, offset), Err(ConfigError::Limit));
    }
    for bad in [Current::ZERO, ma(1_001), ma(-1)] {
        assert_eq!(new(50, floor, bad), Err(ConfigError::Limit));
    }
    let far = Channel::<Current>::new(0, 4_095, 2_048, Current::from_amps(70)).unwrap();
    let beyond = Config::new(FRAME, far, voltage, floor, offset);
    assert_eq!(beyond, Err(ConfigError::Scale));
    let far = Channel::<Voltage>::new(0, 4_095, 2_048, Voltage::from_volts(2_100)).unwrap();
    let beyond = Config::new(FRAME, residual, far, floor, offset);
    assert_eq!(beyond, Err(ConfigError::Scale));
    let config = new(50, floor, offset).unwrap();
    assert!(config.with_lag(Duration::from_micros(400)).is_ok());
    let late = config.with_lag(Duration::from_micros(401));
    assert_eq!(late, Err(ConfigError::Lag));
    assert_eq!(ConfigError::Lag.kind(), ErrorKind::OutOfRange);
}

/// Frames of a source: a new one may come between the reads.
struct Source {
    torn: bool,
    reads: core::cell::Cell<u16>,
    sequence: u16,
}

impl rcm::hal_inverter::FrameSource<3> for Source {
    fn status(&self) -> FrameStatus {
        let reads = self.reads.replace(self.reads.get() + 1);
        FrameStatus {
            sequence: self.sequence + if self.torn { reads } else { 0 },
            flags: FrameFlags::IN_WINDOW,
        }
    }

    fn code<const CHANNEL: usize>(&self) -> i32 {
        match CHANNEL {
            1 => 2_048 + 200 + i32::from(self.sequence % 2),
            _ => 2_048,
        }
    }
}

#[test]
fn a_source_is_read_by_channel_and_a_torn_frame_is_missing() {
    let config = config_of(&SHEET, FRAME);
    let mut sampler = Sampler::new(config);
    let mut evaluator = Evaluator::new(config);
    let feed = |sampler: &mut Sampler, sequence, torn| {
        let reads = core::cell::Cell::new(0);
        let source = Source {
            torn,
            reads,
            sequence,
        };
        sampler.on_source::<1, 2, 3>(&source);
    };
    for sequence in 0..500 {
        feed(&mut sampler, sequence, false);
    }
    let found = evaluator.evaluate(sampler.window()).unwrap();
    assert!((milliamps(found.direct) - 200.5 * 2_000.0 / 4_095.0).abs() < 0.2);
    feed(&mut sampler, 500, true);
    feed(&mut sampler, 501, false);
    assert_eq!(
        evaluator.evaluate(sampler.window()),
        Err(NoReading::Filling)
    );
}
