//! Frames of real batteries, and every format and bit.

use hal_power::{Charge, Voltage};
use pylontech::{
    DischargeSign, Field, FrameError, NoLimits,
    hv::{
        Activity, ByteOrder, Conditions, CurrentCode, Demands, Equipment, Extremes, Faults, Format,
        Summary,
    },
};

use super::{
    super::{NOW, deciamps, decicelsius, decivolts, extended, percent},
    REAL, SWAPPED, answer, battery, heard, inverter, limits, millivolts, pack,
    template::TEMPLATE,
};

#[test]
fn limits_of_a_real_battery_are_read() {
    // S8
    let frames = [
        (0x4220, [0xA4, 0x10, 0x20, 0x0D, 0x2A, 0x76, 0x36, 0x74]),
        (0x4280, [0; 8]),
    ];
    let inverter = heard(REAL, &frames);
    let found = pack(&inverter).limits().unwrap();
    assert_eq!(
        (found.value, found.at),
        (limits(4_260, 3_360, 250, 250), NOW)
    );
}

#[test]
fn equipment_of_a_real_battery_is_read() {
    // S9: a controller with three modules
    let inverter = heard(
        REAL,
        &[(0x7320, [0x2D, 0x00, 0x03, 0x0F, 0x90, 0x00, 0x32, 0x00])],
    );
    let equipment = pack(&inverter).equipment().unwrap().value;
    let expected = Equipment::new(
        45,
        3,
        15,
        Voltage::from_volts(144),
        Charge::from_amp_hours(50),
    );
    assert_eq!(equipment, expected);
}

#[test]
fn module_voltages_of_a_real_battery_are_read() {
    // S4
    let inverter = heard(
        REAL,
        &[(0x4260, [0x1E, 0xC3, 0x1B, 0xC3, 0x02, 0x00, 0x00, 0x00])],
    );
    let modules = pack(&inverter).module_voltages().unwrap().value;
    let volts = Voltage::from_millivolts;
    assert_eq!(modules, Extremes::new(volts(49_950), volts(49_947), 2, 0));
}

#[test]
fn bytes_are_swapped_and_currents_signed_where_that_is_configured() {
    // S1: 370.0 V, 15.0 A while charging, 25.0 °C; 400.0 V and 300.0 V, 12.0 A and 24.0 A
    let summary = [0x0E, 0x74, 0x00, 0x96, 0x04, 0xE2, 50, 99];
    let four_hundred = [0x0F, 0xA0, 0x0B, 0xB8, 0x00, 0x78, 0x00, 0xF0];
    let cells = [0x0C, 0xE4, 0x0C, 0xE3, 0x03, 0x00, 0x06, 0x00];
    let expected = Summary::new(
        decivolts(3_700),
        deciamps(-150),
        decicelsius(250),
        percent(50),
        percent(99),
    );
    let frames = [
        (0x4210, summary),
        (0x4220, four_hundred),
        (0x4230, cells),
        (0x4280, [0; 8]),
    ];
    let inverter = heard(SWAPPED, &frames);
    let pack = pack(&inverter);
    assert_eq!(pack.summary().unwrap().value, expected);
    assert_eq!(pack.limits().unwrap().value, limits(4_000, 3_000, 120, 240));
    let extremes = millivolts(3_300, 3_299, [3, 6]);
    assert_eq!(pack.cell_voltages().unwrap().value, extremes);

    let mut battery = battery(SWAPPED);
    battery.set_summary(NOW, expected).unwrap();
    battery
        .set_limits(NOW, limits(4_000, 3_000, 120, 240))
        .unwrap();
    battery.set_cell_voltages(NOW, extremes).unwrap();
    let sent = frames[..3].iter().map(|(id, data)| extended(*id, data));
    assert_eq!(answer(&mut battery, 0), sent.collect::<Vec<_>>());
}

#[test]
fn the_wrong_format_is_found_by_its_signs() {
    // S10: a maker that adds the discharge limit to the offset, and a reader that subtracts it
    let frame = extended(0x4220, &TEMPLATE[1].1);
    let sign = |field| {
        let id = 0x4220;
        Err(FrameError::Sign { id, field })
    };
    assert_eq!(
        inverter(REAL).on_frame(NOW, &frame),
        sign(Field::DischargeCurrent)
    );
    let tighter = Format::new(
        ByteOrder::Little,
        CurrentCode::Offset(31_051),
        DischargeSign::Positive,
    );
    assert_eq!(
        inverter(tighter).on_frame(NOW, &frame),
        sign(Field::ChargeCurrent)
    );
}

#[test]
fn what_is_not_allowed_beyond_doubt_is_zero() {
    for (charge, discharge, expected) in [
        (0x00, 0x00, (250, 250)),
        (0xAA, 0x00, (0, 250)),
        (0x00, 0xAA, (250, 0)),
        (0x01, 0xFF, (0, 0)),
    ] {
        let frames = [
            (0x4220, [0xA4, 0x10, 0x20, 0x0D, 0x2A, 0x76, 0x36, 0x74]),
            (0x4280, [charge, discharge, 0, 0, 0, 0, 0, 0]),
        ];
        let inverter = heard(REAL, &frames);
        let found = pack(&inverter).limits().unwrap().value;
        assert_eq!(
            (found.charge, found.discharge),
            (deciamps(expected.0), deciamps(expected.1))
        );
    }
    let alone = heard(
        REAL,
        &[(0x4220, [0xA4, 0x10, 0x20, 0x0D, 0x2A, 0x76, 0x36, 0x74])],
    );
    assert_eq!(pack(&alone).limits(), Err(NoLimits::Missing(0x4280)));
    let alone = heard(REAL, &[(0x4280, [0; 8])]);
    assert_eq!(pack(&alone).limits(), Err(NoLimits::Missing(0x4220)));
}

#[test]
fn every_bit_of_the_status_is_where_sources_agree_and_the_rest_is_kept() {
    let status = |data: [u8; 8]| {
        let inverter = heard(REAL, &[(0x4250, data)]);
        pack(&inverter).status().unwrap().value
    };
    for (code, activity) in [
        (0, Activity::Sleep),
        (1, Activity::Charge),
        (2, Activity::Discharge),
        (3, Activity::Idle),
        (6, Activity::Unknown(6)),
    ] {
        assert_eq!(status([code, 0, 0, 0, 0, 0, 0, 0]).activity, activity);
    }
    let demands = status([0b0011_1000, 0, 0, 0, 0, 0, 0, 0]).demands;
    let unknown = Demands::from_bits_retain(1 << 5);
    assert_eq!(
        demands,
        Demands::FORCE_CHARGE | Demands::BALANCE_CHARGE | unknown
    );
    let faults = status([0, 0, 0, 0b1010_0111, 0, 0, 0, 0]).faults;
    let known = Faults::VOLTAGE_SENSOR
        | Faults::TEMPERATURE_SENSOR
        | Faults::INTERNAL_COMMUNICATION
        | Faults::OTHER;
    assert_eq!(faults, known | Faults::from_bits_retain(1 << 5));
    let conditions = [
        Conditions::CELL_UNDERVOLTAGE,
        Conditions::CELL_OVERVOLTAGE,
        Conditions::SYSTEM_UNDERVOLTAGE,
        Conditions::SYSTEM_OVERVOLTAGE,
        Conditions::CHARGE_UNDERTEMPERATURE,
        Conditions::CHARGE_OVERTEMPERATURE,
        Conditions::DISCHARGE_UNDERTEMPERATURE,
        Conditions::DISCHARGE_OVERTEMPERATURE,
        Conditions::CHARGE_OVERCURRENT,
        Conditions::DISCHARGE_OVERCURRENT,
        Conditions::MODULE_UNDERVOLTAGE,
        Conditions::MODULE_OVERVOLTAGE,
        Conditions::from_bits_retain(1 << 12),
    ];
    for (bit, condition) in conditions.into_iter().enumerate() {
        let [low, high] = (1_u16 << bit).to_le_bytes();
        assert_eq!(status([0, 0, 0, 0, low, high, 0, 0]).alarm, condition);
        assert_eq!(status([0, 0, 0, 0, 0, 0, low, high]).protection, condition);
    }
}
