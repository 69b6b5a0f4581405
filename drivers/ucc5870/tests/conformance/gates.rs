//! Banks with and without pins at ASC_EN and ASC.

use super::bench::{self, Bench, Line};
use core::time::Duration;
use hal_conformance::GateBench;
use hal_inverter::{
    Disarmed, GateFaults, asynch::GateDriver as GateDriverAsync, blocking::GateDriver,
};
use hal_power::{Error as _, ErrorKind, ErrorType};
use hal_power_sim::{Fault, Injection, World};

/// A driver and the pins that it is lent for `init`.
pub(crate) struct Lent<G, const N: usize> {
    bank: G,
    inputs: [Line; N],
}

impl<G: ErrorType, const N: usize> ErrorType for Lent<G, N> {
    type Error = G::Error;
}

impl<G: GateDriver, const N: usize> GateDriver for Lent<G, N> {
    fn count(&self) -> usize {
        self.bank.count()
    }

    fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, G::Error> {
        self.bank.faults(gates)
    }

    fn clear_faults(&mut self, disarmed: &Disarmed<'_>) -> Result<(), G::Error> {
        self.bank.clear_faults(disarmed)
    }

    fn enable(&mut self, disarmed: &Disarmed<'_>) -> Result<(), G::Error> {
        self.bank.enable(disarmed)
    }
}

/// The same for the async half.
pub(crate) struct LentAsync<G, const N: usize> {
    bank: G,
    inputs: [Line; N],
}

impl<G: ErrorType, const N: usize> ErrorType for LentAsync<G, N> {
    type Error = G::Error;
}

impl<G: GateDriverAsync, const N: usize> GateDriverAsync for LentAsync<G, N> {
    fn count(&self) -> usize {
        self.bank.count()
    }

    async fn faults(&mut self, gates: &mut [GateFaults]) -> Result<GateFaults, G::Error> {
        self.bank.faults(gates).await
    }

    async fn clear_faults(&mut self, disarmed: &Disarmed<'_>) -> Result<(), G::Error> {
        self.bank.clear_faults(disarmed).await
    }

    async fn enable(&mut self, disarmed: &Disarmed<'_>) -> Result<(), G::Error> {
        self.bank.enable(disarmed).await
    }
}

/// Frames of `init` before the first configuration register of the first chip is read back.
fn before_read_back(chips: u32) -> u32 {
    let (seen, reset, inactive) = (5 * chips + 1, 2, chips + 1);
    let (addressed, opened, there) = (chips, 1, 4 * chips + 1);
    let written = 3 + 4 + 39;
    seen + reset + inactive + addressed + opened + there + written
}

macro_rules! bench {
    ($bench:ident, $has_off:literal, $blocking:ident: $half:ident, $asynch:ident: $other:ident) => {
        pub(crate) struct $bench<const N: usize>(Bench<N>);

        impl<const N: usize> GateBench for $bench<N> {
            type Blocking = Lent<bench::$half<N>, N>;
            type Asynch = LentAsync<bench::$other<N>, N>;

            const FAULTS: &'static [Fault] = Fault::SPI;
            const HAS_OFF_PIN: bool = $has_off;
            const LATCHED: GateFaults = GateFaults::all();
            const SETTLE: Duration = Duration::from_micros(50);

            fn new() -> Self {
                Self(Bench::new())
            }

            fn world(&self) -> &World {
                &self.0.world
            }

            fn set_input(&mut self, gate: usize, on: bool) {
                self.0.set_input(gate, on);
            }

            fn gate_is_on(&self, gate: usize) -> bool {
                self.0.is_on(gate)
            }

            fn raise(&mut self, gate: usize, fault: GateFaults) -> bool {
                self.0.raise(gate, fault)
            }

            fn lift(&mut self, gate: usize) {
                self.0.healthy(gate);
            }

            fn damage_configuration(&mut self, nth: usize) -> bool {
                let (Ok(nth), Ok(chips)) = (u32::try_from(nth), u32::try_from(N)) else {
                    return false;
                };
                let answer = before_read_back(chips) + nth + 1;
                let flipped = Fault::FlippedBit { byte: 1, bit: 1 };
                self.0.world.inject(Injection::nth(answer, flipped));
                nth < 13
            }

            fn brown_out(&mut self) -> bool {
                for part in &self.0.parts {
                    hal_power_sim::device::SpiDevice::brown_out(&mut *part.borrow_mut());
                }
                true
            }

            fn blocking(&self) -> Self::Blocking {
                Lent {
                    bank: self.0.$blocking(),
                    inputs: self.0.inputs.clone(),
                }
            }

            fn asynch(&self) -> Self::Asynch {
                LentAsync {
                    bank: self.0.$asynch(),
                    inputs: self.0.inputs.clone(),
                }
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                let done = driver.bank.init(&mut driver.inputs);
                done.map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                let done = driver.bank.init(&mut driver.inputs).await;
                done.map_err(|error| error.kind())
            }
        }
    };
}

bench!(Bare, false, bare: BareBlocking, bare_asynch: BareAsynch);
bench!(WithAsc, true, blocking: Blocking, asynch: Asynch);
