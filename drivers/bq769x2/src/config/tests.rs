extern crate std;
use super::*;
use crate::part::{Bq76942, Bq76952};
use hal_bms::{CellLimits, Limit};
use hal_power::{Temperature, Voltage};
use std::{vec, vec::Vec};

const MILLIS: fn(u64) -> Duration = Duration::from_millis;

fn cells(over: i32, under: i32, delay: Duration) -> CellLimits {
    let limit = |millivolts| Limit::new(Voltage::from_millivolts(millivolts), delay);
    CellLimits::new(limit(over), limit(under))
}

fn limits() -> Protections {
    let short = Limit::new(Current::from_amps(200), Duration::from_micros(100));
    Protections::new(cells(3_650, 2_500, MILLIS(100)), short)
}

fn config(protections: Protections) -> Config<Bq76942> {
    let shunt = Resistance::from_microohms(500);
    Config::new(
        CellSet::first(8),
        shunt,
        Current::from_amps(150),
        protections,
    )
    .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
}

fn bytes(plan: &Plan<Bq76942>) -> Vec<(u16, Vec<u8>)> {
    let mut all: Vec<_> = plan
        .settings()
        .map(|setting| (setting.address(), setting.bytes().to_vec()))
        .collect();
    all.sort();
    all
}

/// By hand: 72 and 50 × 50.6 mV, 28 × 3.3 ms, 100 mV and 6 × 15 µs, 15.1368 and × 298261.6178 in single precision.
#[test]
fn data_memory_is_as_the_manual_has_it() {
    let plan = config(limits()).plan().unwrap();
    let expected: [(u16, &[u8]); 19] = [
        (0x91A8, &0x4172_3055u32.to_le_bytes()),
        (0x91AC, &0x4A89_C74Du32.to_le_bytes()),
        (0x9234, &[0x82, 0x28]),
        (0x9261, &[0x8C]),
        (0x9262, &[0]),
        (0x9263, &[0]),
        (0x926D, &[0x00, 0xF8]),
        (0x9275, &[50]),
        (0x9276, &[28, 0]),
        (0x9278, &[72]),
        (0x9279, &[28, 0]),
        (0x9286, &[5]),
        (0x9287, &[7]),
        (0x92FD, &[0x07]),
        (0x9303, &[0x06]),
        (0x9304, &[0xFF, 0x00]),
        (0x9314, &[5]),
        (0x9335, &[0]),
        (0x9339, &[20]),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(address, bytes)| (*address, bytes.to_vec()))
        .collect();
    assert_eq!(bytes(&plan), expected);
    assert_eq!(f32::from_bits(0x4172_3055), 7.5684 / 0.5);
    assert!((f32::from_bits(0x4A89_C74D) / (7.5684 / 0.5 * 298_261.6) - 1.0).abs() < 1e-6);
}

#[test]
fn cell_limits_are_applied_in_steps_and_never_looser() {
    for over in (1_013..5_700).step_by(7) {
        for under in [0, 1_000, 1_013, 2_500, 4_553] {
            for delay in [9_900, 10_000, 100_000, 9_000_000] {
                let asked = cells(over, under, Duration::from_micros(delay));
                let mut all = limits();
                all.cells = Some(asked);
                let Ok(plan) = config(all).plan() else {
                    // Both on the same step, or crossed.
                    let below = (under * 1_000).div_euclid(50_600) + 1;
                    assert!(over * 1_000 / 50_600 <= below.max(20), "{asked:?}");
                    continue;
                };
                let applied = plan.protections().cells.unwrap();
                assert!(applied.are_within(&asked), "{asked:?} {applied:?}");
                let step = Voltage::from_microvolts(50_600);
                if over < 5_566 {
                    let off = applied
                        .overvoltage
                        .threshold
                        .abs_diff(asked.overvoltage.threshold);
                    assert!(off < step, "{asked:?} {applied:?}");
                }
                if under > 1_012 {
                    let off = applied
                        .undervoltage
                        .threshold
                        .abs_diff(asked.undervoltage.threshold);
                    assert!(off < step, "{asked:?} {applied:?}");
                }
            }
        }
    }
}

#[test]
fn cell_limits_that_cannot_be_kept_are_refused() {
    for asked in [
        cells(1_011, 0, MILLIS(100)),
        cells(4_900, 4_555, MILLIS(100)),
        cells(2_500, 2_500, MILLIS(100)),
        cells(3_650, 2_500, Duration::from_micros(9_899)),
    ] {
        let mut all = limits();
        all.cells = Some(asked);
        assert_eq!(
            config(all).plan(),
            Err(ConfigError::CellLimits),
            "{asked:?}"
        );
    }
}

#[test]
fn limits_of_currents_are_applied_in_steps_and_never_looser() {
    for microohms in [50, 300, 500, 1_000, 3_333] {
        for amps in 1..=400 {
            let asked = Limit::new(Current::from_amps(amps), MILLIS(300));
            let mut all = limits();
            all.overcurrent_charge = Some(asked);
            all.overcurrent_discharge_1 = Some(asked);
            all.overcurrent_discharge_2 = Some(asked);
            all.overcurrent_discharge_3 = Some(asked);
            all.short_circuit = Some(asked);
            let shunt = Resistance::from_microohms(microohms);
            let plan =
                Config::<Bq76942>::new(CellSet::first(8), shunt, Current::from_amps(150), all)
                    .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
                    .plan();
            let drop = u64::try_from(amps).unwrap() * microohms;
            let Ok(plan) = plan else {
                assert_eq!(plan, Err(ConfigError::CurrentLimits));
                assert!(drop < 10_000, "{amps} A, {microohms} µΩ");
                continue;
            };
            let applied = plan.protections();
            for applied in [
                applied.overcurrent_charge,
                applied.overcurrent_discharge_1,
                applied.overcurrent_discharge_2,
                applied.overcurrent_discharge_3,
                applied.short_circuit,
            ] {
                let applied = applied.unwrap();
                assert!(applied.threshold <= asked.threshold && applied.threshold > Current::ZERO);
                assert!(applied.delay <= asked.delay);
            }
            // Other limits of the cells change nothing of the currents.
            let same = plan
                .with_cell_limits(&cells(3_600, 2_600, MILLIS(50)))
                .unwrap();
            assert_eq!(
                same.protections().overcurrent_charge,
                plan.protections().overcurrent_charge
            );
        }
    }
}

/// SLUSFC9's design example: 1 mΩ, SCD 80 mV and 50 µs, OCD1 68 mV and 10 ms, OCC 8 mV and 160 ms.
#[test]
fn a_design_example_has_its_codes() {
    let mut all = limits();
    let limit = |amps, delay| Some(Limit::new(Current::from_amps(amps), delay));
    all.short_circuit = limit(80, Duration::from_micros(50));
    all.overcurrent_discharge_1 = limit(68, MILLIS(10));
    all.overcurrent_charge = limit(8, MILLIS(160));
    all.overcurrent_discharge_3 = limit(28, Duration::from_secs(2));
    let shunt = Resistance::from_milliohms(1);
    let plan = Config::<Bq76942>::new(CellSet::first(8), shunt, Current::from_amps(150), all)
        .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
        .plan()
        .unwrap();
    let all = bytes(&plan);
    let at = |address| {
        let found = all.iter().find(|(at, _)| *at == address);
        found.map(|(_, bytes)| bytes.clone()).unwrap()
    };
    assert_eq!((at(0x9286), at(0x9287)), (vec![4], vec![4]));
    assert_eq!((at(0x9282), at(0x9283)), (vec![34], vec![1]));
    assert_eq!((at(0x9280), at(0x9281)), (vec![4], vec![46]));
    // -2800 × 10 mA
    assert_eq!((at(0x928A), at(0x928C)), (vec![0x10, 0xF5], vec![2]));
    assert_eq!((at(0x9261), at(0x9263)), (vec![0xBC], vec![0x80]));
    assert_eq!(
        plan.protections().short_circuit.unwrap().delay,
        Duration::from_micros(45)
    );
}

#[test]
fn temperatures_are_whole_degrees_on_the_safe_side() {
    let limit = |threshold, recovery| {
        Some(TemperatureLimit::new(
            Temperature::from_millicelsius(threshold),
            MILLIS(2_900),
            Temperature::from_millicelsius(recovery),
        ))
    };
    let mut all = limits();
    all.temperatures.too_hot_to_charge = limit(45_900, 40_900);
    all.temperatures.too_cold_to_discharge = limit(-20_900, -15_900);
    let plan = config(all).plan().unwrap();
    let applied = plan.protections().temperatures;
    let hot = applied.too_hot_to_charge.unwrap();
    assert_eq!(
        hot.limit,
        Limit::new(Temperature::from_celsius(45), Duration::from_secs(2))
    );
    assert_eq!(hot.recovery, Temperature::from_celsius(40));
    let cold = applied.too_cold_to_discharge.unwrap();
    assert_eq!(cold.limit.threshold, Temperature::from_celsius(-20));
    assert_eq!(cold.recovery, Temperature::from_celsius(-15));
    let written = bytes(&plan);
    assert!(written.contains(&(0x92A9, vec![0xEC])));
    assert!(written.contains(&(0x9262, vec![0x12])));

    for (threshold, recovery) in [(45_000, 45_000), (-41_000, -50_000), (40_000, -41_000)] {
        all.temperatures.too_hot_to_charge = limit(threshold, recovery);
        assert_eq!(config(all).plan(), Err(ConfigError::TemperatureLimits));
    }
}

#[test]
fn every_protection_has_a_place_in_data_memory() {
    let mut all = limits();
    let current = Some(Limit::new(Current::from_amps(200), MILLIS(100)));
    all.hysteresis = Some(Voltage::from_millivolts(110));
    all.overcurrent_charge = current;
    all.overcurrent_discharge_1 = current;
    all.overcurrent_discharge_2 = current;
    all.overcurrent_discharge_3 = current;
    let hot = Some(TemperatureLimit::new(
        Temperature::from_celsius(60),
        Duration::from_secs(1),
        Temperature::from_celsius(50),
    ));
    let cold = Some(TemperatureLimit::new(
        Temperature::from_celsius(0),
        Duration::from_secs(1),
        Temperature::from_celsius(5),
    ));
    all.temperatures = Temperatures {
        too_hot_to_charge: hot,
        too_hot_to_discharge: hot,
        fets_too_hot: hot,
        die_too_hot: hot,
        too_cold_to_charge: cold,
        too_cold_to_discharge: cold,
        die_too_cold: cold,
    };
    all.host_watchdog = Some(Duration::from_secs(10));
    all.latches = Latches::all();
    let written = bytes(&config(all).plan().unwrap());
    for expected in [(0x9261, 0xFC), (0x9262, 0xF7), (0x9263, 0xF6)] {
        assert!(
            written.contains(&(expected.0, vec![expected.1])),
            "{expected:x?}"
        );
    }
    for pair in written.windows(2) {
        let end = pair[0].0 + u16::try_from(pair[0].1.len()).unwrap();
        assert!(end <= pair[1].0, "{pair:x?}");
    }
}

#[test]
fn what_the_part_cannot_have_is_refused() {
    let config = || config(limits());
    assert_eq!(
        Config::<Bq76952>::new(
            CellSet::first(16),
            Resistance::from_milliohms(1),
            Current::from_amps(10),
            limits()
        )
        .plan(),
        Err(ConfigError::DeviceNumber)
    );
    let with = |cells, microohms, amps| {
        let shunt = Resistance::from_microohms(microohms);
        Config::<Bq76942>::new(cells, shunt, Current::from_amps(amps), limits()).plan()
    };
    assert_eq!(with(CellSet::NONE, 500, 10), Err(ConfigError::Cells));
    assert_eq!(with(CellSet::first(11), 500, 10), Err(ConfigError::Cells));
    assert_eq!(with(CellSet::first(10), 7, 10), Err(ConfigError::Shunt));
    assert_eq!(
        with(CellSet::first(10), 500, 0),
        Err(ConfigError::MaxCurrent)
    );
    assert_eq!(
        with(CellSet::first(10), 500, 10),
        Err(ConfigError::Thermistors)
    );
    for (shorted, open) in [(-1, 900), (500, 500), (5, 1_001)] {
        let refused = config()
            .with_thermistor_shares(Ratio::from_permille(shorted), Ratio::from_permille(open))
            .plan();
        assert_eq!(refused, Err(ConfigError::ThermistorShares));
    }
    for gain in [Ratio::ZERO, Ratio::from_percent(-100)] {
        assert_eq!(
            config().with_current_gain(gain).plan(),
            Err(ConfigError::Gain)
        );
    }
    for interval in [MILLIS(0), MILLIS(1_500), Duration::from_secs(256)] {
        assert_eq!(
            config().with_balance_interval(interval).plan(),
            Err(ConfigError::BalanceInterval)
        );
        assert_eq!(
            config().with_sleep(interval).plan(),
            Err(ConfigError::Sleep)
        );
    }
}

#[test]
fn settings_that_collide_are_refused() {
    const OWN: &[Setting] = &[Setting::two_bytes(0x9275, 0)];
    const ELSEWHERE: &[Setting] = &[Setting::one_byte(0x9400, 0)];
    const TWICE: &[Setting] = &[Setting::four_bytes(0x9180, 0), Setting::one_byte(0x9183, 0)];
    const FINE: &[Setting] = &[
        Setting::one_byte(0x9236, 0x0D),
        Setting::one_byte(0x9237, 1),
    ];
    let plan = |settings| config(limits()).with_settings(settings).plan();
    assert_eq!(plan(OWN), Err(ConfigError::Setting(0x9275)));
    assert_eq!(plan(ELSEWHERE), Err(ConfigError::Setting(0x9400)));
    assert_eq!(plan(TWICE), Err(ConfigError::Setting(0x9183)));
    assert!(bytes(&plan(FINE).unwrap()).contains(&(0x9236, vec![0x0D])));
}

#[test]
fn the_unit_is_the_finest_that_holds_the_largest_current() {
    let step = |amps| {
        let shunt = Resistance::from_microohms(500);
        let plan =
            Config::<Bq76942>::new(CellSet::first(8), shunt, Current::from_amps(amps), limits())
                .with_thermistor(Pin::Ts1, Thermistor::NTC_10K)
                .plan();
        plan.unwrap().current_step().as_microamps()
    };
    assert_eq!(
        [3, 4, 32, 33, 327, 328].map(step),
        [100, 1_000, 1_000, 10_000, 10_000, 100_000]
    );
}
