//! Whatever load, meter and output do.

extern crate std;

use super::*;
use core::time::Duration;
use hal_power::Reading;
use proptest::prelude::*;
use std::vec::Vec;

const TICK: Duration = Duration::from_millis(50);
const MAX_AGE: Duration = Duration::from_millis(1_000);

const fn watts(watts: i32) -> Power {
    Power::from_watts(watts)
}

fn config(limit: i32) -> ExportLimitConfig {
    let config = ExportLimitConfig::new(MAX_AGE).unwrap();
    config.with_limit(watts(limit)).unwrap()
}

/// A house with an inverter that could deliver `available`, and a meter that averages over some ticks and tells late.
struct House {
    limit: ExportLimit,
    now: Instant,
    output: i32,
    available: i32,
    /// Of each tick: when, and what was exported.
    exported: Vec<(Instant, i32)>,
    /// Ticks that a reading averages over, and ticks until it is told.
    averages: usize,
    delay: usize,
    told: Input<Power>,
}

/// What the meter does in a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meter {
    Measures,
    Holds,
    Fails,
}

impl House {
    fn new(config: ExportLimitConfig, averages: usize, delay: usize) -> Self {
        Self {
            limit: ExportLimit::new(config),
            now: Instant::from_micros(1_000_000),
            output: 0,
            available: 10_000,
            exported: Vec::new(),
            averages,
            delay,
            told: Err(ErrorKind::NotReady),
        }
    }

    /// One tick; returns what is exported after it.
    fn tick(&mut self, load: i32, meter: Meter) -> i32 {
        self.now = self.now.saturating_add(TICK);
        self.exported.push((self.now, self.output - load));
        let end = self.exported.len().saturating_sub(self.delay);
        let begin = end.saturating_sub(self.averages);
        match meter {
            Meter::Measures if end > begin => {
                let window = &self.exported[begin..end];
                let sum: i32 = window.iter().map(|(_, export)| export).sum();
                let mean = sum / i32::try_from(window.len()).unwrap();
                self.told = Ok(Reading::new(watts(mean), window[0].0));
            }
            Meter::Measures | Meter::Holds => {}
            Meter::Fails => self.told = Err(ErrorKind::Bus),
        }
        let cap = self.limit.step(self.now, self.told, watts(self.output));
        self.output = self.available.min(cap.as_watts());
        self.output - load
    }
}

fn meter() -> impl Strategy<Value = Meter> {
    prop_oneof![
        6 => Just(Meter::Measures),
        3 => Just(Meter::Holds),
        1 => Just(Meter::Fails),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn beyond_the_limit_is_never_longer_than_the_reaction(
        limit in 0..6_000_i32,
        averages in 1..8_usize,
        delay in 0..12_usize,
        rise in prop::option::of(100..20_000_i32),
        stretches in prop::collection::vec((0..9_000_i32, 0..12_000_i32, prop::collection::vec(meter(), 1..40)), 1..25),
    ) {
        let mut config = config(limit);
        if let Some(rise) = rise {
            config = config.with_rise(watts(rise)).unwrap();
        }
        let reaction = config.reaction(TICK, TICK);
        let mut house = House::new(config, averages, delay);
        let (mut beyond, mut load_before) = (Duration::ZERO, 0);
        for (load, available, meters) in stretches {
            house.available = available;
            // a load that goes while export is beyond already begins a new reaction
            if load < load_before {
                beyond = Duration::ZERO;
            }
            load_before = load;
            for meter in meters {
                // a reading's mean is rounded to whole W
                let is_beyond = house.tick(load, meter) > limit + 1;
                beyond = if is_beyond { beyond + TICK } else { Duration::ZERO };
                prop_assert!(beyond <= reaction, "{beyond:?} beyond {limit} W");
            }
        }
    }

    #[test]
    fn a_steady_house_exports_the_limit_and_goes_on_doing_so(
        limit in 0..3_000_i32,
        load in 0..6_000_i32,
        averages in 1..8_usize,
        delay in 0..8_usize,
    ) {
        let mut house = House::new(config(limit), averages, delay);
        let mut last = Vec::new();
        for tick in 0..400 {
            let export = house.tick(load, Meter::Measures);
            if tick >= 200 {
                last.push(export);
            }
        }
        let (least, most) = (last.iter().min().unwrap(), last.iter().max().unwrap());
        prop_assert!(*most <= limit + 1 && *least >= limit - 1, "{least} to {most} W for {limit} W");
    }
}

#[test]
fn without_a_meter_it_is_the_limit_within_one_step() {
    let now = Instant::from_micros(5_000_000);
    let fresh = Ok(Reading::new(watts(-2_000), now));
    let late = now.saturating_add(MAX_AGE + Duration::from_micros(1));
    let future = Ok(Reading::new(watts(-2_000), late.saturating_add(TICK)));
    for (meter, at, cause) in [
        (Err(ErrorKind::Bus), now, Unusable::Sensor(ErrorKind::Bus)),
        (fresh, late, Unusable::Stale),
        (future, late, Unusable::Stale),
    ] {
        let mut limit = ExportLimit::new(config(600));
        assert_eq!(limit.step(now, fresh, watts(500)), watts(3_100));
        assert_eq!(limit.basis(), ExportBasis::Metered);
        assert_eq!(limit.step(at, meter, watts(3_100)), watts(600));
        assert_eq!(limit.basis(), ExportBasis::Blind(cause));
    }
}

#[test]
fn an_output_that_has_risen_since_is_not_taken_for_a_load() {
    let mut limit = ExportLimit::new(config(0));
    let at = |ticks: u32| Instant::from_micros(1_000_000).saturating_add(TICK * ticks);
    let held = Ok(Reading::new(watts(-4_000), at(0)));
    let mut output = Power::ZERO;
    for tick in 0..10 {
        output = limit.step(at(tick), held, output);
        assert_eq!(output, watts(4_000), "{tick}");
    }
}

#[test]
fn of_many_outputs_the_oldest_are_remembered_together() {
    let mut limit = ExportLimit::new(config(0));
    let at = |ticks: u32| Instant::from_micros(1_000_000).saturating_add(TICK * ticks);
    let silent = Err(ErrorKind::NotReady);
    assert_eq!(limit.step(at(0), silent, Power::ZERO), Power::ZERO);
    for tick in 1..20 {
        assert_eq!(limit.step(at(tick), silent, watts(4_000)), Power::ZERO);
    }
    let reading = Ok(Reading::new(watts(-2_000), at(1).saturating_sub(TICK / 2)));
    assert_eq!(limit.step(at(20), reading, watts(4_000)), watts(2_000));
}

#[test]
fn a_reading_from_before_the_first_step_is_of_an_output_that_nobody_knows() {
    let mut limit = ExportLimit::new(config(600));
    let now = Instant::from_micros(1_000_000);
    let before = Ok(Reading::new(watts(-2_000), now.saturating_sub(TICK)));
    assert_eq!(limit.step(now, before, watts(500)), watts(600));
    assert_eq!(limit.basis(), ExportBasis::Unrelated);
}

#[test]
fn a_limit_that_is_not_set_refuses() {
    let now = Instant::from_micros(1);
    let mut limit = ExportLimit::new(ExportLimitConfig::new(MAX_AGE).unwrap());
    for meter in [
        Err(ErrorKind::NotReady),
        Ok(Reading::new(watts(-5_000), now)),
    ] {
        assert_eq!(limit.step(now, meter, Power::ZERO), Power::ZERO);
        assert_eq!(limit.basis(), ExportBasis::Unset);
        assert_eq!(limit.basis().kind(), ErrorKind::Refused);
    }
}

#[test]
fn a_house_that_gives_power_itself_takes_from_the_limit() {
    let now = Instant::from_micros(1);
    let mut limit = ExportLimit::new(config(600));
    let meter = |export| Ok(Reading::new(watts(export), now));
    assert_eq!(limit.step(now, meter(900), watts(500)), watts(200));
    assert_eq!(limit.step(now, meter(5_000), watts(500)), Power::ZERO);
}

#[test]
fn a_load_beyond_the_fuses_is_a_meter_that_is_wrong() {
    let config = config(600).with_most_load(watts(14_000)).unwrap();
    let mut limit = ExportLimit::new(config);
    let now = Instant::from_micros(1);
    let meter = |export| Ok(Reading::new(watts(export), now));
    assert_eq!(limit.step(now, meter(-14_000), Power::ZERO), watts(14_600));
    assert_eq!(limit.step(now, meter(-14_001), Power::ZERO), watts(600));
    assert_eq!(limit.basis(), ExportBasis::Implausible);
}

#[test]
fn the_cap_falls_at_once_and_rises_as_it_may() {
    let config = config(600).with_rise(watts(1_000)).unwrap();
    let mut limit = ExportLimit::new(config);
    let at = |millis: u64| Instant::from_micros(1_000_000 + millis * 1_000);
    let meter = |millis: u64, export| Ok(Reading::new(watts(export), at(millis)));
    assert_eq!(
        limit.step(at(0), Err(ErrorKind::Bus), Power::ZERO),
        watts(600)
    );
    assert_eq!(
        limit.step(at(500), meter(500, -4_000), Power::ZERO),
        watts(1_100)
    );
    assert_eq!(
        limit.step(at(1_000), meter(1_000, -4_000), Power::ZERO),
        watts(1_600)
    );
    assert_eq!(
        limit.step(at(1_100), Err(ErrorKind::Bus), Power::ZERO),
        watts(600)
    );
}

#[test]
fn what_limits_nothing_is_refused() {
    use ExportLimitError::{Age, Limit, Load, Rise};
    assert_eq!(ExportLimitConfig::new(Duration::ZERO).err(), Some(Age));
    let config = config(0);
    assert_eq!(config.with_limit(watts(-1)).err(), Some(Limit));
    assert_eq!(config.with_most_load(Power::ZERO).err(), Some(Load));
    assert_eq!(config.with_rise(Power::ZERO).err(), Some(Rise));
}

/// Every word of readings and outputs, some steps deep.
#[test]
fn whatever_it_is_told_the_cap_is_within_limit_and_load() {
    fn explore(limit: &ExportLimit, now: Instant, depth: u32, steps: &mut u32) {
        if depth == 0 {
            return;
        }
        let now = now.saturating_add(MAX_AGE / 4);
        let meters = [
            Err(ErrorKind::Bus),
            Ok((watts(-2_000), now)),
            Ok((watts(3_000), now)),
            Ok((watts(-2_000), now.saturating_sub(MAX_AGE / 2))),
            Ok((watts(-2_000), now.saturating_sub(MAX_AGE * 2))),
            Ok((Power::MIN, now)),
            Ok((Power::MAX, now.saturating_add(TICK))),
        ];
        for meter in meters {
            for output in [Power::ZERO, watts(4_000), Power::MAX, Power::MIN] {
                let mut limit = limit.clone();
                let input = meter.map(|(value, at)| Reading::new(value, at));
                let cap = limit.step(now, input, output);
                *steps += 1;
                assert!((Power::ZERO..=watts(600 + 14_000)).contains(&cap));
                let usable = input.is_ok_and(|reading| reading.fresh(now, MAX_AGE).is_ok());
                if !usable {
                    assert_eq!(cap, watts(600), "{input:?}");
                }
                assert!(cap <= watts(600) || limit.basis() == ExportBasis::Metered);
                explore(&limit, now, depth - 1, steps);
            }
        }
    }
    let config = config(600).with_most_load(watts(14_000)).unwrap();
    let mut steps = 0;
    explore(
        &ExportLimit::new(config),
        Instant::from_micros(9_000_000),
        3,
        &mut steps,
    );
    assert_eq!(steps, 28 + 28 * 28 + 28 * 28 * 28);
}
