//! Transfers, reset and loss of supply.

use super::host::*;
use core::time::Duration;
use embedded_hal::spi::{MODE_3, Operation, SpiDevice as _};
use hal_power::{Current, Voltage};
use hal_power_sim::{
    Fault, Injection, World,
    device::SpiDevice,
    model::atm90e26::{Atm90e26, Open},
};
use proptest::prelude::*;
use std::{cell::RefCell, rc::Rc};

/// Reset values: source M, and A and K for IgainN.
const RESET_VALUES: [(u8, u16); 28] = [
    (0x01, 0x0000),
    (0x02, 0x000C),
    (0x03, 0x1D6A),
    (0x04, 0x0000),
    (0x08, 0x0000),
    (0x20, 0x6886),
    (0x21, 0x0015),
    (0x22, 0xD174),
    (0x23, 0x0000),
    (0x24, 0x0000),
    (0x25, 0x0000),
    (0x26, 0x0000),
    (0x27, 0x08BD),
    (0x28, 0x0000),
    (0x29, 0x0AEC),
    (0x2A, 0x0000),
    (0x2B, 0x9422),
    (0x30, 0x6886),
    (0x31, 0x6720),
    (0x32, 0x7A13),
    (0x33, 0x7530),
    (0x34, 0x0000),
    (0x3A, 0x0000),
    (0x40, 0x0000),
    (0x45, 0x0000),
    (0x48, 0x0000),
    (0x49, 0x0000),
    (0x6F, 0x0000),
];

fn assert_reset(host: &mut Host) {
    for (address, value) in RESET_VALUES {
        assert_eq!(host.part.register(address), value, "{address:02X}");
    }
}

#[test]
fn reset_values_are_those_of_the_sources() {
    let mut host = Host::new(Open::default());
    for (address, value) in RESET_VALUES {
        assert_eq!(host.read(address), value, "{address:02X}");
    }
}

#[test]
fn a_transfer_is_an_address_and_two_bytes_the_higher_first() {
    let mut host = Host::new(Open {
        idle: 0xFF,
        ..Open::default()
    });
    assert_eq!(host.window(&[0x83, 0, 0]), [0xFF, 0x1D, 0x6A]);
    assert_eq!(host.window(&[0x03, 0x12, 0x34]), [0xFF; 3]);
    assert_eq!(host.window(&[0x83, 0, 0]), [0xFF, 0x12, 0x34]);
}

#[test]
fn half_a_word_writes_nothing_and_what_follows_a_word_is_ignored() {
    let mut host = Host::new(Open::default());
    host.window(&[SAG_TH, 0x12]);
    assert_eq!(host.read(SAG_TH), 0x1D6A);
    host.window(&[SAG_TH, 0x12, 0x34, 0x56, 0x78]);
    assert_eq!(host.read(SAG_TH), 0x1234);
    assert_eq!(
        host.window(&[0x83, 0, 0, 0, 0]),
        [0x00, 0x12, 0x34, 0x00, 0x00]
    );
}

#[test]
fn a_byte_without_select_is_not_heard() {
    let mut host = Host::new(Open::default());
    for byte in [SAG_TH, 0x12, 0x34] {
        assert_eq!(host.part.exchange(byte), 0x00);
    }
    assert_eq!(host.read(SAG_TH), 0x1D6A);
}

#[test]
fn results_and_status_take_no_writes() {
    let mut host = Host::new(Open::default());
    for address in [
        SYS_STATUS, LAST_DATA, LSB, AP_ENERGY, EN_STATUS, IRMS, URMS, 0x6F,
    ] {
        let before = host.part.register(address);
        host.write(address, 0x5AA5);
        if address != LAST_DATA {
            assert_eq!(host.part.register(address), before, "{address:02X}");
        }
    }
}

#[test]
fn last_data_is_what_was_read_or_written_last() {
    let mut host = Host::new(Open::default());
    assert_eq!(host.read(LAST_DATA), 0x0000);
    host.write(FUNC_EN, 0x0030);
    assert_eq!(host.read(LAST_DATA), 0x0030);
    assert_eq!(host.read(SAG_TH), 0x1D6A);
    assert_eq!(host.read(LAST_DATA), 0x1D6A);
    assert_eq!(host.read(LAST_DATA), 0x1D6A);
    // A transfer that ends early has neither read nor written.
    host.window(&[0x80 | PL_CONST_L, 0]);
    host.window(&[SAG_TH, 0x12]);
    assert_eq!(host.read(LAST_DATA), 0x1D6A);
}

#[test]
fn addresses_that_are_not_listed_read_as_told() {
    let mut host = Host::new(Open {
        unlisted: 0xBEEF,
        ..Open::default()
    });
    for address in [0x00, 0x05, 0x07, 0x2D, 0x3C, 0x47, 0x50, 0x69, 0x6C, 0x7F] {
        assert_eq!(host.read(address), 0xBEEF, "{address:02X}");
    }
}

#[test]
fn the_part_answers_once_its_reset_is_over() {
    let mut host = Host::new(Open {
        idle: 0xFF,
        ..Open::default()
    });
    host.write(SAG_TH, 0x1234);
    host.write(0x00, 0x789A);
    assert_eq!(host.read(SAG_TH), 0xFFFF);
    host.write(SAG_TH, 0x4321);
    host.wait(RESET - Duration::from_nanos(1));
    assert_eq!(host.read(SAG_TH), 0xFFFF);
    host.wait(Duration::from_nanos(1));
    assert_eq!(host.read(SAG_TH), 0x1D6A);
}

#[test]
fn a_reset_brings_everything_back_and_needs_its_key() {
    let mut host = Host::running(Open::default(), 0);
    host.wait(Duration::from_secs(60));
    host.write(0x00, 0x789B);
    assert_eq!(host.read(CAL_START), 0x8765);
    assert_ne!(host.part.register(AP_ENERGY), 0);
    host.write(0x00, 0x789A);
    host.wait(RESET);
    assert_reset(&mut host);
    assert_eq!(host.read(LAST_DATA), 0x0000);
    // And nothing works by itself again.
    host.wait(Duration::from_secs(60));
    assert_reset(&mut host);
}

#[test]
fn a_brown_out_is_a_reset() {
    let mut host = Host::running(Open::default(), 0);
    host.wait(Duration::from_secs(60));
    host.write(FUNC_EN, 0x0030);
    host.part.brown_out();
    assert_eq!(host.read(FUNC_EN), 0x0000, "the part does not answer yet");
    host.wait(RESET);
    assert_reset(&mut host);
    host.wait(Duration::from_secs(60));
    assert_reset(&mut host);
}

#[test]
fn a_brown_out_within_a_transfer_ends_it() {
    let mut host = Host::new(Open {
        idle: 0xFF,
        reset_time: Duration::ZERO,
        ..Open::default()
    });
    host.part.select();
    host.part.exchange(0x83);
    host.part.brown_out();
    assert_eq!(host.part.exchange(0), 0xFF);
    host.part.deselect();
    assert_eq!(host.read(SAG_TH), 0x1D6A);
}

#[test]
fn without_supply_nothing_answers() {
    let mut host = Host::running(
        Open {
            idle: 0xFF,
            ..Open::default()
        },
        0,
    );
    host.wait(PERIOD);
    host.part.unplug();
    host.wait(Duration::from_secs(1));
    assert_eq!(host.read(URMS), 0xFFFF);
    assert_eq!(host.part.next_change(), None);
    host.part.brown_out();
    assert_eq!(host.read(URMS), 0xFFFF);
    host.part.plug_in();
    assert_eq!(host.read(SAG_TH), 0xFFFF);
    host.wait(RESET);
    assert_eq!(host.read(SAG_TH), 0x1D6A);
    assert_reset(&mut host);
}

#[test]
fn on_a_bus_with_a_dip_of_the_supply() {
    let world = World::new();
    let bus = world.spi();
    let open = Open::default();
    let part = Rc::new(RefCell::new(Atm90e26::new(world.clock(), BOARD, open)));
    bus.attach(0, &part);
    let mut spi = bus.device(0, MODE_3);
    world.clock().advance(RESET);
    part.borrow_mut().set_voltage(Voltage::from_volts(230));
    spi.write(&[FUNC_EN, 0x00, 0x30]).unwrap();
    let mut answer = [0; 2];
    let mut read = |spi: &mut hal_power_sim::spi::SimSpi, address: u8| {
        spi.transaction(&mut [
            Operation::Write(&[0x80 | address]),
            Operation::DelayNs(4_000),
            Operation::Read(&mut answer),
        ])
        .unwrap();
        u16::from_be_bytes(answer)
    };
    assert_eq!(read(&mut spi, LAST_DATA), 0x0030);
    world.inject(Injection::nth(0, Fault::BrownOut).at(bus.target(0)));
    assert_eq!(read(&mut spi, FUNC_EN), 0x0000);
    world.clock().advance(RESET);
    assert_eq!(read(&mut spi, FUNC_EN), 0x000C);
}

proptest! {
    #[test]
    fn no_bytes_and_no_mains_make_it_panic(
        steps in prop::collection::vec(
            (
                prop::collection::vec(any::<u8>(), 0..6),
                any::<i32>(),
                any::<i32>(),
                any::<i32>(),
                any::<u32>(),
            ),
            1..40,
        )
    ) {
        let mut host = Host::running(Open::default(), 0);
        for (bytes, microvolts, microamperes, lag, micros) in steps {
            host.part.set_voltage(Voltage::from_microvolts(microvolts));
            let current = Current::from_microamps(microamperes);
            host.part.set_line_current(current, lag);
            host.part.set_neutral_current(current, lag / 2);
            host.wait(Duration::from_micros(u64::from(micros) * 1_000));
            let back = host.window(&bytes);
            prop_assert_eq!(back.len(), bytes.len());
            host.part.is_irq_high();
            host.part.next_change();
        }
    }
}
