//! What is asked before a value is believed.
//!
//! What is asked next is decided without the bus, so that a reading needs no more memory for its proof than for itself.

use super::{Ina2xx, Interface, State};
use crate::{
    Alerts, Error, Inputs,
    codec::first,
    part::Part,
    plan::{Doubts, Kept},
};

/// Asks until nothing is left in doubt, in the future of whoever asks.
macro_rules! settle {
    ($driver:ident, $word:ident, $doubt:expr) => {{
        let mut doubt = $doubt;
        while let Some(register) = $driver.asked(doubt) {
            $driver.bus.leave();
            $driver.bus.fetch(register, first(&mut $word, 2)).await?;
            $driver.bus.stay(register);
            doubt = $driver.heard(doubt, $word)?;
        }
    }};
}

pub(super) use settle;

/// Registers that are still to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt {
    ask: Ask,
    /// The flags are to show no overflow.
    of_overflow: bool,
    /// The witness is asked at last.
    of_reset: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// The flags, which it clears.
    Flags,
    /// The witness, since flags that are configured as a reset leaves them prove nothing.
    WitnessOfFlags,
    /// The witness.
    Witness,
    /// No more.
    Nothing,
}

impl Doubt {
    /// Flags are wanted.
    pub(super) const OF_FLAGS: Self = Self {
        ask: Ask::Flags,
        of_overflow: false,
        of_reset: false,
    };

    /// The part may have reset.
    pub(super) const OF_RESET: Self = Self {
        ask: Ask::Witness,
        of_overflow: false,
        of_reset: false,
    };

    const NONE: Self = Self {
        ask: Ask::Nothing,
        of_overflow: false,
        of_reset: false,
    };
}

impl<P: Part, B: Interface> Ina2xx<P, B> {
    /// Asks until nothing is left in doubt.
    pub(super) async fn settle(&mut self, doubt: Doubt) -> Result<(), Error<B::Error>> {
        let mut word = [0; 4];
        settle!(self, word, doubt);
        Ok(())
    }

    /// Doubt of a current: a part that reset may show one that only looks right, or one that overflowed.
    #[cold]
    pub(super) fn doubt_of_current(&mut self, is_suspect: bool) -> Doubt {
        let of_reset = is_suspect || self.plan.doubts.contains(Doubts::RESET);
        if self.plan.doubts.contains(Doubts::OVERFLOW) {
            self.pending.remove(Alerts::MATH_OVERFLOW);
            Doubt {
                ask: Ask::Flags,
                of_overflow: true,
                of_reset,
            }
        } else if of_reset {
            Doubt::OF_RESET
        } else {
            Doubt::NONE
        }
    }

    const fn kept(&self, ask: Ask) -> Option<Kept> {
        match ask {
            Ask::Flags => Some(self.plan.flags()),
            Ask::WitnessOfFlags | Ask::Witness => Some(self.plan.witness),
            Ask::Nothing => None,
        }
    }

    /// Register to be read next, two bytes of it.
    pub(super) const fn asked(&self, doubt: Doubt) -> Option<u8> {
        match self.kept(doubt.ask) {
            Some(kept) => Some(kept.register),
            None => None,
        }
    }

    /// Takes the answer and says what is left in doubt.
    #[cold]
    #[inline(never)]
    pub(super) fn heard(&mut self, doubt: Doubt, word: [u8; 4]) -> Result<Doubt, Error<B::Error>> {
        let Some(kept) = self.kept(doubt.ask) else {
            return Ok(doubt);
        };
        let [high, low, ..] = word;
        let found = u16::from_be_bytes([high, low]);
        if kept.register == P::FACTS.flags {
            self.note(found);
        }
        self.must_keep(kept, found)?;
        if doubt.ask == Ask::Flags && kept.value == 0 {
            return Ok(Doubt {
                ask: Ask::WitnessOfFlags,
                ..doubt
            });
        }
        if doubt.of_overflow && self.pending.contains(Alerts::MATH_OVERFLOW) {
            return Err(Error::MathOverflow);
        }
        Ok(if doubt.of_reset {
            Doubt::OF_RESET
        } else {
            Doubt::NONE
        })
    }

    /// Fails unless results of `needed` can be expected: then the flags tell whether they are there.
    #[cold]
    pub(super) fn expect(&self, needed: Inputs, register: u8) -> Result<Doubt, Error<B::Error>> {
        match self.state {
            State::New => Err(Error::NotInitialised),
            State::Idle => Err(Error::NotReady),
            State::Lost(register) => Err(Error::ConfigurationLost { register }),
            State::Waiting => Ok(Doubt::OF_FLAGS),
            State::Live => {
                self.must_be_live(needed, register)?;
                Ok(Doubt::NONE)
            }
        }
    }

    /// Fails unless `needed` have results.
    #[cold]
    pub(super) fn must_be_live(&self, needed: Inputs, register: u8) -> Result<(), Error<B::Error>> {
        if self.live.contains(needed) {
            Ok(())
        } else if self.live.is_empty() {
            Err(Error::NotReady)
        } else {
            Err(Error::NotMeasured { register })
        }
    }
}
