//! Parts behind the line: called in the order of time, however late.

use super::{BIT, bench, drain, pass};
use embedded_io::{Read, Write};
use hal_power_sim::{
    device::SerialDevice,
    serial::{Format, SerialError},
};
use std::{cell::RefCell, rc::Rc};

/// Answers each byte after a while with its complement.
struct Complement {
    after: u64,
    due: Option<(u64, u8)>,
    seen: Vec<(u64, Result<u8, SerialError>)>,
    begun: Vec<u64>,
}

impl Complement {
    fn new(after: u64) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            after,
            due: None,
            seen: Vec::new(),
            begun: Vec::new(),
        }))
    }
}

impl SerialDevice for Complement {
    fn begin(&mut self, at: u64) {
        self.begun.push(at);
    }

    fn receive(&mut self, at: u64, character: Result<u8, SerialError>) {
        self.seen.push((at, character));
        self.due = character.ok().map(|byte| (at + self.after, !byte));
    }

    fn next_change(&mut self) -> Option<u64> {
        self.due.map(|(at, _)| at)
    }

    fn act(&mut self, at: u64) -> Vec<u8> {
        let (due, byte) = self.due.take().unwrap();
        assert_eq!(at, due);
        vec![byte]
    }
}

#[test]
fn a_part_answers_in_its_time_whether_anybody_looks_or_not() {
    for steps in [1, 7] {
        let (world, bus, [one]) = bench();
        let part = Complement::new(3 * BIT);
        bus.attach(&part);
        one.send(&[0x0F]);
        for _ in 0..steps {
            pass(&world, 70 * BIT / steps);
        }
        let (at, byte) = one.try_receive().unwrap();
        assert_eq!((at.as_micros(), byte), (23 * BIT / 1_000, Ok(0xF0)));
        assert_eq!(part.borrow().seen, [(10 * BIT, Ok(0x0F))]);
        assert_eq!(drain(&one), []);
    }
}

#[test]
fn a_part_is_told_of_each_character_at_its_edge_and_at_its_end() {
    let (world, bus, [one]) = bench();
    let part = Complement::new(1_000 * BIT);
    bus.attach(&part);
    one.send(&[0x0F, 0xFF, 0x00]);
    pass(&world, 25 * BIT);
    assert_eq!(bus.counts().bytes, 0);
    assert_eq!(part.borrow().begun, [0, 10, 20].map(|bits| bits * BIT));
    pass(&world, 15 * BIT);
    one.send(&[1]);
    pass(&world, BIT);
    assert_eq!(bus.counts().bytes, 3);
    assert_eq!(part.borrow().begun, [0, 10, 20, 40].map(|bits| bits * BIT));
    let ends = part
        .borrow()
        .seen
        .iter()
        .map(|(at, _)| *at)
        .collect::<Vec<_>>();
    assert_eq!(ends, [10, 20, 30].map(|bits| bits * BIT));
}

#[test]
fn a_blocking_read_reaches_the_answer() {
    let (world, bus, [mut one]) = bench();
    bus.attach(&Complement::new(1_000_000));
    one.write_all(&[1]).unwrap();
    let mut data = [0];
    one.read_exact(&mut data).unwrap();
    assert_eq!(
        (data[0], world.clock().nanos()),
        (0xFE, 20 * BIT + 1_000_000)
    );
}

#[test]
fn what_arrives_at_the_moment_of_an_answer_is_heard_before_it() {
    let (world, bus, [one]) = bench();
    bus.attach(&Complement::new(10 * BIT));
    // The second ends as the answer to the first is due, and takes its place.
    one.send(&[1, 2]);
    pass(&world, 100 * BIT);
    assert_eq!(drain(&one), [Ok(0xFD)]);
}

#[test]
fn parts_hear_each_other() {
    let (world, bus, [one]) = bench();
    let (first, second) = (Complement::new(BIT), Complement::new(400 * BIT));
    bus.attach(&first);
    bus.attach(&second);
    one.send(&[1]);
    pass(&world, 500 * BIT);
    assert_eq!(bus.counts().bytes, 4);
    let seen = |part: &Rc<RefCell<Complement>>| part.borrow().seen.clone();
    let (ask, answer) = ((10 * BIT, Ok(1)), (21 * BIT, Ok(0xFE)));
    assert_eq!(seen(&second), [ask, answer, (442 * BIT, Ok(0xFE))]);
    // The second answers the first's answer.
    assert_eq!(seen(&first), [ask, (431 * BIT, Ok(1))]);
    assert_eq!(drain(&one), [Ok(0xFE), Ok(1), Ok(0xFE)]);
}

#[test]
fn a_part_has_a_format_of_its_own() {
    let (world, bus, [one]) = bench();
    let part = Complement::new(0);
    let port = bus.attach(&part);
    port.set_format(Format::new(38_400));
    one.send(&[0x00]);
    pass(&world, 40 * BIT);
    assert_eq!(bus.counts().bytes, 1);
    assert_eq!(part.borrow().seen[0].1, Err(SerialError::Framing));
    assert_eq!(drain(&one), []);
}
