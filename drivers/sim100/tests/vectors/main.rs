//! Frames with what they say, and sessions frame by frame.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod frames;
mod session;
mod worth;

use core::time::Duration;

use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Error as _, ErrorKind, Instant, Ratio, Resistance, Voltage};
use hal_power_sim::SimFrame;
use sim100::{
    Config, ConfigError, ErrorFlags, FrameError, Item, NoInsulation, Sim100, Status, Times,
    codec::{self, ANSWER, Answer, REQUEST},
};

const MS: Duration = Duration::from_millis(1);
const ESTIMATE: Duration = Duration::from_secs(6);

fn frame(id: u32, data: &[u8]) -> SimFrame {
    SimFrame::new(ExtendedId::new(id).unwrap(), data).unwrap()
}

fn answer(data: &[u8]) -> SimFrame {
    frame(ANSWER, data)
}

fn ask(data: &[u8]) -> SimFrame {
    frame(REQUEST, data)
}

fn times() -> Times {
    Times::new(MS * 100, MS * 50, 2, ESTIMATE).unwrap()
}

fn config() -> Config {
    Config::new(Voltage::from_volts(400), times()).unwrap()
}

fn at(millis: u32) -> Instant {
    Instant::from_micros(1_000_000).saturating_add(MS * millis)
}

fn decoded(data: &[u8]) -> Answer {
    codec::decode(&answer(data)).unwrap().unwrap()
}

fn said(session: &mut Sim100, millis: u32) -> Vec<SimFrame> {
    std::iter::from_fn(|| session.poll(at(millis))).collect()
}

const GOOD: [u8; 8] = [0xE1, 0, 0x03, 0xE8, 1, 0x01, 0xF4, 2];
const OLD: [u8; 8] = [0xE1, 0x40, 0x03, 0xE8, 1, 0x01, 0xF4, 2];
const SET: [u8; 3] = [0xF0, 0x01, 0x90];
const NAME: [u8; 16] = *b"SIM100MOD       ";

/// What a part answers that has nothing new but resistances.
fn usual(byte: u8) -> &'static [u8] {
    match byte {
        0x01 => b"\x01SIM1",
        0x02 => b"\x0200MO",
        0x03 => b"\x03D   ",
        0x04 => b"\x04    ",
        0x05 => b"\x05v1.0",
        0x06 => b"\x06.0  ",
        0x07 => b"\x07    ",
        0x08 => b"\x080123",
        0x09 => b"\x094567",
        0x0A => b"\x0A89AB",
        0x0B => b"\x0BCDEF",
        0x80 => &[0x80, 0, 0, 0x61, 0xA8],
        0xE0 => &[0xE0, 0x40, 0x03, 0x20, 1, 0, 5, 1],
        0xE2 => &[0xE2, 0x40, 0, 10, 1, 0, 20, 1],
        0xE3 => &[0xE3, 0x40, 0, 200, 1, 0, 190, 1],
        0xE4 => &[0xE4, 0x40, 0x01, 0x86, 1, 0x01, 0x87, 1],
        0xE5 => &[0xE5, 0x40, 0x20],
        0xF0 => &SET,
        // Not asked for.
        _ => &[],
    }
}

/// Answers all that is asked at a time, the resistances as told; returns what was asked.
fn serve(session: &mut Sim100, millis: u32, resistances: &[u8]) -> Vec<u8> {
    let mut asked = Vec::new();
    while let Some(frame) = session.poll::<SimFrame>(at(millis)) {
        assert_eq!(frame.id(), Id::Extended(ExtendedId::new(REQUEST).unwrap()));
        let byte = *frame.data().first().unwrap();
        asked.push(byte);
        let data = if byte == 0xE1 {
            resistances
        } else {
            usual(byte)
        };
        let item = Item::from_byte(byte);
        assert_eq!(session.on_frame(&answer(data)), Ok(item));
    }
    asked
}

/// A session that has heard an estimate that counts at 6000 ms, and all that comes with it.
fn ready(config: Config) -> Sim100 {
    let mut session = Sim100::new(config);
    serve(&mut session, 0, &GOOD);
    serve(&mut session, 6_000, &GOOD);
    assert_eq!(session.insulation().unwrap().at, at(0));
    session
}
