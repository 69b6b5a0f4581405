use super::*;
use hal_inverter::{Trip, TripCauses};
use hal_power::EmergencyStop as _;
use hal_power_sim::stage::{Timer, TripInput};

fn tripped(first: TripCauses, all: TripCauses) -> StageState {
    StageState::Tripped(Trip { first, all })
}

/// A second stage on the same line, enabled by its registers.
fn neighbour(lab: &Lab) -> Timer {
    let timer = lab.line.timer(sheet(), 1);
    timer.enable();
    timer
}

/// When the last gate of the timer went off.
fn off_at(timer: &Timer) -> Option<u64> {
    let last = timer.take_edges().pop();
    last.filter(|_| timer.gates_are_off()).map(|edge| edge.at)
}

#[test]
fn a_trip_acts_mid_pulse_on_all_stages_and_latches_first_and_all() {
    let mut lab = Lab::armed(sheet());
    let other = neighbour(&lab);
    lab.run(2, 500, 500);
    other.record_edges();
    lab.stage.timer().record_edges();
    lab.pass(20_000);
    assert!(lab.stage.timer().gates(0).high && other.gates(0).high);
    let at = lab.now();
    lab.line.pull(TripCauses::OVERCURRENT);
    let over = TripCauses::OVERCURRENT;
    assert_eq!(lab.stage.state(), tripped(over, over));
    lab.pass(1_000);
    lab.line.pull(TripCauses::OVERVOLTAGE);
    assert_eq!(off_at(&lab.stage.timer()), Some(at + 100));
    assert_eq!(off_at(&other), Some(at + 100));
    let all = over | TripCauses::OVERVOLTAGE;
    assert_eq!(lab.stage.state(), tripped(over, all));
    assert_eq!(other.trip(), Some(Trip { first: over, all }));
    lab.pass(3 * PERIOD);
    assert!(lab.stage.timer().gates_are_off());
}

#[test]
fn a_pin_that_forces_for_a_moment_trips_at_that_moment() {
    let mut lab = Lab::armed(sheet());
    lab.run(2, 500, 500);
    lab.pass(20_000);
    lab.stage.timer().record_edges();
    let (at, pin) = (lab.now(), lab.line.force_pin());
    pin.set_level(true);
    lab.pass(10);
    pin.set_level(false);
    lab.pass(5 * PERIOD);
    assert_eq!(off_at(&lab.stage.timer()), Some(at + 100));
    let forced = TripCauses::FORCED;
    assert_eq!(lab.stage.state(), tripped(forced, forced));
}

#[test]
fn a_trip_needs_no_clock() {
    let lab = Lab::armed(sheet().with_clock_monitor(Duration::from_secs(1)));
    lab.pass(20_000);
    lab.stage.timer().set_clock_failed(true);
    lab.pass(10 * PERIOD);
    assert!(lab.stage.timer().gates(0).high, "it stands in mid-pulse");
    lab.stage.timer().record_edges();
    let at = lab.now();
    lab.line.pull(TripCauses::GATE_DRIVER);
    lab.pass(PERIOD);
    assert_eq!(off_at(&lab.stage.timer()), Some(at + 100));
}

#[test]
fn a_clock_that_fails_trips_all_stages_and_persists() {
    let mut lab = Lab::armed(sheet());
    let other = neighbour(&lab);
    lab.run(2, 500, 500);
    lab.pass(20_000);
    other.record_edges();
    let at = lab.now();
    lab.stage.timer().set_clock_failed(true);
    lab.pass(2 * PERIOD);
    let clock = TripCauses::CLOCK;
    assert_eq!(lab.stage.state(), tripped(clock, clock));
    assert_eq!(off_at(&other), Some(at + 500 + 100));
    assert_eq!(lab.stage.clear_trip(), Err(Refused::State));
    assert!(other.clear_trip(), "its own clock runs");
    lab.stage.timer().set_clock_failed(false);
    assert_eq!(lab.stage.clear_trip(), Ok(()));
    assert_eq!(lab.stage.state(), StageState::Disarmed);
}

#[test]
fn the_stop_handle_acts_while_nobody_looks() {
    let mut lab = Lab::armed(sheet());
    let stop = lab.stage.stop_handle();
    lab.run(2, 500, 500);
    lab.pass(20_000);
    lab.stage.timer().record_edges();
    let at = lab.now();
    std::thread::spawn(move || stop.emergency_stop())
        .join()
        .unwrap();
    lab.pass(10 * PERIOD);
    assert_eq!(off_at(&lab.stage.timer()), Some(at + 100));
    let external = TripCauses::EXTERNAL;
    assert_eq!(lab.stage.state(), tripped(external, external));
    assert_eq!(lab.stage.clear_trip(), Ok(()));
    assert!(lab.arm().is_ok());
}

#[test]
fn a_duty_that_is_not_refreshed_trips_all_after_its_periods() {
    let mut lab = Lab::armed(sheet());
    let other = neighbour(&lab);
    for _ in 0..10 {
        other.write(0, Duty::from_ticks(500));
        lab.run(1, 400, 600);
    }
    lab.stage.timer().record_edges();
    let at = lab.now();
    lab.write(400, 600);
    other.write(0, Duty::from_ticks(500));
    lab.pass(PERIOD);
    lab.stage.update(|_| {});
    lab.pass((u64::from(STALE)) * PERIOD - 1);
    assert_eq!(lab.stage.state(), StageState::Armed);
    lab.pass(PERIOD);
    let stale = TripCauses::STALE_DUTY;
    assert_eq!(lab.stage.state(), tripped(stale, stale));
    assert_eq!(
        off_at(&lab.stage.timer()),
        Some(at + u64::from(STALE + 1) * PERIOD + 100)
    );
    assert_eq!(
        other.trip(),
        Some(Trip {
            first: stale,
            all: stale
        })
    );
}

#[test]
fn clearing_is_refused_while_a_cause_persists_and_ends_disarmed() {
    let mut lab = Lab::armed(sheet());
    let both = TripCauses::OVERCURRENT | TripCauses::EXTERNAL;
    lab.line.pull(both);
    lab.line.let_go(TripCauses::EXTERNAL);
    assert_eq!(lab.stage.clear_trip(), Err(Refused::State));
    assert_eq!(lab.stage.state(), tripped(both, both));
    lab.line.let_go(TripCauses::OVERCURRENT);
    assert_eq!(lab.stage.state(), tripped(both, both), "latched");
    assert_eq!(lab.stage.clear_trip(), Ok(()));
    lab.pass(3 * PERIOD);
    assert_eq!(lab.stage.state(), StageState::Disarmed);
    assert!(lab.stage.timer().gates_are_off());
}

#[test]
fn a_tripped_stage_is_not_armed_and_a_stage_without_a_trip_input_earns_no_proof() {
    let mut lab = Lab::new(sheet());
    let permit = BatteryLegPermit::new(lab.prove().unwrap());
    lab.line.pull(TripCauses::EXTERNAL);
    let now = lab.world.now();
    assert_eq!(lab.stage.arm(permit, now, &lab.path), Err(Refused::State));
    let mut deaf = Lab::new(sheet().with_trip_input(TripInput::Disabled));
    assert_eq!(deaf.prove().err(), Some(TripFault::NeverTrips));
}

#[test]
fn an_input_that_waits_for_the_reload_leaves_the_pulse_on() {
    let mut lab = Lab::armed(sheet().with_trip_input(TripInput::AtReload));
    lab.run(2, 500, 500);
    lab.pass(20_000);
    lab.line.pull(TripCauses::OVERCURRENT);
    lab.pass(10_000);
    assert!(lab.stage.timer().gates(0).high);
    lab.pass(PERIOD);
    assert!(lab.stage.timer().gates_are_off());
}

#[test]
fn observers_hear_of_on_and_off_with_their_times() {
    use std::{cell::RefCell, rc::Rc};
    let mut lab = Lab::new(sheet());
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ears = heard.clone();
    lab.stage
        .timer()
        .on_power(move |at, on| ears.borrow_mut().push((at.as_micros(), on)));
    lab.arm().unwrap();
    lab.to_reload();
    let on = lab.now() / 1_000;
    lab.pass(30_000);
    lab.line.pull(TripCauses::EXTERNAL);
    lab.pass(1_000);
    let _ = lab.stage.state();
    assert_eq!(*heard.borrow(), [(on, true), (on + 30, false)]);
}
