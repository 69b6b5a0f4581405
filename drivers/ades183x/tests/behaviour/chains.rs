//! Chains that are whole, cut, longer or shorter than they should be.

use crate::bench::Bench;
use ades183x::{
    Cells, Error, SerialId, Transparent,
    hal_bms::{
        SafetyStatus,
        blocking::{CellVoltages as _, SafetyMonitor as _},
    },
    hal_power::{Error as _, ErrorKind, Voltage},
};

#[test]
fn sixteen_parts_are_one_string() {
    let bench = Bench::<16>::new();
    let truth: Vec<_> = (0..256)
        .map(|cell| Voltage::from_microvolts(2_400_000 + 7_500 * cell))
        .collect();
    for (cell, voltage) in truth.iter().enumerate() {
        bench.set_cell(cell, *voltage);
    }
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let mut cells = vec![Voltage::ZERO; 256];
    string.cell_voltages(&mut cells).unwrap();
    assert_eq!(cells, truth);
    let mut serials = [SerialId([0; 6]); 16];
    string.serial_ids(&mut serials).unwrap();
    for (part, serial) in (1..).zip(serials) {
        assert_eq!(serial, SerialId([part, 0, 0x23, 0x45, 0x67, 0x89]));
    }
}

#[test]
fn commands_are_counted_past_the_end_of_the_counter() {
    let bench = Bench::<2>::new();
    let mut string = bench.blocking(Transparent).unwrap();
    string.init().unwrap();
    let mut cells = [Voltage::ZERO; 32];
    for call in 0..64 {
        assert_eq!(string.cell_voltages(&mut cells), Ok(()), "call {call}");
    }
}

#[test]
fn a_cut_is_named_whatever_is_asked_and_mended_by_the_next_call() {
    for cut in 0..4 {
        let bench = Bench::<4>::new();
        let mut string = bench.blocking(Transparent).unwrap();
        string.init().unwrap();
        let broken = Error::Broken { part: cut };
        let mut cells = [Voltage::ZERO; 64];
        for which in [Cells::Latest, Cells::Averaged, Cells::Redundant] {
            bench.chain.borrow_mut().cut(Some(cut));
            assert_eq!(string.read_cells(which, &mut cells), Err(broken));
            assert_eq!(string.safety_status(), Err(broken), "still");
            bench.chain.borrow_mut().cut(None);
            assert_eq!(
                string.read_cells(which, &mut cells),
                Ok(()),
                "after {which:?}"
            );
        }
        bench.chain.borrow_mut().cut(Some(cut));
        let told = string.init();
        assert_eq!(told, Err(broken));
        assert_eq!(told.unwrap_err().kind(), ErrorKind::Bus);
        bench.chain.borrow_mut().cut(None);
        assert_eq!(string.safety_status(), Err(Error::NotInitialised));
        assert_eq!(string.init(), Ok(()));
        assert_eq!(string.safety_status(), Ok(SafetyStatus::empty()));
    }
}

#[test]
fn a_chain_of_another_length_is_refused_before_anything_is_written() {
    use ades183x::{Part, blocking::Ades183x};
    let init = |parts: &[Part]| {
        let bench = Bench::<3>::new();
        let frame = vec![[0; 8]; parts.len()];
        let delay = bench.world.delay();
        let config = crate::bench::config().unwrap();
        let spi = bench.spi.clone();
        let parts = parts.to_vec();
        let before: Vec<_> = bench
            .parts
            .iter()
            .map(|part| part.borrow_mut().configuration())
            .collect();
        let mut string = Ades183x::new(spi, delay, Transparent, parts, frame, config).unwrap();
        let told = string.init();
        let after: Vec<_> = bench
            .parts
            .iter()
            .map(|part| part.borrow_mut().configuration())
            .collect();
        assert_eq!(before == after, told.is_err());
        told
    };
    let part = Part::new(16).unwrap();
    assert_eq!(init(&[part; 2]), Err(Error::Longer));
    assert_eq!(init(&[part; 3]), Ok(()));
    assert_eq!(init(&[part; 4]), Err(Error::Broken { part: 3 }));
    assert_eq!(init(&[part; 16]), Err(Error::Broken { part: 3 }));
}

#[test]
fn parts_in_another_order_are_not_those_that_were_asked_for() {
    use ades183x::{Part, blocking::Ades183x};
    let serial = |low| SerialId([low, 0, 0x23, 0x45, 0x67, 0x89]);
    for (serials, told) in [
        ([1, 2], Ok(())),
        (
            [2, 1],
            Err(Error::Serial {
                part: 0,
                found: serial(1),
            }),
        ),
        (
            [1, 3],
            Err(Error::Serial {
                part: 1,
                found: serial(2),
            }),
        ),
    ] {
        let bench = Bench::<2>::new();
        let parts = serials.map(|low| Part::new(16).unwrap().with_serial(serial(low)));
        let (spi, delay) = (bench.spi.clone(), bench.world.delay());
        let config = crate::bench::config().unwrap();
        let mut string =
            Ades183x::new(spi, delay, Transparent, parts, [[0; 8]; 2], config).unwrap();
        assert_eq!(string.init(), told);
    }
}
