//! The session on a simulated bus, with the simulated part, and with who disturbs them.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod bus;
mod part;
mod proof;

use core::time::Duration;

use hal_power::{Instant, Insulation, Reading, Resistance, Voltage};
use hal_power_sim::{
    CanBus, CanNode, SimFrame, World,
    model::sim100::{self as model, Net, Newness, Open},
};
use sim100::{Config, FrameError, NoInsulation, Sim100, Times};

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
/// Time of an estimate, in the model and in the configuration.
const ESTIMATE: Duration = Duration::from_secs(6);
const PERIOD: Duration = Duration::from_millis(100);
/// Three tries of 50 ms.
const SILENCE: Duration = Duration::from_millis(150);

const NET: Net = Net {
    kilohms: [1_000, 500],
    nanofarads: [100, 120],
    volts: [130, 270],
    battery: 400,
    state: [833, 4],
    uncertainty: 3,
};

fn kilohms(positive: u16, negative: u16) -> Net {
    Net {
        kilohms: [positive, negative],
        ..NET
    }
}

fn open() -> Open {
    Open {
        estimate: ESTIMATE,
        high_uncertainty: 10,
        ..Open::default()
    }
}

fn config() -> Config {
    let times = Times::new(PERIOD, MS * 50, 3, ESTIMATE).unwrap();
    Config::new(Voltage::from_volts(420), times).unwrap()
}

/// A part and its host on one bus.
struct Rig {
    world: World,
    bus: CanBus,
    part: model::Sim100,
    at_part: CanNode,
    host: CanNode,
    session: Sim100,
    held: Option<SimFrame>,
    errors: Vec<FrameError>,
    /// Every estimate that the part has made: when, in ns, and of what net.
    made: Vec<(u64, Net)>,
}

impl Rig {
    fn new(open: Open, config: Config) -> Self {
        let world = World::new();
        let bus = world.can();
        let (host, at_part) = (bus.node(), bus.node());
        Self {
            part: model::Sim100::new(world.clock(), at_part.clone(), open, NET),
            at_part,
            world,
            bus,
            host,
            session: Sim100::new(config),
            held: None,
            errors: Vec::new(),
            made: Vec::new(),
        }
    }

    /// One that has a first reading.
    fn ready() -> Self {
        let mut rig = Self::new(open(), config());
        rig.run(ESTIMATE * 2 + SECOND);
        assert!(rig.session.insulation().is_ok());
        rig
    }

    fn now(&self) -> Instant {
        self.world.now()
    }

    /// One turn of both, after which whatever is read is checked against the truth.
    fn turn(&mut self) {
        self.part.turn();
        if let Some(at) = self.part.estimated_at()
            && self.made.last().is_none_or(|(last, _)| *last != at)
        {
            self.made.push((at, self.part.net()));
        }
        let now = self.now();
        while let Some((_, frame)) = self.host.try_receive() {
            if let Err(error) = self.session.on_frame(&frame) {
                self.errors.push(error);
            }
        }
        while let Some(frame) = self.held.take().or_else(|| self.session.poll(now)) {
            if self.host.try_send(frame).is_err() {
                self.held = Some(frame);
                break;
            }
        }
        if let Ok(found) = self.session.insulation() {
            self.is_true(found);
        }
        self.world.clock().advance(MS);
    }

    /// Asserts that a reading is of an estimate that the part has made no earlier than its time says.
    fn is_true(&self, found: Reading<Insulation>) {
        let explains = |(at, net): &(u64, Net)| {
            let [positive, negative] = net.kilohms.map(u64::from);
            let total = Resistance::from_kilohms(1)
                .as_microohms()
                .checked_mul(positive * negative)
                .unwrap()
                / (positive + negative).max(1);
            found.value.total.as_microohms() == total && found.at.as_micros() <= at / 1_000
        };
        assert!(self.made.iter().any(explains), "{found:?}");
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
}

fn microohms(kilohms: u64, parts: u64) -> Resistance {
    Resistance::from_microohms(kilohms * 1_000_000_000 / parts)
}

fn each_newness(test: impl Fn(Open)) {
    for newness in [Newness::Each, Newness::All] {
        test(Open { newness, ..open() });
    }
}
