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

/// A settled net, and readings of which each may be off by all the noise there is, whatever the others are.
#[derive(Debug, Clone)]
struct Truth {
    volts: f64,
    ohms: [f64; 2],
    /// Shares of the noise, of each sensor in each state.
    noise: [[f64; 2]; 5],
}

const MILLIVOLTS: f64 = 15.0;
const STATES: [Closed; 5] = [
    closed(false, false),
    closed(true, false),
    closed(false, true),
    closed(true, true),
    closed(false, false),
];

fn truth() -> BoxedStrategy<Truth> {
    let noise = || prop_oneof![Just(-1.0), Just(1.0)];
    let pair = || [noise(), noise()];
    let ohms = || (3.0..7.0).prop_map(|decade: f64| 10_f64.powf(decade));
    let noise = [pair(), pair(), pair(), pair(), pair()];
    (90.0..550.0, [ohms(), ohms()], noise)
        .prop_map(|(volts, ohms, noise)| Truth { volts, ohms, noise })
        .boxed()
}

impl Truth {
    /// What is read in a state, of both poles, with 200 kΩ behind each switch and dividers of 4 MΩ.
    fn held(&self, closed: Closed, [above, below]: [f64; 2]) -> [Held; 2] {
        let [positive, negative] = self.ohms.map(|ohms| 1.0 / ohms + 1.0 / 4e6);
        let switched = |is_closed| if is_closed { 1.0 / 200e3 } else { 0.0 };
        let positive = positive + switched(closed.positive);
        let negative = negative + switched(closed.negative);
        let share = negative / (positive + negative);
        [(share, above), (1.0 - share, below)].map(|(share, noise)| {
            #[expect(clippy::cast_possible_truncation, reason = "far below the end")]
            let microvolts = (self.volts * share * 1e6 + noise * MILLIVOLTS * 1e3) as i32;
            let voltage = Voltage::from_microvolts(microvolts);
            Held {
                lowest: voltage,
                highest: voltage,
                moved: Voltage::ZERO,
                over: Duration::from_secs(1),
            }
        })
    }

    fn lies_in(&self, found: &crate::measured::Conductances) {
        let [positive, negative] = self.ohms.map(|ohms| 1e15 / ohms);
        for (truth, span) in [
            (positive, found.positive),
            (negative, found.negative),
            (positive + negative, found.total),
        ] {
            #[expect(clippy::cast_possible_truncation, reason = "far below the end")]
            let truth = truth as i128;
            assert!(
                span.low <= truth + 1 && truth <= span.high,
                "{truth} {span:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn all_the_noise_at_once_lies_within(truth in truth(), at_positive in any::<bool>()) {
        let kilohms = Resistance::from_kilohms;
        let network = Network::new(kilohms(200), kilohms(200), Ratio::ZERO, Duration::ZERO)
            .with_dividers(kilohms(4_000), kilohms(4_000));
        let accuracy = Accuracy {
            gain: Ratio::ZERO,
            offset: Voltage::ZERO,
            // and what the readings above are cut off by
            noise: Voltage::from_microvolts(15_001),
        };
        let held = |state: usize| truth.held(STATES[state], truth.noise[state]);
        let observed = [1, 2, 0].map(|state| (STATES[state], held(state)));
        match both(&network, &accuracy, &observed) {
            Ok(found) => truth.lies_in(&found),
            Err(error) => panic!("{error:?}"),
        }
        let net = Net {
            minimum: Voltage::from_volts(80),
            maximum: Voltage::from_volts(600),
            drift: Voltage::ZERO,
        };
        let of_one = |state| held(state)[usize::from(!at_positive)];
        let (near, far) = if at_positive { (1, 2) } else { (2, 1) };
        let observed = AtOnePole {
            open: of_one(0),
            near: of_one(near),
            far: of_one(far),
            both: of_one(3),
            again: of_one(4),
            at_positive,
        };
        match single(&network, &accuracy, &net, &observed) {
            Ok((found, _)) => truth.lies_in(&found),
            Err(error) => panic!("{error:?}"),
        }
    }
}
