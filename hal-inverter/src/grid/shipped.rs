//! Profiles whose texts were read.
//!
//! The standards themselves were not: each of these is what inverters of one maker are shipped with under the name of the
//! standard, as published by others. Times are those profiles' maximum trip times.

use super::{Clause, FrequencyStage, GridProfile, Reconnect, ShortInterruption, VoltageStage};
use core::time::Duration;
use hal_power::{Frequency, Voltage};

const fn volts(tenths: i32, millis: u64) -> VoltageStage {
    VoltageStage {
        limit: Voltage::from_millivolts(tenths * 100),
        within: Duration::from_millis(millis),
    }
}

const fn hertz(tenths: u32, millis: u64) -> FrequencyStage {
    FrequencyStage {
        limit: Frequency::from_millihertz(tenths * 100),
        within: Duration::from_millis(millis),
    }
}

/// Bounds in tenths of a volt and of a hertz, time in seconds.
const fn reconnect(voltage: (i32, i32), frequency: (u32, u32), seconds: u64) -> Reconnect {
    Reconnect {
        voltage: (volts(voltage.0, 0).limit, volts(voltage.1, 0).limit),
        frequency: (hertz(frequency.0, 0).limit, hertz(frequency.1, 0).limit),
        after: Duration::from_secs(seconds),
        short: None,
    }
}

/// A profile of 230 V and 50 Hz. None of the texts has a rate of change of frequency or a limit of direct current.
const fn shipped(name: &'static str, edition: &'static str, source: &'static str) -> GridProfile {
    GridProfile::new(
        name,
        edition,
        source,
        Voltage::from_volts(230),
        Frequency::from_hertz(50),
    )
    .with_rate(Clause::Absent)
    .with_direct(Clause::Absent)
}

impl GridProfile {
    /// VDE-AR-N 4105 of 2011: undervoltage trips after 0.1 s.
    pub const VDE_AR_N_4105_2011: Self = shipped(
        "VDE-AR-N 4105",
        "2011, as shipped in DE_VDE4105_2011",
        "lumapu/ahoy wiki, Protocol, DE_VDE4105_2011; the same decoded in tbnobody/OpenDTU #1606",
    )
    .with_voltage(&[volts(1_840, 100)], &[volts(2_645, 100)])
    .with_frequency(&[hertz(475, 100)], &[hertz(515, 100)])
    .with_average(Clause::Stated(Voltage::from_volts(253)))
    .with_reconnect(Reconnect {
        short: Some(ShortInterruption {
            within: Duration::from_secs(3),
            after: Duration::from_secs(8),
        }),
        ..reconnect((1_840, 2_645), (475, 515), 65)
    });

    /// VDE-AR-N 4105 of 2018: the first undervoltage stage waits 3 s. Relay settings published under the same name without an
    /// edition have 1 s there; the edition belongs to the number. Replaced by the edition of 2026, which was not read.
    pub const VDE_AR_N_4105_2018: Self = shipped(
        "VDE-AR-N 4105",
        "2018, as shipped in DE_VDE4105_2018",
        "lumapu/ahoy wiki, Protocol, DE_VDE4105_2018",
    )
    .with_voltage(
        &[volts(1_840, 3_000), volts(1_035, 300)],
        &[volts(2_875, 100)],
    )
    .with_frequency(&[hertz(475, 100)], &[hertz(515, 100)])
    .with_average(Clause::Stated(Voltage::from_volts(253)))
    .with_reconnect(reconnect((1_955, 2_530), (475, 501), 60));

    /// EN 50549-1 of 2019. The times of the second frequency stages are as decoded.
    pub const EN_50549_1_2019: Self = shipped(
        "EN 50549-1",
        "2019, as shipped in EN 50549-1:2019",
        "raw profile published by stefan123t (gist e4136e98), decoded with OpenDTU's GridProfileParser (b6f0353)",
    )
    .with_voltage(
        &[volts(1_955, 1_500), volts(1_610, 200)],
        &[volts(2_530, 3_000), volts(2_645, 200), volts(2_760, 100)],
    )
    .with_frequency(
        &[hertz(480, 2_000), hertz(475, 50)],
        &[hertz(510, 2_000), hertz(520, 50)],
    )
    .with_average(Clause::Stated(Voltage::from_volts(253)))
    .with_reconnect(reconnect((1_955, 2_530), (495, 502), 60));

    /// Real Decreto 1699 of Spain.
    pub const RD_1699: Self = shipped(
        "RD 1699",
        "as shipped in ES_RD1699 2.0.0",
        "raw profile and table in tbnobody/OpenDTU #1606",
    )
    .with_voltage(
        &[volts(1_955, 1_200)],
        &[volts(2_530, 1_200), volts(2_645, 160)],
    )
    .with_frequency(&[hertz(480, 3_600)], &[hertz(505, 400)])
    .with_average(Clause::Absent)
    .with_reconnect(reconnect((1_955, 2_530), (480, 504), 180));

    /// All of them.
    pub const SHIPPED: [&'static Self; 4] = [
        &Self::VDE_AR_N_4105_2011,
        &Self::VDE_AR_N_4105_2018,
        &Self::EN_50549_1_2019,
        &Self::RD_1699,
    ];
}
