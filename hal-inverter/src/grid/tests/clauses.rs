//! What only some codes have: the mean of ten minutes, rate of change of frequency, direct current.

use super::super::{Clause, DirectStage, GridCause, GridProfile, GridVerdict, RateStage};
use super::bench::{Bench, MS, RELEASE, Signal, config, current};
use super::std::boxed::Box;
use core::time::Duration;
use hal_power::{
    Contacts, Current, Frequency, Path, PathId, Reading, Refused,
    check::{Step, ZeroCheck, ZeroConfig, ZeroInputs},
};

const SECOND: Duration = Duration::from_secs(1);
const TEN_MINUTES: Duration = Duration::from_secs(600);

fn leaked(profile: GridProfile) -> &'static GridProfile {
    Box::leak(Box::new(profile))
}

#[test]
fn the_mean_of_ten_minutes_trips_at_its_limit_and_after_ten_minutes() {
    for profile in GridProfile::SHIPPED {
        let Clause::Stated(limit) = profile.average else {
            continue;
        };
        let limit = f64::from(limit.as_microvolts()) / 1e6;
        // a tenth below for half an hour; the grid code's other limits are not reached
        let mut bench = Bench::granted(config(profile, MS));
        assert_eq!(
            bench.trip(&Signal::volts(limit - 0.2), TEN_MINUTES * 2),
            None
        );
        // the block in which it changes, and ten minutes of blocks
        let outside = Signal::volts(limit + 0.3);
        let over = profile.over_voltage[0].limit.as_microvolts();
        if f64::from(over) / 1e6 <= limit {
            continue;
        }
        let (trip, apart) = bench.trip(&outside, TEN_MINUTES * 2).expect("no trip");
        assert_eq!(trip.cause, GridCause::Average);
        // what is remembered lies 0.2 V below: two fifths of ten minutes are enough
        let exact = 600.0 * 0.2 / 0.5;
        assert!((apart.as_secs_f64() - exact).abs() <= 30.0, "{apart:?}");
    }
}

#[test]
fn a_step_of_the_mean_is_cut_off_when_the_mean_passes_the_limit() {
    // 230 V for ten minutes, then 258 V: the mean square passes 253 V after 490 s
    let mut bench = Bench::granted(config(&GridProfile::VDE_AR_N_4105_2018, MS));
    assert_eq!(bench.trip(&Signal::nominal(), TEN_MINUTES), None);
    let (trip, apart) = bench
        .trip(&Signal::volts(258.0), TEN_MINUTES)
        .expect("no trip");
    assert_eq!(trip.cause, GridCause::Average);
    let exact =
        600.0 * (253.0_f64.powi(2) - 230.0_f64.powi(2)) / (258.0_f64.powi(2) - 230.0_f64.powi(2));
    let late = apart.as_secs_f64() - exact;
    assert!((0.0..=6.1).contains(&late), "{apart:?}, {exact} s");
    // and stays out as long as the mean is high
    bench.connected = false;
    bench.run(&Signal::nominal(), SECOND * 5);
    assert!(!bench.outputs.unwrap().granted);
    bench.run(&Signal::nominal(), TEN_MINUTES);
    assert!(bench.outputs.unwrap().granted);
}

const RATE: RateStage = RateStage {
    per_second: Frequency::from_hertz(1),
    window: Duration::from_millis(300),
    within: Duration::from_millis(200),
};

/// Lets the frequency run at this rate, in hertz a second, for as long as it stays within the limits.
fn ramp(bench: &mut Bench, rate: f64) -> Option<(GridCause, Duration)> {
    let from = if rate > 0.0 { 48.2 } else { 50.8 };
    let mut signal = Signal::nominal();
    while (signal.hertz - from).abs() > 1e-3 {
        signal.hertz += 0.000_5 * (from - signal.hertz).signum();
        assert_eq!(bench.trip(&signal, MS), None, "on the way");
    }
    let begun = bench.now();
    while (48.1..50.9).contains(&signal.hertz) {
        signal.hertz += rate / 1e3;
        if let Some((trip, _)) = bench.trip(&signal, MS) {
            return Some((trip.cause, bench.now().saturating_since(begun) + RELEASE));
        }
    }
    None
}

#[test]
fn a_frequency_that_changes_too_fast_trips_and_one_that_does_not_stays() {
    let profile = leaked(GridProfile::EN_50549_1_2019.with_rate(Clause::Stated(RATE)));
    let granted = Bench::granted(config(profile, MS / 4));
    for rate in [0.5, 0.9, -0.5, -0.9] {
        assert_eq!(ramp(&mut granted.clone(), rate), None, "{rate} Hz/s");
    }
    for rate in [1.3, 2.0, -1.3, -2.0] {
        let (cause, took) = ramp(&mut granted.clone(), rate).expect("no trip");
        assert_eq!(cause, GridCause::Rate);
        // up to four thirds of the window until it shows
        let most = RATE.window * 4 / 3 + RATE.window / 3 + RATE.within;
        assert!(took <= most, "{rate} Hz/s: {took:?}");
    }
    // no clause, no trip
    let mut absent = Bench::granted(config(&GridProfile::EN_50549_1_2019, MS / 4));
    assert_eq!(ramp(&mut absent, 2.0), None);
}

const DIRECT: DirectStage = DirectStage {
    limit: Current::from_milliamps(50),
    within: Duration::from_millis(200),
};

/// A path whose relays are open, and a check that has found this mean.
fn zeroed(bench: &mut Bench, offset: f64) -> Result<(), Refused> {
    let contacts = Contacts::first(4);
    let path = Path::new(PathId(1), contacts);
    let config = ZeroConfig::new(contacts, current(1.0), 4, SECOND).unwrap();
    let mut check = ZeroCheck::new(config);
    let now = bench.now();
    check.start(now, &path);
    for tick in 1..=4 {
        let at = now.saturating_add(MS * tick);
        let inputs = ZeroInputs::new(Ok(Reading::new(current(offset), at)));
        if let Step::Done(proof) = check.step(at, &path, inputs) {
            return bench.protection.zero(proof, &check, at, &path);
        }
    }
    panic!("no proof");
}

fn supervised() -> Bench {
    let profile = leaked(GridProfile::EN_50549_1_2019.with_direct(Clause::Stated(DIRECT)));
    Bench::new(config(profile, MS / 4).with_offset(current(0.4)))
}

#[test]
fn nothing_is_granted_before_the_current_is_zeroed() {
    let mut bench = supervised();
    bench.run(&Signal::nominal(), SECOND * 3);
    assert!(!bench.outputs.unwrap().granted);
    assert_eq!(
        zeroed(&mut bench, 0.5),
        Err(Refused::State),
        "offset too large"
    );
    bench.run(&Signal::nominal(), SECOND * 3);
    assert!(!bench.outputs.unwrap().granted);
    assert_eq!(zeroed(&mut bench, 0.3), Ok(()));
    bench.run(&Signal::nominal(), SECOND + MS * 60);
    assert!(bench.outputs.unwrap().granted);
    assert_eq!(zeroed(&mut bench, 0.3), Err(Refused::State), "granted");
}

#[test]
fn injected_direct_current_trips_in_time_beside_the_offset() {
    let mut bench = supervised();
    assert_eq!(zeroed(&mut bench, -0.3), Ok(()));
    let mut signal = Signal::nominal();
    signal.direct = -0.3;
    bench.run(&signal, SECOND * 2);
    assert!(bench.outputs.unwrap().granted);
    let tolerance = bench.protection.config().voltage_tolerance(SECOND);
    for direct in [0.048, -0.048] {
        signal.direct = -0.3 + direct;
        assert_eq!(bench.clone().trip(&signal, SECOND * 3), None, "{direct} A");
    }
    for direct in [0.053, -0.053, 2.0, -2.0] {
        for phase in 0..10 {
            let mut bench = bench.clone();
            signal.direct = -0.3;
            bench.run(&signal, MS * 2 * phase);
            signal.direct = -0.3 + direct;
            let (trip, apart) = bench.trip(&signal, SECOND).expect("no trip");
            assert_eq!(trip.cause, GridCause::Direct);
            assert!(apart <= DIRECT.within + tolerance, "{direct} A: {apart:?}");
            assert!(apart + tolerance >= DIRECT.within, "{direct} A: {apart:?}");
            // and has to be zeroed again
            bench.connected = false;
            signal.direct = -0.3;
            bench.run(&signal, SECOND * 2);
            assert!(!bench.outputs.unwrap().granted);
        }
    }
}

#[test]
fn a_current_that_is_not_sampled_trips_only_where_it_is_supervised() {
    let lost = |mut bench: Bench| {
        for _ in 0..100 {
            let mut frame = bench.sample(&Signal::nominal());
            frame.current = Err(hal_power::ErrorKind::NotReady);
            let _ = bench.step(&frame);
        }
        bench.protection.verdict()
    };
    let mut bench = supervised();
    assert_eq!(zeroed(&mut bench, 0.0), Ok(()));
    bench.run(&Signal::nominal(), SECOND * 2);
    assert!(matches!(lost(bench), GridVerdict::Tripped { .. }));
    let bench = Bench::granted(config(&GridProfile::EN_50549_1_2019, MS / 4));
    assert_eq!(lost(bench), GridVerdict::Granted);
}
