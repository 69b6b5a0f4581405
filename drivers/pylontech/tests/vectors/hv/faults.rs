//! Frames that are not taken.

use pylontech::{Field, FrameError, NoLimits, hv::Request};

use super::{
    super::{NOW, extended, standard},
    REAL, battery, heard, pack,
    template::{TEMPLATE, TEMPLATE_FORMAT},
};

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
