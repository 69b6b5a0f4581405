//! Anything may come in: nothing overflows, and nothing is granted on it.

use super::super::{
    Channel, Clause, DirectStage, GridConfig, GridFrame, GridProfile, GridProtection,
    IslandingConfig, RateStage, Sample,
};
use super::bench::{MS, RELEASE};
use super::std::boxed::Box;
use core::time::Duration;
use hal_power::{Current, ErrorKind, Frequency, Instant, Ratio, Voltage};

struct Random(u64);

impl Random {
    fn word(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 >> 32).unwrap()
    }

    /// The ends of the range, zero, and what lies between.
    fn value(&mut self) -> i32 {
        match self.word() % 6 {
            0 => i32::MIN,
            1 => i32::MAX,
            2 => 0,
            3 => -400_000_000,
            4 => 400_000_000,
            _ => self.word().cast_signed(),
        }
    }

    fn sample<T>(&mut self, of: fn(i32) -> T) -> Sample<T> {
        match self.word() % 50 {
            0 => Err(ErrorKind::Saturated),
            1 => Err(ErrorKind::Bus),
            _ => Ok(of(self.value())),
        }
    }
}

#[test]
fn nothing_overflows_whatever_comes_in() {
    let profile = GridProfile::EN_50549_1_2019
        .with_direct(Clause::Stated(DirectStage {
            limit: Current::from_milliamps(20),
            within: MS * 200,
        }))
        .with_rate(Clause::Stated(RateStage {
            per_second: Frequency::MAX,
            window: Duration::MAX,
            within: MS * 500,
        }));
    let percent = Ratio::from_percent;
    let drift = Frequency::MAX;
    let islanding = IslandingConfig::new(Ratio::MAX, percent(1), 1, Ratio::MAX, drift).unwrap();
    for micros in [20, 50, 333, 1_000] {
        let period = Duration::from_micros(micros);
        let floor = Voltage::from_volts(50);
        let profile = Box::leak(Box::new(profile));
        let config = GridConfig::new(profile, period, RELEASE, MS * 3, floor)
            .unwrap()
            .with_islanding(islanding)
            .with_hysteresis(Voltage::MAX, Frequency::MAX);
        let mut protection = GridProtection::new(config, Channel::B);
        let mut random = Random(0x1234_5678_9ABC_DEF1 + micros);
        let mut sequence = 0_u32;
        for _ in 0..400_000 {
            sequence = match random.word() % 10_000 {
                0 => random.word(),
                1..10 => sequence.wrapping_add(random.word() % 8),
                _ => sequence.wrapping_add(1),
            };
            let now = Instant::from_micros(u64::from(random.word()) << (random.word() % 33));
            // long runs of one value are halves of a slow wave
            let voltage = random.sample(Voltage::from_microvolts);
            for _ in 0..random.word() % 3 {
                let current = random.sample(Current::from_microamps);
                let frame = GridFrame::new(sequence, voltage, current).connected(true);
                assert!(!protection.step(now, &frame).granted);
                sequence = sequence.wrapping_add(1);
            }
            if random.word() % 1_000 == 0 {
                assert!(!protection.watch(now).granted);
                let _ = (protection.verdict(), protection.measured());
            }
        }
    }
}

#[test]
fn a_channel_is_small() {
    let size = size_of::<GridProtection>();
    assert!(size <= 2_048, "{size} bytes");
}
