//! Converters that the carrier triggers once a period.

use super::{frames::Sampling, sheet::Sheet};
use alloc::vec::Vec;
use hal_inverter::{FrameFlags, FrameStatus};

/// Before the first frame.
pub(crate) const NONE: FrameStatus = FrameStatus {
    sequence: u16::MAX,
    flags: FrameFlags::empty(),
};

/// One converter and what is at its input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input {
    pub(crate) lowest: i32,
    pub(crate) highest: i32,
    pub(crate) zero: i32,
    /// Base units over the whole range.
    pub(crate) span: i64,
    /// The truth, in base units.
    pub(crate) truth: i64,
}

impl Input {
    /// The code of the truth, beyond the range too.
    fn ideal(&self) -> i64 {
        let codes = i64::from(self.highest) - i64::from(self.lowest);
        let scaled = (2 * self.truth * codes + self.span.abs()).div_euclid(2 * self.span.abs());
        i64::from(self.zero) + scaled * self.span.signum()
    }

    /// Code and whether it is at an end. `noise` is what an edge nearby adds: well within the range, and wrong.
    fn code(&self, noise: Option<u64>) -> (i32, bool) {
        let (lowest, highest) = (i64::from(self.lowest), i64::from(self.highest));
        let mut code = self.ideal();
        if let Some(seed) = noise {
            let step = ((highest - lowest) / 32).max(1);
            let more = i64::try_from(seed.wrapping_mul(37) % 7).unwrap_or(0);
            let error = step + step * more / 7;
            code += if code + error < highest {
                error
            } else {
                -error
            };
        }
        let ended = i32::try_from(code.clamp(lowest, highest)).unwrap_or(self.highest);
        (ended, code <= lowest || code >= highest)
    }
}

/// What one trigger has given.
#[derive(Debug, Clone)]
struct Frame {
    period: u64,
    sampled: u64,
    flags: FrameFlags,
    codes: Vec<i32>,
}

#[derive(Debug)]
pub(crate) struct Sampler {
    pub(crate) sampling: Sampling,
    pub(crate) inputs: Vec<Input>,
    /// Trigger behind its instant.
    pub(crate) late: u64,
    converting: Option<Frame>,
    published: Option<Frame>,
    /// Period of the frame that was read last, and whether frames before it were lost.
    read: Option<(u64, bool)>,
}

impl Sampler {
    pub(crate) const fn new(sampling: Sampling, inputs: Vec<Input>) -> Self {
        Self {
            sampling,
            inputs,
            late: 0,
            converting: None,
            published: None,
            read: None,
        }
    }

    /// When the converters are triggered in the period that starts at `start`.
    fn trigger(&self, sheet: &Sheet, start: u64) -> u64 {
        start + sheet.middle() + self.late % sheet.middle()
    }

    fn publish_at(&self) -> Option<u64> {
        let frame = self.converting.as_ref()?;
        Some(frame.sampled + self.sampling.conversion)
    }

    pub(crate) fn next_events(
        &self,
        sheet: &Sheet,
        at: u64,
        stopped: bool,
        consider: &mut impl FnMut(u64),
    ) {
        if let Some(publish) = self.publish_at() {
            consider(publish);
        }
        if !stopped {
            consider(self.trigger(sheet, sheet.start(at)));
        }
    }

    pub(crate) fn happen(&mut self, sheet: &Sheet, at: u64, last_edge: Option<u64>, stopped: bool) {
        if self.publish_at().is_some_and(|publish| publish <= at) {
            self.published = self.converting.take();
        }
        let start = sheet.start(at);
        if stopped || at != self.trigger(sheet, start) {
            return;
        }
        let quiet = last_edge.is_none_or(|edge| at - edge >= self.sampling.settle);
        let in_window = quiet && self.late <= self.sampling.jitter;
        let mut flags = FrameFlags::empty();
        flags.set(FrameFlags::IN_WINDOW, in_window);
        let mut frame = Frame {
            period: start / sheet.period,
            sampled: at,
            flags,
            codes: Vec::with_capacity(self.inputs.len()),
        };
        let noise = (!in_window).then_some(frame.period);
        for input in &self.inputs {
            let (code, ended) = input.code(noise);
            frame.codes.push(code);
            if ended {
                frame.flags |= FrameFlags::SATURATED;
            }
        }
        self.converting = Some(frame);
    }

    /// A gate moved: what is being sampled is spoilt.
    pub(crate) fn disturbed(&mut self, at: u64) {
        let (inputs, aperture) = (&self.inputs, self.sampling.aperture);
        let Some(frame) = &mut self.converting else {
            return;
        };
        if at.saturating_sub(frame.sampled) <= aperture
            && frame.flags.contains(FrameFlags::IN_WINDOW)
        {
            frame.flags.remove(FrameFlags::IN_WINDOW);
            for (code, input) in frame.codes.iter_mut().zip(inputs) {
                *code = input.code(Some(frame.period)).0;
            }
        }
    }

    /// Number and flags of the last frame; reading it is noted.
    pub(crate) fn status(&mut self) -> FrameStatus {
        let Some(frame) = &self.published else {
            return NONE;
        };
        let lost = match self.read {
            Some((period, lost)) if period == frame.period => lost,
            Some((period, _)) => frame.period > period + 1,
            None => false,
        };
        self.read = Some((frame.period, lost));
        let mut flags = frame.flags;
        flags.set(FrameFlags::OVERRUN, lost);
        FrameStatus {
            sequence: u16::try_from(frame.period & 0xFFFF).unwrap_or(0),
            flags,
        }
    }

    /// Code of a channel in the last frame; before the first one, that of nothing.
    pub(crate) fn code(&self, channel: usize) -> i32 {
        let code = self.published.as_ref().and_then(|f| f.codes.get(channel));
        let zero = || self.inputs.get(channel).map_or(0, |input| input.zero);
        code.copied().unwrap_or_else(zero)
    }
}
