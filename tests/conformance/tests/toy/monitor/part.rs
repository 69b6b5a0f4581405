//! The part.

use hal_power_sim::{clock::Clock, device::I2cDevice};

pub const CELLS: usize = 4;
pub const SENSORS: usize = 2;
pub const CONFIG: u16 = 0x5A01;
/// A configuration whose balancing never ends.
pub const CONFIG_NO_TIMER: u16 = 0x5A00;

pub const BALANCE: u8 = 1;
pub const STATUS: u8 = 2;
pub const WIRES: u8 = 3;
/// Thresholds in 10 mV and delays in 10 ms, over and under.
pub const LIMITS: u8 = 4;
/// The same as `BALANCE`, but asking restarts the timer.
pub const BALANCE_AND_FEED: u8 = 8;
/// In mV.
pub const CELL: u8 = 0x10;
/// In 0.1 °C.
pub const TEMPERATURE: u8 = 0x20;

/// No conversion yet, and two more codes that are no voltages.
pub const NOT_CONVERTED: u16 = 0x8000;
pub const FAILED: u16 = 0x8001;
pub const SATURATED: u16 = 0x7FFF;
/// Codes of sensors that are open or shorted.
pub const OPEN: u16 = 0x7FFF;
pub const SHORTED: u16 = 0x8000;

pub const OVERVOLTAGE: u16 = 1 << 0;
pub const OPEN_WIRE: u16 = 1 << 1;
pub const SUPPLY: u16 = 1 << 2;
const LATCHES: u16 = OVERVOLTAGE | OPEN_WIRE;

const CONVERSION: u64 = 1_000_000;
const TIMER: u64 = 10_000_000_000;

pub struct Part {
    address: u8,
    clock: Clock,
    config: u16,
    configured: u64,
    /// In mV, since when.
    cells: [[(u64, u16); 2]; CELLS],
    pub withheld: [Option<u16>; CELLS],
    pub temperatures: [u16; SENSORS],
    balance: (u16, u64),
    pub open: u16,
    found_open: u16,
    limits: [u16; 4],
    present: u16,
    latched: u16,
    pointer: u8,
    written: Vec<u8>,
    read: usize,
}

impl Part {
    pub fn new(address: u8, clock: Clock) -> Self {
        Self {
            address,
            clock,
            config: 0,
            configured: 0,
            cells: [[(0, 3_300); 2]; CELLS],
            withheld: [None; CELLS],
            temperatures: [250; SENSORS],
            balance: (0, 0),
            open: 0,
            found_open: 0,
            limits: [0; 4],
            present: 0,
            latched: 0,
            pointer: 0,
            written: Vec::new(),
            read: 0,
        }
    }

    pub fn set_cell(&mut self, cell: usize, millivolts: u16) {
        self.cells[cell] = [self.cells[cell][1], (self.clock.nanos(), millivolts)];
    }

    pub fn discharged(&self) -> u16 {
        let (cells, since) = self.balance;
        let runs = self.clock.nanos() - since < TIMER || self.config == CONFIG_NO_TIMER;
        if runs { cells } else { 0 }
    }

    pub fn set_present(&mut self, present: u16) {
        self.present = present;
        self.latched |= present & LATCHES;
    }

    pub fn limits(&self) -> Option<[u16; 4]> {
        (self.limits != [0; 4]).then_some(self.limits)
    }

    fn cell(&self, cell: usize) -> u16 {
        if self.config & 0xFF00 != CONFIG & 0xFF00 {
            return 0;
        }
        let sampled = self.clock.nanos() / CONVERSION * CONVERSION;
        if sampled <= self.configured {
            return NOT_CONVERTED;
        }
        let [(_, old), (since, new)] = self.cells[cell];
        let millivolts = if since <= sampled { new } else { old };
        match self.withheld[cell] {
            Some(code) => code,
            None if millivolts > 5_000 => SATURATED,
            None => millivolts,
        }
    }

    fn register(&mut self) -> u16 {
        let place = usize::from(self.pointer & 0x0F);
        match self.pointer {
            0 => self.config,
            BALANCE => self.discharged(),
            BALANCE_AND_FEED => {
                self.balance.1 = self.clock.nanos();
                self.balance.0
            }
            STATUS => self.present | self.latched,
            WIRES => self.found_open,
            4..=7 => self.limits[place - usize::from(LIMITS)],
            0x10..=0x13 => self.cell(place),
            0x20..=0x21 => self.temperatures[place],
            _ => 0xFFFF,
        }
    }

    fn command(&mut self, register: u8, value: u16) {
        match register {
            0 => (self.config, self.configured) = (value, self.clock.nanos()),
            BALANCE => self.balance = (value, self.clock.nanos()),
            STATUS => self.latched = self.present & LATCHES,
            WIRES => self.found_open = self.open,
            4..=7 => self.limits[usize::from(register - LIMITS)] = value,
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
        address == self.address
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
        let [high, low] = self.register().to_be_bytes();
        let byte = [high, low, check(high, low)][self.read % 3];
        self.read += 1;
        byte
    }

    fn stop(&mut self) {}

    fn brown_out(&mut self) {
        (self.config, self.pointer) = (0, 0);
        (self.balance, self.limits) = ((0, 0), [0; 4]);
        (self.found_open, self.latched) = (0, self.present & LATCHES);
    }
}
