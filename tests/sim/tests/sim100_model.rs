//! The SIM100 of the simulator against its sheet.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power_sim::{
    CanNode, SimFrame, World,
    model::sim100::{ANSWER, Net, Newness, Open, REQUEST, Sim100},
};

const NET: Net = Net {
    kilohms: [0x0102, 0x0304],
    nanofarads: [0x1122, 0x3344],
    volts: [200, 201],
    battery: 401,
    state: [0x0506, 0x0708],
    uncertainty: 3,
};

struct Rig {
    world: World,
    host: CanNode,
    part: Sim100,
}

impl Rig {
    fn new(open: Open) -> Self {
        let world = World::new();
        let bus = world.can();
        let (host, node) = (bus.node(), bus.node());
        Self {
            part: Sim100::new(world.clock(), node, open, NET),
            world,
            host,
        }
    }

    fn wait(&mut self, time: Duration) {
        self.world.clock().advance(time);
        self.part.turn();
    }

    fn send(&mut self, frame: SimFrame) -> Vec<Vec<u8>> {
        self.host.try_send(frame).unwrap();
        for _ in 0..3 {
            self.wait(Duration::from_millis(1));
        }
        let received = core::iter::from_fn(|| self.host.try_receive());
        received
            .map(|(_, frame)| {
                assert_eq!(frame.id(), Id::Extended(ExtendedId::new(ANSWER).unwrap()));
                frame.data().to_vec()
            })
            .collect()
    }

    fn ask(&mut self, data: &[u8]) -> Vec<Vec<u8>> {
        self.send(request(REQUEST, data))
    }

    fn status(&mut self, kind: u8) -> u8 {
        let answers = self.ask(&[kind]);
        *answers.first().and_then(|answer| answer.get(1)).unwrap()
    }
}

fn request(id: u32, data: &[u8]) -> SimFrame {
    SimFrame::new(ExtendedId::new(id).unwrap(), data).unwrap()
}

fn open() -> Open {
    Open {
        before: (7, false),
        ..Open::default()
    }
}

#[test]
fn answers_repeat_the_request_and_have_the_highest_byte_first() {
    let mut rig = Rig::new(open());
    rig.part.set_temperature([1, 2, 3, 4]);
    rig.wait(Duration::from_secs(6));
    let answers: [(u8, &[u8]); 8] = [
        (0x01, b"\x01SIM1"),
        (0x05, b"\x05v1.0"),
        (0x0B, b"\x0BCDEF"),
        (0x80, &[0x80, 1, 2, 3, 4]),
        (0xE0, &[0xE0, 0, 5, 6, 3, 7, 8, 3]),
        (0xE1, &[0xE1, 0, 1, 2, 3, 3, 4, 3]),
        (0xE2, &[0xE2, 0, 0x11, 0x22, 3, 0x33, 0x44, 3]),
        (0xE4, &[0xE4, 0, 1, 0x91, 3, 1, 0x91, 3]),
    ];
    for (kind, answer) in answers {
        assert_eq!(rig.ask(&[kind]), [answer], "{kind:02X}");
    }
    assert_eq!(rig.ask(&[0xE5]), [[0xE5, 0, 0]]);
}

#[test]
fn what_is_no_request_is_not_answered() {
    let mut rig = Rig::new(open());
    let standard = SimFrame::new(StandardId::new(0x101).unwrap(), &[0xE1]).unwrap();
    let remote = SimFrame::new_remote(ExtendedId::new(REQUEST).unwrap(), 1).unwrap();
    let others = [
        request(ANSWER, &[0xE1]),
        request(REQUEST + 1, &[0xE1]),
        request(REQUEST, &[]),
        request(REQUEST, &[0xE1, 0]),
        request(REQUEST, &[0x62]),
        request(REQUEST, &[0xC1, 1, 2, 3, 4]),
        standard,
        remote,
    ];
    for frame in others {
        assert_eq!(rig.send(frame), [[0_u8; 0]; 0], "{frame:?}");
    }
}

#[test]
fn estimates_come_every_period_and_are_new_once() {
    for (newness, other) in [(Newness::Each, 0), (Newness::All, 0x40)] {
        let mut rig = Rig::new(Open { newness, ..open() });
        assert_eq!(rig.ask(&[0xE1]), [[0xE1, 0x40, 0, 7, 3, 0, 7, 3]]);
        rig.wait(Duration::from_secs(6));
        assert_eq!(rig.status(0xE1), 0);
        assert_eq!(rig.status(0xE1), 0x40);
        assert_eq!(rig.status(0xE2), other);
        let worse = Net {
            kilohms: [0, 9],
            ..NET
        };
        rig.part.set_net(worse);
        assert_eq!(rig.ask(&[0xE1]), [[0xE1, 0x40, 1, 2, 3, 3, 4, 3]]);
        rig.wait(Duration::from_secs(6));
        assert_eq!(rig.ask(&[0xE1]), [[0xE1, 0, 0, 0, 3, 0, 9, 3]]);
        assert_eq!(rig.part.estimated_at(), Some(12_000_000_000));
    }
}

#[test]
fn status_shows_what_is_wrong() {
    let mut rig = Rig::new(open());
    rig.part.set_isolation(0b10);
    rig.wait(Duration::from_secs(6));
    assert_eq!(rig.status(0xE0), 0b10);
    rig.part.set_errors(0x84);
    assert_eq!(rig.ask(&[0xE5]), [[0xE5, 0b1000_0010, 0x84]]);
    rig.part.set_errors(0);
    rig.part.set_isolation(0);
    let odd = Net {
        battery: 14,
        uncertainty: 10,
        ..NET
    };
    rig.part.set_net(odd);
    rig.wait(Duration::from_secs(6));
    assert_eq!(rig.status(0xE1), 0b0010_0100);
}

#[test]
fn the_most_a_battery_may_have_is_set_and_watched() {
    let mut rig = Rig::new(open());
    rig.wait(Duration::from_secs(6));
    assert_eq!(rig.status(0xE1), 0, "nothing is set");
    assert_eq!(rig.ask(&[0xF0, 0x01, 0x90]), [[0xF0, 0x01, 0x90]]);
    assert_eq!(rig.part.maximum(), Some(400));
    assert_eq!(rig.status(0xE1), 0x48);
    let mut stubborn = Rig::new(Open {
        takes_maximum: false,
        maximum: 60,
        ..open()
    });
    assert_eq!(stubborn.ask(&[0xF0, 0x01, 0x90]), [[0xF0, 0, 60]]);
    let mut mute = Rig::new(Open {
        answers_maximum: false,
        ..open()
    });
    assert_eq!(mute.ask(&[0xF0, 0x01, 0x90]), [[0_u8; 0]; 0]);
    assert_eq!(mute.part.maximum(), Some(400));
}

#[test]
fn a_restart_and_a_loss_of_supply_forget() {
    let mut rig = Rig::new(open());
    rig.wait(Duration::from_secs(6));
    rig.ask(&[0xF0, 0x01, 0x90]);
    assert_eq!(
        rig.ask(&[0xC1, 0x01, 0x23, 0x45, 0x67]),
        [[0_u8; 0]; 0],
        "a restart is not answered"
    );
    assert_eq!(rig.part.maximum(), Some(0));
    assert_eq!(rig.ask(&[0xE1]), [[0xE1, 0x40, 0, 7, 3, 0, 7, 3]]);
    rig.part.set_supply(false);
    assert_eq!(rig.ask(&[0xE1]), [[0_u8; 0]; 0]);
    assert_eq!(rig.part.maximum(), None);
    rig.part.set_supply(true);
    assert_eq!(rig.status(0xE1), 0x40);
}
