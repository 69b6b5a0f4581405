//! Several drive the line, or one that talks otherwise.

use super::{BIT, bench, drain, pass};
use hal_power_sim::serial::{Format, Parity, SerialError};

#[test]
fn low_wins_where_two_send_at_once() {
    let (world, _, [one, other, listener]) = bench();
    one.send(&[0x0F, 0xFF]);
    other.send(&[0x35, 0xFF]);
    pass(&world, 40 * BIT);
    assert_eq!(drain(&listener), [Ok(0x05), Ok(0xFF)]);
    assert_eq!((drain(&one), drain(&other)), (vec![], vec![]));
}

#[test]
fn a_character_that_comes_in_between_spoils_both() {
    let (world, _, [one, other, listener]) = bench();
    one.send(&[0xFF]);
    pass(&world, 5 * BIT);
    // Low from bit 5 to 14: over the upper half of the data, the stop bit, and five bits more.
    other.send(&[0x00]);
    pass(&world, 40 * BIT);
    assert_eq!(drain(&listener), [Err(SerialError::Framing)]);
    // Who has sent hears from the end of its stop bit on: low for four bits, then rest.
    assert_eq!(drain(&one), [Ok(0xF8)]);
    one.send(&[0x55]);
    pass(&world, 40 * BIT);
    assert_eq!(drain(&listener), [Ok(0x55)]);
}

#[test]
fn a_port_does_not_hear_the_others_while_it_sends() {
    let (world, _, [one, other, listener]) = bench();
    other.send(&[0xFF, 0xFF]);
    pass(&world, BIT);
    one.send(&[0xFF; 2]);
    pass(&world, 40 * BIT);
    // Its receiver had seen a start bit and is off for the rest; the second character is not heard at all.
    assert_eq!(drain(&one), [Ok(0xFF)]);
    // Start bits at 0, 1, 10 and 11.
    assert_eq!(drain(&listener), [Ok(0xFE), Ok(0xFE)]);
}

#[test]
fn an_echo_hears_the_collision() {
    let (world, _, [one, other]) = bench();
    one.set_echo(true);
    one.send(&[0x0F]);
    other.send(&[0x35]);
    pass(&world, 20 * BIT);
    assert_eq!((drain(&one), drain(&other)), (vec![Ok(0x05)], vec![]));
}

#[test]
fn another_baud_rate_is_received_as_what_it_looks_like() {
    let (world, _, [one, other]) = bench();
    for (baud, byte, received) in [
        (4_800, 0x00, Some(Err(SerialError::Framing))),
        // Start bit, then ones: a low of two bits.
        (4_800, 0xFF, Some(Ok(0xFE))),
        // Too short for a start bit.
        (38_400, 0xFF, None),
    ] {
        one.set_format(Format::new(baud));
        one.send(&[byte]);
        pass(&world, 60 * BIT);
        assert_eq!(drain(&other), Vec::from_iter(received), "{baud} {byte}");
    }
}

#[test]
fn another_parity_is_noticed_half_the_time() {
    let (world, _, [one, other]) = bench();
    other.set_format(Format::default().with_parity(Parity::Even));
    for (byte, received) in [(0x01, Ok(0x01)), (0x03, Err(SerialError::Parity))] {
        one.send(&[byte]);
        pass(&world, 20 * BIT);
        assert_eq!(drain(&other), [received]);
    }
    one.set_format(Format::default().with_parity(Parity::Odd));
    one.send(&[0x55]);
    pass(&world, 20 * BIT);
    assert_eq!(drain(&other), [Err(SerialError::Parity)]);
}

#[test]
fn a_line_held_low_is_one_character_without_an_end() {
    let (world, bus, [one, other]) = bench();
    bus.hold(Some(false));
    one.send(&[0x55]);
    pass(&world, 1_000 * BIT);
    assert_eq!(drain(&other), [Err(SerialError::Framing)]);
    bus.hold(None);
    pass(&world, 10 * BIT);
    one.send(&[0x55]);
    pass(&world, 10 * BIT);
    assert_eq!(drain(&other), [Ok(0x55)]);
}

#[test]
fn a_line_held_high_carries_nothing() {
    let (world, bus, [one, other]) = bench();
    one.send(&[0x00]);
    pass(&world, 5 * BIT);
    bus.hold(Some(true));
    pass(&world, 5 * BIT);
    one.send(&[0x55]);
    pass(&world, 20 * BIT);
    // Four data bits were low before.
    assert_eq!(drain(&other), [Ok(0xF0)]);
}
