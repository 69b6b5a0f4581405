//! What is asked before a value is believed.
//!
//! What is asked next is decided without the bus, so that a proof needs memory for one transfer only.
#![expect(
    clippy::manual_async_fn,
    reason = "an `async fn` keeps its arguments twice"
)]

use bitflags::bitflags;

use super::{Ina2xx, Interface, State};
use crate::{
    Alerts, Inputs,
    error::Fault,
    part::Part,
    plan::{Doubts, Kept},
};

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
    // blocking only: #[inline(never)]
    pub(super) fn settle(
        &mut self,
        mut doubt: Doubt,
    ) -> impl Future<Output = Result<(), Fault<B::Error>>> {
        async move {
            loop {
                if doubt.is_empty() {
                    break Ok(());
                }
                let heard = match self.get(self.kept(doubt).register).await {
                    Ok(found) => self.heard(&mut doubt, found),
                    Err(fault) => Err(fault),
                };
                if heard.is_err() {
                    break heard;
                }
            }
        }
    }

    /// Asks for results of `needed`, and fails where they do not come.
    // blocking only: #[inline(never)]
    pub(super) fn need(
        &mut self,
        needed: Inputs,
        register: u8,
    ) -> impl Future<Output = Result<(), Fault<B::Error>>> {
        async move {
            let asked = match self.state {
                State::Waiting => self.settle(Doubt::FLAGS).await,
                State::Idle => Err(Fault::NotReady),
                State::New | State::Live | State::Lost(_) => self.must_be_initialised(),
            };
            match asked {
                Ok(()) if self.state != State::Live => Err(Fault::NotReady),
                Ok(()) if self.lacks(needed) => Err(Fault::NotMeasured { register }),
                asked => asked,
            }
        }
    }

    /// Whether some of these inputs have no results.
    #[inline(always)]
    pub(super) const fn lacks(&self, needed: Inputs) -> bool {
        if needed.is_all() {
            !self.lacking.is_empty()
        } else {
            self.lacking.intersects(needed)
        }
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

    /// Takes the answer and says what is left in doubt.
    fn heard(&mut self, doubt: &mut Doubt, found: u16) -> Result<(), Fault<B::Error>> {
        let kept = self.kept(*doubt);
        if kept.register == P::FACTS.flags {
            self.note(found);
        }
        self.must_keep(kept, found)?;
        let left = doubt;
        if left.contains(Doubt::FLAGS) {
            left.remove(Doubt::FLAGS);
            left.set(Doubt::WITNESS_OF_FLAGS, kept.value == 0);
        } else if left.contains(Doubt::WITNESS_OF_FLAGS) {
            left.remove(Doubt::WITNESS_OF_FLAGS);
        } else {
            left.remove(Doubt::RESET);
        }
        if left.contains(Doubt::OVERFLOW) && !left.contains(Doubt::WITNESS_OF_FLAGS) {
            left.remove(Doubt::OVERFLOW);
            if self.pending.contains(Alerts::MATH_OVERFLOW) {
                return Err(Fault::MathOverflow);
            }
        }
        Ok(())
    }
}
