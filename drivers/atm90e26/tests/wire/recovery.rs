//! What becomes of a reading that cleared and did not arrive.

use atm90e26::{
    Error, Events, Forward,
    hal_inverter::MeteredEnergy,
    hal_power::{Energy, Voltage},
};

use crate::{
    RUNS,
    bus::{Ask, FAILED, Frame, Lost, Unheard},
    config, confirmed, ended, exchange, initialised, measured,
};

fn watt_hours(imported: i64, exported: i64) -> MeteredEnergy {
    let energy = Energy::from_watt_hours;
    MeteredEnergy::new(energy(imported), energy(exported))
}

fn counted(register: u8, content: u16) -> Vec<Frame> {
    [vec![RUNS], confirmed(register, content).to_vec()].concat()
}

fn failed(register: u8) -> Error<embedded_hal::spi::ErrorKind> {
    Error::Bus {
        register,
        cause: FAILED,
    }
}

/// LastData, twice.
fn left(content: u16) -> Vec<Frame> {
    vec![Ask(0x06, content), Ask(0x06, content)]
}

#[test]
fn an_answer_that_was_lost_is_in_lastdata() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x40, 64)];
    let next = [left(64), counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x40)), lost;
        active_energy() => Ok(watt_hours(1, 3)), @216 next;
    }
}

#[test]
fn a_repetition_that_was_lost_is_asked_for_again() {
    let config = config(Forward::Export);
    for failing in [Lost(0x06, 64), Unheard] {
        let lost = [RUNS, Ask(0x40, 64), failing];
        let next = [left(64), counted(0x40, 32), ended(0x41, 32)].concat();
        exchange! {
            init(&config) => Ok(()), initialised();
            active_energy() => Err(failed(0x06)), lost;
            active_energy() => Ok(watt_hours(1, 3)), next;
        }
    }
}

#[test]
fn a_reading_that_never_began_leaves_the_part_what_it_has() {
    let config = config(Forward::Export);
    let lost = [RUNS, Unheard];
    let next = [left(0x8765), counted(0x40, 64), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x40)), lost;
        active_energy() => Ok(watt_hours(1, 2)), next;
    }
}

#[test]
fn whatever_comes_next_asks_lastdata_first() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x40, 64)];
    let energy = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x40)), lost;
        voltage() => Ok(Voltage::from_volts(230)), @144 [left(64), measured(0x49, 23_000).to_vec()].concat();
        active_energy() => Ok(watt_hours(1, 3)), energy;
        active_energy() => Err(failed(0x40)), lost;
        read_register(0x08) => Ok(0x1200), [left(64), vec![Ask(0x08, 0x1200)]].concat();
        active_energy() => Ok(watt_hours(2, 6)), energy;
        active_energy() => Err(failed(0x40)), lost;
        write_register(0x04, 0) => Ok(()), [left(64), vec![crate::bus::Tell(0x04, 0)]].concat();
        active_energy() => Ok(watt_hours(3, 9)), energy;
        active_energy() => Err(failed(0x40)), lost;
        init(&config) => Ok(()), [left(64), initialised()].concat();
        active_energy() => Ok(watt_hours(4, 12)), energy;
    }
}

#[test]
fn the_second_register_is_recovered_too() {
    let config = config(Forward::Export);
    let lost = [counted(0x40, 32), vec![RUNS, Lost(0x41, 64)]].concat();
    let next = [left(64), counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x41)), lost;
        active_energy() => Ok(watt_hours(3, 2)), next;
    }
}

#[test]
fn a_bit_that_flipped_is_what_lastdata_says_twice() {
    let config = config(Forward::Export);
    let flipped = [vec![RUNS, Ask(0x40, 65)], left(64), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(1, 2)), @192 flipped;
    }
}

#[test]
fn a_frame_that_the_part_did_not_take_is_no_count() {
    let config = config(Forward::Export);
    // The select failed: nobody answered, and LastData is CalStart's.
    let missed = [vec![RUNS, Ask(0x40, 0xFFFF)], left(0x8765)].concat();
    let next = [counted(0x40, 64), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::Unconfirmed { register: 0x40, found: 0xFFFF, repeated: 0x8765 }), missed;
        active_energy() => Ok(watt_hours(1, 2)), next;
    }
}

#[test]
fn lastdata_that_says_two_things_is_asked_again() {
    let config = config(Forward::Export);
    let unsteady = [RUNS, Ask(0x40, 65), Ask(0x06, 66), Ask(0x06, 64)];
    let next = [left(64), counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::Unconfirmed { register: 0x40, found: 66, repeated: 64 }), unsteady;
        active_energy() => Ok(watt_hours(1, 3)), next;
    }
}

#[test]
fn a_stuck_line_is_not_6553_pulses() {
    let config = config(Forward::Export);
    let stuck = [
        RUNS,
        Ask(0x40, 0xFFFF),
        Ask(0x06, 0xFFFF),
        Ask(0x20, 0xFFFF),
    ];
    let next = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::NoAnswer { register: 0x20, found: 0xFFFF }), stuck;
        // What the register had is gone, and that is said once.
        active_energy() => Err(Error::CountLost { register: 0x40 }), @0 [];
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
}

#[test]
fn a_stuck_line_is_not_zero_pulses() {
    let config = config(Forward::Export);
    let stuck = [RUNS, Ask(0x40, 0), Ask(0x06, 0), Ask(0x20, 0)];
    let next = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(Error::NoAnswer { register: 0x20, found: 0 }), stuck;
        active_energy() => Err(Error::CountLost { register: 0x40 }), @0 [];
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
}

#[test]
fn a_proof_of_zero_with_a_bit_that_flipped_is_asked_for_again() {
    let config = config(Forward::Export);
    let flipped = [RUNS, Ask(0x40, 0), Ask(0x06, 0), Ask(0x20, 0x8764), RUNS].to_vec();
    let next = [flipped, confirmed(0x41, 32).to_vec(), vec![crate::COUNTS]].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(1, 0)), next;
    }
}

#[test]
fn a_zero_whose_proof_the_bus_lost_is_proven_later() {
    let config = config(Forward::Export);
    let unproven = [RUNS, Ask(0x40, 0), Ask(0x06, 0), Unheard];
    let next = [
        left(0),
        vec![RUNS],
        confirmed(0x40, 32).to_vec(),
        ended(0x41, 32),
    ]
    .concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x20)), unproven;
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
    let unproven = [RUNS, Ask(0x40, 0), Ask(0x06, 0), Lost(0x20, 0x8765)];
    let next = [left(0x8765), counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x20)), unproven;
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
}

#[test]
fn a_part_that_reset_meanwhile_has_nothing_left() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x40, 64)];
    let reset = [left(0), vec![Ask(0x20, 0x6886)]].concat();
    let error = Error::ConfigurationLost {
        register: 0x20,
        found: 0x6886,
    };
    let next = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x40)), lost;
        active_energy() => Err(error), reset;
        active_energy() => Err(error), [];
        init(&config) => Ok(()), initialised();
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
}

#[test]
fn an_init_over_a_bus_that_fails_tells_of_the_count_later() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x40, 64)];
    let next = [counted(0x40, 32), ended(0x41, 32)].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        active_energy() => Err(failed(0x40)), lost;
        init(&config) => Ok(()), [vec![Unheard], initialised()].concat();
        active_energy() => Err(Error::CountLost { register: 0x40 }), [];
        active_energy() => Ok(watt_hours(1, 1)), next;
    }
}

#[test]
fn events_are_recovered_as_counts_are() {
    let config = config(Forward::Export);
    let lost = [RUNS, Lost(0x01, 0x0002)];
    let events = [vec![RUNS], confirmed(0x01, 0x0020).to_vec()].concat();
    exchange! {
        init(&config) => Ok(()), initialised();
        take_events() => Err(failed(0x01)), lost;
        voltage() => Ok(Voltage::from_volts(230)), [left(0x0002), measured(0x49, 23_000).to_vec()].concat();
        take_events() => Ok(Events::SAG | Events::ACTIVE_DIRECTION), events;
    }
}

#[test]
fn a_bus_that_fails_at_any_frame_loses_nothing() {
    let config = config(Forward::Export);
    let sound = [counted(0x40, 64), ended(0x41, 32)].concat();
    for at in 0..sound.len() {
        let Some(&Ask(register, content)) = sound.get(at) else {
            continue;
        };
        for failing in [Unheard, Lost(register, content)] {
            let mut frames = sound[..at].to_vec();
            frames.push(failing);
            let is_taken = |of: usize| at > of || at == of && matches!(failing, Lost(..));
            let (mut next, mut export, mut import) = (vec![], 0, 0);
            if is_taken(1) {
                export = 2;
            }
            if is_taken(4) {
                import = 1;
            }
            match at {
                1 | 4 if matches!(failing, Unheard) => next = left(0x8765),
                1 | 2 => next = left(64),
                4 | 5 => next = left(32),
                _ => {}
            }
            next.extend([counted(0x40, 32), ended(0x41, 32)].concat());
            exchange! {
                init(&config) => Ok(()), initialised();
                active_energy() => Err(failed(register)), frames;
                active_energy() => Ok(watt_hours(import + 1, export + 1)), next;
            }
        }
    }
}
