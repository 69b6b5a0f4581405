//! Checksums, and what stops while they are wrong.

use super::host::*;
use core::time::Duration;
use hal_power_sim::model::atm90e26::{Open, Stopped};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn checksums_of_published_blocks_are_the_published_ones() {
    // Source A, energyic_SPI.cpp.
    let mut host = Host::new(Open::default());
    host.write(CAL_START, 0x5678);
    for (address, value) in [(PL_CONST_H, 0x00B9), (PL_CONST_L, 0xC1F3), (LGAIN, 0x1D39)] {
        host.write(address, value);
    }
    assert_eq!(host.read(CS1), 0x4A34);
    let blocks: [(u16, &[u16]); 5] = [
        (0xD294, &[0xD464, 0x6E49, 0x7530]),       // A
        (0x2B0B, &[0x6763, 0x7B19, 0x7530, 0, 8]), // B
        (0xDB1B, &[0x679B, 0x492B, 0x7530]),       // B
        (0xE000, &[0x6799, 0x4912, 0x7530]),       // B
        (0xDBC1, &[0x67D6, 0x55F8, 0x3FF8]),       // M
    ];
    for (sum, values) in blocks {
        host.write(ADJ_START, 0x5678);
        for (address, &value) in (UGAIN..).zip(values) {
            host.write(address, value);
        }
        assert_eq!(host.read(CS2), sum);
    }
}

#[test]
fn every_register_of_a_block_counts_in_its_checksum_and_no_other_does() {
    // 0015 D174 08BD 0AEC 9422 and 6720 7A13 7530, with all else 0.
    let mut host = Host::new(Open::default());
    assert_eq!(host.reads(&[CS1, CS2]), [0x55CB, 0x6BB9]);
    for address in 0x21..=0x2B {
        host.write(CAL_START, 0x5678);
        let value = host.read(address);
        host.write(address, value + 1);
        assert_ne!(host.read(CS1), 0x55CB, "{address:02X}");
        assert_eq!(host.read(CS2), 0x6BB9);
    }
    host.write(CAL_START, 0x5678);
    for address in 0x31..=0x3A {
        host.write(ADJ_START, 0x5678);
        let value = host.read(address);
        host.write(address, value + 1);
        assert_ne!(host.read(CS2), 0x6BB9, "{address:02X}");
        assert_eq!(host.read(CS1), 0x55CB);
    }
    for address in [FUNC_EN, SAG_TH, 0x04, CS1, CS2] {
        host.write(ADJ_START, 0x5678);
        host.write(address, 0x1111);
        assert_eq!(host.reads(&[CS1, CS2]), [0x55CB, 0x6BB9], "{address:02X}");
    }
}

#[test]
fn the_command_to_start_brings_the_reset_values_back() {
    let mut host = Host::new(Open::default());
    host.meter(&[(LGAIN, 0x1D39)]);
    host.measure(&[(UGAIN, 0x1234)]);
    assert_eq!(
        host.reads(&[PL_CONST_L, LGAIN, UGAIN]),
        [0xA5E3, 0x1D39, 0x1234]
    );
    host.write(CAL_START, 0x5678);
    assert_eq!(
        host.reads(&[PL_CONST_L, LGAIN, UGAIN]),
        [0xD174, 0x0000, 0x1234]
    );
    host.write(ADJ_START, 0x5678);
    assert_eq!(host.read(UGAIN), 0x6720);
}

#[test]
fn after_power_up_nothing_works_and_nothing_is_wrong() {
    let mut host = Host::new(Open::default());
    host.part.set_voltage(hal_power::Voltage::from_volts(230));
    host.amperes(10, 0);
    host.wait(MINUTE);
    assert_eq!(
        host.reads(&[AP_ENERGY, AT_ENERGY, IRMS, URMS, SYS_STATUS]),
        [0; 5]
    );
}

#[test]
fn while_it_is_being_written_a_block_works_whatever_its_checksum() {
    let mut host = Host::new(Open::default());
    host.part.set_voltage(hal_power::Voltage::from_volts(230));
    host.amperes(10, 0);
    host.write(ADJ_START, 0x5678);
    host.write(CAL_START, 0x5678);
    host.write(CS1, 0x0001);
    host.wait(MINUTE);
    assert_eq!(host.reads(&[SYS_STATUS, URMS]), [0, 23_000]);
    assert_ne!(host.read(AP_ENERGY), 0);
}

#[test]
fn a_wrong_first_checksum_stops_the_metering_alone() {
    let mut host = Host::running(Open::default(), 0);
    let right = host.read(CS1);
    host.wait(MINUTE);
    // 2300 W × 60 s = 38.33 Wh.
    assert_eq!(host.read(AP_ENERGY), 383);
    host.write(CS1, right ^ 1);
    assert_eq!(host.read(SYS_STATUS), 0xC000);
    host.wait(MINUTE);
    assert_eq!(host.reads(&[AP_ENERGY, AT_ENERGY, URMS]), [0, 383, 23_000]);
    // It stays for as long as it is wrong, however often it is read.
    assert_eq!(host.read(SYS_STATUS), 0xC000);
    host.write(CS1, right);
    assert_eq!(host.read(SYS_STATUS), 0x0000);
    host.wait(MINUTE);
    assert_ne!(host.read(AP_ENERGY), 0);
}

#[test]
fn a_wrong_second_checksum_stops_the_measurement_alone() {
    for (stopped, shown) in [(Stopped::Holds, 23_000), (Stopped::Zero, 0)] {
        let mut host = Host::running(
            Open {
                stopped,
                ..Open::default()
            },
            0,
        );
        host.wait(PERIOD);
        assert_eq!(host.read(URMS), 23_000);
        let right = host.read(CS2);
        host.write(CS2, right ^ 0x8000);
        assert_eq!(host.read(SYS_STATUS), 0x3000);
        host.read(AP_ENERGY);
        host.part.set_voltage(hal_power::Voltage::from_volts(115));
        host.wait(MINUTE);
        assert_eq!(host.read(URMS), shown);
        // 1150 W × 60 s = 19.17 Wh.
        assert!((191..=192).contains(&host.read(AP_ENERGY)));
        host.write(CS2, right);
        host.wait(PERIOD);
        assert_eq!(host.read(URMS), 11_500);
    }
}

#[test]
fn a_register_written_without_its_checksum_makes_it_wrong() {
    let mut host = Host::running(Open::default(), 0);
    host.write(LGAIN, 0x0001);
    host.write(IGAIN_L, 0x7A12);
    assert_eq!(host.read(SYS_STATUS), 0xF000);
}

#[test]
fn where_registers_are_locked_they_take_no_write_after_the_check() {
    let mut host = Host::running(
        Open {
            locks: true,
            ..Open::default()
        },
        0,
    );
    host.write(LGAIN, 0x0001);
    host.write(IGAIN_L, 0x7A12);
    assert_eq!(
        host.reads(&[LGAIN, IGAIN_L, SYS_STATUS]),
        [0x0000, 0x7A13, 0x0000]
    );
}

#[test]
fn a_command_that_is_none_stops_the_block() {
    let mut host = Host::running(Open::default(), 0);
    host.wait(MINUTE);
    host.write(CAL_START, 0x1234);
    host.write(ADJ_START, 0x6886);
    host.read(AP_ENERGY);
    host.part.set_voltage(hal_power::Voltage::from_volts(115));
    host.wait(MINUTE);
    assert_eq!(host.reads(&[AP_ENERGY, URMS, SYS_STATUS]), [0, 23_000, 0]);
}
