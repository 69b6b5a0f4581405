//! The Modbus meters of the simulator against their sheet.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod line;
mod misbehaviour;
mod registers;

use core::time::Duration;
use hal_power::{Current, Frequency, Ratio, Voltage};
use hal_power_sim::{
    SerialBus, SerialPort, World,
    model::modbus_meter::{Circuit, Kind, ModbusMeter, Open, Phase},
};

/// One character at 9600 baud, 8N1, in ns.
const CHARACTER: u64 = 1_041_670;

struct Rig {
    world: World,
    bus: SerialBus,
    host: SerialPort,
    meter: ModbusMeter,
}

impl Rig {
    fn new(kind: Kind, address: u8) -> Self {
        Self::with(kind, address, Open::new(kind))
    }

    fn with(kind: Kind, address: u8, open: Open) -> Self {
        let world = World::new();
        let bus = world.serial();
        let host = bus.port();
        host.set_receive_depth(1_000);
        let meter = ModbusMeter::new(&bus, kind, address, open);
        Self {
            world,
            bus,
            host,
            meter,
        }
    }

    fn pass(&self, nanos: u64) {
        self.world.clock().advance(Duration::from_nanos(nanos));
    }

    /// Takes what has come, which must be sound.
    fn received(&self) -> Vec<u8> {
        std::iter::from_fn(|| self.host.try_receive())
            .map(|(_, character)| character.unwrap())
            .collect()
    }

    /// Sends bytes as they are and returns all that comes within a second.
    fn exchange(&self, bytes: &[u8]) -> Vec<u8> {
        self.host.send(bytes);
        self.pass(1_000_000_000);
        self.received()
    }

    /// Sends a body with its checksum; returns the body of the reply, whose checksum must fit.
    fn ask(&self, body: &[u8]) -> Vec<u8> {
        let mut reply = self.exchange(&sealed(body));
        if let Some(at) = reply.len().checked_sub(2) {
            let crc = reply.split_off(at);
            assert_eq!(crc, crc16(&reply), "{reply:02X?}");
        }
        reply
    }

    /// Reads one float.
    fn read(&self, address: u8, function: u8, register: u16) -> f32 {
        let [high, low] = register.to_be_bytes();
        let reply = self.ask(&[address, function, high, low, 0, 2]);
        let (head, data) = reply.split_at(3);
        assert_eq!(head, [address, function, 4]);
        f32::from_be_bytes(data.try_into().unwrap())
    }
}

/// The definition, bit by bit.
fn crc16(bytes: &[u8]) -> [u8; 2] {
    let crc = bytes.iter().fold(0xFFFF_u16, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xA001
            } else {
                crc >> 1
            }
        })
    });
    crc.to_le_bytes()
}

fn sealed(body: &[u8]) -> Vec<u8> {
    [body, &crc16(body)].concat()
}

fn phase(volts: i32, amps: i32, permille: i32, inductive: bool) -> Phase {
    Phase {
        voltage: Voltage::from_volts(volts),
        current: Current::from_amps(amps),
        power_factor: Ratio::from_permille(permille),
        inductive,
    }
}

fn circuit(phases: [Phase; 3]) -> Circuit {
    Circuit {
        phases,
        frequency: Frequency::from_millihertz(49_950),
    }
}
