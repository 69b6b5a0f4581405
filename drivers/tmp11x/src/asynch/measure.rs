//! Measurements, and the trait that the parts can honour.

use core::time::Duration;

use embedded_hal_async::i2c::I2c;
use hal_power::{Sensor, Temperature, asynch};

use super::{State, Tmp11x};
use crate::{
    Error, codec,
    part::Part,
    registers::{NO_RESULT, TEMP_OFFSET, TEMP_RESULT},
};

impl<P: Part, I: I2c> Tmp11x<P, I> {
    /// Reads the temperature, the offset included.
    ///
    /// 48 bit times, 29 when repeated. To these come 48 each: before the first result after a start, to ask for it; with an
    /// offset, to prove that the part still adds it; for a code of 0 or -1, which a broken line would show, and for that of
    /// a part that has no result.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`], [`Error::ConfigurationLost`] if the part has reset, [`Error::Saturated`],
    /// [`Error::NotInitialised`], or the bus's.
    pub async fn temperature(&mut self) -> Result<Temperature, Error<I::Error>> {
        if self.bus.is_elsewhere() {
            return self.settle(None).await;
        }
        let mut bytes = [0; 2];
        let found = self.bus.read_on(&mut bytes).await;
        match found.map(|()| u16::from_be_bytes(bytes).cast_signed()) {
            Ok(code) if codec::is_plain(code) => Ok(codec::temperature(code)),
            Ok(code) => self.settle(Some(code)).await,
            Err(cause) => self.fail(cause),
        }
    }

    /// After a repeated reading that failed.
    #[cold]
    #[inline(never)]
    fn fail(&mut self, cause: I::Error) -> Result<Temperature, Error<I::Error>> {
        self.bus.leave();
        Err(Error::Bus {
            register: TEMP_RESULT,
            cause,
        })
    }

    /// Makes the code of a repeated reading, or of one that begins here, a temperature, once what it leaves in doubt is asked.
    #[cold]
    async fn settle(&mut self, repeated: Option<i16>) -> Result<Temperature, Error<I::Error>> {
        let code = match repeated {
            Some(code) => code,
            None => {
                self.must_be_initialised()?;
                if self.state == State::Waiting {
                    self.collect().await?;
                }
                if self.state != State::Live {
                    return Err(Error::NotReady);
                }
                self.bus.read(TEMP_RESULT).await?.cast_signed()
            }
        };
        if code == NO_RESULT {
            // a reset; its configuration may be the same
            self.collect().await?;
            self.state = State::Waiting;
            return Err(Error::NotReady);
        }
        let is_suspect = matches!(code, 0 | -1);
        let has_offset = P::FACTS.has_offset && self.plan.offset != 0;
        if is_suspect {
            self.collect().await?;
        }
        if has_offset {
            self.must_keep(TEMP_OFFSET, self.plan.offset).await?;
        }
        // what is to be asked each time is not repeated
        if !is_suspect && !has_offset {
            self.bus.stay();
        }
        if codec::is_end(code, self.plan.offset.cast_signed()) {
            return Err(Error::Saturated {
                register: TEMP_RESULT,
            });
        }
        Ok(codec::temperature(code))
    }
}

impl<P: Part, I: I2c> Sensor for Tmp11x<P, I> {
    /// In continuous mode a cycle and the conversions of one result, at the oscillator's slowest. In one-shot mode the
    /// conversions, counted back from their end: take the time before `start` instead. Zero before `init`.
    fn latency(&self) -> Duration {
        self.plan.latency
    }
}

impl<P: Part, I: I2c> asynch::TemperatureSensor for Tmp11x<P, I> {
    async fn temperature(&mut self) -> Result<Temperature, Self::Error> {
        self.temperature().await
    }
}
