//! Readings, commands, and what they cost.

use core::time::Duration;

use bq769x2::{
    Alarms, ConfigError, Error, FetStatus, FetsOff, Pin, ThermistorFault,
    hal_bms::CellSet,
    hal_power::{Charge, Current, Temperature, Voltage},
};

use crate::{
    exchange,
    i2c::{Steps, ask, command, fetch, fetch_block, store, tell, warm},
    plans::{image_of_five, image_of_sixteen},
};

fn configured() -> Steps {
    ask(0x12, &[0x00, 0x01])
}

fn init() -> Steps {
    warm(0x7694, &image_of_five())
}

/// SLUAA11B section 1.2: 0x0E74 is 3700 mV. Inputs 5 to 9 have no cell.
#[test]
fn cells_come_with_battery_status() {
    let mut cells = [Voltage::ZERO; 5];
    let block = [
        0x00, 0x01, 0x74, 0x0E, 0x75, 0x0E, 0x76, 0x0E, 0x77, 0x0E, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0,
        0x78, 0x0E,
    ];
    let with = |at: usize, bytes: [u8; 2]| {
        let mut block = block;
        block[at..at + 2].copy_from_slice(&bytes);
        ask(0x12, &block)
    };
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        cells(&mut [Voltage::ZERO; 4]) => Err(Error::OutOfRange), [];
        cells(&mut cells) => Ok(()), [ask(0x12, &block)];
        cells(&mut [Voltage::ZERO; 5]) => Err(Error::Saturated { register: 0x26 }), [with(20, [0xFF, 0x7F])];
        cells(&mut [Voltage::ZERO; 5]) => Err(Error::Implausible { register: 0x14, found: -201 }), [
            with(2, [0x37, 0xFF]),
        ];
        // CONFIG_UPDATE of somebody else, then a reset that is seen from then on.
        cells(&mut [Voltage::ZERO; 5]) => Err(Error::ConfigurationLost(_)), [with(0, [0x08, 0x01])];
        cells(&mut [Voltage::ZERO; 5]) => Err(Error::ConfigurationLost(_)), [];
    }
    assert_eq!(
        cells.map(Voltage::as_millivolts),
        [3_700, 3_701, 3_702, 3_703, 3_704]
    );
}

#[test]
fn nothing_but_zeros_is_no_measurement() {
    let mut block = [0; 22];
    block[1] = 0x01;
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        cells(&mut [Voltage::ZERO; 5]) => Err(Error::NotMeasured { register: 0x14 }), [ask(0x12, &block)];
        stack_voltage() => Err(Error::NotMeasured { register: 0x34 }), [configured(), ask(0x34, &[0, 0])];
    }
}

/// 10 mV and 10 mA; charging is negative.
#[test]
fn single_readings_are_two_words() {
    const STACK: Voltage = Voltage::from_millivolts(18_500);
    const CHARGING: Current = Current::from_milliamps(-12_340);
    const DISCHARGING: Current = Current::from_milliamps(10);
    const WARM: Temperature = Temperature::from_millicelsius(25_050);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        stack_voltage() => Ok(STACK), [configured(), ask(0x34, &[0x3A, 0x07])];
        pack_voltage() => Ok(Voltage::ZERO), [configured(), ask(0x36, &[0, 0])];
        load_voltage() => Err(Error::Saturated { register: 0x38 }), [configured(), ask(0x38, &[0xFF, 0x7F])];
        current() => Ok(CHARGING), [configured(), ask(0x3A, &[0xD2, 0x04])];
        current() => Ok(DISCHARGING), [configured(), ask(0x3A, &[0xFF, 0xFF])];
        current() => Err(Error::Saturated { register: 0x3A }), [configured(), ask(0x3A, &[0x00, 0x80])];
        die_temperature() => Ok(WARM), [configured(), ask(0x68, &[0xA6, 0x0B])];
        unproven_temperature(Pin::Ts2) => Err(Error::OutOfRange), [];
        unproven_temperature(Pin::Ts1) => Ok(WARM), [configured(), ask(0x70, &[0xA6, 0x0B])];
        die_temperature() => Err(Error::Implausible { register: 0x68, found: 0 }), [
            configured(),
            ask(0x68, &[0, 0]),
        ];
    }
}

/// Counts of TS1, at byte 24: 2⁲² × 3/5 is half of the pull-up's voltage.
fn counts(ts1: i32) -> [u8; 32] {
    let mut data = [0; 32];
    data[24..28].copy_from_slice(&ts1.to_le_bytes());
    data
}

#[test]
fn thermistors_are_proven_by_their_counts() {
    let mut found = [Temperature::ZERO; 1];
    let reading = || ask(0x70, &[0xA6, 0x0B]);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        temperatures(&mut found) => Ok(()), [
            reading(),
            fetch_block(0x0076, &counts(2_516_582)),
            configured(),
        ];
        temperatures(&mut [Temperature::ZERO]) => Err(Error::Thermistor { pin: Pin::Ts1, fault: ThermistorFault::Open }), [
            reading(),
            fetch_block(0x0076, &counts(4_940_000)),
        ];
        temperatures(&mut [Temperature::ZERO]) => Err(Error::Thermistor { pin: Pin::Ts1, fault: ThermistorFault::Shorted }), [
            reading(),
            fetch_block(0x0076, &counts(20_000)),
        ];
        temperatures(&mut []) => Err(Error::OutOfRange), [];
    }
    assert_eq!(found, [Temperature::from_millicelsius(25_050)]);
}

#[test]
fn a_scan_is_two_readings_and_two_that_prove_thermistors() {
    let mut cells = [Voltage::ZERO; 16];
    let mut temperatures = [Temperature::ZERO; 2];
    let mut block = [0; 50];
    block[1] = 1 << 3; // COV
    block[17] = 0x01;
    for (cell, place) in (3_300u16..).zip(block[18..50].chunks_mut(2)) {
        place.copy_from_slice(&cell.to_le_bytes());
    }
    let mut ts3 = [0; 16];
    ts3[..4].copy_from_slice(&2_516_582i32.to_le_bytes());
    let steps = || {
        [
            fetch_block(0x0076, &counts(2_516_582)),
            fetch(0x0077, &ts3),
            ask(0x70, &[0xA6, 0x0B, 0x00, 0x00, 0xB0, 0x0B]),
            ask(0x02, &block),
        ]
        .concat()
    };
    exchange! { Bq76952 over i2c, sixteen_cells():
        init() => Ok(()), [warm(0x7695, &image_of_sixteen())];
        scan(&mut cells, &mut temperatures) => Ok(_), [steps()];
        pack() => Ok(_), [configured(), ask(0x34, &[0xA0, 0x14, 0x9F, 0x14, 0x00, 0x00, 0x18, 0xFC])];
    }
    assert_eq!(cells.map(Voltage::as_millivolts)[..2], [3_300, 3_301]);
    assert_eq!(cells[15], Voltage::from_millivolts(3_315));
    let expected = [25_050, 26_050].map(Temperature::from_millicelsius);
    assert_eq!(temperatures, expected);
}

#[test]
fn faults_are_one_reading() {
    let mut block = [0; 18];
    block[17] = 0x01;
    let mut tripped = block;
    tripped[5] = 1 << 5; // OCDL
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        safety() => Ok(_), [ask(0x02, &tripped)];
        recover() => Ok(()), [ask(0x02, &block)];
        recover() => Ok(()), [ask(0x02, &tripped), command(0x009B), ask(0x02, &block)];
        recover() => Err(Error::Persists(_)), [ask(0x02, &tripped), command(0x009B), ask(0x02, &tripped)];
    }
}

/// Input 10 is the fifth cell.
#[test]
fn balancing_is_of_inputs_and_the_same_again_begins_with_none() {
    let last = CellSet::from_iter([0, 4]);
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        balance_cells(CellSet::only(5)) => Err(Error::OutOfRange), [];
        balance_cells(CellSet::from_iter([1, 2])) => Err(Error::Neighbours), [];
        balance_cells(last) => Ok(()), [configured(), store(0x0083, &[0x01, 0x02])];
        balance_cells(last) => Ok(()), [
            configured(),
            store(0x0083, &[0x00, 0x00]),
            store(0x0083, &[0x01, 0x02]),
        ];
        balance_cells(CellSet::NONE) => Ok(()), [configured(), store(0x0083, &[0x00, 0x00])];
        balance_above(Voltage::from_millivolts(3_400)) => Ok(()), [configured(), store(0x0084, &[0x48, 0x0D])];
        balanced_cells() => Ok(_), [fetch(0x0083, &[0x01, 0x02]), configured()];
        balanced_for() => Ok(Duration::ZERO), [fetch(0x0085, &[0, 0]), configured()];
    }
}

/// -3 hours of 10 mA, and a quarter: 2.75 × 36 C were discharged, since a half is none.
#[test]
fn charge_begins_at_a_half() {
    const DISCHARGED: Charge = Charge::from_millicoulombs(99_000);
    const HOUR: Duration = Duration::from_secs(3_600);
    let mut data = [0; 32];
    data[..12].copy_from_slice(&[0xFD, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0xC0, 0x10, 0x0E, 0, 0]);
    let mut none = [0; 32];
    none[7] = 0x80;
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        charge_and_time() => Ok((DISCHARGED, HOUR)), [fetch_block(0x0076, &data), configured()];
        clear_charge() => Ok(()), [configured(), command(0x0082)];
        charge_and_time() => Ok((Charge::ZERO, Duration::ZERO)), [fetch_block(0x0076, &none), configured()];
    }
}

#[test]
fn what_toggles_is_looked_at_first() {
    exchange! { Bq76942 over i2c, five_cells():
        init() => Ok(()), [init()];
        enable_fets(true) => Ok(()), [
            fetch(0x0057, &[0x40, 0x00]),
            configured(),
            tell(&[0x3E, 0x22, 0x00]),
            fetch(0x0057, &[0x50, 0x00]),
        ];
        enable_fets(true) => Ok(()), [fetch(0x0057, &[0x50, 0x00]), configured()];
        enable_fets(false) => Err(Error::NotFollowed(_)), [
            fetch(0x0057, &[0x50, 0x00]),
            configured(),
            tell(&[0x3E, 0x22, 0x00]),
            fetch(0x0057, &[0x50, 0x00]),
        ];
        enable_permanent_fail(false) => Ok(()), [
            fetch(0x0057, &[0x40, 0x00]),
            configured(),
            tell(&[0x3E, 0x24, 0x00]),
            fetch(0x0057, &[0x00, 0x00]),
        ];
    }
}

/// SLUAA11B section 1.1: Alarm Enable 0xF082.
#[test]
fn commands_and_flags() {
    const MASK: Alarms = Alarms::from_bits_retain(0xF082);
    const ON: FetStatus = FetStatus::from_bits_retain(0x05);
    exchange! { Bq76942 over i2c, five_cells():
        turn_fets_off() => Ok(()), [tell(&[0x3E, 0x95, 0x00])];
        battery_status() => Ok(_), [configured()];
        init() => Ok(()), [init()];
        enable_alarms(MASK) => Ok(()), [tell(&[0x66, 0x82, 0xF0])];
        enabled_alarms() => Ok(MASK), [ask(0x66, &[0x82, 0xF0])];
        alarms() => Ok(Alarms::FULL_SCAN), [ask(0x62, &[0x80, 0x00])];
        raw_alarms() => Ok(Alarms::SAFETY_A), [ask(0x64, &[0x00, 0x40])];
        clear_alarms(Alarms::FULL_SCAN) => Ok(()), [tell(&[0x62, 0x80, 0x00])];
        fet_status() => Ok(ON), [ask(0x7F, &[0x05])];
        release_fets() => Ok(()), [configured(), tell(&[0x3E, 0x96, 0x00])];
        hold_fets_off(FetsOff::CHARGE) => Ok(()), [
            configured(),
            tell(&[0x3E, 0x97, 0x00, 0x04]),
            tell(&[0x60, 0x64, 0x05]),
        ];
        allow_sleep(true) => Err(Error::Config(ConfigError::Sleep)), [];
        allow_sleep(false) => Ok(()), [configured(), tell(&[0x3E, 0x9A, 0x00])];
        deep_sleep() => Ok(()), [configured(), command(0x000F), command(0x000F)];
        is_in_deep_sleep() => Ok(true), [ask(0x00, &[0x04, 0x00])];
        wake() => Ok(()), [command(0x000E), configured()];
        firmware() => Ok([0x7694, 0x0034, 0x0012]), [fetch(0x0002, &[0x76, 0x94, 0x00, 0x34, 0x00, 0x12])];
        hardware() => Ok(0), [fetch(0x0003, &[0, 0])];
        read_direct(0x80, &mut [0]) => Err(Error::OutOfRange), [];
        read_direct(0x7F, &mut [0]) => Ok(()), [ask(0x7F, &[0])];
        write_direct(0x66, &[0x00, 0xF8]) => Ok(()), [tell(&[0x66, 0x00, 0xF8])];
        read_subcommand(0x0053, &mut [0; 32]) => Ok(5), [fetch(0x0053, &[0; 5])];
        write_subcommand(0x0098, &[0x0D]) => Ok(()), [store(0x0098, &[0x0D])];
        write_subcommand(0x0070, &[0; 33]) => Err(Error::OutOfRange), [];
        command(0x009E) => Ok(()), [command(0x009E)];
        shut_down() => Ok(()), [command(0x0010)];
        reset() => Ok(()), [command(0x0012)];
        fet_status() => Err(Error::NotInitialised), [];
    }
}
