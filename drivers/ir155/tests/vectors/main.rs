//! Frequencies and duties with what they say, and times after which it counts.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod edges;
mod signals;
mod times;

use core::time::Duration;

use hal_power::{Error as _, ErrorKind, Frequency, Instant, Ratio, Resistance};
use ir155::{
    Capture, Config, ConfigError, Edges, Estimate, Measurement, NoReading, Report, Session, Signal,
    Value, codec,
};

const START_UP: Duration = Config::FIRST_RESULT;
const RECOVERY: Duration = Duration::from_secs(25);

fn config() -> Config {
    Config::new(Duration::from_secs(20), START_UP, RECOVERY).unwrap()
}

const fn at(millis: u64) -> Instant {
    Instant::from_micros(millis * 1_000)
}

const fn pwm(millihertz: u32, ppm: i32) -> Signal {
    Signal::Pwm {
        frequency: Frequency::from_millihertz(millihertz),
        duty: Ratio::from_ppm(ppm),
    }
}

fn kilohms(kilohms: u64) -> Resistance {
    Resistance::from_kilohms(kilohms)
}

/// A session that has been ready since 20 s.
fn ready(config: Config) -> Session {
    let mut session = Session::new(config);
    session.power_on(at(0));
    session
}

fn told(session: &mut Session, millis: u64, signal: Signal) -> Result<Measurement, NoReading> {
    session.on_capture(&Capture::new(at(millis), signal, true))
}

/// What a ready session makes of a signal.
fn says(signal: Signal) -> Result<Measurement, NoReading> {
    told(&mut ready(config()), 20_000, signal)
}
