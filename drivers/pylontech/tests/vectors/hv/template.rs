//! Every frame of another emulator.

use hal_power::{Charge, Current, Voltage};
use pylontech::{
    DischargeSign,
    hv::{
        Activity, Battery, BatteryConfig, ByteOrder, CurrentCode, Equipment, Format, Message,
        Permission, Permissions, Status, Summary, Versions,
    },
};

use super::{
    super::{NOW, decicelsius, decivolts, extended, percent},
    SECOND, address, answer, celsius, heard, limits, millivolts, pack,
};

/// Frames that S1 begins with, which are little-endian with an offset, and show discharge as positive.
pub(super) const TEMPLATE: [(u32, [u8; 8]); 11] = [
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

pub(super) const TEMPLATE_FORMAT: Format = Format::new(
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
