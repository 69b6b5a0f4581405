//! How a run ends before its time.

use super::*;

/// Begins, and ends the run with what `spoil` makes of the inputs; nothing is discharged in that step.
fn ends(spoil: impl FnOnce(&mut BalancerInputs<'_>)) -> BalanceOutcome {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    let wants = rig.step_with(spoil);
    assert!(wants.cells.is_empty() && wants.tell && !wants.quiet);
    assert!(!rig.balancer.is_running());
    rig.balancer.take_outcome().unwrap()
}

#[test]
fn an_input_that_cannot_be_used_ends_it() {
    use BalanceOutcome::Input;
    use BalancerInput::{Cells, Current, Temperatures};
    let bus = Unusable::Sensor(ErrorKind::Bus);
    assert_eq!(
        ends(|inputs| inputs.cells = Err(ErrorKind::Bus)),
        Input(Cells, bus)
    );
    assert_eq!(
        ends(|inputs| inputs.temperatures = Err(ErrorKind::Bus)),
        Input(Temperatures, bus)
    );
    assert_eq!(
        ends(|inputs| inputs.current = Err(ErrorKind::Bus)),
        Input(Current, bus)
    );
    let range = Unusable::Sensor(ErrorKind::OutOfRange);
    let none: (&[Voltage], &[Temperature]) = (&[], &[]);
    let at = Instant::from_micros(1_030_000_000);
    assert_eq!(
        ends(|inputs| inputs.cells = Ok(Reading::new(none.0, at))),
        Input(Cells, range)
    );
    assert_eq!(
        ends(|inputs| inputs.temperatures = Ok(Reading::new(none.1, at))),
        Input(Temperatures, range)
    );
    let old = Instant::ORIGIN;
    assert_eq!(
        ends(|inputs| inputs.current = Ok(Reading::new(hal_power::Current::ZERO, old))),
        Input(Current, Unusable::Stale)
    );
    let late = Instant::from_micros(u64::MAX);
    assert_eq!(
        ends(|inputs| inputs.cells = Ok(Reading::new(&LEVEL, late))),
        Input(Cells, Unusable::Stale)
    );
}

#[test]
fn cells_need_not_be_read_while_they_are_discharged_but_have_to_be_after() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    let stamp = rig.now;
    let mut seconds = 0;
    while rig.balancer.is_running() {
        rig.step_with(|inputs| inputs.cells = Ok(Reading::new(&READ, stamp)));
        seconds += 1;
        assert!(seconds < 100, "no end");
    }
    let stale = BalanceOutcome::Input(BalancerInput::Cells, Unusable::Stale);
    assert_eq!(rig.balancer.take_outcome(), Some(stale));
    // 60 s of discharging, 3 to settle, and 5 that a reading may be old
    assert_eq!(seconds, 69);
}

#[test]
fn heat_ends_it_and_it_does_not_begin_again_before_the_pause_and_cooled() {
    let mut rig = Rig::new(config().with_pause(SECOND * 600), UNEVEN);
    rig.begin();
    rig.temperature = celsius(60);
    let hot = BalanceOutcome::Hot {
        sensor: 1,
        temperature: celsius(60),
    };
    assert_eq!(rig.run(), hot);
    rig.temperature = celsius(49);
    let steps = (0..1_000).find(|_| !rig.step().cells.is_empty());
    assert_eq!(steps, Some(599));
    rig.temperature = celsius(59);
    rig.step();
    assert!(rig.balancer.is_running());
}

#[test]
fn a_string_that_does_not_level_is_given_up_in_time() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.loss = 0;
    rig.begin();
    let begin = rig.now;
    assert_eq!(rig.run(), BalanceOutcome::TimedOut(mv(30)));
    assert_eq!(rig.now.saturating_since(begin), SECOND * 3_600);
    assert_eq!(rig.part.0, CellSet::NONE);
    let steps = (0..4_000).find(|_| !rig.step().cells.is_empty());
    assert_eq!(steps, Some(3_599));
}

#[test]
fn a_part_that_cannot_be_told_to_stop_is_given_up_in_time() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    rig.link = Link::Broken;
    assert!(matches!(rig.run(), BalanceOutcome::TimedOut(_)));
}

#[test]
fn use_of_the_battery_ends_it_and_it_begins_again_after_rest() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    rig.current = Current::from_amps(-3);
    assert_eq!(rig.run(), BalanceOutcome::InUse(Current::from_amps(-3)));
    rig.current = Current::ZERO;
    let steps = (0..100).find(|_| !rig.step().cells.is_empty());
    assert_eq!(steps, Some(30));
}

#[test]
fn a_low_cell_ends_it() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    rig.cells[3] = 2_999_000;
    let low = BalanceOutcome::Low {
        cell: 3,
        voltage: mv(2_999),
    };
    assert_eq!(rig.run(), low);
}

#[test]
fn the_caller_ends_it_too() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    rig.balancer.stop(rig.now);
    assert!(rig.step().cells.is_empty());
    assert_eq!(rig.balancer.take_outcome(), Some(BalanceOutcome::Stopped));
    rig.balancer.stop(rig.now);
    assert_eq!(rig.balancer.take_outcome(), None, "nothing ran");
}

/// Whatever the inputs are, step by step: cells are discharged only where all of them are usable in that very step.
#[test]
fn no_mixture_of_bad_inputs_discharges_a_cell() {
    for word in 0..4_u32.pow(6) {
        let config = config().with_rest(Current::ZERO, Duration::ZERO);
        let config = config
            .with_stretch(SECOND * 2, Duration::ZERO)
            .with_pause(Duration::ZERO);
        let mut rig = Rig::new(config, UNEVEN);
        let (mut began, mut bad) = (false, 0);
        for step in 0..6 {
            let letter = word / 4_u32.pow(step) % 4;
            let wants = rig.step_with(|inputs| match letter {
                0 => inputs.cells = Err(ErrorKind::Integrity),
                1 => inputs.temperatures = Err(ErrorKind::Integrity),
                2 => inputs.current = Err(ErrorKind::Integrity),
                _ => {}
            });
            if letter < 3 {
                bad += 1;
                assert!(wants.cells.is_empty(), "{word}");
            }
            began |= !wants.cells.is_empty();
        }
        assert!(began || bad > 0, "{word}");
    }
}
