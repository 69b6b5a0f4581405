//! Exact accesses to the pins, in both halves.
//!
//! `D` and `d` are DIN high and low, `C` and `c` CLK, `L` and `l` LATCH, `E` and `e` ENABLE; `?` is a look at DOUT, `.` half a
//! period.

mod recorder;

use drv8860::{Config, Control, Error, Part, asynch, blocking};
use hal_power::{Contacts, Error as _, ErrorKind};
use hal_power::{asynch::ContactBank as _, blocking::ContactBank as _};
use recorder::{HALF_PERIOD_NS, run, wires};

fn config() -> Config {
    let config = Config::new(Part::Drv8860);
    config.with_half_period_ns(HALF_PERIOD_NS).unwrap_or(config)
}

/// Bits in, the highest first.
fn bits(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit);
    let bits: String = digits
        .map(|bit| if bit == '1' { "D.?C.c" } else { "d.?C.c" })
        .collect();
    bits + "."
}

const ZEROS: &str = "00000000000000000000000000000000";
const READ_DATA: &str = "dcl.C.c.L.dcl.C.c.C.c.C.c.C.c.L.dcl.C.c.C.c.C.c.C.c.L.dcl.C.c.C.c.C.c.L.";
const READ_CONTROL: &str = "dcl.C.c.L.dcl.C.c.C.c.C.c.C.c.L.dcl.C.c.C.c.L.dcl.C.c.C.c.C.c.L.";
const WRITE_CONTROL: &str = "dcl.C.c.L.dcl.C.c.C.c.L.dcl.C.c.C.c.L.dcl.C.c.C.c.C.c.L.";
const RESET_FAULTS: &str = "dcl.C.c.L.dcl.C.c.C.c.L.dcl.C.c.C.c.C.c.C.c.L.dcl.C.c.C.c.C.c.L.";

fn open_and_close(inside: &str) -> String {
    format!("cl.{inside}L.")
}

/// What `init` of one part does, and what DOUT has to say.
fn init_of_one() -> (String, String) {
    let pattern = format!("01101000{ZEROS}");
    let through = bits(ZEROS) + &bits(&pattern);
    let done = [
        "e".into(),
        open_and_close(&through),
        open_and_close(&bits(ZEROS)),
        READ_DATA.into(),
        bits("00000000"),
    ];
    let late = "00000000 01101000 000000000000000000000000";
    (done.concat(), format!("{ZEROS} {late} {ZEROS} 00000000"))
}

/// Runs both halves with these answers of DOUT after `init`; both do exactly `expected`.
macro_rules! expect {
    ($answers:expr, $expected:expr, |$bank:ident| $act:expr, $result:pat $(if $guard:expr)?) => {
        let (init, late) = init_of_one();
        let answers = format!("{late} {}", $answers);
        let expected = format!("{init}E{}", $expected);

        let (recorder, pins, delay) = wires(&answers);
        let mut $bank = blocking::Drv8860::<_, _, 1>::new(pins, delay, config());
        $bank.init().unwrap();
        let result = $act;
        assert!(matches!(result, $result $(if $guard)?), "{result:?}");
        assert_eq!(recorder.borrow().seen, expected);
        assert_eq!(recorder.borrow().answers, []);

        let (recorder, pins, delay) = wires(&answers);
        let mut $bank = asynch::Drv8860::<_, _, 1>::new(pins, delay, config());
        assert_eq!(run($bank.init()), Some(Ok(())));
        let result = run($act).unwrap();
        assert!(matches!(result, $result $(if $guard)?), "{result:?}");
        assert_eq!(recorder.borrow().seen, expected);
        assert_eq!(recorder.borrow().answers, []);
    };
}

#[test]
fn new_and_free_move_nothing() {
    let (recorder, pins, delay) = wires("");
    let _ = blocking::Drv8860::<_, _, 1>::new(pins, delay, config()).free();
    assert_eq!(recorder.borrow().seen, "");
    let (recorder, pins, delay) = wires("");
    let _ = asynch::Drv8860::<_, _, 1>::new(pins, delay, config()).free();
    assert_eq!(recorder.borrow().seen, "");
}

#[test]
fn a_command_is_a_mark_and_the_levels_and_a_reading() {
    let frame = open_and_close(&bits("10000000 10100110"));
    let expected = [frame, READ_DATA.into(), bits("00000000")].concat();
    expect!(
        "01100101 10000000 10100110",
        expected,
        |bank| bank.command(Contacts::from_bits_retain(0xA6)),
        Ok(())
    );
}

#[test]
fn a_mark_that_comes_late_or_not_at_all_is_an_error_after_the_whole_command() {
    let frame = open_and_close(&bits("10000000 00000001"));
    let expected = [frame, READ_DATA.into(), bits("00000000")].concat();
    expect!(
        "00000000 01000000 00000001",
        expected,
        |bank| bank.command(Contacts::only(0)),
        Err(Error::Chain {
            expected: 0x80,
            found: 0x40
        })
    );
}

#[test]
fn levels_are_read_before_each_rise_of_the_clock() {
    expect!(
        "00000000",
        format!("{READ_DATA}{}", bits("00000000")),
        |bank| bank.levels(),
        Ok(Contacts::NONE)
    );
}

#[test]
fn control_registers_are_read() {
    let control = Control::new(true, 2, 9).unwrap();
    expect!(
        "10101001",
        format!("{READ_CONTROL}{}", bits("00000000")),
        |bank| bank.control(),
        Ok([read]) if read == control
    );
}

#[test]
fn faults_are_read_after_a_latch_without_a_clock_until_two_are_the_same() {
    let sixteen = bits("00000000 00000000");
    let reading = format!("dcl.L.{sixteen}");
    let expected = [READ_DATA, &bits("00000000"), &reading, &reading, &reading].concat();
    expect!(
        "00000000  00000010 00000010  00000001 00000001  00000001 00000001",
        expected,
        |bank| bank.faults(),
        Ok(faults) if (faults.over_current(), faults.open_load())
            == (Contacts::only(0), Contacts::only(0))
    );
}

#[test]
fn faults_are_reset() {
    expect!("", RESET_FAULTS, |bank| bank.reset_faults(), Ok(()));
}

#[test]
fn opening_all_is_one_edge() {
    let (init, late) = init_of_one();
    let (recorder, pins, delay) = wires(&late);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(pins, delay, config());
    bank.init().unwrap();
    bank.open_all();
    assert_eq!(bank.command(Contacts::NONE), Err(Error::Disabled));
    assert_eq!(recorder.borrow().seen, format!("{init}Ee"));
}

#[test]
fn the_control_register_is_written_before_enable() {
    let (init, late) = init_of_one();
    let answers = format!("{late} 00000000 11010110");
    let control = Control::new(true, 5, 6).unwrap();
    let written = [
        &init,
        WRITE_CONTROL,
        &open_and_close(&bits("11010110")),
        READ_CONTROL,
        &bits("00000000"),
        "E",
    ]
    .concat();

    let (recorder, pins, delay) = wires(&answers);
    let mut bank = blocking::Drv8860::<_, _, 1>::new(pins, delay, config().with_control(control));
    assert_eq!(bank.init(), Ok(()));
    assert_eq!(recorder.borrow().seen, written);

    let (recorder, pins, delay) = wires(&answers);
    let mut bank = asynch::Drv8860::<_, _, 1>::new(pins, delay, config().with_control(control));
    assert_eq!(run(bank.init()), Some(Ok(())));
    assert_eq!(recorder.borrow().seen, written);
}

#[test]
fn the_last_part_of_a_chain_comes_first() {
    let pattern = format!("11011000 01101000 {ZEROS}");
    let late = format!("{ZEROS} 00000000 00000000 11011000 01101000 00000000 00000000 {ZEROS}");
    let answers =
        format!("{late} 00000000 00000000  11111111 11111111 10000000 00000000 00010010 10100100");
    let (recorder, pins, delay) = wires(&answers);
    let mut bank = blocking::Drv8860::<_, _, 2>::new(pins, delay, config());
    bank.init().unwrap();
    bank.command(Contacts::from_bits_retain(0x12A4)).unwrap();
    let expected = [
        "e",
        &open_and_close(&(bits(ZEROS) + &bits(&pattern))),
        &open_and_close(&bits(ZEROS)),
        READ_DATA,
        &bits("00000000 00000000"),
        "E",
        &open_and_close(&bits("10000000 00000000 00010010 10100100")),
        READ_DATA,
        &bits("00000000 00000000"),
    ];
    assert_eq!(recorder.borrow().seen, expected.concat());
}

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let line = drv8860::Line::Latch;
    let (expected, found) = (Contacts::only(1), Contacts::only(2));
    for (error, kind, text) in [
        (
            Error::Pin { line, cause: 7 },
            ErrorKind::Bus,
            "Latch failed: 7",
        ),
        (
            Error::Chain {
                expected: 0x80,
                found: 0,
            },
            ErrorKind::Integrity,
            "chain gave 0x0 for 0x80",
        ),
        (
            Error::Levels { expected, found },
            ErrorKind::Integrity,
            "data register has 2, was set to 1",
        ),
        (
            Error::Control {
                expected: 0xA3,
                found: 1,
            },
            ErrorKind::Integrity,
            "control registers have 0x1, were set to 0xa3",
        ),
        (
            Error::Unsteady,
            ErrorKind::Integrity,
            "fault register differs each time",
        ),
        (
            Error::Contradiction(Contacts::only(3)),
            ErrorKind::Integrity,
            "open load at contacts that are on: 3",
        ),
        (
            Error::Contacts(Contacts::only(8)),
            ErrorKind::OutOfRange,
            "contacts beyond the chain: 8",
        ),
        (Error::NotInitialised, ErrorKind::Refused, "not initialised"),
        (Error::Disabled, ErrorKind::Refused, "disabled"),
        (
            Error::Interrupted,
            ErrorKind::Refused,
            "command or init needed after a break",
        ),
    ] {
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), text);
    }
}
