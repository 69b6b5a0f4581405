//! What the firmware says.

/// One line of the firmware's.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer<'a> {
    /// A check of its own, and why it failed if it did.
    Check(&'a str, Result<(), &'a str>),
    /// All checks are through; requests are taken.
    Ready,
    /// A temperature in m°C.
    Reading(i64),
    /// No temperature, by the kind of the error.
    Error(&'a str),
    /// Anything else: a panic, most likely.
    Other(&'a str),
}

impl<'a> Answer<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        let line = line.trim();
        Self::known(line).unwrap_or(Self::Other(line))
    }

    fn known(line: &'a str) -> Option<Self> {
        if line == "ready" {
            return Some(Self::Ready);
        }
        let (word, rest) = line.split_once(' ')?;
        match word {
            "check" => {
                let (name, outcome) = rest.split_once(": ")?;
                let outcome = match outcome.split_once(": ") {
                    None if outcome == "passed" => Ok(()),
                    Some(("failed", why)) => Err(why),
                    _ => return None,
                };
                Some(Self::Check(name, outcome))
            }
            "reading" => rest.parse().ok().map(Self::Reading),
            "error" => Some(Self::Error(rest.split_once(": ")?.0)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn what_the_firmware_says_is_understood() {
        for (line, answer) in [
            ("ready", Answer::Ready),
            ("check card: passed", Answer::Check("card", Ok(()))),
            (
                "check card: failed: Bus { at: 3 }\r",
                Answer::Check("card", Err("Bus { at: 3 }")),
            ),
            ("reading -55000", Answer::Reading(-55_000)),
            (
                "error OutOfRange: beyond the part's range: 126 °C",
                Answer::Error("OutOfRange"),
            ),
        ] {
            assert_eq!(Answer::parse(line), answer);
        }
    }

    #[test]
    fn half_a_line_is_not_taken_for_a_whole_one() {
        for line in [
            "",
            "check card",
            "check card: pass",
            "check card: failed",
            "check card: passed: almost",
            "reading",
            "reading 12.5",
            "error OutOfRange",
            "panic: out of bounds",
        ] {
            assert_eq!(Answer::parse(line), Answer::Other(line));
        }
    }
}
