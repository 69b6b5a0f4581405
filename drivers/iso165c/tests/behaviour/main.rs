//! The session on a simulated bus, with the simulated part, and with who disturbs them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod bus;
mod imc;
mod part;
mod proof;
mod relays;

use core::time::Duration;

use embedded_can::{Frame, Id};
use hal_power::{Instant, Insulation, Reading, Resistance, Voltage};
use hal_power_sim::{
    CanBus, CanNode, SimFrame, World,
    model::iso165c::{self as model, Kind, Net, Open},
};
use iso165c::{
    Config, Failure, FrameError, Iso165C, Item, NoInsulation, Relay, Settings, Times, Variant,
    WithRelays, WithoutRelays,
};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
/// Time of a measurement of the model.
const PULSE: Duration = Duration::from_secs(2);
/// Measurements that a mean is of.
const MEAN: u8 = 4;
/// From a change of the net to a value that is wholly of after it, and looked at: a mean, the measurement under way, and a look at
/// either end.
const VALUE: Duration = Duration::from_secs(2 * (4 + 1) + 3);
/// From power-up to the first value: calibration, and settings.
const READY: Duration = Duration::from_secs(2 * (4 + 1) + 8);
const SILENCE: Duration = Duration::from_secs(3);
const FROZEN: Duration = Duration::from_secs(10);

const NET: Net = Net {
    insulation: [
        Resistance::from_kilohms(1_000),
        Resistance::from_kilohms(500),
    ],
    voltages: [Voltage::from_volts(400), Voltage::from_volts(399)],
    chassis: true,
};

/// Insulation of the negative and of the positive pole.
fn kilohms(negative: u64, positive: u64) -> Net {
    Net {
        insulation: [negative, positive].map(Resistance::from_kilohms),
        ..NET
    }
}

/// What [`NET`] has in all.
const TOTAL: Resistance = Resistance::from_kilohms(333);

/// Open relays read as a net without a fault.
fn open() -> Open {
    Open {
        closed: [false; 2],
        uncoupled: Some(50_000),
        pulse: PULSE,
        ..Open::default()
    }
}

fn config_of(mean: u8) -> Config {
    let times = Times::new(SECOND, MS * 50, 3, SILENCE, FROZEN).unwrap();
    let [error, warning] = [100, 450].map(Resistance::from_kilohms);
    Config::new(Settings::new(error, warning, mean).unwrap(), times)
}

fn config() -> Config {
    config_of(MEAN)
}

/// Which model is the counterpart.
trait Part: Variant {
    const KIND: Kind;
}

impl Part for WithRelays {
    const KIND: Kind = Kind::Iso165c;
}

impl Part for WithoutRelays {
    const KIND: Kind = Kind::Iso165c1;
}

/// A part and its host on one bus.
struct Rig<V: Part = WithRelays> {
    world: World,
    bus: CanBus,
    part: model::Iso165c,
    at_part: CanNode,
    host: CanNode,
    session: Iso165C<V>,
    held: Option<SimFrame>,
    /// What the host's filter does not let through.
    unheard: Option<Id>,
    errors: Vec<FrameError>,
    failures: Vec<(Item, Failure)>,
    /// Bytes 0 of what was asked.
    asked: Vec<u8>,
    /// From when on the net was what.
    nets: Vec<(Instant, Net)>,
    /// From when to when both relays were closed last.
    coupled: Option<(Instant, Instant)>,
    /// Least time that a mean takes.
    mean: Duration,
    ceiling: Option<Resistance>,
}

impl<V: Part> Rig<V> {
    fn new(open: Open, config: Config) -> Self {
        let world = World::new();
        let bus = world.can();
        let (host, at_part) = (bus.node(), bus.node());
        Self {
            part: model::Iso165c::new(world.clock(), at_part.clone(), V::KIND, open, NET),
            at_part,
            nets: vec![(world.now(), NET)],
            world,
            bus,
            host,
            session: Iso165C::new(config),
            held: None,
            unheard: None,
            errors: Vec::new(),
            failures: Vec::new(),
            asked: Vec::new(),
            coupled: None,
            mean: PULSE * MEAN.into(),
            ceiling: None,
        }
    }

    fn now(&self) -> Instant {
        self.world.now()
    }

    fn set_net(&mut self, net: Net) {
        self.part.set_net(net);
        self.nets.push((self.now(), net));
    }

    /// One turn of both, after which whatever is read is checked against the truth.
    fn turn(&mut self) {
        self.part.turn();
        let now = self.now();
        if self.part.relays() == Some([true; 2]) {
            let since = self
                .coupled
                .filter(|(_, to)| now.saturating_since(*to) <= MS);
            self.coupled = Some((since.map_or(now, |(from, _)| from), now));
        }
        while let Some((_, frame)) = self.host.try_receive() {
            if self.unheard == Some(frame.id()) {
                continue;
            }
            if let Err(error) = self.session.on_frame(now, &frame) {
                self.errors.push(error);
            }
        }
        while let Some(frame) = self.held.take().or_else(|| self.session.poll(now)) {
            if self.host.try_send(frame).is_err() {
                self.held = Some(frame);
                break;
            }
            self.asked.extend(frame.data().first());
        }
        self.failures.extend(self.session.take_failure());
        if let Ok(found) = self.session.insulation() {
            self.is_true(found);
        }
        self.world.clock().advance(MS);
    }

    /// Asserts that a reading lies within what the net had since the time that it says, that all of its mean can be of since, and that
    /// the part was coupled.
    fn is_true(&self, found: Reading<Insulation>) {
        let after = self.nets.iter().rposition(|(at, _)| *at <= found.at);
        let since = self.nets.get(after.unwrap()..).unwrap();
        let totals = since.iter().map(|(_, net)| {
            let [negative, positive] = net.insulation.map(Resistance::as_kilohms);
            let total = negative * positive / (negative + positive).max(1);
            Resistance::from_kilohms(total).min(self.ceiling.unwrap_or(Resistance::MAX))
        });
        let (least, most) = (totals.clone().min(), totals.max());
        let total = Some(found.value.total);
        assert!(least <= total && total <= most, "{found:?}");
        assert!(self.now().saturating_since(found.at) >= self.mean);
        if V::KIND == Kind::Iso165c {
            let (from, to) = self.coupled.unwrap();
            assert!(from <= found.at, "{found:?}");
            assert!(self.now().saturating_since(to) <= SILENCE + SECOND);
        }
    }

    fn run(&mut self, time: Duration) {
        let end = self.now().saturating_add(time);
        while self.now() < end {
            self.turn();
        }
    }

    fn total(&self) -> Result<Resistance, NoInsulation> {
        self.session.insulation().map(|found| found.value.total)
    }

    fn age(&self) -> Duration {
        let found = self.session.insulation().unwrap();
        self.now().saturating_since(found.at)
    }

    fn asked(&self, byte: u8) -> usize {
        self.asked.iter().filter(|own| **own == byte).count()
    }
}

impl Rig {
    fn couple(&mut self) {
        self.session.close(Relay::Negative);
        self.session.close(Relay::Positive);
    }

    fn uncouple(&mut self) {
        self.session.open(Relay::Negative);
        self.session.open(Relay::Positive);
    }

    /// One that is coupled once it is heard.
    fn coupled(open: Open, config: Config) -> Self {
        let mut rig = Self::new(open, config);
        while rig.session.info().is_none() {
            rig.turn();
        }
        rig.couple();
        rig
    }

    /// One that has a first value.
    fn ready() -> Self {
        let mut rig = Self::coupled(open(), config());
        rig.run(READY);
        assert_eq!(rig.total(), Ok(TOTAL));
        assert_eq!(rig.failures, []);
        rig.errors.clear();
        rig
    }
}
