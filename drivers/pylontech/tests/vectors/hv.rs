//! High voltage.

use core::time::Duration;

use hal_bms::LimitFrame;
use hal_power::{Charge, Current, Temperature, Voltage};
use hal_power_sim::SimFrame;
use pylontech::{
    ConfigError, DischargeSign, Field, FrameError, NoLimits, ValueError,
    hv::{
        Activity, Address, Battery, BatteryConfig, ByteOrder, Conditions, CurrentCode, Demands,
        Equipment, Extremes, Faults, Format, Inverter, InverterConfig, Message, Pack, Permission,
        Permissions, Request, Status, Summary, Versions,
    },
};

use super::{NOW, deciamps, decicelsius, decivolts, extended, percent, standard};

const SECOND: Duration = Duration::from_secs(1);

/// As real batteries send: S3, S4, S8.
const REAL: Format = Format::new(
    ByteOrder::Little,
    CurrentCode::Offset(30_000),
    DischargeSign::Negative,
);

/// As S1 writes by default.
const SWAPPED: Format = Format::new(ByteOrder::Big, CurrentCode::Signed, DischargeSign::Positive);

fn address(number: u8) -> Address {
    Address::new(number).unwrap()
}

fn inverter(format: Format) -> Inverter<1> {
    let config = InverterConfig::new(format, SECOND).unwrap();
    Inverter::new(config, [address(0)]).unwrap()
}

fn heard(format: Format, frames: &[(u32, [u8; 8])]) -> Inverter<1> {
    let mut inverter = inverter(format);
    for (id, data) in frames {
        let (address, message) = inverter
            .on_frame(NOW, &extended(*id, data))
            .unwrap()
            .unwrap();
        assert_eq!(message.id(address), *id);
    }
    inverter
}

fn pack(inverter: &Inverter<1>) -> &Pack {
    inverter.pack(address(0)).unwrap()
}

fn battery(format: Format) -> Battery {
    Battery::new(BatteryConfig::new(format, address(0), SECOND).unwrap())
}

/// What a battery answers.
fn answer(battery: &mut Battery, request: u8) -> Vec<SimFrame> {
    let frame = extended(0x4200, &[request, 0, 0, 0, 0, 0, 0, 0]);
    battery.on_frame(NOW, &frame).unwrap();
    core::iter::from_fn(|| battery.poll(NOW)).collect()
}

fn limits(charge_voltage: i32, discharge_voltage: i32, charge: i32, discharge: i32) -> LimitFrame {
    LimitFrame {
        charge: deciamps(charge),
        discharge: deciamps(discharge),
        charge_voltage: decivolts(charge_voltage),
        discharge_voltage: decivolts(discharge_voltage),
    }
}

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

/// Frames that S1 begins with, which are little-endian with an offset, and show discharge as positive.
const TEMPLATE: [(u32, [u8; 8]); 11] = [
    (0x4210, [0xA5, 0x09, 0x30, 0x75, 0x9D, 0x04, 0x2E, 0x64]),
    (0x4220, [0x8C, 0x0A, 0xE9, 0x07, 0x4A, 0x79, 0x4A, 0x79]),
    (0x4230, [0xDF, 0x0C, 0xDA, 0x0C, 0x03, 0x00, 0x06, 0x00]),
    (0x4240, [0x7E, 0x04, 0x62, 0x04, 0x11, 0x00, 0x03, 0x00]),
    (0x4250, [0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]),
    (0x4260, [0xAC, 0xC7, 0x74, 0x27, 0x03, 0x00, 0x02, 0x00]),
    (0x4270, [0x7E, 0x04, 0x62, 0x04, 0x05, 0x00, 0x01, 0x00]),
    (0x4280, [0x00; 8]),
    (0x4290, [0x00; 8]),
    (0x7310, [0x01, 0x00, 0x02, 0x01, 0x01, 0x02, 0x00, 0x00]),
    (0x7320, [0x78, 0x00, 0x04, 0x1E, 0x80, 0x01, 0x25, 0x00]),
];

const TEMPLATE_FORMAT: Format = Format::new(
    ByteOrder::Little,
    CurrentCode::Offset(30_000),
    DischargeSign::Positive,
);

fn template_status() -> Status {
    let mut status = Status::new(Activity::Idle);
    status.cycle_period = 2;
    status
}

fn template_summary() -> Summary {
    Summary::new(
        decivolts(2_469),
        Current::ZERO,
        decicelsius(181),
        percent(46),
        percent(100),
    )
}

const fn template_equipment() -> Equipment {
    Equipment::new(
        120,
        4,
        30,
        Voltage::from_volts(384),
        Charge::from_amp_hours(37),
    )
}

const VERSIONS: Versions = Versions::new(1, [2, 1], [1, 2, 0, 0]);

fn millivolts(highest: i32, lowest: i32, at: [u16; 2]) -> Extremes<Voltage> {
    let volts = Voltage::from_millivolts;
    Extremes::new(volts(highest), volts(lowest), at[0], at[1])
}

fn celsius(highest: i32, lowest: i32, at: [u16; 2]) -> Extremes<Temperature> {
    Extremes::new(decicelsius(highest), decicelsius(lowest), at[0], at[1])
}

#[test]
fn every_frame_of_another_emulator_is_read() {
    let inverter = heard(TEMPLATE_FORMAT, &TEMPLATE);
    let pack = pack(&inverter);
    assert_eq!(pack.summary().unwrap().value, template_summary());
    assert_eq!(
        pack.limits().unwrap().value,
        limits(2_700, 2_025, 1_050, 1_050)
    );
    assert_eq!(
        pack.cell_voltages().unwrap().value,
        millivolts(3_295, 3_290, [3, 6])
    );
    assert_eq!(
        pack.cell_temperatures().unwrap().value,
        celsius(150, 122, [17, 3])
    );
    assert_eq!(pack.status().unwrap().value, template_status());
    assert_eq!(
        pack.module_voltages().unwrap().value,
        millivolts(51_116, 10_100, [3, 2])
    );
    assert_eq!(
        pack.module_temperatures().unwrap().value,
        celsius(150, 122, [5, 1])
    );
    assert_eq!(pack.versions().unwrap().value, VERSIONS);
    assert_eq!(pack.equipment().unwrap().value, template_equipment());
    assert_eq!(
        pack.raw(Message::FaultExtension).unwrap().value.as_bytes(),
        [0; 8]
    );
    assert_eq!(pack.raw(Message::NameStart), None);
}

#[test]
fn every_frame_of_another_emulator_is_sent() {
    let config = BatteryConfig::new(TEMPLATE_FORMAT, address(0), SECOND)
        .unwrap()
        .with_versions(VERSIONS)
        .with_equipment(template_equipment())
        .unwrap()
        .with_manufacturer(*b"PYLONTECH\0\0\0\0\0\0\0");
    let mut battery = Battery::new(config);
    battery.set_summary(NOW, template_summary()).unwrap();
    battery
        .set_limits(NOW, limits(2_700, 2_025, 1_050, 1_050))
        .unwrap();
    battery
        .set_cell_voltages(NOW, millivolts(3_295, 3_290, [3, 6]))
        .unwrap();
    battery
        .set_cell_temperatures(NOW, celsius(150, 122, [17, 3]))
        .unwrap();
    battery.set_status(NOW, template_status());
    battery
        .set_module_voltages(NOW, millivolts(51_116, 10_100, [3, 2]))
        .unwrap();
    battery
        .set_module_temperatures(NOW, celsius(150, 122, [5, 1]))
        .unwrap();
    battery.set_permissions(
        NOW,
        Permissions::new(Permission::Allowed, Permission::Allowed),
    );
    battery.set_fault_extension(NOW, [0; 8]);

    let expected = |frames: &[(u32, [u8; 8])]| {
        let frames = frames.iter().map(|(id, data)| extended(*id, data));
        frames.collect::<Vec<_>>()
    };
    assert_eq!(answer(&mut battery, 0), expected(&TEMPLATE[..9]));
    let names = [(0x7330, *b"PYLONTEC"), (0x7340, *b"H\0\0\0\0\0\0\0")];
    let equipment = [&TEMPLATE[9..], &names].concat();
    assert_eq!(answer(&mut battery, 2), expected(&equipment));
    // cell voltages, which no answer here has
    assert_eq!(answer(&mut battery, 1), []);
    assert!(!battery.is_due());
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

#[test]
fn contradictory_content_is_an_error_and_voids_what_was_heard() {
    let mut inverter = heard(TEMPLATE_FORMAT, &TEMPLATE);
    let crossed = |id, field| FrameError::Crossed { id, field };
    let beyond = |id, field| FrameError::OutOfRange { id, field };
    for (id, data, error) in [
        (
            0x4210,
            [0xA5, 0x09, 0x30, 0x75, 0x9D, 0x04, 101, 100],
            beyond(0x4210, Field::StateOfCharge),
        ),
        (
            0x4210,
            [0xA5, 0x09, 0x30, 0x75, 0x9D, 0x04, 100, 255],
            beyond(0x4210, Field::StateOfHealth),
        ),
        (
            0x4210,
            [0xFF, 0xFF, 0x30, 0x75, 0x9D, 0x04, 1, 1],
            beyond(0x4210, Field::Voltage),
        ),
        (
            0x4210,
            [0xA5, 0x09, 0x00, 0x00, 0x9D, 0x04, 1, 1],
            beyond(0x4210, Field::Current),
        ),
        (
            0x4220,
            [0xE9, 0x07, 0x8C, 0x0A, 0x4A, 0x79, 0x4A, 0x79],
            crossed(0x4220, Field::ChargeVoltage),
        ),
        (
            0x4230,
            [0x01, 0, 0x02, 0, 0, 0, 0, 0],
            crossed(0x4230, Field::CellVoltage),
        ),
        (
            0x4240,
            [0x01, 0, 0x02, 0, 0, 0, 0, 0],
            crossed(0x4240, Field::CellTemperature),
        ),
        (
            0x4260,
            [0x01, 0, 0x02, 0, 0, 0, 0, 0],
            crossed(0x4260, Field::ModuleVoltage),
        ),
        (
            0x4270,
            [0x01, 0, 0x02, 0, 0, 0, 0, 0],
            crossed(0x4270, Field::ModuleTemperature),
        ),
        (
            0x7320,
            [0, 0, 0, 0, 0x64, 0x08, 0, 0],
            beyond(0x7320, Field::VoltageLevel),
        ),
    ] {
        assert_eq!(inverter.on_frame(NOW, &extended(id, &data)), Err(error));
    }
    let pack = pack(&inverter);
    assert_eq!((pack.summary(), pack.limits_frame()), (None, None));
    assert_eq!((pack.cell_voltages(), pack.module_voltages()), (None, None));
    assert_eq!(pack.cell_temperatures(), None);
    assert_eq!(pack.module_temperatures(), None);
    assert_eq!(pack.equipment(), None);
    assert_eq!(pack.limits(), Err(NoLimits::Missing(0x4220)));
}

#[test]
fn frames_of_others_and_of_other_lengths_change_nothing() {
    let mut inverter = heard(TEMPLATE_FORMAT, &TEMPLATE);
    let before = pack(&inverter).limits();
    for (id, length) in [(0x4210, 7), (0x4220, 0), (0x7340, 4)] {
        let frame = extended(id, &[0xFF; 8][..length]);
        let error = Err(FrameError::Length { id, length });
        assert_eq!(inverter.on_frame(NOW, &frame), error);
    }
    for frame in [
        extended(0x4221, &[0; 8]),
        extended(0x42A0, &[0; 8]),
        extended(0x4200, &[0; 8]),
        extended(0x0001_4220, &[0; 8]),
        standard(0x422, &[0; 8]),
    ] {
        assert_eq!(inverter.on_frame(NOW, &frame), Ok(None));
    }
    assert_eq!(pack(&inverter).limits(), before);

    let mut battery = battery(REAL);
    assert_eq!(battery.on_frame(NOW, &standard(0x200, &[0; 8])), Ok(None));
    let (id, length) = (0x4200, 1);
    assert_eq!(
        battery.on_frame(NOW, &extended(id, &[0])),
        Err(FrameError::Length { id, length })
    );
    assert_eq!(battery.heard(), None);
    let asked = battery.on_frame(NOW, &extended(id, &[2, 0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(asked, Ok(Some(Request::Equipment)));
    assert_eq!(battery.heard(), Some(NOW));
}

#[test]
fn what_does_not_fit_ends_on_the_safe_side_or_is_refused() {
    let narrow = Format::new(
        ByteOrder::Little,
        CurrentCode::Offset(1_000),
        DischargeSign::Negative,
    );
    let mut battery = battery(narrow);
    let wide = LimitFrame {
        charge: Current::MAX,
        discharge: Current::MAX,
        ..limits(4_000, 3_000, 0, 0)
    };
    battery.set_limits(NOW, wide).unwrap();
    let [c0, c1] = (1_000_u16 + 21_474).to_le_bytes();
    let expected = extended(0x4220, &[0xA0, 0x0F, 0xB8, 0x0B, c0, c1, 0x00, 0x00]);
    assert_eq!(answer(&mut battery, 0), [expected]);

    let summary = |voltage, current, temperature| {
        Summary::new(voltage, current, temperature, percent(1), percent(1))
    };
    for (summary, field) in [
        (
            summary(decivolts(-1), Current::ZERO, Temperature::ZERO),
            Field::Voltage,
        ),
        (
            summary(Voltage::ZERO, deciamps(1_001), Temperature::ZERO),
            Field::Current,
        ),
        (
            summary(Voltage::ZERO, Current::ZERO, decicelsius(-1_001)),
            Field::Temperature,
        ),
    ] {
        let error = Err(ValueError::OutOfRange(field));
        assert_eq!(battery.set_summary(NOW, summary), error);
    }
    let crossed = Err(ValueError::Crossed(Field::CellVoltage));
    assert_eq!(
        battery.set_cell_voltages(NOW, millivolts(1, 2, [0, 0])),
        crossed
    );
    let beyond = Err(ValueError::OutOfRange(Field::ModuleVoltage));
    assert_eq!(
        battery.set_module_voltages(NOW, millivolts(65_536, 1, [0, 0])),
        beyond
    );
    let config = BatteryConfig::new(REAL, address(0), SECOND).unwrap();
    let large = Equipment::new(0, 0, 0, Voltage::ZERO, Charge::from_amp_hours(65_536));
    assert_eq!(
        config.with_equipment(large),
        Err(ValueError::OutOfRange(Field::Capacity))
    );
}

#[test]
fn the_inverter_asks_for_data_and_for_equipment() {
    let config = InverterConfig::new(REAL, SECOND)
        .and_then(|config| config.with_equipment_requests(SECOND * 3));
    let mut inverter = Inverter::new(config.unwrap(), [address(1)]).unwrap();
    let data = extended(0x4200, &[0; 8]);
    let equipment = extended(0x4200, &[2, 0, 0, 0, 0, 0, 0, 0]);
    let mut asked = Vec::new();
    for seconds in 0..5 {
        let now = NOW.saturating_add(SECOND * seconds);
        asked.extend(core::iter::from_fn(|| inverter.poll::<SimFrame>(now)));
        assert_eq!(
            inverter.due(),
            now.saturating_add(SECOND)
                .min(NOW.saturating_add(SECOND * (seconds / 3 * 3 + 3)))
        );
    }
    assert_eq!(asked, [data, equipment, data, data, data, equipment, data]);
}

#[test]
fn addresses_are_few_and_each_is_there_once() {
    assert_eq!(Address::new(16), None);
    let config = InverterConfig::new(REAL, SECOND).unwrap();
    let twice = Inverter::new(config, [address(3), address(1), address(3)]);
    assert_eq!(twice.unwrap_err(), ConfigError::Address);
    assert_eq!(Inverter::new(config, []).unwrap_err(), ConfigError::Address);
    let all: [Address; 16] = core::array::from_fn(|n| address(u8::try_from(n).unwrap()));
    let inverter = Inverter::new(config, all).unwrap();
    assert_eq!(inverter.packs().count(), 16);
    assert!(inverter.pack(address(15)).is_some());
}
