//! A part in a simulated world, and its driver.

use std::{
    cell::{RefCell, RefMut},
    rc::Rc,
    time::Duration,
};

use atm90e26::{Config, Forward, MeasurementCalibration, MeteringCalibration, hal_power};
use embedded_hal::spi::MODE_3;
use hal_power::{Current, Energy, Power, Voltage};
use hal_power_sim::{
    SimSpi, World,
    model::atm90e26::{Atm90e26 as Part, Board, Open, Sensor},
};

/// 529 mV at 230 V; 167 mV at 10 A through either sensor.
pub(crate) const BOARD: Board = Board {
    microvolts_per_volt: 2_300,
    ugain: 0xD464,
    line: Sensor {
        microvolts_per_ampere: 16_700,
        gain: 1,
        igain: 0x6E49,
    },
    neutral: Sensor {
        microvolts_per_ampere: 16_700,
        gain: 1,
        igain: 0x7531,
    },
};
const PULSES_PER_KWH: u32 = 1_000;
/// 838 860 800 × 167 mV × 529 mV ÷ (1000 × 230 V × 10 A) = 32 220 643.3.
const PL_CONSTANT: u32 = 32_220_643;
/// A tenth of a pulse.
pub(crate) const TENTH: Energy = Energy::from_joules(360);
/// How often the model has new values.
pub(crate) const PERIOD: Duration = Duration::from_millis(500);

pub(crate) const METERING: MeteringCalibration = MeteringCalibration {
    pl_constant: PL_CONSTANT,
    ..MeteringCalibration::RESET
};

pub(crate) const fn config(forward: Forward) -> Config {
    configured(METERING, forward)
}

pub(crate) const fn configured(metering: MeteringCalibration, forward: Forward) -> Config {
    let measurement =
        MeasurementCalibration::new(BOARD.ugain, BOARD.line.igain, BOARD.neutral.igain);
    Config::new(metering, measurement, PULSES_PER_KWH, forward, PERIOD).with_neutral_line()
}

pub(crate) struct Rig<D> {
    pub(crate) world: World,
    pub(crate) shared: Rc<RefCell<Part>>,
    pub(crate) driver: D,
}

impl<D> Rig<D> {
    /// The physical side.
    pub(crate) fn part(&self) -> RefMut<'_, Part> {
        self.shared.borrow_mut()
    }

    pub(crate) fn volts(&self, volts: i32) {
        self.part().set_voltage(Voltage::from_volts(volts));
    }

    /// A current of the L line that lags the voltage by degrees.
    pub(crate) fn amps(&self, amps: i32, lag: i32) {
        let current = Current::from_amps(amps);
        self.part().set_line_current(current, lag * 1_000);
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    /// Waits until every value is of now.
    pub(crate) fn settle(&self) {
        self.wait(PERIOD);
    }

    /// Returns how many transfers `act` takes.
    pub(crate) fn transfers(&mut self, act: impl FnOnce(&mut D)) -> u64 {
        self.world.start_trace();
        act(&mut self.driver);
        self.world.take_trace().transfers()
    }
}

/// What a power brings from a moment on.
pub(crate) struct Flow {
    watts: i64,
    since: u64,
}

impl Flow {
    pub(crate) fn new(world: &World, power: Power) -> Self {
        Self {
            watts: i64::from(power.as_milliwatts()) / 1_000,
            since: world.clock().nanos(),
        }
    }

    pub(crate) fn energy(&self, world: &World) -> Energy {
        let nanos = i64::try_from(world.clock().nanos() - self.since).unwrap();
        Energy::from_millijoules(self.watts * (nanos / 1_000) / 1_000)
    }
}

/// One tenth of a pulse that is not full, and one for where the counting of a part began.
pub(crate) fn is_near(found: Energy, truth: Energy) -> bool {
    found.abs_diff(truth) <= TENTH.saturating_add(TENTH)
}

pub(crate) const fn joules(joules: i64) -> Energy {
    Energy::from_joules(joules)
}

macro_rules! rigs {
    ($($half:ident $new:ident $live:ident: |$world:ident, $call:ident| $run:expr;)+) => {$(
        pub(crate) mod $half {
            use super::*;
            use atm90e26::$half::Atm90e26;
            use hal_power_sim::SimDelay;

            pub(crate) type Driver = Atm90e26<SimSpi, SimDelay>;

            /// A part that has power, and a driver that has done nothing.
            pub(crate) fn $new(open: Open) -> Rig<Driver> {
                let world = World::new();
                let part = Part::new(world.clock(), BOARD, open);
                world.clock().advance(open.reset_time);
                let shared = Rc::new(RefCell::new(part));
                let bus = world.spi();
                bus.set_frequency(160_000);
                bus.attach(0, &shared);
                let driver = Atm90e26::new(bus.device(0, MODE_3), world.delay());
                Rig { world, shared, driver }
            }

            /// One that is initialised at 230 V, without load.
            pub(crate) fn $live(open: Open, config: &Config) -> Rig<Driver> {
                let mut rig = $new(open);
                rig.volts(230);
                {
                    let $world = rig.world.clone();
                    let $call = rig.driver.init(config);
                    $run.unwrap();
                }
                rig
            }
        }
    )+};
}
rigs! {
    blocking new live: |_world, call| call;
    asynch new live: |world, call| world.block_on(call).unwrap();
}
