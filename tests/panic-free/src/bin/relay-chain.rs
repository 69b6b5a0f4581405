//! Every public method of the relays between inverter and grid, of what allows to close them, and of the transfer to an island.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_inverter::{
    BackupEarthing, BridgePermit, ChainConfig, ChainInputs, ChainMap, ConnectCheck, ConnectInputs,
    ConnectPaths, NeutralBond, PowerStage as _, RelayChain, TransferConfig, TransferInputs,
    TransferSwitch,
};
use hal_power::{
    Contacts, Current, ErrorKind, Input, Instant, Insulation, InsulationProven, Path, PathId,
    Ratio, Reading, ResidualCurrentProven, Resistance, TripProven, Voltage,
    check::{
        ConfigError, InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter,
        RelayPole, ResidualCurrentCheck, ResidualCurrentConfig, ResidualCurrentInputs, Step,
        TripConfig, TripInputs, TripProof,
    },
};
use panic_free::{
    entry, half,
    hidden::{number, show, signed},
    stage::Stage,
};

fn time() -> Duration {
    Duration::from_micros(number().into())
}

fn now() -> Instant {
    Instant::from_micros(u64::from(number()) << 16)
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn input<T>(value: T) -> Input<T> {
    match number() {
        0 => Err(ErrorKind::Bus),
        _ => Ok(Reading::new(value, now())),
    }
}

fn pole() -> RelayPole {
    RelayPole {
        a: number(),
        b: number(),
    }
}

fn config() -> Result<ChainConfig, ConfigError> {
    let map = ChainMap {
        line: pole(),
        neutral: pole(),
    };
    let config = ChainConfig::new(map, volts(), volts(), time(), time())?;
    Ok(config
        .with_times(time(), time(), time())
        .with_headroom(volts()))
}

fn inputs() -> ChainInputs {
    ChainInputs::new(
        Stage::<1>.state(),
        input(volts()),
        input(volts()),
        input(volts()),
        input(volts()),
    )
}

/// The other proof that connecting takes.
fn insulated(path: &Path) -> Option<InsulationProven> {
    let limit = Resistance::from_microohms(number().into());
    let contacts = Contacts::from_bits_retain(number());
    let meter = InsulationMeter::OwnSource;
    let config = InsulationConfig::new(limit, meter, contacts, time(), time()).ok()?;
    let config = config
        .with_agreement(2, Ratio::from_ppm(signed()))
        .with_drift(volts())
        .with_life(time());
    let mut check = InsulationCheck::new(config);
    check.start(now(), path);
    while number() != 0 {
        let seen = Insulation::new(Resistance::from_microohms(number().into()));
        let inputs = InsulationInputs::new(input(seen), input(volts()), input(true));
        if let Step::Done(proof) = check.step(now(), path, inputs) {
            return Some(proof);
        }
    }
    None
}

fn tripped(path: &Path) -> Option<TripProven> {
    let config = TripConfig::new(time(), time()).with_hold(time());
    let mut check = TripProof::new(config.with_life(time()));
    check.start(now(), path);
    while number() != 0 {
        let inputs = TripInputs::new(input(number() != 0), input(number() != 0));
        if let Step::Done(proof) = check.step(now(), path, inputs) {
            return Some(proof);
        }
    }
    None
}

fn tested(path: &Path) -> Option<ResidualCurrentProven> {
    let current = || Current::from_microamps(signed());
    let config = ResidualCurrentConfig::new(current(), current(), current(), time()).ok()?;
    let mut check = ResidualCurrentCheck::new(config.with_interval(time()));
    check.start(now(), path);
    while number() != 0 {
        let inputs = ResidualCurrentInputs::new(input(current()));
        if let Step::Done(proof) = check.step(now(), path, inputs) {
            return Some(proof);
        }
    }
    None
}

fn permissives() -> ConnectInputs {
    let holds = || input(number() != 0);
    let mut inputs = ConnectInputs::unknown();
    inputs.grid = input(time());
    (inputs.battery, inputs.earth) = (holds(), holds());
    (inputs.bond_open, inputs.well) = (holds(), holds());
    inputs
}

fn transfer() -> TransferSwitch {
    let bond = match number() {
        0 => NeutralBond::Switched,
        _ => NeutralBond::Installation,
    };
    let earthing = BackupEarthing { source: "", bond };
    let config = TransferConfig::new(earthing, volts(), time(), time(), time());
    show(&config.earthing());
    TransferSwitch::new(config, now())
}

half! {
    fn main() {
        let config = match config() {
            Ok(config) => config,
            Err(error) => {
                show(&error);
                return;
            }
        };
        let mut chain = RelayChain::new(config);
        let mut transfer = transfer();
        let mut check = ConnectCheck::new(time());
        let mut path = Path::new(PathId(0), Contacts::from_bits_retain(number()));
        let bridge = Path::new(PathId(1), Contacts::NONE);
        while number() != 0 {
            chain.start(now(), &path);
            let wants = chain.wants(now());
            path.command(wants);
            match chain.step(now(), &path, &inputs()) {
                Step::Done(relays) if number() != 0 => check.put_relays(relays),
                Step::Done(relays) => show(&transfer.leave_grid(relays, now(), &path)),
                Step::Wait | Step::Failed(_) => {}
            }
            if let Some(insulation) = insulated(&path) {
                check.put_insulation(insulation);
            }
            if let (Some(trip), Some(residual)) = (tripped(&bridge), tested(&bridge)) {
                check.put_bridge(BridgePermit::new(trip, residual));
            }
            check.step(permissives());
            let paths = ConnectPaths { grid: &path, bridge: &bridge };
            for unmet in check.unmet(now(), paths) {
                show(&unmet);
                show(&unmet.requirement.is_proof());
            }
            match check.permit(now(), paths) {
                Ok(permit) => {
                    show(&chain.connect(permit, now(), &path, input(volts()), now(), time()));
                }
                Err(unmet) => show(&unmet),
            }
            show(&check.take_bridge());
            show(&chain.closed(now(), &inputs()));
            chain.open(now());
            show(&chain.opened(now(), &inputs()));
            let seen = TransferInputs::new(input(volts()), input(number() != 0));
            show(&transfer.step(now(), seen));
            show(&transfer.wants_bond());
            show(&transfer.state());
            if number() != 0 {
                transfer.leave_island(now());
            } else {
                transfer.open_bond(now());
            }
        }
    }
}

entry!(main);
