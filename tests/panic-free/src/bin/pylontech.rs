//! Every public method of the `pylontech` crate.
#![no_std]
#![no_main]

use core::time::Duration;
use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_bms::{BatteryLimits, LimitFrame, LimitTimes};
use hal_power::{Charge, Current, Error as _, Instant, Ratio, Temperature, Voltage};
use panic_free::{
    call, entry, half,
    hidden::{number, show, signed},
};
use pylontech::{
    ConfigError, DischargeSign, FrameError, NoLimits, Raw, ValueError,
    hv::{self, Address, Extremes},
    lv::{self, LimitsLength, RequestFrame},
};

/// A frame of which nobody knows anything.
struct Unknown {
    data: [u8; 8],
    length: usize,
}

impl Frame for Unknown {
    fn new(_id: impl Into<Id>, data: &[u8]) -> Option<Self> {
        show(&data);
        (number() != 0).then_some(Self {
            data: bytes(),
            length: 8,
        })
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

fn word() -> u16 {
    let [low, high, ..] = number().to_le_bytes();
    u16::from_le_bytes([low, high])
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn amps() -> Current {
    Current::from_microamps(signed())
}

fn warm() -> Temperature {
    Temperature::from_millicelsius(signed())
}

fn ratio() -> Ratio {
    Ratio::from_ppm(signed())
}

fn sign() -> DischargeSign {
    if number() == 0 {
        DischargeSign::Positive
    } else {
        DischargeSign::Negative
    }
}

fn limits() -> LimitFrame {
    LimitFrame {
        charge: amps(),
        discharge: amps(),
        charge_voltage: volts(),
        discharge_voltage: volts(),
    }
}

fn in_force() -> Option<BatteryLimits> {
    let times = LimitTimes::new(duration(), duration(), duration()).ok()?;
    Some(BatteryLimits::new(times))
}

fn lv_message() -> Option<lv::Message> {
    let place = usize::try_from(number()).ok()?;
    lv::Message::ALL.get(place).copied()
}

fn hv_message() -> Option<hv::Message> {
    let place = usize::try_from(number()).ok()?;
    hv::Message::ALL.get(place).copied()
}

fn lv_battery() -> Result<(), ConfigError> {
    let length = if number() == 0 {
        LimitsLength::Six
    } else {
        LimitsLength::Eight
    };
    let config = lv::BatteryConfig::new(duration(), duration(), length, sign())?
        .with_manufacturer(bytes())
        .with_info(bytes())
        .with_pause(duration(), duration())?;
    let mut battery = lv::Battery::new(config);
    while number() != 0 {
        show(&battery.set_limits(now(), limits()));
        battery.set_state(now(), lv::State::new(ratio(), ratio()));
        let measured = lv::Measurement::new(volts(), amps(), warm());
        show(&battery.set_measurement(now(), measured));
        let conditions = || lv::Conditions::from_bits_retain(word());
        battery.set_alarms(now(), lv::Alarms::new(conditions(), conditions(), byte()));
        battery.set_extended_alarms(now(), bytes());
        battery.set_requests(now(), lv::Requests::from_bits_retain(byte()));
        show(&battery.on_frame(now(), &frame()));
        show(&battery.heard());
        show(&battery.poll::<Unknown>(now()));
        show(&battery.due());
    }
    Ok(())
}

fn lv_inverter() -> Result<(), ConfigError> {
    let requests = if number() == 0 {
        RequestFrame::Sent
    } else {
        RequestFrame::LeftOut
    };
    let config = lv::InverterConfig::new(duration(), sign(), requests)?;
    let config = config.with_discharge_voltage(volts()).unwrap_or(config);
    let mut inverter = lv::Inverter::new(config);
    while number() != 0 {
        show(&inverter.on_frame(now(), &frame()));
        show(&inverter.poll::<Unknown>(now()));
        show(&inverter.due());
        show(&inverter.limits());
        if let Some(mut limits) = in_force() {
            inverter.apply(&mut limits);
            show(&limits);
        }
        show(&inverter.limits_frame());
        show(&inverter.state());
        show(&inverter.measurement());
        show(&inverter.alarms());
        show(&inverter.requests());
        if let Some(message) = lv_message() {
            show(&message.id());
            show(&inverter.raw(message).map(|raw| raw.value.as_bytes().len()));
        }
    }
    Ok(())
}

fn format() -> hv::Format {
    let order = if number() == 0 {
        hv::ByteOrder::Little
    } else {
        hv::ByteOrder::Big
    };
    let current = if number() == 0 {
        hv::CurrentCode::Signed
    } else {
        hv::CurrentCode::Offset(word())
    };
    hv::Format::new(order, current, sign())
}

fn permission() -> hv::Permission {
    match number() {
        0 => hv::Permission::Allowed,
        1 => hv::Permission::Forbidden,
        _ => hv::Permission::Unknown(byte()),
    }
}

fn hv_battery(address: Address) -> Result<(), ConfigError> {
    let config = hv::BatteryConfig::new(format(), address, duration())?
        .with_unasked_limits()
        .with_versions(hv::Versions::new(byte(), [byte(); 2], [byte(); 4]))
        .with_manufacturer([byte(); 16]);
    let capacity = Charge::from_millicoulombs(i64::from(signed()) << 32);
    let equipment = hv::Equipment::new(word(), byte(), byte(), volts(), capacity);
    let config = config.with_equipment(equipment).unwrap_or(config);
    let mut battery = hv::Battery::new(config);
    while number() != 0 {
        let summary = hv::Summary::new(volts(), amps(), warm(), ratio(), ratio());
        show(&battery.set_summary(now(), summary));
        show(&battery.set_limits(now(), limits()));
        let tall = || Extremes::new(volts(), volts(), word(), word());
        let hot = || Extremes::new(warm(), warm(), word(), word());
        show(&battery.set_cell_voltages(now(), tall()));
        show(&battery.set_cell_temperatures(now(), hot()));
        show(&battery.set_module_voltages(now(), tall()));
        show(&battery.set_module_temperatures(now(), hot()));
        battery.set_status(now(), hv::Status::new(hv::Activity::Unknown(byte())));
        let permissions = hv::Permissions::new(permission(), permission());
        show(&permissions.charge.is_allowed());
        battery.set_permissions(now(), permissions);
        battery.set_fault_extension(now(), bytes());
        show(&battery.on_frame(now(), &frame()));
        show(&battery.heard());
        show(&battery.poll::<Unknown>(now()));
        show(&battery.is_due());
    }
    Ok(())
}

fn hv_inverter(addresses: [Address; 3]) -> Result<(), ConfigError> {
    let config = hv::InverterConfig::new(format(), duration())?
        .with_equipment_requests(duration())?
        .with_discharge_voltage(volts())?;
    let mut inverter = hv::Inverter::new(config, addresses)?;
    while number() != 0 {
        show(&inverter.on_frame(now(), &frame()));
        show(&inverter.poll::<Unknown>(now()));
        show(&inverter.due());
        let [first, ..] = addresses;
        show(&inverter.pack(first).map(hv::Pack::address));
        for pack in inverter.packs() {
            show(&pack.address().number());
            show(&pack.limits());
            if let Some(mut limits) = in_force() {
                pack.apply(&mut limits);
                show(&limits);
            }
            show(&pack.summary());
            show(&pack.limits_frame());
            show(&pack.cell_voltages());
            show(&pack.cell_temperatures());
            show(&pack.status());
            show(&pack.module_voltages());
            show(&pack.module_temperatures());
            show(&pack.permissions());
            show(&pack.versions());
            show(&pack.equipment());
            if let Some(message) = hv_message() {
                show(&message.id(pack.address()));
                show(&pack.raw(message));
            }
        }
    }
    Ok(())
}

half! {
    fn main() {
        show(&lv_battery());
        show(&lv_inverter());
        if let (Some(one), Some(two), Some(three)) =
            (Address::new(byte()), Address::new(byte()), Address::new(byte()))
        {
            show(&hv_battery(one));
            show(&hv_inverter([one, two, three]));
        }
        show(&Raw::new(&bytes()));
        let (id, length) = (number(), 3);
        show(&FrameError::Length { id, length }.kind());
        show(&NoLimits::Missing(id).kind());
        show(&ValueError::OutOfRange(pylontech::Field::Voltage).kind());
    }
}

entry!(main);
