//! A host by hand: frames with checksums of its own, bit by bit.

use core::time::Duration;
use embedded_hal::spi::{MODE_3, Operation, SpiDevice as _};
use hal_power::Voltage;
use hal_power_sim::{
    SimSpi, World,
    fault::Target,
    model::ades183x::{Ades183x, Bridge, Chain, Open},
};
use std::{cell::RefCell, rc::Rc};

pub(crate) const WRCFGA: u16 = 0x001;
pub(crate) const RDCFGA: u16 = 0x002;
pub(crate) const WRCFGB: u16 = 0x024;
pub(crate) const RDCFGB: u16 = 0x026;
pub(crate) const RDCVA: u16 = 0x004;
pub(crate) const RDCVF: u16 = 0x00B;
pub(crate) const RDCVALL: u16 = 0x00C;
pub(crate) const RDACA: u16 = 0x044;
pub(crate) const RDSVA: u16 = 0x003;
pub(crate) const RDFCA: u16 = 0x012;
pub(crate) const RDAUXA: u16 = 0x019;
pub(crate) const RDAUXD: u16 = 0x01F;
pub(crate) const RDRAXA: u16 = 0x01C;
pub(crate) const RDSTATA: u16 = 0x030;
pub(crate) const RDSTATB: u16 = 0x031;
pub(crate) const RDSTATC: u16 = 0x032;
pub(crate) const RDSTATD: u16 = 0x033;
pub(crate) const RDSTATE: u16 = 0x034;
pub(crate) const RDSID: u16 = 0x02C;
pub(crate) const WRPWMA: u16 = 0x020;
pub(crate) const WRPWMB: u16 = 0x021;
pub(crate) const RDPWMA: u16 = 0x022;
pub(crate) const RDPWMB: u16 = 0x023;
pub(crate) const SRST: u16 = 0x027;
pub(crate) const MUTE: u16 = 0x028;
pub(crate) const UNMUTE: u16 = 0x029;
pub(crate) const SNAP: u16 = 0x02D;
pub(crate) const UNSNAP: u16 = 0x02F;
pub(crate) const RSTCC: u16 = 0x02E;
pub(crate) const ADCV: u16 = 0x260;
pub(crate) const ADSV: u16 = 0x168;
pub(crate) const ADAX: u16 = 0x410;
pub(crate) const ADAX2: u16 = 0x400;
pub(crate) const RD: u16 = 1 << 8;
pub(crate) const CONT: u16 = 1 << 7;
pub(crate) const DCP: u16 = 1 << 4;
pub(crate) const RSTF: u16 = 1 << 2;
pub(crate) const CLRCELL: u16 = 0x711;
pub(crate) const CLRAUX: u16 = 0x712;
pub(crate) const CLROVUV: u16 = 0x715;
pub(crate) const CLRFLAG: u16 = 0x717;
pub(crate) const PLCADC: u16 = 0x71C;
pub(crate) const ULRR: u16 = 0x038;
pub(crate) const WRRR: u16 = 0x039;
pub(crate) const RDRR: u16 = 0x03A;

/// REFON and the reset values: 8.1 mV, pull-downs off.
pub(crate) const REFON: [u8; 6] = [0x81, 0x00, 0x00, 0xFF, 0x03, 0x00];
/// Reset values of group B.
pub(crate) const RESET_B: [u8; 6] = [0x00, 0xF8, 0x7F, 0x00, 0x00, 0x00];

pub(crate) const TWAKE: Duration = Duration::from_micros(500);

pub(crate) fn pec15(bytes: &[u8]) -> u16 {
    let mut pec = 0x10_u16;
    for byte in bytes {
        for bit in (0..8).rev() {
            let feedback = (pec >> 14 ^ u16::from(byte >> bit)) & 1;
            pec = (pec << 1 & 0x7FFF) ^ (feedback * 0x4599);
        }
    }
    pec << 1
}

pub(crate) fn pec10(data: &[u8], counter: u8) -> u16 {
    let mut pec = 0x10_u16;
    let mut feed = |bit: u8| {
        let feedback = (pec >> 9 ^ u16::from(bit)) & 1;
        pec = (pec << 1 & 0x3FF) ^ (feedback * 0x08F);
    };
    for byte in data {
        (0..8).rev().for_each(|bit| feed(byte >> bit & 1));
    }
    (0..6).rev().for_each(|bit| feed(counter >> bit & 1));
    pec
}

/// Data and counter of a good block, `None` of a spoiled one.
pub(crate) fn open_block(block: &[u8]) -> Option<(&[u8], u8)> {
    let (data, [high, low]) = block.split_last_chunk()?;
    let sealed = u16::from_be_bytes([*high, *low]);
    let counter = u8::try_from(sealed >> 10).unwrap();
    (pec10(data, counter) == sealed & 0x3FF).then_some((data, counter))
}

pub(crate) fn frame(command: u16) -> [u8; 4] {
    let [a, b] = command.to_be_bytes();
    let [c, d] = pec15(&[a, b]).to_be_bytes();
    [a, b, c, d]
}

pub(crate) fn volts(millivolts: i32) -> Voltage {
    Voltage::from_millivolts(millivolts)
}

/// Code of a voltage in mV.
pub(crate) fn code(millivolts: i32) -> i16 {
    let code = (40 * (millivolts - 1_500) + 3).div_euclid(6);
    i16::try_from(code).unwrap()
}

pub(crate) struct Host {
    pub(crate) world: World,
    pub(crate) parts: Vec<Rc<RefCell<Ades183x>>>,
    pub(crate) chain: Rc<RefCell<Chain>>,
    pub(crate) target: Target,
    pub(crate) spi: SimSpi,
}

impl Host {
    /// A sleeping chain at 1 MHz.
    pub(crate) fn asleep(parts: usize, bridge: Bridge, open: &Open) -> Self {
        let world = World::new();
        let parts: Vec<_> = (0..parts)
            .map(|n| {
                let serial = [u8::try_from(n).unwrap(), 6, 0x30, 0x40, 0x50, 0x60];
                let part = Ades183x::new(world.clock(), serial, open.clone());
                Rc::new(RefCell::new(part))
            })
            .collect();
        let chain = Rc::new(RefCell::new(Chain::new(world.clock(), bridge, &parts)));
        let bus = world.spi();
        bus.attach(0, &chain);
        Self {
            target: bus.target(0),
            spi: bus.device(0, MODE_3),
            world,
            parts,
            chain,
        }
    }

    /// A chain that is awake, with counters at 0 and the reference up.
    pub(crate) fn with(parts: usize, open: &Open) -> Self {
        let mut host = Self::asleep(parts, Bridge::Transparent, open);
        host.wake();
        host.write_all(WRCFGA, REFON);
        host.send(RSTCC);
        host.pass(Duration::from_millis(5));
        host.wake();
        host
    }

    pub(crate) fn new(parts: usize) -> Self {
        Self::with(parts, &Open::default())
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.world.clock().advance(time);
    }

    /// One select for the bridge and one for each part.
    pub(crate) fn wake(&mut self) {
        for _ in 0..=self.parts.len() {
            self.dummy();
            self.pass(TWAKE);
        }
    }

    /// Lets time pass without letting the parts sleep.
    pub(crate) fn idle(&mut self, time: Duration) {
        let mut left = time;
        while left > Duration::ZERO {
            let step = left.min(Duration::from_secs(1));
            self.pass(step);
            self.wake();
            self.read(RDCFGA);
            left -= step;
        }
    }

    /// One select for the bridge and one for each part, out of idle.
    pub(crate) fn wake_idle(&mut self) {
        for _ in 0..=self.parts.len() {
            self.dummy();
            self.pass(Duration::from_micros(10));
        }
    }

    /// Reads without a look at what comes.
    pub(crate) fn read_into(&mut self, command: u16, data: &mut [u8]) {
        let mut operations = [Operation::Write(&frame(command)), Operation::Read(data)];
        self.spi.transaction(&mut operations).unwrap();
    }

    pub(crate) fn dummy(&mut self) {
        self.spi.write(&[0]).unwrap();
    }

    pub(crate) fn send(&mut self, command: u16) {
        self.spi.write(&frame(command)).unwrap();
    }

    /// Blocks from the nearest part on, as they came.
    pub(crate) fn raw(&mut self, command: u16, len: usize) -> Vec<Vec<u8>> {
        let mut data = vec![0; self.parts.len() * len];
        let mut operations = [
            Operation::Write(&frame(command)),
            Operation::Read(&mut data),
        ];
        self.spi.transaction(&mut operations).unwrap();
        data.chunks(len).map(<[u8]>::to_vec).collect()
    }

    /// Data and counter of all parts from the nearest on; all blocks must be good.
    pub(crate) fn read(&mut self, command: u16) -> Vec<([u8; 6], u8)> {
        self.raw(command, 8)
            .iter()
            .map(|block| {
                let (data, counter) = open_block(block).expect("a good block");
                (data.try_into().unwrap(), counter)
            })
            .collect()
    }

    /// Data of the nearest part.
    pub(crate) fn first(&mut self, command: u16) -> [u8; 6] {
        self.read(command)[0].0
    }

    /// Words of the nearest part.
    pub(crate) fn words(&mut self, command: u16) -> [i16; 3] {
        let [a, b, c, d, e, f] = self.first(command);
        [[a, b], [c, d], [e, f]].map(i16::from_le_bytes)
    }

    /// The last block of these goes to the nearest part.
    pub(crate) fn write_blocks(&mut self, command: u16, blocks: &[[u8; 6]]) {
        let mut bytes = frame(command).to_vec();
        for block in blocks {
            bytes.extend(block);
            bytes.extend(pec10(block, 0).to_be_bytes());
        }
        self.spi.write(&bytes).unwrap();
    }

    pub(crate) fn write_all(&mut self, command: u16, data: [u8; 6]) {
        let blocks = vec![data; self.parts.len()];
        self.write_blocks(command, &blocks);
    }

    /// What a poll shows after two clocks for each part.
    pub(crate) fn is_done(&mut self, poll: u16) -> bool {
        let silent = (2 * self.parts.len()).div_ceil(8);
        let mut data = vec![0; silent + 1];
        let mut operations = [Operation::Write(&frame(poll)), Operation::Read(&mut data)];
        self.spi.transaction(&mut operations).unwrap();
        data[silent] == 0xFF
    }

    pub(crate) fn each(&self, mut set: impl FnMut(usize, &mut Ades183x)) {
        for (n, part) in self.parts.iter().enumerate() {
            set(n, &mut part.borrow_mut());
        }
    }

    pub(crate) fn part<T>(&self, n: usize, set: impl FnOnce(&mut Ades183x) -> T) -> T {
        set(&mut self.parts[n].borrow_mut())
    }
}
