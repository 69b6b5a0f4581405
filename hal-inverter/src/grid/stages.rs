//! The timers of all stages of a profile.

use super::{
    FrequencyStage, GridCause, GridConfig, GridProfile, VoltageStage,
    meter::{Ended, Pace},
    rate::Rate,
    timer::{Place, Timer},
};
use hal_power::{Current, Frequency, Voltage};

/// A half-cycle is apart from its cycle by more than this part of it only where the phase has jumped.
const JUMP: u32 = 32;

type Kind = [Timer; GridProfile::STAGES];

/// Since when each stage is exceeded, and when the first has to trip.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Stages {
    under_voltage: Kind,
    over_voltage: Kind,
    under_frequency: Kind,
    over_frequency: Kind,
    direct: Timer,
    rate: Timer,
    /// Windows with a voltage but without a crossing, since the last cycle.
    slow: u8,
    /// The frame in which a jump of the phase was last made out in a cycle that was beyond a limit.
    jumped: Option<u64>,
    due: u64,
}

impl Stages {
    pub(super) const fn new() -> Self {
        const NONE: Kind = [Timer::new(); GridProfile::STAGES];
        Self {
            under_voltage: NONE,
            over_voltage: NONE,
            under_frequency: NONE,
            over_frequency: NONE,
            direct: Timer::new(),
            rate: Timer::new(),
            slow: 0,
            jumped: None,
            due: u64::MAX,
        }
    }

    /// Frame in which the first stage trips, if nothing comes back before.
    #[inline]
    pub(super) const fn due(&self) -> u64 {
        self.due
    }

    /// Takes the end of a window at frame `at`.
    pub(super) fn take(&mut self, config: &GridConfig, ended: &Ended, offset: Current, at: u64) {
        self.voltage(config, ended, at);
        if ended.half < config.floor || ended.whole.unwrap_or(ended.half) < config.floor {
            self.under_frequency = [Timer::new(); GridProfile::STAGES];
            self.over_frequency = [Timer::new(); GridProfile::STAGES];
            self.slow = 0;
        } else {
            self.frequency(config, ended, at);
        }
        if let (Some(stage), Some(direct)) = (config.profile.direct.stated(), ended.direct) {
            let injected = direct.saturating_sub(offset).abs();
            let place = Place::over(injected, stage.limit, stage.limit);
            self.direct.take(place, at, config.frames.slow_lag());
        }
        self.schedule(config);
    }

    /// Takes what the rate of change of frequency shows at frame `at`.
    pub(super) fn rate(&mut self, config: &GridConfig, beyond: bool, at: u64) {
        let place = if beyond { Place::Beyond } else { Place::Inside };
        self.rate.take(place, at, 0);
        self.schedule(config);
    }

    fn voltage(&mut self, config: &GridConfig, ended: &Ended, at: u64) {
        let hysteresis = config.voltage_hysteresis;
        let judge = |stage: &VoltageStage, place: &dyn Fn(Voltage) -> Place| {
            let whole = ended.whole.map_or(Place::Between, place);
            if config.frames.is_fast(stage.within) {
                place(ended.half).and_ends_with(whole)
            } else {
                whole
            }
        };
        for (timer, stage) in self
            .under_voltage
            .iter_mut()
            .zip(config.profile.under_voltage)
        {
            let inside = stage.limit.saturating_add(hysteresis);
            let place = judge(stage, &|voltage| Place::under(voltage, stage.limit, inside));
            timer.take(place, at, config.frames.lag(stage.within));
        }
        for (timer, stage) in self
            .over_voltage
            .iter_mut()
            .zip(config.profile.over_voltage)
        {
            let inside = stage.limit.saturating_sub(hysteresis);
            let place = if ended.saturated {
                Place::Beyond
            } else {
                judge(stage, &|voltage| Place::over(voltage, stage.limit, inside))
            };
            timer.take(place, at, config.frames.lag(stage.within));
        }
    }

    fn frequency(&mut self, config: &GridConfig, ended: &Ended, at: u64) {
        let hysteresis = config.frequency_hysteresis;
        let pace = self.without_jump(config, ended, at);
        self.slow = match pace {
            Pace::Cycle(_) => 0,
            Pace::Unknown => self.slow,
            Pace::Slow => self.slow.saturating_add(1),
        };
        // one alone is where the voltage goes or comes
        let is_slow = self.slow > 1;
        let under = |limit: Frequency| match pace {
            Pace::Cycle(frequency) => {
                Place::under(frequency, limit, limit.saturating_add(hysteresis))
            }
            Pace::Slow if is_slow => Place::Beyond,
            Pace::Slow | Pace::Unknown => Place::Between,
        };
        let over = |limit: Frequency| match pace {
            Pace::Cycle(frequency) => {
                Place::over(frequency, limit, limit.saturating_sub(hysteresis))
            }
            Pace::Slow => Place::Inside,
            Pace::Unknown => Place::Between,
        };
        let seen_late = if is_slow {
            config.frames.half_cycle()
        } else {
            0
        };
        let lag = config.frames.slow_lag().saturating_add(seen_late);
        for (timer, stage) in self
            .under_frequency
            .iter_mut()
            .zip(config.profile.under_frequency)
        {
            timer.take(under(stage.limit), at, lag);
        }
        for (timer, stage) in self
            .over_frequency
            .iter_mut()
            .zip(config.profile.over_frequency)
        {
            timer.take(over(stage.limit), at, lag);
        }
    }

    /// Takes the latest half-cycle for the cycle where it is far from it and inside of every limit: the phase has jumped in the one
    /// before. Once
    /// in two cycles, so that half-cycles of unequal length do not pass for jumps.
    fn without_jump(&mut self, config: &GridConfig, ended: &Ended, at: u64) -> Pace {
        let Pace::Cycle(frequency) = ended.pace else {
            return ended.pace;
        };
        let latest = ended.latest;
        let apart = frequency.abs_diff(latest);
        let profile = config.profile;
        let is_back = profile
            .under_frequency
            .iter()
            .all(|stage| latest >= stage.limit)
            && profile
                .over_frequency
                .iter()
                .all(|stage| latest <= stage.limit);
        let again = self.jumped.is_some_and(|jumped| {
            at.saturating_sub(jumped) < config.frames.cycle().saturating_mul(2)
        });
        if is_back && !again && apart.saturating_mul(JUMP) > frequency {
            self.jumped = Some(at);
            return Pace::Cycle(latest);
        }
        ended.pace
    }

    fn schedule(&mut self, config: &GridConfig) {
        self.due = self.first(config).map_or(u64::MAX, |first| first.due);
    }

    /// The stage that trips first.
    pub(super) fn first(&self, config: &GridConfig) -> Option<First> {
        let profile = config.profile;
        let mut first = None;
        voltage(
            &mut first,
            config,
            &self.under_voltage,
            profile.under_voltage,
            GridCause::UnderVoltage,
        );
        voltage(
            &mut first,
            config,
            &self.over_voltage,
            profile.over_voltage,
            GridCause::OverVoltage,
        );
        frequency(
            &mut first,
            config,
            &self.under_frequency,
            profile.under_frequency,
            GridCause::UnderFrequency,
        );
        frequency(
            &mut first,
            config,
            &self.over_frequency,
            profile.over_frequency,
            GridCause::OverFrequency,
        );
        if let Some(stage) = profile.direct.stated() {
            earlier(
                &mut first,
                &self.direct,
                config.budget(stage.within),
                GridCause::Direct,
            );
        }
        if let Some(stage) = profile.rate.stated() {
            earlier(
                &mut first,
                &self.rate,
                config.budget(stage.within),
                GridCause::Rate,
            );
        }
        first
    }
}

/// A stage that is going to trip.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    pub(super) due: u64,
    pub(super) onset: u64,
    pub(super) cause: GridCause,
}

fn voltage(
    first: &mut Option<First>,
    config: &GridConfig,
    timers: &Kind,
    stages: &[VoltageStage],
    cause: fn(u8) -> GridCause,
) {
    for ((timer, stage), number) in timers.iter().zip(stages).zip(0..) {
        earlier(first, timer, config.budget(stage.within), cause(number));
    }
}

fn frequency(
    first: &mut Option<First>,
    config: &GridConfig,
    timers: &Kind,
    stages: &[FrequencyStage],
    cause: fn(u8) -> GridCause,
) {
    for ((timer, stage), number) in timers.iter().zip(stages).zip(0..) {
        earlier(first, timer, config.budget(stage.within), cause(number));
    }
}

fn earlier(first: &mut Option<First>, timer: &Timer, budget: u64, cause: GridCause) {
    let Some(onset) = timer.onset() else {
        return;
    };
    let due = onset.saturating_add(budget);
    if first.is_none_or(|first| due < first.due) {
        *first = Some(First { due, onset, cause });
    }
}

/// Feeds the rate of change with a frequency that means something.
pub(super) fn fed(rate: &mut Rate, config: &GridConfig, ended: &Ended, at: u64) -> Option<bool> {
    match ended.pace {
        Pace::Cycle(frequency) if ended.half >= config.floor => {
            rate.take(frequency.as_millihertz(), at)
        }
        _ => {
            rate.restart();
            None
        }
    }
}
