//! Bytes.

use super::bench::*;
use hal_power_sim::device::{I2cDevice, SpiDevice};

#[test]
fn bytes_on_i2c() {
    let mut bench = Bench::new();
    let part = &mut bench.part;
    part.start(ADDRESS, false);
    assert!(
        [0x02, 0x24, 0x12, 0x34, 0x56]
            .into_iter()
            .all(|byte| part.write(byte))
    );
    part.stop();
    part.start(ADDRESS, false);
    assert!([0x02, 0x24].into_iter().all(|byte| part.write(byte)));
    part.start(ADDRESS, true);
    let bytes: Vec<u8> = (0..5).map(|_| part.read()).collect();
    part.stop();
    assert_eq!(bytes, [0x12, 0x34, 0x56, 0xFF, 0xFF]);
    // The pointer outlives a stop.
    part.start(ADDRESS, true);
    assert_eq!(part.read(), 0x12);
    part.stop();
}

#[test]
fn bytes_on_spi() {
    let mut bench = Bench::new();
    let part = &mut bench.part;
    let mut window = |bytes: &[u8]| {
        part.select();
        let back: Vec<u8> = bytes.iter().map(|byte| part.exchange(*byte)).collect();
        part.deselect();
        back
    };
    assert_eq!(window(&[0x02, 0x24, 0x00, 0x12, 0x34, 0x56]), [0xFF; 6]);
    assert_eq!(
        window(&[0x02, 0x24, 0x80, 0, 0, 0, 0]),
        [0xFF, 0xFF, 0xFF, 0x12, 0x34, 0x56, 0xFF]
    );
    // Another command byte is none.
    assert_eq!(window(&[0x02, 0x24, 0x35, 0, 0, 0]), [0xFF; 6]);
    assert_eq!(
        window(&[0x02, 0x24, 0x80, 0, 0, 0])[3..],
        [0x12, 0x34, 0x56]
    );
}

#[test]
fn the_same_register_in_two_widths() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.write(0x380, 0x0050_0001);
        assert_eq!(bench.raw(0x280, 3), [0x50, 0x00, 0x01]);
        assert_eq!(bench.raw(0x380, 4), [0x00, 0x50, 0x00, 0x01]);
        bench.write(0x28A, 0xFF_FFFE);
        assert_eq!(bench.raw(0x38A, 4), [0xFF, 0xFF, 0xFF, 0xFE]);
        // Of 32 bits, 24 are kept.
        bench.write(0x38A, 0x1200_0003);
        assert_eq!(bench.raw(0x28A, 3), [0x00, 0x00, 0x03]);
    }
}

#[test]
fn unsigned_registers_are_extended_or_not_as_the_caller_says() {
    for (extends, first) in [(true, 0xFF), (false, 0x00)] {
        let mut choice = open();
        choice.extends_unsigned = extends;
        let mut bench = Bench::with(Bus::I2c, choice);
        assert_eq!(bench.raw(0x324, 4), [first, 0xFF, 0xFF, 0xFF]);
        // A full-scale voltage: 9 032 007 = 0x89D147.
        bench.set_voltage(500);
        bench.wait(2 * SECOND);
        assert_eq!(bench.raw(0x31C, 4), [first, 0x89, 0xD1, 0x47]);
        assert_eq!(bench.raw(VRMS, 3), [0x89, 0xD1, 0x47]);
        // Signed ones always are.
        bench.write(0x289, 0x80_0000);
        assert_eq!(bench.raw(0x389, 4), [0xFF, 0x80, 0, 0]);
    }
}

#[test]
fn a_write_of_another_length_does_nothing() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        for data in [&[0x50, 0x00][..], &[0x50, 0, 0, 0], &[0x50, 0, 0, 0, 0]] {
            bench.put(0x280, data);
            assert_eq!(bench.read(0x280), 0x40_0000, "{bus:?} {data:?}");
        }
        bench.put(0x380, &[0x50, 0x00, 0x00]);
        assert_eq!(bench.read(0x280), 0x40_0000);
        bench.put(0x100, &[0x12]);
        bench.put(0x100, &[0x12, 0x34, 0x56]);
        assert_eq!(bench.read(0x100), 0xFFFF);
        bench.put(0x000, &[0x12, 0x34]);
        assert_eq!(bench.read(0x000), 0x00);
    }
}

#[test]
fn results_cannot_be_written() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.wait(2 * SECOND);
        let before = bench.read(VRMS);
        bench.write(VRMS, 0x12_3456);
        bench.write(IRQSTATA, 0);
        assert_eq!(bench.read(VRMS), before);
        assert_ne!(bench.read(IRQSTATA), 0);
    }
}

#[test]
fn unlisted_addresses_read_as_the_caller_says() {
    let mut choice = open();
    choice.unlisted = 0xA5;
    let mut bench = Bench::with(Bus::Spi, choice);
    assert_eq!(bench.raw(0x0A0, 1), [0xA5]);
    assert_eq!(bench.raw(0x150, 2), [0xA5, 0xA5]);
    assert_eq!(bench.raw(0x2A0, 3), [0xA5, 0xA5, 0xA5]);
    assert_eq!(bench.raw(0x7FF, 1), [0xA5]);
}

#[test]
fn the_last_communication_is_told() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.write(0x281, 0x40_1234);
        for _ in 0..2 {
            assert_eq!(bench.read(0x0FD), 0xCA);
            assert_eq!(bench.read(0x1FE), 0x281);
            assert_eq!(bench.read(0x2FF), 0x40_1234);
            assert_eq!(bench.read(0x3FF), 0x40_1234);
        }
        bench.read(0x102);
        assert_eq!(bench.read(0x0FD), 0x35);
        assert_eq!(bench.read(0x1FE), 0x102);
        assert_eq!(bench.read(0x1FF), 0x8004);
        bench.read(0x004);
        assert_eq!(bench.read(0x1FE), 0x004);
        assert_eq!(bench.read(0x0FF), 0x40);
        // Each width has its own.
        assert_eq!(bench.read(0x1FF), 0x8004);
        assert_eq!(bench.read(0x2FF), 0x40_1234);
        // What failed is not told, and neither is half a read.
        bench.put(0x282, &[0x12, 0x34]);
        bench.raw(0x283, 2);
        assert_eq!(bench.read(0x1FE), 0x004);
        bench.write(0x381, 0x0040_0077);
        assert_eq!(bench.read(0x1FE), 0x381);
        assert_eq!(bench.read(0x2FF), 0x40_0077);
    }
}

#[test]
fn a_cleared_lock_bit_keeps_the_other_bus_out() {
    for (mine, other) in [(Bus::I2c, Bus::Spi), (Bus::Spi, Bus::I2c)] {
        let mut bench = Bench::with(mine, open());
        let reaches = |bench: &mut Bench| {
            bench.bus = other;
            let reaches = match other {
                Bus::I2c => bench.part.answers_to(ADDRESS),
                Bus::Spi => bench.raw(CONFIG, 2) != [0xFF, 0xFF],
            };
            bench.put(0x000, &[0x77]);
            bench.bus = mine;
            reaches
        };
        assert!(reaches(&mut bench));
        assert_eq!(bench.read(0x000), 0x77);
        bench.write(0x000, 0x00);
        bench.write(CONFIG, 0x0004);
        assert!(!reaches(&mut bench), "{mine:?}");
        assert_eq!(bench.read(0x000), 0x00);
        assert_eq!(bench.read(CONFIG), 0x0004);
        bench.write(CONFIG, 0x8004);
        assert!(reaches(&mut bench));
    }
}

#[test]
fn a_read_that_is_cut_short_clears_nothing() {
    for bus in BUSES {
        let mut bench = Bench::with(bus, open());
        bench.draw(hal_power_sim::model::ade7953::Channel::A, 10_000, 0);
        bench.wait(SECOND);
        bench.raw(0x21E, 2);
        bench.raw(RSTIRQSTATA, 2);
        assert!(bench.read(0x21E) > 9_000);
        assert_ne!(bench.read(RSTIRQSTATA), 0);
    }
}
