//! The meter at the point of supply: one of several parts, which a task asks by itself, since some of them take longer than a round.

use super::House;
use crate::{
    quantity::{amps, volts},
    settings::Contradiction,
};
use ade7953::{Channel, CurrentInput, VoltageInput};
use all_in_one_firmware::{
    hal_inverter::asynch::ActivePowerMeter,
    hal_power::{
        Current, Error as _, ErrorKind, ErrorType, Frequency, Input, Instant, Power, Ratio, Sensor,
        Voltage, answered,
    },
};
use alloc::{boxed::Box, rc::Rc};
use atm90e26::{LineGain, MeasurementCalibration, MeteringCalibration, MeteringMode};
use core::{
    cell::{Cell, RefCell},
    convert::Infallible,
    fmt,
    time::Duration,
};
use embedded_hal::spi::MODE_3;
use embedded_hal_async::delay::DelayNs as _;
use hal_power_sim::{
    Counts, SerialBus, SerialPort, SimDelay, SimSpi, SpiBus, World,
    clock::Clock,
    model::{
        ade7953::{self as ade, FullScale},
        atm90e26::{self as atm, Sensor as Shunt},
        modbus_meter::{self as modbus, Circuit, Kind, ModbusMeter, Phase},
    },
    serial::Format,
};
use modbus_meter::{Direction, Line};

/// Which meter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeterPart {
    /// ADE7953 on SPI.
    Ade7953,
    /// ATM90E26 on SPI.
    Atm90e26,
    /// SDM120 on RS485.
    Sdm120,
}

impl MeterPart {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ade7953, Self::Atm90e26, Self::Sdm120];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ade7953 => "ade7953",
            Self::Atm90e26 => "atm90e26",
            Self::Sdm120 => "sdm120",
        }
    }
}

impl fmt::Display for MeterPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Time between two questions.
const EVERY: Duration = Duration::from_millis(200);

/// Clocks of the SPI buses in Hz.
const ADE_CLOCK: u32 = 1_000_000;
const ATM_CLOCK: u32 = 150_000;
/// The line's format, the meter's address, and the longest time until it answers.
const BAUD: u32 = 9_600;
const ADDRESS: u8 = 1;
const RESPONSE: Duration = Duration::from_millis(100);

/// What the inputs of the ADE7953 measure at full scale.
const FULL_VOLTAGE: Voltage = Voltage::from_volts(350);
const FULL_CURRENT: Current = Current::from_amps(80);

/// Divider and shunts of the ATM90E26, with the gains at which it reads right through them.
const CIRCUIT: atm::Board = {
    const SHUNT: Shunt = Shunt {
        microvolts_per_ampere: 1_000,
        gain: 1,
        igain: 0x6E49,
    };
    atm::Board {
        microvolts_per_volt: 500,
        ugain: 0xD464,
        line: SHUNT,
        neutral: SHUNT,
    }
};
const PULSES_PER_KWH: u32 = 3_200;

/// The part, as the plant sees it.
enum Model {
    Ade7953(SpiBus, Rc<RefCell<ade::Ade7953>>),
    Atm90e26(SpiBus, Rc<RefCell<atm::Atm90e26>>),
    Sdm120(SerialBus, ModbusMeter),
}

/// The meter on its bus, and what it said last.
pub(super) struct Meter {
    model: Model,
    clock: Clock,
    delay: SimDelay,
    said: Rc<Cell<Input<Power>>>,
}

impl Meter {
    pub(super) fn new(world: &World, part: MeterPart) -> Self {
        let clock = world.clock();
        let spi = |hertz| {
            let bus = world.spi();
            bus.set_frequency(hertz);
            bus
        };
        let model = match part {
            MeterPart::Ade7953 => {
                let scale = FullScale {
                    voltage: FULL_VOLTAGE,
                    current_a: FULL_CURRENT,
                    current_b: FULL_CURRENT,
                };
                let model = ade::Ade7953::new(clock.clone(), scale, ade::Open::default());
                let (bus, model) = (spi(ADE_CLOCK), Rc::new(RefCell::new(model)));
                bus.attach(0, &model);
                Model::Ade7953(bus, model)
            }
            MeterPart::Atm90e26 => {
                let model = atm::Atm90e26::new(clock.clone(), CIRCUIT, atm::Open::default());
                let (bus, model) = (spi(ATM_CLOCK), Rc::new(RefCell::new(model)));
                bus.attach(0, &model);
                Model::Atm90e26(bus, model)
            }
            MeterPart::Sdm120 => {
                let bus = world.serial();
                let (kind, open) = (Kind::Sdm120, modbus::Open::new(Kind::Sdm120));
                let meter = ModbusMeter::new(&bus, kind, ADDRESS, open);
                bus.set_format(Format::new(BAUD));
                Model::Sdm120(bus, meter)
            }
        };
        Self {
            model,
            clock,
            delay: world.delay(),
            said: Rc::new(Cell::new(Err(ErrorKind::NotReady))),
        }
    }

    /// Puts voltage in V and imported power in W before it; the current is in phase.
    pub(super) fn set(&self, voltage: f64, imported: f64) {
        let current = if voltage > 1.0 {
            imported / voltage
        } else {
            0.0
        };
        let lag = if current < 0.0 { 180_000 } else { 0 };
        let (voltage, magnitude) = (volts(voltage), amps(current.abs()));
        match &self.model {
            Model::Ade7953(_, model) => {
                let mut model = model.borrow_mut();
                model.set_voltage(voltage);
                model.set_current(ade::Channel::A, magnitude, lag);
            }
            Model::Atm90e26(_, model) => {
                let mut model = model.borrow_mut();
                model.set_voltage(voltage);
                model.set_line_current(magnitude, lag);
            }
            Model::Sdm120(_, meter) => {
                let power_factor = if current < 0.0 {
                    Ratio::ZERO.saturating_sub(Ratio::ONE)
                } else {
                    Ratio::ONE
                };
                let phase = Phase {
                    voltage,
                    current: magnitude,
                    power_factor,
                    inductive: true,
                };
                meter.set_circuit(Circuit {
                    phases: [phase, Phase::DEAD, Phase::DEAD],
                    frequency: Frequency::from_hertz(50),
                });
            }
        }
    }

    /// What its bus has moved.
    pub(super) fn counts(&self) -> Counts {
        match &self.model {
            Model::Ade7953(bus, _) | Model::Atm90e26(bus, _) => bus.counts(),
            Model::Sdm120(bus, _) => bus.counts(),
        }
    }

    /// The driver in front of it.
    fn driver(&self) -> Result<Driver, Contradiction> {
        Ok(match &self.model {
            Model::Ade7953(bus, _) => {
                let bus = ade7953::asynch::OverSpi::new(bus.device(0, MODE_3));
                Driver::Ade7953(Box::new(ade7953::asynch::Ade7953::new(
                    bus,
                    self.delay.clone(),
                )))
            }
            Model::Atm90e26(bus, _) => {
                let spi = bus.device(0, MODE_3);
                let driver = atm90e26::asynch::Atm90e26::new(spi, self.delay.clone());
                Driver::Atm90e26(Box::new(driver))
            }
            Model::Sdm120(bus, _) => {
                let line = Line::new(BAUD, RESPONSE)?;
                let config =
                    modbus_meter::Config::new(line, ADDRESS, 80, Direction::ImportPositive, EVERY)?;
                let delay = Wait(self.delay.clone());
                let driver = modbus_meter::asynch::Sdm120::new(bus.port(), delay, config);
                Driver::Sdm120(Box::new(driver))
            }
        })
    }
}

/// What the inputs of the ADE7953 are, and which way is which.
fn ade_config() -> ade7953::Config {
    ade7953::Config::new(
        ade7953::Direction::PositiveImports,
        VoltageInput::new(FULL_VOLTAGE),
        CurrentInput::new(FULL_CURRENT),
        CurrentInput::new(FULL_CURRENT),
    )
}

/// The calibration that belongs to [`CIRCUIT`].
fn atm_config() -> atm90e26::Config {
    let metering = MeteringCalibration {
        mode: MeteringMode::RESET.with_l_gain(LineGain::X1),
        ..MeteringCalibration::RESET
    };
    let (line, neutral) = (CIRCUIT.line.igain, CIRCUIT.neutral.igain);
    let measurement = MeasurementCalibration::new(CIRCUIT.ugain, line, neutral);
    let forward = atm90e26::Forward::Import;
    atm90e26::Config::new(metering, measurement, PULSES_PER_KWH, forward, EVERY)
}

/// Waits, for a driver that takes any way of waiting.
struct Wait(SimDelay);

impl modbus_meter::asynch::Delay for Wait {
    async fn delay(&mut self, time: Duration) {
        let nanos = u32::try_from(time.as_nanos()).unwrap_or(u32::MAX);
        self.0.delay_ns(nanos).await;
    }
}

enum Driver {
    Ade7953(Box<ade7953::asynch::Ade7953<ade7953::asynch::OverSpi<SimSpi>, SimDelay>>),
    Atm90e26(Box<atm90e26::asynch::Atm90e26<SimSpi, SimDelay>>),
    Sdm120(Box<modbus_meter::asynch::Sdm120<SerialPort, Wait>>),
}

impl Driver {
    /// Proves and configures the part.
    async fn init(&mut self) -> Result<(), ErrorKind> {
        match self {
            Self::Ade7953(driver) => driver.init(&ade_config()).await.map_err(|e| e.kind()),
            Self::Atm90e26(driver) => driver.init(&atm_config()).await.map_err(|e| e.kind()),
            Self::Sdm120(driver) => driver.init().await.map_err(|e| e.kind()),
        }
    }

    async fn active_power(&mut self) -> Result<Power, ErrorKind> {
        match self {
            Self::Ade7953(driver) => {
                let power = driver.channel(Channel::A).active_power().await;
                power.map_err(|e| e.kind())
            }
            Self::Atm90e26(driver) => {
                let power = driver.line(atm90e26::Line::L).active_power().await;
                power.map_err(|e| e.kind())
            }
            Self::Sdm120(driver) => driver.active_power().await.map_err(|e| e.kind()),
        }
    }

    fn latency(&mut self) -> Duration {
        match self {
            Self::Ade7953(driver) => driver.channel(Channel::A).latency(),
            Self::Atm90e26(driver) => driver.line(atm90e26::Line::L).latency(),
            Self::Sdm120(driver) => driver.latency(),
        }
    }
}

impl House {
    /// Asks the meter for ever. A part that is not there, or has lost its configuration, is configured before it is asked again.
    ///
    /// # Errors
    ///
    /// The settings of the line.
    pub(crate) async fn meter(&self) -> Result<Infallible, Contradiction> {
        let meter = &self.meter;
        let (mut driver, mut delay) = (meter.driver()?, meter.delay.clone());
        let mut is_configured = false;
        loop {
            let before = meter.clock.now();
            let configured = if is_configured {
                Ok(())
            } else {
                driver.init().await
            };
            let answer = match configured {
                Ok(()) => driver.active_power().await,
                Err(kind) => Err(kind),
            };
            is_configured = match answer {
                Ok(_) => true,
                Err(kind) => is_configured && kind != ErrorKind::ConfigurationLost,
            };
            meter.said.set(answered(answer, before, driver.latency()));
            let nanos = u32::try_from(EVERY.as_nanos()).unwrap_or(u32::MAX);
            delay.delay_ns(nanos).await;
        }
    }
}

/// What the meter said last, as a port.
pub(crate) struct MeterSense {
    said: Rc<Cell<Input<Power>>>,
    clock: Clock,
    at: Instant,
}

impl MeterSense {
    pub(super) fn new(meter: &Meter) -> Self {
        Self {
            said: meter.said.clone(),
            clock: meter.clock.clone(),
            at: Instant::ORIGIN,
        }
    }
}

impl ErrorType for MeterSense {
    type Error = ErrorKind;
}

impl Sensor for MeterSense {
    /// The age of what was said.
    fn latency(&self) -> Duration {
        self.clock.now().saturating_since(self.at)
    }
}

impl ActivePowerMeter for MeterSense {
    async fn active_power(&mut self) -> Result<Power, ErrorKind> {
        let reading = self.said.get()?;
        self.at = reading.at;
        Ok(reading.value)
    }
}
