//! Every public method of the `sim100` crate.
#![no_std]
#![no_main]

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Error as _, Instant, Resistance, Voltage};
use panic_free::{
    entry, half,
    hidden::{number, show, signed},
};
use sim100::{Config, ConfigError, FrameError, Item, NoInsulation, Sim100, Status, Times, codec};

/// A frame of which nobody knows anything.
struct Unknown {
    data: [u8; 8],
    length: usize,
}

impl Frame for Unknown {
    fn new(_id: impl Into<Id>, data: &[u8]) -> Option<Self> {
        show(&data);
        (number() != 0).then(frame)
    }

    fn new_remote(_id: impl Into<Id>, _dlc: usize) -> Option<Self> {
        None
    }

    fn is_extended(&self) -> bool {
        number() != 0
    }

    fn is_remote_frame(&self) -> bool {
        number() != 0
    }

    fn id(&self) -> Id {
        if number() == 0 {
            Id::Extended(ExtendedId::new(number()).unwrap_or(ExtendedId::ZERO))
        } else {
            let [low, high, ..] = number().to_le_bytes();
            let id = StandardId::new(u16::from_le_bytes([low, high]));
            Id::Standard(id.unwrap_or(StandardId::ZERO))
        }
    }

    fn dlc(&self) -> usize {
        self.length
    }

    fn data(&self) -> &[u8] {
        self.data.get(..self.length).unwrap_or(&[])
    }
}

fn frame() -> Unknown {
    let length = usize::try_from(number()).unwrap_or(0);
    Unknown {
        data: bytes(),
        length,
    }
}

fn bytes() -> [u8; 8] {
    let [[a, b, c, d], [e, f, g, h]] = [number(), number()].map(u32::to_le_bytes);
    [a, b, c, d, e, f, g, h]
}

fn now() -> Instant {
    Instant::from_micros(u64::from(number()) << 32 | u64::from(number()))
}

fn duration() -> Duration {
    Duration::from_micros(number().into())
}

fn byte() -> u8 {
    let [byte, ..] = number().to_le_bytes();
    byte
}

fn resistance() -> Resistance {
    Resistance::from_microohms(u64::from(number()) << 32 | u64::from(number()))
}

fn item() -> Item {
    match number() {
        0 => Item::PartName(byte()),
        1 => Item::Version(byte()),
        2 => Item::SerialNumber(byte()),
        _ => Item::from_byte(byte()).unwrap_or(Item::Resistances),
    }
}

fn config() -> Result<Config, ConfigError> {
    let times = Times::new(duration(), duration(), byte(), duration())?;
    let config = Config::new(Voltage::from_microvolts(signed()), times)?;
    let config = config.with_ceiling(resistance()).unwrap_or(config);
    Ok(if number() == 0 {
        config.with_part_name([byte(); 16])
    } else {
        config
    })
}

fn monitor(config: Config) {
    let mut monitor = Sim100::new(config);
    while number() != 0 {
        show(&monitor.on_frame(&frame()));
        show(&monitor.poll::<Unknown>(now()).map(|frame| frame.length));
        show(&monitor.due());
        if number() == 0 {
            monitor.restart();
        }
        show(&monitor.insulation());
        show(&monitor.resistances());
        show(
            &monitor
                .capacitances()
                .map(|found| found.value.positive.value.as_nanofarads()),
        );
        show(&monitor.voltages());
        show(&monitor.battery());
        show(&monitor.state());
        show(&monitor.errors());
        show(&monitor.temperature());
        show(&monitor.max_voltage());
        show(&monitor.part_name());
        show(&monitor.version());
        show(&monitor.serial_number());
    }
}

half! {
    fn main() {
        if let Ok(config) = config() {
            monitor(config);
        }
        if let Ok(Some(answer)) = codec::decode(&frame()) {
            show(&answer.item().byte());
        }
        show(&codec::request::<Unknown>(item()).is_some());
        let voltage = Voltage::from_microvolts(signed());
        show(&codec::set_max_voltage::<Unknown>(voltage).is_some());
        show(&codec::restart::<Unknown>().is_some());
        show(&Status::from_bits_retain(byte()).is_isolation_good());
        show(&FrameError::OutOfRange { item: item() }.kind());
        show(&NoInsulation::MaxVoltage(voltage).kind());
    }
}

entry!(main);
