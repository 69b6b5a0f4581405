//! The driver.

use super::{
    Flaw, Flawed,
    part::{ADDRESS, CONFIG, DESATURATION, GATES, SUPPLY, THERMAL, WARNING},
};
use crate::toy::ToyError;
use core::marker::PhantomData;
use embedded_hal::digital::OutputPin;
use hal_inverter::{Disarmed, GateFaults};
use hal_power::ErrorKind;
use hal_power_sim::{FusedPin, Pin, SimI2c};

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
