//! Connecting takes its time, and not more.

use super::super::{GridCause, GridProfile, GridVerdict};
use super::bench::{Bench, MS, Signal, full};
use core::time::Duration;

const PERIOD: Duration = Duration::from_micros(250);

/// Runs until granted, for `most`; returns the time.
fn granted_after(bench: &mut Bench, signal: &Signal, most: Duration) -> Option<Duration> {
    let begun = bench.now();
    bench.connected = false;
    for _ in 0..bench.protection.config().frames.of(most) {
        let frame = bench.sample(signal);
        if bench.step(&frame).granted {
            return Some(bench.now().saturating_since(begun));
        }
    }
    None
}

#[test]
fn every_profile_grants_after_its_time_and_inside_of_its_window_only() {
    for profile in GridProfile::SHIPPED {
        let window = profile.reconnect.unwrap();
        let volts = |voltage: hal_power::Voltage| f64::from(voltage.as_microvolts()) / 1e6;
        let hertz = |frequency: hal_power::Frequency| f64::from(frequency.as_millihertz()) / 1e3;
        let (low, high) = (volts(window.voltage.0), volts(window.voltage.1));
        let (slow, fast) = (hertz(window.frequency.0), hertz(window.frequency.1));
        let signals = [
            (Signal::volts(low + 0.1), Signal::volts(low - 0.1)),
            (Signal::volts(high - 0.1), Signal::volts(high + 0.1)),
            (Signal::hertz(slow + 0.005), Signal::hertz(slow - 0.005)),
            (Signal::hertz(fast - 0.005), Signal::hertz(fast + 0.005)),
        ];
        for (inside, outside) in signals {
            let mut bench = Bench::new(full(profile, PERIOD));
            let never = granted_after(&mut bench, &outside, window.after * 2);
            assert_eq!(never, None, "{} at {outside:?}", profile.edition);
            let full = GridVerdict::Waiting {
                remaining: window.after,
            };
            assert_eq!(bench.protection.verdict(), full);
            // now it comes inside
            let took = granted_after(&mut bench, &inside, window.after * 2).expect("not granted");
            assert!(took >= window.after, "{}: early, {took:?}", profile.edition);
            assert!(
                took <= window.after + MS * 60,
                "{}: late, {took:?}",
                profile.edition
            );
        }
    }
}

#[test]
fn the_countdown_is_seen_and_begins_again_after_a_dip() {
    let mut bench = Bench::new(full(&GridProfile::EN_50549_1_2019, PERIOD));
    bench.run(&Signal::nominal(), Duration::from_secs(40));
    let remaining = |bench: &Bench| match bench.protection.verdict() {
        GridVerdict::Waiting { remaining } => remaining,
        other => panic!("{other:?}"),
    };
    let left = remaining(&bench);
    assert!(left >= MS * 20_000 && left <= MS * 20_060, "{left:?}");
    bench.run(&Signal::volts(190.0), MS * 40);
    assert_eq!(remaining(&bench), Duration::from_secs(60));
    let took = granted_after(&mut bench, &Signal::nominal(), Duration::from_secs(70)).unwrap();
    assert!(
        took >= Duration::from_secs(60) && took <= MS * 60_060,
        "{took:?}"
    );
}

#[test]
fn a_grant_that_nobody_used_is_withdrawn_outside_of_the_window() {
    // above the window and below the limit
    let signal = Signal::hertz(50.5);
    let mut bench = Bench::granted(full(&GridProfile::EN_50549_1_2019, PERIOD));
    assert_eq!(
        bench.trip(&signal, Duration::from_secs(5)),
        None,
        "connected"
    );
    bench.run(&Signal::nominal(), MS * 100);
    bench.connected = false;
    bench.run(&signal, MS * 60);
    let full = GridVerdict::Waiting {
        remaining: Duration::from_secs(60),
    };
    assert_eq!(bench.protection.verdict(), full);
}

#[test]
fn a_short_interruption_reconnects_sooner_where_the_profile_says_so() {
    for (profile, out, after) in [
        (&GridProfile::VDE_AR_N_4105_2011, 2_800, 8),
        (&GridProfile::VDE_AR_N_4105_2011, 3_200, 65),
        (&GridProfile::VDE_AR_N_4105_2018, 2_000, 60),
    ] {
        let mut bench = Bench::granted(full(profile, PERIOD));
        let (trip, apart) = bench
            .trip(&Signal::volts(0.0), Duration::from_secs(5))
            .unwrap();
        assert!(matches!(trip.cause, GridCause::UnderVoltage(_)));
        bench.connected = false;
        bench.run(&Signal::volts(0.0), MS * out - apart);
        let after = Duration::from_secs(after);
        let took = granted_after(&mut bench, &Signal::nominal(), after * 2).unwrap();
        assert!(took >= after && took <= after + MS * 80, "{took:?}");
    }
}

#[test]
fn what_tripped_first_stays_until_it_clears_itself() {
    let mut bench = Bench::granted(full(&GridProfile::VDE_AR_N_4105_2018, PERIOD));
    let (trip, _) = bench.trip(&Signal::hertz(52.0), MS * 500).unwrap();
    assert_eq!(trip.cause, GridCause::OverFrequency(0));
    bench.run(&Signal::volts(0.0), Duration::from_secs(2));
    bench.run(&Signal::nominal(), Duration::from_secs(30));
    match bench.protection.verdict() {
        GridVerdict::Tripped {
            trip: held,
            remaining,
        } => {
            assert_eq!(held, trip);
            assert!(
                remaining >= MS * 30_000 && remaining <= MS * 30_060,
                "{remaining:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    bench.run(&Signal::nominal(), Duration::from_secs(31));
    assert_eq!(bench.protection.verdict(), GridVerdict::Granted);
}
