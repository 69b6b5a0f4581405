//! A meter on the simulated net.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::{cell::RefCell, time::Duration};
use hal_power::{Contacts, ErrorKind, Ratio, Resistance, Voltage};
use hal_power_sim::{
    SimDelay, World,
    model::{
        earth_net::{Circuit, EarthNet, Pole, Probe, Spoiled, Switches},
        relay::Sheet,
    },
};
use iso_bridge::{
    Accuracy, Config, Error, Net, Network, Sensors, Settled, Solution, Timing, asynch, blocking,
};
use std::rc::Rc;

pub(crate) type Failed = Error<ErrorKind, ErrorKind, ErrorKind>;
pub(crate) type Blocking = blocking::BridgeMeter<Switches, Probe, Probe, SimDelay>;
pub(crate) type Asynch = asynch::BridgeMeter<Switches, Probe, Probe, SimDelay>;

pub(crate) const POLES: [Pole; 2] = [Pole::Positive, Pole::Negative];

pub(crate) const RELAY: Sheet = Sheet {
    operate: Duration::from_millis(8),
    release: Duration::from_millis(4),
    bounce: Duration::from_millis(2),
    picks_up: 700,
    holds: 300,
};

pub(crate) const ACCURACY: Accuracy = Accuracy {
    gain: Ratio::from_permille(2),
    offset: Voltage::from_millivolts(20),
    noise: Voltage::from_millivolts(10),
};

pub(crate) const NET: Net = Net {
    minimum: Voltage::from_volts(80),
    maximum: Voltage::from_volts(600),
    drift: Voltage::from_volts(2),
};

pub(crate) const TIMING: Timing = Timing {
    travel: Duration::from_millis(10),
    pace: Duration::from_millis(20),
    timeout: Duration::from_secs(30),
};

pub(crate) const SETTLED: Settled = Settled {
    readings: 10,
    band: Voltage::from_millivolts(60),
};

/// What is fitted, and how far it is off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Board {
    pub(crate) switched: [Resistance; 2],
    pub(crate) dividers: [Resistance; 2],
    pub(crate) nanofarads: [u32; 2],
    pub(crate) spoiled: [Spoiled; 2],
    pub(crate) relay: Sheet,
    pub(crate) sensors: Sensors,
    pub(crate) seed: u64,
}

impl Board {
    pub(crate) fn new(sensors: Sensors) -> Self {
        Self {
            switched: [Resistance::from_kilohms(200); 2],
            dividers: [Resistance::from_kilohms(4_000); 2],
            nanofarads: [500, 500],
            spoiled: [Spoiled::default(); 2],
            relay: RELAY,
            sensors,
            seed: 1,
        }
    }
}

pub(crate) fn kilohms(kilohms: u64) -> Resistance {
    Resistance::from_kilohms(kilohms)
}

/// The network of a board, of half a percent, and no more than a microfarad in all.
pub(crate) fn network(board: &Board) -> Network {
    let [positive, negative] = board.switched;
    let [above, below] = board.dividers;
    let ohms = u32::try_from(positive.as_ohms()).unwrap();
    let settling = Duration::from_micros(1) * ohms;
    Network::new(positive, negative, Ratio::from_permille(5), settling).with_dividers(above, below)
}

pub(crate) fn configured(board: &Board, net: Net, timing: Timing, settled: Settled) -> Config {
    Config::new(network(board), ACCURACY, net, timing, settled).unwrap()
}

/// Of a sound board.
pub(crate) fn config() -> Config {
    configured(&Board::new(Sensors::Both), NET, TIMING, SETTLED)
}

/// Of a board, with a net that hardly drifts, as one sensor needs it.
pub(crate) fn accurate(board: &Board) -> Config {
    let drift = Voltage::from_millivolts(20);
    configured(board, Net { drift, ..NET }, TIMING, SETTLED)
}

pub(crate) fn steady() -> Config {
    accurate(&Board::new(Sensors::Both))
}

pub(crate) struct Rig {
    pub(crate) world: World,
    pub(crate) net: Rc<RefCell<EarthNet>>,
    pub(crate) bank: Switches,
    pub(crate) probes: [Probe; 2],
    pub(crate) sensors: Sensors,
    pub(crate) config: Config,
}

impl Rig {
    pub(crate) fn new(board: &Board, config: Config, volts: i32) -> Self {
        let world = World::new();
        let circuit = Circuit {
            switched: board.switched,
            dividers: board.dividers.map(Some),
            nanofarads: board.nanofarads,
            relay: board.relay,
        };
        let net = EarthNet::new(world.clock(), &circuit, Voltage::from_volts(volts));
        let probe = |pole: Pole| {
            let index = usize::from(pole == Pole::Negative);
            let spoiled = board.spoiled.get(index).copied().unwrap();
            Probe::new(
                &net,
                pole,
                spoiled,
                board.seed ^ u64::try_from(index).unwrap(),
            )
        };
        Self {
            bank: Switches::new(&net),
            probes: POLES.map(probe),
            world,
            net,
            sensors: board.sensors,
            config,
        }
    }

    pub(crate) fn sound(volts: i32) -> Self {
        Self::new(&Board::new(Sensors::Both), config(), volts)
    }

    /// Sets the insulation, and lets it settle.
    pub(crate) fn insulate(&self, positive: Option<Resistance>, negative: Option<Resistance>) {
        self.net
            .borrow_mut()
            .set_insulation(Pole::Positive, positive);
        self.net
            .borrow_mut()
            .set_insulation(Pole::Negative, negative);
        self.net.borrow_mut().settle();
    }

    pub(crate) fn blocking(&self) -> Blocking {
        let [positive, negative] = self.probes.clone();
        blocking::BridgeMeter::new(
            self.bank.clone(),
            positive,
            negative,
            self.world.delay(),
            self.config,
        )
    }

    pub(crate) fn asynch(&self) -> Asynch {
        let [positive, negative] = self.probes.clone();
        asynch::BridgeMeter::new(
            self.bank.clone(),
            positive,
            negative,
            self.world.delay(),
            self.config,
        )
    }

    /// Lets the switches move, and asserts that they are open.
    pub(crate) fn assert_open(&self) {
        self.world.clock().advance(Duration::from_millis(20));
        assert_eq!(self.bank.closed(), Contacts::NONE);
    }

    /// Measures with the sensors that the board has.
    pub(crate) fn measure(&self) -> Result<Solution, Failed> {
        let [positive, negative] = self.probes.clone();
        let (bank, delay) = (self.bank.clone(), self.world.delay());
        match self.sensors {
            Sensors::Both => self.blocking().measure(),
            Sensors::Positive => {
                blocking::BridgeMeter::with_positive(bank, positive, delay, self.config).measure()
            }
            Sensors::Negative => {
                blocking::BridgeMeter::with_negative(bank, negative, delay, self.config).measure()
            }
        }
    }
}
