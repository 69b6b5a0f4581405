//! Energies from registers that run on.

use ade7953::{
    Channel, Error,
    hal_inverter::MeteredEnergy,
    hal_power::{ApparentEnergy, Energy, ReactiveEnergy},
};

use crate::{
    exchange,
    script::{ask, config, exporting, good, lose, proof},
};

/// 206,900 steps a second at 17.5 kW.
const SECOND: [u8; 3] = [0x03, 0x28, 0x34];
const OVERFLOW: [u8; 3] = [0x02, 0x00, 0x08];

fn joules(imported: i64, exported: i64) -> MeteredEnergy {
    MeteredEnergy::new(Energy::from_joules(imported), Energy::from_joules(exported))
}

#[test]
fn each_direction_for_itself() {
    exchange! { config();
        active_energy(Channel::A) => Ok(sums) if sums == joules(17_500, 0), [ask(0x21E, SECOND), good()];
        // nothing is cleared by reading
        active_energy(Channel::A) => Ok(sums) if sums == joules(17_500, 0), [ask(0x21E, SECOND), good()];
        active_energy(Channel::A) => Ok(sums) if sums == joules(17_500, 35_000), [
            ask(0x21E, [0xFC, 0xD7, 0xCC]),
            good(),
        ];
        // the other channel has its own, at half the scale
        active_energy(Channel::B) => Ok(sums) if sums == joules(8_750, 0), [
            ask(0x21F, SECOND),
            good(),
            ask(0x231, [0, 0, 0]),
        ];
    }
    exchange! { exporting();
        active_energy(Channel::A) => Ok(sums) if sums == joules(0, 17_500), [ask(0x21E, SECOND), good()];
        reactive_energy(Channel::A) => Ok(sum) if sum == ReactiveEnergy::from_millivar_seconds(17_500_000), [
            ask(0x220, SECOND),
            good(),
        ];
    }
}

#[test]
fn the_other_energies() {
    exchange! { config();
        reactive_energy(Channel::A) => Ok(sum) if sum == ReactiveEnergy::from_millivar_seconds(-17_500_000), [
            ask(0x220, SECOND),
            good(),
        ];
        reactive_energy(Channel::A) => Ok(ReactiveEnergy::ZERO), [ask(0x220, [0, 0, 0]), good()];
        apparent_energy(Channel::B) => Ok(sum) if sum == ApparentEnergy::from_millivolt_amp_seconds(8_750_000), [
            ask(0x223, SECOND),
            good(),
            ask(0x231, [0, 0, 0]),
        ];
    }
}

#[test]
fn a_register_rolls_over() {
    exchange! { config();
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x7F, 0xFF, 0x00]), good()];
        // 0x100 to the end, 0x32734 beyond: another second
        active_energy(Channel::A) => Ok(sums) if sums.imported.as_millijoules() == 709_502_948 + 17_500_000, [
            ask(0x21E, [0x83, 0x27, 0x34]),
            ask(0x22E, OVERFLOW),
        ];
        // backwards
        active_energy(Channel::A) => Ok(sums) if sums.exported == Energy::from_joules(17_500), [
            ask(0x21E, [0x7F, 0xFF, 0x00]),
            ask(0x22E, OVERFLOW),
        ];
    }
}

#[test]
fn a_roll_over_that_another_reading_saw() {
    exchange! { config();
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x7F, 0xFF, 0x00]), good()];
        rms_voltage() => Ok(_), [ask(0x21C, [0, 0, 0]), ask(0x22E, OVERFLOW)];
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x83, 0x27, 0x34]), good()];
    }
}

#[test]
fn a_roll_over_between_register_and_flag() {
    exchange! { config();
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x7F, 0xFF, 0x00]), good()];
        active_energy(Channel::A) => Ok(_), [
            ask(0x21E, [0x7F, 0xFF, 0xFF]),
            ask(0x22E, OVERFLOW),
            ask(0x21E, [0x80, 0x00, 0x01]),
            good(),
        ];
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x80, 0x00, 0x02]), good()];
    }
}

#[test]
fn too_long_between_two_readings() {
    let again = || [ask(0x21E, [0x00, 0x00, 0x10]), ask(0x22E, OVERFLOW)].concat();
    exchange! { config();
        // a whole turn and 16 steps
        active_energy(Channel::A) => Err(Error::CountInterrupted { register: 0x21E }), [again(), again()];
        // until it is cleared
        active_energy(Channel::A) => Err(Error::CountInterrupted { register: 0x21E }), [
            ask(0x21E, [0x00, 0x00, 0x11]),
            good(),
        ];
        // the others count on
        reactive_energy(Channel::A) => Ok(_), [ask(0x220, [0, 0, 1]), good()];
        clear_energy(Channel::A) => Ok(()), [
            ask(0x21E, [0x00, 0x00, 0x20]),
            ask(0x220, [0x00, 0x00, 0x20]),
            ask(0x222, [0x00, 0x00, 0x20]),
            good(),
        ];
        active_energy(Channel::A) => Ok(sums) if sums == joules(0, 0), [
            ask(0x21E, [0x00, 0x00, 0x20]),
            good(),
        ];
    }
}

#[test]
fn a_lost_answer_loses_no_energy() {
    exchange! { config();
        active_energy(Channel::A) => Err(Error::Bus { register: 0x21E, .. }), [lose(0x21E, 3)];
        active_energy(Channel::A) => Ok(sums) if sums == joules(17_500, 0), [ask(0x21E, SECOND), good()];
        // nor does one behind the register
        active_energy(Channel::A) => Err(Error::Bus { register: 0x22E, .. }), [
            ask(0x21E, [0x06, 0x50, 0x68]),
            lose(0x22E, 3),
        ];
        active_energy(Channel::A) => Ok(sums) if sums == joules(35_000, 0), [
            proof(),
            ask(0x21E, [0x06, 0x50, 0x68]),
            good(),
        ];
    }
    // a roll-over whose flag went with the answer is none too many
    exchange! { config();
        active_energy(Channel::A) => Ok(_), [ask(0x21E, [0x7F, 0xFF, 0x00]), good()];
        rms_voltage() => Err(Error::Bus { register: 0x22E, .. }), [ask(0x21C, [0, 0, 0]), lose(0x22E, 3)];
        active_energy(Channel::A) => Ok(sums) if sums.imported.as_millijoules() == 709_502_948 + 17_500_000, [
            proof(),
            ask(0x21E, [0x83, 0x27, 0x34]),
            good(),
        ];
    }
}

#[test]
fn energy_of_a_part_that_reset_is_not_counted() {
    exchange! { config();
        active_energy(Channel::A) => Ok(_), [ask(0x21E, SECOND), good()];
        active_energy(Channel::A) => Err(Error::ConfigurationLost { register: 0x22E, .. }), [
            ask(0x21E, [0, 0, 0]),
            ask(0x22E, [0x12, 0x00, 0x00]),
        ];
    }
}

#[test]
fn sums_go_on_when_the_part_is_initialised_again() {
    let config = config();
    exchange! { config;
        active_energy(Channel::A) => Ok(sums) if sums == joules(17_500, 0), [ask(0x21E, SECOND), good()];
        init(&config) => Ok(()), [crate::script::warm(&config)];
        active_energy(Channel::A) => Ok(sums) if sums == joules(35_000, 0), [ask(0x21E, SECOND), good()];
    }
}
