//! What drives a coil.

use core::{fmt::Debug, time::Duration};

use embedded_hal::{digital::OutputPin, pwm::SetDutyCycle};
use hal_power::{Instant, Ratio};

/// Drives one coil.
pub trait Coil {
    /// Error of the pin.
    type Error: Debug;

    /// Turns the coil on, with full current, or off.
    ///
    /// # Errors
    ///
    /// The pin's; the coil may have followed.
    fn set(&mut self, on: bool) -> Result<(), Self::Error>;

    /// Lets time pass.
    ///
    /// # Errors
    ///
    /// The pin's; tried again with the next call.
    fn poll(&mut self, now: Instant) -> Result<(), Self::Error>;
}

/// Level that turns a coil on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Polarity {
    /// High turns on.
    #[default]
    ActiveHigh,
    /// Low turns on.
    ActiveLow,
}

/// Coil on a pin.
#[derive(Debug)]
pub struct Switched<P> {
    pin: P,
    polarity: Polarity,
}

impl<P> Switched<P> {
    /// Takes the pin, and leaves it as it is.
    pub const fn new(pin: P, polarity: Polarity) -> Self {
        Self { pin, polarity }
    }

    /// Gives the pin back.
    pub fn free(self) -> P {
        self.pin
    }
}

impl<P: OutputPin> Coil for Switched<P> {
    type Error = P::Error;

    fn set(&mut self, on: bool) -> Result<(), P::Error> {
        let high = on == (self.polarity == Polarity::ActiveHigh);
        self.pin.set_state(high.into())
    }

    fn poll(&mut self, _now: Instant) -> Result<(), P::Error> {
        Ok(())
    }
}

/// How an economiser holds a coil. The relay's data sheet gives both figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Economy {
    /// Time at full current, longer than the relay operates and bounces.
    pub pull_in: Duration,
    /// Duty from then on. Less than the relay needs lets it drop.
    pub hold: Ratio,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Off,
    /// At full current, not yet polled.
    On,
    /// At full current since.
    Since(Instant),
    Holding,
}

/// Coil on a PWM channel, at full duty while it pulls in and at less from then on.
#[derive(Debug)]
pub struct Economised<P> {
    channel: P,
    economy: Economy,
    phase: Phase,
}

impl<P> Economised<P> {
    /// Takes the channel, and leaves it as it is.
    pub const fn new(channel: P, economy: Economy) -> Self {
        Self {
            channel,
            economy,
            phase: Phase::Off,
        }
    }

    /// Gives the channel back.
    pub fn free(self) -> P {
        self.channel
    }
}

impl<P: SetDutyCycle> Coil for Economised<P> {
    type Error = P::Error;

    fn set(&mut self, on: bool) -> Result<(), P::Error> {
        if !on {
            self.phase = Phase::Off;
            return self.channel.set_duty_cycle_fully_off();
        }
        // told again, a coil that is held stays held
        if self.phase == Phase::Off {
            self.channel.set_duty_cycle_fully_on()?;
            self.phase = Phase::On;
        }
        Ok(())
    }

    fn poll(&mut self, now: Instant) -> Result<(), P::Error> {
        match self.phase {
            Phase::Off | Phase::Holding => Ok(()),
            Phase::On => {
                self.phase = Phase::Since(now);
                Ok(())
            }
            Phase::Since(since) if now.saturating_since(since) < self.economy.pull_in => Ok(()),
            Phase::Since(_) => {
                let duty = duty(self.economy.hold, self.channel.max_duty_cycle());
                self.channel.set_duty_cycle(duty)?;
                self.phase = Phase::Holding;
                Ok(())
            }
        }
    }
}

/// Share of the largest duty, rounded up: a little more current holds, a little less may not.
fn duty(share: Ratio, most: u16) -> u16 {
    let ppm = u64::from(share.as_ppm().clamp(0, Ratio::ONE.as_ppm()).unsigned_abs());
    u16::try_from((ppm * u64::from(most)).div_ceil(1_000_000)).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_a_share_rounded_up_and_ends_at_the_whole() {
        let duty = |ppm| duty(Ratio::from_ppm(ppm), 1_000);
        assert_eq!(
            [i32::MIN, 0, 1, 400_000, 400_001, 1_000_000, i32::MAX].map(duty),
            [0, 0, 1, 400, 401, 1_000, 1_000]
        );
        assert_eq!(super::duty(Ratio::ONE, u16::MAX), u16::MAX);
    }
}
