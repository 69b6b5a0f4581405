//! Every public method of the `module-link` crate.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_power::{Charge, Error as _, Instant, Voltage};
use module_link::{
    Identity, LinkFault, LinkIds, LinkTimes, MasterLink, ModuleLink, Serial, codec,
    embedded_can::{ExtendedId, Frame, Id, StandardId},
    hal_bms::{StackConfig, StackFault},
};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed, transfer},
};

/// A frame of which nobody knows what is in it.
struct AnyFrame {
    id: Id,
    remote: bool,
    length: usize,
    data: [u8; 8],
}

impl AnyFrame {
    fn received() -> Option<Self> {
        let mut data = [0; 8];
        transfer(data.as_mut_ptr(), data.len());
        Some(Self {
            id: id()?,
            remote: number() == 0,
            length: usize::try_from(number()).ok()?,
            data,
        })
    }
}

impl Frame for AnyFrame {
    fn new(id: impl Into<Id>, data: &[u8]) -> Option<Self> {
        let mut own = [0; 8];
        own.get_mut(..data.len())?.copy_from_slice(data);
        Some(Self {
            id: id.into(),
            remote: false,
            length: data.len(),
            data: own,
        })
    }

    fn new_remote(id: impl Into<Id>, dlc: usize) -> Option<Self> {
        Some(Self {
            id: id.into(),
            remote: true,
            length: dlc,
            data: [0; 8],
        })
    }

    fn is_extended(&self) -> bool {
        matches!(self.id, Id::Extended(_))
    }

    fn is_remote_frame(&self) -> bool {
        self.remote
    }

    fn id(&self) -> Id {
        self.id
    }

    fn dlc(&self) -> usize {
        self.length
    }

    fn data(&self) -> &[u8] {
        self.data.get(..self.length).unwrap_or_default()
    }
}

fn id() -> Option<Id> {
    if number() == 0 {
        ExtendedId::new(number()).map(Id::from)
    } else {
        StandardId::new(u16::try_from(number()).ok()?).map(Id::from)
    }
}

fn byte() -> Option<u8> {
    u8::try_from(number()).ok()
}

fn wide() -> u64 {
    u64::from(number()) << 32 | u64::from(number())
}

fn now() -> Instant {
    Instant::from_micros(wide())
}

fn time() -> Duration {
    Duration::from_micros(wide())
}

fn ids() -> Option<LinkIds> {
    let ids = LinkIds::new(id()?).ok()?;
    show(&ids.contains(id()?));
    Some(ids)
}

fn times() -> Option<LinkTimes> {
    let times = LinkTimes::new(time(), time(), byte()?).ok()?;
    show(&times.quiet());
    show(&times.enumeration(byte()?));
    Some(times)
}

fn serial() -> Option<Serial> {
    let serial = Serial::new(wide())?;
    show(&serial.to_be_bytes());
    show(&Serial::from_be_bytes(serial.to_be_bytes()).as_number());
    show(&serial.tag());
    Some(serial)
}

fn frames(ids: &LinkIds) -> Option<()> {
    let message = codec::decode(ids, &AnyFrame::received()?)?;
    show(&codec::encode::<AnyFrame>(ids, &message));
    let heartbeat = codec::Message::Heartbeat {
        position: byte()?,
        serial: serial()?,
        voltage: Some(Voltage::from_microvolts(signed())),
    };
    show(&codec::encode::<AnyFrame>(ids, &heartbeat));
    Some(())
}

fn module(ids: LinkIds, times: LinkTimes) -> Option<()> {
    let capacity = Charge::from_millicoulombs(wide().cast_signed());
    let kind = u16::try_from(number()).ok()?;
    let identity = Identity::new(serial()?, kind, byte()?, capacity).ok()?;
    let mut link = ModuleLink::new(ids, times, identity);
    while number() != 0 {
        link.set_voltage((number() != 0).then(|| Voltage::from_microvolts(signed())));
        link.set_enable_in(number() != 0);
        link.on_frame(now(), &AnyFrame::received()?);
        show(&link.poll::<AnyFrame>(now()));
        show(&link.enable_out());
        show(&link.position());
    }
    Some(())
}

fn master(ids: LinkIds, times: LinkTimes) -> Option<()> {
    let within = Voltage::from_microvolts(signed());
    let stack = StackConfig::new(byte()?, within, time(), time()).ok()?;
    let mut link = MasterLink::<5>::new(ids, times, stack).ok()?;
    link.start(now(), byte()?);
    while number() != 0 {
        link.on_frame(now(), &AnyFrame::received()?);
        show(&link.poll::<AnyFrame>(now()));
        show(&link.step(now()));
        show(&link.enable_out());
        link.announced().for_each(show);
        if let Some(stack) = link.stack() {
            show(&stack.modules());
            show(&(stack.cells(), stack.voltage(), stack.capacity()));
            let bus = Voltage::from_microvolts(signed());
            show(&stack.may_join(bus, within));
        }
    }
    link.release();
    Some(())
}

fn all() -> Option<()> {
    let (ids, times) = (ids()?, times()?);
    show(&frames(&ids));
    show(&module(ids, times));
    show(&master(ids, times));
    let fault = LinkFault::from(StackFault::Gap { position: byte()? });
    show(&fault.kind());
    show(&module_link::ConfigError::Silence.kind());
    Some(())
}

half! {
    fn run() {
        show(&all());
    }

    fn main() {
        call!(run());
    }
}

entry!(main);
