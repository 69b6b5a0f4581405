//! `RelayChain`, from its proof to the closed chain.

use super::relays::{
    CYCLE, ISOLATION, LINE, MAX_AGE, MINIMUM, NEUTRAL, SETTLE, Seen, Tester, verdict,
};
use core::time::Duration;
use hal_conformance::weld::{Finding, Verdict};
use hal_inverter::{
    BridgePermit, ChainConfig, ChainFault, ChainInputs, ChainMap, ConnectCheck, ConnectInputs,
    ConnectPaths, ConnectPermit, RelayChain, StageState,
};
use hal_power::{
    Contacts, Current, Instant, Insulation, InsulationProven, Path, PathId, Ratio, Reading,
    RelaysProven, ResidualCurrentProven, Resistance, TripProven, Voltage,
    check::{
        InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter, ResidualCurrentCheck,
        ResidualCurrentConfig, ResidualCurrentInputs, Step, TripConfig, TripInputs, TripProof,
    },
};

const LIFE: Duration = Duration::from_secs(1);
const OPERATE: Duration = Duration::from_millis(15);
const HALF_PERIOD: Duration = Duration::from_millis(10);
const LINK: Voltage = Voltage::from_volts(400);
const DOUBT: Verdict = Verdict::new(Finding::Doubtful, Contacts::NONE);

enum State {
    Proving,
    Insulating(RelaysProven),
    Connected,
    Ended,
}

pub(crate) struct Chain {
    chain: RelayChain,
    insulation: InsulationCheck,
    state: State,
}

impl Chain {
    fn inputs(now: Instant, seen: &Seen) -> ChainInputs {
        let [line, neutral] = seen.probes;
        let link = Ok(Reading::new(LINK, now));
        ChainInputs::new(StageState::Disarmed, link, seen.grid, line, neutral)
    }

    /// The last proof that connecting takes, in a net that is well insulated.
    fn insulated(&mut self, now: Instant, path: &Path) -> Step<InsulationProven, ()> {
        let good = Insulation::new(Resistance::from_kilohms(900));
        let inputs = InsulationInputs::new(
            Ok(Reading::new(good, now)),
            Ok(Reading::new(LINK, now)),
            Ok(Reading::new(true, now)),
        );
        match self.insulation.step(now, path, inputs) {
            Step::Wait => Step::Wait,
            Step::Done(proof) => Step::Done(proof),
            Step::Failed(_) => Step::Failed(()),
        }
    }

    fn closed(&self, now: Instant, seen: &Seen) -> Option<Verdict> {
        match self.chain.closed(now, &Self::inputs(now, seen)) {
            Step::Wait => None,
            Step::Done(()) => Some(Verdict::new(Finding::Isolates, Contacts::first(4))),
            Step::Failed(fault) => Some(verdict(fault)),
        }
    }
}

impl Tester for Chain {
    #[expect(
        clippy::unwrap_used,
        reason = "configurations that are known to be some"
    )]
    fn new(_now: Instant) -> Self {
        let map = ChainMap {
            line: LINE,
            neutral: NEUTRAL,
        };
        let config = ChainConfig::new(map, MINIMUM, ISOLATION, OPERATE, MAX_AGE).unwrap();
        let config = config
            .with_times(SETTLE, CYCLE, LIFE)
            .with_headroom(Voltage::from_volts(10));
        let limit = Resistance::from_kilohms(150);
        let insulation = InsulationConfig::new(
            limit,
            InsulationMeter::OwnSource,
            Contacts::NONE,
            SETTLE * 2,
            MAX_AGE,
        );
        let insulation = insulation
            .unwrap()
            .with_agreement(2, Ratio::from_percent(5))
            .with_drift(Voltage::from_volts(5))
            .with_life(LIFE);
        Self {
            chain: RelayChain::new(config),
            insulation: InsulationCheck::new(insulation),
            state: State::Ended,
        }
    }

    fn start(&mut self, now: Instant, path: &Path) {
        self.chain.start(now, path);
        self.state = State::Proving;
    }

    fn wants(&self, now: Instant) -> Contacts {
        self.chain.wants(now)
    }

    fn judge(&mut self, now: Instant, path: &Path, seen: &Seen) -> Option<Verdict> {
        match core::mem::replace(&mut self.state, State::Ended) {
            State::Proving => match self.chain.step(now, path, &Self::inputs(now, seen)) {
                Step::Wait => {
                    self.state = State::Proving;
                    None
                }
                Step::Done(proof) => {
                    self.insulation.start(now, path);
                    self.state = State::Insulating(proof);
                    None
                }
                Step::Failed(ChainFault::Relays(fault)) => Some(verdict(fault)),
                Step::Failed(_) => Some(DOUBT),
            },
            State::Insulating(relays) => match self.insulated(now, path) {
                Step::Wait => {
                    self.state = State::Insulating(relays);
                    None
                }
                Step::Done(insulation) => {
                    let Some(permit) = permit(relays, insulation, now, path) else {
                        return Some(DOUBT);
                    };
                    let connected =
                        self.chain
                            .connect(permit, now, path, seen.grid, now, HALF_PERIOD);
                    self.state = State::Connected;
                    connected.err().map(|_| DOUBT)
                }
                Step::Failed(()) => Some(DOUBT),
            },
            State::Connected => {
                self.state = State::Connected;
                self.closed(now, seen)
            }
            State::Ended => Some(DOUBT),
        }
    }
}

const US: Duration = Duration::from_micros(1);

/// What else connecting takes, of a bridge and a sensor that are as they should be, and with every permissive.
fn permit(
    relays: RelaysProven,
    insulation: InsulationProven,
    now: Instant,
    path: &Path,
) -> Option<ConnectPermit> {
    let bridge = Path::new(PathId(9), Contacts::NONE);
    let mut check = ConnectCheck::new(MAX_AGE);
    check.put_relays(relays);
    check.put_insulation(insulation);
    check.put_bridge(BridgePermit::new(
        tripped(now, &bridge)?,
        tested(now, &bridge)?,
    ));
    let holds = Ok(Reading::new(true, now));
    let mut inputs = ConnectInputs::unknown();
    inputs.grid = Ok(Reading::new(Duration::ZERO, now));
    (inputs.battery, inputs.earth) = (holds, holds);
    (inputs.bond_open, inputs.well) = (holds, holds);
    check.step(inputs);
    let paths = ConnectPaths {
        grid: path,
        bridge: &bridge,
    };
    check.permit(now, paths).ok()
}

/// The microseconds before a time.
fn before(now: Instant) -> impl Iterator<Item = Instant> {
    (0..100).map(move |passed| now.saturating_sub(US * (100 - passed)))
}

fn tripped(now: Instant, path: &Path) -> Option<TripProven> {
    let config = TripConfig::new(US * 50, US * 50).with_hold(US * 3);
    let mut check = TripProof::new(config.with_life(LIFE));
    check.start(now.saturating_sub(US * 100), path);
    let mut tripped = false;
    before(now).skip(1).find_map(|at| {
        tripped = (tripped || check.force()) && !check.clear();
        let seen = |value| Ok(Reading::new(value, at));
        match check.step(at, path, TripInputs::new(seen(tripped), seen(true))) {
            Step::Done(proof) => Some(proof),
            _ => None,
        }
    })
}

fn tested(now: Instant, path: &Path) -> Option<ResidualCurrentProven> {
    let [test, tolerance, idle] = [30, 5, 10].map(Current::from_milliamps);
    let config = ResidualCurrentConfig::new(test, tolerance, idle, US * 50).ok()?;
    let config = config.with_settle_time(US).with_interval(LIFE);
    let mut check = ResidualCurrentCheck::new(config);
    check.start(now.saturating_sub(US * 100), path);
    before(now).skip(1).find_map(|at| {
        let current = if check.inject() { test } else { Current::ZERO };
        let inputs = ResidualCurrentInputs::new(Ok(Reading::new(current, at)));
        match check.step(at, path, inputs) {
            Step::Done(proof) => Some(proof),
            _ => None,
        }
    })
}
