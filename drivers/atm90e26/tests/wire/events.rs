//! Events.

use atm90e26::{Error, Events, Forward};

use crate::{
    RUNS,
    bus::{Ask, FAILED, Frame, Lost},
    calibrating, comparing, config, confirmed, exchange, finding, initialised, starting,
};

fn happened(content: u16) -> Vec<Frame> {
    [vec![RUNS], confirmed(0x01, content).to_vec()].concat()
}

#[test]
fn events_are_taken_once() {
    let config = config(Forward::Export);
    let all = Events::SAG
        | Events::ACTIVE_DIRECTION
        | Events::REACTIVE_DIRECTION
        | Events::LINE
        | Events::from_bits_retain(0x0800);
    exchange! {
        init(&config) => Ok(()), initialised();
        take_events() => Ok(all), @72 happened(0x08E2);
        take_events() => Ok(Events::empty()), @96 [happened(0), vec![RUNS]].concat();
    }
}

#[test]
fn what_init_saw_is_kept() {
    let config = config(Forward::Export);
    let frames = [
        finding(),
        calibrating(),
        comparing(),
        starting(0x0002),
        vec![Ask(0x20, 0x8765), Ask(0x30, 0x8765)],
    ]
    .concat();
    exchange! {
        init(&config) => Ok(()), frames;
        take_events() => Ok(Events::SAG | Events::LINE), happened(0x0080);
    }
}

#[test]
fn a_calibration_that_the_part_finds_spoiled_ends_it() {
    let config = config(Forward::Export);
    for found in [0xC000, 0x4000, 0x3002, 0x1000] {
        let lost = Error::ConfigurationLost {
            register: 0x01,
            found,
        };
        exchange! {
            init(&config) => Ok(()), initialised();
            take_events() => Err(lost), happened(found);
            voltage() => Err(lost), [];
            active_energy() => Err(lost), [];
            init(&config) => Ok(()), initialised();
        }
    }
}

#[test]
fn a_spoiled_calibration_that_lastdata_brings_ends_it_too() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x01, 0xC000)];
    let left = [Ask(0x06, 0xC000), Ask(0x06, 0xC000)];
    let error = Error::ConfigurationLost {
        register: 0x01,
        found: 0xC000,
    };
    exchange! {
        init(&config) => Ok(()), initialised();
        take_events() => Err(Error::Bus { register: 0x01, cause: FAILED }), lost;
        voltage() => Err(error), @48 left;
        voltage() => Err(error), @0 [];
    }
}
