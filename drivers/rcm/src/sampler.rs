//! The part that runs each frame.

use hal_inverter::{FrameFlags, FrameSource, FrameStatus};

use crate::{
    Config, Line, Window,
    window::{self, Slot},
};

/// Takes frames and adds them up. No division, no branch on the values but for the ends of the scales.
#[derive(Debug, Clone)]
pub struct Sampler {
    config: Config,
    window: Window,
    filling: Slot,
    /// Frames until the slot is full.
    left: u32,
    sequence: Option<u16>,
    last: i32,
}

impl Sampler {
    /// Creates a sampler that has seen nothing.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            window: window::Window::new(),
            filling: Slot {
                current: 0,
                voltage: 0,
                squares: 0,
            },
            left: config.frames,
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
        let span = self.config.span();
        let current = if self.config.residual.is_inside(residual) {
            self.config.residual.apply(residual).as_microamps()
        } else {
            window.note_saturated(Line::Residual, span);
            0
        };
        let voltage = if self.config.voltage.is_inside(voltage) {
            self.config.voltage.apply(voltage).as_microvolts() >> 10
        } else {
            window.note_saturated(Line::Voltage, span);
            0
        };
        let square = u64::from(current.unsigned_abs()).wrapping_mul(current.unsigned_abs().into());
        // within their integers: the configuration has seen to it
        self.filling.current = self.filling.current.wrapping_add(current);
        self.filling.voltage = self.filling.voltage.wrapping_add(voltage);
        self.filling.squares = self.filling.squares.wrapping_add(square);
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.close();
        }
    }

    fn close(&mut self) {
        self.left = self.config.frames;
        let slot = core::mem::take(&mut self.filling);
        self.window.push(slot, self.config.span());
    }

    #[cold]
    fn restart(&mut self) {
        self.left = self.config.frames;
        self.filling = Slot::default();
        self.window.restart();
    }
}
