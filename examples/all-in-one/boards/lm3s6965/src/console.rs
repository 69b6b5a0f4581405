//! Lines to the host of the emulation, and the exit code.

use core::fmt::{self, Write as _};
use cortex_m_semihosting::{debug, hio};

/// The host's end of semihosting.
///
/// Output only: QEMU 7.2 does not hand on what a semihosting call reads.
pub(crate) struct Console(Option<hio::HostStream>);

impl Console {
    /// Opens the host's output; without one, lines are dropped.
    pub(crate) fn open() -> Self {
        Self(hio::hstdout().ok())
    }

    /// Prints a line.
    pub(crate) fn line(&mut self, text: fmt::Arguments<'_>) {
        // A host that does not listen cannot be told.
        let _ = writeln!(self, "{text}");
    }

    /// Ends the emulation: exit code 0 where all is well, else 1.
    pub(crate) fn exit(&mut self, well: bool) -> ! {
        loop {
            debug::exit(if well { Ok(()) } else { Err(()) });
        }
    }
}

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match &mut self.0 {
            Some(stream) => stream.write_str(text),
            None => Err(fmt::Error),
        }
    }
}
