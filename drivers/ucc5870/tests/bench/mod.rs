//! A world with a bank of gates, whose outputs the tests see.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its share")]

#[path = "../pages/mod.rs"]
pub mod pages;
#[path = "../stage/mod.rs"]
pub mod stage;

use alloc::{rc::Rc, vec::Vec};
use core::{cell::RefCell, time::Duration};
use embedded_hal::spi::MODE_1;
use hal_conformance::IdleStage;
use hal_inverter::{GateFaults, asynch::GateDriver as GateDriverAsync, blocking::GateDriver};
use hal_power::{Temperature, Voltage};
use hal_power_sim::{
    SimDelay, SimSpi, World,
    model::{
        gate::Drive,
        pins::InputLine,
        ucc5870::{Input, Open, SharedSelect, Ucc5870 as Model},
    },
};
use stage::proof;
use ucc5870::{
    Asc, Config, ConfigError, Error, ForcedReaction, LogicSupply, NoAsc, Pages, Settings, asynch,
    blocking,
};

pub type Line = InputLine<Model>;
pub type Blocking<const N: usize> = blocking::Ucc5870<SimSpi, SimDelay, N, Asc<Line, Line>>;
pub type Asynch<const N: usize> = asynch::Ucc5870<SimSpi, SimDelay, N, Asc<Line, Line>>;
pub type BareBlocking<const N: usize> = blocking::Ucc5870<SimSpi, SimDelay, N, NoAsc>;
pub type BareAsynch<const N: usize> = asynch::Ucc5870<SimSpi, SimDelay, N, NoAsc>;
pub type Failure = Error<hal_power_sim::spi::SpiError>;

/// What the model needs after a reset.
pub const RESET_TIME: Duration = Duration::from_millis(4);

pub const SETTINGS: Settings = Settings::new(RESET_TIME);

/// A configuration for 3.3 V at VCC1, 18 V at VCC2 and -4 V at VEE2, with a shunt at AI2 and a thermistor at AI1.
pub fn pages() -> Result<Pages, ConfigError> {
    let mut pages = pages::pages()?;
    pages.logic.undervoltage_level = LogicSupply::Volts3_3;
    pages.logic_reactions.shoot_through = ForcedReaction::Low;
    pages.supply.negative_undervoltage = Voltage::from_volts(-3);
    pages.gate_reactions.switch_temperature = ForcedReaction::Low;
    pages.gate_reports = 0x0980;
    pages.data_out.current_ai2 = true;
    pages.data_out.temperature_ai1 = true;
    pages.clamp.reactions.clock = ForcedReaction::Low;
    Ok(pages)
}

/// The same, or for a mistake in it one that no chip passes with.
pub fn config() -> Config {
    match pages().and_then(|pages| Config::new(&pages)) {
        Ok(config) => config,
        Err(error) => unreachable_config(error),
    }
}

#[expect(clippy::panic, reason = "a mistake in the tests themselves")]
fn unreachable_config(error: ConfigError) -> Config {
    panic!("{error}")
}

/// `N` chips that have started, on one chip select at 2 MHz, which floats at `floating`.
pub struct Bench<const N: usize> {
    pub world: World,
    pub parts: Vec<Rc<RefCell<Model>>>,
    pub select: Rc<RefCell<SharedSelect>>,
    pub spi: SimSpi,
    pub inputs: [Line; N],
    pub asc_en: Line,
    pub asc: Line,
}

impl<const N: usize> Bench<N> {
    pub fn new() -> Self {
        Self::with(Open::default(), 0xFF)
    }

    pub fn with(open: Open, floating: u8) -> Self {
        let world = World::new();
        let part = |_| Rc::new(RefCell::new(Model::new(world.clock(), open.clone())));
        let parts: Vec<_> = (0..N).map(part).collect();
        let select = parts
            .iter()
            .fold(SharedSelect::new(floating), SharedSelect::with);
        let select = Rc::new(RefCell::new(select));
        let bus = world.spi();
        bus.set_frequency(2_000_000);
        bus.attach(0, &select);
        let mut each = parts.iter();
        let inputs = core::array::from_fn(|_| {
            let part: Vec<_> = each.next().cloned().into_iter().collect();
            InputLine::new(world.pin(false), &part, Model::set_in_plus)
        });
        let bench = Self {
            spi: bus.device(0, MODE_1),
            inputs,
            asc_en: InputLine::new(world.pin(false), &parts, Model::set_asc_enable),
            asc: InputLine::new(world.pin(false), &parts, Model::set_asc),
            select,
            parts,
            world,
        };
        for gate in 0..N {
            bench.healthy(gate);
        }
        bench.world.clock().advance(RESET_TIME);
        bench
    }

    pub fn blocking(&self) -> Blocking<N> {
        self.blocking_by(SETTINGS)
    }

    pub fn blocking_by(&self, settings: Settings) -> Blocking<N> {
        let asc = Asc::new(self.asc_en.clone(), self.asc.clone());
        let delay = self.world.delay();
        blocking::Ucc5870::with_asc(self.spi.clone(), delay, settings, [config(); N], asc)
    }

    pub fn asynch(&self) -> Asynch<N> {
        let asc = Asc::new(self.asc_en.clone(), self.asc.clone());
        let delay = self.world.delay();
        asynch::Ucc5870::with_asc(self.spi.clone(), delay, SETTINGS, [config(); N], asc)
    }

    pub fn bare(&self) -> BareBlocking<N> {
        let delay = self.world.delay();
        blocking::Ucc5870::new(self.spi.clone(), delay, SETTINGS, [config(); N])
    }

    pub fn bare_asynch(&self) -> BareAsynch<N> {
        let delay = self.world.delay();
        asynch::Ucc5870::new(self.spi.clone(), delay, SETTINGS, [config(); N])
    }

    /// A bank that was initialised and enabled.
    pub fn enabled(&self) -> Result<Blocking<N>, Failure> {
        let mut bank = self.blocking();
        bank.init(&mut self.inputs.clone())?;
        enable(&mut bank)?;
        Ok(bank)
    }

    pub fn part(&self, gate: usize) -> Option<core::cell::RefMut<'_, Model>> {
        self.parts.get(gate).map(|part| part.borrow_mut())
    }

    pub fn is_on(&self, gate: usize) -> bool {
        let part = self.part(gate);
        part.is_some_and(|mut part| part.gate() == Drive::On)
    }

    pub fn set_input(&self, gate: usize, on: bool) {
        if let Some(input) = self.inputs.get(gate) {
            input.set_level(on);
        }
    }

    pub fn pass(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    /// Makes a fault true, where the model has it.
    pub fn raise(&self, gate: usize, fault: GateFaults) -> bool {
        let Some(mut part) = self.part(gate) else {
            return false;
        };
        let volts = Voltage::from_millivolts;
        match fault {
            GateFaults::DESATURATION => part.set_collector_emitter(volts(12_000)),
            GateFaults::OVERCURRENT => part.set_analog(Input::Ai2, volts(700)),
            GateFaults::SHORT_CIRCUIT => part.set_analog(Input::Ai2, volts(1_300)),
            GateFaults::UNDERVOLTAGE_LOGIC => part.set_vcc1(volts(2_300)),
            GateFaults::OVERVOLTAGE_LOGIC => part.set_vcc1(volts(4_500)),
            GateFaults::UNDERVOLTAGE_POSITIVE => part.set_vcc2(volts(10_000)),
            GateFaults::OVERVOLTAGE_POSITIVE => part.set_vcc2(volts(24_000)),
            GateFaults::UNDERVOLTAGE_NEGATIVE => part.set_vee2(volts(-2_000)),
            GateFaults::OVERVOLTAGE_NEGATIVE => part.set_vee2(volts(-6_000)),
            GateFaults::THERMAL_WARNING => part.set_junction(Temperature::from_celsius(140)),
            GateFaults::THERMAL_SHUTDOWN => part.set_analog(Input::Ai1, volts(500)),
            GateFaults::INTERLOCK => part.set_in_minus(true),
            GateFaults::REGISTER => {
                part.corrupt(0x04, 0x0800);
                part.corrupt(0x04, 0x0800);
            }
            _ => return false,
        }
        true
    }

    /// Makes every fault of a gate untrue.
    pub fn healthy(&self, gate: usize) {
        let Some(mut part) = self.part(gate) else {
            return;
        };
        part.set_collector_emitter(Voltage::from_volts(1));
        part.set_analog(Input::Ai1, Voltage::from_volts(2));
        part.set_analog(Input::Ai2, Voltage::from_volts(0));
        part.set_vcc1(Voltage::from_millivolts(3_300));
        part.set_vcc2(Voltage::from_volts(18));
        part.set_vee2(Voltage::from_volts(-4));
        part.set_junction(Temperature::from_celsius(25));
        part.set_in_minus(false);
    }
}

/// Enables by a stage that is disarmed.
pub fn enable<G: GateDriver>(bank: &mut G) -> Result<(), G::Error> {
    let mut stage = IdleStage;
    bank.enable(&proof(&mut stage))
}

/// Clears by a stage that is disarmed.
pub fn clear<G: GateDriver>(bank: &mut G) -> Result<(), G::Error> {
    let mut stage = IdleStage;
    bank.clear_faults(&proof(&mut stage))
}

/// Enables by a stage that is disarmed.
pub async fn enable_async<G: GateDriverAsync>(bank: &mut G) -> Result<(), G::Error> {
    let mut stage = IdleStage;
    bank.enable(&proof(&mut stage)).await
}
