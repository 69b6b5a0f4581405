//! The part as it is.

use hal_power::{Error as _, ErrorKind, Ratio, Resistance, Voltage};
use hal_power_sim::model::sim100::{Net, Open};
use sim100::{ErrorFlags, NoInsulation};

use super::{
    ESTIMATE, MS, NET, PERIOD, Rig, SECOND, SILENCE, config, each_newness, kilohms, microohms, open,
};

#[test]
fn the_first_reading_is_of_an_estimate_after_the_part_was_heard() {
    each_newness(|open| {
        let mut rig = Rig::new(open, config());
        while rig.session.insulation().is_err() {
            assert!(rig.now().as_micros() < 13_000_000, "{:?}", rig.total());
            let kind = rig.session.insulation().unwrap_err().kind();
            assert_eq!(kind, ErrorKind::NotReady);
            rig.turn();
        }
        // 1000 kΩ and 500 kΩ.
        assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
        let found = rig.session.insulation().unwrap();
        assert_eq!(found.value.position, Some(Ratio::from_ppm(333_333)));
        assert!(rig.age() <= ESTIMATE + PERIOD * 2);
        assert_eq!(rig.part.maximum(), Some(420));
        let set = rig.session.max_voltage().unwrap().value;
        assert_eq!(set, Voltage::from_volts(420));
    });
}

#[test]
fn readings_follow_the_net_estimate_by_estimate() {
    each_newness(|open| {
        let mut rig = Rig::new(open, config());
        rig.run(ESTIMATE * 2 + SECOND);
        for (positive, negative) in [(50, 2_000), (2_000, 50), (0, 700), (1_999, 1_998)] {
            rig.part.set_net(kilohms(positive, negative));
            rig.run(ESTIMATE + PERIOD);
            let total = microohms(
                u64::from(positive) * u64::from(negative),
                u64::from(positive + negative),
            );
            assert_eq!(rig.total(), Ok(total));
            rig.run(SECOND);
            // Never older than two estimates and a look.
            for _ in 0..100 {
                rig.run(PERIOD);
                assert!(rig.age() <= ESTIMATE * 2 + PERIOD * 2, "{:?}", rig.age());
            }
        }
    });
}

#[test]
fn what_comes_with_it_is_of_the_same_time() {
    let mut rig = Rig::ready();
    rig.part.set_temperature([1, 2, 3, 4]);
    rig.run(ESTIMATE + SECOND);
    let at = rig.session.insulation().unwrap().at;
    let state = rig.session.state().unwrap();
    assert_eq!((state.value.ohms_per_volt.value, state.at), (833, at));
    let capacitances = rig.session.capacitances().unwrap();
    assert_eq!(capacitances.value.positive.value.as_nanofarads(), 100);
    assert_eq!(capacitances.at, at);
    let voltages = rig.session.voltages().unwrap().value;
    assert_eq!(
        (voltages.positive.value, voltages.negative.value),
        (130, 270)
    );
    let battery = rig.session.battery().unwrap().value;
    assert_eq!(battery.voltage.value, Voltage::from_volts(400));
    assert_eq!(battery.most.value, Voltage::from_volts(400));
    assert_eq!(
        rig.session.errors().unwrap().value.flags,
        ErrorFlags::empty()
    );
    assert_eq!(rig.session.temperature().unwrap().value, [1, 2, 3, 4]);
    assert_eq!(rig.session.part_name(), Some(open().name));
    assert_eq!(rig.session.version(), Some(open().version));
    assert_eq!(rig.session.serial_number(), Some(open().serial));
}

#[test]
fn what_the_part_doubts_is_no_reading_until_it_does_no_longer() {
    let odd = |battery, uncertainty| Net {
        battery,
        uncertainty,
        ..NET
    };
    for (net, error) in [
        (odd(421, 3), NoInsulation::HighVoltage),
        (odd(14, 3), NoInsulation::LowVoltage),
        (odd(400, 10), NoInsulation::Uncertain),
    ] {
        let mut rig = Rig::ready();
        rig.part.set_net(net);
        rig.run(ESTIMATE + PERIOD);
        assert_eq!(rig.total(), Err(error));
        let last = rig.session.resistances().unwrap();
        assert_eq!(last.positive.value, Resistance::from_kilohms(1_000));
        rig.part.set_net(NET);
        rig.run(ESTIMATE + PERIOD);
        assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
    }
    // Of its own hardware it tells at once, and what it is.
    let mut rig = Rig::ready();
    rig.part.set_errors(0x20);
    rig.run(PERIOD * 3);
    assert_eq!(rig.total(), Err(NoInsulation::Hardware));
    let flags = rig.session.errors().unwrap().value.flags;
    assert_eq!(flags, ErrorFlags::CHASSIS);
    rig.part.set_errors(0);
    rig.run(ESTIMATE + PERIOD);
    assert!(rig.total().is_ok());
}

#[test]
fn a_net_without_a_fault_reads_as_the_ceiling_or_not_at_all() {
    for (ceiling, expected) in [
        (None, Err(NoInsulation::OverRange)),
        (Some(600), Ok(Resistance::from_kilohms(600))),
    ] {
        let config = ceiling.map_or(config(), |kilohms| {
            let ceiling = Resistance::from_kilohms(kilohms);
            config().with_ceiling(ceiling).unwrap()
        });
        let mut rig = Rig::new(open(), config);
        rig.part.set_net(kilohms(65_535, 60_000));
        // What it is checked against does not know the range.
        while rig.now().as_micros() < 13_000_000 {
            rig.part.turn();
            while let Some((_, frame)) = rig.host.try_receive() {
                rig.session.on_frame(&frame).unwrap();
            }
            while let Some(frame) = rig.session.poll(rig.now()) {
                rig.host.try_send(frame).unwrap();
            }
            rig.world.clock().advance(MS);
        }
        assert_eq!(rig.total(), expected);
    }
}

#[test]
fn a_part_that_starts_anew_is_trusted_after_an_estimate() {
    // What it tells right after power-up is of nothing, and it says that it is new.
    let untold = Open {
        before: (60_000, true),
        ..open()
    };
    let mut rig = Rig::new(untold, config());
    rig.run(ESTIMATE - SECOND);
    assert_eq!(rig.total(), Err(NoInsulation::NoEstimate));
    rig.run(ESTIMATE + SECOND * 2);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
    rig.part.set_net(kilohms(10, 10));
    rig.part.set_supply(false);
    rig.run(SILENCE + PERIOD * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Silent));
    rig.part.set_supply(true);
    rig.run(ESTIMATE - SECOND);
    assert_eq!(rig.total(), Err(NoInsulation::NoEstimate));
    rig.run(ESTIMATE + SECOND);
    assert_eq!(rig.total(), Ok(microohms(5, 1)));
    assert_eq!(rig.part.maximum(), Some(420), "set again");
}

#[test]
fn a_restart_that_was_not_noticed_shows_no_estimate_of_nothing() {
    let untold = Open {
        before: (60_000, false),
        ..open()
    };
    let mut rig = Rig::new(untold, config());
    rig.run(ESTIMATE * 2 + SECOND);
    rig.part.set_supply(true);
    rig.run(PERIOD * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Missed));
    rig.run(ESTIMATE + PERIOD);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
}

#[test]
fn a_restart_on_request_begins_anew() {
    let mut rig = Rig::ready();
    rig.run(PERIOD / 2);
    rig.session.restart();
    rig.turn();
    assert_eq!(rig.total(), Err(NoInsulation::NotHeard));
    rig.run(MS * 5);
    assert_eq!(rig.part.maximum(), Some(0));
    rig.run(ESTIMATE * 2 + PERIOD * 2);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
    assert_eq!(rig.part.maximum(), Some(420));
}

#[test]
fn a_part_that_does_not_repeat_the_setting_or_does_not_take_it() {
    let mute = Open {
        answers_maximum: false,
        ..open()
    };
    let mut rig = Rig::new(mute, config());
    rig.run(ESTIMATE * 2 + SECOND);
    assert!(rig.total().is_ok() && rig.session.max_voltage().is_none());
    assert_eq!(rig.part.maximum(), Some(420));
    let stubborn = Open {
        takes_maximum: false,
        maximum: 500,
        ..open()
    };
    let mut rig = Rig::new(stubborn, config());
    rig.run(ESTIMATE * 2 + SECOND);
    let own = NoInsulation::MaxVoltage(Voltage::from_volts(500));
    assert_eq!(rig.total(), Err(own));
}

#[test]
fn a_part_of_another_name_is_neither_believed_nor_written_to() {
    let name = open().name;
    let mut rig = Rig::new(open(), config().with_part_name(name));
    rig.run(ESTIMATE * 2 + SECOND);
    assert!(rig.total().is_ok());
    let other = Open {
        name: *b"SIM101          ",
        ..open()
    };
    let mut rig = Rig::new(other, config().with_part_name(name));
    rig.run(ESTIMATE * 2 + SECOND);
    assert_eq!(rig.total(), Err(NoInsulation::OtherPart));
    assert_eq!(rig.part.maximum(), Some(0));
}

#[test]
fn a_part_that_was_silent_tells_its_name_again() {
    let mut rig = Rig::new(open(), config().with_part_name(open().name));
    rig.run(ESTIMATE * 2 + SECOND);
    assert!(rig.total().is_ok() && rig.session.version().is_some());
    rig.part.set_supply(false);
    rig.run(SILENCE + PERIOD * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Silent));
    assert_eq!(rig.session.part_name(), None);
    rig.part.set_supply(true);
    rig.run(ESTIMATE * 2 + SECOND);
    assert_eq!(rig.total(), Ok(microohms(1_000, 3)));
    assert_eq!(rig.session.version(), Some(open().version));
}
