//! Everything at once.

use super::{
    Ddsu666, Delay, Port, Sdm120, Sdm630,
    readings::{factor, sums},
};
use crate::{
    Ddsu666Snapshot, Error, Phase, PhaseSnapshot, Sdm120Snapshot, Sdm630Snapshot,
    image::Image,
    model::{self, Apparent, Model, SinglePhase},
};

impl<P: Port, D: Delay> Sdm120<P, D> {
    /// Reads all main values.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] where one of them is none; else that of the transfer.
    pub async fn snapshot(&mut self) -> Result<Sdm120Snapshot, Error<P::Error>> {
        type M = model::Sdm120;
        let (first, last) = (M::VOLTAGE.address(), M::ENERGIES.export.last());
        let image = self.read(first, last).await?;
        Ok(Sdm120Snapshot {
            voltage: image.get(M::VOLTAGE)?,
            current: image.get(M::CURRENT)?,
            active: image.get(M::POWERS.active)?,
            reactive: image.get(M::POWERS.reactive)?,
            apparent: image.get(M::APPARENT)?,
            power_factor: factor(&image, M::POWERS)?,
            frequency: image.get(M::FREQUENCY)?,
            energy: sums(&image, M::ENERGIES, self.config.direction())?,
        })
    }
}

impl<P: Port, D: Delay> Ddsu666<P, D> {
    /// Reads all main values but energy, which stands elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] where one of them is none; else that of the transfer.
    pub async fn snapshot(&mut self) -> Result<Ddsu666Snapshot, Error<P::Error>> {
        type M = model::Ddsu666;
        let (first, last) = (M::VOLTAGE.address(), M::FREQUENCY.last());
        let image = self.read(first, last).await?;
        Ok(Ddsu666Snapshot {
            voltage: image.get(M::VOLTAGE)?,
            current: image.get(M::CURRENT)?,
            active: image.get(M::POWERS.active)?,
            reactive: image.get(M::POWERS.reactive)?,
            power_factor: factor(&image, M::POWERS)?,
            frequency: image.get(M::FREQUENCY)?,
        })
    }
}

impl<P: Port, D: Delay> Sdm630<P, D> {
    /// Reads all main values: of each phase, and their sums.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] where one of them is none; else that of the transfer.
    pub async fn snapshot(&mut self) -> Result<Sdm630Snapshot, Error<P::Error>> {
        type M = model::Sdm630;
        let first = Phase::L1.registers().voltage.address();
        let image = self.read(first, M::ENERGIES.export.last()).await?;
        Ok(Sdm630Snapshot {
            phases: [
                phase(&image, Phase::L1)?,
                phase(&image, Phase::L2)?,
                phase(&image, Phase::L3)?,
            ],
            active: image.get(M::POWERS.active)?,
            reactive: image.get(M::POWERS.reactive)?,
            apparent: image.get(M::APPARENT)?,
            power_factor: factor(&image, M::POWERS)?,
            frequency: image.get(M::FREQUENCY)?,
            energy: sums(&image, M::ENERGIES, self.config.direction())?,
        })
    }
}

fn phase<E>(image: &Image, phase: Phase) -> Result<PhaseSnapshot, Error<E>> {
    let registers = phase.registers();
    Ok(PhaseSnapshot {
        voltage: image.get(registers.voltage)?,
        current: image.get(registers.current)?,
        active: image.get(registers.powers.active)?,
        reactive: image.get(registers.powers.reactive)?,
        apparent: image.get(registers.apparent)?,
        power_factor: factor(image, registers.powers)?,
    })
}
