//! `RelayChain`, from its proof to the closed chain.

use super::relays::{
    CYCLE, ISOLATION, LINE, MAX_AGE, MINIMUM, NEUTRAL, SETTLE, Seen, Tester, verdict,
};
use core::time::Duration;
use hal_conformance::weld::{Finding, Verdict};
use hal_inverter::{
    ChainConfig, ChainFault, ChainInputs, ChainMap, ConnectPermit, RelayChain, StageState,
};
use hal_power::{
    Contacts, Instant, Insulation, InsulationProven, Path, Ratio, Reading, RelaysProven,
    Resistance, Voltage,
    check::{InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter, Step},
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
                    let permit = ConnectPermit::new(relays, insulation);
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
