//! Asynchronous driver.
//!
//! # Cancellation Safety
//!
//! Nothing is ever written to a meter, so a call that is dropped has lost its answer at most. The answer may still come: the next
//! call waits for it and throws it away.
#![expect(
    async_fn_in_trait,
    reason = "as in hal-power: executors are single-threaded, a Send bound would shut parts out"
)]

mod identity;
mod meters;
mod phase;
mod port;
mod readings;
mod snapshots;
mod wire;

use core::{marker::PhantomData, time::Duration};

use embedded_io_async::ErrorType as PortError;
use hal_power::{ErrorType, Sensor};

pub use phase::PhaseMeter;
pub use port::{Delay, Port};
use wire::Wire;

use crate::{
    Config, Error, Function, Query,
    frame::Frame,
    image::Image,
    model::{self, Eastron, Model},
};

/// An Eastron SDM120.
pub type Sdm120<P, D> = Meter<model::Sdm120, P, D>;
/// An Eastron SDM630; its own quantities are the sums, [`phase`](Meter::phase) has those of one phase.
pub type Sdm630<P, D> = Meter<model::Sdm630, P, D>;
/// A Chint DDSU666.
pub type Ddsu666<P, D> = Meter<model::Ddsu666, P, D>;

/// One meter; its own names are [`Sdm120`], [`Sdm630`] and [`Ddsu666`].
#[derive(Debug)]
pub struct Meter<M: Model, P, D> {
    wire: Wire<P, D>,
    config: Config,
    function: Function,
    is_proven: bool,
    model: PhantomData<M>,
}

impl<M: Eastron, P, D> Meter<M, P, D> {
    /// Creates the driver; nothing is transferred.
    pub const fn new(port: P, delay: D, config: Config) -> Self {
        Self::made(port, delay, config, M::FUNCTION)
    }
}

impl<P, D> Ddsu666<P, D> {
    /// Creates the driver; nothing is transferred. Sources differ in the function that reads: both are in use.
    pub const fn new(port: P, delay: D, config: Config, function: Function) -> Self {
        Self::made(port, delay, config, function)
    }
}

impl<M: Model, P, D> Meter<M, P, D> {
    const fn made(port: P, delay: D, config: Config, function: Function) -> Self {
        Self {
            wire: Wire::new(port, delay, config.line),
            config,
            function,
            is_proven: false,
            model: PhantomData,
        }
    }

    /// Gives port and delay back.
    pub fn free(self) -> (P, D) {
        self.wire.free()
    }
}

impl<M: Model, P: Port, D: Delay> Meter<M, P, D> {
    /// Reads neighbouring registers as they are, whatever they mean. Needs no `init`.
    ///
    /// # Errors
    ///
    /// [`Error::Count`] for none and for more than are configured, before anything is sent; what [`Meter::init`] returns but
    /// [`Error::Value`] and [`Error::WrongMeter`].
    pub async fn read_registers(
        &mut self,
        function: Function,
        register: u16,
        into: &mut [u16],
    ) -> Result<(), Error<P::Error>> {
        let count = match u8::try_from(into.len()) {
            Ok(count) if count <= self.config.registers => count,
            _ => return Err(Error::Count(into.len())),
        };
        let query = self.query(function, register, count);
        let mut frame = Frame::new();
        self.ask(&query, &mut frame).await?;
        let bytes = registers(&query, &frame)?;
        let (words, _) = bytes.as_chunks();
        for (into, word) in into.iter_mut().zip(words) {
            *into = u16::from_be_bytes(*word);
        }
        Ok(())
    }

    /// Reads the registers from `first` to `last`, in as few requests as are configured.
    async fn read(&mut self, first: u16, last: u16) -> Result<Image, Error<P::Error>> {
        if !self.is_proven {
            return Err(Error::NotInitialised);
        }
        self.load(first, last).await
    }

    /// The same before it is known whose they are.
    async fn load(&mut self, first: u16, last: u16) -> Result<Image, Error<P::Error>> {
        let mut image = Image::new(first, self.config.signs());
        let mut frame = Frame::new();
        let mut next = first;
        // Both registers of a value come in one frame, or it is torn.
        let most = self.config.registers & !1;
        while next <= last {
            let left = u8::try_from(last - next + 1).unwrap_or(u8::MAX);
            let query = self.query(self.function, next, left.min(most));
            self.ask(&query, &mut frame).await?;
            let bytes = registers(&query, &frame)?;
            match image.part(next, query.count) {
                Some(part) if part.len() == bytes.len() => part.copy_from_slice(bytes),
                _ => return Err(Error::Count((last - first).into())),
            }
            next += u16::from(query.count);
        }
        Ok(image)
    }

    /// Asks, and again as often as is configured.
    async fn ask(&mut self, query: &Query, frame: &mut Frame) -> Result<(), Error<P::Error>> {
        let mut left = self.config.retries;
        loop {
            match self.wire.exchange(query, frame).await {
                Err(error) if left > 0 && error.is_passing() => left -= 1,
                result => return result,
            }
        }
    }

    const fn query(&self, function: Function, register: u16, count: u8) -> Query {
        Query {
            address: self.config.address,
            function,
            register,
            count,
        }
    }
}

/// The registers of a reply.
fn registers<'f, E>(query: &Query, frame: &'f Frame) -> Result<&'f [u8], Error<E>> {
    query.registers(frame.bytes()).map_err(|flaw| Error::Reply {
        register: query.register,
        flaw,
    })
}

impl<M: Model, P: PortError, D> ErrorType for Meter<M, P, D> {
    type Error = Error<P::Error>;
}

impl<M: Model, P: PortError, D> Sensor for Meter<M, P, D> {
    /// As configured.
    fn latency(&self) -> Duration {
        self.config.latency
    }
}
