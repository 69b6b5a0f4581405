//! Futures that are dropped at any wait.

use crate::{
    bench::{Asynch, Bench, config},
    idle::disarmed,
};
use core::{
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};
use hal_inverter::{GateFaults, asynch::GateDriver as _};
use hal_power::Voltage;
use stgap1::{ConfigError, Error, Register, SelfTest};

/// Polls a future so often, with time between, and drops it. Returns whether it was over before.
fn drop_after<F: Future>(bench: &Bench<2>, polls: u32, future: F) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        let poll = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        if poll.is_ready() {
            return true;
        }
        bench.world.clock().advance(Duration::from_millis(1));
    }
    false
}

#[derive(Debug, Clone, Copy)]
enum Method {
    Init,
    Status,
    Enable,
    Clear,
    SelfTest,
    Read,
    Write,
    GlobalReset,
    Sleep,
}

impl Method {
    const ALL: [Self; 9] = [
        Self::Init,
        Self::Status,
        Self::Enable,
        Self::Clear,
        Self::SelfTest,
        Self::Read,
        Self::Write,
        Self::GlobalReset,
        Self::Sleep,
    ];

    /// Whether no `init` is needed after the method was dropped.
    const fn only_reads(self) -> bool {
        matches!(self, Self::Status | Self::Enable | Self::Read)
    }

    /// Whether the method begins with a status, as long as which no `init` is needed.
    const fn reads_first(self) -> bool {
        matches!(self, Self::SelfTest)
    }

    /// Whether SD stays as it was when the method is dropped.
    const fn leaves_on(self) -> bool {
        matches!(self, Self::Status | Self::Read)
    }

    async fn make(self, gates: &mut Asynch<2>) -> bool {
        let mut stage = hal_conformance::IdleStage;
        let Ok(proof) = hal_inverter::PowerStage::disarmed(&mut stage) else {
            return false;
        };
        match self {
            Self::Init => gates.init().await.is_ok(),
            Self::Status => gates.status().await.is_ok(),
            Self::Enable => gates.enable(&proof).await.is_ok(),
            Self::Clear => gates.clear_faults(&proof).await.is_ok(),
            Self::SelfTest => gates.self_test(&proof, SelfTest::Sense).await.is_ok(),
            Self::Read => gates.read_register(Register::CFG2).await.is_ok(),
            Self::Write => gates.write_register(Register::CFG2, [0; 2]).await.is_ok(),
            Self::GlobalReset => gates.global_reset().await.is_ok(),
            Self::Sleep => gates.sleep().await.is_ok(),
        }
    }
}

fn enabled() -> Result<(Bench<2>, Asynch<2>), ConfigError> {
    let bench = Bench::<2>::new();
    let mut gates = bench.asynch([config()?; 2])?;
    let done = disarmed(|proof| {
        bench.world.block_on(async {
            gates.init().await?;
            gates.enable(proof).await
        })
    });
    assert_eq!(done, Ok(Ok(Ok(()))));
    Ok((bench, gates))
}

#[test]
fn a_method_that_is_dropped_leaves_gates_off_or_as_they_were() {
    for method in Method::ALL {
        let mut dropped = 0;
        for polls in 1..200 {
            let (bench, mut gates) = enabled().unwrap();
            if drop_after(&bench, polls, method.make(&mut gates)) {
                break;
            }
            dropped += 1;
            let after = format!("{polls} polls of {method:?}");
            let status = bench.world.block_on(gates.status()).unwrap();
            if method.only_reads() || status.is_ok() && method.reads_first() {
                assert!(status.is_ok(), "{after}: {status:?}");
                assert_eq!(bench.shutdown.level(), method.leaves_on(), "{after}");
            } else {
                assert!(!bench.shutdown.level(), "{after}");
                assert_eq!(status, Err(Error::NotInitialised), "{after}");
                let enabled = disarmed(|proof| bench.world.block_on(gates.enable(proof)));
                let enabled = enabled.unwrap().unwrap();
                assert_eq!(enabled, Err(Error::NotInitialised), "{after}");
            }
            bench.world.block_on(gates.init()).unwrap().unwrap();
            disarmed(|proof| {
                let cleared = bench.world.block_on(gates.clear_faults(proof));
                assert_eq!(cleared, Ok(Ok(())), "{after}");
                let enabled = bench.world.block_on(gates.enable(proof));
                assert_eq!(enabled, Ok(Ok(())), "{after}");
            })
            .unwrap();
            assert_eq!(bench.on_with_input(0), [true, false], "{after}");
            assert_eq!(bench.hasty_windows(), 0, "{after}");
        }
        assert!(dropped >= 4, "{method:?}");
    }
}

#[test]
fn a_desaturation_outlives_any_method_that_is_dropped() {
    for method in Method::ALL {
        for polls in 1..200 {
            let (bench, mut gates) = enabled().unwrap();
            bench.set_input(1, true);
            bench.at(1, |part| part.set_collector_emitter(Voltage::from_volts(9)));
            bench.settle();
            bench.at(1, |part| part.set_collector_emitter(Voltage::from_volts(1)));
            bench.set_input(1, false);
            bench.settle();
            if drop_after(&bench, polls, method.make(&mut gates)) {
                break;
            }
            let after = format!("{polls} polls of {method:?}");
            bench.world.block_on(gates.init()).unwrap().unwrap();
            let mut each = [GateFaults::empty(); 2];
            let reported = bench.world.block_on(gates.faults(&mut each)).unwrap();
            assert_eq!(reported, Ok(GateFaults::DESATURATION), "{after}");
            let enabled = disarmed(|proof| bench.world.block_on(gates.enable(proof)));
            let enabled = enabled.unwrap().unwrap();
            assert!(
                matches!(enabled, Err(Error::Faults { device: 1, .. })),
                "{after}: {enabled:?}"
            );
        }
    }
}
