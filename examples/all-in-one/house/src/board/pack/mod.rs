//! What the battery's controller runs on: monitors on their buses, a link, a line to the contactors' coils.

mod link;
mod modules;
mod monitors;

pub use monitors::Monitor;

use super::{
    House,
    desk::Desk,
    senses::{PackCurrent, Sense},
};
use crate::{
    chronicle::Fact,
    scenario::Trouble,
    settings::{self, Contradiction},
};
use all_in_one_firmware::{
    Operator,
    hal_bms::{
        CellString as _,
        asynch::{Balancing as _, CellTemperatures as _},
    },
    hal_power::{ErrorKind, ErrorType, Instant, asynch::LatchStore, fault::FaultId},
    pack::{Event, Journal, PackBoard, Ports, Settings},
};
use alloc::{rc::Rc, vec::Vec};
use core::{cell::Cell, time::Duration};
use hal_power_sim::{
    Counts, Pin, SimDelay, World,
    can::{CanBus, CanNode},
};
use link::BatteryEnd;
pub(super) use link::InverterEnd;
use modules::{MasterEnd, Modules};
use monitors::{Cells, Parts};

/// The controller's side of the board.
pub(crate) struct PackHouse {
    /// The user has pressed the button, and the controller has not looked.
    pub(crate) pressed: Cell<bool>,
    /// The link, and the inverter's node on it.
    can: CanBus,
    inverter: CanNode,
    parts: Parts,
    modules: Modules,
    /// When to look next at what the monitors discharge.
    next_look: Cell<Instant>,
}

impl PackHouse {
    pub(super) fn new(
        world: &World,
        monitor: Monitor,
        modules: usize,
    ) -> Result<Self, Contradiction> {
        let can = world.can();
        can.set_bit_rate(LINK_RATE);
        Ok(Self {
            pressed: Cell::new(false),
            inverter: link::node(&can),
            modules: Modules::new(&can, modules)?,
            can,
            parts: Parts::new(world, monitor, modules),
            next_look: Cell::new(Instant::ORIGIN),
        })
    }
}

/// Time between two looks at what the monitors discharge.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Bit rate of the link.
const LINK_RATE: u32 = 500_000;

/// Creates the controller's ports and settings.
pub(crate) fn ports(
    house: &Rc<House>,
    modules: usize,
) -> Result<(Ports<SimPack>, Settings), Contradiction> {
    let count = u8::try_from(modules).unwrap_or(u8::MAX);
    house.show_cells();
    let monitors = house.pack.parts.port(house)?;
    let settings = settings::pack(settings::Part {
        cells: monitors.cell_count(),
        sensors: monitors.temperature_count(),
        allows_neighbours: monitors.allows_neighbours(),
        expires_after: monitors.expires_after(),
    })?;
    let desk = PackDesk(house.clone());
    let ports = Ports {
        monitors,
        modules: house.pack.modules.master(&house.pack.can, count)?,
        current: Sense::new(house),
        release: house.relays.release(),
        link: BatteryEnd::new(&house.pack.can, count)?,
        latches: Memory::default(),
        operator: desk.clone(),
        journal: desk,
        delay: house.world.delay(),
        clock: Desk(house.clone()),
    };
    Ok((ports, settings))
}

impl House {
    /// The inverter's end of the link.
    pub(super) fn inverter_end(self: &Rc<Self>) -> Result<InverterEnd<Desk>, Contradiction> {
        let node = self.pack.inverter.clone();
        Ok(InverterEnd::new(node, Desk(self.clone()))?)
    }

    /// Puts the cells before their monitors.
    fn show_cells(&self) {
        self.pack.parts.expose(&self.plant.borrow().battery);
    }

    /// Lets the monitors discharge what they discharge: looked at from time to time while all cells are alike, and in every step
    /// where they are not, with what is true put before them.
    pub(super) fn follow_monitors(&self) {
        let (now, pack) = (self.world.now(), &self.pack);
        let battery = &mut self.plant.borrow_mut().battery;
        pack.modules.turn(now, battery);
        let is_uneven = battery.is_uneven();
        if is_uneven || now >= pack.next_look.get() {
            pack.next_look.set(now.saturating_add(LOOK_EVERY));
            pack.parts.bleed(battery);
        }
        if is_uneven {
            pack.parts.expose(battery);
        }
    }

    /// What the monitors' buses have moved, and the link.
    pub(super) fn pack_counts(&self) -> [Counts; 2] {
        [self.pack.parts.counts(), self.pack.can.counts()]
    }

    /// Lets what goes wrong around the controller begin and end.
    pub(super) fn turn_pack(&self, trouble: &Trouble) {
        self.pack.inverter.set_connected(!trouble.link_cut);
        self.pack.parts.break_wire(trouble.broken_wire);
    }
}

/// Latched faults where they survive a loss of power, and the history's last serial number.
#[derive(Debug, Default)]
pub(crate) struct Memory(Vec<FaultId>, u16);

impl ErrorType for Memory {
    type Error = ErrorKind;
}

impl LatchStore for Memory {
    async fn load(&mut self, latched: &mut [FaultId]) -> Result<(usize, u16), ErrorKind> {
        let Self(faults, serial) = self;
        let into = latched.get_mut(..faults.len());
        into.ok_or(ErrorKind::OutOfRange)?.copy_from_slice(faults);
        Ok((faults.len(), *serial))
    }

    async fn store(&mut self, latched: &[FaultId], last_serial: u16) -> Result<(), ErrorKind> {
        *self = Self(latched.to_vec(), last_serial);
        Ok(())
    }
}

/// The controller's view of the desk.
#[derive(Clone)]
pub(crate) struct PackDesk(pub(super) Rc<House>);

impl Operator for PackDesk {
    fn take_user_clear(&mut self) -> bool {
        self.0.pack.pressed.take()
    }

    /// Nobody calls service in these scenarios.
    fn take_service_clear(&mut self) -> bool {
        false
    }
}

impl Journal for PackDesk {
    fn record(&mut self, at: Instant, event: Event) {
        self.0.chronicle.note(at, Fact::Pack(event));
    }
}

/// Names the types of the controller's ports.
pub(crate) enum SimPack {}

impl PackBoard for SimPack {
    type Monitors = Cells;
    type Modules = MasterEnd;
    type Current = Sense<PackCurrent>;
    type Release = Pin;
    type Link = BatteryEnd;
    type Latches = Memory;
    type Operator = PackDesk;
    type Journal = PackDesk;
    type Delay = SimDelay;
    type Clock = Desk;
}
