//! On the model: what a bank does in its world, and what it costs.

extern crate alloc;

#[path = "../bench/mod.rs"]
mod bench;
mod bring_up;
mod budgets;
mod corruption;
mod diagnosis;
mod faults;
#[path = "../../../../tests/page.rs"]
mod page;

use core::{
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use bench::{Bench, SETTINGS, clear, config, enable, stage::proof};
use embedded_hal::digital::PinState;
use hal_conformance::IdleStage;
use hal_inverter::{GateFaults, asynch::GateDriver as _, blocking::GateDriver};
use hal_power::{Error as _, ErrorKind, SafeState, Voltage};
use hal_power_sim::{
    Fault, Injection, Trace,
    device::SpiDevice as _,
    model::{
        gate::Drive,
        ucc5870::{Input, Mode as ModelMode, Open, OtherReply},
    },
    trace::{Record, SpiSymbol},
};
use ucc5870::{AdcInput, Error, Judgement, Mode, Register, SelfTest};

const SETTLE: Duration = Duration::from_micros(50);

/// The frames of a trace.
fn frames(trace: &Trace) -> Vec<u16> {
    let frame = |symbols: &[SpiSymbol]| {
        symbols.iter().fold(0, |frame, symbol| match symbol {
            SpiSymbol::Word { out, .. } => frame << 8 | u16::from(*out),
            SpiSymbol::Delay(_) => frame,
        })
    };
    trace
        .spi()
        .map(|transfer| frame(&transfer.symbols))
        .collect()
}

/// What a method moved, and what it said.
fn traced<const N: usize, T>(bench: &Bench<N>, call: impl FnOnce() -> T) -> (Trace, T) {
    bench.world.start_trace();
    let said = call();
    (bench.world.take_trace(), said)
}
