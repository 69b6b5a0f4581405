//! The line in the trace, and drawn.

use super::{BIT, bench, pass};
use hal_power_sim::{
    Fault, Injection,
    serial::{Format, Parity},
    trace::write_vcd,
};

#[test]
fn what_a_port_sends_without_a_pause_is_a_line() {
    let (world, bus, [one, other]) = bench();
    world.start_trace();
    one.send(&[0x01, 0x04]);
    pass(&world, 20 * BIT);
    one.send(&[0x07]);
    pass(&world, 20 * BIT);
    other.set_format(Format::new(2_400).with_parity(Parity::Odd));
    for fault in [
        Fault::BadParity { byte: 0 },
        Fault::BadStop { byte: 1 },
        Fault::LostByte { byte: 1 },
        Fault::FlippedBit { byte: 0, bit: 0 },
        Fault::ReadsZeros,
    ] {
        world.inject(Injection::nth(0, fault));
        other.send(&[0x00, 0xFF]);
        pass(&world, 1_000 * BIT);
    }
    let expected = format!(
        "\
serial 0 port 0 @0 9600 8N1 01 04
serial 0 port 0 @{} 9600 8N1 07
serial 0 port 1 @{} 2400 8O1 00p FF
serial 0 port 1 @{} 2400 8O1 00 FFs
serial 0 port 1 @{} 2400 8O1 00 --
serial 0 port 1 @{} 2400 8O1 01p FF
serial 0 port 1 @{} 2400 8O1 00ps 00ps
",
        20 * BIT,
        40 * BIT,
        1_040 * BIT,
        2_040 * BIT,
        3_040 * BIT,
        4_040 * BIT
    );
    let trace = world.take_trace();
    assert_eq!(trace.to_string(), expected);
    assert_eq!(expected.parse(), Ok(trace.clone()));
    assert_eq!((trace.bits(), trace.transfers()), (30 + 5 * 22, 7));
    assert_eq!(bus.counts().bits, trace.bits());
}

#[test]
fn the_line_is_drawn_low_where_anybody_drives_it_low() {
    let (world, _, [one, other]) = bench::<2>();
    world.start_trace();
    one.send(&[0xF1]);
    pass(&world, 2 * BIT);
    other.send(&[0xFF]);
    pass(&world, 50 * BIT);
    let mut text = String::new();
    write_vcd(&world.take_trace(), &mut text).unwrap();
    let (_, body) = text.split_once("$enddefinitions $end\n").unwrap();
    // Start bit, a one, three zeros of which the other's start bit is the first.
    let expected = format!(
        "#0\n$dumpvars\n1serial0\n$end\n0serial0\n#{}\n1serial0\n#{}\n0serial0\n#{}\n1serial0\n",
        BIT,
        2 * BIT,
        5 * BIT
    );
    assert_eq!(body, expected);
}
