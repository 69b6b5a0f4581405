//! The drivers in front of the parts, initialised again whenever one is in doubt.

use super::{BRIDGE, GateParts, OTHERS, Pair};
use crate::settings;
use all_in_one_firmware::{
    hal_inverter::{Disarmed, GateFaults, asynch::GateDriver},
    hal_power::{Error as _, ErrorKind, ErrorType},
};
use embedded_hal::{digital::PinState, spi::MODE_1};
use gate_pins::{Lines, Shared};
use hal_power_sim::{
    SimDelay, SimLine, SimSpi, World,
    model::{gate_pins::GatePins, pins::InputLine, stgap1::Stgap1},
};
use stgap1::{Diag, Pins, Shutdown};

type BridgeDriver = stgap1::asynch::Stgap1<
    SimSpi,
    SimDelay,
    BRIDGE,
    Pins<Shutdown<InputLine<Stgap1>>, Diag<SimLine>>,
>;
type PairDriver = gate_pins::asynch::GatePins<
    Lines<Shared<SimLine>, Shared<SimLine>, Shared<InputLine<GatePins>>>,
    SimDelay,
    OTHERS,
>;

macro_rules! brought_up {
    ($(#[$meta:meta])* $name:ident($driver:ty)) => {
        $(#[$meta])*
        pub(crate) struct $name {
            driver: $driver,
            is_up: bool,
        }

        impl $name {
            /// Initialises the parts unless they are.
            async fn bring_up(&mut self) -> Result<(), ErrorKind> {
                if !self.is_up {
                    self.driver.init().await.map_err(|error| error.kind())?;
                    self.is_up = true;
                }
                Ok(())
            }

            /// A part that has to be initialised will be, at the next clearing.
            fn heard<T, E: all_in_one_firmware::hal_power::Error>(
                &mut self,
                answer: Result<T, E>,
            ) -> Result<T, ErrorKind> {
                let answer = answer.map_err(|error| error.kind());
                if let Err(kind) = &answer {
                    self.is_up &= *kind == ErrorKind::Fault;
                }
                answer
            }
        }

        impl ErrorType for $name {
            type Error = ErrorKind;
        }

        impl GateDriver for $name {
            fn count(&self) -> usize {
                self.driver.count()
            }

            async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, ErrorKind> {
                let answer = self.driver.faults(gates).await;
                self.heard(answer)
            }

            async fn clear_faults(&mut self, disarmed: &Disarmed<'_>) -> Result<(), ErrorKind> {
                self.bring_up().await?;
                let answer = self.driver.clear_faults(disarmed).await;
                self.heard(answer)
            }

            async fn enable(&mut self, disarmed: &Disarmed<'_>) -> Result<(), ErrorKind> {
                let answer = self.driver.enable(disarmed).await;
                self.heard(answer)
            }
        }
    };
}

brought_up! {
    /// The bridge's gate drivers.
    BridgeGates(BridgeDriver)
}
brought_up! {
    /// Those of battery leg or boost.
    PairGates(PairDriver)
}

impl GateParts {
    /// Creates all drivers and brings the parts up.
    pub(in crate::board) async fn drivers(
        &self,
        world: &World,
    ) -> Result<(BridgeGates, PairGates, PairGates), ErrorKind> {
        let mut bridge = self.bridge_gates(world)?;
        let (mut leg, mut boost) = (pair(&self.leg, world)?, pair(&self.boost, world)?);
        bridge.bring_up().await?;
        leg.bring_up().await?;
        boost.bring_up().await?;
        Ok((bridge, leg, boost))
    }

    fn bridge_gates(&self, world: &World) -> Result<BridgeGates, ErrorKind> {
        let pins = Pins::new()
            .with_shutdown(self.shutdown.clone())
            .with_diag1(world.line(&self.diag), PinState::Low);
        let spi = self.bus.device(0, MODE_1);
        let driver = settings::bridge_gate()
            .and_then(|config| BridgeDriver::new(spi, world.delay(), pins, [config; BRIDGE]));
        Ok(BridgeGates {
            driver: driver.map_err(|_| ErrorKind::OutOfRange)?,
            is_up: false,
        })
    }
}

fn pair(pair: &Pair, world: &World) -> Result<PairGates, ErrorKind> {
    let config = settings::gate_pins().map_err(|_| ErrorKind::OutOfRange)?;
    let lines = Lines::new(
        Shared(world.line(&pair.fault)),
        Shared(world.line(&pair.ready)),
        Shared(pair.reset.clone()),
    );
    Ok(PairGates {
        driver: PairDriver::new(lines, world.delay(), config),
        is_up: false,
    })
}
