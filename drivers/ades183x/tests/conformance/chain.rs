//! Chains of parts that differ in what no source tells.

use super::bench::{self, Asynch, Blocking, Withheld};
use ades183x::{
    Transparent,
    hal_bms::{CellLimits, CellSet, Limit, SafetyStatus},
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use core::time::Duration;
use hal_conformance::{
    BalancingBench, CellBench, PartBench, ProtectionBench, SafetyBench, SensorDefect,
    TemperatureBench, WireBench,
};
use hal_power_sim::{
    Fault, World,
    model::ades183x::{Bridge, Extended, Open},
};

macro_rules! bench {
    ($bench:ident, $parts:literal, $cells:literal, $open:expr, $latched:expr) => {
        pub(crate) struct $bench(bench::Bench<$parts>);

        impl PartBench for $bench {
            type Blocking = Blocking<$parts>;
            type Asynch = Asynch<$parts>;

            const FAULTS: &'static [Fault] = Fault::SPI;
            const SETTLE: Duration = Duration::from_millis(20);

            fn new() -> Self {
                Self(bench::Bench::of($open, Bridge::Transparent, $cells))
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn brown_out(&mut self) -> bool {
                self.0.brown_out();
                true
            }

            fn blocking(&self) -> Self::Blocking {
                made(self.0.blocking(Transparent))
            }

            fn asynch(&self) -> Self::Asynch {
                made(self.0.asynch(Transparent))
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                driver.init().map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                driver.init().await.map_err(|error| error.kind())
            }
        }

        impl CellBench for $bench {
            fn range() -> (Voltage, Voltage) {
                (
                    Voltage::from_millivolts(-1_900),
                    Voltage::from_millivolts(5_400),
                )
            }

            fn tolerance(_truth: Voltage) -> Voltage {
                Voltage::from_microvolts(150)
            }

            fn beyond() -> Option<Voltage> {
                Some(Voltage::from_millivolts(5_600))
            }

            fn set_cell(&mut self, cell: usize, truth: Voltage) {
                self.0.set_cell(cell, truth);
            }

            fn withhold(&mut self, cell: usize, nth: usize) -> bool {
                let (part, cell) = self.0.place(cell);
                let code = [0x7FFF, 0x8000].get(nth);
                let withheld = code.map(|&code| Withheld { part, cell, code });
                self.0.spi.withhold(withheld);
                withheld.is_some()
            }
        }

        impl TemperatureBench for $bench {
            fn temperatures() -> (Temperature, Temperature) {
                (Temperature::from_celsius(-4), Temperature::from_celsius(84))
            }

            fn tolerance(_truth: Temperature) -> Temperature {
                Temperature::from_millicelsius(20)
            }

            fn set_temperature(&mut self, sensor: usize, truth: Temperature) {
                self.0.set_temperature(sensor, truth);
            }

            fn break_sensor(&mut self, sensor: usize, defect: SensorDefect) -> bool {
                let voltage = match defect {
                    SensorDefect::Open => Voltage::from_millivolts(3_000),
                    SensorDefect::Shorted => Voltage::ZERO,
                    _ => return false,
                };
                self.0.set_sensor(sensor, voltage);
                true
            }
        }

        impl BalancingBench for $bench {
            fn discharged(&self) -> CellSet {
                self.0.discharged()
            }
        }

        impl WireBench for $bench {
            fn open_wire(&mut self, wire: usize) {
                self.0.open_wire(wire);
            }

            fn mend_wires(&mut self) {
                self.0.mend_wires();
            }
        }

        impl ProtectionBench for $bench {
            fn limits() -> (CellLimits, CellLimits) {
                let lowest = limits(2_000, 500, Duration::from_millis(1));
                let highest = limits(5_000, 4_000, Duration::from_secs(10));
                (lowest, highest)
            }

            fn impossible(nth: usize) -> Option<CellLimits> {
                let slow = Duration::from_millis(10);
                [
                    limits(5_500, 2_500, slow),
                    limits(3_650, -2_000, slow),
                    limits(3_650, 2_500, Duration::from_micros(999)),
                ]
                .get(nth)
                .copied()
            }

            fn applied(&self) -> Option<CellLimits> {
                let parts = self.0.parts.iter();
                let found = parts.map(|part| applied(part.borrow_mut().configuration().1));
                let same = found.reduce(|one, other| (one == other).then_some(one).flatten());
                same.flatten()
            }
        }

        impl SafetyBench for $bench {
            const LATCHED: SafetyStatus = SafetyStatus::SUPPLY.union($latched);

            fn raise(&mut self, finding: SafetyStatus) -> bool {
                let last = $parts - 1;
                match finding {
                    SafetyStatus::SUPPLY => self.0.at(last, |part| {
                        part.set_supplies(volts(4_000), volts(3_200));
                    }),
                    SafetyStatus::CELL_OVERVOLTAGE => self.0.set_cell(last, volts(3_700)),
                    SafetyStatus::CELL_UNDERVOLTAGE => self.0.set_cell(last, volts(2_400)),
                    _ => return false,
                }
                self.0.world.clock().advance(Self::SETTLE);
                true
            }

            fn lift(&mut self) {
                let last = $parts - 1;
                self.0
                    .at(last, |part| part.set_supplies(volts(5_000), volts(3_200)));
                self.0.set_cell(last, volts(3_300));
                self.0.world.clock().advance(Self::SETTLE);
            }
        }
    };
}

/// Flags of limits, where they stay.
const LIMITS: SafetyStatus = SafetyStatus::CELL_OVERVOLTAGE.union(SafetyStatus::CELL_UNDERVOLTAGE);

bench!(Plain, 1, 16, staying(true), LIMITS);
bench!(Short, 2, 11, staying(true), LIMITS);
bench!(Long, 3, 16, staying(true), LIMITS);
bench!(Stubborn, 2, 16, stubborn(), SafetyStatus::empty());

fn staying(limits_stay: bool) -> Open {
    Open {
        limits_stay,
        ..Open::default()
    }
}

/// A part that does everything otherwise.
fn stubborn() -> Open {
    let usual = staying(true);
    Open {
        passes_wake_up_on: !usual.passes_wake_up_on,
        limits_at_reset: !usual.limits_at_reset,
        limits_stay: !usual.limits_stay,
        comparing_at_reset: !usual.comparing_at_reset,
        extended: Extended::Pwm,
        timer_ends_discharge: !usual.timer_ends_discharge,
        wake: Duration::from_micros(500),
        ready: Duration::from_micros(10),
        idle: Duration::from_micros(4_300),
        reference_start: Duration::from_millis(5),
        ..usual
    }
}

const fn volts(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

fn limits(over: i32, under: i32, delay: Duration) -> CellLimits {
    let limit = |millivolts| Limit::new(volts(millivolts), delay);
    CellLimits::new(limit(over), limit(under))
}

/// What CFGB says, as the sheet has it; `None` for what it has after a reset.
fn applied([low, middle, high, ..]: [u8; 6]) -> Option<CellLimits> {
    let signed = |bits: u16| i32::from((bits << 4).cast_signed() >> 4);
    let under = signed(u16::from_le_bytes([low, middle & 0x0F]));
    let over = signed(u16::from_le_bytes([middle, high]) >> 4);
    let limit = |code: i32| {
        let threshold = Voltage::from_microvolts(1_500_000 + 2_400 * code);
        Limit::new(threshold, Duration::from_millis(1))
    };
    ((under, over) != (-0x800, 0x7FF)).then(|| CellLimits::new(limit(over), limit(under)))
}

#[expect(clippy::expect_used, reason = "a bench has no other way to say so")]
fn made<T>(driver: Result<T, ades183x::ConfigError>) -> T {
    driver.expect("a configuration that suits the chain")
}
