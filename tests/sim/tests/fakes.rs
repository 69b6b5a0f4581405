//! Fakes through the traits that they stand in for.

use core::time::Duration;
use hal_power::{Contacts, Current, ErrorKind, Positions, Sensor, Voltage, asynch, blocking};
use hal_power_sim::{Fake, FakeContacts, World, fake::Failure};

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
