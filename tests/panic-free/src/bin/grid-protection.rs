//! Every public function of the grid protection in `hal-inverter`.
#![no_std]
#![no_main]

use core::time::Duration;
use hal_inverter::{
    Agreement, ChainMap, Channel, Clause, DirectStage, FrequencyStage, GridConfig, GridConfigError,
    GridFrame, GridMeasured, GridProfile, GridProtection, IslandingConfig, RateStage, Reconnect,
    VoltageStage,
};
use hal_power::{
    Contacts, Current, Error as _, ErrorKind, Frequency, Input, Instant, Path, PathId, Ratio,
    Reading, Voltage,
    check::{RelayPole, Step, ZeroCheck, ZeroConfig, ZeroInputs},
};
use panic_free::{
    entry, half,
    hidden::{number, show, signed},
};

/// A profile in which every clause is stated.
static PROFILE: GridProfile = GridProfile::new(
    "all",
    "none",
    "nowhere",
    Voltage::from_volts(230),
    Frequency::from_hertz(50),
)
.with_voltage(
    &[VoltageStage {
        limit: Voltage::from_volts(190),
        within: Duration::from_secs(1),
    }],
    &[VoltageStage {
        limit: Voltage::from_volts(260),
        within: Duration::from_secs(1),
    }],
)
.with_frequency(
    &[FrequencyStage {
        limit: Frequency::from_hertz(48),
        within: Duration::from_secs(1),
    }],
    &[FrequencyStage {
        limit: Frequency::from_hertz(52),
        within: Duration::from_secs(1),
    }],
)
.with_average(Clause::Stated(Voltage::from_volts(255)))
.with_rate(Clause::Stated(RateStage {
    per_second: Frequency::from_hertz(2),
    window: Duration::from_millis(300),
    within: Duration::from_millis(300),
}))
.with_direct(Clause::Stated(DirectStage {
    limit: Current::from_milliamps(50),
    within: Duration::from_millis(300),
}))
.with_reconnect(Reconnect {
    voltage: (Voltage::from_volts(200), Voltage::from_volts(250)),
    frequency: (Frequency::from_hertz(49), Frequency::from_hertz(51)),
    after: Duration::from_secs(60),
    short: None,
});

fn time() -> Duration {
    Duration::from_micros(u64::from(number()))
}

fn now() -> Instant {
    Instant::from_micros(u64::from(number()) << 16)
}

fn volts() -> Voltage {
    Voltage::from_microvolts(signed())
}

fn hertz() -> Frequency {
    Frequency::from_millihertz(number())
}

fn amps() -> Current {
    Current::from_microamps(signed())
}

fn ratio() -> Ratio {
    Ratio::from_ppm(signed())
}

fn profile() -> &'static GridProfile {
    match GridProfile::SHIPPED.get(number() as usize) {
        Some(profile) => profile,
        None => &PROFILE,
    }
}

fn config() -> Result<GridConfig, GridConfigError> {
    let islanding = IslandingConfig::new(ratio(), ratio(), 5, ratio(), hertz())?;
    let agreement = Agreement {
        voltage: volts(),
        frequency: hertz(),
        within: time(),
        max_age: time(),
    };
    let config = GridConfig::new(profile(), time(), time(), time(), volts())?
        .with_hysteresis(volts(), hertz())
        .with_stuck(time())
        .with_offset(amps())
        .with_agreement(agreement)
        .with_islanding(islanding);
    show(&config.voltage_tolerance(time()));
    show(&config.frequency_tolerance());
    show(&config.profile());
    Ok(config)
}

/// Another channel's word, which came over a wire.
fn other(from: &GridProtection) -> Input<GridMeasured> {
    let Ok(mut measured) = from.measured() else {
        return Err(ErrorKind::Bus);
    };
    measured.value.voltage = volts();
    measured.value.frequency = Some(hertz());
    Ok(Reading::new(measured.value, now()))
}

fn zero(protection: &mut GridProtection) {
    let path = Path::new(PathId(0), Contacts::all());
    let Ok(config) = ZeroConfig::new(Contacts::only(number()), amps(), 1, time()) else {
        return;
    };
    let mut check = ZeroCheck::new(config);
    check.start(now(), &path);
    let inputs = ZeroInputs::new(Ok(Reading::new(amps(), now())));
    if let Step::Done(proof) = check.step(now(), &path, inputs) {
        show(&protection.zero(proof, &check, now(), &path));
    }
}

half! {
    fn main() {
        let config = match config() {
            Ok(config) => config,
            Err(error) => {
                show(&error.kind());
                return;
            }
        };
        let map = ChainMap {
            line: RelayPole { a: number(), b: number() },
            neutral: RelayPole { a: number(), b: number() },
        };
        show(&Channel::B.other().opens(&map));
        let mut protection = GridProtection::new(config, Channel::A);
        show(&protection.config());
        while number() != 0 {
            let voltage = if number() == 0 { Err(ErrorKind::Saturated) } else { Ok(volts()) };
            let current = if number() == 0 { Err(ErrorKind::Bus) } else { Ok(amps()) };
            let frame = GridFrame::new(number(), voltage, current).connected(number() == 0);
            show(&protection.step(now(), &frame));
            zero(&mut protection);
            let other = other(&protection);
            protection.compare(now(), other);
            show(&protection.watch(now()));
            show(&protection.verdict());
            show(&protection.opens(&map));
        }
    }
}

entry!(main);
