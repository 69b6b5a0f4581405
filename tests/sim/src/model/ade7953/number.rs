//! Between integers and the floats of the analog side.

use core::time::Duration;

/// Returns a duration in ns, ending at the range of the clock.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Returns ns as seconds.
pub(super) fn seconds(nanos: u64) -> f64 {
    Duration::from_nanos(nanos).as_secs_f64()
}

/// Returns seconds as ns, ending at the range of the clock.
pub(super) fn nanos_of(seconds: f64) -> u64 {
    Duration::try_from_secs_f64(seconds).map_or(u64::MAX, nanos)
}

/// Rounds to the nearest code of a signed register.
pub(super) fn signed(value: f64, bits: u32) -> i32 {
    let end = f64::from(1_u32 << (bits - 1));
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the register")]
    let code = libm::round(value).clamp(-end, end - 1.0) as i32;
    code
}

/// Rounds to the nearest code of an unsigned register of 24 bits.
pub(super) fn unsigned(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the register"
    )]
    let code = libm::round(value).clamp(0.0, f64::from(0x00FF_FFFF_u32)) as u32;
    code
}

/// Returns a register's two's complement as a number.
pub(super) fn extended(code: u32, bits: u32) -> i32 {
    let spare = 32 - bits;
    (code << spare).cast_signed() >> spare
}
