//! Frames that are not taken.

use hal_power_sim::SimFrame;
use pylontech::{
    DischargeSign, Field, FrameError, NoLimits,
    embedded_can::{ExtendedId, Frame as _, StandardId},
    lv::{LimitsLength, RequestFrame},
};

use super::{
    super::{NOW, standard},
    OLDER, battery, heard, inverter,
};

#[test]
fn frames_of_another_length_are_errors_and_leave_what_was_heard() {
    let mut inverter = heard(&OLDER, RequestFrame::Sent);
    let before = inverter.limits();
    for (id, lengths) in [
        (0x351, &[0, 5, 7][..]),
        (0x355, &[3, 5, 7]),
        (0x356, &[5, 7]),
        (0x359, &[4, 6]),
        (0x35A, &[7]),
        (0x35C, &[0, 3]),
        (0x35E, &[0]),
        (0x35F, &[6]),
    ] {
        for &length in lengths {
            let frame = standard(id, &[0xFF; 8][..length]);
            let id = id.into();
            assert_eq!(
                inverter.on_frame(NOW, &frame),
                Err(FrameError::Length { id, length })
            );
        }
    }
    assert_eq!(inverter.limits(), before);
}

#[test]
fn contradictory_content_voids_what_was_heard() {
    let mut inverter = heard(&OLDER, RequestFrame::Sent);
    let beyond = |id, field| Err(FrameError::OutOfRange { id, field });
    let soc = standard(0x355, &[101, 0, 100, 0]);
    assert_eq!(
        inverter.on_frame(NOW, &soc),
        beyond(0x355, Field::StateOfCharge)
    );
    let soh = standard(0x355, &[100, 0, 100, 1]);
    assert_eq!(
        inverter.on_frame(NOW, &soh),
        beyond(0x355, Field::StateOfHealth)
    );
    assert_eq!(inverter.state(), None);
    let current = standard(0x356, &[0, 0, 0x00, 0x80, 0, 0]);
    assert_eq!(
        inverter.on_frame(NOW, &current),
        beyond(0x356, Field::Current)
    );
    assert_eq!(inverter.measurement(), None);
    // charge voltage zero, as emulators send it to stop charging
    let crossed = FrameError::Crossed {
        id: 0x351,
        field: Field::ChargeVoltage,
    };
    let stopped = standard(0x351, &[0, 0, 0, 0, 0, 0, 0xC2, 0x01]);
    assert_eq!(inverter.on_frame(NOW, &stopped), Err(crossed));
    assert_eq!(inverter.limits(), Err(NoLimits::Missing(0x351)));
}

#[test]
fn frames_of_others_are_ignored() {
    let mut inverter = inverter(DischargeSign::Positive, RequestFrame::Sent);
    let mut battery = battery(LimitsLength::Eight, DischargeSign::Positive);
    let id = ExtendedId::new(0x351).unwrap();
    let extended = SimFrame::new(id, OLDER[0].1).unwrap();
    let id = StandardId::new(0x351).unwrap();
    let remote = SimFrame::new_remote(id, 8).unwrap();
    for frame in [extended, remote, standard(0x352, OLDER[0].1)] {
        assert_eq!(inverter.on_frame(NOW, &frame), Ok(None));
        assert!(!battery.on_frame(NOW, &frame));
    }
    assert_eq!(battery.heard(), None);
}
