//! The driver.

use super::{
    Flaw, Flawed,
    part::{
        BALANCE, BALANCE_AND_FEED, CELL, CELLS, CONFIG, CONFIG_NO_TIMER, FAILED, LIMITS,
        NOT_CONVERTED, OPEN, OPEN_WIRE, OVERVOLTAGE, SATURATED, SENSORS, SHORTED, STATUS, SUPPLY,
        TEMPERATURE, WIRES, check,
    },
};
use crate::toy::ToyError;
use core::{marker::PhantomData, time::Duration};
use hal_bms::{CellLimits, CellSet, CellString, Limit, SafetyStatus};
use hal_power::{ErrorKind, Sensor, Temperature, Voltage};
use hal_power_sim::{SimI2c, World};

pub const LATENCY: Duration = Duration::from_millis(1);
pub const EXPIRES: Duration = Duration::from_secs(10);

fn bits(cells: CellSet) -> u16 {
    let low = cells.iter().filter(|cell| *cell < 16);
    low.map(|cell| 1 << cell).sum()
}

fn set(bits: u16) -> CellSet {
    (0..16).filter(|cell| bits & 1 << cell != 0).collect()
}

fn voltage<F: Flawed>(code: u16) -> Result<Voltage, ErrorKind> {
    let offset = if F::FLAW == Flaw::Offset { 3 } else { 0 };
    match code {
        NOT_CONVERTED if F::FLAW != Flaw::TakesCodes => Err(ErrorKind::NotReady),
        FAILED if F::FLAW != Flaw::TakesCodes => Err(ErrorKind::Fault),
        SATURATED if F::FLAW == Flaw::Clips => Ok(Voltage::from_millivolts(5_000)),
        SATURATED => Err(ErrorKind::Saturated),
        code => Ok(Voltage::from_millivolts(
            i32::from(code.cast_signed()) + offset,
        )),
    }
}

fn temperature<F: Flawed>(code: u16) -> Result<Temperature, ErrorKind> {
    let offset = if F::FLAW == Flaw::Offset { 150 } else { 0 };
    match code {
        OPEN | SHORTED if F::FLAW != Flaw::TakesCodes => Err(ErrorKind::Fault),
        code => {
            let celsius = i32::from(code.cast_signed()) * 100 + offset;
            Ok(Temperature::from_millicelsius(celsius))
        }
    }
}

fn findings<F: Flawed>(status: u16) -> SafetyStatus {
    let wire = if F::FLAW == Flaw::WrongFlag {
        SafetyStatus::REDUNDANCY
    } else {
        SafetyStatus::OPEN_WIRE
    };
    [
        (OVERVOLTAGE, SafetyStatus::CELL_OVERVOLTAGE),
        (OPEN_WIRE, wire),
        (SUPPLY, SafetyStatus::SUPPLY),
    ]
    .into_iter()
    .filter(|(bit, _)| status & bit != 0 && F::FLAW != Flaw::FindsNothing)
    .map(|(_, finding)| finding)
    .collect()
}

/// Codes of limits, none looser than asked for.
fn codes<F: Flawed>(asked: &CellLimits) -> Result<[u16; 4], ErrorKind> {
    let (over, under) = (asked.overvoltage, asked.undervoltage);
    let loose = i32::from(F::FLAW == Flaw::RoundsLoose) * 9_999;
    let over_code = (over.threshold.as_microvolts() + loose) / 10_000;
    let under_code = (under.threshold.as_microvolts() + 9_999 - loose) / 10_000;
    let delay = |delay: Duration| {
        let longer = u128::from(F::FLAW == Flaw::LongerDelay);
        (delay.as_millis() / 10 + longer) as i32
    };
    let delays = [delay(over.delay), delay(under.delay)];
    let kept = (100..=500).contains(&over_code)
        && (1..=400).contains(&under_code)
        && delays.iter().all(|delay| *delay >= 1);
    if !kept && F::FLAW != Flaw::ClampsLoose {
        return Err(ErrorKind::OutOfRange);
    }
    let codes = [
        over_code.clamp(100, 500),
        under_code.clamp(1, 400),
        delays[0].clamp(1, 255),
        delays[1].clamp(1, 255),
    ];
    Ok(codes.map(|code| u16::try_from(code).unwrap_or(0)))
}

pub fn limits([over, under, over_delay, under_delay]: [u16; 4]) -> CellLimits {
    let limit = |threshold: u16, delay: u16| {
        Limit::new(
            Voltage::from_millivolts(i32::from(threshold) * 10),
            Duration::from_millis(u64::from(delay) * 10),
        )
    };
    CellLimits::new(limit(over, over_delay), limit(under, under_delay))
}

macro_rules! half {
    ($half:ident, $i2c:path, [$($async_:tt)?], [$($await_:tt)*], $extra:expr) => {
        pub mod $half {
            use super::*;
            use hal_bms::$half::{
                Balancing, CellProtection, CellTemperatures, CellVoltages, OpenWireTest,
                SafetyMonitor,
            };
            use $i2c;

            pub struct Driver<F> {
                address: u8,
                i2c: SimI2c,
                world: World,
                ready: bool,
                poisoned: bool,
                pointer: Option<u8>,
                /// Calls since `init`, for a driver that looks at the configuration now and then.
                calls: u32,
                told: CellSet,
                flaw: PhantomData<F>,
            }

            impl<F: Flawed> Driver<F> {
                pub fn new(address: u8, i2c: SimI2c, world: World) -> Self {
                    Self {
                        address,
                        i2c,
                        world,
                        ready: false,
                        poisoned: false,
                        pointer: None,
                        calls: 0,
                        told: CellSet::NONE,
                        flaw: PhantomData,
                    }
                }

                pub $($async_)? fn init(&mut self) -> Result<(), ErrorKind> {
                    self.ready = false;
                    self.pointer = None;
                    self.calls = 0;
                    if self.poisoned {
                        return Err(ErrorKind::Fault);
                    }
                    self.write(0, Self::config()) $($await_)* ?;
                    if self.read(0) $($await_)* ? != Self::config() {
                        return Err(ErrorKind::Integrity);
                    }
                    self.write(BALANCE, 0) $($await_)* ?;
                    self.write(STATUS, 0) $($await_)* ?;
                    self.ready = true;
                    Ok(())
                }

                fn config() -> u16 {
                    if F::FLAW == Flaw::StopsTimer { CONFIG_NO_TIMER } else { CONFIG }
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
                    let written = self.i2c.write(self.address, &[register, high, low]) $($await_)*;
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
                        self.i2c.read(self.address, &mut reply) $($await_)*
                    } else {
                        self.i2c.write_read(self.address, &[register], &mut reply) $($await_)*
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
                fn begin(&mut self) -> Result<(), ErrorKind> {
                    self.calls += 1;
                    if self.ready || F::FLAW == Flaw::ReadsBeforeInit {
                        return Ok(());
                    }
                    Err(ErrorKind::Refused)
                }

                /// Notices a part that is not as `init` has left it: after what was read, and around what is written.
                $($async_)? fn guard(&mut self) -> Result<(), ErrorKind> {
                    if F::FLAW == Flaw::ReadsBeforeInit {
                        return Ok(());
                    }
                    let skips = F::FLAW == Flaw::NoticesLate && self.calls % 4 != 0;
                    let config = self.read(0) $($await_)* ?;
                    if config != Self::config() && F::FLAW != Flaw::TrustsReset && !skips {
                        return Err(ErrorKind::ConfigurationLost);
                    }
                    if $extra && F::FLAW == Flaw::AsyncReadsTwice {
                        self.read(0) $($await_)* ?;
                    }
                    Ok(())
                }

                fn fits(length: usize, count: usize) -> Result<(), ErrorKind> {
                    if length == count || matches!(F::FLAW, Flaw::AnyLength | Flaw::FindsLengthLate) {
                        return Ok(());
                    }
                    Err(ErrorKind::OutOfRange)
                }

                fn fits_at_last(length: usize, count: usize) -> Result<(), ErrorKind> {
                    if length == count || F::FLAW == Flaw::AnyLength {
                        return Ok(());
                    }
                    Err(ErrorKind::OutOfRange)
                }

                $($async_)? fn try_cells(&mut self, cells: &mut [Voltage]) -> Result<(), ErrorKind> {
                    Self::fits(cells.len(), CELLS)?;
                    self.begin()?;
                    for (cell, register) in cells.iter_mut().zip(CELL..) {
                        let code = self.read(register) $($await_)*;
                        *cell = match code {
                            Err(ErrorKind::Bus) if F::FLAW == Flaw::ZeroOnError => Voltage::ZERO,
                            code => voltage::<F>(code?)?,
                        };
                    }
                    if F::FLAW == Flaw::SwapsCells {
                        cells.swap(1, 2);
                    }
                    self.guard() $($await_)* ?;
                    Self::fits_at_last(cells.len(), CELLS)
                }

                $($async_)? fn try_temperatures(
                    &mut self,
                    temperatures: &mut [Temperature],
                ) -> Result<(), ErrorKind> {
                    Self::fits(temperatures.len(), SENSORS)?;
                    self.begin()?;
                    for (value, register) in temperatures.iter_mut().zip(TEMPERATURE..) {
                        let code = self.read(register) $($await_)*;
                        *value = match code {
                            Err(ErrorKind::Bus) if F::FLAW == Flaw::ZeroOnError => Temperature::ZERO,
                            code => temperature::<F>(code?)?,
                        };
                    }
                    if F::FLAW == Flaw::SwapsSensors {
                        temperatures.reverse();
                    }
                    self.guard() $($await_)* ?;
                    Self::fits_at_last(temperatures.len(), SENSORS)
                }

                $($async_)? fn try_balance(&mut self, mut cells: CellSet) -> Result<(), ErrorKind> {
                    let beyond = cells.highest().is_some_and(|cell| cell >= CELLS);
                    if beyond && F::FLAW != Flaw::AcceptsAnyCell {
                        return Err(ErrorKind::OutOfRange);
                    }
                    if F::FLAW == Flaw::MovesBeforeRefusing && cells.has_neighbours() {
                        self.write(BALANCE, 0) $($await_)* ?;
                    }
                    if cells.has_neighbours() && F::FLAW != Flaw::AcceptsNeighbours {
                        return Err(ErrorKind::Refused);
                    }
                    self.begin()?;
                    self.guard() $($await_)* ?;
                    match F::FLAW {
                        Flaw::DropsHighest => cells = cells.with(CELLS - 1, false),
                        Flaw::AddsNeighbour if !cells.is_empty() => cells = cells.with(0, true),
                        Flaw::KeepsOthers if !cells.is_empty() => cells = cells.union(self.told),
                        _ => {}
                    }
                    self.write(BALANCE, bits(cells)) $($await_)* ?;
                    self.told = cells;
                    self.guard() $($await_)*
                }

                $($async_)? fn try_balanced(&mut self) -> Result<CellSet, ErrorKind> {
                    self.begin()?;
                    let feeds = F::FLAW == Flaw::ReadsFeedTimer;
                    let register = if feeds { BALANCE_AND_FEED } else { BALANCE };
                    let cells = set(self.read(register) $($await_)* ?);
                    self.guard() $($await_)* ?;
                    Ok(if F::FLAW == Flaw::TellsAsked { self.told } else { cells })
                }

                $($async_)? fn try_wires(&mut self) -> Result<CellSet, ErrorKind> {
                    self.begin()?;
                    self.write(WIRES, 0) $($await_)* ?;
                    let found = set(self.read(WIRES) $($await_)* ?);
                    self.guard() $($await_)* ?;
                    Ok(match F::FLAW {
                        Flaw::ForgetsEnds => found.with(0, false).with(CELLS, false),
                        Flaw::OneWireOnly => found.highest().map(CellSet::only).unwrap_or_default(),
                        _ => found,
                    })
                }

                $($async_)? fn try_protect(&mut self, asked: &CellLimits) -> Result<CellLimits, ErrorKind> {
                    if F::FLAW == Flaw::ChangesFirst {
                        self.write(LIMITS, 100) $($await_)* ?;
                    }
                    let codes = codes::<F>(asked)?;
                    self.begin()?;
                    self.guard() $($await_)* ?;
                    for (register, code) in (LIMITS..).zip(codes) {
                        self.write(register, code) $($await_)* ?;
                    }
                    self.guard() $($await_)* ?;
                    Ok(if F::FLAW == Flaw::TellsAsked { *asked } else { limits(codes) })
                }

                $($async_)? fn try_status(&mut self) -> Result<SafetyStatus, ErrorKind> {
                    self.begin()?;
                    let status = self.read(STATUS) $($await_)*;
                    self.guard() $($await_)* ?;
                    if F::FLAW == Flaw::ReadClears {
                        self.write(STATUS, 0) $($await_)* ?;
                    }
                    match status {
                        Err(ErrorKind::Bus) if F::FLAW == Flaw::ZeroOnError => Ok(SafetyStatus::empty()),
                        status => Ok(findings::<F>(status?)),
                    }
                }

                $($async_)? fn try_clear(&mut self) -> Result<(), ErrorKind> {
                    self.begin()?;
                    if F::FLAW != Flaw::NeverClears {
                        self.write(STATUS, 0) $($await_)* ?;
                    }
                    let left = self.read(STATUS) $($await_)* ?;
                    self.guard() $($await_)* ?;
                    if left != 0 && F::FLAW != Flaw::ClearsPresent {
                        return Err(ErrorKind::Fault);
                    }
                    Ok(())
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

            impl<F> CellString for Driver<F> {
                fn cell_count(&self) -> usize {
                    CELLS
                }
            }

            impl<F: Flawed> CellVoltages for Driver<F> {
                $($async_)? fn cell_voltages(&mut self, cells: &mut [Voltage]) -> Result<(), ToyError> {
                    self.try_cells(cells) $($await_)* .map_err(ToyError)
                }
            }

            impl<F: Flawed> CellTemperatures for Driver<F> {
                fn temperature_count(&self) -> usize {
                    SENSORS
                }

                $($async_)? fn cell_temperatures(
                    &mut self,
                    temperatures: &mut [Temperature],
                ) -> Result<(), ToyError> {
                    self.try_temperatures(temperatures) $($await_)* .map_err(ToyError)
                }
            }

            impl<F: Flawed> Balancing for Driver<F> {
                fn allows_neighbours(&self) -> bool {
                    false
                }

                fn expires_after(&self) -> Duration {
                    EXPIRES
                }

                $($async_)? fn balance(&mut self, cells: CellSet) -> Result<(), ToyError> {
                    self.try_balance(cells) $($await_)* .map_err(ToyError)
                }

                $($async_)? fn balanced(&mut self) -> Result<CellSet, ToyError> {
                    self.try_balanced() $($await_)* .map_err(ToyError)
                }
            }

            impl<F: Flawed> OpenWireTest for Driver<F> {
                $($async_)? fn open_wires(&mut self) -> Result<CellSet, ToyError> {
                    self.try_wires() $($await_)* .map_err(ToyError)
                }
            }

            impl<F: Flawed> CellProtection for Driver<F> {
                $($async_)? fn protect_cells(&mut self, asked: &CellLimits) -> Result<CellLimits, ToyError> {
                    self.try_protect(asked) $($await_)* .map_err(ToyError)
                }
            }

            impl<F: Flawed> SafetyMonitor for Driver<F> {
                $($async_)? fn safety_status(&mut self) -> Result<SafetyStatus, ToyError> {
                    self.try_status() $($await_)* .map_err(ToyError)
                }

                $($async_)? fn clear_safety(&mut self) -> Result<(), ToyError> {
                    self.try_clear() $($await_)* .map_err(ToyError)
                }
            }
        }
    };
}

half!(blocking, embedded_hal::i2c::I2c, [], [], false);
half!(asynch, embedded_hal_async::i2c::I2c, [async], [.await], true);
