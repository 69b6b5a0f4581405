//! Energies, from registers that run on: nothing that the part holds is cleared by reading it.

use embedded_hal_async::delay::DelayNs;
use hal_inverter::MeteredEnergy;
use hal_power::{ApparentEnergy, Energy, ReactiveEnergy};

use super::{Ade7953, Interface};
use crate::{
    Channel, Error,
    codec::signed,
    counter::{Interrupted, Marks},
    register::{AENERGYA, AENERGYB, APENERGYA, APENERGYB, Bits24, RENERGYA, RENERGYB, Register},
};

/// Which of a channel's energies.
#[derive(Clone, Copy)]
enum Kind {
    Active,
    Reactive,
    Apparent,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Active, Self::Reactive, Self::Apparent];

    fn register(self, channel: Channel) -> Register<Bits24> {
        match self {
            Self::Active => channel.of(AENERGYA, AENERGYB),
            Self::Reactive => channel.of(RENERGYA, RENERGYB),
            Self::Apparent => channel.of(APENERGYA, APENERGYB),
        }
    }

    fn of<T>(self, [active, reactive, apparent]: &mut [T; 3]) -> &mut T {
        match self {
            Self::Active => active,
            Self::Reactive => reactive,
            Self::Apparent => apparent,
        }
    }
}

impl<B: Interface, D: DelayNs> Ade7953<B, D> {
    /// Counts active energy and returns both sums, since the driver was made. I2C: 132 bit times and SPI: 96 clocks, of B 198 and
    /// 144; where the register is about to roll over, as many again.
    ///
    /// The part sums both directions into one register, so what each reading adds is of the direction that prevailed since the
    /// one before. To be called every 20 s at least: at full scale the register rolls over after 40.5 s. That it has gone too far
    /// is noticed by its flags, up to one turn: 81 s there.
    ///
    /// # Errors
    ///
    /// [`Error::CountInterrupted`], now and until `clear_energy`, when it has; else as of
    /// [`rms_voltage`](Self::rms_voltage). Energy that an error withheld is counted by the next reading, but what came before a
    /// reset of the part and was not read is gone.
    pub async fn active_energy(
        &mut self,
        channel: Channel,
    ) -> Result<MeteredEnergy, Error<B::Error>> {
        let (up, down) = self.count(channel, Kind::Active).await?;
        let scale = &self.plan()?.scale;
        let (up, down) = (scale.energy(channel, up), scale.energy(channel, down));
        Ok(if scale.exports_positive() {
            MeteredEnergy::new(down, up)
        } else {
            MeteredEnergy::new(up, down)
        })
    }

    /// Counts reactive energy and returns the sum of both signs, since the driver was made: positive for what was exported lagging.
    /// Bits, times and errors as of [`active_energy`](Self::active_energy).
    ///
    /// # Errors
    ///
    /// As of [`active_energy`](Self::active_energy).
    pub async fn reactive_energy(
        &mut self,
        channel: Channel,
    ) -> Result<ReactiveEnergy, Error<B::Error>> {
        let (up, down) = self.count(channel, Kind::Reactive).await?;
        let scale = &self.plan()?.scale;
        let (up, down) = (scale.energy(channel, up), scale.energy(channel, down));
        let net = if scale.exports_positive() {
            up.saturating_sub(down)
        } else {
            down.saturating_sub(up)
        };
        Ok(ReactiveEnergy::from_millivar_seconds(net.as_millijoules()))
    }

    /// Counts apparent energy and returns the sum, since the driver was made. Bits, times and errors as of
    /// [`active_energy`](Self::active_energy).
    ///
    /// # Errors
    ///
    /// As of [`active_energy`](Self::active_energy).
    pub async fn apparent_energy(
        &mut self,
        channel: Channel,
    ) -> Result<ApparentEnergy, Error<B::Error>> {
        let (up, down) = self.count(channel, Kind::Apparent).await?;
        // offsets can make it count down
        let net: Energy = self.plan()?.scale.energy(channel, up.saturating_sub(down));
        Ok(ApparentEnergy::from_millivolt_amp_seconds(
            net.as_millijoules(),
        ))
    }

    /// Sets all sums of a channel to zero, and counts anew from what its registers hold. I2C: 264 bit times and SPI: 192 clocks,
    /// of B 330 and 240.
    ///
    /// # Errors
    ///
    /// As of [`rms_voltage`](Self::rms_voltage); then nothing has changed.
    pub async fn clear_energy(&mut self, channel: Channel) -> Result<(), Error<B::Error>> {
        self.begin().await?;
        let mut registers = [0; 3];
        for (place, kind) in registers.iter_mut().zip(Kind::ALL) {
            *place = signed(self.read(kind.register(channel)).await?);
        }
        self.prove_count(channel).await?;
        let sums = self.sums(channel);
        for (counter, register) in sums.counters.iter_mut().zip(registers) {
            counter.clear(register);
        }
        // a roll-over between register and flag is not told from one before
        sums.marks = [None; 3];
        Ok(())
    }

    /// Proves what was read, and looks at the roll-overs.
    async fn prove_count(&mut self, channel: Channel) -> Result<(), Error<B::Error>> {
        self.confirm().await?;
        match channel {
            Channel::A => Ok(()),
            Channel::B => self.collect_b().await,
        }
    }

    /// Counts up to what a register holds, and returns the sums.
    async fn count(&mut self, channel: Channel, kind: Kind) -> Result<(u64, u64), Error<B::Error>> {
        let register = kind.register(channel);
        self.begin().await?;
        let mut code = signed(self.read(register).await?);
        self.prove_count(channel).await?;
        let sums = self.sums(channel);
        if !kind
            .of(&mut sums.counters)
            .fits(code, *kind.of(&mut sums.marks))
        {
            // it may have rolled over between register and flag
            code = signed(self.read(register).await?);
            self.prove_count(channel).await?;
        }
        let sums = self.sums(channel);
        let counter = kind.of(&mut sums.counters);
        let place = kind.of(&mut sums.marks);
        let marks = *place;
        // what rolled over and back may have done so once more between register and flag
        let has_returned = counter.has_returned(code, marks);
        *place = (!has_returned).then_some(Marks::default());
        match counter.count(code, marks) {
            Ok(()) => Ok(counter.sums()),
            Err(Interrupted) => Err(Error::CountInterrupted {
                register: register.address(),
            }),
        }
    }
}
