//! The part.

use hal_power_sim::device::I2cDevice;

pub const ADDRESS: u8 = 0x22;
pub const CONFIG: u8 = 0x5A;
pub const GATES: usize = 2;
pub const DESATURATION: u8 = 1 << 0;
pub const THERMAL: u8 = 1 << 1;
pub const SUPPLY: u8 = 1 << 2;
pub const WARNING: u8 = 1 << 3;
pub const KEPT: u8 = DESATURATION | THERMAL;

/// The part.
#[derive(Default)]
pub struct Part {
    config: u8,
    pub damaged: bool,
    enabled: bool,
    pub inputs: [bool; GATES],
    pub present: [u8; GATES],
    pub kept: [u8; GATES],
    pointer: u8,
    written: Vec<u8>,
    read: usize,
}

impl Part {
    pub fn is_on(&self, gate: usize) -> bool {
        let stops = (self.present[gate] & !WARNING) | (self.kept[gate] & THERMAL);
        self.enabled && self.inputs[gate] && stops == 0
    }

    fn register(&self) -> u8 {
        match self.pointer {
            0 => self.config,
            gate @ 1..=2 => {
                let gate = usize::from(gate) - 1;
                self.present[gate] & !DESATURATION | self.kept[gate]
            }
            _ => 0xFF,
        }
    }

    fn command(&mut self, command: u8) {
        match command {
            0 => self.enabled = false,
            1 => self.kept = self.present.map(|present| present & THERMAL),
            2 => self.enabled = true,
            _ => {}
        }
    }
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
            [0, config] => self.config = config ^ u8::from(self.damaged),
            [3, command] => self.command(command),
            _ => {}
        }
        true
    }

    fn read(&mut self) -> u8 {
        let byte = self.register();
        self.read += 1;
        if self.read == 1 { byte } else { !byte }
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        (self.config, self.enabled, self.kept) = (0, false, [0; GATES]);
    }
}
