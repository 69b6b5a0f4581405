//! An hour of energy in both directions, with answers that get lost and readings that are dropped.

use core::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::time::Duration;

use ade7953::{
    Channel,
    hal_inverter::MeteredEnergy,
    hal_power::{Energy, ErrorKind},
};
use hal_power_sim::{Fault, Injection};

use crate::bench::{Asynch, BOTH, Bench, WATTS, Wire, config, kind};

on_both_buses! {
    an_hour_with_lost_answers;
    an_hour_with_dropped_readings;
}

const HOUR: Duration = Duration::from_secs(3_600);

/// Truth and what is measured of it, a stretch at a time: each is read before the power turns.
struct Day {
    imported: [f64; 2],
    exported: [f64; 2],
    stretches: u32,
}

impl Day {
    const DAWN: Self = Self {
        imported: [0.0; 2],
        exported: [0.0; 2],
        stretches: 0,
    };

    /// Lets power flow for a while; both channels have other ones.
    fn stretch<W: Wire>(&mut self, bench: &Bench<W>) {
        let step = i32::try_from(self.stretches).unwrap();
        let seconds = f64::from(1 + step * 7 % 19) + 0.123;
        bench.set_voltage(200_000 + step * 977 % 140_000);
        let volts = f64::from(200_000 + step * 977 % 140_000) / 1e3;
        for (index, channel) in BOTH.into_iter().enumerate() {
            let other = if index == 0 { 1 } else { 3 };
            let milliamps = 500 + step * other * 1_237 % 24_000;
            let lag = step * other * 67 % 360;
            bench.draw(channel, milliamps, lag);
            let watts = volts * f64::from(milliamps) / 1e3 * f64::from(lag).to_radians().cos();
            let sum = if watts > 0.0 {
                &mut self.imported
            } else {
                &mut self.exported
            };
            // below 1 in 10,000 nothing is counted
            if watts.abs() > WATTS[index] / 10_000.0 {
                sum[index] += watts.abs() * seconds;
            }
        }
        bench.wait(Duration::from_secs_f64(seconds));
        bench.draw_both(0, 0);
        self.stretches += 1;
    }

    /// A step of the register for each stretch at most, since each turn cuts a part of a step off.
    fn judge(&self, found: [MeteredEnergy; 2], steps: u32) {
        for index in 0..2 {
            let step = WATTS[index] / 206.9;
            let near = |found: Energy, truth: f64| {
                let off = (found.as_millijoules() as f64 - truth * 1e3).abs();
                assert!(
                    off <= step * f64::from(steps) + truth * 2e-3,
                    "{found} for {truth} J"
                );
            };
            near(found[index].imported, self.imported[index]);
            near(found[index].exported, self.exported[index]);
        }
    }
}

fn an_hour_with_lost_answers<W: Wire>() {
    for (seed, fault) in [(1, Fault::BusBusy), (2, Fault::Overrun)] {
        let (bench, mut driver) = Bench::<W>::ready(&config());
        let mut day = Day::DAWN;
        let mut lost = 0;
        let end = bench.world.now().saturating_add(HOUR);
        let mut found = [MeteredEnergy::default(); 2];
        while bench.world.now() < end {
            day.stretch(&bench);
            bench
                .world
                .inject(Injection::seeded(seed + u64::from(day.stretches), 3, fault));
            for (index, channel) in BOTH.into_iter().enumerate() {
                loop {
                    // beside others, which take flags away
                    let _ = driver.rms_voltage();
                    let _ = driver.take_events();
                    match kind(driver.active_energy(channel)) {
                        Ok(sums) => {
                            assert!(sums.imported >= found[index].imported);
                            assert!(sums.exported >= found[index].exported);
                            found[index] = sums;
                            break;
                        }
                        Err(kind) => assert_eq!(kind, ErrorKind::Bus),
                    }
                    lost += 1;
                }
            }
            bench.world.clear_faults();
        }
        assert!(lost > 200, "{lost}");
        day.judge(found, 2 * day.stretches);
    }
}

/// Begins a reading and drops it after some polls.
fn drop_after<W: Wire>(
    bench: &Bench<W>,
    driver: &mut Asynch<W>,
    channel: Channel,
    polls: u32,
) -> bool {
    let mut reading = pin!(driver.active_energy(channel));
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).all(|_| {
        let pends = matches!(reading.as_mut().poll(&mut context), Poll::Pending);
        bench.wait(Duration::from_micros(200));
        pends
    })
}

fn an_hour_with_dropped_readings<W: Wire>() {
    let bench = Bench::<W>::new();
    let mut driver = bench.asynch();
    bench
        .world
        .block_on(driver.init(&config()))
        .unwrap()
        .unwrap();
    let mut day = Day::DAWN;
    let mut dropped = 0;
    let end = bench.world.now().saturating_add(HOUR);
    let mut found = [MeteredEnergy::default(); 2];
    while bench.world.now() < end {
        day.stretch(&bench);
        for (index, channel) in BOTH.into_iter().enumerate() {
            for polls in 0..4 {
                let polls = 1 + (polls * 3 + day.stretches) % 9;
                dropped += u32::from(drop_after(&bench, &mut driver, channel, polls));
            }
            let sums = bench.world.block_on(driver.active_energy(channel));
            let sums = sums.unwrap().unwrap();
            assert!(sums.imported >= found[index].imported);
            assert!(sums.exported >= found[index].exported);
            found[index] = sums;
        }
    }
    assert!(dropped > 500, "{dropped}");
    day.judge(found, 2 * day.stretches);
}
