//! What `init` and a status send, and what comes back.

use crate::rig::{ANY, Window};

pub(crate) const PROBE: &[u16] = &[
    0xB112, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C,
    0x000C,
];

const PROBE_BACK_1: &[u16] = &[
    ANY, 0xB112, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C,
    0x000C,
];

pub(crate) const PROBE_BACK_2: &[u16] = &[
    ANY, ANY, 0xB112, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C, 0x000C,
    0x000C,
];

/// `init` of one part with CFG1 8B, CFG2 0D, CFG3 62, CFG4 16, CFG5 06, DIAG1CFG 08.
pub(crate) const INIT: &[Window<'static>] = &[
    (PROBE, PROBE_BACK_1),
    // CFG1, and STATUS1 twice, before anything is erased
    (&[0xAC41], &[ANY]),
    (&[0xA26B], &[0x2013]),
    (&[0xA26B], &[0x00F3]),
    (&[0x000C], &[0x00F3]),
    (&[0xD032], &[ANY]),
    (&[0x2ADA], &[ANY]),
    // command and data
    (&[0x8CA1], &[ANY]),
    (&[0x8BDA], &[ANY]),
    (&[0x9DD6], &[ANY]),
    (&[0x0D03], &[ANY]),
    (&[0x9EDF], &[ANY]),
    (&[0x6236], &[ANY]),
    (&[0x9FD8], &[ANY]),
    (&[0x1668], &[ANY]),
    (&[0x99CA], &[ANY]),
    (&[0x0666], &[ANY]),
    (&[0x859E], &[ANY]),
    (&[0x08E7], &[ANY]),
    (&[0x8697], &[ANY]),
    (&[0x00E0], &[ANY]),
    (&[0x91F2], &[ANY]),
    (&[0x00DC], &[ANY]),
    (&[0x3AAA], &[ANY]),
    // STATUS3, reset
    (&[0xAA53], &[ANY]),
    (&[0xD032], &[0x00F3]),
    // all back, each in the window after
    (&[0xAC41], &[ANY]),
    (&[0xBD36], &[0x8B4B]),
    (&[0xBE3F], &[0x0DD0]),
    (&[0xBF38], &[0x62DA]),
    (&[0xB92A], &[0x1691]),
    (&[0xA57E], &[0x06E1]),
    (&[0xA677], &[0x08CB]),
    (&[0xB112], &[0x00F3]),
    (&[0xA26B], &[0x00F3]),
    (&[0xA162], &[0x00F3]),
    (&[0xAA53], &[0x00F3]),
    (&[0x000C], &[0x00F3]),
];

/// Pauses between the windows of `INIT`, in µs; that after the last is owed.
pub(crate) const INIT_PAUSES: &[u32] = &[
    1, 1, 1, 1, 1, 50, 22, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 1, 50, 1, 30, 30, 30,
    30, 1, 1, 30, 1, 1, 1,
];

pub(crate) const STATUS: &[Window<'static>] = &[
    (&[0xA26B], &[ANY]),
    (&[0xA162], &[0x00F3]),
    (&[0xAA53], &[0x00F3]),
    (&[0x000C], &[0x00F3]),
];

/// Everything back that `INIT` has written, and a status.
pub(crate) fn proven() -> &'static [Window<'static>] {
    INIT.get(26..).unwrap_or_default()
}

pub(crate) fn joined<'a>(parts: &[&[Window<'a>]]) -> Vec<Window<'a>> {
    parts.concat()
}
