//! The DRV8860 model against the facts of `docs/parts/DRV8860.md`, at its pins.

use embedded_hal::digital::{InputPin as _, OutputPin as _, StatefulOutputPin as _};
use hal_power_sim::{
    World,
    model::drv8860::{Chain, Drv8860, Variant, Wires},
    trace::Record,
};
use std::{cell::RefCell, rc::Rc};

const READ_CONTROL: [u32; 4] = [1, 4, 2, 3];
const READ_DATA: [u32; 4] = [1, 4, 4, 3];
const WRITE_CONTROL: [u32; 4] = [1, 2, 2, 3];
const RESET_FAULTS: [u32; 4] = [1, 2, 4, 3];

struct Board {
    world: World,
    parts: Vec<Rc<RefCell<Drv8860>>>,
    chain: Rc<RefCell<Chain>>,
    wires: Wires,
}

impl Board {
    fn new(count: usize) -> Self {
        Self::of(count, Variant::Drv8860)
    }

    fn of(count: usize, variant: Variant) -> Self {
        let world = World::new();
        let part = |_| Rc::new(RefCell::new(Drv8860::new(world.clock(), variant, 0, 0)));
        let parts: Vec<_> = (0..count).map(part).collect();
        let chain = Rc::new(RefCell::new(Chain::new(&parts)));
        Self {
            wires: Wires::new(&world, &chain),
            world,
            parts,
            chain,
        }
    }

    /// A bit in; returns the one that was out before.
    fn shift(&mut self, bit: bool) -> bool {
        self.wires.din.set_level(bit);
        let out = self.wires.dout.is_high().unwrap();
        self.world
            .clock()
            .advance(core::time::Duration::from_micros(3));
        self.wires.clk.set_level(true);
        self.world
            .clock()
            .advance(core::time::Duration::from_micros(3));
        self.wires.clk.set_level(false);
        out
    }

    fn shift_all(&mut self, word: u64, bits: u32) -> u64 {
        (0..bits).rev().fold(0, |out, index| {
            out << 1 | u64::from(self.shift(word >> index & 1 != 0))
        })
    }

    fn write(&mut self, word: u64, bits: u32) -> u64 {
        self.wires.latch.set_level(false);
        let out = self.shift_all(word, bits);
        self.wires.latch.set_level(true);
        out
    }

    fn special(&mut self, pulses: &[u32]) {
        for &count in pulses {
            self.write(0, count);
        }
    }

    fn read(&mut self, command: [u32; 4], bits: u32) -> u64 {
        self.special(&command);
        self.shift_all(0, bits)
    }

    fn faults(&mut self) -> u64 {
        self.write(0, 0);
        let bits = self.parts.iter().map(|_| 16).sum();
        self.shift_all(0, bits)
    }

    fn outputs(&self) -> Vec<u8> {
        let outputs = self.parts.iter().map(|part| part.borrow().outputs());
        outputs.collect()
    }

    fn controls(&self) -> Vec<u8> {
        let controls = self.parts.iter().map(|part| part.borrow().control());
        controls.collect()
    }

    fn nfault(&mut self) -> bool {
        self.wires.fault.is_high().unwrap()
    }
}

#[test]
fn out8_comes_first_and_outputs_follow_the_rise_of_latch() {
    let mut board = Board::new(1);
    board.wires.latch.set_level(false);
    board.shift_all(0b1010_0110, 8);
    assert_eq!(board.outputs(), [0]);
    board.wires.latch.set_level(true);
    assert_eq!(board.outputs(), [0b1010_0110]);
}

#[test]
fn what_is_sent_first_ends_in_the_last_part() {
    let mut board = Board::new(3);
    board.write(0x11_22_33, 24);
    assert_eq!(board.outputs(), [0x33, 0x22, 0x11]);
}

#[test]
fn only_the_last_bits_of_a_window_count() {
    let mut board = Board::new(2);
    board.write(0xFF_FF_A5_5A, 32);
    assert_eq!(board.outputs(), [0x5A, 0xA5]);
}

#[test]
fn dout_follows_din_after_eight_clocks_for_each_part() {
    let mut board = Board::new(2);
    board.write(0, 32);
    assert_eq!(board.write(0xB3_0000, 32), 0x00B3);
    assert_eq!(board.outputs(), [0, 0]);
}

#[test]
fn data_registers_are_read_the_last_part_first_and_keep_outputs() {
    let mut board = Board::new(2);
    board.write(0x12_34, 16);
    assert_eq!(board.read(READ_DATA, 16), 0x1234);
    assert_eq!(board.read(READ_DATA, 16), 0x1234);
    assert_eq!(board.outputs(), [0x34, 0x12]);
}

#[test]
fn control_registers_are_written_by_one_window_and_read() {
    let mut board = Board::new(2);
    board.write(0x55_AA, 16);
    board.special(&WRITE_CONTROL);
    board.write(0xC3_17, 16);
    assert_eq!(board.controls(), [0x17, 0xC3]);
    assert_eq!(board.outputs(), [0xAA, 0x55]);
    assert_eq!(board.read(READ_CONTROL, 16), 0xC317);
    board.write(0x01_02, 16);
    assert_eq!(board.outputs(), [0x02, 0x01]);
    assert_eq!(board.controls(), [0x17, 0xC3]);
}

#[test]
fn a_window_that_does_not_fit_breaks_a_special_command_off() {
    for between in [0, 1, 5, 8] {
        let mut board = Board::new(1);
        board.special(&[1, 2, 2, between, 3]);
        board.write(0x3C, 8);
        assert_eq!((board.outputs(), board.controls()), (vec![0x3C], vec![0]));
    }
}

#[test]
fn a_window_with_fewer_clocks_writes_nothing() {
    let mut board = Board::new(1);
    board.write(0xFF, 8);
    board.write(0, 7);
    assert_eq!(board.outputs(), [0xFF]);
    board.special(&WRITE_CONTROL);
    board.write(0x7F, 7);
    board.write(0x0F, 8);
    assert_eq!((board.outputs(), board.controls()), (vec![0x0F], vec![0]));
}

#[test]
fn a_missing_load_shows_while_its_output_is_off() {
    let mut board = Board::new(1);
    assert!(board.nfault());
    board.parts[0].borrow_mut().set_loads(0b1111_1011);
    assert!(!board.nfault());
    board.faults();
    assert_eq!(board.faults(), 0b0000_0100);
    board.write(0b0000_0100, 8);
    assert!(board.nfault());
    board.faults();
    assert_eq!(board.faults(), 0);
    board.write(0, 8);
    board.faults();
    assert_eq!(board.faults(), 0b0000_0100);
}

#[test]
fn a_load_that_comes_back_clears_nothing_before_a_reset() {
    let mut board = Board::new(1);
    board.parts[0].borrow_mut().set_loads(0);
    board.parts[0].borrow_mut().set_loads(0xFF);
    board.faults();
    assert_eq!(board.faults(), 0xFF);
    board.special(&RESET_FAULTS);
    assert!(board.nfault());
    assert_eq!(board.faults(), 0);
}

#[test]
fn the_part_without_open_load_detection_reports_none() {
    let mut board = Board::of(1, Variant::Drv8860A);
    board.parts[0].borrow_mut().set_loads(0);
    assert!(board.nfault());
    assert_eq!(board.faults(), 0);
}

#[test]
fn an_over_current_shuts_its_output_down_until_a_reset() {
    let mut board = Board::new(1);
    board.write(0b0011_0000, 8);
    board.parts[0].borrow_mut().set_shorts(0b0001_0001);
    assert_eq!(board.outputs(), [0b0010_0000]);
    assert!(!board.nfault());
    board.faults();
    assert_eq!(board.faults(), 0x1000);
    assert_eq!(board.read(READ_DATA, 8), 0b0011_0000);
    board.special(&RESET_FAULTS);
    assert_eq!(board.outputs(), [0b0010_0000], "still too much current");
    board.parts[0].borrow_mut().set_shorts(0);
    board.special(&RESET_FAULTS);
    assert_eq!(board.outputs(), [0b0011_0000]);
    assert!(board.nfault());
}

#[test]
fn the_first_reading_after_a_change_is_shifted_by_one_bit() {
    let mut board = Board::new(1);
    board.parts[0].borrow_mut().set_loads(0b0111_1110);
    assert_eq!(board.faults(), 0x0102);
    assert_eq!(board.faults(), 0x0081);
    assert_eq!(board.faults(), 0x0081);
    board.special(&RESET_FAULTS);
    assert_eq!(board.faults(), 0x0102);
    assert_eq!(board.faults(), 0x0081);
}

#[test]
fn faults_of_the_last_part_come_first() {
    let mut board = Board::new(2);
    board.parts[0].borrow_mut().set_loads(0b1111_1110);
    board.parts[1].borrow_mut().set_loads(0b1111_1101);
    assert!(!board.nfault());
    board.faults();
    assert_eq!(board.faults(), 0x0002_0001);
}

#[test]
fn enable_covers_the_data_register_and_no_access() {
    let mut board = Board::new(2);
    board.wires.enable.set_low().unwrap();
    board.write(0x0F_F0, 16);
    assert_eq!(board.outputs(), [0, 0]);
    assert_eq!(board.read(READ_DATA, 16), 0x0FF0);
    board.wires.enable.set_high().unwrap();
    assert_eq!(board.outputs(), [0xF0, 0x0F]);
    assert_eq!(board.wires.enable.is_set_high(), Ok(true));
}

#[test]
fn after_a_dip_the_registers_are_as_after_power_up() {
    let world = World::new();
    let mut part = Drv8860::new(world.clock(), Variant::Drv8860, 0x11, 0x22);
    assert_eq!((part.outputs(), part.control()), (0x11, 0x22));
    part.set_shorts(0x01);
    assert!(part.is_faulty());
    part.set_shorts(0);
    part.brown_out();
    assert_eq!(
        (part.data(), part.control(), part.is_faulty()),
        (0x11, 0x22, false)
    );
}

#[test]
fn a_clock_over_200_khz_is_noted() {
    let mut board = Board::new(1);
    board.write(0, 8);
    assert!(!board.parts[0].borrow().clocked_too_fast());
    for high in [true, false, true] {
        board.wires.clk.set_level(high);
        board
            .world
            .clock()
            .advance(core::time::Duration::from_nanos(2_499));
    }
    assert!(board.parts[0].borrow().clocked_too_fast());
}

#[test]
fn edges_are_counted_and_traced() {
    let mut board = Board::new(2);
    board.world.start_trace();
    board.write(0, 8);
    board.special(&READ_DATA);
    let chain = board.chain.borrow();
    assert_eq!((chain.clocks(), chain.windows()), (20, 5));
    let trace = board.world.take_trace();
    let of = |wire| {
        let edges = trace.records().iter();
        edges
            .filter(|edge| matches!(edge, Record::Pin(edge) if edge.pin == wire))
            .count()
    };
    assert_eq!([of(0), of(1), of(2), of(3)], [0, 40, 10, 0]);
}

#[test]
fn a_level_that_is_set_again_is_no_edge() {
    let mut board = Board::new(1);
    board.wires.clk.set_high().unwrap();
    board.wires.clk.set_high().unwrap();
    board.wires.latch.set_high().unwrap();
    let chain = board.chain.borrow();
    assert_eq!((chain.clocks(), chain.windows()), (1, 0));
}

#[test]
fn a_wire_that_is_held_hides_dout() {
    let mut board = Board::new(1);
    board.write(0x80, 8);
    for level in [false, true] {
        board.chain.borrow_mut().hold_dout(Some(level));
        let expected = if level { 0xFF } else { 0 };
        assert_eq!(board.read(READ_DATA, 8), expected);
    }
    board.chain.borrow_mut().hold_dout(None);
    assert_eq!(board.read(READ_DATA, 8), 0x80);
}
