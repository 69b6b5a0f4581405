//! The modules of the stack on the link, each with its controller, and the enable line from one to the next.

use super::link::node;
use crate::{
    plant::{Battery, MODULE},
    quantity::volts,
    settings::{Contradiction, MODULES_ALIKE},
};
use all_in_one_firmware::{
    hal_bms::{Stack, StackConfig},
    hal_power::{Charge, Instant, check::Step},
    pack::{MOST_MODULES, ModuleFault, ModuleLink},
};
use alloc::{rc::Rc, vec::Vec};
use core::{
    cell::{Cell, RefCell},
    time::Duration,
};
use hal_power_sim::can::{CanBus, CanNode, SimFrame};
use module_link::{
    ConfigError, Identity, LinkFault, LinkIds, LinkTimes, MasterLink, ModuleLink as Session,
    Serial, embedded_can::StandardId,
};

/// First identifier of the link's block, free of the battery's frames.
const BASE: u16 = 0x500;
/// Time to answer, and between two heartbeats.
const ANSWER: Duration = Duration::from_millis(150);
const BEAT: Duration = Duration::from_millis(500);
const TRIES: u8 = 3;
/// Time in which all modules have to be there, and silence after which one has vanished.
const ASSEMBLY: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(2);
/// Type code of the simulated modules.
const KIND: u16 = 0x0532;
/// Time between two turns of a module's controller.
const TURN: Duration = Duration::from_millis(50);

fn ids() -> Result<LinkIds, ConfigError> {
    LinkIds::new(StandardId::new(BASE).unwrap_or(StandardId::ZERO))
}

fn times() -> Result<LinkTimes, ConfigError> {
    LinkTimes::new(ANSWER, BEAT, TRIES)
}

/// A module's controller.
struct Module {
    node: CanNode,
    session: Session,
}

/// The modules, from the one next to the stack's controller on.
pub(super) struct Modules {
    modules: RefCell<Vec<Module>>,
    /// The line to the first.
    enable: Rc<Cell<bool>>,
    next: Cell<Instant>,
}

impl Modules {
    pub(super) fn new(bus: &CanBus, count: usize) -> Result<Self, Contradiction> {
        let module = |position: usize| -> Result<Module, Contradiction> {
            let number = u64::try_from(position).unwrap_or(u64::MAX);
            let serial = Serial::new(0x5A4A_0000_0001 + number).ok_or(ConfigError::Identity)?;
            let cells = u8::try_from(MODULE).unwrap_or(u8::MAX);
            let capacity = Charge::from_amp_hours(50);
            let identity = Identity::new(serial, KIND, cells, capacity)?;
            Ok(Module {
                node: node(bus),
                session: Session::new(ids()?, times()?, identity),
            })
        };
        let modules: Result<Vec<_>, _> = (0..count).map(module).collect();
        Ok(Self {
            modules: RefCell::new(modules?),
            enable: Rc::default(),
            next: Cell::new(Instant::ORIGIN),
        })
    }

    /// The end of the stack's controller.
    pub(super) fn master(&self, bus: &CanBus, count: u8) -> Result<MasterEnd, Contradiction> {
        let stack = StackConfig::new(count, MODULES_ALIKE, ASSEMBLY, SILENCE)
            .map_err(|_| ConfigError::TooMany)?;
        let mut session = MasterLink::new(ids()?, times()?, stack)?;
        session.start(Instant::ORIGIN, 1);
        Ok(MasterEnd {
            node: node(bus),
            session,
            enable: self.enable.clone(),
        })
    }

    /// Lets each module take its turn, if it is time.
    pub(super) fn turn(&self, now: Instant, battery: &Battery) {
        if now < self.next.get() {
            return;
        }
        self.next.set(now.saturating_add(TURN));
        let mut enabled = self.enable.get();
        for (index, module) in self.modules.borrow_mut().iter_mut().enumerate() {
            let session = &mut module.session;
            session.set_enable_in(enabled);
            session.set_voltage(Some(volts(battery.module_voltage(index))));
            while let Some((at, frame)) = module.node.try_receive() {
                session.on_frame(at, &frame);
            }
            send(&module.node, || session.poll(now));
            enabled = session.enable_out();
        }
    }
}

/// Sends what a session gives. What finds no room is lost, and asked for again.
fn send(node: &CanNode, mut poll: impl FnMut() -> Option<SimFrame>) {
    while let Some(frame) = poll() {
        let _ = node.try_send(frame);
    }
}

/// The stack's controller on the link.
pub(crate) struct MasterEnd {
    node: CanNode,
    session: MasterLink<MOST_MODULES>,
    enable: Rc<Cell<bool>>,
}

impl ModuleLink for MasterEnd {
    fn step(&mut self, now: Instant) -> Step<Stack<MOST_MODULES>, ModuleFault> {
        while let Some((at, frame)) = self.node.try_receive() {
            self.session.on_frame(at, &frame);
        }
        let session = &mut self.session;
        send(&self.node, || session.poll(now));
        let step = match self.session.step(now) {
            Step::Wait => Step::Wait,
            Step::Done(stack) => Step::Done(stack),
            Step::Failed(LinkFault::Stack(fault)) => Step::Failed(ModuleFault::Stack(fault)),
            Step::Failed(_) => Step::Failed(ModuleFault::Link),
        };
        self.enable.set(self.session.enable_out());
        step
    }
}
