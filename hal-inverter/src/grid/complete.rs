//! What a profile needs to be taken.

use super::{FrequencyStage, GridConfigError, GridProfile, VoltageStage, time::Frames};
use core::time::Duration;

const UNDER_VOLTAGE: &str = "undervoltage";
const OVER_VOLTAGE: &str = "overvoltage";
const UNDER_FREQUENCY: &str = "underfrequency";
const OVER_FREQUENCY: &str = "overfrequency";
const AVERAGE: &str = "ten-minute mean";
const RATE: &str = "rate of change of frequency";
const DIRECT: &str = "direct current";
const RECONNECT: &str = "reconnection";

/// Everything is said.
pub(super) fn complete(profile: &GridProfile) -> Result<(), GridConfigError> {
    let stages = [
        (UNDER_VOLTAGE, profile.under_voltage.len()),
        (OVER_VOLTAGE, profile.over_voltage.len()),
        (UNDER_FREQUENCY, profile.under_frequency.len()),
        (OVER_FREQUENCY, profile.over_frequency.len()),
    ];
    for (of, stages) in stages {
        if stages == 0 {
            return Err(GridConfigError::Unset(of));
        }
        if stages > GridProfile::STAGES {
            return Err(GridConfigError::TooMany(of));
        }
    }
    let clauses = [
        (
            "source",
            profile.edition.is_empty() || profile.source.is_empty(),
        ),
        (AVERAGE, profile.average.is_unset()),
        (RATE, profile.rate.is_unset()),
        (DIRECT, profile.direct.is_unset()),
        (RECONNECT, profile.reconnect.is_none()),
    ];
    match clauses.into_iter().find(|(_, unset)| *unset) {
        Some((of, _)) => Err(GridConfigError::Unset(of)),
        None => Ok(()),
    }
}

/// Nominal values and the reconnection window are inside of every limit.
pub(super) fn consistent(profile: &GridProfile) -> Result<(), GridConfigError> {
    let reconnect = profile.reconnect.ok_or(GridConfigError::Unset(RECONNECT))?;
    let (low, high) = reconnect.voltage;
    let (slow, fast) = reconnect.frequency;
    let nominal = profile.voltage;
    let checks = [
        (
            UNDER_VOLTAGE,
            profile.under_voltage.iter().all(|stage| stage.limit <= low),
        ),
        (
            OVER_VOLTAGE,
            profile.over_voltage.iter().all(|stage| stage.limit >= high),
        ),
        (
            UNDER_FREQUENCY,
            profile
                .under_frequency
                .iter()
                .all(|stage| stage.limit <= slow),
        ),
        (
            OVER_FREQUENCY,
            profile
                .over_frequency
                .iter()
                .all(|stage| stage.limit >= fast),
        ),
        (RECONNECT, low < nominal && nominal < high),
        (
            RECONNECT,
            slow < profile.frequency && profile.frequency < fast,
        ),
        (
            AVERAGE,
            profile.average.stated().is_none_or(|limit| limit > nominal),
        ),
        (
            RATE,
            profile
                .rate
                .stated()
                .is_none_or(|rate| rate.window > Duration::ZERO),
        ),
    ];
    match checks.into_iter().find(|(_, so)| !so) {
        Some((of, _)) => Err(GridConfigError::Contradiction(of)),
        None => Ok(()),
    }
}

/// Each stage's time has room for seeing and for opening.
pub(super) fn in_time(
    profile: &GridProfile,
    frames: Frames,
    release: Duration,
) -> Result<(), GridConfigError> {
    let fits = |within: Duration, window: u64| {
        within > release.saturating_add(frames.time(window.saturating_add(1)))
    };
    let voltage = |stages: &[VoltageStage]| {
        stages
            .iter()
            .all(|stage| fits(stage.within, frames.lag(stage.within)))
    };
    let frequency = |stages: &[FrequencyStage]| {
        stages
            .iter()
            .all(|stage| fits(stage.within, frames.slow_lag()))
    };
    let checks = [
        (UNDER_VOLTAGE, voltage(profile.under_voltage)),
        (OVER_VOLTAGE, voltage(profile.over_voltage)),
        (UNDER_FREQUENCY, frequency(profile.under_frequency)),
        (OVER_FREQUENCY, frequency(profile.over_frequency)),
        (
            RATE,
            profile
                .rate
                .stated()
                .is_none_or(|rate| fits(rate.within, 0)),
        ),
        (
            DIRECT,
            profile
                .direct
                .stated()
                .is_none_or(|direct| fits(direct.within, frames.slow_lag())),
        ),
    ];
    match checks.into_iter().find(|(_, so)| !so) {
        Some((of, _)) => Err(GridConfigError::NoTimeLeft(of)),
        None => Ok(()),
    }
}
