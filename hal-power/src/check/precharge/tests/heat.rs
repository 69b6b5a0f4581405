//! What the resistor is taken to hold.

use super::*;

#[test]
fn heat_of_earlier_tries_is_remembered_across_a_restart() {
    let limited = config().with_heat_limit(Energy::from_joules(150), Power::from_milliwatts(500));
    let mut rig = Rig::new(limited);
    assert!(rig.run().is_ok());
    let mut again = Rig::new(limited);
    again.check = Precharge::new(limited, rig.check.heat());
    assert!(again.run().is_ok());
    let mut third = Rig::new(limited);
    third.check = Precharge::new(limited, again.check.heat());
    assert_eq!(third.run().unwrap_err(), PrechargeFault::Hot);
    // from about 131 J to the 84 J that leave room for another 64 J, at 0.5 W of 150 J: 300 s · (131 / 84 - 1) at the most
    third.now = third.now.saturating_add(Duration::from_secs(200));
    assert!(third.run().is_ok());
}

#[test]
fn the_resistor_cools_by_what_it_holds_in_whatever_steps() {
    let limited = config().with_heat_limit(Energy::from_joules(150), Power::from_milliwatts(500));
    let after = |steps: u32, step: Duration| {
        let mut check = Precharge::new(limited, Energy::from_joules(150));
        let mut now = Instant::from_micros(1_000_000);
        for _ in 0..=steps {
            let step_of = check.step(now, &path(), inputs(now, [Letter::Right; 3]));
            assert!(matches!(step_of, Step::Wait));
            now = now.saturating_add(step);
        }
        check.heat().as_millijoules()
    };
    // 150 J over 300 s: after 30 s exp(-0.1) of it; never less than that
    for (steps, step) in [(30_000, MS), (3_000, MS * 10), (30, MS * 1_000)] {
        let left = after(steps, step);
        assert!((135_726..135_990).contains(&left), "{step:?}: {left}");
    }
    assert!((135_726..137_000).contains(&after(1, MS * 30_000)));
}

#[test]
fn what_carries_nothing_does_not_heat() {
    let mut rig = Rig::new(config());
    rig.resistor = 1e9;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Open);
    assert!(
        rig.check.heat() < Energy::from_joules(1),
        "{}",
        rig.check.heat()
    );
}

#[test]
fn what_flows_until_the_contacts_are_open_heats() {
    let mut rig = Rig::new(config());
    rig.shorted = true;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Short);
    let heat = rig.check.heat();
    for _ in 0..10 {
        rig.now = rig.now.saturating_add(MS);
        let flows = PrechargeInputs {
            link: Ok(Reading::new(Voltage::ZERO, rig.now)),
            current: Ok(Reading::new(Current::from_amps(8), rig.now)),
            ..inputs(rig.now, [Letter::Right; 3])
        };
        assert!(matches!(
            rig.check.step(rig.now, &rig.path, flows),
            Step::Wait
        ));
    }
    // 3.2 kW
    assert_eq!(
        rig.check.heat().saturating_sub(heat),
        Energy::from_joules(32)
    );
}

#[test]
fn a_current_that_cannot_be_read_counts_as_all_that_the_drop_could_do() {
    let mut rig = Rig::new(config());
    rig.shorted = true;
    assert_eq!(rig.run().unwrap_err(), PrechargeFault::Short);
    let heat = rig.check.heat();
    rig.now = rig.now.saturating_add(MS * 10);
    let blind = inputs(rig.now, [Letter::Right, Letter::Right, Letter::Error]);
    assert!(matches!(
        rig.check.step(rig.now, &rig.path, blind),
        Step::Wait
    ));
    assert_eq!(
        rig.check.heat().saturating_sub(heat),
        Energy::from_joules(32)
    );
}
