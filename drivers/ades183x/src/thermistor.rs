//! Temperatures from thermistors.

use hal_power::{Ratio, Temperature, Voltage};

use crate::{
    Error, Group, Lead, Part,
    codec::Data,
    convert::{codes, ratio, voltage},
};

/// Returns a temperature for the voltage at a GPIO, as a part of VREF2; `None` where the thermistor is open or shorted.
pub type Curve = fn(Ratio) -> Option<Temperature>;

/// Most parts of a chain.
const PARTS: usize = 16;

/// Ends of what VREF2 is (S1).
const REFERENCE: [Voltage; 2] = [
    Voltage::from_millivolts(2_985),
    Voltage::from_millivolts(3_015),
];

/// Takes VREF2 of every part from STATA.
pub(crate) fn references<'a, E>(
    parts: impl Iterator<Item = (&'a Part, Data)>,
) -> Result<[Voltage; PARTS], Error<E>> {
    let mut references = [Voltage::ZERO; PARTS];
    for (part, ((_, data), slot)) in parts.zip(references.iter_mut()).enumerate() {
        let [code, ..] = codes(data);
        let group = Group::STATUS_A;
        let found = voltage(code).ok_or(Error::NotReady { part, group })?;
        let [low, high] = REFERENCE;
        if found < low || found > high {
            return Err(Error::Reference { part, found });
        }
        *slot = found;
    }
    Ok(references)
}

/// What thermistors become temperatures with.
pub(crate) struct Thermistors<'a> {
    references: [Voltage; PARTS],
    curve: Curve,
    temperatures: &'a mut [Temperature],
}

impl<'a> Thermistors<'a> {
    pub(crate) const fn new(
        references: [Voltage; PARTS],
        curve: Curve,
        temperatures: &'a mut [Temperature],
    ) -> Self {
        Self {
            references,
            curve,
            temperatures,
        }
    }

    /// Takes a group of three GPIOs of every part, and returns the first that is no temperature.
    pub(crate) fn take<'p, E>(
        &mut self,
        parts: impl Iterator<Item = (&'p Part, Data)>,
        group: Group,
        number: u8,
    ) -> Result<(), Error<E>> {
        let mut taken = Ok(());
        let mut below = 0;
        for (place, ((part, data), reference)) in parts.zip(self.references).enumerate() {
            let bits = part.thermistor_bits();
            for (gpio, code) in (3 * number..10).zip(codes(data)) {
                if bits >> gpio & 1 == 0 {
                    continue;
                }
                let lower = bits & !(u16::MAX << gpio);
                let slot = below + usize::try_from(lower.count_ones()).unwrap_or_default();
                let found = temperature(self.curve, place, group, gpio, code, reference);
                match (found, self.temperatures.get_mut(slot)) {
                    (Ok(temperature), Some(slot)) => *slot = temperature,
                    (Err(error), _) => taken = taken.and(Err(error)),
                    (Ok(_), None) => {}
                }
            }
            below += part.thermistors();
        }
        taken
    }
}

fn temperature<E>(
    curve: Curve,
    part: usize,
    group: Group,
    gpio: u8,
    code: i16,
    reference: Voltage,
) -> Result<Temperature, Error<E>> {
    let found = voltage(code).ok_or(Error::NotReady { part, group })?;
    let ratio = ratio(found, reference).ok_or(Error::NotReady { part, group })?;
    let lead = if ratio < Ratio::from_ppm(500_000) {
        Lead::Low
    } else {
        Lead::High
    };
    curve(ratio).ok_or(Error::Thermistor {
        part,
        gpio: gpio + 1,
        lead,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::convert::Infallible;

    /// 1 °C for each percent, between 5 % and 95 %.
    fn curve(ratio: Ratio) -> Option<Temperature> {
        let ppm = ratio.as_ppm();
        (50_000..950_000)
            .contains(&ppm)
            .then(|| Temperature::from_millicelsius(ppm / 10))
    }

    fn parts() -> [Part; 2] {
        let part = |gpios| Part::new(16).unwrap().with_thermistors(gpios).unwrap();
        [part(0x009), part(0x205)]
    }

    fn taken(
        number: u8,
        codes: [[i16; 3]; 2],
        to: &mut [Temperature],
    ) -> Result<(), Error<Infallible>> {
        let data = codes.map(|[a, b, c]| {
            let [a, b, c] = [a.to_le_bytes(), b.to_le_bytes(), c.to_le_bytes()];
            [a[0], a[1], b[0], b[1], c[0], c[1]]
        });
        let references = [Voltage::from_millivolts(3_000); 16];
        let mut thermistors = Thermistors::new(references, curve, to);
        thermistors.take(parts().iter().zip(data), Group::Aux(number), number)
    }

    #[test]
    fn temperatures_come_by_part_and_gpio() {
        let mut found = [Temperature::ZERO; 5];
        // 1.5 V, 0.3 V, 2.25 V of 3 V
        let codes = [0, -8_000, 5_000];
        assert_eq!(taken(0, [codes; 2], &mut found), Ok(()));
        assert_eq!(taken(1, [codes; 2], &mut found), Ok(()));
        let last = [-8_000, i16::MIN, i16::MAX];
        assert_eq!(taken(3, [last; 2], &mut found), Ok(()));
        let celsius = found.map(|found| found.as_millicelsius() / 1_000);
        assert_eq!(celsius, [50, 50, 50, 75, 10]);
    }

    #[test]
    fn an_open_one_is_no_temperature() {
        let mut found = [Temperature::ZERO; 5];
        for (code, lead) in [(9_900, Lead::High), (-9_900, Lead::Low)] {
            let error = Error::Thermistor {
                part: 1,
                gpio: 3,
                lead,
            };
            assert_eq!(taken(0, [[0; 3], [0, 0, code]], &mut found), Err(error));
        }
        let group = Group::Aux(0);
        let error = Error::NotReady { part: 0, group };
        assert_eq!(taken(0, [[i16::MIN, 0, 0], [0; 3]], &mut found), Err(error));
    }

    #[test]
    fn a_reference_that_is_off_is_told() {
        let [low, high] = [9_899_i16, 10_101].map(i16::to_le_bytes);
        let sound = 10_000_i16.to_le_bytes();
        for code in [low, high] {
            let data = [
                [sound[0], sound[1], 0, 0, 0, 0],
                [code[0], code[1], 0, 0, 0, 0],
            ];
            let found = references::<Infallible>(parts().iter().zip(data));
            assert!(
                matches!(found, Err(Error::Reference { part: 1, .. })),
                "{found:?}"
            );
        }
    }
}
