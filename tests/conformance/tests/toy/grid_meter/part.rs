//! The part.

use hal_conformance::meter::Circuit;
use hal_power_sim::{clock::Clock, device::I2cDevice};

pub const ADDRESS: u8 = 0x38;
pub const IDENTITY: u16 = 0xAC01;
pub const CONFIG: u16 = 0x2A01;

/// In 10 mV, 10 mA, W, var, VA, ten-thousandths and 10 mHz.
pub const VOLTAGE: u8 = 2;
pub const CURRENT: u8 = 3;
pub const ACTIVE: u8 = 4;
pub const REACTIVE: u8 = 5;
pub const APPARENT: u8 = 6;
pub const FACTOR: u8 = 7;
pub const FREQUENCY: u8 = 8;
/// Measurements so far.
pub const COUNT: u8 = 9;
/// In kJ. Writing clears, the rest that makes no kJ included.
pub const EXPORTED: u8 = 10;
pub const IMPORTED: u8 = 11;

const PERIOD: u64 = 20_000_000;
/// A kJ in mW·ns.
const STEP: i128 = 1_000_000 * 1_000_000_000;

pub struct Part {
    clock: Clock,
    pub identity: u16,
    config: u16,
    configured: u64,
    frozen: Option<u64>,
    /// Since when.
    circuits: [(u64, Option<Circuit>); 2],
    /// In mW·ns, until when: exported, imported.
    energy: [i128; 2],
    until: u64,
    pointer: u8,
    written: Vec<u8>,
    read: usize,
    reply: [u8; 2],
}

impl Part {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            identity: IDENTITY,
            config: 0,
            configured: 0,
            frozen: None,
            circuits: [(0, None); 2],
            energy: [0; 2],
            until: 0,
            pointer: 0,
            written: Vec::new(),
            read: 0,
            reply: [0; 2],
        }
    }

    pub fn set_circuit(&mut self, circuit: Circuit) {
        self.count_energy();
        self.circuits = [self.circuits[1], (self.clock.nanos(), Some(circuit))];
    }

    pub fn freeze(&mut self) {
        self.count_energy();
        self.frozen = Some(self.clock.nanos());
    }

    fn now(&self) -> u64 {
        self.frozen.unwrap_or_else(|| self.clock.nanos())
    }

    fn count_energy(&mut self) {
        let time = i128::from(self.now().saturating_sub(self.until));
        let active = self.circuits[1]
            .1
            .map_or(0, |circuit| circuit.active().as_milliwatts());
        if self.config == CONFIG {
            let passed = time * i128::from(active);
            self.energy[0] += passed.max(0);
            self.energy[1] -= passed.min(0);
        }
        self.until = self.now();
    }

    fn count(&self) -> u64 {
        self.now() / PERIOD - self.configured / PERIOD
    }

    fn value(&self) -> u16 {
        if self.config != CONFIG || self.count() == 0 {
            return 0;
        }
        let sampled = self.now() / PERIOD * PERIOD;
        let [(_, old), (since, new)] = self.circuits;
        let Some(circuit) = (if since <= sampled { new } else { old }) else {
            return 0;
        };
        let unsigned = |value: i32| u16::try_from(value.max(0)).unwrap_or(u16::MAX);
        let signed = |value: i32| (value.clamp(-0x7FFF, 0x7FFF) as i16).cast_unsigned();
        match self.pointer {
            VOLTAGE => unsigned(circuit.voltage().as_microvolts() / 10_000),
            CURRENT => unsigned(circuit.current().as_microamps() / 10_000),
            ACTIVE => signed(circuit.active().as_watts()),
            REACTIVE => signed(circuit.reactive().as_vars()),
            APPARENT => signed(circuit.apparent().as_volt_amps()),
            FACTOR => signed(circuit.factor().as_ppm() / 100),
            _ => (circuit.frequency().as_millihertz() / 10) as u16,
        }
    }

    fn register(&mut self) -> u16 {
        self.count_energy();
        match self.pointer {
            0 => self.identity,
            1 => self.config,
            2..=8 => self.value(),
            COUNT if self.config == CONFIG => self.count() as u16,
            EXPORTED | IMPORTED => {
                let sum = self.energy[usize::from(self.pointer - EXPORTED)];
                (sum / STEP).cast_unsigned() as u16
            }
            _ => 0,
        }
    }

    fn command(&mut self, register: u8, value: u16) {
        self.count_energy();
        match register {
            1 => (self.config, self.configured) = (value, self.clock.nanos()),
            EXPORTED | IMPORTED => self.energy[usize::from(register - EXPORTED)] = 0,
            _ => {}
        }
    }
}

/// What goes with the two bytes of a reply.
pub const fn check(high: u8, low: u8) -> u8 {
    high ^ low ^ 0xAA
}

impl I2cDevice for Part {
    fn answers_to(&self, address: u8) -> bool {
        address == ADDRESS
    }

    fn start(&mut self, _address: u8, _read: bool) {
        self.written.clear();
        self.read = 0;
    }

    fn write(&mut self, byte: u8) -> bool {
        self.written.push(byte);
        match self.written[..] {
            [pointer] => self.pointer = pointer,
            [register, high, low] => self.command(register, u16::from_be_bytes([high, low])),
            _ => {}
        }
        true
    }

    fn read(&mut self) -> u8 {
        if self.read == 0 {
            self.reply = self.register().to_be_bytes();
        }
        let [high, low] = self.reply;
        let byte = [high, low, check(high, low)][self.read % 3];
        self.read += 1;
        byte
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        self.count_energy();
        (self.config, self.pointer, self.energy) = (0, 0, [0; 2]);
    }
}
