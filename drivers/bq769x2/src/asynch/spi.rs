//! SPI with CRC: one register each transaction, and its answer with the next.

use embedded_hal_async::{delay::DelayNs, spi::SpiDevice};

use super::interface::{Interface, sealed::Sealed};
use crate::{
    Error,
    codec::{self, Answer},
};

/// Time that a direct command takes (SLUUBY1B table 9-2).
const PAUSE_US: u32 = 50;
/// Times that an answer is waited for: 5 ms. Hosts have seen some 400 µs (E2E 950445).
const TRIES: u32 = 100;
/// Times that a damaged answer is asked for again.
const DAMAGED_TRIES: u32 = 3;
const WRITE: u8 = 0x80;
/// Time that something started takes before it is asked about: what the maker's own code waits after every byte.
const START_US: u32 = 450;
/// What goes out where only an answer is wanted, and what goes out when the answer may be nothing but that.
const FILLER: u8 = 0xFF;
const OTHER_FILLER: u8 = 0x00;
/// Read to have an answer, and for nothing else.
const SUBCOMMAND: u8 = 0x3E;

/// Registers at which writing starts something: the upper half of a number, and the length.
const fn starts_something(register: u8) -> bool {
    matches!(register, 0x3F | 0x61)
}

/// An SPI bus with the part's chip select, mode 0, up to 2 MHz, whose part sends and wants CRCs.
///
/// MISO has 1.8 V unless data memory says otherwise.
#[derive(Debug)]
pub struct OverSpi<S> {
    spi: S,
    /// Where the reading after the next one begins.
    then: Option<u8>,
    /// What the last transaction asked for on behalf of the reading to come.
    asked: Option<u8>,
}

impl<S> OverSpi<S> {
    /// Takes the bus.
    pub const fn new(spi: S) -> Self {
        Self {
            spi,
            then: None,
            asked: None,
        }
    }

    /// Gives the bus back.
    pub fn free(self) -> S {
        self.spi
    }
}

/// How often an answer was not there, and why.
#[derive(Default)]
struct Missed {
    busy: u32,
    damaged: u32,
}

impl Missed {
    fn count<E>(&mut self, register: u8, answer: Answer) -> Result<(), Error<E>> {
        match answer {
            Answer::Busy => {
                self.busy += 1;
                if self.busy >= TRIES {
                    return Err(Error::Busy { register });
                }
            }
            Answer::Done(..) | Answer::Rejected | Answer::Damaged => {
                self.damaged += 1;
                if self.damaged >= DAMAGED_TRIES {
                    return Err(Error::Crc { register });
                }
            }
        }
        Ok(())
    }
}

impl<S: SpiDevice> OverSpi<S> {
    /// One transaction, about `register`, and time for the part.
    async fn exchange<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        command: u8,
        data: u8,
    ) -> Result<Answer, Error<S::Error>> {
        self.asked = None;
        let mut bytes = codec::frame(command, data);
        let moved = self.spi.transfer_in_place(&mut bytes).await;
        delay.delay_us(PAUSE_US).await;
        moved.map_err(|cause| Error::Bus { register, cause })?;
        Ok(Answer::from_frame(bytes))
    }

    /// Asks for the first register of a reading, unless the one before has.
    async fn ask<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
    ) -> Result<(), Error<S::Error>> {
        if self.asked.take() != Some(register) {
            self.exchange(delay, register, register, FILLER).await?;
        }
        Ok(())
    }

    /// Takes the last answer of a reading, and asks for what the next one begins with.
    async fn fetch_last<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
    ) -> Result<u8, Error<S::Error>> {
        let then = self.then.take();
        let byte = self
            .fetch(delay, register, then.unwrap_or(register))
            .await?;
        self.asked = then;
        Ok(byte)
    }

    /// Takes the upper half of a word, and asks for that of the next.
    async fn fetch_upper<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        is_last: bool,
    ) -> Result<u8, Error<S::Error>> {
        if is_last {
            self.fetch_last(delay, register).await
        } else {
            self.fetch(delay, register, register.wrapping_add(2)).await
        }
    }

    /// Takes the answer about a register that was asked for, and asks for the next.
    async fn fetch<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        next: u8,
    ) -> Result<u8, Error<S::Error>> {
        let mut missed = Missed::default();
        let mut filler = FILLER;
        let mut seen = None;
        loop {
            let answer = self.exchange(delay, register, next, FILLER).await?;
            match answer {
                // The part has been seen to give back what was sent before it had read anything (E2E 1469049).
                Answer::Done(command, data) if command == register && data == filler => {
                    if seen.replace(data).is_some_and(|before| before != data) {
                        missed.count(register, answer)?;
                    }
                    filler = if filler == FILLER {
                        OTHER_FILLER
                    } else {
                        FILLER
                    };
                }
                Answer::Done(command, data) if command == register => return Ok(data),
                answer => missed.count(register, answer)?,
            }
            self.exchange(delay, register, register, filler).await?;
        }
    }

    /// Has the part say that it has taken a write.
    async fn settle<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        byte: u8,
    ) -> Result<(), Error<S::Error>> {
        let mut missed = Missed::default();
        loop {
            let answer = self.exchange(delay, register, SUBCOMMAND, FILLER).await?;
            match answer {
                Answer::Done(command, data) if command == WRITE | register && data == byte => {
                    return Ok(());
                }
                Answer::Busy => missed.count(register, answer)?,
                Answer::Rejected => return Err(Error::Crc { register }),
                Answer::Done(..) | Answer::Damaged => return Err(Error::Unconfirmed { register }),
            }
        }
    }
}

impl<S> Sealed for OverSpi<S> {}

impl<S: SpiDevice> Interface for OverSpi<S> {
    type Error = S::Error;

    const HAS_BLOCKS: bool = false;

    fn then(&mut self, register: u8) {
        self.then = Some(register);
    }

    /// One transaction for each register, and one unless the first was asked for by the reading before.
    async fn read<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<S::Error>> {
        self.ask(delay, register).await?;
        let count = into.len();
        for (index, (at, place)) in (register..).zip(into).enumerate() {
            *place = if index + 1 < count {
                self.fetch(delay, at, at.wrapping_add(1)).await?
            } else {
                self.fetch_last(delay, at).await?
            };
        }
        Ok(())
    }

    /// Three transactions for each word, and one as of [`read`](Self::read): halves are read one by one, and the part may measure between them (E2E 1549413). So
    /// the upper half is read before and after the lower one.
    async fn read_words<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        into: &mut [u8],
    ) -> Result<(), Error<S::Error>> {
        self.ask(delay, register | 1).await?;
        let (pairs, _) = into.as_chunks_mut();
        let count = pairs.len();
        for (index, (low, [lower, upper])) in (register..).step_by(2).zip(pairs).enumerate() {
            let high = low | 1;
            let mut before = self.fetch(delay, high, low).await?;
            *lower = self.fetch(delay, low, high).await?;
            let is_last = index + 1 == count;
            *upper = self.fetch_upper(delay, high, is_last).await?;
            let mut tries = DAMAGED_TRIES;
            while *upper != before {
                tries = tries.checked_sub(1).ok_or(Error::Busy { register: low })?;
                before = *upper;
                self.exchange(delay, low, low, FILLER).await?;
                *lower = self.fetch(delay, low, high).await?;
                *upper = self.fetch_upper(delay, high, is_last).await?;
            }
        }
        Ok(())
    }

    /// One transaction for each register, one where all is written, and two more for what starts something: that is sent once only.
    async fn write<D: DelayNs>(
        &mut self,
        delay: &mut D,
        register: u8,
        bytes: &[u8],
    ) -> Result<(), Error<S::Error>> {
        let mut pending: Option<(u8, u8)> = None;
        for (at, &byte) in (register..).zip(bytes) {
            if starts_something(at)
                && let Some((before, sent)) = pending.take()
            {
                self.settle(delay, before, sent).await?;
            }
            let mut missed = Missed::default();
            loop {
                let answer = self.exchange(delay, at, WRITE | at, byte).await?;
                let Some((before, sent)) = pending else {
                    break;
                };
                if answer == Answer::Done(WRITE | before, sent) {
                    break;
                }
                missed.count(before, answer)?;
                self.exchange(delay, before, WRITE | before, sent).await?;
            }
            pending = if starts_something(at) {
                delay.delay_us(START_US).await;
                self.settle(delay, at, byte).await?;
                None
            } else {
                Some((at, byte))
            };
        }
        match pending {
            Some((at, byte)) => self.settle(delay, at, byte).await,
            None => Ok(()),
        }
    }
}
