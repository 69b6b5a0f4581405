//! Voltmeter: register 0 holds 0x5A5A, 1 the configuration, 2 the voltage in mV, 3 the configuration again. Converts each
//! millisecond once configured; 0x8000 until then.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use hal_conformance::SensorBench;
use hal_power::{ErrorKind, Voltage};
use hal_power_sim::{Fault, SimI2c, World, clock::Clock, device::I2cDevice};
use std::rc::Rc;

const ADDRESS: u8 = 0x20;
const IDENTITY: u16 = 0x5A5A;
const CONFIG: u16 = 0x4001;
const CONVERSION: Duration = Duration::from_millis(1);

/// The part.
pub struct Part {
    clock: Clock,
    truth: [(u64, i32); 2],
    config: u16,
    configured: u64,
    pointer: u8,
    written: Vec<u8>,
    read: usize,
}

impl Part {
    fn new(clock: Clock) -> Self {
        Self {
            clock,
            truth: [(0, 0); 2],
            config: 0,
            configured: 0,
            pointer: 0,
            written: Vec::new(),
            read: 0,
        }
    }

    fn set_truth(&mut self, millivolts: i32) {
        self.truth = [self.truth[1], (self.clock.nanos(), millivolts)];
    }

    fn register(&self) -> u16 {
        match self.pointer {
            0 => IDENTITY,
            1 | 3 => self.config,
            2 => self.value(),
            _ => 0xFFFF,
        }
    }

    fn value(&self) -> u16 {
        if self.config != CONFIG {
            return 0;
        }
        let period = CONVERSION.as_nanos() as u64;
        let sampled = self.clock.nanos() / period * period;
        if sampled <= self.configured {
            return 0x8000;
        }
        let [(_, old), (since, new)] = self.truth;
        let millivolts = if since <= sampled { new } else { old };
        (millivolts.clamp(-32_767, 32_767) as i16).cast_unsigned()
    }
}

impl I2cDevice for Part {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS
    }

    fn start(&mut self, _address: u8, _read: bool) {
        self.written.clear();
        self.read = 0;
    }

    fn write(&mut self, byte: u8) -> bool {
        self.written.push(byte);
        match self.written[..] {
            [pointer] => self.pointer = pointer,
            [1, high, low] => {
                self.config = u16::from_be_bytes([high, low]);
                self.configured = self.clock.nanos();
            }
            _ => {}
        }
        true
    }

    fn read(&mut self) -> u8 {
        let byte = self.register().to_be_bytes()[self.read % 2];
        self.read += 1;
        byte
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        self.config = 0;
        self.pointer = 0;
    }
}

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    ZeroOnError,
    KindOther,
    WritesBeforeIdentity,
    TrustsAnybody,
    TrustsReset,
    Unsigned,
    Clips,
    StaysPoisoned,
    ReadsBeforeInit,
    ClaimsNoLatency,
    AsyncReadsTwice,
    CachesPointerEarly,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

macro_rules! half {
    ($half:ident, $i2c:path, $sensor:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use $i2c;
            use $sensor;

            pub struct Meter<F> {
                i2c: SimI2c,
                ready: bool,
                poisoned: bool,
                pointer: Option<u8>,
                flaw: PhantomData<F>,
            }

            impl<F: Flawed> Meter<F> {
                pub fn new(i2c: SimI2c) -> Self {
                    Self { i2c, ready: false, poisoned: false, pointer: None, flaw: PhantomData }
                }

                pub $($async_)? fn init(&mut self) -> Result<(), ErrorKind> {
                    self.ready = false;
                    self.pointer = None;
                    if F::FLAW == Flaw::WritesBeforeIdentity {
                        self.configure() $($await_)* ?;
                    }
                    let identity = self.read(0) $($await_)* ?;
                    if identity != IDENTITY && F::FLAW != Flaw::TrustsAnybody {
                        return Err(ErrorKind::WrongDevice);
                    }
                    self.configure() $($await_)* ?;
                    if self.read(3) $($await_)* ? != CONFIG {
                        return Err(ErrorKind::Integrity);
                    }
                    self.ready = true;
                    Ok(())
                }

                $($async_)? fn configure(&mut self) -> Result<(), ErrorKind> {
                    let [high, low] = CONFIG.to_be_bytes();
                    self.pointer = None;
                    let written = self.i2c.write(ADDRESS, &[1, high, low]) $($await_)*;
                    written.map_err(|_| ErrorKind::Bus)
                }

                $($async_)? fn read(&mut self, register: u8) -> Result<u16, ErrorKind> {
                    let mut bytes = [0; 2];
                    let cached = self.pointer == Some(register);
                    self.pointer = (F::FLAW == Flaw::CachesPointerEarly).then_some(register);
                    let read = if cached {
                        self.i2c.read(ADDRESS, &mut bytes) $($await_)*
                    } else {
                        self.i2c.write_read(ADDRESS, &[register], &mut bytes) $($await_)*
                    };
                    if read.is_err() {
                        self.pointer = None;
                        self.poisoned = F::FLAW == Flaw::StaysPoisoned;
                        return Err(if F::FLAW == Flaw::KindOther { ErrorKind::Other } else { ErrorKind::Bus });
                    }
                    self.pointer = Some(register);
                    Ok(u16::from_be_bytes(bytes))
                }

                $($async_)? fn measure(&mut self) -> Result<Voltage, ErrorKind> {
                    if self.poisoned {
                        return Err(ErrorKind::Fault);
                    }
                    if !self.ready && F::FLAW != Flaw::ReadsBeforeInit {
                        return Err(ErrorKind::ConfigurationLost);
                    }
                    let code = self.read(2) $($await_)* ?;
                    if $extra && F::FLAW == Flaw::AsyncReadsTwice {
                        self.read(2) $($await_)* ?;
                    }
                    let trusts = matches!(F::FLAW, Flaw::TrustsReset | Flaw::ReadsBeforeInit);
                    if !trusts && self.read(3) $($await_)* ? != CONFIG {
                        self.ready = false;
                        return Err(ErrorKind::ConfigurationLost);
                    }
                    match code.cast_signed() {
                        i16::MIN => Err(ErrorKind::NotReady),
                        -32_767 | 32_767 if F::FLAW != Flaw::Clips => Err(ErrorKind::Saturated),
                        _ if F::FLAW == Flaw::Unsigned => Ok(Voltage::from_millivolts(i32::from(code))),
                        code => Ok(Voltage::from_millivolts(i32::from(code))),
                    }
                }
            }

            impl<F> hal_power::ErrorType for Meter<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> hal_power::Sensor for Meter<F> {
                fn latency(&self) -> Duration {
                    if F::FLAW == Flaw::ClaimsNoLatency { Duration::ZERO } else { CONVERSION }
                }
            }

            impl<F: Flawed> VoltageSensor for Meter<F> {
                $($async_)? fn voltage(&mut self) -> Result<Voltage, ToyError> {
                    let answer = self.measure() $($await_)*;
                    if F::FLAW == Flaw::ZeroOnError && answer == Err(ErrorKind::Bus) {
                        return Ok(Voltage::ZERO);
                    }
                    answer.map_err(ToyError)
                }
            }
        }
    };
}

half!(
    blocking,
    embedded_hal::i2c::I2c,
    hal_power::blocking::VoltageSensor,
    [],
    [],
    false
);
half!(asynch, embedded_hal_async::i2c::I2c, hal_power::asynch::VoltageSensor, [async], [.await], true);

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    i2c: SimI2c,
    flaw: PhantomData<F>,
}

impl<F: Flawed> SensorBench for Bench<F> {
    type Quantity = Voltage;
    type Blocking = blocking::Meter<F>;
    type Asynch = asynch::Meter<F>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const HAS_IDENTITY: bool = true;

    fn new() -> Self {
        let world = World::new();
        let part = Rc::new(RefCell::new(Part::new(world.clock())));
        let bus = world.i2c();
        bus.attach(&part);
        let i2c = bus.controller();
        Self {
            world,
            part,
            i2c,
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn range() -> (Voltage, Voltage) {
        (
            Voltage::from_millivolts(-30_000),
            Voltage::from_millivolts(30_000),
        )
    }

    fn tolerance(_truth: Voltage) -> Voltage {
        Voltage::from_millivolts(1)
    }

    fn beyond() -> Option<Voltage> {
        Some(Voltage::from_volts(40))
    }

    fn set_truth(&mut self, truth: Voltage) {
        self.part.borrow_mut().set_truth(truth.as_millivolts());
    }

    fn brown_out(&mut self) {
        self.part.borrow_mut().brown_out();
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Meter::new(self.i2c.clone())
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Meter::new(self.i2c.clone())
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init()
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await
    }
}
