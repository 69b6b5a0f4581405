//! Frames with what they say, and sessions frame by frame.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod frames;
mod orders;
mod session;
mod worth;

use core::time::Duration;
use std::collections::BTreeMap;

use embedded_can::{ExtendedId, Frame, Id, StandardId};
use hal_power::{Error as _, ErrorKind, Instant, Resistance, Voltage};
use hal_power_sim::SimFrame;
use iso165c::{
    Alive, Bias, Config, ConfigError, ErrorCode, Failure, FrameError, Identifiers, ImcStatus,
    ImcStatusExt, Iso165C, Iso165C1, Item, LockState, NoInsulation, Refused, Relay, RelayState,
    Scenario, Settings, Times, Variant, Version, VifcStatus,
    codec::{self, Answer},
};

const MS: Duration = Duration::from_millis(1);

fn frame(id: u16, data: &[u8]) -> SimFrame {
    SimFrame::new(StandardId::new(id).unwrap(), data).unwrap()
}

fn info(data: [u8; 6]) -> SimFrame {
    frame(0x37, &data)
}

fn response(data: [u8; 5]) -> SimFrame {
    frame(0x23, &data)
}

fn kilohms(value: u32) -> Resistance {
    Resistance::from_kilohms(value.into())
}

fn times() -> Times {
    Times::new(MS * 1_000, MS * 50, 2, MS * 3_000, MS * 10_000).unwrap()
}

fn config() -> Config {
    Config::new(
        Settings::new(kilohms(100), kilohms(300), 1).unwrap(),
        times(),
    )
}

fn at(millis: u32) -> Instant {
    Instant::from_micros(1_000_000).saturating_add(MS * millis)
}

/// 1000 kΩ and nothing to say.
const GOOD: [u8; 6] = [0xE8, 0x03, 0, 0, 0, 0];

/// What a part would answer that keeps what it is told.
struct Part {
    /// Answer to each byte 0 and first word.
    answers: BTreeMap<(u8, u16), [u8; 4]>,
    is_locked: bool,
    count: u8,
    log: Vec<[u8; 5]>,
}

impl Part {
    /// Settings as the maker has them by default.
    fn new() -> Self {
        let mut answers = BTreeMap::new();
        for (byte, data) in [
            (0x32, [55, 0, 0, 0]),
            (0x39, [0x2C, 0x01, 0, 0]),
            (0x3C, [3, 0, 0, 0]),
            (0x36, [0x90, 0x01, 0, 0]),
            (0x3A, [0x8F, 0x01, 0, 0]),
            (0x37, [0x20, 0, 0x02, 0x80]),
            (0xDC, [0x12, 0x30, 0, 0]),
            (0xE2, [0, 0, 0, 0]),
            (0x5A, [0x07, 0x02, 0, 0]),
        ] {
            answers.insert((byte, 0), data);
        }
        Self {
            answers,
            is_locked: true,
            count: 0,
            log: Vec::new(),
        }
    }

    fn answer(&mut self, asked: &SimFrame) -> [u8; 5] {
        assert_eq!(asked.id(), Id::Standard(StandardId::new(0x22).unwrap()));
        let [byte, a, b, c, d] = asked.data().try_into().unwrap();
        self.log.push([byte, a, b, c, d]);
        let first = u16::from_le_bytes([a, b]);
        let [a, b, c, d] = match byte {
            0x21 | 0x28 | 0x29 | 0x2B | 0xC8 | 0xCB | 0xD2 if self.is_locked => {
                return [0xFF, 0xE8, 0x03, byte, 0];
            }
            0xCA => {
                let words = (first, u16::from_le_bytes([c, d]));
                assert!([(0, 0), (1, 0xFFFF)].contains(&words), "{words:?}");
                self.is_locked = first == 1;
                [a, b, 0, 0]
            }
            0xE0 => [self.is_locked.into(), 0, 0, 0],
            0x28 | 0x29 | 0x2B => {
                let read = match byte {
                    0x28 => 0x32,
                    0x29 => 0x39,
                    _ => 0x3C,
                };
                self.answers.insert((read, 0), [a, b, 0, 0]);
                [a, b, 0, 0]
            }
            0xD2 => {
                self.answers.insert((0xDD, first), [a, b, c, d]);
                [a, b, c, d]
            }
            0xDD => *self.answers.get(&(byte, first)).unwrap_or(&[a, b, 0, 0]),
            0x35 => [0xE8, 0x03, 2, self.count],
            0x33 | 0xDE => [a, b, a, 7],
            0x3D => [a, b, b'A' + a % 26, 0],
            _ => *self.answers.get(&(byte, 0)).unwrap_or(&[a, b, c, d]),
        };
        [byte, a, b, c, d]
    }

    fn count_of(&self, byte: u8) -> usize {
        self.log.iter().filter(|data| data[0] == byte).count()
    }
}

fn said<V: Variant>(session: &mut Iso165C<V>, millis: u32) -> Vec<[u8; 5]> {
    let frames = std::iter::from_fn(|| session.poll::<SimFrame>(at(millis)));
    frames.map(|own| own.data().try_into().unwrap()).collect()
}

/// Answers all that is asked at a time.
fn serve<V: Variant>(session: &mut Iso165C<V>, part: &mut Part, millis: u32) {
    while let Some(asked) = session.poll::<SimFrame>(at(millis)) {
        let answer = response(part.answer(&asked));
        let _ = session.on_frame(at(millis), &answer);
    }
}

/// One second: the part sends, makes a value where told to, and answers.
fn second<V: Variant>(session: &mut Iso165C<V>, part: &mut Part, millis: u32, data: [u8; 6]) {
    session.on_frame(at(millis), &info(data)).unwrap();
    serve(session, part, millis);
}

/// A coupled session that has a value of 1000 ms.
fn ready(config: Config) -> (Iso165C, Part) {
    let (mut session, mut part) = (Iso165C::new(config), Part::new());
    session.close(Relay::Negative);
    session.close(Relay::Positive);
    for millis in [0, 1_000] {
        second(&mut session, &mut part, millis, GOOD);
    }
    for millis in [2_000, 3_000] {
        part.count += 1;
        second(&mut session, &mut part, millis, GOOD);
    }
    second(&mut session, &mut part, 4_000, GOOD);
    assert_eq!(session.insulation().unwrap().at, at(1_000));
    (session, part)
}
