//! Every public method of the relays between inverter and grid.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_inverter::{
    ChainConfig, ChainInputs, ChainMap, ConnectPermit, PowerStage as _, RelayChain,
};
use hal_power::{
    Contacts, ErrorKind, Input, Instant, Insulation, InsulationProven, Path, PathId, Ratio,
    Reading, Resistance, Voltage,
    check::{
        ConfigError, InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter,
        RelayPole, Step,
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
        let mut path = Path::new(PathId(0), Contacts::from_bits_retain(number()));
        while number() != 0 {
            chain.start(now(), &path);
            let wants = chain.wants(now());
            path.command(wants);
            if let Step::Done(relays) = chain.step(now(), &path, &inputs())
                && let Some(insulation) = insulated(&path)
            {
                let permit = ConnectPermit::new(relays, insulation);
                show(&chain.connect(permit, now(), &path, input(volts()), now(), time()));
            }
            show(&chain.closed(now(), &inputs()));
            chain.open(now());
            show(&chain.opened(now(), &inputs()));
        }
    }
}

entry!(main);
