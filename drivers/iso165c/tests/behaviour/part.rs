//! The part as it is.

use hal_power::{Resistance, Voltage};
use hal_power_sim::model::iso165c::{Keeps, Net, Open};
use iso165c::{
    Alive, Bias, Config, ImcStatus, Item, LockState, NoInsulation, Version, VifcStatus, WithRelays,
    WithoutRelays,
};

use super::{
    MEAN, NET, PULSE, Part, READY, Rig, SECOND, SILENCE, TOTAL, VALUE, config, config_of, kilohms,
    open,
};

/// Lets it come to a first value.
fn first<V: Part>(rig: &mut Rig<V>) {
    while rig.total().is_err() {
        assert!(
            rig.now().as_micros() < READY.as_micros().try_into().unwrap(),
            "{:?}",
            rig.total()
        );
        rig.turn();
    }
    assert_eq!(rig.total(), Ok(TOTAL));
    // A mean, the measurement before it, and looks.
    assert!(rig.age() <= PULSE * (u32::from(MEAN) + 1) + SECOND * 2);
    let settings = rig.part.settings().unwrap();
    let set = (settings.error, settings.warning, settings.factor);
    assert_eq!(set, (100, 450, MEAN.into()));
    assert_eq!(rig.session.lock_state().unwrap().value, LockState::Locked);
    assert_eq!(rig.failures, []);
}

#[test]
fn an_iso165c_that_is_told_to_couple_has_a_first_value() {
    let mut rig = Rig::<WithRelays>::coupled(open(), config());
    first(&mut rig);
    assert_eq!(rig.part.relays(), Some([true; 2]));
}

#[test]
fn an_iso165c_that_is_not_has_none() {
    let mut rig = Rig::<WithRelays>::new(open(), config());
    rig.run(READY * 2);
    assert_eq!(rig.total(), Err(NoInsulation::Relays));
    assert_eq!(rig.part.relays(), Some([false; 2]));
    assert_eq!(rig.asked(0xD2), 0);
}

#[test]
fn an_iso165c1_has_a_first_value_and_no_order_to_relays() {
    let mut rig = Rig::<WithoutRelays>::new(open(), config());
    first(&mut rig);
    assert_eq!((rig.asked(0xD2), rig.asked(0xDD)), (0, 0));
}

#[test]
fn a_part_that_locks_its_relays_or_is_not_locked_is_coupled_too() {
    for (locks_relays, is_locked) in [(true, true), (false, false)] {
        let open = Open {
            locks_relays,
            is_locked,
            ..open()
        };
        first(&mut Rig::<WithRelays>::coupled(open, config()));
    }
}

#[test]
fn a_part_that_does_not_measure_is_set_to() {
    let off = Open {
        measures: false,
        ..open()
    };
    let mut rig = Rig::<WithRelays>::coupled(off, config());
    first(&mut rig);
    rig.session.measure(false);
    rig.run(SECOND * 3);
    assert_eq!(rig.total(), Err(NoInsulation::Deactivated));
    rig.session.measure(true);
    rig.run(SECOND * 3);
    assert_eq!(rig.total(), Err(NoInsulation::NoEstimate));
    rig.set_net(kilohms(20, 30));
    rig.run(VALUE);
    assert_eq!(rig.total(), Ok(Resistance::from_kilohms(12)));
}

#[test]
fn a_part_whose_mode_of_the_measurement_is_the_other_way_round_reads_nothing_wrong() {
    let other = Open {
        activates: 0,
        ..open()
    };
    let mut rig = Rig::<WithRelays>::coupled(other, config());
    first(&mut rig);
    // Which it has done is seen in what it sends by itself.
    rig.session.measure(false);
    rig.run(SECOND * 3);
    let vifc = rig.session.info().unwrap().value.vifc;
    assert!(!vifc.contains(VifcStatus::DEACTIVATED));
    let off = Open {
        measures: false,
        ..other
    };
    let mut rig = Rig::<WithRelays>::coupled(off, config());
    rig.run(READY);
    assert_eq!(rig.total(), Err(NoInsulation::Deactivated));
}

#[test]
fn values_follow_the_net_with_a_fault_on_either_pole() {
    let mut rig = Rig::ready();
    for (negative, positive, bias) in [
        (50, 2_000, Bias::Negative),
        (2_000, 50, Bias::Positive),
        (0, 700, Bias::Negative),
        (2_000, 1_900, Bias::Unknown),
        (100, 100, Bias::Unknown),
    ] {
        rig.set_net(kilohms(negative, positive));
        rig.run(VALUE);
        let total = negative * positive / (negative + positive);
        assert_eq!(rig.total(), Ok(Resistance::from_kilohms(total)));
        assert_eq!(rig.session.sample().unwrap().value.bias, bias);
        let imc = rig.session.info().unwrap().value.imc;
        let flags = [ImcStatus::INSULATION_FAULT, ImcStatus::INSULATION_WARNING];
        let told = flags.map(|flag| imc.contains(flag));
        assert_eq!(told, [total < 100, total < 450]);
        let alive = rig.session.alive().unwrap().value;
        assert_eq!(alive == Alive::Error, total < 100);
        // Never older than a mean, the measurement before it and one under way, and looks.
        for _ in 0..60 {
            rig.run(SECOND / 4);
            assert!(rig.age() <= PULSE * (u32::from(MEAN) + 2) + SECOND * 3);
        }
    }
}

#[test]
fn each_mean_factor_is_waited_for() {
    for mean in [1, 2, 20] {
        let mut rig = Rig::<WithoutRelays>::new(open(), config_of(mean));
        rig.mean = PULSE * mean.into();
        rig.set_net(kilohms(10_000, 10_000));
        rig.run(READY + rig.mean);
        assert_eq!(rig.total(), Ok(Resistance::from_kilohms(5_000)));
        rig.set_net(kilohms(20, 20));
        rig.run(rig.mean + PULSE + SECOND * 3);
        assert_eq!(rig.total(), Ok(Resistance::from_kilohms(10)));
    }
}

#[test]
fn what_it_tells_of_itself_is_there() {
    let rig = Rig::ready();
    let voltages = rig.session.voltages().map(|own| own.unwrap().value);
    assert_eq!(voltages, NET.voltages);
    let version = |own| rig.session.version(own).unwrap();
    let [bootloader, .., hash] = open().imc_versions;
    assert_eq!(version(Version::ImcBootloader), bootloader);
    assert_eq!(version(Version::ImcFirmwareHash), hash);
    assert_eq!(version(Version::VifcFirmware), open().vifc_versions[1]);
    let text = rig.session.manufacturer().unwrap();
    assert!(text.starts_with(open().manufacturer.as_bytes()));
    assert!(rig.session.test_count().unwrap().value > 10);
    let thresholds = rig.session.thresholds().map(|own| own.unwrap().value);
    assert_eq!(thresholds, [100, 450].map(Resistance::from_kilohms));
}

#[test]
fn a_voltage_at_its_end_is_told() {
    let mut rig = Rig::ready();
    rig.set_net(Net {
        voltages: [Voltage::from_volts(700), Voltage::ZERO],
        ..NET
    });
    rig.run(SECOND * 2);
    let voltages = rig.session.voltages().map(|own| own.unwrap().value);
    assert_eq!(voltages, [600, 0].map(Voltage::from_volts));
}

#[test]
fn a_net_without_a_fault_reads_as_the_ceiling_or_not_at_all() {
    let over = |config: Config, ceiling| {
        let mut rig = Rig::<WithRelays>::coupled(open(), config);
        rig.ceiling = ceiling;
        rig.set_net(kilohms(200_000, 300_000));
        rig.run(READY);
        rig.total()
    };
    assert_eq!(over(config(), None), Err(NoInsulation::OverRange));
    let ceiling = Resistance::from_kilohms(10_000);
    let config = config().with_ceiling(ceiling).unwrap();
    assert_eq!(over(config, Some(ceiling)), Ok(ceiling));
}

#[test]
fn a_brown_out_opens_the_relays_and_settings_are_restored() {
    for keeps in [Keeps::Nothing, Keeps::OverReset, Keeps::OverSupply] {
        let mut rig = Rig::<WithRelays>::coupled(Open { keeps, ..open() }, config());
        first(&mut rig);
        // Shorter than a period: what is read next tells.
        rig.part.set_supply(true);
        rig.set_net(kilohms(80, 20));
        rig.run(SECOND * 3);
        assert!(rig.total().is_err());
        rig.run(READY);
        assert_eq!(rig.total(), Err(NoInsulation::Relays));
        rig.couple();
        rig.run(VALUE);
        assert_eq!(rig.total(), Ok(Resistance::from_kilohms(16)));
        let settings = rig.part.settings().unwrap();
        let set = (settings.error, settings.warning, settings.factor);
        assert_eq!(set, (100, 450, MEAN.into()));
    }
}

#[test]
fn a_part_without_supply_is_silent_until_it_has_a_new_value() {
    let mut rig = Rig::<WithoutRelays>::new(open(), config());
    first(&mut rig);
    rig.part.set_supply(false);
    rig.run(SILENCE + SECOND * 2);
    assert!(matches!(
        rig.total(),
        Err(NoInsulation::Silent | NoInsulation::NoAnswer)
    ));
    rig.set_net(kilohms(60, 30));
    rig.part.set_supply(true);
    rig.run(PULSE * 2);
    assert!(rig.total().is_err());
    rig.run(READY);
    assert_eq!(rig.total(), Ok(Resistance::from_kilohms(20)));
    assert_eq!(rig.part.settings().unwrap().error, 100);
}

#[test]
fn a_reset_on_order_begins_anew() {
    let mut rig = Rig::ready();
    rig.session.reset();
    rig.set_net(kilohms(60, 30));
    rig.run(SECOND);
    assert!(rig.total().is_err());
    assert_eq!(rig.asked(0xC8), 1);
    rig.run(READY);
    assert_eq!(rig.total(), Ok(Resistance::from_kilohms(20)));
    assert_eq!(rig.part.settings().unwrap().warning, 450);
}

#[test]
fn a_part_that_does_not_take_a_setting_is_told_of_and_gives_no_value() {
    let stubborn = Open {
        most_factor: 3,
        ..open()
    };
    let mut rig = Rig::<WithoutRelays>::new(stubborn, config());
    rig.run(READY);
    let own = NoInsulation::Setting(Item::MeanFactor, 3);
    assert_eq!(rig.total(), Err(own));
    let (item, _) = rig.failures.last().unwrap();
    assert_eq!(*item, Item::SetMeanFactor);
}
