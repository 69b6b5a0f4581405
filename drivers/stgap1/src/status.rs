//! What the STATUS registers say.

use hal_inverter::GateFaults;

use crate::{Causes, Error, Register, codec};

const REGERRR: u8 = 1 << 2;
const ASC: u8 = 1 << 1;
const GATE: u8 = 1 << 0;
const SPI_ERR: u8 = 1 << 3;
const REGERRL: u8 = 1 << 2;
const UVLOD: u8 = 1 << 0;

/// Bits of STATUS1, from bit 0.
const STATUS1: [(GateFaults, Causes); 8] = [
    (GateFaults::THERMAL_WARNING, Causes::THERMAL_WARNING),
    (GateFaults::THERMAL_SHUTDOWN, Causes::THERMAL_SHUTDOWN),
    (GateFaults::UNDERVOLTAGE_NEGATIVE, Causes::UNDERVOLTAGE),
    (GateFaults::UNDERVOLTAGE_POSITIVE, Causes::UNDERVOLTAGE),
    (GateFaults::OVERCURRENT, Causes::OVERCURRENT),
    (GateFaults::DESATURATION, Causes::OVERCURRENT),
    (GateFaults::OVERVOLTAGE_NEGATIVE, Causes::OVERVOLTAGE),
    (GateFaults::OVERVOLTAGE_POSITIVE, Causes::OVERVOLTAGE),
];

/// Bits of STATUS2, from bit 0. The gate's level is no fault, nor is that of ASC, which outputs may signal.
const STATUS2: [(GateFaults, Causes); 3] = [
    (GateFaults::empty(), Causes::empty()),
    (GateFaults::empty(), Causes::ASC_OR_INTERLOCK),
    (GateFaults::REGISTER, Causes::FRAME_OR_REGISTER),
];

/// Bits of STATUS3, from bit 0.
const STATUS3: [(GateFaults, Causes); 5] = [
    (GateFaults::UNDERVOLTAGE_LOGIC, Causes::LOGIC_SUPPLY),
    (GateFaults::OVERVOLTAGE_LOGIC, Causes::LOGIC_SUPPLY),
    (GateFaults::REGISTER, Causes::FRAME_OR_REGISTER),
    (GateFaults::FRAME, Causes::FRAME_OR_REGISTER),
    (GateFaults::INTERLOCK, Causes::ASC_OR_INTERLOCK),
];

/// STATUS registers of one part, as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Status {
    status1: u8,
    status2: u8,
    status3: u8,
}

impl Status {
    /// Creates a status from the registers' bytes.
    #[must_use]
    pub const fn new(status1: u8, status2: u8, status3: u8) -> Self {
        Self {
            status1,
            status2,
            status3,
        }
    }

    /// Returns STATUS1.
    #[must_use]
    pub const fn status1(self) -> u8 {
        self.status1
    }

    /// Returns STATUS2, with what stands outside of its mask.
    #[must_use]
    pub const fn status2(self) -> u8 {
        self.status2
    }

    /// Returns STATUS3, with what stands outside of its mask.
    #[must_use]
    pub const fn status3(self) -> u8 {
        self.status3
    }

    /// Returns what the registers report; bits outside of their masks are left out.
    #[must_use]
    pub fn faults(self) -> GateFaults {
        self.set_bits()
            .fold(GateFaults::empty(), |all, (faults, _)| all | faults)
    }

    /// Returns the level of ASC.
    #[must_use]
    pub const fn is_asc_high(self) -> bool {
        self.status2 & ASC != 0
    }

    /// Returns what the part says of its gate's level; its own source calls it no error.
    #[must_use]
    pub const fn is_gate_high(self) -> bool {
        self.status2 & GATE != 0
    }

    /// Returns what outputs may signal.
    pub(crate) fn causes(self) -> Causes {
        self.set_bits()
            .fold(Causes::empty(), |all, (_, causes)| all | causes)
    }

    fn set_bits(self) -> impl Iterator<Item = (GateFaults, Causes)> {
        let set = |byte: u8| move |bit: u32| byte.wrapping_shr(bit) & 1 != 0;
        let of = |byte, table: &'static [(GateFaults, Causes)]| {
            let is_set = set(byte);
            (0..)
                .zip(table)
                .filter_map(move |(bit, meaning)| is_set(bit).then_some(*meaning))
        };
        of(self.status1, &STATUS1)
            .chain(of(self.status2, &STATUS2))
            .chain(of(self.status3, &STATUS3))
    }

    /// Takes one device's words, of STATUS1, STATUS2 and STATUS3.
    ///
    /// A part that lost its supply may answer without a CRC, and shows REGERRL and UVLOD in all of its words' wrong ones.
    pub(crate) fn from_words<E>(device: usize, words: [u16; 3]) -> Result<Self, Error<E>> {
        if let [Some(status1), Some(status2), Some(status3)] = words.map(codec::reply) {
            return Ok(Self::new(status1, status2, status3));
        }
        let registers = [Register::STATUS1, Register::STATUS2, Register::STATUS3];
        let [first, _, third] = words;
        if words.iter().all(|word| codec::is_silent(*word)) {
            return Err(Error::NoAnswer {
                device,
                register: Register::STATUS1,
                word: first,
            });
        }
        let [found, _] = third.to_be_bytes();
        let power_up = REGERRL | UVLOD;
        let is_reset = found & !Register::STATUS3.mask() == 0 && found & power_up == power_up;
        if is_reset && words.iter().all(|word| codec::reply(*word).is_none()) {
            let register = Register::STATUS3;
            return Err(Error::ConfigurationLost {
                device,
                register,
                found,
            });
        }
        let (register, word) = registers
            .into_iter()
            .zip(words)
            .find(|(_, word)| codec::reply(*word).is_none())
            .unwrap_or((Register::STATUS3, third));
        Err(Error::Crc {
            device,
            register,
            word,
        })
    }

    /// Returns whether VDD was too low, so that the configuration has to be read to be relied on.
    pub(crate) const fn is_logic_undervoltage(self) -> bool {
        self.status3 & UVLOD != 0
    }

    /// Fails where a part has lost its configuration, or refused a frame.
    pub(crate) const fn must_be_sound<E>(self, device: usize) -> Result<(), Error<E>> {
        if self.status3 & REGERRL != 0 {
            return Err(Error::ConfigurationLost {
                device,
                register: Register::STATUS3,
                found: self.status3,
            });
        }
        if self.status2 & REGERRR != 0 {
            return Err(Error::ConfigurationLost {
                device,
                register: Register::STATUS2,
                found: self.status2,
            });
        }
        self.must_have_taken_frames(device)
    }

    /// Fails where the part refused a frame.
    pub(crate) const fn must_have_taken_frames<E>(self, device: usize) -> Result<(), Error<E>> {
        if self.status3 & SPI_ERR != 0 {
            return Err(Error::Rejected { device });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Result = core::result::Result<Status, Error<()>>;

    #[test]
    fn each_bit_has_its_fault() {
        let faults = |status1, status2, status3| Status::new(status1, status2, status3).faults();
        for (bit, fault) in [
            (7, GateFaults::OVERVOLTAGE_POSITIVE),
            (6, GateFaults::OVERVOLTAGE_NEGATIVE),
            (5, GateFaults::DESATURATION),
            (4, GateFaults::OVERCURRENT),
            (3, GateFaults::UNDERVOLTAGE_POSITIVE),
            (2, GateFaults::UNDERVOLTAGE_NEGATIVE),
            (1, GateFaults::THERMAL_SHUTDOWN),
            (0, GateFaults::THERMAL_WARNING),
        ] {
            assert_eq!(faults(1 << bit, 0, 0), fault);
        }
        assert_eq!(faults(0, 0x04, 0), GateFaults::REGISTER);
        assert_eq!(faults(0, 0xFB, 0), GateFaults::empty());
        for (bit, fault) in [
            (4, GateFaults::INTERLOCK),
            (3, GateFaults::FRAME),
            (2, GateFaults::REGISTER),
            (1, GateFaults::OVERVOLTAGE_LOGIC),
            (0, GateFaults::UNDERVOLTAGE_LOGIC),
        ] {
            assert_eq!(faults(0, 0, 1 << bit), fault);
        }
        assert_eq!(faults(0, 0, 0xE0), GateFaults::empty());
    }

    #[test]
    fn levels_are_no_faults() {
        let status = Status::new(0, 0x03, 0x20);
        assert!(status.is_asc_high() && status.is_gate_high());
        assert_eq!(
            (status.faults(), status.causes()),
            (GateFaults::empty(), Causes::ASC_OR_INTERLOCK)
        );
        assert_eq!(status.status3(), 0x20);
        assert_eq!(status.must_be_sound::<()>(0), Ok(()));
    }

    #[test]
    fn a_damaged_word_is_told_from_no_word_and_from_a_reset() {
        let good = |byte: u8| Status::from_words::<()>(4, [0x00F3, u16::from(byte) << 8, 0x00F3]);
        let crc = |register, word| -> Result {
            Err(Error::Crc {
                device: 4,
                register,
                word,
            })
        };
        assert_eq!(good(7), crc(Register::STATUS2, 0x0700));
        assert_eq!(
            Status::from_words(4, [0x00F3, 0x00F3, 0x2013]),
            Result::Ok(Status::new(0, 0, 0x20))
        );
        for word in [0x0000, 0xFFFF] {
            let register = Register::STATUS1;
            assert_eq!(
                Status::from_words(4, [word; 3]),
                Result::Err(Error::NoAnswer {
                    device: 4,
                    register,
                    word
                })
            );
        }
        assert_eq!(
            Status::from_words(4, [0x0000, 0x0400, 0x0500]),
            Result::Err(Error::ConfigurationLost {
                device: 4,
                register: Register::STATUS3,
                found: 5
            })
        );
        // One word is right: the part does send a CRC, and another word was damaged.
        assert_eq!(
            Status::from_words(4, [0x00F3, 0x0400, 0x0500]),
            crc(Register::STATUS2, 0x0400)
        );
        assert_eq!(
            Status::from_words(4, [0x0001, 0x0400, 0xFF00]),
            crc(Register::STATUS1, 0x0001)
        );
    }

    #[test]
    fn a_reset_part_and_a_refused_frame_are_found() {
        for (status, register, found) in [
            (Status::new(0, 0, 0x05), Register::STATUS3, 0x05),
            (Status::new(0, 0, 0x0C), Register::STATUS3, 0x0C),
            (Status::new(0, 0x05, 0x08), Register::STATUS2, 0x05),
        ] {
            assert_eq!(
                status.must_be_sound::<()>(2),
                Err(Error::ConfigurationLost {
                    device: 2,
                    register,
                    found
                })
            );
        }
        assert_eq!(
            Status::new(0, 0, 0x08).must_be_sound::<()>(2),
            Err(Error::Rejected { device: 2 })
        );
        let other = Status::new(0xFF, 0x03, 0xF3);
        assert_eq!(other.must_be_sound::<()>(2), Ok(()));
        assert!(other.is_logic_undervoltage());
        assert!(!Status::new(0xFF, 0xFF, 0xFE).is_logic_undervoltage());
    }
}
