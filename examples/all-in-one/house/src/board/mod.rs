//! The simulated board: ports over the plant, and one part on a bus.

mod bank;
mod battery;
mod buses;
mod cells;
mod contacts;
mod desk;
mod senses;
mod stage;

pub use bank::RelayDriver;
pub use buses::BusLayout;
pub(crate) use contacts::{CONTACTOR_RELEASE, RELAY_OPERATE, RELAY_RELEASE, REST};
pub(crate) use senses::TEST_CURRENT;

use crate::{
    chronicle::{Chronicle, Stage},
    plant::{Orders, Outside, Paths, Plant},
    quantity::{amps, celsius, volts},
};
use all_in_one_firmware::{
    Board, Ports, PvPorts,
    hal_bms::LimitFrame,
    hal_inverter::{BatteryLeg, Boost, Bridge, Profile},
    hal_power::{Error as _, ErrorKind, Instant, Power, Sensor as _},
};
use alloc::rc::Rc;
use bank::Bank;
use battery::{BatteryPart, BatterySense};
use buses::Buses;
use cells::{CellPart, CellSense};
use contacts::{Coils, paths};
use core::{
    cell::{Cell, RefCell},
    convert::Infallible,
    time::Duration,
};
use desk::Desk;
use embedded_hal::digital::{ErrorType, InputPin};
use embedded_hal_async::delay::DelayNs as _;
use hal_power_sim::{Counts, Pin, SimDelay, World};
use senses::{Backup, DcNet, Grid, LineProbe, Link, Meter, NeutralProbe, Pv, Residual, Sense};
use stage::{Hardware, SimStage};

/// Time between two frames of the battery.
const FRAME_EVERY: Duration = Duration::from_millis(100);

/// Everything behind the ports.
pub(crate) struct House {
    world: World,
    pub(crate) chronicle: Rc<Chronicle>,
    plant: RefCell<Plant>,
    rating: f64,
    buses: Buses,
    battery: BatteryPart,
    cells: CellPart,
    bridge: Rc<Hardware>,
    leg: Rc<Hardware>,
    /// `None` on an AC-coupled model.
    boost: Option<Rc<Hardware>>,
    relays: Rc<Coils>,
    paths: Cell<Paths>,
    force_trip: Pin,
    residual_test: Pin,
    discharge: Pin,
    frame: Cell<Option<(Instant, LimitFrame)>>,
    next_frame: Cell<Instant>,
    /// The user has pressed the button.
    pub(crate) pressed: Cell<bool>,
}

impl House {
    pub(crate) fn new(
        world: &World,
        profile: &Profile,
        relays: RelayDriver,
        layout: BusLayout,
        plant: Plant,
    ) -> Rc<Self> {
        let chronicle = Rc::new(Chronicle::default());
        let buses = Buses::new(world, layout);
        let force_trip = world.pin(false);
        let (clock, force) = (|| world.clock(), || force_trip.clone());
        let boost = profile
            .pv_trackers()
            .map(|_| Hardware::unsigned(Stage::Boost, force(), clock(), chronicle.clone()));
        Rc::new(Self {
            battery: BatteryPart::new(world, &buses),
            cells: CellPart::new(world, &buses),
            buses,
            bridge: Hardware::signed(Stage::Bridge, force(), clock(), chronicle.clone()),
            leg: Hardware::signed(Stage::BatteryLeg, force(), clock(), chronicle.clone()),
            boost,
            relays: Coils::new(world, relays, chronicle.clone()),
            paths: Cell::default(),
            rating: watts(profile.rating),
            residual_test: world.pin(false),
            discharge: world.pin(false),
            frame: Cell::new(None),
            next_frame: Cell::new(Instant::ORIGIN),
            pressed: Cell::new(false),
            plant: RefCell::new(plant),
            world: world.clone(),
            force_trip,
            chronicle,
        })
    }

    /// Creates the firmware's ports, the parts behind them brought up.
    ///
    /// # Errors
    ///
    /// The kind of the first part's that fails.
    pub(crate) async fn ports(self: &Rc<Self>) -> Result<Ports<SimBoard>, ErrorKind> {
        let mut battery = BatterySense::new(self.buses.access(&self.buses.battery));
        battery.configure().await.map_err(|error| error.kind())?;
        let mut cells = CellSense::new(self.buses.access(&self.buses.cells));
        cells.configure().await.map_err(|error| error.kind())?;
        let contacts = Bank::start(&self.relays).await?;
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
            meter: Sense::new(self),
            insulation: Sense::new(self),
            residual: Sense::new(self),
            residual_test: self.residual_test.clone(),
            pv: self.boost.as_ref().map(|boost| PvPorts {
                input: Sense::new(self),
                boost: SimStage::new(boost),
            }),
            contacts,
            bridge: SimStage::new(&self.bridge),
            battery_leg: SimStage::new(&self.leg),
            force_trip: self.force_trip.clone(),
            gates_off: GatesOff(self.clone()),
            discharge: self.discharge.clone(),
            limits: Desk(self.clone()),
            operator: Desk(self.clone()),
            journal: Desk(self.clone()),
            delay: self.world.delay(),
            clock: Desk(self.clone()),
        })
    }

    /// What all buses have moved.
    pub(crate) fn counts(&self) -> Counts {
        let (i2c, spi) = (self.buses.counts(), self.relays.part().counts());
        Counts {
            transfers: i2c.transfers + spi.transfers,
            bits: i2c.bits + spi.bits,
            bytes: i2c.bytes + spi.bytes,
        }
    }

    /// The plant as it is now.
    pub(crate) fn plant(&self) -> Plant {
        self.plant.borrow().clone()
    }

    /// Lets the plant pass a step under what the board orders now.
    pub(crate) fn step(&self, dt: f64, outside: &Outside) {
        self.relays.follow();
        self.paths.set(paths(self.relays.settle()));
        let rated = |hardware: &Hardware| hardware.drives().map(|share| share * self.rating);
        let orders = Orders {
            bridge: rated(&self.bridge),
            leg: rated(&self.leg),
            boost: self.boost.as_ref().and_then(|boost| boost.drives()),
            paths: self.paths.get(),
            discharge: self.discharge.level(),
        };
        let mut plant = self.plant.borrow_mut();
        plant.step(dt, outside, &orders);
        let battery = &plant.battery;
        self.battery
            .set(volts(battery.voltage()), amps(battery.current()));
        self.cells.set(celsius(battery.hottest()));
        drop(plant);
        self.send_frame();
    }

    fn send_frame(&self) {
        let now = self.world.now();
        if now >= self.next_frame.get() {
            self.next_frame.set(now.saturating_add(FRAME_EVERY));
            self.frame.set(Some((now, desk::frame(self))));
        }
    }

    fn gates_are_off(&self) -> bool {
        let boost = self.boost.as_ref().is_some_and(|boost| boost.is_on());
        !(self.bridge.is_on() || self.leg.is_on() || boost)
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
        Ok(self.0.gates_are_off())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(!self.0.gates_are_off())
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
    type Meter = Sense<Meter>;
    type Insulation = Sense<DcNet>;
    type Residual = Sense<Residual>;
    type Pv = Sense<Pv>;
    type Contacts = Bank;
    type Bridge = SimStage<Bridge, 2>;
    type BatteryLeg = SimStage<BatteryLeg, 1>;
    type Boost = SimStage<Boost, 2>;
    type Output = Pin;
    type Input = GatesOff;
    type Limits = Desk;
    type Operator = Desk;
    type Journal = Desk;
    type Delay = SimDelay;
    type Clock = Desk;
}
