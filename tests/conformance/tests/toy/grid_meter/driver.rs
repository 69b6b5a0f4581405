//! The driver.

use super::{
    Flaw, Flawed,
    part::{
        ACTIVE, ADDRESS, APPARENT, CONFIG, COUNT, CURRENT, EXPORTED, FACTOR, FREQUENCY, IDENTITY,
        IMPORTED, REACTIVE, VOLTAGE, check,
    },
};
use crate::toy::ToyError;
use core::{marker::PhantomData, time::Duration};
use hal_inverter::MeteredEnergy;
use hal_power::{
    ApparentPower, Current, Energy, ErrorKind, Frequency, Power, Ratio, ReactivePower, Sensor,
    Voltage,
};
use hal_power_sim::{SimI2c, World};

const LATENCY: Duration = Duration::from_millis(20);

fn unsigned<F: Flawed>(code: u16) -> Result<i32, ErrorKind> {
    if code == 0xFFFF && F::FLAW != Flaw::Clips {
        return Err(ErrorKind::Saturated);
    }
    Ok(i32::from(code))
}

fn signed<F: Flawed>(code: u16) -> Result<i32, ErrorKind> {
    let code = code.cast_signed();
    if matches!(code, -0x7FFF | 0x7FFF) && F::FLAW != Flaw::Clips {
        return Err(ErrorKind::Saturated);
    }
    let value = i32::from(code);
    Ok(match F::FLAW {
        Flaw::FlipsSign => -value,
        Flaw::DropsSign => value.abs(),
        Flaw::WrongUnit => value / 1_000,
        Flaw::Offset => value + 20,
        _ => value,
    })
}

/// Sums of both directions in kJ, and the part's counters when they were told.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    exported: i64,
    imported: i64,
    counters: [u16; 2],
}

impl Sums {
    fn with<F: Flawed>(mut self, counters: [u16; 2]) -> Self {
        let last = match F::FLAW {
            Flaw::LosesRests | Flaw::CountsTwice => [0; 2],
            _ => self.counters,
        };
        let [out, into] = [0, 1].map(|way| i64::from(counters[way].wrapping_sub(last[way])));
        match F::FLAW {
            Flaw::SwapsDirections => {
                self.exported += into;
                self.imported += out;
            }
            Flaw::Nets => {
                let net = self.exported - self.imported + out - into;
                (self.exported, self.imported) = (net.max(0), (-net).max(0));
            }
            _ => {
                self.exported += out;
                self.imported += into;
            }
        }
        self.counters = counters;
        self
    }

    fn told<F: Flawed>(self) -> MeteredEnergy {
        let joules = |sum: i64| {
            let wrapped = if F::FLAW == Flaw::WrapsEarly {
                sum % 128
            } else {
                sum
            };
            // a Wh for a kWh is as far off as a J for a kJ
            let unit = if F::FLAW == Flaw::WrongUnit { 1 } else { 1_000 };
            Energy::from_joules(wrapped * unit)
        };
        MeteredEnergy::new(joules(self.imported), joules(self.exported))
    }
}

macro_rules! half {
    ($half:ident, $i2c:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use hal_inverter::$half::{
                ActivePowerMeter, ApparentPowerMeter, CurrentMeter, EnergyMeter, FrequencyMeter,
                PowerFactorMeter, ReactivePowerMeter, VoltageMeter,
            };
            use $i2c;

            pub struct Driver<F> {
                i2c: SimI2c,
                world: World,
                ready: bool,
                poisoned: bool,
                pointer: Option<u8>,
                /// Of the last measurement that was told.
                count: u16,
                sums: Sums,
                flaw: PhantomData<F>,
            }

            impl<F: Flawed> Driver<F> {
                pub fn new(i2c: SimI2c, world: World) -> Self {
                    Self {
                        i2c,
                        world,
                        ready: false,
                        poisoned: false,
                        pointer: None,
                        count: 0,
                        sums: Sums::default(),
                        flaw: PhantomData,
                    }
                }

                pub $($async_)? fn init(&mut self) -> Result<(), ErrorKind> {
                    self.ready = false;
                    self.pointer = None;
                    if self.poisoned {
                        return Err(ErrorKind::Fault);
                    }
                    if F::FLAW == Flaw::WritesBeforeIdentity {
                        self.write(1, CONFIG) $($await_)* ?;
                    }
                    let identity = self.read(0) $($await_)* ?;
                    if identity != IDENTITY && F::FLAW != Flaw::TrustsAnybody {
                        return Err(ErrorKind::WrongDevice);
                    }
                    if self.read(1) $($await_)* ? != CONFIG {
                        // it has reset: its counters begin anew
                        self.write(1, CONFIG) $($await_)* ?;
                        self.sums.counters = [0; 2];
                    }
                    if self.read(1) $($await_)* ? != CONFIG {
                        return Err(ErrorKind::Integrity);
                    }
                    if F::FLAW == Flaw::ForgetsSums {
                        (self.sums.exported, self.sums.imported) = (0, 0);
                    }
                    (self.count, self.ready) = (0, true);
                    Ok(())
                }

                /// What leaves the bus in doubt.
                fn failed<T>(&mut self) -> Result<T, ErrorKind> {
                    self.pointer = None;
                    self.poisoned = F::FLAW == Flaw::StaysPoisoned;
                    let says_nothing = F::FLAW == Flaw::KindOther;
                    Err(if says_nothing { ErrorKind::Other } else { ErrorKind::Bus })
                }

                $($async_)? fn write(&mut self, register: u8, value: u16) -> Result<(), ErrorKind> {
                    let [high, low] = value.to_be_bytes();
                    self.pointer = None;
                    let begin = self.world.now();
                    let written = self.i2c.write(ADDRESS, &[register, high, low]) $($await_)*;
                    self.judge_time(begin)?;
                    if written.is_err() {
                        return self.failed();
                    }
                    Ok(())
                }

                $($async_)? fn read(&mut self, register: u8) -> Result<u16, ErrorKind> {
                    let mut reply = [0; 3];
                    let cached = self.pointer == Some(register);
                    self.pointer = (F::FLAW == Flaw::CachesPointerEarly).then_some(register);
                    let begin = self.world.now();
                    let read = if cached {
                        self.i2c.read(ADDRESS, &mut reply) $($await_)*
                    } else {
                        self.i2c.write_read(ADDRESS, &[register], &mut reply) $($await_)*
                    };
                    self.judge_time(begin)?;
                    if read.is_err() {
                        return self.failed();
                    }
                    self.pointer = Some(register);
                    let [high, low, own] = reply;
                    if own != check(high, low) && F::FLAW != Flaw::IgnoresChecksum {
                        self.pointer = None;
                        return Err(ErrorKind::Integrity);
                    }
                    Ok(u16::from_be_bytes([high, low]))
                }

                fn judge_time(&self, begin: hal_power::Instant) -> Result<(), ErrorKind> {
                    let took = self.world.now().saturating_since(begin);
                    if F::FLAW == Flaw::Impatient && took > Duration::from_micros(900) {
                        return Err(ErrorKind::Other);
                    }
                    Ok(())
                }

                /// Refuses before `init`.
                fn begin(&self) -> Result<(), ErrorKind> {
                    if self.ready || F::FLAW == Flaw::ReadsBeforeInit {
                        return Ok(());
                    }
                    Err(ErrorKind::Refused)
                }

                /// Looks whether the part is still what it was told to be, and has measured since it was last asked.
                $($async_)? fn guard(&mut self) -> Result<(), ErrorKind> {
                    if $extra && F::FLAW == Flaw::AsyncReadsTwice {
                        self.read(COUNT) $($await_)* ?;
                    }
                    let count = self.read(COUNT) $($await_)* ?;
                    let trusts = matches!(F::FLAW, Flaw::TrustsReset | Flaw::ReadsBeforeInit);
                    if !trusts && self.read(1) $($await_)* ? != CONFIG {
                        self.ready = F::FLAW == Flaw::NeverTellsReset;
                        let tells = F::FLAW != Flaw::NeverTellsReset;
                        return Err(if tells { ErrorKind::ConfigurationLost } else { ErrorKind::Fault });
                    }
                    let takes_any = matches!(F::FLAW, Flaw::AcceptsFrozen | Flaw::ClaimsNoLatency)
                        || !self.ready;
                    if !takes_any && count == self.count {
                        return Err(ErrorKind::NotReady);
                    }
                    if count == 0 && !trusts {
                        return Err(ErrorKind::NotReady);
                    }
                    self.count = count;
                    Ok(())
                }

                $($async_)? fn value<const N: usize>(&mut self, registers: [u8; N]) -> Result<[u16; N], ErrorKind> {
                    self.begin()?;
                    let mut codes = [0; N];
                    for (code, register) in codes.iter_mut().zip(registers) {
                        *code = match self.read(register) $($await_)* {
                            Err(ErrorKind::Bus) if F::FLAW == Flaw::ZeroOnError => 0,
                            code => code?,
                        };
                    }
                    self.guard() $($await_)* ?;
                    Ok(codes)
                }

                $($async_)? fn try_energy(&mut self) -> Result<MeteredEnergy, ErrorKind> {
                    self.begin()?;
                    let mut counters = [0; 2];
                    for (counter, register) in counters.iter_mut().zip([EXPORTED, IMPORTED]) {
                        *counter = self.read(register) $($await_)* ?;
                        if F::FLAW == Flaw::LosesRests {
                            self.write(register, 0) $($await_)* ?;
                        }
                    }
                    let before = self.sums;
                    if F::FLAW == Flaw::TakesBeforeTold {
                        self.sums.counters = counters;
                    }
                    self.guard() $($await_)* ?;
                    self.sums = before.with::<F>(counters);
                    Ok(self.sums.told::<F>())
                }
            }

            impl<F> hal_power::ErrorType for Driver<F> {
                type Error = ToyError;
            }

            impl<F: Flawed> Sensor for Driver<F> {
                fn latency(&self) -> Duration {
                    if F::FLAW == Flaw::ClaimsNoLatency { Duration::ZERO } else { LATENCY }
                }
            }

            impl<F: Flawed> VoltageMeter for Driver<F> {
                $($async_)? fn rms_voltage(&mut self) -> Result<Voltage, ToyError> {
                    let [code] = self.value([VOLTAGE]) $($await_)* .map_err(ToyError)?;
                    let value = unsigned::<F>(code).map_err(ToyError)?;
                    Ok(Voltage::from_microvolts(value * 10_000))
                }
            }

            impl<F: Flawed> CurrentMeter for Driver<F> {
                $($async_)? fn rms_current(&mut self) -> Result<Current, ToyError> {
                    let codes = self.value([CURRENT, ACTIVE]) $($await_)* .map_err(ToyError)?;
                    let value = unsigned::<F>(codes[0]).map_err(ToyError)?;
                    let imports = codes[1].cast_signed() < 0 && F::FLAW == Flaw::SignedCurrent;
                    Ok(Current::from_microamps(value * if imports { -10_000 } else { 10_000 }))
                }
            }

            impl<F: Flawed> ActivePowerMeter for Driver<F> {
                $($async_)? fn active_power(&mut self) -> Result<Power, ToyError> {
                    let [code] = self.value([ACTIVE]) $($await_)* .map_err(ToyError)?;
                    let value = signed::<F>(code).map_err(ToyError)?;
                    Ok(Power::from_watts(value))
                }
            }

            impl<F: Flawed> ReactivePowerMeter for Driver<F> {
                $($async_)? fn reactive_power(&mut self) -> Result<ReactivePower, ToyError> {
                    let [code] = self.value([REACTIVE]) $($await_)* .map_err(ToyError)?;
                    let value = signed::<F>(code).map_err(ToyError)?;
                    let leads = F::FLAW == Flaw::LeadsForLags;
                    Ok(ReactivePower::from_vars(if leads { -value } else { value }))
                }
            }

            impl<F: Flawed> ApparentPowerMeter for Driver<F> {
                $($async_)? fn apparent_power(&mut self) -> Result<ApparentPower, ToyError> {
                    let codes = self.value([APPARENT, ACTIVE, REACTIVE]) $($await_)* .map_err(ToyError)?;
                    let mut each = [0; 3];
                    for (value, code) in each.iter_mut().zip(codes) {
                        *value = signed::<F>(code).map_err(ToyError)?;
                    }
                    let [apparent, active, reactive] = each;
                    Ok(ApparentPower::from_volt_amps(match F::FLAW {
                        Flaw::ApparentIsActive => active,
                        Flaw::AddsPowers => active.abs() + reactive.abs(),
                        _ => apparent,
                    }))
                }
            }

            impl<F: Flawed> PowerFactorMeter for Driver<F> {
                $($async_)? fn power_factor(&mut self) -> Result<Ratio, ToyError> {
                    let [code] = self.value([FACTOR]) $($await_)* .map_err(ToyError)?;
                    let value = signed::<F>(code).map_err(ToyError)?;
                    let unsigned = F::FLAW == Flaw::FactorUnsigned;
                    Ok(Ratio::from_ppm(if unsigned { i32::from(code) } else { value } * 100))
                }
            }

            impl<F: Flawed> FrequencyMeter for Driver<F> {
                $($async_)? fn frequency(&mut self) -> Result<Frequency, ToyError> {
                    let [code] = self.value([FREQUENCY]) $($await_)* .map_err(ToyError)?;
                    Ok(Frequency::from_millihertz(u32::from(code) * 10))
                }
            }

            impl<F: Flawed> EnergyMeter for Driver<F> {
                $($async_)? fn active_energy(&mut self) -> Result<MeteredEnergy, ToyError> {
                    let answer = self.try_energy() $($await_)*;
                    if F::FLAW == Flaw::ZeroOnError && answer == Err(ErrorKind::Bus) {
                        return Ok(MeteredEnergy::default());
                    }
                    answer.map_err(ToyError)
                }
            }
        }
    };
}

half!(blocking, embedded_hal::i2c::I2c, [], [], false);
half!(asynch, embedded_hal_async::i2c::I2c, [async], [.await], true);
