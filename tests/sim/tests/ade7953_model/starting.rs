//! Supply, resets, and what has to be written first.

use super::bench::*;
use hal_power_sim::device::{I2cDevice, OutputLine};

/// Address and reset value, by the register tables of the data sheet.
const RESET_VALUES: [(u16, u32); 54] = [
    (0x000, 0x00),
    (0x001, 0x00),
    (0x004, 0x40),
    (0x007, 0x00),
    (0x008, 0x00),
    (0x009, 0x00),
    (0x040, 0x00),
    (0x800, 0x00),
    (0x100, 0xFFFF),
    (0x101, 0x0000),
    (0x102, 0x8004),
    (0x103, 0x003F),
    (0x104, 0x003F),
    (0x107, 0x0300),
    (0x108, 0x0000),
    (0x109, 0x0000),
    (0x110, 0x0000),
    (0x120, 0x0000),
    (0x200, 0x00_0000),
    (0x203, 0x00_E419),
    (0x204, 0x00_E419),
    (0x205, 0x00_0000),
    (0x210, 0),
    (0x212, 0),
    (0x214, 0),
    (0x21A, 0),
    (0x21E, 0),
    (0x220, 0),
    (0x222, 0),
    (0x224, 0xFF_FFFF),
    (0x225, 0xFF_FFFF),
    (0x226, 0),
    (0x228, 0),
    (0x22A, 0),
    (0x22C, 0x10_0000),
    (0x22F, 0x00_0000),
    (0x280, 0x40_0000),
    (0x281, 0x40_0000),
    (0x282, 0x40_0000),
    (0x283, 0x40_0000),
    (0x284, 0x40_0000),
    (0x286, 0x00_0000),
    (0x288, 0x00_0000),
    (0x289, 0x00_0000),
    (0x28A, 0x00_0000),
    (0x28B, 0x00_0000),
    (0x28C, 0x40_0000),
    (0x28D, 0x40_0000),
    (0x28E, 0x40_0000),
    (0x28F, 0x40_0000),
    (0x290, 0x40_0000),
    (0x292, 0x00_0000),
    (0x295, 0x00_0000),
    (0x37F, 0xFFFF_FFFF),
];

#[test]
fn registers_have_their_reset_values() {
    for bus in BUSES {
        let mut bench = Bench::cold(bus, open());
        bench.wait(START_UP);
        for (address, value) in RESET_VALUES {
            assert_eq!(bench.read(address), value, "{bus:?} {address:#05X}");
        }
    }
}

#[test]
fn the_version_is_the_callers() {
    for bus in BUSES {
        let mut open = open();
        open.version = 0x2C;
        let mut bench = Bench::with(bus, open);
        assert_eq!(bench.read(0x702), 0x2C);
    }
}

#[test]
fn it_answers_and_tells_reset_once_it_has_started() {
    let mut bench = Bench::cold(Bus::I2c, open());
    bench.wait(START_UP - MILLISECOND);
    assert!(!bench.part.answers_to(ADDRESS));
    assert!(!bench.irq_is_low());
    assert_eq!(bench.part.next_change(), Some(80_000_000));
    bench.bus = Bus::Spi;
    assert_eq!(bench.raw(0x102, 2), [0xFF, 0xFF]);
    bench.bus = Bus::I2c;
    bench.wait(MILLISECOND);
    assert!(bench.part.answers_to(ADDRESS));
    assert!(!bench.part.answers_to(ADDRESS + 1));
    assert!(bench.irq_is_low());
    assert_eq!(bench.read(IRQSTATA) & 1 << 20, 1 << 20);
    // Only the address that resets resets.
    assert!(bench.irq_is_low());
    assert_eq!(bench.read(RSTIRQSTATA) & 1 << 20, 1 << 20);
    assert!(!bench.irq_is_low());
    assert_eq!(bench.read(IRQSTATA) & 1 << 20, 0);
}

#[test]
fn optimum_opens_only_right_after_the_key() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.write(OPTIMUM, 0x0030);
        assert_eq!(bench.read(OPTIMUM), 0, "without the key");

        bench.write(UNLOCK, 0xAD);
        bench.read(0x102);
        bench.write(OPTIMUM, 0x0030);
        assert_eq!(bench.read(OPTIMUM), 0, "a read between");

        bench.write(UNLOCK, 0xAD);
        bench.write(0x007, 0x00);
        bench.write(OPTIMUM, 0x0030);
        assert_eq!(bench.read(OPTIMUM), 0, "a write between");

        bench.write(UNLOCK, 0xAE);
        bench.write(OPTIMUM, 0x0030);
        assert_eq!(bench.read(OPTIMUM), 0, "another key");

        bench.write(UNLOCK, 0xAD);
        bench.put(OPTIMUM, &[0x30]);
        bench.write(OPTIMUM, 0x0030);
        assert_eq!(bench.read(OPTIMUM), 0, "a short write between");
        assert!(!bench.part.is_optimal());

        bench.optimise();
        assert_eq!(bench.read(OPTIMUM), 0x0030);
        assert!(bench.part.is_optimal());
        // And it is closed again.
        bench.write(OPTIMUM, 0x0000);
        assert_eq!(bench.read(OPTIMUM), 0x0030);
    }
}

#[test]
fn software_reset_loses_everything_and_takes_its_time() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.optimise();
        bench.write(0x281, 0x41_0000);
        bench.write(LCYCMODE, 0x00);
        bench.wait(SECOND);
        bench.write(CONFIG, 0x8084);
        bench.wait(RESET - MILLISECOND);
        bench.bus = Bus::I2c;
        assert!(!bench.part.answers_to(ADDRESS));
        bench.bus = bus;
        bench.wait(MILLISECOND);
        assert!(bench.irq_is_low());
        assert_eq!(bench.read(RSTIRQSTATA) & 1 << 20, 1 << 20);
        assert_eq!(bench.read(CONFIG), 0x8004);
        assert_eq!(bench.read(0x281), 0x40_0000);
        assert_eq!(bench.read(LCYCMODE), 0x40);
        assert_eq!(bench.read(OPTIMUM), 0x0000);
        assert_eq!(bench.read(VRMS), 0);
    }
}

#[test]
fn a_brown_out_loses_everything() {
    let mut bench = Bench::loaded(0);
    bench.optimise();
    bench.write(0x22C, 0x10_8000);
    bench.write(CONFIG, 0x0004);
    assert!(bench.read(0x21E) > 0);
    bench.part.brown_out();
    assert!(!bench.part.answers_to(ADDRESS));
    bench.wait(START_UP);
    assert!(bench.irq_is_low());
    for (address, value) in [
        (OPTIMUM, 0x0000),
        (IRQENA, 0x10_0000),
        (CONFIG, 0x8004),
        (0x21E, 0),
        (VRMS, 0),
        (0x226, 0),
    ] {
        assert_eq!(bench.read(address), value, "{address:#05X}");
    }
    assert_eq!(bench.read(IRQSTATA) & 1 << 20, 1 << 20);
}

#[test]
fn without_supply_it_is_silent() {
    let mut bench = Bench::new();
    bench.part.unplug();
    bench.wait(SECOND);
    assert!(!bench.part.answers_to(ADDRESS));
    assert!(!bench.irq_is_low());
    assert_eq!(bench.part.next_change(), None);
    bench.part.plug_in();
    assert!(!bench.part.answers_to(ADDRESS));
    bench.wait(START_UP);
    assert!(bench.part.answers_to(ADDRESS));
}

#[test]
fn a_brown_out_ends_a_transfer() {
    let mut bench = Bench::new();
    bench.part.start(ADDRESS, false);
    assert!(bench.part.write(0x02));
    bench.part.brown_out();
    assert!(!bench.part.write(0x81));
    bench.part.stop();
}
