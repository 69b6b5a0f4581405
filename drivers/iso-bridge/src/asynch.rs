//! Asynchronous meter.
//!
//! # Cancellation Safety
//!
//! A measurement that is dropped leaves its resistor at the pole. `release`, or the next measurement, opens the switches first
//! thing; `is_released` tells that it is due.

use core::time::Duration;

use embedded_hal_async::delay::DelayNs;
use hal_power::{
    Contacts, ErrorKind, ErrorType, Input, Instant, Insulation, Reading, Sensor, Voltage,
    asynch::{ContactBank, InsulationMeter, VoltageSensor},
    check::{InsulationDoubt, Step},
};

use crate::{Config, Error, Fault, Inputs, IsoBridge, NoSensor, Sensors, Solution};

/// Meter on the switches `B`, sensors `P` and `N` of the positive and the negative pole against earth, and a delay.
///
/// The bank is the meter's own: its other contacts are left open. Time is counted by the pauses between readings, so that what
/// bank and sensors take for themselves comes on top of every time given.
#[derive(Debug)]
pub struct BridgeMeter<B, P, N, D> {
    bank: B,
    positive: P,
    negative: N,
    delay: D,
    sensors: Sensors,
    bridge: IsoBridge,
    is_released: bool,
}

impl<B, P, N, D> BridgeMeter<B, P, N, D> {
    /// Creates a meter with a sensor at each pole; nothing is switched. `release` is what opens the switches at power-up.
    pub const fn new(bank: B, positive: P, negative: N, delay: D, config: Config) -> Self {
        Self::over(bank, positive, negative, delay, config, Sensors::Both)
    }

    const fn over(
        bank: B,
        positive: P,
        negative: N,
        delay: D,
        config: Config,
        sensors: Sensors,
    ) -> Self {
        Self {
            bank,
            positive,
            negative,
            delay,
            sensors,
            bridge: IsoBridge::new(config, sensors),
            is_released: false,
        }
    }

    /// Returns whether the switches were told to open, and nothing else since: false before the first `release`, after one that
    /// failed, and after a measurement that was dropped. Only then may another active meter be connected to the net.
    pub const fn is_released(&self) -> bool {
        self.is_released
    }

    /// Gives bank, sensors and delay back, as they are.
    pub fn free(self) -> (B, P, N, D) {
        (self.bank, self.positive, self.negative, self.delay)
    }
}

impl<B, P, D> BridgeMeter<B, P, NoSensor, D> {
    /// Creates a meter with a sensor at the positive pole alone; nothing is switched.
    pub const fn with_positive(bank: B, positive: P, delay: D, config: Config) -> Self {
        let sensors = Sensors::Positive;
        Self::over(bank, positive, NoSensor, delay, config, sensors)
    }
}

impl<B, N, D> BridgeMeter<B, NoSensor, N, D> {
    /// Creates a meter with a sensor at the negative pole alone; nothing is switched.
    pub const fn with_negative(bank: B, negative: N, delay: D, config: Config) -> Self {
        let sensors = Sensors::Negative;
        Self::over(bank, NoSensor, negative, delay, config, sensors)
    }
}

impl<B: ContactBank, P: VoltageSensor, N: VoltageSensor, D: DelayNs> BridgeMeter<B, P, N, D> {
    /// Measures the insulation of both poles, and opens the switches whatever it comes to.
    ///
    /// The net's only active meter is this one; nothing earths the net meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::Release`] where the switches could not be told to open, whatever else there was; else what went wrong first.
    pub async fn measure(&mut self) -> Result<Solution, <Self as ErrorType>::Error> {
        let measured = self.run().await;
        self.release().await?;
        measured
    }

    /// Opens every switch: after power-up, after a measurement that was dropped, before another meter of the net is connected.
    ///
    /// # Errors
    ///
    /// [`Error::Release`]; a resistor may lie at a pole.
    pub async fn release(&mut self) -> Result<(), <Self as ErrorType>::Error> {
        self.is_released = false;
        self.bridge.release();
        let opened = self.bank.command(Contacts::NONE).await;
        opened.map_err(Error::Release)?;
        self.is_released = true;
        Ok(())
    }

    async fn run(&mut self) -> Result<Solution, <Self as ErrorType>::Error> {
        let pace = u32::try_from(self.bridge.config().timing.pace.as_micros()).unwrap_or(u32::MAX);
        let mut now = Instant::ORIGIN;
        self.release().await?;
        self.is_released = false;
        self.bridge.start(now);
        let mut commanded = Contacts::NONE;
        loop {
            let wanted = self.bridge.wants();
            if commanded != wanted {
                self.bank.command(wanted).await.map_err(Error::Bank)?;
                commanded = wanted;
            }
            self.delay.delay_us(pace).await;
            now = now.saturating_add(Duration::from_micros(pace.into()));
            let inputs = self.read(now).await?;
            match self.bridge.step(now, inputs) {
                Step::Wait => {}
                Step::Done(solution) => return Ok(solution),
                Step::Failed(Fault::Implausible) => return Err(Error::Implausible),
                Step::Failed(Fault::Inconclusive(doubt)) => return Err(Error::Inconclusive(doubt)),
                // a sensor's own error has been returned above
                Step::Failed(Fault::Positive(_) | Fault::Negative(_)) => {
                    return Err(Error::Inconclusive(InsulationDoubt::Timeout));
                }
            }
        }
    }

    /// Reads the sensors that are fitted.
    async fn read(&mut self, now: Instant) -> Result<Inputs, <Self as ErrorType>::Error> {
        let mut inputs = Inputs::both(Err(ErrorKind::NotReady), Err(ErrorKind::NotReady));
        if self.sensors != Sensors::Negative {
            let (answer, latency) = (self.positive.voltage().await, self.positive.latency());
            inputs.positive = still_to_come(answer, now, latency).map_err(Error::Positive)?;
        }
        if self.sensors != Sensors::Positive {
            let (answer, latency) = (self.negative.voltage().await, self.negative.latency());
            inputs.negative = still_to_come(answer, now, latency).map_err(Error::Negative)?;
        }
        Ok(inputs)
    }
}

/// Stamps an answer; a sensor that is not ready is asked again.
fn still_to_come<E: hal_power::Error>(
    answer: Result<Voltage, E>,
    before: Instant,
    latency: Duration,
) -> Result<Input<Voltage>, E> {
    match answer {
        Ok(voltage) => Ok(Ok(Reading::taken(voltage, before, latency))),
        Err(error) if error.kind() == ErrorKind::NotReady => Ok(Err(ErrorKind::NotReady)),
        Err(error) => Err(error),
    }
}

impl<B: ErrorType, P: ErrorType, N: ErrorType, D> ErrorType for BridgeMeter<B, P, N, D> {
    type Error = Error<B::Error, P::Error, N::Error>;
}

/// All samples are taken during the call, but for what the sensors say of theirs.
impl<B: ErrorType, P: Sensor, N: Sensor, D> Sensor for BridgeMeter<B, P, N, D> {
    fn latency(&self) -> Duration {
        self.positive.latency().max(self.negative.latency())
    }
}

/// One whole measurement for each call. The total is the least that the readings allow: zero where they allow a short.
impl<B: ContactBank, P: VoltageSensor, N: VoltageSensor, D: DelayNs> InsulationMeter
    for BridgeMeter<B, P, N, D>
{
    async fn insulation(&mut self) -> Result<Insulation, Self::Error> {
        let solution = self.measure().await?;
        Ok(solution.insulation())
    }
}
