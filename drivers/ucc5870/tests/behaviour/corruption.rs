//! Frames that arrive at the chips with one bit inverted: no checksum is in them.

use super::*;
use alloc::rc::Rc;
use core::cell::Cell;
use embedded_hal::spi::{ErrorType, Operation, SpiDevice};
use hal_power_sim::{SimSpi, spi::SpiError};
use ucc5870::blocking::Ucc5870;

/// A bus that inverts bits of frames on their way to the chips.
struct Twisted {
    spi: SimSpi,
    twist: Rc<Cell<Twist>>,
}

#[derive(Clone, Copy, Default)]
struct Twist {
    /// Frames sent.
    frames: u32,
    /// The first frame that is spoiled.
    at: u32,
    /// How many after it are spoiled too.
    more: u32,
    bits: u16,
}

impl ErrorType for Twisted {
    type Error = SpiError;
}

impl SpiDevice for Twisted {
    fn transaction(&mut self, operations: &mut [Operation<'_, u8>]) -> Result<(), SpiError> {
        let twist = self.twist.get();
        self.twist.set(Twist {
            frames: twist.frames + 1,
            ..twist
        });
        if (twist.at..=twist.at.saturating_add(twist.more)).contains(&twist.frames) {
            let twist = twist.bits.to_be_bytes();
            for operation in operations.iter_mut() {
                if let Operation::TransferInPlace(bytes) = operation {
                    for (byte, twist) in bytes.iter_mut().zip(twist) {
                        *byte ^= twist;
                    }
                }
            }
        }
        self.spi.transaction(operations)
    }
}

type Bank = Ucc5870<Twisted, hal_power_sim::SimDelay, 1>;

/// A bank on a bus of which frame `at` is spoiled.
fn twisted(bench: &Bench<1>, at: u32, bit: u32) -> (Bank, Rc<Cell<Twist>>) {
    let twist = Rc::new(Cell::new(Twist {
        frames: 0,
        at,
        more: 0,
        bits: 1 << bit,
    }));
    let spi = Twisted {
        spi: bench.spi.clone(),
        twist: twist.clone(),
    };
    let bank = Ucc5870::new(spi, bench.world.delay(), SETTINGS, [config()]);
    (bank, twist)
}

/// Whether the chip holds its configuration, is active, and its gate follows.
fn is_whole(bench: &Bench<1>) -> bool {
    let mut registers = config().registers();
    let holds = registers.all(|(register, word)| {
        let found = bench
            .part(0)
            .map(|mut part| part.register(register.number()));
        found.is_some_and(|found| (found ^ word) & register.mask() == 0)
    });
    let mut follows = true;
    for on in [true, false] {
        bench.set_input(0, on);
        bench.pass(SETTLE);
        follows &= bench.is_on(0) == on;
    }
    holds && follows
}

#[test]
fn what_was_spoiled_on_the_way_to_enable_is_never_enabled() {
    let (mut refused, mut harmless) = (0, 0);
    for bit in 0..16 {
        for at in 0.. {
            let bench = Bench::<1>::new();
            let (mut bank, twist) = twisted(&bench, at, bit);
            let done = bank
                .init(&mut bench.inputs.clone())
                .and_then(|()| clear(&mut bank))
                .and_then(|()| enable(&mut bank));
            match done {
                Ok(()) => {
                    assert!(is_whole(&bench), "bit {bit} of frame {at}");
                    harmless += 1;
                }
                Err(_) => refused += 1,
            }
            if at >= twist.get().frames {
                break;
            }
        }
    }
    println!("{refused} refused, {harmless} without harm");
    assert!(refused > 600, "{refused}");
}

#[test]
fn what_was_spoiled_on_the_way_to_a_reading_tells_the_truth_or_is_an_error() {
    for bit in 0..16 {
        for at in 0..6 {
            let bench = Bench::<1>::new();
            let (mut bank, twist) = twisted(&bench, u32::MAX, bit);
            bank.init(&mut bench.inputs.clone()).unwrap();
            enable(&mut bank).unwrap();
            let now = twist.get();
            twist.set(Twist {
                at: now.frames + at,
                ..now
            });
            let mut gates = [GateFaults::empty()];
            let first = bank.faults(&mut gates);
            let healthy = Ok(GateFaults::empty());
            assert!(
                first == healthy || first.is_err(),
                "bit {bit} of frame {at}: {first:?}"
            );
            if first.is_ok() && bank.faults(&mut gates).is_ok() {
                assert!(is_whole(&bench), "bit {bit} of frame {at}");
                continue;
            }
            bank.init(&mut bench.inputs.clone()).unwrap();
            clear(&mut bank).unwrap();
            enable(&mut bank).unwrap();
            assert!(is_whole(&bench));
        }
    }
}

#[test]
fn a_chip_that_missed_its_reset_has_no_input_raised() {
    let bench = Bench::<1>::new();
    bench.enabled().unwrap();
    let before = bench.world.clock().nanos();
    let (mut bank, twist) = twisted(&bench, 5 + 1, 0); // DRV_DIS, after a reading
    twist.set(Twist {
        more: 1, // SW_RESET: one of the two would have been enough
        ..twist.get()
    });
    let active = Error::Mode {
        chip: 0,
        expected: Mode::Addressing,
        found: Mode::Active,
    };
    assert_eq!(bank.init(&mut bench.inputs.clone()), Err(active));
    let edges = bench.part(0).unwrap().course().edges_from(before);
    assert_eq!(edges, [], "the gate");
    bank.init(&mut bench.inputs.clone()).unwrap();
}
