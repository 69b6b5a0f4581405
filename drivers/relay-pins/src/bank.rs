//! Relays as one bank of contacts.

use hal_power::{Contacts, ErrorType, Instant, Positions, asynch, blocking};

use crate::{Coil, Error, Relay, Witness};

/// `N` relays, contact 0 first. Pins are set at once, so one type serves blocking and async code.
///
/// A pin at a time is set: contacts of one command move some instructions apart. To be polled once a tick, for economisers and
/// mirrors.
#[derive(Debug)]
pub struct Relays<const N: usize, C, W> {
    relays: [Relay<C, W>; N],
    /// When the bank was last polled without a failure.
    polled: Option<Instant>,
}

impl<const N: usize, C, W> Relays<N, C, W> {
    /// Joins relays; nothing is driven. More than [`Contacts`] holds do not compile.
    pub const fn new(relays: [Relay<C, W>; N]) -> Self {
        const { assert!(N >= 1 && N <= 32, "a bank has 1 to 32 contacts") };
        Self {
            relays,
            polled: None,
        }
    }

    /// Gives the relays back.
    pub fn free(self) -> [Relay<C, W>; N] {
        self.relays
    }

    fn number(index: usize) -> u32 {
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

impl<const N: usize, C: Coil, W: Witness> Relays<N, C, W> {
    /// Lets time pass: economisers go from full current to holding, mirrors are read.
    ///
    /// # Errors
    ///
    /// The first failure, after all relays were polled; no position is known until a poll passes.
    pub fn poll(&mut self, now: Instant) -> Result<(), Error<C::Error, W::Error>> {
        self.polled = None;
        let mut failed = None;
        for (index, relay) in self.relays.iter_mut().enumerate() {
            let contact = Self::number(index);
            if let Err(cause) = relay.poll_coil(now) {
                failed.get_or_insert(Error::Coil { contact, cause });
            }
            if let Err(cause) = relay.poll_witness(now) {
                failed.get_or_insert(Error::Mirror { contact, cause });
            }
        }
        match failed {
            Some(error) => Err(error),
            None => {
                self.polled = Some(now);
                Ok(())
            }
        }
    }

    fn drive(&mut self, closed: Contacts) -> Result<(), Error<C::Error, W::Error>> {
        if !Contacts::first(Self::number(N)).contains(closed) {
            return Err(Error::Contacts(closed));
        }
        // what opens goes first: contacts that must never be closed together are not, even for a moment
        for on in [false, true] {
            for (index, relay) in self.relays.iter_mut().enumerate() {
                let contact = Self::number(index);
                if closed.is_closed(contact) == on {
                    relay
                        .set(on)
                        .map_err(|cause| Error::Coil { contact, cause })?;
                }
            }
        }
        Ok(())
    }

    fn seen(&self) -> Positions {
        let Some(now) = self.polled else {
            return Positions::new(Contacts::NONE, Contacts::NONE);
        };
        let mut positions = (Contacts::NONE, Contacts::NONE);
        for (index, relay) in self.relays.iter().enumerate() {
            if let Some(closed) = relay.position(now) {
                let contact = Self::number(index);
                positions.0 = positions.0.with(contact, closed);
                positions.1 = positions.1.with(contact, true);
            }
        }
        Positions::new(positions.0, positions.1)
    }
}

impl<const N: usize, C: Coil, W: Witness> ErrorType for Relays<N, C, W> {
    type Error = Error<C::Error, W::Error>;
}

impl<const N: usize, C: Coil, W: Witness> blocking::ContactBank for Relays<N, C, W> {
    fn count(&self) -> u32 {
        Self::number(N)
    }

    fn command(&mut self, closed: Contacts) -> Result<(), Self::Error> {
        self.drive(closed)
    }
}

impl<const N: usize, C: Coil, W: Witness> asynch::ContactBank for Relays<N, C, W> {
    fn count(&self) -> u32 {
        Self::number(N)
    }

    async fn command(&mut self, closed: Contacts) -> Result<(), Self::Error> {
        self.drive(closed)
    }
}

/// As of the last [`poll`](Relays::poll): known is what has a mirror, had the time to move, and does not bounce.
impl<const N: usize, C: Coil, W: Witness> blocking::ContactFeedback for Relays<N, C, W> {
    fn positions(&mut self) -> Result<Positions, Self::Error> {
        Ok(self.seen())
    }
}

/// As of the last [`poll`](Relays::poll), likewise.
impl<const N: usize, C: Coil, W: Witness> asynch::ContactFeedback for Relays<N, C, W> {
    async fn positions(&mut self) -> Result<Positions, Self::Error> {
        Ok(self.seen())
    }
}
