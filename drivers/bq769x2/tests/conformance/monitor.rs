//! One BQ76952 with 16 cells.

use core::time::Duration;

use bq769x2::{
    asynch, blocking,
    hal_bms::{CellLimits, CellSet, Limit, SafetyStatus},
    hal_power::{Error as _, ErrorKind, Temperature, Voltage},
};
use hal_conformance::{
    PartBench,
    cells::{
        BalancingBench, CellBench, ProtectionBench, SafetyBench, SensorDefect, TemperatureBench,
    },
};
use hal_power_sim::{
    Fault, SimDelay, World,
    model::bq769x2::{Part, Thermistor},
};

use super::bench::{self, Bench, THERMISTORS, Wire, limits, open, sixteen, sound};

pub(crate) struct Monitor<W: Wire>(Bench<W>);

impl<W: Wire> PartBench for Monitor<W> {
    type Blocking = blocking::Bq76952<W::Blocking, SimDelay>;
    type Asynch = asynch::Bq76952<W::Asynch, SimDelay>;

    const FAULTS: &'static [Fault] = W::FAULTS;
    const SETTLE: Duration = bench::SETTLE;

    fn new() -> Self {
        Self(Bench::new(Part::Bq76952, open()))
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn brown_out(&mut self) -> bool {
        self.0.model().brown_out();
        true
    }

    fn blocking(&self) -> Self::Blocking {
        self.0.blocking(sound(sixteen()))
    }

    fn asynch(&self) -> Self::Asynch {
        self.0.asynch(sound(sixteen()))
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init().map_err(|error| error.kind())
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await.map_err(|error| error.kind())
    }
}

impl<W: Wire> CellBench for Monitor<W> {
    fn range() -> (Voltage, Voltage) {
        (
            Voltage::from_millivolts(2_100),
            Voltage::from_millivolts(4_200),
        )
    }

    fn tolerance(_truth: Voltage) -> Voltage {
        Voltage::from_microvolts(600)
    }

    fn beyond() -> Option<Voltage> {
        Some(Voltage::from_millivolts(5_800))
    }

    fn set_cell(&mut self, cell: usize, truth: Voltage) {
        self.0.model().set_cell(cell, truth);
    }

    fn withhold(&mut self, _cell: usize, _nth: usize) -> bool {
        false
    }
}

impl<W: Wire> TemperatureBench for Monitor<W> {
    fn temperatures() -> (Temperature, Temperature) {
        (
            Temperature::from_celsius(-30),
            Temperature::from_celsius(110),
        )
    }

    fn tolerance(_truth: Temperature) -> Temperature {
        Temperature::from_millicelsius(101)
    }

    fn set_temperature(&mut self, sensor: usize, truth: Temperature) {
        self.set_thermistor(sensor, Thermistor::At(truth));
    }

    fn break_sensor(&mut self, sensor: usize, defect: SensorDefect) -> bool {
        self.set_thermistor(
            sensor,
            match defect {
                SensorDefect::Open => Thermistor::Open,
                SensorDefect::Shorted => Thermistor::Shorted,
                _ => return false,
            },
        );
        true
    }
}

impl<W: Wire> Monitor<W> {
    fn set_thermistor(&mut self, sensor: usize, thermistor: Thermistor) {
        if let Some(&pin) = THERMISTORS.get(sensor) {
            self.0.model().set_thermistor(pin, thermistor);
        }
    }
}

impl<W: Wire> BalancingBench for Monitor<W> {
    fn discharged(&self) -> CellSet {
        let (mask, _) = self.0.model().discharged_cells();
        (0..16).filter(|cell| mask & 1 << cell != 0).collect()
    }
}

impl<W: Wire> ProtectionBench for Monitor<W> {
    fn limits() -> (CellLimits, CellLimits) {
        let limit = |millivolts, delay| {
            Limit::new(
                Voltage::from_millivolts(millivolts),
                Duration::from_millis(delay),
            )
        };
        (
            CellLimits::new(limit(3_300, 10), limit(0, 10)),
            CellLimits::new(limit(5_700, 8_000), limit(3_200, 8_000)),
        )
    }

    fn impossible(nth: usize) -> Option<CellLimits> {
        let all = [
            limits(1_011, 0, 100),
            limits(5_000, 4_555, 100),
            limits(2_500, 2_600, 100),
            limits(3_650, 2_500, 9),
        ];
        all.get(nth).copied()
    }

    /// What is in effect in the part, by its bytes.
    fn applied(&self) -> Option<CellLimits> {
        let mut model = self.0.model();
        let mut at = |address| model.effective(address);
        if at(0x9261) & 0x0C != 0x0C {
            return None;
        }
        let mut limit = |threshold: u16| {
            let delay = u16::from_le_bytes([at(threshold + 1), at(threshold + 2)]);
            Limit::new(
                Voltage::from_microvolts(i32::from(at(threshold)) * 50_600),
                Duration::from_micros((u64::from(delay) + 2) * 3_300),
            )
        };
        let (under, over) = (limit(0x9275), limit(0x9278));
        Some(CellLimits::new(over, under))
    }
}

/// More than any delay and any recovery.
const LONG: Duration = Duration::from_secs(8);

impl<W: Wire> SafetyBench for Monitor<W> {
    /// All of it ends by itself.
    const LATCHED: SafetyStatus = SafetyStatus::empty();

    fn raise(&mut self, finding: SafetyStatus) -> bool {
        let volts = Voltage::from_millivolts;
        match finding {
            SafetyStatus::CELL_OVERVOLTAGE => self.set_cell(3, volts(4_400)),
            SafetyStatus::CELL_UNDERVOLTAGE => self.set_cell(3, volts(1_900)),
            SafetyStatus::OVERTEMPERATURE_CHARGE => {
                self.set_temperature(1, Temperature::from_celsius(75));
            }
            SafetyStatus::UNDERTEMPERATURE_CHARGE => {
                self.set_temperature(0, Temperature::from_celsius(-25));
            }
            SafetyStatus::INTERNAL_TEMPERATURE => {
                let hot = Temperature::from_celsius(80);
                self.0.model().set_die_temperature(hot);
            }
            _ => return false,
        }
        self.0.world.clock().advance(LONG);
        true
    }

    fn lift(&mut self) {
        self.set_cell(3, Voltage::from_millivolts(3_300));
        for sensor in 0..THERMISTORS.len() {
            self.set_temperature(sensor, Temperature::from_celsius(25));
        }
        self.0
            .model()
            .set_die_temperature(Temperature::from_celsius(25));
        self.0.world.clock().advance(LONG);
    }
}
