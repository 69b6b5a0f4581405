//! Codes of 7.8125 m°C, which is 1/128 °C, to quantities and back: pure and total.

use hal_power::Temperature;

/// Whether a result is a temperature without further ado: not 0, not -1 and, without an offset, at no end of the scale.
pub(crate) const fn is_plain(code: i16) -> bool {
    // where neighbours differ: in those four nowhere below the sign
    (code ^ (code >> 1)) & 0x3FFF != 0
}

/// Whether a result is at the end of the scale, or was before the part added the offset.
pub(crate) const fn is_end(code: i16, offset: i16) -> bool {
    let before = code as i32 - offset as i32;
    code == i16::MAX || before >= i16::MAX as i32 || before <= i16::MIN as i32
}

/// A code as temperature, rounded to m°C.
pub(crate) const fn temperature(code: i16) -> Temperature {
    Temperature::from_millicelsius((code as i32 * 125 + 8) >> 4)
}

/// The code nearest to a temperature; `None` where the register ends before.
pub(crate) const fn code(temperature: Temperature) -> Option<i16> {
    let sixteenths = temperature.as_millicelsius() as i64 * 16;
    // 125 is odd: nothing lies halfway
    let code = (sixteenths + 62).div_euclid(125);
    if code < i16::MIN as i64 || code > i16::MAX as i64 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "in range")]
    Some(code as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SNOSD82D table 7-1.
    const EXAMPLES: [(i16, i32); 11] = [
        (i16::MIN, -256_000),
        (-0x0C80, -25_000),
        (-0x0010, -125),
        (-0x0001, -8),
        (0x0000, 0),
        (0x0001, 8),
        (0x0010, 125),
        (0x0080, 1_000),
        (0x0C80, 25_000),
        (0x3200, 100_000),
        (i16::MAX, 255_992),
    ];

    #[test]
    fn the_data_sheets_examples() {
        for (register, millicelsius) in EXAMPLES {
            assert_eq!(temperature(register).as_millicelsius(), millicelsius);
        }
    }

    #[test]
    fn every_code_comes_back() {
        for register in i16::MIN..=i16::MAX {
            assert_eq!(code(temperature(register)), Some(register));
        }
    }

    #[test]
    fn every_millidegree_goes_to_the_nearest_code() {
        for millicelsius in -256_003..=255_996 {
            let nearest = code(Temperature::from_millicelsius(millicelsius)).unwrap();
            let error = i64::from(nearest) * 125 - i64::from(millicelsius) * 16;
            assert!(error.abs() <= 62, "{millicelsius}: {nearest}");
        }
    }

    #[test]
    fn the_end_of_the_scale_shows_through_the_offset() {
        for (code, offset, is) in [
            (i16::MAX, 0, true),
            (i16::MAX, 128, true),
            (i16::MAX - 128, -128, true),
            (i16::MAX - 129, -128, false),
            (i16::MIN + 128, 128, true),
            (i16::MIN + 129, 128, false),
            (0, 0, false),
        ] {
            assert_eq!(is_end(code, offset), is, "{code} with {offset}");
        }
    }

    #[test]
    fn four_codes_are_not_plain() {
        for code in i16::MIN..=i16::MAX {
            let is_not = matches!(code, 0 | -1) || code == i16::MIN || is_end(code, 0);
            assert_eq!(is_plain(code), !is_not, "{code}");
        }
    }

    #[test]
    fn what_does_not_fit_has_no_code() {
        for millicelsius in [i32::MIN, -256_004, 255_997, i32::MAX] {
            assert_eq!(code(Temperature::from_millicelsius(millicelsius)), None);
        }
    }
}
