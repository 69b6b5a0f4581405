//! Two gates on shared wires, of parts that never complain by themselves.

use core::time::Duration;
use embedded_hal::digital::{ErrorType, OutputPin, PinState};
use gate_pins::{
    Config, ConfigError, Error, Lines, Resets, Shared, Times, Wiring,
    blocking::GatePins,
    hal_inverter::{GateFaults, PowerStage as _, blocking::GateDriver as _},
};
use hal_conformance::IdleStage;
use hal_power_sim::{Fuse, FusedPin, Pin, SimDelay, World, fuse::Blown, trace::Record};

pub(crate) const TIMES: Times = Times {
    reset: Duration::from_nanos(700),
    mute: Duration::from_millis(2),
    ready: Duration::from_micros(30),
};

pub(crate) const FAULT: GateFaults = GateFaults::DESATURATION;

pub(crate) const RESETS: [Resets; 3] = [Resets::Falling, Resets::Rising, Resets::Level];

pub(crate) type Line = Shared<FusedPin<Pin>>;
pub(crate) type Full = Lines<Line, Line, Line, Line>;

pub(crate) fn config(resets: Resets) -> Result<Config, ConfigError> {
    Config::new(FAULT, resets, TIMES)
}

/// FLT, RDY, RST/EN and IN-, numbered so in the trace. RST/EN starts high and IN- low, as an earlier life left them.
pub(crate) struct Wires {
    pub(crate) world: World,
    pub(crate) flt: Pin,
    pub(crate) rdy: Pin,
    pub(crate) rst: Pin,
    pub(crate) inn: Pin,
    pub(crate) fuse: Fuse,
}

pub(crate) const RST: u8 = 2;
pub(crate) const INN: u8 = 3;

impl Wires {
    pub(crate) fn new() -> Self {
        let world = World::new();
        Self {
            flt: world.pin(true),
            rdy: world.pin(true),
            rst: world.pin(true),
            inn: world.pin(false),
            fuse: Fuse::new(),
            world,
        }
    }

    pub(crate) fn driver(&self, config: Config) -> GatePins<Full, SimDelay, 2> {
        let line = |pin: &Pin| Shared(self.fuse.pin(pin.clone()));
        let lines = Lines::new(line(&self.flt), line(&self.rdy), line(&self.rst))
            .with_inverting(line(&self.inn));
        GatePins::new(lines, self.world.delay(), config)
    }

    pub(crate) fn is_off(&self) -> bool {
        !self.rst.level() && self.inn.level()
    }

    /// What happens at the pins, as ns from the start, number and level, and how many ns it took.
    pub(crate) fn edges(&self, act: impl FnOnce()) -> (Vec<(u64, u8, bool)>, u64) {
        self.world.start_trace();
        let start = self.world.clock().nanos();
        act();
        let edge = |record: &Record| match record {
            Record::Pin(edge) => Some((edge.at - start, edge.pin, edge.high)),
            _ => None,
        };
        let trace = self.world.take_trace();
        let edges = trace.records().iter().filter_map(edge).collect();
        (edges, self.world.clock().nanos() - start)
    }
}

pub(crate) fn enable<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<(), Error<W::In, W::Out>> {
    match IdleStage.disarmed() {
        Ok(disarmed) => driver.enable(&disarmed),
        Err(_) => Err(Error::NotReady),
    }
}

pub(crate) fn clear<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<(), Error<W::In, W::Out>> {
    match IdleStage.disarmed() {
        Ok(disarmed) => driver.clear_faults(&disarmed),
        Err(_) => Err(Error::NotReady),
    }
}

/// Every gate, and what `faults` returned beside.
pub(crate) type Report<const N: usize> = ([GateFaults; N], GateFaults);

pub(crate) fn faults<W: Wiring<N>, const N: usize>(
    driver: &mut GatePins<W, SimDelay, N>,
) -> Result<Report<N>, Error<W::In, W::Out>> {
    let mut gates = [GateFaults::all(); N];
    let union = driver.faults(&mut gates)?;
    Ok((gates, union))
}

pub(crate) type Fused = Error<Blown, Blown>;

/// An output that never moves where it is dead.
pub(crate) struct Mortal(pub(crate) Pin, pub(crate) bool);

impl ErrorType for Mortal {
    type Error = Blown;
}

impl OutputPin for Mortal {
    fn set_low(&mut self) -> Result<(), Blown> {
        self.set_state(PinState::Low)
    }

    fn set_high(&mut self) -> Result<(), Blown> {
        self.set_state(PinState::High)
    }

    fn set_state(&mut self, state: PinState) -> Result<(), Blown> {
        if self.1 {
            return Err(Blown);
        }
        self.0.set_level(state == PinState::High);
        Ok(())
    }
}
