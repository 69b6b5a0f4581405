//! A part, and a host that knows its bytes.
#![allow(unreachable_pub, reason = "each file uses its share")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use core::time::Duration;
use hal_power::{Current, Resistance, Voltage};
use hal_power_sim::{
    clock::Clock,
    device::I2cDevice,
    model::bq769x2::{Bq769x2, Comm, Open, Part},
};

pub const ADDRESS: u8 = 0x08;

pub const SET_CFGUPDATE: u16 = 0x0090;
pub const EXIT_CFGUPDATE: u16 = 0x0092;
pub const FET_ENABLE: u16 = 0x0022;
pub const SLEEP_DISABLE: u16 = 0x009A;
pub const CB_ACTIVE_CELLS: u16 = 0x0083;

pub const MILLISECOND: Duration = Duration::from_millis(1);
pub const SECOND: Duration = Duration::from_secs(1);
pub const TICK: Duration = Duration::from_nanos(1);
/// A full scan, and more.
pub const SETTLED: Duration = Duration::from_millis(600);

/// CRC of the part, written anew.
pub fn crc(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| {
            let shifted = crc << 1;
            if crc & 0x80 == 0 {
                shifted
            } else {
                shifted ^ 0x07
            }
        })
    })
}

pub struct Bench {
    pub clock: Clock,
    pub part: Bq769x2,
}

impl Bench {
    /// Just powered up.
    pub fn cold(part: Part, comm: Comm, open: Open) -> Self {
        let clock = Clock::new();
        let shunt = Resistance::from_microohms(1_000);
        let part = Bq769x2::new(part, comm, clock.clone(), shunt, open);
        Self { clock, part }
    }

    /// Measures cells of 3.6 V, does not fall asleep.
    pub fn with(part: Part, open: Open) -> Self {
        let mut bench = Self::cold(part, Comm::I2c, open);
        bench.set_all(3_600);
        bench.wait(SETTLED);
        bench.command(SLEEP_DISABLE);
        bench
    }

    pub fn new(part: Part) -> Self {
        Self::with(part, Open::default())
    }

    /// With data memory so.
    pub fn configured(writes: &[(u16, &[u8])]) -> Self {
        let mut bench = Self::new(Part::Bq76952);
        bench.configure(writes);
        bench
    }

    pub fn configure(&mut self, writes: &[(u16, &[u8])]) {
        self.command(SET_CFGUPDATE);
        for (address, data) in writes {
            self.put(*address, data);
        }
        self.command(EXIT_CFGUPDATE);
        self.wait(SETTLED);
        self.command(SLEEP_DISABLE);
    }

    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    pub fn set(&mut self, cell: usize, millivolts: i32) {
        self.part
            .set_cell(cell, Voltage::from_millivolts(millivolts));
    }

    pub fn set_all(&mut self, millivolts: i32) {
        self.part
            .set_cells(&[Voltage::from_millivolts(millivolts); 16]);
    }

    /// Positive while discharging.
    pub fn draw(&mut self, milliamps: i32) {
        self.part.set_current(Current::from_milliamps(milliamps));
    }

    pub fn write(&mut self, register: u8, bytes: &[u8]) {
        assert!(self.part.answers_to(ADDRESS));
        self.part.start(ADDRESS, false);
        assert!(self.part.write(register));
        for byte in bytes {
            assert!(self.part.write(*byte));
        }
        self.part.stop();
    }

    pub fn read<const N: usize>(&mut self, register: u8) -> [u8; N] {
        assert!(self.part.answers_to(ADDRESS));
        self.part.start(ADDRESS, false);
        assert!(self.part.write(register));
        self.part.start(ADDRESS, true);
        let bytes = core::array::from_fn(|_| self.part.read());
        self.part.stop();
        bytes
    }

    pub fn byte(&mut self, register: u8) -> u8 {
        let [byte] = self.read(register);
        byte
    }

    pub fn word(&mut self, register: u8) -> u16 {
        u16::from_le_bytes(self.read(register))
    }

    pub fn signed(&mut self, register: u8) -> i16 {
        i16::from_le_bytes(self.read(register))
    }

    /// A subcommand, and the time of every one but IROM_SIG.
    pub fn command(&mut self, number: u16) {
        self.write(0x3E, &number.to_le_bytes());
        self.wait(2 * MILLISECOND);
    }

    /// A subcommand's data, with its length and checksum looked at.
    pub fn ask(&mut self, number: u16) -> Vec<u8> {
        self.command(number);
        assert_eq!(self.word(0x3E), number);
        let length = usize::from(self.byte(0x61)) - 4;
        let buffer: [u8; 32] = self.read(0x40);
        let data = buffer[..length].to_vec();
        assert_eq!(self.byte(0x60), checksum(number, &data));
        data
    }

    pub fn ask_word(&mut self, number: u16) -> u16 {
        let data = self.ask(number);
        assert_eq!(data.len(), 2);
        u16::from_le_bytes([data[0], data[1]])
    }

    pub fn put(&mut self, number: u16, data: &[u8]) {
        self.write(0x3E, &number.to_le_bytes());
        self.write(0x40, data);
        let length = u8::try_from(data.len() + 4).unwrap();
        self.write(0x60, &[checksum(number, data), length]);
        self.wait(MILLISECOND);
    }

    pub fn balance(&mut self, mask: u16) {
        self.put(CB_ACTIVE_CELLS, &mask.to_le_bytes());
    }

    /// Safety Status A.
    pub fn status_a(&mut self) -> u8 {
        self.byte(0x03)
    }

    pub fn battery_status(&mut self) -> u16 {
        self.word(0x12)
    }

    /// How long from now on it takes until `is` holds, looked for in steps.
    pub fn until(&mut self, step: Duration, mut is: impl FnMut(&mut Self) -> bool) -> Duration {
        let mut taken = Duration::ZERO;
        while !is(self) {
            assert!(taken < 200 * SECOND);
            self.wait(step);
            taken += step;
        }
        taken
    }
}

pub fn checksum(number: u16, data: &[u8]) -> u8 {
    let bytes = number.to_le_bytes();
    !bytes
        .iter()
        .chain(data)
        .fold(0, |sum: u8, byte| sum.wrapping_add(*byte))
}
