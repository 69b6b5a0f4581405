//! What the sheet leaves open.

use core::time::Duration;

/// How long what was set is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Until the IMC is reset.
    Nothing,
    /// Until the supply is lost.
    OverReset,
    /// For good.
    OverSupply,
}

/// What a part without relays says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relayless {
    /// An error response: the command is unknown.
    Refuses,
    /// A valid response, with the state "unknown".
    Unknown,
}

/// What the sources leave open. The default is one possible part, and none of its figures is a fact.
#[derive(Debug, Clone, Copy)]
pub struct Open {
    /// From power-up to the first message; no request is taken before.
    pub start: Duration,
    /// From a reset of the IMC to its calibration. Commands that it carries out have no answer meanwhile.
    pub boot: Duration,
    /// Calibration after power-up and after a reset.
    pub calibration: Duration,
    /// From one value to the next; the data sheet says 1.6 s to 6 s, by the net.
    pub pulse: Duration,
    /// Age from which on a value is outdated.
    pub outdated: Duration,
    /// Self-test: overall, and of the parameters.
    pub self_test: [Duration; 2],
    /// From a request, or from the answer before it, to its answer.
    pub answer: Duration,
    /// Requests that may wait.
    pub queue: usize,
    /// Of those that find the queue full, every how many-th is told; zero for none.
    pub told_full: u32,
    /// Whether the part is locked after power-up.
    pub is_locked: bool,
    /// Whether a locked part switches no relay.
    pub locks_relays: bool,
    /// Wrong passwords after which nothing unlocks the part; `None` for any number.
    pub retries: Option<u8>,
    /// Error code of a wrong password.
    pub wrong_password: u16,
    /// Error code of a self-test that is not started.
    pub refused: u16,
    /// Whether the part measures after power-up.
    pub measures: bool,
    /// Mode that activates the measurement, 0 or 1; the other deactivates it.
    pub activates: u16,
    /// Whether the negative and the positive relay are closed after power-up.
    pub closed: [bool; 2],
    /// Whether the part reads back what a relay does; else it shows what it was told.
    pub reads_back: bool,
    /// What a part without relays says of them.
    pub relayless: Relayless,
    /// What is read in kΩ with both relays open; `None` for no new value.
    pub uncoupled: Option<u16>,
    /// Whether there are new values without a chassis connection.
    pub measures_without_chassis: bool,
    /// Most that the mean factor may be.
    pub most_factor: u16,
    /// How long thresholds and mean factor are kept.
    pub keeps: Keeps,
    /// Versions of the IMC, minor and major: bootloader, firmware, firmware's identifier, its hash.
    pub imc_versions: [[u8; 2]; 4],
    /// Versions of the VIFC, minor and major: bootloader, firmware.
    pub vifc_versions: [[u8; 2]; 2],
    /// Manufacturer's string; zeros behind its end.
    pub manufacturer: &'static str,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            start: Duration::from_millis(500),
            boot: Duration::from_millis(300),
            calibration: Duration::from_secs(2),
            pulse: Duration::from_secs(2),
            outdated: Duration::from_secs(10),
            self_test: [Duration::from_secs(5), Duration::from_secs(1)],
            answer: Duration::from_millis(10),
            queue: 8,
            told_full: 1,
            is_locked: true,
            locks_relays: false,
            retries: None,
            wrong_password: 1034,
            refused: 34,
            measures: true,
            activates: 1,
            closed: [true; 2],
            reads_back: true,
            relayless: Relayless::Refuses,
            uncoupled: None,
            measures_without_chassis: false,
            most_factor: 20,
            keeps: Keeps::Nothing,
            imc_versions: [[1, 1], [2, 1], [3, 1], [4, 1]],
            vifc_versions: [[5, 2], [6, 2]],
            manufacturer: "BENDER",
        }
    }
}
