//! What makes a value a value.

use ade7953::{Channel, Error};

use crate::{
    exchange,
    script::{CHECKSUM, ask, config, good, proof},
};

#[test]
fn a_reset_is_noticed_by_its_flag() {
    exchange! { config();
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
        // a plausible value, of a part that has begun anew
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x22E, found: 0x12_8000 }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            ask(0x22E, [0x12, 0x80, 0x00]),
        ];
        // and from then on, without a transfer
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x22E, .. }), [];
        active_energy(Channel::A) => Err(Error::ConfigurationLost { register: 0x22E, .. }), [];
        check() => Err(Error::ConfigurationLost { register: 0x22E, .. }), [];
        events() => Err(Error::ConfigurationLost { register: 0x22E, .. }), [];
    }
}

#[test]
fn a_frozen_part_has_no_values() {
    let frozen = || ask(0x22E, [0x00, 0x80, 0x00]);
    exchange! { config();
        rms_voltage() => Err(Error::NotReady), [ask(0x21C, [0x5A, 0x90, 0xC7]), frozen(), frozen()];
        // it is asked for its registers first: flags may have got lost
        rms_voltage() => Err(Error::NotReady), [
            proof(),
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            frozen(),
            frozen(),
        ];
        rms_voltage() => Ok(_), [proof(), ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
    }
}

#[test]
fn a_reading_right_behind_another_waits_for_a_sample() {
    exchange! { config();
        rms_voltage() => Ok(_), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            ask(0x22E, [0x00, 0x00, 0x00]),
            good(),
            proof(),
        ];
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0xC7]), good()];
        // what looked like no sample had taken the flag of a reset away
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x37F, found: 0xFFFF_FFFF }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            ask(0x22E, [0x00, 0x00, 0x00]),
            good(),
            ask(0x37F, [0xFF; 4]),
        ];
    }
}

#[test]
fn a_line_that_nobody_drives_is_no_value() {
    exchange! { config();
        active_power(Channel::A) => Err(Error::Implausible { register: 0x22E, found: 0xFF_FFFF }), [
            ask(0x212, [0xFF, 0xFF, 0xFF]),
            ask(0x22E, [0xFF, 0xFF, 0xFF]),
        ];
        active_power(Channel::A) => Err(Error::ConfigurationLost { register: 0x37F, found: 0xFFFF_FFFF }), [
            ask(0x37F, [0xFF; 4]),
        ];
    }
    exchange! { config();
        active_power(Channel::A) => Err(Error::NotReady), [
            ask(0x212, [0x00, 0x00, 0x00]),
            ask(0x22E, [0x00, 0x00, 0x00]),
            ask(0x22E, [0x00, 0x00, 0x00]),
        ];
    }
}

#[test]
fn the_flag_of_the_checksum_is_asked_about() {
    let changed = || ask(0x22E, [0x22, 0x80, 0x00]);
    exchange! { config();
        rms_voltage() => Ok(_), [ask(0x21C, [0x5A, 0x90, 0xC7]), changed(), ask(0x37F, CHECKSUM)];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x37F, found: 0x1234_5679 }), [
            ask(0x21C, [0x5A, 0x90, 0xC7]),
            changed(),
            ask(0x37F, [0x12, 0x34, 0x56, 0x79]),
        ];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x37F, .. }), [];
    }
}

#[test]
fn a_check_asks_for_checksum_and_unlocked_register() {
    exchange! { config();
        check() => Ok(()), [proof(), good()];
        check() => Err(Error::ConfigurationLost { register: 0x120, found: 0 }), [
            ask(0x37F, CHECKSUM),
            ask(0x120, [0x00, 0x00]),
        ];
        frequency() => Err(Error::ConfigurationLost { register: 0x120, found: 0 }), [];
    }
    exchange! { config();
        check() => Err(Error::ConfigurationLost { register: 0x37F, found: 0x4873_9163 }), [
            ask(0x37F, [0x48, 0x73, 0x91, 0x63]),
        ];
    }
}

#[test]
fn verifying_reads_everything() {
    let gains = |base: u16| (0..5).flat_map(move |at| ask(base + at, [0x40, 0x00, 0x00]));
    let zeros = |registers: &[u16]| {
        let each = registers.iter();
        each.flat_map(|register| ask(*register, [0, 0, 0]))
            .collect::<Vec<_>>()
    };
    let bytes = [0x000, 0x004, 0x007, 0x008, 0x009, 0x800];
    let all = || {
        [
            ask(0x120, [0x00, 0x30]),
            bytes
                .iter()
                .flat_map(|register| ask(*register, [0]))
                .collect(),
            ask(0x102, [0x01, 0x04]),
            ask(0x103, [0x00, 0x3F]),
            ask(0x104, [0x00, 0x3F]),
            ask(0x107, [0x03, 0x00]),
            ask(0x108, [0x00, 0x00]),
            ask(0x109, [0x00, 0x00]),
            ask(0x110, [0x00, 0x00]),
            ask(0x200, [0x00, 0x00, 0x00]),
            // signs and no load are no settings
            ask(0x201, [0x3F, 0x3C, 0x00]),
            ask(0x203, [0x00, 0xE4, 0x19]),
            ask(0x204, [0x00, 0xE4, 0x19]),
            ask(0x205, [0x00, 0x00, 0x00]),
            ask(0x224, [0xFF, 0xFF, 0xFF]),
            ask(0x225, [0xFF, 0xFF, 0xFF]),
            ask(0x22C, [0x10, 0x00, 0x00]),
            ask(0x22F, [0x00, 0x00, 0x00]),
            gains(0x280).collect(),
            zeros(&[0x286, 0x288, 0x289, 0x28A, 0x28B]),
            gains(0x28C).collect(),
            zeros(&[0x292, 0x295, 0x296, 0x297]),
            ask(0x001, [0x00]),
            ask(0x040, [0x00]),
            proof(),
            good(),
        ]
        .concat()
    };
    exchange! { config(); verify() => Ok(()), [all()]; }
    let mut changed = all();
    let at = changed
        .iter()
        .position(|step| matches!(step, crate::script::Step::Ask(0x224, _)));
    changed.truncate(at.unwrap());
    exchange! { config();
        verify() => Err(Error::ConfigurationLost { register: 0x224, found: 0x10_0000 }), [
            changed,
            ask(0x224, [0x10, 0x00, 0x00]),
        ];
        rms_voltage() => Err(Error::ConfigurationLost { register: 0x224, .. }), [];
    }
}
