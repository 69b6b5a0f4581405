//! What is asked before a value is believed.
//!
//! What is asked next is decided without the bus, so that a reading needs no more memory for its proof than for itself.

use bitflags::bitflags;

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

/// Asks for results of these inputs unless they are there, and fails where they do not come.
macro_rules! need {
    ($driver:ident, $word:ident, $inputs:expr, $register:expr) => {
        if !$driver.live.contains($inputs) {
            let doubt = $driver.expect($inputs, $register)?;
            settle!($driver, $word, doubt);
            $driver.must_be_live($inputs, $register)?;
        }
    };
}

pub(super) use {need, settle};

bitflags! {
    /// What is still to be asked, the lowest bit first.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) struct Doubt: u8 {
        /// The flags, which it clears.
        const FLAGS = 1 << 0;
        /// The witness, since flags that are configured as a reset leaves them prove nothing.
        const WITNESS_OF_FLAGS = 1 << 1;
        /// Whether the flags have shown an overflow; nothing is read for it.
        const OVERFLOW = 1 << 2;
        /// The witness.
        const RESET = 1 << 3;
    }
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
    #[inline(never)]
    pub(super) fn doubt_of_current(&mut self, is_suspect: bool) -> Doubt {
        let mut doubt = Doubt::empty();
        let doubts = self.plan.doubts;
        doubt.set(Doubt::RESET, is_suspect || doubts.contains(Doubts::RESET));
        if doubts.contains(Doubts::OVERFLOW) {
            self.pending.remove(Alerts::MATH_OVERFLOW);
            doubt.insert(Doubt::FLAGS.union(Doubt::OVERFLOW));
        }
        doubt
    }

    const fn kept(&self, doubt: Doubt) -> Kept {
        if doubt.contains(Doubt::FLAGS) {
            self.plan.flags()
        } else {
            self.plan.witness
        }
    }

    /// Register to be read next, two bytes of it.
    pub(super) const fn asked(&self, doubt: Doubt) -> Option<u8> {
        if doubt.is_empty() {
            None
        } else {
            Some(self.kept(doubt).register)
        }
    }

    /// Takes the answer and says what is left in doubt.
    #[cold]
    #[inline(never)]
    pub(super) fn heard(&mut self, doubt: Doubt, word: [u8; 4]) -> Result<Doubt, Error<B::Error>> {
        let kept = self.kept(doubt);
        let [high, low, ..] = word;
        let found = u16::from_be_bytes([high, low]);
        if kept.register == P::FACTS.flags {
            self.note(found);
        }
        self.must_keep(kept, found)?;
        let mut left = doubt;
        if doubt.contains(Doubt::FLAGS) {
            left.remove(Doubt::FLAGS);
            left.set(Doubt::WITNESS_OF_FLAGS, kept.value == 0);
        } else if doubt.contains(Doubt::WITNESS_OF_FLAGS) {
            left.remove(Doubt::WITNESS_OF_FLAGS);
        } else {
            left.remove(Doubt::RESET);
        }
        if left.contains(Doubt::OVERFLOW) && !left.contains(Doubt::WITNESS_OF_FLAGS) {
            left.remove(Doubt::OVERFLOW);
            if self.pending.contains(Alerts::MATH_OVERFLOW) {
                return Err(Error::MathOverflow);
            }
        }
        Ok(left)
    }

    /// Fails unless results of `needed` can be expected: then the flags tell whether they are there.
    #[cold]
    pub(super) fn expect(&self, needed: Inputs, register: u8) -> Result<Doubt, Error<B::Error>> {
        match self.state {
            State::New => Err(Error::NotInitialised),
            State::Idle => Err(Error::NotReady),
            State::Lost(register) => Err(Error::ConfigurationLost { register }),
            State::Waiting => Ok(Doubt::FLAGS),
            State::Live => {
                self.must_be_live(needed, register)?;
                Ok(Doubt::empty())
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
