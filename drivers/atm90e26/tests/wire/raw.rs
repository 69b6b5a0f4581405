//! Registers as they are.

use atm90e26::{Error, Events, Forward, hal_inverter::MeteredEnergy, hal_power::Energy};

use crate::{
    RUNS,
    bus::{Ask, FAILED, Lost, Tell},
    config, confirmed, ended, exchange, initialised,
};

#[test]
fn any_register() {
    exchange! {
        read_register(0x2B) => Ok(0x9422), @24 [Ask(0x2B, 0x9422)];
        read_register(0xAB) => Ok(0x9422), @24 [Ask(0x2B, 0x9422)];
        write_register(0x84, 0xA987) => Ok(()), @24 [Tell(0x04, 0xA987)];
        read_register(0x40) => Err(Error::NotInitialised), @0 [];
    }
}

#[test]
fn what_a_reading_clears_is_kept() {
    let config = config(Forward::Export);
    let counted = |register, content| [vec![RUNS], confirmed(register, content).to_vec()].concat();
    let energy = Energy::from_watt_hours;
    exchange! {
        init(&config) => Ok(()), initialised();
        read_register(0x40) => Ok(32), @72 counted(0x40, 32);
        read_register(0x42) => Ok(64), @72 counted(0x42, 64);
        read_register(0x01) => Ok(0x0002), @72 counted(0x01, 0x0002);
        active_energy() => Ok(MeteredEnergy::new(energy(1), energy(2))), [counted(0x40, 32), ended(0x41, 32)].concat();
        take_events() => Ok(Events::SAG | Events::LINE), counted(0x01, 0x0080);
    }
}

#[test]
fn lastdata_is_left_alone() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x40, 64)];
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::Bus { register: 0x40, cause: FAILED }), lost;
        read_register(0x06) => Ok(64), @24 [Ask(0x06, 64)];
    }
}
