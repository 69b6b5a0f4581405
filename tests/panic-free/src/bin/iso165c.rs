//! Every public method of the `iso165c` crate.
#![no_std]
#![no_main]

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Error as _, Instant, Resistance};
use iso165c::{
    Config, ConfigError, ErrorCode, Failure, Identifiers, Iso165C, Item, NoInsulation, Refused,
    Relay, Scenario, Settings, Times, Variant, Version, WithRelays, WithoutRelays, codec,
};
use panic_free::{
    entry, half,
    hidden::{number, show},
};

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

fn word() -> u16 {
    u16::from(byte()) << 8 | u16::from(byte())
}

fn relay() -> Relay {
    if number() == 0 {
        Relay::Negative
    } else {
        Relay::Positive
    }
}

fn item() -> Item {
    match number() {
        0 => Item::Info,
        1 => Item::Version(Version::ImcFirmwareHash),
        2 => Item::SetRelay(relay()),
        3 => Item::Manufacturer(byte()),
        4 => Item::Lock,
        _ => Item::SelfTest,
    }
}

fn identifiers() -> Result<Identifiers, ConfigError> {
    Identifiers::new(frame().id(), frame().id(), frame().id())
}

fn config() -> Result<Config, ConfigError> {
    let times = Times::new(duration(), duration(), byte(), duration(), duration())?;
    let config = Config::new(Settings::new(resistance(), resistance(), byte())?, times);
    let config = config.with_ceiling(resistance()).unwrap_or(config);
    Ok(if number() == 0 {
        config.with_identifiers(identifiers()?)
    } else {
        config
    })
}

fn monitor<V: Variant>(config: Config, order: impl Fn(&mut Iso165C<V>)) {
    let mut monitor = Iso165C::<V>::new(config);
    while number() != 0 {
        show(&monitor.on_frame(now(), &frame()));
        show(&monitor.poll::<Unknown>(now()).map(|frame| frame.length));
        show(&monitor.due());
        match number() {
            0 => monitor.reset(),
            1 => monitor.ping(),
            2 => monitor.measure(number() != 0),
            _ => order(&mut monitor),
        }
        show(&monitor.take_failure());
        show(&monitor.insulation());
        show(&monitor.info());
        show(&monitor.sample());
        show(&monitor.status());
        show(&monitor.vifc_status());
        show(&monitor.voltages());
        show(&monitor.alive());
        show(&monitor.lock_state());
        show(&monitor.test_count());
        show(&monitor.thresholds());
        show(&monitor.mean_factor());
        show(&monitor.version(Version::VifcFirmware));
        show(&monitor.manufacturer());
    }
}

half! {
    fn main() {
        if let Ok(config) = config() {
            monitor::<WithoutRelays>(config, |_| {});
            monitor::<WithRelays>(config, |monitor| {
                match number() {
                    0 => monitor.open(relay()),
                    1 => monitor.close(relay()),
                    _ => show(&monitor.self_test(Scenario::Overall)),
                }
                show(&monitor.relay(relay()));
            });
        }
        let identifiers = identifiers().unwrap_or_default();
        show(&codec::decode(&identifiers, &frame()).map_err(|error| error.kind()));
        if let Ok(Some(answer)) = codec::decode(&identifiers, &frame()) {
            show(&answer.item().and_then(|item| item.byte()));
        }
        show(&codec::request::<Unknown>(&identifiers, item(), word()).is_some());
        show(&Failure::Rejected(ErrorCode(word())).kind());
        show(&Refused::Relays.kind());
        show(&NoInsulation::Setting(item(), word()).kind());
    }
}

entry!(main);
