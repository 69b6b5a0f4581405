//! Gate driver of two gates on I2C, with a pin that turns them off. It tries again by itself after a desaturation, and holds a
//! gate off after a thermal shutdown.
//!
//! Register 0 is the configuration; 1 and 2 are the status of the gates; a write of 1 to register 3 clears, of 2 enables, of 0
//! disables. A reply is a byte and its complement.

use super::ToyError;
use core::{cell::RefCell, marker::PhantomData, time::Duration};
use embedded_hal::digital::OutputPin;
use hal_conformance::GateBench;
use hal_inverter::{Disarmed, GateFaults};
use hal_power::ErrorKind;
use hal_power_sim::{Fault, Fuse, FusedPin, Pin, SimI2c, World, device::I2cDevice};
use std::rc::Rc;

const ADDRESS: u8 = 0x22;
const CONFIG: u8 = 0x5A;
const GATES: usize = 2;
const DESATURATION: u8 = 1 << 0;
const THERMAL: u8 = 1 << 1;
const SUPPLY: u8 = 1 << 2;
const WARNING: u8 = 1 << 3;
const KEPT: u8 = DESATURATION | THERMAL;

/// The part.
#[derive(Default)]
pub struct Part {
    config: u8,
    damaged: bool,
    enabled: bool,
    inputs: [bool; GATES],
    present: [u8; GATES],
    kept: [u8; GATES],
    pointer: u8,
    written: Vec<u8>,
    read: usize,
}

impl Part {
    fn is_on(&self, gate: usize) -> bool {
        let stops = (self.present[gate] & !WARNING) | (self.kept[gate] & THERMAL);
        self.enabled && self.inputs[gate] && stops == 0
    }

    fn register(&self) -> u8 {
        match self.pointer {
            0 => self.config,
            gate @ 1..=2 => {
                let gate = usize::from(gate) - 1;
                self.present[gate] & !DESATURATION | self.kept[gate]
            }
            _ => 0xFF,
        }
    }

    fn command(&mut self, command: u8) {
        match command {
            0 => self.enabled = false,
            1 => self.kept = self.present.map(|present| present & THERMAL),
            2 => self.enabled = true,
            _ => {}
        }
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
            [0, config] => self.config = config ^ u8::from(self.damaged),
            [3, command] => self.command(command),
            _ => {}
        }
        true
    }

    fn read(&mut self) -> u8 {
        let byte = self.register();
        self.read += 1;
        if self.read == 1 { byte } else { !byte }
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        (self.config, self.enabled, self.kept) = (0, false, [0; GATES]);
    }
}

/// What is wrong with a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    DrivesAtInit,
    EnablesUninitialised,
    ClearEnables,
    NeverEnables,
    AnyLength,
    FindsLengthLate,
    IgnoresReadBack,
    Mirrored,
    WrongFlag,
    ForgetsUnion,
    ReportsOnce,
    ReadClears,
    EnableClears,
    RefusesAndClears,
    TrustsLastReading,
    TrustsPart,
    ClearsPresent,
    NeverClears,
    SwallowsErrors,
    KindOther,
    SwallowsPinErrors,
    IgnoresChecksum,
    StaysOn,
    ForgetsDoubt,
    StaysPoisoned,
    TrustsReset,
    EnablesReset,
    AsyncReadsTwice,
    ReadyEarly,
}

/// A flaw as a type, so that each makes a bench of its own.
pub trait Flawed {
    const FLAW: Flaw;
}

fn flags<F: Flawed>(status: u8) -> GateFaults {
    let supply = if F::FLAW == Flaw::WrongFlag {
        GateFaults::OVERVOLTAGE_POSITIVE
    } else {
        GateFaults::UNDERVOLTAGE_POSITIVE
    };
    [
        (DESATURATION, GateFaults::DESATURATION),
        (THERMAL, GateFaults::THERMAL_SHUTDOWN),
        (SUPPLY, supply),
        (WARNING, GateFaults::THERMAL_WARNING),
    ]
    .into_iter()
    .filter(|(bit, _)| status & bit != 0)
    .map(|(_, flag)| flag)
    .collect()
}

macro_rules! half {
    ($half:ident, $i2c:path, $trait:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use $i2c;
            use $trait;

            pub struct Driver<F> {
                i2c: SimI2c,
                off: FusedPin<Pin>,
                ready: bool,
                poisoned: bool,
                /// What was reported and not cleared.
                kept: [GateFaults; GATES],
                flaw: PhantomData<F>,
            }

            impl<F: Flawed> Driver<F> {
                pub fn new(i2c: SimI2c, off: FusedPin<Pin>) -> Self {
                    Self {
                        i2c,
                        off,
                        ready: false,
                        poisoned: false,
                        kept: Default::default(),
                        flaw: PhantomData,
                    }
                }

                pub $($async_)? fn init(&mut self) -> Result<(), ErrorKind> {
                    self.ready = F::FLAW == Flaw::ReadyEarly;
                    let done = self.try_init() $($await_)*;
                    self.ready = done.is_ok();
                    self.doubt(done)
                }

                $($async_)? fn try_init(&mut self) -> Result<(), ErrorKind> {
                    if self.poisoned {
                        return Err(ErrorKind::Fault);
                    }
                    self.off.set_low().map_err(|_| ErrorKind::Bus)?;
                    self.write(0, CONFIG) $($await_)* ?;
                    if self.read(0) $($await_)* ? != CONFIG && F::FLAW != Flaw::IgnoresReadBack {
                        return Err(ErrorKind::Integrity);
                    }
                    self.write(3, 1) $($await_)* ?;
                    self.kept = Default::default();
                    if F::FLAW == Flaw::DrivesAtInit {
                        self.write(3, 2) $($await_)* ?;
                        let _ = self.off.set_high();
                    }
                    Ok(())
                }

                $($async_)? fn write(&mut self, register: u8, byte: u8) -> Result<(), ErrorKind> {
                    let written = self.i2c.write(ADDRESS, &[register, byte]) $($await_)*;
                    written.map_err(|_| ErrorKind::Bus)
                }

                $($async_)? fn read(&mut self, register: u8) -> Result<u8, ErrorKind> {
                    let mut reply = [0; 2];
                    let read = self.i2c.write_read(ADDRESS, &[register], &mut reply) $($await_)*;
                    read.map_err(|_| ErrorKind::Bus)?;
                    if reply[0] != !reply[1] && F::FLAW != Flaw::IgnoresChecksum {
                        return Err(ErrorKind::Integrity);
                    }
                    Ok(reply[0])
                }

                /// Turns off after what leaves the part in doubt.
                fn doubt<T>(&mut self, done: Result<T, ErrorKind>) -> Result<T, ErrorKind> {
                    let doubtful = matches!(
                        done,
                        Err(ErrorKind::Bus | ErrorKind::Integrity | ErrorKind::ConfigurationLost)
                    );
                    if doubtful {
                        self.ready &= F::FLAW == Flaw::ForgetsDoubt;
                        self.poisoned = F::FLAW == Flaw::StaysPoisoned;
                        if F::FLAW != Flaw::StaysOn {
                            let _ = self.off.set_low();
                        }
                    }
                    match done {
                        Err(ErrorKind::Bus) if F::FLAW == Flaw::KindOther => Err(ErrorKind::Other),
                        done => done,
                    }
                }

                $($async_)? fn look(&mut self, trusting: bool) -> Result<[GateFaults; GATES], ErrorKind> {
                    if !self.ready && F::FLAW != Flaw::EnablesUninitialised {
                        return Err(ErrorKind::Refused);
                    }
                    let config = self.read(0) $($await_)* ?;
                    if config != CONFIG
                        && self.ready
                        && !trusting
                        && !matches!(F::FLAW, Flaw::TrustsReset | Flaw::IgnoresReadBack)
                    {
                        return Err(ErrorKind::ConfigurationLost);
                    }
                    let first = self.read(1) $($await_)* ?;
                    let second = self.read(2) $($await_)* ?;
                    if $extra && F::FLAW == Flaw::AsyncReadsTwice {
                        self.read(2) $($await_)* ?;
                    }
                    let mut status = [first, second];
                    if F::FLAW == Flaw::Mirrored {
                        status.reverse();
                    }
                    let found = status.map(flags::<F>);
                    if F::FLAW != Flaw::TrustsPart {
                        for (kept, found) in self.kept.iter_mut().zip(found) {
                            *kept |= found & (GateFaults::DESATURATION | GateFaults::THERMAL_SHUTDOWN);
                        }
                    }
                    if self.kept.iter().any(|kept| kept.contains(GateFaults::DESATURATION)) {
                        self.off.set_low().map_err(|_| ErrorKind::Bus)?;
                    }
                    Ok(found)
                }

                $($async_)? fn try_faults(
                    &mut self,
                    gates: &mut [GateFaults],
                ) -> Result<GateFaults, ErrorKind> {
                    let before = self.kept;
                    let mut found = self.look(false) $($await_)* ?;
                    for ((found, kept), before) in found.iter_mut().zip(self.kept).zip(before) {
                        *found |= kept;
                        if F::FLAW == Flaw::ReportsOnce {
                            *found -= before;
                        }
                    }
                    if F::FLAW == Flaw::ReadClears {
                        self.write(3, 1) $($await_)* ?;
                    }
                    for (gate, found) in gates.iter_mut().zip(found) {
                        *gate = found;
                    }
                    let last = if F::FLAW == Flaw::ForgetsUnion { 1 } else { GATES };
                    Ok(found[..last].iter().copied().collect())
                }

                $($async_)? fn try_clear(&mut self) -> Result<(), ErrorKind> {
                    self.look(false) $($await_)* ?;
                    self.write(3, 0) $($await_)* ?;
                    self.write(3, 1) $($await_)* ?;
                    if F::FLAW != Flaw::NeverClears {
                        self.kept = Default::default();
                    }
                    let left = self.look(false) $($await_)* ?;
                    if F::FLAW == Flaw::ClearEnables {
                        self.write(3, 2) $($await_)* ?;
                        let _ = self.off.set_high();
                    }
                    let persists = left.iter().any(|left| !left.stopping().is_empty());
                    if persists && F::FLAW != Flaw::ClearsPresent {
                        return Err(ErrorKind::Fault);
                    }
                    Ok(())
                }

                $($async_)? fn try_enable(&mut self) -> Result<(), ErrorKind> {
                    if F::FLAW == Flaw::EnableClears {
                        self.kept = Default::default();
                        self.write(3, 1) $($await_)* ?;
                    }
                    let found = match F::FLAW {
                        Flaw::TrustsLastReading if self.ready => Default::default(),
                        _ => self.look(F::FLAW == Flaw::EnablesReset) $($await_)* ?,
                    };
                    let holds = found
                        .into_iter()
                        .zip(self.kept)
                        .any(|(found, kept)| !(found | kept).stopping().is_empty());
                    if holds {
                        if F::FLAW == Flaw::RefusesAndClears {
                            self.write(3, 1) $($await_)* ?;
                        }
                        return Err(ErrorKind::Fault);
                    }
                    if F::FLAW == Flaw::NeverEnables {
                        return Ok(());
                    }
                    self.write(3, 2) $($await_)* ?;
                    match self.off.set_high() {
                        Err(_) if F::FLAW != Flaw::SwallowsPinErrors => Err(ErrorKind::Bus),
                        _ => Ok(()),
                    }
                }
            }

            impl<F> hal_power::ErrorType for Driver<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> GateDriver for Driver<F> {
                fn count(&self) -> usize {
                    GATES
                }

                $($async_)? fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, ToyError> {
                    let fits = gates.len() == GATES;
                    if !fits && !matches!(F::FLAW, Flaw::AnyLength | Flaw::FindsLengthLate) {
                        return Err(ToyError(ErrorKind::OutOfRange));
                    }
                    let done = self.try_faults(gates) $($await_)*;
                    if !fits && F::FLAW == Flaw::FindsLengthLate {
                        return Err(ToyError(ErrorKind::OutOfRange));
                    }
                    let done = self.doubt(done);
                    if done == Err(ErrorKind::Bus) && F::FLAW == Flaw::SwallowsErrors {
                        gates.fill(GateFaults::empty());
                        return Ok(GateFaults::empty());
                    }
                    done.map_err(ToyError)
                }

                $($async_)? fn clear_faults(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), ToyError> {
                    let done = self.try_clear() $($await_)*;
                    self.doubt(done).map_err(ToyError)
                }

                $($async_)? fn enable(&mut self, _disarmed: &Disarmed<'_>) -> Result<(), ToyError> {
                    let done = self.try_enable() $($await_)*;
                    self.doubt(done).map_err(ToyError)
                }
            }
        }
    };
}

half!(
    blocking,
    embedded_hal::i2c::I2c,
    hal_inverter::blocking::GateDriver,
    [],
    [],
    false
);
half!(asynch, embedded_hal_async::i2c::I2c, hal_inverter::asynch::GateDriver, [async], [.await], true);

/// The bench of one flaw.
pub struct Bench<F> {
    world: World,
    part: Rc<RefCell<Part>>,
    i2c: SimI2c,
    off: Pin,
    fuse: Fuse,
    flaw: PhantomData<F>,
}

impl<F: Flawed> GateBench for Bench<F> {
    type Blocking = blocking::Driver<F>;
    type Asynch = asynch::Driver<F>;

    const FAULTS: &'static [Fault] = Fault::I2C;
    const HAS_OFF_PIN: bool = true;
    const LATCHED: GateFaults = GateFaults::DESATURATION.union(GateFaults::THERMAL_SHUTDOWN);
    const SETTLE: Duration = Duration::from_micros(10);

    fn new() -> Self {
        let world = World::new();
        let part = Rc::new(RefCell::new(Part::default()));
        let bus = world.i2c();
        bus.attach(&part);
        let i2c = bus.controller();
        Self {
            off: world.pin(false),
            world,
            part,
            i2c,
            fuse: Fuse::new(),
            flaw: PhantomData,
        }
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn fuse(&self) -> Option<&Fuse> {
        Some(&self.fuse)
    }

    fn set_input(&mut self, gate: usize, on: bool) {
        self.part.borrow_mut().inputs[gate] = on;
    }

    fn gate_is_on(&self, gate: usize) -> bool {
        self.off.level() && self.part.borrow().is_on(gate)
    }

    fn raise(&mut self, gate: usize, fault: GateFaults) -> bool {
        let bit = match fault {
            GateFaults::DESATURATION => DESATURATION,
            GateFaults::THERMAL_SHUTDOWN => THERMAL,
            GateFaults::UNDERVOLTAGE_POSITIVE => SUPPLY,
            GateFaults::THERMAL_WARNING => WARNING,
            _ => return false,
        };
        let mut part = self.part.borrow_mut();
        part.present[gate] |= bit;
        part.kept[gate] |= bit & KEPT;
        true
    }

    fn lift(&mut self, gate: usize) {
        self.part.borrow_mut().present[gate] = 0;
    }

    fn damage_configuration(&mut self, nth: usize) -> bool {
        self.part.borrow_mut().damaged = nth == 0;
        nth == 0
    }

    fn brown_out(&mut self) -> bool {
        self.part.borrow_mut().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        blocking::Driver::new(self.i2c.clone(), self.fuse.pin(self.off.clone()))
    }

    fn asynch(&self) -> Self::Asynch {
        asynch::Driver::new(self.i2c.clone(), self.fuse.pin(self.off.clone()))
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init()
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await
    }
}
