//! Identity, data memory, sessions.

use bq769x2::{BatteryStatus, ConfigError, Error};

use crate::{
    exchange,
    i2c::{ask, command, fetch, fetch_block, identity, store, tell, warm},
    plans::{image_of_five, image_of_sixteen, limits},
};

/// SLUAA11B section 2.1, with checksum and length.
#[test]
fn the_identity_is_read_as_the_software_guide_has_it() {
    exchange! { Bq76942 over i2c, five_cells():
        device_number() => Ok(0x7694), [
            tell(&[0x3E, 0x01, 0x00]),
            ask(0x3E, &[0x01, 0x00]),
            ask(0x60, &[0xF4, 0x06]),
            ask(0x40, &[0x94, 0x76]),
        ];
    }
}

#[test]
fn a_subcommand_is_looked_at_until_it_is_done() {
    exchange! { Bq76942 over i2c, five_cells():
        device_number() => Ok(0x7694), [
            tell(&[0x3E, 0x01, 0x00]),
            ask(0x3E, &[0xFF, 0xFF]),
            ask(0x3E, &[0xFF, 0x00]),
            ask(0x3E, &[0x01, 0x00]),
            ask(0x60, &[0xF4, 0x06]),
            ask(0x40, &[0x94, 0x76]),
        ];
    }
}

#[test]
fn damaged_answers_of_subcommands_are_errors() {
    let done = || [tell(&[0x3E, 0x01, 0x00]), ask(0x3E, &[0x01, 0x00])].concat();
    exchange! { Bq76942 over i2c, five_cells():
        device_number() => Err(Error::Checksum { number: 1, expected: 0xF5, found: 0xF4 }), [
            done(),
            ask(0x60, &[0xF4, 0x06]),
            ask(0x40, &[0x93, 0x76]),
        ];
        device_number() => Err(Error::Length { number: 1, found: 0x04 }), [
            done(),
            ask(0x60, &[0xF4, 0x04]),
        ];
        device_number() => Err(Error::Length { number: 1, found: 0xFF }), [
            done(),
            ask(0x60, &[0xFF, 0xFF]),
        ];
        // One byte, with a checksum that is right.
        device_number() => Err(Error::Length { number: 1, found: 0x05 }), [
            done(),
            ask(0x60, &[0x6A, 0x05]),
            ask(0x40, &[0x94]),
        ];
        device_number() => Err(Error::Silent { number: 1, found: 0xFFFF }), [
            tell(&[0x3E, 0x01, 0x00]),
            (0..100).flat_map(|_| ask(0x3E, &[0xFF, 0xFF])).collect::<Vec<_>>(),
        ];
    }
}

#[test]
fn a_wrong_identity_stops_before_anything_is_written() {
    exchange! { Bq76942 over i2c, five_cells():
        init() => Err(Error::WrongDevice { found: 0x7695 }), [fetch(0x0001, &[0x95, 0x76])];
        // A line at one level.
        init() => Err(Error::WrongDevice { found: 0xFFFF }), [
            command(0x0001),
            (0..100).flat_map(|_| ask(0x3E, &[0xFF, 0xFF])).collect::<Vec<_>>(),
        ];
        stack_voltage() => Err(Error::NotInitialised), [];
        verify() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn a_part_that_has_not_started_or_is_sealed_is_not_configured() {
    exchange! { Bq76942 over i2c, five_cells():
        init() => Err(Error::NotStarted(_)), [identity(0x7694, [0x00, 0x00])];
        init() => Err(Error::Sealed), [identity(0x7694, [0x00, 0x03])];
        init() => Err(Error::Damaged(_)), [identity(0x7694, [0x00, 0xFF])];
        current() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn a_part_that_has_its_configuration_is_left_alone() {
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [warm(0x7694, &image_of_five())];
    }
    exchange! { Bq76952 over i2c, sixteen_cells():
        init() => Ok(()), [warm(0x7695, &image_of_sixteen())];
    }
}

/// SLUAA11B section 3.3 for the bytes of 0x9261.
#[test]
fn only_what_differs_is_written_read_back_and_the_session_left() {
    let image = image_of_five();
    let mut found = image;
    found[2].1[0] = 0x88;
    found[4].1[7..9].copy_from_slice(&[0, 0]);
    let block =
        |index: usize, image: &crate::plans::Image| fetch_block(image[index].0, &image[index].1);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [
            identity(0x7694, [0x00, 0x01]),
            block(0, &found),
            block(1, &found),
            block(2, &found),
            // In the session all of it again.
            tell(&[0x3E, 0x90, 0x00]),
            ask(0x12, &[0x01, 0x01]),
            block(0, &found),
            block(1, &found),
            block(2, &found),
            tell(&[0x3E, 0x61, 0x92, 0x8C]),
            tell(&[0x60, 0x80, 0x05]),
            block(2, &image),
            block(3, &found),
            block(4, &found),
            store(0x9304, &[0x0F, 0x02]),
            block(4, &image),
            block(5, &found),
            tell(&[0x3E, 0x92, 0x00]),
            ask(0x12, &[0x00, 0x01]),
            // The count of charge begins.
            tell(&[0x3E, 0x82, 0x00]),
            ask(0x12, &[0x00, 0x01]),
            ask(0x34, &[0x10, 0x14]),
        ];
    }
}

#[test]
fn a_part_that_reset_has_its_session_though_nothing_differs() {
    let image = image_of_five();
    let windows = || {
        image
            .iter()
            .flat_map(|(at, bytes)| fetch_block(*at, bytes))
            .collect::<Vec<_>>()
    };
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [
            identity(0x7694, [0x08, 0x01]),
            command(0x0090),
            ask(0x12, &[0x08, 0x01]),
            ask(0x12, &[0x09, 0x01]),
            windows(),
            command(0x0092),
            ask(0x12, &[0x09, 0x01]),
            ask(0x12, &[0x00, 0x01]),
            command(0x0082),
            ask(0x12, &[0x00, 0x01]),
            ask(0x34, &[0x00, 0x00]),
            ask(0x34, &[0x10, 0x14]),
        ];
    }
}

#[test]
fn a_session_that_was_open_is_closed_first() {
    let image = image_of_five();
    let windows = || {
        image
            .iter()
            .flat_map(|(at, bytes)| fetch_block(*at, bytes))
            .collect::<Vec<_>>()
    };
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [
            identity(0x7694, [0x01, 0x01]),
            command(0x0092),
            ask(0x12, &[0x00, 0x01]),
            windows(),
            ask(0x12, &[0x00, 0x01]),
            ask(0x34, &[0x10, 0x14]),
        ];
    }
}

#[test]
fn what_is_not_kept_is_an_error_and_the_session_is_left() {
    let image = image_of_five();
    let mut found = image;
    found[0].1[1] = 0x31;
    let block = |image: &crate::plans::Image| fetch_block(image[0].0, &image[0].1);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Err(Error::ReadBack { address: 0x91A9, written: 0x30, found: 0x31 }), [
            identity(0x7694, [0x00, 0x01]),
            block(&found),
            command(0x0090),
            ask(0x12, &[0x01, 0x01]),
            block(&found),
            store(0x91A8, &[0x55, 0x30, 0x72, 0x41]),
            block(&found),
            command(0x0092),
            ask(0x12, &[0x00, 0x01]),
        ];
        current() => Err(Error::NotInitialised), [];
    }
}

#[test]
fn a_part_that_does_not_follow_is_an_error_and_is_told_to_leave() {
    let six = |status: [u8; 2]| (0..6).flat_map(|_| ask(0x12, &status)).collect::<Vec<_>>();
    exchange! { Bq76942 over i2c, five_cells():
        init() => Err(Error::ConfigUpdate(_)), [
            identity(0x7694, [0x08, 0x01]),
            command(0x0090),
            six([0x08, 0x01]),
            command(0x0092),
            ask(0x12, &[0x08, 0x01]),
        ];
    }
}

/// Undervoltage 2.6 V is 52 steps, overvoltage 3.6 V is 71.
#[test]
fn limits_of_cells_are_written_in_a_session() {
    let image = image_of_five();
    let mut changed = image;
    changed[2].1[0x14..0x1A].copy_from_slice(&[52, 28, 0, 71, 28, 0]);
    let block = |image: &crate::plans::Image| fetch_block(image[2].0, &image[2].1);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [warm(0x7694, &image)];
        limit_cells(&limits(1_000, 900)) => Err(Error::Config(ConfigError::CellLimits)), [];
        limit_cells(&limits(3_600, 2_600)) => Ok(_), [
            ask(0x12, &[0x00, 0x01]),
            block(&image),
            command(0x0090),
            ask(0x12, &[0x01, 0x01]),
            block(&image),
            store(0x9275, &[52, 28, 0, 71]),
            block(&changed),
            command(0x0092),
            ask(0x12, &[0x00, 0x01]),
            ask(0x12, &[0x00, 0x01]),
        ];
        charge_and_time() => Err(Error::CountInterrupted), [];
        // The same again costs a look.
        limit_cells(&limits(3_600, 2_600)) => Ok(_), [
            ask(0x12, &[0x00, 0x01]),
            block(&changed),
            ask(0x12, &[0x00, 0x01]),
        ];
    }
}

#[test]
fn a_reset_seen_in_a_session_is_not_forgotten_though_leaving_hides_it() {
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [warm(0x7694, &image_of_five())];
        write_memory(0x9236, &[0x0D]) => Err(Error::ConfigurationLost(_)), [
            ask(0x12, &[0x00, 0x01]),
            command(0x0090),
            ask(0x12, &[0x09, 0x01]),
            command(0x0092),
            ask(0x12, &[0x00, 0x01]),
        ];
        current() => Err(Error::ConfigurationLost(BatteryStatus { .. })), [];
    }
}

#[test]
fn changed_memory_is_found() {
    let image = image_of_five();
    let mut changed = image;
    changed[1].1[1] = 0x29;
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [warm(0x7694, &image)];
        verify() => Err(Error::Changed { address: 0x9235, expected: 0x28, found: 0x29 }), [
            ask(0x12, &[0x00, 0x01]),
            fetch_block(image[0].0, &image[0].1),
            fetch_block(image[1].0, &changed[1].1),
        ];
    }
}
