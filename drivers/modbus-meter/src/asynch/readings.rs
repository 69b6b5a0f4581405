//! Quantities, one request each where the meter's registers allow for it.

use hal_inverter::MeteredEnergy;
use hal_power::{Power, Ratio};

use super::{Delay, Meter, Port};
use crate::{
    Direction, Error,
    image::Image,
    model::{Energies, Model, Powers},
    register::{Quantity, Register},
};

impl<M: Model, P: Port, D: Delay> Meter<M, P, D> {
    pub(super) async fn one<Q: Quantity>(
        &mut self,
        register: Register<Q>,
    ) -> Result<Q, Error<P::Error>> {
        let image = self.read(register.address(), register.last()).await?;
        image.get(register)
    }

    /// The sign is that of the active power, which comes in the same frame: what a power factor's sign means differs.
    pub(super) async fn factor(&mut self, powers: Powers) -> Result<Ratio, Error<P::Error>> {
        let (first, last) = (powers.active.address(), powers.factor.last());
        let image = self.read(first, last).await?;
        factor(&image, powers)
    }

    pub(super) async fn sums(
        &mut self,
        energies: Energies,
    ) -> Result<MeteredEnergy, Error<P::Error>> {
        if energies.is_one_block {
            let (first, last) = (energies.import.address(), energies.export.last());
            let image = self.read(first, last).await?;
            return sums(&image, energies, self.config.direction());
        }
        let import = self.one(energies.import).await?;
        let export = self.one(energies.export).await?;
        Ok(turned(import, export, self.config.direction()))
    }
}

/// Magnitude of the power factor, sign of the active power.
pub(super) fn factor<E>(image: &Image, powers: Powers) -> Result<Ratio, Error<E>> {
    let magnitude = image.get(powers.factor)?;
    Ok(if image.get(powers.active)? < Power::ZERO {
        Ratio::ZERO.saturating_sub(magnitude)
    } else {
        magnitude
    })
}

/// Both sums, of one image.
pub(super) fn sums<E>(
    image: &Image,
    energies: Energies,
    direction: Direction,
) -> Result<MeteredEnergy, Error<E>> {
    let import = image.get(energies.import)?;
    let export = image.get(energies.export)?;
    Ok(turned(import, export, direction))
}

const fn turned(
    import: hal_power::Energy,
    export: hal_power::Energy,
    direction: Direction,
) -> MeteredEnergy {
    match direction {
        Direction::ImportPositive => MeteredEnergy::new(import, export),
        Direction::ExportPositive => MeteredEnergy::new(export, import),
    }
}
