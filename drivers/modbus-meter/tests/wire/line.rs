//! A line with a clock of its own, and a meter that says what it is told to.

use core::{
    cell::RefCell, convert::Infallible, future::poll_fn, pin::pin, task::Context, time::Duration,
};
use std::{
    collections::VecDeque,
    rc::Rc,
    task::{Poll, Waker},
};

/// µs of a character of eleven bits at 9600 baud.
const CHARACTER: u64 = 1_146;

/// µs after which nothing goes on.
const LONG: u64 = 60_000_000;

/// What comes for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// µs from the end of the request.
    pub(crate) after: u64,
    pub(crate) bytes: Vec<u8>,
}

/// A reply with its CRC, after 10 ms.
pub(crate) fn reply(bytes: &[u8]) -> Reply {
    raw(&with_crc(bytes))
}

/// Bytes as they are, after 10 ms.
pub(crate) fn raw(bytes: &[u8]) -> Reply {
    Reply {
        after: 10_000,
        bytes: bytes.to_vec(),
    }
}

/// No reply.
pub(crate) fn nothing() -> Reply {
    raw(&[])
}

/// The bytes and their CRC, low byte first.
pub(crate) fn with_crc(bytes: &[u8]) -> Vec<u8> {
    let crc = bytes.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xA001
            } else {
                crc >> 1
            }
        })
    });
    [bytes, &crc.to_le_bytes()].concat()
}

#[derive(Debug, Default)]
struct State {
    now: u64,
    replies: VecDeque<Reply>,
    coming: VecDeque<(u64, u8)>,
    sent: Vec<Vec<u8>>,
    /// When the last byte moved, either way.
    last: u64,
    /// Silence before each request.
    silences: Vec<u64>,
    has_echo: bool,
    echo: Option<Vec<u8>>,
    chatters: bool,
}

/// A line.
#[derive(Debug, Clone)]
pub(crate) struct Line(Rc<RefCell<State>>);

/// The driver's end of it.
#[derive(Debug)]
pub(crate) struct Port(Rc<RefCell<State>>);

impl Line {
    pub(crate) fn new(replies: VecDeque<Reply>) -> Self {
        Self(Rc::new(RefCell::new(State {
            replies,
            ..State::default()
        })))
    }

    pub(crate) fn port(&self) -> Port {
        Port(self.0.clone())
    }

    /// The transceiver hears itself; `echo` instead of the request, where given.
    pub(crate) fn with_echo(self, echo: Option<&[u8]>) -> Self {
        self.0.borrow_mut().has_echo = true;
        self.0.borrow_mut().echo = echo.map(<[u8]>::to_vec);
        self
    }

    /// Bytes come without an end.
    pub(crate) fn chattering(self) -> Self {
        self.0.borrow_mut().chatters = true;
        self
    }

    /// Lets bytes come, in so many µs from now.
    pub(crate) fn stray(&self, after: u64, bytes: &[u8]) {
        self.0.borrow_mut().come(after, bytes);
    }

    /// Replaces what is to be replied from now on.
    pub(crate) fn answer(&self, reply: Reply) {
        self.0.borrow_mut().replies = [reply].into();
    }

    pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
        self.0.borrow().sent.clone()
    }

    pub(crate) fn silences(&self) -> Vec<u64> {
        self.0.borrow().silences.clone()
    }

    pub(crate) fn now(&self) -> u64 {
        self.0.borrow().now
    }

    pub(crate) fn delay(&self) -> impl FnMut(Duration) + use<> {
        let state = self.0.clone();
        move |time: Duration| {
            let mut state = state.borrow_mut();
            state.now += micros(time);
            assert!(state.now < LONG, "ends some time");
        }
    }

    pub(crate) fn delay_async(&self) -> impl AsyncFnMut(Duration) + use<> {
        let state = self.0.clone();
        async move |time: Duration| {
            let until = state.borrow().now + micros(time);
            poll_fn(|_| {
                if state.borrow().now < until {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
        }
    }

    /// Runs a future; time passes while it waits.
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            match self.poll(future.as_mut()) {
                Poll::Ready(value) => return value,
                Poll::Pending => self.0.borrow_mut().now += 100,
            }
            assert!(self.now() < LONG, "ends some time");
        }
    }

    /// Polls once.
    pub(crate) fn poll<F: Future>(&self, future: core::pin::Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, micros: u64) {
        self.0.borrow_mut().now += micros;
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX)
}

impl State {
    fn come(&mut self, after: u64, bytes: &[u8]) {
        let begin = self.now + after;
        for (at, byte) in (1..).zip(bytes) {
            self.coming.push_back((begin + at * CHARACTER, *byte));
        }
    }

    fn is_there(&self) -> bool {
        self.chatters || self.coming.front().is_some_and(|(at, _)| *at <= self.now)
    }

    fn read(&mut self, into: &mut [u8]) -> usize {
        if self.chatters {
            self.now += CHARACTER;
            into.fill(0x55);
            return into.len();
        }
        let mut count = 0;
        for into in into {
            if !self.is_there() {
                break;
            }
            if let Some((at, byte)) = self.coming.pop_front() {
                *into = byte;
                self.last = at;
                count += 1;
            }
        }
        count
    }

    fn write(&mut self, bytes: &[u8]) -> usize {
        // Four at a time, as a small buffer would.
        let taken = bytes.get(..4).unwrap_or(bytes);
        match self.sent.last_mut().filter(|frame| frame.len() < 8) {
            Some(frame) => frame.extend(taken),
            None => {
                self.silences.push(self.now - self.last);
                self.sent.push(taken.to_vec());
            }
        }
        taken.len()
    }

    fn flush(&mut self) {
        self.now += 8 * CHARACTER;
        self.last = self.now;
        if self.has_echo {
            let frame = self.sent.last().cloned().unwrap_or_default();
            let echo = self.echo.clone().unwrap_or(frame);
            // It was heard while it was sent.
            let heard = self.now;
            self.coming.extend(echo.iter().map(|byte| (heard, *byte)));
        }
        if let Some(reply) = self.replies.pop_front() {
            self.come(reply.after, &reply.bytes);
        }
    }
}

impl embedded_io::ErrorType for Port {
    type Error = Infallible;
}

impl embedded_io::ReadReady for Port {
    fn read_ready(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.borrow().is_there())
    }
}

impl embedded_io::Read for Port {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        let mut state = self.0.borrow_mut();
        assert!(state.is_there(), "a read that blocks for ever");
        Ok(state.read(into))
    }
}

impl embedded_io::Write for Port {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(self.0.borrow_mut().write(bytes))
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().flush();
        Ok(())
    }
}

impl embedded_io_async::Read for Port {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        poll_fn(|_| {
            let mut state = self.0.borrow_mut();
            if state.is_there() {
                Poll::Ready(Ok(state.read(into)))
            } else {
                Poll::Pending
            }
        })
        .await
    }
}

impl embedded_io_async::Write for Port {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(self.0.borrow_mut().write(bytes))
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        self.0.borrow_mut().flush();
        Ok(())
    }
}
