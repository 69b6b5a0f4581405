use super::*;
use crate::{
    ConnectCheck, ConnectPaths,
    connect::tests::{self, granted, residual},
};
use hal_power::{
    ErrorKind, Insulation, InsulationProven, PathId, Ratio, Reading, Resistance, Unusable,
    check::{InsulationCheck, InsulationConfig, InsulationInputs, InsulationMeter},
};

const MS: Duration = Duration::from_millis(1);
const MAP: ChainMap = ChainMap {
    line: RelayPole { a: 3, b: 4 },
    neutral: RelayPole { a: 5, b: 6 },
};

fn config() -> ChainConfig {
    let (least, isolation) = (Voltage::from_volts(180), Voltage::from_volts(40));
    ChainConfig::new(MAP, least, isolation, MS * 20, MS * 15)
        .unwrap()
        .with_times(MS * 30, MS * 20, Duration::from_secs(10))
        .with_headroom(Voltage::from_volts(10))
}

/// A chain, its grid, and contacts that may be welded.
struct Rig {
    chain: RelayChain,
    path: Path,
    now: Instant,
    grid: i32,
    link: i32,
    bridge: StageState,
    welded: Contacts,
    stuck: Contacts,
    both_ever: bool,
}

impl Rig {
    fn new() -> Self {
        Self {
            chain: RelayChain::new(config()),
            path: Path::new(PathId(2), Contacts::from_bits_retain(0xF8)),
            now: Instant::from_micros(1_000_000),
            grid: 230,
            link: 400,
            bridge: StageState::Disarmed,
            welded: Contacts::NONE,
            stuck: Contacts::NONE,
            both_ever: false,
        }
    }

    /// Commands what the chain wants and lets 10 ms pass.
    fn tick(&mut self) -> ChainInputs {
        let wanted = self.chain.wants(self.now);
        self.path.command(wanted);
        let closed = (wanted | self.welded) - self.stuck;
        self.both_ever |= wanted.is_closed(3) && wanted.is_closed(4);
        self.now = self.now.saturating_add(MS * 10);
        let behind = |a, b| {
            if closed.is_closed(a) && closed.is_closed(b) {
                self.grid
            } else {
                0
            }
        };
        let volts = |volts| Ok(Reading::new(Voltage::from_volts(volts), self.now));
        ChainInputs::new(
            self.bridge,
            volts(self.link),
            volts(self.grid),
            volts(behind(3, 4)),
            volts(behind(5, 6)),
        )
    }

    fn prove(&mut self) -> Result<RelaysProven, ChainFault> {
        self.chain.start(self.now, &self.path);
        for _ in 0..200 {
            let inputs = self.tick();
            match self.chain.step(self.now, &self.path, &inputs) {
                Step::Wait => {}
                Step::Done(proof) => return Ok(proof),
                Step::Failed(fault) => return Err(fault),
            }
        }
        panic!("neither proven nor failed");
    }

    fn insulation(&mut self) -> InsulationProven {
        let config = InsulationConfig::new(
            Resistance::from_kilohms(150),
            InsulationMeter::OwnSource,
            Contacts::NONE,
            MS,
            MS * 15,
        )
        .unwrap()
        .with_agreement(2, Ratio::from_percent(5))
        .with_drift(Voltage::from_volts(5))
        .with_life(Duration::from_secs(10));
        let mut check = InsulationCheck::new(config);
        check.start(self.now, &self.path);
        for _ in 0..100 {
            let link = self.tick().link;
            let good = Insulation::new(Resistance::from_kilohms(900));
            let inputs = InsulationInputs::new(
                Ok(Reading::new(good, self.now)),
                link,
                Ok(Reading::new(true, self.now)),
            );
            if let Step::Done(proof) = check.step(self.now, &self.path, inputs) {
                return proof;
            }
        }
        panic!("no proof");
    }

    fn permit(&mut self) -> ConnectPermit {
        let mut check = ConnectCheck::new(MS * 15);
        check.put_relays(self.prove().unwrap());
        check.put_insulation(self.insulation());
        let stages = Path::new(PathId(3), Contacts::NONE);
        let before = self.now.saturating_sub(MS * 500);
        check.put_bridge(BridgePermit::new(
            tests::trip(before, &stages),
            residual(before, &stages),
        ));
        check.step(granted(self.now));
        let paths = ConnectPaths {
            grid: &self.path,
            bridge: &stages,
        };
        check.permit(self.now, paths).unwrap()
    }

    fn connect(&mut self, permit: ConnectPermit) -> Result<Instant, Refused> {
        let grid = Ok(Reading::new(Voltage::from_volts(self.grid), self.now));
        self.chain
            .connect(permit, self.now, &self.path, grid, self.now, MS * 10)
            .map(|(at, _)| at)
    }
}

#[test]
fn every_welded_contact_is_named() {
    for contact in 3..=6 {
        let mut rig = Rig::new();
        rig.welded = Contacts::only(contact);
        let fault = rig.prove().unwrap_err();
        assert_eq!(
            fault,
            ChainFault::Relays(RelayFault::Welded(Contacts::only(contact)))
        );
        assert_eq!(rig.chain.wants(rig.now), Contacts::NONE);
    }
}

#[test]
fn every_contact_that_is_stuck_open_is_named_with_its_partner() {
    for (contact, pole) in [(3, [3, 4]), (4, [3, 4]), (5, [5, 6]), (6, [5, 6])] {
        let mut rig = Rig::new();
        rig.stuck = Contacts::only(contact);
        let permit = rig.permit();
        rig.connect(permit).unwrap();
        let fault = (0..20).find_map(|_| {
            let inputs = rig.tick();
            match rig.chain.closed(rig.now, &inputs) {
                Step::Failed(fault) => Some(fault),
                Step::Wait | Step::Done(()) => None,
            }
        });
        let [one, other] = pole.map(Contacts::only);
        assert_eq!(fault, Some(RelayFault::StuckOpen(one | other)), "{contact}");
    }
}

#[test]
fn a_sound_chain_is_proven_without_ever_closing_both() {
    let mut rig = Rig::new();
    assert!(rig.prove().is_ok());
    assert!(!rig.both_ever);
}

#[test]
fn nothing_else_may_lift_the_probes() {
    let mut rig = Rig::new();
    rig.bridge = StageState::Armed;
    assert_eq!(rig.prove().unwrap_err(), ChainFault::BridgeArmed);
    let mut rig = Rig::new();
    rig.link = 330; // the grid's peak is 325.3 V, and 10 V of headroom are asked for
    assert_eq!(rig.prove().unwrap_err(), ChainFault::LinkLow);
}

#[test]
fn an_absent_grid_proves_nothing() {
    let mut rig = Rig::new();
    rig.grid = 0;
    assert_eq!(
        rig.prove().unwrap_err(),
        ChainFault::Relays(RelayFault::NoReference)
    );
}

#[test]
fn connects_on_fresh_proofs_and_sees_every_pole_conduct() {
    let mut rig = Rig::new();
    let permit = rig.permit();
    rig.connect(permit).unwrap();
    for _ in 0..20 {
        let inputs = rig.tick();
        match rig.chain.closed(rig.now, &inputs) {
            Step::Wait => {}
            Step::Done(()) => return,
            Step::Failed(fault) => panic!("{fault:?}"),
        }
    }
    panic!("not seen closed");
}

/// Connects, opens with these contacts welded, and returns the first verdict and whether there was a second.
fn trip(welded: Contacts, bridge: StageState) -> (Result<Duration, ChainFault>, bool) {
    let mut rig = Rig::new();
    let permit = rig.permit();
    rig.connect(permit).unwrap();
    for _ in 0..20 {
        rig.tick();
    }
    rig.chain.open(rig.now);
    (rig.welded, rig.bridge) = (welded, bridge);
    let (mut first, mut again) = (None, false);
    for _ in 0..40 {
        let inputs = rig.tick();
        let verdict = match rig.chain.opened(rig.now, &inputs) {
            Step::Wait => continue,
            Step::Done(taken) => Ok(taken),
            Step::Failed(fault) => Err(fault),
        };
        again |= first.is_some();
        first.get_or_insert(verdict);
    }
    (first.unwrap(), again)
}

#[test]
fn a_trip_is_measured_once() {
    let trip = |welded| trip(welded, StageState::Disarmed);
    assert_eq!(trip(Contacts::NONE), (Ok(MS * 10), false));
    assert_eq!(trip(Contacts::only(3)), (Ok(MS * 10), false));
    for (a, b) in [(3, 4), (5, 6)] {
        let pole = Contacts::only(a) | Contacts::only(b);
        let welded = ChainFault::Relays(RelayFault::Welded(pole));
        assert_eq!(trip(pole), (Err(welded), false));
    }
}

#[test]
fn an_armed_bridge_leaves_the_trip_unmeasured() {
    let verdict = trip(Contacts::NONE, StageState::Armed);
    assert_eq!(verdict, (Err(ChainFault::BridgeArmed), false));
}

#[test]
fn a_chain_that_never_closed_has_no_trip() {
    let mut rig = Rig::new();
    drop(rig.prove().unwrap());
    rig.chain.open(rig.now);
    let inputs = rig.tick();
    assert!(matches!(rig.chain.opened(rig.now, &inputs), Step::Wait));
}

#[test]
fn with_the_grid_gone_it_never_closes() {
    let mut rig = Rig::new();
    let permit = rig.permit();
    rig.grid = 0;
    assert_eq!(rig.connect(permit), Err(Refused::State));
    assert_eq!(rig.chain.wants(rig.now), Contacts::NONE);
}

#[test]
fn it_never_closes_on_a_grid_that_was_seen_too_long_ago() {
    // readings are taken for 15 ms, and the coils go on 0 to 10 ms from now
    for (crossing, age, closes) in [(0, 0, true), (19, 0, true), (19, 6, true), (19, 7, false)] {
        let mut rig = Rig::new();
        let permit = rig.permit();
        let crossing = rig.now.saturating_add(MS * crossing);
        let grid = Reading::new(Voltage::from_volts(230), rig.now.saturating_sub(MS * age));
        let half = MS * 10;
        let connected = rig
            .chain
            .connect(permit, rig.now, &rig.path, Ok(grid), crossing, half);
        assert_eq!(connected.is_ok(), closes, "{crossing}, {age}");
        let later = rig.now.saturating_add(MS * 10);
        assert_eq!(!rig.chain.wants(later).is_empty(), closes);
    }
}

#[test]
fn a_move_after_the_proof_voids_it() {
    let mut rig = Rig::new();
    let permit = rig.permit();
    rig.path.command(Contacts::only(4));
    assert_eq!(rig.connect(permit), Err(Refused::Void));
}

#[test]
fn contacts_make_at_a_crossing() {
    let at = Instant::from_micros;
    let (half, operate) = (MS * 10, MS * 20);
    for (now, crossing, expected) in [
        (0, 0, 0),          // makes at 20 ms
        (1, 0, 10_000),     // makes at 30 ms
        (0, 25_000, 5_000), // makes at 25 ms
        (0, 5_000, 5_000),  // makes at 25 ms
        (5_000, 5_000, 5_000),
    ] {
        assert_eq!(
            coils_on(at(now), at(crossing), half, operate),
            at(expected),
            "{now}, {crossing}"
        );
    }
}

#[test]
fn a_failed_sensor_ends_the_proof() {
    let mut rig = Rig::new();
    rig.chain.start(rig.now, &rig.path);
    let inputs = ChainInputs {
        link: Err(ErrorKind::Bus),
        ..rig.tick()
    };
    let step = rig.chain.step(rig.now, &rig.path, &inputs);
    let cause = RelayFault::Input(Unusable::Sensor(ErrorKind::Bus));
    assert!(
        matches!(step, Step::Failed(ChainFault::Relays(found)) if found == cause),
        "{step:?}"
    );
}
