//! Which temperatures are set, and what the sensor has to make of them. All in m°C.

/// What the sensor is made for.
const COLDEST: i64 = -55_000;
const HOTTEST: i64 = 125_000;

/// A way to read the sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolution {
    pub(super) name: &'static str,
    /// What the firmware is asked.
    pub(super) request: u8,
    /// What a bit stands for.
    pub(super) step: i64,
}

pub(super) const NINE_BITS: Resolution = Resolution {
    name: "9 bits",
    request: b'9',
    step: 500,
};

pub(super) const ELEVEN_BITS: Resolution = Resolution {
    name: "11 bits",
    request: b'1',
    step: 125,
};

impl Resolution {
    /// What is read where a temperature is set.
    ///
    /// QEMU's sensor holds a temperature in 1/256 °C, cut towards zero, and answers with as many bits of it as it is told,
    /// in two's complement: what is below the last bit is cut off downwards.
    pub(super) fn read(self, set: i64) -> i64 {
        let held = set * 256 / 1_000;
        let bit = self.step * 256 / 1_000;
        held.div_euclid(bit) * self.step
    }
}

/// A temperature on and one beside each step of the finer resolution, over the whole range, with its ends.
pub(super) fn all() -> Vec<i64> {
    let between = [0, 47, 78];
    let steps = (COLDEST..HOTTEST).step_by(125);
    let mut all: Vec<i64> = steps
        .zip(between.into_iter().cycle())
        .flat_map(|(step, beside)| [step, step + beside])
        .collect();
    all.push(HOTTEST);
    all.dedup();
    all
}

/// A few temperatures over the whole range.
pub(super) fn few() -> Vec<i64> {
    (COLDEST..=HOTTEST).step_by(15_000).collect()
}

/// Temperatures that the sensor must refuse, and as what, at either resolution.
pub(super) const BEYOND: [(i64, &str); 6] = [
    (-55_500, "OutOfRange"),
    (-127_500, "OutOfRange"),
    (-128_000, "Saturated"),
    (125_500, "OutOfRange"),
    (126_999, "OutOfRange"),
    (127_999, "Saturated"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_a_step_is_read_as_it_is() {
        for set in (COLDEST..=HOTTEST).step_by(500) {
            assert_eq!(NINE_BITS.read(set), set);
        }
        for set in (COLDEST..=HOTTEST).step_by(125) {
            assert_eq!(ELEVEN_BITS.read(set), set);
        }
    }

    #[test]
    fn what_is_between_steps_is_cut() {
        for (set, nine, eleven) in [
            (499, 0, 375),
            (25_999, 25_500, 25_875),
            (-100, -500, -125),
            (-501, -500, -500),
            (-510, -1_000, -625),
            (-54_900, -55_000, -55_000),
        ] {
            assert_eq!(NINE_BITS.read(set), nine, "{set} at 9 bits");
            assert_eq!(ELEVEN_BITS.read(set), eleven, "{set} at 11 bits");
        }
    }

    #[test]
    fn no_reading_is_a_step_off() {
        for resolution in [NINE_BITS, ELEVEN_BITS] {
            for set in COLDEST..=HOTTEST {
                let off = resolution.read(set) - set;
                assert!(off.abs() < resolution.step, "{set} is {off} off");
            }
        }
    }

    #[test]
    fn every_reading_is_called_for() {
        for resolution in [NINE_BITS, ELEVEN_BITS] {
            let mut read: Vec<i64> = all().into_iter().map(|set| resolution.read(set)).collect();
            read.dedup();
            let wanted: Vec<i64> = (COLDEST..=HOTTEST)
                .step_by(usize::try_from(resolution.step).unwrap())
                .collect();
            assert_eq!(read, wanted);
        }
        assert!(few().contains(&COLDEST) && few().contains(&HOTTEST));
    }
}
