//! What the part has told beside the insulation.

use hal_power::{Reading, Resistance, Voltage};

use crate::{
    Alive, Info, Iso165C, LockState, Sample, Status, Variant, Version, VifcStatus,
    schedule::CHARACTERS,
};

impl<V: Variant> Iso165C<V> {
    /// Returns what the part last sent by itself, whatever it is worth, and when it came.
    #[must_use]
    pub const fn info(&self) -> Option<Reading<Info>> {
        self.estimate.held()
    }

    /// Returns the last resistance that was asked for, with bias and counter, and when it was.
    #[must_use]
    pub const fn sample(&self) -> Option<Reading<Sample>> {
        self.heard.sample
    }

    /// Returns the status of the measuring side with what its self-test has found, and when it was asked for.
    #[must_use]
    pub const fn status(&self) -> Option<Reading<Status>> {
        self.heard.status
    }

    /// Returns the status of the side of the CAN bus, and when it was asked for.
    #[must_use]
    pub const fn vifc_status(&self) -> Option<Reading<VifcStatus>> {
        self.heard.vifc
    }

    /// Returns voltages HV1 and HV2, and when each was asked for. HV1 is one only while the part is coupled to the net.
    #[must_use]
    pub const fn voltages(&self) -> [Option<Reading<Voltage>>; 2] {
        self.heard.voltages
    }

    /// Returns whether the part sees its measuring side alive, and when it was asked for.
    #[must_use]
    pub const fn alive(&self) -> Option<Reading<Alive>> {
        self.heard.alive
    }

    /// Returns whether the part is locked, and when it was asked for.
    #[must_use]
    pub const fn lock_state(&self) -> Option<Reading<LockState>> {
        self.heard.lock
    }

    /// Returns how often the part was asked for this count, and when it was.
    #[must_use]
    pub const fn test_count(&self) -> Option<Reading<u16>> {
        self.heard.test_count
    }

    /// Returns the thresholds of a fault and of a warning as the part has told them last.
    #[must_use]
    pub fn thresholds(&self) -> [Option<Reading<Resistance>>; 2] {
        let [error, warning, _] = self.heard.settings;
        let kilohms = |word: u16| Resistance::from_kilohms(word.into());
        [error, warning].map(|own| own.map(|own| own.map(kilohms)))
    }

    /// Returns over how many measurements the part averages, as it has told last.
    #[must_use]
    pub const fn mean_factor(&self) -> Option<Reading<u16>> {
        let [_, _, mean_factor] = self.heard.settings;
        mean_factor
    }

    /// Returns a version as the part sends it: minor, then major.
    #[must_use]
    pub fn version(&self, version: Version) -> Option<[u8; 2]> {
        self.heard.version(version)
    }

    /// Returns the manufacturer's string once it is whole, uninterpreted.
    #[must_use]
    pub fn manufacturer(&self) -> Option<[u8; CHARACTERS as usize]> {
        self.heard.text()
    }
}
