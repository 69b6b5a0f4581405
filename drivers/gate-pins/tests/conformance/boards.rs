//! Gates wired in several ways, on pins that can fail.

use super::bench::{Bench, Board, FAULT, SETTLE};
use core::time::Duration;
use gate_pins::{
    asynch, blocking,
    hal_inverter::GateFaults,
    hal_power::{Error as _, ErrorKind, Voltage},
};
use hal_conformance::GateBench;
use hal_power_sim::{Fault, Fuse, SimDelay, World};

impl<B: Board<N>, const N: usize> GateBench for Bench<B, N> {
    type Blocking = blocking::GatePins<B::Lines, SimDelay, N>;
    type Asynch = asynch::GatePins<B::Lines, SimDelay, N>;

    const FAULTS: &'static [Fault] = &[];
    const HAS_OFF_PIN: bool = true;
    const LATCHED: GateFaults = FAULT;
    const SETTLE: Duration = SETTLE;

    fn new() -> Self {
        Self::new()
    }

    fn world(&self) -> &World {
        &self.world
    }

    fn fuse(&self) -> Option<&Fuse> {
        Some(&self.fuse)
    }

    fn set_input(&mut self, gate: usize, on: bool) {
        Bench::set_input(self, gate, on);
    }

    fn gate_is_on(&self, gate: usize) -> bool {
        self.is_on(gate)
    }

    fn raise(&mut self, gate: usize, fault: GateFaults) -> bool {
        match fault {
            FAULT => self.short(gate),
            GateFaults::NOT_READY => self.set_supply(gate, Voltage::ZERO),
            _ => return false,
        }
        true
    }

    fn lift(&mut self, gate: usize) {
        Bench::lift(self, gate);
    }

    fn shows(gate: usize, fault: GateFaults, at: usize) -> GateFaults {
        let shared = match fault {
            FAULT => B::FAULT_SHARED,
            _ => B::READY_SHARED,
        };
        if shared || at == gate {
            fault
        } else {
            GateFaults::empty()
        }
    }

    /// There is no register.
    fn damage_configuration(&mut self, _nth: usize) -> bool {
        false
    }

    /// There is nothing to lose.
    fn brown_out(&mut self) -> bool {
        false
    }

    fn blocking(&self) -> Self::Blocking {
        Bench::blocking(self, B::CONFIG)
    }

    fn asynch(&self) -> Self::Asynch {
        Bench::asynch(self, B::CONFIG)
    }

    fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
        driver.init().map_err(|error| error.kind())
    }

    async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
        driver.init().await.map_err(|error| error.kind())
    }
}
