//! The samples of one PWM period.

mod calibration;

pub use calibration::Calibration;

bitflags::bitflags! {
    /// What holds for all samples of one period.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct FrameFlags: u16 {
        /// Every sample was taken in its window: away from the edges, at the instant of the carrier that it is meant for.
        const IN_WINDOW = 1 << 0;
        /// At least one converter was at an end of its scale.
        const SATURATED = 1 << 1;
        /// A frame before this one was overwritten before anybody read it.
        const OVERRUN = 1 << 2;
        const _ = !0;
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for FrameFlags {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u16:b}", self.bits());
    }
}

/// Number and flags of one period, from one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct FrameStatus {
    /// Number of the period, wrapping. Two frames with the same number are the same frame: nothing new was sampled.
    pub sequence: u16,
    /// What holds for its samples.
    pub flags: FrameFlags,
}

impl FrameStatus {
    /// Returns whether the samples are what they seem: taken in their windows, none at an end of its scale. A sample outside of
    /// its window looks plausible and is wrong.
    #[inline(always)]
    pub const fn is_sound(self) -> bool {
        let judged = FrameFlags::IN_WINDOW.union(FrameFlags::SATURATED);
        self.flags.intersection(judged).bits() == FrameFlags::IN_WINDOW.bits()
    }
}

/// The samples of one PWM period, channel by channel.
///
/// Not an ADC: what runs once a period reads what hardware has sampled for it, at an instant that the carrier decides.
///
/// # For implementers
///
/// - One read of a register for each call, of what was sampled in the period that has just ended; a double buffer, where the
///   hardware has none.
/// - A frame is one period's: [`status`](Self::status) read after the samples shows, by its number, whether a new one came
///   between.
/// - The code is what the converter gives, within its range, other bits of the register masked.
///
/// # For users
///
/// Read the status first, the samples, and act on them only if the status [is sound](FrameStatus::is_sound) and has another
/// number than the last.
pub trait FrameSource<const CHANNELS: usize> {
    /// Returns number and flags of the period.
    fn status(&self) -> FrameStatus;

    /// Returns the code of channel `CHANNEL`; a channel beyond `CHANNELS` does not compile.
    fn code<const CHANNEL: usize>(&self) -> i32;
}

impl<const CHANNELS: usize, T: FrameSource<CHANNELS> + ?Sized> FrameSource<CHANNELS> for &T {
    #[inline(always)]
    fn status(&self) -> FrameStatus {
        T::status(self)
    }

    #[inline(always)]
    fn code<const CHANNEL: usize>(&self) -> i32 {
        T::code::<CHANNEL>(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_frame_in_its_window_and_off_the_ends_is_sound() {
        let sound = |flags| FrameStatus { sequence: 7, flags }.is_sound();
        let (window, end) = (FrameFlags::IN_WINDOW, FrameFlags::SATURATED);
        assert!(sound(window));
        assert!(sound(window | FrameFlags::OVERRUN));
        assert!(sound(window | FrameFlags::from_bits_retain(1 << 9)));
        assert!(!sound(FrameFlags::empty()));
        assert!(!sound(window | end));
        assert!(!sound(end));
    }
}
