//! A controller and modules, each with its node and its turn every millisecond.

use core::time::Duration;
use embedded_can::StandardId;
use hal_bms::{Stack, StackConfig};
use hal_power::{Charge, Voltage, check::Step};
use hal_power_sim::{CanBus, CanNode, SimFrame, World};
use module_link::{Identity, LinkFault, LinkIds, LinkTimes, MasterLink, ModuleLink, Serial};

pub(crate) const MS: Duration = Duration::from_millis(1);

/// A module as it is built.
#[derive(Clone, Copy)]
pub(crate) struct Built {
    pub(crate) serial: u64,
    pub(crate) kind: u16,
    pub(crate) millivolts: i32,
}

pub(crate) fn built(number: u64) -> Built {
    Built {
        serial: 0x5A00 + number,
        kind: 0x0532,
        millivolts: 102_400,
    }
}

/// What holds a module's enable input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// The module before it, or the controller.
    Sound,
    /// Nobody: a broken wire.
    Broken,
    /// The supply: a short.
    Held,
}

pub(crate) struct Placed {
    pub(crate) link: ModuleLink,
    pub(crate) node: CanNode,
    pub(crate) line: Line,
    /// Whether its controller runs; one that hangs goes on showing what it showed.
    pub(crate) runs: bool,
    /// Whether it hears nothing.
    pub(crate) deaf: bool,
}

pub(crate) struct Rig {
    pub(crate) world: World,
    pub(crate) bus: CanBus,
    pub(crate) master: MasterLink<5>,
    pub(crate) master_node: CanNode,
    pub(crate) modules: Vec<Placed>,
    round: u8,
}

fn ids() -> LinkIds {
    LinkIds::new(StandardId::new(0x500).unwrap()).unwrap()
}

pub(crate) fn times() -> LinkTimes {
    LinkTimes::new(MS * 10, MS * 100, 3).unwrap()
}

impl Rig {
    pub(crate) fn new(expected: u8, modules: &[Built]) -> Self {
        let world = World::new();
        let bus = world.can();
        let within = Voltage::from_millivolts(500);
        let stack = StackConfig::new(expected, within, MS * 2_000, MS * 350).unwrap();
        let master = MasterLink::new(ids(), times(), stack).unwrap();
        let master_node = bus.node();
        let mut rig = Self {
            world,
            bus,
            master,
            master_node,
            modules: Vec::new(),
            round: 0,
        };
        modules.iter().for_each(|own| rig.place(*own));
        rig
    }

    pub(crate) fn of(count: u8) -> Self {
        let modules: Vec<_> = (0..u64::from(count)).map(built).collect();
        Self::new(count, &modules)
    }

    /// Puts a module at the end of the stack.
    pub(crate) fn place(&mut self, built: Built) {
        let serial = Serial::new(built.serial).unwrap();
        let capacity = Charge::from_amp_hours(50);
        let identity = Identity::new(serial, built.kind, 32, capacity).unwrap();
        let mut link = ModuleLink::new(ids(), times(), identity);
        link.set_voltage(Some(Voltage::from_millivolts(built.millivolts)));
        self.modules.push(Placed {
            link,
            node: self.bus.node(),
            line: Line::Sound,
            runs: true,
            deaf: false,
        });
    }

    pub(crate) fn start(&mut self) {
        self.round += 1;
        self.master.start(self.world.now(), self.round);
    }

    /// Starts and runs until the enumeration has ended; `None` after ten seconds.
    pub(crate) fn enumerate(&mut self) -> Option<Result<Stack<5>, LinkFault>> {
        self.start();
        self.run(10_000)
    }

    /// Runs until there is a stack or a fault, at most so many milliseconds.
    pub(crate) fn run(&mut self, millis: u32) -> Option<Result<Stack<5>, LinkFault>> {
        (0..millis).find_map(|_| match self.turn() {
            Step::Wait => None,
            Step::Done(stack) => Some(Ok(stack)),
            Step::Failed(fault) => Some(Err(fault)),
        })
    }

    fn turn(&mut self) -> Step<Stack<5>, LinkFault> {
        self.world.clock().advance(MS);
        let now = self.world.now();
        while let Some((at, frame)) = self.master_node.try_receive() {
            self.master.on_frame(at, &frame);
        }
        while let Some(frame) = self.master.poll::<SimFrame>(now) {
            // What finds no mailbox is lost.
            let _ = self.master_node.try_send(frame);
        }
        let step = self.master.step(now);
        let mut line = self.master.enable_out();
        for own in &mut self.modules {
            let enabled = match own.line {
                Line::Sound => line,
                Line::Broken => false,
                Line::Held => true,
            };
            line = own.link.enable_out();
            if own.runs {
                line = own.turn(enabled, now);
            }
        }
        step
    }

    /// Returns who sits where.
    pub(crate) fn positions(&self) -> Vec<Option<u8>> {
        let positions = self.modules.iter().map(|own| own.link.position());
        positions.collect()
    }
}

impl Placed {
    /// Returns the level of the line to the next.
    fn turn(&mut self, enabled: bool, now: hal_power::Instant) -> bool {
        self.link.set_enable_in(enabled);
        while let Some((at, frame)) = self.node.try_receive() {
            if !self.deaf {
                self.link.on_frame(at, &frame);
            }
        }
        while let Some(frame) = self.link.poll::<SimFrame>(now) {
            let _ = self.node.try_send(frame);
        }
        self.link.enable_out()
    }
}
