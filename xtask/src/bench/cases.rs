//! What is measured: a row of the table for each.

/// Whose code reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Ours,
    /// A crate on crates.io.
    Peer,
    /// Written for the comparison.
    Hand,
}

/// What a reading returns, as its letters in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// V, I, P of the INA226.
    Ina226,
    /// The same as codes.
    Ina226Codes,
    /// V, I, P, T of the INA228.
    Ina228,
    /// The same as codes.
    Ina228Codes,
    /// V of the INA228.
    Ina228Voltage,
    /// T of the TMP117.
    Tmp117,
}

/// One firmware.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    /// Its binary.
    pub(crate) name: &'static str,
    pub(crate) origin: Origin,
    pub(crate) answer: Answer,
    /// Who reads, and how.
    pub(crate) title: &'static str,
    /// The blocking case that an asynchronous one is compared with.
    pub(crate) blocking: Option<&'static str>,
}

impl Case {
    const fn new(name: &'static str, origin: Origin, answer: Answer, title: &'static str) -> Self {
        Self {
            name,
            origin,
            answer,
            title,
            blocking: None,
        }
    }

    const fn beside(mut self, blocking: &'static str) -> Self {
        self.blocking = Some(blocking);
        self
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.origin == Origin::Ours
    }

    pub(crate) fn is_peer(&self) -> bool {
        self.origin == Origin::Peer
    }
}

/// The firmware that does nothing.
pub(crate) const EMPTY: &str = "empty";

use Answer::{Ina226, Ina226Codes, Ina228, Ina228Codes, Ina228Voltage, Tmp117};
use Origin::{Hand, Ours, Peer};

pub(crate) const CASES: [Case; 35] = [
    Case::new("ours_ina226", Ours, Ina226, "`ina2xx`, `readings`"),
    Case::new(
        "ours_ina226_async",
        Ours,
        Ina226,
        "`ina2xx`, `readings`, async",
    )
    .beside("ours_ina226"),
    Case::new(
        "ours_ina226_computed",
        Ours,
        Ina226,
        "`ina2xx`, `computed_readings`",
    ),
    Case::new(
        "ours_ina226_computed_async",
        Ours,
        Ina226,
        "`ina2xx`, `computed_readings`, async",
    )
    .beside("ours_ina226_computed"),
    Case::new("ina226", Peer, Ina226, "`ina226` 0.3.0, `f64`"),
    Case::new("ina226_tp", Peer, Ina226, "`ina226-tp` 0.4.1, `f64`"),
    Case::new(
        "embedded_devices_ina226",
        Peer,
        Ina226,
        "`embedded-devices` 0.10.3, `f64`, flags and shunt too",
    ),
    Case::new("hand_ina226", Hand, Ina226, "Rust by hand, integer units"),
    Case::new("c_ina226", Hand, Ina226, "C by hand, integer units"),
    Case::new("ina226_raw", Peer, Ina226Codes, "`ina226` 0.3.0, codes"),
    Case::new("hand_ina226_raw", Hand, Ina226Codes, "Rust by hand, codes"),
    Case::new("c_ina226_raw", Hand, Ina226Codes, "C by hand, codes"),
    Case::new("ours_ina228", Ours, Ina228, "`ina2xx`, `readings`"),
    Case::new(
        "ours_ina228_async",
        Ours,
        Ina228,
        "`ina2xx`, `readings`, async",
    )
    .beside("ours_ina228"),
    Case::new(
        "ours_ina228_computed",
        Ours,
        Ina228,
        "`ina2xx`, `computed_readings`",
    ),
    Case::new(
        "ours_ina228_computed_async",
        Ours,
        Ina228,
        "`ina2xx`, `computed_readings`, async",
    )
    .beside("ours_ina228_computed"),
    Case::new(
        "embedded_devices_ina228",
        Peer,
        Ina228,
        "`embedded-devices` 0.10.3, four registers, `f64`",
    ),
    Case::new(
        "embedded_devices_ina228_async",
        Peer,
        Ina228,
        "`embedded-devices` 0.10.3, four registers, `f64`, async",
    )
    .beside("embedded_devices_ina228"),
    Case::new(
        "embedded_devices_ina228_whole",
        Peer,
        Ina228,
        "`embedded-devices` 0.10.3, `current_measurement`, eight registers",
    ),
    Case::new("hand_ina228", Hand, Ina228, "Rust by hand, integer units"),
    Case::new(
        "hand_ina228_async",
        Hand,
        Ina228,
        "Rust by hand, integer units, async",
    )
    .beside("hand_ina228"),
    Case::new(
        "hand_ina228_guarded",
        Hand,
        Ina228,
        "Rust by hand, integer units, guarded",
    ),
    Case::new(
        "hand_ina228_guarded_async",
        Hand,
        Ina228,
        "Rust by hand, integer units, guarded, async",
    )
    .beside("hand_ina228_guarded"),
    Case::new("c_ina228", Hand, Ina228, "C by hand, integer units"),
    Case::new("hand_ina228_raw", Hand, Ina228Codes, "Rust by hand, codes"),
    Case::new("c_ina228_raw", Hand, Ina228Codes, "C by hand, codes"),
    Case::new(
        "ours_ina228_voltage",
        Ours,
        Ina228Voltage,
        "`ina2xx`, `voltage`, repeated",
    ),
    Case::new(
        "ours_ina228_voltage_async",
        Ours,
        Ina228Voltage,
        "`ina2xx`, `voltage`, repeated, async",
    )
    .beside("ours_ina228_voltage"),
    Case::new(
        "ours_tmp117",
        Ours,
        Tmp117,
        "`tmp11x`, `temperature`, repeated",
    ),
    Case::new(
        "ours_tmp117_async",
        Ours,
        Tmp117,
        "`tmp11x`, `temperature`, repeated, async",
    )
    .beside("ours_tmp117"),
    Case::new(
        "tmp117",
        Peer,
        Tmp117,
        "`tmp117` 3.0.0, `read_temp`, `f32`, flags too",
    ),
    Case::new("hand_tmp117", Hand, Tmp117, "Rust by hand, integer units"),
    Case::new(
        "hand_tmp117_repeated",
        Hand,
        Tmp117,
        "Rust by hand, integer units, repeated",
    ),
    Case::new(
        "hand_tmp117_repeated_async",
        Hand,
        Tmp117,
        "Rust by hand, integer units, repeated, async",
    )
    .beside("hand_tmp117_repeated"),
    Case::new("c_tmp117", Hand, Tmp117, "C by hand, integer units"),
];

impl Answer {
    /// What the model on the bus measures, in SI units or codes.
    pub(crate) const fn truth(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Ina226 => &[("V", 24.0), ("I", -15.0), ("P", 360.0)],
            Self::Ina226Codes => &[("v", 19_200.0), ("i", -12_000.0), ("p", 11_520.0)],
            Self::Ina228 => &[("V", 48.0), ("I", -40.0), ("P", 1920.0), ("T", 36.5)],
            Self::Ina228Codes => &[
                ("v", 245_760.0),
                ("i", -128_000.0),
                ("p", 1_920_000.0),
                ("t", 4_672.0),
            ],
            Self::Ina228Voltage => &[("V", 48.0)],
            Self::Tmp117 => &[("T", 36.5)],
        }
    }

    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Ina226 => "INA226: V, I, P",
            Self::Ina226Codes => "INA226: V, I, P as codes",
            Self::Ina228 => "INA228: V, I, P, T",
            Self::Ina228Codes => "INA228: V, I, P, T as codes",
            Self::Ina228Voltage => "INA228: V",
            Self::Tmp117 => "TMP117: T",
        }
    }
}
