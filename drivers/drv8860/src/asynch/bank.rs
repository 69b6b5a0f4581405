//! The chain as a bank of contacts.

use embedded_hal_async::delay::DelayNs;
use hal_power::{Contacts, asynch::ContactBank};

use super::Drv8860;
use crate::{Error, Wiring, codec};

/// A command is one window of LATCH: a mark, which has to come out of the chain again before the window ends, and the levels, which
/// are then read back from the data registers. Levels are given to the outputs also where the mark does not come: contacts open
/// though a wire of the way back is broken.
///
/// Refuses, with [`Error::Disabled`], what ENABLE would keep from the outputs, also where ENABLE went off during the transfer. Only
/// `init` lets the bank follow again, with every contact open: nothing closes by itself.
///
/// A command may be repeated at any time. After a dip of the supply it brings outputs back, but no control registers.
impl<W: Wiring, D: DelayNs, const N: usize> ContactBank for Drv8860<W, D, N> {
    fn count(&self) -> u32 {
        codec::count::<N>()
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), Error<W::Cause>> {
        let frame = codec::frame::<N>(closed).ok_or(Error::Contacts(closed))?;
        self.must_be_initialised()?;
        self.is_moving = true;
        self.commanded = None;
        let found = self.wire.write(frame.word, frame.bits).await? & frame.mask;
        let held = self.must_hold(closed).await;
        let held = self.done(held);
        self.must_be_enabled()?;
        if found != frame.expected {
            let expected = frame.expected;
            return Err(Error::Chain { expected, found });
        }
        held?;
        self.commanded = Some(closed);
        Ok(())
    }
}
