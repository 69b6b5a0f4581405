//! One relay: its coil, its mirror, and the times that its contact takes.

use core::time::Duration;

use hal_power::Instant;

use crate::{Coil, NoMirror, Witness};

/// Times of a relay, from its data sheet, the longest of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Times {
    /// From the coil going on until the contact first closes.
    pub operate: Duration,
    /// From the coil going off until the contact is open.
    pub release: Duration,
    /// Bounce after either.
    pub bounce: Duration,
}

/// Relay with coil `C` and witness `W`.
#[derive(Debug)]
pub struct Relay<C, W = NoMirror> {
    coil: C,
    witness: W,
    times: Times,
    is_on: Option<bool>,
    /// When the coil was first polled after it was told something new.
    moved: Option<Instant>,
    seen: Option<bool>,
    /// Since when the witness has shown the same.
    same: Option<Instant>,
}

impl<C> Relay<C> {
    /// Takes a coil; nothing shows where its contact is.
    pub const fn new(coil: C, times: Times) -> Self {
        Self::with_mirror(coil, NoMirror, times)
    }
}

impl<C, W> Relay<C, W> {
    /// Takes a coil and what shows its contact.
    pub const fn with_mirror(coil: C, witness: W, times: Times) -> Self {
        Self {
            coil,
            witness,
            times,
            is_on: None,
            moved: None,
            seen: None,
            same: None,
        }
    }

    /// Gives coil and witness back.
    pub fn free(self) -> (C, W) {
        (self.coil, self.witness)
    }
}

impl<C: Coil, W: Witness> Relay<C, W> {
    pub(crate) fn set(&mut self, on: bool) -> Result<(), C::Error> {
        if self.is_on != Some(on) {
            // until it is known that the coil has followed, nothing is known of the contact
            self.is_on = None;
            self.moved = None;
        }
        self.coil.set(on)?;
        self.is_on = Some(on);
        Ok(())
    }

    pub(crate) fn poll_coil(&mut self, now: Instant) -> Result<(), C::Error> {
        self.moved = self.moved.or(Some(now));
        self.coil.poll(now)
    }

    pub(crate) fn poll_witness(&mut self, now: Instant) -> Result<(), W::Error> {
        let seen = match self.witness.is_closed() {
            Ok(seen) => seen,
            Err(error) => {
                (self.seen, self.same) = (None, None);
                return Err(error);
            }
        };
        if seen != self.seen || self.same.is_none() {
            (self.seen, self.same) = (seen, Some(now));
        }
        Ok(())
    }

    /// Where the contact is: what the witness shows, once it had the time to move and shows the same for as long as it might
    /// bounce.
    pub(crate) fn position(&self, now: Instant) -> Option<bool> {
        let (on, moved, same) = (self.is_on?, self.moved?, self.same?);
        let travel = if on {
            self.times.operate
        } else {
            self.times.release
        };
        let rested = now.saturating_since(moved) >= travel.saturating_add(self.times.bounce);
        let steady = now.saturating_since(same) >= self.times.bounce;
        self.seen.filter(|_| rested && steady)
    }
}
