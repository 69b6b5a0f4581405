//! What an error says.

use super::*;

#[test]
fn an_error_keeps_its_cause_and_its_kind() {
    let cause = embedded_hal::spi::ErrorKind::Overrun;
    let test = SelfTest::GateOff;
    let register = Register::Cfg4;
    let faults = GateFaults::DESATURATION;
    for (error, kind, text) in [
        (
            Error::Bus {
                frame: 0x1116,
                cause,
            },
            ErrorKind::Bus,
            "frame 0x1116 failed: Overrun",
        ),
        (
            Error::Missing {
                chip: 2,
                found: 0xFFFF,
            },
            ErrorKind::WrongDevice,
            "chip 2 does not answer: address 0xffff",
        ),
        (
            Error::NotReady {
                chip: 1,
                register: Register::Status4,
            },
            ErrorKind::NotReady,
            "chip 1 is not ready by Status4",
        ),
        (
            Error::ReadBack {
                chip: 1,
                register,
                expected: 1,
                found: 2,
            },
            ErrorKind::Integrity,
            "Cfg4 of chip 1 has 0x0002, 0x0001 was written",
        ),
        (
            Error::Rejected { chip: 3 },
            ErrorKind::Integrity,
            "chip 3 received other frames",
        ),
        (
            Error::Checksum {
                chip: 3,
                expected: 0x1F,
                found: 2,
            },
            ErrorKind::Integrity,
            "chip 3 sent 0x02 by CRC_RX, 0x1f came",
        ),
        (
            Error::Silent { chip: 0 },
            ErrorKind::ConfigurationLost,
            "chip 0 does not answer",
        ),
        (
            Error::Mode {
                chip: 0,
                expected: Mode::Active,
                found: Mode::Other(5),
            },
            ErrorKind::ConfigurationLost,
            "chip 0 is in Other(5), not in Active",
        ),
        (
            Error::Changed {
                chip: 0,
                register,
                expected: 1,
                found: 2,
            },
            ErrorKind::ConfigurationLost,
            "Cfg4 of chip 0 went from 0x0001 to 0x0002",
        ),
        (
            Error::Pins {
                chip: 0,
                found: 0x80C0,
            },
            ErrorKind::Integrity,
            "chip 0 contradicts its pins: STATUS1 0x80c0",
        ),
        (
            Error::Unsteady { chip: 0, register },
            ErrorKind::Integrity,
            "Cfg4 of chip 0 differs each time",
        ),
        (
            Error::Fault { chip: 5, faults },
            ErrorKind::Fault,
            "chip 5 reports DESATURATION",
        ),
        (
            Error::SelfTest {
                chip: 0,
                test,
                found: 1,
            },
            ErrorKind::Fault,
            "GateOff of chip 0 failed: 0x0001",
        ),
        (
            Error::Chips(7),
            ErrorKind::OutOfRange,
            "7 is not of this bank",
        ),
        (Error::Active, ErrorKind::Refused, "ignored while active"),
        (Error::NotActive, ErrorKind::Refused, "not active"),
        (Error::NotInitialised, ErrorKind::Refused, "not initialised"),
    ] {
        assert_eq!(error.kind(), kind);
        assert_eq!(error.to_string(), text);
    }
}
