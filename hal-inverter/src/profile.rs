//! The product family as data.

use hal_power::Power;

/// How the store is coupled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Topology {
    /// PV, battery and grid on one DC link (HS2).
    Hybrid,
    /// Battery and grid; PV stays outside, on the AC side (AS2).
    AcCoupled,
}

/// A position on the terminal panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Terminal {
    /// B+ and B- towards the inverter.
    Battery,
    /// Manual breaker of the battery.
    BatterySwitch,
    /// Manual isolator of the PV inputs.
    DcSwitch,
    /// PV inputs.
    PvInput,
    /// Display board.
    Display,
    /// BAT+ and BAT- of a parallel stack.
    ParallelBattery,
    /// Communication port.
    Communication,
    /// Start button.
    StartButton,
    /// Backup output.
    Backup,
    /// Mains.
    Grid,
    /// Protective earth.
    Ground,
    /// Link port 0, towards the battery modules.
    ModuleLink,
    /// Port of the plug-in radio module.
    RadioModule,
    /// Pressure relief of the pack.
    ReleaseValve,
}

/// Terminals of a hybrid model in the order of the manual's numbers, from 1.
const HYBRID: &[Terminal] = &[
    Terminal::Battery,
    Terminal::BatterySwitch,
    Terminal::DcSwitch,
    Terminal::PvInput,
    Terminal::Display,
    Terminal::ParallelBattery,
    Terminal::Communication,
    Terminal::StartButton,
    Terminal::Backup,
    Terminal::Grid,
    Terminal::Ground,
    Terminal::ModuleLink,
    Terminal::RadioModule,
    Terminal::ReleaseValve,
];

/// Terminals of an AC-coupled model, likewise.
const AC_COUPLED: &[Terminal] = &[
    Terminal::Battery,
    Terminal::BatterySwitch,
    Terminal::Display,
    Terminal::ParallelBattery,
    Terminal::Communication,
    Terminal::StartButton,
    Terminal::Backup,
    Terminal::Grid,
    Terminal::Ground,
    Terminal::ModuleLink,
    Terminal::RadioModule,
    Terminal::ReleaseValve,
];

/// One model of the family. Source: product manual, chapters 1 to 3; device codes from the display-board protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Profile {
    /// Model name as on the label.
    pub name: &'static str,
    /// How the store is coupled.
    pub topology: Topology,
    /// Rated power.
    pub rating: Power,
}

const fn profile(name: &'static str, topology: Topology, watts: i32) -> Profile {
    Profile {
        name,
        topology,
        rating: Power::from_watts(watts),
    }
}

impl Profile {
    /// The ten models.
    pub const ALL: [Self; 10] = [
        profile("HS2-3K-S2", Topology::Hybrid, 3_000),
        profile("HS2-3.6K-S2", Topology::Hybrid, 3_600),
        profile("HS2-4K-S2", Topology::Hybrid, 4_000),
        profile("HS2-5K-S2", Topology::Hybrid, 5_000),
        profile("HS2-6K-S2", Topology::Hybrid, 6_000),
        profile("AS2-3K-S", Topology::AcCoupled, 3_000),
        profile("AS2-3.6K-S", Topology::AcCoupled, 3_600),
        profile("AS2-4K-S", Topology::AcCoupled, 4_000),
        profile("AS2-5K-S", Topology::AcCoupled, 5_000),
        profile("AS2-6K-S", Topology::AcCoupled, 6_000),
    ];

    /// Returns the model of this name, or `None`.
    pub fn named(name: &str) -> Option<&'static Self> {
        const { &Self::ALL }
            .iter()
            .find(|profile| profile.name == name)
    }

    /// Returns the number of PV trackers, or `None` where there is no PV input to ask for.
    pub const fn pv_trackers(&self) -> Option<u8> {
        match self.topology {
            Topology::Hybrid => Some(2),
            Topology::AcCoupled => None,
        }
    }

    /// Returns the terminals in the order of the manual's numbers, from 1.
    pub const fn terminals(&self) -> &'static [Terminal] {
        match self.topology {
            Topology::Hybrid => HYBRID,
            Topology::AcCoupled => AC_COUPLED,
        }
    }

    /// Returns the device code that the display board knows the model's family by.
    pub const fn device_code(&self) -> u16 {
        match self.topology {
            Topology::Hybrid => 0x005C,
            Topology::AcCoupled => 0x0055,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_model_and_no_other_name_does() {
        for profile in &Profile::ALL {
            assert_eq!(Profile::named(profile.name), Some(profile));
        }
        assert_eq!(Profile::named("HS2-7K-S2"), None);
        assert_eq!(Profile::named("hs2-5k-s2"), None);
    }

    #[test]
    fn an_ac_coupled_model_has_no_pv() {
        for profile in &Profile::ALL {
            let has = |terminal| profile.terminals().contains(&terminal);
            let hybrid = profile.topology == Topology::Hybrid;
            assert_eq!(profile.pv_trackers().is_some(), hybrid);
            assert_eq!(has(Terminal::PvInput), hybrid);
            assert_eq!(has(Terminal::DcSwitch), hybrid);
            assert!(has(Terminal::Battery) && has(Terminal::Grid) && has(Terminal::Backup));
        }
    }

    #[test]
    fn terminals_bear_the_manuals_numbers() {
        let number = |name, terminal| {
            let terminals = Profile::named(name)?.terminals();
            terminals
                .iter()
                .position(|found| *found == terminal)
                .map(|index| index + 1)
        };
        assert_eq!(number("HS2-5K-S2", Terminal::Grid), Some(10));
        assert_eq!(number("AS2-5K-S", Terminal::Grid), Some(8));
        assert_eq!(number("HS2-5K-S2", Terminal::ReleaseValve), Some(14));
        assert_eq!(number("AS2-5K-S", Terminal::ReleaseValve), Some(12));
    }
}
