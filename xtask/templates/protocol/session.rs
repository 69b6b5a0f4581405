//! What the part said last, and when.

use hal_power::{ErrorType, Instant};

use crate::{
    Config, Error,
    codec::{self, Message},
};

/// Conversation with one {{PART}}, without I/O.
#[derive(Debug)]
pub struct Session {
    config: Config,
    last_heard: Option<Instant>,
}

impl Session {
    /// Creates a session that has heard nothing.
    pub const fn new(config: Config) -> Self {
        Self {
            config,
            last_heard: None,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> Config {
        self.config
    }

    /// Takes in a frame that arrived at `now`.
    ///
    /// # Errors
    ///
    /// What [`codec::decode`] says; the session has not changed then.
    pub fn on_frame(&mut self, now: Instant, id: u32, data: &[u8]) -> Result<Message, Error> {
        let message = codec::decode(id, data)?;
        self.last_heard = Some(now);
        Ok(message)
    }

    /// Returns when the last frame that could be decoded arrived.
    pub const fn last_heard(&self) -> Option<Instant> {
        self.last_heard
    }
}

impl ErrorType for Session {
    type Error = Error;
}
