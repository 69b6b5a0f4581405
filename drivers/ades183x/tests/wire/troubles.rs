//! What comes back where something is wrong; in the same form as in `words`.

use crate::rig::Window;

/// `safety_status` of a chain that is broken behind its first part, and again once it is not.
pub(crate) const BROKEN: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B FFFFFFFFFFFF FFFF"),
    ("00", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B FFFFFFFFFFFF FFFF"),
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    ("002F 4FF4", "", ""),
    ("0002 2B0A", "", "840000FF0104 0450 840000FF0304 0574"),
    ("0026 2CC8", "", "00F87F000000 07B2 00F87F000000 07B2"),
    ("02E0 3806", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 0AFD 000000000000 0AFD"),
    ("0033 4D4A", "", "00000000FF3C 094C 00000000FF3C 094C"),
];

/// `safety_status` with a block that is damaged, and again.
pub(crate) const DAMAGED: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B 000000000100 2314"),
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    ("002F 4FF4", "", ""),
    ("0002 2B0A", "", "840000FF0104 0450 840000FF0304 0574"),
    ("0026 2CC8", "", "00F87F000000 07B2 00F87F000000 07B2"),
    ("02E0 3806", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 0AFD 000000000000 0AFD"),
    ("0033 4D4A", "", "00000000FF3C 094C 00000000FF3C 094C"),
];

/// `safety_status` of parts of which the second has missed a command, and again.
pub(crate) const MISSED: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B 000000000000 2314"),
    ("0002 2B0A", "", "840000FF0104 24A7 840000FF0304 210C"),
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    ("002F 4FF4", "", ""),
    ("0002 2B0A", "", "840000FF0104 0450 840000FF0304 0574"),
    ("0026 2CC8", "", "00F87F000000 07B2 00F87F000000 07B2"),
    ("02E0 3806", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 0AFD 000000000000 0AFD"),
    ("0033 4D4A", "", "00000000FF3C 094C 00000000FF3C 094C"),
];

/// `safety_status` of parts of which the second has reset.
pub(crate) const RESET: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B FFFF0000FFDB 012E"),
    ("0002 2B0A", "", "840000FF0104 24A7 010000FF0300 005A"),
];

/// `safety_status` of parts that have fallen asleep.
pub(crate) const ASLEEP: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "FFFFFFFFFFFF FFFF FFFFFFFFFFFF FFFF"),
    ("00", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "FFFF0000FFDB 012E FFFF0000FFDB 012E"),
    ("0002 2B0A", "", "010000FF0300 005A 010000FF0300 005A"),
];

/// `cell_voltages` with a cell that was not measured, and a status.
pub(crate) const NOT_READY: &[Window<'static>] = &[
    ("00", "", ""),
    ("0711 C9C0", "", ""),
    ("00", "", ""),
    ("002D D2A2", "", ""),
    ("0004 07C2", "", "E02EE02EE02E 2FC2 E02E0080E02E 2E3A"),
    ("0006 9A94", "", "E02EE02EE02E 2FC2 E02EE02EE02E 2FC2"),
    ("0008 5E52", "", "E02EE02EE02E 2FC2 E02EE02EE02E 2FC2"),
    ("000A C304", "", "E02EE02EE02E 2FC2 E02EE02EE02E 2FC2"),
    ("0009 D560", "", "E02EE02EE02E 2FC2 E02EE02EE02E 2FC2"),
    ("000B 4836", "", "E02EFFFFFFFF 2C0E E02EE02EE02E 2FC2"),
    ("002F 4FF4", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 3128 000000000000 3128"),
    ("0033 4D4A", "", "00000000FF3C 3299 00000000FF3C 3299"),
];

/// `cell_temperatures` with a thermistor that is open.
pub(crate) const OPEN_THERMISTOR: &[Window<'static>] = &[
    ("00", "", ""),
    ("0712 DFA4", "", ""),
    ("0410 5114", "", ""),
    ("00", "", ""),
    ("0030 5B2E", "", "102724130000 2FB2 102724130000 2FB2"),
    ("0019 8E4E", "", "DE2600000000 2CAB 000000000000 2E85"),
    ("001A 982A", "", "000000000000 2E85 000000000000 2E85"),
];

/// `init` of three parts.
pub(crate) const LONGER: &[Window<'static>] = &[
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    (
        "002C 5990",
        "",
        "01020304050A 02E6 01020304050B 01D1 0102030405FF 007B",
    ),
];

/// `init` of parts of which the second has no serial number.
pub(crate) const NAMELESS: &[Window<'static>] = &[
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    (
        "002C 5990",
        "",
        "01020304050A 02E6 FFFFFFFFFFFF 0196 FFFFFFFFFFFF FFFF",
    ),
];

/// `init` of parts of which the second goes on discharging.
pub(crate) const DISCHARGING: &[Window<'static>] = &[
    ("00", "", ""),
    ("00", "", ""),
    ("002E C4C6", "", ""),
    (
        "002C 5990",
        "",
        "01020304050A 02E6 01020304050B 01D1 FFFFFFFFFFFF FFFF",
    ),
    ("002F 4FF4", "", ""),
    ("0029 633C", "", ""),
    ("0020 0000", "000000000000 03E3 000000000000 03E3", ""),
    ("0022 9D56", "", "000000000000 0E72 000000000010 0FC9"),
];

/// `balance`, and a status after the timer of the second part has ended.
pub(crate) const TIME_OVER: &[Window<'static>] = &[
    ("00", "", ""),
    ("0024 B19E", "00F87F020000 0072 00F87F020000 0072", ""),
    ("0020 0000", "090000000000 0171 900000000000 032A", ""),
    ("0021 8B32", "0000FFFFFFFF 012D 0000FFFFFFFF 012D", ""),
    ("0022 9D56", "", "900000000000 31E1 090000000000 33BA"),
    ("0023 1664", "", "0000FFFFFFFF 33E6 0000FFFFFFFF 33E6"),
    ("0026 2CC8", "", "00F87F020000 32B9 00F87F020000 32B9"),
    ("00", "", ""),
    ("0026 2CC8", "", "00F87F010000 3216 00F87F000000 31F6"),
    ("0020 0000", "000000000000 03E3 000000000000 03E3", ""),
    ("0021 8B32", "0000FFFFFFFF 012D 0000FFFFFFFF 012D", ""),
    ("0022 9D56", "", "000000000000 3836 000000000000 3836"),
    ("0023 1664", "", "0000FFFFFFFF 3AF8 0000FFFFFFFF 3AF8"),
    ("0024 B19E", "00F87F000000 033D 00F87F000000 033D", ""),
    ("0026 2CC8", "", "00F87F000000 3C67 00F87F000000 3C67"),
    ("0032 C678", "", "000000000000 3CB9 000000000000 3CB9"),
    ("0033 4D4A", "", "00000000FF3C 3F08 00000000FF3C 3F08"),
];

/// `balance`, and something that is refused meanwhile.
pub(crate) const BUSY: &[Window<'static>] = &[
    ("00", "", ""),
    ("0024 B19E", "00F87F020000 0072 00F87F020000 0072", ""),
    ("0020 0000", "090000000000 0171 900000000000 032A", ""),
    ("0021 8B32", "0000FFFFFFFF 012D 0000FFFFFFFF 012D", ""),
    ("0022 9D56", "", "900000000000 31E1 090000000000 33BA"),
    ("0023 1664", "", "0000FFFFFFFF 33E6 0000FFFFFFFF 33E6"),
    ("0026 2CC8", "", "00F87F020000 32B9 00F87F020000 32B9"),
    ("00", "", ""),
    ("0026 2CC8", "", "00F87F020000 32B9 00F87F020000 32B9"),
];

/// `self_test` that the second part fails.
pub(crate) const FAILED: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B 000000000000 279B"),
    ("0001 3D6E", "841000FF0304 02CA 841000FF0104 03EE", ""),
    ("0002 2B0A", "", "841000FF0104 2A07 841000FF0304 2B23"),
    ("0360 F46C", "", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000004 2FC8 000000000000 2E85"),
    ("0001 3D6E", "840000FF0304 01FB 840000FF0104 00DF", ""),
    ("0002 2B0A", "", "840000FF0104 3214 840000FF0304 3330"),
    ("02E0 3806", "", ""),
    ("00", "", ""),
    ("0717 E508", "000000000004 02AE 000000000004 02AE", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 3836 000000000000 3836"),
];

/// `clear_safety` while a cell of the second part is below its limit.
pub(crate) const PERSISTS: &[Window<'static>] = &[
    ("00", "", ""),
    ("0032 C678", "", "000000000000 279B 000000000000 279B"),
    ("0717 E508", "FFFF0000FFDF 0063 FFFF0000FFDF 0063", ""),
    ("0715 785E", "FFFFFFFF0000 01DB FFFFFFFF0000 01DB", ""),
    ("00", "", ""),
    ("0032 C678", "", "000000000000 2E85 000000000000 2E85"),
    ("0033 4D4A", "", "00000000FF3C 2D34 01000000FF3C 2CEF"),
];
