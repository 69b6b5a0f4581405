//! Any signal: nothing panics, and no number comes of what is none.

use core::time::Duration;

use hal_power::{Frequency, Instant, Ratio, Resistance};
use ir155::{Capture, Config, Edges, Session, Signal, Value, codec};
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

fn signal() -> impl Strategy<Value = Signal> {
    let frequency = prop_oneof![any::<u32>(), 0..60_000_u32, Just(10_000), Just(20_000)];
    let duty = prop_oneof![any::<i32>(), 0..1_000_000_i32];
    let pwm = (frequency, duty).prop_map(|(frequency, duty)| Signal::Pwm {
        frequency: Frequency::from_millihertz(frequency),
        duty: Ratio::from_ppm(duty),
    });
    prop_oneof![8 => pwm, 1 => Just(Signal::High), 1 => Just(Signal::Low)]
}

/// Whether a signal is one of a measurement, by the sheet alone.
fn is_measurement(signal: Signal) -> bool {
    let Signal::Pwm { frequency, duty } = signal else {
        return false;
    };
    let hertz = frequency.as_millihertz();
    let normal = (9_000..=11_000).contains(&hertz) || (19_000..=21_000).contains(&hertz);
    normal && (40_000..=960_000).contains(&duty.as_ppm())
}

proptest! {
    #[test]
    fn a_number_comes_of_a_measurement_and_of_nothing_else(
        captures in prop::collection::vec((signal(), any::<bool>(), 0..5_000_u64), 1..80),
        ceiling in prop::option::of(1..=10_000_u64),
    ) {
        let mut config = Config::new(SECOND, SECOND * 2, SECOND * 3).unwrap();
        if let Some(ceiling) = ceiling {
            config = config.with_ceiling(Resistance::from_kilohms(ceiling)).unwrap();
        }
        let mut session = Session::new(config);
        let (mut now, mut missing, mut faulty) = (Instant::from_micros(1), None, None);
        for (signal, ok, wait) in captures {
            now = now.saturating_add(Duration::from_millis(wait));
            let found = session.on_capture(&Capture::new(now, signal, ok));
            if let Ok(found) = found {
                prop_assert!(is_measurement(signal));
                let total = found.insulation.total;
                let most = ceiling.map_or(20_000, |own| own.min(20_000));
                prop_assert!(total <= Resistance::from_kilohms(most));
                if let Value::Measured(own) = found.value {
                    prop_assert!(total <= own);
                }
                for (since, time) in [(missing, 2_u32), (faulty, 3)] {
                    if let Some(since) = since {
                        prop_assert!(now.saturating_since(since) >= SECOND * time);
                    }
                }
            }
            match signal {
                Signal::High | Signal::Low => missing = Some(now),
                Signal::Pwm { frequency, duty } => {
                    let is = |nominal: u32| frequency.as_millihertz().abs_diff(nominal) <= 1_000;
                    let half = duty.as_ppm().abs_diff(500_000) <= 35_000;
                    if (is(40_000) || is(50_000)) && half {
                        faulty = Some(now);
                    }
                }
            }
        }
    }

    #[test]
    fn the_formula_is_monotone_and_its_inverse_holds(one in 50_001..=950_000_i32, other in 50_001..=950_000_i32) {
        let of = |ppm| codec::resistance(Ratio::from_ppm(ppm)).unwrap().as_microohms();
        prop_assert_eq!(one < other, of(one) > of(other));
        // 90 % · 1200 kΩ = (R + 1200 kΩ) · (duty - 5 %), to what rounding drops.
        let (inner, over) = (1_200_000_000_000_i128, i128::from(one) - 50_000);
        let product = (i128::from(of(one)) + inner) * over;
        prop_assert!((0..over).contains(&(900_000 * inner - product)));
    }

    #[test]
    fn edges_of_any_kind_make_no_impossible_duty(
        edges in prop::collection::vec((any::<bool>(), prop_oneof![0..300_000_u64, any::<u64>()]), 0..60),
        backwards in any::<bool>(),
    ) {
        let mut found = Edges::new(Instant::ORIGIN, false);
        let mut now = 0_u64;
        for (is_high, step) in edges {
            now = if backwards { step } else { now.saturating_add(step) };
            found.on_edge(Instant::from_micros(now), is_high);
            if let Some(Signal::Pwm { frequency, duty }) = found.signal(Instant::from_micros(now)) {
                prop_assert!((Ratio::ZERO..=Ratio::ONE).contains(&duty));
                prop_assert!(frequency >= Frequency::from_millihertz(2_500));
            }
        }
    }
}
