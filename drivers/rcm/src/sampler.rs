//! The part that runs each frame.

use hal_inverter::{FrameFlags, FrameSource, FrameStatus};

use crate::{Config, Line, Window, pole::Lagging, slot::Slot};

/// Takes frames and adds them up. No division, no branch on the values but for the ends of the scales.
#[derive(Debug, Clone)]
pub struct Sampler {
    config: Config,
    window: Window,
    filling: Slot,
    /// The slot before that.
    before: Option<Slot>,
    /// The voltage with the sensor's lag.
    reference: Lagging,
    /// Frames until the slot is full, or the lag has settled.
    left: u32,
    is_settled: bool,
    sequence: Option<u16>,
    last: i32,
}

impl Sampler {
    /// Creates a sampler that has seen nothing.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            window: Window::new(),
            filling: Slot::EMPTY,
            before: None,
            reference: Lagging::ZERO,
            left: config.settling,
            is_settled: false,
            sequence: None,
            last: 0,
        }
    }

    /// Returns the window as it is now. Copy it where the next frame cannot come in between.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }

    /// Takes the frame that a source holds: channel `RESIDUAL` is the sensor, channel `VOLTAGE` the line. A frame that was
    /// overwritten between the reads counts as missing.
    #[inline]
    pub fn on_source<const RESIDUAL: usize, const VOLTAGE: usize, const CHANNELS: usize>(
        &mut self,
        source: &impl FrameSource<CHANNELS>,
    ) {
        let status = source.status();
        let (residual, voltage) = (source.code::<RESIDUAL>(), source.code::<VOLTAGE>());
        if source.status().sequence == status.sequence {
            self.on_frame(status, residual, voltage);
        } else {
            self.restart();
        }
    }

    /// Takes a frame: the codes of both channels. One with the number of the last is no frame; after one that is missing, or was
    /// not sampled in its window, a whole window has to come anew.
    #[inline]
    pub fn on_frame(&mut self, status: FrameStatus, residual: i32, voltage: i32) {
        let sequence = status.sequence;
        let expected = match self.sequence {
            Some(last) if last == sequence => return,
            Some(last) => last.wrapping_add(1) == sequence,
            None => false,
        };
        self.sequence = Some(sequence);
        if !expected || !status.flags.contains(FrameFlags::IN_WINDOW) {
            self.restart();
        }
        if status.flags.contains(FrameFlags::IN_WINDOW) {
            self.take(residual, voltage);
        }
    }

    #[inline]
    fn take(&mut self, residual: i32, voltage: i32) {
        let window = &mut self.window;
        window.frames = window.frames.wrapping_add(1);
        window.still = if residual == self.last {
            window.still.saturating_add(1)
        } else {
            0
        };
        self.last = residual;
        let current = if self.config.residual.is_inside(residual) {
            self.config.residual.apply(residual).as_microamps()
        } else {
            self.note_saturated(Line::Residual);
            0
        };
        let voltage = if self.config.voltage.is_inside(voltage) {
            self.config.voltage.apply(voltage).as_microvolts() >> 10
        } else {
            self.note_saturated(Line::Voltage);
            0
        };
        let reference = self.reference.follow(self.config.pole, voltage);
        self.filling.add(current, reference);
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.close();
        }
    }

    fn close(&mut self) {
        let config = &self.config;
        self.left = config.frames;
        let slot = core::mem::replace(&mut self.filling, Slot::EMPTY);
        if !self.is_settled {
            self.is_settled = true;
            return;
        }
        if let Some(before) = self.before.replace(slot) {
            let pair = slot.after(before, config.frames, config.spare());
            self.window.push(pair, config.span());
        }
    }

    /// The slot that is being filled is in two pairs, and the lag remembers for longer.
    #[cold]
    fn note_saturated(&mut self, line: Line) {
        let pairs = self.config.span().saturating_add(2);
        let pairs = match line {
            Line::Residual => pairs,
            Line::Voltage => pairs.saturating_add(self.config.settling_slots()),
        };
        self.window.note_saturated(line, pairs);
    }

    #[cold]
    fn restart(&mut self) {
        self.left = self.config.settling;
        self.is_settled = false;
        self.filling = Slot::EMPTY;
        self.before = None;
        self.window.restart();
    }
}
