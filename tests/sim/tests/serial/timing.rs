//! Characters take their bits.

use super::{BIT, bench, drain, pass};
use embedded_io::{Read, Write};
use hal_power_sim::{
    Counts,
    serial::{Format, Parity, StopBits},
};

#[test]
fn a_character_takes_start_data_parity_and_stop_bits() {
    let plain = Format::new(9_600);
    let even = plain.with_parity(Parity::Even);
    let cases = [
        (plain, 1_041_670),
        (plain.with_stop_bits(StopBits::Two), 1_145_837),
        (even, 1_145_837),
        (
            plain.with_parity(Parity::Odd).with_stop_bits(StopBits::Two),
            1_250_004,
        ),
        (Format::new(2_400), 4_166_670),
        (Format::new(115_200), 86_810),
    ];
    for (format, nanos) in cases {
        let (world, bus, [one, other]) = bench();
        bus.set_format(format);
        one.send(&[0xA7]);
        pass(&world, nanos - 1);
        assert_eq!(drain(&other), [], "{format}");
        pass(&world, 1);
        assert_eq!(drain(&other), [Ok(0xA7)], "{format}");
        assert_eq!(bus.counts().bits * format.bit_time(), nanos, "{format}");
    }
}

#[test]
fn every_byte_arrives_in_every_format() {
    for parity in [Parity::None, Parity::Even, Parity::Odd] {
        for stop_bits in [StopBits::One, StopBits::Two] {
            let (world, bus, [one, other]) = bench();
            bus.set_format(
                Format::new(19_200)
                    .with_parity(parity)
                    .with_stop_bits(stop_bits),
            );
            let bytes: Vec<u8> = (0..=255).collect();
            one.send(&bytes);
            pass(&world, 1_000_000_000);
            let expected: Vec<_> = bytes.into_iter().map(Ok).collect();
            assert_eq!(drain(&other), expected);
            assert_eq!(drain(&one), []);
        }
    }
}

#[test]
fn characters_follow_each_other_without_a_pause() {
    let (world, bus, [one, other]) = bench();
    one.send(&[1, 2, 3]);
    pass(&world, 15 * BIT);
    one.send(&[4]);
    pass(&world, 100 * BIT);
    let times = std::iter::from_fn(|| other.try_receive()).map(|(at, _)| at.as_micros());
    let expected = [10, 20, 30, 40].map(|bits| bits * BIT / 1_000);
    assert_eq!(times.collect::<Vec<_>>(), expected);
    let counts = Counts {
        transfers: 1,
        bits: 40,
        bytes: 4,
    };
    assert_eq!(bus.counts(), counts);
}

#[test]
fn a_blocking_exchange_takes_its_characters() {
    let (world, _, [mut one, mut other]) = bench();
    one.write_all(&[1, 2]).unwrap();
    assert_eq!(world.clock().nanos(), 0, "there is room");
    one.flush().unwrap();
    assert_eq!(world.clock().nanos(), 20 * BIT);
    let mut data = [0; 2];
    other.read_exact(&mut data).unwrap();
    assert_eq!((data, world.clock().nanos()), ([1, 2], 20 * BIT));
    other.write_all(&[9]).unwrap();
    one.read_exact(&mut data[..1]).unwrap();
    assert_eq!((data[0], world.clock().nanos()), (9, 30 * BIT));
}

#[test]
fn formats_are_kept_within_what_there_is() {
    assert_eq!(Format::new(0).baud(), 1);
    assert_eq!(Format::new(u32::MAX).baud(), 10_000_000);
    let odd: Format = "300 8O2".parse().unwrap();
    assert_eq!((odd.baud(), odd.bits()), (300, 12));
    for text in ["300", "300 7E1", "x 8N1", "0 8N1", "300 8N1 "] {
        assert!(text.parse::<Format>().is_err(), "{text}");
    }
}
