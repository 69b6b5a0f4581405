//! A part on a bus, and a host that sends bytes.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;
use embedded_can::{Frame, Id, StandardId};
use hal_power::{Resistance, Voltage};
use hal_power_sim::{
    CanNode, SimFrame, World,
    model::iso165c::{Iso165c, Kind, Net, Open},
};

/// 400 kΩ at both poles, 400 V and 399 V.
pub(crate) const NET: Net = Net {
    insulation: [Resistance::from_kilohms(400); 2],
    voltages: [Voltage::from_volts(400), Voltage::from_volts(399)],
    chassis: true,
};

/// The unlocking request of the manual.
pub(crate) const UNLOCK: [u8; 5] = [0xCA, 0, 0, 0, 0];

pub(crate) fn net(negative: u64, positive: u64) -> Net {
    Net {
        insulation: [negative, positive].map(Resistance::from_kilohms),
        ..NET
    }
}

/// Figures of its own, none of which is the default of the model.
pub(crate) fn open() -> Open {
    Open {
        start: Duration::from_millis(200),
        boot: Duration::from_millis(400),
        calibration: Duration::from_millis(1_600),
        pulse: Duration::from_millis(1_500),
        outdated: Duration::from_secs(5),
        self_test: [Duration::from_secs(4), Duration::from_secs(2)],
        answer: Duration::from_millis(5),
        queue: 3,
        refused: 77,
        wrong_password: 88,
        ..Open::default()
    }
}

pub(crate) struct Rig {
    pub(crate) world: World,
    pub(crate) host: CanNode,
    pub(crate) part: Iso165c,
}

impl Rig {
    pub(crate) fn new(kind: Kind, open: Open, net: Net) -> Self {
        let world = World::new();
        let bus = world.can();
        let (host, node) = (bus.node(), bus.node());
        Self {
            part: Iso165c::new(world.clock(), node, kind, open, net),
            world,
            host,
        }
    }

    /// An iso165C that has been calibrated and has no value yet: 2 s after power-up.
    pub(crate) fn ready(open: Open, net: Net) -> Self {
        let mut rig = Self::new(Kind::Iso165c, open, net);
        rig.wait(2_000);
        rig.drain();
        rig
    }

    /// Lets milliseconds pass, one by one.
    pub(crate) fn wait(&mut self, milliseconds: u32) {
        for _ in 0..milliseconds {
            self.world.clock().advance(Duration::from_millis(1));
            self.part.turn();
        }
    }

    /// Takes everything that was received: identifier and bytes.
    pub(crate) fn drain(&mut self) -> Vec<(u16, Vec<u8>)> {
        core::iter::from_fn(|| self.host.try_receive())
            .map(|(_, frame)| {
                let Id::Standard(id) = frame.id() else {
                    return (u16::MAX, Vec::new());
                };
                (id.as_raw(), frame.data().to_vec())
            })
            .collect()
    }

    pub(crate) fn send(&mut self, data: &[u8]) {
        self.host.try_send(request(0x022, data)).unwrap();
    }

    /// Sends and waits; returns the responses.
    pub(crate) fn ask(&mut self, data: &[u8]) -> Vec<Vec<u8>> {
        self.drain();
        self.send(data);
        self.wait(8);
        let received = self.drain();
        received
            .into_iter()
            .filter_map(|(id, data)| (id == 0x023).then_some(data))
            .collect()
    }

    /// Returns the next cyclic message.
    pub(crate) fn info(&mut self) -> Vec<u8> {
        self.drain();
        self.wait(1_001);
        let all = self.drain();
        let info = all.into_iter().find(|(id, _)| *id == 0x037);
        info.map(|(_, data)| data).unwrap()
    }
}

pub(crate) fn request(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}
