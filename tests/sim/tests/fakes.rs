//! Fakes through the traits that they stand in for.

use core::time::Duration;
use hal_bms::{CellLimits, CellSet, Limit, SafetyStatus};
use hal_power::{
    Contacts, Current, ErrorKind, Positions, Sensor, Temperature, Voltage, asynch, blocking,
};
use hal_power_sim::{Fake, FakeCells, FakeContacts, World, fake::Failure};

#[test]
fn a_script_plays_once_then_the_setting_holds() {
    let knob = Fake::new(Voltage::from_millivolts(3_300));
    knob.script([Ok(Voltage::from_millivolts(1)), Err(ErrorKind::NotReady)]);
    let mut sensor = knob.clone();
    let mut read = || blocking::VoltageSensor::voltage(&mut sensor);
    assert_eq!(read(), Ok(Voltage::from_millivolts(1)));
    assert_eq!(read(), Err(ErrorKind::NotReady));
    assert_eq!(read(), Ok(Voltage::from_millivolts(3_300)));
    knob.set(Err(ErrorKind::ConfigurationLost));
    assert_eq!(read(), Err(ErrorKind::ConfigurationLost));
    assert_eq!(knob.reads(), 4);
    knob.set_latency(Duration::from_millis(2));
    assert_eq!(sensor.latency(), Duration::from_millis(2));
}

#[test]
fn an_async_reading_is_taken_after_it_was_pending() {
    let world = World::new();
    let knob = Fake::new(Current::from_milliamps(5));
    let mut sensor = knob.clone();
    let reading = asynch::CurrentSensor::current(&mut sensor);
    knob.set(Err(ErrorKind::Fault));
    assert_eq!(world.block_on(reading), Ok(Err(ErrorKind::Fault)));
}

#[test]
fn contacts_weld_stick_and_come_free() {
    use blocking::{ContactBank, ContactFeedback};
    let bank = FakeContacts::new(4);
    let mut driver = bank.clone();
    bank.weld(0);
    bank.stick_open(1);
    driver.command(Contacts::only(1).with(2, true)).unwrap();
    assert_eq!(bank.closed(), Contacts::only(0).with(2, true));
    bank.set_unknown(Contacts::only(2));
    let known = Contacts::first(4).with(2, false);
    assert_eq!(
        driver.positions(),
        Ok(Positions::new(Contacts::only(0), known))
    );
    bank.free(0);
    bank.free(1);
    assert_eq!(bank.closed(), Contacts::only(1).with(2, true));
    bank.fail_feedback(Some(ErrorKind::Integrity));
    assert_eq!(driver.positions(), Err(ErrorKind::Integrity));
}

#[test]
fn a_command_fails_before_or_after_the_contacts_heard_it() {
    let world = World::new();
    let bank = FakeContacts::new(2);
    let mut driver = bank.clone();
    let mut command = |levels| {
        world
            .block_on(asynch::ContactBank::command(&mut driver, levels))
            .unwrap()
    };
    bank.fail_commands(Some(Failure::Before(ErrorKind::Bus)));
    assert_eq!(command(Contacts::only(0)), Err(ErrorKind::Bus));
    assert_eq!((bank.closed(), bank.commands().len()), (Contacts::NONE, 0));
    bank.fail_commands(Some(Failure::After(ErrorKind::Bus)));
    assert_eq!(command(Contacts::only(0)), Err(ErrorKind::Bus));
    assert_eq!(
        (bank.closed(), bank.commands().len()),
        (Contacts::only(0), 1)
    );
    bank.fail_commands(None);
    assert_eq!(command(Contacts::only(2)), Err(ErrorKind::OutOfRange));
    assert_eq!(bank.closed(), Contacts::only(0));
    assert_eq!(command(Contacts::NONE), Ok(()));
    assert_eq!(bank.commands(), [Contacts::only(0), Contacts::NONE]);
}

#[test]
fn a_script_of_cells_plays_once_then_each_cell_holds() {
    use hal_bms::blocking::CellVoltages;
    let knob = FakeCells::new(&World::new(), 2, 0);
    let mv = Voltage::from_millivolts;
    knob.script([
        Ok(vec![mv(1), mv(2)]),
        Err(ErrorKind::NotReady),
        Ok(vec![mv(1)]),
    ]);
    knob.set_cell(1, Ok(mv(3_301)));
    let (mut monitor, mut cells) = (knob.clone(), [Voltage::ZERO; 2]);
    assert_eq!(monitor.cell_voltages(&mut cells), Ok(()));
    assert_eq!(cells, [mv(1), mv(2)]);
    assert_eq!(monitor.cell_voltages(&mut cells), Err(ErrorKind::NotReady));
    let short = monitor.cell_voltages(&mut cells);
    assert_eq!(short, Err(ErrorKind::OutOfRange), "a script too short");
    assert_eq!(monitor.cell_voltages(&mut cells), Ok(()));
    assert_eq!(cells, [mv(3_300), mv(3_301)]);
    knob.set_cell(0, Err(ErrorKind::Saturated));
    assert_eq!(monitor.cell_voltages(&mut cells), Err(ErrorKind::Saturated));
    assert_eq!(knob.calls(), 5);
}

#[test]
fn a_call_of_cells_fails_before_or_after_they_heard_it() {
    use hal_bms::asynch::Balancing;
    let world = World::new();
    let knob = FakeCells::new(&world, 4, 1);
    let mut monitor = knob.clone();
    let mut balance = |cells| world.block_on(monitor.balance(cells)).unwrap();
    let some = CellSet::only(1);
    knob.fail(Some(Failure::Before(ErrorKind::Bus)));
    assert_eq!(balance(some), Err(ErrorKind::Bus));
    assert_eq!(knob.discharged(), CellSet::NONE);
    knob.fail(Some(Failure::After(ErrorKind::Bus)));
    assert_eq!(balance(some), Err(ErrorKind::Bus));
    assert_eq!((knob.discharged(), knob.commands()), (some, vec![some]));
    knob.fail(None);
    knob.set_balancing(false, Duration::from_secs(1));
    assert_eq!(balance(CellSet::first(2)), Err(ErrorKind::Refused));
    assert_eq!(balance(CellSet::only(3)), Ok(()));
    world.clock().advance(Duration::from_millis(999));
    assert_eq!(knob.discharged(), CellSet::only(3));
    world.clock().advance(Duration::from_millis(1));
    assert_eq!(knob.discharged(), CellSet::NONE);
}

#[test]
fn findings_stay_where_they_latch_and_limits_end_on_steps() {
    use hal_bms::blocking::{CellProtection, CellTemperatures, OpenWireTest, SafetyMonitor};
    let knob = FakeCells::new(&World::new(), 4, 1);
    let mut monitor = knob.clone();
    let (kept, passing) = (SafetyStatus::OPEN_WIRE, SafetyStatus::SUPPLY);
    knob.set_latches(kept);
    knob.set_findings(kept | passing);
    assert_eq!(monitor.clear_safety(), Err(ErrorKind::Fault));
    knob.set_findings(SafetyStatus::empty());
    assert_eq!(monitor.safety_status(), Ok(kept));
    assert_eq!(monitor.clear_safety(), Ok(()));
    assert_eq!(monitor.safety_status(), Ok(SafetyStatus::empty()));
    knob.set_open_wires(CellSet::only(4));
    assert_eq!(monitor.open_wires(), Ok(CellSet::only(4)));
    let limit = |millivolts, millis| {
        let delay = Duration::from_millis(millis);
        Limit::new(Voltage::from_millivolts(millivolts), delay)
    };
    knob.set_steps(Voltage::from_millivolts(50), Duration::from_millis(10));
    let asked = CellLimits::new(limit(3_649, 109), limit(2_501, 10));
    let applied = CellLimits::new(limit(3_600, 100), limit(2_550, 10));
    assert_eq!(monitor.protect_cells(&asked), Ok(applied));
    assert_eq!(knob.limits(), Some(applied));
    knob.set_temperature(0, Err(ErrorKind::Fault));
    let broken = monitor.cell_temperatures(&mut [Temperature::ZERO]);
    assert_eq!(broken, Err(ErrorKind::Fault));
}
