//! The simulated board: ports over the plant, and one part on a bus.

mod bank;
mod battery;
mod buses;
mod cells;
mod contacts;
mod desk;
mod fast;
mod gates;
mod insulation;
mod meter;
pub(crate) mod pack;
mod residual;
mod senses;
mod stage;

pub use bank::RelayDriver;
pub use buses::BusLayout;
pub(crate) use contacts::{CONTACTOR_RELEASE, RELAY_OPERATE, RELAY_RELEASE, REST};
pub(crate) use fast::{CODES, CODES_A_VOLT, CODES_AN_AMP};
pub use meter::MeterPart;
pub use pack::Monitor;
pub(crate) use residual::TEST_CURRENT;

use crate::{
    chronicle::Chronicle,
    plant::{MODULE, Orders, Outside, PRECHARGE_RESISTOR, Paths, Plant},
    quantity::{amps, celsius, volts},
    run::Broken,
    scenario::{Resistor, Trouble},
    settings::Contradiction,
};
use all_in_one_firmware::{
    Board, ControlConfig, Monitors, Ports, PvPorts,
    hal_inverter::Profile,
    hal_power::{Error as _, Power, Sensor as _},
};
use alloc::rc::Rc;
use bank::Bank;
use battery::{BatteryPart, BatterySense};
use buses::Buses;
use cells::{CellPart, CellSense};
use contacts::{BondMirror, Coils, paths};
use core::{
    cell::{Cell, Ref, RefCell},
    convert::Infallible,
};
use desk::Desk;
use embedded_hal::digital::{ErrorType, InputPin};
use embedded_hal_async::delay::DelayNs as _;
use fast::{Fast, SimModulator};
use gates::{BridgeGates, GateParts, PairGates};
use hal_power_sim::{
    Counts, Pin, SimDelay, World,
    stage::{SimBatteryLeg, SimBoost, SimBridge, Timer},
};
use insulation::{BridgeMonitor, Nets};
use meter::{Meter, MeterSense};
use pack::InverterEnd;
use residual::SimResidual;
use senses::{Backup, Earth, Grid, LineProbe, Link, NeutralProbe, Pv, Sense};
use stage::{Stages, drives, modulation, switched};

/// The cell that the temperature sensor of the cabinet sits at, and no thermistor of a monitor.
const SENSED: usize = 1;

/// The parts that the board is fitted with, and how its sensors are wired.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitted {
    pub(crate) relays: RelayDriver,
    pub(crate) layout: BusLayout,
    pub(crate) monitor: Monitor,
    pub(crate) meter: MeterPart,
}

/// Everything behind the ports.
pub(crate) struct House {
    world: World,
    pub(crate) chronicle: Rc<Chronicle>,
    plant: RefCell<Plant>,
    rated: Power,
    buses: Buses,
    battery: BatteryPart,
    cells: CellPart,
    meter: Meter,
    pub(crate) stages: Stages,
    pub(crate) gates: GateParts,
    relays: Rc<Coils>,
    paths: Cell<Paths>,
    nets: Nets,
    /// What the bridge puts out in this period, of the link's voltage; `None` with its gates off.
    modulation: Cell<Option<f64>>,
    /// The bridge is on and puts nothing out, where the AC side is averaged.
    silent: Rc<Cell<bool>>,
    /// What runs once in every period; `None` where the AC side is averaged.
    fast: Option<Fast>,
    /// Current in A with which the battery leg charges at least, once it is not told to discharge.
    runaway: Cell<f64>,
    residual_test: Pin,
    discharge: Pin,
    pub(crate) pack: pack::PackHouse,
    /// The user has pressed the button.
    pub(crate) pressed: Cell<bool>,
}

impl House {
    pub(crate) fn new(
        world: &World,
        profile: &Profile,
        fitted: Fitted,
        plant: Plant,
        control: Option<ControlConfig>,
    ) -> Result<Rc<Self>, Contradiction> {
        let chronicle = Rc::new(Chronicle::default());
        let buses = Buses::new(world, fitted.layout);
        let has_boost = profile.pv_trackers().is_some();
        let stages = Stages::new(world, has_boost, control.is_some(), &chronicle);
        let relays = Coils::new(world, fitted.relays, chronicle.clone());
        Ok(Rc::new(Self {
            fast: control
                .map(|control| Fast::new(control, &stages.bridge, relays.inhibits()))
                .transpose()?,
            modulation: Cell::new(None),
            silent: Rc::default(),
            gates: GateParts::new(world, &chronicle),
            stages,
            relays,
            rated: profile.rating,
            battery: BatteryPart::new(world, &buses),
            cells: CellPart::new(world, &buses),
            meter: Meter::new(world, fitted.meter),
            nets: Nets::new(world, &plant),
            buses,
            paths: Cell::default(),
            runaway: Cell::new(0.0),
            residual_test: world.pin(false),
            discharge: world.pin(false),
            pack: pack::PackHouse::new(world, fitted.monitor, plant.battery.cells() / MODULE)?,
            pressed: Cell::new(false),
            plant: RefCell::new(plant),
            world: world.clone(),
            chronicle,
        }))
    }

    /// Creates the firmware's ports, the parts behind them brought up.
    ///
    /// # Errors
    ///
    /// The first part's that fails, or the link's.
    pub(crate) async fn ports(self: &Rc<Self>) -> Result<Ports<SimBoard>, Broken> {
        let mut battery = BatterySense::new(self.buses.access(&self.buses.battery));
        battery.configure().await.map_err(|error| error.kind())?;
        let mut cells = CellSense::new(self.buses.access(&self.buses.cells));
        cells.configure().await.map_err(|error| error.kind())?;
        let contacts = Bank::start(&self.relays).await?;
        let (bridge_gates, battery_leg_gates, boost_gates) =
            self.gates.drivers(&self.world).await?;
        // the first results of all sensors
        let first = battery.latency().max(cells.latency());
        let nanos = u32::try_from(first.as_nanos()).unwrap_or(u32::MAX);
        self.world.delay().delay_ns(nanos).await;
        Ok(Ports {
            battery,
            cells,
            link: Sense::new(self),
            grid: Sense::new(self),
            line_probe: Sense::new(self),
            neutral_probe: Sense::new(self),
            backup: Sense::new(self),
            earth: Sense::new(self),
            meter: MeterSense::new(&self.meter),
            residual: match &self.fast {
                Some(fast) => fast.residual(),
                None => SimResidual::True(Sense::new(self)),
            },
            residual_test: self.residual_test.clone(),
            pv: self.stages.boost.as_ref().map(|boost| PvPorts {
                input: Sense::new(self),
                boost: SimBoost::of(boost.clone()),
                gates: boost_gates,
            }),
            contacts,
            bond: BondMirror(self.relays.clone()),
            bridge: SimBridge::of(self.stages.bridge.clone()),
            bridge_gates,
            modulator: match &self.fast {
                Some(fast) => fast.modulator(),
                None => SimModulator::Averaged {
                    bridge: SimBridge::of(self.stages.bridge.clone()),
                    rating: self.rated,
                    silent: self.silent.clone(),
                },
            },
            battery_leg: SimBatteryLeg::of(self.stages.leg.clone()),
            battery_leg_gates,
            force_trip: self.stages.force.clone(),
            gates_off: GatesOff(self.clone()),
            discharge: self.discharge.clone(),
            battery_link: self.inverter_end()?,
            operator: Desk(self.clone()),
            journal: Desk(self.clone()),
            delay: self.world.delay(),
            clock: Desk(self.clone()),
        })
    }

    /// Creates the monitors of insulation, nothing switched yet.
    ///
    /// # Errors
    ///
    /// What their drivers are told contradicts itself.
    pub(crate) fn monitors(&self) -> Result<Monitors<SimBoard>, Contradiction> {
        let [battery, link] = self.nets.monitors(&self.world)?;
        Ok(Monitors { battery, link })
    }

    /// What all buses have moved.
    pub(crate) fn counts(&self) -> Counts {
        let (relays, gates) = (self.relays.part().counts(), self.gates.counts());
        let [monitors, link] = self.pack_counts();
        self.buses.counts() + self.meter.counts() + relays + gates + monitors + link
    }

    /// The plant as it is now.
    pub(crate) fn plant(&self) -> Ref<'_, Plant> {
        self.plant.borrow()
    }

    /// The same, with the gates as they are at this moment and not over a period.
    pub(crate) fn step_switched(&self, dt: f64, outside: &Outside) {
        if self.fast.is_some() {
            let link = volts(self.plant.borrow().link.voltage);
            self.modulation.set(switched(&self.stages.bridge, link));
        }
        self.step(dt, outside);
    }

    /// Lets the plant pass a step under what the board orders now.
    pub(crate) fn step(&self, dt: f64, outside: &Outside) {
        self.stages.follow();
        self.gates.follow(&self.stages);
        self.relays.follow();
        let closed = self.relays.settle();
        self.paths.set(paths(closed));
        let rating = watts(self.rated);
        let rated = |timer: &Timer| drives(timer).map(|share| share * rating);
        let has_waves = self.fast.is_some();
        let stages = &self.stages;
        let orders = Orders {
            bridge: rated(&stages.bridge).filter(|_| !has_waves && !self.silent.get()),
            modulation: self.modulation.get().filter(|_| stages.bridge.is_on()),
            leg: rated(&stages.leg).map(|power| self.disobey(power)),
            boost: stages.boost.as_ref().and_then(drives),
            paths: self.paths.get(),
            discharge: self.discharge.level(),
        };
        let mut plant = self.plant.borrow_mut();
        plant.step(dt, outside, &orders);
        let battery = &plant.battery;
        self.battery
            .set(volts(battery.voltage()), amps(battery.current()));
        self.cells.set(celsius(battery.temperature(SENSED)));
        self.meter.set(plant.ac.grid, plant.ac.imported);
        self.nets.follow(&plant, closed, self.paths.get());
        drop(plant);
        self.follow_monitors();
    }

    /// Power out of the battery where the leg no longer does as it is told.
    fn disobey(&self, told: f64) -> f64 {
        let least = self.runaway.get() * self.plant.borrow().battery.voltage();
        if told > 0.0 { told } else { told.min(-least) }
    }

    /// Puts the waves before the converters, and their current through the legs.
    pub(crate) fn expose(&self) {
        let plant = self.plant.borrow();
        if let (Some(fast), Some(now)) = (&self.fast, plant.now()) {
            fast.expose(&now, plant.link.voltage, self.residual_test.level());
            let current = amps(now.bridge);
            let bridge = &self.stages.bridge;
            bridge.set_current(0, current);
            bridge.set_current(1, current.saturating_neg());
            let link = volts(plant.link.voltage);
            self.modulation.set(modulation(bridge, link));
        }
    }

    /// A period of the carrier ends, and its interrupt runs.
    pub(crate) fn interrupt(&self) {
        if let Some(fast) = &self.fast {
            fast.interrupt(self.world.now());
            self.relays.follow();
        }
    }

    /// Lets what goes wrong in and around the battery begin and end.
    pub(crate) fn turn(&self, trouble: &Trouble) {
        let plant = &mut *self.plant.borrow_mut();
        plant.precharge = match trouble.resistor {
            Resistor::Sound => PRECHARGE_RESISTOR,
            Resistor::Open => f64::INFINITY,
            Resistor::Shorted => 0.05,
        };
        self.runaway.set(trouble.runaway);
        self.turn_pack(trouble);
    }

    /// Welds a contact of the bank.
    pub(crate) fn weld(&self, contact: u32) {
        self.relays.weld(contact);
    }

    /// Makes a contact of the bank stick open.
    pub(crate) fn stick(&self, contact: u32) {
        self.relays.stick(contact);
    }

    /// Whether the discharge resistor is across the link.
    pub(crate) fn discharges(&self) -> bool {
        self.discharge.level()
    }
}

fn watts(power: Power) -> f64 {
    f64::from(power.as_milliwatts()) / 1e3
}

/// High while every gate is off.
pub(crate) struct GatesOff(Rc<House>);

impl ErrorType for GatesOff {
    type Error = Infallible;
}

impl InputPin for GatesOff {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.stages.gates_are_off())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.0.stages.gates_are_off())
    }
}

/// Names the types of the board's ports.
pub(crate) enum SimBoard {}

impl Board for SimBoard {
    type Battery = BatterySense;
    type Cells = CellSense;
    type Link = Sense<Link>;
    type Grid = Sense<Grid>;
    type LineProbe = Sense<LineProbe>;
    type NeutralProbe = Sense<NeutralProbe>;
    type Backup = Sense<Backup>;
    type Earth = Sense<Earth>;
    type Meter = MeterSense;
    type BatteryInsulation = BridgeMonitor;
    type LinkInsulation = BridgeMonitor;
    type Residual = SimResidual;
    type Pv = Sense<Pv>;
    type Contacts = Bank;
    type Bond = BondMirror;
    type Bridge = SimBridge;
    type BridgeGates = BridgeGates;
    type Modulator = SimModulator;
    type BatteryLeg = SimBatteryLeg;
    type BatteryLegGates = PairGates;
    type BoostGates = PairGates;
    type Boost = SimBoost;
    type Output = Pin;
    type Input = GatesOff;
    type BatteryLink = InverterEnd<Desk>;
    type Operator = Desk;
    type Journal = Desk;
    type Delay = SimDelay;
    type Clock = Desk;
}
