//! Bytes: registers, subcommands, checksums, CRC, SPI.

use crate::bench::*;
use core::time::Duration;
use hal_power::Voltage;
use hal_power_sim::{
    Fault, Injection, World,
    device::{I2cDevice, SpiDevice},
    model::bq769x2::{Bq769x2, Comm, Open, Part},
};
use std::{cell::RefCell, rc::Rc};

#[test]
fn device_number_and_its_answer() {
    // SLUAA11B 2.1 for 7694.
    for (part, number, sum) in [(Part::Bq76942, 0x7694, 0xF4), (Part::Bq76952, 0x7695, 0xF3)] {
        let mut bench = Bench::new(part);
        assert_eq!(bench.ask_word(0x0001), number);
        assert_eq!(bench.read(0x60), [sum, 0x06]);
        let [high, low] = number.to_be_bytes();
        assert_eq!(bench.ask(0x0002)[..2], [high, low]);
    }
    let open = Open {
        device_number: Some(0x1234),
        ..Open::default()
    };
    assert_eq!(Bench::with(Part::Bq76952, open).ask_word(0x0001), 0x1234);
}

#[test]
fn a_subcommand_reads_as_ff_until_it_is_done() {
    for (number, micros) in [(0x0001, 400), (0x0004, 8_500), (0x0076, 660)] {
        let mut bench = Bench::new(Part::Bq76952);
        bench.write(0x3E, &u16::to_le_bytes(number));
        bench.wait(Duration::from_micros(micros) - TICK);
        assert_eq!(bench.word(0x3E), 0xFFFF);
        bench.wait(TICK);
        assert_eq!(bench.word(0x3E), number);
    }
}

#[test]
fn the_number_may_come_in_two_writes_or_with_data() {
    let mut bench = Bench::new(Part::Bq76942);
    bench.write(0x3E, &[0x01]);
    bench.write(0x3F, &[0x00]);
    bench.wait(MILLISECOND);
    assert_eq!(bench.word(0x40), 0x7694);

    // Data of the same write is not overwritten by the part's.
    bench.write(0x3E, &[0x83, 0x00, 0x01, 0x00]);
    bench.wait(MILLISECOND);
    bench.write(0x60, &[checksum(0x0083, &[0x01, 0x00]), 0x06]);
    assert_eq!(bench.ask_word(0x0083), 0x0001);
}

#[test]
fn data_memory_after_a_reset() {
    let mut bench = Bench::new(Part::Bq76952);
    let defaults: [(u16, &[u8]); 30] = [
        (0x9234, &[0x82, 0x29]),
        (0x923C, &[0x20]),
        (0x9241, &[0x58, 0x02]),
        (0x9248, &[20, 0]),
        (0x924A, &[5]),
        (0x924D, &[10]),
        (0x925F, &[0x02, 0x00]),
        (0x9261, &[0x88, 0x00, 0x00]),
        (0x9265, &[0x98, 0xD5, 0x56]),
        (0x9269, &[0xE4, 0xE6, 0xE2]),
        (0x926D, &[0x00, 0xF8, 0xFC, 0xF7, 0xF4]),
        (0x9275, &[50, 74, 0]),
        (0x9278, &[86, 74, 0, 2, 2]),
        (0x9280, &[2, 4, 4, 1, 3, 7, 0, 2]),
        (0x9288, &[0x38, 0xFF]),
        (0x928A, &[0x60, 0xF0, 2, 200, 0]),
        (0x9294, &[5]),
        (0x929A, &[55, 2, 50, 60, 2, 55]),
        (0x92AC, &[0xEC, 2, 0xF1, 3]),
        (0x92B2, &[60, 0]),
        (0x92C0, &[0x00, 0x00, 0x07, 0x00, 0x5F, 0x9F]),
        (0x92CB, &[0x98, 0x08, 5]),
        (0x92FD, &[0x07]),
        (0x9303, &[0x05, 0x00, 0x00]),
        (0x9307, &[80]),
        (0x9308, &[0x0D, 0x01]),
        (0x9310, &[100, 0, 50, 0, 5]),
        (0x9335, &[0x00, 0xEC, 60, 70, 20, 1]),
        (0x933F, &[0x3C, 0x0F, 40, 20]),
        (0x9343, &[0x40, 0x00]),
    ];
    for (address, bytes) in defaults {
        let block = bench.ask(address);
        assert_eq!(block.len(), 32, "{address:04X}");
        assert_eq!(&block[..bytes.len()], bytes, "{address:04X}");
    }
}

#[test]
fn data_memory_is_written_inside_of_config_update_only() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.put(0x9261, &[0x8C]);
    assert_eq!(bench.ask(0x9261)[0], 0x88);

    bench.write(0x3E, &SET_CFGUPDATE.to_le_bytes());
    bench.wait(2 * MILLISECOND - TICK);
    assert_eq!(bench.battery_status() & 1, 0);
    bench.wait(TICK);
    assert_eq!(bench.battery_status() & 1, 1);

    // Checksums of the facts: 9261 8C is 80 with length 5, 9304 7F 03 is E6 with length 6.
    bench.write(0x3E, &[0x61, 0x92]);
    bench.write(0x40, &[0x8C]);
    bench.write(0x60, &[0x80, 0x05]);
    bench.write(0x3E, &[0x04, 0x93]);
    bench.write(0x40, &[0x7F, 0x03]);
    bench.write(0x60, &[0xE6, 0x06]);
    assert_eq!(bench.ask(0x9261)[0], 0x8C);
    assert_eq!(bench.ask(0x9304)[..2], [0x7F, 0x03]);
    assert_eq!(bench.part.effective(0x9261), 0x88);

    bench.write(0x3E, &EXIT_CFGUPDATE.to_le_bytes());
    bench.wait(MILLISECOND - TICK);
    assert_eq!(bench.battery_status() & 1, 1);
    bench.wait(TICK);
    assert_eq!(bench.battery_status() & 1, 0);
    assert_eq!(bench.part.effective(0x9261), 0x8C);
}

#[test]
fn where_open_writes_outside_act_at_once() {
    let open = Open {
        writes_outside: true,
        ..Open::default()
    };
    let mut bench = Bench::with(Part::Bq76952, open);
    bench.put(0x9303, &[0x01]);
    assert_eq!(bench.part.effective(0x9303), 0x01);
}

#[test]
fn data_needs_its_checksum_just_before_its_length() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(SET_CFGUPDATE);
    let bytes = |bench: &mut Bench| bench.ask(0x9180)[..4].to_vec();
    bench.write(0x3E, &[0x80, 0x91]);
    bench.write(0x40, &[0xFF]);
    bench.write(0x60, &[0xEE, 0x05]);
    assert_eq!(bytes(&mut bench)[0], 0x00);
    bench.write(0x40, &[0xFF]);
    bench.write(0x60, &[0xEF]);
    bench.write(0x61, &[0x05]);
    assert_eq!(bytes(&mut bench)[0], 0x00);
    // Published: 9180 with FF is EF, with B6 F3 9D 3F is 69.
    bench.write(0x40, &[0xFF]);
    bench.write(0x60, &[0xEF, 0x05]);
    assert_eq!(bytes(&mut bench)[0], 0xFF);
    bench.write(0x40, &[0xB6, 0xF3, 0x9D, 0x3F]);
    bench.write(0x60, &[0x69, 0x08]);
    assert_eq!(bytes(&mut bench), [0xB6, 0xF3, 0x9D, 0x3F]);
}

/// Powered up and measuring, over this bus.
fn on(comm: Comm) -> Bench {
    let mut bench = Bench::cold(Part::Bq76952, comm, Open::default());
    bench.set_all(3_600);
    bench.wait(SETTLED);
    bench
}

#[test]
fn published_crcs_of_i2c() {
    let mut bench = on(Comm::I2cCrc);
    bench.set(0, 0x0B68);
    bench.wait(SETTLED * 12);
    // SLUAA11B 4: FET_ENABLE, then Cell 1.
    let before = bench.part.charges();
    bench.part.start(ADDRESS, false);
    for byte in [0x3E, 0x22, 0x63, 0x00, 0x00] {
        assert!(bench.part.write(byte), "{byte:02X}");
    }
    bench.part.stop();
    bench.wait(MILLISECOND);
    assert_ne!(bench.part.discharges(), before);

    bench.part.start(ADDRESS, false);
    bench.part.write(0x14);
    bench.part.start(ADDRESS, true);
    let bytes: [u8; 4] = core::array::from_fn(|_| bench.part.read());
    bench.part.stop();
    assert_eq!(bytes, [0x68, 0x33, 0x0B, 0x31]);
}

#[test]
fn a_wrong_crc_is_not_acknowledged_and_nothing_is_taken() {
    let mut bench = on(Comm::I2cCrc);
    bench.part.start(ADDRESS, false);
    for byte in [0x66, 0x12] {
        assert!(bench.part.write(byte));
    }
    assert!(!bench.part.write(crc(&[0x10, 0x66, 0x12]) ^ 1));
    assert!(!bench.part.write(0x34));
    bench.part.stop();
    bench.part.start(ADDRESS, false);
    bench.part.write(0x66);
    bench.part.start(ADDRESS, true);
    let bytes: [u8; 4] = core::array::from_fn(|_| bench.part.read());
    bench.part.stop();
    let first = crc(&[0x10, 0x66, 0x11, 0x00]);
    assert_eq!(bytes, [0x00, first, 0xF8, crc(&[0xF8])]);
}

/// One window of SPI.
fn window(bench: &mut Bench, bytes: [u8; 3]) -> [u8; 3] {
    bench.part.select();
    let answer = bytes.map(|byte| bench.part.exchange(byte));
    bench.part.deselect();
    answer
}

fn framed(head: u8, data: u8) -> [u8; 3] {
    [head, data, crc(&[head, data])]
}

#[test]
fn spi_answers_one_window_later() {
    let mut bench = on(Comm::SpiCrc);
    assert!(!bench.part.answers_to(ADDRESS));
    assert_eq!(window(&mut bench, framed(0x66, 0xFF)), [0xFF, 0xFF, 0x00]);
    // The logic has not had its time yet.
    assert_eq!(window(&mut bench, framed(0x66, 0xFF)), [0xFF, 0xFF, 0x00]);
    bench.wait(MILLISECOND);
    assert_eq!(window(&mut bench, framed(0x67, 0xFF)), framed(0x66, 0x00));
    bench.wait(MILLISECOND);
    assert_eq!(window(&mut bench, framed(0x67, 0xFF)), framed(0x67, 0xF8));
    // An answer goes out once, also when what follows is no window.
    bench.wait(MILLISECOND);
    bench.part.select();
    assert_eq!(bench.part.exchange(0x66), 0x67);
    bench.part.deselect();
    assert_eq!(window(&mut bench, framed(0x66, 0xFF)), [0xFF, 0xFF, 0x00]);
}

#[test]
fn spi_tells_a_wrong_crc_in_the_next_window() {
    let mut bench = on(Comm::SpiCrc);
    let [head, data, check] = framed(0xE6, 0x55);
    window(&mut bench, [head, data, check ^ 0x80]);
    bench.wait(MILLISECOND);
    assert_eq!(window(&mut bench, framed(0x66, 0x00)), [0xFF, 0xFF, 0xAA]);
    bench.wait(MILLISECOND);
    assert_eq!(window(&mut bench, framed(0x66, 0x00)), framed(0x66, 0x00));
}

#[test]
fn spi_writes_without_another_window() {
    let mut bench = on(Comm::SpiCrc);
    // FET_ENABLE by the facts' CRCs: BE 22 77, BF 00 8C.
    window(&mut bench, [0xBE, 0x22, 0x77]);
    bench.wait(MILLISECOND);
    assert_eq!(window(&mut bench, [0xBF, 0x00, 0x8C]), [0xBE, 0x22, 0x77]);
    bench.wait(MILLISECOND);
    assert!(bench.part.discharges());
}

#[test]
fn spi_takes_checksum_and_length_in_two_windows_that_follow_each_other() {
    let mut bench = on(Comm::SpiCrc);
    let sum = checksum(0x0083, &[0x02, 0x00]);
    let head = [(0x3E, 0x83), (0x3F, 0x00), (0x40, 0x02), (0x41, 0x00)];
    for (tail, cells) in [
        ([(0x60, sum), (0x41, 0x00), (0x61, 0x06)], 0x0000),
        ([(0x41, 0x00), (0x60, sum), (0x61, 0x06)], 0x0002),
    ] {
        for (register, data) in head.into_iter().chain(tail) {
            window(&mut bench, framed(0x80 | register, data));
            bench.wait(MILLISECOND);
        }
        assert_eq!(bench.part.discharged_cells().0, cells);
    }
}

#[test]
fn the_mode_of_communication_can_be_swapped() {
    let mut bench = Bench::new(Part::Bq76952);
    bench.command(0x7C35);
    assert!(!bench.part.answers_to(ADDRESS));
    for (head, data) in [(0xBE, 0xE7), (0xBF, 0x29)] {
        window(&mut bench, framed(head, data));
        bench.wait(MILLISECOND);
    }
    assert!(bench.part.answers_to(ADDRESS));
    // And by OTP from the start.
    let open = Open::default();
    let clock = bench.clock.clone();
    let shunt = hal_power::Resistance::from_microohms(1_000);
    let stored = Bq769x2::new(Part::Bq76952, Comm::SpiCrc, clock, shunt, open)
        .with_stored(0x9239, &[0x12])
        .with_stored(0x923A, &[0x20]);
    bench.wait(SECOND);
    assert!(stored.answers_to(0x10) && !stored.answers_to(ADDRESS));
}

#[test]
fn a_brown_out_on_the_bus_leaves_a_part_that_only_por_gives_away() {
    let world = World::new();
    let bus = world.i2c();
    let shunt = hal_power::Resistance::from_microohms(1_000);
    let part = Bq769x2::new(
        Part::Bq76942,
        Comm::I2c,
        world.clock(),
        shunt,
        Open::default(),
    );
    let part = Rc::new(RefCell::new(part));
    bus.attach(&part);
    part.borrow_mut()
        .set_cells(&[Voltage::from_millivolts(3_300); 10]);
    world.clock().advance(SECOND);
    let mut host = bus.controller();
    use embedded_hal::i2c::I2c as _;
    let mut status = [0; 2];
    for number in [SET_CFGUPDATE, EXIT_CFGUPDATE] {
        let [low, high] = number.to_le_bytes();
        assert!(host.write(ADDRESS, &[0x3E, low, high]).is_ok());
        world.clock().advance(SECOND);
    }
    assert!(host.write_read(ADDRESS, &[0x12], &mut status).is_ok());
    assert_eq!(status[0] & 0x08, 0);
    world.inject(Injection::nth(0, Fault::BrownOut).at(bus.target(ADDRESS)));
    let _ = host.write_read(ADDRESS, &[0x12], &mut status);
    assert!(host.write_read(ADDRESS, &[0x12], &mut status).is_err());
    world.clock().advance(SECOND);
    let mut cell = [0; 2];
    assert!(host.write_read(ADDRESS, &[0x14], &mut cell).is_ok());
    assert_eq!(u16::from_le_bytes(cell), 3_300);
    assert!(host.write_read(ADDRESS, &[0x12], &mut status).is_ok());
    assert_eq!(status[0] & 0x08, 0x08);
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random.to_le_bytes()[3]
    };
    for comm in [Comm::I2c, Comm::I2cCrc, Comm::Spi, Comm::SpiCrc] {
        let mut bench = on(comm);
        for round in 0..20_000 {
            if comm == Comm::Spi || comm == Comm::SpiCrc {
                let (head, data) = (next(), next());
                window(&mut bench, framed(head, data));
            } else {
                bench.part.start(ADDRESS, false);
                for _ in 0..next() % 8 {
                    bench.part.write(next());
                }
                if next() & 1 == 0 {
                    bench.part.start(ADDRESS, true);
                    for _ in 0..next() % 40 {
                        bench.part.read();
                    }
                }
                bench.part.stop();
            }
            if round % 7 == 0 {
                let number = [0x0090, 0x0092, 0x0086, 0x0076, 0x0099][usize::from(next()) % 5];
                if comm == Comm::I2c && bench.part.answers_to(ADDRESS) {
                    bench.command(number);
                    let (address, data) = (0x9180 + u16::from(next()) * 2, next());
                    bench.put(address, &[data]);
                }
            }
            bench.set(usize::from(next()) % 18, i32::from(next()) * 20);
            bench.draw((i32::from(next()) - 128) * 1_000);
            bench.wait(Duration::from_millis(next().into()));
        }
    }
}
