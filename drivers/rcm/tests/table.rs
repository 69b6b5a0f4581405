//! The tables in `docs/residual-current.md`: when contacts are apart after an onset, and what is not taken for one.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[path = "../../../tests/page.rs"]
mod page;
#[path = "common/rig.rs"]
mod rig;
#[path = "common/watch.rs"]
mod watch;

use core::{fmt::Write as _, time::Duration};

use hal_power::{
    Frequency, Instant, Ratio, Voltage,
    check::{ResidualLimit, ResidualTrip},
};
use rcm::UP_TO_30_KVA;
use rig::{Rig, WIDE, capacitance, ma, milliamps, resistance};
use watch::{MS, RELEASE, Watch};

const PLACES: i32 = 24;

/// What begins.
#[derive(Clone, Copy)]
enum Onset {
    Resistive,
    Direct(i32),
    /// Half of it each, of opposed signs: no sign hides the other.
    Both,
}

impl Onset {
    fn lay(self, rig: &mut Rig, step: i32) {
        let leakage = &mut rig.model.leakage;
        match self {
            Self::Resistive => leakage.set_resistance(resistance(step.into())),
            Self::Direct(sign) => leakage.set_direct(ma(step * sign)),
            Self::Both => {
                leakage.set_resistance(resistance(f64::from(step) * 0.71));
                leakage.set_direct(rig::ma(-step * 71 / 100));
            }
        }
    }
}

/// A watch of capacitive current, at a place of the cycle.
fn quiet(capacitive: f64, place: i32) -> Watch {
    let mut rig = Rig::of(&WIDE, u64::from(place.unsigned_abs()));
    rig.model.leakage.set_capacitance(capacitance(capacitive));
    rig.model.settle();
    let mut watch = Watch::new(rig);
    assert_eq!(watch.watch(MS * 100), None);
    watch
        .rig
        .run_to(Ratio::from_ppm(place * (1_000_000 / PLACES)));
    watch
}

fn since(onset: Instant, now: Instant) -> f64 {
    now.saturating_since(onset).as_secs_f64() * 1e3
}

/// When the evaluation first shows all of a step but the noise, and when the contacts are apart, in ms.
fn timed(onset: Onset, limit: &ResidualLimit, capacitive: f64, place: i32) -> (f64, f64) {
    let step = limit.current.as_milliamps();
    let mut watch = quiet(capacitive, place);
    let before = watch.rig.judge();
    watch.rig.frame();
    let before = before.or_else(|_| watch.rig.judge()).unwrap();
    onset.lay(&mut watch.rig, step);
    let begun = watch.rig.now;
    let mut shadow = watch.rig.evaluator.clone();
    let mut seen = None;
    loop {
        let trip = watch.period();
        let now = watch.rig.now;
        assert!(now < begun.saturating_add(MS * 400), "no trip");
        if let Ok(found) = shadow.evaluate(watch.rig.sampler.window()) {
            let change = |one: hal_power::Current, other| milliamps(one.abs_diff(other));
            let sum = change(found.in_phase, before.in_phase) + change(found.direct, before.direct);
            if seen.is_none() && sum >= f64::from(step) - 4.0 {
                seen = Some(since(begun, now));
            }
        }
        if let Err(trip) = trip {
            assert!(matches!(trip, ResidualTrip::Step(_)), "{trip:?}");
            return (seen.unwrap(), since(begun, now.saturating_add(RELEASE)));
        }
    }
}

#[test]
fn onsets_are_cut_off_in_time() {
    let mut table = String::from(
        "| step | onset | beside | seen after, at most | trips after | limit less relay | contacts apart after, at most | limit |\n\
         | --: | --- | --- | --: | --: | --: | --: | --: |\n",
    );
    let kinds = [
        ("resistive", Onset::Resistive, 0.0),
        ("resistive", Onset::Resistive, 250.0),
        ("smooth direct, +", Onset::Direct(1), 250.0),
        ("smooth direct, -", Onset::Direct(-1), 250.0),
        ("71 % resistive, 71 % direct", Onset::Both, 250.0),
    ];
    let relay = RELEASE.as_secs_f64() * 1e3;
    for limit in &UP_TO_30_KVA.steps {
        for (name, onset, capacitive) in kinds {
            let (mut seen, mut first, mut last) = (0.0_f64, f64::MAX, 0.0_f64);
            for place in 0..PLACES {
                let (when, apart) = timed(onset, limit, capacitive, place);
                seen = seen.max(when);
                (first, last) = (first.min(apart), last.max(apart));
            }
            let within = limit.within.as_secs_f64() * 1e3;
            assert!(last <= within, "{name} {limit:?}: {last}");
            // later than a window: nothing that goes again in time trips
            assert!(first > within - 28.0, "{name} {limit:?}: {first}");
            assert!(seen <= 24.0, "{name} {limit:?}: {seen}");
            writeln!(
                table,
                "| {} | {name} | {capacitive} mA capacitive | {seen:.0} ms | {:.0} to {:.0} ms | {} ms | {last:.0} ms | {within} ms |",
                limit.current,
                first - relay,
                last - relay,
                within - relay,
            )
            .unwrap();
        }
    }
    page::holds("residual-current.md", "steps", &table);
}

#[test]
fn continuous_current_is_cut_off_in_time() {
    let limit = UP_TO_30_KVA.continuous;
    let mut table = String::from(
        "| 300 mA | trips after | limit less relay | contacts apart after, at most | limit |\n| --- | --: | --: | --: | --: |\n",
    );
    // the direct part was there before: no step
    for (name, direct, from, to) in [
        ("capacitive", 0, 0.0, 301.0),
        ("260 mA of it capacitive, 150 mA direct", 150, 250.0, 265.0),
    ] {
        let (mut first, mut last) = (f64::MAX, 0.0_f64);
        for place in 0..PLACES {
            let mut watch = quiet(from, place);
            watch.rig.model.leakage.set_direct(ma(direct));
            watch.rig.run(MS * 30);
            watch.monitor.reset(watch.rig.now);
            assert_eq!(watch.watch(MS * 100), None);
            let nanofarads = capacitance(to);
            watch.rig.model.leakage.set_capacitance(nanofarads);
            let begun = watch.rig.now;
            let (trip, now) = watch.watch(MS * 400).unwrap();
            assert!(matches!(trip, ResidualTrip::Continuous(_)), "{trip:?}");
            let apart = since(begun, now.saturating_add(RELEASE));
            (first, last) = (first.min(apart), last.max(apart));
        }
        let within = limit.within.as_secs_f64() * 1e3;
        assert!(
            last <= within && first > within - 28.0,
            "{name}: {first} {last}"
        );
        let relay = RELEASE.as_secs_f64() * 1e3;
        writeln!(
            table,
            "| {name} | {:.0} to {:.0} ms | {} ms | {last:.0} ms | {within} ms |",
            first - relay,
            last - relay,
            within - relay,
        )
        .unwrap();
    }
    page::holds("residual-current.md", "continuous", &table);
}

/// Largest change that is seen of something that is no step, in phase and direct together, in mA; and the largest total.
fn change(capacitive: f64, event: &dyn Fn(&mut Rig)) -> (f64, f64) {
    let (mut most, mut total) = (0.0_f64, 0.0_f64);
    for place in 0..PLACES {
        let mut watch = quiet(capacitive, place);
        watch.rig.frame();
        let before = watch.rig.judge().unwrap();
        event(&mut watch.rig);
        for _ in 0..60 {
            watch.rig.run(Duration::from_micros(700));
            let found = watch.rig.judge().unwrap();
            let apart = |one: hal_power::Current, other| milliamps(one.abs_diff(other));
            let sum = apart(found.in_phase, before.in_phase) + apart(found.direct, before.direct);
            most = most.max(sum);
            total = total.max(milliamps(found.total));
        }
    }
    (most, total)
}

#[test]
fn what_is_no_step_shows_little() {
    let mut table = String::from(
        "| event, beside 250 mA capacitive | largest change | largest total |\n| --- | --: | --: |\n",
    );
    type Event = fn(&mut Rig);
    let events: [(&str, Event, f64); 7] = [
        ("none", |_| {}, 2.0),
        (
            "sag to 80 %",
            |rig| rig.model.line.set_voltage(Voltage::from_volts(184)),
            12.0,
        ),
        (
            "sag to 50 %",
            |rig| rig.model.line.set_voltage(Voltage::from_volts(115)),
            24.0,
        ),
        (
            "phase jumps by +20 degrees",
            |rig| rig.model.line.jump(Ratio::from_ppm(55_556)),
            12.0,
        ),
        (
            "phase jumps by -20 degrees",
            |rig| rig.model.line.jump(Ratio::from_ppm(-55_556)),
            12.0,
        ),
        (
            "frequency to 47 Hz at once",
            |rig| rig.model.line.set_frequency(Frequency::from_hertz(47)),
            4.0,
        ),
        (
            "frequency to 52 Hz at once",
            |rig| rig.model.line.set_frequency(Frequency::from_hertz(52)),
            4.0,
        ),
    ];
    for (name, event, bound) in events {
        let (most, total) = change(250.0, &event);
        assert!(most <= bound, "{name}: {most}");
        writeln!(table, "| {name} | {most:.1} mA | {total:.0} mA |").unwrap();
    }
    page::holds("residual-current.md", "no steps", &table);
}
