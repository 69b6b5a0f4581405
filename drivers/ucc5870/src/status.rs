//! What a chip says about itself.

use hal_inverter::GateFaults;

use crate::Register;

/// Mode of a chip: what STATUS1 says. It can be read in the second configuration mode and when active only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Mode {
    /// Waits for an address.
    Addressing,
    /// Takes configuration; the output is off.
    Configuration,
    /// The output follows the input.
    Active,
    /// A code that stands for no mode, 0 or 4 to 7.
    Other(u8),
}

/// Status registers of one chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Status {
    pub(crate) words: [u16; 5],
}

/// STATUS1 comes last: its mode shows that a chip drove the frame that may be another chip's too.
pub(crate) const ORDER: [Register; 5] = [
    Register::Status5,
    Register::Status3,
    Register::Status2,
    Register::Status4,
    Register::Status1,
];

/// Bits that follow the gate, and warnings with what sums them up, which a reading clears.
const PASSING: [u16; 5] = [0, 0x8800, 0x0001, 0x6200, 0xC002];

/// The ADC reports a fault; in bits of [`GateFaults`] that are this driver's own.
pub const ADC_FAULT: GateFaults = GateFaults::from_bits_retain(1 << 24);

/// A chip says that it signals a fault at nFLT1, and names none; in bits of [`GateFaults`] that are this driver's own.
pub const UNNAMED_FAULT: GateFaults = GateFaults::from_bits_retain(1 << 25);

/// STATUS1 and the bits that are faults.
const STATUS1: [(u16, GateFaults); 2] = [
    (1 << 1, GateFaults::THERMAL_WARNING),
    (1 << 5, GateFaults::GATE),
];

const STATUS2: [(u16, GateFaults); 6] = [
    (0x00F8, GateFaults::REGISTER),
    (1 << 8, GateFaults::CONVERTER),
    (1 << 9, GateFaults::FRAME),
    (1 << 11, GateFaults::INTERLOCK),
    (1 << 12, GateFaults::OVERVOLTAGE_LOGIC),
    (1 << 13, GateFaults::UNDERVOLTAGE_LOGIC),
];

const STATUS3: [(u16, GateFaults); 12] = [
    (1 << 0, GateFaults::DESATURATION),
    (1 << 1, GateFaults::OVERCURRENT),
    (1 << 2, GateFaults::SHORT_CIRCUIT),
    (1 << 3, GateFaults::CONVERTER),
    (1 << 5, GateFaults::THERMAL_SHUTDOWN),
    (1 << 6, GateFaults::OVERVOLTAGE_SWITCH),
    (1 << 7, GateFaults::UNDERVOLTAGE_POSITIVE),
    (1 << 8, GateFaults::OVERVOLTAGE_POSITIVE),
    (1 << 9, GateFaults::UNDERVOLTAGE_NEGATIVE),
    (1 << 10, GateFaults::OVERVOLTAGE_NEGATIVE),
    (1 << 12 | 1 << 13, GateFaults::REGISTER),
    (1 << 14, GateFaults::GATE),
];

const STATUS4: [(u16, GateFaults); 3] = [
    (0x01E0, GateFaults::REGISTER),
    (1 << 12, GateFaults::THERMAL_SHUTDOWN),
    (1 << 13, GateFaults::THERMAL_WARNING),
];

impl Status {
    /// Returns the registers as they were read, STATUS1 first.
    pub const fn words(self) -> [u16; 5] {
        let [five, three, two, four, one] = self.words;
        [one, two, three, four, five]
    }

    /// Returns the mode.
    pub const fn mode(self) -> Mode {
        let [one, ..] = self.words();
        mode(one)
    }

    /// Returns whether both sides say that they are ready.
    pub const fn is_ready(self) -> bool {
        let [_, two, _, four, _] = self.words();
        two & 1 << 14 != 0 && four & 1 != 0
    }

    /// Returns whether the chip takes DRV_EN as received.
    pub const fn is_enabled(self) -> bool {
        let [_, two, ..] = self.words();
        two & 1 << 2 != 0
    }

    /// Returns the level of IN+.
    pub const fn input(self) -> bool {
        let [one, ..] = self.words();
        one & 1 << 15 != 0
    }

    /// Returns the level of IN-.
    pub const fn inverting_input(self) -> bool {
        let [one, ..] = self.words();
        one & 1 << 14 != 0
    }

    /// Returns the level of ASC_EN.
    pub const fn off_input(self) -> bool {
        let [one, ..] = self.words();
        one & 1 << 11 != 0
    }

    /// Returns what is reported, as [`GateFaults`]; bits without a name are [`ADC_FAULT`] and [`UNNAMED_FAULT`].
    pub fn faults(self) -> GateFaults {
        let [one, two, three, four, five] = self.words();
        let logic = named(one, &STATUS1) | named(two, &STATUS2);
        let mut gate = named(three, &STATUS3) | named(four, &STATUS4);
        if five & 1 << 15 != 0 {
            gate |= ADC_FAULT;
        }
        let mut faults = logic | gate;
        let signalled = two & 1 << 1 != 0 && logic.is_empty();
        if signalled || (four & 1 << 10 != 0 && gate.is_empty()) {
            faults |= UNNAMED_FAULT;
        }
        if !self.is_ready() {
            faults |= GateFaults::NOT_READY;
        }
        faults
    }

    /// Returns whether every register has one and the same level in every bit, as nobody's answer has.
    pub(crate) fn is_silent(self) -> bool {
        self.words.iter().all(|&word| word == 0) || self.words.iter().all(|&word| word == 0xFFFF)
    }

    /// Returns whether two readings say the same, whatever the gate does meanwhile and whatever a reading clears.
    pub(crate) fn agrees(self, other: Self) -> bool {
        let pairs = self.words.iter().zip(other.words).zip(PASSING);
        pairs.fold(true, |same, ((one, two), passing)| {
            same && one & !passing == two & !passing
        })
    }
}

/// Returns the mode in STATUS1.
pub(crate) const fn mode(status1: u16) -> Mode {
    match status1 >> 6 & 7 {
        1 => Mode::Addressing,
        2 => Mode::Configuration,
        3 => Mode::Active,
        #[expect(clippy::cast_possible_truncation, reason = "three bits")]
        other => Mode::Other(other as u8),
    }
}

fn named(word: u16, bits: &[(u16, GateFaults)]) -> GateFaults {
    let set = bits.iter().filter(|(bit, _)| word & bit != 0);
    set.fold(GateFaults::empty(), |faults, (_, fault)| faults | *fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status([one, two, three, four, five]: [u16; 5]) -> Status {
        Status {
            words: [five, three, two, four, one],
        }
    }

    const READY: [u16; 5] = [0x00C0, 0x4004, 0, 0x0001, 0];

    #[test]
    fn a_chip_that_is_ready_has_no_faults() {
        let ready = status(READY);
        assert_eq!(ready.mode(), Mode::Active);
        assert!(ready.is_ready() && ready.is_enabled() && !ready.off_input());
        assert!(ready.faults().is_empty());
        assert_eq!(ready.words(), READY);
        let mut levels = READY;
        levels[0] |= 0xC800;
        levels[2] |= 0x8800;
        levels[3] |= 0x4000;
        assert!(status(levels).faults().is_empty(), "levels are no faults");
        assert!(status(levels).input() && status(levels).inverting_input());
    }

    #[test]
    fn a_side_that_is_not_ready_is_said() {
        for (index, bit) in [(1, 1 << 14), (3, 1)] {
            let mut words = READY;
            words[index] &= !bit;
            assert_eq!(status(words).faults(), GateFaults::NOT_READY);
        }
    }

    /// `docs/parts/UCC5870.md`, bit by bit.
    #[test]
    fn every_fault_bit_has_a_meaning() {
        use GateFaults as F;
        let table = [
            (0, 1, F::THERMAL_WARNING),
            (0, 5, F::GATE),
            (1, 1, UNNAMED_FAULT),
            (1, 3, F::REGISTER),
            (1, 4, F::REGISTER),
            (1, 5, F::REGISTER),
            (1, 6, F::REGISTER),
            (1, 7, F::REGISTER),
            (1, 8, F::CONVERTER),
            (1, 9, F::FRAME),
            (1, 11, F::INTERLOCK),
            (1, 12, F::OVERVOLTAGE_LOGIC),
            (1, 13, F::UNDERVOLTAGE_LOGIC),
            (2, 0, F::DESATURATION),
            (2, 1, F::OVERCURRENT),
            (2, 2, F::SHORT_CIRCUIT),
            (2, 3, F::CONVERTER),
            (2, 5, F::THERMAL_SHUTDOWN),
            (2, 6, F::OVERVOLTAGE_SWITCH),
            (2, 7, F::UNDERVOLTAGE_POSITIVE),
            (2, 8, F::OVERVOLTAGE_POSITIVE),
            (2, 9, F::UNDERVOLTAGE_NEGATIVE),
            (2, 10, F::OVERVOLTAGE_NEGATIVE),
            (2, 12, F::REGISTER),
            (2, 13, F::REGISTER),
            (2, 14, F::GATE),
            (3, 5, F::REGISTER),
            (3, 6, F::REGISTER),
            (3, 7, F::REGISTER),
            (3, 8, F::REGISTER),
            (3, 10, UNNAMED_FAULT),
            (3, 12, F::THERMAL_SHUTDOWN),
            (3, 13, F::THERMAL_WARNING),
            (4, 15, ADC_FAULT),
        ];
        for (index, bit, fault) in table {
            let mut words = READY;
            words[index] |= 1 << bit;
            assert_eq!(status(words).faults(), fault, "STATUS{} {bit}", index + 1);
        }
    }

    #[test]
    fn modes_are_told_apart() {
        let mode = |bits: u16| status([bits << 6, 0, 0, 0, 0]).mode();
        assert_eq!(
            [0, 1, 2, 3, 4, 7].map(mode),
            [
                Mode::Other(0),
                Mode::Addressing,
                Mode::Configuration,
                Mode::Active,
                Mode::Other(4),
                Mode::Other(7),
            ]
        );
    }

    #[test]
    fn readings_agree_whatever_the_gate_does() {
        let mut moved = READY;
        moved[0] |= 0x8000;
        moved[2] |= 0x8800;
        assert!(status(READY).agrees(status(moved)));
        moved[2] |= 1;
        assert!(!status(READY).agrees(status(moved)));
    }
}
