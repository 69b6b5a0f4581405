//! One request and its reply.

use core::time::Duration;

use embedded_io_async::{Read, Write};

use super::{Delay, Port};
// async only
use crate::within::raced::within;
// end async only
// blocking only: use crate::within::polled::within;
use crate::{Error, Flaw, Line, Query, codec::REQUEST, frame::Frame};

/// Most bytes that are thrown away before a request: the longest frame, and as many again.
const MOST_STALE: usize = 512;
/// How often what comes while a reply is owed may make the wait for it begin anew.
const MOST_WAITS: u8 = 4;

/// A port with its times.
#[derive(Debug)]
pub(super) struct Wire<P, D> {
    port: P,
    delay: D,
    line: Line,
    /// Whether a reply may still come: from before a request on until its reply is there. It would be taken for the next one's.
    is_owed: bool,
}

impl<P, D> Wire<P, D> {
    pub(super) const fn new(port: P, delay: D, line: Line) -> Self {
        Self {
            port,
            delay,
            line,
            is_owed: true,
        }
    }

    const fn parts(&mut self) -> (&mut P, &mut D, Duration) {
        (&mut self.port, &mut self.delay, self.line.step())
    }

    pub(super) fn free(self) -> (P, D) {
        (self.port, self.delay)
    }
}

impl<P: Port, D: Delay> Wire<P, D> {
    /// Asks once; the registers are then in the frame.
    pub(super) async fn exchange(
        &mut self,
        query: &Query,
        frame: &mut Frame,
    ) -> Result<(), Error<P::Error>> {
        let Some(request) = query.request() else {
            return Err(Error::Count(query.count.into()));
        };
        self.settle().await?;
        self.is_owed = true;
        self.send(&request).await?;
        if self.line.has_echo() {
            self.hear(&request).await?;
        }
        self.receive(query, frame).await?;
        let found = query.registers(frame.bytes()).map(|_| ());
        self.is_owed = !matches!(found, Ok(()) | Err(Flaw::Exception(_)));
        found.map_err(|flaw| Error::Reply {
            register: query.register,
            flaw,
        })
    }

    /// Throws away what comes until the line is silent, and where a reply is owed, for as long as that may take. What comes need
    /// not be that reply, so behind it the wait begins anew.
    async fn settle(&mut self) -> Result<(), Error<P::Error>> {
        let silence = self.line.silence();
        let long = self.line.response().max(silence);
        let mut is_long = self.is_owed;
        let mut waits = 0;
        let mut thrown = 0;
        let mut failure = Error::Busy;
        while thrown < MOST_STALE {
            let mut stale = [0; 16];
            let wait = if is_long { long } else { silence };
            let (port, delay, step) = self.parts();
            let read = within(port, delay, wait, step, async |port| {
                port.read(&mut stale).await
            });
            match read.await {
                None if is_long || !self.is_owed => return Ok(()),
                None if waits == MOST_WAITS => break,
                None => {
                    waits += 1;
                    is_long = true;
                    continue;
                }
                Some(Ok(0)) => return Err(Error::Closed),
                Some(Ok(count)) => thrown += count,
                // What is wrong with stale bytes matters to nobody, unless it stays.
                Some(Err(cause)) => {
                    thrown += stale.len();
                    failure = Error::Port(cause);
                }
            }
            is_long = false;
        }
        Err(failure)
    }

    async fn send(&mut self, request: &[u8; REQUEST]) -> Result<(), Error<P::Error>> {
        let limit = self.line.limit(2 * REQUEST);
        let (port, delay, step) = self.parts();
        let sent = within(port, delay, limit, step, async |port| {
            write(port, request).await
        });
        sent.await.unwrap_or(Err(Error::Stuck))
    }

    /// Reads what was sent.
    async fn hear(&mut self, request: &[u8; REQUEST]) -> Result<(), Error<P::Error>> {
        let mut echo = [0; REQUEST];
        let limit = self.line.limit(REQUEST);
        let (port, delay, step) = self.parts();
        let heard = within(port, delay, limit, step, async |port| {
            read(port, &mut echo).await
        });
        heard.await.unwrap_or(Err(Error::Echo))?;
        if echo == *request {
            Ok(())
        } else {
            Err(Error::Echo)
        }
    }

    async fn receive(&mut self, query: &Query, frame: &mut Frame) -> Result<(), Error<P::Error>> {
        let register = query.register;
        frame.clear();
        let limit = self.line.limit(REQUEST + query.reply_length());
        let (port, delay, step) = self.parts();
        let received = within(port, delay, limit, step, async |port| {
            fill(port, frame, register).await
        });
        match received.await {
            Some(result) => result,
            None => Err(match u8::try_from(frame.bytes().len()) {
                Ok(0) => Error::Silent { register },
                received => Error::Truncated {
                    register,
                    received: received.unwrap_or(u8::MAX),
                },
            }),
        }
    }
}

/// Writes everything and waits until it has left.
async fn write<P: Write>(port: &mut P, bytes: &[u8]) -> Result<(), Error<P::Error>> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let count = port.write(rest).await.map_err(Error::Port)?;
        if count == 0 {
            return Err(Error::Closed);
        }
        rest = rest.get(count..).unwrap_or(&[]);
    }
    port.flush().await.map_err(Error::Port)
}

/// Reads as much as there is room for.
async fn read<P: Read>(port: &mut P, into: &mut [u8]) -> Result<(), Error<P::Error>> {
    let mut done = 0;
    while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let count = port.read(rest).await.map_err(Error::Port)?;
        if count == 0 {
            return Err(Error::Closed);
        }
        done += count;
    }
    Ok(())
}

/// Reads a whole reply.
async fn fill<P: Read>(
    port: &mut P,
    frame: &mut Frame,
    register: u16,
) -> Result<(), Error<P::Error>> {
    let reply = |flaw| Error::Reply { register, flaw };
    loop {
        let missing = frame.missing().map_err(reply)?;
        if missing.is_empty() {
            return Ok(());
        }
        let count = port.read(missing).await.map_err(Error::Port)?;
        if count == 0 {
            return Err(Error::Closed);
        }
        if !frame.take(count) {
            return Err(Error::Busy);
        }
    }
}
