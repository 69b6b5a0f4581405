//! Protection and checksum of the configuration.

use super::bench::*;

const CRC_ENABLED: u32 = 0x8104;
const CRC_CHANGED: u32 = 1 << 21;

#[test]
fn each_width_is_protected_by_its_bit() {
    for bus in BUSES {
        for (bit, expected) in [
            (0x01, [0x00, 0x1234, 0x50_0000, 0x0050_0001]),
            (0x02, [0x12, 0xFFFF, 0x50_0000, 0x0050_0001]),
            (0x04, [0x12, 0x1234, 0x40_0000, 0x0040_0000]),
        ] {
            let mut bench = Bench::with(bus, open());
            bench.write(0x040, bit);
            let writes = [
                (0x000, 0x12),
                (0x100, 0x1234),
                (0x280, 0x50_0000),
                (0x381, 0x0050_0001),
            ];
            for ((address, value), expected) in writes.into_iter().zip(expected) {
                bench.write(address, value);
                assert_eq!(bench.read(address), expected, "{bit} {address:#05X}");
            }
            // The protection itself can always be taken away.
            bench.write(0x040, 0x00);
            bench.write(0x000, 0x34);
            assert_eq!(bench.read(0x000), 0x34);
        }
    }
}

#[test]
fn protection_keeps_three_bits() {
    let mut bench = Bench::new();
    bench.write(0x040, 0xFF);
    assert_eq!(bench.read(0x040), 0x07);
}

#[test]
fn denominators_want_the_same_write_twice() {
    for (bus, address) in BUSES.into_iter().zip([0x103, 0x104]) {
        let mut bench = Bench::with(bus, open());
        bench.write(address, 0x1234);
        assert_eq!(bench.read(address), 0x003F);
        bench.write(address, 0x1234);
        // The read between made it the first one again.
        assert_eq!(bench.read(address), 0x003F);
        bench.write(address, 0x1234);
        bench.write(address, 0x1234);
        assert_eq!(bench.read(address), 0x1234);
    }
}

#[test]
fn the_checksum_is_computed_only_while_enabled() {
    let mut bench = Bench::new();
    assert_eq!(bench.read(CRC), 0xFFFF_FFFF);
    bench.write(CONFIG, CRC_ENABLED);
    let checksum = bench.read(CRC);
    assert_ne!(checksum, 0xFFFF_FFFF);
    assert_eq!(bench.read(IRQSTATA) & CRC_CHANGED, 0);
    bench.write(CONFIG, 0x8004);
    assert_eq!(bench.read(CRC), 0xFFFF_FFFF);
    assert_eq!(bench.read(IRQSTATA) & CRC_CHANGED, 0);
    bench.write(CONFIG, CRC_ENABLED);
    assert_eq!(bench.read(CRC), checksum);
}

#[test]
fn the_registers_of_table_12_count() {
    let calibration = 0x280..=0x297;
    let control = [
        0x004, 0x007, 0x008, 0x009, 0x040, 0x107, 0x108, 0x109, 0x110, 0x201, 0x22C, 0x22F,
    ];
    for address in control.into_iter().chain(calibration) {
        let mut bench = Bench::new();
        bench.write(CONFIG, CRC_ENABLED);
        let before = bench.read(CRC);
        assert_eq!(bench.read(IRQSTATA) & CRC_CHANGED, 0);
        let value = bench.read(address) ^ 0x01;
        bench.write(address, value);
        assert_ne!(bench.read(CRC), before, "{address:#05X}");
        assert_ne!(bench.read(RSTIRQSTATA) & CRC_CHANGED, 0);
        // The same content has the same checksum.
        bench.write(0x040, 0);
        bench.write(address, value ^ 0x01);
        assert_eq!(bench.read(CRC), before, "{address:#05X}");
    }
}

#[test]
fn other_registers_do_not() {
    for address in [
        0x000, 0x001, 0x100, 0x101, 0x200, 0x203, 0x204, 0x205, 0x224, 0x225, 0x800,
    ] {
        let mut bench = Bench::new();
        bench.write(CONFIG, CRC_ENABLED);
        let before = bench.read(CRC);
        let value = bench.read(address) ^ 0x01;
        bench.write(address, value);
        assert_eq!(bench.read(address), value);
        assert_eq!(bench.read(CRC), before, "{address:#05X}");
        assert_eq!(bench.read(IRQSTATA) & CRC_CHANGED, 0);
    }
}

#[test]
fn reset_values_have_the_published_checksum() {
    let mut bench = Bench::new();
    bench.write(CONFIG, CRC_ENABLED);
    assert_eq!(bench.read(CRC), 0x4873_9163);
}

#[test]
fn the_interrupt_of_a_reset_cannot_be_disabled() {
    let mut bench = Bench::new();
    bench.write(IRQENA, 0);
    assert_eq!(bench.read(IRQENA), 0x10_0000);
}

#[test]
fn measuring_does_not_touch_the_checksum() {
    let mut bench = Bench::loaded(30);
    bench.write(CONFIG, CRC_ENABLED);
    let before = bench.read(CRC);
    bench.acknowledge();
    bench.set_voltage(100);
    bench.wait(5 * SECOND);
    assert_eq!(bench.read(CRC), before);
    assert_eq!(bench.read(IRQSTATA) & CRC_CHANGED, 0);
}

#[test]
fn an_upset_is_told() {
    let mut bench = Bench::new();
    bench.write(CONFIG, CRC_ENABLED);
    bench.write(IRQENA, CRC_CHANGED);
    bench.acknowledge();
    assert!(!bench.irq_is_low());
    bench.part.upset(0x281, 0x40_0001);
    assert!(bench.irq_is_low());
    assert_eq!(bench.read(0x281), 0x40_0001);
    bench.acknowledge();
    assert!(!bench.irq_is_low());
}

/// The generator, bit by bit as the data sheet's equations 51 to 53 are.
fn shifted(mut state: u32, bits: &[bool]) -> u32 {
    for bit in bits {
        let feedback = *bit != (state >> 31 == 1);
        state <<= 1;
        if feedback {
            state ^= 0x04C1_1DB7;
        }
    }
    state
}

#[test]
fn the_checksum_is_that_of_the_sheet() {
    // Two states that differ in the last register of the table and the hidden ones alone.
    let checksums = [
        (0x00, [0; 8]),
        (0x01, [0; 8]),
        (0x00, [0x80, 0, 0, 0, 0, 0, 0, 1]),
    ]
    .map(|(last, hidden)| {
        let mut choice = open();
        choice.hidden = hidden;
        let mut bench = Bench::with(Bus::I2c, choice);
        bench.write(0x297, last);
        bench.write(CONFIG, CRC_ENABLED);
        bench.read(CRC)
    });
    let [plain, last, hidden] = checksums;
    // It is linear: what differs goes through the generator from a state of zero.
    let difference = |set: &[usize]| {
        let bits: Vec<bool> = (0..88).map(|bit| set.contains(&bit)).collect();
        shifted(0, &bits)
    };
    assert_eq!(plain ^ last, difference(&[0]));
    assert_eq!(plain ^ hidden, difference(&[24 + 7, 24 + 56]));
}
