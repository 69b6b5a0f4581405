use super::*;
use crate::{Net, conductance::SHORT, measured::Solution};
use core::time::Duration;
use hal_power::{Ratio, Resistance};
use proptest::prelude::*;

fn voltage() -> impl Strategy<Value = Voltage> {
    let ends = prop_oneof![Just(0), Just(i32::MAX), Just(i32::MIN), Just(1)];
    prop_oneof![any::<i32>(), 0..600_000_000_i32, ends].prop_map(Voltage::from_microvolts)
}

fn size() -> impl Strategy<Value = Voltage> {
    voltage().prop_map(Voltage::abs)
}

fn held() -> BoxedStrategy<Held> {
    let over = prop_oneof![Just(0), 1..10_000_000_u64, any::<u64>()];
    (voltage(), voltage(), size(), over)
        .prop_map(|(one, other, moved, over)| Held {
            lowest: one.min(other),
            highest: one.max(other),
            moved,
            over: Duration::from_micros(over),
        })
        .boxed()
}

fn resistance() -> impl Strategy<Value = Resistance> {
    let least = Resistance::from_kilohms(1).as_microohms();
    prop_oneof![
        Just(least),
        Just(u64::MAX),
        least..=u64::MAX,
        least..10_000 * least
    ]
    .prop_map(Resistance::from_microohms)
}

fn network() -> BoxedStrategy<Network> {
    let settling = prop_oneof![Just(0), 0..10_000_000_u64, any::<u64>()];
    let four = [resistance(), resistance(), resistance(), resistance()];
    (four, 0..=20_i32, settling)
        .prop_map(|([one, two, three, four], percent, settling)| {
            let tolerance = Ratio::from_percent(percent);
            Network::new(one, two, tolerance, Duration::from_micros(settling))
                .with_dividers(three, four)
        })
        .boxed()
}

fn accuracy() -> impl Strategy<Value = Accuracy> {
    (0..=200_000_i32, size(), size()).prop_map(|(ppm, offset, noise)| Accuracy {
        gain: Ratio::from_ppm(ppm),
        offset,
        noise,
    })
}

fn net() -> impl Strategy<Value = Net> {
    (size(), size(), size()).prop_map(|(one, other, drift)| Net {
        minimum: one.min(other),
        maximum: one.max(other),
        drift,
    })
}

const fn closed(positive: bool, negative: bool) -> Closed {
    Closed { positive, negative }
}

fn sound(found: &crate::measured::Conductances) {
    for span in [found.positive, found.negative, found.total] {
        assert!(0 <= span.low && span.low <= span.high, "{found:?}");
        assert!(span.low <= 2 * SHORT, "{found:?}");
    }
    let solution = Solution::new(found, Voltage::ZERO);
    for measured in [solution.positive, solution.negative, solution.total] {
        assert!(measured.lowest() <= measured.highest());
        let value = measured.value().unwrap_or(measured.lowest());
        assert!(measured.lowest() <= value && value <= measured.highest());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_that_two_sensors_say_overflows(
        network in network(),
        accuracy in accuracy(),
        held in [[held(), held()], [held(), held()], [held(), held()]],
    ) {
        let [one, two, three] = held;
        let observed = [
            (closed(true, false), one),
            (closed(false, true), two),
            (closed(false, false), three),
        ];
        if let Ok(found) = both(&network, &accuracy, &observed) {
            sound(&found);
        }
    }

    #[test]
    fn nothing_that_one_sensor_says_overflows(
        network in network(),
        accuracy in accuracy(),
        net in net(),
        held in [held(), held(), held(), held(), held()],
        at_positive in any::<bool>(),
    ) {
        let [open, near, far, both, again] = held;
        let observed = AtOnePole { open, near, far, both, again, at_positive };
        if let Ok((found, _)) = single(&network, &accuracy, &net, &observed) {
            sound(&found);
        }
    }
}
