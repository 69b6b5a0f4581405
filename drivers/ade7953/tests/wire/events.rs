//! Flags that readings find wait until they are taken.

use ade7953::{Error, Events, EventsA, EventsB};

use crate::{
    exchange,
    script::{ask, config, good, lose, proof},
};

#[test]
fn readings_keep_what_they_clear() {
    let sag = EventsA::SAG | EventsA::SAMPLE | EventsA::VOLTAGE_ZERO_CROSSING;
    let from_init = EventsA::CURRENT_ZERO_CROSSING;
    exchange! { config();
        rms_voltage() => Ok(_), [ask(0x21C, [0, 0, 0]), ask(0x22E, [0x0A, 0x80, 0x00])];
        events() => Ok(Events { a, b, is_complete: true, .. })
            if a == sag | from_init && b == EventsB::OVERCURRENT, [
            ask(0x22D, [0x00, 0x00, 0x00]),
            ask(0x22D, [0x02, 0x00, 0x00]),
            ask(0x230, [0x00, 0x20, 0x00]),
        ];
        take_events() => Ok(Events { a, b, is_complete: true, .. })
            if a == sag | from_init | EventsA::OVERVOLTAGE && b == EventsB::OVERCURRENT, [
            ask(0x22E, [0x03, 0x00, 0x00]),
            ask(0x231, [0x00, 0x20, 0x00]),
        ];
        take_events() => Ok(Events { a: EventsA::SAMPLE, b, is_complete: true, .. }) if b.is_empty(), [
            ask(0x22E, [0x02, 0x00, 0x00]),
            ask(0x231, [0x00, 0x00, 0x00]),
        ];
    }
}

#[test]
fn a_lost_answer_may_have_taken_some_away() {
    exchange! { config();
        take_events() => Ok(_), [good(), ask(0x231, [0, 0, 0])];
        rms_voltage() => Err(Error::Bus { register: 0x22E, .. }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            lose(0x22E, 3),
        ];
        take_events() => Ok(Events { is_complete: false, .. }), [proof(), good(), ask(0x231, [0, 0, 0])];
        take_events() => Ok(Events { is_complete: true, .. }), [good(), ask(0x231, [0, 0, 0])];
        // what is not taken stays
        take_events() => Err(Error::Bus { register: 0x231, .. }), [
            ask(0x22E, [0x0A, 0x00, 0x00]),
            lose(0x231, 3),
        ];
        take_events() => Ok(Events { a, is_complete: false, .. }) if a.contains(EventsA::SAG), [
            good(),
            ask(0x231, [0, 0, 0]),
        ];
    }
}

#[test]
fn bits_that_the_part_does_not_have() {
    exchange! { config();
        events() => Err(Error::Implausible { register: 0x22D, found: 0x40_0000 }), [
            ask(0x22D, [0x40, 0x00, 0x00]),
        ];
        take_events() => Err(Error::Implausible { register: 0x231, found: 0x4000 }), [
            good(),
            ask(0x231, [0x00, 0x40, 0x00]),
        ];
        // a line that nobody drives
        events() => Err(Error::NotReady), [
            ask(0x22D, [0x00, 0x00, 0x00]),
            ask(0x22D, [0x00, 0x00, 0x00]),
        ];
        // a reset that is only looked at
        events() => Err(Error::ConfigurationLost { register: 0x22D, found: 0x12_0000 }), [
            ask(0x22D, [0x12, 0x00, 0x00]),
        ];
        events() => Err(Error::ConfigurationLost { register: 0x22D, .. }), [];
    }
}
