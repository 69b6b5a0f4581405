use super::*;
use crate::{ErrorKind, Reading};

const MS: Duration = Duration::from_millis(1);
const START: Instant = Instant::from_micros(1_000_000);

const fn ma(milliamps: i32) -> Current {
    Current::from_milliamps(milliamps)
}

const fn limit(milliamps: i32, millis: u64) -> ResidualLimit {
    ResidualLimit {
        current: ma(milliamps),
        within: Duration::from_millis(millis),
    }
}

/// Figures as two inverter makers state them, up to 30 kVA.
const LIMITS: ResidualLimits<3> = ResidualLimits {
    source: "facts sheet, read in an ABB manual and a Solis note, not in IEC 62109-2 itself",
    continuous: limit(300, 300),
    steps: [limit(30, 300), limit(60, 150), limit(150, 40)],
};
const RELEASE: Duration = Duration::from_millis(10);
const PERIOD: Duration = Duration::from_millis(2);

fn config() -> Result<ResidualMonitorConfig<3>, ConfigError> {
    drifting(ma(5))
}

fn drifting(drift: Current) -> Result<ResidualMonitorConfig<3>, ConfigError> {
    ResidualMonitorConfig::new(LIMITS, RELEASE, PERIOD, drift, ma(1), MS * 5)
}

/// Sees 250 mA of capacitive current all the time and `step` in phase from `onset` on; returns when the contacts are apart.
fn run(step: i32, capacitive: i32) -> Option<(ResidualTrip, Duration)> {
    run_with(config().unwrap(), Duration::ZERO, step, capacitive)
}

/// The same, on a sensor whose answers speak of `latency` ago.
fn run_with(
    config: ResidualMonitorConfig<3>,
    latency: Duration,
    step: i32,
    capacitive: i32,
) -> Option<(ResidualTrip, Duration)> {
    let mut monitor = ResidualCurrentMonitor::new(config, START);
    let onset = MS * 501;
    for tick in 1..1_000_u32 {
        let now = START.saturating_add(PERIOD * tick);
        let late = now.saturating_sub(latency);
        let begun = late >= START.saturating_add(onset);
        let in_phase = if begun { step } else { 0 };
        let total = f64::from(in_phase).hypot(f64::from(capacitive));
        #[allow(clippy::cast_possible_truncation, reason = "far inside the range")]
        let total = Current::from_microamps((total * 1e3) as i32);
        let current = ResidualCurrent::new(ma(in_phase), total);
        if let Err(trip) = monitor.step(now, Ok(Reading::new(current, late))) {
            let apart = now.saturating_add(RELEASE);
            return Some((trip, apart.saturating_since(START.saturating_add(onset))));
        }
    }
    None
}

#[test]
fn steps_are_cut_off_in_time_beside_capacitive_current() {
    for (step, within) in [(30, 300), (60, 150), (150, 40), (-30, 300), (-150, 40)] {
        let (trip, took) = run(step, 250).unwrap();
        let within = MS * within;
        assert!(matches!(trip, ResidualTrip::Step(_)), "{trip:?}");
        assert!(took <= within, "{step} mA: {took:?}");
        assert!(
            took + MS * 10 > within,
            "{step} mA needlessly early: {took:?}"
        );
    }
}

#[test]
fn a_late_sensor_and_a_baseline_that_follows_cost_no_time() {
    for drift in [5, 20, 40] {
        for latency in [0, 1, 4] {
            for (step, within) in [(30, 300), (60, 150), (150, 40)] {
                let config = drifting(ma(drift)).unwrap();
                let (trip, took) = run_with(config, MS * latency, step, 250).unwrap();
                assert!(matches!(trip, ResidualTrip::Step(_)), "{trip:?}");
                assert!(took <= MS * within, "{drift} {latency} {step}: {took:?}");
            }
        }
    }
}

#[test]
fn what_is_below_a_limit_stays() {
    assert_eq!(run(25, 250), None);
    assert_eq!(run(0, 298), None);
    let (_, took) = run(50, 0).unwrap();
    assert!(took > MS * 150, "{took:?}");
}

#[test]
fn continuous_current_is_cut_off_in_time() {
    let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
    let mut now = START;
    let trip = loop {
        assert!(now < START.saturating_add(MS * 1_000), "no trip");
        now = now.saturating_add(PERIOD);
        // in phase from the first reading on: no step
        let current = ResidualCurrent::new(ma(100), ma(300));
        if let Err(trip) = monitor.step(now, Ok(Reading::new(current, now))) {
            break trip;
        }
    };
    assert_eq!(trip, ResidualTrip::Continuous(ma(300)));
    let apart = now.saturating_since(START) + RELEASE;
    assert!(apart <= MS * 300 && apart > MS * 290, "{apart:?}");
}

#[test]
fn a_slow_change_is_no_step() {
    let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
    for tick in 0..10_000_u32 {
        let now = START.saturating_add(PERIOD * tick);
        // 4 mA/s up to 80 mA
        let slow = Current::from_microamps(i32::try_from(tick).unwrap() * 8);
        let current = ResidualCurrent::new(slow, slow);
        assert_eq!(monitor.step(now, Ok(Reading::new(current, now))), Ok(()));
    }
    // and a step on top still is one
    let mut now = START.saturating_add(PERIOD * 10_000);
    let begin = now;
    let current = ResidualCurrent::new(ma(110), ma(110));
    while monitor.step(now, Ok(Reading::new(current, now))).is_ok() {
        assert!(now < begin.saturating_add(MS * 1_000), "no trip");
        now = now.saturating_add(PERIOD);
    }
    assert!(now.saturating_since(begin) + RELEASE <= MS * 300);
}

#[test]
fn a_silent_sensor_trips_within_the_shortest_budget_and_an_error_between_does_not() {
    let quiet = ResidualCurrent::new(ma(0), ma(20));
    let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
    for tick in 1..100_u32 {
        let now = START.saturating_add(PERIOD * tick);
        let input = match tick % 3 {
            0 => Ok(Reading::new(quiet, now)),
            1 => Err(ErrorKind::Integrity),
            _ => Ok(Reading::new(quiet, START)),
        };
        assert_eq!(monitor.step(now, input), Ok(()), "{tick}");
    }
    let begin = START.saturating_add(PERIOD * 99);
    let mut now = begin;
    let trip = loop {
        assert!(now < begin.saturating_add(MS * 1_000), "no trip");
        now = now.saturating_add(PERIOD);
        if let Err(trip) = monitor.step(now, Err(ErrorKind::Bus)) {
            break trip;
        }
    };
    assert_eq!(trip, ResidualTrip::Blind(ErrorKind::Bus.into()));
    assert!(now.saturating_since(begin) + RELEASE <= MS * 40);
}

#[test]
fn a_trip_stays_until_it_is_reset() {
    let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
    let late = START.saturating_add(MS * 50);
    assert!(monitor.step(late, Err(ErrorKind::Bus)).is_err());
    let quiet = Ok(Reading::new(ResidualCurrent::new(ma(0), ma(0)), late));
    assert!(monitor.step(late, quiet).is_err() && monitor.trip().is_some());
    monitor.reset(late);
    assert_eq!(monitor.step(late, quiet), Ok(()));
}

#[test]
fn a_relay_too_slow_or_a_threshold_eaten_up_is_no_configuration() {
    let slow = ResidualMonitorConfig::new(LIMITS, MS * 38, PERIOD, ma(5), ma(1), MS * 5);
    assert_eq!(slow.unwrap_err(), ConfigError::NoTimeLeft);
    let noisy = ResidualMonitorConfig::new(LIMITS, RELEASE, PERIOD, ma(5), ma(15), MS * 5);
    assert_eq!(noisy.unwrap_err(), ConfigError::NoLimit);
    let config = config().unwrap();
    assert_eq!(config.limits().source, LIMITS.source);
    assert_eq!(config.budget(&LIMITS.steps[2]), MS * 28);
}

/// Whatever is heard before and during: once the truth stays beyond a limit, the trip comes in time.
#[test]
fn no_mixture_of_bad_readings_delays_a_trip() {
    for word in 0..3_u32.pow(8) {
        let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
        let zero = ResidualCurrent::new(ma(0), ma(0));
        let person = ResidualCurrent::new(ma(155), ma(155));
        assert!(monitor.step(START, Ok(Reading::new(zero, START))).is_ok());
        let mut tripped = None;
        for tick in 1..=14_u32 {
            let now = START.saturating_add(PERIOD * tick);
            let input = match word / 3_u32.pow(tick % 8) % 3 {
                0 => Err(ErrorKind::Bus),
                1 => Ok(Reading::new(person, START)),
                _ => Ok(Reading::new(person, now)),
            };
            if monitor.step(now, input).is_err() && tripped.is_none() {
                tripped = Some(now.saturating_since(START) + RELEASE);
            }
        }
        assert!(
            tripped.is_some_and(|took| took <= MS * 40),
            "{word}: {tripped:?}"
        );
    }
}

/// Reads nothing for a while, then a value for good; returns the trip.
fn after_quiet(before: ResidualCurrent, then: ResidualCurrent) -> Option<ResidualTrip> {
    let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
    for tick in 1..400_u32 {
        let now = START.saturating_add(PERIOD * tick);
        let value = if tick < 100 { before } else { then };
        if let Err(trip) = monitor.step(now, Ok(Reading::new(value, now))) {
            return Some(trip);
        }
    }
    None
}

#[test]
fn a_direct_step_counts_and_no_sign_hides_it() {
    let quiet = ResidualCurrent::new(ma(10), ma(10)).with_direct(ma(-5));
    for (in_phase, direct) in [
        (0, 30),
        (0, -30),
        (20, -20),
        (-20, 20),
        (20, 20),
        (-15, -15),
    ] {
        let then = ResidualCurrent::new(ma(10 + in_phase), ma(60)).with_direct(ma(direct - 5));
        let trip = after_quiet(quiet, then);
        assert!(
            matches!(trip, Some(ResidualTrip::Step(_))),
            "{in_phase} {direct}: {trip:?}"
        );
    }
    for (in_phase, direct) in [(0, 20), (10, -10), (-20, 0)] {
        let then = ResidualCurrent::new(ma(10 + in_phase), ma(60)).with_direct(ma(direct - 5));
        assert_eq!(after_quiet(quiet, then), None);
    }
}

#[test]
fn the_sign_of_a_step_is_that_of_its_larger_part() {
    let quiet = ResidualCurrent::new(ma(0), ma(10));
    for (in_phase, direct, sum) in [(10, -35, -45), (-10, 35, 45), (35, -10, 45), (-35, 10, -45)] {
        let then = ResidualCurrent::new(ma(in_phase), ma(60)).with_direct(ma(direct));
        let trip = after_quiet(quiet, then);
        let Some(ResidualTrip::Step(change)) = trip else {
            panic!("{in_phase} {direct}: {trip:?}");
        };
        // less what the baseline has followed
        let short = change.abs_diff(ma(sum));
        assert!(short < ma(5), "{in_phase} {direct}: {change}");
    }
}

#[test]
fn the_baseline_follows_both_parts_together_no_faster_than_the_drift() {
    // 3 mA/s and 4 mA/s are more than 5 mA/s, by 2 mA/s
    let run = |first: i32, second: i32| {
        let mut monitor = ResidualCurrentMonitor::new(config().unwrap(), START);
        (0..10_000_i32).find(|tick| {
            let now = START.saturating_add(PERIOD * u32::try_from(*tick).unwrap());
            let part = |rate| Current::from_microamps(rate * 2 * tick);
            let value = ResidualCurrent::new(part(first), ma(0)).with_direct(part(second));
            monitor.step(now, Ok(Reading::new(value, now))).is_err()
        })
    };
    assert_eq!(run(2, 3), None);
    assert!(run(3, 4).is_some_and(|tick| tick > 6_000));
}
