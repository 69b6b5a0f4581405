//! What the caller says about the parts. Nothing has a default: no figure of the class was verified.

use core::{
    fmt::{self, Display},
    time::Duration,
};

use hal_inverter::GateFaults;

/// What resets a fault at RST/EN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Resets {
    /// The fall.
    Falling,
    /// The rise, as on UCC21732: a part that was reset is an enabled part.
    Rising,
    /// The low level.
    Level,
}

/// Times of the parts, from their data sheet, the longest of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Times {
    /// Shortest level at RST/EN that a part takes for a reset, low as well as high.
    pub reset: Duration,
    /// From a fault on, while a part takes no reset.
    pub mute: Duration,
    /// From a change at RST/EN until FLT and RDY can be believed.
    pub ready: Duration,
}

/// What holds for all gates of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    fault: GateFaults,
    resets: Resets,
    times: Times,
}

impl Config {
    /// Says what a low FLT stands for, all that it may, and how it is reset.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Fault`] where `fault` has nothing that stops a gate; [`ConfigError::Time`] for a time above 4.29 s.
    pub const fn new(fault: GateFaults, resets: Resets, times: Times) -> Result<Self, ConfigError> {
        if fault.stopping().is_empty() {
            return Err(ConfigError::Fault(fault));
        }
        let all = [times.reset, times.mute, times.ready];
        let mut rest = all.as_slice();
        while let [time, others @ ..] = rest {
            if time.as_nanos() > u32::MAX as u128 {
                return Err(ConfigError::Time(*time));
            }
            rest = others;
        }
        Ok(Self {
            fault,
            resets,
            times,
        })
    }

    /// Returns what a low FLT stands for.
    pub const fn fault(&self) -> GateFaults {
        self.fault
    }

    /// Returns what resets.
    pub const fn resets(&self) -> Resets {
        self.resets
    }

    /// Returns the times.
    pub const fn times(&self) -> Times {
        self.times
    }
}

/// What cannot be configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ConfigError {
    /// A low FLT would stop no gate.
    Fault(GateFaults),
    /// The time is above 4.29 s.
    Time(Duration),
}

impl Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "FLT stands for what stops no gate: {fault}"),
            Self::Time(time) => write!(f, "{time:?} is too long"),
        }
    }
}

impl core::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::string::ToString;

    const TIMES: Times = Times {
        reset: Duration::from_micros(1),
        mute: Duration::from_millis(1),
        ready: Duration::from_micros(10),
    };

    #[test]
    fn a_fault_that_stops_nothing_is_refused() {
        for fault in [GateFaults::empty(), GateFaults::WARNINGS] {
            let refused = Config::new(fault, Resets::Level, TIMES).unwrap_err();
            assert_eq!(refused, ConfigError::Fault(fault));
        }
        let config = Config::new(GateFaults::OVERCURRENT, Resets::Rising, TIMES).unwrap();
        assert_eq!(config.fault(), GateFaults::OVERCURRENT);
        assert_eq!((config.resets(), config.times()), (Resets::Rising, TIMES));
    }

    #[test]
    fn each_time_fits_a_delay_or_is_refused() {
        let longest = Duration::from_nanos(u64::from(u32::MAX));
        let beyond = longest + Duration::from_nanos(1);
        let with = |set: fn(&mut Times, Duration), time| {
            let mut times = TIMES;
            set(&mut times, time);
            Config::new(GateFaults::DESATURATION, Resets::Level, times)
        };
        let setters: [fn(&mut Times, Duration); 3] = [
            |times, time| times.reset = time,
            |times, time| times.mute = time,
            |times, time| times.ready = time,
        ];
        for set in setters {
            assert!(with(set, longest).is_ok());
            let refused = with(set, beyond).unwrap_err();
            assert_eq!(refused, ConfigError::Time(beyond));
            assert_eq!(refused.to_string(), "4.294967296s is too long");
        }
    }
}
