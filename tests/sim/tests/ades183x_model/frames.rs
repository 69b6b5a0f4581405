//! Checksums, counters, order, and reading back.

use super::host::*;
use embedded_hal::spi::SpiDevice as _;
use hal_power_sim::{Fault, Injection, model::ades183x::Open};
use proptest::prelude::*;

#[test]
fn the_hosts_own_checksums_are_the_published_ones() {
    let count = [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC];
    for (bytes, pec) in [
        (&[0x12, 0x34][..], 0x1DD4),
        (&[0xBE, 0xEF], 0xFD2C),
        (&[0x00, 0x01], 0x3D6E),
        (&[0x07, 0x23], 0xB9E4),
        (&[0x03, 0x60], 0xF46C),
        (&count, 0xBC24),
        (&[0xFF; 6], 0x664C),
        (&[0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0], 0x792C),
        (&[0x01, 0x2E, 0x9B, 0x33, 0xAC, 0x55], 0xD522),
    ] {
        assert_eq!(pec15(bytes), pec, "{bytes:02X?}");
    }
    let beef = [0xBE, 0xEF, 0xBE, 0xEF, 0xBE, 0xEF];
    for (data, counter, pec) in [
        (count, 0x00, 0x1CC),
        (count, 0x37, 0x053),
        ([0xFF; 6], 0x00, 0x196),
        ([0xFF; 6], 0x3F, 0x0FE),
        (beef, 0x00, 0x3F3),
        (beef, 0x0D, 0x1B7),
    ] {
        assert_eq!(pec10(&data, counter), pec, "{data:02X?}");
    }
    assert_eq!(open_block(&[0xFF; 8]), None);
}

#[test]
fn the_published_frame_of_rdcfga_brings_the_reset_values() {
    let mut host = Host::asleep(
        1,
        hal_power_sim::model::ades183x::Bridge::Transparent,
        &Open::default(),
    );
    host.wake();
    assert_eq!(frame(WRCFGA), [0x00, 0x01, 0x3D, 0x6E]);
    assert_eq!(host.first(RDCFGA), [0x01, 0x00, 0x00, 0xFF, 0x03, 0x00]);
    assert_eq!(host.first(RDCFGB), RESET_B);
    assert_eq!(host.first(RDPWMA), [0; 6]);
    assert_eq!(host.first(RDPWMB), [0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
}

#[test]
fn the_nearest_part_comes_first_in_a_read_and_last_in_a_write() {
    let mut host = Host::new(3);
    let serials: Vec<_> = host.read(RDSID).iter().map(|(data, _)| data[0]).collect();
    assert_eq!(serials, [0, 1, 2]);
    let blocks = [[3; 6], [2; 6], [1; 6]];
    host.write_blocks(WRPWMA, &blocks);
    let duties: Vec<_> = host.read(RDPWMA).iter().map(|(data, _)| *data).collect();
    assert_eq!(duties, [[1; 6], [2; 6], [3; 6]]);
}

#[test]
fn the_counter_counts_what_increments_and_goes_from_63_to_1() {
    let mut host = Host::new(2);
    let counters = |host: &mut Host| {
        host.read(RDCFGA)
            .iter()
            .map(|(_, counter)| *counter)
            .collect::<Vec<_>>()
    };
    assert_eq!(counters(&mut host), [0, 0]);
    host.send(ADCV);
    host.write_all(WRCFGA, REFON);
    host.send(MUTE);
    host.send(SNAP);
    host.send(UNSNAP);
    host.is_done(PLCADC);
    assert_eq!(counters(&mut host), [6, 6]);
    for _ in 6..63 {
        host.send(UNMUTE);
    }
    assert_eq!(counters(&mut host), [63, 63]);
    host.send(UNMUTE);
    assert_eq!(counters(&mut host), [1, 1]);
    host.send(RSTCC);
    assert_eq!(counters(&mut host), [0, 0]);
}

#[test]
fn a_wrong_pec_of_a_command_is_ignored() {
    let mut host = Host::new(1);
    for bit in 0..32 {
        let mut spoiled = frame(MUTE);
        spoiled[bit / 8] ^= 1 << (bit % 8);
        host.spi.write(&spoiled).unwrap();
    }
    let (data, counter) = host.read(RDCFGA)[0];
    assert_eq!(counter, 0);
    assert_eq!(data, REFON);
    assert!(host.chain.borrow().refused() >= 32);
}

#[test]
fn a_write_with_a_wrong_pec_neither_acts_nor_counts_in_that_part_alone() {
    let mut host = Host::new(2);
    let mut bytes = frame(WRPWMA).to_vec();
    for spoil in [1, 0] {
        bytes.extend([5; 6]);
        bytes.extend((pec10(&[5; 6], 0) ^ spoil).to_be_bytes());
    }
    host.spi.write(&bytes).unwrap();
    assert_eq!(host.read(RDPWMA), [([5; 6], 1), ([0; 6], 0)]);
}

#[test]
fn a_write_with_a_counter_in_it_is_refused() {
    let mut host = Host::new(1);
    let mut bytes = frame(WRPWMA).to_vec();
    bytes.extend([5; 6]);
    bytes.extend((pec10(&[5; 6], 1) | 1 << 10).to_be_bytes());
    host.spi.write(&bytes).unwrap();
    assert_eq!(host.read(RDPWMA), [([0; 6], 0)]);
}

#[test]
fn fewer_blocks_than_parts_leave_the_far_ones() {
    let mut host = Host::new(3);
    host.write_blocks(WRPWMA, &[[7; 6]]);
    assert_eq!(host.read(RDPWMA), [([7; 6], 1), ([0; 6], 0), ([0; 6], 0)]);
}

#[test]
fn reserved_bits_read_as_zero_and_the_rest_reads_back() {
    let mut host = Host::new(1);
    host.write_all(WRCFGA, [0xFF, 0x00, 0xFF, 0xA5, 0xFF, 0xC7]);
    assert_eq!(host.first(RDCFGA), [0x87, 0x00, 0xF8, 0xA5, 0x03, 0x07]);
    host.write_all(WRPWMB, [0x21, 0x43, 0, 0, 0, 0]);
    assert_eq!(host.first(RDPWMB), [0x21, 0x43, 0xFF, 0xFF, 0xFF, 0xFF]);
}

#[test]
fn a_flipped_bit_on_the_way_spoils_its_block_only() {
    let mut host = Host::new(3);
    host.world.inject(
        Injection::nth(
            0,
            Fault::FlippedBit {
                byte: 4 + 8 + 2,
                bit: 3,
            },
        )
        .at(host.target),
    );
    let good: Vec<_> = host
        .raw(RDSID, 8)
        .iter()
        .map(|block| open_block(block).is_some())
        .collect();
    assert_eq!(good, [true, false, true]);
    assert_eq!(host.world.faults_struck(), 1);
}

#[test]
fn all_cells_come_under_one_pec() {
    let mut host = Host::new(2);
    host.each(|n, part| {
        for cell in 0..16 {
            part.set_cell(
                cell,
                volts(3_000 + 100 * i32::try_from(n).unwrap() + i32::try_from(cell).unwrap()),
            );
        }
    });
    host.send(ADCV);
    host.pass(core::time::Duration::from_millis(1));
    for (n, block) in host.raw(RDCVALL, 34).iter().enumerate() {
        let (data, counter) = open_block(block).unwrap();
        assert_eq!((data.len(), counter), (32, 1));
        for (cell, word) in data.chunks(2).enumerate() {
            let word = i16::from_le_bytes([word[0], word[1]]);
            assert_eq!(word, code(3_000 + i32::try_from(100 * n + cell).unwrap()));
        }
    }
    let data = host.first(RDCVF);
    assert_eq!(data[2..], [0xFF; 4]);
}

#[test]
fn retention_needs_unlocking_and_survives_sleep_but_not_a_dip() {
    let mut host = Host::new(1);
    host.write_all(WRRR, [1, 2, 3, 4, 5, 6]);
    assert_eq!(host.first(RDRR), [0; 6]);
    host.send(ULRR);
    host.write_all(WRRR, [1, 2, 3, 4, 5, 6]);
    host.write_all(WRRR, [9; 6]);
    assert_eq!(host.first(RDRR), [1, 2, 3, 4, 5, 6]);
    host.send(SRST);
    host.wake();
    assert_eq!(host.first(RDRR), [1, 2, 3, 4, 5, 6]);
    host.world.inject(Injection::nth(0, Fault::BrownOut));
    host.first(RDCFGA);
    assert_eq!(host.first(RDRR), [0; 6]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is sent, the chain answers bytes and takes the next good frame.
    #[test]
    fn nothing_that_is_sent_breaks_the_chain(frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..20)) {
        let mut host = Host::new(3);
        for bytes in &frames {
            let mut bytes = bytes.clone();
            host.spi.transfer_in_place(&mut bytes).unwrap();
        }
        host.send(SRST);
        host.wake();
        prop_assert_eq!(host.first(RDCFGB), RESET_B);
    }

    /// Every meaning of every command's bits is taken, with any data behind.
    #[test]
    fn no_command_with_a_right_pec_breaks_the_chain(commands in prop::collection::vec((0_u16..0x800, any::<[u8; 6]>()), 1..60)) {
        let mut host = Host::new(2);
        for (command, data) in commands {
            host.write_blocks(command, &[data, data]);
            host.pass(core::time::Duration::from_millis(1));
        }
        host.pass(core::time::Duration::from_hours(24));
        host.wake();
        prop_assert_eq!(host.first(RDCFGB), RESET_B);
    }
}
