//! Which meter it is.

use hal_power::{Frequency, Voltage};

use super::{Ddsu666, Delay, Meter, Port};
use crate::{
    Error, Flaw, Function,
    model::{self, Eastron, Model},
    register::{Quantity, Register},
};

/// A grid's frequency is between these.
const LOWEST: Frequency = Frequency::from_hertz(40);
const HIGHEST: Frequency = Frequency::from_hertz(70);

impl<M: Eastron, P: Port, D: Delay> Meter<M, P, D> {
    /// Proves that the meter is the one that is meant: the code of the model, where it is configured, a frequency that a grid can
    /// have, and of an SDM630 an average voltage of its phases, where an SDM120 shows nothing. May be repeated. Nothing is written, so a meter needs no second `init` after a loss of supply.
    ///
    /// # Errors
    ///
    /// [`Error::WrongMeter`] where the registers are not there or hold what they cannot; else that of the transfer. The driver
    /// reads nothing but registers by their number until `init` passes.
    pub async fn init(&mut self) -> Result<(), Error<P::Error>> {
        self.is_proven = false;
        if let Some(code) = self.config.code {
            let found = self.word(Function::Holding, M::CODE).await;
            prove(M::CODE, found, code)?;
        }
        self.prove_values().await
    }

    /// Reads the code of the model. Needs no `init`.
    ///
    /// # Errors
    ///
    /// Those of [`Meter::read_registers`].
    pub async fn model_code(&mut self) -> Result<u16, Error<P::Error>> {
        self.word(Function::Holding, M::CODE).await
    }

    /// Reads the serial number. Needs no `init`.
    ///
    /// # Errors
    ///
    /// Those of [`Meter::read_registers`].
    pub async fn serial_number(&mut self) -> Result<u32, Error<P::Error>> {
        let mut words = [0; 2];
        self.read_registers(Function::Holding, M::SERIAL, &mut words)
            .await?;
        let [high, low] = words;
        Ok(u32::from(high) << 16 | u32::from(low))
    }
}

impl<P: Port, D: Delay> Ddsu666<P, D> {
    /// Proves that the meter is the one that is meant: the address that it holds, and a frequency that a grid can have. May be
    /// repeated. Nothing is written, so a meter needs no second `init` after a loss of supply.
    ///
    /// # Errors
    ///
    /// [`Error::WrongMeter`] where the registers are not there or hold what they cannot; else that of the transfer. The driver
    /// reads nothing but registers by their number until `init` passes.
    pub async fn init(&mut self) -> Result<(), Error<P::Error>> {
        self.is_proven = false;
        let register = model::Ddsu666::ADDRESS;
        // Settings are read as the maker documents, whatever reads the values.
        let found = self.word(Function::Holding, register).await;
        prove(register, found, self.config.address.into())?;
        self.prove_values().await
    }
}

impl<M: Model, P: Port, D: Delay> Meter<M, P, D> {
    async fn word(&mut self, function: Function, register: u16) -> Result<u16, Error<P::Error>> {
        let mut words = [0];
        self.read_registers(function, register, &mut words).await?;
        let [word] = words;
        Ok(word)
    }

    async fn prove_values(&mut self) -> Result<(), Error<P::Error>> {
        let is_grid = |found: &Frequency| (LOWEST..=HIGHEST).contains(found);
        self.prove_value(M::FREQUENCY, is_grid).await?;
        if let Some(average) = M::AVERAGE {
            self.prove_value(average, |found| *found > Voltage::ZERO)
                .await?;
        }
        self.is_proven = true;
        Ok(())
    }

    async fn prove_value<Q: Quantity>(
        &mut self,
        register: Register<Q>,
        can_be: impl FnOnce(&Q) -> bool,
    ) -> Result<(), Error<P::Error>> {
        let first = register.address();
        let image = self.load(first, register.last()).await.map_err(refused)?;
        match image.get::<_, P::Error>(register) {
            Ok(found) if can_be(&found) => Ok(()),
            _ => Err(Error::WrongMeter {
                register: first,
                found: Some(image.bits(first)),
            }),
        }
    }
}

fn prove<E>(register: u16, found: Result<u16, Error<E>>, expected: u16) -> Result<(), Error<E>> {
    let found = found.map_err(refused)?;
    if found == expected {
        return Ok(());
    }
    Err(Error::WrongMeter {
        register,
        found: Some(found.into()),
    })
}

/// A meter that has no such function or register is another one.
fn refused<E>(error: Error<E>) -> Error<E> {
    match error {
        Error::Reply {
            register,
            flaw: Flaw::Exception(1..=3),
        } => Error::WrongMeter {
            register,
            found: None,
        },
        other => other,
    }
}
