//! A part, and a host that knows its bytes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use core::time::Duration;
use hal_power::{Current, Frequency, Voltage};
use hal_power_sim::{
    clock::Clock,
    device::{I2cDevice, OutputLine, SpiDevice},
    model::ade7953::{Ade7953, Channel, FullScale, Open},
};

pub(crate) const ADDRESS: u8 = 0x38;

pub(crate) const LCYCMODE: u16 = 0x004;
pub(crate) const CONFIG: u16 = 0x102;
pub(crate) const OPTIMUM: u16 = 0x120;
pub(crate) const UNLOCK: u16 = 0x0FE;
pub(crate) const ACCMODE: u16 = 0x201;
pub(crate) const VRMS: u16 = 0x21C;
pub(crate) const IRQENA: u16 = 0x22C;
pub(crate) const IRQSTATA: u16 = 0x22D;
pub(crate) const RSTIRQSTATA: u16 = 0x22E;
pub(crate) const IRQENB: u16 = 0x22F;
pub(crate) const IRQSTATB: u16 = 0x230;
pub(crate) const RSTIRQSTATB: u16 = 0x231;
pub(crate) const CRC: u16 = 0x37F;

pub(crate) const MILLISECOND: Duration = Duration::from_millis(1);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
/// From zero crossing to zero crossing at 50 Hz.
pub(crate) const HALF_CYCLE: Duration = Duration::from_millis(10);
/// Time from the supply to the first answer, that the tests choose.
pub(crate) const START_UP: Duration = Duration::from_millis(80);
/// Time of SWRST, that the tests choose.
pub(crate) const RESET: Duration = Duration::from_millis(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    I2c,
    Spi,
}

pub(crate) const BUSES: [Bus; 2] = [Bus::I2c, Bus::Spi];

pub(crate) fn open() -> Open {
    Open {
        start_up: START_UP,
        reset: RESET,
        ..Open::default()
    }
}

pub(crate) struct Bench {
    pub(crate) clock: Clock,
    pub(crate) part: Ade7953,
    pub(crate) bus: Bus,
}

impl Bench {
    /// Supplied now. Full scale is 500 V, 100 A and 50 A: 50 kW on channel A.
    pub(crate) fn cold(bus: Bus, open: Open) -> Self {
        let clock = Clock::new();
        let scale = FullScale {
            voltage: Voltage::from_volts(500),
            current_a: Current::from_amps(100),
            current_b: Current::from_amps(50),
        };
        let part = Ade7953::new(clock.clone(), scale, open);
        Self { clock, part, bus }
    }

    /// Started, with RESET read, at 230 V, 50 Hz, and nothing settled yet.
    pub(crate) fn with(bus: Bus, open: Open) -> Self {
        let mut bench = Self::cold(bus, open);
        bench.set_voltage(230);
        bench.wait(START_UP);
        bench.read(RSTIRQSTATA);
        bench.read(RSTIRQSTATB);
        bench
    }

    pub(crate) fn new() -> Self {
        Self::with(Bus::I2c, open())
    }

    /// The same with 10 A through each channel that lag by so many degrees, all settled.
    pub(crate) fn loaded(lag: i32) -> Self {
        let mut bench = Self::new();
        bench.draw(Channel::A, 10_000, lag);
        bench.draw(Channel::B, 10_000, lag);
        bench.wait(2 * SECOND);
        bench
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    pub(crate) fn set_voltage(&mut self, volts: i32) {
        self.part.set_voltage(Voltage::from_volts(volts));
    }

    pub(crate) fn set_frequency(&mut self, millihertz: u32) {
        self.part
            .set_frequency(Frequency::from_millihertz(millihertz));
    }

    pub(crate) fn draw(&mut self, channel: Channel, milliamps: i32, degrees: i32) {
        self.part
            .set_current(channel, Current::from_milliamps(milliamps), 1_000 * degrees);
    }

    /// Data of an address, however many bytes.
    pub(crate) fn raw(&mut self, address: u16, count: usize) -> Vec<u8> {
        let pointer = address.to_be_bytes();
        let part = &mut self.part;
        match self.bus {
            Bus::I2c => {
                assert!(part.answers_to(ADDRESS));
                part.start(ADDRESS, false);
                assert!(pointer.into_iter().all(|byte| part.write(byte)));
                part.start(ADDRESS, true);
                let bytes = (0..count).map(|_| part.read()).collect();
                part.stop();
                bytes
            }
            Bus::Spi => {
                part.select();
                let head = [pointer[0], pointer[1], 0x80];
                for byte in head {
                    assert_eq!(part.exchange(byte), 0xFF);
                }
                let bytes = (0..count).map(|_| part.exchange(0)).collect();
                part.deselect();
                bytes
            }
        }
    }

    /// A register, in the width that its address has.
    pub(crate) fn read(&mut self, address: u16) -> u32 {
        let bytes = self.raw(address, width(address));
        bytes
            .iter()
            .fold(0, |value, byte| value << 8 | u32::from(*byte))
    }

    /// A signed register of 16 bits.
    pub(crate) fn signed16(&mut self, address: u16) -> i16 {
        u16::try_from(self.read(address)).unwrap().cast_signed()
    }

    /// A signed register of 24 bits.
    pub(crate) fn signed24(&mut self, address: u16) -> i32 {
        (self.read(address) << 8).cast_signed() >> 8
    }

    pub(crate) fn put(&mut self, address: u16, data: &[u8]) {
        let pointer = address.to_be_bytes();
        let part = &mut self.part;
        match self.bus {
            Bus::I2c => {
                part.start(ADDRESS, false);
                for byte in pointer.iter().chain(data) {
                    part.write(*byte);
                }
                part.stop();
            }
            Bus::Spi => {
                part.select();
                for byte in pointer.iter().chain(&[0x00]).chain(data) {
                    part.exchange(*byte);
                }
                part.deselect();
            }
        }
    }

    /// Writes a register, in the width that its address has.
    pub(crate) fn write(&mut self, address: u16, value: u32) {
        let bytes = value.to_be_bytes();
        self.put(address, &bytes[4 - width(address)..]);
    }

    /// Writes 0x120 as the data sheet wants it.
    pub(crate) fn optimise(&mut self) {
        self.write(UNLOCK, 0xAD);
        self.write(OPTIMUM, 0x0030);
    }

    /// Reads away what is latched.
    pub(crate) fn acknowledge(&mut self) {
        self.read(RSTIRQSTATA);
        self.read(RSTIRQSTATB);
    }

    pub(crate) fn irq_is_low(&mut self) -> bool {
        !self.part.is_high()
    }

    /// How long from now on it takes until a flag is there, looked for in milliseconds.
    pub(crate) fn until(&mut self, register: u16, flag: u32) -> Duration {
        let mut taken = Duration::ZERO;
        while self.read(register) & flag == 0 {
            assert!(taken < 20 * SECOND);
            self.wait(MILLISECOND);
            taken += MILLISECOND;
        }
        taken
    }
}

pub(crate) fn width(address: u16) -> usize {
    match address {
        0x100..=0x1FF => 2,
        0x200..=0x2FF => 3,
        0x300..=0x3FF => 4,
        _ => 1,
    }
}

/// Within one code.
#[track_caller]
pub(crate) fn about(value: i64, expected: i64) {
    assert!((value - expected).abs() <= 1, "{value} is not {expected}");
}
