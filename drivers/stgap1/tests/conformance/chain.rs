//! Chains of parts that differ in what no source tells, with pins at SD and DIAG1.

use super::bench::{self, Asynch, Blocking, SETTLE, Tamper};
use core::time::Duration;
use hal_conformance::GateBench;
use hal_inverter::GateFaults;
use hal_power::{Error as _, ErrorKind, ShuntVoltage, Temperature, Voltage};
use hal_power_sim::{
    Fault, World,
    model::stgap1::{Early, Open, ResetValues, Stgap1},
};
use stgap1::Config;

/// Registers that `init` writes.
const WRITTEN: u32 = 8;

macro_rules! bench {
    ($bench:ident, $open:expr) => {
        pub(crate) struct $bench<const N: usize>(bench::Bench<N>);

        impl<const N: usize> GateBench for $bench<N> {
            type Blocking = Blocking<N>;
            type Asynch = Asynch<N>;

            const FAULTS: &'static [Fault] = Fault::SPI;
            const HAS_OFF_PIN: bool = true;
            const LATCHED: GateFaults = GateFaults::DESATURATION
                .union(GateFaults::OVERCURRENT)
                .union(GateFaults::UNDERVOLTAGE_LOGIC)
                .union(GateFaults::OVERVOLTAGE_LOGIC)
                .union(GateFaults::UNDERVOLTAGE_POSITIVE)
                .union(GateFaults::OVERVOLTAGE_POSITIVE)
                .union(GateFaults::UNDERVOLTAGE_NEGATIVE)
                .union(GateFaults::OVERVOLTAGE_NEGATIVE)
                .union(GateFaults::THERMAL_SHUTDOWN);
            const LEAVES_ON: GateFaults =
                GateFaults::THERMAL_WARNING.union(GateFaults::OVERVOLTAGE_LOGIC);
            const SETTLE: Duration = SETTLE;

            fn new() -> Self {
                Self(bench::Bench::of($open))
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
                let Some(raise) = raised(fault, $open.warning, $open.shutdown) else {
                    return false;
                };
                self.0.at(gate, raise);
                true
            }

            fn lift(&mut self, gate: usize) {
                self.0.at(gate, lift);
            }

            fn damage_configuration(&mut self, nth: usize) -> bool {
                let write = u32::try_from(nth).unwrap_or(WRITTEN);
                self.0.spi.tamper(Some(Tamper::Damage { write }));
                write < WRITTEN
            }

            fn brown_out(&mut self) -> bool {
                use hal_power_sim::device::SpiDevice as _;
                for part in &self.0.parts {
                    part.borrow_mut().brown_out();
                }
                true
            }

            fn blocking(&self) -> Self::Blocking {
                made(self.0.blocking([config(); N]))
            }

            fn asynch(&self) -> Self::Asynch {
                made(self.0.asynch([config(); N]))
            }

            fn init(driver: &mut Self::Blocking) -> Result<(), ErrorKind> {
                driver.init().map_err(|error| error.kind())
            }

            async fn init_async(driver: &mut Self::Asynch) -> Result<(), ErrorKind> {
                driver.init().await.map_err(|error| error.kind())
            }
        }
    };
}

bench!(Plain, Open::default());
bench!(
    Silent,
    Open {
        crc_without_check: false,
        idle_reply: 0xFF,
        stray_write_is_error: true,
        reset: ResetValues {
            cfg2: 0x04,
            cfg1: 0x20,
            ..ResetValues::default()
        },
        ..Open::default()
    }
);
bench!(
    Hasty,
    Open {
        early: Early::Ignored,
        register_error_turns_off: false,
        ..Open::default()
    }
);
bench!(
    Stale,
    Open {
        early: Early::Stale,
        ..Open::default()
    }
);
bench!(
    Hot,
    Open {
        shutdown: Temperature::from_celsius(110),
        ..Open::default()
    }
);

#[expect(clippy::expect_used, reason = "a bench has no other way to say so")]
fn config() -> Config {
    bench::config().expect("a configuration that the part has")
}

#[expect(clippy::expect_used, reason = "a bench has no other way to say so")]
fn made<T>(driver: Result<T, stgap1::ConfigError>) -> T {
    driver.expect("a configuration that suits the pins")
}

/// What makes a fault true, and no other: a part that warns before it shuts down cannot be too hot alone.
fn raised(
    fault: GateFaults,
    warning: Temperature,
    shutdown: Temperature,
) -> Option<fn(&mut Stgap1)> {
    Some(match fault {
        GateFaults::DESATURATION => |part| part.set_collector_emitter(Voltage::from_volts(9)),
        GateFaults::OVERCURRENT => |part| part.set_sense(ShuntVoltage::from_millivolts(260)),
        GateFaults::UNDERVOLTAGE_LOGIC => |part| part.set_vdd(Voltage::from_millivolts(2_500)),
        GateFaults::OVERVOLTAGE_LOGIC => |part| part.set_vdd(Voltage::from_volts(6)),
        GateFaults::UNDERVOLTAGE_POSITIVE => |part| part.set_vh(Voltage::from_volts(11)),
        GateFaults::OVERVOLTAGE_POSITIVE => |part| part.set_vh(Voltage::from_volts(21)),
        GateFaults::UNDERVOLTAGE_NEGATIVE => |part| part.set_vl(Voltage::from_volts(-2)),
        GateFaults::OVERVOLTAGE_NEGATIVE => |part| part.set_vl(Voltage::from_volts(-11)),
        GateFaults::THERMAL_WARNING if warning < shutdown => {
            |part| part.set_junction(Temperature::from_celsius(130))
        }
        GateFaults::THERMAL_SHUTDOWN if shutdown < warning => {
            |part| part.set_junction(Temperature::from_celsius(115))
        }
        _ => return None,
    })
}

fn lift(part: &mut Stgap1) {
    part.set_collector_emitter(Voltage::from_volts(1));
    part.set_sense(ShuntVoltage::ZERO);
    part.set_vdd(Voltage::from_volts(5));
    part.set_vh(Voltage::from_volts(15));
    part.set_vl(Voltage::from_volts(-5));
    part.set_junction(Temperature::from_celsius(25));
}
