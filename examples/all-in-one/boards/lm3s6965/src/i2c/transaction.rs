//! A transaction as single bytes, and what goes around each.

use super::{
    Turnaround,
    command::{Direction, Step},
    status::Error,
};
use embedded_hal::i2c::{Operation, SevenBitAddress};

/// What moves bytes.
pub(super) trait Controller {
    /// Takes the first byte on the wire, for the STARTs to come.
    fn aim(&mut self, address_byte: u32);

    /// Moves one byte; after an error the bus is released.
    fn step(&mut self, step: Step, byte: &mut u8) -> Result<(), Error>;
}

/// Runs a transaction. Operations without a byte are as good as not there.
pub(super) fn run(
    controller: &mut impl Controller,
    turnaround: Turnaround,
    address: SevenBitAddress,
    operations: &mut [Operation<'_>],
) -> Result<(), Error> {
    let mut held = None;
    let mut rest = operations
        .iter_mut()
        .filter(|operation| !is_empty(operation))
        .peekable();
    if rest.peek().is_none() {
        return Err(Error::NothingToMove);
    }
    while let Some(operation) = rest.next() {
        let direction = Direction::of(operation);
        let next = rest.peek().map(|next| Direction::of(next));
        if held != Some(direction) {
            controller.aim(direction.address_byte(address));
        }
        let mut move_byte = |byte: &mut u8, is_last: bool| {
            let ends_run = is_last && next != Some(direction);
            let step = Step {
                direction,
                starts: held != Some(direction),
                ends_run,
                stops: ends_run && (next.is_none() || turnaround == Turnaround::StopAndStart),
            };
            held = Some(direction);
            controller.step(step, byte)
        };
        match operation {
            Operation::Read(bytes) => {
                let last = bytes.len() - 1;
                for (index, byte) in bytes.iter_mut().enumerate() {
                    move_byte(byte, index == last)?;
                }
            }
            Operation::Write(bytes) => {
                let last = bytes.len() - 1;
                for (index, byte) in bytes.iter().enumerate() {
                    move_byte(&mut { *byte }, index == last)?;
                }
            }
        }
    }
    Ok(())
}

fn is_empty(operation: &Operation<'_>) -> bool {
    match operation {
        Operation::Read(bytes) => bytes.is_empty(),
        Operation::Write(bytes) => bytes.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a controller was told: an address, or a command with the byte that went out.
    #[derive(Debug, PartialEq, Eq, Clone, Copy)]
    enum Told {
        Aim(u32),
        Command(u32, u8),
    }
    use Told::{Aim, Command};

    /// Remembers, answers reads with 1, 2, 3, and fails where it is told to.
    #[derive(Default)]
    struct Recorder {
        told: [Option<Told>; 16],
        count: usize,
        reads: u8,
        fails_at: Option<usize>,
    }

    impl Recorder {
        fn take(&mut self, told: Told) {
            self.told[self.count] = Some(told);
            self.count += 1;
        }

        fn told(&self) -> impl Iterator<Item = Told> {
            self.told.into_iter().flatten()
        }
    }

    impl Controller for Recorder {
        fn aim(&mut self, address_byte: u32) {
            self.take(Aim(address_byte));
        }

        fn step(&mut self, step: Step, byte: &mut u8) -> Result<(), Error> {
            if self.fails_at == Some(self.count) {
                return Err(Error::DataNotAcknowledged);
            }
            if step.direction == Direction::Read {
                self.reads += 1;
                *byte = self.reads;
                self.take(Command(step.command(), 0));
            } else {
                self.take(Command(step.command(), *byte));
            }
            Ok(())
        }
    }

    const RUN: u32 = 1;
    const START: u32 = 2;
    const STOP: u32 = 4;
    const ACKNOWLEDGE: u32 = 8;

    fn check(turnaround: Turnaround, operations: &mut [Operation<'_>], expected: &[Told]) {
        let mut recorder = Recorder::default();
        run(&mut recorder, turnaround, 0x48, operations).unwrap();
        assert!(recorder.told().eq(expected.iter().copied()));
    }

    #[test]
    fn the_direction_turns_by_a_repeated_start() {
        let mut read = [0; 2];
        check(
            Turnaround::RepeatedStart,
            &mut [Operation::Write(&[7]), Operation::Read(&mut read)],
            &[
                Aim(0x90),
                Command(RUN | START, 7),
                Aim(0x91),
                Command(RUN | START | ACKNOWLEDGE, 0),
                Command(RUN | STOP, 0),
            ],
        );
        assert_eq!(read, [1, 2]);
    }

    #[test]
    fn the_direction_turns_by_a_stop_where_that_is_asked_for() {
        let mut read = [0; 1];
        check(
            Turnaround::StopAndStart,
            &mut [Operation::Write(&[7, 8]), Operation::Read(&mut read)],
            &[
                Aim(0x90),
                Command(RUN | START, 7),
                Command(RUN | STOP, 8),
                Aim(0x91),
                Command(RUN | START | STOP, 0),
            ],
        );
    }

    #[test]
    fn what_goes_the_same_way_is_joined() {
        for turnaround in [Turnaround::RepeatedStart, Turnaround::StopAndStart] {
            let (mut first, mut second) = ([0; 1], [0; 1]);
            check(
                turnaround,
                &mut [
                    Operation::Read(&mut first),
                    Operation::Write(&[]),
                    Operation::Read(&mut second),
                ],
                &[
                    Aim(0x91),
                    Command(RUN | START | ACKNOWLEDGE, 0),
                    Command(RUN | STOP, 0),
                ],
            );
            assert_eq!((first, second), ([1], [2]));
            check(
                turnaround,
                &mut [Operation::Write(&[5]), Operation::Write(&[6])],
                &[Aim(0x90), Command(RUN | START, 5), Command(RUN | STOP, 6)],
            );
        }
    }

    #[test]
    fn an_error_ends_it() {
        let mut recorder = Recorder {
            fails_at: Some(2),
            ..Recorder::default()
        };
        let mut operations = [Operation::Write(&[1, 2, 3])];
        let turnaround = Turnaround::RepeatedStart;
        let outcome = run(&mut recorder, turnaround, 0x48, &mut operations);
        assert_eq!(outcome, Err(Error::DataNotAcknowledged));
        assert!(recorder.told().eq([Aim(0x90), Command(RUN | START, 1)]));
    }

    #[test]
    fn nothing_to_move_is_an_error() {
        let mut recorder = Recorder::default();
        for operations in [&mut [][..], &mut [Operation::Write(&[])]] {
            let outcome = run(&mut recorder, Turnaround::RepeatedStart, 0x48, operations);
            assert_eq!(outcome, Err(Error::NothingToMove));
        }
        assert_eq!(recorder.count, 0);
    }
}
