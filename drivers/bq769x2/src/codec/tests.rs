extern crate std;
use super::*;
use std::vec::Vec;

fn crcs(lead: &[u8], bytes: &[u8]) -> Vec<u8> {
    protected(lead, bytes.iter().copied())
        .map(|(_, crc)| crc)
        .collect()
}

/// SLUAA11B section 4, SLUAAM4 section 4, and what LibreSolar/bms-firmware computes.
#[test]
fn a_first_byte_s_crc_covers_what_led_to_it_and_others_cover_themselves() {
    assert_eq!(crcs(&[0x10, 0x3E], &[0x22, 0x00]), [0x63, 0x00]);
    assert_eq!(crcs(&[0x10, 0x14, 0x11], &[0x68, 0x0B]), [0x33, 0x31]);
    assert_eq!(crcs(&[0x10, 0x14, 0x11], &[0xC5, 0x0B]), [0x79, 0x31]);
    assert_eq!(crcs(&[0x10, 0x3E], &[0x12, 0x00]), [0xF3, 0x00]);
}

/// SLUUBY2B section 13.1, SLUAA11B section 3, and the tests of LibreSolar/bms-firmware.
#[test]
fn checksums_are_those_of_the_manuals() {
    assert_eq!(checksum(0x9180, &[0x7A, 0x30]), 0x44);
    assert_eq!(checksum(0x9261, &[0x8C]), 0x80);
    assert_eq!(checksum(0x9304, &[0x7F, 0x03]), 0xE6);
    assert_eq!(checksum(0x9180, &[0xFF]), 0xEF);
    assert_eq!(checksum(0x9180, &[0xB6, 0xF3, 0x9D, 0x3F]), 0x69);
    assert_eq!(checksum(0x0001, &[0x94, 0x76]), 0xF4);
}

#[test]
fn spi_frames_have_the_polynomial_s_crc() {
    assert_eq!(frame(0xBE, 0x22), [0xBE, 0x22, 0x77]);
    assert_eq!(frame(0xBF, 0x00), [0xBF, 0x00, 0x8C]);
    assert_eq!(frame(0x14, 0xFF), [0x14, 0xFF, 0xF0]);
    // What a host saw echoed in TI's forum, 1469049.
    assert_eq!(frame(0x61, 0xFF), [0x61, 0xFF, 0x13]);
}

#[test]
fn answers_are_told_apart() {
    assert_eq!(
        Answer::from_frame([0x14, 0xFF, 0xF0]),
        Answer::Done(0x14, 0xFF)
    );
    assert_eq!(Answer::from_frame([0xFF, 0xFF, 0x00]), Answer::Busy);
    assert_eq!(Answer::from_frame([0xFF, 0xFF, 0xAA]), Answer::Rejected);
    assert_eq!(Answer::from_frame([0xFF; 3]), Answer::Damaged);
    assert_eq!(Answer::from_frame([0x14, 0xFE, 0xF0]), Answer::Damaged);
}

#[test]
fn every_code_is_a_value_or_an_error() {
    for code in i16::MIN..=i16::MAX {
        if let Ok(voltage) = cell(code) {
            assert_eq!(voltage.as_microvolts(), i32::from(code) * 1_000);
            assert!((-200..=5_500).contains(&code));
        }
        let _ = (pin(code), temperature(code));
    }
    assert_eq!(cell(i16::MAX), Err(Off::Saturated));
    assert_eq!(cell(-201), Err(Off::Implausible));
    assert_eq!(pin(6_400), Ok(Voltage::from_volts(64)));
    assert_eq!(pin(i16::MAX), Err(Off::Saturated));
    assert_eq!(
        temperature(2_982),
        Ok(Temperature::from_millicelsius(25_050))
    );
    assert_eq!(temperature(0), Err(Off::Implausible));
    assert_eq!(temperature(-228), Err(Off::Implausible));
}

#[test]
fn a_thermistor_has_its_share_of_the_voltage() {
    assert_eq!(share(0), 0);
    assert_eq!(share(5_033_164), 1_000_000);
    assert_eq!(share(2_516_582), 500_000);
    let _ = (share(i32::MIN), share(i32::MAX));
}
